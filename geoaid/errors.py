"""The errors that a program can catch, all under :class:`GeoaidError`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a message that the catalogue has in every language.

    An exception speaks English; who shows it to a reader of another language has
    :func:`geoaid.text.say` write its clause.

    Attributes
    ----------
    key
        Dotted name in the catalogue.
    values
        What fills the blanks, other words among them; ``n``, if there is one, chooses between
        ``one`` and ``other``.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


Words: TypeAlias = "str | Clause | Problem | tuple[Words, ...]"
"""What :func:`geoaid.text.say` says: text as it is, a clause, a problem, or lines of these."""


class GeoaidError(Exception):
    """Base of every error that geoaid raises on purpose.

    Attributes
    ----------
    clause
        The message in every language; None where it is in English only.
    """

    clause: Words | None = None


class BundleError(GeoaidError):
    """A folder or file that ships with geoaid is not where it should be."""


class PlaceError(GeoaidError):
    """A place code or place name cannot be used.

    Attributes
    ----------
    candidates
        Codes that the caller may have meant, best first; empty if there are none.
    """

    def __init__(self, message: str, candidates: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.candidates: tuple[str, ...] = tuple(candidates)


class UnknownPlaceError(PlaceError):
    """No place has this code or name."""


class AmbiguousPlaceError(PlaceError):
    """Several places answer to this name; the caller must choose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a table or in a view, and what to do about it.

    ``row`` counts as a spreadsheet does: the header is row 1. It is ``None`` when the
    problem concerns a whole file or column, or an option. ``words`` holds those of ``found``,
    ``expected`` and ``todo`` that the catalogue has in every language;
    :func:`geoaid.text.problem` writes their English.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str
    todo: str
    words: Mapping[str, Words] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column:
            where += f", {self.column}"
        return f"{where}: found {self.found}; expected {self.expected}. {self.todo}"

    def as_dict(self) -> dict[str, str | int | None]:
        """The problem as plain data, for ``--json``."""
        return {
            name: getattr(self, name)
            for name in ("file", "row", "column", "found", "expected", "todo")
        }


class ProblemsError(GeoaidError):
    """Input with one or more :class:`Problem`; the message lists every one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
        self.clause = self.problems


class LedgerError(ProblemsError):
    """A ledger with problems. It is refused whole, never half-loaded."""


class UnreadableError(GeoaidError):
    """A file that cannot be read as a table at all."""

    def __init__(self, message: str, path: Path | str) -> None:
        super().__init__(message)
        self.path = path


class ViewError(ProblemsError):
    """A View field with a value that is not allowed."""


class FigureListError(ProblemsError):
    """A list of figures with problems. It is refused whole; none of its figures is made."""


class PrintError(ProblemsError):
    """A choice of how a map is printed that is not allowed."""


class ExportError(GeoaidError):
    """An export that cannot be written: unknown ending, unwritable path, size too small."""


class NotComputableError(GeoaidError):
    """A figure that these values do not have; the message says which, and why.

    Attributes
    ----------
    what
        The figure, in English, for example ``"Gini coefficient"``.
    reason
        One word for those who say it in another language: ``"empty"``, ``"missing"``,
        ``"negative"``, ``"all_zero"``, ``"constant"``, ``"weights"``, ``"groups"``,
        ``"neighbours"``, ``"years"``, ``"one_year"``, ``"shape"``, ``"option"`` or
        ``"undefined"``.
    why
        The reason in English, a clause without a full stop.
    detail
        The reason in every language, for terms that a reader chose; None where ``reason`` says all
        that a reader needs.
    """

    def __init__(self, what: str, reason: str, why: str, detail: Clause | None = None) -> None:
        super().__init__(f"The {what} cannot be computed: {why}.")
        self.detail = detail
        self.what = what
        self.reason = reason
        self.why = why
