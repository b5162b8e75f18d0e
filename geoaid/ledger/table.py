"""A CSV file as text: read whole, or refused with one reason that says what to do about it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid.errors import Problem, UnreadableError
from geoaid.ledger.fields import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = dict[str, str]

_SAVE = "in a spreadsheet, save it as 'CSV UTF-8 (comma delimited)'"
_UTF_16 = "it is UTF-16 text, which Excel calls 'Unicode Text'"
_FOREIGN = {
    b"PK\x03\x04": "it is an Excel workbook or another zip file",
    b"\xd0\xcf\x11\xe0": "it is an Excel workbook of the old kind",
    b"%PDF": "it is a PDF",
    b"\xff\xfe": _UTF_16,
    b"\xfe\xff": _UTF_16,
}
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}
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
        self, index: int | None, column: str | None, found: str, expected: str, todo: str
    ) -> Problem:
        """Make a problem of ``rows[index]``, or of the header if the index is None.

        Its row number is the one that a spreadsheet shows: the header is row 1, empty rows
        count, and a cell that holds line breaks does not begin a new row.
        """
        row = 1 if index is None else self.numbers[index]
        return Problem(self.file, row, column, found, expected, todo)


def shown(cell: str) -> str:
    """Write a cell as a message does: in quotation marks, and cut if it is long.

    Examples
    --------
    >>> shown("1,200"), shown("")
    ("'1,200'", 'an empty cell')
    """
    if not cell:
        return "an empty cell"
    if len(cell) <= _LONGEST_ECHO:
        return repr(cell)
    return f"{cell[:_LONGEST_ECHO]!r}… ({len(cell):,} characters)"


def read(path: Path, name: str) -> Table:
    """Read a CSV file as the named table, without judging its cells.

    Raises
    ------
    geoaid.errors.UnreadableError
        If the file is missing or empty, is not UTF-8 text, is not separated by commas, or does
        not begin with a header.
    """
    text = _text(path)
    records = _records(path, text)
    _require_header(path, name, text, records)
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


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():  # a device could be read for ever
            raise UnreadableError(path, "it is a folder or no ordinary file; name a CSV file")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no file can have this name"
        raise UnreadableError(path, f"{reason}; correct its name or place") from None
    for signature, kind in _FOREIGN.items():
        if content.startswith(signature):
            raise UnreadableError(path, f"{kind}; {_SAVE}")
    if b"\0" in content.partition(b"\n")[0]:
        raise UnreadableError(path, f"its first line is not plain text; {_SAVE}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableError(path, f"line {line} is not UTF-8 text; {_SAVE}") from None
    if not text.strip():
        raise UnreadableError(path, "it is empty; its first row must be the column names")
    return text


def _records(path: Path, text: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        if "field limit" in str(error):
            reason = f"a cell is longer than {csv.field_size_limit():,} characters; shorten it"
        else:
            reason = "a quotation mark has no partner; inside a quoted cell, write it twice"
        raise UnreadableError(path, f"after row {len(records)}, {reason}") from None
    return records


def _require_header(path: Path, name: str, text: str, records: list[list[str]]) -> None:
    """Refuse a file whose first row names no column of the table, with the likeliest reason."""
    names = {field.name for field in TABLES[name]}

    def known(cells: list[str]) -> int:
        return sum(cell.strip(' "').casefold().replace(" ", "_") in names for cell in cells)

    line = text.lstrip().splitlines()[0]
    if line.casefold().startswith("sep="):
        raise UnreadableError(path, f"its first line, {shown(line)}, is a note to Excel; remove it")
    found = known(records[0])
    for mark, marks in _SEPARATORS.items():
        if known(line.split(mark)) > max(found, 1):
            reason = (
                f"its columns are separated by {marks}, not by commas; {_SAVE}, or replace them"
            )
            raise UnreadableError(path, reason)
    if not found:
        cells = ", ".join(cell.strip() for cell in records[0] if cell.strip())
        reason = f"its first row is no header: found {shown(cells)}, "
        reason += f"expected columns such as {', '.join(field.name for field in TABLES[name][:2])}"
        raise UnreadableError(path, reason)


def _header_problems(file: str, header: tuple[str, ...]) -> Iterator[Problem]:
    for column, times in Counter(header).items():
        if column and times > 1:  # a column without a name is not read
            todo = "Rename or remove one of them."
            found = f"{times} columns called {shown(column)}"
            yield Problem(file, 1, column, found, "each name once", todo)


def _row_problems(
    file: str, header: tuple[str, ...], number: int, record: list[str]
) -> Iterator[Problem]:
    cells = len(record)
    while cells > len(header) and not record[cells - 1].strip():
        cells -= 1  # empty cells beyond the header are harmless
    if cells != len(header):
        todo = "Put quotation marks around a cell that holds a comma."
        if cells < len(header):
            todo = "Add the missing cells; the file may have been cut off here."
        expected = f"{len(header)}, as in the header"
        yield Problem(file, number, None, f"{cells} cells", expected, todo)
        return
    for column, cell in zip(header, record, strict=False):
        control = _CONTROL.search(cell)
        if control:
            found = f"the control character U+{ord(control[0]):04X} in {shown(cell)}"
            todo = "Delete it; typing the cell anew is surest."
            yield Problem(file, number, column, found, "plain text", todo)
