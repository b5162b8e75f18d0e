"""By fiscal year: documented programmes, and what was appropriated."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import ledger as ledgers
from geoaid import placement
from geoaid.answer import appropriation
from geoaid.bundle import folder
from geoaid.ledger.fields import PATHS
from geoaid.view import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from geoaid.ledger import Ledger
    from geoaid.view import View

MARKS = ("reported", "derived", "upper_bound")


@dataclass(frozen=True, slots=True)
class Year:
    """One fiscal year.

    Attributes
    ----------
    programmes
        Programmes with a record in view whose span holds the year; one of several years counts in
        each of them, so the years do not add up.
    appropriated_usd
        The year's one figure; None where there is none.
    mark
        One of ``MARKS``: ``"upper_bound"`` where the figure, or an account in it, is wider than
        the initiative.
    source_ids
        Documents of the figure.
    """

    year: int
    programmes: int
    appropriated_usd: float | None
    mark: str | None
    source_ids: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The year as plain data."""
        return {
            "year": self.year,
            "programmes": self.programmes,
            "appropriated_usd": self.appropriated_usd,
            "mark": self.mark,
            "source_ids": list(self.source_ids),
        }


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as a mark on the line of years."""

    first: int
    last: int
    label: dict[str, str]
    statement: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The years of a ledger under a view whose range of years is left open.

    Attributes
    ----------
    years
        Every year that a reader can choose.
    undated
        Programmes in view of which no record has a year.
    events
        The essay's events; none for a ledger that does not hang from the appropriation.
    """

    years: tuple[Year, ...]
    undated: int
    events: tuple[Event, ...]

    @property
    def has_appropriations(self) -> bool:
        """Whether any year has one; a ledger that does not hang from the appropriation has none."""
        return any(year.appropriated_usd for year in self.years)

    def as_dict(self) -> dict[str, Any]:
        """The timeline as plain data."""
        return {"years": [year.as_dict() for year in self.years], "undated": self.undated}


def timeline(view: View, ledger: Ledger | None = None) -> Timeline:
    """Programmes and appropriations by fiscal year.

    Parameters
    ----------
    view
        Its filters hold, but for its years: the line shows them all.
    ledger
        The bundled ledger if None.

    Examples
    --------
    >>> from geoaid.view import View
    >>> found = {year.year: year for year in timeline(View()).years}
    >>> found[2008].appropriated_usd, found[2016].mark
    (400000000.0, 'upper_bound')
    """
    from geoaid.view import View as Plain

    kept = Plain(program_area=view.program_area, flow=view.flow, evidence=view.evidence)
    return _timeline(kept, ledger or ledgers.bundled())


@lru_cache(maxsize=64)
def _timeline(view: View, ledger: Ledger) -> Timeline:
    keep = placement.in_view(ledger, view) & (ledger.programme >= 0)
    dated = keep & (ledger.first > 0)
    undated = set(ledger.programme[keep].tolist()) - set(ledger.programme[dated].tolist())
    return Timeline(
        years=tuple(
            _year(
                ledger,
                year,
                ledger.programme[dated & (ledger.first <= year) & (ledger.last >= year)],
            )
            for year in range(FIRST_YEAR, LAST_YEAR + 1)
        ),
        undated=len(undated),
        events=_events() if ledger.totals else (),
    )


def _year(ledger: Ledger, year: int, heads: Any) -> Year:
    figures = appropriation(ledger, year)
    mark = None
    if figures:
        wide = any(item.scope != "merida" for item in figures)
        derived = any(item.basis == "derived" for item in figures)
        mark = "upper_bound" if wide else "derived" if derived else "reported"
    return Year(
        year=year,
        programmes=len(np.unique(heads)),
        appropriated_usd=sum(item.cents for item in figures) / 100 if figures else None,
        mark=mark,
        source_ids=tuple(dict.fromkeys(item.source_id for item in figures)),
    )


@cache
def _events() -> tuple[Event, ...]:
    with (folder("data") / PATHS["events"]).open(encoding="utf-8", newline="") as file:
        return tuple(
            Event(
                int(row["first_year"]),
                int(row["last_year"]),
                {"en": row["label_en"], "es": row["label_es"]},
                row["statement"],
                row["source_id"],
            )
            for row in csv.DictReader(file)
        )
