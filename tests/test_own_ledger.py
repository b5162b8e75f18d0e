"""A reader's own ledger: page, files and commands speak of it, and of nothing that it has not."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pypdf
import pytest
from typer.testing import CliRunner

import geoaid
from geoaid import ledger as ledgers
from geoaid.answer import answer
from geoaid.chartspec.charts import chart
from geoaid.cli import app as command_line
from geoaid.dashboard import analysis, create_app
from geoaid.errors import ExportError
from geoaid.findings import findings
from geoaid.mapspec import remake as remake_sentence
from geoaid.render import FORMATS, Job, batch, figurelist, make_brief, provenance, render, tables
from geoaid.render.brief import brief
from geoaid.render.page import Print
from geoaid.render.remake import remake
from geoaid.view import PANELS, View
from tests.browser import Visit, served

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    "id", "title", "program_area", "flow", "fy_start", "fy_end", "amount_usd", "places",
    "source_id",
)  # fmt: skip
OAXACA, PUEBLA, TUXTLA, MERIDA = (
    "20067 Oaxaca de Juárez",
    "21114 Puebla",
    "07101 Tuxtla Gutiérrez",
    "31050 Mérida",
)


def row(id_: str, places: str, first: int = 2012, **more: str) -> dict[str, str]:
    """One grant of a foundation."""
    return {
        "id": id_, "title": f"Grant {id_}", "program_area": "other", "flow": "delivered",
        "fy_start": str(first), "fy_end": str(first), "amount_usd": "1000", "places": places,
        "source_id": "AGREEMENT",
    } | more  # fmt: skip


ROWS = [
    row("A", OAXACA, 2012),
    row("B", OAXACA, 2014),
    row("C", OAXACA, 2018),
    row("D", PUEBLA, 2019),
    row("E", PUEBLA, 2020),
    row("F", TUXTLA, 2021),
    row("G", MERIDA, 2024),
    row("H", "30 Veracruz", 2024),
]
START = {
    "spotlight": "20067,21114,07101",
    "compare": "none",
    "pair": "years:2012-2018/2019-2024",
}


def write(path: Path, rows: list[dict[str, str]] = ROWS) -> Path:
    columns = list(dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    (path.parent / "sources.csv").write_text(
        "source_id,title,publisher\nAGREEMENT,Agreement,Foundation\n", encoding="utf-8"
    )
    return path


@pytest.fixture(scope="module")
def mine(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("own") / "mine.csv")


@pytest.fixture(scope="module")
def book(mine):
    return ledgers.load(mine)


@pytest.fixture(scope="module")
def client(book):
    return create_app(book).server.test_client()


def run(*arguments: object) -> str:
    """Run the command line in this process; what it printed."""
    done = CliRunner().invoke(command_line, [str(part) for part in arguments])
    assert done.exception is None, done.exception
    return done.output


# ---- where a reader begins


def test_a_ledger_begins_with_its_own_places_and_years(book):
    assert dict(book.start) == START
    assert dict(ledgers.bundled().start) == {}
    assert geoaid.first_view(book) == View(**START)
    assert geoaid.stats(ledger=book).view == View(**START)
    # What is passed is taken as it is.
    assert geoaid.stats(View(), book).view == View()
    assert geoaid.map(ledger=book).view == View(**START)


@pytest.mark.parametrize(
    ("rows", "spotlight", "pair"),
    [
        ([row("A", PUEBLA)], "21114", "split:none"),
        # Of equal ones, those with the lower codes.
        (
            [row(code, f"{code} X", 2010 + n) for n, code in enumerate(("21114", "20067", "07101", "02004"))],
            "02004,07101,20067",
            "years:2010-2011/2012-2013",
        ),
        ([row("A", "20 Oaxaca"), row("B", "20 Oaxaca; 30 Veracruz")], "20,30", "split:none"),
        # Parts of one programme are one programme.
        (
            [row("A", OAXACA), row("B", OAXACA, part_of="A"), row("C", PUEBLA), row("D", PUEBLA)],
            "21114,20067",
            "split:none",
        ),
        ([row("A", "", fy_start="", fy_end="")], "none", "split:none"),
    ],
)  # fmt: skip
def test_where_there_is_less_a_ledger_begins_with_less(rows, spotlight, pair):
    assert ledgers.from_rows(rows).start == {
        "spotlight": spotlight, "compare": "none", "pair": pair,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "en", "es"),
    [
        (ROWS, "6 of the 7 programmes that name a municipality name Oaxaca de Juárez, Puebla or Tuxtla Gutiérrez.", "6 de los 7 programas que nombran un municipio nombran Oaxaca de Juárez, Puebla o Tuxtla Gutiérrez."),
        (ROWS[2:5], "3 of the 3 programmes that name a municipality name Puebla or Oaxaca de Juárez.", "3 de los 3 programas que nombran un municipio nombran Puebla u Oaxaca de Juárez."),
        (ROWS[:1], "The 1 programme that names a municipality names Oaxaca de Juárez.", "El único programa que nombra un municipio nombra Oaxaca de Juárez."),
        (ROWS[-1:], "Documented programmes: most in Veracruz (1).", "Programas documentados: los mayores están en Veracruz (1)."),
        ([row("A", "")], "The 1 record in this view names no place, so none can be shown on the map.", "El único registro de esta vista no nombra ningún lugar, así que no puede mostrarse en el mapa."),
    ],
)  # fmt: skip
def test_the_headline_reads_with_any_number_of_places(rows, en, es):
    own = ledgers.from_rows(rows)
    for lang, words in (("en", en), ("es", es)):
        assert findings(geoaid.stats(geoaid.first_view(own, lang=lang), own)).headline == words


def shown(client, address: str = "/") -> dict:
    """The page's layout as it is asked for from an address."""
    return client.get("/_dash-layout", headers={"Referer": f"http://localhost{address}"}).json


def part(tree: object, id_: str) -> dict | None:
    """The component of a layout that has this id."""
    if isinstance(tree, list):
        return next((found for one in tree if (found := part(one, id_))), None)
    if not isinstance(tree, dict):
        return None
    props = tree.get("props", {})
    return tree if props.get("id") == id_ else part(props.get("children"), id_)


def words(tree: object) -> str:
    if isinstance(tree, dict):
        return words(tree.get("props", {}).get("children"))
    if isinstance(tree, list | tuple):
        return " ".join(map(words, tree))
    return "" if tree is None else str(tree)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_first_screen_is_of_its_own_places(client, lang):
    page = client.get(f"/?lang={lang}").text
    made = json.dumps(shown(client, f"/?lang={lang}"), ensure_ascii=False)
    for name in ("Tijuana", "Monterrey", "Ciudad Juárez"):
        assert name not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
        assert name not in made
    parts = part(shown(client, f"/?lang={lang}"), "shown")["props"]["data"]
    assert [label[0] for label in parts["paint"]["labels"]] == ["20067", "21114", "07101"]
    assert parts["paint"]["outlines"] == []
    assert parts["active"] == []


def test_the_page_begins_as_its_ledger_does_and_links_name_it(client, book):
    boot = json.loads(part(shown(client), "page")["props"]["data-boot"])
    assert boot["start"] == START
    assert {name: boot["defaults"][name] for name in START} == START
    address = part(shown(client, "/?compare=30"), "page")
    links = re.findall(r"/export/pdf\?([^\"]*)", json.dumps(address))
    assert links == ["spotlight=20067,21114,07101&compare=30&preset=a4"]
    back = re.search(r'class="brand" href="([^"]*)"', client.get("/method?back=compare%3D30").text)
    assert "compare=30" in back[1]


def test_nothing_is_left_of_a_comparison_of_nothing(client):
    parts = part(shown(client, "/?spotlight=none"), "shown")["props"]["data"]
    assert parts["bars"] == []
    assert "No place is compared" in words(parts["compare"])


@pytest.mark.parametrize("panel", ["compare", "need"])
def test_a_chart_explains_only_what_it_shows(book, panel):
    said = dict(chart(geoaid.first_view(book, panel=panel), book).legend)
    assert said["mark-host"] == "states of the highlighted"
    assert "mark-compare" not in said
    said = dict(chart(geoaid.first_view(book, panel=panel, spotlight="30"), book).legend)
    assert said["mark-spotlight"] == "highlighted"


# ---- whose records they are


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("mine.csv, documented by place", "geoaid: mine.csv by place", "assistance in Mexico, ledger mine.csv", "Records: mine.csv, the reader's own ledger", "own ledger")),
        ("es", ("mine.csv, documentado por lugar", "geoaid: mine.csv por lugar", "asistencia en México, libro mine.csv", "Registros: mine.csv, libro propio del lector", "libro propio")),
    ],
)  # fmt: skip
def test_the_page_bears_the_name_of_its_ledger(client, book, lang, said):
    tagline, title, subject, credit, own = said
    page = client.get(f"/?lang={lang}").text
    assert f"<title>{title}</title>" in page
    assert f'<meta name="description" content="{tagline}">' in page
    assert f'<span class="tagline">{tagline}</span>' in page
    assert f'<span class="tagline">{tagline}</span>' in client.get(f"/method?lang={lang}").text
    job = Job.of(geoaid.first_view(book, lang=lang), book)
    assert job.spec.title.endswith(subject)
    assert job.spec.credits[0] == credit
    cited = geoaid.cite(job.answer.view, book)
    assert cited.startswith(("“", "«"))
    assert f"mine.csv ({own}), sha256 {book.sha256[:12]}" in cited
    head = client.get(f"/method?lang={lang}").text.split("</header>")[0]
    for words_ in (page, cited, head):
        assert "U.S. security assistance" not in words_
        assert "seguridad de EE. UU." not in words_


def test_every_kind_of_map_has_the_name_in_its_title(book):
    start = geoaid.first_view(book)
    views = [
        start.but(layer="bivariate"), start.but(layer="clusters"),
        start.but(level="municipality", within="20"),
    ]  # fmt: skip
    for view in views:
        assert "ledger mine.csv" in Job.of(view, book).spec.title
    made = render(Job.of(start, book, "p.svg", Print(layout="pair", second="need")), "svg").decode()
    assert "ledger mine.csv" in made


def test_a_name_is_text_however_it_is_written(tmp_path):
    name = "<b>&'\"{0}.csv"
    own = ledgers.load(write(tmp_path / name))
    page = create_app(own).server.test_client()
    for address in ("/?lang=en", "/method?lang=en"):
        said = page.get(address).text
        assert name not in said
        assert "&lt;b&gt;&amp;" in said
    assert name in Job.of(geoaid.first_view(own), own).spec.title
    # A long one is cut where it is shown, and whole in the command.
    long = ledgers.load(write(tmp_path / ("a" * 200 + ".csv")))
    job = Job.of(geoaid.first_view(long), long)
    assert "a" * 61 not in job.spec.title
    assert long.name in remake_sentence(job.answer.view, long, "m.svg")
    assert render(Job.of(job.answer.view, long, "m.svg", Print(preset="half-column")), "svg")


# ---- an appropriation that it has not


def test_coverage_of_no_appropriation_is_stated_nowhere(client, book, tmp_path):
    """There is no line of it, no row, no key and no figure."""
    start = geoaid.first_view(book)
    assert findings(answer(start, book)).coverage == ""
    assert part(shown(client), "shown")["props"]["data"]["coverage"] == []
    job = Job.of(start, book)
    assert "coverage" not in dict(tables.about(job))
    assert "coverage" not in json.loads(render(job, "geojson"))["geoaid"]
    for ending in ("html", "svg"):
        made = render(job, ending).decode()
        assert "Coverage" not in made
        assert "appropriation" not in made
        assert '<p class="coverage">' not in made
    for place in (None, "20"):
        tree = brief(start.but(place=place), book, "brief.pdf")
        assert "ppropriat" not in repr(tree).replace("amounts appropriated, obligated", "")


def test_a_ledger_under_the_appropriation_has_its_coverage():
    root = row("ROOT", "", 2008, amount_usd="4000", universe="control", flow="appropriated")
    own = ledgers.from_rows([root, row("A", OAXACA, part_of="ROOT")])
    assert findings(geoaid.stats(ledger=own)).coverage.startswith("Coverage: of about US$4,000")
    with_filter = geoaid.first_view(own, flow="delivered")
    assert findings(geoaid.stats(with_filter, own)).coverage.startswith("Coverage is not stated")


# ---- what is true of it


@pytest.mark.parametrize(
    ("measure", "en", "es"),
    [
        ("programmes", "This counts the programmes of the reader's own ledger, not money.", "Se cuentan los programas del libro propio del lector"),
        ("amount", "These are the amounts that the reader's own ledger ties to named places.", "Son los montos que el libro propio del lector"),
    ],
)  # fmt: skip
def test_the_hedge_is_of_the_ledger(book, measure, en, es):
    for lang, said in (("en", en), ("es", es)):
        hedge = findings(
            geoaid.stats(geoaid.first_view(book, measure=measure, lang=lang), book)
        ).hedge
        assert hedge.startswith(said)
        assert "public documents" not in hedge
        assert "documentos públicos" not in hedge


@pytest.mark.parametrize("panel", PANELS)
def test_no_panel_speaks_of_documents_that_are_not_its_own(book, panel):
    for lang, theirs in (("en", "public documents"), ("es", "documentos públicos")):
        made = analysis.panel(geoaid.first_view(book, panel=panel, lang=lang), book)
        said = json.dumps(made, ensure_ascii=False)
        assert theirs not in said
        assert "unread" not in said


def test_an_empty_view_is_one_of_the_ledger(book):
    said = findings(geoaid.stats(geoaid.first_view(book, years="2025"), book)).headline
    assert (
        said
        == "The ledger has no record under these choices (fiscal years 2025), so the map stays empty."
    )


@pytest.mark.parametrize(
    ("regions", "said"),
    [
        (["Bajío"], "US$1,000 is known only to a region (Bajío) and is not placed."),
        (["Bajío", "Huasteca", "Bajío"], "US$3,000 is known only to a region (Bajío and Huasteca) and is not placed."),
        (["A", "B", "C", "D"], "US$4,000 is known only to a region and is not placed."),
    ],
)  # fmt: skip
def test_regions_are_those_of_the_ledger(regions, said):
    rows = [row(f"R{n}", "", region=region) for n, region in enumerate(regions)]
    own = ledgers.from_rows([*ROWS, *rows])
    assert said in findings(geoaid.stats(ledger=own)).notes


@pytest.mark.parametrize("place", [None, "20", "01"])
def test_a_brief_of_a_ledger_without_evidence_does_not_speak_of_it(book, place):
    start = geoaid.first_view(book, place=place)
    said = repr(brief(start, book, "brief.pdf"))
    for words_ in (
        "strong evidence", "weak evidence", "not known'", "document that was read",
        "has no published place", "public documents",
    ):  # fmt: skip
        assert words_ not in said
    rated = ledgers.from_rows([one | {"evidence": "strong"} for one in ROWS])
    if place != "01":
        assert "strong evidence" in repr(brief(start, rated, "brief.pdf"))
    assert "strong_evidence" not in geoaid.concentration(start, book).variants
    assert "strong_evidence" in geoaid.concentration(start, rated).variants


@pytest.mark.parametrize(
    ("lang", "title", "amiss"),
    [
        ("en", "Documented programmes by fiscal year", "ppropriat"),
        ("es", "Programas documentados por año fiscal", "signaci"),
    ],
)
def test_the_panel_of_years_has_programmes_alone(book, lang, title, amiss):
    view = geoaid.first_view(book, panel="time", lang=lang)
    spec = chart(view, book)
    assert spec.title == title
    assert (len(spec.panels), len(spec.table.head)) == (1, 2)
    shown_ = analysis.panel(view, book)
    assert amiss not in json.dumps(shown_, ensure_ascii=False)


def test_two_maps_are_of_the_halves_of_its_years(client, book):
    shown_ = analysis.panel(geoaid.first_view(book, panel="pair"), book)
    said = words(shown_["body"])
    assert "2012–2018" in said
    assert "2019–2024" in said
    assert "2008–2014" not in said
    # So are those that are offered once another field was chosen.
    other = json.dumps(
        analysis.panel(geoaid.first_view(book, panel="pair", pair="split:none"), book)
    )
    assert "years:2012-2018/2019-2024" in other
    assert "2008-2014" not in other


# ---- making it again


def test_every_file_says_its_ledger_and_is_made_again_of_it(mine, tmp_path):
    wanted = "--ledger mine.csv --spotlight=20067,21114,07101 --compare=none"
    for ending in FORMATS:
        path = tmp_path / f"map.{ending}"
        run("map", "-o", path, "--ledger", mine)
        said = provenance.read(path)
        assert said.ledger == "mine.csv"
        with pytest.raises(
            ExportError, match=rf"mine\.csv, sha256 {said.data_sha256[:12]}.*--ledger"
        ):
            remake(path)
        assert not path.with_stem("map-remade").exists()
        if ending != "gpkg":
            assert "the same, byte for byte" in run("remake", path, "--ledger", mine)
    for ending in ("html", "geojson"):
        assert f"geoaid map -o map.{ending} {wanted}" in (tmp_path / f"map.{ending}").read_text()
    assert f"{wanted}" in (tmp_path / "map.dictionary.csv").read_text(encoding="utf-8-sig")
    run("map", "-o", tmp_path / "bundled.csv")
    assert provenance.read(tmp_path / "bundled.csv").ledger is None


def test_what_is_chosen_is_kept_though_it_is_a_default_elsewhere(mine, tmp_path):
    run("map", "-o", tmp_path / "map.csv", "--ledger", mine, "--compare", "30")
    said = provenance.read(tmp_path / "map.csv")
    assert said.query == "spotlight=20067,21114,07101&compare=30"
    assert "--compare=30" in (tmp_path / "map.dictionary.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "verb",
    [("brief", "b.pdf"), ("brief", "b.docx"), ("records", "r.xlsx"), ("chart", "c.svg")],
)
def test_other_verbs_say_their_ledger_too(mine, tmp_path, verb):
    name, path = verb[0], tmp_path / verb[1]
    out = run(name, "-o", path, "--ledger", mine)
    assert provenance.read(path).ledger == "mine.csv"
    if name == "brief":
        assert f"geoaid brief -o {path.name} --ledger mine.csv --spotlight" in out.replace(
            "\n", " "
        )
    assert "the same, byte for byte" in run("remake", path, "--ledger", mine)


def test_a_brief_leads_to_the_page_that_it_was_made_on(client, book, tmp_path):
    """One that was made at no page leads to none."""

    def said(data: bytes) -> str:
        reader = pypdf.PdfReader(io.BytesIO(data))
        return "".join(page.extract_text() for page in reader.pages).replace("\n", "")

    got = client.get("/brief/pdf?lang=en", base_url="http://maps.example.org:8081")
    wanted = "http://maps.example.org:8081/?spotlight=20067,21114,07101&compare=none&lang=en"
    assert f"The same view on the page: {wanted}" in said(got.data)
    alone = said(make_brief(geoaid.first_view(book), book, "pdf"))
    assert "The same view on the page" not in alone
    assert "127.0.0.1" not in alone
    assert "127.0.0.1:8050" in said(make_brief(View(), ending="pdf"))


LIST = """
ledger = "data/mine.csv"
formats = "csv"
[[figure]]
id = "first"
[[figure]]
id = "set-against"
view = "compare=30"
"""


def test_a_figure_list_names_its_ledger(tmp_path):
    (tmp_path / "data").mkdir()
    write(tmp_path / "data" / "mine.csv")
    (tmp_path / "figures.toml").write_text(LIST)
    run("export", tmp_path / "figures.toml", "-o", tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["ledger"] == "mine.csv"
    first, second = manifest["files"]
    assert first["view"] == "spotlight=20067,21114,07101&compare=none"
    assert second["view"] == "spotlight=20067,21114,07101&compare=30"
    assert "--ledger mine.csv" in first["remake"]
    # The command line wins.
    other = write(tmp_path / "other.csv", ROWS[:4])
    run("export", tmp_path / "figures.toml", "-o", tmp_path / "out2", "--ledger", other)
    assert json.loads((tmp_path / "out2" / "manifest.json").read_text())["ledger"] == "other.csv"


def test_files_of_another_ledger_are_not_written_over(tmp_path):
    mine = write(tmp_path / "mine.csv")
    text = "formats = 'csv'\n[[figure]]\nid = 'first'\n"
    (tmp_path / "figures.toml").write_text(text)
    arguments = ("export", tmp_path / "figures.toml", "-o", tmp_path / "out")
    run(*arguments, "--ledger", mine)
    before = (tmp_path / "out" / "first.csv").read_bytes()
    for wrong in ((), ("--ledger", write(tmp_path / "other.csv"))):
        done = CliRunner().invoke(command_line, [str(part) for part in (*arguments, *wrong)])
        assert isinstance(done.exception, ExportError)
        assert "made from the ledger mine.csv" in str(done.exception)
        assert "with --ledger mine.csv" in str(done.exception)
        assert (tmp_path / "out" / "first.csv").read_bytes() == before
    # New data of the same ledger are what a list is for.
    write(mine, [*ROWS, row("I", "01 Aguascalientes")])
    assert "changed since the last run: first" in run(*arguments, "--ledger", mine)
    assert "changed since the last run: first" in run(*arguments, "--force")
    [entry] = batch.entries(tmp_path / "out")
    assert "--ledger" not in entry.remake


def test_a_list_with_no_such_ledger_is_refused(tmp_path):
    from geoaid.errors import FigureListError, UnreadableError

    with pytest.raises(FigureListError, match="ledger: found 3"):
        figurelist.parse("ledger = 3\nformats = 'csv'\n[[figure]]\nid = 'first'\n")
    (tmp_path / "figures.toml").write_text("ledger = 'no.csv'\n[[figure]]\nid = 'a'\n")
    with pytest.raises(UnreadableError, match=r"no\.csv"):
        figurelist.read(tmp_path / "figures.toml")


# ---- in a browser


@pytest.fixture(scope="module")
def own_site(mine):
    with served("--ledger", str(mine)) as address:
        yield address


@pytest.mark.xdist_group("page")
def test_the_page_holds_and_shares_its_start(browser, own_site):
    one = Visit(browser, own_site)
    page = one.open()
    labels = page.locator(".map-label b").all_inner_texts()
    assert labels == ["Oaxaca de Juárez 3", "Puebla 2", "Tuxtla Gutiérrez 1"]
    assert page.locator(".leaflet-geoaid-outlines-pane path").count() == 0
    assert page.locator(".bars-count li").count() == 3
    assert page.inner_text("#active") == ""
    link = parse_qs(urlsplit(page.evaluate("geoaid.link()")).query)
    assert (link["spotlight"], link["compare"]) == (["20067,21114,07101"], ["none"])
    # The comparison of the other ledger's first screen is a choice here like any other.
    page.evaluate("geoaid.change({ compare: '30' })")
    one.settled()
    assert page.locator(".bars-count li").count() == 4
    assert "compare=30" in page.url
    page.click("#reset")
    one.settled()
    assert page.locator(".bars-count li").count() == 3
    assert urlsplit(page.url).query == ""
    assert one.heard == []
    one.context.close()
