"""The page of one state: its municipalities, its neighbours faint, where in Mexico it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geoaid import shapes
from geoaid.errors import PrintError
from geoaid.mapspec import ACCENT, remake
from geoaid.mapspec.state import state_spec
from geoaid.render import cartography
from geoaid.render.content import Content, printed
from geoaid.render.frame import Extent, Frame
from geoaid.render.labelling import Box
from geoaid.render.outlines import compound, extent, largest_parts
from geoaid.render.page import problem
from geoaid.render.pictures import Picture
from geoaid.render.surroundings import name_states, north, north_box, scale_bar
from geoaid.view.fields import BadError

if TYPE_CHECKING:
    from geoaid.render import Job
    from geoaid.render.sheet import Sheet

# Islands of less than this share of a state's largest part, and islets: what they may add to the
# size of its map before they are left to the sea.
_ISLAND, _ISLET, _FAR = 0.05, 0.002, 1.5
_LOCATOR_SHARE, _LOCATOR_MM, _PAD_MM = 0.2, (16.0, 46.0), 1.2
_OTHERS, _EDGE = "#d5d0c5", "#9a9486"


@dataclass(frozen=True, slots=True, eq=False)
class StatePicture(Picture):
    """The map of one state; ``code`` is its code."""

    code: str = ""

    def height(self, width: float, k: float) -> float:
        """Height in mm that it fills at a width in mm."""
        # Any shape of state fits into Mexico's panel, the same on every page.
        return Frame.height(width, k=k)

    def frame(self, panel: Box, k: float, *, is_small: bool = False) -> Frame:
        """Fit the state into a panel, clear of the locator."""
        around = _extent(self.code)
        frame = Frame.of(panel, k=k, extent=around)
        width = min(max(panel.width * _LOCATOR_SHARE, _LOCATOR_MM[0]), _LOCATOR_MM[1])
        size = (width, Frame.height(width, k=0.3))
        locator = _corner(frame, self.code, size)
        if locator is None:
            right = panel.right - size[0]
            narrow = Box(panel.left, panel.top, right, panel.bottom)
            frame = Frame.of(narrow, k=k, extent=around)._replace(panel=panel)
            locator = _boxes(panel, size)[0]
        return frame._replace(
            is_small=is_small,
            codes=frozenset({self.code}),
            taken=(locator.grown(1), north_box(frame)),
        )

    def draw(self, sheet: Sheet, frame: Frame) -> None:
        """Draw it."""
        lang, point = self.spec.view.lang, shapes.points("state")[self.code]
        with sheet.part("", frame.panel), sheet.group("map"):
            spots = cartography.draw(sheet, self.spec, frame)
            with sheet.group("neighbour-names"):
                name_states(sheet, frame, spots)
            scale_bar(sheet, lang, frame, latitude=point.lat)
            north(sheet, lang, frame, point.lon)
        _locator(sheet, frame.taken[0].grown(-1), self.code)


def content(job: Job) -> Content:
    """The page of the state that the view is within, or that its place names or lies in."""
    view = job.spec.view
    code = view.within or view.place
    if code is None:
        raise PrintError([problem("layout", "state", BadError("state_place"))])
    if view.layer != "measure":
        expected = BadError("layer_measure", layout="state", layer=view.layer)
        raise PrintError([problem("layout", "state", expected)])
    code = code[:2]
    spec = printed(state_spec(view, job.ledger, code), job.print_)
    return Content(
        spec,
        (StatePicture(spec, code=code),),
        ((spec.findings.headline, spec.findings.hedge),),
        remake(view, job.ledger, job.name, job.print_.options()),
        ledger_name=job.answer.ledger_name,
    )


def _extent(code: str) -> Extent:
    """West, south, east, north of a state, metres; without islands so far that it would be tiny."""
    ring = max(shapes.rings("state")[code].rings(), key=len)
    x, y = (ring - ring[0]).T
    area = abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2
    core, whole = (extent(largest_parts(code, area * share)) for share in (_ISLAND, _ISLET))
    size, most = (max(x1 - x0, y1 - y0) for x0, y0, x1, y1 in (core, whole))
    return whole if most < size * _FAR else core


def _boxes(panel: Box, size: tuple[float, float]) -> list[Box]:
    """Corners where a locator may stand; the scale bar has the fourth."""
    width, height = size
    inner = panel.grown(-2)
    right, left = inner.right - width, inner.left
    return [
        Box(right, inner.top, inner.right, inner.top + height),
        Box(right, inner.bottom - height, inner.right, inner.bottom),
        Box(left, inner.top, left + width, inner.top + height),
    ]


def _corner(frame: Frame, code: str, size: tuple[float, float]) -> Box | None:
    """The first corner that the state leaves free."""
    path = compound("state", (code,))
    vertices = np.asarray(path.vertices)
    for box in _boxes(frame.panel, size):
        west, south, east, north_ = frame.metres(box.grown(1.5))
        inside = (vertices > (west, south)).all(axis=1) & (vertices < (east, north_)).all(axis=1)
        middle = ((west + east) / 2, (south + north_) / 2)
        if not inside.any() and not path.contains_point(middle):
            return box
    return None


def _locator(sheet: Sheet, box: Box, code: str) -> None:
    frame = Frame.of(box, k=0.3)
    metres = frame.transform(sheet)
    with sheet.group("locator"):
        if sheet.has_paper:
            sheet.rect(box, "#ffffff")
        sheet.rect(box, "none", edge=_EDGE, points=0.5)
        with sheet.part("", box):
            every = compound("state", tuple(shapes.rings("state")))
            sheet.path(every, fill=_OTHERS, edge="#ffffff", points=0.2, transform=metres)
            one = compound("state", (code,))
            sheet.path(one, fill=ACCENT, edge=ACCENT, points=0.6, transform=metres)
