"""What stands around the printed map: paragraphs, the legend, the small print at the foot.

Everything is a :class:`Block`, which knows its height before it is drawn, so that a page can be
composed of what fits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.mapspec import ACCENT, PATTERN_INK, remake
from geoaid.render.cartography import draw_circle, draw_dot, largest_radius
from geoaid.render.labelling import Box
from geoaid.render.sheet import INK, SOFT, Face

if TYPE_CHECKING:
    from geoaid.mapspec import MapClass, MapSpec, MapStatus
    from geoaid.render.sheet import Sheet

_HEAD = Face(9.4, bold=True, leading=1.3)
_ITEM = Face(8.4, leading=1.28)
_COUNT = Face(8.4, colour=SOFT, leading=1.28)
_NOTE = Face(7.2, colour=SOFT, leading=1.3)
_SMALL = Face(6.4, colour=SOFT, leading=1.36)
_SMALL_DARK = Face(6.4, colour=INK, leading=1.36)
_SWATCH, _SWATCH_HEIGHT, _INDENT = 6.4, 3.5, 8.6
_ROW, _BETWEEN = 4.5, 5.0
_LISTED = 4

Draw = Callable[["Sheet", float, float], None]


@dataclass(frozen=True, slots=True)
class Block:
    """Something with a height in mm, drawn with its upper left corner at (x, y) mm."""

    height: float
    draw: Draw


def paragraph(words: str, face: Face, width: float) -> Block:
    """Text in lines no wider than ``width`` mm; nothing at all if there are no words."""
    lines = face.wrap(words, width)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        sheet.lines(x, y, lines, face)

    return Block(len(lines) * face.line, draw)


def stack(blocks: Iterable[Block], gap: float = 0) -> Block:
    """Blocks below one another; those without height take no gap."""
    shown = [block for block in blocks if block.height]

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for block in shown:
            block.draw(sheet, x, y)
            y += block.height + gap

    height = sum(block.height for block in shown) + gap * max(len(shown) - 1, 0)
    return Block(height, draw)


def beside(left: Block, right: Block, offset: float) -> Block:
    """Two blocks side by side, the second ``offset`` mm to the right."""

    def draw(sheet: Sheet, x: float, y: float) -> None:
        left.draw(sheet, x, y)
        right.draw(sheet, x + offset, y)

    return Block(max(left.height, right.height), draw)


def legend(spec: MapSpec, width: float, *, columns: int) -> Block:
    """The legend: title, note, every class and status in view, circles and outlines.

    Parameters
    ----------
    spec
        What the map shows.
    width
        Width in mm.
    columns
        1, or 2 to stand the classes beside the rest.
    """
    head = stack(
        [paragraph(spec.legend_title, _HEAD, width), paragraph(spec.legend_note, _NOTE, width)], 0.4
    )
    if columns == 1 or not spec.classes:
        classes = stack([_class_row(width, one) for one in spec.classes])
        body = stack([classes, _others(width, spec)], 1.4 if spec.statuses else 2.6)
        return stack([head, body], 2.2)
    natural = max(_INDENT + _ITEM.width(f"{one.label} ({one.count})") for one in spec.classes)
    first = min(natural + 0.5, width * 0.58)
    classes = stack([_class_row(first, one) for one in spec.classes])
    rest = _others(width - first - _BETWEEN, spec)
    return stack([head, beside(classes, rest, first + _BETWEEN)], 2.2)


def _others(width: float, spec: MapSpec) -> Block:
    """What the legend names beside the classes."""
    statuses = stack([_status_row(width, one) for one in spec.statuses])
    symbols = [_circle_rows(width, spec), _spotlight_row(width, spec), _outline_row(width, spec)]
    return stack([statuses, stack(symbols, 1.2)], 2.6)


def small_print(spec: MapSpec, name: str, width: float, gutter: float) -> Block:
    """The foot of the page in two columns: what the figures cover, and where they come from."""
    each = (width - gutter) / 2
    said = [paragraph(spec.findings.coverage, _SMALL_DARK, each)]
    said += [paragraph(note, _SMALL, each) for note in spec.findings.notes]
    command = remake(spec.view, name)
    made = [paragraph(line, _SMALL, each) for line in (*spec.credits, spec.data_line, command)]
    return beside(stack(said, 0.9), stack(made, 0.9), each + gutter)


def _row(width: float, label: str, count: int | None, mark: Draw) -> Block:
    """One line of the legend: a mark of a swatch's size, words, and a count in brackets."""
    number = "" if count is None else f"({text.number(count)})"
    lines = _ITEM.wrap(label, width - _INDENT)
    fits = _ITEM.width(f"{lines[-1]} {number}") <= width - _INDENT
    lines = lines if fits or not number else [*lines, ""]
    height = max(_ROW, len(lines) * _ITEM.line + 1.0)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        mark(sheet, x, y)
        # A single line stands in the middle of its swatch.
        top = y + (_SWATCH_HEIGHT - _ITEM.ascent) / 2
        sheet.lines(x + _INDENT, top, [line for line in lines if line], _ITEM)
        if number:
            last = f"{lines[-1]} " if lines[-1] else ""
            baseline = top + _ITEM.ascent + (len(lines) - 1) * _ITEM.line
            sheet.text(x + _INDENT + _ITEM.width(last), baseline, number, _COUNT)

    return Block(height, draw)


def _class_row(width: float, one: MapClass) -> Block:
    def mark(sheet: Sheet, x: float, y: float) -> None:
        box = Box(x, y, x + _SWATCH, y + _SWATCH_HEIGHT)
        sheet.rect(box, one.colour, edge="#9aa5b1", points=0.25)

    # The label of an empty class says so in words.
    return _row(width, one.label, one.count or None, mark)


def _status_row(width: float, one: MapStatus) -> Block:
    def mark(sheet: Sheet, x: float, y: float) -> None:
        box = Box(x, y, x + _SWATCH, y + _SWATCH_HEIGHT)
        sheet.rect(box, one.colour)
        sheet.pattern(one.pattern, PATTERN_INK, box)
        sheet.rect(box, "none", edge="#9a9486", points=0.35)

    return _row(width, one.label, one.count, mark)


def _circle_rows(width: float, spec: MapSpec) -> Block:
    if not spec.circles:
        return stack([])
    largest = max(circle.programmes for circle in spec.circles)
    sizes, most = sorted({1, largest}), largest_radius(spec)

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for number in sizes:
            radius = most * math.sqrt(number / largest)
            x += radius
            hollow = spec.view.level == "municipality"
            draw_circle(sheet, x, y + most, radius, is_spotlight=False, is_hollow=hollow)
            x += radius + 1.2
            words = text.number(number)
            sheet.text(x, y + most + _ITEM.ascent / 2, words, _ITEM)
            x += _ITEM.width(words) + 3.5

    words = paragraph(spec.circle_label, _ITEM, width)
    return stack([words, Block(2 * most + 0.6, draw)], 0.4)


def _spotlight_row(width: float, spec: MapSpec) -> Block:
    named = {label.code for label in spec.labels if label.is_spotlight and len(label.code) > 2}
    names = [places.get(code).short for code in spec.view.spotlight if code in named]
    has_circle = any(circle.is_spotlight for circle in spec.circles)

    def mark(sheet: Sheet, x: float, y: float) -> None:
        x, y = x + _SWATCH / 2, y + _SWATCH_HEIGHT / 2
        if has_circle:
            draw_circle(sheet, x, y, 1.6, is_spotlight=True)
        else:
            draw_dot(sheet, x, y, is_spotlight=True)

    return _named_row(width, spec, "spotlight", names, mark)


def _outline_row(width: float, spec: MapSpec) -> Block:
    def mark(sheet: Sheet, x: float, y: float) -> None:
        box = Box(x, y, x + _SWATCH, y + _SWATCH_HEIGHT).grown(-0.25)
        sheet.rect(box, "none", edge=ACCENT, points=1.3)

    return _named_row(
        width, spec, "compared", [places.get(code).short for code in spec.outlines], mark
    )


def _named_row(width: float, spec: MapSpec, key: str, names: Sequence[str], mark: Draw) -> Block:
    if not names:
        return stack([])
    lang = spec.view.lang
    if len(names) > _LISTED:
        return _row(width, text.t(lang, f"figure.{key}_many"), None, mark)
    words = text.t(lang, f"figure.{key}", places=text.listing(lang, names))
    return _row(width, words, None, mark)
