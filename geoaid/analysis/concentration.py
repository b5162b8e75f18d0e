"""How unevenly assistance lies over places, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import ledger as ledgers
from geoaid import need
from geoaid.analysis.assistance import assistance, in_group
from geoaid.analysis.sensitivity import Records, variants, ways
from geoaid.answer import answer
from geoaid.errors import NotComputableError
from geoaid.measures import concentration as measures
from geoaid.measures import intervals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.analysis.assistance import Assistance, Floats
    from geoaid.ledger import Ledger
    from geoaid.view import View

KEYS = (
    "gini", "gini_programme_weighted", "gini_population", "hhi", "equivalent_places", "hoover",
    "top3_share", "theil_total", "theil_between", "theil_within", "group_share",
)  # fmt: skip
"""The figures; those of Theil stand under ``theil`` in :meth:`Concentration.as_dict`."""
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A place on the Lorenz curve: where its step ends, in cumulative shares 0..1."""

    code: str
    x: float
    y: float
    total: float


@dataclass(frozen=True, slots=True)
class Concentration:
    """How unevenly assistance lies over all places of a level.

    Attributes
    ----------
    level, basis
        Places of which level; ``"programmes"`` or ``"amount"``. A measure per person is
        concentrated as its totals are; ``gini_population`` takes persons into account.
    places, places_with
        How many places there are, and how many of them have anything.
    programmes, links
        What entered: distinct programmes, and programme-place links.
    grouping
        ``"border"`` or ``"sez"``: the groups of Theil's parts.
    group_places, group_persons_share
        How many of the places lie in the states of the grouping, and the share of persons who
        live there, None without a population; ``group_share`` among the figures is what they hold.
    figures
        By key of ``KEYS``; None where it cannot be computed.
    ranges
        Lowest and highest over the ways of counting of :mod:`geoaid.analysis.sensitivity`.
    ways, combinations, is_sample
        How many ways were counted, how many ways there are to give each shared record wholly to
        one of its places, and whether a seeded sample of them was taken.
    intervals
        95%, by bootstrap over programmes; see :func:`geoaid.measures.intervals.around`.
    by_chance
        Mean, 2.5th and 97.5th percentile of the Gini coefficient if every programme were in as
        many places as it is, drawn by lot; None for money, and for very large ledgers.
    variants
        The figures by stricter readings of the records; None where nothing is left.
    curve, population_curve
        Lorenz curve over places, and over persons; the latter empty without a population.
    reason
        Why there are no figures at all, one word as in
        :class:`~geoaid.errors.NotComputableError`; None if there are.
    """

    level: str
    basis: str
    places: int
    places_with: int
    programmes: int
    links: int
    grouping: str
    group_places: int
    group_persons_share: float | None
    figures: Mapping[str, float | None]
    ranges: Mapping[str, Pair]
    ways: int
    combinations: int
    is_sample: bool
    intervals: Mapping[str, Pair]
    by_chance: tuple[float, float, float] | None
    variants: Mapping[str, Mapping[str, float | None] | None]
    curve: tuple[CurvePoint, ...]
    population_curve: tuple[CurvePoint, ...]
    reason: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """What ``geoaid stats --json`` prints under ``concentration``."""
        figures = dict.fromkeys(KEYS) | dict(self.figures)
        return {
            **_nested(figures, self.grouping),
            "range": _nested({key: _list(self.ranges.get(key)) for key in KEYS}),
            "interval": _nested({key: _list(self.intervals.get(key)) for key in KEYS}),
            "gini_by_chance": _list(self.by_chance),
            "variants": {
                name: found and _nested(dict(found), self.grouping)
                for name, found in self.variants.items()
            },
            "ways": self.ways,
            "combinations": self.combinations,
            "is_sample": self.is_sample,
            "group": {
                "grouping": self.grouping,
                "places": self.group_places,
                "persons_share": self.group_persons_share,
            },
            "level": self.level,
            "basis": self.basis,
            "places": self.places,
            "places_with": self.places_with,
            "programmes": self.programmes,
            "links": self.links,
            "not_computable": self.reason,
        }


def concentration(
    view: View, ledger: Ledger | None = None, *, level: str | None = None
) -> Concentration:
    """How unevenly the assistance of a view lies over the places of a level.

    Parameters
    ----------
    view
        What the reader chose; its measure says whether programmes or US$ are counted, its
        ``grouping`` how Theil's index is taken apart.
    ledger
        The bundled ledger if None.
    level
        ``"state"`` or ``"municipality"``; the view's own if None.

    Returns
    -------
    Concentration
        Places without a record count as places, with 0. Where nothing can be computed, ``reason``
        says why and ``figures`` is empty.

    Examples
    --------
    >>> from geoaid.view import View
    >>> found = concentration(View())
    >>> found.places, found.links, round(found.figures["top3_share"], 3)
    (32, 174, 0.247)

    The three largest are 16 + 15 + 12 of 174 links.
    """
    ledger = ledger or ledgers.bundled()
    # What does not change the figures does not need them again.
    plain = view.counted.but(
        grouping=view.grouping, spotlight=(), compare=(), scheme="natural_breaks", k=5, breaks=()
    )
    return _concentration(plain, ledger, level or view.level)


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """The places that anything can fall on, and one column a group for all others.

    Places that no record names have 0 however the records are counted, so they are one column
    that weighs as many places, and persons, as it stands for: exact, and at municipality level
    fifty columns instead of 2,465.
    """

    codes: tuple[str, ...]
    count: Floats
    persons: Floats | None
    inside: Floats

    @classmethod
    def of(cls, found: Assistance, ledger: Ledger, grouping: str) -> _Columns:
        named = ledgers.named_municipalities(ledger)
        codes = (
            found.codes
            if found.level == "state"
            else tuple(code for code in named if code in set(found.codes))
        )
        position = {code: number for number, code in enumerate(found.codes)}
        rows = np.array([position[code] for code in codes], dtype=np.int64)
        rest = np.ones(len(found.codes), dtype=bool)
        rest[rows] = False
        inside = in_group(grouping, found.codes)
        lumps = [rest & inside, rest & ~inside]
        lumps = [lump for lump in lumps if lump.any()]
        persons = found.weights
        return cls(
            codes,
            np.array([*np.ones(len(codes)), *(lump.sum() for lump in lumps)], dtype=np.float64),
            None
            if persons is None
            else np.array([*persons[rows], *(persons[lump].sum() for lump in lumps)]),
            np.array([*inside[rows], *(bool(inside[lump][0]) for lump in lumps)]),
        )

    def figures(self, totals: Floats, weighing_one: Floats) -> dict[str, Floats]:
        """Every figure of each row; rows of nothing but zeros are left out."""
        stack, one = self._whole(totals), self._whole(weighing_one)
        hhi = np.asarray(measures.herfindahl(stack))
        theil = measures.theil(stack, self.inside, self.count)
        found = {
            "gini": measures.gini(stack, self.count),
            "gini_programme_weighted": measures.gini(one, self.count),
            "hhi": hhi,
            "equivalent_places": 1 / hhi,
            "hoover": measures.hoover(stack, self.count),
            "top3_share": measures.top_share(stack, 3),
            "theil_total": theil.total,
            "theil_between": theil.between,
            "theil_within": theil.within,
            "group_share": stack[:, self.inside].sum(axis=1) / stack.sum(axis=1),
        }
        if self.persons is not None:
            found["gini_population"] = measures.gini(stack, self.persons)
        return {key: np.atleast_1d(row) for key, row in found.items()}

    def _whole(self, rows: Floats) -> Floats:
        rows = np.atleast_2d(rows)
        rows = rows[rows.any(axis=1)]
        others = np.zeros((len(rows), len(self.count) - rows.shape[1]))
        return np.hstack([rows, others])


@lru_cache(maxsize=128)
def _concentration(view: View, ledger: Ledger, level: str) -> Concentration:
    found = assistance(answer(view, ledger), level)
    columns = _Columns.of(found, ledger, view.grouping)
    position = {code: number for number, code in enumerate(columns.codes)}
    census = need.census_population()
    persons = np.array([census[code] for code in columns.codes], dtype=np.float64)

    def records(keep: Any = None) -> Records:
        return Records.of(ledger, view, level=level, columns=position, persons=persons, keep=keep)

    here = records()
    links = here.programmes(found.basis)
    inside, weights = in_group(view.grouping, found.codes), found.weights
    shape: dict[str, Any] = {
        "level": level,
        "basis": found.basis,
        "places": len(found.codes),
        "places_with": int((links.sums > 0).sum()),
        "programmes": links.programmes,
        "links": len(links.value),
        "grouping": view.grouping,
        "group_places": int(inside.sum()),
        "group_persons_share": None
        if weights is None
        else round(float(weights[inside].sum() / weights.sum()), 12),
    }
    try:
        counted = ways(here, found.basis)
    except NotComputableError as error:
        return Concentration(
            **shape, figures={}, ranges={}, ways=0, combinations=0, is_sample=False, intervals={},
            by_chance=None, variants={}, curve=(), population_curve=(), reason=error.reason,
        )  # fmt: skip
    every = columns.figures(counted.totals, counted.weighing_one)
    figures = {key: round(float(row[0]), 12) for key, row in every.items()}
    return Concentration(
        **shape,
        figures=figures,
        ranges={key: (_least(row), _most(row)) for key, row in every.items()},
        ways=len(counted.totals),
        combinations=counted.combinations,
        is_sample=counted.is_sample,
        intervals=_intervals(columns, links, figures),
        by_chance=_by_chance(columns, links) if found.basis == "programmes" else None,
        variants={
            name: _variant(columns, records(keep), found.basis)
            for name, keep in variants(ledger, view).items()
        },
        curve=_curve(found, None),
        population_curve=() if found.weights is None else _curve(found, found.weights),
    )


def _least(row: Floats) -> float:
    return round(float(row.min()), 12)


def _most(row: Floats) -> float:
    return round(float(row.max()), 12)


def _intervals(
    columns: _Columns, links: intervals.Links, figures: Mapping[str, float]
) -> dict[str, Pair]:
    drawn = columns.figures(intervals.resample(links), intervals.resample(links.weighing_one))
    found = {key: intervals.around(figures[key], row) for key, row in drawn.items()}
    # No index of these is below nothing, and none but the equivalent number is unbounded.
    return {key: (max(low, 0.0), high) for key, (low, high) in found.items()}


def _by_chance(columns: _Columns, links: intervals.Links) -> tuple[float, float, float] | None:
    whole = intervals.Links(
        links.programme, links.place, links.value, links.programmes, int(columns.count.sum())
    )
    # Of municipalities each draw takes longer, and differs less from the next.
    drawn = intervals.by_chance(whole, 200 if whole.places < 500 else 50)
    if drawn is None:
        return None
    gini = np.asarray(measures.gini(drawn))
    low, high = np.quantile(gini, [0.025, 0.975])
    return round(float(gini.mean()), 12), round(float(low), 12), round(float(high), 12)


def _variant(columns: _Columns, records: Records, basis: str) -> dict[str, float | None] | None:
    links = records.programmes(basis)
    if not len(links.value):
        return None
    figures = columns.figures(links.sums, links.weighing_one.sums)
    return {key: round(float(row[0]), 12) for key, row in figures.items()}


def _curve(found: Assistance, weights: Floats | None) -> tuple[CurvePoint, ...]:
    x, y = measures.lorenz(found.totals, weights)
    order = measures.lorenz_order(found.totals, weights)
    return tuple(
        CurvePoint(found.codes[place], float(x[i + 1]), float(y[i + 1]), float(found.totals[place]))
        for i, place in enumerate(order.tolist())
    )


def _list(pair: tuple[float, ...] | None) -> list[float] | None:
    return None if pair is None else list(pair)


def _nested(flat: dict[str, Any], grouping: str | None = None) -> dict[str, Any]:
    """Put the parts of Theil under one key."""
    found = {key: value for key, value in flat.items() if not key.startswith("theil_")}
    theil = {part: flat.get(f"theil_{part}") for part in ("total", "between", "within")}
    return found | {"theil": theil | ({"grouping": grouping} if grouping else {})}
