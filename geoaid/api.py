"""What ``import geoaid`` offers: ``stats``, ``map`` and the analysis, each of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import ledger as ledgers
from geoaid.analysis import clusters as _clusters
from geoaid.analysis import concentration as _concentration
from geoaid.analysis import following as _following
from geoaid.analysis import specialization as _specialization
from geoaid.analysis import timeline as _timeline
from geoaid.analysis import whatif as _whatif
from geoaid.answer import Answer, answer
from geoaid.view import View

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from geoaid.analysis.clusters import Clusters
    from geoaid.analysis.concentration import Concentration
    from geoaid.analysis.following import Following
    from geoaid.analysis.specialization import Specialization
    from geoaid.analysis.timeline import Timeline
    from geoaid.analysis.whatif import WhatIf
    from geoaid.ledger import Ledger
    from geoaid.render.interactive import OfflineMap


def stats(view: View | None = None, ledger: Ledger | Path | str | None = None) -> Answer:
    """What the records say under a view.

    Parameters
    ----------
    view
        Taken as it is; :func:`first_view` of the ledger if None.
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
    return answer(*_asked(view, ledger))


def first_view(ledger: Ledger | Path | str | None = None, **choices: Any) -> View:
    """The view that the page of a ledger opens with, some of its fields chosen otherwise.

    ``View()`` puts forward the places of the bundled ledger's first screen, whatever it is used
    on; this, of a ledger of one's own, the municipalities that most of its programmes name.

    Parameters
    ----------
    ledger
        As for :func:`stats`.
    **choices
        Fields of a :class:`View`.

    Examples
    --------
    >>> import geoaid
    >>> geoaid.first_view(measure="amount") == geoaid.View(measure="amount")
    True
    """
    return View(**{**_ledger(ledger).start, **choices})


def cite(
    view: View | None = None, ledger: Ledger | Path | str | None = None, *, address: str = ""
) -> str:
    """Write a ready citation of a view: its title, the version, the date and hash of the data.

    Parameters
    ----------
    view, ledger
        As for :func:`stats`; the citation is in the view's language.
    address
        Where the page is served; the citation then ends in the view's permalink.

    Examples
    --------
    >>> import geoaid
    >>> print(geoaid.cite(geoaid.View(measure="amount"), address="https://example.org"))
    The geoaid developers: “Amount with a named place by state: U.S. security assistance to Mexico”. geoaid 0.1.0, data of 2026-11-25, sha256 3511d86f7ee2. Boundaries: INEGI, Marco Geoestadístico, septiembre 2019, generalised. https://example.org/?measure=amount&lang=en
    """
    from geoaid.mapspec import mapspec
    from geoaid.render.citation import citation

    found = stats(view, ledger)
    return citation(found, mapspec(found), address)


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

    return interactive.OfflineMap(*_asked(view, ledger))


def concentration(
    view: View | None = None,
    ledger: Ledger | Path | str | None = None,
    *,
    level: str | None = None,
) -> Concentration:
    """How unevenly assistance lies over places, with ranges and intervals.

    Parameters
    ----------
    view, ledger
        As for :func:`stats`; the view's ``grouping`` says how inequality is taken apart.
    level
        ``"state"`` or ``"municipality"``; the view's own if None.

    Returns
    -------
    geoaid.analysis.concentration.Concentration
        Indices without unit, 0 for equality; Theil's in nats; the curve in shares 0..1.

    Examples
    --------
    >>> import geoaid
    >>> found = geoaid.concentration(geoaid.View())
    >>> round(found.figures["gini"], 3), [round(end, 2) for end in found.ranges["gini"]]
    (0.325, [0.25, 0.51])
    """
    return _concentration.concentration(*_asked(view, ledger), level=level)


def against_need(view: View | None = None, ledger: Ledger | Path | str | None = None) -> Following:
    """Assistance of every place beside its need: ranks, gaps, concentration index.

    Parameters
    ----------
    view, ledger
        As for :func:`stats`; the view's ``need`` and ``need_years`` say what need (the homicide
        rate of 2008-2021 unless it does).

    Returns
    -------
    geoaid.analysis.following.Following

    Examples
    --------
    >>> import geoaid
    >>> found = geoaid.against_need(geoaid.View(need="poverty"))
    >>> [place.code for place in found.under_served[:3]]
    ['12', '29', '20']

    Guerrero, Tlaxcala and Oaxaca.
    """
    return _following.following(stats(view, ledger))


def clusters(view: View | None = None, ledger: Ledger | Path | str | None = None) -> Clusters:
    """Whether neighbours are alike in a view's measure: Moran's I and local clusters.

    Parameters
    ----------
    view, ledger
        As for :func:`stats`.

    Returns
    -------
    geoaid.analysis.clusters.Clusters

    Examples
    --------
    >>> import geoaid
    >>> found = geoaid.clusters(geoaid.View(measure="programmes_per_100k"))
    >>> round(found.i, 2), sorted(code for code, kind in found.kinds.items() if kind == "low_low")
    (0.2, ['17', '21'])
    """
    return _clusters.clusters(stats(view, ledger))


def what_if(view: View | None = None, ledger: Ledger | Path | str | None = None) -> WhatIf:
    """Share out a total over the states by a reader's terms; a calculation, not a fact.

    Parameters
    ----------
    view, ledger
        As for :func:`stats`; the view's ``move_...`` fields are the terms.

    Returns
    -------
    geoaid.analysis.whatif.WhatIf
        US$, held to the cent.

    Examples
    --------
    >>> import geoaid
    >>> found = geoaid.what_if(geoaid.View(move_total=32, move_floor=1 / 32))
    >>> {state.then_usd for state in found.states}
    {1.0}
    """
    return _whatif.what_if(stats(view, ledger))


def specialization(
    view: View | None = None, ledger: Ledger | Path | str | None = None
) -> Specialization:
    """What each state has more of than others: location quotients of program areas.

    Parameters
    ----------
    view, ledger
        As for :func:`stats`.

    Returns
    -------
    geoaid.analysis.specialization.Specialization

    Examples
    --------
    >>> import geoaid
    >>> geoaid.specialization().programmes["rule_of_law"]["30"]
    4
    """
    return _specialization.specialization(*_asked(view, ledger))


def timeline(view: View | None = None, ledger: Ledger | Path | str | None = None) -> Timeline:
    """Documented programmes and appropriations by fiscal year.

    Parameters
    ----------
    view, ledger
        As for :func:`stats`; the view's years are left open.

    Returns
    -------
    geoaid.analysis.timeline.Timeline

    Examples
    --------
    >>> import geoaid
    >>> geoaid.timeline().undated
    16
    """
    return _timeline.timeline(*_asked(view, ledger))


def _ledger(ledger: Ledger | Path | str | None) -> Ledger:
    return ledger if isinstance(ledger, ledgers.Ledger) else ledgers.load(ledger)


def _asked(view: View | None, ledger: Ledger | Path | str | None) -> tuple[View, Ledger]:
    book = _ledger(ledger)
    return view or first_view(book), book
