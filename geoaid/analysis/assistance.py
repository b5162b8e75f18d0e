"""What the analysis rests on: the assistance of every place of a level, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geoaid import places
from geoaid.answer import denominators
from geoaid.measures import REGISTRY, per_100k, share
from geoaid.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geoaid.answer import Answer

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Assistance:
    """Assistance of n places, in the order of their codes; shape (n,) each.

    Attributes
    ----------
    level
        ``"state"`` or ``"municipality"``.
    basis
        ``"programmes"`` or ``"amount"``: what the view's measure counts.
    codes
        Every place of the level on the boundaries, named by a record or not.
    totals
        Programmes, or US$; 0 where documents give no figure. A place without a record counts as
        a place.
    values
        The view's measure, for a measure per person a rate; 0 where documents give no figure,
        NaN where it cannot be formed.
    population_persons
        Denominators of the view's rates; NaN where there are none.
    documented
        True where documents give a figure.
    named
        True where documents name the place, with a figure or without.
    """

    level: str
    basis: str
    codes: tuple[str, ...]
    totals: Floats
    values: Floats
    population_persons: Floats
    documented: npt.NDArray[np.bool_]
    named: npt.NDArray[np.bool_]

    @property
    def weights(self) -> Floats | None:
        """Persons of every place, or None where a place has none."""
        persons = self.population_persons
        return persons if np.isfinite(persons).all() and (persons > 0).all() else None


@cache
def codes_of(level: str) -> tuple[str, ...]:
    """Every place of a level on the boundaries, by code."""
    if level == "state":
        return tuple(place.code for place in places.states())
    every = (place.code for place in places.municipalities())
    return tuple(code for code in every if places.on_boundaries(code))


@cache
def flagged(grouping: str) -> frozenset[str]:
    """The states of a grouping.

    ``border`` are the six on the U.S. border, ``sez`` the five of the law on Special Economic
    Zones of 2016; the flags are in the need tables.
    """
    from geoaid import need

    name, year = {"border": ("is_border_state", 2019), "sez": ("is_sez_state_2016", 2016)}[grouping]
    flags = need.indicator(name, "state")[year]
    return frozenset(code for code, flag in flags.items() if flag)


def in_group(grouping: str, codes: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """True for the places that lie in a state of the grouping, shape (n,)."""
    inside = flagged(grouping)
    return np.array([code[:2] in inside for code in codes], dtype=bool)


def assistance(answer: Answer, level: str | None = None, basis: str | None = None) -> Assistance:
    """The assistance of every place of a level, the view's own level and basis if None.

    Examples
    --------
    >>> from geoaid.answer import answer
    >>> from geoaid.view import View
    >>> found = assistance(answer(View()))
    >>> len(found.codes), float(found.totals.sum())
    (32, 174.0)
    """
    view = answer.view
    level = level or view.level
    basis = basis or REGISTRY[view.measure].basis
    codes = codes_of(level)
    index = _index(level)
    totals = np.zeros(len(codes))
    documented, named = np.zeros((2, len(codes)), dtype=bool)
    name = "programmes" if basis == "programmes" else "amount_usd"
    for place in answer.states if level == "state" else answer.municipalities:
        # A municipality that the boundaries do not have is on no map and in no figure.
        row, figure = index.get(place.code), getattr(place, name)
        if row is None:
            continue
        named[row] = place.programmes > 0
        if figure is not None:
            totals[row] = figure
            documented[row] = basis == "amount" or figure > 0
    persons = _persons(level, view.years)
    return Assistance(
        level=level,
        basis=basis,
        codes=codes,
        totals=totals,
        values=_values(answer, level, basis, totals, persons),
        population_persons=persons,
        documented=documented,
        named=named,
    )


def _values(answer: Answer, level: str, basis: str, totals: Floats, persons: Floats) -> Floats:
    """The view's measure from totals that are 0 where documents give no figure."""
    measure = REGISTRY[answer.view.measure]
    if measure.per_person:
        return per_100k(totals, persons)
    if measure.name == "share" and basis == measure.basis and totals.any():
        return share(totals, answer.links if level == answer.view.level else totals.sum())
    return totals


@cache
def _index(level: str) -> Mapping[str, int]:
    return {code: number for number, code in enumerate(codes_of(level))}


@lru_cache(maxsize=64)
def _persons(level: str, years: tuple[int, int] | None) -> Floats:
    persons = denominators(View(years=years), level)[0]
    return np.array([persons.get(code, np.nan) for code in codes_of(level)], dtype=np.float64)
