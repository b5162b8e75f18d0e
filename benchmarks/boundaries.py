"""The boundary files: their size on the wire, their validity, and their areas."""

from __future__ import annotations

import csv
import statistics
from typing import TYPE_CHECKING

import brotli
import shapely
from pyproj import Geod

from benchmarks.row import KB, Row, kb
from geoaid import shapes
from geoaid.bundle import folder

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

FILES = {"states": (40, 32), "municipalities": (320, 2465)}  # KB of brotli, polygons
GRS80 = Geod(ellps="GRS80")
# Percent: country, worst state, median municipality.
LIMITS = {"web": (0.1, 0.5, 2.0), "print": (0.1, 0.1, 2.0)}


def files() -> list[Row]:
    """Size, valid polygons and valid coverage of the files that the browser gets."""
    rows = []
    for name, (most_kb, count) in FILES.items():
        packed = shapes.web_file_brotli(name)
        if brotli.decompress(packed) != shapes.web_file(name):
            raise ValueError(f"{name}.geojson.br does not hold {name}.geojson")
        areas = shapely.get_parts(shapely.from_geojson(shapes.web_file(name)))
        valid = int(shapely.is_valid(areas).sum())
        coverage = bool(shapely.coverage_is_valid(areas))
        rows.append(
            Row(
                what=f"{name} file, brotli (GeoJSON, 5 decimals)",
                budget=f"<= {most_kb} KB, {count:,} valid polygons, valid coverage",
                reached=f"{kb(len(packed))}, {valid:,} of {len(areas):,} valid, "
                f"{'valid' if coverage else 'INVALID'} coverage",
                met=len(packed) <= most_kb * KB and valid == len(areas) == count and coverage,
            )
        )
    return rows


def areas() -> list[Row]:
    """Geodesic areas of all units against those of INEGI's boundaries before generalising."""
    published = {
        "state": _column("need/state_indicators.csv", "state_code", "value", "area_km2"),
        "municipality": _column("need/municipal_catalog.csv", "mun_code", "area_km2_geodesic"),
    }
    written = {
        "web": shapes.metadata()["files"]["municipalities.geojson"]["area_errors"],
        "print": shapes.metadata()["files"]["print.npz"]["area_errors"],
    }
    rows = []
    for detail, limits in LIMITS.items():
        state = _errors(shapes.states(detail=detail), published["state"])
        municipality = _errors(shapes.municipalities(detail=detail), published["municipality"])
        country = abs(state.pop("country"))
        municipality.pop("country")
        worst = max(state, key=lambda code: abs(state[code]))
        median = statistics.median(abs(error) for error in municipality.values())
        found = (country, abs(state[worst]), median)
        noted = [
            written[detail][key]
            for key in ("country_percent", "worst_state_percent", "median_municipality_percent")
        ]
        rows.append(
            Row(
                what=f"areas after generalising, {detail} files, measured anew (GRS80)",
                budget="Mexico {:g} %, every state {:g} %, median municipality {:g} %".format(
                    *limits
                ),
                reached="{:.3f} %, {:.3f} % ({}), {:.2f} %".format(*found[:2], worst, median),
                peer="metadata.json: {:.3f} %, {:.3f} %, {:.2f} %".format(*noted),
                met=all(error <= limit for error, limit in zip(found, limits, strict=True)),
            )
        )
    return rows


def _column(path: str, code: str, value: str, indicator: str = "") -> dict[str, float]:
    with (folder("data") / path).open(encoding="utf-8", newline="") as lines:
        return {
            row[code]: float(row[value])
            for row in csv.DictReader(lines)
            if row[value] and row.get("indicator", "") == indicator
        }


def _errors(frame: GeoDataFrame, published: dict[str, float]) -> dict[str, float]:
    """Percent by which each unit's area, and their sum, differ from the published."""
    found = {
        code: abs(GRS80.geometry_area_perimeter(shape)[0]) / 1e6
        for code, shape in frame.geometry.items()
        if code in published
    }
    whole = sum(found.values()) / sum(published[code] for code in found) - 1
    return {code: 100 * (area / published[code] - 1) for code, area in found.items()} | {
        "country": 100 * whole
    }
