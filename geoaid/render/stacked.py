"""The page read downwards: title, finding, one map or several, legend, foot."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geoaid.render.beside import hedge_face
from geoaid.render.blocks import Block, grouped, paragraph, row, stack
from geoaid.render.content import BRIEF, RUNGS
from geoaid.render.face import Face
from geoaid.render.furniture import HEAD, NOTE, Type, foot, strip
from geoaid.render.head import head, mark
from geoaid.render.labelling import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geoaid.render.content import Content, Said
    from geoaid.render.page import Preset
    from geoaid.render.sheet import Sheet

_GUTTER, _GAP = 7.0, 3.2
_SIZES = (11.0, 10.0, 9.0, 8.5)
# A terse page has one size for its finding and a smaller title; it is as high as its words and
# so much of the map's own height.
_TERSE_SIZE, _TERSE_TITLE, _TERSE_MAP = 9.0, 0.82, 0.86
# Narrower than this, in mm of A4's type, finding and hedge stand below one another, and the foot
# is one column.
_TWO_COLUMNS = 130.0
# A map of this width, in mm of A4's type, has words as large as the page's.
_FULL_MM = 150.0
# A map that is narrower than this bears few words, mm.
_SMALL_MM = 100.0
# Type beside several maps is smaller, by this.
_SEVERAL = 0.88
# How much of the largest map that the page could hold is kept before words go, and after that.
_KEPT = (0.86, 0.66)
# What the finding may take of the width beside its hedge.
_SHARES = (0.5, 0.44, 0.38, 0.32, 0.56, 0.62, 0.68)
# Least width of a map that shows anything, mm.
_LEAST_MM = 24.0
_STANDING = 1.35


@dataclass(frozen=True, slots=True, eq=False)
class Stacked:
    """The blocks of a page and where they stand, mm."""

    width: float
    height: float
    margin: float
    k: float
    map_k: float
    content: Content
    head: Block
    words: Block
    body_top: float
    panels: tuple[Box, ...]
    captions: tuple[Block, ...]
    legends: tuple[Block, ...]
    foot: Block
    foot_top: float

    def draw(self, sheet: Sheet) -> None:
        """Draw the page."""
        margin, content = self.margin, self.content
        with sheet.group("head"):
            mark(sheet, margin, self.k)
            self.head.draw(sheet, margin, margin)
        if self.words.height:
            with sheet.group("finding"):
                self.words.draw(sheet, margin, margin + self.head.height + _GAP * self.k)
        is_small = self.panels[0].width < _SMALL_MM
        for picture, panel, caption in zip(
            content.pictures, self.panels, self.captions, strict=True
        ):
            if caption.height:
                with sheet.group(f"{picture.prefix}caption"):
                    caption.draw(sheet, panel.left, panel.top - caption.height - 0.8 * self.k)
            picture.draw(sheet, picture.frame(panel, self.map_k, is_small=is_small))
        is_shared = len(self.legends) < len(self.panels)
        for block, panel, picture in zip(
            self.legends, self.panels[-len(self.legends) :], content.pictures, strict=False
        ):
            name = "legend" if is_shared else f"{picture.prefix}legend"
            left = margin if is_shared else panel.left
            grouped(name, block).draw(sheet, left, panel.bottom + _GAP * self.k)
        with sheet.group("foot"):
            self.foot.draw(sheet, margin, self.foot_top)


def compose(content: Content, page: Preset) -> Stacked | None:
    """The page with all that it has room for; None if it has too little.

    A page that grows says everything and is as high as that takes.
    """
    if page.is_terse:
        tries = _tries(content, page, BRIEF, _TERSE_SIZE)
        best = min(tries, key=lambda one: abs(one.needed - page.size_mm[1]))
        least = best.needed - (1 - _TERSE_MAP) * best.rows * best.own
        return best.made(max(least, page.size_mm[1]))
    most = max(_best(content, page, rung, _SIZES[-1]).size for rung in RUNGS[:-2])
    for kept in _KEPT:
        # A page that may grow only shortens its sources for the sake of its size.
        for rung in RUNGS[:2] if page.grows else RUNGS:
            for size in _SIZES:
                best = _best(content, page, rung, size)
                if best.size >= max(most * kept, _LEAST_MM):
                    return best.made()
    if page.grows:
        tallest = min(_tries(content, page, 0, _SIZES[-1]), key=lambda one: one.needed)
        return tallest.made(tallest.needed)
    return None


def _best(content: Content, page: Preset, rung: int, size: float) -> _Try:
    return max(_tries(content, page, rung, size), key=lambda one: one.size)


def _tries(content: Content, page: Preset, rung: int, size: float) -> Iterator[_Try]:
    for columns in range(1, len(content.pictures) + 1):
        rows = math.ceil(len(content.pictures) / columns)
        # No arrangement that leaves a whole column empty.
        if math.ceil(len(content.pictures) / rows) != columns:
            continue
        yield _Try(content, page, rung, columns, size)


class _Try:
    """One arrangement: how wide its maps are, and whether the page holds it."""

    def __init__(
        self, content: Content, page: Preset, rung: int, columns: int, size: float
    ) -> None:
        (self.width, self.page_height), self.margin = page.size_mm, page.margin_mm
        self.page, self.content, self.columns = page, content, columns
        self.k = page.type_scale * (_SEVERAL if len(content.pictures) > 1 else 1)
        self.gap, self.gutter = _GAP * self.k, _GUTTER * self.k
        inner = self.width - 2 * self.margin
        self.rows = math.ceil(len(content.pictures) / columns)
        self.panel_width = (inner - (columns - 1) * self.gutter) / columns
        share = self.panel_width / (_FULL_MM * self.k)
        self.map_k = self.k * min(max(share, page.map_type), 1.0)
        said = content.at(rung)
        title_k = self.k * (_TERSE_TITLE if page.is_terse else 1)
        self.head = head(content.spec.title, said.subtitle, inner, title_k)
        self.words = self._words(said, size, inner)
        self.captions = tuple(self._caption(picture) for picture in content.pictures)
        self.caption_height = max(block.height for block in self.captions)
        if self.caption_height:
            self.caption_height += 0.8 * self.k
        self.legends = self._legends(inner)
        self.legend_height = max(block.height for block in self.legends)
        self.foot = self._foot(said, inner)
        self.own = content.pictures[0].height(self.panel_width, self.map_k)
        # The room of one panel, if the page is as high as it is.
        self.room = (self.page_height - self._around()) / self.rows
        self.needed = self._around() + self.rows * self.own

    @property
    def size(self) -> float:
        """Width of the map's land, mm."""
        share = min(1.0, self.room / self.own)
        return self.panel_width * share

    def made(self, height: float | None = None) -> Stacked:
        """The page, as high as its preset or higher."""
        height = height or self.page_height
        panel_height = (height - self._around()) / self.rows
        # Mexico in a panel that is much higher than it is would float in sea.
        panel_height = min(panel_height, self.own * _STANDING)
        top = self.margin + self.head.height + self.gap
        if self.words.height:
            top += self.words.height + self.gap
        panels = []
        for number in range(len(self.content.pictures)):
            at_row, at_column = divmod(number, self.columns)
            left = self.margin + at_column * (self.panel_width + self.gutter)
            step = self.caption_height + panel_height + self.gap
            step += self.legend_height + self.gap if self.content.has_legends else 0
            upper = top + self.caption_height + at_row * step
            panels.append(Box(left, upper, left + self.panel_width, upper + panel_height))
        foot_top = panels[-1].bottom + self.gap + self.legend_height + self.gap
        return Stacked(
            width=self.width,
            height=height,
            margin=self.margin,
            k=self.k,
            map_k=self.map_k,
            content=self.content,
            head=self.head,
            words=self.words,
            body_top=top,
            panels=tuple(panels),
            captions=self.captions,
            legends=self.legends,
            foot=self.foot,
            foot_top=max(foot_top, height - self.margin - self.foot.height),
        )

    def _around(self) -> float:
        """What is not map, mm."""
        words = self.words.height + self.gap if self.words.height else 0.0
        between = (self.rows - 1) * self.gap
        if self.content.has_legends:
            between += (self.rows - 1) * (self.legend_height + self.gap)
        captions = self.rows * self.caption_height
        ends = 2 * self.margin + self.head.height + self.foot.height
        return ends + words + captions + between + self.legend_height + 3 * self.gap

    def _is_wide(self, inner: float) -> bool:
        return inner >= _TWO_COLUMNS * self.k

    def _words(self, said: Said, size: float, inner: float) -> Block:
        k = self.k
        finding = Face(size, bold=True, leading=1.3).at(k)
        hedge = hedge_face(size).at(k)

        def both(pair: tuple[str, str], width: float) -> Block:
            return stack(
                [paragraph(pair[0], finding, width), paragraph(pair[1], hedge, width)], 1.2 * k
            )

        if len(said.words) > 1 and self.columns > 1:
            pairs = [both(pair, self.panel_width) for pair in said.words]
            return row(pairs, self.panel_width + self.gutter)
        if len(said.words) > 1:
            return stack([both(pair, inner) for pair in said.words], 1.2 * k)
        [pair] = said.words
        if self.page.is_terse:
            return both((_first_clause(pair[0]), pair[1]), inner)
        if not self._is_wide(inner) or not pair[1]:
            return both(pair, inner)
        halves = [self._halves(pair, (finding, hedge), inner, share) for share in _SHARES]
        return min([*halves, both(pair, inner)], key=lambda block: block.height)

    def _halves(
        self, pair: tuple[str, str], faces: tuple[Face, Face], inner: float, share: float
    ) -> Block:
        """Finding and hedge side by side, the finding taking a share of the width."""
        first = (inner - self.gutter) * share
        left = paragraph(pair[0], faces[0], first)
        right = paragraph(pair[1], faces[1], inner - self.gutter - first)
        return row((left, right), first + self.gutter)

    def _caption(self, picture: Any) -> Block:
        k = self.k
        return stack(
            [
                paragraph(picture.caption, HEAD.at(k), self.panel_width),
                paragraph(picture.note, NOTE.at(k), self.panel_width),
            ]
        )

    def _legends(self, inner: float) -> tuple[Block, ...]:
        content, pictures = self.content, self.content.pictures
        if content.has_legends:
            return tuple(
                strip(
                    # Marks that all the maps share are explained once.
                    one.spec if number == 0 else replace(one.spec, labels=(), outlines=()),
                    self.panel_width,
                    Type(self.k, one.circle_mm(self.map_k)),
                )
                for number, one in enumerate(pictures)
            )
        type_ = Type(self.k, pictures[0].circle_mm(self.map_k), content.counts)
        return (strip(content.spec, inner, type_),)

    def _foot(self, said: Said, inner: float) -> Block:
        columns = 2 if self._is_wide(inner) else 1
        lang = self.content.spec.view.lang
        return foot(said, lang, inner, self.gutter, k=self.k, columns=columns)


def _first_clause(finding: str) -> str:
    """The finding without what it says of the places compared, which the map's labels say."""
    first, semicolon, _ = finding.partition("; ")
    return f"{first}." if semicolon else finding
