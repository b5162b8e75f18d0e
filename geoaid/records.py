"""The records behind a place: what each is, what it holds, how it was counted, and its document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geoaid import placement, places
from geoaid.ledger.check import split_places

if TYPE_CHECKING:
    from geoaid.ledger import Ledger
    from geoaid.ledger.check import Row
    from geoaid.view import View

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
    programme
        Id of the record that heads its programme; None if it names no beneficiary.
    kind
        One of ``KINDS``: how its money is judged at the view's level.
    amount_usd, net_usd
        Its amount (None where the document gives none), and what is left of it beyond its
        parts in view.
    parent, parts
        Ids of the nearest record in view that contains it, and of those it contains.
    """

    row: Row
    source: Row
    programme: str | None
    kind: str
    amount_usd: float | None
    net_usd: float
    parent: str | None
    parts: tuple[str, ...]

    @property
    def id(self) -> str:
        """The record's id."""
        return self.row["id"]

    @property
    def is_handover(self) -> bool:
        """Whether its places are only where a ceremony was held."""
        return self.row["place_role"] == "handover_site"


def in_view(ledger: Ledger, view: View) -> tuple[Record, ...]:
    """Every record in view, in the ledger's order."""
    net = placement.net_amounts(ledger, placement.in_view(ledger, view))
    kind = placement.place(ledger, view, net, view.level).kind
    rows = np.flatnonzero(net.in_view).tolist()
    parts: dict[int, list[str]] = {}
    for row in rows:
        parts.setdefault(int(net.parent[row]), []).append(ledger.rows[row]["id"])
    return tuple(
        Record(
            row=ledger.rows[row],
            source=ledger.sources.get(ledger.rows[row]["source_id"], {}),
            programme=_id(ledger, int(ledger.programme[row])),
            kind=KINDS[kind[row]],
            amount_usd=int(ledger.cents[row]) / 100 if ledger.has_amount[row] else None,
            net_usd=int(net.cents[row]) / 100,
            parent=_id(ledger, int(net.parent[row])),
            parts=tuple(parts.get(row, ())),
        )
        for row in rows
    )


def behind(ledger: Ledger, view: View, code: str) -> tuple[Record, ...]:
    """The records in view that name a place, or a place inside it; handover sites last.

    Parameters
    ----------
    code
        INEGI code of a state or a municipality.
    """
    unit = places.fold(code)
    found = [record for record in in_view(ledger, view) if _names(record, unit)]
    return tuple(sorted(found, key=lambda record: record.is_handover))


def _names(record: Record, unit: str) -> bool:
    codes = (places.fold(code) for code, _ in split_places(record.row["places"]))
    return any(code[: len(unit)] == unit for code in codes)


def _id(ledger: Ledger, row: int) -> str | None:
    return ledger.rows[row]["id"] if row >= 0 else None
