"""Everything that a reader chose, as one frozen object.

A :class:`View` is the page's state, the permalink's query string, the command line's options and
the "remake this map" line of every export. Each field is defined once, in ``FIELDS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from geoaid import places
from geoaid.errors import PlaceError, Problem, ViewError

LEVELS = ("state", "municipality")
PROGRAM_AREAS = (
    "rule_of_law",
    "counter_crime",
    "smart_border",
    "crime_prevention",
    "counter_terrorism",
    "other",
)
FLOWS = ("appropriated", "obligated", "delivered", "planned")
EVIDENCE = ("all", "strong")
SPLITS = ("even", "population", "none")
SCHEMES = ("natural_breaks", "quantiles", "equal_interval", "headtail", "user")
LANGUAGES = ("en", "es")
FIRST_YEAR, LAST_YEAR = 2008, 2026
FEWEST_CLASSES, MOST_CLASSES = 3, 9
# Sequential, colour-blind-safe and of falling luminance, so that they survive greyscale printing.
PALETTES = (
    "Blues", "Greens", "Greys", "Oranges", "Purples", "Reds",
    "BuGn", "BuPu", "GnBu", "OrRd", "PuBu", "PuBuGn", "PuRd", "RdPu",
    "YlGn", "YlGnBu", "YlOrBr", "YlOrRd",
    "viridis", "cividis", "magma", "inferno", "plasma",
)  # fmt: skip

# The measures' registry adds its names here when the package is imported, so that a measure is
# defined in one file and this module, which lies below it, need not know it.
MEASURES: list[str] = []


class _BadError(Exception):
    """A value that a field refuses; carries what the field expects instead."""


def _one_of(allowed: Iterable[str]) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise _BadError("one of " + ", ".join(allowed))

    return parse


def _items(value: Any) -> list[str]:
    if isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    if isinstance(value, Iterable):
        return [str(item) for item in value]
    raise _BadError("a list")


def _several_of(allowed: tuple[str, ...]) -> Callable[[Any], tuple[str, ...]]:
    def parse(value: Any) -> tuple[str, ...]:
        chosen = _items(value)
        if chosen in ([], ["all"]):
            return ()
        if not set(chosen) <= set(allowed):
            raise _BadError(
                "all, or one or more of " + ", ".join(allowed) + ", separated by commas"
            )
        return tuple(name for name in allowed if name in chosen)

    return parse


def _years(value: Any) -> tuple[int, int] | None:
    expected = f"all, or first-last inside {FIRST_YEAR}-{LAST_YEAR}, such as 2008-2012"
    if value is None or value == "all":
        return None
    parts = value.split("-") if isinstance(value, str) else list(value)
    try:
        first, last = (int(part) for part in (parts * 2 if len(parts) == 1 else parts))
    except (TypeError, ValueError):
        raise _BadError(expected) from None
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise _BadError(expected)
    return first, last


def _k(value: Any) -> int:
    try:
        k = int(value)
    except (TypeError, ValueError):
        k = 0
    if FEWEST_CLASSES <= k <= MOST_CLASSES and str(value).strip() == str(k):
        return k
    raise _BadError(f"a whole number from {FEWEST_CLASSES} to {MOST_CLASSES}")


def _breaks(value: Any) -> tuple[float, ...]:
    expected = "two to eight rising numbers separated by commas, such as 1,3,6"
    if value is None or value in ("", "none"):
        return ()
    try:
        numbers = tuple(float(item) for item in _items(value))
    except ValueError:
        raise _BadError(expected) from None
    rising = all(a < b for a, b in pairwise(numbers))
    finite = all(abs(number) < float("inf") for number in numbers)
    if numbers and not (rising and finite and 2 <= len(numbers) < MOST_CLASSES):
        raise _BadError(expected)
    return numbers


def _code(code: str) -> str:
    try:
        return places.get(code).code
    except PlaceError as error:
        hint = f" (did you mean {', '.join(error.candidates[:3])}?)" if error.candidates else ""
        expected = "INEGI codes, two digits for a state, five for a municipality"
        raise _BadError(f"{expected}; {code!r} is none{hint}") from None


def _codes(value: Any) -> tuple[str, ...]:
    if value is None or value == "none":
        return ()
    return tuple(dict.fromkeys(_code(item) for item in _items(value)))


def _place(value: Any) -> str | None:
    return None if value in (None, "", "none") else _code(str(value))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a View: its default as a reader would type it, and how to read it."""

    default: str
    parse: Callable[[Any], Any]
    help: str


FIELDS: Mapping[str, Field] = {
    "level": Field("state", _one_of(LEVELS), "which places: " + " | ".join(LEVELS)),
    "measure": Field("programmes", _one_of(MEASURES), "what is shown of a place"),
    "program_area": Field(
        "all", _several_of(PROGRAM_AREAS), "all, or several of " + ", ".join(PROGRAM_AREAS)
    ),
    "flow": Field("all", _several_of(FLOWS), "all, or several of " + ", ".join(FLOWS)),
    "evidence": Field("all", _one_of(EVIDENCE), "all | strong"),
    "years": Field("all", _years, f"all, or first-last inside {FIRST_YEAR}-{LAST_YEAR}"),
    "split": Field("even", _one_of(SPLITS), "how shared money is dealt: " + " | ".join(SPLITS)),
    "scheme": Field("natural_breaks", _one_of(SCHEMES), "classes: " + " | ".join(SCHEMES)),
    "k": Field("5", _k, f"number of classes, {FEWEST_CLASSES} to {MOST_CLASSES}"),
    "breaks": Field("none", _breaks, "upper limits of the classes, for scheme user: 1,3,6"),
    "palette": Field("Blues", _one_of(PALETTES), "a sequential palette: " + ", ".join(PALETTES)),
    "spotlight": Field("02004,19039,08037", _codes, "codes of the places to put forward, or none"),
    "compare": Field("30", _codes, "codes of the places to set against them, or none"),
    "place": Field("none", _place, "code of the selected place, or none"),
    "lang": Field("en", _one_of(LANGUAGES), "en | es"),
}


def _text(value: Any) -> str:
    """The value of any field as it stands in a query string or after an option."""
    match value:
        case None:
            return "none"
        case str():
            return value
        case float():
            return f"{value:.12g}"
        case tuple():
            return ",".join(_text(item) for item in value) or "none"
        case _:
            return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a reader chose to see.

    Every field takes what the query string and the command line take, as text or as Python
    values: ``View(years="2008-2012")`` equals ``View(years=(2008, 2012))``.

    Attributes
    ----------
    level
        ``"state"`` or ``"municipality"``.
    measure
        Name of an entry of :data:`geoaid.measures.REGISTRY`.
    program_area, flow
        Names to keep; empty means all.
    evidence
        ``"all"`` or ``"strong"``.
    years
        First and last year, inclusive; None means all, records without a year too.
    split
        How the money of a record that names several places is dealt to them: ``"even"``,
        ``"population"`` or ``"none"``.
    scheme, k, breaks, palette
        How values become classes and colours; ``breaks`` are the upper limits of the classes
        under the scheme ``"user"``.
    spotlight, compare
        Codes of the places put forward, and of those set against them.
    place
        Code of the selected place, or None.
    lang
        ``"en"`` or ``"es"``.

    Raises
    ------
    geoaid.errors.ViewError
        If any value is not allowed; the error lists every one.

    Examples
    --------
    >>> View(years="2008-2012", flow="planned").query()
    'flow=planned&years=2008-2012'
    >>> View.from_query("years=2008-2012&k=7").k
    7
    """

    level: str = "state"
    measure: str = "programmes"
    program_area: tuple[str, ...] = ()
    flow: tuple[str, ...] = ()
    evidence: str = "all"
    years: tuple[int, int] | None = None
    split: str = "even"
    scheme: str = "natural_breaks"
    k: int = 5
    breaks: tuple[float, ...] = ()
    palette: str = "Blues"
    spotlight: tuple[str, ...] = ("02004", "19039", "08037")
    compare: tuple[str, ...] = ("30",)
    place: str | None = None
    lang: str = "en"

    def __post_init__(self) -> None:
        problems = []
        for name, field in FIELDS.items():
            value = getattr(self, name)
            try:
                object.__setattr__(self, name, field.parse(value))
            except _BadError as bad:
                problems.append(_problem(name, value, str(bad)))
        if not problems and (self.scheme == "user") != bool(self.breaks):
            expected = "breaks together with scheme user, and only with it"
            problems.append(_problem("breaks", self.breaks, expected))
        if problems:
            raise ViewError(problems)

    @classmethod
    def from_query(cls, query: str) -> View:
        """Read a query string such as ``years=2008-2012&k=7``; unknown keys are an error."""
        view, problems = cls.read(query)
        if problems:
            raise ViewError(problems)
        return view

    @classmethod
    def read(cls, query: str, **defaults: Any) -> tuple[View, list[Problem]]:
        """Read a query string as far as it can be read, as the page does.

        Parameters
        ----------
        query
            With or without the leading question mark.
        **defaults
            Values for fields that the query does not name.

        Returns
        -------
        view : View
            Fields with a bad value keep their default.
        problems : list of geoaid.errors.Problem
            One for each bad value or unknown key.
        """
        chosen = dict(defaults)
        problems = []
        for name, value in parse_qsl(query.lstrip("?"), keep_blank_values=True):
            if name not in FIELDS:
                problems.append(_problem(name, value, "a field: " + ", ".join(FIELDS)))
            else:
                chosen[name] = value
        while True:
            try:
                return cls(**chosen), problems
            except ViewError as error:
                problems.extend(error.problems)
                for problem in error.problems:
                    chosen.pop(str(problem.column), None)
                    if problem.column == "breaks":
                        chosen.pop("scheme", None)

    def query(self) -> str:
        """The view as a query string, fields that keep their default left out."""
        pairs = [(name, text) for name, text in self._texts() if text != FIELDS[name].default]
        return urlencode(pairs, safe=",", quote_via=quote)

    def options(self) -> list[str]:
        """The view as command-line options, fields that keep their default left out."""
        return [
            f"--{name.replace('_', '-')}={text}"
            for name, text in self._texts()
            if text != FIELDS[name].default
        ]

    def as_dict(self) -> dict[str, Any]:
        """Every field, defaults filled in: years "all" or a pair, "all" for no filter, lists."""
        data: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("program_area", "flow", "years") and not value:
                value = "all"
            data[field.name] = list(value) if isinstance(value, tuple) else value
        return data

    def but(self, **changes: Any) -> View:
        """Return this view with some fields changed."""
        return replace(self, **changes)

    def _texts(self) -> list[tuple[str, str]]:
        pairs = []
        for name in FIELDS:
            value = getattr(self, name)
            if name == "years":
                text = "all" if value is None else f"{value[0]}-{value[1]}"
            elif name in ("program_area", "flow"):
                text = _text(value) if value else "all"
            else:
                text = _text(value)
            pairs.append((name, text))
        return pairs


def _problem(name: str, value: object, expected: str) -> Problem:
    return Problem(
        file="view",
        row=None,
        column=name,
        found=repr(value),
        expected=expected,
        todo="Change it or leave it out.",
    )
