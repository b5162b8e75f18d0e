"""A total shared out anew: by weights, within floors and caps, to the cent.

The what-if of a reader. Shares are exact to the cent: whatever the terms, what is dealt adds up
to the total.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geoaid.errors import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

_WHAT = "what-if"
_HAIR = 1e-12  # of the total


def mix(indicators: Mapping[str, npt.ArrayLike], weights: Mapping[str, float]) -> Floats:
    """Mix some needs into one share a place.

    Each indicator is taken as shares of its own sum, so that their units do not matter; the mix
    is the mean of the shares by weight.

    Parameters
    ----------
    indicators
        Arrays of shape (n,) by name, 0 or more.
    weights
        A weight for each of some of them, 0 or more.

    Returns
    -------
    ndarray
        Shape (n,); adds up to 1.

    Raises
    ------
    NotComputableError
        If a weight has no indicator or is negative, all weights are zero, or an indicator is
        missing, negative or all zero.

    Examples
    --------
    >>> mix({"persons": [1, 3], "homicides": [10, 10]}, {"persons": 1, "homicides": 1}).tolist()
    [0.375, 0.625]
    """
    whole = sum(weights.values())
    if not whole > 0 or any(not weight >= 0 for weight in weights.values()):
        raise NotComputableError(_WHAT, "weights", "the needs' weights must add up to more than 0")
    parts = []
    for name, weight in weights.items():
        if name not in indicators:
            raise NotComputableError(_WHAT, "weights", f"there is no need {name!r}")
        parts.append(weight / whole * _shares(name, indicators[name]))
    return np.asarray(sum(parts), dtype=np.float64)


def _shares(name: str, values: npt.ArrayLike) -> Floats:
    row = np.asarray(values, dtype=np.float64)
    if not np.isfinite(row).all():
        raise NotComputableError(_WHAT, "missing", f"{name} is missing for a place")
    if (row < 0).any():
        raise NotComputableError(_WHAT, "negative", f"{name} is negative for a place")
    if not row.any():
        raise NotComputableError(_WHAT, "all_zero", f"{name} is zero everywhere")
    row = row / row.max()
    return np.asarray(row / row.sum())


def reallocate(
    total_cents: int,
    weights: npt.ArrayLike,
    *,
    floor: float = 0.0,
    cap: float = 1.0,
    group: npt.ArrayLike | None = None,
    group_share: float | None = None,
) -> Ints:
    """Share out a total over n places by weight, within a floor and a cap.

    Within a group each place gets ``clip(k w, floor, cap)`` of the total, with the one k that
    meets the group's part (water-filling). Where every place with a weight is at its cap, the
    rest goes evenly to those without.

    Parameters
    ----------
    total_cents
        Whole cents, 0 or more.
    weights
        Shape (n,), 0 or more.
    floor, cap
        Least and largest share of the total a place, 0..1.
    group, group_share
        Shape (n,), True for the places that together get this share (0..1) of the total; the
        others get the rest. Both or neither.

    Returns
    -------
    ndarray of int64
        Cents, shape (n,); they add up to the total. Cents go to the largest remainders, ties to
        the place that stands first; so a place may be a cent beyond its floor or cap.

    Raises
    ------
    NotComputableError
        If the terms cannot be met together (``"option"``); the message says which, and what
        would fit.

    Examples
    --------
    Of a dollar, three places by weight 8, 1, 1, none with more than half:

    >>> reallocate(100, [8, 1, 1], cap=0.5).tolist()
    [50, 25, 25]

    The first two together get a fifth:

    >>> reallocate(100, [3, 1, 6], group=[True, True, False], group_share=0.2).tolist()
    [15, 5, 80]
    """
    row = np.asarray(weights, dtype=np.float64)
    _refuse(total_cents, row, floor, cap)
    if (group is None) != (group_share is None):
        raise NotComputableError(_WHAT, "option", "a group needs a share, and a share a group")
    inside = np.ones(len(row), dtype=bool) if group is None else np.asarray(group, dtype=bool)
    if inside.shape != row.shape:
        raise NotComputableError(_WHAT, "shape", f"{len(row)} places do not fit the group")
    first = total_cents if group_share is None else round(group_share * total_cents)
    dealt = np.zeros(len(row), dtype=np.int64)
    for part, member in ((first, inside), (total_cents - first, ~inside)):
        dealt[member] = _deal(part, total_cents, row[member], floor, cap)
    return dealt


def _refuse(total_cents: int, row: Floats, floor: float, cap: float) -> None:
    if row.ndim != 1 or not row.size:
        raise NotComputableError(_WHAT, "empty", "there is no place to share out to")
    if not np.isfinite(row).all():
        raise NotComputableError(_WHAT, "missing", "a weight is missing (NaN) or infinite")
    if (row < 0).any():
        raise NotComputableError(_WHAT, "negative", "a weight is negative")
    if total_cents < 0:
        raise NotComputableError(_WHAT, "negative", "the total is negative")
    n = len(row)
    if not 0 <= floor <= cap <= 1:
        why = (
            f"the floor ({floor:.4g}) must be from 0 to the cap ({cap:.4g}), and the cap at most 1"
        )
        raise NotComputableError(_WHAT, "option", why)
    if floor * n > 1 + _HAIR:
        why = f"a floor of {floor:.4%} for {n} places is more than the total; at most {1 / n:.4%} fits"
        raise NotComputableError(_WHAT, "option", why)
    if cap * n < 1 - _HAIR:
        why = f"a cap of {cap:.4%} for {n} places is less than the total; at least {1 / n:.4%} fits"
        raise NotComputableError(_WHAT, "option", why)


def _deal(part: int, total: int, weights: Floats, floor: float, cap: float) -> Ints:
    """Cents of one group: ``part`` of the total, each place between floor and cap of the total."""
    n = len(weights)
    share = part / total if total else 0.0
    low, high = n * floor, n * cap
    # A cent of rounding is no reason to refuse.
    slack = _HAIR + (1 / total if total else 1.0)
    if not low - slack <= share <= high + slack:
        why = (
            f"a group of {n} places cannot get {share:.4%} of the total: with this floor and cap "
            f"it gets from {min(low, 1):.4%} to {min(high, 1):.4%}"
        )
        raise NotComputableError(_WHAT, "option", why)
    if not n:
        return np.zeros(0, dtype=np.int64)
    return _cents(part, _fill(min(max(share, low), high), weights, floor, cap))


def _fill(share: float, weights: Floats, floor: float, cap: float) -> Floats:
    """Shares of the total, each ``clip(k w, floor, cap)``, that add up to ``share``."""
    some = weights > 0
    most = np.where(some, cap, floor)
    if not some.any() or share >= most.sum():
        # All that have a weight are full: the rest goes evenly to those that have none.
        left = share - most[some].sum()
        return np.where(some, cap, left / max(int((~some).sum()), 1))
    w = weights / weights.max()
    # Where k lets a place leave its floor, and where it reaches its cap.
    steps = np.unique(np.concatenate([floor / w[some], cap / w[some]]))

    def held(k: float) -> float:
        return float(np.clip(k * w, floor, cap).sum())

    at = np.array([held(k) for k in steps])
    i = int(np.searchsorted(at, share, side="left"))
    if i == 0:
        return np.asarray(np.clip(steps[0] * w, floor, cap))
    below, above = steps[i - 1], steps[min(i, len(steps) - 1)]
    rise = at[min(i, len(steps) - 1)] - at[i - 1]
    k = below if rise == 0 else below + (above - below) * (share - at[i - 1]) / rise
    return np.asarray(np.clip(k * w, floor, cap))


def _cents(part: int, shares: Floats) -> Ints:
    """Whole cents that add up to ``part``, by largest remainders of ``part x share / sum``."""
    whole = float(shares.sum())
    if whole == 0:
        shares, whole = np.ones(len(shares)), float(len(shares))
    exact = [part * value / whole for value in shares.tolist()]
    cents = [int(value) for value in exact]
    left = part - sum(cents)
    order = sorted(range(len(cents)), key=lambda i: (cents[i] - exact[i], i))
    # Rounding of large amounts may leave more, or less, than a cent a place.
    for step in range(abs(left)):
        cents[order[step % len(order)]] += 1 if left > 0 else -1
    return np.array(cents, dtype=np.int64)
