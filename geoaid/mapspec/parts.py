"""The parts that a MapSpec is made of, and how the limits of a class are written."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geoaid import text


@dataclass(frozen=True, slots=True)
class MapClass:
    """One class: its place in the order (from 1), limits, legend text, colour and count.

    ``pattern`` is drawn over the colour where that alone does not tell it, as in print without
    colour.
    """

    index: int
    low: float
    high: float
    label: str
    colour: str
    count: int
    pattern: str = "none"


@dataclass(frozen=True, slots=True)
class MapStatus:
    """One status in view that has no class: legend text, fill, pattern and count."""

    status: str
    label: str
    colour: str
    pattern: str
    count: int


@dataclass(frozen=True, slots=True)
class Area:
    """One area that a document names, or every state.

    ``class_`` is None where ``status`` says why; ``value`` is the text of a tooltip.
    """

    code: str
    name: str
    status: str
    class_: int | None
    value: str


@dataclass(frozen=True, slots=True)
class Circle:
    """One named municipality: where it is, its programmes, and whether it is put forward.

    ``radius`` is relative: 1 for the largest circle, areas proportional to programmes.
    """

    code: str
    name: str
    lon: float
    lat: float
    x: float
    y: float
    programmes: int
    radius: float
    is_spotlight: bool


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a place: the name with its number, and a smaller line under it."""

    code: str
    text: str
    detail: str
    lon: float
    lat: float
    x: float
    y: float
    is_spotlight: bool


def decimals_of(limits: list[float]) -> int:
    """As many decimals, the same for all, as tell the limits of a legend apart."""
    distinct = sorted(set(limits))
    start = 1 if distinct[-1] >= 10 else 2
    for decimals in range(start, 7):
        if len({text.number(limit, decimals) for limit in distinct}) == len(distinct):
            return decimals
    return 7


def range_label(low: float, high: float, decimals: int, *, first: bool, whole: bool) -> str:
    """Write the limits of a class; ``whole`` for counts, whose classes meet no other's number."""
    if whole and first:
        low, high = math.ceil(low), math.floor(high)
    elif whole and math.floor(high) > math.floor(low):
        # Counts: the class begins at the next whole number.
        low, high, first = math.floor(low) + 1, math.floor(high), True
    elif whole:
        decimals = 2
    if low == high:
        return text.number(high, decimals)
    label = f"{text.number(low, decimals)}–{text.number(high, decimals)}"
    return label if first else f"> {label}"
