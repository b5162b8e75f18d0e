"""What documents tie to one state and to none of its municipalities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import placement
from geoaid.answer.bookkeeping import usd

if TYPE_CHECKING:
    from geoaid.ledger import Ledger
    from geoaid.view import View


def state_only_usd(view: View, ledger: Ledger, code: str) -> float:
    """US$ of the records in view that name this state, no other place and no municipality.

    Examples
    --------
    >>> from geoaid import ledger, places
    >>> from geoaid.answer import answer
    >>> from geoaid.view import View
    >>> view, book = View(level="municipality"), ledger.bundled()
    >>> each = [state_only_usd(view, book, state.code) for state in places.states()]
    >>> round(sum(each), 2) <= answer(view, book).identity.state_only_usd
    True
    """
    net = placement.net_amounts(ledger, placement.in_view(ledger, view))
    placed = placement.place(ledger, view, net, "municipality")
    if code not in placed.codes:
        return 0.0
    return usd(int(placed.own[placed.codes.index(code)]))
