"""The figures of places at one level: values, statuses, bounds, classes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import need, placement, places
from geoaid.answer.bookkeeping import APPROPRIATION_YEARS, record_identity, usd
from geoaid.measures import REGISTRY, Totals, share
from geoaid.measures.classes import breaks, classify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.ledger import Ints, Ledger
    from geoaid.measures import Floats
    from geoaid.placement import Net
    from geoaid.view import View

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
    other_currency
        Amount and currency of each record that names it and has no US$ figure; not converted.
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
    other_currency: tuple[tuple[float, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The figures under the names of ``stats --json``."""
        data = {name: getattr(self, name) for name in COLUMNS[:5]}
        data["class"] = self.class_
        return data | {name: getattr(self, name) for name in COLUMNS[6:]}


_CLASS = PlaceFigures.__slots__.index("class_")
COLUMNS = (
    "code", "name", "level", "status", "value", "class", "programmes", "programmes_per_100k",
    "amount_usd", "amount_per_100k", "at_least_usd", "at_most_usd", "share",
)  # fmt: skip


class Level:
    """The figures of a view at one level."""

    def __init__(self, ledger: Ledger, view: View, net: Net, level: str, shares: Ints) -> None:
        self.view, self.level = view, level
        self.placement = placement.place(ledger, view, net, level, shares)
        self.position = {code: number for number, code in enumerate(self.placement.codes)}
        self.totals_links = len(self.placement.programme_links[0])
        identity = record_identity(net, self.placement, net.in_view)
        self.placed_usd = identity.own_usd + identity.shared_usd
        self.population, self.denominator_years = denominators(view, level)
        self.latest = np.zeros(len(self.placement.codes), dtype=np.int64)
        years = ledger.last[self.placement.links_record]
        np.maximum.at(self.latest, self.placement.links_place, years)
        self.other_currency = self._foreign(ledger)

    def _foreign(self, ledger: Ledger) -> dict[str, tuple[tuple[float, str], ...]]:
        """Amounts in another currency by place."""
        found: dict[str, tuple[tuple[float, str], ...]] = {}
        for link in np.flatnonzero(ledger.foreign[self.placement.links_record]).tolist():
            row = ledger.rows[int(self.placement.links_record[link])]
            code = self.placement.codes[int(self.placement.links_place[link])]
            amount = (float(row["amount_orig"]), row["currency_orig"])
            found[code] = (*found.get(code, ()), amount)
        return found

    def figures(self, codes: Iterable[str]) -> list[PlaceFigures]:
        """The figures of these places, in this order."""
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
        columns = {name: _numbers(column) for name, column in values.items()}
        places_share, states = _numbers(shares), amounts.tolist()
        latest, own, at_most = (
            pick(column).tolist() for column in (self.latest, placed.own, placed.at_most)
        )
        return [
            self._figures(
                code,
                status=states[i],
                documented=bool(records[i]),
                columns={name: column[i] for name, column in columns.items()},
                programmes=int(programmes[i]),
                bounds=(own[i], at_most[i]),
                share=places_share[i],
                latest=latest[i] or None,
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
            at_least_usd=usd(bounds[0]) if bounded else None,
            at_most_usd=usd(bounds[1]) if bounded else None,
            share=share if documented else None,
            latest_year=latest,
            other_currency=self.other_currency.get(code, ()),
        )


_COMPUTED = ("programmes_per_100k", "amount", "amount_per_100k")


def _amount_status(records: int, has_money: int, has_nil: int, shared_only: int) -> str:
    if not records:
        return "no_record"
    if has_money:
        return "shared_only" if shared_only else "value"
    return "zero" if has_nil else "no_amount"


def _numbers(values: Floats) -> list[float | None]:
    """Values as plain numbers of at most six decimals, None where there is none."""
    rounded = np.round(values, 6)
    return [None if value != value else value for value in rounded.tolist()]  # noqa: PLR0124  # NaN


def _cents(usd: float | None) -> float | None:
    return None if usd is None else round(usd, 2)


def denominators(view: View, level: str) -> tuple[dict[str, float], tuple[int, int] | None]:
    """Denominators of rates, and the years they stand for; none for years without a figure."""
    if level == "municipality":
        census = need.census_population()
        year = need.CENSUS_YEAR
        return {code: float(n) for code, n in census.items() if len(code) == 5}, (year, year)
    midyear = need.midyear_population(*(view.years or APPROPRIATION_YEARS))
    return (dict(midyear[0]), midyear[1:]) if midyear else ({}, None)


def ranked_by(view: View, place: PlaceFigures) -> float:
    """The value that places are ranked by: money in whole dollars.

    Shares of one record differ by a cent, and a cent must not decide who comes first.
    """
    value = place.value or 0
    return round(value) if REGISTRY[view.measure].basis == "amount" else value


def class_limits(view: View, figures: Iterable[PlaceFigures]) -> tuple[float, ...]:
    """Upper limits of the classes of the places' values, by the view's scheme."""
    values = [place.value for place in figures if place.status == "value" and place.value]
    if REGISTRY[view.measure].basis == "amount" and view.scheme != "user":
        # Shares of one record differ by a cent; no class may end between them.
        values = [math.ceil(value) for value in values]
    if view.scheme != "user":
        return breaks(values, view.scheme, view.k)
    # A reader's breaks stay as given; what lies above the last gets a class of its own.
    above = [value for value in values if value > view.breaks[-1]]
    return view.breaks + ((max(above),) if above else ())


def with_class(place: PlaceFigures, limits: tuple[float, ...], level: str) -> PlaceFigures:
    """The place with the class of its value, if it is of the level and has one."""
    if place.level != level or place.status != "value" or not place.value or not limits:
        return place
    values = [getattr(place, name) for name in PlaceFigures.__slots__]
    # dataclasses.replace takes five times as long, on every municipality of a large ledger.
    values[_CLASS] = classify(place.value, limits)
    return PlaceFigures(*values)
