"""Facts about places that do not come from the ledger: population and need.

``tables`` reads the bundled tables; ``indicators`` is the registry of needs that assistance is
set against.
"""

from __future__ import annotations

from geoaid.need.indicators import NEED_YEARS, NEEDS, Need, NeedFigures, Series, figures
from geoaid.need.tables import (
    CENSUS_YEAR,
    FILES,
    census_population,
    indicator,
    midyear_population,
    sources,
)

__all__ = [
    "CENSUS_YEAR",
    "FILES",
    "NEEDS",
    "NEED_YEARS",
    "Need",
    "NeedFigures",
    "Series",
    "census_population",
    "figures",
    "indicator",
    "midyear_population",
    "sources",
]
