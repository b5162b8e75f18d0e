"""The square legend of a map of two things: need to the right, assistance upwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import text
from geoaid.render.blocks import Block
from geoaid.render.cartography import pattern_ink
from geoaid.render.face import INK, Face
from geoaid.render.ink import grey
from geoaid.render.labelling import Box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.mapspec import MapSpec
    from geoaid.render.sheet import Sheet

_SIDE_MM, _GAP_MM, _ARROW_MM = 11.0, 0.5, 1.6
# A grey darker than this has white numbers: so either way the contrast is above 4.5.
_MIDDLE = 120
_WORDS = Face(7.6, leading=1.28)
_COUNT = Face(7.6)


def square(
    spec: MapSpec, width: float, k: float = 1.0, counts: Mapping[int | str, str] | None = None
) -> Block:
    """Nine cells with their counts, and an arrow along each side.

    Parameters
    ----------
    spec
        A map whose classes are thirds by thirds, need first.
    width
        The most that it may take, mm.
    k
        Scale of type, 1 for that of A4.
    counts
        What stands in the cells, by class, instead of the classes' own counts.
    """
    lang, face = spec.view.lang, _WORDS.at(k)
    need, assistance = (text.t(lang, f"layer.square_{key}") for key in ("need", "assistance"))
    band = face.line + 0.8 * k
    side = min(_SIDE_MM * k, (width - band) / 3)
    side = max(side, (max(map(face.width, (need, assistance))) + 5 * k) / 3)
    whole = 3 * side

    def draw(sheet: Sheet, x: float, y: float) -> None:
        left = x + band
        for at, one in enumerate(spec.classes):
            cell_x, cell_y = left + at % 3 * side, y + (2 - at // 3) * side
            cell = Box(cell_x, cell_y, cell_x + side, cell_y + side).grown(-_GAP_MM / 2)
            sheet.rect(cell, one.colour)
            if one.pattern != "none":
                sheet.pattern(one.pattern, pattern_ink(one.colour), cell)
            words = counts.get(one.index, "") if counts else text.number(one.count)
            _number(sheet, cell, words, one.colour, k, boxed=one.pattern != "none")
        bottom, middle = y + whole, face.ascent / 2
        sheet.text(left + _GAP_MM, bottom + 0.6 * k + face.ascent, need, face)
        start = left + _GAP_MM + face.width(need) + 1.2 * k
        _arrow(sheet, start, bottom + 0.6 * k + middle, left + whole - _GAP_MM, upwards=False)
        sheet.upright(x + face.ascent, bottom - _GAP_MM, assistance, face)
        start = bottom - _GAP_MM - face.width(assistance) - 1.2 * k
        _arrow(sheet, x + middle, start, y + _GAP_MM, upwards=True)

    return Block(whole + band, draw, whole + band)


def _number(sheet: Sheet, cell: Box, words: str, fill: str, k: float, *, boxed: bool) -> None:
    face = _COUNT.at(k)
    light = int(grey(fill)[1:3], 16) > _MIDDLE
    x, y = (cell.left + cell.right) / 2, (cell.top + cell.bottom) / 2 + face.ascent / 2
    if boxed:
        half = face.width(words) / 2 + 0.6 * k
        sheet.rect(Box(x - half, y - face.ascent - 0.5 * k, x + half, y + 0.5 * k), fill)
    colour = "#000000" if light else "#ffffff"
    sheet.text(x, y, words, Face(face.size, colour=colour), align="center")


def _arrow(sheet: Sheet, x: float, y: float, end: float, *, upwards: bool) -> None:
    """A line from (x, y) to the abscissa ``end``, or upwards to the ordinate ``end``, with a tip."""
    tip, half = _ARROW_MM, _ARROW_MM / 2.2
    if upwards:
        sheet.rule([x, x], [y, end], INK, 0.6)
        sheet.rule([x - half, x, x + half], [end + tip, end, end + tip], INK, 0.6)
    else:
        sheet.rule([x, end], [y, y], INK, 0.6)
        sheet.rule([end - tip, end, end - tip], [y - half, y, y + half], INK, 0.6)
