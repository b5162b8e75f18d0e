"""Where words go on the printed map: beside their place, clear of one another.

Pure geometry in millimetres of the page, y downward. Nothing here draws.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
# What covering a quiet disc costs.
_QUIET_COST = 2.0


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
    area may stand upon their anchor, or beside any point of its ``outline``.
    """

    x: float
    y: float
    width: float
    height: float
    clearance: float
    open_air: float = 0.0
    outline: tuple[tuple[float, float], ...] = ()


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
    land: Callable[[Box], float] = lambda _: 0.0,
) -> tuple[Spot | None, ...]:
    """Place words around their anchors, in the order given.

    Each takes the cheapest of its candidates: rings of positions around its anchor, near ones
    first, the right side before the others. Never used is a candidate that leaves the frame, or
    overlaps a word that stands, a disc or a box, or whose leader would cross a word.

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
        Share of a box that lies on the land, 0..1.

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
    spots: list[Spot | None] = []
    for want in wants:
        standing = [spot for spot in spots if spot]
        best, least = None, math.inf
        for base, box, anchor in _candidates(want):
            if base - _SIDE_COST >= least:
                break
            # What is cheap to know comes first: most candidates lose by it.
            cost = base + want.open_air * _on_land(land(box.grown(_SHORE_MM)))
            if cost >= least:
                continue
            spot = Spot(box, _leader(want, box, anchor))
            if not _is_free(spot, frame, standing, discs, boxes):
                continue
            cost += want.open_air * _LEADER_COST * _land_length(spot.leader, land)
            cost += _QUIET_COST * sum(disc.touches(box) for disc in quiet)
            if cost < least:
                best, least = spot, cost
        spots.append(best)
    return tuple(spots)


def _candidates(want: Want) -> Iterator[tuple[float, Box, tuple[float, float]]]:
    """Cost, box and anchor of each position; the cost never falls by more than a ring's."""
    anchors = want.outline or ((want.x, want.y),)
    if want.outline:
        left, top = want.x - want.width / 2, want.y - want.height / 2
        yield 0.0, Box(left, top, left + want.width, top + want.height), (want.x, want.y)
    for ring in range(_RINGS):
        reach = want.clearance + ring * _STEP_MM
        for angle in _ANGLES:
            across, down = math.cos(angle), -math.sin(angle)
            cost = ring * _RING_COST + 1.2 * (1 - across) / 2 + 0.3 * abs(down)
            # The side of the box that faces the anchor stands on the ring.
            dx = reach * across + (across - 1) * want.width / 2
            dy = reach * down + (down - 1) * want.height / 2
            if abs(down) < 0.1:
                dx = reach if across > 0 else -reach - want.width
            for x, y in anchors:
                left, top = x + dx, y + dy
                yield cost, Box(left, top, left + want.width, top + want.height), (x, y)


def _leader(want: Want, box: Box, anchor: tuple[float, float]) -> Leader | None:
    (x, y), (end_x, end_y) = anchor, box.nearest(*anchor)
    length = math.hypot(end_x - x, end_y - y)
    if length < want.clearance + _LEADER_MM:
        return None
    # It leaves a circle at its rim, an area at its very point, and ends short of the words.
    start = 0.0 if want.outline else (want.clearance - 0.3) / length
    end = 1 - 0.6 / length
    return (
        (x + (end_x - x) * start, y + (end_y - y) * start),
        (x + (end_x - x) * end, y + (end_y - y) * end),
    )


def _on_land(share: float) -> float:
    return _SHORE_COST + (1 - _SHORE_COST) * share if share else 0.0


def _land_length(leader: Leader | None, land: Callable[[Box], float]) -> float:
    """How far a leader runs over land, mm."""
    if leader is None:
        return 0.0
    (x0, y0), (x1, y1) = leader
    length = math.hypot(x1 - x0, y1 - y0)
    steps = max(int(length), 1)
    spots = [(x0 + (x1 - x0) * n / steps, y0 + (y1 - y0) * n / steps) for n in range(steps + 1)]
    crossed = sum(land(Box(x, y, x, y).grown(0.3)) for x, y in spots)
    return length * crossed / len(spots)


def _is_free(
    spot: Spot, frame: Box, standing: list[Spot], discs: Sequence[Disc], boxes: Sequence[Box]
) -> bool:
    box = spot.box.grown(_PADDING_MM)
    return (
        frame.holds(box)
        and not any(box.overlaps(other.box) for other in standing)
        and not any(box.overlaps(other) for other in boxes)
        and not any(disc.touches(box) for disc in discs)
        and not any(_crosses(other.leader, box) for other in standing)
        and not any(_crosses(spot.leader, other.box) for other in standing)
    )


def _crosses(leader: Leader | None, box: Box, steps: int = 24) -> bool:
    if leader is None:
        return False
    (x0, y0), (x1, y1) = leader
    for step in range(steps + 1):
        x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
        if box.left < x < box.right and box.top < y < box.bottom:
            return True
    return False
