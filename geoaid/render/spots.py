"""Where the labels of an inline map stand: beside their points, none over another.

The rule is that of the live map (``placeLabels`` in ``assets/marks.js``), with widths of text that
are estimated, because no browser has set it yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geoaid.render import mercator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoaid.mapspec import Label, MapSpec

# Width of a letter over the size of the text, bold and plain, of the fonts that pages use.
_BOLD, _PLAIN = 0.56, 0.5
_LEADING = 1.15
_WIDEST_PX = 200
# The box of the map is larger by its padding, 4 px; two of them stay free.
_EDGE_PX = -2
# The buttons at the upper right of the live map: width and height with their margin.
_BUTTONS_PX = (46, 104)
# Sizes of a label's two lines; a small map has smaller letters and no second line.
WIDE, NARROW = (15.2, 12.8), (13.1, 0.0)
_NARROW_BELOW_PX = 520
# So many of the ten points of a label may lie on other states there.
_MOST_COVERED = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A label's lines and the upper left corner of its box, CSS pixels of the map."""

    label: Label
    head: str
    more: tuple[str, ...]
    x: float
    y: float
    sizes: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and self.right > other.left
            and self.top < other.bottom
            and self.bottom > other.top
        )


def is_narrow(width: int) -> bool:
    """Whether the live map makes its labels and circles smaller in so many pixels."""
    return width < _NARROW_BELOW_PX


def spots(spec: MapSpec, width: int) -> list[Spot]:
    """Place the labels of a map that is ``width`` CSS pixels wide; one without room is left out."""
    scale = width / mercator.WIDTH
    frame = _Box(_EDGE_PX, _EDGE_PX, width - _EDGE_PX, mercator.HEIGHT * scale - _EDGE_PX)
    taken = [_Box(width - _BUTTONS_PX[0], 0, width, _BUTTONS_PX[1])]
    largest = 8 if is_narrow(width) else 11
    for circle in spec.circles:
        if circle.is_spotlight:
            x, y = (part * scale for part in mercator.position(circle.lon, circle.lat))
            r = max(largest * circle.radius, 2.5)
            taken.append(_Box(x - r, y - r, x + r, y + r))

    def is_free(box: _Box) -> bool:
        inside = (
            box.left >= frame.left
            and box.top >= frame.top
            and box.right <= frame.right
            and box.bottom <= frame.bottom
        )
        return inside and not any(box.meets(other) for other in taken)

    found = []
    for label in spec.labels:
        for candidate in _candidates(label, width):
            w, h = _size(candidate)
            box = _Box(candidate.x, candidate.y, candidate.x + w, candidate.y + h)
            if is_free(box):
                taken.append(box)
                found.append(candidate)
                break
    return found


def _candidates(label: Label, width: int) -> list[Spot]:
    """A label at each place where it may stand, best first."""
    sizes = NARROW if is_narrow(width) else WIDE
    more = _lines(label.detail, sizes[1]) if label.detail and sizes[1] else ()
    long = Spot(label, label.text, more, 0, 0, sizes)
    is_state = len(label.code) == 2
    if not is_state:
        return [_moved(long, x, y) for x, y in _around(label, *_size(long), width)]
    point = (label.lon, label.lat)
    placed = _beside(label.code, point, _size(long), width)
    if is_narrow(width):
        return _narrow_candidates(long, placed, point, width)
    found = [_moved(long, x, y) for x, y, _ in placed]
    if more:
        # Where the long label would lie on other states, the short one may find a better place.
        short = Spot(label, label.text, (), 0, 0, sizes)
        shorter = _beside(label.code, point, _size(short), width)
        clear = [_moved(long, x, y) for x, y, covered in placed if not covered]
        found = [*clear, *(_moved(short, x, y) for x, y, _ in shorter), *found]
    return found


def _narrow_candidates(
    whole: Spot,
    placed: Sequence[tuple[float, float, int]],
    point: tuple[float, float],
    width: int,
) -> list[Spot]:
    """Where a small map has a state's label: clear of others, or on two lines, or hardly on them."""
    clear = [_moved(whole, x, y) for x, y, covered in placed if not covered]
    name, bracket, rest = whole.head.partition(" (")
    if bracket:
        size = whole.sizes[0]
        tight = Spot(whole.label, name, (f"({rest}",), 0, 0, (size, size))
        corners = _beside(whole.label.code, point, _size(tight), width)
        clear += [_moved(tight, x, y) for x, y, covered in corners if not covered]
    rest_of = [_moved(whole, x, y) for x, y, covered in placed if 0 < covered <= _MOST_COVERED]
    return [*clear, *rest_of]


def _moved(spot: Spot, x: float, y: float) -> Spot:
    return Spot(spot.label, spot.head, spot.more, x, y, spot.sizes)


def _size(spot: Spot) -> tuple[float, float]:
    head, more = spot.sizes
    widths = [_BOLD * head * len(spot.head), *(_PLAIN * more * len(line) for line in spot.more)]
    return max(widths), _LEADING * (head + more * len(spot.more))


def _lines(words: str, size: float) -> tuple[str, ...]:
    """Words in lines of at most 200 pixels, as the page breaks them."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(longer) * size * _PLAIN > _WIDEST_PX:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


def _around(label: Label, w: float, h: float, width: int) -> list[tuple[float, float]]:
    x, y = (part * width / mercator.WIDTH for part in mercator.position(label.lon, label.lat))
    gap = 13 if label.is_spotlight else 6
    offsets = (
        (gap, -h / 2), (gap, -h - 2), (gap, 2), (-w / 2, -h - gap), (-w / 2, gap),
        (-w - gap, -h / 2), (-w - gap, -h - 2), (-w - gap, 2),
    )  # fmt: skip
    return [(x + dx, y + dy) for dx, dy in offsets]


@lru_cache(maxsize=256)
def _beside(
    code: str, point: tuple[float, float], size: tuple[float, float], width: int
) -> tuple[tuple[float, float, int], ...]:
    """Corners right and left of a state's border at several heights, and on its own point.

    Each with how much of the label lies on other states; a free place far from the state's middle
    is worse than a near one.
    """
    scale = width / mercator.WIDTH
    (w, h), (x, y) = size, (part * scale for part in mercator.position(*point))
    rings = mercator.shape("states", code).rings
    if not rings:
        return ()
    border = np.concatenate(rings) * scale
    top, bottom = border[:, 1].min(), border[:, 1].max()
    corners = []
    for step in range(9):
        middle = top + (bottom - top) * step / 8
        near = border[np.abs(border[:, 1] - middle) < h / 2 + 3, 0]
        if len(near):
            corners.append((float(near.max()) + 7, float(middle) - h / 2))
            corners.append((float(near.min()) - 7 - w, float(middle) - h / 2))
    corners.append((x - w / 2, y - h / 2))
    covered = _covered(code, corners, w, h, scale)
    costs = [60 * n + abs(cy + h / 2 - y) for (_, cy), n in zip(corners, covered, strict=True)]
    order = sorted(range(len(corners)), key=costs.__getitem__)
    return tuple((*corners[i], covered[i]) for i in order)


def _covered(
    code: str, corners: Sequence[tuple[float, float]], w: float, h: float, scale: float
) -> list[int]:
    """How many of ten points of a label at each corner lie on another state."""
    inside_label = np.array([(w * i / 4, h * j) for i in range(5) for j in (0.1, 0.9)])
    points = (np.array(corners)[:, None] + inside_label).reshape(-1, 2) / scale
    hit = np.zeros(len(points), dtype=bool)
    for other in mercator.codes("states"):
        if other != code:
            hit |= _within(points, mercator.shape("states", other).rings)
    counts: list[int] = hit.reshape(len(corners), -1).sum(axis=1).tolist()
    return counts


def _within(points: np.ndarray, rings: Sequence[np.ndarray]) -> np.ndarray:
    """Whether each point lies inside the rings, by the even-odd rule."""
    inside = np.zeros(len(points), dtype=bool)
    vertices = np.concatenate(rings)
    near = ((points >= vertices.min(axis=0)) & (points <= vertices.max(axis=0))).all(axis=1)
    x, y = points[near].T
    crossings = np.zeros(len(x), dtype=np.int64)
    for ring in rings:
        (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
        spans = (y0 > y[:, None]) != (y1 > y[:, None])
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x0 + (x1 - x0) * (y[:, None] - y0) / (y1 - y0)
        crossings += (spans & (x[:, None] < at)).sum(axis=1)
    inside[near] = crossings % 2 == 1
    return inside
