"""The bundled tables of population and need, read once.

CONAPO's mid-year population is for rates, the census for counts; the two are never mixed.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from geoaid import places
from geoaid.bundle import folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILES = {"state": "state_indicators.csv", "municipality": "municipal_indicators.csv"}
_CODE = {"state": "state_code", "municipality": "mun_code"}
CENSUS_YEAR = 2020


@cache
def _table(level: str) -> Mapping[str, Mapping[int, Mapping[str, float]]]:
    return _read(level)[0]


def source_ids(name: str, level: str, years: Iterable[int]) -> tuple[str, ...]:
    """Rows of ``data/need/sources.csv`` that an indicator of these years rests on, sorted."""
    known = _read(level)[1][name]
    # Two sources of a derived figure are joined by a plus sign.
    return tuple(sorted({part for year in years for part in known[year].split("+")}))


@cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """The sources of the need tables by id: title, publisher, url, licence."""
    with (folder("data") / "need" / "sources.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["source_id"]: row for row in csv.DictReader(file)})


@cache
def _read(
    level: str,
) -> tuple[Mapping[str, Mapping[int, Mapping[str, float]]], Mapping[str, Mapping[int, str]]]:
    """Indicator -> year -> code -> value, and indicator -> year -> source."""
    table: dict[str, dict[int, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    source: dict[str, dict[int, str]] = defaultdict(dict)
    with (folder("data") / "need" / FILES[level]).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        code, indicator, year, value, source_id = (
            header.index(name) for name in (_CODE[level], "indicator", "year", "value", "source_id")
        )
        for row in reader:
            table[row[indicator]][int(row[year])][row[code]] = float(row[value])
            source[row[indicator]][int(row[year])] = row[source_id]
    return MappingProxyType(table), MappingProxyType(source)


def indicator(name: str, level: str) -> Mapping[int, Mapping[str, float]]:
    """Return an indicator as year -> place code -> value, in the unit of the need tables.

    Parameters
    ----------
    name
        As in the column ``indicator``, for example ``"homicide_rate_inegi"``.
    level
        ``"state"`` or ``"municipality"``.

    Raises
    ------
    KeyError
        If the level has no such indicator.
    """
    table = _table(level)
    if name not in table:
        raise KeyError(f"{level} has no indicator {name!r}; it has {', '.join(sorted(table))}")
    return table[name]


@cache
def census_population() -> Mapping[str, int]:
    """Census 2020 population in persons by code, states and municipalities.

    Municipalities younger than the boundaries are folded into the one they came from, so the
    codes are those of the map.
    """
    folded: dict[str, int] = defaultdict(int)
    for level in ("state", "municipality"):
        for code, persons in indicator("population_census", level)[CENSUS_YEAR].items():
            folded[places.fold(code)] += int(persons)
    return MappingProxyType(folded)


@cache
def midyear_population(first: int, last: int) -> tuple[Mapping[str, float], int, int] | None:
    """Mean CONAPO mid-year population of the states over the calendar years of a range.

    Returns
    -------
    tuple or None
        Persons by state code, and the first and last year that entered the mean (the series
        ends before the last years a reader can choose); None if no year of the range has one.
    """
    series = indicator("population_conapo_midyear", "state")
    years = [year for year in sorted(series) if first <= year <= last]
    if not years:
        return None
    means = {
        code: sum(series[year][code] for year in years) / len(years) for code in series[years[0]]
    }
    return MappingProxyType(means), years[0], years[-1]
