"""Why a record was counted as it was in a view: figures and facts, no sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """What a record's money gives a place of the level.

    Attributes
    ----------
    code
        The place; a state, at the level of municipalities, where a document names only that.
    usd
        Its part of the net amount; None where the rule deals it to none.
    is_placed
        Whether the place is of the level; what a state holds there, none of its municipalities gets.
    named
        What each place in it gets that the document names, where that is more than the place itself.
    """

    code: str
    usd: float | None
    is_placed: bool = True
    named: tuple[Share, ...] = ()


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
        What each place of the level gets of its net amount, as the map's figures have it; empty
        where there is nothing to deal.
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
    named = _links(ledger, row)
    if not how.net.in_view[row] or named.start == named.stop or not how.net.cents[row]:
        return ()
    parts = records.parts(ledger, view, view.level)
    first, last = np.searchsorted(parts.record, [row, row + 1]).tolist()
    inside: dict[str, list[Share]] = {}
    for link in range(named.start, named.stop):
        code = ledger.codes[ledger.links_place[link]]
        cents = None if view.split == "none" else int(_dealt(ledger, records.filters(view))[link])
        inside.setdefault(_unit(view, code), []).append(Share(code, _usd(cents)))
    shares = []
    for pair in range(first, last):
        code = parts.codes[parts.place[pair]]
        cents = int(parts.cents[pair]) if parts.is_dealt[pair] else None
        within = tuple(inside[code])
        is_itself = len(within) == 1 and within[0].code == code
        if len(within) == 1:
            within = (replace(within[0], usd=_usd(cents)),)
        placed = places.level_of(code) == view.level
        shares.append(Share(code, _usd(cents), placed, () if is_itself else within))
    return tuple(shares)


def _usd(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


@lru_cache(maxsize=8)
def _dealt(ledger: Ledger, view: View) -> Ints:
    """Cents that each link of the ledger gets; 0 for records outside the view."""
    net = records.counted(ledger, view).net
    whole = np.zeros(len(ledger.links_record), dtype=np.int64)
    whole[net.in_view[ledger.links_record]] = placement.deal(ledger, view, net)
    return whole
