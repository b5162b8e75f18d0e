"""Files for further work: CSV, Excel, GeoJSON and GeoPackage, all with the numbers of the Answer.

The values stand under the names that ``geoaid stats --json`` gives them.
"""

from __future__ import annotations

import csv as _csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geoaid import escape, places, records, shapes, text
from geoaid.mapspec import STATUS_STYLES, remake
from geoaid.render.provenance import Provenance
from geoaid.view import FIELDS

if TYPE_CHECKING:
    from geoaid.answer import PlaceFigures
    from geoaid.mapspec import Area
    from geoaid.render import Job

# Columns of a place's figures in the order of ``PlaceFigures.as_dict``, and each one's unit:
# a key of the catalogue's [sheet.unit], or "measure" for the unit of the view's measure.
VALUE_COLUMNS = {
    "code": "",
    "name": "",
    "level": "",
    "status": "",
    "value": "measure",
    "class": "",
    "programmes": "programmes",
    "programmes_per_100k": "programmes_per_100k",
    "amount_usd": "usd",
    "amount_per_100k": "usd_per_100k",
    "at_least_usd": "usd",
    "at_most_usd": "usd",
    "share": "share",
}
_MEANT = ("unit", "meaning")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One area of the map: its figures, and how the map draws it."""

    figures: dict[str, Any]
    colour: str
    legend: str


def csv(job: Job) -> bytes:
    """Write the values of every place in view as CSV.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark: without it Excel reads the accents as another encoding;
        pandas and every other reader of UTF-8 skip it. An empty cell means that documents give
        no figure.
    """
    buffer = io.StringIO(newline="")
    writer = _csv.writer(buffer)
    writer.writerow(columns(job))
    for row in values(job):
        writer.writerow(
            escape.cell(value) if isinstance(value, str) else value for value in row.values()
        )
    return buffer.getvalue().encode("utf-8-sig")


def dictionary(job: Job) -> bytes:
    """Write what stands beside a CSV file: the meaning of each column, and what the file is.

    Returns
    -------
    bytes
        As :func:`csv`; its own columns are kind, name, unit and meaning, and its last row is what
        ``geoaid remake`` reads.
    """
    from geoaid.render import workbook

    lang = job.answer.view.lang
    kinds = {kind: text.t(lang, f"sheet.kind.{kind}") for kind in ("column", "file")}
    buffer = io.StringIO(newline="")
    writer = _csv.writer(buffer)
    writer.writerow(text.t(lang, f"sheet.header.{name}") for name in ("kind", "name", *_MEANT))
    for name, unit, meaning in workbook.value_columns(job):
        writer.writerow(map(escape.cell, (kinds["column"], name, unit, meaning)))
    for name, content in [*about(job), *_money(job)]:
        writer.writerow(map(escape.cell, (kinds["file"], name, "", content)))
    return buffer.getvalue().encode("utf-8-sig")


def conflicts(job: Job) -> list[dict[str, Any]]:
    """The records whose parts add up to more than they do: id, title and three amounts."""
    rows = job.ledger.rows
    return [
        {"id": one["id"], "title": rows[row]["title"]} | one
        for one in job.answer.conflicts
        if (row := records.row_of(job.ledger, one["id"])) is not None
    ]


def _money(job: Job) -> list[tuple[str, str]]:
    """Where the money is, by flow, and each conflict, a line each."""
    lang = job.answer.view.lang
    parts = {**job.answer.by_flow, text.t(lang, "page.all_flows"): job.answer.identity}
    said = [
        (f"{text.t(lang, 'sheet.identity')}, {name}", _cells(part.as_dict()))
        for name, part in parts.items()
    ]
    label = text.t(lang, "sheet.conflicts")
    return [*said, *((f"{label}, {one['id']}", _cells(one)) for one in conflicts(job))]


def _cells(row: dict[str, Any]) -> str:
    return "; ".join(
        f"{name}={cell:.2f}" if isinstance(cell, float) else f"{name}={cell}"
        for name, cell in row.items()
    )


def geojson(job: Job) -> bytes:
    """Write every area of the map with its figures as GeoJSON (RFC 7946).

    At municipality level all 2,465 municipalities are there; one that no document ever names has
    the status ``no_record``.
    """
    collection = json.loads(shapes.web_file(layer(job)))
    every = drawn(job)
    features = [
        feature
        | {
            "properties": every[feature["id"]].figures
            | {"colour": every[feature["id"]].colour, "legend": every[feature["id"]].legend}
        }
        for feature in collection["features"]
        if feature["id"] in every
    ]
    about = {
        "title": job.spec.title,
        "finding": job.spec.findings.headline,
        "hedge": job.spec.findings.hedge,
        **({"coverage": job.spec.findings.coverage} if job.spec.findings.coverage else {}),
        "identity": job.answer.as_dict()["identity"],
        "conflicts": conflicts(job),
        "notes": list(job.words.notes),
        "view": job.answer.view.as_dict(),
        "query": job.answer.view.query(job.ledger.start),
        "data_sha256": job.answer.data_sha256,
        "credits": list(job.spec.credits),
        "remake": remake(job.answer.view, job.ledger, job.name),
        "made": Provenance.of(job).as_dict(),
    }
    whole = {"type": "FeatureCollection", "geoaid": about, "features": features}
    packed = json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return packed.encode()


def xlsx(job: Job) -> bytes:
    """Write the values, the records behind them, their documents and a dictionary for Excel."""
    from geoaid.render import workbook

    return workbook.xlsx(job)


def gpkg(job: Job) -> bytes:
    """Write the areas and the named municipalities as a GeoPackage (EPSG:6372) with its style."""
    from geoaid.render import geopackage

    return geopackage.gpkg(job)


def layer(job: Job) -> Any:
    """Name of the layer that the map's areas are."""
    return "states" if job.spec.view.level == "state" else "municipalities"


def columns(job: Job) -> dict[str, str]:
    """Every column of a place's values and its unit: the figures', then the map layer's own."""
    own = job.spec.layer.columns if job.spec.layer else {}
    return VALUE_COLUMNS | dict(own)


def values(job: Job) -> list[dict[str, Any]]:
    """The values of every place that the map tells apart, a row each, under :func:`columns`."""
    figures = _figures(job)
    if job.spec.layer is None:
        return [place.as_dict() for place in figures.values()]
    return [_row(job, figures.get(area.code), area.code) for area in job.spec.areas]


def _figures(job: Job) -> dict[str, PlaceFigures]:
    found = job.answer
    places_ = found.states if job.spec.view.level == "state" else found.municipalities
    return {place.code: place for place in places_ if _is_inside(job, place.code)}


def _is_inside(job: Job, code: str) -> bool:
    """Whether a place is in the state that the view is within, if it is within one."""
    within = job.spec.view.within
    return within is None or code[:2] == within


def _row(job: Job, place: PlaceFigures | None, code: str) -> dict[str, Any]:
    row = place.as_dict() if place else _no_record(job, code)
    if job.spec.layer is None:
        return row
    own = job.spec.layer.columns
    cells = job.spec.layer.rows.get(code, (None,) * len(own))
    return row | dict(zip(own, cells, strict=True))


def drawn(job: Job) -> dict[str, Drawn]:
    """Every area of the map by code, also those of which no record speaks."""
    spec = job.spec
    figures = _figures(job)
    areas = {area.code: area for area in spec.areas}
    labels = {status.status: status.label for status in spec.statuses}
    found = {}
    for code in shapes.points(spec.view.level):
        if not _is_inside(job, code):
            continue
        if code in areas:
            found[code] = _drawn(job, figures.get(code), areas[code], labels)
        else:
            colour, label = STATUS_STYLES["no_record"][0], labels["no_record"]
            found[code] = Drawn(_no_record(job, code), colour, label)
    return found


def _drawn(job: Job, place: PlaceFigures | None, area: Area, labels: dict[str, str]) -> Drawn:
    if area.class_ is not None:
        label = job.spec.classes[area.class_ - 1].label
    else:
        label = labels.get(area.status, labels.get("zero", ""))
    return Drawn(_row(job, place, area.code), job.spec.colour(area), label)


def _no_record(job: Job, code: str) -> dict[str, Any]:
    """The figures of a municipality that the ledger never names, as the Answer would give them."""
    place = places.get(code)
    nothing = dict.fromkeys(VALUE_COLUMNS)
    counted = 0 if job.answer.view.measure == "programmes" else None
    return nothing | {
        "code": code,
        "name": place.name,
        "level": place.level,
        "status": "no_record",
        "value": counted,
        "programmes": 0,
    }


def about(job: Job) -> list[tuple[str, str]]:
    """What a file says of itself: each field of the view, the data's hash, the sentences."""
    lang, spec, view = job.answer.view.lang, job.spec, job.answer.view
    words = job.words
    options = dict(option.removeprefix("--").split("=", 1) for option in view.options())
    chosen = [
        (name, options.get(name.replace("_", "-"), field.default)) for name, field in FIELDS.items()
    ]
    said = [
        ("title", spec.title),
        ("subtitle", spec.subtitle),
        ("finding", words.headline),
        ("hedge", words.hedge),
        *((("coverage", words.coverage),) if words.coverage else ()),
        *(("note", note) for note in words.notes),
        *(("credit", credit) for credit in spec.credits),
        ("data_date", job.answer.data_date or ""),
        ("data_sha256", job.answer.data_sha256),
        ("query", view.query(job.ledger.start)),
        ("remake", remake(view, job.ledger, job.name)),
    ]
    made = (text.t(lang, "sheet.about.made"), Provenance.of(job).line())
    return [
        *((text.t(lang, f"sheet.about.{key}"), value) for key, value in said),
        *((f"view.{name}", value) for name, value in chosen),
        made,
    ]
