"""The plots of a chart: axes, lines, bars, events and points, and names where there is room."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from geoaid.render.face import INK, Face, clean
from geoaid.render.labelling import Box
from geoaid.render.vector import (
    AXIS,
    BARS,
    EVENT,
    GAP,
    GRID,
    LABEL,
    LINES,
    MARKS,
    NAME,
    PAD,
    PANEL,
    SPAN,
    TICK,
    WIDTH,
    lines,
    n,
    px,
    rect,
    segment,
    short,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geoaid.chartspec import Bar, ChartSpec, Line, Mark, Panel

# A chart that is narrower than this has the labels of its highlighted points alone, and its
# panels one above the other.
_NARROW = 520
# Names and numbers beside a plot take at most this share of the width.
_BESIDE = 0.34
# So many pixels nearer to its own mark than to any other stands a name.
_PLAINLY = 3
# Marks of what a reader put forward, whose names come first.
_FORWARD = ("spotlight", "compare", "host")


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a panel's data fall: the plot's box, in pixels, and how wide the picture is."""

    panel: Panel
    box: Box
    width: int
    room: float  # of the words below

    def x(self, value: float) -> float:
        axis = self.panel.x
        part = (value - axis.low) / ((axis.high - axis.low) or 1)
        return self.box.left + part * (self.box.right - self.box.left)

    def y(self, value: float) -> float:
        axis = self.panel.y
        part = (value - axis.low) / ((axis.high - axis.low) or 1)
        return self.box.bottom - part * (self.box.bottom - self.box.top)


def panels(root: ET.Element, spec: ChartSpec, top: float, width: int) -> float:
    """Draw every panel; the ordinate below them."""
    count = len(spec.panels)
    height = spec.height * min(1.0, 0.55 + 0.45 * width / WIDTH)
    if spec.is_stacked:
        height /= count
    is_stacked = spec.is_stacked or width < _NARROW
    lefts = [_left(panel, width) for panel in spec.panels]
    # Panels above one another share their ends; those beside one another share the rows' names.
    shared = not is_stacked and count > 1 and any(panel.rows for panel in spec.panels)
    if is_stacked:
        lefts = [max(lefts)] * count
    elif shared:
        lefts = [lefts[0], *[0.0] * (count - 1)]
    beside = 1 if is_stacked else count
    across = (width - 2 * PAD - sum(lefts[:beside]) - GAP * (beside - 1)) / beside
    above = [_above(panel, across) for panel in spec.panels]
    if not is_stacked:
        above = [max(above)] * count
    x, y, end = float(PAD), top, top
    for number, (panel, left) in enumerate(zip(spec.panels, lefts, strict=True)):
        box = Box(x + left, y + above[number], x + left + across, y + above[number] + height)
        middle = (box.left + box.right) / 2
        room = 2 * min(middle, width - middle) - 12 if beside == 1 else across + GAP - 6
        end = max(end, _panel(root, _Frame(panel, box, width, room), names=not (shared and number)))
        if is_stacked:
            y = end + 12
        else:
            x = box.right + GAP
    return end


def _above(panel: Panel, across: float) -> float:
    """Room for a panel's title, its ordinate's label and the numbers of its events."""
    return (
        (_deep(PANEL, panel.title, across) + 4 if panel.title else 0.0)
        + (_deep(LABEL, panel.y.label, across) + 4 if panel.y.label else 6.0)
        + (24.0 if panel.events else 0.0)
    )


def _deep(face: Face, words: str, room: float) -> float:
    """Height of words, broken into lines."""
    return len(lines(face, words, room)) * face.size * face.leading


def _left(panel: Panel, width: int) -> float:
    if panel.rows:
        most = max(px(NAME, name) for _, name in panel.rows)
        return min(most, width * _BESIDE) + 12
    most = max((px(TICK, words) for _, words in panel.y.ticks), default=0.0)
    return min(most, width * _BESIDE) + 10


def _panel(root: ET.Element, frame: _Frame, *, names: bool) -> float:
    panel, box = frame.panel, frame.box
    group = ET.SubElement(root, "g", {"class": "panel"})
    axes = ET.SubElement(group, "g", {"class": "axes"})
    for low, high in panel.spans:
        x0, x1 = frame.x(low), frame.x(high)
        rect(axes, Box(x0, box.top, x1, box.bottom), {"fill": SPAN, "class": "span"})
    _axes(axes, frame, names=names)
    _title(group, frame)
    if panel.bars:
        bars = ET.SubElement(group, "g", {"class": "bars"})
        for bar in panel.bars:
            _bar(bars, frame, bar)
    drawn = ET.SubElement(group, "g", {"class": "lines"})
    for line in panel.lines:
        _line(drawn, frame, line)
    _events(group, frame)
    marks = ET.SubElement(group, "g", {"class": "marks"})
    # Those put forward are drawn last, on top.
    order = {"quiet": 0, "plain": 1, "host": 2, "compare": 3, "spotlight": 4}
    for mark in sorted(panel.marks, key=lambda one: order[one.kind]):
        _mark(marks, frame, mark)
    labels = ET.SubElement(group, "g", {"class": "labels"})
    _labels(labels, frame)
    below = 20 if panel.x.ticks else 4
    if panel.x.label:
        below += 4 + round(_deep(LABEL, panel.x.label, frame.room))
    return box.bottom + below


def _axes(axes: ET.Element, frame: _Frame, *, names: bool) -> None:
    panel, box = frame.panel, frame.box
    if panel.y.has_grid and not panel.rows:
        for value, _ in panel.y.ticks:
            segment(axes, (box.left, frame.y(value)), (box.right, frame.y(value)), GRID)
    if panel.x.has_grid:
        for value, _ in panel.x.ticks:
            segment(axes, (frame.x(value), box.top), (frame.x(value), box.bottom), GRID)
    if panel.rows:
        for value, name in panel.rows:
            segment(axes, (box.left, frame.y(value)), (box.right, frame.y(value)), GRID)
            if names:
                room = box.left - 8
                text(
                    axes,
                    short(NAME, name, room),
                    (box.left - 8, frame.y(value) + 4),
                    NAME,
                    "end",
                )
    else:
        for value, words in panel.y.ticks:
            cut = short(TICK, words, frame.width * _BESIDE)
            text(axes, cut, (box.left - 7, frame.y(value) + 4), TICK, "end")
    _abscissa(axes, frame)
    segment(axes, (box.left, box.bottom), (box.right, box.bottom), AXIS)
    middle, base = (box.left + box.right) / 2, box.bottom + (34 if panel.x.ticks else 18)
    for line in lines(LABEL, panel.x.label, frame.room):
        text(axes, line, (middle, base), LABEL, "middle")
        base += LABEL.size * LABEL.leading


def _abscissa(axes: ET.Element, frame: _Frame) -> None:
    box, last = frame.box, -1e9
    for value, whole in frame.panel.x.ticks:
        words = short(TICK, whole, box.right - box.left)
        half = px(TICK, words) / 2
        x = min(max(frame.x(value), half), box.right + PAD - half)
        # A tick whose number would touch the one before stays without.
        if x - half > last + 5:
            text(axes, words, (x, box.bottom + 16), TICK, "middle")
            last = x + half


def _title(group: ET.Element, frame: _Frame) -> None:
    """Title and ordinate's label, the last line of them close above the plot."""
    panel, box = frame.panel, frame.box
    base = box.top - (30 if panel.events else 6)
    for words, face in ((panel.y.label, LABEL), (panel.title, PANEL)):
        for line in reversed(lines(face, words, box.right - box.left)):
            text(group, line, (box.left, base), face)
            base -= face.size * face.leading
        base -= 4 if words else 0


def _bar(bars: ET.Element, frame: _Frame, bar: Bar) -> None:
    fill, edge, dashes, crossed = BARS[bar.kind]
    x0, x1 = sorted((frame.x(bar.x0), frame.x(bar.x1)))
    y0, y1 = sorted((frame.y(bar.y0), frame.y(bar.y1)))
    point = _point(bars, bar.name, bar.value, f"bar kind-{bar.kind}", data_years=bar.years)
    look = {"fill": fill, "stroke": edge, "stroke-width": "1"}
    if dashes:
        look["stroke-dasharray"] = dashes
    box = Box(x0 + 0.5, y0, x1 - 0.5, max(y1, y0 + 0.5))
    rect(point, box, look)
    if crossed:
        rect(point, box, {"fill": "url(#hatch)"})
    # The whole height can be pointed at, so that a low bar can be found.
    rect(point, Box(x0, frame.box.top, x1, frame.box.bottom), {"fill": "transparent"})


def _line(parent: ET.Element, frame: _Frame, line: Line) -> None:
    colour, weight, dashes = LINES[line.kind]
    at = " ".join(f"{n(frame.x(x))},{n(frame.y(y))}" for x, y in line.points)
    look = {"fill": "none", "stroke": colour, "stroke-width": str(weight), "points": at}
    if dashes:
        look["stroke-dasharray"] = dashes
    ET.SubElement(parent, "polyline", look | {"class": f"line kind-{line.kind}"})


def _events(group: ET.Element, frame: _Frame) -> None:
    if not frame.panel.events:
        return
    events = ET.SubElement(group, "g", {"class": "events"})
    top = frame.box.top
    for event in frame.panel.events:
        x = frame.x(event.x)
        point = _point(events, event.label, event.detail, "event")
        segment(point, (x, top - 6), (x, frame.box.bottom), "#b45309", "3 3")
        ET.SubElement(
            point, "circle", cx=n(x), cy=n(top - 12), r="8", fill="#ffffff", stroke="#b45309"
        )
        number = event.label.partition(" ")[0]
        text(point, number, (x, top - 7.6), EVENT, "middle")


def _mark(marks: ET.Element, frame: _Frame, mark: Mark) -> None:
    fill, edge, radius = MARKS[mark.kind]
    point = _point(marks, mark.name, mark.value, f"kind-{mark.kind}", data_code=mark.code or "")
    x, y = n(frame.x(mark.x)), n(frame.y(mark.y))
    ET.SubElement(point, "circle", cx=x, cy=y, r="12", fill="transparent")
    look = {"fill": fill, "stroke": edge, "stroke-width": "1.4", "class": "dot"}
    ET.SubElement(point, "circle", look, cx=x, cy=y, r=str(radius))


def _point(parent: ET.Element, name: str, value: str, css: str, **data: str) -> ET.Element:
    """A group that says what it is when it is pointed at or reached."""
    name, value = clean(name), clean(value)
    named = {key.replace("_", "-"): clean(words) for key, words in data.items() if words}
    return ET.SubElement(
        parent,
        "g",
        {
            "class": f"point {css}",
            "data-name": name,
            "data-value": value,
            "aria-label": f"{name}: {value}",
            "role": "button" if named else "img",
            **named,
        },
    )


def _labels(labels: ET.Element, frame: _Frame) -> None:
    """Names beside their marks, where they meet neither another name nor another mark.

    Names keep off the lines unless that would leave one of them out.
    """
    wanted = [mark for mark in frame.panel.marks if mark.is_labelled]
    if frame.width < _NARROW:
        wanted = [mark for mark in wanted if mark.kind in _FORWARD]
    wanted.sort(key=lambda one: _FORWARD.index(one.kind) if one.kind in _FORWARD else 9)
    way = [point for line in frame.panel.lines for point in _way(frame, line)]
    clear, first = (_placed(frame, wanted, avoided) for avoided in (way, []))
    for mark, box in clear if len(clear) >= len(first) else first:
        text(labels, mark.name, (box.left, box.bottom - 3), _face(mark), halo=True)


def _placed(
    frame: _Frame, wanted: list[Mark], way: list[tuple[float, float]]
) -> list[tuple[Mark, Box]]:
    """Where each name stands: of its free places the one that covers least of the way."""
    inside = Box(frame.box.left, frame.box.top - 6, frame.box.right + 4, frame.box.bottom)
    taken = [
        _around(frame.x(mark.x), frame.y(mark.y), MARKS[mark.kind][2]) for mark in frame.panel.marks
    ]
    found = []
    for mark in wanted:
        free = [
            box
            for box in _spots(frame, mark)
            if inside.holds(box)
            and not any(box.overlaps(other) for other in taken)
            and _is_nearest(box, mark, frame)
        ]
        if free:
            box = min(free, key=lambda one: _covers(one, way))
            taken.append(box)
            found.append((mark, box))
    return found


def _is_nearest(box: Box, mark: Mark, frame: _Frame) -> bool:
    """Whether a name stands plainly nearer to its own mark than to any other."""

    def away(one: Mark) -> float:
        x, y = frame.x(one.x), frame.y(one.y)
        near = box.nearest(x, y)
        return math.hypot(near[0] - x, near[1] - y) - MARKS[one.kind][2]

    own = away(mark) + _PLAINLY
    return all(away(one) > own for one in frame.panel.marks if one is not mark)


def _covers(box: Box, way: list[tuple[float, float]]) -> int:
    return sum(box.left < x < box.right and box.top < y < box.bottom for x, y in way)


def _spots(frame: _Frame, mark: Mark) -> list[Box]:
    """Where a mark's name may stand, the best first."""
    x, y, w = frame.x(mark.x), frame.y(mark.y), px(_face(mark), mark.name)
    gap = MARKS[mark.kind][2] + 4
    bases = [
        (x + gap, y + 4), (x + gap, y - 6), (x + gap, y + 14), (x - gap - w, y + 4),
        (x - gap - w, y - 6), (x - gap - w, y + 14), (x - w / 2, y - gap - 2), (x - w / 2, y + gap + 11),
        (x - 6, y - gap - 2), (x - 6, y + gap + 11), (x - w + 6, y - gap - 2), (x - w + 6, y + gap + 11),
    ]  # fmt: skip
    return [Box(left, base - 11, left + w, base + 3) for left, base in bases]


def _way(frame: _Frame, line: Line) -> Iterator[tuple[float, float]]:
    """Points along a line, so close that a name cannot stand between two of them."""
    at = [(frame.x(x), frame.y(y)) for x, y in line.points]
    for (x0, y0), (x1, y1) in pairwise(at):
        steps = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / 6))
        for i in range(steps):
            yield x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps


def _face(mark: Mark) -> Face:
    is_forward = mark.kind in _FORWARD
    return Face(12, colour=MARKS[mark.kind][1] if is_forward else INK, bold=is_forward)


def _around(x: float, y: float, radius: float) -> Box:
    return Box(x - radius, y - radius, x + radius, y + radius)
