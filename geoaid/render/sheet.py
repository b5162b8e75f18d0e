"""A page in millimetres, y downward: text, lines, rectangles and groups on a matplotlib figure.

Only the object interface of matplotlib is used, never its global state.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid.render.face import MM, PT, Face, clean, font_properties
from geoaid.render.hatches import HATCH_MM, HATCH_PT, HATCHES
from geoaid.render.ink import grey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.path import Path
    from matplotlib.transforms import Transform

    from geoaid.render.labelling import Box

SOFT, RULE = "#52606d", "#c9d1d9"


@cache
def _line_class() -> Any:
    from matplotlib.text import Text

    class Line(Text):
        """One line from its left end: where it stands is known, so it need not be measured."""

        def draw(self, renderer: Any) -> None:
            if self.get_path_effects():
                super().draw(renderer)
                return
            renderer.open_group("text", self.get_gid())
            x, y = self.get_transform().transform(self.get_position())
            if renderer.flipy():
                y = renderer.get_canvas_width_height()[1] - y
            gc = renderer.new_gc()
            gc.set_foreground(self.get_color())
            gc.set_url(self.get_url())
            words, font = self.get_text(), self.get_fontproperties()
            renderer.draw_text(gc, x, y, words, font, 0, ismath=False, mtext=self)
            gc.restore()
            renderer.close_group("text")

    return Line


@cache
def _group_class() -> Any:
    from matplotlib.artist import Artist

    class Group(Artist):
        """Artists that are drawn together, a named group in an SVG."""

        def __init__(self) -> None:
            super().__init__()
            self.members: list[Artist] = []

        def draw(self, renderer: Any) -> None:
            renderer.open_group("g", gid=self.get_gid())
            for member in self.members:
                member.draw(renderer)
            renderer.close_group("g")

    return Group


class Sheet:
    """A page of ``width`` x ``height`` mm that is drawn on from back to front.

    Parameters
    ----------
    width, height
        Size of the page, mm.
    halo_paths
        Whether the white around a label is drawn as an outline of its letters; an SVG has a
        better way, which keeps the text a text.
    has_paper
        Whether there is white paper, and sea, behind all that is drawn.
    is_grey
        Whether every colour is printed as the grey of its lightness.
    """

    def __init__(
        self,
        width: float,
        height: float,
        *,
        halo_paths: bool = True,
        has_paper: bool = True,
        is_grey: bool = False,
    ) -> None:
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.width, self.height, self.halo_paths = width, height, halo_paths
        self.has_paper, self.is_grey = has_paper, is_grey
        self._prefix = ""
        self._clip: Box | None = None
        paper = "white" if has_paper else "none"
        self.figure: Figure = Figure(figsize=(width / MM, height / MM), facecolor=paper)
        flipped = Affine2D().scale(1 / MM, -1 / MM).translate(0, height / MM)
        self.mm: Transform = flipped + self.figure.dpi_scale_trans
        self._members: list[list[Artist]] = []

    @contextmanager
    def group(self, name: str) -> Iterator[None]:
        """Draw into a named group."""
        group = _group_class()()
        group.set_gid(f"{self._prefix}{name}")
        self._add(group)
        self._members.append(group.members)
        try:
            yield
        finally:
            self._members.pop()

    @contextmanager
    def part(self, prefix: str, clip: Box | None = None) -> Iterator[None]:
        """Draw one of several maps: its groups have names of their own, and it has an edge."""
        before = self._prefix, self._clip
        self._prefix, self._clip = prefix, clip
        try:
            yield
        finally:
            self._prefix, self._clip = before

    def text(
        self,
        x: float,
        baseline: float,
        words: str,
        face: Face,
        *,
        align: str = "left",
        link: str = "",
    ) -> None:
        """Set one line of text, read as it is and never as mathematics; it may be a link."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.text import Text

        font = font_properties(FontProperties, bold=face.bold, italic=face.italic, size=face.size)
        kind: Any = _line_class() if align == "left" else Text
        style: dict[str, Any] = {
            "ha": align,
            "va": "baseline",
            "parse_math": False,
            "transform": self.mm,
        }
        if link:
            style["url"] = link
        colour = self._ink(face.colour)
        self._add(kind(x, baseline, clean(words), color=colour, fontproperties=font, **style))

    def upright(self, x: float, bottom: float, words: str, face: Face) -> None:
        """Set one line of text that reads upwards from ``bottom``, its baseline at ``x``."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.text import Text

        font = font_properties(FontProperties, bold=face.bold, italic=face.italic, size=face.size)
        style: dict[str, Any] = {"ha": "left", "va": "baseline", "transform": self.mm}
        style |= {"rotation": 90, "rotation_mode": "anchor", "parse_math": False}
        colour = self._ink(face.colour)
        self._add(Text(x, bottom, clean(words), color=colour, fontproperties=font, **style))

    def halo(
        self, x: float, baseline: float, words: str, face: Face, *, align: str = "left"
    ) -> None:
        """White behind the text that will stand here."""
        if not self.halo_paths:
            return
        from matplotlib.patheffects import Stroke

        self.text(x, baseline, words, face, align=align)
        stroke = Stroke(linewidth=face.size * 0.26, foreground="#ffffff", alpha=0.9)
        self._current()[-1].set_path_effects([stroke])

    def lines(
        self, x: float, top: float, lines: Sequence[str], face: Face, link: str = ""
    ) -> float:
        """Set lines of text below ``top``; return where the next line's top would be."""
        for number, words in enumerate(lines):
            self.text(x, top + face.ascent + number * face.line, words, face, link=link)
        return top + len(lines) * face.line

    def rule(self, xs: Sequence[float], ys: Sequence[float], colour: str, points: float) -> None:
        """Draw a line through points."""
        from matplotlib.path import Path

        self.path(Path(np.column_stack([xs, ys])), edge=colour, points=points)

    def rect(self, box: Box, fill: Any, *, edge: str = "none", points: float = 0) -> None:
        """Draw a rectangle."""
        self.path(box_path(box), fill=fill, edge=edge, points=points)

    def circle(
        self, x: float, y: float, radius: float, fill: Any, *, edge: str, points: float
    ) -> None:
        """Draw a circle."""
        from matplotlib.patches import Circle

        fill, edge = self._ink(fill), self._ink(edge)
        self._add(Circle((x, y), radius, fc=fill, ec=edge, lw=points, transform=self.mm))

    def path(
        self,
        path: Path,
        *,
        fill: Any = "none",
        edge: Any = "none",
        points: float = 0,
        transform: Transform | None = None,
        clip: Box | None = None,
        name: str | None = None,
        **style: Any,
    ) -> None:
        """Draw a path, in mm unless a transform to the display is given."""
        from matplotlib.patches import PathPatch

        style = {"capstyle": "butt", "joinstyle": "round"} | style
        fill, edge = self._ink(fill), self._ink(edge)
        patch = PathPatch(
            path, fc=fill, ec=edge, lw=points, transform=transform or self.mm, **style
        )
        if name:
            patch.set_gid(f"{self._prefix}{name}")
        if clip:
            self._clip_box(patch, clip.within(self._clip) if self._clip else clip)
        self._add(patch)

    def pattern(
        self,
        kind: str,
        colour: str,
        box: Box,
        area: Path | None = None,
        transform: Transform | None = None,
    ) -> None:
        """Draw a status's pattern over a box (mm), or over an area that lies in it.

        The lines lie on one grid of the whole page, so that neighbouring areas fit together, and
        are the same at any resolution.
        """
        from matplotlib.path import Path

        segments = HATCHES[kind](box)
        if not len(segments):
            return
        codes = np.tile([Path.MOVETO, Path.LINETO], len(segments))
        style: dict[str, Any] = {"capstyle": "butt"}
        width = HATCH_PT
        if kind == "dots":
            width = 1.1
            style = {"capstyle": "round", "linestyle": (0, (0.01, HATCH_MM / PT / width))}
        path = Path(np.concatenate(segments), codes)
        self.path(path, edge=colour, points=width, clip=box, **style)
        if area is not None:
            self._current()[-1].set_clip_path(area, transform or self.mm)

    def _clip_box(self, artist: Artist, box: Box) -> None:
        from matplotlib.transforms import Bbox, TransformedBbox

        bounds = Bbox([[box.left, box.top], [box.right, box.bottom]])
        artist.set_clip_box(TransformedBbox(bounds, self.mm))

    def _ink(self, colour: Any) -> Any:
        return grey(colour) if self.is_grey else colour

    def _current(self) -> list[Artist]:
        return self._members[-1]

    def _add(self, artist: Artist) -> None:
        artist.set_figure(self.figure)
        if self._clip and artist.get_clip_box() is None:
            self._clip_box(artist, self._clip)
        if self._members:
            self._current().append(artist)
        else:
            self.figure.add_artist(artist)


def box_path(box: Box) -> Path:
    """A rectangle as a path."""
    from matplotlib.path import Path

    corners = [
        (box.left, box.top), (box.right, box.top), (box.right, box.bottom),
        (box.left, box.bottom), (box.left, box.top),
    ]  # fmt: skip
    return Path(np.array(corners), closed=True)
