"""The chart of each panel of the analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid.chartspec.comparison import compare, moves
from geoaid.chartspec.course import years
from geoaid.chartspec.spread import lorenz, moran, ranks

if TYPE_CHECKING:
    from collections.abc import Callable

    from geoaid.chartspec import ChartSpec
    from geoaid.ledger import Ledger
    from geoaid.view import View


def chart(view: View, ledger: Ledger) -> ChartSpec | None:
    """The chart of a view's panel; None where there is nothing to draw, which its words say.

    The panel ``"pair"`` has two maps and no chart.
    """
    make: dict[str, Callable[[View, Ledger], ChartSpec | None]] = {
        "compare": compare,
        "concentration": lorenz,
        "need": ranks,
        "clusters": moran,
        "what_if": moves,
        "time": years,
    }
    return make[view.panel](view, ledger) if view.panel in make else None
