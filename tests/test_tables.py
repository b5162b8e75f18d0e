"""The data formats, each reopened with a reader that is not ours."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from geoaid import records
from geoaid.ledger.fields import TABLES
from geoaid.render import Job, tables
from geoaid.view import View
from tests import hostile

VIEWS = [
    View(),
    View(measure="amount", split="none", lang="es"),
    View(level="municipality", measure="amount"),
    View(program_area="counter_terrorism"),
]
SHEETS = {
    "en": ["values", "records", "sources", "identity", "conflicts", "dictionary", "view"],
    "es": ["valores", "registros", "fuentes", "identidad", "conflictos", "diccionario", "vista"],
}


@pytest.fixture(params=VIEWS, ids=lambda view: view.query() or "first screen")
def job(request: pytest.FixtureRequest) -> Job:
    return Job.of(request.param, name="map.xlsx")


def figures(job: Job) -> list[dict[str, object]]:
    return [place.as_dict() for place in job.answer.places]


def body(book: openpyxl.Workbook, number: int) -> tuple[list[str], list[tuple[object, ...]]]:
    rows = list(book.worksheets[number].iter_rows(values_only=True))
    return list(rows[0]), rows[1:]


def test_columns_are_those_of_stats(job: Job) -> None:
    assert all(list(row) == list(tables.VALUE_COLUMNS) for row in figures(job))


def test_csv_gives_the_answer_back(job: Job) -> None:
    content = tables.csv(job)
    assert content.startswith(b"\xef\xbb\xbf")  # how Excel knows that it is UTF-8
    frame = pd.read_csv(io.BytesIO(content), dtype={"code": str})
    assert list(frame.columns) == list(tables.VALUE_COLUMNS)
    back = frame.astype(object).where(frame.notna(), None).to_dict("records")
    assert back == figures(job)


def test_csv_cells_never_begin_a_formula() -> None:
    job = Job.of(View(), hostile.ledger())
    rows = list(csv.reader(io.StringIO(tables.csv(job).decode("utf-8-sig"))))
    assert len(rows) == 33
    assert not [cell for row in rows for cell in row if cell[:1] in "=+@\t\r-" and cell]


def test_workbook_has_seven_sheets_with_frozen_headers(job: Job) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx(job)))
    assert book.sheetnames == SHEETS[job.answer.view.lang]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.value and cell.font.bold for cell in sheet[1])


def test_workbook_values_are_those_of_the_answer(job: Job) -> None:
    header, rows = body(openpyxl.load_workbook(io.BytesIO(tables.xlsx(job))), 0)
    assert [dict(zip(header, row, strict=True)) for row in rows] == figures(job)


def test_workbook_holds_every_record_in_view_and_its_document(job: Job) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx(job)))
    seen = records.in_view(job.ledger, job.answer.view)
    header, rows = body(book, 1)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["id"] for row in found] == [record.id for record in seen]
    assert [row["amount_usd"] for row in found] == [record.amount_usd for record in seen]
    assert [row["kind"] for row in found] == [record.kind for record in seen]
    assert [row["parent_in_view"] for row in found] == [record.parent for record in seen]
    assert [row["net_usd"] is None for row in found] == [r.amount_usd is None for r in seen]
    # Each kind's money adds up to the identity that the page shows.
    identity = job.answer.identity.as_dict()
    for kind in records.KINDS:
        net = sum(row["net_usd"] or 0 for row in found if row["kind"] == kind)
        assert round(net, 2) == identity[f"{kind}_usd"]
    header, rows = body(book, 2)
    assert header == [field.name for field in TABLES["sources"]]
    named = {one.key for record in seen for one in record.further}
    assert {row[0] for row in rows} == {record.row["source_id"] for record in seen} | named


def test_workbook_lists_where_the_money_is_and_every_conflict(job: Job) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx(job)))
    header, rows = body(book, 3)
    assert header == ["flow", *job.answer.identity.as_dict()]
    assert rows[-1][1:] == tuple(job.answer.identity.as_dict().values())
    for _, *parts, total in rows:
        assert round(sum(parts), 2) == total
    header, rows = body(book, 4)
    assert header == ["id", "title", "amount_usd", "parts_usd", "excess_usd"]
    assert [row[0] for row in rows] == [one["id"] for one in job.answer.conflicts]
    assert all(row[1] and round(row[3] - row[2], 2) == row[4] for row in rows)


def test_geojson_and_the_dictionary_of_csv_say_where_the_money_is(job: Job) -> None:
    about = json.loads(tables.geojson(job))["geoaid"]
    assert about["identity"] == job.answer.as_dict()["identity"]
    assert [one["id"] for one in about["conflicts"]] == [one["id"] for one in job.answer.conflicts]
    said = tables.dictionary(job).decode("utf-8-sig")
    assert f"total_usd={job.answer.identity.total_usd:.2f}" in said
    assert all(f"excess_usd={one['excess_usd']:.2f}" in said for one in job.answer.conflicts)


def test_dictionary_explains_every_column_of_every_sheet(job: Job) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx(job)))
    _, rows = body(book, 5)
    explained = {(sheet, column): meaning for sheet, column, _, meaning in rows}
    headers = {(sheet.title, cell.value) for sheet in book for cell in sheet[1]}
    assert set(explained) == headers
    assert all(explained.values())


def test_view_sheet_says_how_to_make_it_again(job: Job) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx(job)))
    said = dict(body(book, 6)[1])
    assert job.answer.data_sha256 in said.values()
    assert job.spec.findings.headline in said.values()
    assert any("geoaid map -o map.xlsx" in str(value) for value in said.values())
    chosen = {
        name.removeprefix("view."): value for name, value in said.items() if "view." in str(name)
    }
    assert View(**chosen) == job.answer.view


@pytest.mark.parametrize("lang", ["en", "es"])
def test_hostile_texts_stay_texts_in_the_workbook(lang: str) -> None:
    job = Job.of(View(lang=lang), hostile.ledger())
    content = tables.xlsx(job)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    header, rows = body(book, 1)
    assert [row[header.index("title")] for row in rows] == hostile.TITLES
    links = [cell.hyperlink.target for cell in cells if cell.hyperlink]
    assert links == ["https://example.org/report"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/sheet" in name]
        assert not [name for name in sheets if b"<f>" in archive.read(name)]


def test_equal_jobs_give_equal_files(job: Job) -> None:
    again = Job.of(job.answer.view, name=job.name)
    for write in (tables.csv, tables.xlsx, tables.geojson):
        assert write(job) == write(again)


def test_geojson_has_every_area_with_the_figures_of_the_answer(job: Job) -> None:
    collection = json.loads(tables.geojson(job))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection  # RFC 7946 knows one only
    features = {feature["id"]: feature for feature in collection["features"]}
    assert len(features) == (32 if job.answer.view.level == "state" else 2465)
    for place in figures(job):
        properties = features.pop(place["code"])["properties"]
        assert {name: properties[name] for name in place} == place
    for feature in features.values():  # no document ever names these
        assert feature["properties"]["status"] == "no_record"
        assert feature["properties"]["amount_usd"] is None


def test_geojson_geometry_is_valid_and_has_the_maps_colours(job: Job) -> None:
    content = tables.geojson(job)
    assert shapely.is_valid(shapely.get_parts(shapely.from_geojson(content.decode()))).all()
    assert all(len(number.partition(b".")[2]) <= 6 for number in _numbers(content))
    properties = {one["id"]: one["properties"] for one in json.loads(content)["features"]}
    for area in job.spec.areas:
        assert properties[area.code]["colour"] == job.spec.colour(area)
    about = json.loads(content)["geoaid"]
    assert about["data_sha256"] == job.answer.data_sha256
    assert View.from_query(about["query"]) == job.answer.view
    assert about["credits"] == list(job.spec.credits)


def _numbers(content: bytes) -> set[bytes]:
    coordinates = json.dumps([one["geometry"] for one in json.loads(content)["features"]])
    return {part.encode() for part in coordinates.replace("[", " ").replace("]", " ").split()}


@pytest.fixture
def package(job: Job, tmp_path) -> str:
    path = tmp_path / "map.gpkg"
    path.write_bytes(tables.gpkg(job))
    return str(path)


def test_geopackage_gives_the_answer_back(job: Job, package: str) -> None:
    layers = dict(pyogrio.list_layers(package))
    assert layers == {tables.layer(job): "MultiPolygon", "circles": "Point", "layer_styles": None}
    frame = pyogrio.read_dataframe(package, layer=tables.layer(job)).set_index("code")
    assert frame.crs.to_epsg() == 6372
    assert frame.geometry.is_valid.all()
    for place in figures(job):
        row = frame.loc[place["code"]]
        for name, value in place.items():
            if name != "code":
                found = None if pd.isna(row[name]) else row[name]
                assert found == value, (place["code"], name)


def test_geopackage_circles_lie_in_their_municipality(job: Job, package: str) -> None:
    circles = pyogrio.read_dataframe(package, layer="circles")
    assert list(circles["code"]) == [circle.code for circle in job.spec.circles]
    assert list(circles["programmes"]) == [circle.programmes for circle in job.spec.circles]
    if job.answer.view.level == "municipality":
        areas = pyogrio.read_dataframe(package, layer="municipalities").set_index("code")
        for circle in circles.itertuples():
            assert areas.geometry[circle.code].contains(circle.geometry)


def test_geopackage_tells_qgis_the_classes(job: Job, package: str) -> None:
    with sqlite3.connect(package) as connection:
        styles = dict(
            connection.execute(
                "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1"
            )
        )
        column = connection.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?",
            (tables.layer(job),),
        ).fetchone()
    assert column == ("geom",)  # what the style table says the column is
    assert set(styles) == {tables.layer(job), "circles"}
    style = ET.fromstring(styles[tables.layer(job)])
    renderer = style.find("renderer-v2")
    assert renderer is not None
    lines = {one.get("value"): one.get("symbol") for one in renderer.iter("category")}
    frame = pyogrio.read_dataframe(package, layer=tables.layer(job))
    assert set(frame[renderer.get("attr")]) <= set(lines)
    for item in (*job.spec.classes, *job.spec.statuses):
        symbol = renderer.find(f"symbols/symbol[@name='{lines[item.label]}']")
        colour = symbol.find("layer/Option/Option[@name='color']").get("value")
        rgb = [int(part) for part in colour.split(",")[:3]]
        assert "#" + bytes(rgb).hex() == item.colour


def test_geopackage_carries_its_credits(job: Job, package: str) -> None:
    said = pyogrio.read_info(package, layer=tables.layer(job))["dataset_metadata"]
    assert said["CREDITS"].split("\n") == list(job.spec.credits)
    assert said["DATA_SHA256"] == job.answer.data_sha256
    assert said["TITLE"] == job.spec.title


def test_no_number_of_the_workbook_is_wider_than_its_column(job: Job) -> None:
    """Excel shows a number that does not fit as ####."""
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx(job)))
    seen = 0
    for page in book:
        for row in page.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str) or cell.value is None:
                    continue
                decimals = 2 if cell.number_format.endswith(("0.00", "0.00%")) else 0
                comma = "," if "," in cell.number_format else ""
                shown = f"{cell.value:{comma}.{decimals}f}"
                seen += comma != ""
                # Neighbours of one width stand as one entry, under the first of them.
                [wide] = [
                    d for d in page.column_dimensions.values() if d.min <= cell.column <= d.max
                ]
                assert len(shown) <= wide.width, shown
    assert seen


def test_workbook_prints_across_with_its_header_on_every_page(job: Job) -> None:
    for page in openpyxl.load_workbook(io.BytesIO(tables.xlsx(job))):
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.fitToHeight == 0
        assert page.print_title_rows == "$1:$1"
