"""The maps of a page: each knows what it fills, and draws itself into a panel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid.render import cartography
from geoaid.render.frame import Frame
from geoaid.render.surroundings import scale_bar

if TYPE_CHECKING:
    from geoaid.mapspec import MapSpec
    from geoaid.render.labelling import Box
    from geoaid.render.sheet import Sheet


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A map of Mexico, alone or one of several.

    Attributes
    ----------
    spec
        What it shows.
    caption, note
        Its own title, and a line below it, where it is one of several.
    prefix
        What the names of its groups begin with.
    largest
        Programmes of the largest circle of all the maps that share a scale; None for one map.
    has_scale
        Whether it bears the scale bar.
    """

    spec: MapSpec
    caption: str = ""
    note: str = ""
    prefix: str = ""
    largest: int | None = None
    has_scale: bool = True

    def height(self, width: float, k: float) -> float:
        """Height in mm that it fills at a width in mm."""
        return Frame.height(width, k=k)

    def frame(self, panel: Box, k: float, *, is_small: bool = False) -> Frame:
        """Fit it into a panel; ``k`` is the scale of its words and marks."""
        return Frame.of(panel, k=k)._replace(is_small=is_small, circle_mm=self.circle_mm(k))

    def circle_mm(self, k: float) -> float:
        """Radius of its largest circle, mm."""
        if self.largest is None:
            return cartography.largest_radius(self.spec) * k
        return cartography.LARGEST_MM * min(1.0, math.sqrt(self.largest / 4)) * k

    def draw(self, sheet: Sheet, frame: Frame) -> None:
        """Draw it."""
        with sheet.part(self.prefix), sheet.group("map"):
            cartography.draw(sheet, self.spec, frame)
            if self.has_scale:
                scale_bar(sheet, self.spec.view.lang, frame)
