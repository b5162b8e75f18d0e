"""Blocks of a page: each knows its size before it is drawn, so that a page is made of what fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid.render.sheet import RULE

if TYPE_CHECKING:
    from geoaid.render.face import Face
    from geoaid.render.sheet import Sheet

Draw = Callable[["Sheet", float, float], None]


@dataclass(frozen=True, slots=True)
class Block:
    """Something with a height in mm, drawn with its upper left corner at (x, y) mm.

    ``width`` is what it needs, mm; 0 where it takes what it is given.
    """

    height: float
    draw: Draw
    width: float = 0.0


def paragraph(words: str, face: Face, width: float, link: str = "") -> Block:
    """Text in lines no wider than ``width`` mm, which may link; nothing if there are no words."""
    lines = face.wrap(words, width)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        sheet.lines(x, y, lines, face, link)

    return Block(len(lines) * face.line, draw, max(map(face.width, lines), default=0.0))


def stack(blocks: Iterable[Block], gap: float = 0) -> Block:
    """Blocks below one another; those without height take no gap."""
    shown = [block for block in blocks if block.height]

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for block in shown:
            block.draw(sheet, x, y)
            y += block.height + gap

    height = sum(block.height for block in shown) + gap * max(len(shown) - 1, 0)
    return Block(height, draw, max((block.width for block in shown), default=0.0))


def beside(left: Block, right: Block, offset: float) -> Block:
    """Two blocks side by side, the second ``offset`` mm to the right."""
    return row([left, right], offset)


def row(blocks: Sequence[Block], offset: float) -> Block:
    """Blocks side by side, each ``offset`` mm to the right of the one before."""

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for number, block in enumerate(blocks):
            block.draw(sheet, x + number * offset, y)

    return Block(max((block.height for block in blocks), default=0.0), draw)


def flow(blocks: Iterable[Block], width: float, gap: float, between: float = 0) -> Block:
    """Blocks in rows as words stand in lines: as many in each as ``width`` mm hold.

    Parameters
    ----------
    blocks
        Of known width.
    width, gap, between
        Of a row; between two blocks of a row; between two rows: mm.
    """
    rows: list[list[Block]] = []
    used = 0.0
    for block in blocks:
        if not block.height:
            continue
        if rows and used + gap + block.width <= width:
            rows[-1].append(block)
            used += gap + block.width
        else:
            rows.append([block])
            used = block.width
    return stack([_line(one, gap) for one in rows], between)


def _line(blocks: Sequence[Block], gap: float) -> Block:
    def draw(sheet: Sheet, x: float, y: float) -> None:
        for block in blocks:
            block.draw(sheet, x, y)
            x += block.width + gap

    width = sum(block.width for block in blocks) + gap * (len(blocks) - 1)
    return Block(max(block.height for block in blocks), draw, width)


def grouped(name: str, block: Block) -> Block:
    """The block, drawn into a named group."""

    def draw(sheet: Sheet, x: float, y: float) -> None:
        with sheet.group(name):
            block.draw(sheet, x, y)

    return Block(block.height, draw, block.width)


def ruled(width: float) -> Block:
    """A thin line across."""

    def draw(sheet: Sheet, x: float, y: float) -> None:
        sheet.rule([x, x + width], [y, y], RULE, 0.6)

    return Block(0.01, draw)
