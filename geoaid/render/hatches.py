"""The lines of the patterns that tell a status without colour, in millimetres of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from geoaid.render.labelling import Box

# A hatch's line width (pt) and distance between its lines (mm).
HATCH_PT, HATCH_MM = 0.4, 1.45


def _horizontal(box: Box) -> list[Any]:
    first = np.ceil(box.top / HATCH_MM) * HATCH_MM
    return [
        np.array([[box.left, y], [box.right, y]]) for y in np.arange(first, box.bottom, HATCH_MM)
    ]


def _dots(box: Box) -> list[Any]:
    first = np.ceil(box.top / HATCH_MM)
    left = np.floor(box.left / HATCH_MM) * HATCH_MM
    return [
        np.array([[left + (row % 2) * HATCH_MM / 2, row * HATCH_MM], [box.right, row * HATCH_MM]])
        for row in np.arange(first, box.bottom / HATCH_MM)
    ]


def _slanted(box: Box, slope: int) -> list[Any]:
    step = HATCH_MM * np.sqrt(2)
    low, high = sorted((slope * box.left, slope * box.right))
    first = np.ceil((box.top - high) / step) * step
    return [
        np.array([[box.left, c + slope * box.left], [box.right, c + slope * box.right]])
        for c in np.arange(first, box.bottom - low, step)
    ]


HATCHES: dict[str, Any] = {
    "none": lambda _: [],
    "horizontal": _horizontal,
    "dots": _dots,
    "diagonal": lambda box: _slanted(box, -1),
    "cross": lambda box: _slanted(box, -1) + _slanted(box, 1),
}
