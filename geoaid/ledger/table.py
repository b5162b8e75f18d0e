"""A CSV file as text: read whole, or refused with one reason that says what to do about it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid import text
from geoaid.errors import Clause, Problem, UnreadableError
from geoaid.ledger.fields import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geoaid.errors import Words

Row = dict[str, str]

_SAVE = Clause("unreadable.save")
_FOREIGN = {
    b"PK\x03\x04": "workbook",
    b"\xd0\xcf\x11\xe0": "old_workbook",
    b"%PDF": "pdf",
    b"\xff\xfe": "utf_16",
    b"\xfe\xff": "utf_16",
}
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
# Tab, line feed and carriage return may stand in a cell; no other control character has a meaning.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONGEST_ECHO = 60  # characters of a cell that a message repeats


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file as text: cells stripped, empty rows left out.

    Attributes
    ----------
    file
        Its name, for messages.
    name
        A key of :data:`geoaid.ledger.fields.TABLES`.
    columns
        The header.
    rows
        A dict a row, one entry a column.
    numbers
        The number of each row in the file: see :meth:`problem`.
    problems
        What is wrong with its shape: the header, the number of cells in a row, control characters.
    """

    file: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numbers: tuple[int, ...]
    problems: tuple[Problem, ...]

    def problem(
        self, index: int | None, column: str | None, found: Words, expected: Words, todo: Words
    ) -> Problem:
        """Make a problem of ``rows[index]``, or of the header if the index is None.

        Its row number is the one that a spreadsheet shows: the header is row 1, empty rows
        count, and a cell that holds line breaks does not begin a new row.
        """
        row = 1 if index is None else self.numbers[index]
        return text.problem(self.file, row, column, found=found, expected=expected, todo=todo)


def clause(key: str, **values: object) -> Clause:
    """Words of a problem, from the catalogue's table ``check``."""
    return Clause(f"check.{key}", values)


def shown(cell: str) -> Words:
    """Write a cell as a message does: in quotation marks, and cut if it is long.

    Examples
    --------
    >>> shown("1,200"), text.say("en", shown(""))
    ("'1,200'", 'an empty cell')
    """
    if not cell:
        return clause("found.empty")
    if len(cell) <= _LONGEST_ECHO:
        return repr(cell)
    begins, letters = repr(cell[:_LONGEST_ECHO]), text.number(len(cell))
    return clause("found.long", cell=begins, letters=letters)


def read(path: Path, name: str) -> Table:
    """Read a CSV file as the named table, without judging its cells.

    Raises
    ------
    geoaid.errors.UnreadableError
        If the file is missing or empty, is not UTF-8 text, is not separated by commas, or does
        not begin with a header.
    """
    content = _text(path)
    records = _records(path, content)
    _require_header(path, name, content, records)
    header = tuple(cell.strip() for cell in records[0])
    body = [
        (number, record)
        for number, record in enumerate(records[1:], start=2)
        if any(cell.strip() for cell in record)
    ]
    empty = dict.fromkeys(header, "")
    return Table(
        file=path.name,
        name=name,
        columns=header,
        rows=tuple(
            empty | {column: cell.strip() for column, cell in zip(header, record, strict=False)}
            for _, record in body
        ),
        numbers=tuple(number for number, _ in body),
        problems=(
            *_header_problems(path.name, header),
            *(problem for row in body for problem in _row_problems(path.name, header, *row)),
        ),
    )


def _unreadable(path: Path, key: str, **values: object) -> UnreadableError:
    reason = Clause(f"unreadable.{key}", values)
    words = Clause("unreadable.file", {"path": path, "reason": reason})
    return text.refused(UnreadableError, words, path)


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():  # a device could be read for ever
            raise _unreadable(path, "folder")
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, "missing", why=text.reason(error)) from None
    except ValueError:
        raise _unreadable(path, "missing", why=Clause("unreadable.no_name")) from None
    for signature, kind in _FOREIGN.items():
        if content.startswith(signature):
            raise _unreadable(path, kind, save=_SAVE)
    if b"\0" in content.partition(b"\n")[0]:
        raise _unreadable(path, "not_plain", save=_SAVE)
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _unreadable(path, "not_utf_8", line=line, save=_SAVE) from None
    if not decoded.strip():
        raise _unreadable(path, "empty")
    return decoded


def _records(path: Path, content: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(content, newline=""), strict=True))
    except csv.Error as error:
        if "field limit" in str(error):
            most = text.number(csv.field_size_limit())
            raise _unreadable(path, "long_cell", row=len(records), most=most) from None
        raise _unreadable(path, "quotation_mark", row=len(records)) from None
    return records


def _require_header(path: Path, name: str, content: str, records: list[list[str]]) -> None:
    """Refuse a file whose first row names no column of the table, with the likeliest reason."""
    names = {field.name for field in TABLES[name]}

    def known(cells: list[str]) -> int:
        return sum(cell.strip(' "').casefold().replace(" ", "_") in names for cell in cells)

    line = content.lstrip().splitlines()[0]
    if line.casefold().startswith("sep="):
        raise _unreadable(path, "excel_note", line=shown(line))
    found = known(records[0])
    for mark, marks in _SEPARATORS.items():
        if known(line.split(mark)) > max(found, 1):
            named = Clause(f"unreadable.{marks}")
            raise _unreadable(path, "separated", marks=named, save=_SAVE)
    if not found:
        cells = ", ".join(cell.strip() for cell in records[0] if cell.strip())
        expected = ", ".join(field.name for field in TABLES[name][:2])
        raise _unreadable(path, "no_header", found=shown(cells), expected=expected)


def _header_problems(file: str, header: tuple[str, ...]) -> Iterator[Problem]:
    for column, times in Counter(header).items():
        if column and times > 1:  # a column without a name is not read
            found = clause("found.columns", times=times, column=shown(column))
            expected, todo = clause("expected.name_once"), clause("todo.one_of_them")
            yield text.problem(file, 1, column, found=found, expected=expected, todo=todo)


def _row_problems(
    file: str, header: tuple[str, ...], number: int, record: list[str]
) -> Iterator[Problem]:
    cells = len(record)
    while cells > len(header) and not record[cells - 1].strip():
        cells -= 1  # empty cells beyond the header are harmless
    if cells != len(header):
        found, expected = (
            clause("found.cells", n=cells),
            clause("expected.cells", cells=len(header)),
        )
        todo = clause("todo.cut_off" if cells < len(header) else "todo.quotation_marks")
        yield text.problem(file, number, None, found=found, expected=expected, todo=todo)
        return
    for column, cell in zip(header, record, strict=False):
        control = _CONTROL.search(cell)
        if control:
            mark = f"U+{ord(control[0]):04X}"
            found = clause("found.control", mark=mark, cell=shown(cell))
            expected, todo = clause("expected.plain_text"), clause("todo.delete")
            yield text.problem(file, number, column, found=found, expected=expected, todo=todo)
