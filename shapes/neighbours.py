"""The land around Mexico: which, under what codes, and drawn up to Mexico's own border."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from sources import atlas

if TYPE_CHECKING:
    from pathlib import Path

    from recipe import Polygons

BOX = (-125.0, 8.0, -80.0, 38.0)
# Degrees: how far from a neighbour a gap is looked for, and how far the filling goes under Mexico.
REACH, OVERLAP = 0.06, 0.003

# Natural Earth knows a country by its ISO 3166-1 number, the Census Bureau a state by its FIPS
# code, which would look like INEGI's state codes; the files carry ISO 3166 codes instead.
COUNTRIES = {
    "084": ("BZ", "Belize"),
    "188": ("CR", "Costa Rica"),
    "192": ("CU", "Cuba"),
    "320": ("GT", "Guatemala"),
    "340": ("HN", "Honduras"),
    "136": ("KY", "Cayman Islands"),
    "558": ("NI", "Nicaragua"),
    "591": ("PA", "Panama"),
    "222": ("SV", "El Salvador"),
    "840": ("US", "United States"),
}
MEXICO = "484"
US_STATES = {
    "04": ("US-AZ", "Arizona"),
    "06": ("US-CA", "California"),
    "35": ("US-NM", "New Mexico"),
    "48": ("US-TX", "Texas"),
}


def index() -> list[dict[str, str]]:
    """Code, name and kind of each neighbour, in drawing order: the states lie on the country."""
    return [
        {"code": code, "name": name, "kind": kind}
        for kind, members in (("country", COUNTRIES), ("us_state", US_STATES))
        for code, name in members.values()
    ]


def shapes(world: Path, usa: Path, mexico: Any) -> Polygons:
    """Neighbours in lon/lat in the order of :func:`index`, clipped to the box.

    ``mexico`` is the outline that will be drawn on top; countries reach up to its land border.
    """
    box = shapely.box(*BOX)
    countries = atlas(world, "countries-50m.json", "countries")
    states = atlas(usa, "states-10m.json", "states")
    theirs = shapely.intersection(countries[MEXICO], box)
    found = [
        _close_gaps(shapely.intersection(countries[number], box), mexico, theirs)
        for number in COUNTRIES
    ]
    found += [shapely.intersection(states[number], box) for number in US_STATES]
    return np.array(found, dtype=object)


def _close_gaps(neighbour: Any, mexico: Any, their_mexico: Any) -> Any:
    """Extend a neighbour where its source and INEGI disagree on the border.

    ``their_mexico`` is Mexico in the neighbour's source, so what it holds beyond ``mexico`` near
    the neighbour is the gap. The filling goes a little under ``mexico``.
    """
    near = shapely.intersection(their_mexico, shapely.buffer(neighbour, REACH, quad_segs=2))
    gaps = shapely.get_parts(shapely.difference(near, mexico))
    beside = gaps[shapely.dwithin(gaps, neighbour, 1e-6)]
    wider = shapely.buffer(beside, OVERLAP, join_style="mitre", mitre_limit=2.0)
    return shapely.union_all([neighbour, *wider])
