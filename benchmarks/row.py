"""One line of the table, and the small sums that every benchmark needs."""

from __future__ import annotations

import statistics
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

KB = 1000  # the stricter reading of a budget in KB


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, in words.

    Attributes
    ----------
    met
        Whether the budget was kept; None for a row that is information only.
    """

    what: str
    reached: str
    budget: str = ""
    peer: str = ""
    ratio: str = ""
    met: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def spread(values: Iterable[float], form: str = ".0f") -> str:
    """The smallest and the largest, so that a reader sees how steady a median is."""
    values = list(values)
    return f"{min(values):{form}} to {max(values):{form}}"


def kb(size: float) -> str:
    return f"{size / KB:,.1f} KB"


def ms(duration: float, digits: int = 0) -> str:
    """A duration in seconds, written in milliseconds."""
    return f"{duration * 1000:,.{digits}f} ms"


def times(ratio: float) -> str:
    return f"{ratio:.2f} x" if ratio >= 0.1 else f"{ratio:.3f} x"
