"""The command line as a user types it: output, files, exit codes, one clear message for an error."""

from __future__ import annotations

import csv
import json
import re
import sys

import pytest

from geoaid import View, cli, concentration, specialization, stats
from geoaid.bundle import folder
from geoaid.render import FORMATS
from geoaid.view import FIELDS


@pytest.fixture
def geoaid(monkeypatch, capsys):
    """Run a command; exit code, what it printed, what it complained of."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["geoaid", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setenv("NO_COLOR", "1")
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return run


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


ROW = {
    "id": "A",
    "title": "Radios for the police",
    "program_area": "other",
    "flow": "delivered",
    "amount_usd": "1000.50",
    "places": "30 Veracruz; 08 Chihuahua",
    "source_id": "RIOS2016",
}


def test_help_names_every_verb_and_every_option_with_examples(geoaid):
    _, out, _ = geoaid("--help")
    verbs = (
        "serve", "map", "chart", "brief", "records", "export", "remake", "what-if", "stats", "places",
        "check",
    )  # fmt: skip
    assert all(verb in out for verb in verbs)
    for verb in verbs:
        code, out, _ = geoaid(verb, "--help")
        assert code == 0
        assert "Examples" in out
        if verb in ("map", "brief", "chart", "records", "stats", "what-if"):
            for name in FIELDS:
                assert f"--{name.replace('_', '-')}" in out
            assert "programmes_per_100k" in out


def test_stats_prints_the_object_that_the_python_api_holds(geoaid):
    code, out, _ = geoaid("stats", "--json", "--measure", "amount", "--years", "2010-2020")
    assert code == 0
    view = View(measure="amount", years="2010-2020")
    assert json.loads(out) == stats(view).as_dict() | {
        "concentration": concentration(view).as_dict(),
        "specialization": specialization(view).as_dict(),
    }


def test_the_object_has_every_part_of_its_schema(geoaid):
    found = json.loads(geoaid("stats", "--json")[1])
    assert list(found) == [
        "schema", "data_sha256", "view", "records", "programmes", "links", "undated",
        "region_only_usd", "identity", "coverage", "conflicts", "other_currency", "places",
        "spotlight", "compare", "concentration", "specialization",
    ]  # fmt: skip
    assert found["schema"] == 1
    assert re.fullmatch("[0-9a-f]{64}", found["data_sha256"])
    assert list(found["view"]) == list(FIELDS)
    assert list(found["places"][0]) == [
        "code", "name", "level", "status", "value", "class", "programmes", "programmes_per_100k",
        "amount_usd", "amount_per_100k", "at_least_usd", "at_most_usd", "share",
    ]  # fmt: skip
    codes = [place["code"] for place in found["places"]]
    assert codes == sorted(codes)
    assert len(codes) == 32
    assert set(found["identity"]["by_flow"]) == {
        "appropriated",
        "obligated",
        "delivered",
        "planned",
    }


def test_stats_for_people_say_the_finding_and_list_the_places(geoaid):
    _, out, _ = geoaid("stats", "--lang", "es")
    assert "10 de los 14 programas" in re.sub(r"\s+", " ", out)
    assert "30 Veracruz de Ignacio de la Llave" in out


@pytest.mark.parametrize("ending", list(FORMATS))
def test_map_writes_every_format_and_says_so(geoaid, tmp_path, ending):
    path = tmp_path / f"mexico.{ending}"
    code, _, err = geoaid("map", "-o", path)
    assert (code, f"wrote {path}" in err.replace("\n", "")) == (0, True)
    assert path.stat().st_size > 1000
    beside = ["mexico.dictionary.csv"] if ending == "csv" else []
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted([path.name, *beside])


def test_map_refuses_what_it_cannot_write_and_leaves_nothing(geoaid, tmp_path):
    for path, words in (
        (tmp_path / "map.docx", "use one of png"),
        (tmp_path / "map", "no ending"),
        (tmp_path / "none" / "map.png", "does not exist"),
    ):
        code, out, err = geoaid("map", "-o", path)
        assert (code, out) == (1, "")
        assert words in err
        assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_bad_option_names_the_field_and_the_allowed_values(geoaid):
    code, _, err = geoaid("stats", "--k", "99", "--split", "equal")
    assert code == 1
    assert "k: found '99'; expected a whole number from 3 to 9" in err
    assert "split: found 'equal'; expected one of even, population, none" in err
    assert "2 problems" in err


def test_places_resolves_with_the_reason_or_lists_candidates(geoaid):
    code, out, _ = geoaid("places", "Cd. Juárez, Chih.")
    assert (code, out[:5]) == (0, "08037")
    assert "Chihuahua" in out
    found = json.loads(geoaid("places", "Guadalupe", "--within", "19", "--json")[1])
    assert (found["code"], found["level"]) == ("19026", "municipality")
    code, out, err = geoaid("places", "Juárez")
    assert (code, out) == (1, "")
    assert "08037" in err
    assert "19031" in err
    assert geoaid("places")[1].count("\n") == 32


def test_check_tells_clean_problems_and_unreadable_apart(geoaid, tmp_path):
    assert geoaid("check")[0] == 0
    clean = write(tmp_path / "clean.csv", [ROW])
    assert geoaid("check", clean)[0] == 0
    bad = write(tmp_path / "bad.csv", [ROW, ROW | {"amount_usd": "1,000", "source_id": "NOPE"}])
    code, out, _ = geoaid("check", bad)
    assert code == 1
    assert out.count("bad.csv, row 3") == 3
    for words in ("'1,000'", "'NOPE'", "a value used once"):
        assert words in out
    code, out, _ = geoaid("check", bad, "--json")
    assert code == 1
    problems = json.loads(out)["problems"]
    assert {(problem["row"], problem["column"]) for problem in problems} == {
        (3, "id"), (3, "amount_usd"), (3, "source_id"),
    }  # fmt: skip
    code, out, err = geoaid("check", tmp_path / "none.csv")
    assert (code, out) == (2, "")
    assert "cannot be read" in err


def test_check_speaks_spanish_and_its_json_does_not_change(geoaid, tmp_path):
    bad = write(tmp_path / "bad.csv", [ROW, ROW | {"amount_usd": "1,000", "source_id": "NOPE"}])
    code, out, err = geoaid("check", bad, "--lang", "es")
    assert (code, err) == (1, "")
    assert out == (
        "bad.csv, fila 3, id: se encontró: 'A'; se esperaba: un valor que se use una sola vez "
        "(la fila 2 también lo tiene). Dé a esta fila un valor propio.\n"
        "bad.csv, fila 3, amount_usd: se encontró: '1,000'; se esperaba: un número de 0 a "
        "1,000,000,000,000,000. Escriba dígitos, con punto para los decimales; sin separadores de "
        "miles, signos ni palabras.\n"
        "bad.csv, fila 3, source_id: se encontró: 'NOPE'; se esperaba: un source_id de la tabla de "
        "fuentes. Agregue el documento a sources.csv, junto a la tabla de registros, o corrija la "
        "clave.\n"
        "bad.csv: 3 problemas; no se cargó nada\n"
    )
    json_ = geoaid("check", bad, "--json")
    assert geoaid("check", bad, "--json", "--lang", "es") == json_
    assert geoaid("check", "--lang=es")[1].endswith("\nlas tablas incluidas: sin problemas\n")
    code, out, err = geoaid("check", tmp_path / "none.csv", "--lang", "es")
    assert (code, out) == (2, "")
    assert "no se puede leer como tabla: no existe ese archivo o carpeta" in err
    for verb in (("stats",), ("map", "-o", tmp_path / "bad.png")):
        code, out, err = geoaid(*verb, "--ledger", bad, "--lang", "es")
        assert (code, out) == (1, "")
        assert "bad.csv, fila 3, id: se encontró: 'A'" in err
        assert "3 problemas; no se hizo nada" in err
    code, _, err = geoaid("serve", "--ledger", bad, "--lang", "es")
    assert code == 1
    assert "se esperaba: un número de 0 a" in err


def test_places_says_why_in_spanish(geoaid):
    code, out, _ = geoaid("places", "Cd. Juárez, Chih.", "--lang", "es")
    assert code == 0
    assert out == "08037  Juárez  (otro nombre «Cd. Juárez» dentro de Chihuahua (08))\n"
    code, out, err = geoaid("places", "Juárez", "--lang", "es")
    assert (code, out) == (1, "")
    assert err.startswith("geoaid: «Juárez» puede referirse a cualquiera de estos: 08037 Juárez")
    json_ = geoaid("places", "Guadalupe", "--within", "19", "--json")
    assert geoaid("places", "Guadalupe", "--within", "19", "--json", "--lang", "es") == json_


def test_what_was_written_is_said_in_the_language_of_the_view(geoaid, tmp_path):
    for verb, name in (("map", "mapa.csv"), ("records", "registros.csv"), ("brief", "ficha.docx")):
        path = tmp_path / name
        code, _, err = geoaid(verb, "-o", path, "--lang", "es")
        assert code == 0
        assert f"se escribió {path}" in err.replace("\n", "")
        assert "wrote" not in err
    assert "para hacerlo de nuevo: geoaid brief" in err


def test_check_shows_a_conflict_without_calling_it_an_error(geoaid, tmp_path):
    rows = [ROW | {"part_of": ""}, ROW | {"id": "B", "part_of": "A", "amount_usd": "2000"}]
    code, out, _ = geoaid("check", write(tmp_path / "over.csv", rows), "--json")
    assert code == 0
    [conflict] = json.loads(out)["conflicts"]
    assert conflict == {"id": "A", "amount_usd": 1000.5, "parts_usd": 2000.0, "excess_usd": 999.5}
    out = geoaid("check", tmp_path / "over.csv")[1]
    assert "note: the parts of A add up to US$999.50 more than the whole" in out
    out = geoaid("check", tmp_path / "over.csv", "--lang", "es")[1]
    assert "nota: las partes de A suman US$999.50 más que el total" in out
    assert out.endswith("over.csv: sin problemas\n")


def test_a_ledger_of_ones_own_is_counted_or_refused_whole(geoaid, tmp_path):
    mine = write(tmp_path / "mine.csv", [ROW])
    found = json.loads(geoaid("stats", "--json", "--measure", "amount", "--ledger", mine)[1])
    amounts = {place["code"]: place["amount_usd"] for place in found["places"]}
    assert (amounts["08"], amounts["30"], amounts["01"]) == (500.25, 500.25, None)
    assert found["coverage"] is None
    bad = write(tmp_path / "bad.csv", [ROW | {"places": "99 Nowhere"}])
    for verb in (("stats", "--json"), ("map", "-o", tmp_path / "bad.png"), ("serve",)):
        code, out, err = geoaid(*verb, "--ledger", bad)
        assert (code, out) == (1, "")
        assert "bad.csv, row 2, places" in err
    assert not (tmp_path / "bad.png").exists()


def test_a_copy_of_the_bundled_ledger_gives_the_same_figures(geoaid):
    path = folder("data") / "aid" / "allocations.csv"
    mine = json.loads(geoaid("stats", "--json", "--ledger", path)[1])
    assert mine == json.loads(geoaid("stats", "--json")[1])


def test_serve_says_that_a_port_is_taken(geoaid):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = geoaid("serve", "--port", port)
    assert code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in err
    assert "--port" in err


def test_a_chart_is_written_whole_or_refused_with_a_reason(geoaid, tmp_path):
    code, _, err = geoaid("chart", "-o", tmp_path / "lorenz.svg", "--panel", "concentration")
    assert code == 0
    assert (tmp_path / "lorenz.svg").read_text(encoding="utf-8").startswith("<svg")
    code, _, err = geoaid("chart", "-o", tmp_path / "lorenz.gif", "--panel", "concentration")
    assert code == 1
    assert "use one of png, svg" in err
    code, _, err = geoaid(
        "chart",
        "-o",
        tmp_path / "none.svg",
        "--panel",
        "need",
        "--need",
        "homicides",
        "--need-years",
        "2010",
    )
    assert code == 1
    assert "nothing to show" in err
    assert [path.name for path in tmp_path.iterdir()] == ["lorenz.svg"]


def test_a_what_if_prints_json_and_writes_files_that_say_so(geoaid, tmp_path):
    found = json.loads(
        geoaid("what-if", "--json", "--move-total", "100", "--move-non-border", "60%")[1]
    )
    assert found["what_if"] is True
    assert sum(round(100 * state["then_usd"]) for state in found["states"]) == 10_000
    code, _, _ = geoaid("what-if", "-o", tmp_path / "w.csv", "--level", "municipality")
    assert code == 0
    with (tmp_path / "w.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 32
    assert {"now_usd", "what_if_usd", "what_if_change_usd", "what_if_per_person_usd"} <= set(
        rows[0]
    )
    code, _, err = geoaid("what-if", "-o", tmp_path / "x.csv", "--move-floor", "5%")
    assert code == 1
    assert "at most 3.12% fits" in err
    assert not (tmp_path / "x.csv").exists()


def test_stats_with_a_need_hold_ranks_and_gaps(geoaid):
    found = json.loads(
        geoaid("stats", "--json", "--need", "poverty", "--need-years", "2016-2020")[1]
    )
    need = found["need"]
    assert (need["indicator"], need["years"], need["source"]) == (
        "poverty",
        [2016, 2018, 2020],
        "CONEVAL 2016-2020",
    )
    assert len(need["places"]) == 32
    for place in need["places"]:
        assert place["rank_gap"] == place["rank_need"] - place["rank_assistance"]
    code, _, err = geoaid("stats", "--json", "--need", "homicides", "--need-years", "2010")
    assert code == 1
    assert "choose more years" in err
    code, _, err = geoaid("stats", "--need", "wealth")
    assert code == 1
    assert "homicide_rate" in err


def checked(geoaid, tmp_path, *rows, sources=""):
    """What a check of rows complains of, and all that it printed."""
    if sources:
        (tmp_path / "sources.csv").write_text(sources, encoding="utf-8")
    _, out, _ = geoaid("check", write(tmp_path / "mine.csv", [ROW | row for row in rows]))
    return out


def test_a_point_between_thousands_is_not_taken_for_a_decimal_point(geoaid, tmp_path):
    out = checked(geoaid, tmp_path, {"amount_usd": "45.000"})
    assert "found '45.000'; expected dollars with at most two decimals" in out
    assert "Write 45000 if thousands are meant" in out


@pytest.mark.parametrize(
    ("named", "todo"),
    [
        ("Tijuana, B.C.", "Write 02004 Tijuana."),
        ("Cd. Juárez, Chih.", "Write 08037 Juárez."),
        ("Tlaxcala", "29 Tlaxcala; 29033 Tlaxcala (Tlaxcala)"),
        ("Nowhere at all", "Write each place as its INEGI code, a space and its name."),
    ],
)
def test_a_place_without_its_code_gets_it_where_the_name_is_clear(geoaid, tmp_path, named, todo):
    assert todo in checked(geoaid, tmp_path, {"places": named})


def test_what_a_place_should_be_written_as_is_accepted(geoaid, tmp_path):
    out = checked(geoaid, tmp_path, {"places": "02004 Tijuana; 08037 Juárez"})
    assert "no problems" in out


def test_documents_that_are_nowhere_are_one_problem(geoaid, tmp_path):
    rows = [{"id": f"A{n}", "source_id": f"grant-{n}"} for n in range(30)]
    out = checked(geoaid, tmp_path, *rows)
    assert "sources.csv: found no such file beside mine.csv" in out
    assert "each of the 30 documents that the records name: grant-0, grant-1, grant-10, …" in out
    assert "mine.csv: 1 problem" in out
    out = checked(geoaid, tmp_path, *rows, sources="source_id,title,publisher\ngrant-1,T,P\n")
    assert "mine.csv: 29 problems" in out
    assert "most are in: source_id (29)" in out


def test_columns_that_are_not_read_are_named(geoaid, tmp_path):
    code, out, _ = geoaid("check", write(tmp_path / "mine.csv", [ROW | {"Año": "2015"}]))
    assert code == 0
    assert "note: a column that is not read" in out
    assert "Año" in out
    _, out, _ = geoaid("check", tmp_path / "mine.csv", "--json")
    assert json.loads(out)["unread_columns"] == ["Año"]


def test_figures_in_a_pipe_are_whole(geoaid, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    _, out, _ = geoaid("stats", "--measure", "amount")
    assert "US$12,552,380.93" in out
    assert "…" not in out.split("Place", 1)[1]
