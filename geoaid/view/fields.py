"""The fields of a View: what each may be, and how text or a Python value becomes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geoaid import places, text
from geoaid.errors import Clause, PlaceError
from geoaid.view.difference import COMPARED, Difference

if TYPE_CHECKING:
    from geoaid.errors import Problem

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
LAYERS = ("measure", "need", "bivariate", "clusters", "what_if")
GROUPINGS = ("border", "sez")
PANELS = ("compare", "concentration", "need", "clusters", "what_if", "time", "pair")
# What a list of records can show of each, in the order that it does.
COLUMNS = (
    "title", "id", "amount", "part", "net_amount", "years", "flow", "program_area", "places", "evidence",
    "source", "donor", "account", "counted", "programme", "part_of", "basis", "page", "read", "note",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 2008, 2026
FIRST_NEED_YEAR, LAST_NEED_YEAR = 2007, 2024
FEWEST_CLASSES, MOST_CLASSES = 3, 9
_STATE_DIGITS = 2
MOST_USD, MOST_WEIGHT = 1e12, 1000.0
MOST_LETTERS = 200
# Sequential, colour-blind-safe and of falling luminance, so that they survive greyscale printing.
PALETTES = (
    "Blues", "Greens", "Greys", "Oranges", "Purples", "Reds",
    "BuGn", "BuPu", "GnBu", "OrRd", "PuBu", "PuBuGn", "PuRd", "RdPu",
    "YlGn", "YlGnBu", "YlOrBr", "YlOrRd",
    "viridis", "cividis", "magma", "inferno", "plasma",
)  # fmt: skip

# The registries of measures and of needs add their names here when the package is imported, so
# that each is defined in one file and this module, which lies below it, need not know it.
MEASURES: list[str] = []
NEEDS: list[str] = []


class BadError(Exception):
    """A value that a field refuses.

    Attributes
    ----------
    clause
        What the field expects instead; as text, it is in English.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.clause = Clause(f"expected.{key}", values)

    def __str__(self) -> str:
        return text.say("en", self.clause)

    def problem(self, file: str, column: str, found: str) -> Problem:
        """What is wrong where the value stands."""
        todo = Clause("problem.change")
        return text.problem(file, None, column, found=found, expected=self.clause, todo=todo)


def _one_of(allowed: Iterable[str]) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise BadError("one_of", allowed=", ".join(allowed))

    return parse


def _items(value: Any) -> list[str]:
    if isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    if isinstance(value, Iterable):
        return [str(item) for item in value]
    raise BadError("list")


def _several_of(allowed: tuple[str, ...]) -> Callable[[Any], tuple[str, ...]]:
    def parse(value: Any) -> tuple[str, ...]:
        chosen = _items(value)
        if chosen in ([], ["all"]):
            return ()
        if not set(chosen) <= set(allowed):
            raise BadError("several_of", allowed=", ".join(allowed))
        return tuple(name for name in allowed if name in chosen)

    return parse


def _range_of(earliest: int, latest: int) -> Callable[[Any], tuple[int, int] | None]:
    def refused() -> BadError:
        return BadError("years", first=earliest, last=latest)

    def parse(value: Any) -> tuple[int, int] | None:
        if value is None or value == "all":
            return None
        parts = value.split("-") if isinstance(value, str) else list(value)
        try:
            first, last = (int(part) for part in (parts * 2 if len(parts) == 1 else parts))
        except (TypeError, ValueError):
            raise refused() from None
        if not earliest <= first <= last <= latest:
            raise refused()
        return first, last

    return parse


def _k(value: Any) -> int:
    try:
        k = int(value)
    except (TypeError, ValueError):
        k = 0
    if FEWEST_CLASSES <= k <= MOST_CLASSES and str(value).strip() == str(k):
        return k
    raise BadError("whole", least=FEWEST_CLASSES, most=MOST_CLASSES)


def _breaks(value: Any) -> tuple[float, ...]:
    expected = BadError("breaks")
    if value is None or value in ("", "none"):
        return ()
    try:
        numbers = tuple(float(item) for item in _items(value))
    except ValueError:
        raise expected from None
    rising = all(a < b for a, b in pairwise(numbers))
    finite = all(abs(number) < float("inf") for number in numbers)
    if numbers and not (rising and finite and 2 <= len(numbers) < MOST_CLASSES):
        raise expected
    return numbers


def _code(code: str) -> str:
    try:
        return places.get(code).code
    except PlaceError as error:
        near = ", ".join(error.candidates[:3])
        raise BadError("code_near" if near else "code", code=repr(code), near=near) from None


def _codes(value: Any) -> tuple[str, ...]:
    if value is None or value == "none":
        return ()
    return tuple(dict.fromkeys(_code(item) for item in _items(value)))


def _place(value: Any) -> str | None:
    return None if value in (None, "", "none") else _code(str(value))


def _state(value: Any) -> str | None:
    code = _place(value)
    if code is not None and len(code) != _STATE_DIGITS:
        raise BadError("state_code")
    return code


def _need(value: Any) -> str | None:
    return None if value in (None, "", "none") else _one_of(NEEDS)(value)


def _number(value: Any, expected: BadError, least: float, most: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise expected from None
    if not least <= number <= most:
        raise expected
    return number


def _part(value: Any) -> float:
    """A share of the whole, as 0.05 or 5%."""
    expected = BadError("part")
    if isinstance(value, str) and value.strip().endswith("%"):
        return _number(value.strip()[:-1], expected, 0, 100) / 100
    return _number(value, expected, 0, 1)


def _part_or_none(value: Any) -> float | None:
    return None if value in (None, "", "none") else _part(value)


def _total(value: Any) -> float | None:
    if value in (None, "", "placed"):
        return None
    expected = BadError("total")
    typed = value.replace("_", "") if isinstance(value, str) else value
    number = _number(typed, expected, 0, MOST_USD)
    if round(number, 2) != number:
        raise expected
    return number


def _weights(value: Any) -> tuple[tuple[str, float], ...]:
    """Needs and their weights, ``poverty:2,population``; a need without a weight weighs one."""
    expected = BadError("weights", needs=", ".join(NEEDS))
    pairs = list(value.items()) if isinstance(value, Mapping) else _weighted(value)
    chosen: dict[str, float] = {}
    for name, weight in pairs:
        if name not in NEEDS or name in chosen:
            raise expected
        chosen[name] = _number(weight, expected, 0, MOST_WEIGHT)
    if not any(chosen.values()):
        raise expected
    return tuple((name, chosen[name]) for name in NEEDS if chosen.get(name))


def _weighted(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, str):
        return [tuple(pair) for pair in value] if isinstance(value, Iterable) else [("", 0)]
    items = [item.partition(":") for item in _items(value)]
    return [(name.strip(), weight or 1) for name, _, weight in items]


def _record(value: Any) -> str | None:
    """The id of a record; only a ledger knows whether there is such a record."""
    if value in (None, "", "none"):
        return None
    if isinstance(value, str) and len(value) <= MOST_LETTERS and value.split() == [value]:
        return value
    raise BadError("record_id", most=MOST_LETTERS)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and len(value) <= MOST_LETTERS:
        return " ".join(value.split())
    raise BadError("find", most=MOST_LETTERS)


def _sort(value: Any) -> str | None:
    if value in (None, "", "none"):
        return None
    if isinstance(value, str) and value.removeprefix("-") in COLUMNS:
        return value
    raise BadError("sort", columns=", ".join(COLUMNS))


def _columns(value: Any) -> tuple[str, ...]:
    """Columns in their own order; the title, which opens a record, is always among them."""
    chosen = _items(value)
    if chosen == ["all"]:
        return COLUMNS
    if not set(chosen) <= set(COLUMNS):
        raise BadError("several_of", allowed=", ".join(COLUMNS))
    return tuple(name for name in COLUMNS if name in {"title", *chosen})


def _difference(value: Any) -> Difference:
    """Fields with the second map's value, or both maps': ``years:2008-2014/2015-2021;split:none``."""
    expected = BadError("pair", fields=", ".join(COMPARED))
    if not isinstance(value, str | Difference):
        raise expected
    parts: list[tuple[str, str | None, str]] = []
    for item in str(value).split(";"):
        name, colon, values = (part.strip() for part in item.partition(":"))
        first, slash, second = values.rpartition("/")
        if not colon or name not in COMPARED or name in (part[0] for part in parts):
            raise expected
        parts.append((name, _side(name, first) if slash else None, _side(name, second)))
    return Difference(tuple(parts))


def _side(name: str, value: str) -> str:
    """The value of one map, written as an address writes it."""
    try:
        found = FIELDS[name].parse(value.strip())
    except BadError as bad:
        raise BadError("in_field", name=name, expected=bad.clause) from None
    if isinstance(found, str):
        return found
    return ("-" if name == "years" else ",").join(map(str, found or ["all"]))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a View: its default as a reader would type it, and how to read it."""

    default: str
    parse: Callable[[Any], Any]
    help: str


FIELDS: Mapping[str, Field] = {
    "level": Field("state", _one_of(LEVELS), "which places: " + " | ".join(LEVELS)),
    "measure": Field("programmes", _one_of(MEASURES), "what is shown of a place"),
    "layer": Field("measure", _one_of(LAYERS), "what the map draws of it: " + " | ".join(LAYERS)),
    "program_area": Field(
        "all", _several_of(PROGRAM_AREAS), "all, or several of " + ", ".join(PROGRAM_AREAS)
    ),
    "flow": Field("all", _several_of(FLOWS), "all, or several of " + ", ".join(FLOWS)),
    "evidence": Field("all", _one_of(EVIDENCE), "all | strong"),
    "years": Field(
        "all",
        _range_of(FIRST_YEAR, LAST_YEAR),
        f"all, or first-last inside {FIRST_YEAR}-{LAST_YEAR}",
    ),
    "split": Field("even", _one_of(SPLITS), "how shared money is dealt: " + " | ".join(SPLITS)),
    "scheme": Field("natural_breaks", _one_of(SCHEMES), "classes: " + " | ".join(SCHEMES)),
    "k": Field("5", _k, f"number of classes, {FEWEST_CLASSES} to {MOST_CLASSES}"),
    "breaks": Field("none", _breaks, "upper limits of the classes, for scheme user: 1,3,6"),
    "palette": Field("Blues", _one_of(PALETTES), "a sequential palette: " + ", ".join(PALETTES)),
    "spotlight": Field("02004,19039,08037", _codes, "codes of the places to put forward, or none"),
    "compare": Field("30", _codes, "codes of the places to set against them, or none"),
    "place": Field("none", _place, "code of the selected place, or none"),
    "within": Field(
        "none",
        _state,
        "code of the state whose municipalities alone are drawn, or none; with level municipality",
    ),
    "need": Field("none", _need, "what assistance is set against"),
    "need_years": Field(
        "all",
        _range_of(FIRST_NEED_YEAR, LAST_NEED_YEAR),
        "years that the need is averaged over: all (2008-2021), or first-last inside "
        f"{FIRST_NEED_YEAR}-{LAST_NEED_YEAR}",
    ),
    "grouping": Field(
        "border",
        _one_of(GROUPINGS),
        "groups of states that inequality is taken apart by: border (the six border states), "
        "sez (the five Special Economic Zone states of 2016)",
    ),
    "move_total": Field(
        "placed", _total, "what-if: US$ to share out, or placed (all that has a named place)"
    ),
    "move_by": Field(
        "population:1", _weights, "what-if: needs that it is shared out by, with weights"
    ),
    "move_floor": Field("0", _part, "what-if: least share of the total for each state"),
    "move_cap": Field("1", _part, "what-if: largest share of the total for any state"),
    "move_non_border": Field(
        "none", _part_or_none, "what-if: share of the total for the 26 non-border states, or none"
    ),
    "panel": Field("compare", _one_of(PANELS), "which analysis is open: " + " | ".join(PANELS)),
    "record": Field("none", _record, "id of the record that is open on the page, or none"),
    "find": Field("", _words, "list of records: words that each record must hold, accents or not"),
    "sort": Field(
        "none", _sort, "list of records: a column to sort by, such as years, or -amount; or none"
    ),
    "columns": Field(
        "title,amount,years,flow,program_area,places,evidence,source",
        _columns,
        "list of records: all, or several of " + ", ".join(COLUMNS),
    ),
    "pair": Field(
        "years:2008-2014/2015-2021",
        _difference,
        "what the two maps of the analysis pair differ in: FIELD:SECOND or FIELD:FIRST/SECOND, "
        "several separated by semicolons; fields: " + ", ".join(COMPARED),
    ),
    "lang": Field("en", _one_of(LANGUAGES), "en | es"),
}
