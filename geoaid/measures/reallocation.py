"""A total shared out anew: by weights, within floors and caps, to the cent.

The what-if of a reader. All arithmetic is on whole numbers and fractions, so whatever the terms,
what is dealt adds up to the total. A share given as a float is read as the simplest fraction that
is that float: 0.1 as one tenth, 1 / 3 as one third.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from operator import index
from typing import TYPE_CHECKING

import numpy as np

from geoaid import text
from geoaid.errors import Clause, NotComputableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

_WHAT = "what-if"
_HAIR = Fraction(1, 10**15)  # of the total: what the sum of a few floats may be off


def mix(indicators: Mapping[str, npt.ArrayLike], weights: Mapping[str, float]) -> Floats:
    """Mix some needs into one share a place.

    Each indicator is taken as shares of its own sum, so that their units do not matter; the mix
    is the mean of the shares by weight.

    Parameters
    ----------
    indicators
        Arrays of shape (n,) by name, 0 or more. Those without a weight are not looked at.
    weights
        A weight for each of some of them, 0 or more.

    Returns
    -------
    ndarray
        Shape (n,); adds up to 1.

    Raises
    ------
    NotComputableError
        If a weight has no indicator, is negative or not finite, or all are zero (``"weights"``);
        if an indicator is missing for a place, negative, or all zero; if there is no place; or
        if the indicators differ in length (``"shape"``).

    Examples
    --------
    >>> mix({"persons": [1, 3], "homicides": [10, 10]}, {"persons": 1, "homicides": 1}).tolist()
    [0.375, 0.625]
    """
    unknown = [name for name in weights if name not in indicators]
    if unknown:
        raise NotComputableError(_WHAT, "weights", f"there is no need {unknown[0]!r}")
    heavy = np.array(list(weights.values()), dtype=np.float64)
    if not (np.isfinite(heavy) & (heavy >= 0)).all() or not heavy.any():
        raise NotComputableError(
            _WHAT, "weights", "the needs' weights must be 0 or more, and one of them above 0"
        )
    shares = [_shares(name, indicators[name]) for name in weights]
    lengths = {name: len(row) for name, row in zip(weights, shares, strict=True)}
    if len(set(lengths.values())) > 1:
        counts = ", ".join(f"{name} {n}" for name, n in lengths.items())
        raise NotComputableError(_WHAT, "shape", f"the needs differ in their places: {counts}")
    heavy = heavy / heavy.max()
    return np.asarray(heavy / heavy.sum() @ np.array(shares))


def _shares(name: str, values: npt.ArrayLike) -> Floats:
    row = _row(name, values)
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
        Least and largest share of the total a place, 0..1. In whole cents the floor is
        rounded up and the cap down, so that no place leaves its bounds. Only where a group's part
        does not fit so, as a dollar under a cap of a third for three places, are as few as can be
        beyond, by less than a cent.
    group, group_share
        Shape (n,), True for the places that together get this share (0..1) of the total, rounded
        to a cent; the others get the rest. Both or neither.

    Returns
    -------
    ndarray of int64
        Cents, shape (n,); they add up to the total. Cents go to the largest remainders, ties to
        the larger weight, then to the place that stands first: within a group, more weight never
        gets less.

    Raises
    ------
    NotComputableError
        If the terms cannot be met together (``"option"``), and the message says which, and what
        would fit; if a weight or the total is negative or a weight is missing; if there is no
        place, or the group is not of their shape.

    Examples
    --------
    Of a dollar, three places by weight 8, 1, 1, none with more than half:

    >>> reallocate(100, [8, 1, 1], cap=0.5).tolist()
    [50, 25, 25]

    The first two together get a fifth:

    >>> reallocate(100, [3, 1, 6], group=[True, True, False], group_share=0.2).tolist()
    [15, 5, 80]
    """
    row = _row("a weight", weights)
    total = _total(total_cents)
    bounds = _bounds(floor, cap)
    if (group is None) != (group_share is None):
        raise NotComputableError(_WHAT, "option", "a group needs a share, and a share a group")
    inside = _members(group, len(row))
    bounds.check_all(len(row))
    share = _fraction("the group's share", 1.0 if group_share is None else group_share)
    bounds.check_group(share, int(inside.sum()), len(row))
    dealt = np.zeros(len(row), dtype=np.int64)
    part = bounds.part(share, total, inside)
    for cents, member in ((part, inside), (total - part, ~inside)):
        if member.any():
            dealt[member] = _deal(cents, row[member], *bounds.cents(cents, total, member))
    return dealt


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Least and largest share of the total a place."""

    floor: Fraction
    cap: Fraction

    def check_all(self, n: int) -> None:
        if self.floor * n > 1 + _HAIR:
            raise _refused(
                "floor",
                floor=_percent(self.floor),
                places=n,
                needed=_percent(self.floor * n),
                fits=_down(Fraction(1, n)),
            )
        if self.cap * n < 1 - _HAIR:
            raise _refused(
                "cap",
                cap=_percent(self.cap),
                places=n,
                room=_percent(self.cap * n),
                fits=_up(Fraction(1, n)),
            )

    def check_group(self, share: Fraction, n: int, whole: int) -> None:
        """Refuse a share that the group, or the rest by what is left, cannot have."""
        low = max(self.floor * n, 1 - self.cap * (whole - n))
        high = min(self.cap * n, 1 - self.floor * (whole - n))
        if not low - _HAIR <= share <= high + _HAIR:
            raise _refused(
                "group" if low != high else "group_one",
                places=n,
                whole=whole,
                share=_percent(share),
                floor=_percent(self.floor),
                cap=_percent(self.cap),
                low=_up(low) if low != high else _percent(low),
                high=_down(high),
            )

    def part(self, share: Fraction, total: int, inside: Bools) -> int:
        """Cents of the group, which its members and the others can hold."""
        low, high = math.floor(self.floor * total), math.ceil(self.cap * total)
        n = int(inside.sum())
        rest = len(inside) - n
        least, most = max(n * low, total - rest * high), min(n * high, total - rest * low)
        return min(max(round(share * total), least), most)

    def cents(self, part: int, total: int, member: Bools) -> tuple[int, int]:
        """Floor and cap in cents, the floor rounded up and the cap down.

        Where the part is too small for that, or too large, all are at the bound but for a cent.
        """
        n = int(member.sum())
        low, high = self.floor * total, self.cap * total
        if math.ceil(low) * n > part:
            return math.floor(low), math.ceil(low)
        if math.floor(high) * n < part:
            return math.floor(high), math.ceil(high)
        return math.ceil(low), math.floor(high)


def _deal(part: int, weights: Floats, floor: int, cap: int) -> Ints:
    """Whole cents that add up to ``part``, by weight, each from ``floor`` to ``cap``."""
    heavy = [Fraction(value) for value in weights.tolist()]
    exact = _fill(part, heavy, floor, cap)
    cents = [math.floor(value) for value in exact]
    # Largest remainder first; of equal ones the larger weight, then the first place. A place at
    # a bound has no remainder, so no cent takes it beyond.
    order = sorted(range(len(cents)), key=lambda i: (cents[i] - exact[i], -heavy[i], i))
    for i in order[: part - sum(cents)]:
        cents[i] += 1
    return np.array(cents, dtype=np.int64)


def _fill(part: int, heavy: list[Fraction], floor: int, cap: int) -> list[Fraction]:
    """Shares ``clip(k w, floor, cap)`` that add up to ``part``."""
    some = [weight for weight in heavy if weight]
    none = len(heavy) - len(some)
    if part >= cap * len(some) + floor * none:
        # All that have a weight are full: the rest goes evenly to those that have none.
        left = Fraction(part - cap * len(some), max(none, 1))
        return [Fraction(cap) if weight else left for weight in heavy]

    def clip(k: Fraction) -> list[Fraction]:
        return [min(max(k * weight, Fraction(floor)), Fraction(cap)) for weight in heavy]

    def held(k: Fraction) -> Fraction:
        return sum(clip(k), Fraction(0))

    # Where k lets a place leave its floor, and where it reaches its cap; straight in between.
    steps = sorted({bound / weight for weight in some for bound in (floor, cap)})
    at = bisect_left(steps, Fraction(part), key=held)
    if at == 0:
        return clip(steps[0])
    below, above = steps[at - 1], steps[at]
    slope = (held(above) - held(below)) / (above - below)
    return clip(below + (part - held(below)) / slope)


def _row(name: str, values: npt.ArrayLike) -> Floats:
    """Figures of the places, 0 or more."""
    row = np.asarray(values, dtype=np.float64)
    if row.ndim != 1:
        why = f"{name} must be one row of figures, not an array of shape {row.shape}"
        raise NotComputableError(_WHAT, "shape", why)
    if not row.size:
        raise NotComputableError(_WHAT, "empty", "there is no place to share out to")
    for reason, bad in (("missing", ~np.isfinite(row)), ("negative", row < 0)):
        if bad.any():
            why = f"{name} is {reason} for place {int(np.argmax(bad)) + 1} of {len(row)}"
            raise NotComputableError(_WHAT, reason, why)
    return row


def _total(total_cents: int) -> int:
    try:
        total = index(total_cents)
    except TypeError:
        why = f"the total is {total_cents!r}, and must be whole cents"
        raise NotComputableError(_WHAT, "option", why) from None
    if total < 0:
        raise NotComputableError(_WHAT, "negative", "the total is negative")
    if total > np.iinfo(np.int64).max:
        raise NotComputableError(_WHAT, "option", "the total is beyond 64 bits")
    return total


def _bounds(floor: float, cap: float) -> _Bounds:
    bounds = _Bounds(_fraction("the floor", floor), _fraction("the cap", cap))
    if bounds.floor > bounds.cap:
        raise _refused("crossed", floor=_percent(bounds.floor), cap=_percent(bounds.cap))
    return bounds


def _members(group: npt.ArrayLike | None, n: int) -> Bools:
    inside = np.ones(n, dtype=bool) if group is None else np.asarray(group, dtype=bool)
    if inside.shape != (n,):
        why = f"{n} places need {n} marks of the group, not an array of shape {inside.shape}"
        raise NotComputableError(_WHAT, "shape", why)
    return inside


def _fraction(name: str, share: float) -> Fraction:
    """The simplest fraction, by powers of ten, that is this float."""
    if not 0 <= share <= 1:
        raise NotComputableError(_WHAT, "option", f"{name} is {share:g}, and must be from 0 to 1")
    exact, digits = Fraction(share), 1
    while float(simple := exact.limit_denominator(10**digits)) != share:
        digits += 1
    return simple


def _refused(key: str, **values: object) -> NotComputableError:
    """Terms that cannot be met together; a reader reads why in any language."""
    detail = Clause(f"expected.terms_{key}", values)
    return NotComputableError(_WHAT, "option", text.say("en", detail), detail)


def _percent(share: Fraction) -> str:
    return f"{float(100 * share):.4g}%"


def _down(share: Fraction) -> str:
    """Percent, rounded so that what is said to fit does fit."""
    return f"{math.floor(share * 10**4) / 100:g}%"


def _up(share: Fraction) -> str:
    return f"{math.ceil(share * 10**4) / 100:g}%"
