"""Geometry and texts as the interactive file carries them: whole numbers, gzip, base64."""

from __future__ import annotations

import base64
import gzip
import json
from functools import cache
from itertools import accumulate
from typing import Any

from geoaid import shapes

# Coordinates travel as whole hundred-thousandths of a degree, each less the one before.
GRID = 100_000


def pack(payload: dict[str, Any]) -> str:
    """Pack what the page needs; equal payloads give equal text."""
    packed = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(packed.encode(), 9, mtime=0)).decode()


def some(layer: dict[str, Any], codes: Any) -> dict[str, Any]:
    """Keep the units of a layer that have these codes."""
    return {code: layer[code] for code in codes if code in layer}


@cache
def packed(name: Any) -> dict[str, list[list[list[int]]]]:
    """Polygons of a layer by code: rings as x, y on the grid, each less the one before."""
    features = json.loads(shapes.web_file(name))["features"]
    found = {}
    for feature in features:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        found[feature["id"]] = [[_steps(ring) for ring in polygon] for polygon in polygons]
    return found


def without_islets(polygons: list[list[list[int]]]) -> list[list[list[int]]]:
    """The polygons that their own outline would not hide: those wider or higher than 0.25°."""
    sizes = []
    for polygon in polygons:
        sides = (polygon[0][0::2], polygon[0][1::2])
        ends = [list(accumulate(side)) for side in sides]
        sizes.append(max(max(end) - min(end) for end in ends))
    least = min(GRID / 4, max(sizes))
    return [polygon for polygon, size in zip(polygons, sizes, strict=True) if size >= least]


def _steps(ring: list[list[float]]) -> list[int]:
    """A closed ring as steps; its last point, which is its first, is left out.

    Examples
    --------
    >>> _steps([[1.0, 2.0], [1.00001, 2.0], [1.0, 2.00003], [1.0, 2.0]])
    [100000, 200000, 1, 0, -1, 3]
    """
    steps, x, y = [], 0, 0
    for lon, lat in ring[:-1]:
        new_x, new_y = round(lon * GRID), round(lat * GRID)
        steps += [new_x - x, new_y - y]
        x, y = new_x, new_y
    return steps
