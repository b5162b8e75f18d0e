"""What lies around and upon the printed map: neighbours and their names, the scale bar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import places, shapes, text
from geoaid.mapspec import BORDER, LAND, SEA
from geoaid.render.face import INK, Face
from geoaid.render.labelling import Box
from geoaid.render.lambert import convergence
from geoaid.render.lambert import scale as scale_at
from geoaid.render.outlines import compound
from geoaid.render.sheet import SOFT, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.path import Path

    from geoaid.render.frame import Frame
    from geoaid.render.labelling import Spot

_QUIET = Face(7.2, italic=True, colour="#7d8994")
_QUIET_SEA = Face(7.2, italic=True, colour="#7f97ab")
# Points of a panel that are tried for the name of a state.
_ACROSS, _DOWN = 60, 42
# The states around one that a page is of: between the neighbours' colour and paper.
_OTHER_STATES = "#ebe8e2"
_NUMBER, _PROJECTION = Face(7, colour="#3b4754"), Face(7, colour=SOFT)
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
_LONGEST_MM, _SHARE = 46.0, 0.25
_STEPS_KM = (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
# A map smaller than this says its scale and not its projection, mm across.
_NARROW_MM = 100.0
# And one smaller than this has room for one number only.
_TINY_MM = 62.0


def neighbours(sheet: Sheet, frame: Frame) -> None:
    """Draw the sea, if there is paper, and the countries around."""
    if sheet.has_paper:
        sheet.rect(frame.panel, SEA)
    everything = compound("context", tuple(shapes.rings("context")))
    sheet.path(
        everything,
        fill=LAND,
        edge=BORDER,
        points=0.5,
        transform=frame.transform(sheet),
        clip=frame.panel,
    )
    if frame.codes is not None:
        others = tuple(code for code in shapes.rings("state") if code not in frame.codes)
        sheet.path(
            compound("state", others),
            fill=_OTHER_STATES,
            edge=BORDER,
            points=0.5,
            transform=frame.transform(sheet),
        )


def quiet_names(sheet: Sheet, lang: str, frame: Frame, spots: Sequence[Spot | None]) -> None:
    """Name seas and countries where nothing else stands."""
    taken = _taken(frame, spots)
    for key, places_ in _QUIET_PLACES.items():
        words = text.t(lang, f"figure.{key}")
        face = (_QUIET_SEA if key in _SEAS else _QUIET).at(frame.k)
        half = face.width(words) / 2
        for x, y in (frame.at(*metres) for metres in places_):
            box = Box(x - half, y - face.ascent, x + half, y + 0.6)
            inside = frame.panel.grown(-1).holds(box) and not frame.land(box)
            if inside and not any(box.overlaps(other) for other in taken):
                sheet.text(x, y, words, face, align="center")
                break


def name_states(sheet: Sheet, frame: Frame, spots: Sequence[Spot | None]) -> None:
    """Name the states around the one that the map is of, where nothing else stands."""
    taken, face = _taken(frame, spots), _QUIET.at(frame.k)
    panel = frame.panel
    across = np.linspace(panel.left, panel.right, _ACROSS)
    down = np.linspace(panel.top, panel.bottom, _DOWN)
    x, y = (one.ravel() for one in np.meshgrid(across, down))
    for code in shapes.rings("state"):
        path = compound("state", (code,))
        words = places.get(code).short
        half = face.width(words) / 2

        def holds(x: Any, y: Any, path: Path = path) -> Any:
            k = frame.mm_per_metre
            points = np.column_stack([(x - frame.left) / k, (frame.top - y) / k])
            return path.contains_points(points)

        if frame.has(code):
            continue
        # Where both ends and the middle of the name stand on the state.
        fits = holds(x, y) & holds(x - half, y) & holds(x + half, y)
        spots_ = np.column_stack([x, y])[fits]
        if not len(spots_):
            continue
        middle = spots_.mean(axis=0)
        for at_x, at_y in spots_[np.argsort(((spots_ - middle) ** 2).sum(axis=1))].tolist():
            box = Box(at_x - half, at_y - face.ascent, at_x + half, at_y + 0.6)
            if panel.grown(-1).holds(box) and not any(box.overlaps(other) for other in taken):
                sheet.text(at_x, at_y, words, face, align="center")
                taken.append(box)
                break


def _taken(frame: Frame, spots: Sequence[Spot | None]) -> list[Box]:
    taken = [spot.box.grown(2) for spot in spots if spot] + [scale_box(frame).grown(2)]
    leaders = [spot.leader for spot in spots if spot and spot.leader]
    taken += [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in leaders]
    return [*taken, *(box.grown(1) for box in frame.taken)]


def north_box(frame: Frame) -> Box:
    """Where the arrow to the north stands, beside the scale bar."""
    bar, k = scale_box(frame), frame.k
    return Box(bar.right + k, bar.bottom - 11 * k, bar.right + 7 * k, bar.bottom)


def north(sheet: Sheet, lang: str, frame: Frame, lon: float) -> None:
    """An arrow to true north at a longitude, beside the scale bar."""
    bar, k, face = scale_box(frame), frame.k, _NUMBER.at(frame.k)
    angle = convergence(lon)
    length = 6 * k
    x, y = bar.right + 4 * k, bar.bottom - face.line * 0.4
    end_x, end_y = x - length * math.sin(angle), y - length * math.cos(angle)
    with sheet.group("north"):
        sheet.rule([x, end_x], [y, end_y], INK, 0.7)
        for turn in (2.7, -2.7):
            tip_x = end_x - 1.5 * k * math.sin(angle + turn)
            tip_y = end_y - 1.5 * k * math.cos(angle + turn)
            sheet.rule([end_x, tip_x], [end_y, tip_y], INK, 0.7)
        sheet.text(end_x, end_y - 0.8 * k, text.t(lang, "figure.north"), face, align="center")


def scale_box(frame: Frame) -> Box:
    """Where the scale bar and the name of the projection stand."""
    k, inset = frame.k, 4 * frame.k
    left, bottom = frame.panel.left + inset, frame.panel.bottom - inset
    face = _NUMBER.at(k)
    if frame.panel.width < _TINY_MM:
        width = _longest(frame) + face.width(" 000 km")
        return Box(left, bottom - face.ascent - 1.2 * k, left + width, bottom)
    if frame.panel.width < _NARROW_MM:
        width = _longest(frame) + face.width("0000 km") / 2
        return Box(left, bottom - face.ascent - 3.2 * k, left + width, bottom)
    return Box(left, bottom - 10 * k, left + 52 * k, bottom)


def _longest(frame: Frame) -> float:
    return min(_LONGEST_MM * frame.k, frame.panel.width * _SHARE)


def scale_bar(sheet: Sheet, lang: str, frame: Frame, *, latitude: float | None = None) -> None:
    """Draw a bar of a round number of km.

    It is true at the map's scale: at a latitude (degrees) if one is given, else along the
    projection's standard parallels.
    """
    box = scale_box(frame)
    mm_per_km = 1000 * frame.mm_per_metre * (scale_at(latitude) if latitude is not None else 1)
    km = max((step for step in _STEPS_KM if step * mm_per_km <= _longest(frame)), default=1)
    face, small = _NUMBER.at(frame.k), _PROJECTION.at(frame.k)
    is_narrow = frame.panel.width < _NARROW_MM
    y = box.bottom if is_narrow else box.top + 4.4 * frame.k
    length = km * mm_per_km
    with sheet.group("scale"):
        if frame.has_lines:
            # An inset may be dark all over.
            sheet.rect(box.grown(0.9 * frame.k), ("#ffffff", 0.85))
        sheet.rule([box.left, box.left + length], [y, y], INK, 0.8)
        if frame.panel.width < _TINY_MM:
            for x in (box.left, box.left + length):
                sheet.rule([x, x], [y - 1.2 * frame.k, y], INK, 0.6)
            words = f"{text.number(km)} km"
            sheet.text(box.left + length + 1.2 * frame.k, y, words, face)
            return
        for share in (0, 0.5, 1):
            x = box.left + share * length
            tick = (0.9 if share == 0.5 else 1.5) * frame.k
            sheet.rule([x, x], [y - tick, y], INK, 0.6)
        sheet.text(box.left, y - 2.2 * frame.k, "0", face, align="center")
        words = f"{text.number(km)} km"
        sheet.text(box.left + length, y - 2.2 * frame.k, words, face, align="center")
        if not is_narrow:
            words = text.t(lang, "figure.projection")
            sheet.text(box.left, y + 3.6 * frame.k, words, small)
