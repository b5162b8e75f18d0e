"""Everything that a reader meets, in the reader's language: messages, numbers, dates, titles."""

from __future__ import annotations

import subprocess
import sys

import pytest

from geoaid import text, what_if
from geoaid.dashboard import create_app
from geoaid.errors import NotComputableError, PrintError, ViewError
from geoaid.findings.analysis import what_if_words
from geoaid.measures.reallocation import reallocate
from geoaid.render.page import Print
from geoaid.view import FIELDS, View

# For each field of a View and of a print something that it refuses.
BAD_VIEWS = [
    {name: "nonsense"} for name in FIELDS if name not in ("k", "breaks", "place", "spotlight")
] + [
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
