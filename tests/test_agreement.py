"""Whatever the format, the values are those of ``stats``: six media of one view, compared."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import openpyxl
import pyogrio
import pytest
import shapely

import geoaid
from geoaid import text
from geoaid.findings import status_text
from geoaid.render import Job, interactive, tables
from geoaid.view import View

if TYPE_CHECKING:
    from pathlib import Path

VIEWS = [
    View(),
    View(measure="amount", split="population", years="2010-2020"),
    View(level="municipality", measure="amount_per_100k"),
    View(layer="bivariate", need="poverty", measure="programmes_per_100k"),
    View(layer="clusters", measure="programmes_per_100k", lang="es"),
    View(layer="what_if", measure="amount", move_by="poverty:2,population"),
    View(layer="need", level="municipality", need="marginalization"),
]
_TEXT = ("code", "name", "level", "status", "cluster")

Values = dict[str, dict[str, Any]]


@pytest.fixture(params=VIEWS, ids=lambda view: view.query() or "first screen")
def job(request: pytest.FixtureRequest) -> Job:
    return Job.of(request.param, name="map.csv")


def expected(job: Job) -> Values:
    """The figures as Python hands them out, with those of the analysis beside them."""
    view = job.answer.view
    found = {place["code"]: dict(place) for place in geoaid.stats(view).as_dict()["places"]}
    if view.layer == "what_if":
        for state in geoaid.what_if(view).states:
            found[state.code] |= {
                "now_usd": state.now_usd,
                "what_if_usd": state.then_usd,
                "what_if_change_usd": state.change_usd,
            }
    elif view.layer in ("need", "bivariate"):
        for place in geoaid.against_need(view).places:
            own = {"need": place.need, "rank_need": place.rank_need, "rank_gap": place.rank_gap}
            found[place.code] = found.get(place.code, {}) | own
    elif view.layer == "clusters":
        for code, kind in geoaid.clusters(view).kinds.items():
            found[code] |= {"cluster": kind}
    return found


def from_csv(job: Job) -> Values:
    rows = csv.DictReader(io.StringIO(tables.csv(job).decode("utf-8-sig")))
    return {row["code"]: {key: _read(key, cell) for key, cell in row.items()} for row in rows}


def _read(key: str, cell: str) -> Any:
    return (cell if key in _TEXT else float(cell)) if cell else None


def from_xlsx(job: Job) -> Values:
    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx(job)), read_only=True).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    return {row[0]: dict(zip(header, row, strict=True)) for row in rows}


def from_geojson(job: Job) -> Values:
    features = json.loads(tables.geojson(job))["features"]
    return {feature["id"]: feature["properties"] for feature in features}


def from_gpkg(job: Job, path: Path) -> Values:
    path.write_bytes(tables.gpkg(job))
    frame = pyogrio.read_dataframe(path, layer=tables.layer(job), read_geometry=False)
    plain = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {row["code"]: row for row in plain}


def test_every_format_has_the_values_of_stats(job: Job, tmp_path: Path) -> None:
    wanted = expected(job)
    assert len(wanted) >= 32
    for found in (
        from_csv(job),
        from_xlsx(job),
        from_geojson(job),
        from_gpkg(job, tmp_path / "map.gpkg"),
    ):
        for code, figures in wanted.items():
            assert set(figures) <= set(found[code])
            for key, value in figures.items():
                same = found[code][key]
                if isinstance(value, float):
                    assert math.isclose(same, value, rel_tol=1e-15), (code, key)
                else:
                    assert same == value, (code, key)


def test_the_page_shows_the_values_of_stats(job: Job) -> None:
    page = interactive.html(job).decode()
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("<tr>")[1:]]
    assert len(rows) == len(job.answer.places)
    # Of a map layer, the words of the layer, as the legend's title over them says.
    said = {area.code: area.value for area in job.spec.areas} if job.spec.layer else {}
    for row, place in zip(rows, job.answer.places, strict=True):
        bounds = (place.at_least_usd, place.at_most_usd)
        assert [unescape(cell) for cell in row[1:]] == [
            said.get(place.code) or status_text(job.answer, place),
            text.number(place.programmes),
            *("" if usd is None else text.exact_money(usd) for usd in bounds),
        ]


def test_dictionary_of_a_csv_explains_every_column_and_the_file(job: Job) -> None:
    header, *rows = csv.reader(io.StringIO(tables.dictionary(job).decode("utf-8-sig")))
    lang = job.answer.view.lang
    assert header == [text.t(lang, f"sheet.header.{name}") for name in ("kind", "name")] + [
        text.t(lang, f"sheet.header.{name}") for name in ("unit", "meaning")
    ]
    column = text.t(lang, "sheet.kind.column")
    explained = {name: meaning for kind, name, _, meaning in rows if kind == column}
    assert list(explained) == list(next(iter(from_csv(job).values())))
    assert all(explained.values())
    said = {name: meaning for kind, name, _, meaning in rows if kind != column}
    assert job.answer.data_sha256 in said.values()
    assert said["view.measure"] == job.answer.view.measure


def test_geojson_is_as_its_standard_says(job: Job) -> None:
    """RFC 7946: rings closed and wound by the right-hand rule, degrees, an id for each feature."""
    collection = json.loads(tables.geojson(job))
    assert next(iter(collection)) == "type"
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        shape = feature["geometry"]
        polygons = shape["coordinates"]
        if shape["type"] == "Polygon":
            polygons = [polygons]
        for outer, *holes in polygons:
            for ring in (outer, *holes):
                assert ring[0] == ring[-1]
                assert len(ring) >= 4
                assert all(-119 < lon < -86 and 14 < lat < 33 for lon, lat in ring)
                assert shapely.is_ccw(shapely.linearrings(ring)) == (ring is outer)
