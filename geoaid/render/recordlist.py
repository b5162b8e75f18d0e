"""The list of records as a file: the rows and columns that a reader chose, CSV or Excel."""

from __future__ import annotations

import csv as _csv
import io
from types import MappingProxyType
from typing import TYPE_CHECKING

from geoaid import escape, places, records, text
from geoaid import ledger as ledgers
from geoaid.ledger.fields import TABLES
from geoaid.mapspec import command
from geoaid.records.listing import columns, listing
from geoaid.render.provenance import DICTIONARY, Provenance
from geoaid.render.workbook import FIELD_UNITS, Cell, Column, Sheet, book, own_columns, typed
from geoaid.view import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geoaid.ledger import Ledger
    from geoaid.ledger.documents import Document
    from geoaid.records import Record
    from geoaid.view import View

ENDINGS = ("csv", "xlsx")
# The data columns behind each column of the page; the record's id leads them all.
BEHIND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "title": ("title",),
        "id": (),
        "amount": ("amount_usd", "amount_orig", "currency_orig"),
        "part": ("part_usd",),
        "net_amount": ("net_usd",),
        "years": ("fy_start", "fy_end"),
        "flow": ("flow",),
        "program_area": ("program_area",),
        "places": ("places", "region", "place_role"),
        "evidence": ("evidence",),
        "source": ("source_id", "source_title", "source_url", "more_sources"),
        "donor": ("donor_agency",),
        "account": ("account",),
        "counted": ("kind",),
        "programme": ("programme",),
        "part_of": ("part_of", "parent_in_view"),
        "basis": ("basis",),
        "page": ("page_or_section",),
        "read": ("source_read",),
        "note": ("note",),
    }
)
_OWN_UNITS = {"net_usd": "usd", "part_usd": "usd"}
_FIELDS = {field.name: field for field in TABLES["allocations"]}


def csv(view: View, ledger: Ledger) -> bytes:
    """Write the list as CSV.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, as every CSV file of geoaid. An empty cell means that the
        document says nothing.
    """
    names = _names(view)
    rows = [names, *_rows(view, ledger)]
    return _written(rows)


def dictionary(view: View, ledger: Ledger, name: str = "records.csv") -> bytes:
    """Write what stands beside the CSV file: the meaning of each column, and what the file is."""
    lang = view.lang
    kinds = {kind: text.t(lang, f"sheet.kind.{kind}") for kind in ("column", "file")}
    head = [text.t(lang, f"sheet.header.{key}") for key in ("kind", "name", "unit", "meaning")]
    rows: list[Sequence[Cell]] = [head]
    rows += [
        (kinds["column"], one.name, _unit(lang, one.unit), one.meaning) for one in _columns(view)
    ]
    rows += [(kinds["file"], key, "", value) for key, value in _about(view, ledger, name)]
    return _written(rows)


def xlsx(view: View, ledger: Ledger, name: str = "records.xlsx") -> bytes:
    """Write the list as an Excel file of three sheets: records, dictionary, view."""
    lang = view.lang
    main = Sheet(text.t(lang, "sheet.records"), _columns(view), _rows(view, ledger))
    about = Sheet(
        text.t(lang, "sheet.view"),
        own_columns(lang, "field", "content"),
        list(_about(view, ledger, name)),
    )
    described = Sheet(
        text.t(lang, "sheet.dictionary"), own_columns(lang, "column", "unit", "meaning"), []
    )
    described.rows.extend((one.name, _unit(lang, one.unit), one.meaning) for one in main.columns)
    facts = {
        "title": title(view),
        "comments": f"sha256 {ledger.sha256}",
        "keywords": _made(view, ledger, name).line(),
    }
    return book((main, described, about), facts, ledger.date)


def files(view: View, ledger: Ledger, ending: str, *, name: str, path: Path) -> dict[str, bytes]:
    """The file of the list and what stands beside it, by name.

    Parameters
    ----------
    name
        File name that the file bears inside.
    path
        Where it will stand.
    """
    if ending == "csv":
        beside = path.with_suffix(DICTIONARY).name
        return {path.name: csv(view, ledger), beside: dictionary(view, ledger, name)}
    return {path.name: xlsx(view, ledger, name)}


def title(view: View) -> str:
    """What the list holds, in words."""
    lang = view.lang
    what = text.t(lang, "records.file.all")
    if view.place:
        what = text.t(lang, "records.file.of_place", place=places.get(view.place).short)
    if view.find:
        what += ", " + text.t(lang, "records.file.with_words", words=view.find)
    return text.t(lang, "records.file.title", what=what)


def _names(view: View) -> list[str]:
    return ["id", *(name for column in columns(view) for name in BEHIND[column])]


def _columns(view: View) -> tuple[Column, ...]:
    return tuple(_column(view.lang, name) for name in _names(view))


def _column(lang: str, name: str) -> Column:
    if name in _FIELDS:
        field = _FIELDS[name]
        return Column(name, FIELD_UNITS.get(field.unit, ""), field.description("allocations", lang))
    if name.startswith("source_"):
        meaning = text.t(lang, f"field.sources.{name.removeprefix('source_')}")
    else:
        meaning = text.t(lang, f"column.{name}")
    return Column(name, _OWN_UNITS.get(name, ""), meaning)


def _unit(lang: str, unit: str) -> str:
    return text.t(lang, f"sheet.unit.{unit}") if unit else ""


def _rows(view: View, ledger: Ledger) -> list[Sequence[Cell]]:
    names = _names(view)
    rows = listing(ledger, view).rows
    found = records.at(ledger, view, rows)
    cents = records.dealt_to(ledger, view, view.place) if view.place else {}

    def cell(row: int, record: Record, name: str) -> Cell:
        if name == "part_usd":
            part = cents.get(row)
            return None if part is None else part / 100
        return _value(view.lang, record, name)

    return [
        tuple(cell(row, record, name) for name in names)
        for row, record in zip(rows, found, strict=True)
    ]


def _document(lang: str, one: Document) -> str:
    """A document beside the first in one line."""
    if not one.source:
        return text.t(lang, "records.unknown_source", id=one.key)
    said = (one.source.get(name) for name in ("title", "publisher", "date", "url"))
    return f"{one.key}: {', '.join(filter(None, said))}"


def _value(lang: str, record: Record, name: str) -> Cell:
    if name in _FIELDS:
        return typed(record.row[name], _FIELDS[name].type)
    if name.startswith("source_"):
        return record.source.get(name.removeprefix("source_")) or None
    own: dict[str, Cell] = {
        "net_usd": record.net_usd if record.amount_usd is not None else None,
        "kind": record.kind,
        "programme": record.programme,
        "parent_in_view": record.parent,
        "more_sources": "; ".join(_document(lang, one) for one in record.further) or None,
    }
    return own[name]


def _about(view: View, ledger: Ledger, name: str) -> list[tuple[str, str]]:
    lang = view.lang
    options = dict(option.removeprefix("--").split("=", 1) for option in view.options())
    chosen = [
        (f"view.{field}", options.get(field.replace("_", "-"), one.default))
        for field, one in FIELDS.items()
    ]
    again = command(view, ledger, name, verb="records")
    said = {
        "title": title(view),
        "data_date": ledger.date or "",
        "data_sha256": ledger.sha256,
        "query": view.query(ledger.start),
        "remake": text.t(lang, "records.file.remake", command=again),
    }
    return [
        *((text.t(lang, f"sheet.about.{key}"), value) for key, value in said.items()),
        (text.t(lang, "records.file.rows"), str(len(listing(ledger, view).rows))),
        (text.t(lang, "records.file.headings"), text.t(lang, "records.file.headings_are")),
        *chosen,
        (text.t(lang, "sheet.about.made"), _made(view, ledger, name).line()),
    ]


def _made(view: View, ledger: Ledger, name: str) -> Provenance:
    return Provenance.made_now(name, view, ledger, "records")


def _written(rows: Sequence[Sequence[Cell]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = _csv.writer(buffer)
    for row in rows:
        writer.writerow(escape.cell(cell) if isinstance(cell, str) else cell for cell in row)
    return buffer.getvalue().encode("utf-8-sig")


def export(view: View, path: Path, ledger: Ledger | None = None) -> Path:
    """Write the list to a file, in the one of ``ENDINGS`` that its ending names.

    A CSV file gets its data dictionary beside it, ``NAME.dictionary.csv``.

    Raises
    ------
    geoaid.errors.ExportError
        If the ending is unknown or the folder cannot be written.
    """
    from geoaid.render import files as disk
    from geoaid.render import format_of

    ending = format_of(path, ENDINGS)
    disk.check(path)
    made = files(view, ledger or ledgers.bundled(), ending, name=path.name, path=path)
    for name, data in reversed(made.items()):
        disk.write(path.with_name(name), data)
    return path
