"""The geometry of the boundary recipe: clean, drop islets, simplify, dissolve, measure.

Every function takes an object array of (multi)polygons that form a coverage, in EPSG:6372
(metres) unless it says otherwise, and returns a new array in the same order.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from itertools import combinations
from typing import Any

import numpy as np
import shapely
from pyproj import Geod, Transformer

Polygons = np.ndarray[Any, Any]

_KM2 = 1e6
_GRS80 = Geod(ellps="GRS80")
_TO_LONLAT = Transformer.from_crs("EPSG:6372", "EPSG:4326", always_xy=True)
_TO_INEGI = Transformer.from_crs("EPSG:4326", "EPSG:6372", always_xy=True)


def clean(polygons: Polygons, gap_m: float) -> Polygons:
    """Match every shared edge exactly and close gaps narrower than ``gap_m``."""
    return np.asarray(shapely.coverage_clean(polygons, gap_width=gap_m), dtype=object)


def drop_islets(polygons: Polygons, smallest_km2: float) -> Polygons:
    """Drop islands smaller than ``smallest_km2``, never the largest part of a unit.

    An island is a piece of land that touches no other, whatever number of units share it: a
    detached part of a unit that lies among its neighbours is no islet, and dropping it would
    leave a hole.
    """
    parts, unit = shapely.get_parts(polygons, return_index=True)
    islands = shapely.get_parts(shapely.coverage_union_all(polygons))
    inside, island = shapely.STRtree(islands).query(
        shapely.point_on_surface(parts), predicate="within"
    )
    island_of = np.empty(len(parts), dtype=int)
    island_of[inside] = island
    # Stable: by unit, then the largest part first.
    by_size = np.lexsort((-shapely.area(parts), unit))
    largest = by_size[np.unique(unit[by_size], return_index=True)[1]]
    stays = shapely.area(islands) >= smallest_km2 * _KM2
    stays[island_of[largest]] = True
    kept = stays[island_of]
    return gather(parts[kept], unit[kept], len(polygons))


def gather(parts: Polygons, unit: np.ndarray[Any, Any], count: int) -> Polygons:
    """Put single polygons back into one (multi)polygon a unit."""
    whole = np.empty(count, dtype=object)
    for number in range(count):
        own = parts[unit == number]
        whole[number] = own[0] if len(own) == 1 else shapely.multipolygons(own)
    return whole


def simplify(
    polygons: Polygons, tolerance_m: float, *, fine_m: float, fine: np.ndarray[Any, Any]
) -> Polygons:
    """Simplify the coverage, gently where a border belongs to a small unit.

    Visvalingam-Whyatt at one tolerance turns a municipality of 2 km² into a triangle. So all is
    simplified at ``fine_m`` first, and then only the borders between units that are not ``fine``
    (the sea counts as one) at ``tolerance_m``. Meeting points of three units never move, hence
    the two passes fit together.
    """
    if not fine.any():
        return np.asarray(shapely.coverage_simplify(polygons, tolerance_m), dtype=object)
    gentle = np.asarray(shapely.coverage_simplify(polygons, fine_m), dtype=object)
    rest = gentle[~fine]
    with_sea = np.concatenate([rest, _sea(gentle)])
    rough = shapely.coverage_simplify(with_sea, tolerance_m, simplify_boundary=False)
    gentle[~fine] = rough[: len(rest)]
    return gentle


def _sea(polygons: Polygons) -> Polygons:
    """All that is not land: a frame with the islands cut out, and the waters inside islands."""
    islands = shapely.get_parts(shapely.coverage_union_all(polygons))
    frame = shapely.box(*shapely.total_bounds(shapely.buffer(islands, 1e5)))
    outer = shapely.Polygon(frame.exterior, [island.exterior for island in islands])
    inner = [shapely.Polygon(hole) for island in islands for hole in island.interiors]
    return np.array([outer, *inner], dtype=object)


def dissolve(polygons: Polygons, labels: np.ndarray[Any, Any]) -> Polygons:
    """Join the units of each label, in the order of the sorted labels."""
    wholes = [shapely.coverage_union_all(polygons[labels == one]) for one in np.unique(labels)]
    return np.array(wholes, dtype=object)


def tidy(polygons: Polygons) -> Polygons:
    """Order parts, rings and starting points the same way always; exteriors anticlockwise."""
    return np.asarray(shapely.orient_polygons(shapely.normalize(polygons)), dtype=object)


def to_lonlat(polygons: Polygons, decimals: int | None = None) -> Polygons:
    """Project EPSG:6372 to WGS84 lon/lat, rounded if ``decimals`` is given."""

    def project(xy: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        lonlat = np.column_stack(_TO_LONLAT.transform(xy[:, 0], xy[:, 1]))
        return lonlat if decimals is None else np.round(lonlat, decimals)

    return np.asarray(shapely.transform(polygons, project), dtype=object)


def to_inegi(polygons: Polygons) -> Polygons:
    """Project WGS84 lon/lat to EPSG:6372; long straight edges get a vertex every half degree."""

    def project(lonlat: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(_TO_INEGI.transform(lonlat[:, 0], lonlat[:, 1]))

    return np.asarray(shapely.transform(shapely.segmentize(polygons, 0.5), project), dtype=object)


def areas_km2(lonlat: Polygons) -> np.ndarray[Any, Any]:
    """Geodesic areas on GRS80 of polygons in lon/lat, km²."""
    # pyproj adds the area of a hole whose ring runs the same way as its exterior.
    oriented = shapely.orient_polygons(lonlat)
    return np.array([abs(_GRS80.geometry_area_perimeter(one)[0]) / _KM2 for one in oriented])


def contacts(polygons: Polygons, labels: np.ndarray[Any, Any]) -> dict[tuple[str, str], float]:
    """Pairs of labels that touch, with the geodesic length of the border they share in km.

    The pair is in the order of the labels; 0.0 marks a contact in points only. The coverage
    must be valid, so that a shared border has the same vertices on both sides.
    """
    names, number = np.unique(labels, return_inverse=True)
    # get_rings passes over multipolygons without a word, hence the parts first.
    parts, unit = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    owner = number[unit[part[ring]]]
    places, vertex = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
    touching = _point_pairs(vertex, owner)
    one, other, start, end = _shared_edges(vertex, owner, ring)
    lengths = _edge_lengths_km(places, start, end)
    found = dict.fromkeys(touching, 0.0)
    pairs, which = np.unique(np.column_stack([one, other]), axis=0, return_inverse=True)
    for pair, total in zip(pairs, np.bincount(which.ravel(), lengths), strict=True):
        found[int(pair[0]), int(pair[1])] = float(total)
    return {(str(names[a]), str(names[b])): km for (a, b), km in sorted(found.items())}


def _shared_edges(
    vertex: np.ndarray[Any, Any], owner: np.ndarray[Any, Any], ring: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], ...]:
    """Lower owner, higher owner, first vertex, last vertex of each edge that two owners share."""
    edge = np.flatnonzero(ring[:-1] == ring[1:])
    start = np.minimum(vertex[edge], vertex[edge + 1])
    end = np.maximum(vertex[edge], vertex[edge + 1])
    order = np.lexsort((end, start))
    start, end, whose = start[order], end[order], owner[edge][order]
    twice = (start[:-1] == start[1:]) & (end[:-1] == end[1:]) & (whose[:-1] != whose[1:])
    at = np.flatnonzero(twice)
    low, high = np.minimum(whose[at], whose[at + 1]), np.maximum(whose[at], whose[at + 1])
    return low, high, start[at], end[at]


def _edge_lengths_km(
    places: np.ndarray[Any, Any], start: np.ndarray[Any, Any], end: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    lon, lat = _TO_LONLAT.transform(places.real, places.imag)
    *_, metres = _GRS80.inv(lon[start], lat[start], lon[end], lat[end])
    return np.asarray(metres) / 1000


def _point_pairs(vertex: np.ndarray[Any, Any], owner: np.ndarray[Any, Any]) -> set[tuple[int, int]]:
    """Pairs of owners that have a vertex in common."""
    held = np.unique(np.column_stack([vertex, owner]), axis=0)
    first = np.flatnonzero(np.r_[True, held[1:, 0] != held[:-1, 0]])
    count = np.diff(np.r_[first, len(held)])
    two = first[count == 2]
    pairs = set(map(tuple, np.unique(np.column_stack([held[two, 1], held[two + 1, 1]]), axis=0)))
    for at, size in zip(first[count > 2], count[count > 2], strict=True):
        pairs.update(combinations(held[at : at + size, 1], 2))
    return {(int(a), int(b)) for a, b in pairs}


def anchors(polygons: Polygons, tolerance_m: float) -> Polygons:
    """Centre of the largest circle inside each unit's largest part, on whole metres."""
    parts, unit = shapely.get_parts(polygons, return_index=True)
    largest = defaultdict(list)
    for part, number in zip(parts, unit, strict=True):
        largest[int(number)].append(part)
    biggest = [max(largest[number], key=shapely.area) for number in range(len(polygons))]
    radii = shapely.maximum_inscribed_circle(np.array(biggest, dtype=object), tolerance_m)
    centres = np.round(shapely.get_coordinates(shapely.get_point(radii, 0)))
    return np.asarray(shapely.points(centres), dtype=object)


def pack(layers: dict[str, tuple[Polygons, dict[str, Any]]], header: dict[str, Any]) -> bytes:
    """Write layers to one uncompressed ``.npz``: GeoArrow offsets, coordinates in whole units.

    Not compressed, so that the bytes do not hang on a zlib version and reading is a copy;
    packing tools and version control compress it anyway.
    """
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for name, (polygons, _) in layers.items():
        several = [shapely.multipolygons(shapely.get_parts(one)) for one in polygons]
        _, xy, (rings, parts, units) = shapely.to_ragged_array(np.array(several, dtype=object))
        arrays[f"{name}_xy"] = np.round(xy * header["units_per_metre"]).astype("<i4")
        for key, offsets in (("rings", rings), ("parts", parts), ("units", units)):
            arrays[f"{name}_{key}"] = offsets.astype("<i4")
    described = header | {"layers": {name: index for name, (_, index) in layers.items()}}
    text = json.dumps(described, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    arrays["header"] = np.frombuffer(text.encode(), dtype=np.uint8)
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **arrays)
    return packed.getvalue()
