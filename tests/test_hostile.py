"""A hostile ledger and a hostile file name through every format: shown as text, or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pyogrio
import pypdf
import pytest
from PIL import Image

from geoaid.chartspec.charts import chart
from geoaid.render import FORMATS, Job, provenance, render, tables
from geoaid.render.chart import png as chart_png
from geoaid.render.chart import svg as chart_svg
from geoaid.view import PANELS, View
from tests import hostile

if TYPE_CHECKING:
    from pathlib import Path

NAME = "=cmd() \"'><script>window.hacked=1<|script> #import \u202eevil\u202c \U0001f3db."
# A negative number is none.
_FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.]+$)")
VIEWS = [View(place="30"), View(level="municipality", lang="es"), View(layer="what_if")]


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: view.query())
def made(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """Every format of a view of the hostile ledger."""
    ledger = hostile.ledger()
    return {
        ending: render(Job.of(request.param, ledger, NAME + ending), ending) for ending in FORMATS
    }


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def test_the_page_has_its_own_scripts_only(made: dict[str, bytes]) -> None:
    page = made["html"].decode()
    seen = _Tags()
    seen.feed(page)
    assert seen.tags.count("script") == 4  # the data, which no browser runs, and three of ours
    assert seen.handlers == []


def test_the_drawing_is_sound_xml_without_a_program(made: dict[str, bytes]) -> None:
    root = ET.fromstring(made["svg"])
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"script", "foreignObject", "image", "a"}
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on")]
    assert "#import" in "".join(root.itertext())


def test_the_page_to_print_holds_no_action(made: dict[str, bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made["pdf"]))
    assert len(reader.pages) == 1
    assert not {"/OpenAction", "/AA", "/Names"} & set(reader.trailer["/Root"])
    assert list(reader.pages[0].get("/Annots", [])) == []
    with Image.open(io.BytesIO(made["png"])) as picture:
        assert picture.size[0] > 3000


def test_no_cell_is_a_formula(made: dict[str, bytes]) -> None:
    rows = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if _FORMULA.match(cell)]
    with zipfile.ZipFile(io.BytesIO(made["xlsx"])) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            ET.fromstring(part)
            assert b"<f>" not in part


def test_the_dictionary_is_no_program_either() -> None:
    job = Job.of(VIEWS[0], hostile.ledger(), NAME + "csv")
    rows = list(csv.reader(io.StringIO(tables.dictionary(job).decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if _FORMULA.match(cell)]


def test_the_layers_open_and_hold_what_they_are_told(
    made: dict[str, bytes], tmp_path: Path
) -> None:
    assert json.loads(made["geojson"])["geoaid"]["made"]["name"] == NAME + "geojson"
    path = tmp_path / "map.gpkg"
    path.write_bytes(made["gpkg"])
    name, _ = pyogrio.list_layers(path)[0]
    assert len(pyogrio.read_dataframe(path, layer=name)) in (32, 2465)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("ending", [one for one in FORMATS if one != "csv"])
def test_what_a_file_says_of_itself_survives_a_hostile_name(
    made: dict[str, bytes], tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"map.{ending}"
    path.write_bytes(made[ending])
    assert provenance.read(path).name == NAME + ending


@pytest.mark.parametrize("panel", PANELS)
def test_charts_of_a_hostile_ledger_are_sound(panel: str) -> None:
    spec = chart(View(panel=panel), hostile.ledger())
    if spec is None:
        return
    said = '{"geoaid":"<script>]]>&"}'
    root = ET.fromstring(chart_svg(spec, made=said))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"script", "foreignObject", "image", "a"}
    assert root.findtext("{http://www.w3.org/2000/svg}metadata") == said
    with Image.open(io.BytesIO(chart_png(spec, dpi=72, made=said))) as picture:
        assert picture.info["geoaid"] == said
