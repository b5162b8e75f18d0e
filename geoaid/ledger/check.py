"""Every problem of a table, found at once: file, row, column, found, expected, what to do.

Single cells are checked by pandera, with a schema built from the field list; what ties rows to
one another (sources, parts, places beside their own state) is checked here.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.errors import PlaceError
from geoaid.ledger.fields import MINIMUM_COLUMNS, PATHS, PLACES, ROLES, TABLES, Field, field
from geoaid.ledger.table import Row, Table, clause, read, shown
from geoaid.view import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import pandas as pd
    from pandera.pandas import DataFrameSchema

    from geoaid.errors import Clause, Problem

__all__ = ["Row", "Table", "check_bundled", "check_ledger", "read", "split_places"]

# Plain decimal notation only: "1,200", "1e6", "nan" and "$5" are for a person to clear up.
_PLAIN = {"integer": r"-?[0-9]+", "number": r"-?[0-9]+(\.[0-9]+)?"}
_YEAR = re.compile("[0-9]{4}")
_AMOUNT = re.compile(_PLAIN["number"])
_PLACE = re.compile(r"([0-9]{2}|[0-9]{5}) .*\S", re.DOTALL)
# More than every economy on Earth; the cents of such a ledger still add up in 64 bits.
_LARGEST_TOTAL = 5e16
# So many documents that are nowhere are no slips of the pen: the table of them is missing.
_FEW_SOURCES = 3
_LARGEST_AMOUNT = field("allocations", "amount_usd").maximum or _LARGEST_TOTAL


def schema(table: str, columns: Iterable[str]) -> DataFrameSchema:
    """The pandera schema of a table's text cells, from the field list.

    Parameters
    ----------
    table
        A key of :data:`geoaid.ledger.fields.TABLES`.
    columns
        The columns that are there; the others are judged elsewhere.
    """
    from pandera.pandas import Check, Column, DataFrameSchema

    def column(field: Field) -> Column:
        checks = [
            Check(lambda cells, test=test: test(cells), name=name) for name, test in _tests(field)
        ]
        return Column(str, checks, unique=field.unique, required=True)

    present = set(columns)
    return DataFrameSchema({f.name: column(f) for f in TABLES[table] if f.name in present})


def _tests(field: Field) -> Iterator[tuple[str, Callable[[pd.Series[str]], pd.Series[bool]]]]:
    if field.required:
        yield "required", lambda cells: cells != ""
    if field.allowed:
        yield "allowed", lambda cells: (cells == "") | cells.isin(field.allowed)
    if field.pattern and field.pattern != PLACES:  # places are judged one by one below
        pattern = field.pattern
        yield "pattern", lambda cells: (cells == "") | cells.str.fullmatch(pattern)
    if field.type in _PLAIN:
        plain = re.compile(_PLAIN[field.type])
        low = float("-inf") if field.minimum is None else field.minimum
        high = float("inf") if field.maximum is None else field.maximum

        def is_plain(cell: str) -> bool:
            return not cell or plain.fullmatch(cell) is not None

        def in_range(cell: str) -> bool:
            return not cell or not is_plain(cell) or low <= float(cell) <= high

        yield "number", lambda cells: cells.map(is_plain).astype(bool)
        yield "range", lambda cells: cells.map(in_range).astype(bool)


def cell_problems(table: Table) -> list[Problem]:
    """Judge every cell by its field; all faults at once."""
    import pandas as pd
    from pandera.errors import SchemaErrors

    known = [field for field in TABLES[table.name] if field.name in table.columns]
    if not table.rows or not known:
        return []
    frame = pd.DataFrame(
        {field.name: [row[field.name] for row in table.rows] for field in known}, dtype=str
    )
    try:
        schema(table.name, table.columns).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return _from_cases(table, errors.failure_cases)
    return []


def _from_cases(table: Table, cases: pd.DataFrame) -> list[Problem]:
    problems: dict[tuple[int, str], Problem] = {}
    unique = [field.name for field in TABLES[table.name] if field.unique]
    rows = reversed(list(enumerate(table.rows)))
    firsts = {(name, row.get(name)): index for index, row in rows for name in unique}
    for index, name, check in cases[["index", "column", "check"]].to_numpy().tolist():
        cell = table.rows[index][name]
        expected = field(table.name, name).expected()
        if check == "field_uniqueness":
            first = firsts[name, cell]
            if index == first or not cell:
                continue
            expected = clause("expected.once", row=table.numbers[first])
        kind = field(table.name, name).type
        todo = clause(f"todo.{_TODO.get((check, kind)) or _TODO.get(check, 'correct_cell')}")
        # One cell gets one line, although it may break several rules.
        problem = table.problem(index, name, shown(cell), expected, todo)
        problems.setdefault((index, name), problem)
    return [problems[key] for key in sorted(problems)]


# By the check that failed, or by that and the type of the field.
_TODO: dict[str | tuple[str, str], str] = {
    "required": "fill_in",
    "allowed": "spelled_so",
    "number": "digits",
    ("number", "integer"): "whole_number",
    "range": "correct_number",
    "field_uniqueness": "own_value",
}


def column_problems(table: Table, needed: Iterable[str]) -> list[Problem]:
    """Columns that are missing, and columns that look like a misspelled one."""
    names = [field.name for field in TABLES[table.name]]
    missing = [name for name in needed if name not in table.columns]
    problems = []
    for column in table.columns:
        if column in names:
            continue
        close = difflib.get_close_matches(column[:100].casefold().replace(" ", "_"), names, 1, 0.8)
        if close and close[0] not in table.columns:
            found = clause("found.column", column=shown(column))
            todo = clause("todo.rename_column", column=close[0])
            problems.append(table.problem(None, column, found, close[0], todo))
            missing = [name for name in missing if name != close[0]]
    for name in missing:
        found, expected = clause("found.no_column"), clause("expected.column", column=name)
        problems.append(table.problem(None, name, found, expected, clause("todo.add_column")))
    return problems


def ledger_problems(table: Table, source_ids: set[str] | None) -> list[Problem]:
    """What ties the rows of a ledger to each other, to places and to sources.

    Parameters
    ----------
    table
        The ledger.
    source_ids
        The documents that there are; None if that cannot be known.
    """
    if not table.rows:
        expected, todo = clause("expected.a_record"), clause("todo.add_rows")
        return [table.problem(None, None, clause("found.no_records"), expected, todo)]
    ids = {row["id"]: index for index, row in enumerate(table.rows) if row.get("id")}
    problems: list[Problem] = []
    for index, row in enumerate(table.rows):
        if source_ids is not None:
            problems += _source_problems(table, index, row.get("source_id", ""), source_ids)
        problems += _place_problems(table, index, row)
        problems += _year_problems(table, index, row)
        problems += _amount_problems(table, index, row)
        parent = row.get("part_of", "")
        # Without an id column there is no telling what a part belongs to.
        if parent and parent not in ids and "id" in table.columns:
            expected, todo = clause("expected.record_id"), clause("todo.name_record")
            problems.append(table.problem(index, "part_of", shown(parent), expected, todo))
    return [*problems, *_circles(table, ids), *_total_problems(table)]


def _near(name: str, known: Iterable[str]) -> str:
    from rapidfuzz import process

    close = process.extract(name[:100], known, processor=str.casefold, score_cutoff=80, limit=2)
    return ", ".join(name for name, *_ in close)


def _source_problems(table: Table, index: int, source: str, known: set[str]) -> Iterator[Problem]:
    if source and source not in known:
        near = _near(source, sorted(known))
        expected = clause("expected.source_near" if near else "expected.source", near=near)
        yield table.problem(
            index, "source_id", shown(source), expected, clause("todo.add_document")
        )


def split_places(cell: str) -> list[tuple[str, str]]:
    """Split a ``places`` cell into its (code, name) pairs.

    Examples
    --------
    >>> split_places("08037 Juárez, Chihuahua; 30 Veracruz")
    [('08037', 'Juárez, Chihuahua'), ('30', 'Veracruz')]
    """
    items = (item.strip().partition(" ") for item in cell.split(";") if item.strip())
    return [(code, name.strip()) for code, _, name in items]


def _place_problems(table: Table, index: int, row: Row) -> Iterator[Problem]:
    cell = row.get("places", "")
    items = [item.strip() for item in cell.split(";")] if cell else []
    for item in items:
        if not _PLACE.fullmatch(item):
            expected, todo = field("allocations", "places").expected(), _place_todo(item)
            yield table.problem(index, "places", shown(item), expected, todo)
    named = [pair for pair in split_places(cell) if _PLACE.fullmatch(" ".join(pair))]
    codes = Counter(code for code, _ in named)
    for code, name in dict.fromkeys(named):
        yield from _name_problems(table, index, code, name)
    for code, times in codes.items():
        if len(code) == 5 and code[:2] in codes:
            found = clause("found.beside_state", code=code, state=code[:2])
            expected, todo = clause("expected.one_or_other"), clause("todo.keep_municipality")
            yield table.problem(index, "places", found, expected, todo)
        if times > 1:
            found = clause("found.times", code=code, times=times)
            expected, todo = clause("expected.place_once"), clause("todo.remove_repetition")
            yield table.problem(index, "places", found, expected, todo)
    if not items and row.get("place_role") in ROLES:
        found = clause("found.role_alone", role=repr(row["place_role"]))
        expected, todo = clause("expected.role_of_place"), clause("todo.name_place")
        yield table.problem(index, "place_role", found, expected, todo)


def _place_todo(item: str) -> Clause:
    code = item.partition(" ")[0]
    padded = f"0{code}"
    if re.fullmatch("[0-9]|[0-9]{4}", code) and places.exists(padded):
        return clause("todo.leading_zero", code=padded)
    if re.fullmatch("[0-9]{2}([0-9]{3})?", code) and places.exists(code):
        return clause("todo.name_after_code", code=code, name=places.get(code).name)
    if not item:
        return clause("todo.remove_semicolon")
    return _meant(item)


@lru_cache(maxsize=4096)
def _meant(item: str) -> Clause:
    """What to write for a place without its code: the one it names, or those it may."""
    try:
        code = places.resolve(item).code
    except PlaceError as error:
        near = "; ".join(f"{near} {places.with_state(near)}" for near in error.candidates[:4])
        return clause("todo.one_of_places", near=near) if near else clause("todo.write_places")
    return clause("todo.write_place", code=code, name=places.get(code).name)


def _name_problems(table: Table, index: int, code: str, name: str) -> Iterator[Problem]:
    try:
        place = places.get(code)
    except PlaceError as error:
        near = ", ".join(f"{near} {places.get(near).name}" for near in error.candidates[:3])
        todo = clause("todo.correct_code_near" if near else "todo.correct_code", near=near)
        expected = clause("expected.inegi_code")
        yield table.problem(index, "places", shown(code), expected, todo)
        return
    if not places.name_fits(name, code):
        found = clause("found.name_beside", name=shown(name), code=code)
        expected = clause("expected.name_of", code=code, name=place.name)
        yield table.problem(index, "places", found, expected, clause("todo.code_or_name"))


def _year_problems(table: Table, index: int, row: Row) -> Iterator[Problem]:
    first, last = row.get("fy_start", ""), row.get("fy_end", "")
    # Four digits compare as text as they do as numbers; a year out of range has its own problem.
    in_range = str(FIRST_YEAR) <= last < first <= str(LAST_YEAR)
    if in_range and _YEAR.fullmatch(first) and _YEAR.fullmatch(last):
        expected, todo = clause("expected.later", first=first), clause("todo.order_years")
        yield table.problem(index, "fy_end", repr(last), expected, todo)


def _amount_problems(table: Table, index: int, row: Row) -> Iterator[Problem]:
    amount = row.get("amount_usd", "")
    decimals = amount.partition(".")[2]
    if _AMOUNT.fullmatch(amount) and len(decimals) > 2:
        # Where a point separates thousands, 45.000 is not 45.
        is_grouped = re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", amount)
        plain = amount.replace(".", "")
        todo = clause("todo.thousands", plain=plain) if is_grouped else clause("todo.round")
        expected = clause("expected.cents")
        yield table.problem(index, "amount_usd", shown(amount), expected, todo)
    if bool(row.get("amount_orig")) != bool(row.get("currency_orig")):
        column = "currency_orig" if row.get("amount_orig") else "amount_orig"
        expected, todo = clause("expected.currency"), clause("todo.both", unstated="'not stated'")
        yield table.problem(index, column, shown(""), expected, todo)


def _total_problems(table: Table) -> Iterator[Problem]:
    cells = (row.get("amount_usd", "") for row in table.rows)
    amounts = (float(cell) for cell in cells if _AMOUNT.fullmatch(cell))
    total = sum(amount for amount in amounts if amount <= _LARGEST_AMOUNT)
    if total > _LARGEST_TOTAL:
        found = clause("found.total", total=text.number(total))
        expected = clause("expected.at_most", most=text.number(_LARGEST_TOTAL))
        todo = clause("todo.check_amounts")
        yield text.problem(
            table.file, None, "amount_usd", found=found, expected=expected, todo=todo
        )


def _circles(table: Table, ids: dict[str, int]) -> list[Problem]:
    problems, settled = [], set[str]()
    for start in ids:
        path: dict[str, None] = {}
        here = start
        while here in ids and here not in settled and here not in path:
            path[here] = None
            here = table.rows[ids[here]].get("part_of", "")
        if here in path:
            circle = list(path)[list(path).index(here) :]
            expected, todo = clause("expected.chain"), clause("todo.cut_circle")
            found = _chain([*circle, here])
            problems.append(table.problem(ids[here], "part_of", found, expected, todo))
        settled.update(path)
    return problems


def _chain(ids: list[str]) -> str:
    names = [name if len(name) <= 40 else name[:40] + "…" for name in ids]
    if len(names) > 7:  # the ends say where to look
        names = [*names[:4], "…", *names[-2:]]
    return " -> ".join(names)


def _settled(table: Table, problems: Iterable[Problem]) -> list[Problem]:
    """Put a table's shape first: of a row or cell that is misshapen, all else is noise."""
    rows = {problem.row for problem in table.problems if problem.column is None}
    cells = {(problem.row, problem.column) for problem in table.problems}
    rest = [p for p in problems if p.row not in rows and (p.row, p.column) not in cells]
    place = {column: number for number, column in enumerate(table.columns)}
    return sorted(
        [*table.problems, *rest],
        key=lambda problem: (problem.row or 0, place.get(problem.column or "", -1)),
    )


def check_ledger(path: Path, sources: Path) -> tuple[Table, Table, list[Problem]]:
    """Read a ledger and its sources and list every problem of both.

    A row whose number of cells is not the header's gets that problem alone.

    Parameters
    ----------
    path
        The ledger.
    sources
        The table of its documents.

    Returns
    -------
    ledger, sources : Table
    problems : list of geoaid.errors.Problem
        The ledger's first, each file's in the order of its rows; empty if both are clean.

    Raises
    ------
    geoaid.errors.UnreadableError
        If either file is no table.
    """
    ledger, documents = read(path, "allocations"), read(sources, "sources")
    needed = [field.name for field in TABLES["sources"] if field.required]
    source_ids = _ids(documents) if "source_id" in documents.columns else None
    found = [*column_problems(ledger, MINIMUM_COLUMNS), *cell_problems(ledger)]
    missing = _without_sources(path, sources, ledger, source_ids)
    found += ledger_problems(ledger, None if missing else source_ids)
    told = [*column_problems(documents, needed), *cell_problems(documents)]
    return ledger, documents, [*missing, *_settled(ledger, found), *_settled(documents, told)]


def unread_columns(table: Table) -> list[str]:
    """Columns that no field has: they are kept nowhere, which a reader should know."""
    names = {field.name for field in TABLES[table.name]}
    return [column for column in table.columns if column and column not in names]


def _without_sources(
    path: Path, sources: Path, ledger: Table, known: set[str] | None
) -> list[Problem]:
    """One problem where a ledger's documents are nowhere, instead of one a record."""
    if sources.parent == path.parent or known is None:
        return []
    unknown = sorted({row.get("source_id", "") for row in ledger.rows} - known - {""})
    if len(unknown) < _FEW_SOURCES:
        return []
    found = clause("found.no_sources", ledger=ledger.file)
    expected = clause("expected.documents", count=len(unknown), first=", ".join(unknown[:3]))
    todo = clause("todo.make_sources")
    return [text.problem(sources.name, None, None, found=found, expected=expected, todo=todo)]


def _ids(sources: Table) -> set[str]:
    return {row["source_id"] for row in sources.rows}


def check_bundled(folder: Path) -> list[Problem]:
    """List every problem of the bundled tables, cell by cell and against their sources."""
    tables = {name: read(folder / path, name) for name, path in PATHS.items()}
    problems = []
    for name, table in tables.items():
        found = [*column_problems(table, [f.name for f in TABLES[name]]), *cell_problems(table)]
        problems += _settled(table, found)
    aid, need = _ids(tables["sources"]), _ids(tables["need_sources"])
    problems += ledger_problems(tables["allocations"], aid)
    for name, known in (
        ("totals", aid), ("places", aid), ("events", aid),
        ("state_indicators", need), ("municipal_indicators", need),
    ):  # fmt: skip
        for index, row in enumerate(tables[name].rows):
            # A derived rate names the sources of both its parts: "deaths+population".
            unknown = set(row["source_id"].split("+")) - known
            if unknown:
                expected, todo = clause("expected.known_source"), clause("todo.add_source")
                listed = ", ".join(sorted(unknown))
                problems.append(tables[name].problem(index, "source_id", listed, expected, todo))
    return problems
