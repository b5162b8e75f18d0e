"""The Excel workbook: values, records, sources, money, conflicts, dictionary, view, a sheet each.

Every cell of text is written as text, so that nothing a document or a ledger says can run as a
formula. Equal input gives equal bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from geoaid import escape, records, text
from geoaid.ledger.fields import TABLES
from geoaid.measures import REGISTRY
from geoaid.render.provenance import Provenance
from geoaid.render.tables import about, columns, conflicts, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geoaid.render import Job

Cell = str | int | float | None

# What each unit of the field list is called in the catalogue.
FIELD_UNITS = {"US$, current": "usd", "fiscal year": "fiscal_year", "currency_orig": "currency"}
# Columns that a record has in a view, beyond those of the ledger; and their units.
_VIEW_COLUMNS = {"net_usd": "usd", "kind": "", "programme": "", "parent_in_view": ""}
_FORMATS = {
    "usd": "#,##0.00",
    "usd_per_100k": "#,##0.00",
    "usd_per_person": "#,##0.00",
    "currency": "#,##0.00",
    "programmes": "#,##0",
    "programmes_per_100k": "0.000",
    "share": "0.00%",
    "fiscal_year": "0",
}
_NARROW, _WIDE = 9, 60


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its header, unit (a key of the catalogue) and meaning."""

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name in the reader's language, its columns and its rows."""

    name: str
    columns: tuple[Column, ...]
    rows: list[Sequence[Cell]]


def xlsx(job: Job) -> bytes:
    """Write the workbook.

    Returns
    -------
    bytes
        An .xlsx file of seven sheets; numbers are those of the Answer, unrounded.
    """
    facts = {
        "title": job.spec.title,
        "comments": job.spec.data_line,
        "keywords": Provenance.of(job).line(),
    }
    return book(sheets(job), facts, job.answer.data_date)


def book(pages: Iterable[Sheet], facts: Mapping[str, str], date: str | None) -> bytes:
    """Write sheets as an Excel file.

    Parameters
    ----------
    pages
        In their order.
    facts
        What the file's properties say.
    date
        ISO date of the data; None if they have none.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as made:
        # A fixed date: the file's own is that of its data, or none.
        made.set_properties({**facts, "created": datetime.fromisoformat(date or "1980-01-01")})
        for sheet in pages:
            _write(made, sheet)
    return buffer.getvalue()


def sheets(job: Job) -> tuple[Sheet, ...]:
    """The seven sheets of a workbook, the dictionary made from the columns of all."""
    lang = job.answer.view.lang
    described = (_values(job), _records(job), _sources(job), _identity(job), _conflicts(job))
    view = Sheet(
        text.t(lang, "sheet.view"), own_columns(lang, "field", "content"), list(about(job))
    )
    dictionary_columns = own_columns(lang, "sheet", "column", "unit", "meaning")
    dictionary = Sheet(text.t(lang, "sheet.dictionary"), dictionary_columns, [])
    dictionary.rows.extend(
        (sheet.name, column.name, _unit(job, column.unit), column.meaning)
        for sheet in (*described, dictionary, view)
        for column in sheet.columns
    )
    return (*described, dictionary, view)


def own_columns(lang: str, *names: str) -> tuple[Column, ...]:
    """Columns of a sheet about the workbook itself, by their keys in the catalogue."""
    return tuple(
        Column(text.t(lang, f"sheet.header.{name}"), "", text.t(lang, f"column.{name}"))
        for name in names
    )


def _unit(job: Job, unit: str) -> str:
    lang = job.answer.view.lang
    if unit == "measure":
        return REGISTRY[job.answer.view.measure].unit[lang]
    return text.t(lang, f"sheet.unit.{unit}") if unit else ""


def _values(job: Job) -> Sheet:
    lang, measure = job.answer.view.lang, REGISTRY[job.answer.view.measure]
    units = columns(job)
    meaning = {name: text.t(lang, f"column.{name}") for name in units}
    meaning["value"] += f" {measure.label[lang]}: {measure.definition[lang]}"
    described = tuple(Column(name, unit, meaning[name]) for name, unit in units.items())
    rows: list[Sequence[Cell]] = [tuple(row.values()) for row in values(job)]
    return Sheet(text.t(lang, "sheet.values"), described, rows)


def value_columns(job: Job) -> list[tuple[str, str, str]]:
    """Name, unit and meaning of every column of a place's values."""
    return [(one.name, _unit(job, one.unit), one.meaning) for one in _values(job).columns]


def _records(job: Job) -> Sheet:
    lang, fields = job.answer.view.lang, TABLES["allocations"]
    columns = [
        Column(field.name, FIELD_UNITS.get(field.unit, ""), field.description("allocations", lang))
        for field in fields
    ]
    columns += [
        Column(name, unit, text.t(lang, f"column.{name}")) for name, unit in _VIEW_COLUMNS.items()
    ]
    rows: list[Sequence[Cell]] = [
        (
            *(typed(record.row[field.name], field.type) for field in fields),
            record.net_usd if record.amount_usd is not None else None,
            record.kind,
            record.programme,
            record.parent,
        )
        for record in records.in_view(job.ledger, job.answer.view)
    ]
    return Sheet(text.t(lang, "sheet.records"), tuple(columns), rows)


def typed(cell: str, type_: str) -> Cell:
    """A cell of the ledger as a number, where its field is one; None if it is empty."""
    if not cell:
        return None
    return int(cell) if type_ == "integer" else float(cell) if type_ == "number" else cell


def _sources(job: Job) -> Sheet:
    lang, fields = job.answer.view.lang, TABLES["sources"]
    behind = records.in_view(job.ledger, job.answer.view)
    used = {record.row["source_id"]: record.source for record in behind}
    for one in (one for record in behind for one in record.further):
        unknown = {"title": text.t(lang, "records.unknown_source", id=one.key)}
        used.setdefault(one.key, one.source or unknown)
    columns = tuple(Column(field.name, "", field.description("sources", lang)) for field in fields)
    rows: list[Sequence[Cell]] = [
        tuple(({"source_id": source_id} | source).get(field.name) or None for field in fields)
        for source_id, source in sorted(used.items())
        if source_id
    ]
    return Sheet(text.t(lang, "sheet.sources"), columns, rows)


def _identity(job: Job) -> Sheet:
    """Where the money of the records in view is, by flow; each row adds up to its total."""
    lang = job.answer.view.lang
    columns = [Column("flow", "", text.t(lang, "field.allocations.flow"))]
    columns += [
        Column(name, "usd", text.t(lang, f"column.{name}"))
        for name in job.answer.identity.as_dict()
    ]
    rows: list[Sequence[Cell]] = [
        (flow, *part.as_dict().values()) for flow, part in job.answer.by_flow.items()
    ]
    rows.append((text.t(lang, "page.all_flows"), *job.answer.identity.as_dict().values()))
    return Sheet(text.t(lang, "sheet.identity"), tuple(columns), rows)


def _conflicts(job: Job) -> Sheet:
    """The records whose parts add up to more than they do."""
    lang = job.answer.view.lang
    columns = [
        Column(name, unit, text.t(lang, f"field.allocations.{name}"))
        for name, unit in {"id": "", "title": "", "amount_usd": "usd"}.items()
    ]
    columns += [
        Column(name, "usd", text.t(lang, f"column.{name}")) for name in ("parts_usd", "excess_usd")
    ]
    rows: list[Sequence[Cell]] = [tuple(one.values()) for one in conflicts(job)]
    return Sheet(text.t(lang, "sheet.conflicts"), tuple(columns), rows)


def _write(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name)
    wrapped = {"text_wrap": True, "valign": "top"}
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#eef3f7"} | wrapped)
    plain = book.add_format(wrapped)
    for number, column in enumerate(sheet.columns):
        page.write_string(0, number, column.name, head)
        page.set_column(number, number, _width(sheet, number), plain)
    page.freeze_panes(1, 0)
    # On paper: A4 across, as wide as the sheet, its header on every page.
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    formats = [
        book.add_format(wrapped | {"num_format": _FORMATS[column.unit]})
        if column.unit in _FORMATS
        else plain
        for column in sheet.columns
    ]
    for y, row in enumerate(sheet.rows, start=1):
        for x, cell in enumerate(row):
            _write_cell(page, y, x, cell, formats[x])


def _write_cell(page: Any, y: int, x: int, cell: Cell, style: Any) -> None:
    if cell is None:
        page.write_blank(y, x, None, style)
    elif not isinstance(cell, str):
        page.write_number(y, x, cell, style)
    elif (url := escape.link(cell)) and len(url) < 2000 and " " not in cell:
        page.write_url(y, x, url, None, cell)
    else:
        page.write_string(y, x, cell, style)


def _width(sheet: Sheet, number: int) -> float:
    """Width of a column in characters: that of its widest cell as it is shown, within reason."""
    column = sheet.columns[number]
    shown = _FORMATS.get(column.unit, "")
    # A number that is wider than its column is shown as ####; a header has its filter's button.
    cells = [f"{column.name}  ", *(_shown(row[number], shown) for row in sheet.rows)]
    return min(max(max(map(len, cells)) + 2, _NARROW), _WIDE)


def _shown(cell: Cell, format_: str) -> str:
    """A cell as the workbook shows it.

    Examples
    --------
    >>> _shown(12552380.93, "#,##0.00"), _shown(0.5, "0.00%"), _shown(None, "")
    ('12,552,380.93', '50.00%', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, str) or not format_:
        return str(cell)
    decimals = len(format_.partition(".")[2].rstrip("%"))
    if format_.endswith("%"):
        return f"{cell:.{decimals}%}"
    return f"{cell:,.{decimals}f}" if "," in format_ else f"{cell:.{decimals}f}"
