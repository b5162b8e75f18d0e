"""The plots of a chart: axes, lines, bars, events and points, and names where there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from geoaid.render.labelling import Box
from geoaid.render.sheet import INK, Face, clean
from geoaid.render.vector import (
    AXIS,
    BARS,
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
    n,
    px,
    rect,
    segment,
    short,
    text,
)

if TYPE_CHECKING:
    from geoaid.chartspec import Bar, ChartSpec, Line, Mark, Panel

# A chart that is narrower than this has the labels of its highlighted points alone.
_NARROW = 520


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a panel's data fall: the plot's box, in pixels."""

    panel: Panel
    box: Box

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
    n = len(spec.panels)
    height = spec.height * min(1.0, 0.55 + 0.45 * width / WIDTH)
    if spec.is_stacked:
        height /= n
    lefts = [_left(panel, width) for panel in spec.panels]
    # Panels above one another share their ends; those beside one another share the rows' names.
    if spec.is_stacked:
        lefts = [max(lefts)] * n
    shared = not spec.is_stacked and n > 1 and any(panel.rows for panel in spec.panels)
    if shared:
        lefts = [lefts[0], *[0.0] * (n - 1)]
    across = (width - 2 * PAD - (0 if spec.is_stacked else sum(lefts) + GAP * (n - 1))) / (
        1 if spec.is_stacked else n
    )
    if spec.is_stacked:
        across -= lefts[0]
    x, y, end = float(PAD), top, top
    for number, (panel, left) in enumerate(zip(spec.panels, lefts, strict=True)):
        above = _above(panel)
        box = Box(x + left, y + above, x + left + across, y + above + height)
        end = _panel(root, _Frame(panel, box), width, names=not (shared and number))
        if spec.is_stacked:
            y = end + 10
        else:
            x = box.right + GAP
    return end


def _above(panel: Panel) -> float:
    """Room for a panel's title, its ordinate's label and the numbers of its events."""
    return (
        (20.0 if panel.title else 0.0)
        + (18.0 if panel.y.label else 6.0)
        + (18.0 if panel.events else 0.0)
    )


def _left(panel: Panel, width: int) -> float:
    if panel.rows:
        most = max(px(NAME, name) for _, name in panel.rows)
        return min(most, width * 0.34) + 12
    return max((px(TICK, words) for _, words in panel.y.ticks), default=0.0) + 10


def _panel(root: ET.Element, frame: _Frame, width: int, *, names: bool) -> float:
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
    lines = ET.SubElement(group, "g", {"class": "lines"})
    for line in panel.lines:
        _line(lines, frame, line)
    _events(group, frame)
    marks = ET.SubElement(group, "g", {"class": "marks"})
    # Those put forward are drawn last, on top.
    order = {"quiet": 0, "plain": 1, "compare": 2, "spotlight": 3}
    for mark in sorted(panel.marks, key=lambda one: order[one.kind]):
        _mark(marks, frame, mark)
    labels = ET.SubElement(group, "g", {"class": "labels"})
    _labels(labels, frame, width)
    return box.bottom + (20 if panel.x.ticks else 4) + (18 if panel.x.label else 0)


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
            text(axes, words, (box.left - 7, frame.y(value) + 4), TICK, "end")
    _abscissa(axes, frame)
    segment(axes, (box.left, box.bottom), (box.right, box.bottom), AXIS)
    if panel.x.label:
        middle = (box.left + box.right) / 2
        text(axes, panel.x.label, (middle, box.bottom + 34), LABEL, "middle")


def _abscissa(axes: ET.Element, frame: _Frame) -> None:
    box, last = frame.box, -1e9
    for value, words in frame.panel.x.ticks:
        half = px(TICK, words) / 2
        x = min(frame.x(value), box.right + PAD - half)
        # A tick whose number would touch the one before stays without.
        if x - half > last + 5:
            text(axes, words, (x, box.bottom + 16), TICK, "middle")
            last = x + half


def _title(group: ET.Element, frame: _Frame) -> None:
    panel, box = frame.panel, frame.box
    top = box.top - _above(panel)
    if panel.title:
        # Beside names of rows a long title begins above the names.
        left = (
            box.left
            if px(PANEL, panel.title) <= box.right - box.left + 8 or not panel.rows
            else PAD
        )
        room = box.right - left + 8
        text(group, short(PANEL, panel.title, room), (left, top + 13), PANEL)
        top += 20
    if panel.y.label:
        text(group, panel.y.label, (box.left, top + 12), LABEL)


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


def _line(lines: ET.Element, frame: _Frame, line: Line) -> None:
    colour, weight, dashes = LINES[line.kind]
    at = " ".join(f"{n(frame.x(x))},{n(frame.y(y))}" for x, y in line.points)
    look = {"fill": "none", "stroke": colour, "stroke-width": str(weight), "points": at}
    if dashes:
        look["stroke-dasharray"] = dashes
    ET.SubElement(lines, "polyline", look | {"class": f"line kind-{line.kind}"})


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
            point, "circle", cx=n(x), cy=n(top - 11), r="8", fill="#ffffff", stroke="#b45309"
        )
        number = event.label.partition(" ")[0]
        text(point, number, (x, top - 7), Face(10.5, colour="#92400e", bold=True), "middle")


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


def _labels(labels: ET.Element, frame: _Frame, width: int) -> None:
    """Names beside their marks, where they meet neither another name nor another mark."""
    inside = Box(frame.box.left, frame.box.top - 6, frame.box.right + PAD, frame.box.bottom)
    taken = [
        _around(frame.x(mark.x), frame.y(mark.y), MARKS[mark.kind][2]) for mark in frame.panel.marks
    ]
    wanted = [mark for mark in frame.panel.marks if mark.is_labelled]
    if width < _NARROW:
        wanted = [mark for mark in wanted if mark.kind in ("spotlight", "compare")]
    order = {"spotlight": 0, "compare": 1}
    for mark in sorted(wanted, key=lambda one: order.get(one.kind, 2)):
        x, y, w = frame.x(mark.x), frame.y(mark.y), px(_face(mark), mark.name)
        gap = MARKS[mark.kind][2] + 4
        spots = [
            (x + gap, y + 4), (x + gap, y - 6), (x + gap, y + 14), (x - gap - w, y + 4),
            (x - gap - w, y - 6), (x - gap - w, y + 14), (x - w / 2, y - gap - 2), (x - w / 2, y + gap + 11),
        ]  # fmt: skip
        for left, base in spots:
            box = Box(left, base - 11, left + w, base + 3)
            if inside.holds(box) and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                text(labels, mark.name, (left, base), _face(mark), halo=True)
                break


def _face(mark: Mark) -> Face:
    is_forward = mark.kind in ("spotlight", "compare")
    return Face(12, colour=MARKS[mark.kind][1] if is_forward else INK, bold=is_forward)


def _around(x: float, y: float, radius: float) -> Box:
    return Box(x - radius, y - radius, x + radius, y + radius)
