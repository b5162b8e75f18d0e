"""The figure list (``figures.toml``): the maps of a report, made anew whenever the data change.

Each figure has an id, a view, formats and languages; what all of them share stands once at the
top. A list is read whole or not at all, with every problem named.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoaid import ledger as ledgers
from geoaid import places
from geoaid.errors import Clause, FigureListError, PrintError, ViewError
from geoaid.render import FORMATS
from geoaid.render.page import Print
from geoaid.render.provenance import DICTIONARY
from geoaid.text import problem, reason
from geoaid.view import FIELDS, LANGUAGES, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geoaid.errors import Problem, Words
    from geoaid.ledger import Ledger

NAME = "figures.toml"
SHARED = ("formats", "lang", "preset", "print")
KEYS = ("id", "view", *SHARED)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file of a list.

    Attributes
    ----------
    file
        Its name in the folder of the list's files.
    id
        Its figure's.
    view
        In the file's language.
    ending
        One of ``FORMATS``.
    options
        How it is printed, a preset among them.
    """

    file: str
    id: str
    view: View
    ending: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a list: a view in some formats and languages."""

    id: str
    view: View
    formats: tuple[str, ...]
    langs: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)

    def items(self) -> Iterator[Item]:
        """The figure's files; the language stands in a name where there are several."""
        for lang in self.langs:
            stem = f"{self.id}.{lang}" if len(self.langs) > 1 else self.id
            for ending in self.formats:
                yield Item(
                    file=f"{stem}.{ending}",
                    id=self.id,
                    view=self.view.but(lang=lang),
                    ending=ending,
                    options=self.options,
                )


@dataclass(frozen=True, slots=True)
class FigureList:
    """The figures of a report, in its order, and the records that they are of."""

    figures: tuple[Figure, ...]
    ledger: Ledger

    def items(self) -> list[Item]:
        """Every file of the list."""
        return [item for figure in self.figures for item in figure.items()]

    def toml(self) -> str:
        """The list as the text of a ``figures.toml``."""
        return "\n".join(_table(figure, self.ledger) for figure in self.figures)


def _table(figure: Figure, ledger: Ledger) -> str:
    # TOML writes strings and lists of strings as JSON does.
    values = {
        "id": figure.id,
        "view": figure.view.but(lang=FIELDS["lang"].default).query(ledger.start),
        "formats": list(figure.formats),
        "lang": list(figure.langs),
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    lines += [f"print.{key} = {json.dumps(value)}" for key, value in figure.options.items()]
    return "\n".join(("[[figure]]", *lines, ""))


def of_states(
    view: View, formats: Iterable[str], langs: Iterable[str], ledger: Ledger | None = None
) -> FigureList:
    """One figure a state, on which it is selected and set against the spotlight.

    ``ledger`` is the bundled one if None.

    Examples
    --------
    >>> made = of_states(View(), ["pdf"], ["es"])
    >>> made.figures[29].id, made.figures[29].view.query(), len(made.items())
    ('30-veracruz', 'place=30', 32)
    """
    return FigureList(
        tuple(
            Figure(
                id=f"{state.code}-{_slug(state.short)}",
                view=view.but(level="state", compare=(state.code,), place=state.code),
                formats=tuple(formats),
                langs=tuple(langs),
            )
            for state in places.states()
        ),
        ledger or ledgers.bundled(),
    )


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", places.normalise(name)).strip("-")


def read(path: Path | str, ledger: Ledger | None = None) -> FigureList:
    """Read a figure list.

    Parameters
    ----------
    path
        The list; the ledger that it names lies relative to it.
    ledger
        The records, whatever ledger the list names.

    Raises
    ------
    geoaid.errors.FigureListError
        With every problem of the list; none of its figures is made.
    geoaid.errors.LedgerError, geoaid.errors.UnreadableError
        If the list names a ledger that cannot be loaded.
    """
    path = Path(path)
    try:
        written = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        found = reason(error) if isinstance(error, OSError) else _words("not_utf_8")
        expected, todo = _words("list"), _words("name_file")
        one = problem(str(path), None, None, found=found, expected=expected, todo=todo)
        raise FigureListError([one]) from None
    return parse(written, path.name, ledger, path.parent)


def parse(
    text: str, name: str = NAME, ledger: Ledger | None = None, folder: Path | None = None
) -> FigureList:
    """Read the text of a figure list.

    Parameters
    ----------
    text
        TOML.
    name
        What its problems call it.
    ledger
        The records, whatever ledger the list names; without either, the bundled ones.
    folder
        Where a ledger that it names is looked for.

    Examples
    --------
    >>> made = parse('''
    ... formats = ["png", "csv"]
    ... [[figure]]
    ... id = "cities"
    ... view = "level=municipality"
    ... ''')
    >>> [item.file for item in made.items()]
    ['cities.png', 'cities.csv']
    """
    reader = _Reader(name)
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _words("no_toml", said=str(error))
        reader.problem("", found, "TOML", _words("correct_there"))
        raise FigureListError(reader.problems) from None
    named = reader.ledger(whole)
    if ledger is None and not reader.problems:
        ledger = ledgers.load((folder or Path()) / named if named else None)
    figures = reader.figures(whole, ledger.start if ledger else {})
    if reader.problems or ledger is None:
        raise FigureListError(reader.problems)
    return FigureList(tuple(figures), ledger)


def _words(key: str, **values: object) -> Clause:
    return Clause(f"figures.{key}", values)


_CHANGE = Clause("problem.change")


class _Reader:
    """Turns tables into figures, and collects what is wrong with them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.start: Mapping[str, str] = {}

    def problem(self, key: str, found: object, expected: Words, todo: Clause = _CHANGE) -> None:
        shown = found if isinstance(found, Clause) else repr(found)
        self.problems.append(
            problem(self.name, None, key or None, found=shown, expected=expected, todo=todo)
        )

    def ledger(self, whole: dict[str, Any]) -> str | None:
        """Take out the name of the ledger, if the list names one."""
        named = whole.pop("ledger", None)
        if named is None or (isinstance(named, str) and named):
            return named
        self.problem("ledger", named, _words("a_ledger"))
        return None

    def figures(self, whole: dict[str, Any], start: Mapping[str, str]) -> list[Figure]:
        """Read the figures; ``start`` is that of their ledger."""
        self.start = start
        tables = whole.pop("figure", None)
        self._known("", whole, SHARED, "ledger", "figure")
        if not isinstance(tables, list) or not tables:
            self.problem("figure", tables, _words("at_least_one"), _words("add_one"))
            return []
        found = [self._figure(f"figure {n}", table, whole) for n, table in enumerate(tables, 1)]
        figures = [figure for figure in found if figure]
        self._distinct(figures)
        return figures

    def _figure(self, at: str, table: Any, shared: dict[str, Any]) -> Figure | None:
        before = len(self.problems)
        if not isinstance(table, dict):
            self.problem(at, table, _words("table"))
            return None
        self._known(at, table, KEYS)
        id_ = table.get("id")
        if not isinstance(id_, str) or not _ID.fullmatch(id_):
            self.problem(f"{at}, id", id_, _words("id"), _words("give_id"))
        view = self._view(at, table.get("view", ""))
        # What a figure says for itself stands before what all share.
        own = shared | table
        formats = self._several(at, "formats", own.get("formats"), FORMATS)
        langs: tuple[str, ...] = (view.lang,) if view else ()
        if "lang" in own:
            langs = self._several(at, "lang", own["lang"], LANGUAGES)
        options = self._options(at, shared, table)
        if view is None or len(self.problems) > before:
            return None
        return Figure(id=str(id_), view=view, formats=formats, langs=langs, options=options)

    def _known(self, at: str, table: dict[str, Any], known: Iterable[str], *more: str) -> None:
        for key, value in table.items():
            if key not in known:
                where = f"{at}, {key}".removeprefix(", ")
                self.problem(where, value, _words("key", known=", ".join((*known, *more))))

    def _view(self, at: str, value: Any) -> View | None:
        try:
            if isinstance(value, dict):
                field_ = Clause("expected.field", {"known": ", ".join(FIELDS)})
                for key in (key for key in value if key not in FIELDS):
                    self.problem(f"{at}, view.{key}", value[key], field_)
                chosen = {key: one for key, one in value.items() if key in FIELDS}
                return View(**{**self.start, **chosen})
            if isinstance(value, str):
                # A whole address of the page holds its query after a question mark.
                return View.from_query(value.rpartition("?")[2], **self.start)
        except ViewError as error:
            for one in error.problems:
                key = f"{at}, view.{one.column}"
                self.problems.append(replace(one, file=self.name, column=key))
            return None
        self.problem(f"{at}, view", value, _words("view"))
        return None

    def _several(self, at: str, key: str, value: Any, known: Iterable[str]) -> tuple[str, ...]:
        items = [item.strip() for item in value.split(",")] if isinstance(value, str) else value
        names = tuple(known)
        if isinstance(items, list) and items and all(item in names for item in items):
            return tuple(dict.fromkeys(items))
        expected = _words("several_of", names=", ".join(names))
        self.problem(f"{at}, {key}", value, expected, _words("name_what"))
        return ()

    def _options(self, at: str, shared: dict[str, Any], table: dict[str, Any]) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for source in (shared, table):
            preset, printed = source.get("preset"), source.get("print", {})
            if not isinstance(printed, dict):
                self.problem(f"{at}, print", printed, _words("print"))
                continue
            found |= ({"preset": preset} if preset is not None else {}) | printed
        try:
            return Print.of(found).chosen
        except PrintError as error:
            for one in error.problems:
                key = one.column if one.column == "preset" else f"print.{one.column}"
                shown = repr(found.get(str(one.column)))
                self.problems.append(
                    replace(one, file=self.name, column=f"{at}, {key}", found=shown)
                )
            return {}

    def _distinct(self, figures: list[Figure]) -> None:
        # Some file systems take A and a for one; a CSV brings its dictionary.
        names = Counter(
            name.casefold()
            for figure in figures
            for item in figure.items()
            for name in files_of(item)
        )
        twice = {name for name, count in names.items() if count > 1}
        for figure in figures:
            same = sorted(name for item in figure.items() for name in files_of(item))
            clash = next((name for name in same if name.casefold() in twice), None)
            if clash:
                self.problem(f"figure {figure.id}, id", clash, _words("once"), _words("own_id"))


def files_of(item: Item) -> list[str]:
    """The names of an item's files: its own, and what stands beside it."""
    beside = [item.file.removesuffix(".csv") + DICTIONARY] if item.ending == "csv" else []
    return [item.file, *beside]
