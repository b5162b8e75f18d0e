"""Two views of the same records beside each other: what each place has in both, and what changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid import placement
from geoaid.answer import answer
from geoaid.answer.figures import ranked_by
from geoaid.answer.together import in_one_unit, with_shared_classes
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoaid.answer import Answer, PlaceFigures
    from geoaid.ledger import Ledger
    from geoaid.view import Difference, View

    Rank = tuple[float, int]


@dataclass(frozen=True, slots=True)
class PlacePair:
    """One place in both views.

    Attributes
    ----------
    first, second
        Its figures.
    change
        Second less first, in the unit of the measure; None where one of them is no number, or
        where the views have different units.
    ranks
        Its ranks among the places that have a figure in both, 1 the largest: equal ones share
        the mean, and with it stands how many they are; None where it has none.
    """

    first: PlaceFigures
    second: PlaceFigures
    change: float | None
    ranks: tuple[Rank, Rank] | None

    @property
    def code(self) -> str:
        """Code of the place."""
        return self.first.code

    @property
    def is_reclassed(self) -> bool:
        """Whether it has a class in both, and not the same."""
        classes = self.first.class_, self.second.class_
        return None not in classes and classes[0] != classes[1]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two views beside each other; see :func:`pairing`.

    Attributes
    ----------
    difference
        What they differ in.
    answers
        The first and the second, with shared classes if ``is_one_unit``.
    is_one_unit
        Whether their values can be set against each other.
    places
        Every place of the level that any record names, or every state; largest change first.
    records_in_both
        Records that count in both views; None if the views keep the same records.
    """

    difference: Difference
    answers: tuple[Answer, Answer]
    is_one_unit: bool
    places: tuple[PlacePair, ...]
    records_in_both: int | None

    @property
    def totals(self) -> tuple[float, float]:
        """Of each view: documented programmes, or the money that its rule gives to places, US$."""
        first, second = (_total(one) for one in self.answers)
        return first, second

    def only(self, side: int) -> int:
        """How many places have a figure in this view (0 or 1) and none in the other."""
        pairs = ((one.first, one.second) for one in self.places)
        return sum(_has(pair[side]) and not _has(pair[1 - side]) for pair in pairs)

    @property
    def in_both(self) -> int:
        """How many places have a figure in both."""
        return sum(_has(one.first) and _has(one.second) for one in self.places)


def pairing(view: View, ledger: Ledger, difference: Difference | None = None) -> Pairing:
    """Set two views beside each other.

    Parameters
    ----------
    view
        What the reader chose; what the two do not differ in is its own.
    ledger
        The records.
    difference
        What the two differ in; the view's ``pair`` if None.

    Examples
    --------
    >>> from geoaid import View
    >>> from geoaid.ledger import bundled
    >>> found = pairing(View(pair="years:2008-2014/2015-2021"), bundled())
    >>> found.totals == tuple(one.programmes for one in found.answers)
    True
    """
    difference = difference or view.pair
    views = difference.sides(view)
    found: Sequence[Answer] = [answer(one, ledger) for one in views]
    is_one_unit = in_one_unit(views)
    if is_one_unit:
        found = with_shared_classes(found)
    first, second = found
    keeps = [placement.in_view(ledger, one) for one in views]
    has_others = bool((keeps[0] != keeps[1]).any())
    pairs = list(zip(first.places, second.places, strict=True))
    ranks = _ranks(first, second, pairs)
    rows = [
        PlacePair(a, b, _change(first, a, b) if is_one_unit else None, ranks.get(a.code))
        for a, b in pairs
    ]
    rows.sort(key=lambda one: (*_size(one), one.code))
    return Pairing(
        difference,
        (first, second),
        is_one_unit,
        tuple(rows),
        int((keeps[0] & keeps[1]).sum()) if has_others else None,
    )


def _size(one: PlacePair) -> tuple[bool, float, float]:
    """What places are sorted by: those with the largest change first, those without one last."""
    apart = one.change
    if apart is None and one.ranks:
        apart = one.ranks[1][0] - one.ranks[0][0]
    largest = max(one.first.value or 0, one.second.value or 0)
    return apart is None, -abs(apart or 0), -largest


def _total(one: Answer) -> float:
    if REGISTRY[one.view.measure].basis == "amount":
        shared = 0.0 if one.view.split == "none" else one.identity.shared_usd
        return one.identity.own_usd + shared
    return one.programmes


def _has(place: PlaceFigures) -> bool:
    return place.status == "value" and bool(place.value)


def _figure(one: Answer, place: PlaceFigures) -> float | None:
    """The value as a number: none documented is no programme, but it is no amount."""
    if place.status == "no_record" and REGISTRY[one.view.measure].basis == "programmes":
        return 0.0
    return place.value if place.status in ("value", "zero") else None


def _change(one: Answer, first: PlaceFigures, second: PlaceFigures) -> float | None:
    before, after = _figure(one, first), _figure(one, second)
    if before is None or after is None:
        return None
    return round(after - before, 6)


def _ranks(
    first: Answer, second: Answer, pairs: Sequence[tuple[PlaceFigures, PlaceFigures]]
) -> dict[str, tuple[Rank, Rank]]:
    both = [(a, b) for a, b in pairs if _has(a) and _has(b)]
    before = _ranked([ranked_by(first.view, a) for a, _ in both])
    after = _ranked([ranked_by(second.view, b) for _, b in both])
    codes = (a.code for a, _ in both)
    return dict(zip(codes, zip(before, after, strict=True), strict=True))


def _ranked(values: Sequence[float]) -> list[Rank]:
    """Ranks, 1 the largest; equal values share the mean, and with it stands how many they are.

    Examples
    --------
    >>> _ranked([3.0, 9.0, 3.0])
    [(2.5, 2), (1.0, 1), (2.5, 2)]
    """
    return [
        (sum(other > value for other in values) + (1 + tied) / 2, tied)
        for value in values
        for tied in (values.count(value),)
    ]
