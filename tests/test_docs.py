"""What the documents promise holds: commands run, figures are those of the tables, options are told."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from geoaid import View, cli, stats
from geoaid import ledger as ledgers
from geoaid.bundle import folder
from geoaid.ledger.package import DATA_DATE
from geoaid.places import municipalities, on_boundaries
from geoaid.render import export

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("#")[0].strip()
    for line in README.splitlines()
    if line.startswith("    geoaid ") and "serve" not in line and "mine.csv" not in line
]


def test_the_readme_shows_commands():
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    if " remake " in command:
        export(View(), tmp_path / command.split()[-1])
    if "figures.toml" in command:
        listed = re.search(r"```toml\n(.*?)```", README, re.DOTALL)[1]
        (tmp_path / "figures.toml").write_text(listed, encoding="utf-8")
    code = 0
    try:
        cli.main()
    except SystemExit as stopped:
        code = stopped.code or 0
    assert code == 0, capsys.readouterr().err
    if " map " in command:
        assert len(list(tmp_path.iterdir())) == 1


def test_the_python_lines_of_the_readme_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    exec(compile(code, "README.md", "exec"), {})
    assert (tmp_path / "map.html").stat().st_size > 100_000


def test_the_readme_counts_what_the_tables_hold():
    book = ledgers.bundled()
    aliases = (folder("data") / "gazetteer.csv").read_text(encoding="utf-8").count("\n") - 1
    assert f"{len(book.rows)} allocation records from {len(book.sources)} documents" in README
    assert f"{aliases} names of places" in README
    whole = sum(on_boundaries(place.code) for place in municipalities())
    assert f"47 of {whole:,} municipalities" in README
    assert f"data of {DATA_DATE}, sha256 {stats().data_sha256[:12]}" in README


def test_pictures_and_pages_that_documents_point_to_are_there():
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "method.md"):
        text = page.read_text(encoding="utf-8")
        named = re.findall(r"\]\(([^)#:]+)\)|`((?:docs|data|shapes)/[\w./-]+)`", text)
        for link, path in named:
            assert (page.parent / link if link else ROOT / path).exists(), (page.name, link or path)
