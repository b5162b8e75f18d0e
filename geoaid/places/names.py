"""From a name to its one place, with a reason; or to an error that says what else to write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid.errors import AmbiguousPlaceError, Clause, PlaceError, UnknownPlaceError
from geoaid.places.aliases import Alias, index, normalise, splits
from geoaid.places.catalogue import Level, exists, get, label, nearest, require_state
from geoaid.places.search import LITERAL, Match, candidates, code_read, match_of, ranked, search
from geoaid.text import refused

if TYPE_CHECKING:
    from geoaid.errors import Words

# Kinds of aliases that are codes of others; the catalogue names them.
_CODES = (
    "iso3166-2", "iso3166-2_short", "hasc", "fips10-4", "curp", "geonames", "geonames_seat",
    "wikidata",
)  # fmt: skip
_MUNICIPALITY_WORDS = ("municipio de ", "municipality of ")
_SEPARATOR = re.compile(r"[,;:/()\[\]]|\s[-\u2013\u2014]\s")
_LONGEST_ECHO = 80  # characters of a text that an error repeats


@dataclass(frozen=True, slots=True)
class _Reading:
    alias: Alias
    state: str | None = None  # code of the state written after the name
    country: bool = False  # "Mexico" written after the name

    @property
    def code(self) -> str:
        return self.alias.code


def resolve(text: str, *, level: Level | None = None, within: str | None = None) -> Match:
    """Return the one place that a text names.

    The whole text is tried as a name first; then a name followed by its state, longest name
    first ("Cd. Juárez, Chih."); a country at the end ("Tijuana, Baja California, Mexico") is
    read past. After a municipality's name, "México" may be state 15 or the country: if that
    makes a difference, it is ambiguous.

    Parameters
    ----------
    text
        A name, an alias, or a code as text.
    level
        Accept places of this level only.
    within
        Code or name of a state. Municipalities in it come first, then the state itself.

    Returns
    -------
    Match
        With the reason, and a score of 1.0.

    Raises
    ------
    geoaid.errors.AmbiguousPlaceError
        If several places answer, or an abbreviation means something else elsewhere.
    geoaid.errors.UnknownPlaceError
        If none does; the message and ``candidates`` give the nearest.

    Examples
    --------
    >>> match = resolve("Cd. Juárez, Chih.")
    >>> match.code, match.reason
    ('08037', 'alias "Cd. Juárez" within Chihuahua (08)')
    """
    parent = None if within is None else _parent(within)
    if re.fullmatch(r"\s*[0-9]+\s*", text):
        return _resolve_code(text.strip(), level, parent)
    readings = _readings(text, parent)
    fitting = _fitting(readings, level, parent)
    if all(reading.alias.is_country for reading in fitting):
        raise _unknown(text, readings, level, parent)
    codes = ranked(reading.code for reading in fitting)
    if len(codes) > 1 or fitting[0].alias.is_country:
        raise _ambiguous(text, codes, country="MX" in codes)
    # Of two ways to the same place, the one through its state says more.
    chosen = max(fitting, key=lambda reading: reading.state is not None)
    _refuse_collision(text, chosen, level, parent)
    return match_of(chosen.code, _reason(chosen, level, parent), 1.0)


def _parent(within: str) -> str:
    if re.fullmatch(r"[0-9]*", within):
        return require_state(within)
    return resolve(within, level="state").code


def _resolve_code(code: str, level: Level | None, parent: str | None) -> Match:
    place = get(code)
    if level not in (None, place.level) or parent not in (None, place.state):
        wanted = Clause(f"place.a_{level}")
        if level in (None, place.level):
            wanted = Clause("place.inside", {"state": label(parent or "")})
        words = Clause("place.not_wanted", {"place": label(code), "wanted": wanted})
        raise refused(UnknownPlaceError, words, (code,))
    return match_of(code, code_read(code), 1.0)


def _readings(text: str, parent: str | None) -> list[_Reading]:
    """List every way to read the text, from the longest name that fits."""
    known, norm = index(), normalise(text)
    readings = _read(norm)
    if parent is not None:
        readings += [_Reading(alias) for alias in known.within.get((parent, norm), ())]
    for words in _MUNICIPALITY_WORDS:
        if not readings and norm.startswith(words):
            readings = [r for r in _read(norm.removeprefix(words)) if not r.alias.is_state]
    # "Frontera, Hidalgo" claims Hidalgo, and so is not Frontera Hidalgo in Chiapas.
    parts = {normalise(part) for part in _SEPARATOR.split(text)[1:]} - known.countries
    claimed = {code for part in parts for code in known.states.get(part, ())}
    return [r for r in readings if not claimed or r.alias.state in claimed]


def _read(norm: str, *, past_country: bool = False) -> list[_Reading]:
    known = index()
    whole = [_Reading(alias) for alias in known.names.get(norm, ())]
    if whole:
        return whole
    for head, tail in splits(norm):
        named = [
            _Reading(alias, state)
            for state in known.states.get(tail, ())
            for alias in (*known.names.get(head, ()), *known.within.get((state, head), ()))
            if alias.state == state and not alias.is_state
        ]
        if tail in known.countries and not past_country:
            rest = _read(head, past_country=True)
            named += [_Reading(r.alias, r.state, country=True) for r in rest]
        if named:
            return named
    return []


def _fitting(readings: list[_Reading], level: Level | None, parent: str | None) -> list[_Reading]:
    """Keep the readings that ``level`` and ``within`` allow."""
    allowed = readings
    if level is not None:
        wanted = level == "state"
        allowed = [r for r in allowed if r.alias.is_state == wanted and not r.alias.is_country]
    if parent is not None:
        inside = [r for r in allowed if r.alias.state == parent]
        allowed = [r for r in inside if not r.alias.is_state] or inside
    return allowed


def _refuse_collision(
    text: str, reading: _Reading, level: Level | None, parent: str | None
) -> None:
    """Raise if the one place found is not the only thing that the name may mean."""
    alias, placed = reading.alias, parent is not None or reading.state is not None
    abroad = alias.flag == "2" and alias.is_short
    if abroad and not placed and level is None and not reading.country:
        said = {"text": _cut(text), "place": label(alias.code), "note": alias.note}
        raise refused(AmbiguousPlaceError, Clause("place.collides", said), (alias.code,))
    unlisted = alias.flag == "1" and len(index().names.get(alias.norm, ())) == 1
    if unlisted and not placed:
        like = [m.code for m in candidates(text) if m.score >= LITERAL and m.code != alias.code]
        raise _ambiguous(text, (alias.code, *like))


def _reason(reading: _Reading, level: Level | None, parent: str | None) -> Clause:
    alias = reading.alias
    state = reading.state or parent
    kind = alias.kind if alias.kind in _CODES else "alias"
    if alias.norm == normalise(get(alias.code).name):
        kind = "official"
    said = {"kind": Clause(f"place.kind.{kind}"), "text": alias.text}
    where: Words = ""
    country: Words = ""
    note: Words = ""
    if state is not None and not alias.is_state:
        where = Clause("place.within", {"state": label(state)})
    elif level is not None and len(index().names.get(alias.norm, ())) > 1:
        where = Clause(f"place.as_{level}")
    if reading.country:
        country = Clause("place.in_country")
    if alias.note and (alias.flag == "2" or alias.kind in _CODES):
        note = Clause("place.note", {"note": alias.note})
    return Clause("place.reason", said | {"where": where, "country": country, "note": note})


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_ECHO else f"{text[:_LONGEST_ECHO]}…"


def _ambiguous(text: str, codes: tuple[str, ...], *, country: bool = False) -> PlaceError:
    known = tuple(code for code in codes if exists(code))
    listed: Words = "; ".join(map(label, known))
    if country:
        others = "".join(f"; {label(code)}" for code in known)
        listed = Clause("place.country_or", {"others": others})
    words = Clause("place.ambiguous", {"text": _cut(text), "places": listed})
    return refused(AmbiguousPlaceError, words, known)


def _unknown(
    text: str, readings: list[_Reading], level: Level | None, parent: str | None
) -> PlaceError:
    named = ranked(r.code for r in readings if not r.alias.is_country)
    known: Words = Clause("place.the_country") if readings else ""
    if named:
        known = Clause("place.belongs", {"places": "; ".join(map(label, named))})
    near = tuple(m.code for m in search(text, parent) if level in (None, m.level))
    codes = tuple(dict.fromkeys((*named, *near)))[:8]
    said = {
        "wanted": Clause(f"place.{level or 'either'}"),
        "where": Clause("place.in_state", {"state": label(parent)}) if parent else "",
        "text": _cut(text),
        "known": known,
        "nearest": nearest(near[:5]),
    }
    return refused(UnknownPlaceError, Clause("place.unknown", said), codes)


def name_fits(name: str, code: str) -> bool:
    """Whether a name written beside a code in a ledger is a name of that place.

    It fits if, after :func:`normalise`, it is the place's official name, its short name or an
    alias, alone or followed by a name of its state; the code itself may stand before it.
    Raises :class:`~geoaid.errors.UnknownPlaceError` for an unknown code.

    Examples
    --------
    >>> name_fits("08037 Juárez, Chihuahua", "08037"), name_fits("Juárez, Sonora", "08037")
    (True, False)
    """
    place, known = get(code), index()
    leading, _, rest = normalise(name).partition(" ")
    if leading.isdigit() and leading != code:
        return False
    norm = rest if leading == code and rest else normalise(name)
    own = known.of_code[code] | {code}
    if norm in own:
        return True
    return place.level == "municipality" and any(
        place.state in known.states.get(tail, ())
        and (head in own or any(a.code == code for a in known.within.get((place.state, head), ())))
        for head, tail in splits(norm)
    )
