"""What ``import geoaid`` offers: ``stats(view)`` and ``map(view)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import ledger as ledgers
from geoaid.answer import Answer, answer
from geoaid.view import View

if TYPE_CHECKING:
    from pathlib import Path

    from geoaid.ledger import Ledger
    from geoaid.render.interactive import OfflineMap


def stats(view: View | None = None, ledger: Ledger | Path | str | None = None) -> Answer:
    """What the records say under a view.

    Parameters
    ----------
    view
        The first screen's view if None.
    ledger
        A ledger or the path of one; the bundled ledger if None.

    Returns
    -------
    geoaid.answer.Answer
        ``.as_dict()`` is what ``geoaid stats --json`` prints; ``.frame`` is a DataFrame of the
        places.

    Raises
    ------
    geoaid.errors.LedgerError
        If the ledger has problems; the error lists every one.

    Examples
    --------
    >>> import geoaid
    >>> float(geoaid.stats(geoaid.View(measure="amount")).frame.loc["19", "amount_usd"])
    12552380.93
    """
    return answer(view or View(), _ledger(ledger))


def map(  # noqa: A001  # the name that users expect: geoaid.map(view)
    view: View | None = None, ledger: Ledger | Path | str | None = None
) -> OfflineMap:
    """Draw a view as an interactive map, shown as it is in a notebook.

    Parameters
    ----------
    view, ledger
        As for :func:`stats`.

    Returns
    -------
    OfflineMap
        ``.save(path)`` writes the map, as one file that opens with the network off or in any
        other format that the ending names.
    """
    from geoaid.render import interactive

    return interactive.OfflineMap(view or View(), _ledger(ledger))


def _ledger(ledger: Ledger | Path | str | None) -> Ledger:
    return ledger if isinstance(ledger, ledgers.Ledger) else ledgers.load(ledger)
