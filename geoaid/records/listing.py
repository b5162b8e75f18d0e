"""The list of records that a reader asks for: those of a place or all, filtered and sorted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geoaid import records, text
from geoaid.measures import REGISTRY
from geoaid.places import normalise
from geoaid.records import words
from geoaid.view import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from geoaid.ledger import Ledger
    from geoaid.records import Counted
    from geoaid.view import View

# What a column sorts by where that is not a text of its own.
_EVIDENCE = {"strong": 0, "weak": 1}
_CELLS = {
    "title": "title",
    "id": "id",
    "places": "places",
    "donor": "donor_agency",
    "account": "account",
    "part_of": "part_of",
    "page": "page_or_section",
    "note": "note",
}


def columns(view: View) -> tuple[str, ...]:
    """The columns that the list shows: those chosen, and of a chosen place's money, its part.

    Examples
    --------
    >>> from geoaid import View
    >>> columns(View(columns="years", place="30", measure="amount"))
    ('title', 'part', 'years')
    """
    chosen = [name for name in COLUMNS if name in view.columns and name != "part"]
    is_money = REGISTRY[view.measure].basis == "amount"
    if view.place and (is_money or "part" in view.columns):
        chosen.insert(chosen.index("amount" if "amount" in chosen else "title") + 1, "part")
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of the ledger, in the order of the list.

    Attributes
    ----------
    rows
        What the list shows.
    whole
        How many there are before any is left out for its words.
    """

    rows: tuple[int, ...]
    whole: int

    def position(self, row: int | None) -> int | None:
        """Where a row stands in the list; None if it does not."""
        return self.rows.index(row) if row in self.rows else None


def listing(ledger: Ledger, view: View) -> Listing:
    """Return the records in view, of its place if it has one, that its words find, sorted.

    Accents and case do not matter to words or to the order. What has no value in the column
    that the list is sorted by comes last, whichever way it is sorted; ties keep the ledger's order.

    Examples
    --------
    >>> from geoaid import View, ledger
    >>> book = ledger.bundled()
    >>> found = listing(book, View(place="30", find="penitenciario academy", sort="-amount"))
    >>> found.whole, len(found.rows) <= found.whole
    (8, True)
    """
    asked = records.filters(view).but(
        place=view.place, find=view.find, sort=view.sort, lang=view.lang
    )
    return _listing(ledger, asked)


@lru_cache(maxsize=32)
def _listing(ledger: Ledger, view: View) -> Listing:
    if view.place:
        rows = records.rows_behind(ledger, view, view.place)
    else:
        rows = records.rows_in_view(ledger, view)
    whole = len(rows)
    if asked := words.asked(ledger, view.find):
        every, how = words.texts(ledger), records.counted(ledger, view)
        rows = [
            row for row in rows if words.hold(every[row] + _counted_as(ledger, how, row), asked)
        ]
    if view.sort:
        rows = _sorted(ledger, view, rows)
    return Listing(tuple(rows), whole)


def _counted_as(ledger: Ledger, how: Counted, row: int) -> str:
    """The words that a record is counted as in the view; empty where it has no money."""
    if not ledger.has_amount[row]:
        return ""
    kind = records.KINDS[how.kind[row]]
    is_regional = kind == "not_placed" and ledger.regional[row]
    return words.counted_as("region" if is_regional else kind, ledger.rows[row]["flow"])


def _sorted(ledger: Ledger, view: View, rows: list[int]) -> list[int]:
    column = (view.sort or "").removeprefix("-")
    if column == "part":
        key: Callable[[int], Any] = (
            records.dealt_to(ledger, view, view.place) if view.place else {}
        ).get
    else:
        key = _key(ledger, records.counted(ledger, view), view.lang, column)
    keyed = [(key(row), row) for row in rows]
    having = [pair for pair in keyed if pair[0] is not None]
    having.sort(key=lambda pair: pair[0], reverse=(view.sort or "").startswith("-"))
    return [row for _, row in having] + [row for value, row in keyed if value is None]


def _key(ledger: Ledger, how: Counted, lang: str, column: str) -> Callable[[int], Any]:
    """What a column sorts a row by; None where the row has no value in it."""
    if column in _CELLS:
        return lambda row: normalise(ledger.rows[row][_CELLS[column]]) or None
    if column in ("program_area", "flow", "basis"):
        return lambda row: _label(lang, column, ledger.rows[row][column])
    keys: dict[str, Callable[[int], Any]] = {
        "amount": lambda row: int(ledger.cents[row]) if ledger.has_amount[row] else None,
        "net_amount": lambda row: int(how.net.cents[row]) if ledger.has_amount[row] else None,
        "years": lambda row: (
            (int(ledger.first[row]), int(ledger.last[row])) if ledger.first[row] else None
        ),
        "evidence": lambda row: _EVIDENCE.get(ledger.rows[row]["evidence"]),
        "source": lambda row: normalise(_source(ledger, row, "title")) or None,
        "read": lambda row: normalise(_source(ledger, row, "read")) or None,
        "counted": lambda row: int(how.kind[row]) if ledger.has_amount[row] else None,
        "programme": lambda row: (
            normalise(ledger.rows[ledger.programme[row]]["title"])
            if ledger.programme[row] >= 0
            else None
        ),
    }
    return keys[column]


@lru_cache(maxsize=64)
def _label(lang: str, column: str, value: str) -> str | None:
    return normalise(text.t(lang, f"{column}.{value}")) if value else None


def _source(ledger: Ledger, row: int, name: str) -> str:
    """A cell of a row's document; the document's id stands for a title that is not known."""
    source_id = ledger.rows[row]["source_id"]
    source = ledger.sources.get(source_id)
    if source is None:
        return source_id if name == "title" else ""
    return source.get(name) or ""
