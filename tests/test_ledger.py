"""A ledger file is loaded whole, or refused with every problem, each said once and plainly."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoaid import ledger
from geoaid.answer import answer
from geoaid.bundle import folder
from geoaid.errors import LedgerError, Problem, UnreadableError
from geoaid.ledger.check import check_bundled, check_ledger, split_places
from geoaid.ledger.fields import MINIMUM_COLUMNS, PATHS, TABLES
from geoaid.ledger.package import datapackage, dictionary
from geoaid.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COLUMNS = tuple(field.name for field in TABLES["allocations"])
SOURCES = "source_id,title,publisher\nS1,A report,A publisher\nS-2,Another,A publisher\n"
NUMBER = "from 0 to 1,000,000,000,000,000"
DIGITS = "Write digits with a point for decimals"
WHOLE = "Write a whole number alone"
YEARS = "a whole number from 2008 to 2026"
ITEMS = "'code name' items separated by ';'"


def record(identity: str, **cells: str) -> dict[str, str]:
    """A clean record, some cells changed."""
    clean = {
        "id": identity,
        "title": "Radios",
        "program_area": "other",
        "flow": "delivered",
        "fy_start": "2010",
        "fy_end": "2012",
        "amount_usd": "1000.50",
        "places": "08037 Juárez, Chihuahua; 30 Veracruz",
        "place_role": "beneficiary",
        "source_id": "S1",
    }
    return clean | cells


def table(rows: Iterable[dict[str, str]], columns: Iterable[str] = COLUMNS) -> str:
    """The CSV text of some rows."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write(folder: Path, content: str | bytes, sources: str | None = SOURCES) -> Path:
    path = folder / "mine.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if sources is not None:
        (folder / "sources.csv").write_bytes(sources.encode())
    return path


def problems(path: Path) -> list[Problem]:
    """What the check lists, which must be what loading refuses the file for."""
    listed = check_ledger(path, ledger.sources_of(path))[2]
    if not listed:
        ledger.load(path)
        return []
    with pytest.raises(LedgerError) as caught:
        ledger.load(path)
    assert list(caught.value.problems) == listed
    assert str(caught.value).splitlines() == [str(problem) for problem in listed]
    return listed


def spots(found: list[Problem]) -> list[tuple[int | None, str | None]]:
    return [(problem.row, problem.column) for problem in found]


# Clean ledgers


def test_the_minimum_columns_are_enough(tmp_path: Path) -> None:
    rows = [record("A", title="Radios, and trucks"), record("B", amount_usd="", places="")]
    path = write(tmp_path, table(rows, MINIMUM_COLUMNS))
    assert problems(path) == []
    loaded = ledger.load(path)
    assert loaded.ids == ["A", "B"]
    assert loaded.cents.tolist() == [100050, 0]
    assert loaded.has_amount.tolist() == [True, False]
    assert loaded.codes == ("08037", "30")
    assert loaded.rows[0]["title"] == "Radios, and trucks"
    view = View(level="municipality", split="none")
    assert answer(view, ledger=loaded)["identity"]["total_usd"] == 1000.5


def test_the_bundled_tables_have_no_problem() -> None:
    assert check_bundled(folder("data")) == []


@pytest.mark.parametrize(
    "view",
    [View(), View(level="municipality", measure="amount", years="2008-2015", split="none")],
    ids=["default", "municipalities"],
)
def test_a_copy_of_the_bundled_ledger_answers_alike(tmp_path: Path, view: View) -> None:
    original = folder("data") / PATHS["allocations"]
    path = write(tmp_path, original.read_bytes(), sources=None)
    mine, theirs = answer(view, ledger=ledger.load(path)).as_dict(), answer(view).as_dict()
    assert mine["places"]
    assert {**mine, "data_sha256": ""} == {**theirs, "data_sha256": ""}


def test_the_sources_beside_a_ledger_are_its_sources(tmp_path: Path) -> None:
    path = write(tmp_path, table([record("A")]))
    assert ledger.load(path).sources["S1"]["title"] == "A report"
    (tmp_path / "sources.csv").unlink()
    (problem,) = problems(path)
    assert (problem.row, problem.column, problem.found) == (2, "source_id", "'S1'")
    with (folder("data") / PATHS["sources"]).open(encoding="utf-8", newline="") as file:
        known = next(csv.DictReader(file))["source_id"]
    path = write(tmp_path, table([record("A", source_id=known)]), sources=None)
    assert known in ledger.load(path).sources


def test_faults_of_the_sources_are_listed_after_those_of_the_ledger(tmp_path: Path) -> None:
    sources = "source_id,title,publisher\nS1,,A publisher\nS1,B,A publisher\n"
    path = write(tmp_path, table([record("A"), record("B", flow="gift")]), sources)
    found = problems(path)
    assert [(p.file, p.row, p.column) for p in found] == [
        ("mine.csv", 3, "flow"),
        ("sources.csv", 2, "title"),
        ("sources.csv", 3, "source_id"),
    ]


def test_sources_without_ids_are_one_problem_not_one_a_record(tmp_path: Path) -> None:
    path = write(tmp_path, table([record("A"), record("B")]), "title,publisher\nA,B\n")
    (problem,) = problems(path)
    assert (problem.file, problem.row, problem.column) == ("sources.csv", 1, "source_id")


def test_parts_beyond_their_whole_are_a_conflict_not_a_problem(tmp_path: Path) -> None:
    rows = [
        record("WHOLE", amount_usd="100"),
        record("P1", amount_usd="70", part_of="WHOLE"),
        record("P2", amount_usd="60.25", part_of="WHOLE"),
    ]
    path = write(tmp_path, table(rows))
    assert problems(path) == []
    conflicts = answer(View(), ledger=ledger.load(path))["conflicts"]
    assert [(c["id"], c["parts_usd"], c["excess_usd"]) for c in conflicts] == [
        ("WHOLE", 130.25, 30.25)
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"amount_usd": " "},  # a cell that looks empty is empty
        {"amount_usd": "0"},
        {"amount_usd": "12.50"},
        {"amount_usd": "1000000000000000"},
        {"amount_usd": "", "amount_orig": "5", "currency_orig": "not stated"},
        {"fy_start": "2010", "fy_end": "2010"},
        {"fy_start": "", "fy_end": "2026"},
        {"places": "", "place_role": ""},
        {"places": "02006 San Quintín"},  # younger than the boundaries
        {"places": "08037 Cd. Juárez; 30 Veracruz de Ignacio de la Llave"},
        {"title": "=HYPERLINK(1)", "note": "x" * 10_000},
    ],
    ids=str,
)
def test_cells_that_are_fine(tmp_path: Path, cells: dict[str, str]) -> None:
    assert problems(write(tmp_path, table([record("A", **cells)]))) == []


# One fault, one problem

Fault = tuple[dict[str, str], str, str, str, str]
FAULTS: list[Fault] = [
    # changed cells, column, found, expected, what to do
    ({"id": ""}, "id", "an empty cell", "one word", "Fill it in."),
    ({"id": "B 1"}, "id", "'B 1'", "one word, without spaces", "Correct the cell."),
    ({"id": "A"}, "id", "'A'", "used once (row 2 has it too)", "a value of its own"),
    ({"title": ""}, "title", "an empty cell", "text", "Fill it in."),
    ({"flow": ""}, "flow", "an empty cell", "one of appropriated, obligated", "Fill it in."),
    ({"flow": "Delivered"}, "flow", "'Delivered'", "delivered, planned", "spelled so"),
    ({"program_area": "drugs"}, "program_area", "'drugs'", "one of rule_of_law", "spelled so"),
    ({"evidence": "some"}, "evidence", "'some'", "one of strong, weak", "spelled so"),
    ({"source_id": ""}, "source_id", "an empty cell", "text", "Fill it in."),
    ({"source_id": "S2"}, "source_id", "'S2'", "sources table (near ones: S-2", "sources.csv"),
    ({"source_id": "?"}, "source_id", "'?'", "a source_id of the sources table", "sources.csv"),
    *(
        ({"amount_usd": amount}, "amount_usd", f"'{amount}'", NUMBER, DIGITS)
        for amount in ("1,200", "$5", "nan", "inf", "1e6", "1 200", "5.", "=1+1", "٣", "1.200,50")
    ),
    ({"amount_usd": "-5"}, "amount_usd", "'-5'", NUMBER, "Correct the number."),
    ({"amount_usd": "1" + "0" * 16}, "amount_usd", "'1" + "0" * 16, NUMBER, "Correct the number."),
    ({"amount_usd": "10.0051"}, "amount_usd", "'10.0051'", "at most two decimals", "Round it"),
    ({"amount_usd": "12.500"}, "amount_usd", "'12.500'", "at most two decimals", "Write 12500 if"),
    ({"amount_orig": "5"}, "currency_orig", "an empty cell", "its currency", "'not stated'"),
    ({"currency_orig": "MXN"}, "amount_orig", "an empty cell", "its currency", "both or neither"),
    ({"fy_start": "2007"}, "fy_start", "'2007'", YEARS, "Correct the number."),
    ({"fy_end": "2027"}, "fy_end", "'2027'", YEARS, "Correct the number."),
    ({"fy_start": "2010.5"}, "fy_start", "'2010.5'", YEARS, WHOLE),
    ({"fy_start": "FY2010"}, "fy_start", "'FY2010'", YEARS, WHOLE),
    ({"fy_start": "²⁰¹⁰"}, "fy_start", "'²⁰¹⁰'", YEARS, WHOLE),
    ({"fy_start": "9" * 5000}, "fy_start", "(5,000 characters)", YEARS, "Correct the number."),
    ({"fy_end": "2009"}, "fy_end", "'2009'", "no earlier than fy_start (2010)", "in order"),
    ({"places": "08999 Juárez"}, "places", "'08999'", "the INEGI code", "near ones: 08067"),
    ({"places": "33 Aztlán"}, "places", "'33'", "the INEGI code", "near ones: 32 Zacatecas"),
    (
        {"places": "08037 Tijuana"},
        *("places", "'Tijuana' beside 08037", "which is Juárez", "the code or the name"),
    ),
    (
        {"places": "08037 Juárez; 08 Chihuahua"},
        *("places", "08037 beside its own state 08", "one or the other", "Keep the municipality"),
    ),
    (
        {"places": "30 Veracruz; 30 Veracruz"},
        *("places", "30 2 times", "each place once", "Remove the repetition."),
    ),
    (
        {"places": "08037 Juárez; 08037 Ciudad Juárez"},
        *("places", "08037 2 times", "each place once", "Remove the repetition."),
    ),
    ({"places": "8037 Juárez"}, "places", "'8037 Juárez'", ITEMS, "Write 08037: a spreadsheet"),
    ({"places": "2 Baja California"}, "places", "'2 Baja California'", ITEMS, "Write 02:"),
    ({"places": "30"}, "places", "'30'", ITEMS, "as in '30 Veracruz de Ignacio de la Llave'"),
    ({"places": "Tijuana"}, "places", "'Tijuana'", ITEMS, "Write 02004 Tijuana."),
    ({"places": "Juárez"}, "places", "'Juárez'", ITEMS, "the one that is meant: 08037 "),
    ({"places": "?"}, "places", "'?'", ITEMS, "its INEGI code, a space and its name"),
    ({"places": "30 Veracruz;"}, "places", "an empty cell", ITEMS, "Remove the ';'"),
    ({"places": "08037 Juárez | 30 Veracruz"}, "places", "beside 08037", "Juárez", "the name"),
    ({"places": "", "place_role": "beneficiary"}, "place_role", "no place", "a place", "leave"),
    ({"place_role": "user"}, "place_role", "'user'", "beneficiary, handover_site", "spelled so"),
    ({"part_of": "Z"}, "part_of", "'Z'", "the id of a record of this ledger", "leave the cell"),
    ({"part_of": "B"}, "part_of", "B -> B", "a chain that ends", "Cut the circle"),
    ({"title": "Ra\0dios"}, "title", "U+0000", "plain text", "Delete it"),
    ({"note": "\x1b[31mred"}, "note", "U+001B", "plain text", "Delete it"),
    ({"amount_usd": "5\x07"}, "amount_usd", "U+0007", "plain text", "Delete it"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault[0])[:60])
def test_a_fault_is_one_problem(tmp_path: Path, fault: Fault) -> None:
    cells, column, found, expected, todo = fault
    rows = [record("A"), record("B") | cells, record("C")]
    (problem,) = problems(write(tmp_path, table(rows)))
    assert (problem.file, problem.row, problem.column) == ("mine.csv", 3, column)
    assert found in problem.found
    assert expected in problem.expected
    assert todo in problem.todo
    for words in (problem.found, problem.expected, problem.todo):
        assert words.isprintable()
        assert len(words) < 200


def test_the_faults_of_many_rows_are_listed_together_in_their_order(tmp_path: Path) -> None:
    faults = [
        fault for fault in FAULTS if fault[0].get("id") is None and fault[0].get("part_of") != "B"
    ]
    rows = [record(f"R{number}") | fault[0] for number, fault in enumerate(faults)]
    found = problems(write(tmp_path, table(rows)))
    assert spots(found) == [(row, fault[1]) for row, fault in enumerate(faults, start=2)]


def test_several_faults_of_one_row_are_listed_in_the_order_of_its_columns(tmp_path: Path) -> None:
    bad = record(
        "A",
        flow="gift",
        fy_start="2030",
        amount_usd="$5",
        places="99 X; 08037 Tijuana",
        part_of="Z",
        source_id="?",
    )
    columns = [problem.column for problem in problems(write(tmp_path, table([bad])))]
    assert columns == [
        *("flow", "fy_start", "amount_usd", "places", "places", "part_of", "source_id")
    ]


@pytest.mark.parametrize(
    ("parents", "found"),
    [
        ({"A": "A"}, ["A -> A"]),
        ({"A": "B", "B": "A"}, ["A -> B -> A"]),
        ({"A": "B", "B": "C", "C": "A"}, ["A -> B -> C -> A"]),
        ({"A": "B", "B": "C", "C": "B"}, ["B -> C -> B"]),
        ({"A": "B", "B": "A", "C": "C", "D": "A"}, ["A -> B -> A", "C -> C"]),
    ],
)
def test_each_circle_of_parts_is_one_problem(
    tmp_path: Path, parents: dict[str, str], found: list[str]
) -> None:
    rows = [record(name, part_of=parents.get(name, "")) for name in "ABCDE"]
    listed = problems(write(tmp_path, table(rows)))
    assert [problem.found for problem in listed] == found
    for problem in listed:
        assert problem.column == "part_of"
        assert rows[int(problem.row or 0) - 2]["id"] == problem.found[0]


def test_a_long_circle_is_told_in_short(tmp_path: Path) -> None:
    rows = [record(f"R{n}", part_of=f"R{(n + 1) % 500}") for n in range(500)]
    (problem,) = problems(write(tmp_path, table(rows)))
    assert problem.found == "R0 -> R1 -> R2 -> R3 -> … -> R499 -> R0"


def test_records_without_an_id_make_no_circle(tmp_path: Path) -> None:
    path = write(tmp_path, table([record(""), record("")]))
    assert spots(problems(path)) == [(2, "id"), (3, "id")]


def test_amounts_that_together_outgrow_every_economy(tmp_path: Path) -> None:
    rows = [record(f"R{n}", amount_usd="1" + "0" * 15) for n in range(51)]
    (problem,) = problems(write(tmp_path, table(rows)))
    assert (problem.row, problem.column) == (None, "amount_usd")
    assert "US$51,000,000,000,000,000" in problem.found


# Columns


@pytest.mark.parametrize("column", MINIMUM_COLUMNS)
def test_a_missing_column_is_one_problem(tmp_path: Path, column: str) -> None:
    columns = [name for name in COLUMNS if name not in (column, "place_role")]
    rows = [record("A"), record("B", part_of="A"), record("C", places="")]
    (problem,) = problems(write(tmp_path, table(rows, columns)))
    assert (problem.row, problem.column, problem.found) == (1, column, "no such column")
    assert "data dictionary" in problem.todo


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Amount USD", "amount_usd"),
        ("ammount_usd", "amount_usd"),
        ("ID", "id"),
        ("place", "places"),
        ("Program Area", "program_area"),
        ("source-id", "source_id"),
        ("partof", "part_of"),
    ],
)
def test_a_misspelled_column_is_one_problem_with_its_name(
    tmp_path: Path, written: str, meant: str
) -> None:
    rows = [record("A", place_role="")]
    text = table(rows, (*MINIMUM_COLUMNS, "part_of")).replace(meant, written, 1)
    (problem,) = problems(write(tmp_path, text))
    assert (problem.row, problem.column, problem.expected) == (1, written, meant)
    assert problem.todo == f"Rename the column to {meant}."


def test_columns_of_ones_own_are_left_alone(tmp_path: Path) -> None:
    rows = [record("A", remarks="kept", **{"": "no name"})]
    path = write(tmp_path, table(rows, ("", *COLUMNS, "remarks", "")))
    assert problems(path) == []
    assert ledger.load(path).rows[0]["remarks"] == "kept"


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    text = table([record("A")], (*COLUMNS, "amount_usd"))
    (problem,) = problems(write(tmp_path, text))
    assert (problem.row, problem.column) == (1, "amount_usd")
    assert problem.found == "2 columns called 'amount_usd'"


# Rows


def test_row_numbers_are_those_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    """Empty rows count; line breaks inside a quoted cell begin no new row."""
    rows = [
        record("A", title='Radios, "big"\nand\r\nsmall', note="a\n\nb"),
        record("B", flow="gift"),
        record("C"),
        record("D", flow="gift"),
    ]
    lines = table(rows).replace("\nC,", "\n\n" + "," * (len(COLUMNS) - 1) + "\nC,")
    path = write(tmp_path, lines)
    assert spots(problems(path)) == [(3, "flow"), (7, "flow")]
    good = write(tmp_path, lines.replace("gift", "planned"))
    assert ledger.load(good).rows[0]["title"] == 'Radios, "big"\nand\r\nsmall'
    assert ledger.load(good).ids == ["A", "B", "C", "D"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_line_ends_and_byte_order_marks(tmp_path: Path, line_end: str, mark: bytes) -> None:
    rows = [record("A"), record("B", flow="gift")]
    content = mark + table(rows).replace("\n", line_end).encode()
    path = write(tmp_path, content, SOURCES.replace("\n", line_end))
    assert spots(problems(path)) == [(3, "flow")]
    path = write(tmp_path, content.replace(b"gift", b"planned"))
    assert ledger.load(path).ids == ["A", "B"]


@pytest.mark.parametrize(
    ("row", "found", "todo"),
    [
        ("B,Radios, big,other,delivered,5,,S1", "8 cells", "quotation marks"),
        ("B,Radios,other,delivered,1,200,,S1", "8 cells", "quotation marks"),
        ("B,Radios,other,delivered,10", "5 cells", "cut off"),
    ],
)
def test_a_row_of_another_length_is_that_one_problem(
    tmp_path: Path, row: str, found: str, todo: str
) -> None:
    text = table([record("A")], MINIMUM_COLUMNS) + row + "\n"
    (problem,) = problems(write(tmp_path, text))
    assert (problem.row, problem.column, problem.found) == (3, None, found)
    assert problem.expected == "7, as in the header"
    assert todo in problem.todo


def test_empty_cells_beyond_the_header_are_harmless(tmp_path: Path) -> None:
    text = table([record("A")], MINIMUM_COLUMNS).replace("S1\n", "S1,, ,\n")
    assert problems(write(tmp_path, text)) == []


def test_a_header_alone_is_no_ledger(tmp_path: Path) -> None:
    (problem,) = problems(write(tmp_path, table([])))
    assert (problem.row, problem.found) == (1, "a header and no records")
    assert problem.expected == "at least one record"


# Files that are no table

CLEAN = table([record("A")])
UNREADABLE: list[tuple[str, bytes, str]] = [
    ("empty", b"", "it is empty"),
    ("blank lines", b"\r\n \r\n", "it is empty"),
    ("latin-1", CLEAN.encode("latin-1"), "line 2 is not UTF-8 text"),
    ("UTF-16", CLEAN.encode("utf-16"), "it is UTF-16 text"),
    ("UTF-16 without its mark", CLEAN.encode("utf-16-le"), "first line is not plain text"),
    ("workbook", b"PK\x03\x04\x14\0", "Excel workbook"),
    ("old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel workbook"),
    ("PDF", b"%PDF-1.7\n", "it is a PDF"),
    ("picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "line 1 is not UTF-8 text"),
    ("zeros", b"\0" * 5000, "first line is not plain text"),
    ("semicolons", CLEAN.replace(";", ",").replace(",", ";").encode(), "separated by semicolons"),
    ("tabs", CLEAN.replace(",", "\t").encode(), "separated by tabs"),
    ("note to Excel", b"sep=;\n" + CLEAN.encode(), "'sep=;', is a note to Excel; remove it"),
    ("title above", b"My ledger,,\n" + CLEAN.encode(), "no header: found 'My ledger', expected"),
    ("prose", b"Dear Sir or Madam", "no header: found 'Dear Sir or Madam', expected"),
    ("JSON", b'[{"id": "A"}]', "no header"),
    ("one quotation mark", CLEAN.encode() + b'B,"Radios\n', "after row 2, a quotation mark"),
    ("stray text", CLEAN.encode() + b'B,"Ra"dios\n', "after row 2, a quotation mark"),
    ("huge cell", CLEAN.encode() + b"B," + b"x" * 200_000, "longer than 131,072 characters"),
]


@pytest.mark.parametrize(
    ("content", "reason"), [item[1:] for item in UNREADABLE], ids=[item[0] for item in UNREADABLE]
)
@pytest.mark.parametrize("which", ["mine.csv", "sources.csv"])
def test_a_file_that_is_no_table_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, reason: str, which: str
) -> None:
    path = write(tmp_path, CLEAN)
    (tmp_path / which).write_bytes(content)
    if which == "sources.csv":
        reason = reason.replace("expected", "expected columns such as source_id, title")
    with pytest.raises(UnreadableError) as caught:
        ledger.load(path)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / which}: cannot be read as a table: ")
    assert reason in message
    assert message.isprintable()
    assert len(message.removeprefix(str(tmp_path))) < 250


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "it is a folder"),
        (".", "it is a folder"),
        ("/", "it is a folder"),
        ("/dev/zero", "no ordinary file"),
        ("no-such-file.csv", "No such file"),
        ("a\0b.csv", "no file can have this name"),
        ("x" * 5000, "name too long"),
    ],
    ids=["nothing", "here", "top", "device", "missing", "NUL", "long"],
)
def test_a_path_that_leads_to_no_file(name: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        ledger.load(name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="it is a folder"):
        ledger.load(tmp_path)


# Any text at all

CELLS = st.tuples(
    st.integers(0, 2),
    st.sampled_from(COLUMNS),
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"])),
        st.text("0123456789.-+eE,$ ;:²٣\0\n\"'=", max_size=12),
        st.sampled_from(["A", "B", "08037 X; 30", "0" * 400, "=1+1", "\ufeff", "None", "nan"]),
    ),
)


@settings(max_examples=25)
@given(changes=st.lists(CELLS, min_size=1, max_size=6))
def test_any_text_in_any_cell_gives_problems_or_a_ledger(
    tmp_path: Path, changes: list[tuple[int, str, str]]
) -> None:
    rows = [record("A"), record("B"), record("C", part_of="A")]
    for row, column, text in changes:
        rows[row][column] = text
    for problem in problems(write(tmp_path, table(rows))):
        assert problem.file == "mine.csv"
        assert problem.row in (2, 3, 4)
        assert problem.column in COLUMNS
        assert problem.found
        assert problem.expected
        assert problem.todo.endswith((".", "'"))
        assert str(problem).isprintable()


@settings(max_examples=25)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(str.encode)))
def test_any_bytes_give_an_error_that_a_program_can_catch(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path, content)
    with pytest.raises((UnreadableError, LedgerError)):
        ledger.load(path)


# The field list


@pytest.mark.parametrize("name", PATHS)
def test_the_header_of_each_bundled_table_is_its_field_list(name: str) -> None:
    with (folder("data") / PATHS[name]).open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == [field.name for field in TABLES[name]]


def test_the_data_package_is_up_to_date() -> None:
    data = folder("data")
    written = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    assert written == datapackage(data)


def test_the_data_dictionary_is_up_to_date() -> None:
    path = folder("data").parent / "docs" / "data-dictionary.md"
    assert path.read_text(encoding="utf-8") == dictionary()


def test_places_are_split_into_code_and_name() -> None:
    assert split_places(" 30  Veracruz ;; 08037 Juárez, Chihuahua;") == [
        ("30", "Veracruz"),
        ("08037", "Juárez, Chihuahua"),
    ]
