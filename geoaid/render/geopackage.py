"""The GeoPackage: areas and named municipalities in EPSG:6372, and the style QGIS opens them with.

The style table is QGIS's own (``layer_styles``): classes, colours and patterns are those of the map.
"""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # builds XML of our own, reads none

from geoaid import shapes
from geoaid.mapspec import ACCENT, BORDER, PATTERN_INK, remake
from geoaid.render.provenance import KEY, Provenance
from geoaid.render.tables import drawn, layer

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geoaid.mapspec import MapSpec
    from geoaid.render import Job

_INTEGERS = ("class", "programmes")
_TEXTS = ("name", "level", "status", "cluster", "colour", "legend")
# Qt's names of the brushes that look most like the map's patterns.
_BRUSHES = {
    "dots": "dense6",
    "horizontal": "horizontal",
    "diagonal": "b_diagonal",
    "cross": "cross",
}
_LARGEST_CIRCLE_MM = 5.0
_STYLES_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)"""
_REGISTER = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier)"
    " VALUES ('layer_styles', 'attributes', 'layer_styles')"
)
# The file's dates are that of its data, or none; equal jobs give equal bytes.
_DATES = (
    "UPDATE gpkg_contents SET last_change = ?",
    "UPDATE gpkg_metadata_reference SET timestamp = ?",
    "UPDATE layer_styles SET update_time = ?",
)
_ADD_STYLE = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
    " styleName, styleQML, styleSLD, useAsDefault, description, owner)"
    " VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '')"
)


def gpkg(job: Job) -> bytes:
    """Write the GeoPackage.

    Returns
    -------
    bytes
        Layers ``states`` or ``municipalities`` and ``circles``, the table ``layer_styles``, and
        what the file says of itself as metadata. Equal input gives equal bytes.
    """
    import pyogrio

    name = layer(job)
    spec, view = job.spec, job.answer.view
    words, credits_ = job.words, "\n".join(spec.credits)
    facts = {
        "TITLE": spec.title,
        "DESCRIPTION": f"{words.headline} {words.hedge}",
        "COVERAGE": words.coverage,
        "NOTES": "\n".join(words.notes),
        "CREDITS": credits_,
        "DATA_SHA256": job.answer.data_sha256,
        "VIEW": view.query(job.ledger.start),
        "REMAKE": remake(view, job.ledger, job.name),
        KEY.upper(): Provenance.of(job).line(),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.gpkg"
        for layer_name, frame, kind in (
            (name, _areas(job), "MultiPolygon"),
            ("circles", _circles(job), "Point"),
        ):
            pyogrio.write_dataframe(
                frame,
                path,
                layer=layer_name,
                driver="GPKG",
                geometry_type=kind,
                promote_to_multi=kind == "MultiPolygon",
                dataset_metadata={key: value for key, value in facts.items() if value}
                if layer_name == name
                else None,
                layer_metadata={"CREDITS": credits_},
                append=layer_name != name,
                layer_options={"GEOMETRY_NAME": "geom"},
            )
        _add_styles(path, job, name)
        return path.read_bytes()


def _areas(job: Job) -> GeoDataFrame:
    import pandas as pd

    level = job.spec.view.level
    frame = (
        shapes.states(crs="inegi") if level == "state" else shapes.municipalities(crs="inegi")
    )[["geometry"]]
    every = drawn(job)
    figures = pd.DataFrame(
        [area.figures | {"colour": area.colour, "legend": area.legend} for area in every.values()]
    ).set_index("code")
    typed = {
        column: "Int64" if column in _INTEGERS else "str" if column in _TEXTS else "float64"
        for column in figures
    }
    frame = frame.loc[frame.index.intersection(figures.index)]
    return frame.join(figures.astype(typed)).reset_index()  # the code becomes a column


def _circles(job: Job) -> GeoDataFrame:
    import geopandas
    import shapely

    circles = job.spec.circles
    columns: dict[str, Any] = {
        "code": [circle.code for circle in circles],
        "name": [circle.name for circle in circles],
        "programmes": [circle.programmes for circle in circles],
        "radius": [circle.radius for circle in circles],
        "is_spotlight": [circle.is_spotlight for circle in circles],
    }
    points = shapely.points([circle.x for circle in circles], [circle.y for circle in circles])
    return geopandas.GeoDataFrame(columns, geometry=points, crs=6372)


def _add_styles(path: Path, job: Job, name: str) -> None:
    styles = ((name, _areas_qml(job.spec)), ("circles", _circles_qml()))
    connection = sqlite3.connect(path)
    try:
        with connection:
            connection.execute(_STYLES_TABLE)
            connection.execute(_REGISTER)
            for table, qml in styles:
                connection.execute(_ADD_STYLE, (table, "geoaid", qml, job.spec.legend_title))
            date = f"{job.answer.data_date or '1980-01-01'}T00:00:00.000Z"
            for update in _DATES:
                connection.execute(update, (date,))
    finally:
        connection.close()


def _areas_qml(spec: MapSpec) -> str:
    """QGIS style of the areas: one category for each line of the legend."""
    root = ET.Element("qgis", styleCategories="Symbology")
    renderer = ET.SubElement(root, "renderer-v2", type="categorizedSymbol", attr="legend")
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    lines = [(item.label, item.colour, "none") for item in spec.classes]
    lines += [(item.label, item.colour, item.pattern) for item in spec.statuses]
    for number, (label, colour, pattern) in enumerate(lines):
        name = str(number)
        ET.SubElement(categories, "category", value=label, label=label, symbol=name, render="true")
        symbol = ET.SubElement(symbols, "symbol", type="fill", name=name, alpha="1")
        _symbol_layer(
            symbol,
            "SimpleFill",
            color=_rgba(colour),
            style="solid",
            outline_color=_rgba(BORDER),
            outline_style="solid",
            outline_width="0.15",
        )
        if pattern != "none":
            _symbol_layer(
                symbol,
                "SimpleFill",
                color=_rgba(PATTERN_INK),
                style=_BRUSHES[pattern],
                outline_style="no",
            )
    return ET.tostring(root, encoding="unicode")


def _circles_qml() -> str:
    """QGIS style of the named municipalities: area by programmes, the spotlight filled."""
    root = ET.Element("qgis", styleCategories="Symbology")
    renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol")
    symbol = ET.SubElement(
        ET.SubElement(renderer, "symbols"), "symbol", type="marker", name="0", alpha="1"
    )
    marker = _symbol_layer(
        symbol,
        "SimpleMarker",
        name="circle",
        color="255,255,255,180",
        outline_color="68,64,60,255",
        outline_width="0.2",
        size=f"{_LARGEST_CIRCLE_MM:g}",
        size_unit="MM",
        scale_method="diameter",
    )
    fill = f"if(\"is_spotlight\", '{_rgba(ACCENT)}', '255,255,255,180')"
    properties = ET.SubElement(
        ET.SubElement(ET.SubElement(marker, "data_defined_properties"), "Option", type="Map"),
        "Option",
        name="properties",
        type="Map",
    )
    for name, expression in (("size", f'"radius" * {_LARGEST_CIRCLE_MM:g}'), ("fillColor", fill)):
        option = ET.SubElement(properties, "Option", name=name, type="Map")
        ET.SubElement(option, "Option", name="active", type="bool", value="true")
        ET.SubElement(option, "Option", name="expression", type="QString", value=expression)
        ET.SubElement(option, "Option", name="type", type="int", value="3")
    return ET.tostring(root, encoding="unicode")


def _symbol_layer(symbol: ET.Element, class_: str, **options: str) -> ET.Element:
    made = ET.SubElement(symbol, "layer", {"class": class_, "enabled": "1", "pass": "0"})
    options_ = ET.SubElement(made, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(options_, "Option", name=name, value=value, type="QString")
    return made


def _rgba(colour: str) -> str:
    """A colour as QGIS writes it.

    Examples
    --------
    >>> _rgba("#c2410c")
    '194,65,12,255'
    """
    return ",".join(str(part) for part in (*bytes.fromhex(colour[1:]), 255))
