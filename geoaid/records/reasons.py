"""Why a record was counted as it was in a view: figures and facts, no sentences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geoaid import placement, places, records
from geoaid.view import View

if TYPE_CHECKING:
    from geoaid.ledger import Ints, Ledger

FILTERS = ("universe", "program_area", "flow", "evidence", "years")


@dataclass(frozen=True, slots=True)
class Share:
    """What a record's money gives a place that it names; None where it is dealt to none."""

    code: str
    usd: float | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """The facts behind the way a record is counted.

    Attributes
    ----------
    left_out
        Which of ``FILTERS`` keep it out of the view; empty if it is in view.
    reason
        Key of the one reason: ``handover``, ``region``, ``no_place``, ``own_one`` (it names one
        place), ``own_within`` (all that it names lie in one place of the level), ``shared``,
        ``state_only`` or ``outside``.
    units
        Codes of the places that it names, cut to the level.
    shares
        What each place as named gets of its net amount; empty where there is nothing to deal.
    parts_usd
        What its parts in view add up to.
    is_conflict
        Whether they add up to more than its amount.
    """

    left_out: tuple[str, ...]
    reason: str
    units: tuple[str, ...]
    shares: tuple[Share, ...]
    parts_usd: float
    is_conflict: bool


def reasons(ledger: Ledger, view: View, row: int) -> Reasons:
    """Say why a record of the ledger is counted as it is.

    The shares of a record add up to its net amount, unless the rule deals them to no place.
    """
    how = records.counted(ledger, view)
    named = [ledger.codes[link] for link in ledger.links_place[_links(ledger, row)]]
    units = tuple(dict.fromkeys(_unit(view, code) for code in named))
    parts = int(how.net.parts[row])
    return Reasons(
        left_out=() if how.net.in_view[row] else _left_out(ledger, view, row),
        reason=_reason(ledger, view, row, named, units),
        units=units,
        shares=_shares(ledger, view, row),
        parts_usd=parts / 100,
        is_conflict=bool(ledger.has_amount[row] and parts > ledger.cents[row]),
    )


def _left_out(ledger: Ledger, view: View, row: int) -> tuple[str, ...]:
    """Each filter that alone would leave the record out."""
    alone = {
        "universe": View(),
        "program_area": View(program_area=view.program_area),
        "flow": View(flow=view.flow),
        "evidence": View(evidence=view.evidence),
        "years": View(years=view.years),
    }
    if not ledger.project[row]:
        return ("universe",)
    return tuple(name for name in FILTERS if not placement.in_view(ledger, alone[name])[row])


def _reason(ledger: Ledger, view: View, row: int, named: list[str], units: tuple[str, ...]) -> str:
    cells = ledger.rows[row]
    if not records.counted(ledger, view).net.in_view[row]:
        return "outside"
    if cells["place_role"] == "handover_site":
        return "handover"
    if not named:
        return "region" if cells["region"] else "no_place"
    if all(places.level_of(unit) != view.level for unit in units):
        return "state_only"
    if len(units) > 1:
        return "shared"
    return "own_one" if len(named) == 1 else "own_within"


def _unit(view: View, code: str) -> str:
    return code[:2] if view.level == "state" else places.fold(code)


def _links(ledger: Ledger, row: int) -> slice:
    first, last = np.searchsorted(ledger.links_record, [row, row + 1])
    return slice(int(first), int(last))


def _shares(ledger: Ledger, view: View, row: int) -> tuple[Share, ...]:
    how = records.counted(ledger, view)
    links = _links(ledger, row)
    codes = [ledger.codes[link] for link in ledger.links_place[links]]
    net = int(how.net.cents[row])
    if not how.net.in_view[row] or not codes or not net:
        return ()
    if len(codes) == 1:
        return (Share(codes[0], net / 100),)
    if view.split == "none":
        return tuple(Share(code, None) for code in codes)
    cents = _dealt(ledger, records.filters(view))[links].tolist()
    return tuple(Share(code, cent / 100) for code, cent in zip(codes, cents, strict=True))


@lru_cache(maxsize=8)
def _dealt(ledger: Ledger, view: View) -> Ints:
    """Cents that each link of the ledger gets; 0 for records outside the view."""
    net = records.counted(ledger, view).net
    whole = np.zeros(len(ledger.links_record), dtype=np.int64)
    whole[net.in_view[ledger.links_record]] = placement.deal(ledger, view, net)
    return whole
