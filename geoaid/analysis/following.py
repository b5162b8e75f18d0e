"""Does assistance follow need? A need of every place beside its assistance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import need as needs
from geoaid import places
from geoaid.analysis.assistance import assistance, codes_of
from geoaid.errors import NotComputableError
from geoaid.measures import need as measures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geoaid.analysis.assistance import Floats
    from geoaid.answer import Answer
    from geoaid.view import View

DEFAULT_NEED = "homicide_rate"


@dataclass(frozen=True, slots=True)
class PlaceNeed:
    """One place: its need, its assistance, and the ranks of both (1 is most).

    Attributes
    ----------
    need, by_publisher
        In the need's unit: the mean, and what each publisher says by itself.
    assistance
        The view's measure; 0 where documents give no figure.
    per_need
        Programmes or US$ per unit of need; None where the need is nothing.
    rank_need, rank_assistance
        Equal places share the mean of their ranks.
    tied_need, tied_assistance
        How many places share the rank, this one counted.
    rank_gap
        Rank by need less rank by assistance: the lower, the more under-served.
    need_class, assistance_class
        Thirds of the values, 1 the lowest.
    is_documented, is_named
        Whether documents give a figure at all, and whether they name the place.
    """

    code: str
    need: float
    by_publisher: Mapping[str, float]
    assistance: float
    per_need: float | None
    rank_need: float
    rank_assistance: float
    tied_need: int
    tied_assistance: int
    rank_gap: float
    need_class: int
    assistance_class: int
    is_documented: bool
    is_named: bool

    def as_dict(self) -> dict[str, Any]:
        """The entry of a place in ``stats --json``."""
        return {
            "code": self.code,
            "name": places.get(self.code).name,
            "need": self.need,
            "assistance": self.assistance,
            "per_need": self.per_need,
            "rank_need": self.rank_need,
            "rank_assistance": self.rank_assistance,
            "rank_gap": self.rank_gap,
            "need_class": self.need_class,
            "assistance_class": self.assistance_class,
        }


@dataclass(frozen=True, slots=True)
class Following:
    """Assistance against a need, over the places of a level that have the need's figure.

    Attributes
    ----------
    indicator, level
        Name of the need, and of the places.
    figures
        The need itself: values, years, publishers; None where it cannot be had.
    concentration_index, concentration_index_population
        Above 0 where assistance goes to the needier, each place weighing one, or its persons;
        None where it cannot be computed.
    rank_correlation, rank_p
        Spearman's, of need and the view's measure, and its chance where there is none; None
        where it cannot be computed.
    missing
        Codes of places without a figure of the need; they are left out.
    places
        By code.
    reasons
        Why a figure is None, by its name: one word, as in NotComputableError. Under
        ``"need"`` why there is no need at all.
    why
        The same in English, a clause.
    """

    indicator: str
    level: str
    figures: needs.NeedFigures | None
    concentration_index: float | None
    concentration_index_population: float | None
    rank_correlation: float | None
    rank_p: float | None
    missing: tuple[str, ...]
    places: tuple[PlaceNeed, ...]
    reasons: Mapping[str, str]
    why: str = ""

    @property
    def under_served(self) -> tuple[PlaceNeed, ...]:
        """The places by rank gap, the most under-served first; ties by need, then code."""
        return tuple(
            sorted(self.places, key=lambda place: (place.rank_gap, -place.need, place.code))
        )

    def as_dict(self) -> dict[str, Any]:
        """What ``geoaid stats --json --need NAME`` prints under ``need``."""
        found = self.figures
        unit = needs.NEEDS[self.indicator].unit["en"]
        return {
            "indicator": self.indicator,
            "unit": unit,
            "years": list(found.years) if found else [],
            "source": found.source if found else None,
            "source_ids": list(found.source_ids) if found else [],
            "level": self.level,
            "concentration_index": self.concentration_index,
            "concentration_index_population": self.concentration_index_population,
            "rank_correlation": self.rank_correlation,
            "rank_p": self.rank_p,
            "missing": list(self.missing),
            "not_computable": dict(self.reasons),
            "places": [place.as_dict() for place in self.places],
        }


def following(answer: Answer, *, level: str | None = None) -> Following:
    """Set the assistance of an Answer against the need that its view names.

    Parameters
    ----------
    answer
        Its view's ``need`` (homicide rate if None) and ``need_years`` say what.
    level
        ``"state"`` or ``"municipality"``; the view's own if None.

    Returns
    -------
    Following
        The concentration index is of totals (programmes, US$); ranks, classes and correlation
        are of the view's measure, so of rates where it is per person.

    Examples
    --------
    >>> from geoaid.answer import answer
    >>> from geoaid.view import View
    >>> found = following(answer(View(need="poverty")))
    >>> found.figures.source, len(found.places)
    ('CONEVAL 2016-2020', 32)
    """
    view = answer.view
    level = level or view.level
    found = assistance(answer, level)
    columns = (found.totals, found.values, found.population_persons)
    # The same figures are asked for by words, chart and map.
    return _following(
        view.need or DEFAULT_NEED,
        level,
        view.need_years,
        tuple(column.tobytes() for column in columns),
        np.stack([found.documented, found.named]).tobytes(),
    )


def need_values(view: View, levels: Iterable[str]) -> dict[str, float]:
    """The need that a view names (homicide rate if none), by code, of places of some levels.

    Examples
    --------
    >>> from geoaid.view import View
    >>> round(need_values(View(), ["state"])["30"], 1)
    14.1
    """
    found: dict[str, float] = {}
    for level in levels:
        try:
            found |= needs.figures(view.need or DEFAULT_NEED, level, view.need_years).values
        except NotComputableError:
            continue
    return found


@lru_cache(maxsize=32)
def _following(
    name: str,
    level: str,
    years: tuple[int, int] | None,
    columns: tuple[bytes, bytes, bytes],
    flags: bytes,
) -> Following:
    try:
        figures = needs.figures(name, level, years)
    except NotComputableError as error:
        return Following(
            name, level, None, None, None, None, None, (), (), {"need": error.reason}, error.why
        )
    totals, values, persons = (np.frombuffer(column, dtype=np.float64) for column in columns)
    every = codes_of(level)
    there = np.array([code in figures.values for code in every]) & np.isfinite(values)
    codes = [code for code, has in zip(every, there.tolist(), strict=True) if has]
    need = np.array([figures.values[code] for code in codes], dtype=np.float64)
    totals, values, persons = totals[there], values[there], persons[there]
    reasons: dict[str, str] = {}

    def one(key: str, compute: Callable[[], float]) -> float | None:
        try:
            return round(compute(), 12)
        except NotComputableError as error:
            reasons[key] = error.reason
            return None

    index = one("concentration_index", lambda: measures.concentration_index(totals, need))
    weighted = one(
        "concentration_index_population",
        lambda: measures.concentration_index(totals, need, persons),
    )
    correlation = one("rank_correlation", lambda: measures.spearman(need, values))
    return Following(
        indicator=name,
        level=level,
        figures=figures,
        concentration_index=index,
        concentration_index_population=weighted,
        rank_correlation=correlation,
        rank_p=None
        if correlation is None
        else round(measures.spearman_p(correlation, len(codes)), 12),
        missing=tuple(code for code, has in zip(every, there.tolist(), strict=True) if not has),
        places=_places(
            figures,
            codes,
            need=need,
            totals=totals,
            values=values,
            flags=np.frombuffer(flags, dtype=bool).reshape(2, -1)[:, there],
        ),
        reasons=reasons,
    )


def _places(
    figures: needs.NeedFigures,
    codes: list[str],
    *,
    need: Floats,
    totals: Floats,
    values: Floats,
    flags: Any,
) -> tuple[PlaceNeed, ...]:
    if not codes:
        return ()
    need_class, assistance_class = measures.bivariate(need, values)
    ranks = measures.ranks(need).tolist(), measures.ranks(values).tolist()
    ties = [Counter(column) for column in ranks]
    columns = zip(
        codes,
        need.tolist(),
        values.tolist(),
        measures.per_need(totals, need).tolist(),
        *ranks,
        measures.rank_gap(need, values).tolist(),
        need_class.tolist(),
        assistance_class.tolist(),
        *flags.tolist(),
        strict=True,
    )
    publishers = figures.by_publisher
    return tuple(
        PlaceNeed(
            code=code,
            need=round(amount, 6),
            by_publisher={
                name: round(row[code], 6) for name, row in publishers.items() if code in row
            },
            assistance=round(value, 6),
            per_need=round(per, 9) if np.isfinite(per) else None,
            rank_need=rank_need,
            rank_assistance=rank_assistance,
            tied_need=ties[0][rank_need],
            tied_assistance=ties[1][rank_assistance],
            rank_gap=gap,
            need_class=low,
            assistance_class=high,
            is_documented=is_documented,
            is_named=is_named,
        )
        for code, amount, value, per, rank_need, rank_assistance, gap, low, high, is_documented, is_named in columns
    )
