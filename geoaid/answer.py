"""``answer(view)``: what the records say, as one object.

It holds values, statuses, bounds, the record identity, coverage, conflicts and what is left out;
``stats --json`` prints its dictionary. Answers are cached by view and data hash.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import ledger as ledgers
from geoaid import need, placement, places
from geoaid.measures import REGISTRY, Totals, share
from geoaid.measures.classes import breaks, classify
from geoaid.view import FLOWS, View

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geoaid.ledger import Bools, Ints, Ledger
    from geoaid.placement import Net, Placement

SCHEMA = 1
APPROPRIATION_YEARS = (2008, 2021)
STATUSES = ("value", "zero", "shared_only", "no_amount", "no_record", "not_applicable")


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """What documents say of one place; None where they give no figure.

    Attributes
    ----------
    status
        One of ``STATUSES``, for the view's measure.
    value
        The view's measure, in its unit.
    class_
        Class of the value, from 1; None where the value has no class.
    programmes
        Distinct programmes that name the place.
    amount_usd
        Own money and, by the view's split rule, its share of shared money.
    at_least_usd, at_most_usd
        Own money; own money and the whole of every record that the place shares.
    share
        The place's programmes over all links of the view, or for measures of money its amount
        over all own and shared money; 0..1.
    latest_year
        Last year of the records that name it.
    """

    code: str
    name: str
    level: str
    status: str
    value: float | None
    class_: int | None
    programmes: int
    programmes_per_100k: float | None
    amount_usd: float | None
    amount_per_100k: float | None
    at_least_usd: float | None
    at_most_usd: float | None
    share: float | None
    latest_year: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The figures under the names of ``stats --json``."""
        data = {name: getattr(self, name) for name in _COLUMNS[:5]}
        data["class"] = self.class_
        return data | {name: getattr(self, name) for name in _COLUMNS[6:]}


_COLUMNS = (
    "code", "name", "level", "status", "value", "class", "programmes", "programmes_per_100k",
    "amount_usd", "amount_per_100k", "at_least_usd", "at_most_usd", "share",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identity:
    """Where the money of the records in view is, in US$; the four add up to the total."""

    own_usd: float
    shared_usd: float
    state_only_usd: float
    not_placed_usd: float
    total_usd: float

    def as_dict(self) -> dict[str, float]:
        """The five amounts by name."""
        return {name: getattr(self, name) for name in Identity.__slots__}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the appropriation has a published place."""

    appropriated_usd: float
    own_usd: float
    shared_usd: float
    own_share: float
    shared_share: float
    is_approximate: bool

    def as_dict(self) -> dict[str, float | bool]:
        """The six figures by name."""
        return {name: getattr(self, name) for name in Coverage.__slots__}


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
    bundled: bool
    records: int
    programmes: int
    links: int
    undated_records: int
    undated_programmes: int
    region_only_usd: float
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
    def frame(self) -> pd.DataFrame:
        """The places as a DataFrame, one row a place, indexed by code."""
        import pandas as pd

        rows = [place.as_dict() for place in self.places]
        return pd.DataFrame(rows, columns=list(_COLUMNS)).set_index("code")

    def place(self, code: str) -> PlaceFigures | None:
        """The figures of a place at its own level; None if no record ever names it."""
        level = self.states if len(code) == 2 else self.municipalities
        every = (*level, *self.spotlight, *self.compare)
        return next((place for place in every if place.code == code), None)


_CACHE: OrderedDict[tuple[View, str], Answer] = OrderedDict()
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
    >>> found = answer(View())
    >>> found.records, found.programmes, found.links
    (155, 80, 174)
    """
    ledger = ledger or ledgers.bundled()
    # What does not change the numbers does not need a second answer.
    key = (view.but(lang="en", palette="Blues", place=None), ledger.sha256)
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
    levels = {level: _Level(ledger, view, net, level) for level in ("state", "municipality")}
    here = levels[view.level]
    states = levels["state"].figures([place.code for place in places.states()])
    municipalities = levels["municipality"].figures(ledgers.named_municipalities(ledger))
    shown = states if view.level == "state" else municipalities
    limits = _limits(view, shown)
    undated = _undated(ledger, view)

    def classed(figures: Iterable[PlaceFigures]) -> tuple[PlaceFigures, ...]:
        return tuple(_with_class(place, limits, view.level) for place in figures)

    def chosen(codes: tuple[str, ...]) -> tuple[PlaceFigures, ...]:
        return classed(levels[places.level_of(code)].figures([code])[0] for code in codes)

    named = ledger.programme[ledger.links_record[net.in_view[ledger.links_record]]]
    return Answer(
        view=view,
        data_sha256=ledger.sha256,
        data_date=ledger.date,
        bundled=ledger.date is not None,
        records=int(net.in_view.sum()),
        programmes=len(np.unique(named)),
        links=here.totals_links,
        undated_records=undated[0],
        undated_programmes=undated[1],
        region_only_usd=_usd(_region_only(ledger, net, here.placement)),
        identity=_identity(net, here.placement, net.in_view),
        by_flow={
            flow: _identity(net, here.placement, ledger.flow == number)
            for number, flow in enumerate(FLOWS)
            if (net.in_view & (ledger.flow == number)).any()
        },
        coverage=_coverage(ledger, view, net, here.placement),
        conflicts=_conflicts(ledger, net),
        other_currency=_other_currency(ledger, net),
        limits=limits,
        denominator_years=here.denominator_years,
        places=classed(shown),
        municipalities=classed(municipalities),
        states=classed(states),
        spotlight=chosen(view.spotlight),
        compare=chosen(view.compare),
        cities=_cities(ledger, view, levels["municipality"].placement),
    )


class _Level:
    """The figures of a view at one level."""

    def __init__(self, ledger: Ledger, view: View, net: Net, level: str) -> None:
        self.view, self.level = view, level
        self.placement = placement.place(ledger, view, net, level)
        self.position = {code: number for number, code in enumerate(self.placement.codes)}
        self.totals_links = len(placement.links(ledger, self.placement)[0])
        identity = _identity(net, self.placement, net.in_view)
        self.placed_usd = identity.own_usd + identity.shared_usd
        self.population, self.denominator_years = _population(view, level)
        self.latest = np.zeros(len(self.placement.codes), dtype=np.int64)
        years = ledger.last[self.placement.links_record]
        np.maximum.at(self.latest, self.placement.links_place, years)

    def figures(self, codes: Iterable[str]) -> list[PlaceFigures]:
        codes = list(codes)
        rows = np.array([self.position.get(code, -1) for code in codes], dtype=np.int64)
        placed, there = self.placement, rows >= 0

        def pick(column: Ints) -> Ints:
            return np.where(there, column[rows] if len(column) else 0, 0)

        records, programmes = pick(placed.records), pick(placed.programmes)
        amounts = np.array(
            [
                _amount_status(*cells)
                for cells in zip(
                    records.tolist(),
                    pick(placed.has_money.astype(np.int64)).tolist(),
                    pick(placed.has_nil.astype(np.int64)).tolist(),
                    ((self.view.split == "none") & (pick(placed.own) == 0)).tolist(),
                    strict=True,
                )
            ],
            dtype=object,
        )
        has_figure = (amounts == "value") | (amounts == "zero")
        amount_usd = np.where(has_figure, pick(placed.dealt) / 100, np.nan)
        totals = Totals(
            programmes=programmes.astype(float),
            amount_usd=amount_usd,
            population_persons=np.array([self.population.get(code, np.nan) for code in codes]),
            links=self.totals_links,
            placed_usd=self.placed_usd,
        )
        values = {name: REGISTRY[name].compute(totals) for name in _COMPUTED}
        values[self.view.measure] = REGISTRY[self.view.measure].compute(totals)
        if REGISTRY[self.view.measure].basis == "amount":
            shares = share(amount_usd, self.placed_usd)
        else:
            shares = share(totals.programmes, self.totals_links)
        latest, own, at_most = pick(self.latest), pick(placed.own), pick(placed.at_most)
        return [
            self._figures(
                code,
                status=str(amounts[i]),
                documented=bool(records[i]),
                columns={name: _number(column[i]) for name, column in values.items()},
                programmes=int(programmes[i]),
                bounds=(int(own[i]), int(at_most[i])),
                share=_number(shares[i]),
                latest=int(latest[i]) or None,
            )
            for i, code in enumerate(codes)
        ]

    def _figures(
        self,
        code: str,
        *,
        status: str,
        documented: bool,
        columns: dict[str, float | None],
        programmes: int,
        bounds: tuple[int, int],
        share: float | None,
        latest: int | None,
    ) -> PlaceFigures:
        measure = REGISTRY[self.view.measure]
        bounded = status in ("value", "zero", "shared_only")
        if measure.basis == "programmes":
            status = "value" if documented else "no_record"
        if not places.on_boundaries(code) or (measure.per_person and code not in self.population):
            status = "not_applicable"
        value = columns[measure.name] if status in ("value", "zero") else None
        if measure.name == "programmes":
            value = programmes
        elif value is not None and measure.basis == "amount":
            value = _cents(value)
        per_person = columns["programmes_per_100k"] if documented else None
        place = places.get(code)
        return PlaceFigures(
            code=code,
            name=place.name,
            level=place.level,
            status=status,
            value=value,
            class_=None,
            programmes=programmes,
            programmes_per_100k=per_person,
            amount_usd=_cents(columns["amount"]),
            amount_per_100k=_cents(columns["amount_per_100k"]),
            at_least_usd=_usd(bounds[0]) if bounded else None,
            at_most_usd=_usd(bounds[1]) if bounded else None,
            share=share if documented else None,
            latest_year=latest,
        )


_COMPUTED = ("programmes_per_100k", "amount", "amount_per_100k")


def _amount_status(records: int, has_money: int, has_nil: int, shared_only: int) -> str:
    if not records:
        return "no_record"
    if has_money:
        return "shared_only" if shared_only else "value"
    return "zero" if has_nil else "no_amount"


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)


def _cents(usd: float | None) -> float | None:
    return None if usd is None else round(usd, 2)


def _usd(cents: int | np.integer[Any]) -> float:
    return round(int(cents) / 100, 2)


def _population(view: View, level: str) -> tuple[dict[str, float], tuple[int, int] | None]:
    """Denominators of rates, and the years they stand for; none for years without a figure."""
    if level == "municipality":
        census = need.census_population()
        year = need.CENSUS_YEAR
        return {code: float(n) for code, n in census.items() if len(code) == 5}, (year, year)
    midyear = need.midyear_population(*(view.years or APPROPRIATION_YEARS))
    return (dict(midyear[0]), midyear[1:]) if midyear else ({}, None)


def _limits(view: View, figures: Iterable[PlaceFigures]) -> tuple[float, ...]:
    values = [place.value for place in figures if place.status == "value" and place.value]
    if REGISTRY[view.measure].basis == "amount" and view.scheme != "user":
        # Shares of one record differ by a cent; no class may end between them.
        values = [math.ceil(value) for value in values]
    if view.scheme != "user":
        return breaks(values, view.scheme, view.k)
    # A reader's breaks stay as given; what lies above the last gets a class of its own.
    above = [value for value in values if value > view.breaks[-1]]
    return view.breaks + ((max(above),) if above else ())


def _with_class(place: PlaceFigures, limits: tuple[float, ...], level: str) -> PlaceFigures:
    if place.level != level or place.status != "value" or not place.value or not limits:
        return place
    return replace(place, class_=classify(place.value, limits))


def _identity(net: Net, placed: Placement, keep: Bools) -> Identity:
    kinds = (placement.OWN, placement.SHARED, placement.STATE_ONLY, placement.NOT_PLACED)
    cents = [int(net.cents[keep & (placed.kind == kind)].sum()) for kind in kinds]
    own, shared, state_only, not_placed, total = (_usd(n) for n in (*cents, sum(cents)))
    return Identity(own, shared, state_only, not_placed, total)


def _coverage(ledger: Ledger, view: View, net: Net, placed: Placement) -> Coverage | None:
    root = ledger.root
    first, last = view.years or APPROPRIATION_YEARS
    inside = APPROPRIATION_YEARS[0] <= first and last <= APPROPRIATION_YEARS[1]
    if root is None or view.program_area or view.flow or not inside:
        return None
    # The whole appropriation is one rounded figure; single years are added up from the totals.
    whole = (int(ledger.cents[root]), True)
    if (first, last) != APPROPRIATION_YEARS:
        whole = _appropriated(ledger, first, last)
    if not whole[0]:
        return None
    own, shared = (
        int(net.cents[ledger.under_root & (placed.kind == kind)].sum())
        for kind in (placement.OWN, placement.SHARED)
    )
    return Coverage(
        appropriated_usd=_usd(whole[0]),
        own_usd=_usd(own),
        shared_usd=_usd(shared),
        own_share=round(own / whole[0], 6),
        shared_share=round(shared / whole[0], 6),
        is_approximate=whole[1],
    )


def _appropriated(ledger: Ledger, first: int, last: int) -> tuple[int, bool]:
    """Sum of one figure a year, in cents, and whether any of them is wider than the initiative."""
    total, approximate = 0, False
    for year in range(first, last + 1):
        figures = [item for item in ledger.totals if item.year == year]
        control = [item for item in figures if item.use == "control"]
        whole = [item.cents for item in control if item.account == "TOTAL"]
        every = [item.cents for item in figures if item.use == "all_account"]
        if whole:
            total += whole[0]
        elif control:
            total += sum(item.cents for item in control)
        else:
            total += sum(every)
            approximate = True
    return total, approximate


def _conflicts(ledger: Ledger, net: Net) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "id": ledger.rows[row]["id"],
            "amount_usd": _usd(ledger.cents[row]),
            "parts_usd": _usd(net.parts[row]),
            "excess_usd": _usd(net.parts[row] - ledger.cents[row]),
        }
        for row in placement.conflicts(ledger, net).tolist()
    )


def _other_currency(ledger: Ledger, net: Net) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "id": record["id"],
            "currency": record["currency_orig"],
            "amount": float(record["amount_orig"]),
        }
        for row, record in enumerate(ledger.rows)
        if net.in_view[row] and record["amount_orig"] and not record["amount_usd"]
    )


def _region_only(ledger: Ledger, net: Net, placed: Placement) -> int:
    rows = np.flatnonzero(net.in_view & (placed.kind == placement.NOT_PLACED)).tolist()
    return sum(int(net.cents[row]) for row in rows if ledger.rows[row]["region"])


def _undated(ledger: Ledger, view: View) -> tuple[int, int]:
    """Records without a year that the other filters keep, and programmes that have no other."""
    keep = placement.in_view(ledger, view, any_year=True)
    undated = keep & (ledger.first == 0)

    def heads(rows: Bools) -> set[int]:
        return set(np.unique(ledger.programme[rows & (ledger.programme >= 0)]).tolist())

    return int(undated.sum()), len(heads(undated) - heads(keep & ~undated))


def _cities(ledger: Ledger, view: View, placed: Placement) -> Cities:
    programme, unit = placement.links(ledger, placed)
    spotlight = [
        number
        for number, code in enumerate(placed.codes)
        if len(code) == 5 and code in view.spotlight
    ]
    named = [placed.codes[number] for number in np.unique(unit).tolist()]
    return Cities(
        programmes=len(np.unique(programme)),
        spotlight_programmes=len(np.unique(programme[np.isin(unit, spotlight)])),
        named_in={
            place.code: sum(code[:2] == place.code for code in named) for place in places.states()
        },
    )
