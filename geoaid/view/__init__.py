"""Everything that a reader chose, as one frozen object.

A :class:`View` is the page's state, the permalink's query string, the command line's options and
the "remake this map" line of every export. Each field is defined once, in ``FIELDS``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

from geoaid.errors import ViewError
from geoaid.view.difference import COMPARED, Difference
from geoaid.view.fields import (
    COLUMNS,
    EVIDENCE,
    FEWEST_CLASSES,
    FIELDS,
    FIRST_NEED_YEAR,
    FIRST_YEAR,
    FLOWS,
    GROUPINGS,
    LANGUAGES,
    LAST_NEED_YEAR,
    LAST_YEAR,
    LAYERS,
    LEVELS,
    MEASURES,
    MOST_CLASSES,
    NEEDS,
    PALETTES,
    PANELS,
    PROGRAM_AREAS,
    SCHEMES,
    SPLITS,
    BadError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.errors import Problem

__all__ = [
    "COLUMNS",
    "COMPARED",
    "EVIDENCE",
    "FEWEST_CLASSES",
    "FIELDS",
    "FIRST_NEED_YEAR",
    "FIRST_YEAR",
    "FLOWS",
    "GROUPINGS",
    "LANGUAGES",
    "LAST_NEED_YEAR",
    "LAST_YEAR",
    "LAYERS",
    "LEVELS",
    "MEASURES",
    "MOST_CLASSES",
    "NEEDS",
    "PALETTES",
    "PANELS",
    "PROGRAM_AREAS",
    "SCHEMES",
    "SPLITS",
    "Difference",
    "View",
]

_UNCOUNTED = (
    "layer", "palette", "place", "within", "need", "need_years", "grouping", "move_total", "move_by",
    "move_floor", "move_cap", "move_non_border", "panel", "pair", "record", "find", "sort", "columns", "lang",
)  # fmt: skip
_PLACES = ("spotlight", "compare")
_OF_LIST = ("record", "find", "sort", "columns")
# Level and layer of a map of one state's municipalities.
_INSIDE = ("municipality", "measure")
_ALL_IF_EMPTY = ("program_area", "flow", "years", "need_years")


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
    within
        Code of the state whose municipalities alone are drawn, or None for the whole country;
        only at the level of municipalities and with the layer ``"measure"``.
    layer
        What the map draws: the ``"measure"`` itself, the ``"need"``, both (``"bivariate"``),
        its ``"clusters"``, or the ``"what_if"``.
    need, need_years
        Name of an entry of :data:`geoaid.need.NEEDS`, or None, and the calendar years that it is
        averaged over; None means 2008-2021.
    grouping
        ``"border"`` or ``"sez"``: the groups that Theil's index is taken apart by.
    move_total, move_by, move_floor, move_cap, move_non_border
        The what-if: how many U.S. dollars (None for all that has a named place) are shared out by
        which needs (pairs of name and weight), the least and largest share of a state, and the
        share of the 26 non-border states together (None leaves it open); shares are 0..1.
    panel
        Which analysis is open on the page, and which chart ``geoaid chart`` draws.
    pair
        What the two maps of the panel ``"pair"`` differ in; as text ``"split:none"``, where the
        first map is this view's own, or ``"years:2008-2014/2015-2021"``.
    record
        Id of the record that is open on the page, or None.
    find, sort, columns
        The list of records: words that each must hold, the column it is sorted by (``"-amount"``:
        the largest first; None: as in the ledger), and what it shows, of ``COLUMNS``.
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
    layer: str = "measure"
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
    within: str | None = None
    need: str | None = None
    need_years: tuple[int, int] | None = None
    grouping: str = "border"
    move_total: float | None = None
    move_by: tuple[tuple[str, float], ...] = (("population", 1.0),)
    move_floor: float = 0.0
    move_cap: float = 1.0
    move_non_border: float | None = None
    panel: str = "compare"
    record: str | None = None
    find: str = ""
    sort: str | None = None
    columns: tuple[str, ...] = (
        "title", "amount", "years", "flow", "program_area", "places", "evidence", "source",
    )  # fmt: skip
    pair: Difference = FIELDS["pair"].default  # type: ignore[assignment]  # text becomes a Difference
    lang: str = "en"

    def __post_init__(self) -> None:
        problems = []
        for name, field in FIELDS.items():
            value = getattr(self, name)
            try:
                object.__setattr__(self, name, field.parse(value))
            except BadError as bad:
                problems.append(_problem(name, value, bad))
        if not problems and (self.scheme == "user") != bool(self.breaks):
            problems.append(_problem("breaks", self.breaks, BadError("breaks_of_user")))
        if not problems and self.within and (self.level, self.layer) != _INSIDE:
            problems.append(_problem("within", self.within, BadError("within")))
        if problems:
            raise ViewError(problems)

    @classmethod
    def from_query(cls, query: str, **defaults: Any) -> View:
        """Read a query string such as ``years=2008-2012&k=7``; unknown keys are an error.

        ``defaults`` are values for fields that it does not name.
        """
        view, problems = cls.read(query, **defaults)
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
                problems.append(_problem(name, value, BadError("field", known=", ".join(FIELDS))))
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

    def query(self, start: Mapping[str, str] | None = None) -> str:
        """The view as a query string, fields that keep their default left out.

        Parameters
        ----------
        start
            The ``start`` of the ledger that the view is of. A ledger of one's own begins with
            other places: they are then written out, so that they mean the same anywhere.
        """
        return urlencode(self._written(start), safe=",:;/", quote_via=quote)

    def options(self, start: Mapping[str, str] | None = None) -> list[str]:
        """The view as command-line options, as :meth:`query` writes it."""
        return [f"--{name.replace('_', '-')}={text}" for name, text in self._written(start)]

    def _written(self, start: Mapping[str, str] | None) -> list[tuple[str, str]]:
        start = start or {}
        return [
            (name, text)
            for name, text in self.texts()
            if text != start.get(name, FIELDS[name].default) or (start and name in _PLACES)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Every field, defaults filled in: years "all" or a pair, "all" for no filter, lists."""
        data: dict[str, Any] = {}
        for name in FIELDS:
            value = getattr(self, name)
            if name in _ALL_IF_EMPTY and not value:
                value = "all"
            elif name == "move_by":
                value = dict(value)
            elif name == "move_total" and value is None:
                value = "placed"
            elif name == "pair":
                value = str(value)
            data[name] = list(value) if isinstance(value, tuple) else value
        return data

    @property
    def counted(self) -> View:
        """The view with every choice at its default that changes no figure of a place."""
        return self.but(**{name: FIELDS[name].default for name in _UNCOUNTED})

    @property
    def unlisted(self) -> View:
        """The view without its choices about the list of records, which no map or table shows."""
        return self.but(**{name: FIELDS[name].default for name in _OF_LIST})

    def but(self, **changes: Any) -> View:
        """Return this view with some fields changed; one that leaves a state's map is within none."""
        level, layer = changes.get("level", self.level), changes.get("layer", self.layer)
        if (level, layer) != _INSIDE:
            changes.setdefault("within", None)
        return replace(self, **changes)

    def texts(self) -> list[tuple[str, str]]:
        """Every field with its value as a query string writes it."""
        pairs = []
        for name in FIELDS:
            value = getattr(self, name)
            if name in ("years", "need_years"):
                text = "all" if value is None else f"{value[0]}-{value[1]}"
            elif name in _ALL_IF_EMPTY:
                text = _text(value) if value else "all"
            elif name == "move_by":
                text = ",".join(f"{need}:{weight:.12g}" for need, weight in value)
            elif name == "move_total":
                text = "placed" if value is None else f"{value:.15g}"
            else:
                text = _text(value)
            pairs.append((name, text))
        return pairs


def _problem(name: str, value: object, expected: BadError) -> Problem:
    return expected.problem("view", name, repr(value))
