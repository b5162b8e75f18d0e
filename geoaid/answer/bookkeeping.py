"""The bookkeeping of a view: the record identity, coverage, conflicts, what is not converted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import placement

if TYPE_CHECKING:
    from geoaid.ledger import Bools, Ledger, Total
    from geoaid.placement import Net, Placement
    from geoaid.view import View

APPROPRIATION_YEARS = (2008, 2021)


@dataclass(frozen=True, slots=True)
class Identity:
    """Where the money of the records in view is, in US$; the four add up to the total."""

    own_usd: float
    shared_usd: float
    state_only_usd: float
    not_placed_usd: float
    total_usd: float

    def as_dict(self) -> dict[str, float]:
        """The five amounts by name."""
        return {name: getattr(self, name) for name in Identity.__slots__}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the appropriation has a published place."""

    appropriated_usd: float
    own_usd: float
    shared_usd: float
    own_share: float
    shared_share: float
    is_approximate: bool

    def as_dict(self) -> dict[str, float | bool]:
        """The six figures by name."""
        return {name: getattr(self, name) for name in Coverage.__slots__}


def usd(cents: int | np.integer[Any]) -> float:
    """Whole cents as U.S. dollars."""
    return round(int(cents) / 100, 2)


def record_identity(net: Net, placed: Placement, keep: Bools) -> Identity:
    """The record identity over the records to keep (shape (n,) of the ledger)."""
    kinds = (placement.OWN, placement.SHARED, placement.STATE_ONLY, placement.NOT_PLACED)
    cents = [int(net.cents[keep & (placed.kind == kind)].sum()) for kind in kinds]
    own, shared, state_only, not_placed, total = (usd(n) for n in (*cents, sum(cents)))
    return Identity(own, shared, state_only, not_placed, total)


def coverage(ledger: Ledger, view: View, net: Net, placed: Placement) -> Coverage | None:
    """Own and shared money under ROOT over the appropriation; None where it cannot divide."""
    root = ledger.root
    first, last = view.years or APPROPRIATION_YEARS
    inside = APPROPRIATION_YEARS[0] <= first and last <= APPROPRIATION_YEARS[1]
    if root is None or view.program_area or view.flow or not inside:
        return None
    # The whole appropriation is one rounded figure; single years are added up from the totals.
    whole = (int(ledger.cents[root]), True)
    if (first, last) != APPROPRIATION_YEARS:
        whole = _appropriated(ledger, first, last)
    if not whole[0]:
        return None
    own, shared = (
        int(net.cents[ledger.under_root & (placed.kind == kind)].sum())
        for kind in (placement.OWN, placement.SHARED)
    )
    return Coverage(
        appropriated_usd=usd(whole[0]),
        own_usd=usd(own),
        shared_usd=usd(shared),
        own_share=round(own / whole[0], 6),
        shared_share=round(shared / whole[0], 6),
        is_approximate=whole[1],
    )


def _appropriated(ledger: Ledger, first: int, last: int) -> tuple[int, bool]:
    """Sum of one figure a year, in cents, and whether any of them is wider than the initiative."""
    years = [appropriation(ledger, year) for year in range(first, last + 1)]
    whole = sum(item.cents for figures in years for item in figures)
    return whole, any(item.use == "all_account" for figures in years for item in figures)


def appropriation(ledger: Ledger, year: int) -> tuple[Total, ...]:
    """The totals that together are a fiscal year's one figure; empty if there is none.

    The control TOTAL, else the control accounts, else the figure of all accounts, which is wider
    than the initiative.
    """
    figures = [item for item in ledger.totals if item.year == year]
    control = [item for item in figures if item.use == "control"]
    whole = [item for item in control if item.account == "TOTAL"]
    every = [item for item in figures if item.use == "all_account"]
    return tuple(whole[:1] or control or every)


def conflicts(ledger: Ledger, net: Net) -> tuple[dict[str, Any], ...]:
    """Records in view whose parts add up to more than the whole: id and three amounts."""
    rows = placement.conflicts(ledger, net)
    wholes, parts = ledger.cents[rows], net.parts[rows]
    return tuple(
        {
            "id": ledger.rows[row]["id"],
            "amount_usd": whole,
            "parts_usd": part,
            "excess_usd": excess,
        }
        for row, whole, part, excess in zip(
            rows.tolist(),
            *(np.round(cents / 100, 2).tolist() for cents in (wholes, parts, parts - wholes)),
            strict=True,
        )
    )


def other_currency(ledger: Ledger, net: Net) -> tuple[dict[str, Any], ...]:
    """Records in view with an amount in another currency only: id, currency, amount."""
    records = (ledger.rows[row] for row in np.flatnonzero(net.in_view & ledger.foreign).tolist())
    return tuple(
        {
            "id": record["id"],
            "currency": record["currency_orig"],
            "amount": float(record["amount_orig"]),
        }
        for record in records
    )


def region_only(ledger: Ledger, net: Net, placed: Placement) -> tuple[int, tuple[str, ...]]:
    """Cents in view that documents tie to a region and to no state, and what they call the regions."""
    paid = net.in_view & ledger.regional & (placed.kind == placement.NOT_PLACED) & (net.cents > 0)
    names = dict.fromkeys(ledger.rows[row]["region"] for row in np.flatnonzero(paid).tolist())
    return int(net.cents[paid].sum()), tuple(names)
