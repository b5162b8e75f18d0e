"""Every state and municipality by its INEGI code; light, because every view asks it."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from geoaid.bundle import folder
from geoaid.errors import Clause, UnknownPlaceError
from geoaid.text import refused

if TYPE_CHECKING:
    from collections.abc import Iterable

Level: TypeAlias = Literal["state", "municipality"]

BORDER_STATES: tuple[str, ...] = ("02", "05", "08", "19", "26", "28")
"""The six states that touch the United States."""

# Where INEGI's name, or the name on a map, is not the gazetteer's first name of the place.
_OFFICIAL = {
    "05": "Coahuila de Zaragoza",
    "16": "Michoacán de Ocampo",
    "30": "Veracruz de Ignacio de la Llave",
}
_SHORT = {
    "05": "Coahuila",
    "15": "Estado de México",
    "16": "Michoacán",
    "30": "Veracruz",
    "08037": "Ciudad Juárez",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A state or a municipality.

    Attributes
    ----------
    code
        INEGI code: two digits for a state, five for a municipality.
    name
        INEGI's official name.
    level
        ``"state"`` or ``"municipality"``.
    state
        Code of the state it lies in; its own code for a state.
    short
        What a map label says: "Veracruz", "Estado de México", "Ciudad Juárez".
    """

    code: str
    name: str
    level: Level
    state: str
    short: str


def columns(path: str, *names: str) -> list[tuple[Any, ...]]:
    """Read two or more named columns of a bundled table, as a tuple of text a row.

    Parameters
    ----------
    path
        The table's path below ``data/``.
    *names
        Columns of its header, in the order wanted.
    """
    with (folder("data") / path).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        return list(map(itemgetter(*map(header.index, names)), rows))


@cache
def _names() -> dict[str, str]:
    """Official name by code: states first, each level by code."""
    first: dict[str, str] = {}
    for code, level, kind, alias in columns("gazetteer.csv", "code", "level", "kind", "alias"):
        if (level, kind) == ("state", "name"):
            first.setdefault(code, alias)
    states = sorted((first | _OFFICIAL).items())
    return dict(states) | dict(sorted(columns("need/municipal_catalog.csv", "mun_code", "name")))


@cache
def _place(code: str) -> Place:
    name = _names()[code]
    level: Level = "state" if len(code) == 2 else "municipality"
    return Place(code, name, level, code[:2], _SHORT.get(code, name))


def get(code: str) -> Place:
    """Return the place with this INEGI code.

    Raises
    ------
    geoaid.errors.UnknownPlaceError
        If no place has the code; ``candidates`` holds the nearest valid ones.

    Examples
    --------
    >>> get("30").name, get("30").short
    ('Veracruz de Ignacio de la Llave', 'Veracruz')
    """
    if code not in _names():
        raise _no_code("no_code", code)
    return _place(code)


def _no_code(key: str, code: str) -> UnknownPlaceError:
    near = _near_codes(str(code))
    words = Clause(f"place.{key}", {"code": repr(code), "nearest": nearest(near)})
    return refused(UnknownPlaceError, words, near)


def _near_codes(text: str) -> tuple[str, ...]:
    """Find the valid codes closest to a mistaken one: its lost zero, then its neighbours."""
    digits = text.strip()
    if not re.fullmatch(r"[0-9]{1,5}", digits):
        from geoaid.places.search import candidates  # names are read only if an error needs them

        return tuple(match.code for match in candidates(text, limit=5))
    known = _names()
    size = 2 if len(digits) <= 2 else 5
    padded = digits.zfill(size)
    if padded in known:
        return (padded,)
    same = [code for code in known if len(code) == size]
    if size == 5 and padded[:2] in known:
        same = [code for code in same if code[:2] == padded[:2]]
    return tuple(sorted(same, key=lambda code: (abs(int(code) - int(padded)), code))[:3])


def exists(code: str) -> bool:
    """Whether a state or a municipality has this code."""
    return code in _names()


@cache
def states() -> tuple[Place, ...]:
    """Return the 32 states, by code."""
    return tuple(_place(code) for code in _names() if len(code) == 2)


@cache
def municipalities(state: str | None = None) -> tuple[Place, ...]:
    """Return every municipality of the catalogue, or those of one state, by code.

    Those created after the boundaries' date are among them: see :func:`geoaid.places.fold`.

    Raises
    ------
    geoaid.errors.UnknownPlaceError
        If ``state`` is not the code of a state.
    """
    if state is not None:
        require_state(state)
    return tuple(_place(code) for code in _names() if len(code) == 5 and state in (None, code[:2]))


def require_state(code: str) -> str:
    """Return the code of a state; raises UnknownPlaceError for any other."""
    place = get(code)
    if place.level != "state":
        words = Clause("place.no_state", {"place": label(code), "state": place.state})
        raise refused(UnknownPlaceError, words, (place.state,))
    return code


def level_of(code: str) -> Level:
    """Return the level of a code by its length, whether or not a place has it.

    Raises
    ------
    geoaid.errors.UnknownPlaceError
        If the code is not two or five digits.
    """
    if not re.fullmatch(r"[0-9]{2}(?:[0-9]{3})?", code):
        raise _no_code("not_a_code", code)
    return "state" if len(code) == 2 else "municipality"


def label(code: str) -> str:
    """Write a place as messages do.

    Examples
    --------
    >>> label("08"), label("08037")
    ('Chihuahua (08)', '08037 Juárez (Chihuahua)')
    """
    place = get(code)
    if place.level == "state":
        return f"{place.short} ({code})"
    return f"{code} {place.name} ({get(place.state).short})"


def titled(code: str) -> str:
    """Write a place that stands alone: a municipality with its state.

    Examples
    --------
    >>> titled("20"), titled("08037")
    ('Oaxaca', 'Ciudad Juárez, Chihuahua')
    """
    place = get(code)
    return place.short if place.level == "state" else f"{place.short}, {get(place.state).short}"


def with_state(code: str) -> str:
    """Write a place for a list in a sentence: a municipality with its state, as many share names.

    Examples
    --------
    >>> with_state("19"), with_state("19031")
    ('Nuevo León', 'Juárez (Nuevo León)')
    """
    place = get(code)
    if place.level == "state":
        return place.short
    return f"{place.short} ({get(place.state).short})"


def nearest(codes: Iterable[str]) -> Clause:
    """The part of a message that offers places."""
    listed = "; ".join(label(code) for code in codes)
    return Clause("place.nearest" if listed else "place.nothing_near", {"places": listed})
