"""The web boundaries in Web Mercator, as the live map lays them, and as short SVG paths.

The live map's bounds are two thousand units wide: whole numbers are the shortest to write, and
half a pixel of a desktop's map is as fine as anyone sees. Paths are kept after first
use: the boundaries never change.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from geoaid import shapes
from geoaid.render.live import BOUNDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Layer = Literal["states", "municipalities", "context"]

WIDTH = 2000
COARSE = 2
"""Of these units, one of a small map's."""
# A ring that is smaller across is under a pixel of a desktop's map.
_LEAST = 2
(_SOUTH, _WEST), (_NORTH, _EAST) = BOUNDS


def _northing(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


_SCALE = WIDTH / math.radians(_EAST - _WEST)
HEIGHT = round((_northing(_NORTH) - _northing(_SOUTH)) * _SCALE)


def position(lon: float, lat: float) -> tuple[float, float]:
    """Where a place lies, units from the upper left corner of the live map's bounds.

    Examples
    --------
    >>> position(-118.6, 33.1), position(-102.4, 33.1)[0]
    ((0.0, 0.0), 1000.0)
    """
    x = math.radians(lon - _WEST) * _SCALE
    return round(x, 6), round((_northing(_NORTH) - _northing(lat)) * _SCALE, 6)


class Shape(NamedTuple):
    """One unit: its SVG path, and its rings in whole units, each shape (n, 2) and open."""

    path: str
    rings: tuple[NDArray[np.int64], ...]


@cache
def shape(layer: Layer, code: str, step: int = 1) -> Shape:
    """The outline of a unit; an empty path for a code that is not on the boundaries.

    Islets under a pixel are left out, but never the whole of a unit. With a ``step`` all is in
    units that are so many times as large.
    """
    rings = [_ring(ring, step) for part in _parts(layer).get(code, []) for ring in part]
    across = [int(np.ptp(ring, axis=0).max()) for ring in rings]
    largest = max(across, default=0)
    kept = [
        _straightened(ring)
        for ring, size in zip(rings, across, strict=True)
        if size >= min(_LEAST, largest)
    ]
    kept = [ring for ring in kept if len(ring) > 2]
    return Shape(_path(kept), tuple(kept))


def codes(layer: Layer) -> tuple[str, ...]:
    """The units of a layer, in drawing order."""
    return tuple(_parts(layer))


@cache
def _parts(layer: Layer) -> Mapping[str, list[Any]]:
    """The polygons of each unit, degrees, as the browser's file has them."""
    found: dict[str, list[Any]] = {}
    for feature in json.loads(shapes.web_file(layer))["features"]:
        geometry = feature["geometry"]
        is_one = geometry["type"] == "Polygon"
        polygons = [geometry["coordinates"]] if is_one else geometry["coordinates"]
        found.setdefault(feature["id"], []).extend(polygons)
    return found


def _ring(degrees: list[list[float]], step: int) -> NDArray[np.int64]:
    """A ring in whole units, without the repeated first vertex and without repetitions."""
    lon, lat = np.asarray(degrees, dtype=float)[:-1, :2].T
    x = np.radians(lon - _WEST) * _SCALE
    y = (_northing(_NORTH) - np.log(np.tan(np.pi / 4 + np.radians(lat) / 2))) * _SCALE
    xy = (np.column_stack([x, y]) / step).round().astype(np.int64)
    moves = (xy != np.roll(xy, 1, axis=0)).any(axis=1)
    return xy[moves] if moves.any() else xy[:1]


def _straightened(ring: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ring without the vertices that lie on a straight line.

    A vertex that goes is on the line between its neighbours, so borders still meet.
    """
    before = ring - np.roll(ring, 1, axis=0)
    after = np.roll(ring, -1, axis=0) - ring
    turns: NDArray[np.bool_] = before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]
    return ring[turns]


def _path(rings: list[NDArray[np.int64]]) -> str:
    parts, last = [], np.zeros(2, dtype=np.int64)
    for ring in rings:
        # Relative to where the last ring began, which is where closing it leads back to.
        start = _numbers(ring[:1] - last)
        steps = _numbers(np.diff(ring, axis=0))
        parts.append(f"m{start}l{steps}z")
        last = ring[0]
    return "".join(parts)


def _numbers(xy: NDArray[np.int64]) -> str:
    """Numbers with a blank between them only where no minus sign parts them."""
    return " ".join(map(str, xy.ravel().tolist())).replace(" -", "-")
