"""The records behind a view: what each is, what it holds, how it was counted, and its document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geoaid import placement, places
from geoaid.ledger.check import split_places
from geoaid.ledger.documents import further
from geoaid.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geoaid.ledger import Ints, Ledger
    from geoaid.ledger.check import Row
    from geoaid.ledger.documents import Document

KINDS = ("own", "shared", "state_only", "not_placed")


@dataclass(frozen=True, slots=True)
class Record:
    """One record as a view sees it.

    Attributes
    ----------
    row
        The record's cells.
    source
        Its document's cells; empty if the ledger does not describe the document.
    further
        The documents that it names beside that one.
    programme
        Id of the record that heads its programme; None if it names no beneficiary.
    kind
        One of ``KINDS``: how its money is judged at the view's level.
    amount_usd, net_usd
        Its amount (None where the document gives none), and what is left of it beyond its
        parts in view.
    parent, parts
        Ids of the nearest record in view that contains it, and of those it contains.
    is_in_view
        Whether the view's filters keep it; what they do not keep holds nothing in the view.
    """

    row: Row
    source: Row
    programme: str | None
    kind: str
    amount_usd: float | None
    net_usd: float
    parent: str | None
    parts: tuple[str, ...]
    is_in_view: bool = True
    further: tuple[Document, ...] = ()

    @property
    def id(self) -> str:
        """The record's id."""
        return self.row["id"]

    @property
    def page(self) -> str:
        """Where in its document it stands; empty if that is not recorded."""
        return "" if self.further else self.row["page_or_section"]

    @property
    def is_handover(self) -> bool:
        """Whether its places are only where a ceremony was held."""
        return self.row["place_role"] == "handover_site"


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """How a view counts the records of a ledger; arrays have an entry a record.

    Attributes
    ----------
    net
        What each holds beyond its parts.
    kind
        Index into ``KINDS``.
    by_parent, parents
        Rows in view that have a parent in view, sorted by it, and that parent.
    """

    net: placement.Net
    kind: Ints
    by_parent: Ints
    parents: Ints

    def parts(self, row: int) -> list[int]:
        """Rows of the parts in view of a record."""
        first, last = np.searchsorted(self.parents, [row, row + 1])
        found: list[int] = self.by_parent[first:last].tolist()
        return found


def in_view(ledger: Ledger, view: View) -> tuple[Record, ...]:
    """Every record in view, in the ledger's order."""
    return at(ledger, view, rows_in_view(ledger, view))


def behind(ledger: Ledger, view: View, code: str) -> tuple[Record, ...]:
    """The records in view that name a place, or a place inside it; handover sites last.

    Parameters
    ----------
    code
        INEGI code of a state or a municipality.
    """
    return at(ledger, view, rows_behind(ledger, view, code))


def at(ledger: Ledger, view: View, rows: Iterable[int]) -> tuple[Record, ...]:
    """The records of these rows of the ledger, in view or not."""
    how = counted(ledger, view)
    return tuple(_record(ledger, how, row) for row in rows)


def rows_in_view(ledger: Ledger, view: View) -> list[int]:
    """Rows of the ledger in view, in its order."""
    rows: list[int] = np.flatnonzero(counted(ledger, view).net.in_view).tolist()
    return rows


def rows_behind(ledger: Ledger, view: View, code: str) -> list[int]:
    """Rows in view that name a place, or a place inside it; handover sites last."""
    keep = counted(ledger, view).net.in_view
    rows = [row for row in _naming(ledger).get(places.fold(code), ()) if keep[row]]
    return sorted(rows, key=lambda row: ledger.rows[row]["place_role"] == "handover_site")


def row_of(ledger: Ledger, record: str | None) -> int | None:
    """Row of the record with this id, else with one that only its capitals tell apart; or None."""
    exact, folded = _numbers(ledger)
    return exact.get(record or "", folded.get((record or "").casefold()))


def counted(ledger: Ledger, view: View) -> Counted:
    """How a view counts the records."""
    return _counted(ledger, filters(view))


def parts(ledger: Ledger, view: View, level: str) -> placement.Parts:
    """What each record in view gives each place of a level, by the view's rule."""
    return _parts(ledger, filters(view), level)


def dealt_to(ledger: Ledger, view: View, code: str) -> dict[int, int | None]:
    """Cents that a place gets of each record that names it as beneficiary, by row of the ledger.

    At the place's own level they add up to its amount. None where there is no amount, or where
    the view's rule deals the record to none of its places.
    """
    at = parts(ledger, view, places.level_of(code))
    if (unit := places.fold(code)) not in at.codes:
        return {}
    of_place = np.flatnonzero(at.place == at.codes.index(unit))
    rows, cents, dealt = (
        column[of_place].tolist() for column in (at.record, at.cents, at.is_dealt)
    )
    return {
        row: cent if is_dealt and ledger.has_amount[row] else None
        for row, cent, is_dealt in zip(rows, cents, dealt, strict=True)
    }


def programmes(ledger: Ledger, rows: Iterable[int]) -> int:
    """How many programmes the records of these rows are of."""
    return len({int(ledger.programme[row]) for row in rows} - {-1})


def filters(view: View) -> View:
    """The view with only those choices that decide how records are counted."""
    return View(
        level=view.level,
        program_area=view.program_area,
        flow=view.flow,
        evidence=view.evidence,
        years=view.years,
        split=view.split,
    )


@lru_cache(maxsize=16)
def _counted(ledger: Ledger, view: View) -> Counted:
    net = placement.net_amounts(ledger, placement.in_view(ledger, view))
    rows = np.flatnonzero(net.parent >= 0)
    rows = rows[np.argsort(net.parent[rows], kind="stable")]
    kind = placement.place(ledger, view, net, view.level).kind
    return Counted(net, kind, by_parent=rows, parents=net.parent[rows])


@lru_cache(maxsize=16)
def _parts(ledger: Ledger, view: View, level: str) -> placement.Parts:
    return placement.parts(ledger, view, counted(ledger, view).net, level)


def _record(ledger: Ledger, how: Counted, row: int) -> Record:
    cells = ledger.rows[row]
    return Record(
        row=cells,
        source=ledger.sources.get(cells["source_id"], {}),
        programme=_id(ledger, int(ledger.programme[row])),
        kind=KINDS[how.kind[row]],
        amount_usd=int(ledger.cents[row]) / 100 if ledger.has_amount[row] else None,
        net_usd=int(how.net.cents[row]) / 100,
        parent=_id(ledger, int(how.net.parent[row])),
        parts=tuple(ledger.rows[part]["id"] for part in how.parts(row)),
        is_in_view=bool(how.net.in_view[row]),
        further=further(cells["page_or_section"], ledger.sources),
    )


@lru_cache(maxsize=2)
def _naming(ledger: Ledger) -> Mapping[str, list[int]]:
    """The rows that name each place or a place inside it, by code on the boundaries."""
    found: dict[str, list[int]] = {}
    codes_of: dict[str, set[str]] = {}
    for number, row in enumerate(ledger.rows):
        cell = row["places"]
        if cell and cell not in codes_of:
            folded = {places.fold(code) for code, _ in split_places(cell)}
            codes_of[cell] = folded | {code[:2] for code in folded}
        for code in codes_of.get(cell, ()):
            found.setdefault(code, []).append(number)
    return found


@lru_cache(maxsize=2)
def _numbers(ledger: Ledger) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Rows by id, and by id without regard to capitals, the first of each."""
    exact = {row["id"]: number for number, row in enumerate(ledger.rows)}
    folded = {name.casefold(): number for name, number in reversed(exact.items())}
    return exact, folded


def _id(ledger: Ledger, row: int) -> str | None:
    return ledger.rows[row]["id"] if row >= 0 else None
