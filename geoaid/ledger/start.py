"""Where a reader begins with a ledger of their own: the first view is of its places and years."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geoaid import places
from geoaid.view import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.ledger import Ledger

_MOST = 3
_STATE_DIGITS = 2


@lru_cache(maxsize=16)
def start(ledger: Ledger) -> Mapping[str, str]:
    """The fields of the first view of a ledger that differ from those of the bundled one.

    Put forward are the three municipalities that most programmes name (of equal ones, those with
    the lower codes), or states where no municipality is named; nothing is set against them. The
    two maps side by side are of the halves of the ledger's own years.

    Returns
    -------
    Mapping
        Fields of a View with their values, as a query string writes them; empty for the bundled
        ledger.

    Examples
    --------
    >>> from geoaid.ledger import bundled, from_rows
    >>> start(bundled())
    {}
    >>> row = {"id": "A", "title": "Wells", "program_area": "other", "flow": "delivered",
    ...        "fy_start": "2019", "fy_end": "2024", "places": "20 Oaxaca"}
    >>> start(from_rows([row]))
    {'spotlight': '20', 'compare': 'none', 'pair': 'years:2019-2021/2022-2024'}
    """
    if not ledger.is_own:
        return {}
    return {
        "spotlight": ",".join(_most_named(ledger)) or "none",
        "compare": "none",
        "pair": _halves(ledger),
    }


def _most_named(ledger: Ledger) -> list[str]:
    named = {
        (programme, places.fold(ledger.codes[place]))
        for programme, place in zip(
            ledger.programme[ledger.links_record].tolist(),
            ledger.links_place.tolist(),
            strict=True,
        )
    }
    cities = [code for _, code in named if len(code) > _STATE_DIGITS]
    codes, counts = np.unique(cities or [code for _, code in named], return_counts=True)
    # Codes are sorted, and a stable sort leaves equal counts in their order.
    return [str(code) for code in codes[np.argsort(-counts, kind="stable")][:_MOST]]


def _halves(ledger: Ledger) -> str:
    dated = ledger.project & (ledger.first > 0)
    first = max(int(ledger.first[dated].min(initial=LAST_YEAR)), FIRST_YEAR)
    last = min(int(ledger.last[dated].max(initial=FIRST_YEAR)), LAST_YEAR)
    if first >= last:
        # Without two years there are no halves; the rule for shared money is what else can differ.
        return "split:none"
    middle = (first + last) // 2
    return f"years:{first}-{middle}/{middle + 1}-{last}"
