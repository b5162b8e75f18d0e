"""Insets: the places put forward enlarged, beside the map that they are cut from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geoaid import shapes
from geoaid.mapspec import label_of
from geoaid.render import cartography
from geoaid.render.frame import Extent, Frame
from geoaid.render.labelling import Box
from geoaid.render.outlines import compound, extent
from geoaid.render.pictures import Picture
from geoaid.render.surroundings import scale_bar

if TYPE_CHECKING:
    from geoaid.answer import Answer
    from geoaid.mapspec import Label, MapSpec
    from geoaid.render.sheet import Sheet

# Tijuana, Monterrey and Ciudad Juárez, if the view puts no municipality forward.
DEFAULT = ("02004", "19039", "08037")
_MOST = 3
# What an inset shows, from side to side.
_METRES = 96_000.0
# Words in an inset are smaller than on the map.
_SMALLER = 0.85
_GAP_MM, _SHARE, _WIDE = 2.5, 0.235, 1.15
_FRAME = "#4b5563"


@dataclass(frozen=True, slots=True, eq=False)
class InsetPicture(Picture):
    """The map of Mexico with insets; ``labels`` are of every named municipality."""

    codes: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()

    def height(self, width: float, k: float) -> float:
        """Height in mm that it fills at a width in mm."""
        return Frame.height(width, k=k) * 0.9

    def frame(self, panel: Box, k: float, *, is_small: bool = False) -> Frame:
        """Fit Mexico into the part of a panel that the insets leave."""
        rest = self._parts(panel)[0]
        frame = Frame.of(rest, k=k)
        marks = tuple(_on(frame, code).grown(0.4) for code in self.codes)
        return frame._replace(is_small=is_small, circle_mm=self.circle_mm(k), taken=marks)

    def draw(self, sheet: Sheet, frame: Frame) -> None:
        """Draw the map, its insets, and where they are cut from."""
        Picture.draw(self, sheet, frame)
        with sheet.group("inset-marks"):
            for code in self.codes:
                sheet.rect(_on(frame, code), "none", edge=_FRAME, points=0.6)
        for code, box in zip(self.codes, self._insets(frame.panel), strict=True):
            self._inset(sheet, frame, code, box)

    def _parts(self, panel: Box) -> tuple[Box, tuple[Box, ...]]:
        """The map's own part of a panel, and the insets'."""
        n = len(self.codes)
        if panel.width >= panel.height * _WIDE:
            left = panel.right - panel.width * _SHARE
            step = (panel.height + _GAP_MM) / n
            tops = [panel.top + number * step for number in range(n)]
            boxes = tuple(Box(left, top, panel.right, top + step - _GAP_MM) for top in tops)
            return Box(panel.left, panel.top, left - _GAP_MM, panel.bottom), boxes
        top = panel.bottom - panel.height * _SHARE
        step = (panel.width + _GAP_MM) / n
        lefts = [panel.left + number * step for number in range(n)]
        boxes = tuple(Box(left, top, left + step - _GAP_MM, panel.bottom) for left in lefts)
        return Box(panel.left, panel.top, panel.right, top - _GAP_MM), boxes

    def _insets(self, main: Box) -> tuple[Box, ...]:
        """Where the insets stand beside the map's own part."""
        width, height = ((side + _GAP_MM) / (1 - _SHARE) for side in (main.width, main.height))
        across = Box(main.left, main.top, main.left + width, main.bottom)
        if across.width >= across.height * _WIDE:
            return self._parts(across)[1]
        return self._parts(Box(main.left, main.top, main.right, main.top + height))[1]

    def _inset(self, sheet: Sheet, frame: Frame, code: str, box: Box) -> None:
        lang = self.spec.view.lang
        inset = Frame.of(box, k=frame.k * _SMALLER, extent=_around(code, box))._replace(
            circle_mm=frame.circle_mm, is_small=True, has_lines=True
        )
        around = inset.metres(box)
        inset = inset._replace(codes=_states(around))
        with sheet.part(f"inset-{code}-", box):
            with sheet.group("map"):
                cartography.draw(sheet, _cut(self.spec, self.labels, around), inset)
                scale_bar(sheet, lang, inset, latitude=shapes.points("municipality")[code].lat)
            with sheet.group("frame"):
                sheet.rect(box, "none", edge=_FRAME, points=0.9)


def labels(answer: Answer) -> tuple[Label, ...]:
    """The labels of every named municipality, those put forward first."""
    spotlight = answer.view.spotlight
    named = sorted(
        (place for place in answer.municipalities if place.programmes),
        key=lambda place: (place.code not in spotlight, -place.programmes, place.code),
    )
    found = (label_of(answer, one, is_spotlight=one.code in spotlight) for one in named)
    return tuple(label for label in found if label)


def codes(spec: MapSpec) -> tuple[str, ...]:
    """The municipalities that are shown enlarged."""
    drawn = shapes.rings("municipality")
    chosen = [code for code in spec.view.spotlight if code in drawn]
    return tuple(chosen[:_MOST]) or DEFAULT


def _around(code: str, box: Box) -> Extent:
    """An extent around a municipality's point, of the box's proportions."""
    point = shapes.points("municipality")[code]
    across, down = _METRES / 2, _METRES / 2 * box.height / box.width
    return point.x - across, point.y - down, point.x + across, point.y + down


def _on(frame: Frame, code: str) -> Box:
    """Where an inset is cut from, on the map."""
    point = shapes.points("municipality")[code]
    x, y = frame.at(point.x, point.y)
    half = _METRES / 2 * frame.mm_per_metre
    return Box(x - half, y - half, x + half, y + half)


def _states(around: Extent) -> frozenset[str]:
    """The states that lie in an extent."""
    west, south, east, north = around
    found = []
    for code in shapes.rings("state"):
        x0, y0, x1, y1 = extent(compound("state", (code,)))
        if x0 < east and x1 > west and y0 < north and y1 > south:
            found.append(code)
    return frozenset(found)


def _cut(spec: MapSpec, labels: tuple[Label, ...], around: Extent) -> MapSpec:
    """What of a MapSpec lies in an extent."""
    west, south, east, north = around

    def inside(x: float, y: float) -> bool:
        return west < x < east and south < y < north

    return replace(
        spec,
        circles=tuple(one for one in spec.circles if inside(one.x, one.y)),
        labels=tuple(one for one in labels if inside(one.x, one.y)),
        outlines=(),
        chosen=None,
    )
