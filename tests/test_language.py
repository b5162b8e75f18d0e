"""Everything that a reader meets, in the reader's language: messages, numbers, dates, titles."""

from __future__ import annotations

import re
import string
import subprocess
import sys

import pytest

from geoaid import ledger, need, places, shapes, text, what_if
from geoaid.answer import answer
from geoaid.dashboard import analysis, cards, create_app, panels, recordtable
from geoaid.dashboard.method import method
from geoaid.errors import (
    Clause,
    ExportError,
    FigureListError,
    GeoaidError,
    LedgerError,
    NotComputableError,
    PrintError,
    UnreadableError,
    ViewError,
)
from geoaid.findings import findings
from geoaid.findings.analysis import what_if_words
from geoaid.ledger import bundled
from geoaid.ledger.fields import TABLES
from geoaid.mapspec import mapspec
from geoaid.measures import REGISTRY
from geoaid.measures.reallocation import reallocate
from geoaid.need import NEEDS
from geoaid.places.search import LITERAL, candidates
from geoaid.records.listing import listing
from geoaid.records.search import search
from geoaid.render import batch, figurelist
from geoaid.render.page import Print
from geoaid.view import FIELDS, PANELS, View
from tests import hostile, test_ledger

# For each field of a View and of a print something that it refuses.
BAD_VIEWS = [
    {name: "nonsense"}
    for name in FIELDS
    if name not in ("k", "breaks", "place", "spotlight", "record", "find")
] + [
    {"record": "two words"}, {"find": "x" * 201}, {"within": "30"},
    {"k": 99}, {"breaks": "3,1"}, {"scheme": "user"}, {"place": "99999"}, {"place": "x"},
    {"spotlight": "99"}, {"years": "1999-2001"}, {"move_total": "0.001"}, {"move_floor": "120%"},
    {"move_by": "love:1"}, {"program_area": 7},
]  # fmt: skip
BAD_PRINTS = [
    {"preset": "a3"}, {"size_mm": "1x1"}, {"size_mm": "x"}, {"dpi": 1}, {"layout": "x"},
    {"second": "x"}, {"layout": "pair"}, {"layout": "periods", "periods": "2008-2012"},
    {"insets": "x"}, {"title": "x" * 999}, {"size_mm": "180x120", "preset": "slide"},
    {"second": "need"}, {"insets": True, "layout": "areas"},
]  # fmt: skip


def unlike(english, spanish):
    """Whether no clause of an English message is left in the Spanish one."""
    assert english != spanish
    for word in (
        " found ",
        " expected ",
        "one of",
        "such as",
        " or ",
        " and ",
        "Change it",
        " fits",
    ):
        assert word not in spanish, spanish
    return True


@pytest.mark.parametrize("chosen", BAD_VIEWS, ids=str)
def test_what_a_view_expects_is_said_in_spanish(chosen):
    with pytest.raises(ViewError) as refused:
        View(**chosen)
    error = refused.value
    assert text.message("en", error) == str(error)
    for problem in error.problems:
        assert text.expected("en", problem) == problem.expected
        assert unlike(problem.expected, text.expected("es", problem))
    assert unlike(str(error), text.message("es", error))


@pytest.mark.parametrize("chosen", BAD_PRINTS, ids=lambda chosen: str(chosen)[:40])
def test_what_a_print_expects_is_said_in_spanish(chosen):
    with pytest.raises(PrintError) as refused:
        Print(**chosen)
    assert text.message("en", refused.value) == str(refused.value)
    assert unlike(str(refused.value), text.message("es", refused.value))


@pytest.mark.parametrize(
    "terms",
    [
        {"floor": 0.5}, {"cap": 0.1}, {"floor": 0.5, "cap": 0.25},
        {"group": [True, False, False], "group_share": 0.9, "cap": 0.5},
        {"group": [True, True, False], "group_share": 0.2, "floor": 1 / 3},
    ],
    ids=str,
)  # fmt: skip
def test_terms_that_cannot_be_met_are_said_in_spanish(terms):
    with pytest.raises(NotComputableError) as refused:
        reallocate(100, [1, 1, 1], **terms)
    error = refused.value
    assert text.say("en", error.detail) == error.why
    assert unlike(error.why, text.say("es", error.detail))


def test_a_what_if_that_cannot_be_says_why_in_the_readers_language():
    view = View(move_floor="50%", lang="es")
    said = what_if_words(view, what_if(view)).all
    assert (
        "un piso de 50% para 32 lugares necesita 1600% del total; cabe cuando mucho 3.12%" in said
    )
    assert " fits" not in said


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/export/png?k=99", "un número entero de 3 a 9"),
        ("/export/png?years=2030", "dentro de 2008-2026"),
        ("/export/zip?", "No existe el formato zip"),
        ("/chart/pdf?", "No existe el formato pdf"),
        ("/chart/png?panel=what_if&move_floor=0.5", "no tiene nada que mostrar"),
        ("/brief/pdf?place=99999", "claves del INEGI"),
        ("/shapes/0/states.geojson?", "No existe ese archivo de límites"),
    ],
)
def test_the_server_refuses_in_spanish(path, words):
    client = create_app().server.test_client()
    got = client.get(f"{path}&lang=es")
    assert got.status_code >= 400
    assert words in got.text


# Words that a message says in English and never in Spanish, where nothing is quoted or typed.
SPOKEN = re.compile(
    r"\b(the|and|of|with|or|is|are|it|its|not|row|found|expected|cells?|write|correct|add|called|"
    r"code|number|text|file|columns?|line|each|from|after|any|may|nearest|alias|cannot|"
    r"made|make|wrote|again|same|data|kept|lists?|only|must|already)\b",
    re.IGNORECASE,
)
TYPED_NAMES = {*FIELDS} | {
    word for fields in TABLES.values() for field in fields for word in (field.name, *field.allowed)
}


def spanish(english, said):
    """Whether a message is said in Spanish: paths, quotations and names of columns may stay."""
    plain = re.sub(r"/\S+/|'[^']*'|«[^»]*»|\w+-\w+", "", said)
    assert unlike(english, plain)
    left = [word for word in SPOKEN.findall(plain) if word not in TYPED_NAMES]
    assert not left, (left, said)
    return True


def refusal(path):
    with pytest.raises((LedgerError, UnreadableError)) as refused:
        ledger.load(path)
    return refused.value


def in_two_languages(error):
    """The error in Spanish; its English is the catalogue's, wherever it is said."""
    assert text.message("en", error) == str(error)
    said = text.message("es", error)
    assert spanish(str(error), said)
    return said


RECORDS = [test_ledger.record("A"), test_ledger.record("C")]


@pytest.mark.parametrize("fault", test_ledger.FAULTS, ids=lambda fault: str(fault[0])[:60])
def test_what_is_wrong_in_a_cell_is_said_in_spanish(tmp_path, fault):
    rows = [RECORDS[0], test_ledger.record("B") | fault[0], RECORDS[1]]
    error = refusal(test_ledger.write(tmp_path, test_ledger.table(rows)))
    said = in_two_languages(error)
    assert said.startswith(f"mine.csv, fila 3, {fault[1]}: se encontró: ")
    assert "se esperaba: " in said
    for part in ("expected", "todo"):
        assert isinstance(error.problems[0].words[part], Clause)


LINES = test_ledger.table(RECORDS, test_ledger.MINIMUM_COLUMNS)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LINES + "B,Radios,other\n", "fila 4: se encontró: 3 celdas; se esperaba: 7, como en el"),
        (LINES + "B\n", "se encontró: 1 celda;"),
        (LINES + "B,R,other,delivered,1,200,,S1\n", "Encierre entre comillas"),
        (LINES.replace("title", "titel", 1), "Cambie el nombre de la columna a title."),
        (LINES.replace("title", "x", 1), "fila 1, title: se encontró: no existe esa columna"),
        (LINES.replace("title", "flow", 1), "2 columnas llamadas 'flow'"),
        (test_ledger.table([]), "un encabezado sin registros"),
        (LINES.replace("1000.50", "9" * 70), "caracteres)"),
        (
            test_ledger.table([RECORDS[0] | {"id": f"R{n}", "amount_usd": "1" + "0" * 15}
                               for n in range(51)]),
            "un total de 51,000,000,000,000,000 dólares",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_is_said_in_spanish(tmp_path, content, words):
    assert words in in_two_languages(refusal(test_ledger.write(tmp_path, content)))


@pytest.mark.parametrize(
    "content",
    [item[1] for item in test_ledger.UNREADABLE],
    ids=[item[0] for item in test_ledger.UNREADABLE],
)
def test_why_a_file_is_no_table_is_said_in_spanish(tmp_path, content):
    said = in_two_languages(refusal(test_ledger.write(tmp_path, content)))
    assert "mine.csv: no se puede leer como tabla: " in said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/", "es una carpeta"),
        ("no-such.csv", "no existe ese archivo"),
        ("a\0b", "puede llamarse así"),
        ("x" * 5000, "demasiado largo"),
    ],
    ids=["folder", "missing", "NUL", "long"],
)
def test_why_a_path_leads_to_no_file_is_said_in_spanish(name, words):
    assert words in in_two_languages(refusal(name))


@pytest.mark.parametrize(
    ("name", "limits", "words"),
    [
        ("Juárez", {}, "«Juárez» puede referirse a cualquiera de estos: 08037 Juárez"),
        ("Mexico", {}, "el país; Estado de México (15)"),
        ("Nacional", {}, "ningún estado o municipio se llama «Nacional»"),
        ("Estados Unidos Mexicanos", {}, "ese es el país"),
        ("Tijuana", {"level": "state"}, "ningún estado se llama «Tijuana»; el nombre pertenece"),
        ("Guadalup", {"within": "32"}, "ningún estado o municipio en Zacatecas (32)"),
        ("BC", {}, "en inglés: «"),
        ("8037", {}, "la clave '8037'; lo más cercano: 08037"),
        ("08", {"level": "municipality"}, "Chihuahua (08) no es un municipio"),
        ("08037", {"within": "26"}, "no es un lugar de Sonora (26)"),
        ("Juárez", {"within": "08037"}, "es un municipio; se esperaba un estado"),
    ],
)
def test_what_is_no_place_is_said_in_spanish(name, limits, words):
    with pytest.raises(GeoaidError) as refused:
        places.resolve(name, **limits)
    assert words in in_two_languages(refused.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Cd. Juárez, Chih.", "otro nombre «Cd. Juárez» dentro de Chihuahua (08)"),
        ("Tijuana, Mexico", "nombre oficial «Tijuana», en el país México"),
        ("08037", "clave 08037"),
        ("MX07", "código FIPS 10-4 «MX07»; nota de la tabla de nombres, en inglés: «"),
    ],
)
def test_why_a_name_is_a_place_is_said_in_spanish(name, words):
    match = places.resolve(name)
    said = text.say("es", match.clause)
    assert words in said
    assert spanish(match.reason, said)


def test_what_a_search_offers_says_why_in_spanish():
    for typed in ("vera", "juares", "tijuana", "1", "san", "estado de son"):
        for match in places.candidates(typed):
            assert spanish(match.reason, text.say("es", match.clause))


def test_a_code_that_is_not_drawn_is_said_in_spanish():
    with pytest.raises(GeoaidError) as refused:
        shapes.municipalities("99")
    assert "en los límites" in in_two_languages(refused.value)


def test_a_bundled_folder_that_is_missing_is_said_in_spanish():
    from geoaid.bundle import folder

    with pytest.raises(GeoaidError) as refused:
        folder("nowhere")
    assert "falta la carpeta incluida 'nowhere'" in in_two_languages(refused.value)


FIGURE = '[[figure]]\nid = "a"\n'


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "se encontró: None; se esperaba: al menos una [[figure]]. Agregue una."),
        ("[[figure]\n", "algo que no es TOML (el lector dice, en inglés: «"),
        ("figure = [3]", "una tabla [[figure]]. Cámbielo u omítalo."),
        (FIGURE, "uno o varios de png, svg"),
        (f'title = "R"\nformats = "png"\n{FIGURE}', "se esperaba: una clave: formats"),
        ('formats = "png"\n[[figure]]\nid = "../up"\n', "de 1 a 80 letras"),
        (f'formats = "png"\n{FIGURE}{FIGURE}', "un nombre de archivo que se use una sola vez"),
        (f'formats = "png"\n{FIGURE}view = 7\n', "la dirección de la página"),
        (f'formats = "png"\n{FIGURE}view = "k=99"\n', "view.k: se encontró: '99'; se esperaba: un"),
        (f'formats = "png"\n{FIGURE}view = {{ zoom = 3 }}\n', "se esperaba: un campo: "),
        (f'formats = "png"\n{FIGURE}print = 3\n', "una tabla de opciones de impresión"),
        (
            f'formats = "png"\n{FIGURE}print.dpi = 1\n',
            "print.dpi: se encontró: 1; se esperaba: uno",
        ),
        (f'formats = "png"\n{FIGURE}preset = "wall"\n', "preset: se encontró: 'wall'"),
    ],
)
def test_what_is_wrong_with_a_figure_list_is_said_in_spanish(written, words):
    with pytest.raises(FigureListError) as refused:
        figurelist.parse(written)
    assert words in in_two_languages(refused.value)


def test_a_figure_list_that_cannot_be_read_is_said_in_spanish(tmp_path):
    with pytest.raises(FigureListError) as refused:
        figurelist.read(tmp_path / "none.toml")
    assert "se encontró: no existe ese archivo o carpeta" in in_two_languages(refused.value)
    (tmp_path / "latin.toml").write_bytes(b"# M\xe9xico")
    with pytest.raises(FigureListError) as refused:
        figurelist.read(tmp_path / "latin.toml")
    assert "bytes que no son UTF-8" in in_two_languages(refused.value)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_of_a_list_that_cannot_be_made_is_said_in_spanish(tmp_path, workers):
    listed = figurelist.parse(
        f'formats = ["csv", "geojson", "svg"]\n{FIGURE}print.size = "30x30"\n'
    )
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(ExportError) as refused:
        list(batch.make(batch.plan(listed, tmp_path), workers=workers))
    assert text.message("en", refused.value) == str(refused.value)
    lines = sorted(text.message("es", refused.value).splitlines())
    assert lines[0].startswith("a.csv: ")
    assert "no se puede escribir: es una carpeta" in lines[0]
    assert "a.svg: la página de 30 x 30 mm es muy pequeña" in lines[1]
    assert lines[2] == "algunos archivos no se pudieron hacer:"


def test_a_strange_manifest_is_refused_in_spanish(tmp_path):
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(ExportError) as refused:
        batch.plan(figurelist.parse(f'formats = "csv"\n{FIGURE}'), tmp_path)
    assert "no es un manifiesto de geoaid" in text.message("es", refused.value)
    assert text.message("en", refused.value) == str(refused.value)


def run(*command):
    done = subprocess.run(
        [sys.executable, "-m", "geoaid", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    return done.stderr


def test_the_command_line_refuses_in_the_language_of_the_view():
    said = run("map", "-o", "x.png", "--k", "99", "--lang", "es")
    assert "se esperaba: un número entero de 3 a 9" in said
    assert "1 problema; no se hizo nada" in said
    assert "la terminación 'zip' no es de ningún formato" in run("map", "-o", "x.zip", "--lang=es")
    assert "found '99'; expected a whole number from 3 to 9" in run("map", "-o", "x.png", "--k=99")


# What Spanish and English write alike, and why.
ALIKE = {
    # Names, numbers and signs.
    "figure.guatemala", "figure.north", "page.breaks_example", "chart.head_p",
    # One word in both.
    "stat.total",
    # Made of other sentences, with no word of their own.
    "clusters.group", "panel.quotient", "chart.appropriated", "layer.both", "what_if.weight",
    "brief.lead_need", "brief.map_caption", "help.of", "expected.in_field",
    # The name of a command, and what is wrong.
    "expected.what_if",
}  # fmt: skip
# Words of a program that a Spanish sentence names as they are typed.
TYPED = {
    "batch.one_of_two", "column.level", "column.status", "expected.first_years", "expected.pair", "expected.state_place", "field.allocations.currency_orig", "field.allocations.evidence", "field.gazetteer.level",
    # The authors' name.
    "cite.words", "cite.words_own",
}  # fmt: skip
ENGLISH = re.compile(
    r"\b(the|and|of|with|from|for|records?|places?|states?|evidence|strong|weak|value|money|"
    r"share|programmes?|years?|is|are|not|by|to)\b",
    re.IGNORECASE,
)


def registries():
    """Every text of the registries of measures and needs, by key."""
    for lang in ("en", "es"):
        yield {
            f"{entry.name}.{part}": getattr(entry, part)[lang]
            for entry in (*REGISTRY.values(), *NEEDS.values())
            for part in ("label", "unit", "definition")
        }


def sentences():
    """The whole catalogue, the registries and the headings of the method, English and Spanish."""
    for lang, entries in zip(("en", "es"), registries(), strict=True):
        headings = {f"method#{anchor}": words for _, anchor, words in method(lang).contents}
        yield text.catalogue(lang) | entries | headings


def test_both_languages_have_the_same_sentences_with_the_same_blanks():
    english, spanish = sentences()
    assert set(english) == set(spanish)

    def blanks(sentence):
        return {(name, form) for _, name, form, _ in string.Formatter().parse(sentence) if name}

    for key, sentence in english.items():
        assert blanks(sentence) == blanks(spanish[key]), key
        assert spanish[key].strip(), key


def test_a_sentence_of_one_has_a_sentence_of_several():
    for lang in ("en", "es"):
        known = text.catalogue(lang)
        ones = {key.removesuffix(".one") for key in known if key.endswith(".one")}
        others = {key.removesuffix(".other") for key in known if key.endswith(".other")}
        # A program area is called so.
        assert ones == others - {"program_area"}


def test_no_spanish_sentence_is_left_in_english():
    english, spanish = sentences()
    same = {key for key, sentence in english.items() if spanish[key] == sentence}
    # What is listed is used: a sentence that was put into Spanish leaves the list.
    assert same == ALIKE


def test_no_english_word_is_left_in_a_spanish_sentence():
    _, spanish = sentences()
    left = {
        key: found
        for key, sentence in spanish.items()
        if (found := ENGLISH.findall(re.sub(r"\{[^}]*\}", "", sentence)))
    }
    assert set(left) == TYPED, left


def test_money_and_numbers_are_written_as_in_mexico():
    assert text.money("es", 3.3e9) == "3,300 millones de dólares"
    assert text.money("es", 1e6) == "1 millón de dólares"
    assert text.money("en", 3.3e9) == "US$3.3 billion"
    found = what_if_words(View(lang="es", move_total=2.5e9), what_if(View(move_total=2.5e9)))
    assert "2,500 millones de dólares" in found.all
    assert not re.search(r"billion|million\b", found.all)


def test_what_geoaid_notes_of_a_document_is_said_in_spanish():
    """The fixed words of the records' tables; a title is its document's own."""
    for source_id, title in text.catalogue("en").items():
        if source_id.startswith("need_source."):
            assert need.sources()[source_id.removeprefix("need_source.")]["title"] == title
    dates = {source["date"] for source in bundled().sources.values()}
    assert any(date.startswith("n.d.") for date in dates)
    assert not any(text.date_as("es", date).startswith("n.d.") for date in dates)
    titles = {source["title"] for source in bundled().sources.values()}
    for note in ("(title from the address)", "(consulate release)"):
        assert any(title.endswith(note) for title in titles)
        assert not any(text.title_as("es", title).endswith(note) for title in titles)
    places = {row["page_or_section"] for row in bundled().rows} - {""}
    left = {words for words in places if text.where_as("es", words) == words}
    # Names of a table and of a document's parts in its own words.
    assert left == {"MEX, Appropriated and Planned", "area 2; also MPD2018 second point"}
    assert {text.where_as("en", words) for words in places} == places


def test_every_example_of_a_search_finds_something_in_its_language():
    for lang in ("en", "es"):
        for words in examples(lang, "records.find_example"):
            assert listing(bundled(), View(find=words, lang=lang)).rows, words
        for words in examples(lang, "records.search_example"):
            assert candidates(words) or search(bundled(), words), words
        for words in examples(lang, "page.search_example"):
            assert candidates(words)[0].score > LITERAL, words


def examples(lang, key):
    return text.t(lang, key).rstrip("… ").split(", ")


def test_a_place_in_mexico_city_is_a_borough():
    for lang, kind in (("en", "boroughs"), ("es", "alcaldías")):
        found = answer(View(compare="09", lang=lang))
        assert f"1 of its 16 {kind}" in findings(found).headline or (
            f"1 de sus 16 {kind}" in findings(found).headline
        )
        [label] = [one for one in mapspec(found).labels if one.code == "09"]
        assert kind in label.detail


def listed(view, book):
    """The list of records and the card of one, as the browser gets them."""
    return str(recordtable.rows(view, book)) + str(cards.card(view, book))


def test_what_the_ledger_says_in_english_is_marked_as_english():
    for lang, marked in (("es", True), ("en", False)):
        panel = listed(View(place="30", record="P-VERACAD", lang=lang), bundled())
        assert ("'lang': 'en'" in panel) is marked
    # How much was read is a fixed word of the records.
    panel = listed(View(place="30", record="P-VERACAD", lang="es"), bundled())
    assert "comienzo del documento" in panel
    assert "opening of the document" not in panel
    # Of a reader's own ledger nobody knows the language.
    own = listed(View(place="30", lang="es"), hostile.ledger())
    assert "'lang': 'en'" not in own


@pytest.mark.parametrize("panel", PANELS)
def test_no_panel_of_the_spanish_page_speaks_english(panel):
    shown = analysis.panel(View(panel=panel, lang="es"), bundled())
    words = " ".join(strings(shown["body"])) + re.sub(
        r"<[^>]*>", " ", " ".join(shown["pictures"].values())
    )
    assert not re.search(r"\b(the|and|of|with|which|place|million|billion)\b", words)


def test_no_part_of_the_spanish_page_speaks_english():
    for view in (View(lang="es"), View(lang="es", measure="amount", level="municipality")):
        shown = panels.content(view, bundled(), [])
        for part in panels.PARTS:
            words = " ".join(strings(shown[part])).replace("The geoaid developers", "")
            # The Census Bureau's name is its own.
            words = words.replace("U.S. Census Bureau", "").replace("Natural Earth", "")
            assert not re.search(r"\b(the|and|of|with|which|place|million|billion)\b", words), part


def strings(tree):
    """Every text of a tree of components: what stands between tags, but what is said to be English."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        for one in tree:
            yield from strings(one)
    elif isinstance(tree, dict) and tree.get("props", {}).get("lang") != "en":
        yield from strings(tree.get("props", {}).get("children", []))
