"""The wide page: the finding and the legend in a column, one map beside them, the foot below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid.render.blocks import Block, grouped, paragraph, ruled, stack
from geoaid.render.content import RUNGS
from geoaid.render.face import Face
from geoaid.render.furniture import Type, foot, legend
from geoaid.render.head import head, mark
from geoaid.render.labelling import Box

if TYPE_CHECKING:
    from geoaid.render.content import Content, Said
    from geoaid.render.page import Preset
    from geoaid.render.sheet import Sheet

_COLUMN, _GUTTER = 80.0, 7.0
# Between map and small print; and how much more than its own height the map may show.
_GAP, _MORE_NORTH_SOUTH = 4.0, 50.0
# Sizes of the finding: the largest of these that fits; the first ones only beside a legend that
# need not be squeezed for them.
_LARGE, _SIZES = (12.5, 12.0), (11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5)
_HEDGE_INK = "#46535f"
# Its hedge is set so much smaller, and never smaller than this, in points of A4's type.
_HEDGE_SHARE, _LEAST_HEDGE = 0.8, 8.0
# How much of its own height the map keeps before words go, and how much when they have gone.
_KEPT = (0.86, 0.6)


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """The blocks of a page and where they stand, mm."""

    width: float
    height: float
    margin: float
    k: float
    content: Content
    head: Block
    column: Block
    foot: Block
    body_top: float
    panel: Box

    def draw(self, sheet: Sheet) -> None:
        """Draw the page."""
        picture = self.content.pictures[0]
        with sheet.group("head"):
            mark(sheet, self.margin, self.k)
            self.head.draw(sheet, self.margin, self.margin)
        picture.draw(sheet, picture.frame(self.panel, self.k))
        self.column.draw(sheet, self.margin, self.body_top)
        with sheet.group("foot"):
            self.foot.draw(sheet, self.panel.left, self.panel.bottom + _GAP * self.k)


def compose(content: Content, page: Preset) -> Beside | None:
    """The page with all that it has room for; None if it has too little.

    A page that grows says everything and is as high as that takes.
    """
    if page.grows:
        return _at(content, page, 0, _KEPT[0]) or _at(content, page, 0, None)
    for kept in _KEPT:
        for rung in RUNGS:
            if found := _at(content, page, rung, kept):
                return found
    return None


def _at(content: Content, page: Preset, rung: int, kept: float | None) -> Beside | None:
    (width, page_height), margin, k = page.size_mm, page.margin_mm, page.type_scale
    said, picture = content.at(rung), content.pictures[0]
    left = margin + (_COLUMN + _GUTTER) * k
    wide = width - margin - left
    if wide < _COLUMN * k * 0.75:
        return None
    top = head(content.spec.title, said.subtitle, width - 2 * margin, k)
    body_top = margin + top.height + 3.5 * k
    small = foot(said, content.spec.view.lang, wide, _GUTTER * k, k=k)
    room = page_height - margin - body_top
    type_ = Type(k, picture.circle_mm(k), content.counts)
    column = _column(content, said, room, type_)
    own, gap = picture.height(wide, k), _GAP * k
    height = page_height
    if kept is None:
        height = max(height, body_top + max(column.height, own + gap + small.height) + margin)
    elif column.height > room or room - gap - small.height < own * kept:
        return None
    # A tall page ends its map where the neighbours end, not in a sea that is none.
    bottom = min(height - margin - small.height - gap, body_top + own + _MORE_NORTH_SOUTH * k)
    panel = Box(left, body_top, left + wide, bottom)
    return Beside(width, height, margin, k, content, top, column, small, body_top, panel)


def hedge_face(size: float) -> Face:
    """How a hedge is set beside a finding of a size: smaller, and in a softer ink."""
    return Face(max(size * _HEDGE_SHARE, _LEAST_HEDGE), colour=_HEDGE_INK, leading=1.32)


def _column(content: Content, said: Said, room: float, type_: Type) -> Block:
    """The finding, its hedge and the legend, as large as fits in ``room`` mm."""
    for size in _LARGE:
        column = _column_at(content, said, size, 1, type_)
        if column.height <= room:
            return column
    for size in _SIZES:
        both = [_column_at(content, said, size, columns, type_) for columns in (1, 2)]
        for column in both:
            if column.height <= room:
                return column
    return min(both, key=lambda column: column.height)


def _column_at(content: Content, said: Said, size: float, columns: int, type_: Type) -> Block:
    k, width = type_.k, _COLUMN * type_.k
    finding, hedge = said.words[0]
    words = stack(
        [
            paragraph(finding, Face(size, bold=True, leading=1.3).at(k), width),
            paragraph(hedge, hedge_face(size).at(k), width),
        ],
        2.6 * k,
    )
    shown = legend(content.spec, width, columns=columns, type_=type_)
    rule = ruled(width) if words.height else stack([])
    return stack([grouped("finding", words), rule, grouped("legend", shown)], 3.6 * k)
