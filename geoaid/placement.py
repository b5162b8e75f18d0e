"""Records in view x places -> net amounts, placements, bounds, and what has no place.

Records nest. A record's *net amount* is its amount less the amounts of its parts in view, and it
is placed by that record's own places. Own and shared are judged at the level asked for, after
codes are cut to it. Everything is whole cents; every step that moves money proves that none was
lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geoaid import need, places
from geoaid.errors import GeoaidError
from geoaid.view import FLOWS, PROGRAM_AREAS

if TYPE_CHECKING:
    import numpy.typing as npt

    from geoaid.ledger import Bools, Ints, Ledger
    from geoaid.view import View

# What a record's net amount is, at a level: the classes of the record identity.
OWN, SHARED, STATE_ONLY, NOT_PLACED = range(4)


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """What each record in view holds beyond its parts, in cents.

    Attributes
    ----------
    in_view
        True for the records in view.
    parent
        Row of the nearest ancestor in view, -1 for none.
    cents
        Net amounts; 0 outside the view and where parts exceed their whole.
    parts
        What the record's parts in view add up to.
    """

    in_view: Bools
    parent: Ints
    cents: Ints
    parts: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Where the money and the programmes of a view are, at one level.

    Arrays over ``codes`` unless said otherwise; amounts in cents.

    Attributes
    ----------
    codes
        Every place that a project record of the ledger names, cut to the level, sorted; states
        too at municipality level, where money known only to a state stays.
    at_level
        True where the code is of the level asked for.
    programmes, records
        Distinct programmes and records in view that name the place.
    has_money, has_nil
        Whether a record in view that names the place has a net amount, or says nil.
    own, dealt, at_most
        Money of records that name this place alone; own money and the share of shared money by
        the view's rule; own money and the whole of every record shared.
    kind
        Per record of the ledger: OWN, SHARED, STATE_ONLY or NOT_PLACED.
    links_record, links_place
        Distinct pairs in view: row of the ledger, and index into ``codes``.
    programme_links
        Distinct pairs in view of a programme (its head's row) and a place of the level.
    """

    codes: tuple[str, ...]
    at_level: Bools
    programmes: Ints
    records: Ints
    has_money: Bools
    has_nil: Bools
    own: Ints
    dealt: Ints
    at_most: Ints
    kind: Ints
    links_record: Ints
    links_place: Ints
    programme_links: tuple[Ints, Ints]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What each record in view gives each place that it names, at one level.

    Arrays have an entry for each distinct pair of record and place, sorted by record, then place.

    Attributes
    ----------
    codes
        The places of the level, as :class:`Placement` has them.
    record, place
        Row of the ledger, and index into ``codes``.
    cents
        The place's part of the record's net amount; 0 where it gets none.
    is_dealt
        False where the view's rule deals the record to none of its places.
    """

    codes: tuple[str, ...]
    record: Ints
    place: Ints
    cents: Ints
    is_dealt: Bools


def in_view(ledger: Ledger, view: View, *, any_year: bool = False) -> Bools:
    """Which records a view's filters keep.

    A record is in a range of years when its span overlaps it; one without any year is in
    ``all`` only.

    Parameters
    ----------
    any_year
        True leaves the years out of account.
    """
    keep = ledger.project.copy()
    if view.program_area:
        keep &= np.isin(ledger.area, [PROGRAM_AREAS.index(name) for name in view.program_area])
    if view.flow:
        keep &= np.isin(ledger.flow, [FLOWS.index(name) for name in view.flow])
    if view.evidence == "strong":
        keep &= ledger.strong
    if view.years and not any_year:
        first, last = view.years
        keep &= (ledger.first > 0) & (ledger.first <= last) & (ledger.last >= first)
    return keep


def net_amounts(ledger: Ledger, keep: Bools) -> Net:
    """Subtract from each record in view the amounts of its parts in view.

    A record without an amount passes its parts up. Where parts exceed their whole, the parts
    stand and the whole's net is 0.

    Parameters
    ----------
    ledger
        n records.
    keep
        Shape (n,), the records in view.
    """
    parent = ledger.parent.copy()
    while True:
        outside = (parent >= 0) & ~keep[parent]
        if not outside.any():
            break
        parent[outside] = ledger.parent[parent[outside]]
    gross = np.where(keep & ledger.has_amount, ledger.cents, 0)
    parts = np.zeros_like(gross)
    # Deepest first, so that a record without an amount has its parts' sum before it passes it up.
    for depth in range(int(ledger.depth.max(initial=0)), 0, -1):
        rows = np.flatnonzero(keep & (ledger.depth == depth) & (parent >= 0))
        passed = np.where(ledger.has_amount[rows], gross[rows], parts[rows])
        np.add.at(parts, parent[rows], passed)
    net = np.where(keep & ledger.has_amount, np.maximum(gross - parts, 0), 0)
    return Net(keep, np.where(keep, parent, -1), net, parts)


def conflicts(ledger: Ledger, net: Net) -> Ints:
    """Rows in view whose parts exceed their amount."""
    over = net.in_view & ledger.has_amount & (net.parts > ledger.cents)
    return np.flatnonzero(over)


def place(
    ledger: Ledger, view: View, net: Net, level: str, shares: Ints | None = None
) -> Placement:
    """Place the net amounts of the records in view at a level, by the view's split rule.

    Parameters
    ----------
    shares
        What :func:`deal` gave, where it has been asked already: it is the same at each level.

    Raises
    ------
    geoaid.errors.GeoaidError
        If a cent was lost or made; never, unless geoaid is wrong.
    """
    codes, unit_of, every_record, every_unit = _links_at(ledger, level)
    at_level = np.array([places.level_of(code) == level for code in codes], dtype=bool)
    seen = net.in_view[every_record]
    record, unit = every_record[seen], every_unit[seen]
    count = np.bincount(record, minlength=len(net.cents))
    kind = _kinds(count, record, at_level[unit])
    own_link = count[record] == 1
    amounts = net.cents[record]
    own = _sum(unit[own_link], amounts[own_link], len(codes))
    dealt = own
    if view.split != "none":
        # A record's shares are dealt to the places as named, then cut to the level.
        named = ledger.links_place[net.in_view[ledger.links_record]]
        shares = deal(ledger, view, net) if shares is None else shares
        dealt = _sum(unit_of[named], shares, len(codes))
    nil = ledger.has_amount & (ledger.cents == 0)
    pairs = _distinct(ledger.programme[record], unit, len(codes))
    placement = Placement(
        codes=codes,
        at_level=at_level,
        programmes=np.bincount(pairs[1], minlength=len(codes)),
        records=np.bincount(unit, minlength=len(codes)),
        has_money=_any(unit, amounts > 0, len(codes)),
        has_nil=_any(unit, nil[record], len(codes)),
        own=own,
        dealt=dealt,
        at_most=_sum(unit, amounts, len(codes)),
        kind=kind,
        links_record=record,
        links_place=unit,
        programme_links=(pairs[0][at_level[pairs[1]]], pairs[1][at_level[pairs[1]]]),
    )
    _prove(view, net, placement)
    return placement


def parts(ledger: Ledger, view: View, net: Net, level: str) -> Parts:
    """Say what each record gives each place at a level; by place they add up to ``dealt``."""
    codes, unit_of, every_record, every_unit = _links_at(ledger, level)
    seen = net.in_view[every_record]
    record, unit = every_record[seen], every_unit[seen]
    if view.split == "none":
        single = np.bincount(record, minlength=len(net.cents))[record] == 1
        return Parts(codes, record, unit, np.where(single, net.cents[record], 0), single)
    named = net.in_view[ledger.links_record]
    width = max(len(codes), 1)
    pair = ledger.links_record[named] * width + unit_of[ledger.links_place[named]]
    at = np.searchsorted(record * width + unit, pair)
    cents = _sum(at, deal(ledger, view, net), len(record))
    return Parts(codes, record, unit, cents, np.ones(len(record), dtype=bool))


def units(ledger: Ledger, level: str) -> tuple[tuple[str, ...], Ints]:
    """Cut the ledger's codes to a level: the units, and the unit of each code."""
    cut = [
        code[:2] if level == "state" else places.fold(code) if len(code) == 5 else code
        for code in ledger.codes
    ]
    found = tuple(sorted(set(cut)))
    position = {code: number for number, code in enumerate(found)}
    return found, np.array([position[code] for code in cut], dtype=np.int64)


@lru_cache(maxsize=16)
def _links_at(ledger: Ledger, level: str) -> tuple[tuple[str, ...], Ints, Ints, Ints]:
    """The units of a level, the unit of each code, and every distinct pair of record and unit.

    A ledger does not change, so no view needs to find them again.
    """
    codes, unit_of = units(ledger, level)
    record, unit = _distinct(ledger.links_record, unit_of[ledger.links_place], len(codes))
    return codes, unit_of, record, unit


def _distinct(a: Ints, b: Ints, width: int) -> tuple[Ints, Ints]:
    """The distinct pairs of two columns, sorted; ``b`` is smaller than ``width``."""
    width = max(width, 1)
    pairs = distinct(a * width + b)
    return pairs // width, pairs % width


def distinct(values: Ints) -> Ints:
    """Return the distinct values, sorted; on large arrays ten times as fast as ``np.unique``.

    Examples
    --------
    >>> distinct(np.array([3, 1, 3, 2])).tolist()
    [1, 2, 3]
    """
    ordered = np.sort(values)
    return ordered[np.append(True, np.diff(ordered) != 0)] if len(ordered) else ordered


def _sum(unit: Ints, cents: Ints, size: int) -> Ints:
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, unit, cents)
    return total


def _any(unit: Ints, flags: Bools, size: int) -> Bools:
    found = np.zeros(size, dtype=bool)
    found[unit[flags]] = True
    return found


def _kinds(count: Ints, record: Ints, link_at_level: Bools) -> Ints:
    touches_level = np.zeros(len(count), dtype=bool)
    touches_level[record[link_at_level]] = True
    return np.select(
        [count == 0, ~touches_level, count == 1], [NOT_PLACED, STATE_ONLY, OWN], SHARED
    ).astype(np.int64)


def deal(ledger: Ledger, view: View, net: Net) -> Ints:
    """Deal each record's net amount to the places it names; cents to the largest remainders.

    Returns
    -------
    array of int64, shape (links in view,)
        Cents of each link of the ledger whose record is in view; the links of a record add up to
        its net amount. Empty under the split ``none``.
    """
    if view.split == "none":
        return np.zeros(0, dtype=np.int64)
    seen = net.in_view[ledger.links_record]
    return _deal(ledger, view.split, net.cents, ledger.links_record[seen], ledger.links_place[seen])


def _deal(ledger: Ledger, split: str, net: Ints, record: Ints, named: Ints) -> Ints:
    weight = np.ones(len(record), dtype=np.int64)
    if split == "population":
        weight = _populations(ledger)[named]
        # Two names of one place on the boundaries share its population: it counts once.
        unit = units(ledger, "municipality")[1][named]
        _, first = np.unique(record * (len(ledger.codes) + 1) + unit, return_index=True)
        once = np.zeros(len(record), dtype=bool)
        once[first] = True
        weight = np.where(once, weight, 0)
    total = np.zeros(len(net), dtype=np.int64)
    np.add.at(total, record, weight)
    amount, whole = net[record], np.maximum(total[record], 1)
    # amount * weight would overflow 64 bits; quotient and rest apart do not.
    quotient, rest = amount // whole, amount % whole
    share = quotient * weight + rest * weight // whole
    remainder = rest * weight % whole
    dealt = np.zeros(len(net), dtype=np.int64)
    np.add.at(dealt, record, share)
    left = (net - dealt)[record]
    # Links are sorted by record, then code: a stable sort gives ties to the lower code.
    order = np.lexsort((-remainder, record))
    start = np.searchsorted(record, record)
    rank = np.empty(len(record), dtype=np.int64)
    rank[order] = np.arange(len(record)) - start[order]
    return share + (rank < left)


def _populations(ledger: Ledger) -> npt.NDArray[np.int64]:
    """Census 2020 persons of each code that the ledger names, as the boundaries have it."""
    census = need.census_population()
    return np.array([census[places.fold(code)] for code in ledger.codes], dtype=np.int64)


def _prove(view: View, net: Net, placement: Placement) -> None:
    placed = net.cents[np.isin(placement.kind, (OWN, SHARED, STATE_ONLY))].sum()
    if view.split == "none":
        single = np.bincount(placement.links_record, minlength=len(net.cents)) == 1
        placed = net.cents[single].sum()
    if placed != placement.dealt.sum():
        msg = (
            f"money was not conserved: {placement.dealt.sum()} cents dealt of {placed}. "
            "This is a fault of geoaid, please report it with the ledger."
        )
        raise GeoaidError(msg)
