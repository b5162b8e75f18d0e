"""An export made again from the file alone."""

from __future__ import annotations

import json
import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from geoaid import cli, text
from geoaid import ledger as ledgers
from geoaid.errors import ExportError
from geoaid.render import FORMATS, Job, chart_file, export, provenance, render
from geoaid.render.remake import remake
from geoaid.view import View

if TYPE_CHECKING:
    from pathlib import Path

VIEW = View(measure="amount", years="2008-2015", split="none", compare="30,20", lang="es")


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    for ending in FORMATS:
        export(VIEW, folder / f"mapa «1».{ending}")
    for ending in ("png", "svg"):
        path = folder / f"chart.{ending}"
        path.write_bytes(chart_file(VIEW.but(panel="concentration"), ending=ending))
    return folder


@pytest.fixture
def geoaid(monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["geoaid", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "300")
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code or 0
        return code, capsys.readouterr().err

    return run


@pytest.mark.parametrize("ending", list(FORMATS))
def test_every_export_carries_its_view_and_the_datas_hash(exports: Path, ending: str):
    made = provenance.read(exports / f"mapa «1».{ending}")
    assert made.view == VIEW
    assert made.data_sha256 == ledgers.bundled().sha256
    assert (made.verb, made.name) == ("map", f"mapa «1».{ending}")


@pytest.mark.parametrize("ending", list(FORMATS))
def test_the_file_alone_is_enough_to_make_it_again(exports: Path, tmp_path: Path, ending: str):
    for path in exports.glob(f"mapa*.{ending}"):
        shutil.copy(path, tmp_path / path.name.replace("mapa «1»", "renamed"))
    if ending == "csv":
        shutil.copy(exports / "mapa «1».dictionary.csv", tmp_path / "renamed.dictionary.csv")
    made = remake(tmp_path / f"renamed.{ending}")
    assert made.path == tmp_path / f"renamed-remade.{ending}"
    assert made.is_equal
    assert made.path.read_bytes() == (exports / f"mapa «1».{ending}").read_bytes()


def test_a_view_of_defaults_is_remembered_too(tmp_path: Path):
    for ending in ("svg", "pdf", "geojson"):
        export(View(), tmp_path / f"map.{ending}")
        assert provenance.read(tmp_path / f"map.{ending}").view == View()


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_charts_are_made_again_too(exports: Path, tmp_path: Path, ending: str):
    made = remake(exports / f"chart.{ending}", tmp_path / f"again.{ending}")
    assert made.made.verb == "chart"
    assert made.made.view == VIEW.but(panel="concentration")
    assert made.is_equal


def test_a_file_that_is_there_is_written_over_only_by_force(exports: Path, tmp_path: Path, geoaid):
    path = tmp_path / "map.csv"
    export(VIEW, path)
    before = path.read_bytes()
    code, said = geoaid("remake", path, "-o", path)
    assert code == 1
    assert "is there already" in said
    assert geoaid("remake", path)[0] == 0
    (tmp_path / "map-remade.csv").unlink()
    code, said = geoaid("remake", path)  # its dictionary is there
    assert code == 1
    assert "map-remade.dictionary.csv: is there already" in said
    code, said = geoaid("remake", path, "-o", path, "--force")
    assert code == 0
    assert "the same, byte for byte" in said
    assert path.read_bytes() == before


def test_other_data_are_named(tmp_path: Path, geoaid):
    row = "A,A,other,delivered,{},30 Veracruz,RIOS2016"
    head = "id,title,program_area,flow,amount_usd,places,source_id"
    path = tmp_path / "mine.csv"
    path.write_text(f"{head}\n{row.format(10)}\n", encoding="utf-8")
    mine = ledgers.load(path)
    export(View(), tmp_path / "map.geojson", mine)
    path.write_text(f"{head}\n{row.format(20)}\n", encoding="utf-8")
    code, said = geoaid("remake", tmp_path / "map.geojson", "--ledger", path)
    assert code == 0
    assert f"wrote {tmp_path / 'map-remade.geojson'}" in said
    assert f"was made of data with sha256 {mine.sha256[:12]}" in said
    made = json.loads((tmp_path / "map-remade.geojson").read_text("utf-8"))
    assert made["geoaid"]["data_sha256"] == ledgers.load(path).sha256


def test_remake_speaks_spanish(exports: Path, tmp_path: Path, geoaid):
    path = tmp_path / "map.csv"
    export(VIEW, path)
    code, said = geoaid("remake", path, "--lang", "es")
    assert code == 0
    assert f"se escribió {tmp_path / 'map-remade.csv'}" in said
    assert "idéntico, byte por byte" in said
    mine = ledgers.from_rows(
        [{"id": "A", "title": "A", "program_area": "other", "flow": "delivered",
          "amount_usd": "10", "places": "30 Veracruz"}]
    )  # fmt: skip
    export(View(), tmp_path / "other.geojson", mine)
    said = geoaid("remake", tmp_path / "other.geojson", "--lang", "es")[1]
    assert f"se hizo con un libro propio (rows, sha256 {mine.sha256[:12]}…)" in said
    book = tmp_path / "map.dictionary.csv"
    words = book.read_text(encoding="utf-8-sig").replace(ledgers.bundled().sha256, "0" * 64)
    book.write_text(words, encoding="utf-8-sig")
    said = geoaid("remake", path, "--lang", "es", "--force")[1]
    assert "se hizo con datos cuyo sha256 es 000000000000…" in said
    shutil.copy(exports / "mapa «1».csv", tmp_path / "lonely.csv")
    (tmp_path / "page.html").write_text("<meta name='geoaid' content='x'>", encoding="utf-8")
    for arguments, words in (
        ((path,), "ya existe; indique otro archivo con -o"),
        ((path, "-o", tmp_path / "map.png"), "debe terminar en .csv, como map.csv."),
        ((tmp_path / "lonely.csv",), "falta junto a él su diccionario de datos"),
        ((tmp_path / "page.html",), "no dice ninguna vista"),
        ((tmp_path / "none.png",), "no existe ese archivo"),
        ((tmp_path / "text.txt",), "no es una exportación de geoaid"),
    ):
        code, said = geoaid("remake", *arguments, "--lang", "es")
        assert code == 1
        assert words in said


def test_a_file_that_says_no_view_is_refused(exports: Path, tmp_path: Path):
    from PIL import Image

    Image.new("RGB", (4, 4)).save(tmp_path / "photo.png")
    (tmp_path / "page.html").write_text("<meta name='geoaid' content='x'>", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "broken.xlsx").write_bytes(b"PK nothing")
    (tmp_path / "broken.gpkg").write_bytes(b"nothing")
    (tmp_path / "other.geojson").write_text('{"type": "FeatureCollection"}', encoding="utf-8")
    shutil.copy(exports / "mapa «1».csv", tmp_path / "lonely.csv")
    (tmp_path / "text.txt").write_text("x", encoding="utf-8")
    words = {
        "photo.png": "says no view",
        "page.html": "says no view",
        "broken.pdf": "cannot be read as pdf",
        "broken.xlsx": "cannot be read as xlsx",
        "broken.gpkg": "cannot be read as gpkg",
        "other.geojson": "cannot be read as geojson",
        "lonely.csv": "lonely.dictionary.csv",
        "text.txt": "is no export",
        "none.png": "no such file",
    }
    for name, why in words.items():
        with pytest.raises(ExportError, match=why):
            remake(tmp_path / name)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (('"view":"', '"view":"k=99&'), "a view that this geoaid has not"),
        (('"verb":"map"', '"verb":"poem"'), "is a 'poem'"),
        (('"verb":"map"', '"verb":7'), "says no view"),
    ],
)
def test_facts_that_cannot_be_are_refused(exports: Path, tmp_path: Path, change, why):
    content = (exports / "mapa «1».html").read_text("utf-8")
    old, new = (part.replace('"', "&quot;").replace("&k", "&amp;k") for part in change)
    new = new.replace("k=99&", "k=99&amp;")
    assert old in content
    (tmp_path / "map.html").write_text(content.replace(old, new), encoding="utf-8")
    with pytest.raises(ExportError, match=why) as refused:
        remake(tmp_path / "map.html")
    assert text.message("en", refused.value) == str(refused.value)
    assert not re.search(r"this geoaid|says|expected", text.message("es", refused.value))


def test_a_name_in_a_file_is_no_path(exports: Path, tmp_path: Path):
    content = (exports / "mapa «1».html").read_text("utf-8")
    made = provenance.read(exports / "mapa «1».html")
    shown = json.dumps(made.name)[1:-1]
    path = tmp_path / "map.html"
    path.write_text(content.replace(shown, "../../evil.html"), encoding="utf-8")
    remade = remake(path)
    assert remade.path == tmp_path / "map-remade.html"
    assert provenance.read(remade.path).name == "map-remade.html"


@pytest.mark.parametrize("ending", ["png", "svg", "pdf", "html"])
def test_the_page_that_a_file_links_to_is_remembered(tmp_path: Path, ending: str):
    view, address = View(compare="30", lang="es"), "https://geoaid.example.org/"
    path = tmp_path / f"map.{ending}"
    path.write_bytes(render(Job.of(view, name=path.name, address=address), ending))
    assert provenance.read(path).address == address
    assert remake(path).is_equal
    other = render(Job.of(view, name=path.name, address="https://other.example.org/"), ending)
    assert other != path.read_bytes()


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_chart_that_links_to_its_page_is_made_again_too(tmp_path: Path, ending: str):
    path = tmp_path / f"chart.{ending}"
    view = VIEW.but(panel="concentration")
    path.write_bytes(chart_file(view, ending=ending, address="http://127.0.0.1:8050/"))
    assert remake(path).is_equal


def test_a_file_from_anywhere_makes_no_link_that_is_no_page(tmp_path: Path):
    path = tmp_path / "map.html"
    path.write_bytes(render(Job.of(View(), name="map.html", address="https://x.org/"), "html"))
    content = path.read_text("utf-8")
    old, new = ("&quot;page&quot;:&quot;" + one for one in ("https://x.org/", "javascript:x()//"))
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    assert provenance.read(path).address == ""
    assert "javascript:x" not in remake(path).path.read_text("utf-8")


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_brief_can_be_made_again_from_its_file_alone(tmp_path, ending):
    from geoaid.render import export_brief

    # A view whose address is longer than Word's properties are said to be.
    long = View(
        place="30", lang="es", compare="12,20,07,09,14,21",
        spotlight="02004,19039,08037,08019,19026,14039,21114,30193", years="2008-2021",
        program_area="rule_of_law,counter_crime,crime_prevention,smart_border",
    )  # fmt: skip
    path = export_brief(long, tmp_path / f"veracruz.{ending}")
    made = remake(path)
    assert made.is_equal
    assert made.made.view == long
