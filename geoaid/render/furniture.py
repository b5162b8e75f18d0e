"""What stands around the printed map: the legend, and the small print at the foot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.mapspec import AGAINST, CHOSEN_INK, PATTERN_INK
from geoaid.render.blocks import Block, beside, flow, paragraph, stack
from geoaid.render.cartography import draw_circle, draw_dot, largest_radius, pattern_ink
from geoaid.render.citation import shown
from geoaid.render.face import INK, Face
from geoaid.render.labelling import Box
from geoaid.render.sheet import SOFT
from geoaid.render.square import square

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geoaid.mapspec import MapClass, MapSpec, MapStatus
    from geoaid.render.blocks import Draw
    from geoaid.render.content import Said
    from geoaid.render.sheet import Sheet

__all__ = ["Block", "Type", "beside", "legend", "paragraph", "stack", "strip"]

HEAD = Face(9.4, bold=True, leading=1.3)
ITEM = Face(8.4, leading=1.28)
_COUNT = Face(8.4, colour=SOFT, leading=1.28)
NOTE = Face(7.2, colour=SOFT, leading=1.3)
SMALL = Face(7, colour=SOFT, leading=1.32)
SMALL_DARK = Face(7, colour=INK, leading=1.32)
LINK = Face(7, colour="#1c4f7c", leading=1.32)
COMMAND = Face(6.0, colour=SOFT, leading=1.36)
_SWATCH, _SWATCH_HEIGHT, _INDENT = 6.4, 3.5, 8.6
_ROW, _BETWEEN = 4.5, 5.0
_LISTED = 4


@dataclass(frozen=True, slots=True)
class Type:
    """How large the furniture is set.

    Attributes
    ----------
    k
        Scale of type and marks, 1 for those of A4.
    circle_mm
        Radius of the map's largest circle, mm; None for what the map's programmes ask for.
    counts
        What stands in brackets after a class or status of several maps that share a legend, by
        the class's index or the status; empty for their own counts.
    """

    k: float = 1.0
    circle_mm: float | None = None
    counts: Mapping[int | str, str] | None = None

    def circle(self, spec: MapSpec) -> float:
        """Radius of the largest circle, mm."""
        return self.circle_mm or largest_radius(spec) * self.k


_PLAIN = Type()


def legend(spec: MapSpec, width: float, *, columns: int, type_: Type = _PLAIN) -> Block:
    """The legend: title, note, every class and status in view, circles and outlines.

    Parameters
    ----------
    spec
        What the map shows.
    width
        Width in mm.
    columns
        1, or 2 to stand the classes beside the rest.
    type_
        How large it is set.
    """
    k = type_.k
    head = _head(spec, width, k)
    if spec.layer and spec.layer.is_square and spec.classes:
        classes = square(spec, width if columns == 1 else width * 0.5, k, type_.counts)
        first = classes.width
    else:
        item = ITEM.at(k)
        natural = (
            _INDENT * k + item.width(f"{one.label} {_count(one.index, one.count, type_)}")
            for one in spec.classes
        )
        first = min(max(natural, default=0.0) + 0.5, width * (1 if columns == 1 else 0.58))
        across = width if columns == 1 else first
        classes = stack([_class_row(across, one, type_) for one in spec.classes])
    if columns == 1 or not spec.classes:
        body = stack([classes, _others(width, spec, type_)], (1.4 if spec.statuses else 2.6) * k)
        return stack([head, body], 2.2 * k)
    between = _BETWEEN * k
    rest = _others(width - first - between, spec, type_)
    return stack([head, beside(classes, rest, first + between)], 2.2 * k)


def strip(spec: MapSpec, width: float, type_: Type) -> Block:
    """The legend in rows across the page, for a page that is narrow or low."""
    k = type_.k
    gap = 3.2 * k

    def natural(label: str, count: str) -> float:
        item = ITEM.at(k)
        words = f"{label} {count}" if count else label
        return min(_INDENT * k + item.width(words) + 0.4, width)

    statuses = [
        _status_row(natural(one.label, _count(one.status, one.count, type_)), one, type_)
        for one in spec.statuses
    ]
    if spec.layer and spec.layer.is_square and spec.classes:
        shape = square(spec, width * 0.5, k, type_.counts)
        rest = width - shape.width - gap
        others = flow([*statuses, *_symbols(rest, spec, type_)], rest, gap)
        return beside(shape, stack([_head(spec, rest, k), others], 1.6 * k), shape.width + gap)
    rows = [
        _class_row(natural(one.label, _count(one.index, one.count, type_)), one, type_)
        for one in spec.classes
    ]
    symbols = _symbols(width, spec, type_)
    if line := _circle_line(width, spec, type_):
        symbols[0] = line
    others = flow([*statuses, *symbols], width, 1.5 * gap)
    return stack([_head(spec, width, k), flow(rows, width, gap), others], 1.2 * k)


def _head(spec: MapSpec, width: float, k: float) -> Block:
    return stack(
        [
            paragraph(spec.legend_title, HEAD.at(k), width),
            paragraph(spec.legend_note, NOTE.at(k), width),
        ],
        0.4 * k,
    )


def _others(width: float, spec: MapSpec, type_: Type) -> Block:
    """What the legend names beside the classes."""
    statuses = stack([_status_row(width, one, type_) for one in spec.statuses])
    symbols = stack(_symbols(width, spec, type_), 1.2 * type_.k)
    return stack([statuses, symbols], 2.6 * type_.k)


def _symbols(width: float, spec: MapSpec, type_: Type) -> list[Block]:
    return [
        _circle_rows(width, spec, type_),
        _spotlight_row(width, spec, type_),
        _outline_row(width, spec, type_),
        _chosen_row(width, spec, type_),
    ]


def foot(
    said: Said, lang: str, width: float, gutter: float, *, k: float = 1.0, columns: int = 2
) -> Block:
    """Small print: what the figures cover, the first of it darker, and where they come from.

    Last come the link to the page that shows the same, and the command that makes it again.
    """
    if not said.covers:
        columns = 1
    each = (width - gutter) / 2 if columns == 2 else width
    faces = [SMALL_DARK, *(SMALL for _ in said.covers)]
    left = [
        paragraph(words, face.at(k), each) for words, face in zip(said.covers, faces, strict=False)
    ]
    right = [paragraph(words, SMALL.at(k), each) for words in said.sources]
    if said.link:
        words = text.t(lang, "map.view", link=shown(said.link))
        right.append(paragraph(words, LINK.at(k), each, said.link))
    right.append(paragraph(said.command, COMMAND.at(k), each))
    if columns == 1:
        return stack([*left, *right], 0.9 * k)
    return beside(stack(left, 0.9 * k), stack(right, 0.9 * k), each + gutter)


def _count(key: int | str, count: int | None, type_: Type) -> str:
    if type_.counts is not None:
        return type_.counts.get(key, "")
    return f"({text.number(count)})" if count else ""


def _row(width: float, label: str, number: str, mark: Draw, k: float) -> Block:
    """One line of the legend: a mark of a swatch's size, words, and a count in brackets."""
    item, room = ITEM.at(k), width - _INDENT * k
    lines = item.wrap(label, room)
    fits = item.width(f"{lines[-1]} {number}") <= room
    lines = lines if fits or not number else [*lines, ""]
    height = max(_ROW * k, len(lines) * item.line + 1.0 * k)
    widest = max(item.width(line) for line in [*lines[:-1], f"{lines[-1]} {number}"])

    def draw(sheet: Sheet, x: float, y: float) -> None:
        mark(sheet, x, y)
        # A single line stands in the middle of its swatch.
        top = y + (_SWATCH_HEIGHT * k - item.ascent) / 2
        sheet.lines(x + _INDENT * k, top, [line for line in lines if line], item)
        if number:
            last = f"{lines[-1]} " if lines[-1] else ""
            baseline = top + item.ascent + (len(lines) - 1) * item.line
            sheet.text(x + _INDENT * k + item.width(last), baseline, number, _COUNT.at(k))

    return Block(height, draw, _INDENT * k + widest)


def _swatch(x: float, y: float, k: float) -> Box:
    return Box(x, y, x + _SWATCH * k, y + _SWATCH_HEIGHT * k)


def _class_row(width: float, one: MapClass, type_: Type) -> Block:
    def mark(sheet: Sheet, x: float, y: float) -> None:
        box = _swatch(x, y, type_.k)
        sheet.rect(box, one.colour, edge="#9aa5b1", points=0.25)
        if one.pattern != "none":
            sheet.pattern(one.pattern, pattern_ink(one.colour), box)

    # The label of an empty class says so in words.
    return _row(width, one.label, _count(one.index, one.count, type_), mark, type_.k)


def _status_row(width: float, one: MapStatus, type_: Type) -> Block:
    def mark(sheet: Sheet, x: float, y: float) -> None:
        box = _swatch(x, y, type_.k)
        sheet.rect(box, one.colour)
        sheet.pattern(one.pattern, PATTERN_INK, box)
        sheet.rect(box, "none", edge="#9a9486", points=0.35)

    return _row(width, one.label, _count(one.status, one.count, type_), mark, type_.k)


def _circle_line(width: float, spec: MapSpec, type_: Type) -> Block | None:
    """Circles and what they mean in one line, if there is room for it."""
    if not spec.circles:
        return None
    item, marks = ITEM.at(type_.k), _circles(spec, type_)
    words = item.width(spec.circle_label)
    if marks.width + words > width:
        return None
    # On the same line as the words beside a swatch.
    middle, radius = _SWATCH_HEIGHT * type_.k / 2, (marks.height - 0.6 * type_.k) / 2

    def draw(sheet: Sheet, x: float, y: float) -> None:
        marks.draw(sheet, x, y + middle - radius)
        sheet.text(x + marks.width, y + middle + item.ascent / 2, spec.circle_label, item)

    return Block(max(_ROW * type_.k, middle + radius + type_.k), draw, marks.width + words)


def _circle_rows(width: float, spec: MapSpec, type_: Type) -> Block:
    if not spec.circles:
        return stack([])
    words = paragraph(spec.circle_label, ITEM.at(type_.k), width)
    return stack([words, _circles(spec, type_)], 0.4 * type_.k)


def _circles(spec: MapSpec, type_: Type) -> Block:
    """The smallest circle and the largest, each with its number."""
    k, most, item = type_.k, type_.circle(spec), ITEM.at(type_.k)
    largest = max(circle.programmes for circle in spec.circles)
    # In a set of maps the largest of this one may be smaller than the set's.
    unit = most * max(circle.radius for circle in spec.circles)
    sizes = sorted({1, largest})

    def draw(sheet: Sheet, x: float, y: float) -> None:
        for number in sizes:
            radius = unit * math.sqrt(number / largest)
            x += radius
            hollow = spec.view.level == "municipality"
            draw_circle(sheet, x, y + unit, radius, is_spotlight=False, is_hollow=hollow)
            x += radius + 1.2 * k
            words = text.number(number)
            sheet.text(x, y + unit + item.ascent / 2, words, item)
            x += item.width(words) + 3.5 * k

    across = sum(2 * unit * math.sqrt(n / largest) + 4.7 * k + item.width(str(n)) for n in sizes)
    return Block(2 * unit + 0.6 * k, draw, across)


def _spotlight_row(width: float, spec: MapSpec, type_: Type) -> Block:
    named = {label.code for label in spec.labels if label.is_spotlight and len(label.code) > 2}
    names = [places.get(code).short for code in spec.view.spotlight if code in named]
    has_circle = any(circle.is_spotlight for circle in spec.circles)
    k = type_.k

    def mark(sheet: Sheet, x: float, y: float) -> None:
        x, y = x + _SWATCH * k / 2, y + _SWATCH_HEIGHT * k / 2
        if has_circle:
            draw_circle(sheet, x, y, 1.6 * k, is_spotlight=True)
        else:
            draw_dot(sheet, x, y, is_spotlight=True)

    return _named_row(width, spec, "spotlight", names, mark, k=k)


def _outline_row(width: float, spec: MapSpec, type_: Type) -> Block:
    def mark(sheet: Sheet, x: float, y: float) -> None:
        box = _swatch(x, y, type_.k).grown(-0.25)
        sheet.rect(box, "none", edge=AGAINST, points=1.3)

    names = [places.get(code).short for code in spec.outlines]
    return _named_row(width, spec, "compared", names, mark, k=type_.k)


def _chosen_row(width: float, spec: MapSpec, type_: Type) -> Block:
    def mark(sheet: Sheet, x: float, y: float) -> None:
        box = _swatch(x, y, type_.k).grown(-0.25)
        sheet.rect(box, "none", edge=CHOSEN_INK, points=1.5)

    names = [places.get(spec.chosen.code).short] if spec.chosen else []
    return _named_row(width, spec, "chosen", names, mark, k=type_.k)


def _named_row(
    width: float, spec: MapSpec, key: str, names: Sequence[str], mark: Draw, *, k: float
) -> Block:
    if not names:
        return stack([])
    lang = spec.view.lang
    if len(names) > _LISTED:
        return _row(width, text.t(lang, f"figure.{key}_many"), "", mark, k)
    words = text.t(lang, f"figure.{key}", places=text.listing(lang, names))
    return _row(width, words, "", mark, k)
