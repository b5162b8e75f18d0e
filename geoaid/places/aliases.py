"""Every way to write a place's name: the gazetteer, the catalogue, and forms of both."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from geoaid.places.catalogue import columns, municipalities, states

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SPOKEN = ("name", "official", "abbr", "form")  # kinds that a person types in a search box
_STATE_FORMS = ("estado de {}", "edo de {}", "state of {}", "{} state")
_WORD = re.compile("[a-z0-9]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_LONGEST_STATE_NAME = 8  # words; bounds the splits tried on a long text


def normalise(text: str) -> str:
    """Fold accents and case, and turn punctuation into single spaces.

    Examples
    --------
    >>> normalise("Cd. Juárez,  CHIH.")
    'cd juarez chih'
    """
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return " ".join(_WORD.findall(text.lower()))


def splits(norm: str) -> Iterator[tuple[str, str]]:
    """Cut a normalised text into a name and what follows it, longest name first."""
    words = norm.split()
    for cut in range(len(words) - 1, max(0, len(words) - 1 - _LONGEST_STATE_NAME), -1):
        yield " ".join(words[:cut]), " ".join(words[cut:])


class Alias(NamedTuple):  # a tuple, because thousands are made on first use
    """One way to write one place; ``flag`` and ``note`` are the gazetteer's."""

    code: str
    text: str
    norm: str
    kind: str
    flag: str = "0"  # the gazetteer's `ambiguous`: 0 clear, 1 several Mexican places, 2 also abroad
    note: str = ""

    @property
    def state(self) -> str:
        """Code of the state that it is or lies in."""
        return self.code[:2]

    @property
    def is_state(self) -> bool:
        """Whether it names a state."""
        return len(self.code) == 2 and not self.is_country

    @property
    def is_country(self) -> bool:
        """Whether it names Mexico itself."""
        return self.kind == "country"

    @property
    def is_short(self) -> bool:
        """Whether it is an abbreviation or a code rather than a name."""
        capitals = self.text.isupper() and len(self.text) <= 4
        return capitals or not self.kind.startswith(("name", "official"))

    @property
    def is_searched(self) -> bool:
        """Whether a search box looks at it: not a foreign code, and no state after a comma."""
        joined = "," in self.text and len(self.code) == 5 and self.kind.startswith("name")
        return self.kind.startswith(_SPOKEN) and not joined


@dataclass(frozen=True, slots=True)
class Index:
    """The aliases, by all that is asked of them; keys are normalised.

    Attributes
    ----------
    names
        Every alias of this spelling, one a place.
    within
        "Oaxaca, Oax." under ``("20", "oaxaca")``.
    states
        Every way to write a state, to its code; rarely to several.
    countries
        Every way to write the country.
    of_code
        Every spelling of a place.
    searched
        What a search box looks at.
    well_known
        The municipalities that the gazetteer lists.
    """

    names: Mapping[str, tuple[Alias, ...]]
    within: Mapping[tuple[str, str], tuple[Alias, ...]]
    states: Mapping[str, frozenset[str]]
    countries: frozenset[str]
    of_code: Mapping[str, frozenset[str]]
    searched: tuple[Alias, ...]
    well_known: frozenset[str]


def _gazetteer() -> list[Alias]:
    rows = columns(
        "gazetteer.csv", "code", "alias", "alias_norm", "kind", "ambiguous", "note", "level"
    )
    return [
        Alias(code, text, norm, "country" if level == "country" else kind, flag, note)
        for code, text, norm, kind, flag, note, level in rows
        if kind != "inegi"  # codes are read by `get`, which is strict about them
    ]


def _all_names(gazetteer: list[Alias]) -> Iterator[Alias]:
    """Gazetteer first, so that its flags and notes win over the catalogue's bare name."""
    yield from gazetteer
    for alias in gazetteer:
        if alias.is_state and alias.kind == "name" and not alias.norm.startswith("estado"):
            for form in _STATE_FORMS:
                text = form.format(alias.text)
                yield Alias(alias.code, text, normalise(text), "form")
    for place in (*states(), *municipalities()):
        for text in dict.fromkeys((place.name, place.short)):
            yield Alias(place.code, text, normalise(text), "official")


@cache
def index() -> Index:
    """The index of every name; read on first use, because most views need only codes."""
    gazetteer = _gazetteer()
    names: dict[str, dict[str, Alias]] = defaultdict(dict)
    written: dict[str, set[str]] = defaultdict(set)
    of_code: dict[str, set[str]] = defaultdict(set)
    for alias in _all_names(gazetteer):
        names[alias.norm].setdefault(alias.code, alias)
        of_code[alias.code].add(alias.norm)
        if alias.is_state:
            written[alias.norm].add(alias.code)
    within: dict[tuple[str, str], dict[str, Alias]] = defaultdict(dict)
    for alias in gazetteer:
        head, _, tail = alias.text.rpartition(",")
        if head and not alias.is_state and alias.state in written.get(normalise(tail), ()):
            within[alias.state, normalise(head)].setdefault(alias.code, alias)
    return Index(
        names={norm: tuple(same.values()) for norm, same in names.items()},
        within={key: tuple(same.values()) for key, same in within.items()},
        states={norm: frozenset(codes) for norm, codes in written.items()},
        countries=frozenset(alias.norm for alias in gazetteer if alias.is_country),
        of_code={code: frozenset(norms) for code, norms in of_code.items()},
        searched=tuple(a for same in names.values() for a in same.values() if a.is_searched),
        well_known=frozenset(alias.code for alias in gazetteer if len(alias.code) == 5),
    )
