"""How far a figure would move, had other programmes been documented or fallen elsewhere.

All draws are seeded: the same seed gives the same draws. What is drawn are sums by place, shape
(draws, places), which every statistic of :mod:`geoaid.measures.concentration` takes at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from geoaid.errors import NotComputableError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

CONFIDENCE = 0.95
DRAWS = 2000
MOST_COMBINATIONS = 10_000
# A large ledger is drawn less often, so that a panel does not keep its reader waiting; never less
# often than the second figure.
_CELLS, _FEWEST = 10_000_000, 100
_KEYS, _FEWEST_BY_CHANCE = 1_000_000, 25
_FAR_MORE = 50


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Programmes in places: one entry a pair, arrays of shape (links,).

    Attributes
    ----------
    programme, place
        Index of the programme, and of the place.
    value
        What the programme has in the place: 1, its even share, or US$; 0 or more.
    programmes, places
        How many there are of each; a programme that names no place is drawn as any other.
    """

    programme: Ints
    place: Ints
    value: Floats
    programmes: int
    places: int

    @property
    def sums(self) -> Floats:
        """Sum by place, shape (places,)."""
        return _sums(self.place, self.value, self.places)

    @property
    def weighing_one(self) -> Links:
        """The same links with each programme weighing one, split evenly over its places."""
        count = np.bincount(self.programme, minlength=self.programmes)
        return Links(
            self.programme, self.place, 1 / count[self.programme], self.programmes, self.places
        )


def resample(links: Links, n: int = DRAWS, seed: int = 0) -> Floats:
    """Bootstrap over programmes (Efron 1979): sums by place of programmes drawn with replacement.

    Programmes are drawn, not places or links, because a programme enters or leaves the record
    with all its places. As many are drawn as there are.

    Parameters
    ----------
    links
        Programmes in places.
    n
        Number of draws; fewer for a very large ledger.
    seed
        The same seed gives the same draws.

    Returns
    -------
    ndarray
        Shape (draws, places). Draws in which no programme names a place are left out.

    Raises
    ------
    NotComputableError
        If there is no programme or no place, all values are zero, one is negative, NaN or
        infinite, or n is below 1.

    Examples
    --------
    Two programmes, one in each of two places; in half of the draws both are the same one:

    >>> links = Links(np.array([0, 1]), np.array([0, 1]), np.ones(2), 2, 2)
    >>> drawn = resample(links, n=1000)
    >>> round(float((drawn.max(axis=1) == 2).mean()), 1)
    0.5
    """
    _refuse(links, n)
    rng = np.random.default_rng(seed)
    chance = np.full(links.programmes, 1 / links.programmes)
    draws = _affordable(n, max(links.programmes, len(links.value)))
    drawn = rng.multinomial(links.programmes, chance, size=draws)
    rows = np.arange(draws)[:, None] * links.places
    weighed = drawn[:, links.programme] * links.value
    sums = _sums(rows + links.place, weighed, draws * links.places).reshape(draws, links.places)
    sums = sums[sums.any(axis=1)]
    if not len(sums):
        raise NotComputableError("interval", "all_zero", "no draw holds a programme with a place")
    return sums


def around(figure: float, drawn: npt.ArrayLike) -> tuple[float, float]:
    """Interval (95%) of a figure from the same figure of the draws.

    The 2.5th and 97.5th percentile of the draws, moved by their bias (their mean less the
    figure), so that they lie around the figure. Drawing with replacement makes concentration
    come out higher than in the record, the more so the fewer the programmes; unmoved, the
    figure could lie below its own interval.

    Parameters
    ----------
    figure
        Of the record.
    drawn
        Of each draw, shape (draws,); finite.

    References
    ----------
    Efron, B. and Tibshirani, R. (1993), *An introduction to the bootstrap*, ch. 10 (bias).

    Examples
    --------
    >>> around(0.5, [0.6, 0.6, 0.8, 0.8])
    (0.4, 0.6)
    """
    figures = np.asarray(drawn, dtype=np.float64)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(figures, [tail, 1 - tail]) - (figures.mean() - figure)
    return round(float(min(low, figure)), 12), round(float(max(high, figure)), 12)


def assignments(
    links: Links, most: int = MOST_COMBINATIONS, n: int = DRAWS, seed: int = 0
) -> tuple[Floats, int]:
    """Sums by place with each programme given wholly to one of its places, in every way.

    Parameters
    ----------
    links
        Programmes (or records) in places; what one has is the sum of its values.
    most
        Up to so many ways all are taken, else a seeded sample.
    n, seed
        Size and seed of the sample; fewer for a very large ledger. Its first two rows are no
        chance: each programme in the one of its places that has most, and in that with least.

    Returns
    -------
    sums : ndarray
        Shape (ways, places).
    ways : int
        How many there are; a sample was taken if ``sums`` has fewer rows.

    Examples
    --------
    >>> links = Links(np.array([0, 0, 1]), np.array([0, 1, 1]), np.ones(3), 2, 2)
    >>> sums, ways = assignments(links)
    >>> sums.tolist(), ways
    ([[2.0, 1.0], [0.0, 3.0]], 2)
    """
    _refuse(links, n)
    order = np.lexsort((links.place, links.programme))
    programme, place = links.programme[order], links.place[order]
    first = np.flatnonzero(np.append(True, np.diff(programme) != 0))
    count = np.diff(np.append(first, len(programme)))
    whole = np.bincount(links.programme, links.value, minlength=links.programmes)
    amounts = whole[programme[first]]
    ways = prod(count.tolist())
    choosing = np.flatnonzero(count > 1)  # few where the ways are few; the others are a constant
    if ways <= most:
        choice = np.unravel_index(np.arange(ways), [*count[choosing].tolist(), 1])
        picks = first[choosing] + np.stack(choice, axis=-1)[:, :-1]
    else:
        total = links.sums[place]
        draws = _affordable(n, len(first)) - 2
        chosen = np.floor(np.random.default_rng(seed).random((draws, len(first))) * count)
        ends = [_extreme(programme, total, last=True), _extreme(programme, total, last=False)]
        picks = np.vstack([*ends, first + chosen.astype(np.int64)])[:, choosing]
    rows = np.arange(len(picks))[:, None] * links.places
    held = np.broadcast_to(np.asarray(amounts[choosing], dtype=np.float64), picks.shape)
    cells = _sums(rows + place[picks], held, len(picks) * links.places)
    alone = np.where(count == 1, amounts, 0.0)
    sums = cells.reshape(len(picks), links.places) + _sums(place[first], alone, links.places)
    return sums, ways


def _extreme(programme: Ints, total: Floats, *, last: bool) -> Ints:
    """Of each programme the link to the place that has most (last) or least."""
    order = np.lexsort((total, programme))
    edge = np.diff(programme[order]) != 0
    keep = np.append(edge, True) if last else np.append(True, edge)
    return np.asarray(order[keep])


def by_chance(links: Links, n: int = 200, seed: int = 0) -> Floats | None:
    """Counts by place if every programme were in as many places as it is, drawn by lot.

    The yardstick for a small record: few programmes lie unevenly even where nobody preferred
    any place.

    Returns
    -------
    ndarray or None
        Shape (draws, places); None where the table is too large to be drawn often enough.

    Examples
    --------
    >>> links = Links(np.array([0, 0]), np.array([0, 1]), np.ones(2), 1, 2)
    >>> by_chance(links, n=2).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    _refuse(links, n)
    few = links.places >= _FAR_MORE * int(np.bincount(links.programme).max())
    each = len(links.value) if few else links.programmes * links.places
    draws = min(n, _KEYS // max(each, 1))
    if draws < min(n, _FEWEST_BY_CHANCE):
        return None
    degree = np.bincount(links.programme, minlength=links.programmes)
    most = int(degree.max())
    if links.places >= _FAR_MORE * most:
        return _rarely_twice(links, draws, seed)
    keys = np.random.default_rng(seed).random((draws, links.programmes, links.places))
    # The places with the smallest keys, in the order of their keys: the first of them are a lot.
    lot = np.argpartition(keys, most - 1, axis=-1)[..., :most]
    order = np.argsort(np.take_along_axis(keys, lot, axis=-1), axis=-1)
    lot = np.take_along_axis(lot, order, axis=-1)
    taken = np.broadcast_to(np.arange(most) < degree[:, None], lot.shape)
    rows = np.arange(draws)[:, None, None] * links.places
    counts = np.bincount((rows + lot)[taken], minlength=draws * links.places)
    return np.asarray(counts.reshape(draws, links.places), dtype=np.float64)


def _rarely_twice(links: Links, draws: int, seed: int) -> Floats:
    """Draw places one by one; of many, a programme rarely draws one twice, and then all is drawn anew."""
    rng = np.random.default_rng(seed)
    order = np.sort(links.programme)
    drawn = rng.integers(links.places, size=(draws, len(order)))
    while True:
        keys = np.sort(order * links.places + drawn, axis=1)
        again = (np.diff(keys, axis=1) == 0).any(axis=1)
        if not again.any():
            break
        drawn[again] = rng.integers(links.places, size=(int(again.sum()), len(order)))
    rows = np.arange(draws)[:, None] * links.places
    counts = np.bincount((rows + drawn).ravel(), minlength=draws * links.places)
    return np.asarray(counts.reshape(draws, links.places), dtype=np.float64)


def _sums(cell: Ints, value: Floats, size: int) -> Floats:
    found = np.bincount(cell.ravel(), value.ravel(), minlength=size)
    return np.asarray(found, dtype=np.float64)


def _affordable(n: int, size: int) -> int:
    return int(min(n, max(_FEWEST, _CELLS // max(size, 1))))


def _refuse(links: Links, n: int) -> None:
    if not len(links.value) or not links.programmes or not links.places:
        raise NotComputableError("interval", "empty", "no programme names a place")
    if not np.isfinite(links.value).all():
        raise NotComputableError("interval", "missing", "a value is missing (NaN) or infinite")
    if (links.value < 0).any():
        why = "a programme has a negative value in a place"
        raise NotComputableError("interval", "negative", why)
    if not links.value.any():
        raise NotComputableError("interval", "all_zero", "every value is zero")
    if n < 1:
        raise NotComputableError("interval", "option", "at least one draw is needed")
