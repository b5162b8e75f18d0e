"""The registry of needs: what assistance is set against. A larger figure is a greater need.

No need rests on one publisher and one year where publishers disagree (homicides), series of
different making are never joined (poverty), and the population of CONAPO is never mixed with the
census. To add a need, add one entry to :data:`NEEDS`; its name then stands in the URL, at the
command line and in the menus.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from geoaid import places, view
from geoaid.errors import NotComputableError
from geoaid.need import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    # Year -> place code -> value.
    Yearly = Mapping[int, Mapping[str, float]]

NEED_YEARS = (2008, 2021)
"""Calendar years that a need is averaged over unless a reader chooses: those of the appropriation."""


@dataclass(frozen=True, slots=True)
class Series:
    """What one publisher has of a need.

    Attributes
    ----------
    publisher
        ``"INEGI"``, ``"SESNSP"``, ``"CONEVAL"`` or ``"CONAPO"``.
    years
        Calendar years, rising.
    yearly
        Year -> place code -> value.
    source_ids
        Rows of ``data/need/sources.csv``.
    """

    publisher: str
    years: tuple[int, ...]
    yearly: Yearly
    source_ids: tuple[str, ...]

    @property
    def values(self) -> dict[str, float]:
        """Mean over the years by place code."""
        return _mean([self.yearly[year] for year in self.years])


@dataclass(frozen=True, slots=True)
class NeedFigures:
    """A need of every place that has it, and the series that it is the mean of.

    Attributes
    ----------
    name, level
        As asked for.
    values
        By place code, in the need's unit; places without a figure are absent.
    years
        Calendar years that entered, rising.
    series
        What each publisher has.
    by_publisher
        Mean over its years by place code, for each publisher.
    """

    name: str
    level: str
    values: Mapping[str, float]
    years: tuple[int, ...]
    series: tuple[Series, ...]
    by_publisher: Mapping[str, Mapping[str, float]]

    @property
    def source(self) -> str:
        """The publishers with their years, such as ``INEGI 2008-2015; SESNSP 2015-2021``."""
        return "; ".join(f"{one.publisher} {_span(one.years)}" for one in self.series)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Rows of ``data/need/sources.csv`` that the figures rest on, each once."""
        return tuple(dict.fromkeys(name for one in self.series for name in one.source_ids))


@dataclass(frozen=True, slots=True)
class Need:
    """One entry of the registry.

    Attributes
    ----------
    name
        As in the URL and after ``--need``.
    label, unit, definition
        Texts by language.
    decimals
        How many a reader is shown.
    is_total
        True for a total of the place (persons, deaths), False for a rate, a share or an index.
    series
        Level -> every series that there is; where several are given, they are averaged.
    """

    name: str
    label: Mapping[str, str]
    unit: Mapping[str, str]
    definition: Mapping[str, str]
    decimals: int
    is_total: bool
    series: Callable[[str], Sequence[Series]]


def figures(name: str, level: str, years: tuple[int, int] | None = None) -> NeedFigures:
    """A need of the places of a level, averaged over years.

    Each year is the mean of the publishers that have it, and the figure the mean of the years.

    Parameters
    ----------
    name
        Name of an entry of :data:`NEEDS`.
    level
        ``"state"`` or ``"municipality"``.
    years
        First and last calendar year; 2008-2021 if None.

    Raises
    ------
    geoaid.errors.NotComputableError
        If no year of the range has a figure (``"years"``), or for homicides if it would rest on
        one publisher and one year alone (``"one_year"``).

    Examples
    --------
    >>> found = figures("homicide_rate", "state", (2014, 2016))
    >>> found.source, found.years
    ('INEGI 2014-2015; SESNSP 2015-2016', (2014, 2015, 2016))
    """
    return _figures(name, level, *(years or NEED_YEARS))


@cache
def _figures(name: str, level: str, first: int, last: int) -> NeedFigures:
    every = NEEDS[name].series(level)
    inside = [part for one in every if (part := _cut(one, first, last)).years]
    if not inside:
        known = sorted({year for one in every for year in one.years})
        why = f"there is no figure for {_span((first, last))}; years with one: {_list(known)}"
        raise NotComputableError(name, "years", why)
    if name in _DISPUTED:
        if sum(len(one.years) for one in inside) == 1:
            why = "it would rest on one publisher and one year; choose more years"
            raise NotComputableError(name, "one_year", why)
    else:
        # Series of different making are not joined: the one with most years, else the newest.
        inside = [max(inside, key=lambda one: (len(one.years), one.years[-1]))]
    years = tuple(sorted({year for one in inside for year in one.years}))
    yearly = [_mean([one.yearly[year] for one in inside if year in one.years]) for year in years]
    by_publisher = {one.publisher: one.values for one in inside}
    return NeedFigures(
        name, level, MappingProxyType(_mean(yearly)), years, tuple(inside), by_publisher
    )


def _cut(series: Series, first: int, last: int) -> Series:
    years = tuple(year for year in series.years if first <= year <= last)
    return Series(series.publisher, years, series.yearly, series.source_ids)


def _mean(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Mean by code over the rows that have the code."""
    cells: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        for code, value in row.items():
            cells[code].append(value)
    return {code: sum(values) / len(values) for code, values in cells.items()}


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if years[0] == years[-1] else f"{years[0]}-{years[-1]}"


def _list(years: Iterable[int]) -> str:
    return ", ".join(map(str, years))


# Publishers disagree on these by place, so no figure may rest on one of them in one year.
_DISPUTED = ("homicides", "homicide_rate")


@cache
def _series(publisher: str, level: str, *names: str) -> Series:
    """The sum of some indicators of a level, on the boundaries' places."""
    parts = [_folded(name, level) for name in names]
    years = tuple(sorted(set.intersection(*(set(part) for part in parts))))
    yearly = {year: _sum([part[year] for part in parts]) for year in years}
    ids = (tables.source_ids(name, level, years) for name in names)
    return Series(publisher, years, yearly, tuple(dict.fromkeys(i for row in ids for i in row)))


_TOTALS = ("homicides_inegi", "population_census")


def _folded(name: str, level: str) -> dict[int, dict[str, float]]:
    """An indicator by year; of a municipality younger than the boundaries only totals count."""
    found: dict[int, dict[str, float]] = {}
    for year, row in tables.indicator(name, level).items():
        folded: dict[str, float] = defaultdict(float)
        for code, value in row.items():
            if places.on_boundaries(code):
                folded[code] += value
            elif name in _TOTALS:
                folded[places.fold(code)] += value
        found[year] = folded
    return found


def _sum(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {code: sum(row[code] for row in rows) for code in rows[0]}


def _population(level: str) -> Sequence[Series]:
    if level == "municipality":
        return (_series("INEGI", level, "population_census"),)
    return (_series("CONAPO", level, "population_conapo_midyear"),)


def _homicides(level: str) -> Sequence[Series]:
    inegi = _series("INEGI", level, "homicides_inegi")
    if level == "municipality":
        return (inegi,)
    names = ("homicide_victims_sesnsp", "femicide_victims_sesnsp")
    return (inegi, _series("SESNSP", level, *names))


@cache
def _homicide_rate(level: str) -> Sequence[Series]:
    if level == "state":
        return (
            _series("INEGI", level, "homicide_rate_inegi"),
            _series("SESNSP", level, "homicide_rate_sesnsp"),
        )
    # Yearly populations are published for 64 cities only: deaths over the census of 2020.
    deaths = _series("INEGI", level, "homicides_inegi")
    return (_scaled(deaths, lambda code, value: value * 1e5 / tables.census_population()[code]),)


@cache
def _poverty(level: str) -> Sequence[Series]:
    if level == "municipality":
        return (_series("CONEVAL", level, "poverty_share"),)
    names = ("poverty_share_series_2008_2018", "poverty_share_series_2016_2022")
    return tuple(_series("CONEVAL", level, name) for name in names)


@cache
def _poor_persons(level: str) -> Sequence[Series]:
    if level == "municipality":
        census = tables.census_population()
        return tuple(
            _scaled(one, lambda code, share: share / 100 * census[code]) for one in _poverty(level)
        )
    persons = tables.indicator("population_conapo_midyear", level)
    return tuple(
        Series(
            one.publisher,
            one.years,
            {
                year: {code: share / 100 * persons[year][code] for code, share in row.items()}
                for year, row in one.yearly.items()
            },
            (*one.source_ids, *tables.source_ids("population_conapo_midyear", level, one.years)),
        )
        for one in _poverty(level)
    )


@cache
def _marginalization(level: str) -> Sequence[Series]:
    index = _series("CONAPO", level, "marginalization_index_dp2_norm")
    # The index is higher where a place is less marginalised.
    return (_scaled(index, lambda _, value: 1 - value),)


def _scaled(series: Series, scale: Callable[[str, float], float]) -> Series:
    yearly = {
        year: {code: scale(code, value) for code, value in row.items()}
        for year, row in series.yearly.items()
    }
    return Series(series.publisher, series.years, yearly, series.source_ids)


_ENTRIES = (
    Need(
        "homicide_rate",
        {"en": "Homicide rate", "es": "Tasa de homicidios"},
        {"en": "per 100,000 persons a year", "es": "por 100,000 habitantes al año"},
        {
            "en": "Homicides per 100,000 persons a year: mean of INEGI's deaths and SESNSP's victims over the years that each has.",
            "es": "Homicidios por 100,000 habitantes al año: promedio de las defunciones del INEGI y las víctimas del SESNSP en los años que cada uno tiene.",
        },
        1,
        False,
        _homicide_rate,
    ),
    Need(
        "homicides",
        {"en": "Homicides", "es": "Homicidios"},
        {"en": "a year", "es": "al año"},
        {
            "en": "Homicides a year: mean of INEGI's deaths and SESNSP's victims over the years that each has.",
            "es": "Homicidios al año: promedio de las defunciones del INEGI y las víctimas del SESNSP en los años que cada uno tiene.",
        },
        0,
        True,
        _homicides,
    ),
    Need(
        "poverty",
        {"en": "Poverty", "es": "Pobreza"},
        {"en": "% of the population", "es": "% de la población"},
        {
            "en": "Share of the population in multidimensional poverty, mean of the measured years of one series of CONEVAL.",
            "es": "Proporción de la población en pobreza multidimensional, promedio de los años medidos de una serie del CONEVAL.",
        },
        1,
        False,
        _poverty,
    ),
    Need(
        "poor_persons",
        {"en": "People in poverty", "es": "Personas en pobreza"},
        {"en": "persons", "es": "personas"},
        {
            "en": "CONEVAL's share of the population in poverty times the population.",
            "es": "Proporción de la población en pobreza, del CONEVAL, por la población.",
        },
        0,
        True,
        _poor_persons,
    ),
    Need(
        "marginalization",
        {"en": "Marginalization", "es": "Marginación"},
        {"en": "index, 0 to 1", "es": "índice, 0 a 1"},
        {
            "en": "1 less CONAPO's normalised marginalization index (DP2), so that more is more marginalised; mean of 2010, 2015, 2020.",
            "es": "1 menos el índice de marginación normalizado (DP2) del CONAPO, de modo que más es más marginado; promedio de 2010, 2015 y 2020.",
        },
        3,
        False,
        _marginalization,
    ),
    Need(
        "population",
        {"en": "Population", "es": "Población"},
        {"en": "persons", "es": "personas"},
        {
            "en": "CONAPO's mid-year population, mean of the years; of municipalities, INEGI's census.",
            "es": "Población a mitad de año del CONAPO, promedio de los años; de los municipios, censos del INEGI.",
        },
        0,
        True,
        _population,
    ),
)  # fmt: skip

NEEDS: Mapping[str, Need] = MappingProxyType({entry.name: entry for entry in _ENTRIES})

view.NEEDS[:] = NEEDS
