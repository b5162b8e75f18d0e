"""The print outlines as matplotlib paths: units, borders drawn once, and where the land is.

All in EPSG:6372, metres, and kept after first use: the boundaries never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from geoaid import shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matplotlib.path import Path

# Cells of the coarse grid of land, across.
_GRID = 320


@cache
def compound(level: Literal["state", "municipality", "context"], codes: tuple[str, ...]) -> Path:
    """The outlines of several units as one path, holes kept."""
    from matplotlib.path import Path

    outlines = [shapes.rings(level)[code] for code in codes]
    vertices = np.concatenate([outline.xy for outline in outlines])
    marks = np.full(len(vertices), Path.LINETO, dtype=Path.code_type)
    first = 0
    for outline in outlines:
        starts = first + outline.starts
        first += len(outline.xy)
        # A ring repeats its first vertex at its end, which is where matplotlib closes a path.
        marks[np.append(starts[1:], first) - 1] = Path.CLOSEPOLY
        marks[starts] = Path.MOVETO
    return Path(vertices, marks, readonly=True)


@cache
def bounds() -> tuple[float, float, float, float]:
    """West, south, east, north of Mexico's land, metres."""
    return extent(compound("state", tuple(shapes.rings("state"))))


def extent(path: Path) -> tuple[float, float, float, float]:
    """West, south, east, north of a path."""
    vertices = np.asarray(path.vertices)
    (x0, y0), (x1, y1) = vertices.min(axis=0).tolist(), vertices.max(axis=0).tolist()
    return x0, y0, x1, y1


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Every edge of a coverage once: its two vertices, and the units on its sides.

    ``other`` is -1 where there is no second unit: on the coast and on the country's border.
    ``at`` numbers the edges along their rings, so that a break in it is a break in the line.
    """

    start: np.ndarray[Any, Any]
    end: np.ndarray[Any, Any]
    at: np.ndarray[Any, Any]
    unit: np.ndarray[Any, Any]
    other: np.ndarray[Any, Any]
    codes: tuple[str, ...]

    def coast(self, wanted: Callable[[str], bool] = lambda _: True) -> Path:
        """The outline of the whole, along the units that are wanted."""
        chosen = [number for number, code in enumerate(self.codes) if wanted(code)]
        outer = self.other < 0
        if len(chosen) < len(self.codes):
            outer &= np.isin(self.unit, chosen)
        return self._joined(outer)

    def path(self, wanted: Callable[[str, str], bool]) -> Path:
        """The borders between two units for which ``wanted`` holds."""
        inner = self.other >= 0
        pairs = self.unit * len(self.codes) + self.other
        chosen = [
            pair
            for pair in np.unique(pairs[inner]).tolist()
            if wanted(self.codes[pair // len(self.codes)], self.codes[pair % len(self.codes)])
        ]
        return self._joined(inner & np.isin(pairs, chosen))

    def _joined(self, mask: np.ndarray[Any, Any]) -> Path:
        from matplotlib.path import Path

        at = self.at[mask]
        breaks = np.flatnonzero(np.append(True, np.diff(at) != 1)) if len(at) else at
        # One vertex an edge, its end, and before each run of edges the start of the first.
        places_ = np.arange(len(at)) + np.searchsorted(breaks, np.arange(len(at)), side="right")
        vertices = np.empty((len(at) + len(breaks), 2))
        vertices[places_] = self.end[mask]
        first = places_[breaks] - 1
        vertices[first] = self.start[mask][breaks]
        marks = np.full(len(vertices), Path.LINETO, dtype=Path.code_type)
        marks[first] = Path.MOVETO
        return Path(vertices, marks)


@cache
def edges(level: Literal["state", "municipality"]) -> Edges:
    """Every edge of a level's coverage, once."""
    outlines = shapes.rings(level)
    codes = tuple(outlines)
    vertices = np.concatenate([outline.xy for outline in outlines.values()])
    counts = [len(outline.xy) for outline in outlines.values()]
    owner = np.repeat(np.arange(len(codes)), counts)
    ring_starts = np.concatenate(
        [first + outlines[code].starts for code, first in zip(codes, _running(counts), strict=True)]
    )
    # An edge leads from each vertex to the next, but not from one ring to another.
    leads = np.ones(len(vertices), dtype=np.bool_)
    leads[np.append(ring_starts[1:], len(vertices)) - 1] = False
    at = np.flatnonzero(leads)
    # Neighbours share their vertices exactly, so a vertex is known by its coordinates.
    _, number = np.unique(vertices[:, 0] + 1j * vertices[:, 1], return_inverse=True)
    low = np.minimum(number[at], number[at + 1])
    high = np.maximum(number[at], number[at + 1])
    _, first_seen, edge = np.unique(
        low * (number.max() + 1) + high, return_index=True, return_inverse=True
    )
    sides = np.full(len(first_seen), -1)
    again = np.ones(len(at), dtype=np.bool_)
    again[first_seen] = False
    sides[edge[again]] = owner[at[again]]
    kept = np.sort(first_seen)
    return Edges(
        vertices[at[kept]],
        vertices[at[kept] + 1],
        at[kept],
        owner[at[kept]],
        sides[edge[kept]],
        codes,
    )


def _running(counts: Iterable[int]) -> list[int]:
    return [0, *np.cumsum(list(counts))[:-1].tolist()]


@cache
def _land() -> tuple[np.ndarray[Any, Any], float]:
    """How much land lies up and left of each cell of a coarse grid, and the cell's size in m."""
    from PIL import Image, ImageDraw

    x0, y0, x1, y1 = bounds()
    cell = (x1 - x0) / _GRID
    image = Image.new("1", (_GRID + 1, int((y1 - y0) / cell) + 1))
    pen = ImageDraw.Draw(image)
    for outline in shapes.rings("state").values():
        # A hole in one state is another state.
        for ring in outline.rings():
            pen.polygon([tuple(at) for at in ((ring - (x0, y1)) / (cell, -cell)).tolist()], fill=1)
    summed = np.asarray(image, dtype=np.int64).cumsum(axis=0).cumsum(axis=1)
    return np.pad(summed, ((1, 0), (1, 0))), cell


def land_share(x0: Any, y0: Any, x1: Any, y1: Any) -> Any:
    """How much of a rectangle (west, south, east, north; metres) is Mexico, 0..1.

    The sides may be arrays, one rectangle an element. As exact as a grid of about 10 km is; a
    touched cell counts, so it errs towards land.
    """
    summed, cell = _land()
    west, _, _, north = bounds()
    rows, columns = summed.shape[0] - 1, summed.shape[1] - 1
    a, b = (_cell((x - west) / cell, columns) for x in (x0, x1 + cell))
    c, d = (_cell((north - y) / cell, rows) for y in (y1, y0 - cell))
    land = summed[d, b] - summed[c, b] - summed[d, a] + summed[c, a]
    return np.minimum(land * cell * cell / ((x1 - x0) * (y1 - y0)), 1.0)


def _cell(at: Any, last: int) -> Any:
    return np.clip(np.trunc(at), 0, last).astype(np.int64)


def largest_parts(code: str, least: float) -> Path:
    """The parts of a state that are not islets: those of at least ``least`` square metres.

    The largest part is always among them.
    """
    from matplotlib.path import Path

    rings = shapes.rings("state")[code].rings()
    sizes = [_area(ring) for ring in rings]
    kept = [ring for ring, size in zip(rings, sizes, strict=True) if size >= min(least, max(sizes))]
    marks = [np.full(len(ring), Path.LINETO, dtype=Path.code_type) for ring in kept]
    for codes in marks:
        codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
    return Path(np.concatenate(kept), np.concatenate(marks))


def _area(ring: np.ndarray[Any, Any]) -> float:
    x, y = (ring - ring[0]).T
    return abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2
