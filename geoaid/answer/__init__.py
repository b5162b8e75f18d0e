"""``answer(view)``: what the records say, as one object.

It holds values, statuses, bounds, the record identity, coverage, conflicts and what is left out;
``stats --json`` prints its dictionary. Answers are cached by view and data hash.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import ledger as ledgers
from geoaid import placement, places
from geoaid.answer.bookkeeping import (
    APPROPRIATION_YEARS,
    Coverage,
    Identity,
    appropriation,
    conflicts,
    coverage,
    other_currency,
    record_identity,
    region_only,
    usd,
)
from geoaid.answer.figures import (
    COLUMNS,
    STATUSES,
    Level,
    PlaceFigures,
    class_limits,
    denominators,
    ranked_by,
    with_class,
)
from geoaid.view import FLOWS, LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from geoaid.ledger import Bools, Ints, Ledger
    from geoaid.placement import Placement
    from geoaid.view import View

__all__ = [
    "APPROPRIATION_YEARS",
    "STATUSES",
    "Answer",
    "Coverage",
    "Identity",
    "PlaceFigures",
    "answer",
    "appropriation",
    "denominators",
    "ranked_by",
]

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Cities:
    """What the findings say of municipalities, whatever the view's level.

    Attributes
    ----------
    programmes
        Programmes that name any municipality.
    spotlight_programmes
        Programmes that name a municipality of the spotlight.
    named_in
        Number of named municipalities by state code.
    """

    programmes: int
    spotlight_programmes: int
    named_in: dict[str, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the records say under one view; see :func:`answer`."""

    view: View
    data_sha256: str
    data_date: str | None
    ledger_name: str | None
    start: Mapping[str, str]
    has_appropriation: bool
    records: int
    programmes: int
    links: int
    undated_records: int
    undated_programmes: int
    region_only_usd: float
    regions: tuple[str, ...]
    identity: Identity
    by_flow: dict[str, Identity]
    coverage: Coverage | None
    conflicts: tuple[dict[str, Any], ...]
    other_currency: tuple[dict[str, Any], ...]
    limits: tuple[float, ...]
    denominator_years: tuple[int, int] | None
    places: tuple[PlaceFigures, ...]
    municipalities: tuple[PlaceFigures, ...]
    states: tuple[PlaceFigures, ...]
    spotlight: tuple[PlaceFigures, ...]
    compare: tuple[PlaceFigures, ...]
    cities: Cities

    def as_dict(self) -> dict[str, Any]:
        """The object that ``geoaid stats --json`` prints."""
        return {
            "schema": SCHEMA,
            "data_sha256": self.data_sha256,
            "view": self.view.as_dict(),
            "records": self.records,
            "programmes": self.programmes,
            "links": self.links,
            "undated": {"records": self.undated_records, "programmes": self.undated_programmes},
            "region_only_usd": self.region_only_usd,
            "identity": self.identity.as_dict()
            | {"by_flow": {flow: part.as_dict() for flow, part in self.by_flow.items()}},
            "coverage": self.coverage and self.coverage.as_dict(),
            "conflicts": list(self.conflicts),
            "other_currency": list(self.other_currency),
            "places": [place.as_dict() for place in self.places],
            "spotlight": [place.as_dict() for place in self.spotlight],
            "compare": [place.as_dict() for place in self.compare],
        }

    def __getitem__(self, key: str) -> Any:
        """One entry of :meth:`as_dict`."""
        return self.as_dict()[key]

    @property
    def bundled(self) -> bool:
        """Whether the bundled ledger says this, not a reader's own."""
        return self.ledger_name is None

    @property
    def frame(self) -> pd.DataFrame:
        """The places as a DataFrame, one row a place, indexed by code."""
        import pandas as pd

        rows = [place.as_dict() for place in self.places]
        return pd.DataFrame(rows, columns=list(COLUMNS)).set_index("code")

    def in_view(self, view: View) -> Answer:
        """The same answer under a view that differs in what changes no figure."""
        return replace(self, view=view)

    def place(self, code: str) -> PlaceFigures | None:
        """The figures of a place at its own level; None if no record ever names it."""
        level = self.states if len(code) == 2 else self.municipalities
        every = (*level, *self.spotlight, *self.compare)
        return next((place for place in every if place.code == code), None)


_CACHE: OrderedDict[tuple[View, str, str | None], Answer] = OrderedDict()
_CACHED = 256
_LOCK = Lock()


def answer(view: View, ledger: Ledger | None = None) -> Answer:
    """What the records of a ledger say under a view.

    Parameters
    ----------
    view
        What the reader chose.
    ledger
        The bundled ledger if None.

    Returns
    -------
    Answer
        Amounts in US$ with at most two decimals, shares 0..1.

    Examples
    --------
    >>> from geoaid.view import View
    >>> found = answer(View())
    >>> found.records, found.programmes, found.links
    (155, 80, 174)
    """
    ledger = ledger or ledgers.bundled()
    # What does not change the numbers does not need a second answer.
    key = (view.counted, ledger.sha256, ledger.name)
    with _LOCK:
        if key in _CACHE:
            _CACHE.move_to_end(key)
            return replace(_CACHE[key], view=view)
    found = _answer(view, ledger)
    with _LOCK:
        _CACHE[key] = found
        while len(_CACHE) > _CACHED:
            _CACHE.popitem(last=False)
    return found


def _answer(view: View, ledger: Ledger) -> Answer:
    net = placement.net_amounts(ledger, placement.in_view(ledger, view))
    shares = placement.deal(ledger, view, net)
    levels = {name: Level(ledger, view, net, name, shares) for name in LEVELS}
    here = levels[view.level]
    states = tuple(levels["state"].figures([place.code for place in places.states()]))
    municipalities = tuple(levels["municipality"].figures(ledgers.named_municipalities(ledger)))
    shown = states if view.level == "state" else municipalities
    limits = class_limits(view, shown)
    undated = _undated(ledger, view)

    def classed(figures: Iterable[PlaceFigures]) -> tuple[PlaceFigures, ...]:
        return tuple(with_class(place, limits, view.level) for place in figures)

    def chosen(codes: tuple[str, ...]) -> tuple[PlaceFigures, ...]:
        return classed(levels[places.level_of(code)].figures([code])[0] for code in codes)

    states, municipalities = classed(states), classed(municipalities)
    named = ledger.links_record[net.in_view[ledger.links_record]]
    cents_of_regions, regions = region_only(ledger, net, here.placement)
    return Answer(
        view=view,
        data_sha256=ledger.sha256,
        data_date=ledger.date,
        ledger_name=ledger.name,
        start=ledger.start,
        has_appropriation=ledger.root is not None,
        records=int(net.in_view.sum()),
        programmes=int(_marked(ledger, ledger.programme[named]).sum()),
        links=here.totals_links,
        undated_records=undated[0],
        undated_programmes=undated[1],
        region_only_usd=usd(cents_of_regions),
        regions=regions,
        identity=record_identity(net, here.placement, net.in_view),
        by_flow={
            flow: record_identity(net, here.placement, ledger.flow == number)
            for number, flow in enumerate(FLOWS)
            if (net.in_view & (ledger.flow == number)).any()
        },
        coverage=coverage(ledger, view, net, here.placement),
        conflicts=conflicts(ledger, net),
        other_currency=other_currency(ledger, net),
        limits=limits,
        denominator_years=here.denominator_years,
        places=states if view.level == "state" else municipalities,
        municipalities=municipalities,
        states=states,
        spotlight=chosen(view.spotlight),
        compare=chosen(view.compare),
        cities=_cities(ledger, view, levels["municipality"].placement),
    )


def _undated(ledger: Ledger, view: View) -> tuple[int, int]:
    """Records without a year that the other filters keep, and programmes that have no other."""
    keep = placement.in_view(ledger, view, any_year=True)
    undated = keep & (ledger.first == 0)

    def heads(rows: Bools) -> Bools:
        return _marked(ledger, ledger.programme[rows & (ledger.programme >= 0)])

    return int(undated.sum()), int((heads(undated) & ~heads(keep & ~undated)).sum())


def _marked(ledger: Ledger, programmes: Ints) -> Bools:
    """True, over the records of the ledger, at the head of each of these programmes."""
    found = np.zeros(len(ledger.rows), dtype=bool)
    found[programmes] = True
    return found


def _cities(ledger: Ledger, view: View, placed: Placement) -> Cities:
    programme, unit = placed.programme_links
    spotlight = [
        number
        for number, code in enumerate(placed.codes)
        if len(code) == 5 and code in view.spotlight
    ]
    seen = np.flatnonzero(np.bincount(unit, minlength=len(placed.codes))).tolist()
    named = Counter(placed.codes[number][:2] for number in seen)
    return Cities(
        programmes=int(_marked(ledger, programme).sum()),
        spotlight_programmes=int(_marked(ledger, programme[np.isin(unit, spotlight)]).sum()),
        named_in={place.code: named[place.code] for place in places.states()},
    )
