"""Classes of values: where one colour ends and the next begins.

The optimal classes of Fisher and Jenks are computed here rather than by mapclassify, whose
import takes seconds and which answers NaN without a word; the tests hold both to the same
breaks.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_HAIR = 1e-12  # of the values' range


def breaks(values: Sequence[float] | Floats, scheme: str, k: int) -> tuple[float, ...]:
    """Upper limits (inclusive) of at most k classes of the finite values.

    Parameters
    ----------
    values
        Shape (n,); NaN and infinities are left out.
    scheme
        ``natural_breaks`` (Fisher 1958, Jenks 1977), ``quantiles``, ``equal_interval`` or
        ``headtail`` (Jiang 2013).
    k
        Number of classes wanted; fewer come back where the distinct values are fewer, or where
        the scheme finds fewer.

    Returns
    -------
    tuple of float
        Rising; the last is the largest value. Empty if no value is finite.

    Examples
    --------
    >>> breaks([1, 1, 2, 3, 9, 10], "natural_breaks", 3)
    (1.0, 3.0, 10.0)
    """
    numbers = np.asarray(values, dtype=float)
    numbers = np.sort(numbers[np.isfinite(numbers)])
    distinct = np.unique(numbers)
    if not len(distinct):
        return ()
    k = min(k, len(distinct))
    match scheme:
        case "natural_breaks":
            limits = _fisher_jenks(distinct, np.searchsorted(numbers, distinct), len(numbers), k)
        case "quantiles":
            limits = np.quantile(numbers, np.arange(1, k + 1) / k)
        case "equal_interval":
            limits = np.linspace(numbers[0], numbers[-1], k + 1)[1:]
        case "headtail":
            limits = np.array(_head_tail(numbers, k))
        case _:
            raise ValueError(f"no such scheme: {scheme!r}")
    limits[-1] = numbers[-1]
    # Rounding may leave a limit a hair beyond the last value, or below the value that lies on it.
    limits = np.minimum(limits, numbers[-1])
    above = distinct[np.searchsorted(distinct, limits)]
    limits = np.where(above - limits <= _HAIR * (numbers[-1] - numbers[0]), above, limits)
    return tuple(float(limit) for limit in np.unique(limits))


def classify(value: float, limits: Sequence[float]) -> int:
    """Class of a value, counted from 1: the first whose upper limit is not below it.

    A value above the last limit belongs to one class more, as when a reader's own breaks end
    below the largest value.

    Examples
    --------
    >>> [classify(value, (1, 3, 10)) for value in (0.5, 1, 1.1, 10, 11)]
    [1, 1, 2, 3, 4]
    """
    return bisect_left(limits, value) + 1


def _fisher_jenks(distinct: Floats, start: npt.NDArray[np.intp], n: int, k: int) -> Floats:
    """Classes with the least sum of squared deviations, by dynamic programming over distinct values."""
    count = np.diff(np.append(start, n)).astype(float)
    m = len(distinct)
    # Centred, so that the squares of large and close values do not cancel each other out.
    x = distinct - distinct.mean()
    w, s, q = (np.concatenate(([0.0], np.cumsum(count * x**p))) for p in (0, 1, 2))

    def cost(j: int) -> Floats:
        """Squared deviation of the class i..j (inclusive), for every i <= j."""
        weight, total = w[j + 1] - w[: j + 1], s[j + 1] - s[: j + 1]
        return np.asarray(q[j + 1] - q[: j + 1] - total**2 / weight)

    costs = [cost(j) for j in range(m)]
    best = np.array([costs[j][0] for j in range(m)])
    cut = np.zeros((k, m), dtype=np.int64)
    for c in range(1, k):
        new = np.full(m, np.inf)
        # Of the last class only the end of all values is wanted.
        for j in range(c if c < k - 1 else m - 1, m):
            # The best cut never moves back as values are added, so none before it is tried.
            low = max(c, int(cut[c, j - 1]))
            options = best[low - 1 : j] + costs[j][low : j + 1]
            cut[c, j] = low + int(np.argmin(options))
            new[j] = options.min()
        best = new
    ends = [m - 1]
    for c in range(k - 1, 0, -1):
        ends.append(int(cut[c, ends[-1]]) - 1)
    return distinct[ends[::-1]]


def _head_tail(numbers: Floats, k: int) -> list[float]:
    limits: list[float] = []
    head = numbers
    while len(limits) < k - 1 and len(np.unique(head)) > 1:
        middle = float(head.mean())
        limits.append(middle)
        head = head[head > middle]
    return [*limits, float(numbers[-1])]
