"""Are neighbours alike? Moran's I over all places, and place by place.

``values`` are of any one unit, shape (n,), one figure a place, and may be negative, as
deobligations are. ``pairs`` are the neighbours, shape (m, 2): indices into ``values``, each pair
once, in either order, as :func:`pairs_of` gives. A place's neighbours weigh equally, together 1
(row-standardised contiguity). A place without neighbours, an island, has no part in a statistic,
not even in the mean, and is named in the answer.

The formulas are a few lines, and the tests hold them to esda (Rey and Anselin 2007). It is not
used here: it takes seconds to load, disturbs NumPy's global state, and looking down it does not
count the draws that equal what was found, so that a place with something amid zeros seems as rare
as can be, where zeros are the rule. Here figures within 1e-9 of a standard deviation are equal.

A pseudo p-value is ``(r + 1) / (permutations + 1)``; r draws are at least as far out as what was
found, on the side where it lies. It is one-sided, as esda's ``p_sim`` and GeoDa's are: doubled, it
is two-sided.

Both statistics raise :class:`NotComputableError` if there is no value (``"empty"``) or one is NaN
or infinite (``"missing"``), if places with neighbours are fewer than three (``"neighbours"``) or
all have the same value (``"constant"``), if an array has another form or a pair is out of range,
of one place or there twice (``"shape"``), and if an option is out of range (``"option"``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from geoaid.errors import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from geoaid.shapes import Contact

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

KINDS = ("high_high", "low_low", "high_low", "low_high", "not_significant", "island")
# By whether the place, and the mean of its neighbours, are above the mean.
_QUADRANTS = {
    (True, True): "high_high",
    (False, True): "low_high",
    (False, False): "low_low",
    (True, False): "high_low",
}
_EQUAL = 1e-9  # in standard deviations; the order of a sum changes less
_CONSTANT = 1e-12  # of the largest value
_AT_ONCE = 250_000  # values dealt out at a time, 2 MB: they stay in the processor's cache
_FAR_MORE = 20


@dataclass(frozen=True, slots=True)
class Moran:
    """Moran's I and what it rests on.

    Attributes
    ----------
    i
        Above ``expected`` where neighbours are alike, below where they are unlike; no unit.
    expected
        -1 / (n - 1), the mean over all orders of the values.
    p, permutations
        Pseudo p-value, one-sided (see the module), and how many draws it rests on.
    n, islands
        Number of places with neighbours, and indices of those without.
    """

    i: float
    expected: float
    p: float
    permutations: int
    n: int
    islands: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LocalMoran:
    """Local Moran's I of every place, and which places stand out.

    Attributes
    ----------
    i
        Shape (n,), no unit; NaN for islands. The others sum to the global I times one less than
        their number.
    p
        Pseudo p-values, shape (n,), one-sided (see the module); NaN for islands.
    threshold
        A place stands out if its p is not above this. If none does, this is alpha over the
        number of places with neighbours, which the smallest p would have to reach.
    kind
        Of each place one of :data:`KINDS`: itself, then its neighbours, against the mean.
    alpha, permutations
        As asked for.
    """

    i: Floats
    p: Floats
    threshold: float
    kind: tuple[str, ...]
    alpha: float
    permutations: int


def moran(
    values: npt.ArrayLike, pairs: npt.ArrayLike, *, permutations: int = 9999, seed: int = 0
) -> Moran:
    """Moran's I (Moran 1950; Cliff and Ord 1981): how far neighbours have like values.

    With deviations z from the mean, and the mean z of a place's neighbours, L, it is
    ``sum_i z_i L_i / sum_i z_i^2``.

    Parameters
    ----------
    values, pairs
        As the module says.
    permutations
        How many times the values are dealt out anew over all places, 1 or more.
    seed
        The same seed gives the same p.

    Examples
    --------
    Four places in a row: each end is like its neighbour, the others are like one of two. Of the
    six orders of these values, two are as alike.

    >>> found = moran([1, 1, 0, 0], [(0, 1), (1, 2), (2, 3)])
    >>> found.i, round(found.expected, 3), round(found.p, 2)
    (0.5, -0.333, 0.33)
    """
    field = _field("Moran index", values, pairs, permutations)
    whole = field.z @ field.z
    i = float(field.z @ _around(field) / whole)
    drawn = _whole_by_chance(field, permutations, seed) / whole
    tail = min(np.count_nonzero(drawn >= i - _EQUAL), np.count_nonzero(drawn <= i + _EQUAL))
    k, islands = len(field.z), np.setdiff1d(np.arange(field.n), field.here)
    p = (int(tail) + 1) / (permutations + 1)
    return Moran(i, -1 / (k - 1), p, permutations, k, tuple(islands.tolist()))


def local_moran(
    values: npt.ArrayLike,
    pairs: npt.ArrayLike,
    *,
    permutations: int = 9999,
    seed: int = 0,
    alpha: float = 0.05,
) -> LocalMoran:
    """Local Moran's I (Anselin 1995): which places stand out with their neighbours.

    Of k places with neighbours, z and L as for :func:`moran`, ``(k - 1) z_i L_i / sum_j z_j^2``.
    A draw leaves the place its value and deals the others out anew. So many tests are held to a
    false discovery rate (Benjamini and Hochberg 1995; Caldas de Castro and Singer 2006).

    Parameters
    ----------
    values, pairs, permutations, seed
        As for :func:`moran`. For one place to stand out alone, p must be as small as alpha / k.
    alpha
        False discoveries among those that stand out, as a share, above 0 and below 1.

    Notes
    -----
    All places share their draws, as in esda: each p is right by itself, but not independent.

    Examples
    --------
    Four places in a row, and an island. Beside the first one of the other three is as high, and
    of the pairs that may stand around the second two of three hold the other high one.

    >>> found = local_moran([1, 1, 0, 0, 9], [(0, 1), (1, 2), (2, 3)])
    >>> found.i[[0, 3, 4]].round(2).tolist(), found.p.round(1).tolist()
    ([0.75, 0.75, nan], [0.3, 0.7, 0.7, 0.3, nan])
    >>> found.kind[3:]
    ('not_significant', 'island')
    """
    what = "local Moran index"
    field = _field(what, values, pairs, permutations)
    if not 0 < alpha < 1:
        why = f"a false discovery rate lies between 0 and 1, and {alpha} does not"
        raise NotComputableError(what, "option", why)
    z, around = field.z, _around(field)
    own = (len(z) - 1) * z * around / (z @ z)
    chance = _conditional_p(field, permutations, seed)
    threshold = _false_discovery(chance, alpha)
    i, p, kind = np.full(field.n, np.nan), np.full(field.n, np.nan), ["island"] * field.n
    i[field.here], p[field.here] = own, chance
    for place, is_high, beside in zip(
        field.here.tolist(), (z > 0).tolist(), (around > 0).tolist(), strict=True
    ):
        kind[place] = _QUADRANTS[is_high, beside] if p[place] <= threshold else "not_significant"
    return LocalMoran(i, p, threshold, tuple(kind), alpha, permutations)


def pairs_of(codes: Sequence[str], contacts: Iterable[Contact]) -> Indices:
    """Pairs of indices into ``codes``, shape (m, 2), of the places that touch.

    Parameters
    ----------
    codes
        Codes of places, each once, in the order of the values.
    contacts
        As :func:`geoaid.shapes.contiguity` gives; touching in a point is enough (queen
        contiguity). Contacts of a place that is not among the codes are left out.

    Examples
    --------
    >>> from geoaid import shapes
    >>> pairs_of(["04", "31", "09", "23"], shapes.contiguity("state")).tolist()
    [[0, 3], [0, 1], [3, 1]]
    """
    index = {code: number for number, code in enumerate(codes)}
    if len(index) < len(codes):
        raise NotComputableError("pairs of neighbours", "shape", "a place is there twice")
    both = [one for one in contacts if one.code_a in index and one.code_b in index]
    pairs = [(index[one.code_a], index[one.code_b]) for one in both]
    return np.array(pairs, dtype=np.intp).reshape(-1, 2)


class _Field(NamedTuple):
    """The places with neighbours, k of n, numbered anew."""

    z: Floats  # shape (k,): mean 0, standard deviation 1
    pairs: Indices
    here: Indices  # shape (k,): their old indices
    n: int


def _field(what: str, values: npt.ArrayLike, pairs: npt.ArrayLike, permutations: int) -> _Field:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1:
        why = f"values of places have one dimension, not {numbers.ndim}"
        raise NotComputableError(what, "shape", why)
    n, finite = len(numbers), np.isfinite(numbers)
    if not n:
        raise NotComputableError(what, "empty", "there is no value")
    if not finite.all():
        at = int(np.argmin(finite)) + 1
        why = f"value {at} of {n} is missing (NaN) or infinite, and a place left out changes it"
        raise NotComputableError(what, "missing", why)
    if permutations < 1:
        raise NotComputableError(what, "option", "at least one permutation is needed")
    links = _links(what, pairs, n)
    here = np.unique(links)
    if len(here) < 3:
        why = f"{len(here)} of {n} places have neighbours, and three are needed"
        raise NotComputableError(what, "neighbours", why)
    held = numbers[here] / (np.abs(numbers[here]).max() or 1.0)  # huge amounts cannot overflow
    if np.ptp(held) <= _CONSTANT:
        why = f"the {len(here)} places with neighbours all have the same value"
        raise NotComputableError(what, "constant", why)
    z = held - held.mean()
    return _Field(z / z.std(), np.searchsorted(here, links), here, n)


def _links(what: str, pairs: npt.ArrayLike, n: int) -> Indices:
    """The pairs, proved to be what the module says."""
    links = np.asarray(pairs)
    if not links.size:
        return np.empty((0, 2), dtype=np.intp)
    if links.ndim != 2 or links.shape[1] != 2 or links.dtype.kind not in "iu":
        why = f"pairs are whole numbers of shape (m, 2), not {links.dtype} of shape {links.shape}"
        raise NotComputableError(what, "shape", why)
    links = np.sort(links, axis=1).astype(np.intp)
    if links.min() < 0 or links.max() >= n or (links[:, 0] == links[:, 1]).any():
        why = f"a pair does not hold two of the places 0 to {n - 1}"
        raise NotComputableError(what, "shape", why)
    if len(np.unique(links, axis=0)) < len(links):
        raise NotComputableError(what, "shape", "a pair of neighbours is there twice")
    return links


def _count(field: _Field) -> Indices:
    """Number of neighbours, shape (k,)."""
    return np.bincount(field.pairs.ravel(), minlength=len(field.z))


def _around(field: _Field) -> Floats:
    """Mean z of the neighbours, shape (k,)."""
    a, b = np.concatenate([field.pairs, field.pairs[:, ::-1]]).T
    return np.bincount(a, field.z[b], minlength=len(field.z)) / _count(field)


def _false_discovery(p: Floats, alpha: float) -> float:
    """The largest ``r alpha / k`` that the r-th smallest of k p-values meets; alpha / k if none."""
    k = len(p)
    steps = np.arange(1, k + 1) * alpha / k
    met = np.flatnonzero(np.sort(p) <= steps)
    return float(steps[met[-1]] if len(met) else alpha / k)


def _dealt(row: npt.NDArray[Any], permutations: int, seed: int) -> Iterator[npt.NDArray[Any]]:
    """Orders of a row, as many as permutations, in batches of shape (orders, len(row))."""
    rng = np.random.default_rng(seed)
    most = max(1, _AT_ONCE // len(row))
    for first in range(0, permutations, most):
        shape = (min(most, permutations - first), len(row))
        yield rng.permuted(np.broadcast_to(row, shape), axis=1)


def _whole_by_chance(field: _Field, permutations: int, seed: int) -> Floats:
    """``sum_i z_i L_i`` of so many orders of the values, shape (permutations,)."""
    # Each pair stands in the sum twice, once by the count of each of its places.
    (a, b), count, n = field.pairs.T, _count(field), len(field.z)
    weight = 1 / count[a] + 1 / count[b]
    levels, times = np.unique(field.z, return_counts=True)
    usual = levels[np.argmax(times)]
    apart = field.z[field.z != usual] - usual
    if n < _FAR_MORE * len(apart):
        dealt = _dealt(field.z, permutations, seed)
        return np.concatenate([(one[:, a] * one[:, b]) @ weight for one in dealt])
    # Where most have one value (nothing, of municipalities), only the others need be dealt: with
    # z = usual + d, the sum is that of the usual value, of d with it, and of d with d.
    both, twice = np.concatenate([field.pairs, field.pairs[:, ::-1]]), np.tile(weight, 2)
    by_place = np.argsort(both[:, 0], kind="stable")
    rank = np.arange(len(both)) - np.repeat(np.cumsum(count) - count, count)
    beside, share = np.full((n, count.max()), n), np.zeros((n, count.max()))  # n: no one
    beside[both[by_place, 0], rank] = both[by_place, 1]
    share[both[by_place, 0], rank] = twice[by_place]
    sums = []
    for where in np.array_split(
        _firsts(n, len(apart), permutations, seed), 1 + permutations * n // _AT_ONCE
    ):
        held = np.zeros((len(where), n + 1))
        row = np.arange(len(where))[:, None]
        held[row, where] = apart
        among = (held[row[:, :, None], beside[where]] * share[where]).sum(axis=2)
        sums.append((usual * share.sum(axis=1)[where] + among / 2) @ apart)
    return np.asarray(usual**2 * weight.sum() + np.concatenate(sums), dtype=np.float64)


def _firsts(n: int, first: int, permutations: int, seed: int) -> Indices:
    """The first places of so many orders of n, shape (permutations, first)."""
    if n < _FAR_MORE * first:
        batches = _dealt(np.arange(n), permutations, seed)
        return np.concatenate([dealt[:, :first].copy() for dealt in batches])
    # Of many places a few are rarely the same one twice: draws in which they are, are drawn anew.
    rng = np.random.default_rng(seed)
    drawn = rng.integers(n, size=(permutations, first))
    while (again := (np.diff(np.sort(drawn, axis=1), axis=1) == 0).any(axis=1)).any():
        drawn[again] = rng.integers(n, size=(int(again.sum()), first))
    return np.asarray(drawn, dtype=np.intp)


def _conditional_p(field: _Field, permutations: int, seed: int) -> Floats:
    """Pseudo p-values of the places with neighbours, by the sums of their neighbours' z.

    In an order of all places, the first c, passing over the place itself, are c of the others at
    random. So the sums of the first c serve every place with c neighbours at once, but in those
    few orders where the place is itself among the first c.
    """
    z, (a, b) = field.z, np.concatenate([field.pairs, field.pairs[:, ::-1]]).T
    count, found = np.bincount(a), np.bincount(a, z[b])
    first = int(count.max()) + 1
    order = _firsts(len(z), first, permutations, seed)
    sums = np.cumsum(z[order], axis=1)
    row, column = np.nonzero(np.arange(first) < count[order])
    own = order[row, column]
    with_own, without = sums[row, count[own] - 1], sums[row, count[own]] - z[own]
    tails = []
    for side in (1, -1):
        edge, far = side * found - _EQUAL, np.empty(len(z))
        for c in np.unique(count):
            alike, rising = count == c, np.sort(side * sums[:, c - 1])
            far[alike] = permutations - np.searchsorted(rising, edge[alike])
        change = 1.0 * (side * without >= edge[own]) - (side * with_own >= edge[own])
        tails.append(far + np.bincount(own, change, minlength=len(z)))
    p = (np.minimum(*tails) + 1) / (permutations + 1)
    return np.where(np.abs(z) <= _EQUAL, 1.0, p)  # at the mean, I is 0 whoever stands around
