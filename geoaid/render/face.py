"""How text is set on a page: its face, how wide it is, and where it is broken into lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from geoaid.render.typography import NO_BREAK, bind

if TYPE_CHECKING:
    from collections.abc import Iterator

MM = 25.4
PT = MM / 72
INK = "#1b2733"
# DejaVu Sans comes with matplotlib, so a page is the same on every machine; an SVG is set by
# its reader, and Verdana has the same widths.
FONTS = ("DejaVu Sans", "Bitstream Vera Sans", "Verdana", "sans-serif")
# No type is smaller, whatever the page.
SMALLEST_PT = 6.0
# A last line of one word is too short if it is shorter than this share of the width.
_LONELY = 0.3


@dataclass(frozen=True, slots=True)
class Face:
    """How text is set: size in points, weight, slant, colour, and leading as a multiple."""

    size: float
    bold: bool = False
    italic: bool = False
    colour: str = INK
    leading: float = 1.36

    def at(self, scale: float) -> Face:
        """The face at another scale, but never smaller than can be read.

        Examples
        --------
        >>> Face(10).at(1.2).size, Face(7).at(0.5).size
        (12.0, 6.0)
        """
        if scale == 1:
            return self
        size = max(round(self.size * scale, 2), min(self.size, SMALLEST_PT))
        return replace(self, size=size)

    @property
    def line(self) -> float:
        """Distance between baselines, mm."""
        return self.size * self.leading * PT

    @property
    def ascent(self) -> float:
        """Height of a capital, mm."""
        return self.size * 0.73 * PT

    def width(self, text: str) -> float:
        """Width of a line, mm."""
        widths = _widths(self.bold, self.italic)
        return sum(map(widths.__getitem__, text)) * self.size * PT

    def wrap(self, text: str, width: float) -> list[str]:
        """Break text into lines no wider than ``width`` mm; words that are wider are broken.

        Examples
        --------
        >>> Face(10).wrap("Ciudad Juárez", 15)
        ['Ciudad', 'Juárez']
        """
        lines: list[str] = []
        line = ""
        for word in self._words(text, width):
            longer = f"{line} {word}" if line else word
            if self.width(longer) <= width:
                line = longer
                continue
            if line and self.width(word) <= width:
                lines.append(line)
                line = word
                continue
            # A word that must be broken, such as an address, begins where the line has room.
            *whole, line = self._pieces(f"{line} {word}" if line else word, width)
            lines += whole
        lines = self._company([*lines, line] if line else lines, width)
        return [one.replace(NO_BREAK, " ") for one in lines]

    def _words(self, text: str, width: float) -> Iterator[str]:
        """What a line may not break inside: words, and words that belong together if they fit."""
        for word in bind(clean(text)).split(" "):
            fits = self.width(word) <= width
            yield from [word] if fits else word.split(NO_BREAK)

    def _company(self, lines: list[str], width: float) -> list[str]:
        """Give a short word that would end a paragraph alone another from the line above."""
        if len(lines) < 2 or " " in lines[-1] or self.width(lines[-1]) > width * _LONELY:
            return lines
        rest, _, word = lines[-2].rpartition(" ")
        last = f"{word} {lines[-1]}"
        if " " not in rest or self.width(last) > width:
            return lines
        return [*lines[:-2], rest, last]

    def _pieces(self, word: str, width: float) -> list[str]:
        pieces = [""]
        for char in word:
            if pieces[-1] and self.width(pieces[-1] + char) > width:
                cut = _cut(pieces[-1])
                pieces[-1:] = [pieces[-1][:cut].rstrip(), pieces[-1][cut:]]
            pieces[-1] += char
        return pieces


def _cut(piece: str) -> int:
    """Where to end a line inside a word: better after a mark than inside a code or a name."""
    for marks in (" ?&", ",-=/"):
        cut = max(map(piece.rfind, marks)) + 1
        if cut > len(piece) // 3:
            return cut
    return len(piece)


class _Widths(dict[str, float]):
    """Advance of a character in ems, read from the font when first asked for."""

    def __init__(self, font: Any) -> None:
        super().__init__()
        font.set_size(100, 72)
        self.font = font
        self.known = frozenset(font.get_charmap())
        self.lock = Lock()

    def __missing__(self, char: str) -> float:
        # A font holds one character at a time, and a server asks for several pictures at once.
        with self.lock:
            width = self.font.load_char(ord(char)).linearHoriAdvance / 65536 / 100
        self[char] = width
        return float(width)


@cache
def _widths(bold: bool, italic: bool) -> _Widths:  # noqa: FBT001 - cache takes them by position
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    return _Widths(FT2Font(findfont(font_properties(FontProperties, bold=bold, italic=italic))))


def font_properties(make: Any, *, bold: bool, italic: bool, size: float = 10) -> Any:
    """The one font as matplotlib describes it, made with its ``make``."""
    return make(
        family=FONTS[0],
        weight="bold" if bold else "normal",
        style="oblique" if italic else "normal",
        size=size,
    )


def clean(text: str) -> str:
    r"""Put U+FFFD for what the font or an XML file cannot hold, and one space for any white space.

    Examples
    --------
    >>> clean("Juárez,\n\x01 <b> $x$")
    'Juárez, � <b> $x$'
    """
    known = _widths(False, False).known
    words = " ".join(text.split())
    return "".join(char if ord(char) in known and char >= " " else "\ufffd" for char in words)
