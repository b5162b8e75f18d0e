"""Places that a text may mean, best first, for search boxes and for the errors' offers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from geoaid.errors import Clause
from geoaid.places.aliases import Alias, index, normalise, splits
from geoaid.places.catalogue import Level, exists, get, municipalities, states
from geoaid.text import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LONGEST_QUERY = 100  # characters; the longest official name has 76
_SHORTEST_PART = 5  # characters; a shorter part of a name says little
_FUZZY_CUTOFF = 72.0  # percent likeness below which a name is not worth offering
LITERAL = 0.8  # scores from here up hold the text letter by letter

# Score in 0..1, the name that is like the text, and how: a key of the catalogue's table place.like.
_Scored = tuple[float, str, str]
_UNLIKE: _Scored = (0.0, "", "")


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a text names, and why.

    Attributes
    ----------
    code, name, level
        As in :class:`Place`.
    clause
        Which name matched, within which state, and what else it could be taken for.
    score
        Likeness in 0..1; 1.0 is an exact name. :func:`resolve` gives nothing else.
    """

    code: str
    name: str
    level: Level
    clause: Clause
    score: float

    @property
    def reason(self) -> str:
        """The clause in English."""
        return say("en", self.clause)


def match_of(code: str, clause: Clause, score: float) -> Match:
    """Make the match of a place."""
    place = get(code)
    return Match(code, place.name, place.level, clause, score)


def code_read(code: str) -> Clause:
    """The reason of a match that was written as its code."""
    return Clause("place.code", {"code": code})


def ranked(codes: Iterable[str]) -> tuple[str, ...]:
    """Order codes, each once: states, then the well-known municipalities, then by code."""
    return tuple(sorted(set(codes), key=_rank))


def _rank(code: str) -> tuple[bool, bool, str]:
    return len(code) != 2, code not in index().well_known, code


def candidates(text: str, *, limit: int = 8) -> tuple[Match, ...]:
    """Return the places that a text in a search box may mean, best first.

    Exact names come first, then names that start so, hold a word that starts so, or are
    spelled like it; on ties states, then better-known municipalities, then codes. Codes
    and beginnings of codes are found too. Nothing raises.

    Examples
    --------
    >>> [match.code for match in candidates("ciudad juar", limit=1)]
    ['08037']
    """
    norm = normalise(text)
    found = _search_codes(norm) if norm.isdigit() else search(text)
    return found[: max(limit, 0)]


def equals_of_first(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """Return the matches that are as good as the first: of the same name, and as well known.

    More than one means that the text alone does not say which of them is meant.

    Examples
    --------
    >>> len(equals_of_first(candidates("juarez"))), len(equals_of_first(candidates("benito juarez")))
    (1, 2)
    """
    if not matches:
        return ()
    first = matches[0]

    def standing(match: Match) -> tuple[float, str, tuple[bool, bool]]:
        return match.score, normalise(get(match.code).short), _rank(match.code)[:2]

    return tuple(match for match in matches if standing(match) == standing(first))


@cache
def _spoken() -> dict[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = {}
    for alias in index().searched:
        if alias.kind != "form":  # "estado de ..." says nothing that the name does not
            names.setdefault(alias.code, {})[alias.norm] = None
    return {code: tuple(norms) for code, norms in names.items()}


def spoken_names(code: str) -> tuple[str, ...]:
    """Return every name that a person types for a place, in either language, normalised.

    Examples
    --------
    >>> "mexico city" in spoken_names("09"), "ciudad de mexico" in spoken_names("09")
    (True, True)
    """
    return _spoken().get(code, ())


def _search_codes(digits: str) -> tuple[Match, ...]:
    exact = [code for code in (digits, digits.zfill(2), digits.zfill(5)) if exists(code)]
    begun = [p.code for p in (*states(), *municipalities()) if p.code.startswith(digits)]
    codes = dict.fromkeys((*exact, *begun))
    return tuple(match_of(c, code_read(c), 1.0 if c == digits else 0.9) for c in codes)


def search(text: str, parent: str | None = None) -> tuple[Match, ...]:
    """Find places with names like a text, inside the state that it names or that is given."""
    return _search(normalise(text)[:_LONGEST_QUERY], parent)


@lru_cache(maxsize=1024)  # a mistake in a ledger repeats, row after row
def _search(norm: str, parent: str | None) -> tuple[Match, ...]:
    best = _scores(norm, parent)
    inside = _inside(norm, parent)
    if inside:  # the state is known: mere likeness elsewhere is noise
        best = {code: scored for code, scored in best.items() if scored[0] >= LITERAL}
    for code, scored in inside.items():
        best[code] = max(best.get(code, scored), scored)
    order = sorted(best.items(), key=lambda item: (-item[1][0], _rank(item[0])))
    return tuple(
        match_of(code, Clause(f"place.like.{how}", {"text": text}), score)
        for code, (score, text, how) in order
    )


def _inside(norm: str, parent: str | None) -> dict[str, _Scored]:
    """Score what stands before a state's or the country's name, inside that state."""
    names = index()
    best: dict[str, _Scored] = {}
    for head, tail in splits(norm):
        around: list[str | None] = [s for s in names.states.get(tail, ()) if parent in (None, s)]
        if tail in names.countries:
            around.append(parent)
        for state in around:
            for code, scored in _scores(head, state).items():
                # A state cannot lie within a state: "Sonora, Son." is a municipality, or none.
                if state in (None, parent) or len(code) == 5:
                    best[code] = max(best.get(code, scored), scored)
    return best


def _scores(norm: str, state: str | None) -> dict[str, _Scored]:
    """Give score, name and likeness, by code, of every name that is like the text."""
    best: dict[str, _Scored] = {}
    if not norm:
        return best
    aliases = [alias for alias in index().searched if state in (None, alias.state)]
    like = _fuzzy(norm, [alias.norm for alias in aliases])
    for position, alias in enumerate(aliases):
        score, how = _literal(norm, alias)
        if score < like.get(position, 0.0) and alias.kind != "form":
            score, how = like[position], "spelled"
        if score > best.get(alias.code, _UNLIKE)[0]:
            best[alias.code] = (round(score, 4), alias.text, how)
    return best


def _literal(norm: str, alias: Alias) -> tuple[float, str]:
    """Give score and likeness if the text is the name, begins it, or begins a word of it."""
    covered = min(1.0, len(norm) / len(alias.norm))
    if norm == alias.norm:
        return 1.0, "name"
    # The state's name may follow: "juarez chihua" is on its way to "juarez chihuahua".
    if alias.norm.startswith(norm) or (
        norm.startswith(alias.norm + " ")
        and not alias.is_state
        and normalise(get(alias.state).short).startswith(norm[len(alias.norm) + 1 :])
    ):
        return 0.9 + 0.09 * covered, "begins"
    if f" {norm}" in alias.norm:
        return LITERAL + 0.09 * covered, "word"
    if len(alias.norm) >= _SHORTEST_PART and f" {alias.norm} " in f" {norm} ":
        return 0.6, "inside"
    return 0.0, ""


def _fuzzy(norm: str, names: list[str]) -> dict[int, float]:
    """Give likeness in 0..0.79, by position, of the names that a typo may have hidden."""
    from rapidfuzz import fuzz, process  # only a search or an error needs it

    scorers: list[tuple[Callable[..., float], float]] = [(fuzz.ratio, 0.79)]
    if len(norm) >= _SHORTEST_PART:
        scorers.append((fuzz.partial_ratio, 0.7))  # a part of a long name, misspelled
    found: dict[int, float] = {}
    for scorer, weight in scorers:
        near = process.extract(norm, names, scorer=scorer, score_cutoff=_FUZZY_CUTOFF, limit=None)
        for name, score, position in near:
            if scorer is fuzz.partial_ratio and len(name) < len(norm):
                continue  # an abbreviation that lies somewhere inside the text
            likeness = weight * score / 100
            found[position] = max(found.get(position, 0.0), likeness)
    return found
