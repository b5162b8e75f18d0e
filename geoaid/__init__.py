"""geoaid shows where assistance money goes inside a country, and whether it follows need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geoaid import measures as _measures  # the two register their names before any View is made
from geoaid import need as _need
from geoaid.view import View

if TYPE_CHECKING:
    from geoaid.api import (
        against_need,
        cite,
        clusters,
        concentration,
        first_view,
        map,
        specialization,
        stats,
        timeline,
        what_if,
    )

__version__ = "0.1.0"
__all__ = [
    "View",
    "__version__",
    "against_need",
    "cite",
    "clusters",
    "concentration",
    "first_view",
    "map",
    "specialization",
    "stats",
    "timeline",
    "what_if",
]
del _measures, _need


def __getattr__(name: str) -> Any:
    # Loaded when used: these stand on libraries that take a second to import.
    if name in __all__:
        from geoaid import api

        return getattr(api, name)
    raise AttributeError(f"module 'geoaid' has no attribute {name!r}")
