"""A map's panel on the page: its scale, and how large what is drawn in it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from geoaid.render.outlines import bounds, land_share

if TYPE_CHECKING:
    from matplotlib.transforms import Transform

    from geoaid.render.labelling import Box
    from geoaid.render.sheet import Sheet

_GUTTER_MM = 4.0
_NORTH_METRES = 400e3
Extent = tuple[float, float, float, float]


class Frame(NamedTuple):
    """The map's panel on the page and its scale.

    A point (x, y) in metres stands at ``left + x * mm_per_metre``, ``top - y * mm_per_metre``.

    Attributes
    ----------
    panel
        The part of the page that the map fills, mm.
    left, top, mm_per_metre
        Where the map's origin stands, mm, and the scale.
    k
        Sizes of words and marks on the map, 1 for those of A4.
    circle_mm
        Radius of the largest circle, mm; None for what the map's own programmes ask for.
    is_small
        True of a small map: it bears no words but its labels' first line.
    codes
        The states that are drawn as what the map is of; None for all.
    has_lines
        Whether the lines of municipalities are drawn upon states.
    taken
        Where no label may stand, mm.
    """

    panel: Box
    left: float
    top: float
    mm_per_metre: float
    k: float = 1.0
    circle_mm: float | None = None
    is_small: bool = False
    codes: frozenset[str] | None = None
    has_lines: bool = False
    taken: tuple[Box, ...] = ()

    @classmethod
    def of(cls, panel: Box, *, k: float = 1.0, extent: Extent | None = None) -> Frame:
        """Fit an extent (west, south, east, north; metres), or Mexico, into a panel."""
        x0, y0, x1, y1 = extent or bounds()
        gutter = 2 * _GUTTER_MM * k
        scale = min((panel.width - gutter) / (x1 - x0), (panel.height - gutter) / (y1 - y0))
        left = panel.left + (panel.width - (x1 - x0) * scale) / 2 - x0 * scale
        above = (panel.height - (y1 - y0) * scale) / 2
        if extent is None:
            # The neighbours end a little north of Mexico; more room goes to the sea in the south.
            above = min(above, _NORTH_METRES * scale)
        top = panel.top + above + y1 * scale
        return cls(panel, left, top, scale, k)

    @classmethod
    def height(cls, width: float, *, k: float = 1.0, extent: Extent | None = None) -> float:
        """Height in mm of the panel that an extent, or Mexico, fills at a width in mm."""
        x0, y0, x1, y1 = extent or bounds()
        gutter = 2 * _GUTTER_MM * k
        return (width - gutter) * (y1 - y0) / (x1 - x0) + gutter

    @property
    def is_of_one(self) -> bool:
        """Whether the map is of one state, and the others lie around it."""
        return self.codes is not None and not self.has_lines

    def has(self, code: str) -> bool:
        """Whether the map is of a place."""
        return self.codes is None or code[:2] in self.codes

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point in metres stands on the page."""
        return self.left + x * self.mm_per_metre, self.top - y * self.mm_per_metre

    def metres(self, box: Box) -> Extent:
        """The extent of a box on the page: west, south, east, north."""
        k = self.mm_per_metre
        return (
            (box.left - self.left) / k,
            (self.top - box.bottom) / k,
            (box.right - self.left) / k,
            (self.top - box.top) / k,
        )

    def land(self, box: Box) -> Any:
        """How much of a box on the page is Mexico, 0..1; of many, its sides being arrays."""
        return land_share(*self.metres(box))

    def transform(self, sheet: Sheet) -> Transform:
        """From metres to the display."""
        from matplotlib.transforms import Affine2D

        scale = Affine2D().scale(self.mm_per_metre, -self.mm_per_metre)
        moved: Transform = scale.translate(self.left, self.top) + sheet.mm
        return moved
