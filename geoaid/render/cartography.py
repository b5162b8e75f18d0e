"""The printed map itself: areas, borders, patterns, circles and labels in INEGI's Lambert frame.

It draws a MapSpec on a :class:`~geoaid.render.sheet.Sheet`. Geometry is that of
:func:`geoaid.shapes.rings`, EPSG:6372, metres.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from geoaid import shapes, text
from geoaid.mapspec import ACCENT, ACCENT_DARK, BORDER, LAND, PATTERN_INK, SEA
from geoaid.render.labelling import Box, Disc, Spot, Want, place
from geoaid.render.outlines import (
    bounds,
    compound,
    edges,
    extent,
    land_share,
    largest_parts,
)
from geoaid.render.sheet import INK, SOFT, Face, Sheet, clean

if TYPE_CHECKING:
    from matplotlib.transforms import Transform

    from geoaid.mapspec import Area, Circle, Label, MapSpec

NAME, SPOTLIGHT_NAME = Face(8.5, bold=True), Face(8.5, bold=True, colour=ACCENT_DARK)
DETAIL = Face(7, colour="#3b4754")
_QUIET = Face(7.2, italic=True, colour="#7d8994")
_QUIET_SEA = Face(7.2, italic=True, colour="#7f97ab")
LARGEST_MM = 2.3
_CIRCLE_EDGE = "#33414f"
_COAST, _FAINT, _HAIR = "#8794a0", "#b9b2a4", "#dedad0"
_GUTTER_MM = 4.0
# Where the quiet names stand, metres in EPSG:6372, best place first; one is left out if the
# map's own words need all its places.
_QUIET_PLACES = {
    "united_states": ((2348e3, 2238e3), (2788e3, 2062e3), (2000e3, 2290e3)),
    "gulf": ((3380e3, 1330e3), (3449e3, 1537e3), (3380e3, 1700e3), (3196e3, 1589e3)),
    "pacific": ((1500e3, 760e3), (1915e3, 560e3), (1085e3, 1250e3)),
    "guatemala": ((3749e3, 420e3),),
    "belize": ((3965e3, 660e3),),
}
_SEAS = ("gulf", "pacific")
# How strongly labels would rather stand off Mexico: a state's, which would hide the map, and a
# municipality's, which belongs beside its circle.
_STATE_AIR, _TOWN_AIR = 40.0, 1.5
# A state that is smaller than this both ways is pointed at with a leader, mm.
_TINY_MM = 9.0
# An islet smaller than this would be hidden by its own outline, square mm.
_ISLET_MM2 = 2.0


class Frame(NamedTuple):
    """The map's panel on the page and its scale.

    A point (x, y) in metres stands at ``left + x * mm_per_metre``, ``top - y * mm_per_metre``.
    """

    panel: Box
    left: float
    top: float
    mm_per_metre: float

    @classmethod
    def of(cls, panel: Box) -> Frame:
        """Fit Mexico into a panel, with a margin."""
        x0, y0, x1, y1 = bounds()
        scale = min(
            (panel.width - 2 * _GUTTER_MM) / (x1 - x0), (panel.height - 2 * _GUTTER_MM) / (y1 - y0)
        )
        left = panel.left + (panel.width - (x1 - x0) * scale) / 2 - x0 * scale
        top = panel.top + (panel.height + (y1 - y0) * scale) / 2 + y0 * scale
        return cls(panel, left, top, scale)

    @classmethod
    def height(cls, width: float) -> float:
        """Height in mm of the panel that Mexico fills at a width in mm."""
        x0, y0, x1, y1 = bounds()
        return (width - 2 * _GUTTER_MM) * (y1 - y0) / (x1 - x0) + 2 * _GUTTER_MM

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point in metres stands on the page."""
        return self.left + x * self.mm_per_metre, self.top - y * self.mm_per_metre

    def land(self, box: Box) -> Any:
        """How much of a box on the page is Mexico, 0..1; of many, its sides being arrays."""
        k = self.mm_per_metre
        x0, x1 = (box.left - self.left) / k, (box.right - self.left) / k
        y0, y1 = (self.top - box.bottom) / k, (self.top - box.top) / k
        return land_share(x0, y0, x1, y1)

    def transform(self, sheet: Sheet) -> Transform:
        """From metres to the display."""
        from matplotlib.transforms import Affine2D

        scale = Affine2D().scale(self.mm_per_metre, -self.mm_per_metre)
        moved: Transform = scale.translate(self.left, self.top) + sheet.mm
        return moved


def draw(sheet: Sheet, spec: MapSpec, frame: Frame) -> None:
    """Draw the map of a MapSpec into its frame, from the sea up to the labels."""
    spots = _label_spots(spec, frame)
    with sheet.group("neighbours"):
        sheet.rect(frame.panel, SEA)
        _neighbours(sheet, frame)
        _quiet_names(sheet, spec, frame, spots)
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


def status_of(area: Area) -> str:
    """The status that an area without a class shows; a value of nothing reads as nil."""
    return "zero" if area.status == "value" else area.status


def fill_of(spec: MapSpec, area: Area) -> str:
    """The fill of an area, as the legend has it."""
    if area.class_ is not None:
        return spec.colour(area)
    return next(one.colour for one in spec.statuses if one.status == status_of(area))


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
        sheet.circle(x, y, radius, (ACCENT, 0.95), edge=ACCENT_DARK, points=0.6)
    elif is_hollow:
        sheet.circle(x, y, radius, "none", edge="#ffffff", points=1.4)
        sheet.circle(x, y, radius, "none", edge=_CIRCLE_EDGE, points=0.6)
    else:
        sheet.circle(x, y, radius, ("#ffffff", 0.72), edge=_CIRCLE_EDGE, points=0.5)


def draw_dot(sheet: Sheet, x: float, y: float, *, is_spotlight: bool) -> None:
    """Mark where a labelled municipality is that has no circle, on the map or in the legend."""
    sheet.circle(x, y, 0.6, ACCENT_DARK if is_spotlight else SOFT, edge="#ffffff", points=0.5)


def _neighbours(sheet: Sheet, frame: Frame) -> None:
    metres = frame.transform(sheet)
    everything = compound("context", tuple(shapes.rings("context")))
    sheet.path(everything, fill=LAND, edge=BORDER, points=0.5, transform=metres, clip=frame.panel)


def _states(sheet: Sheet, spec: MapSpec, frame: Frame) -> None:
    metres = frame.transform(sheet)
    with sheet.group("states"):
        for area in spec.areas:
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
        # White between two classes; what is pale on either side needs a line that shows.
        faint = borders.path(lambda a, b: not (a in classed and b in classed))
        sheet.path(faint, edge=_FAINT, points=0.45, transform=metres)
        white = borders.path(lambda a, b: a in classed and b in classed)
        sheet.path(white, edge=BORDER, points=0.6, transform=metres)
        sheet.path(borders.coast(), edge=_COAST, points=0.45, transform=metres)


def _municipalities(sheet: Sheet, spec: MapSpec, frame: Frame) -> None:
    metres = frame.transform(sheet)
    with sheet.group("municipalities"):
        if spec.other_areas:
            whole = compound("state", tuple(shapes.rings("state")))
            sheet.path(whole, fill=spec.other_areas.colour, transform=metres)
        hair = edges("municipality").path(lambda a, b: a[:2] == b[:2])
        sheet.path(hair, edge=_HAIR, points=0.15, transform=metres)
        for area in spec.areas:
            if area.code in shapes.rings("municipality"):
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
        sheet.path(borders.path(lambda _, __: True), edge="#a49c8d", points=0.5, transform=metres)
        sheet.path(borders.coast(), edge=_COAST, points=0.5, transform=metres)


def _patterns(
    sheet: Sheet, spec: MapSpec, frame: Frame, level: Literal["state", "municipality"]
) -> None:
    with sheet.group("patterns"):
        for status in spec.statuses:
            codes = tuple(
                area.code
                for area in spec.areas
                if area.class_ is None
                and status_of(area) == status.status
                and area.code in shapes.rings(level)
            )
            if status.pattern == "none" or not codes:
                continue
            path = compound(level, codes)
            x0, y0, x1, y1 = extent(path)
            (left, bottom), (right, top) = frame.at(x0, y0), frame.at(x1, y1)
            sheet.pattern(
                status.pattern,
                PATTERN_INK,
                Box(left, top, right, bottom),
                path,
                frame.transform(sheet),
            )


def _outlines(sheet: Sheet, spec: MapSpec, frame: Frame) -> None:
    metres = frame.transform(sheet)
    lines = {
        code: largest_parts(code, _ISLET_MM2 / frame.mm_per_metre**2) for code in spec.outlines
    }
    # White first, so that the lines show on any palette.
    for outline in lines.values():
        sheet.path(outline, edge=("#ffffff", 0.8), points=2.3, transform=metres)
    for code, outline in lines.items():
        sheet.path(outline, edge=ACCENT, points=1.3, transform=metres, name=f"outline-{code}")


def _label_spots(spec: MapSpec, frame: Frame) -> tuple[Spot | None, ...]:
    """Where the labels stand, in the order of ``spec.labels``."""
    discs = {circle.code: _disc(spec, circle, frame) for circle in spec.circles}
    spotlit = {circle.code for circle in spec.circles if circle.is_spotlight}

    def want(label: Label) -> Want:
        x, y = frame.at(label.x, label.y)
        is_state = len(label.code) == 2
        disc = discs.get(label.code)
        height = NAME.ascent + 0.9 + (DETAIL.line if label.detail else 0)
        width = max(NAME.width(clean(label.text)), DETAIL.width(clean(label.detail)))
        near = disc.radius + 0.9 if disc else 1.4
        if not is_state:
            return Want(x, y, width, height, near, open_air=_TOWN_AIR)
        outline = _outline_points(label.code, frame)
        size = max(max(side) - min(side) for side in zip(*outline, strict=True))
        if size < _TINY_MM:
            return Want(x, y, width, height, size / 2 + 1, open_air=_STATE_AIR, pin=True)
        return Want(x, y, width, height, near, open_air=_STATE_AIR, outline=outline)

    return place(
        [want(label) for label in spec.labels],
        frame.panel.grown(-1.5),
        discs=[disc for code, disc in discs.items() if code in spotlit] + _dots(spec, frame),
        boxes=[scale_box(frame)],
        quiet=[disc for code, disc in discs.items() if code not in spotlit],
        land=frame.land,
    )


def _outline_points(code: str, frame: Frame, most: int = 60) -> tuple[tuple[float, float], ...]:
    """Points on the outline of a state's largest part, mm."""
    ring = max(shapes.rings("state")[code].rings(), key=len)
    return tuple(frame.at(x, y) for x, y in ring[:: -(-len(ring) // most)].tolist())


def _dots(spec: MapSpec, frame: Frame) -> list[Disc]:
    """Where the labelled municipalities are that have no circle."""
    circled = {circle.code for circle in spec.circles}
    return [
        Disc(*frame.at(label.x, label.y), 0.6)
        for label in spec.labels
        if len(label.code) > 2 and label.code not in circled
    ]


def _disc(spec: MapSpec, circle: Circle, frame: Frame) -> Disc:
    return Disc(*frame.at(circle.x, circle.y), circle.radius * largest_radius(spec))


def _labels(sheet: Sheet, spec: MapSpec, frame: Frame, spots: tuple[Spot | None, ...]) -> None:
    standing = [(label, spot) for label, spot in zip(spec.labels, spots, strict=True) if spot]
    for label, spot in standing:
        if spot.leader:
            (x0, y0), (x1, y1) = spot.leader
            colour = ACCENT_DARK if label.code in _accented(spec) else SOFT
            sheet.rule([x0, x1], [y0, y1], "#ffffff", 1.6)
            sheet.rule([x0, x1], [y0, y1], colour, 0.5)
    accented = _accented(spec)
    circled = {circle.code for circle in spec.circles}
    for label in spec.labels:
        if len(label.code) > 2 and label.code not in circled:
            x, y = frame.at(label.x, label.y)
            draw_dot(sheet, x, y, is_spotlight=label.code in accented)
    for label, spot in standing:
        face = SPOTLIGHT_NAME if label.code in _accented(spec) else NAME
        baseline = spot.box.top + NAME.ascent + 0.3
        lines = [(baseline, label.text, face)]
        if label.detail:
            lines.append((baseline + DETAIL.line + 0.2, label.detail, DETAIL))
        # The words of a label that moved to the left end where its leader begins.
        is_left = spot.leader is not None and spot.leader[1][0] >= spot.box.right
        x, align = (spot.box.right, "right") if is_left else (spot.box.left, "left")
        for y, words, style in lines:
            sheet.halo(x, y, words, style, align=align)
        for y, words, style in lines:
            sheet.text(x, y, words, style, align=align)


def _accented(spec: MapSpec) -> set[str]:
    return {label.code for label in spec.labels if label.is_spotlight} | set(spec.outlines)


def scale_box(frame: Frame) -> Box:
    """Where the scale bar and the name of the projection stand."""
    left, bottom = frame.panel.left + 4, frame.panel.bottom - 4
    return Box(left, bottom - 10, left + 52, bottom)


def scale_bar(sheet: Sheet, lang: str, frame: Frame) -> None:
    """Draw a bar of a round number of km, true at the map's scale."""
    box = scale_box(frame)
    longest = 46 / frame.mm_per_metre / 1000
    km = max(step for step in (50, 100, 200, 250, 500, 1000) if step <= longest)
    face, small = Face(7, colour="#3b4754"), Face(6.3, colour=SOFT)
    y, length = box.top + 4.4, km * 1000 * frame.mm_per_metre
    with sheet.group("scale"):
        sheet.rule([box.left, box.left + length], [y, y], INK, 0.8)
        for share in (0, 0.5, 1):
            x = box.left + share * length
            tick = 0.9 if share == 0.5 else 1.5
            sheet.rule([x, x], [y - tick, y], INK, 0.6)
        sheet.text(box.left, y - 2.2, "0", face, align="center")
        words = f"{text.number(km)} km"
        sheet.text(box.left + length, y - 2.2, words, face, align="center")
        sheet.text(box.left, y + 3.6, text.t(lang, "figure.projection"), small)


def _quiet_names(sheet: Sheet, spec: MapSpec, frame: Frame, spots: tuple[Spot | None, ...]) -> None:
    taken = [spot.box.grown(2) for spot in spots if spot] + [scale_box(frame).grown(2)]
    leaders = [spot.leader for spot in spots if spot and spot.leader]
    taken += [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in leaders]
    for key, places_ in _QUIET_PLACES.items():
        words = text.t(spec.view.lang, f"figure.{key}")
        face = _QUIET_SEA if key in _SEAS else _QUIET
        half = face.width(words) / 2
        for x, y in (frame.at(*metres) for metres in places_):
            box = Box(x - half, y - face.ascent, x + half, y + 0.6)
            inside = frame.panel.grown(-1).holds(box) and not frame.land(box)
            if inside and not any(box.overlaps(other) for other in taken):
                sheet.text(x, y, words, face, align="center")
                break
