"""What a chart shows, and no drawing: the MapSpec's sister.

A :class:`ChartSpec` is decided once; the page, the SVG file and the PNG file draw the same.
Coordinates are those of the data; where they fall is the renderer's business.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: its ends, and its ticks as pairs of value and text."""

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    has_grid: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A point.

    Attributes
    ----------
    name, value
        What is said of it: "Veracruz", "6 programmes".
    code
        Place that it stands for, to be selected by it; None for none.
    kind
        ``"spotlight"``, ``"compare"``, ``"plain"``, or ``"quiet"`` where there is no figure.
    is_labelled
        Whether its name is written beside it, where there is room.
    """

    x: float
    y: float
    name: str
    value: str
    code: str | None = None
    kind: str = "plain"
    is_labelled: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; ``"data"``, ``"second"``, ``"equality"`` or ``"guide"``."""

    points: tuple[tuple[float, float], ...]
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of the data.

    ``kind`` is ``"plain"``, ``"reported"``, ``"derived"``, ``"upper_bound"`` or ``"undated"``;
    the kinds differ by pattern and outline, not by colour alone. ``years`` are what it chooses
    when it is clicked.
    """

    x0: float
    x1: float
    y0: float
    y1: float
    name: str
    value: str
    kind: str = "plain"
    years: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at ``x``, as a mark with a number that the notes explain."""

    x: float
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot of a chart; ``rows`` are the names beside a plot of rows, at their heights."""

    title: str
    x: Axis
    y: Axis
    marks: tuple[Mark, ...] = ()
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    events: tuple[Event, ...] = ()
    spans: tuple[tuple[float, float], ...] = ()
    rows: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a chart; ``codes`` are the places of its rows, where rows are places."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """Everything that a renderer needs.

    Attributes
    ----------
    name
        Of the file: ``"concentration"``.
    alt
        What the chart says, in sentences.
    panels
        Side by side, or one above the other if ``is_stacked``.
    legend
        Pairs of kind (of a mark, line or bar, such as ``"bar-derived"``) and text.
    height
        Of one panel, in pixels of a 720 pixel wide chart.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    panels: tuple[Panel, ...]
    table: Table
    legend: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    height: int = 380
    is_stacked: bool = False
    lang: str = "en"


def ticks(low: float, high: float, wanted: int = 5) -> tuple[float, ...]:
    """Round numbers from ``low`` to ``high``: multiples of 1, 2, 2.5 or 5 times a power of ten.

    Examples
    --------
    >>> ticks(0, 18), ticks(0, 1), ticks(0, 0.7, 3)
    ((0.0, 5.0, 10.0, 15.0), (0.0, 0.2, 0.4, 0.6, 0.8, 1.0), (0.0, 0.25, 0.5))
    """
    if not high > low:
        return (float(low),)
    raw = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    # Counts have no halves.
    factors = (1, 2, 5, 10) if power == 1 else (1, 2, 2.5, 5, 10)
    step = min((factor * power for factor in factors), key=lambda s: abs(s - raw))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(i * step, 12) for i in range(first, last + 1))


def axis(
    values: Iterable[float], label: str, write: Callable[[float], str], wanted: int = 5
) -> Axis:
    """An axis from nothing to the largest value, its ticks written by ``write``.

    Ticks that are all whole are written without the decimals that values have.
    """
    high = max((value for value in values if value > 0), default=1.0)
    at = ticks(0, high * 1.04, wanted)
    written = [write(tick) for tick in at]
    if all(float(tick).is_integer() for tick in at):
        written = [re.sub(r"(\d)\.0+$", r"\1", words) for words in written]
    return Axis(label, 0.0, high * 1.08, tuple(zip(at, written, strict=True)))
