"""The brief: PDF and DOCX, reopened as a reader's programs would."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import sys
from functools import cache
from itertools import pairwise

import docx
import pytest
from pypdf import PdfReader

from geoaid import cli, places, records, stats, text
from geoaid import ledger as ledgers
from geoaid.dashboard import create_app
from geoaid.errors import ExportError
from geoaid.render import BRIEFS, export_brief
from geoaid.render import brief as briefs
from geoaid.render.brief import paper, pictures
from geoaid.render.brief.setting import like_need, ranks
from geoaid.render.brief.tree import Heading, KeyFigures, Listing, Picture, Table
from geoaid.view import View
from tests.hostile import TITLES
from tests.hostile import ledger as hostile_ledger

VIEWS = {
    "veracruz": View(place="30", lang="es"),
    "guerrero": View(place="12"),
    "none": View(place="12", flow="planned", years="2009-2010"),
    "country": View(lang="es"),
    "money": View(place="14", measure="amount", split="none"),
    "city": View(place="08037", level="municipality"),
}


@cache
def made(name: str) -> briefs.Brief:
    return briefs.brief(VIEWS[name], ledgers.bundled(), f"{name}.pdf")


@cache
def pdf(name: str) -> PdfReader:
    return PdfReader(io.BytesIO(briefs.pdf(made(name))))


@cache
def word(name: str):
    return docx.Document(io.BytesIO(briefs.docx(made(name))))


def squeezed(words: str) -> str:
    """Text without white space: lines break where they like."""
    return re.sub(r"\s+", "", words)


def read(name: str) -> str:
    return squeezed("".join(page.extract_text() for page in pdf(name).pages))


def of_kind(tree: briefs.Brief, kind: type) -> list:
    return [block for block in tree.blocks if isinstance(block, kind)]


def structure(reader: PdfReader) -> list:
    """Every element of the tree of tags, with its children below it."""
    found, queue = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while queue:
        node = queue.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if not hasattr(node, "get"):
            continue
        if "/S" in node:
            found.append(node)
        children = node.get("/K", [])
        queue.extend(children if isinstance(children, list) else [children])
    return found


@pytest.mark.parametrize("name", VIEWS)
def test_pdf_holds_everything_on_two_to_four_pages(name: str) -> None:
    tree = made(name)
    assert 2 <= len(pdf(name).pages) <= 4
    said = [tree.title, tree.subtitle, tree.remake]
    for block in tree.blocks:
        match block:
            case KeyFigures():
                said += [part for one in block.figures for part in dataclasses.astuple(one)]
            case Table():
                said += [cell.text for row in block.rows for cell in row]
            case Listing():
                said += [item.text for item in block.items]
            case Picture():
                said.append(block.caption)
            case _:
                said.append(block.text)
    everything = read(name)
    for words in said:
        assert squeezed(words) in everything, words


def test_key_figures_are_those_of_the_answer() -> None:
    found, strong = stats(VIEWS["veracruz"]), stats(VIEWS["veracruz"].but(evidence="strong"))
    [figures] = of_kind(made("veracruz"), KeyFigures)
    by_label = {one.label: one for one in figures.figures}
    programmes = by_label["Programas documentados"]
    assert programmes.value == str(found.place("30").programmes)
    assert programmes.range.startswith(f"{strong.place('30').programmes} ")
    every = {place.code: place.programmes for place in found.states}
    first, last = ranks(every, "30")
    assert f"{first}–{last} de 32" in programmes.note
    assert by_label["Municipios nombrados"].value == "1 de 212"
    assert by_label["Dinero atribuido, según la regla"].value == "sin monto en dólares"
    [country] = of_kind(made("country"), KeyFigures)
    assert country.figures[0].value == str(found.programmes)
    assert country.figures[1].value.startswith("47 de 2,465")
    assert "0.33%" in country.figures[2].value


def test_money_of_a_place_has_its_bounds() -> None:
    place = stats(VIEWS["money"]).place("14")
    [figures] = of_kind(made("money"), KeyFigures)
    amount = figures.figures[2]
    assert amount.value == f"US${round(place.amount_usd, -3):,.0f}"
    assert amount.range == "at least US$314,000, at most US$44.7 M"


@pytest.mark.parametrize("name", ["veracruz", "guerrero", "city", "money"])
def test_every_record_of_the_place_stands_with_its_document_and_evidence(name: str) -> None:
    view = VIEWS[name]
    everything = read(name)
    found = records.behind(ledgers.bundled(), view, view.place)
    assert found
    for record in found:
        assert squeezed(record.row["title"]) in everything
        assert squeezed(text.title_as(view.lang, record.source["title"])) in everything
        assert squeezed(record.source["url"]) in everything
        assert squeezed(record.page) in everything
        for one in record.further:
            assert squeezed(one.source.get("title", one.key)) in everything
    table = next(one for one in of_kind(made(name), Table) if len(one.rows) == len(found))
    evidence = {"strong", "weak", "sólida", "débil"}
    assert {row[-1].text for row in table.rows} <= evidence


def test_pdf_is_tagged_and_says_what_it_is() -> None:
    reader, tree = pdf("veracruz"), made("veracruz")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title.replace("\u00a0", " ") == tree.title
    assert VIEWS["veracruz"].query() in reader.metadata["/Keywords"]
    assert stats().data_sha256 in reader.metadata["/Keywords"]
    assert b"<pdfuaid:part>1<" in reader.xmp_metadata.stream.get_data()
    nodes = structure(reader)
    kinds = [node["/S"] for node in nodes]
    assert {"/H1", "/H2", "/Table", "/TH", "/TR", "/L", "/Caption"} <= set(kinds)
    alts = [node["/Alt"].replace("\u00a0", " ") for node in nodes if node["/S"] == "/Figure"]
    assert sorted(alts) == sorted(one.alt for one in of_kind(tree, Picture))
    headings = sum(kind in ("/H1", "/H2") for kind in kinds)
    assert headings == len(of_kind(tree, Heading))


def test_docx_has_word_s_own_headings_captions_and_tables() -> None:
    document, tree = word("veracruz"), made("veracruz")
    styles = [(one.style.name, one.text) for one in document.paragraphs]
    assert ("Title", tree.title) in styles
    headings = [(name, text) for name, text in styles if name.startswith("Heading")]
    assert headings == [(f"Heading {one.level}", one.text) for one in of_kind(tree, Heading)]
    tables = [*of_kind(tree, KeyFigures), *of_kind(tree, Table)]
    assert len(document.tables) == len(tables)
    for table in document.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert "w:tblHeader" not in table.rows[1]._tr.xml
    captions = [text for name, text in styles if name == "Caption"]
    assert len(captions) == len(tables) + len(of_kind(tree, Picture))
    assert "SEQ Figura" in document.element.xml
    # A table has one number, in Word as on paper.
    words = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
    shown = ["".join(words.findall(one._p.xml)) for one in document.paragraphs]
    numbered = [caption for caption in shown if caption.startswith("Tabla ")]
    assert len(numbered) == len(of_kind(tree, Table))
    for caption in numbered:
        assert squeezed(caption) in read("veracruz")
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    for record in records.behind(ledgers.bundled(), VIEWS["veracruz"], "30"):
        assert any(record.row["title"] in words for words in cells)


def test_docx_pictures_are_described_and_sharp() -> None:
    document, tree = word("veracruz"), made("veracruz")
    drawn = of_kind(tree, Picture)
    assert len(document.inline_shapes) == len(drawn)
    for shape, picture in zip(document.inline_shapes, drawn, strict=True):
        assert shape._inline.docPr.get("descr") == picture.alt
        relation = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        image = document.part.related_parts[relation].image
        assert image.px_width / shape.width.inches == pytest.approx(300, rel=0.02)


def test_docx_properties_hold_view_hash_and_command() -> None:
    facts = word("veracruz").core_properties
    assert facts.title == made("veracruz").title
    assert VIEWS["veracruz"].query() in facts.keywords
    assert stats().data_sha256 in facts.keywords
    assert facts.comments == "geoaid brief -o veracruz.pdf --place=30 --lang=es"
    assert facts.language == "es-MX"
    assert 'w:val="es-MX"' in word("veracruz").styles.element.xml


@pytest.mark.parametrize("ending", BRIEFS)
def test_equal_input_gives_equal_bytes(ending: str) -> None:
    again = briefs.brief(VIEWS["guerrero"], ledgers.bundled(), "guerrero.pdf")
    make = getattr(briefs, ending)
    assert make(again) == make(made("guerrero"))


def test_a_place_with_one_record_and_no_amount_gets_a_whole_brief() -> None:
    everything = " ".join("".join(page.extract_text() for page in pdf("guerrero").pages).split())
    assert "1 documented programme names Guerrero" in everything
    assert "No document gives an amount in U.S. dollars for it" in everything
    assert "Acapulco" in everything
    for one in of_kind(made("guerrero"), Table):
        assert one.rows


def test_a_view_without_a_record_of_the_place_says_so_and_what_every_choice_has() -> None:
    everything = " ".join("".join(page.extract_text() for page in pdf("none").pages).split())
    assert "records assistance to Guerrero under these choices (planned; fiscal" in everything
    assert "Without these choices 1 programme names it" in everything
    [record] = records.behind(ledgers.bundled(), View(), "12")
    assert squeezed(record.row["title"]) in read("none")
    assert "what follows is under every choice" in everything
    [figures] = of_kind(made("none"), KeyFigures)
    assert figures.figures[0].value == "0"


def test_a_municipality_that_no_record_names_gets_the_records_of_its_state() -> None:
    view = View(place="30001")
    tree = briefs.brief(view, ledgers.bundled(), "x.pdf")
    table = next(one for one in of_kind(tree, Table) if one.may_break)
    assert len(table.rows) == len(records.behind(ledgers.bundled(), View(), "30"))
    assert 2 <= len(PdfReader(io.BytesIO(briefs.pdf(tree))).pages) <= 4


def is_heading_last(page_words: str, tree: briefs.Brief) -> bool:
    headings = {squeezed(one.text) for one in of_kind(tree, Heading)}
    lines = [squeezed(line) for line in page_words.splitlines() if line.strip()]
    foot = squeezed(tree.footer)
    assert any(line.startswith(foot) for line in lines)
    body = [line for line in lines if not line.startswith(foot) and not re.match(r"\d/\d$", line)]
    return body[-1] in headings


@pytest.fixture
def quick_map(monkeypatch):
    """An empty map of the map's own size: what is tested is everything around it."""
    real, empty = pictures.svg, {}

    def svg(subject):
        if not isinstance(subject, pictures.MapSpec):
            return real(subject)
        lang = subject.view.lang
        if lang not in empty:
            box = re.search(r'viewBox="[^"]+"', real(subject))[0]
            empty[lang] = f'<svg xmlns="http://www.w3.org/2000/svg" {box}></svg>'
        return empty[lang]

    monkeypatch.setattr(pictures, "svg", svg)


@pytest.mark.xdist_group("briefs")
@pytest.mark.usefixtures("quick_map")
def test_every_state_fits_and_leaves_no_heading_alone() -> None:
    every = [None, *(state.code for state in places.states())]
    # Spanish is the longer one; English has the same blocks.
    for lang, codes in (("es", every), ("en", every[::4])):
        for code in codes:
            tree = briefs.brief(View(place=code, lang=lang), ledgers.bundled(), "x.pdf")
            reader = PdfReader(io.BytesIO(briefs.pdf(tree)))
            assert 2 <= len(reader.pages) <= 4, (code, lang)
            for number, page in enumerate(reader.pages, start=1):
                assert not is_heading_last(page.extract_text(), tree), (code, lang, number)
            blocks = [*tree.blocks, None]
            for block, after in pairwise(blocks):
                if isinstance(block, Heading):
                    deeper = isinstance(after, Heading) and after.level > block.level
                    assert deeper or not isinstance(after, Heading | None), block.text
            words = "".join(page.extract_text() for page in reader.pages)
            for bad in ("nan", "None", "{", "}"):
                assert not re.search(rf"\b{re.escape(bad)}\b", words), (code, lang, bad)


@pytest.mark.usefixtures("quick_map")
def test_hostile_titles_are_only_words() -> None:
    book = hostile_ledger()
    tree = briefs.brief(View(place="30"), book, 'x"; rm.pdf')
    reader = PdfReader(io.BytesIO(briefs.pdf(tree)))
    words = squeezed("".join(page.extract_text() for page in reader.pages))
    document = docx.Document(io.BytesIO(briefs.docx(tree)))
    cells = "".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    for title in (one for one in TITLES if one.isascii()):
        assert squeezed(title) in words, title
        assert squeezed(title) in squeezed(cells), title
    links = [
        note.get_object()["/A"]["/URI"]
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    ]
    assert links
    assert all(link.startswith(("http://", "https://")) for link in links)
    assert not any('"' in link or "<" in link for link in links)
    relations = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert all(one.startswith(("http://", "https://")) for one in relations)


def test_places_of_like_need_are_the_nearest() -> None:
    from geoaid import need

    values = need.figures("poverty", "state").values
    found = like_need(View(need="poverty"), "12")
    gaps = sorted(abs(values[code] - values["12"]) for code in values if code != "12")
    assert [abs(values[code] - values["12"]) for code in found] == gaps[:4]
    census = need.census_population()
    for code in like_need(View(), "08037"):
        assert census["08037"] / 2 <= census[code] <= census["08037"] * 2


def test_a_long_ledger_is_cut_and_says_where_the_rest_is() -> None:
    rows = [
        {
            "id": f"R{number}",
            "title": f"Radios for the police, delivery {number}",
            "program_area": "other",
            "flow": "delivered",
            "places": "30 Veracruz",
            "source_id": f"S{number}",
        }
        for number in range(300)
    ]
    book = ledgers.from_rows(rows, sources={})
    tree = briefs.brief(View(place="30"), book, "x.pdf")
    assert len(PdfReader(io.BytesIO(briefs.pdf(tree))).pages) <= 4
    said = " ".join(one.text for one in tree.blocks if hasattr(one, "kind"))
    assert re.search(r"2\d\d more records are in the workbook", said)


# ---- command line, files, page ----


def run(monkeypatch, capsys, *arguments):
    monkeypatch.setattr(sys, "argv", ["geoaid", *map(str, arguments)])
    monkeypatch.setenv("NO_COLOR", "1")
    code = 0
    try:
        cli.main()
    except SystemExit as stop:
        code = stop.code or 0
    return code, capsys.readouterr().err


@pytest.mark.parametrize("ending", BRIEFS)
def test_the_command_that_a_brief_prints_makes_the_same_brief(
    tmp_path, monkeypatch, capsys, ending
):
    monkeypatch.chdir(tmp_path)
    name = f"guerrero.{ending}"
    code, said = run(monkeypatch, capsys, "brief", "--place", "12", "--lang", "es", "-o", name)
    assert code == 0
    first = (tmp_path / name).read_bytes()
    command = said.split("para hacerlo de nuevo: ")[1].split()
    assert command[:2] == ["geoaid", "brief"]
    (tmp_path / name).unlink()
    assert run(monkeypatch, capsys, *command[1:])[0] == 0
    assert (tmp_path / name).read_bytes() == first


def test_a_bad_ending_or_folder_is_one_clear_message_and_leaves_no_file(
    tmp_path, monkeypatch, capsys
):
    code, said = run(monkeypatch, capsys, "brief", "-o", tmp_path / "x.html")
    assert code == 1
    assert "use one of pdf, docx" in said
    code, said = run(monkeypatch, capsys, "brief", "-o", tmp_path / "no" / "x.pdf")
    assert code == 1
    assert "does not exist" in said
    code, said = run(monkeypatch, capsys, "brief", "--place", "99", "-o", tmp_path / "x.pdf")
    assert code == 1
    assert "place" in said
    monkeypatch.setattr(paper, "pdf", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        export_brief(View(place="12"), tmp_path / "x.pdf")
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(ExportError, match="is a folder"):
        export_brief(View(), tmp_path / "folder.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.pdf"]


def test_the_page_serves_briefs_and_links_to_them() -> None:
    client = create_app().server.test_client()
    got = client.get("/brief/pdf?place=12&lang=es")
    assert got.status_code == 200
    assert got.headers["Content-Type"] == "application/pdf"
    assert 'filename="geoaid_brief_12_guerrero_es.pdf"' in got.headers["Content-Disposition"]
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(got.data)).pages)
    assert "http://localhost/?place=12&lang=es" in squeezed(words)
    assert client.get("/brief/txt").status_code == 404
    assert client.get("/brief/pdf?place=99").status_code == 400
    asked = {"Referer": "http://localhost/?place=30"}
    layout = json.dumps(client.get("/_dash-layout", headers=asked).json)
    for ending in BRIEFS:
        assert re.search(rf'"/brief/{ending}\?place=30"[^}}]*"data-brief": "{ending}"', layout)
        whole = layout.split(f'"/brief/{ending}?", ')[1].split("}")[0]
        assert '"data-whole": "true"' in whole
        assert f'"data-brief": "{ending}"' in whole
