"""The head of a page: its title, as large as it may be, and what the view is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid.mapspec import ACCENT
from geoaid.render.blocks import Block, paragraph, stack
from geoaid.render.face import Face, clean
from geoaid.render.labelling import Box
from geoaid.render.sheet import SOFT

if TYPE_CHECKING:
    from geoaid.render.sheet import Sheet

# The title is set in the largest of these at which it is one line, else in two of the first.
_TITLES = tuple(Face(size, bold=True, leading=1.25) for size in (16, 15, 14))
_SUBTITLE = Face(9.5, colour=SOFT)
# A title that is longer is set in two lines or else in three, if one of these sizes allows it.
_LINES, _SHRINK = (2, 3), (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)


def head(title: str, subtitle: str, width: float, k: float) -> Block:
    """Title and subtitle."""
    below = paragraph(_capital(subtitle), _SUBTITLE.at(k), width)
    return stack([_title(title, width, k), below], 0.6 * k)


def mark(sheet: Sheet, margin: float, k: float) -> None:
    """Draw the short line of colour above the title, where the margin has room for it."""
    if margin >= 6 * k:
        sheet.rect(Box(margin, margin - 4.2 * k, margin + 14 * k, margin - 3 * k), ACCENT)


def _title(words: str, width: float, k: float) -> Block:
    """A title on one line if it can be; else broken after its colon, where the sense breaks."""
    faces = [face.at(k) for face in _TITLES]
    for face in faces:
        if face.width(clean(words)) <= width:
            return paragraph(words, face, width)
    first, colon, second = words.partition(": ")
    for face in (*faces, *(_TITLES[0].at(share * k) for share in _SHRINK)):
        if colon and max(face.width(clean(part)) for part in (f"{first}:", second)) <= width:
            return stack([paragraph(f"{first}:", face, width), paragraph(second, face, width)])
    smaller = [faces[0].at(share) for share in _SHRINK]
    for most in _LINES:
        for face in smaller:
            if len(face.wrap(words, width)) <= most:
                return paragraph(words, face, width)
    return paragraph(words, smaller[-1], width)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
