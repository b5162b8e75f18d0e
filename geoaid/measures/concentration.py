"""Concentration and specialisation: how unevenly assistance lies over places.

Every function takes amounts or counts of places and shares out their total. Places without any
record enter as 0 and count as places; NaN is refused, because leaving a place out changes the
answer without a word. No function depends on the order of the places.

``values`` are of any one unit and have shape (n,), one figure a place, or (..., n), a stack of
such rows (as the draws of :func:`geoaid.measures.intervals.bootstrap`); the answer is a float, or
for a stack an array of the leading shape. :class:`NotComputableError` is raised by every function
if there is no value, if all (of a row) are zero, or if one is negative, NaN or infinite.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid.errors import NotComputableError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    # A float for one row, an array for a stack; which of them, the shape decides at run time.
    Figure = Any


@dataclass(frozen=True, slots=True)
class Theil:
    """Theil's T and its parts, in nats; ``total`` is ``between + within``.

    Attributes
    ----------
    total
        From 0, equality, to ln n, all in one of n places.
    between
        What would remain if every place had the mean of its group.
    within
        The indices of the groups, each weighed by its share of the total.
    """

    total: Figure
    between: Figure
    within: Figure


def lorenz(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> tuple[Floats, Floats]:
    """Lorenz curve (Lorenz 1905): the poorest x of the weight holds y of the total.

    Parameters
    ----------
    values
        Totals of places, not rates; shape (n,) or (..., n). Zeros are places.
    weights
        Shape (n,), above zero, for example persons; one a place if None. Places are sorted by
        value over weight (Kakwani 1977), so that the curve is of assistance over population.

    Returns
    -------
    x, y
        Cumulative shares of weight and of value, shape (..., n + 1), from (0, 0) to (1, 1).
        :func:`lorenz_order` says which place ends at which point.

    Raises
    ------
    NotComputableError
        If a weight is not finite and above zero; see also the module.

    Examples
    --------
    >>> x, y = lorenz([3, 1])
    >>> x.tolist(), y.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.25, 1.0])
    """
    return _curve(*_amounts("Lorenz curve", values, weights))


def lorenz_order(
    values: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> npt.NDArray[np.intp]:
    """Places in the order of the Lorenz curve: place ``order[i]`` ends at point ``i + 1``.

    Takes and raises what :func:`lorenz` does; shape (..., n). Of places with the same rate, the
    lighter comes first; of equal places, the one that stands first.

    Examples
    --------
    >>> lorenz_order([3, 1, 2]).tolist()
    [1, 2, 0]
    """
    return _order(*_amounts("Lorenz curve", values, weights))


def gini(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Figure:
    """Gini coefficient (1912): twice the area between the diagonal and the Lorenz curve.

    With values v, weights w and their totals V, W it is the mean absolute difference of all
    pairs, ``sum_ij |v_i w_j - v_j w_i| / (2 V W)``. No correction for few places is made: all in
    one of n places is (n - 1) / n, so one place alone is 0.

    Parameters
    ----------
    values, weights
        As for :func:`lorenz`.

    Returns
    -------
    float or array
        0, equality, to below 1; no unit.

    Examples
    --------
    >>> gini([1, 3]), gini([1, 3], weights=[1, 3])
    (0.25, 0.0)
    """
    x, y = _curve(*_amounts("Gini coefficient", values, weights))
    area = np.sum(x[..., :-1] * y[..., 1:] - x[..., 1:] * y[..., :-1], axis=-1)
    return _plain(np.maximum(area, 0.0))  # a hair below 0 is rounding


def herfindahl(values: npt.ArrayLike) -> Figure:
    """Herfindahl-Hirschman index (Herfindahl 1950; Hirschman 1964): the sum of squared shares.

    Parameters
    ----------
    values
        Shape (n,) or (..., n). Zeros add nothing.

    Returns
    -------
    float or array
        1 / n, equality over n places, to 1, all in one place; no unit.

    Examples
    --------
    >>> herfindahl([1, 1, 2])
    0.375
    """
    amounts, _ = _amounts("Herfindahl-Hirschman index", values)
    return _plain(_herfindahl(amounts))


def equivalent_number(values: npt.ArrayLike) -> Figure:
    """Equivalent number of places (Adelman 1969): so many equal ones have this HHI, 1 / HHI.

    Takes and raises what :func:`herfindahl` does; in places, from 1 to n.

    Examples
    --------
    >>> equivalent_number([5, 5, 0])
    2.0
    """
    amounts, _ = _amounts("equivalent number of places", values)
    return _plain(1.0 / _herfindahl(amounts))


def top_share(values: npt.ArrayLike, k: int = 3) -> Figure:
    """Share of the total that the k largest places hold (Curry and George 1983).

    Exactly k places are counted. Where several tie for the k-th rank, as many of them count as
    there are ranks left; they are equal, so which ones does not change the share.

    Parameters
    ----------
    values
        As for :func:`herfindahl`.
    k
        Number of places, 1 or more; with k places or fewer the share is 1.

    Returns
    -------
    float or array
        k / n, equality, to 1, all in k places; no unit.

    Raises
    ------
    NotComputableError
        If k is below 1; see also the module.

    Examples
    --------
    >>> top_share([4, 1, 2, 2, 1], k=2)
    0.6
    """
    what = f"share of the top {k}"
    if k < 1:
        raise NotComputableError(what, "option", "at least one place must be counted")
    amounts, _ = _amounts(what, values)
    falling = np.sort(amounts, axis=-1)[..., ::-1]
    top = falling[..., :k].sum(axis=-1)
    # The rest by itself, so that k places or fewer hold exactly 1.
    return _plain(top / (top + falling[..., k:].sum(axis=-1)))


def hoover(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Figure:
    """Hoover index (1936): the share of the total that would have to move to reach equality.

    ``sum_i |v_i / V - w_i / W| / 2``, the largest distance of the Lorenz curve from the diagonal.

    Parameters
    ----------
    values, weights
        As for :func:`lorenz`; with weights, equality is the same value per weight everywhere.

    Returns
    -------
    float or array
        0, equality, to below 1; never above the Gini coefficient; no unit.

    Examples
    --------
    >>> hoover([1, 3])
    0.25
    """
    amounts, heavy = _amounts("Hoover index", values, weights)
    # Sorted, so that the order of the places does not even change the rounding.
    gaps = np.sort(np.abs(_shares(amounts) - _shares(heavy)), axis=-1)
    return _plain(gaps.sum(axis=-1) / 2)


def theil(
    values: npt.ArrayLike,
    groups: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
) -> Theil:
    """Theil's T (1967), and how much of it lies between groups of places and within them.

    With shares s of the total and w of the weights, and groups g of shares S_g and W_g
    (Shorrocks 1980): total ``sum_i s_i ln(s_i / w_i)``, between ``sum_g S_g ln(S_g / W_g)``,
    within ``sum_g S_g sum_i (s_i / S_g) ln((s_i / S_g) / (w_i / W_g))``.

    Parameters
    ----------
    values
        Shape (n,) or (..., n). A zero adds 0, the limit of x ln x, and so does a group of zeros.
    groups
        A label a place, shape (n,), for example True for border states; one group if None,
        and then nothing lies between.
    weights
        Shape (n,), above zero, for example how many places an entry stands for; one if None.

    Returns
    -------
    Theil
        In nats; the parts add up to the total.

    Raises
    ------
    NotComputableError
        If a label is missing (None or NaN) or a weight is not above zero; see also the module.

    Examples
    --------
    Two groups, each even within: all lies between, and half of four places holding all is ln 2.

    >>> theil([3, 3, 0, 0], groups=["a", "a", "b", "b"])
    Theil(total=0.6931471805599453, between=0.6931471805599453, within=0.0)
    """
    amounts, heavy = _amounts("Theil index", values, weights)
    member = _membership(groups, amounts.shape[-1])
    size = heavy @ member
    held = amounts @ member
    whole = held.sum(axis=-1, keepdims=True)
    mean = held / size
    between = np.sum(held / whole * _log(mean / (whole / size.sum())), axis=-1)
    # A group of zeros has no ratios; its places have no share either.
    ratio = amounts / heavy / (np.where(mean > 0, mean, 1.0) @ member.T)
    within = np.sum(amounts / whole * _log(ratio), axis=-1)
    between, within = np.maximum(between, 0.0), np.maximum(within, 0.0)
    return Theil(_plain(between + within), _plain(between), _plain(within))


def location_quotient(table: npt.ArrayLike) -> Floats:
    """Location quotient (Isard 1960): an area's share in a place over its share everywhere.

    ``(t_ap / t_.p) / (t_a. / t_..)``. Above 1 the place has more of the area than is usual.

    Parameters
    ----------
    table
        Programme areas x places, shape (areas, places), of one unit.

    Returns
    -------
    ndarray
        Shape (areas, places), 0 or more, no unit. 0 where the area has nothing in a place that
        has something; NaN where the place, or the area, has nothing at all.

    Examples
    --------
    The first area is half of the first place and a quarter of all:

    >>> location_quotient([[1, 0], [1, 2]])
    array([[2.        , 0.        ],
           [0.66666667, 1.33333333]])
    """
    what = "location quotient"
    cells = np.asarray(table, dtype=np.float64)
    if cells.ndim != 2:
        why = f"a table of areas by places has two dimensions, not {cells.ndim}"
        raise NotComputableError(what, "shape", why)
    _refuse(what, cells, cells.ravel())
    cells = cells / cells.max()
    area, place = cells.sum(axis=1, keepdims=True), cells.sum(axis=0, keepdims=True)
    there = (area > 0) & (place > 0)
    expected = np.where(there, (area / cells.sum()) * place, 1.0)
    return np.where(there, cells / expected, np.nan)


def _amounts(
    what: str, values: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """Values and weights that can be shared out, each over its row's largest.

    Over the largest, equal values are exactly 1, and equality is exactly 0; nor can huge amounts
    overflow.
    """
    amounts = np.atleast_1d(np.asarray(values, dtype=np.float64))
    _refuse(what, amounts, amounts)
    n = amounts.shape[-1]
    heavy = np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    if heavy.shape != (n,):
        why = f"{n} places need {n} weights, not an array of shape {heavy.shape}"
        raise NotComputableError(what, "weights", why)
    if not ((heavy > 0) & np.isfinite(heavy)).all():
        at = int(np.argmin((heavy > 0) & np.isfinite(heavy)))
        why = f"weight {at + 1} of {n} is {heavy[at]:g}, and every place needs one above zero"
        raise NotComputableError(what, "weights", why)
    return amounts / amounts.max(axis=-1, keepdims=True), heavy / heavy.max()


def _refuse(what: str, amounts: Floats, whole: Floats) -> None:
    """Raise where values cannot be shared out; ``whole`` is what may not be all zero, by row."""
    if not amounts.size:
        raise NotComputableError(what, "empty", "there is no value")
    n = amounts.shape[-1]
    finite = np.isfinite(amounts)
    if not finite.all():
        at = int(np.argwhere(~finite)[0, -1])
        why = f"value {at + 1} of {n} is missing (NaN) or infinite, and a place left out changes it"
        raise NotComputableError(what, "missing", why)
    if (amounts < 0).any():
        where = tuple(np.argwhere(amounts < 0)[0])
        why = (
            f"value {where[-1] + 1} of {n} is {amounts[where]:g}, as a deobligation is, and a "
            "negative value is no share of a total"
        )
        raise NotComputableError(what, "negative", why)
    if not whole.any(axis=-1).all():
        raise NotComputableError(what, "all_zero", "every value is zero, so nobody has a share")


def _order(amounts: Floats, heavy: Floats) -> npt.NDArray[np.intp]:
    """Places by value over weight; the lighter first, so that ties do not hang on the order."""
    return np.lexsort((np.broadcast_to(heavy, amounts.shape), amounts / heavy), axis=-1)


def _curve(amounts: Floats, heavy: Floats) -> tuple[Floats, Floats]:
    order = _order(amounts, heavy)
    return _cumulative(heavy[order]), _cumulative(np.take_along_axis(amounts, order, axis=-1))


def _cumulative(row: Floats) -> Floats:
    total = np.zeros((*row.shape[:-1], row.shape[-1] + 1))
    np.cumsum(row, axis=-1, out=total[..., 1:])
    return total / total[..., -1:]


def _shares(row: Floats) -> Floats:
    """Shares of a total that is summed in rising order, whatever the order of the places."""
    return np.asarray(row / np.sort(row, axis=-1).sum(axis=-1, keepdims=True))


def _herfindahl(amounts: Floats) -> Floats:
    return np.asarray(np.sum(np.sort(_shares(amounts), axis=-1) ** 2, axis=-1))


def _membership(groups: npt.ArrayLike | None, n: int) -> Floats:
    """Places x groups, 1 where the place is of the group."""
    if groups is None:
        return np.ones((n, 1))
    labels = np.asarray(groups)
    if labels.shape != (n,):
        why = f"{n} places need {n} group labels, not an array of shape {labels.shape}"
        raise NotComputableError("Theil index", "groups", why)
    names = labels.tolist()
    missing = [name is None or name != name for name in names]  # noqa: PLR0124  # NaN is not itself
    if any(missing):
        why = f"place {missing.index(True) + 1} of {n} has no group label"
        raise NotComputableError("Theil index", "groups", why)
    column = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.eye(len(column))[[column[name] for name in names]]


def _log(ratio: Floats) -> Floats:
    """Natural logarithm, 0 at 0: a factor of 0 stands before it."""
    return np.log(np.where(ratio > 0, ratio, 1.0))


def _plain(figure: Floats) -> Figure:
    return figure if figure.ndim else float(figure)
