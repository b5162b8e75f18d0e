"""Where words go on the printed map: beside their place, clear of one another.

Pure geometry in millimetres of the page, y downward. Nothing here draws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ANGLES = tuple(math.radians(degrees) for degrees in range(0, 360, 15))
_RINGS = 24
_STEP_MM = 2.2
# A position one ring farther costs this much more; the worst side costs that much more.
_RING_COST, _SIDE_COST = 0.9, 1.6
_PADDING_MM = 0.7
# A leader shorter than this says nothing that nearness does not say.
_LEADER_MM = 2.5
# How far words keep from the shore, and what touching it costs beside standing on land.
_SHORE_MM, _SHORE_COST = 0.8, 0.4
# What a millimetre of leader over land costs beside a label that stands on land.
_LEADER_COST = 0.05
# What covering a quiet disc costs; and standing in an area that is not one's own.
_QUIET_COST, _STRANGE_COST = 2.0, 10.0
# A label that costs more than this is worth moving another for; how often that is tried.
_DEAR, _REPAIRS = 12.0, 2
_NOWHERE = 1000.0
# Positions that are looked at closely, and points of a leader.
_MOST, _SAMPLES = 4000, 9


Leader = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, mm; ``top`` is above ``bottom``, so it is the smaller number."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in mm."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in mm."""
        return self.bottom - self.top

    def grown(self, by: float) -> Box:
        """The box with a margin of ``by`` mm on all sides."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether ``other`` lies inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def within(self, other: Box) -> Box:
        """What the two share."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point of the box that is nearest to (x, y)."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle, mm."""

    x: float
    y: float
    radius: float

    def touches(self, box: Box) -> bool:
        """Whether disc and box overlap."""
        x, y = box.nearest(self.x, self.y)
        return math.hypot(x - self.x, y - self.y) < self.radius


@dataclass(frozen=True, slots=True)
class Want:
    """Words that want a place: their anchor, size and clearance from the anchor, mm.

    ``open_air`` is how strongly they would rather stand off the land: 0 not at all. Words for an
    area may stand upon their anchor, or beside any point of its ``outline``. Words with a ``pin``
    stand beside their anchor and always have a leader to its very middle: for an area so small
    that nearness alone would not tell whose they are.
    """

    x: float
    y: float
    width: float
    height: float
    clearance: float
    open_air: float = 0.0
    outline: tuple[tuple[float, float], ...] = ()
    pin: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where words stand, and the line back to their place if they had to move away."""

    box: Box
    leader: Leader | None


def place(
    wants: Sequence[Want],
    frame: Box,
    *,
    discs: Sequence[Disc] = (),
    boxes: Sequence[Box] = (),
    quiet: Sequence[Disc] = (),
    land: Callable[[Box], Any] = lambda _: 0.0,
) -> tuple[Spot | None, ...]:
    """Place words around their anchors, in the order given.

    Each takes the cheapest of its candidates: rings of positions around its anchor, near ones
    first, the right side before the others. Never used is a candidate that leaves the frame, or
    overlaps a word that stands, a disc or a box, or whose leader would cross a word or a leader.
    Words that end up badly then change the order with others, if that is better for the whole.

    Parameters
    ----------
    wants
        What to place.
    frame
        What the words must stay inside.
    discs, boxes
        What the words must keep clear of.
    quiet
        Discs that the words had better not cover.
    land
        Share of a box that lies on the land, 0..1; of many at once, the box's sides being arrays.

    Returns
    -------
    tuple
        One a want, in their order; None where no candidate is free.

    Examples
    --------
    >>> [spot] = place([Want(10, 10, 8, 4, 1)], Box(0, 0, 40, 20))
    >>> spot.box, spot.leader
    (Box(left=11.0, top=8.0, right=19.0, bottom=12.0), None)
    """
    options = [_options(want, frame, discs, boxes, quiet=quiet, land=land) for want in wants]

    def best(at: int, spots: Sequence[Spot | None]) -> tuple[Spot | None, float]:
        others = [spot for number, spot in enumerate(spots) if spot and number != at]
        return _best(wants[at], options[at], others)

    spots: list[Spot | None] = [None] * len(wants)
    costs = [_NOWHERE] * len(wants)
    for at in range(len(wants)):
        spots[at], costs[at] = best(at, spots)
    for _ in range(_REPAIRS):
        for dear in sorted(range(len(wants)), key=lambda at: -costs[at]):
            if costs[dear] > _DEAR:
                _swap(dear, spots, costs, best)
    return tuple(spots)


def _swap(
    dear: int,
    spots: list[Spot | None],
    costs: list[float],
    best: Callable[[int, Sequence[Spot | None]], tuple[Spot | None, float]],
) -> None:
    """Place a dear label before one of the others, if the two then cost less together."""
    for other in range(len(spots)):
        if other == dear:
            continue
        tried = list(spots)
        tried[dear] = tried[other] = None
        tried[dear], dear_cost = best(dear, tried)
        tried[other], other_cost = best(other, tried)
        if dear_cost + other_cost < costs[dear] + costs[other] - 0.01:
            spots[:] = tried
            costs[dear], costs[other] = dear_cost, other_cost


@dataclass(frozen=True, slots=True, eq=False)
class _Options:
    """Where words may stand, cheapest first: costs, upper left corners, anchors."""

    cost: np.ndarray[Any, Any]
    left: np.ndarray[Any, Any]
    top: np.ndarray[Any, Any]
    anchor: np.ndarray[Any, Any]


def _options(
    want: Want,
    frame: Box,
    discs: Sequence[Disc],
    boxes: Sequence[Box],
    *,
    quiet: Sequence[Disc],
    land: Callable[[Box], Any],
) -> _Options:
    """The best positions of words that keep clear of what is there before any word."""
    cost, left, top, anchor = _candidates(want)
    box = _many(left, top, left + want.width, top + want.height)
    share = np.broadcast_to(np.asarray(land(box.grown(_SHORE_MM)), dtype=float), cost.shape)
    cost = cost + want.open_air * np.where(share > 0, _SHORE_COST + (1 - _SHORE_COST) * share, 0)
    if want.outline and want.open_air:
        cost[1:] += _STRANGE_COST * (share[1:] > 0.25)
    free = _is_clear(box.grown(_PADDING_MM), frame, discs, boxes)
    chosen = np.flatnonzero(free)
    chosen = chosen[np.argsort(cost[chosen], kind="stable")][:_MOST]
    cost, left, top, anchor = cost[chosen], left[chosen], top[chosen], anchor[chosen]
    box = _many(left, top, left + want.width, top + want.height)
    cost = cost + want.open_air * _LEADER_COST * _land_length(want, box, anchor, land)
    for disc in quiet:
        cost = cost + _QUIET_COST * (_distance(disc, box) < disc.radius)
    order = np.argsort(cost, kind="stable")
    return _Options(cost[order], left[order], top[order], anchor[order])


def _many(*sides: Any) -> Any:
    """Many boxes at once: one whose sides are arrays."""
    return Box(*sides)


def _is_clear(box: Any, frame: Box, discs: Sequence[Disc], boxes: Sequence[Box]) -> Any:
    """Which of many boxes lie in the frame and clear of discs and boxes."""
    free = (box.left >= frame.left) & (box.right <= frame.right)
    free &= (box.top >= frame.top) & (box.bottom <= frame.bottom)
    for other in boxes:
        free &= ~_overlap(box, other)
    for disc in discs:
        free &= _distance(disc, box) >= disc.radius
    return free


def _overlap(box: Any, other: Box) -> Any:
    """Which of many boxes share more than an edge with another."""
    across = (box.left < other.right) & (other.left < box.right)
    return across & (box.top < other.bottom) & (other.top < box.bottom)


def _distance(disc: Disc, box: Any) -> Any:
    """How far many boxes are from the middle of a disc."""
    dx = np.clip(disc.x, box.left, box.right) - disc.x
    dy = np.clip(disc.y, box.top, box.bottom) - disc.y
    return np.hypot(dx, dy)


def _land_length(want: Want, box: Any, anchor: Any, land: Callable[[Box], Any]) -> Any:
    """How far the leaders of many boxes run over land, mm."""
    x, y = anchor[:, 0], anchor[:, 1]
    dx, dy = np.clip(x, box.left, box.right) - x, np.clip(y, box.top, box.bottom) - y
    length = np.hypot(dx, dy)
    along = np.linspace(0, 1, _SAMPLES)[:, None]
    xs, ys = x + dx * along, y + dy * along
    share = np.asarray(land(_many(xs, ys, xs, ys).grown(0.3)), dtype=float)
    crossed = np.broadcast_to(share, xs.shape).mean(axis=0)
    return np.where(length >= _shortest(want), length * crossed, 0)


def _shortest(want: Want) -> float:
    """Length of a leader that is worth drawing, from the anchor, mm."""
    return 1.0 if want.pin else want.clearance + _LEADER_MM


def _best(want: Want, options: _Options, standing: Sequence[Spot]) -> tuple[Spot | None, float]:
    """The cheapest position that keeps clear of the words that stand, and its cost."""
    right, bottom = options.left + want.width, options.top + want.height
    box = _many(options.left, options.top, right, bottom)
    free = np.ones(len(options.cost), dtype=np.bool_)
    for other in standing:
        free &= ~_overlap(box, other.box.grown(_PADDING_MM))
    for at in np.flatnonzero(free).tolist():
        left, top = float(options.left[at]), float(options.top[at])
        x, y = options.anchor[at].tolist()
        one = Box(left, top, left + want.width, top + want.height)
        spot = Spot(one, _leader(want, one, (x, y)))
        if _is_free(spot, standing):
            return spot, float(options.cost[at])
    return None, _NOWHERE


def _candidates(want: Want) -> tuple[np.ndarray[Any, Any], ...]:
    """Cost, left, top and anchor of each position; for an area the first is upon its anchor."""
    anchors = np.array(want.outline if want.outline and not want.pin else [(want.x, want.y)])
    ring, angle = (
        one.ravel() for one in np.meshgrid(np.arange(_RINGS), np.array(_ANGLES), indexing="ij")
    )
    reach = want.clearance + ring * _STEP_MM
    across, down = np.cos(angle), -np.sin(angle)
    cost = ring * _RING_COST + 1.2 * (1 - across) / 2 + 0.3 * np.abs(down)
    # The side of the box that faces the anchor stands on the ring.
    dx = reach * across + (across - 1) * want.width / 2
    dy = reach * down + (down - 1) * want.height / 2
    level = np.abs(down) < 0.1
    dx = np.where(level, np.where(across > 0, reach, -reach - want.width), dx)
    cost = np.repeat(cost, len(anchors))
    left = (dx[:, None] + anchors[:, 0]).ravel()
    top = (dy[:, None] + anchors[:, 1]).ravel()
    at = np.tile(anchors, (len(ring), 1))
    if want.outline and not want.pin:
        cost = np.append(0.0, cost)
        left = np.append(want.x - want.width / 2, left)
        top = np.append(want.y - want.height / 2, top)
        at = np.concatenate([[(want.x, want.y)], at])
    return cost, left, top, at


def _leader(want: Want, box: Box, anchor: tuple[float, float]) -> Leader | None:
    (x, y), (end_x, end_y) = anchor, box.nearest(*anchor)
    length = math.hypot(end_x - x, end_y - y)
    if length < _shortest(want):
        return None
    # It leaves a circle at its rim, an area at its very point, and ends short of the words.
    start = 0.0 if want.outline or want.pin else (want.clearance - 0.3) / length
    end = 1 - 0.6 / length
    return (
        (x + (end_x - x) * start, y + (end_y - y) * start),
        (x + (end_x - x) * end, y + (end_y - y) * end),
    )


def _is_free(spot: Spot, standing: Sequence[Spot]) -> bool:
    box = spot.box.grown(_PADDING_MM)
    return (
        not any(box.overlaps(other.box) for other in standing)
        and not any(_crosses(other.leader, box) for other in standing)
        and not any(_crosses(spot.leader, other.box) for other in standing)
        and not any(_meet(spot.leader, other.leader) for other in standing)
    )


def _meet(one: Leader | None, other: Leader | None) -> bool:
    """Whether two leaders cross."""
    if one is None or other is None:
        return False

    def side(line: Leader, at: tuple[float, float]) -> bool:
        (x0, y0), (x1, y1) = line
        return (x1 - x0) * (at[1] - y0) > (y1 - y0) * (at[0] - x0)

    return side(one, other[0]) != side(one, other[1]) and side(other, one[0]) != side(other, one[1])


def _crosses(leader: Leader | None, box: Box, steps: int = 24) -> bool:
    if leader is None:
        return False
    (x0, y0), (x1, y1) = leader
    for step in range(steps + 1):
        x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
        if box.left < x < box.right and box.top < y < box.bottom:
            return True
    return False
