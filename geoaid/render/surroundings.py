"""What lies around and upon the printed map: neighbours and their names, the scale bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import shapes, text
from geoaid.mapspec import BORDER, LAND, SEA
from geoaid.render.labelling import Box
from geoaid.render.lambert import scale as scale_at
from geoaid.render.outlines import compound
from geoaid.render.sheet import INK, SOFT, Face, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoaid.render.frame import Frame
    from geoaid.render.labelling import Spot

_QUIET = Face(7.2, italic=True, colour="#7d8994")
_QUIET_SEA = Face(7.2, italic=True, colour="#7f97ab")
_NUMBER, _PROJECTION = Face(7, colour="#3b4754"), Face(6.3, colour=SOFT)
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


def quiet_names(sheet: Sheet, lang: str, frame: Frame, spots: Sequence[Spot | None]) -> None:
    """Name seas and countries where nothing else stands."""
    taken = [spot.box.grown(2) for spot in spots if spot] + [scale_box(frame).grown(2)]
    leaders = [spot.leader for spot in spots if spot and spot.leader]
    taken += [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in leaders]
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


def scale_box(frame: Frame) -> Box:
    """Where the scale bar and the name of the projection stand."""
    k, inset = frame.k, 4 * frame.k
    left, bottom = frame.panel.left + inset, frame.panel.bottom - inset
    if frame.panel.width < _NARROW_MM:
        face = _NUMBER.at(k)
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
        sheet.rule([box.left, box.left + length], [y, y], INK, 0.8)
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
