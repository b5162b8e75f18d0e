"""How far a figure would move, had other programmes been documented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geoaid.measures.concentration import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.95
_AT_ONCE = 4_000_000  # counts held in memory, 32 MB; batches do not change what is drawn


def bootstrap(
    statistic: Callable[[Floats], npt.ArrayLike],
    membership: npt.ArrayLike,
    n: int = 2000,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile interval (95%) of a statistic over places, by resampling programmes.

    Programmes are drawn, not places or links, because a programme enters or leaves the record
    with all its places. As many are drawn as there are, with replacement, and the statistic is
    taken of their sums by place.

    Parameters
    ----------
    statistic
        Takes the sums by place of all draws at once, shape (draws, places), and answers with
        shape (draws,), as every statistic of :mod:`geoaid.measures.concentration` does. One that
        takes a row at a time: ``lambda sums: [statistic(row) for row in sums]``.
    membership
        Shape (programmes, places), finite, 0 or more: 1 where a programme names a place, or its
        even share of it. A programme that names no place is drawn as any other.
    n
        Number of draws.
    seed
        The same seed gives the same interval.

    Returns
    -------
    low, high
        The 2.5th and 97.5th percentile, in the statistic's unit. Of one programme every draw is
        the same, and the interval is a point; that is no sign of certainty.

    Raises
    ------
    NotComputableError
        If there is no programme or no place, the table is all zero or has a negative, NaN or
        infinite cell, or n is below 1; if the statistic has no finite value for a draw, or does
        not answer each draw by itself. Draws in which no programme names a place are left out.

    Notes
    -----
    Drawing with replacement adds a spread of its own, so concentration comes out higher in the
    draws than in the record, the more so the fewer the programmes. The interval leans upwards,
    and the figure itself can lie below it.

    References
    ----------
    Efron, B. (1979), *Bootstrap methods: another look at the jackknife*.

    Examples
    --------
    Two programmes, one in each of two places; a quarter of the draws holds the first twice, a
    quarter the second:

    >>> bootstrap(lambda sums: sums[:, 0] / sums.sum(axis=1), [[1, 0], [0, 1]])
    (0.0, 1.0)
    """
    table = _checked(membership, n)
    programmes = len(table)
    chance = np.full(programmes, 1 / programmes)
    rng = np.random.default_rng(seed)
    batch = max(1, _AT_ONCE // programmes)
    sums = np.concatenate(
        [
            rng.multinomial(programmes, chance, size=min(batch, n - first)) @ table
            for first in range(0, n, batch)
        ]
    )
    sums = sums[sums.any(axis=1)]
    if not len(sums):
        raise NotComputableError("interval", "all_zero", "no draw holds a programme with a place")
    figures = _figures(statistic, sums)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(figures, [tail, 1 - tail])
    return float(low), float(high)


def _figures(statistic: Callable[[Floats], npt.ArrayLike], sums: Floats) -> Floats:
    """The statistic of every draw, proved not to mix draws or to answer for fewer."""
    figures = np.asarray(statistic(sums), dtype=np.float64)
    alone = np.asarray(statistic(sums[:1]), dtype=np.float64)
    if figures.shape != (len(sums),) or alone.shape != (1,):
        why = f"the statistic answers {len(sums)} draws with an array of shape {figures.shape}"
        raise NotComputableError("interval", "shape", why)
    if not np.isfinite(figures).all():
        why = "the statistic has no finite value for some of the draws"
        raise NotComputableError("interval", "undefined", why)
    if not np.isclose(figures[0], alone[0], rtol=1e-9):
        why = "the statistic of a draw changes with the draws beside it"
        raise NotComputableError("interval", "shape", why)
    return figures


def _checked(membership: npt.ArrayLike, n: int) -> Floats:
    table = np.asarray(membership, dtype=np.float64)
    if table.ndim != 2:
        why = f"a table of programmes by places has two dimensions, not {table.ndim}"
        raise NotComputableError("interval", "shape", why)
    if not table.size:
        raise NotComputableError("interval", "empty", "no programme names a place")
    if not np.isfinite(table).all():
        raise NotComputableError("interval", "missing", "a cell is missing (NaN) or infinite")
    if (table < 0).any():
        why = "a programme has a negative weight in a place"
        raise NotComputableError("interval", "negative", why)
    if not table.any():
        raise NotComputableError("interval", "all_zero", "no programme names a place")
    if n < 1:
        raise NotComputableError("interval", "option", "at least one draw is needed")
    return table
