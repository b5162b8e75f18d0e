"""Figure lists: read with every problem named, made whole, gone on with, compared."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from geoaid import ledger as ledgers
from geoaid.errors import ExportError, FigureListError
from geoaid.render import batch, figurelist, files
from geoaid.view import View

ROOT = Path(__file__).resolve().parent.parent
LIST = """
formats = ["csv", "geojson"]

[[figure]]
id = "first"

[[figure]]
id = "money"
view = "https://example.org/?measure=amount&years=2010-2015&lang=es"
formats = "xlsx"

[[figure]]
id = "both"
view = { measure = "amount", spotlight = ["02004"], k = 4 }
lang = ["en", "es"]
formats = ["csv"]
"""
NAMES = ["first.csv", "first.geojson", "money.xlsx", "both.en.csv", "both.es.csv"]


def made(text: str, folder: Path, ledger=None, **options) -> list[str]:
    """Run a list in this process; the names of what was made."""
    plan = batch.plan(figurelist.parse(text, ledger=ledger), folder, **options)
    return [entry.file for entry in batch.make(plan, workers=1)]


def changes(folder: Path) -> dict[str, str]:
    return {entry.file: entry.change for entry in batch.entries(folder)}


def test_a_list_names_each_file_and_its_view():
    items = {item.file: item for item in figurelist.parse(LIST).items()}
    assert list(items) == NAMES
    assert items["first.csv"].view == View()
    assert items["money.xlsx"].view == View(measure="amount", years="2010-2015", lang="es")
    both = View(measure="amount", spotlight="02004", k=4)
    assert [items[f"both.{lang}.csv"].view for lang in ("en", "es")] == [both, both.but(lang="es")]


def test_every_problem_of_a_list_is_named_at_once():
    text = """
    title = "Report"
    [[figure]]
    id = "../up"
    view = "k=99&colour=red"
    formats = ["docx"]
    [[figure]]
    id = "a"
    view = { measure = "money", zoom = 3 }
    formats = "png"
    lang = "fr"
    size = "big"
    [[figure]]
    id = "b"
    formats = "csv"
    preset = "wall"
    print = { dpi = 1 }
    """
    with pytest.raises(FigureListError) as caught:
        figurelist.parse(text, "report.toml")
    problems = {problem.column: problem for problem in caught.value.problems}
    assert set(problems) == {
        "title", "figure 1, id", "figure 1, view.k", "figure 1, view.colour", "figure 1, formats",
        "figure 2, view.measure", "figure 2, view.zoom", "figure 2, lang", "figure 2, size",
        "figure 3, preset", "figure 3, print.dpi",
    }  # fmt: skip
    assert all(problem.file == "report.toml" and problem.todo for problem in problems.values())
    assert "found '99'; expected a whole number from 3 to 9" in str(problems["figure 1, view.k"])
    assert "one or more of png" in problems["figure 1, formats"].expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at least one [[figure]]"),
        ("figure = 3", "at least one [[figure]]"),
        ("[[figure]\n", "at line 1"),
        ('[[figure]]\nid = "a"\n', "one or more of png"),
        ('formats="png"\n[[figure]]\nid = "a"\n[[figure]]\nid = "A"\n', "a file name used once"),
        ('formats="png"\n[[figure]]\nid = "a"\nview = 7\n', "a table of its fields"),
    ],
)
def test_a_list_that_is_none_says_why(text: str, words: str):
    with pytest.raises(FigureListError, match=words.replace("[", r"\[").replace("]", r"\]")):
        figurelist.parse(text)


def test_a_list_that_is_not_there_says_so(tmp_path: Path):
    with pytest.raises(FigureListError, match="No such file"):
        figurelist.read(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("# M\u00e9xico".encode("latin-1"))
    with pytest.raises(FigureListError, match="UTF-8"):
        figurelist.read(tmp_path / "latin.toml")


def test_the_list_of_all_states_reads_back_as_itself():
    listed = figurelist.of_states(View(measure="amount"), ["pdf", "svg"], ["en", "es"])
    assert figurelist.parse(listed.toml()) == listed
    assert len(listed.items()) == 32 * 4
    veracruz = listed.figures[29]
    assert veracruz.id == "30-veracruz"
    assert veracruz.view == View(measure="amount", compare="30", place="30")


def test_the_manifest_says_how_each_file_was_made(tmp_path: Path):
    assert made(LIST, tmp_path) == NAMES
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["complete"] is True
    assert manifest["data_sha256"] == ledgers.bundled().sha256
    for entry in manifest["files"]:
        content = (tmp_path / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["remake"].startswith(f"geoaid map -o {entry['file']}")
        assert View.from_query(entry["view"]).lang == entry["lang"]
        assert entry["data_sha256"] == ledgers.bundled().sha256
        for name, sha256 in entry["beside"].items():
            assert sha256 == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    beside = {name for entry in manifest["files"] for name in entry["beside"]}
    assert beside == {"first.dictionary.csv", "both.en.dictionary.csv", "both.es.dictionary.csv"}
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {*NAMES, *beside, "manifest.json"}


def test_what_is_finished_is_not_made_again(tmp_path: Path):
    made(LIST, tmp_path)
    assert made(LIST, tmp_path) == []
    assert set(changes(tmp_path).values()) == {"same"}
    (tmp_path / "first.csv").unlink()
    (tmp_path / "money.xlsx").write_bytes(b"half")
    (tmp_path / "both.es.dictionary.csv").write_bytes(b"")
    assert made(LIST, tmp_path) == ["first.csv", "money.xlsx", "both.es.csv"]
    assert set(changes(tmp_path).values()) == {"same"}
    other = LIST.replace("k = 4", "k = 5")
    assert made(other, tmp_path) == ["both.en.csv", "both.es.csv"]
    assert {name for name, change in changes(tmp_path).items() if change == "changed"} == {
        "both.en.csv", "both.es.csv",
    }  # fmt: skip
    assert made(other, tmp_path, again=True) == NAMES


def test_a_figure_that_leaves_the_list_leaves_the_manifest_not_the_folder(tmp_path: Path):
    made(LIST, tmp_path)
    less = LIST.replace('formats = ["csv", "geojson"]', 'formats = ["csv"]')
    plan = batch.plan(figurelist.parse(less), tmp_path)
    assert plan.gone == ("first.geojson",)
    assert list(batch.make(plan)) == []
    assert (tmp_path / "first.geojson").exists()
    assert "first.geojson" not in changes(tmp_path)


ROWS = [
    {
        "id": name,
        "title": name,
        "program_area": "other",
        "flow": "delivered",
        "amount_usd": "10",
        "fy_start": year,
        "fy_end": year,
        "places": places,
    }
    for name, year, places in (("A", "2010", "30 Veracruz"), ("B", "2020", "08 Chihuahua"))
]
YEARS = """
formats = "csv"
figure = [
  { id = "early", view = "measure=amount&years=2008-2012" },
  { id = "late", view = "measure=amount&years=2018-2021" },
]
"""


def test_new_data_make_all_again_and_say_which_figure_changed(tmp_path: Path):
    made(YEARS, tmp_path, ledgers.from_rows(ROWS))
    assert set(changes(tmp_path).values()) == {"new"}
    more = ledgers.from_rows([ROWS[0], ROWS[1] | {"amount_usd": "20"}])
    assert made(YEARS, tmp_path, more) == ["early.csv", "late.csv"]
    assert changes(tmp_path) == {"early.csv": "same", "late.csv": "changed"}


def test_what_an_interrupted_run_changed_is_still_said_when_it_is_finished(tmp_path: Path):
    made(YEARS, tmp_path, ledgers.from_rows(ROWS))
    more = ledgers.from_rows([ROWS[0] | {"amount_usd": "20"}, ROWS[1]])
    run = batch.make(batch.plan(figurelist.parse(YEARS, ledger=more), tmp_path), workers=1)
    assert next(run).change == "changed"
    run.close()
    assert json.loads((tmp_path / "manifest.json").read_text())["complete"] is False
    assert made(YEARS, tmp_path, more) == ["late.csv"]
    assert changes(tmp_path) == {"early.csv": "changed", "late.csv": "same"}


def test_one_file_that_cannot_be_made_does_not_keep_the_others_back(tmp_path: Path):
    (tmp_path / "both.en.csv").mkdir()
    with pytest.raises(ExportError, match=r"both\.en\.csv: .*cannot be written"):
        made(LIST, tmp_path)
    assert set(changes(tmp_path)) == set(NAMES) - {"both.en.csv"}
    (tmp_path / "both.en.csv").rmdir()
    assert made(LIST, tmp_path) == ["both.en.csv"]


def test_a_strange_manifest_is_not_written_over(tmp_path: Path):
    (tmp_path / "manifest.json").write_text('{"name": "a web app"}')
    with pytest.raises(ExportError, match="is no manifest of geoaid"):
        made(LIST, tmp_path)
    assert (tmp_path / "manifest.json").read_text() == '{"name": "a web app"}'


def test_processes_make_the_same_files_as_one(tmp_path: Path):
    alone, together = tmp_path / "alone", tmp_path / "together"
    made(LIST, alone)
    plan = batch.plan(figurelist.parse(LIST), together)
    assert {entry.file for entry in batch.make(plan, workers=2)} == set(NAMES)
    for path in alone.iterdir():
        assert path.read_bytes() == (together / path.name).read_bytes()


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch):
    path = tmp_path / "map.csv"
    files.write(path, b"before")

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        files.write(path, b"after")
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [
        ("map.csv", b"before")
    ]


def test_ctrl_c_leaves_no_half_file_and_the_next_run_makes_the_rest(tmp_path: Path):
    listed = figurelist.of_states(View(), ["geojson", "gpkg", "xlsx"], ["en"])
    listed = replace(listed, figures=listed.figures[:6])
    (tmp_path / "figures.toml").write_text(listed.toml(), encoding="utf-8")
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "geoaid", "export", tmp_path / "figures.toml", "-o", out,
         "--workers", "2"],
        cwd=ROOT, env=os.environ | {"COLUMNS": "200"}, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    while process.poll() is None and not (out.is_dir() and batch.entries(out)):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert "run it again to make the rest" in said
    assert "Traceback" not in said
    done = {entry.file for entry in batch.entries(out)}
    assert 0 < len(done) < 18
    assert {path.name for path in out.iterdir()} == done | {"manifest.json"}
    plan = batch.plan(listed, out)
    assert set(plan.kept) == done
    plan = replace(plan, todo=plan.todo[:1])
    assert [entry.file for entry in batch.make(plan)] == [plan.todo[0].file]


def run(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "geoaid", *map(str, arguments)],
        cwd=ROOT, env=os.environ | {"COLUMNS": "200"}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_all_states_at_the_command_line(tmp_path: Path):
    command = ("export", "--all", "states", "--formats", "csv", "--view", "measure=amount")
    first = run(*command, "-o", tmp_path)
    assert first.returncode == 0, first.stderr
    assert "32 files" in first.stderr
    assert len(list(tmp_path.glob("*-*.csv"))) == 64
    assert figurelist.read(tmp_path / "figures.toml").figures[0].id == "01-aguascalientes"
    again = run("export", tmp_path / "figures.toml", "-o", tmp_path)
    assert "0 made, 32 kept" in again.stderr
    assert "no figure changed since the last run" in again.stderr
    other = run("export", "--all", "states", "--formats", "png", "-o", tmp_path)
    assert other.returncode == 1
    assert "lists something else" in other.stderr
    spanish = run("export", tmp_path / "figures.toml", "-o", tmp_path, "--lang", "es")
    assert "hechos: 0; conservados: 32; manifest.json los enumera" in spanish.stderr
    assert "ninguna figura cambió desde la última vez" in spanish.stderr
    neither = run("export", "-o", tmp_path)
    assert neither.returncode == 1
    assert "one of the two" in neither.stderr
