"""Measures: what is shown of a place. Pure functions over arrays, one registry.

To add a measure, add one entry to :data:`REGISTRY`; its name then stands in the URL, at the
command line, in the menus, the legends and the dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geoaid import view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Totals:
    """What a measure may use: arrays over places of one level, shape (n,).

    Attributes
    ----------
    programmes
        Distinct programmes that name the place.
    amount_usd
        Own money and, by the view's rule, its share of shared money; NaN where documents give
        no figure.
    population_persons
        Denominator of rates; NaN where there is none.
    links
        Programme-place links of the whole view.
    placed_usd
        Own and shared money of the whole view.
    """

    programmes: Floats
    amount_usd: Floats
    population_persons: Floats
    links: int
    placed_usd: float


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry of the registry.

    Attributes
    ----------
    name
        As in the URL.
    label, unit, definition
        Texts by language.
    basis
        ``"programmes"`` or ``"amount"``: what says whether a place has a figure at all.
    per_person
        True if it needs a denominator, which the legend then names.
    source
        Where the definition comes from.
    compute
        Totals -> values, shape (n,), NaN where there is no figure.
    """

    name: str
    label: Mapping[str, str]
    unit: Mapping[str, str]
    definition: Mapping[str, str]
    basis: str
    per_person: bool
    source: str
    compute: Callable[[Totals], Floats]


def per_100k(value: Floats, population_persons: Floats) -> Floats:
    """Rate per 100,000 persons; a total over the period, not an annual rate.

    Parameters
    ----------
    value, population_persons
        Shape (n,).

    Examples
    --------
    >>> per_100k(np.array([6.0]), np.array([1_200_000.0]))
    array([0.5])
    """
    return value * 1e5 / population_persons


def share(part: Floats, whole: float) -> Floats:
    """Share of a whole, 0..1; NaN where the whole is nothing.

    Examples
    --------
    >>> share(np.array([6.0, 0.0]), 174)
    array([0.03448276, 0.        ])
    """
    return part / whole if whole else np.full_like(part, np.nan)


_GEOAID = "geoaid, docs/method.md"
_AIDDATA = "AidData Geocoding Methodology (even split over named locations); geoaid, docs/method.md"

_ENTRIES = (
    Measure(
        "programmes",
        {"en": "Documented programmes", "es": "Programas documentados"},
        {"en": "programmes", "es": "programas"},
        {
            "en": "Distinct programmes that, in public documents, name the place.",
            "es": "Programas distintos que, en documentos públicos, nombran el lugar.",
        },
        "programmes",
        False,
        _GEOAID,
        lambda totals: totals.programmes,
    ),
    Measure(
        "amount",
        {"en": "Amount with a named place", "es": "Monto con lugar señalado"},
        {"en": "US$", "es": "dólares de EE. UU."},
        {
            "en": "Money that documents tie to the place: its own, and its share of what it shares "
            "with other named places.",
            "es": "Dinero que los documentos atribuyen al lugar: el propio y su parte del que "
            "comparte con otros lugares señalados.",
        },
        "amount",
        False,
        _AIDDATA,
        lambda totals: totals.amount_usd,
    ),
    Measure(
        "programmes_per_100k",
        {"en": "Documented programmes per 100,000 persons", "es": "Programas documentados por 100,000 habitantes"},
        {"en": "programmes per 100,000 persons", "es": "programas por 100,000 habitantes"},
        {
            "en": "Documented programmes over the population; a total of the period, not a yearly rate.",
            "es": "Programas documentados entre la población; total del periodo, no tasa anual.",
        },
        "programmes",
        True,
        _GEOAID,
        lambda totals: per_100k(totals.programmes, totals.population_persons),
    ),
    Measure(
        "amount_per_100k",
        {"en": "Amount per 100,000 persons", "es": "Monto por 100,000 habitantes"},
        {"en": "US$ per 100,000 persons", "es": "dólares por 100,000 habitantes"},
        {
            "en": "Money with a named place over the population; a total of the period, not a yearly rate.",
            "es": "Dinero con lugar señalado entre la población; total del periodo, no tasa anual.",
        },
        "amount",
        True,
        _AIDDATA,
        lambda totals: per_100k(totals.amount_usd, totals.population_persons),
    ),
    Measure(
        "share",
        {"en": "Share of programme-place links", "es": "Proporción de los vínculos programa-lugar"},
        {"en": "share of all links", "es": "proporción de los vínculos"},
        {
            "en": "The place's programmes over all programme-place links of the view; a programme "
            "in eleven places has eleven links.",
            "es": "Programas del lugar entre todos los vínculos programa-lugar de la vista; un "
            "programa en once lugares tiene once vínculos.",
        },
        "programmes",
        False,
        _GEOAID,
        lambda totals: share(totals.programmes, totals.links),
    ),
)  # fmt: skip

REGISTRY: Mapping[str, Measure] = MappingProxyType({entry.name: entry for entry in _ENTRIES})

view.MEASURES[:] = REGISTRY
