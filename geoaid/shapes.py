"""Boundaries: frames for work, small files for the browser, plain arrays for print.

All of it comes from the bundled folder ``shapes/``, which ``shapes/build.py`` rebuilds and
``shapes/metadata.json`` describes. Two grades of detail are kept: ``"web"`` (tolerance 1.5 km)
and ``"print"`` (300 m). Within a grade, states and municipalities share their borders exactly.
The boundaries are those of September 2019: 32 states and 2,465 municipalities.
"""

from __future__ import annotations

import csv
import difflib
import json
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from geoaid.bundle import folder
from geoaid.errors import BundleError, Clause, UnknownPlaceError
from geoaid.text import refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import numpy as np
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

Level = Literal["state", "municipality"]
Crs = Literal["wgs84", "inegi"]
Detail = Literal["web", "print"]

_EPSG: dict[str, int] = {"wgs84": 4326, "inegi": 6372}
_WEB_FILES: dict[str, str] = {
    "states": "states.geojson",
    "municipalities": "municipalities.geojson",
    "context": "context.geojson",
}
_WEB_LAYERS: dict[str, str] = {
    "state": "states",
    "municipality": "municipalities",
    "context": "context",
}

_V = TypeVar("_V")


class Point(NamedTuple):
    """A point inside a unit: degrees (WGS84), metres (EPSG:6372), and the unit's name."""

    lon: float
    lat: float
    x: float
    y: float
    name: str


class Contact(NamedTuple):
    """Two units that touch; ``border_km`` is 0.0 where they meet in points only."""

    code_a: str
    code_b: str
    border_km: float


class Outline(NamedTuple):
    """The rings of one unit, EPSG:6372, end to end in one read-only array.

    Attributes
    ----------
    xy
        Vertices, metres, shape (n, 2); each ring repeats its first vertex at its end.
    starts
        Index in ``xy`` where each ring starts, shape (rings,).
    holes
        Whether each ring is a hole, shape (rings,). Exteriors run anticlockwise, holes clockwise.
    """

    xy: NDArray[np.float64]
    starts: NDArray[np.int64]
    holes: NDArray[np.bool_]

    def rings(self) -> tuple[NDArray[np.float64], ...]:
        """Each ring's vertices, as views of :attr:`xy`."""
        ends = [*self.starts[1:], len(self.xy)]
        return tuple(self.xy[a:b] for a, b in zip(self.starts, ends, strict=True))


class _ByCode(dict[str, _V]):
    """A dict that answers a wrong code with :class:`UnknownPlaceError`, not a bare KeyError."""

    def __missing__(self, code: str) -> _V:
        raise unknown(code, self)


def unknown(code: object, valid: Iterable[str]) -> UnknownPlaceError:
    """Make the error for a code that is not on the boundaries, with the nearest valid codes."""
    codes = sorted(valid)
    text = str(code)

    def distance(one: str) -> tuple[bool, float, int]:
        likeness = difflib.SequenceMatcher(None, text, one).ratio()
        both_numbers = text.isascii() and text.isdigit() and one.isdigit()
        # A municipality's code given for its state's: the state comes first.
        return not text.startswith(one), -likeness, abs(int(text) - int(one)) if both_numbers else 0

    near = [one for one in sorted(codes, key=distance)[:3] if distance(one)[1] < 0]
    said = {
        "code": repr(text),
        "count": len(codes),
        "first": repr(codes[0]),
        "last": repr(codes[-1]),
        "hint": Clause("place.meant", {"codes": ", ".join(near)}) if near else "",
    }
    return refused(UnknownPlaceError, Clause("place.not_drawn", said), near)


def states(*, crs: Crs = "wgs84", detail: Detail = "print") -> GeoDataFrame:
    """Return the 32 states.

    Parameters
    ----------
    crs
        ``"wgs84"`` (EPSG:4326, degrees) or ``"inegi"`` (EPSG:6372, metres; not equal-area:
        its planar areas are off by up to a few percent).
    detail
        ``"web"`` (tolerance 1.5 km, what the browser draws) or ``"print"`` (300 m).

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``name``, ``geometry``; index ``code``, the two-digit INEGI code. A new frame at
        each call.

    Examples
    --------
    >>> states().loc["30", "name"]
    'Veracruz de Ignacio de la Llave'
    """
    return _frame("state", _known(_EPSG, crs, "crs"), _detail(detail)).copy()


def municipalities(
    state: str | None = None, *, crs: Crs = "wgs84", detail: Detail = "print"
) -> GeoDataFrame:
    """Return the 2,465 municipalities, or those of one state.

    Parameters
    ----------
    state
        Two-digit INEGI code of the state to keep; all states if not given.
    crs, detail
        As in :func:`states`.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``name``, ``geometry``; index ``code``, the five-digit INEGI code. A new frame at
        each call.

    Raises
    ------
    geoaid.errors.UnknownPlaceError
        If no state has this code; ``candidates`` are the nearest that exist.

    Examples
    --------
    >>> len(municipalities("30"))
    212
    """
    frame = _frame("municipality", _known(_EPSG, crs, "crs"), _detail(detail))
    if state is None:
        return frame.copy()
    within = frame.index.str[:2] == state
    if not within.any():
        raise unknown(state, set(frame.index.str[:2]))
    return frame[within].copy()


def context(*, crs: Crs = "wgs84", detail: Detail = "print") -> GeoDataFrame:
    """Return the neighbours that are drawn under the map, in drawing order.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``name``, ``kind`` (``"country"`` or ``"us_state"``), ``geometry``; index
        ``code``, ISO 3166. The United States lies under its four border states.
    """
    return _frame("context", _known(_EPSG, crs, "crs"), _detail(detail)).copy()


@cache
def points(level: Level) -> Mapping[str, Point]:
    """Return a point inside each unit, by code: where its circle or label goes.

    It is the centre of the largest circle inside the unit's largest part, not its main town.

    Examples
    --------
    >>> points("state")["09"].name
    'Ciudad de México'
    """
    found = _ByCode[Point]()
    for row in _rows("points.csv", level):
        lon, lat, x, y = (float(row[key]) for key in ("lon", "lat", "x", "y"))
        found[row["code"]] = Point(lon, lat, x, y, row["name"])
    return MappingProxyType(found)


@cache
def contiguity(level: Level) -> tuple[Contact, ...]:
    """Return the pairs of units that touch, each once, lower code first.

    ``border_km`` is the geodesic (GRS80) length of the shared border before any generalising.
    Pairs with 0.0 meet in points only: queen contiguity takes all pairs, rook those above 0.
    """
    return tuple(
        Contact(row["code_a"], row["code_b"], float(row["border_km"]))
        for row in _rows("contiguity.csv", level)
    )


@cache
def rings(level: Literal["state", "municipality", "context"]) -> Mapping[str, Outline]:
    """Return the print outlines by code, EPSG:6372, without loading geopandas or pyproj.

    The order is the drawing order (codes; for ``"context"`` countries before U.S. states). The
    geometry is that of ``states(crs="inegi")`` and its like, to the last digit.
    """
    import numpy as np

    layer = _layer(level)
    xy, ring_ends, part_rings, unit_parts = layer.xy, layer.rings, layer.parts, layer.units
    hole = np.ones(len(ring_ends) - 1, dtype=np.bool_)
    hole[part_rings[:-1]] = False
    hole.setflags(write=False)
    first_ring = part_rings[unit_parts]
    found = _ByCode[Outline]()
    for number, code in enumerate(layer.labels["code"]):
        a, b = first_ring[number], first_ring[number + 1]
        starts = ring_ends[a:b] - ring_ends[a]
        starts.setflags(write=False)
        found[code] = Outline(xy[ring_ends[a] : ring_ends[b]], starts, hole[a:b])
    return MappingProxyType(found)


@cache
def web_file(name: Literal["states", "municipalities", "context"]) -> bytes:
    """Return one of the browser's GeoJSON files (RFC 7946, UTF-8), uncompressed."""
    return _read(_known(_WEB_FILES, name, "web file"))


def web_file_brotli(name: Literal["states", "municipalities", "context"]) -> bytes:
    """Return the same file as :func:`web_file`, compressed with brotli at its highest quality."""
    return _read(_known(_WEB_FILES, name, "web file") + ".br")


@cache
def web_file_of(state: str) -> bytes:
    """Return the municipalities of one state as the browser gets them, GeoJSON, uncompressed.

    Raises
    ------
    geoaid.errors.UnknownPlaceError
        If no state has this code.
    """
    features = [one for one in _features("municipalities") if one["id"][:2] == state]
    if not features:
        raise unknown(state, (one["id"] for one in _features("states")))
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def bounds(state: str) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a state in degrees, its far islets left out.

    Raises
    ------
    geoaid.errors.UnknownPlaceError
        If no state has this code.

    Examples
    --------
    >>> [round(edge, 1) for edge in bounds("06")]
    [-104.7, 18.7, -103.5, 19.5]
    """
    found = _ByCode({one["id"]: one["geometry"] for one in _features("states")})[state]
    parts = found["coordinates"]
    rings_ = [part[0] for part in (parts if found["type"] == "MultiPolygon" else [parts])]
    boxes = [
        (min(xs), min(ys), max(xs), max(ys)) for xs, ys in (zip(*r, strict=True) for r in rings_)
    ]
    sizes = [(east - west) * (north - south) for west, south, east, north in boxes]
    # Islands that would make the state itself small on its map are left to the sea.
    kept = [box for box, size in zip(boxes, sizes, strict=True) if size > max(sizes) / 50]
    return (
        min(box[0] for box in kept),
        min(box[1] for box in kept),
        max(box[2] for box in kept),
        max(box[3] for box in kept),
    )


@cache
def _features(name: Literal["states", "municipalities"]) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(web_file(name))["features"]
    return features


def metadata() -> dict[str, Any]:
    """Return what is known of every file: source, edition, licence, recipe, errors, SHA-256."""
    found: dict[str, Any] = json.loads(_read("metadata.json"))
    return found


@cache
def credits() -> tuple[str, ...]:  # noqa: A001 - the word the field uses; the builtin is for shells
    """Return the credit lines, one a source, INEGI's first."""
    return tuple(source["credit"] for source in metadata()["sources"].values())


class _Layer(NamedTuple):
    """One layer of ``print.npz``: GeoArrow offsets, coordinates in metres, names and codes."""

    xy: NDArray[np.float64]
    rings: NDArray[np.int64]
    parts: NDArray[np.int64]
    units: NDArray[np.int64]
    labels: dict[str, list[str]]


@cache
def _layer(level: str) -> _Layer:
    import numpy as np

    _known(_WEB_LAYERS, level, "level")
    with np.load(_path("print.npz"), allow_pickle=False) as packed:
        header = json.loads(packed["header"].tobytes())
        xy = packed[f"{level}_xy"] / header["units_per_metre"]
        xy.setflags(write=False)
        rings_, parts, units = (
            packed[f"{level}_{key}"].astype(np.int64) for key in ("rings", "parts", "units")
        )
    return _Layer(xy, rings_, parts, units, header["layers"][level])


@cache
def _frame(level: str, epsg: int, detail: str) -> GeoDataFrame:
    import geopandas
    import pandas as pd
    import shapely

    if detail == "web":
        source, (labels, shapes) = _EPSG["wgs84"], _web_layer(level)
    else:
        layer = _layer(level)
        source, labels = _EPSG["inegi"], layer.labels
        offsets = (layer.rings, layer.parts, layer.units)
        shapes = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, layer.xy, offsets)
    columns = {key: labels[key] for key in ("name", "kind") if key in labels}
    frame = geopandas.GeoDataFrame(
        columns, geometry=shapes, index=pd.Index(labels["code"], name="code"), crs=source
    )
    return frame if source == epsg else frame.to_crs(epsg)


def _web_layer(level: str) -> tuple[dict[str, list[str]], Any]:
    import shapely

    body = _read(_WEB_FILES[_WEB_LAYERS[level]])
    features = json.loads(body)["features"]
    keys = features[0]["properties"]
    labels = {key: [one["properties"][key] for one in features] for key in keys}
    labels["code"] = [one["id"] for one in features]
    return labels, shapely.get_parts(shapely.from_geojson(body))


def _rows(name: str, level: str) -> list[dict[str, str]]:
    _known({"state": 1, "municipality": 1}, level, "level")
    with _path(name).open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["level"] == level]


def _detail(detail: str) -> str:
    return _known({"web": "web", "print": "print"}, detail, "detail")


def _known(options: Mapping[str, _V], chosen: str, what: str) -> _V:
    try:
        return options[chosen]
    except KeyError:
        msg = f"geoaid.shapes has no {what} {chosen!r}: expected one of {', '.join(options)}"
        raise BundleError(msg) from None


def _path(name: str) -> Path:
    path = folder("shapes") / name
    if not path.is_file():
        raise refused(BundleError, Clause("bundle.file", {"path": path}))
    return path


def _read(name: str) -> bytes:
    return _path(name).read_bytes()
