"""The pieces that charts are drawn of, as SVG elements: text, lines, boxes, and the looks of marks."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from geoaid.mapspec import ACCENT, ACCENT_DARK, AGAINST, AGAINST_DARK
from geoaid.render.face import PT, Face, clean
from geoaid.render.labelling import Box
from geoaid.render.sheet import SOFT

WIDTH = 720
TICK, LABEL, NAME = Face(12, colour=SOFT), Face(12, colour=SOFT, leading=1.25), Face(12)
TITLE, SUBTITLE = Face(18, bold=True, leading=1.25), Face(13, colour=SOFT, leading=1.35)
LINK = Face(12, colour="#1c4f7c", leading=1.35)
NOTE, PANEL = Face(12, colour=SOFT, leading=1.35), Face(12.5, bold=True, leading=1.25)
EVENT = Face(12, colour="#92400e", bold=True)
GRID, AXIS, SPAN = "#e6eaee", "#9aa5b1", "#fff3d6"
MARKS = {
    "spotlight": (ACCENT, ACCENT_DARK, 6.0),
    "host": ("#f6c9ab", ACCENT, 6.0),
    "compare": (AGAINST, AGAINST_DARK, 6.0),
    "plain": ("#7b8794", "#ffffff", 4.5),
    "quiet": ("#ffffff", "#7b8794", 4.5),
}
LINES = {
    "data": (ACCENT, 2.4, ""),
    "second": (AGAINST, 2.0, "7 4"),
    "equality": (AXIS, 1.4, "2 4"),
    "guide": ("#c3ccd5", 1.2, ""),
}
# Fill, outline, dashes of the outline, and whether lines are drawn across.
BARS = {
    "plain": ("#5b7fa3", "#5b7fa3", "", False),
    "reported": ("#5b7fa3", "#3d5a78", "", False),
    "derived": ("#bcd0e2", "#3d5a78", "", False),
    "upper_bound": ("#ffffff", "#3d5a78", "", True),
    "undated": ("#f3efe4", "#8a8578", "3 2", False),
}
PAD, GAP = 18, 22


def hatch(root: ET.Element) -> None:
    """Define the lines across a bar."""
    pattern = ET.SubElement(
        ET.SubElement(root, "defs"),
        "pattern", id="hatch", width="6", height="6", patternUnits="userSpaceOnUse",
    )  # fmt: skip
    path = {"d": "M-1,1 L1,-1 M0,6 L6,0 M5,7 L7,5", "stroke": "#3d5a78", "stroke-width": "1"}
    ET.SubElement(pattern, "path", path)


def paragraph(parent: ET.Element, words: str, face: Face, top: float, width: int) -> float:
    """Write lines of text from ``top`` down; the ordinate of the last."""
    y = top
    for line in face.wrap(words, (width - 2 * PAD) * PT):
        y += face.size * face.leading
        text(parent, line, (PAD, y), face)
    return y


def text(
    parent: ET.Element,
    words: str,
    at: tuple[float, float],
    face: Face,
    anchor: str = "start",
    *,
    halo: bool = False,
) -> None:
    """Write a line of text at a point."""
    look = {"x": n(at[0]), "y": n(at[1]), "font-size": f"{face.size:g}", "fill": face.colour}
    if anchor != "start":
        look["text-anchor"] = anchor
    if face.bold:
        look["font-weight"] = "700"
    if halo:
        look |= {"stroke": "#ffffff", "stroke-width": "3", "paint-order": "stroke"}
    element = ET.SubElement(parent, "text", look)
    element.text = clean(words)


def lines(face: Face, words: str, room: float) -> list[str]:
    """Break words into lines no wider than their room, in pixels."""
    return face.wrap(words, max(room, face.size) * PT)


def short(face: Face, words: str, room: float) -> str:
    """Cut words that are wider than their room."""
    if px(face, words) <= room:
        return words
    while words and px(face, f"{words}…") > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def px(face: Face, words: str) -> float:
    """Width of words in pixels: those of the widest font that may set them."""
    return face.width(clean(words)) / PT


def segment(
    parent: ET.Element,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    dashes: str = "",
) -> None:
    """Draw a straight line."""
    look = {"stroke": colour, "stroke-width": "1"} | (
        {"stroke-dasharray": dashes} if dashes else {}
    )
    ends = zip(("x1", "y1", "x2", "y2"), (*start, *end), strict=True)
    ET.SubElement(parent, "line", look | {name: n(value) for name, value in ends})


def rect(parent: ET.Element, box: Box, look: dict[str, str]) -> None:
    """Draw a box."""
    size = {"width": box.right - box.left, "height": box.bottom - box.top}
    place = {"x": box.left, "y": box.top} | size
    ET.SubElement(parent, "rect", {name: n(value) for name, value in place.items()} | look)


def n(value: float) -> str:
    """A coordinate: a tenth of a pixel is as fine as anyone sees."""
    return f"{value:.1f}".removesuffix(".0")


def key(parent: ET.Element, kind: str, x: float, y: float) -> None:
    """Draw a legend's mark of a kind such as ``mark-plain``, ``line-data`` or ``bar-derived``."""
    what, _, name = kind.partition("-")
    if what == "mark":
        fill, edge, radius = MARKS[name]
        look = {"fill": fill, "stroke": edge, "stroke-width": "1.4"}
        ET.SubElement(parent, "circle", look, cx=n(x + 12), cy=n(y), r=str(radius))
    elif what == "line":
        colour, weight, dashes = LINES[name]
        look = {"fill": "none", "stroke": colour, "stroke-width": str(weight)}
        if dashes:
            look["stroke-dasharray"] = dashes
        ET.SubElement(parent, "polyline", look, points=f"{n(x)},{n(y)} {n(x + 24)},{n(y)}")
    else:
        fill, edge, dashes, crossed = BARS[name]
        box = Box(x + 2, y - 7, x + 22, y + 6)
        look = {"fill": fill, "stroke": edge, "stroke-width": "1"}
        rect(parent, box, look | ({"stroke-dasharray": dashes} if dashes else {}))
        if crossed:
            rect(parent, box, {"fill": "url(#hatch)"})
