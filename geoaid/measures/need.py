"""Assistance against need: whether more goes where the need is greater.

All arrays have shape (n,), one entry a place; a larger need is a greater need. No function depends
on the order of the places. :class:`~geoaid.errors.NotComputableError` is raised if there is no
place, if the arrays differ in length, or if a figure is NaN or infinite.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geoaid.errors import NotComputableError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]


def per_need(assistance: npt.ArrayLike, need: npt.ArrayLike) -> Floats:
    """Assistance per unit of need.

    Parameters
    ----------
    assistance
        Programmes or US$.
    need
        In its own unit, for example homicides a year.

    Returns
    -------
    ndarray
        Shape (n,), assistance per unit; NaN where the need is 0, never infinite.

    Examples
    --------
    >>> per_need([6, 1], [3, 0])
    array([ 2., nan])
    """
    a, b = _pair("assistance per unit of need", assistance, need)
    there = b != 0
    return np.where(there, a / np.where(there, b, 1.0), np.nan)


def ranks(values: npt.ArrayLike) -> Floats:
    """Rank of each value, 1 for the largest; equal values share the mean of their ranks.

    Parameters
    ----------
    values
        Negative ones are allowed.

    Returns
    -------
    ndarray
        Shape (n,), 1 to n; the sum is n (n + 1) / 2 whatever the ties.

    Examples
    --------
    >>> ranks([5, 9, 5, 1]).tolist()
    [2.5, 1.0, 2.5, 4.0]
    """
    row = _row("rank", values)
    _, group, count = np.unique(-row, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[group])


def rank_gap(need: npt.ArrayLike, assistance: npt.ArrayLike) -> Floats:
    """Rank by need less rank by assistance: the lower, the more under-served.

    Parameters
    ----------
    need, assistance
        Negative figures are allowed.

    Returns
    -------
    ndarray
        Shape (n,), from 1 - n (first by need, last by assistance) to n - 1; they add up to 0.

    Examples
    --------
    The first place has the greatest need and the least assistance:

    >>> rank_gap([9, 5, 1], [0, 4, 7]).tolist()
    [-2.0, 0.0, 2.0]
    """
    a, b = _pair("rank gap", need, assistance)
    return ranks(a) - ranks(b)


def spearman(need: npt.ArrayLike, assistance: npt.ArrayLike) -> float:
    """Spearman's rank correlation (1904): Pearson's correlation of the ranks.

    Parameters
    ----------
    need, assistance
        Two places or more; negative figures are allowed.

    Returns
    -------
    float
        -1, the ranks are reversed, to 1, they agree; no unit.

    Raises
    ------
    NotComputableError
        If either is the same everywhere (``"constant"``); see also the module.

    Examples
    --------
    >>> spearman([1, 2, 3], [10, 30, 20])
    0.5
    """
    what = "rank correlation"
    a, b = _pair(what, need, assistance)
    _vary(what, a, "need")
    _vary(what, b, "assistance")
    x, y = ranks(a) - (len(a) + 1) / 2, ranks(b) - (len(b) + 1) / 2
    rho = np.sum(x * y) / np.sqrt(np.sum(x**2) * np.sum(y**2))
    return float(np.clip(rho, -1.0, 1.0))


def spearman_p(rho: float, n: int) -> float:
    """Chance of a rank correlation at least as strong, either way, where there is none.

    For n of ten or more places ``rho sqrt(n - 1)`` is close to a standard normal variable
    (Hotelling and Pabst 1936).

    Examples
    --------
    >>> round(spearman_p(0.35, 32), 3), spearman_p(0.0, 32)
    (0.051, 1.0)
    """
    return math.erfc(abs(rho) * math.sqrt((n - 1) / 2))


def concentration_curve(
    assistance: npt.ArrayLike, need: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """Concentration curve: the least needy x of the weight holds y of the assistance.

    Parameters
    ----------
    assistance
        Totals, 0 or more.
    need
        What the places are ordered by, the least needy first. Places of equal need are one step,
        so that their order cannot matter.
    weights
        Above zero, for example persons; one a place if None.

    Returns
    -------
    x, y
        Cumulative shares, shape (m + 1,) for m distinct needs, from (0, 0) to (1, 1). Below the
        diagonal, assistance leans towards the needier.

    Examples
    --------
    >>> x, y = concentration_curve([1, 3], [10, 20])
    >>> x.tolist(), y.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.25, 1.0])
    """
    what = "concentration curve"
    a, b, w = _weighed(what, assistance, need, weights)
    _, step = np.unique(b, return_inverse=True)
    x = np.append(0.0, np.cumsum(np.bincount(step, w)))
    y = np.append(0.0, np.cumsum(np.bincount(step, a)))
    return x / x[-1], y / y[-1]


def concentration_index(
    assistance: npt.ArrayLike, need: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> float:
    """Concentration index (Wagstaff, Paci and van Doorslaer 1991; Kakwani et al. 1997).

    1 less twice the area under the concentration curve. **Above 0, assistance leans towards the
    needier places; below 0, away from them.** Ordered by assistance itself it is the Gini
    coefficient, which it can never exceed in size.

    Parameters
    ----------
    assistance, need, weights
        As for :func:`concentration_curve`.

    Returns
    -------
    float
        Between -1 and 1, no unit.

    Raises
    ------
    NotComputableError
        If the need is the same everywhere (``"constant"``), the assistance is all zero or
        negative somewhere, or a weight is not above zero; see also the module.

    Examples
    --------
    All goes to the neediest of two places, then to the least needy:

    >>> concentration_index([0, 8], [1, 2]), concentration_index([8, 0], [1, 2])
    (0.5, -0.5)
    """
    what = "concentration index"
    _, b, _ = _weighed(what, assistance, need, weights)
    _vary(what, b, "need")
    x, y = concentration_curve(assistance, need, weights)
    return float(1 - np.sum(np.diff(x) * (y[1:] + y[:-1])))


def bivariate(need: npt.ArrayLike, assistance: npt.ArrayLike, k: int = 3) -> tuple[Ints, Ints]:
    """Classes of need and of assistance for a k x k map, 1 the lowest.

    The breaks are the k-quantiles of the values; a value on a break belongs below it, so equal
    values always share a class. Where many places have nothing, the lowest class holds all of
    them, and classes may be empty.

    Parameters
    ----------
    need, assistance
        Negative figures are allowed.
    k
        Number of classes of each, 2 or more.

    Returns
    -------
    need_class, assistance_class
        Shape (n,), 1 to k.

    Examples
    --------
    >>> low, high = bivariate([1, 2, 3], [0, 0, 9])
    >>> low.tolist(), high.tolist()
    ([1, 2, 3], [1, 1, 3])
    """
    what = "bivariate class"
    if k < 2:
        raise NotComputableError(what, "option", "at least two classes are needed")
    a, b = _pair(what, need, assistance)
    return _thirds(a, k), _thirds(b, k)


def _thirds(row: Floats, k: int) -> Ints:
    breaks = np.quantile(row, np.arange(1, k) / k)
    return np.asarray(1 + np.searchsorted(breaks, row, side="left"), dtype=np.int64)


def _row(what: str, values: npt.ArrayLike) -> Floats:
    row = np.asarray(values, dtype=np.float64)
    if row.ndim != 1:
        raise NotComputableError(what, "shape", f"one row of figures is needed, not {row.ndim}")
    if not row.size:
        raise NotComputableError(what, "empty", "there is no place")
    bad = ~np.isfinite(row)
    if bad.any():
        why = f"figure {int(np.argmax(bad)) + 1} of {len(row)} is missing (NaN) or infinite"
        raise NotComputableError(what, "missing", why)
    return row


def _pair(what: str, first: npt.ArrayLike, second: npt.ArrayLike) -> tuple[Floats, Floats]:
    a, b = _row(what, first), _row(what, second)
    if len(a) != len(b):
        raise NotComputableError(what, "shape", f"{len(a)} places do not fit {len(b)} places")
    return a, b


def _vary(what: str, row: Floats, name: str) -> None:
    if (row == row[0]).all():
        why = f"{name} is the same everywhere" if len(row) > 1 else "there is one place alone"
        raise NotComputableError(what, "constant", why)


def _weighed(
    what: str, assistance: npt.ArrayLike, need: npt.ArrayLike, weights: npt.ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    a, b = _pair(what, assistance, need)
    if (a < 0).any():
        why = f"assistance {int(np.argmax(a < 0)) + 1} of {len(a)} is negative"
        raise NotComputableError(what, "negative", why)
    if not a.any():
        raise NotComputableError(what, "all_zero", "no place has any assistance")
    w = np.ones(len(a)) if weights is None else np.asarray(weights, dtype=np.float64)
    if w.shape != a.shape or not np.isfinite(w).all() or (w <= 0).any():
        raise NotComputableError(what, "weights", "every place needs a weight above zero")
    # Over the largest, so that huge amounts cannot overflow.
    return a / a.max(), b, w / w.max()
