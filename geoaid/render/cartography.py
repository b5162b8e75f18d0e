"""The printed map itself: areas, borders, patterns, circles and labels in INEGI's Lambert frame.

It draws a MapSpec on a :class:`~geoaid.render.sheet.Sheet`. Geometry is that of
:func:`geoaid.shapes.rings`, EPSG:6372, metres.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from geoaid import shapes
from geoaid.mapspec import (
    ACCENT,
    ACCENT_DARK,
    AGAINST,
    AGAINST_DARK,
    BORDER,
    CHOSEN_INK,
    PATTERN_INK,
)
from geoaid.render.face import Face, clean
from geoaid.render.frame import Frame
from geoaid.render.labelling import Box, Disc, Spot, Want, place
from geoaid.render.outlines import compound, edges, extent, largest_parts
from geoaid.render.sheet import SOFT, Sheet
from geoaid.render.surroundings import neighbours, quiet_names, scale_box

if TYPE_CHECKING:
    from collections.abc import Callable

    from geoaid.mapspec import Area, Circle, Label, MapSpec

__all__ = ["Frame", "draw", "draw_circle", "draw_dot", "largest_radius", "pattern_ink"]

NAME = Face(8.5, bold=True)
DETAIL = Face(7, colour="#3b4754")
LARGEST_MM = 2.3
_CIRCLE_EDGE = "#33414f"
_COAST, _FAINT, _HAIR = "#8794a0", "#b9b2a4", "#dedad0"
# How strongly labels would rather stand off Mexico: a state's, which would hide the map, and a
# municipality's, which belongs beside its circle.
_STATE_AIR, _TOWN_AIR = 40.0, 1.5
# More labelled states than these have one line each.
_MOST_DETAILED = 6
# A state that is smaller than this both ways is pointed at with a leader, mm.
_TINY_MM = 9.0
# An islet smaller than this would be hidden by its own outline, square mm.
_ISLET_MM2 = 2.0
# A municipality that is smaller than this is marked with a ring, mm.
_RING_MM = 3.0


def draw(sheet: Sheet, spec: MapSpec, frame: Frame) -> tuple[Spot | None, ...]:
    """Draw the map of a MapSpec into its frame, from the sea up to the labels.

    Returns where the labels stand.
    """
    spots = _label_spots(spec, frame)
    with sheet.group("neighbours"):
        neighbours(sheet, frame)
        if not frame.is_small and frame.codes is None:
            quiet_names(sheet, spec.view.lang, frame, spots)
    if spec.view.level == "state":
        _states(sheet, spec, frame)
    else:
        _municipalities(sheet, spec, frame)
    with sheet.group("outlines"):
        _outlines(sheet, spec, frame)
    with sheet.group("circles"):
        for circle in spec.circles:
            disc = _disc(spec, circle, frame)
            draw_circle(
                sheet,
                disc.x,
                disc.y,
                disc.radius,
                is_spotlight=circle.is_spotlight,
                # A municipality may be smaller than its circle, and its colour must be seen.
                is_hollow=spec.view.level == "municipality",
            )
    with sheet.group("labels"):
        _labels(sheet, spec, frame, spots)
    return spots


def status_of(area: Area) -> str:
    """The status that an area without a class shows; a value of nothing reads as nil."""
    return "zero" if area.status == "value" else area.status


def fill_of(spec: MapSpec, area: Area) -> str:
    """The fill of an area, as the legend has it."""
    if area.class_ is not None:
        return spec.colour(area)
    return next(one.colour for one in spec.statuses if one.status == status_of(area))


def pattern_ink(colour: str) -> str:
    """The ink of a pattern that shows on a grey."""
    return "#4a4a4a" if int(colour[1:3], 16) > 140 else "#ffffff"


def largest_radius(spec: MapSpec) -> float:
    """Radius of the largest circle, mm; smaller where even the largest stands for few."""
    largest = max((circle.programmes for circle in spec.circles), default=1)
    return LARGEST_MM * min(1.0, math.sqrt(largest / 4))


def draw_circle(
    sheet: Sheet,
    x: float,
    y: float,
    radius: float,
    *,
    is_spotlight: bool,
    is_hollow: bool = False,
) -> None:
    """Draw one circle of programmes, on the map or in the legend; ``radius`` in mm."""
    if is_spotlight:
        if sheet.is_grey:
            # Without its colour it needs an edge that shows on dark areas.
            sheet.circle(x, y, radius, "none", edge="#ffffff", points=2.2)
        sheet.circle(x, y, radius, (ACCENT, 0.95), edge=ACCENT_DARK, points=0.6)
    elif is_hollow:
        sheet.circle(x, y, radius, "none", edge="#ffffff", points=1.4)
        sheet.circle(x, y, radius, "none", edge=_CIRCLE_EDGE, points=0.6)
    else:
        sheet.circle(x, y, radius, ("#ffffff", 0.72), edge=_CIRCLE_EDGE, points=0.5)


def draw_dot(sheet: Sheet, x: float, y: float, *, is_spotlight: bool) -> None:
    """Mark where a labelled municipality is that has no circle, on the map or in the legend."""
    sheet.circle(x, y, 0.6, ACCENT_DARK if is_spotlight else SOFT, edge="#ffffff", points=0.5)


def _states(sheet: Sheet, spec: MapSpec, frame: Frame) -> None:
    metres = frame.transform(sheet)
    with sheet.group("states"):
        for area in filter(lambda area: frame.has(area.code), spec.areas):
            sheet.path(
                compound("state", (area.code,)),
                fill=fill_of(spec, area),
                transform=metres,
                name=f"state-{area.code}",
            )
    _patterns(sheet, spec, frame, "state")
    classed = {area.code for area in spec.areas if area.class_ is not None}
    with sheet.group("borders"):
        borders = edges("state")
        if frame.has_lines:
            lines = edges("municipality").path(lambda a, b: a[:2] == b[:2] and frame.has(a))
            sheet.path(lines, edge=("#ffffff", 0.55), points=0.35, transform=metres)
        # White between two classes; what is pale on either side needs a line that shows.
        shown = _shown(frame)
        faint = borders.path(lambda a, b: shown(a, b) and not (a in classed and b in classed))
        sheet.path(faint, edge=_FAINT, points=0.45, transform=metres)
        white = borders.path(lambda a, b: shown(a, b) and a in classed and b in classed)
        sheet.path(white, edge=BORDER, points=0.6, transform=metres)
        sheet.path(borders.coast(frame.has), edge=_COAST, points=0.45, transform=metres)


def _shown(frame: Frame) -> Callable[[str, str], bool]:
    """Whether a border is drawn: that of a state which the map is of."""
    return lambda a, b: frame.has(a) or frame.has(b)


def _municipalities(sheet: Sheet, spec: MapSpec, frame: Frame) -> None:
    metres = frame.transform(sheet)
    with sheet.group("municipalities"):
        if spec.other_areas:
            whole = compound("state", tuple(filter(frame.has, shapes.rings("state"))))
            sheet.path(whole, fill=spec.other_areas.colour, transform=metres)
        hair = edges("municipality").path(lambda a, b: a[:2] == b[:2] and frame.has(a))
        sheet.path(hair, edge=_HAIR, points=0.15, transform=metres)
        for area in spec.areas:
            if area.code in shapes.rings("municipality") and frame.has(area.code):
                sheet.path(
                    compound("municipality", (area.code,)),
                    fill=fill_of(spec, area),
                    edge=_FAINT if area.class_ is None else BORDER,
                    points=0.2,
                    transform=metres,
                    name=f"municipality-{area.code}",
                )
    _patterns(sheet, spec, frame, "municipality")
    with sheet.group("states"):
        borders = edges("state")
        # The state that a page is of stands out from its neighbours.
        edge, points = ("#7d7568", 0.9) if frame.is_of_one else ("#a49c8d", 0.5)
        sheet.path(borders.path(_shown(frame)), edge=edge, points=points, transform=metres)
        sheet.path(borders.coast(frame.has), edge=_COAST, points=0.5, transform=metres)


def _patterns(
    sheet: Sheet, spec: MapSpec, frame: Frame, level: Literal["state", "municipality"]
) -> None:
    drawn = shapes.rings(level)
    areas = [area for area in spec.areas if area.code in drawn and frame.has(area.code)]
    with sheet.group("patterns"):
        for status in spec.statuses:
            codes = tuple(
                area.code
                for area in areas
                if area.class_ is None and status_of(area) == status.status
            )
            _pattern(sheet, frame, status.pattern, PATTERN_INK, (level, codes))
        for one in spec.classes:
            codes = tuple(area.code for area in areas if area.class_ == one.index)
            _pattern(sheet, frame, one.pattern, pattern_ink(one.colour), (level, codes))


def _pattern(
    sheet: Sheet,
    frame: Frame,
    pattern: str,
    ink: str,
    units: tuple[Literal["state", "municipality"], tuple[str, ...]],
) -> None:
    if pattern == "none" or not units[1]:
        return
    path = compound(*units)
    x0, y0, x1, y1 = extent(path)
    (left, bottom), (right, top) = frame.at(x0, y0), frame.at(x1, y1)
    box = Box(left, top, right, bottom)
    sheet.pattern(pattern, ink, box, path, frame.transform(sheet))


def _outlines(sheet: Sheet, spec: MapSpec, frame: Frame) -> None:
    metres = frame.transform(sheet)
    lines = {
        code: largest_parts(code, _ISLET_MM2 / frame.mm_per_metre**2) for code in spec.outlines
    }
    _chosen_outline(sheet, spec, frame)
    # White first, so that the lines show on any palette.
    for outline in lines.values():
        sheet.path(outline, edge=("#ffffff", 0.8), points=2.3, transform=metres)
    for code, outline in lines.items():
        sheet.path(outline, edge=AGAINST, points=1.3, transform=metres, name=f"outline-{code}")


def _chosen_outline(sheet: Sheet, spec: MapSpec, frame: Frame) -> None:
    """The place chosen: a line around it, or a ring where it is too small for one."""
    if spec.chosen is None or not frame.has(spec.chosen.code):
        return
    code, k = spec.chosen.code, frame.k
    if ring := _ring(spec, frame):
        sheet.circle(ring.x, ring.y, ring.radius, "none", edge="#ffffff", points=3.2 * k)
        sheet.circle(ring.x, ring.y, ring.radius, "none", edge=CHOSEN_INK, points=1.5 * k)
        return
    if len(code) == 2:
        path = largest_parts(code, _ISLET_MM2 / frame.mm_per_metre**2)
    elif code in shapes.rings("municipality"):
        path = compound("municipality", (code,))
    else:
        return
    # Under the accent it is wider, so that a place can be seen to be both chosen and compared.
    points = 3.4 if code in spec.outlines else 1.5
    metres = frame.transform(sheet)
    sheet.path(path, edge=("#ffffff", 0.8), points=points + 1.2, transform=metres)
    sheet.path(path, edge=CHOSEN_INK, points=points, transform=metres, name=f"chosen-{code}")


def _ring(spec: MapSpec, frame: Frame) -> Disc | None:
    """The ring around a place chosen that is too small to be outlined, clear of its circle."""
    label = spec.chosen.label if spec.chosen else None
    if label is None or len(label.code) == 2:
        return None
    k, disc = frame.k, next((one for one in spec.circles if one.code == label.code), None)
    inner = _disc(spec, disc, frame).radius + 0.7 * k if disc else 0.0
    if label.code in shapes.rings("municipality"):
        x0, y0, x1, y1 = extent(compound("municipality", (label.code,)))
        if min(x1 - x0, y1 - y0) * frame.mm_per_metre > max(_RING_MM * k, 2 * inner):
            return None
    return Disc(*frame.at(label.x, label.y), max(inner, _RING_MM / 2 * k))


def _label_spots(spec: MapSpec, frame: Frame) -> tuple[Spot | None, ...]:
    """Where the labels stand, in the order of ``spec.named``."""
    discs = {circle.code: _disc(spec, circle, frame) for circle in spec.circles}
    loud = {one.code for one in spec.circles if one.is_spotlight or frame.has_lines}
    k, name, small = frame.k, NAME.at(frame.k), DETAIL.at(frame.k)
    chosen, ring = spec.chosen.code if spec.chosen else None, _ring(spec, frame)

    def want(label: Label) -> Want:
        x, y = frame.at(label.x, label.y)
        is_state = len(label.code) == 2
        disc = discs.get(label.code)
        detail = clean(label.detail) if _has_details(spec, frame) else ""
        height = name.ascent + 0.9 * k + (small.line if detail else 0)
        width = max(name.width(clean(label.text)), small.width(detail))
        near = disc.radius + 0.9 * k if disc else 1.4 * k
        if ring and label.code == chosen:
            near = ring.radius + 0.9 * k
        if not is_state:
            # Enlarged, towns stand so close that nearness would not tell whose words they are.
            pin = frame.codes is not None and not label.is_spotlight
            return Want(x, y, width, height, near, open_air=_TOWN_AIR, pin=pin)
        outline = _outline_points(label.code, frame)
        size = max(max(side) - min(side) for side in zip(*outline, strict=True))
        if size < _TINY_MM:
            return Want(x, y, width, height, size / 2 + 1, open_air=_STATE_AIR, pin=True)
        return Want(x, y, width, height, near, open_air=_STATE_AIR, outline=outline)

    return place(
        [want(label) for label in spec.named],
        frame.panel.grown(-1.5),
        discs=[
            *(disc for code, disc in discs.items() if code in loud),
            *_dots(spec, frame),
            *([ring] if ring else []),
        ],
        boxes=[scale_box(frame), *frame.taken],
        quiet=[disc for code, disc in discs.items() if code not in loud],
        land=frame.land,
    )


def _has_details(spec: MapSpec, frame: Frame) -> bool:
    """Whether labels have their second line: not where it is small, or where many want the sea."""
    return not frame.is_small and sum(len(one.code) == 2 for one in spec.named) <= _MOST_DETAILED


def _outline_points(code: str, frame: Frame, most: int = 60) -> tuple[tuple[float, float], ...]:
    """Points on the outline of a state's largest part, mm."""
    ring = max(shapes.rings("state")[code].rings(), key=len)
    return tuple(frame.at(x, y) for x, y in ring[:: -(-len(ring) // most)].tolist())


def _dots(spec: MapSpec, frame: Frame) -> list[Disc]:
    """Where the labelled municipalities are that have no circle."""
    circled = {circle.code for circle in spec.circles}
    return [
        Disc(*frame.at(label.x, label.y), 0.6)
        for label in spec.named
        if len(label.code) > 2 and label.code not in circled
    ]


def _disc(spec: MapSpec, circle: Circle, frame: Frame) -> Disc:
    largest = frame.circle_mm or largest_radius(spec) * frame.k
    return Disc(*frame.at(circle.x, circle.y), circle.radius * largest)


def _labels(sheet: Sheet, spec: MapSpec, frame: Frame, spots: tuple[Spot | None, ...]) -> None:
    standing = [(label, spot) for label, spot in zip(spec.named, spots, strict=True) if spot]
    for label, spot in standing:
        if spot.leader:
            (x0, y0), (x1, y1) = spot.leader
            colour = _tones(spec).get(label.code, SOFT)
            sheet.rule([x0, x1], [y0, y1], "#ffffff", 1.6)
            sheet.rule([x0, x1], [y0, y1], colour, 0.5)
    tones = _tones(spec)
    circled = {circle.code for circle in spec.circles}
    for label in spec.named:
        if len(label.code) > 2 and label.code not in circled:
            x, y = frame.at(label.x, label.y)
            draw_dot(sheet, x, y, is_spotlight=label.code in tones)
    for label, spot in standing:
        face = replace(NAME, colour=tones.get(label.code, NAME.colour)).at(frame.k)
        baseline = spot.box.top + face.ascent + 0.3 * frame.k
        lines = [(baseline, label.text, face)]
        if label.detail and _has_details(spec, frame):
            small = DETAIL.at(frame.k)
            lines.append((baseline + small.line + 0.2 * frame.k, label.detail, small))
        # The words of a label that moved to the left end where its leader begins.
        is_left = spot.leader is not None and spot.leader[1][0] >= spot.box.right
        x, align = (spot.box.right, "right") if is_left else (spot.box.left, "left")
        for y, words, style in lines:
            sheet.halo(x, y, words, style, align=align)
        for y, words, style in lines:
            sheet.text(x, y, words, style, align=align)


def _tones(spec: MapSpec) -> dict[str, str]:
    """The colours of the names of the spotlight and of the places set against it."""
    spotlight = {label.code: ACCENT_DARK for label in spec.labels if label.is_spotlight}
    return dict.fromkeys(spec.outlines, AGAINST_DARK) | spotlight
