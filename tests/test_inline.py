"""The map inside the page: the live map's fills, places and words, small enough to come first."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import brotli
import pytest

from geoaid import shapes
from geoaid.answer import answer
from geoaid.mapspec import STATUS_STYLES, MapSpec, mapspec
from geoaid.render import inline, mercator, spots
from geoaid.render.live import BOUNDS, paint
from geoaid.view import View

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = [
    View(),
    View(measure="amount", split="none", lang="es"),
    View(layer="bivariate", need="poverty"),
    View(years="2015-2016", measure="amount"),
    View(level="municipality"),
    View(level="municipality", measure="amount"),
]
NASTY = '"><script>alert(1)</script>&\'"'


@pytest.fixture(params=VIEWS, ids=lambda view: view.query() or "default")
def spec(request: pytest.FixtureRequest) -> MapSpec:
    return mapspec(answer(request.param))


def _areas(root: ET.Element) -> dict[str, ET.Element]:
    return {
        one.attrib["data-code"]: one for one in root.iter(f"{SVG}path") if "data-code" in one.attrib
    }


def test_every_area_has_the_fill_of_the_live_map(spec: MapSpec) -> None:
    root = ET.fromstring(inline.svg(spec))
    patterns = {one.attrib["id"] for one in root.iter(f"{SVG}pattern")}
    painted, drawn = paint(spec), _areas(root)
    if spec.view.level == "state":
        assert len(drawn) == 32
    for code, (class_, status, _) in painted["areas"].items():
        if spec.view.level == "municipality" and status == "no_record":
            assert code not in drawn  # as its ground says
            continue
        if not mercator.shape("municipalities" if len(code) == 5 else "states", code).path:
            assert code not in drawn  # the live map has no outline of it either
        elif class_:
            assert drawn[code].attrib["fill"] == painted["colours"][class_ - 1]
        elif STATUS_STYLES[status][1] == "none":
            assert drawn[code].attrib["fill"] == STATUS_STYLES[status][0]
        else:
            assert drawn[code].attrib["fill"] == f"url(#first-{status})"
            assert f"first-{status}" in patterns


def test_it_is_small_enough_for_the_first_page(spec: MapSpec) -> None:
    assert len(brotli.compress(inline.svg(spec).encode(), quality=5)) <= 24_000


def _first(path: str) -> tuple[float, float]:
    found = re.match(r"m(-?\d+) ?(-?\d+)", path)
    assert found
    return float(found[1]), float(found[2])


def test_places_lie_where_web_mercator_has_them() -> None:
    (south, west), (north, east) = BOUNDS
    assert mercator.position(west, north) == (0, 0)
    assert mercator.position(east, south) == pytest.approx((mercator.WIDTH, mercator.HEIGHT), abs=1)
    # The formula of Leaflet's EPSG:3857, over pixels of a world that is 256 x 2^zoom wide.
    world = mercator.WIDTH * 360 / (east - west)

    def pixel(lon: float, lat: float) -> tuple[float, float]:
        sine = math.sin(math.radians(lat))
        y = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
        return world * (lon + 180) / 360, world * y

    left, top = pixel(west, north)
    for code, point in shapes.points("state").items():
        x, y = pixel(point.lon, point.lat)
        assert mercator.position(point.lon, point.lat) == pytest.approx(
            (x - left, y - top), abs=1e-3
        )
        rings = mercator.shape("states", code).rings
        assert (
            min(ring[:, 0].min() for ring in rings)
            < x - left
            < max(ring[:, 0].max() for ring in rings)
        )
        assert _first(mercator.shape("states", code).path) == tuple(rings[0][0])


def test_neighbours_share_their_borders() -> None:
    def vertices(code: str) -> set[tuple[int, int]]:
        return {tuple(xy) for ring in mercator.shape("states", code).rings for xy in ring.tolist()}

    assert len(vertices("30") & vertices("21")) > 50  # Veracruz and Puebla


def test_names_and_values_stand_beside_their_places() -> None:
    root = ET.fromstring(inline.svg(mapspec(answer(View()))))
    words = [one.text for one in root.iter(f"{SVG}text")]
    # Once for a desktop's page, once for a phone's, which leaves out the second line.
    assert words.count("Tijuana 6") == words.count("Veracruz 6") == 2
    assert words.count("1 of 212 municipalities named") == 1
    bare = ET.fromstring(inline.svg(mapspec(answer(View())), with_labels=False))
    assert not list(bare.iter(f"{SVG}text"))


def test_the_label_of_veracruz_stands_in_the_gulf() -> None:
    root = ET.fromstring(inline.svg(mapspec(answer(View()))))
    label = next(one for one in root.iter(f"{SVG}text") if one.text == "Veracruz 6")
    x, y = float(label.attrib["x"]), float(label.attrib["y"])
    west, south = mercator.position(-97.7, 20)
    assert west < x
    assert y < south


def test_hostile_names_are_text() -> None:
    spec = mapspec(answer(View()))
    labels = tuple(replace(one, text=NASTY, detail=NASTY) for one in spec.labels)
    spec = replace(spec, labels=labels, alt=NASTY)
    made = inline.drawing(spec, more=lambda _: {"data-name": NASTY}).svg
    root = ET.fromstring(made)
    assert not list(root.iter(f"{SVG}script"))
    assert root.attrib["aria-label"] == NASTY
    assert {one.attrib["data-name"] for one in _areas(root).values()} == {NASTY}
    assert NASTY in [one.text for one in root.iter(f"{SVG}text")]


def test_what_is_too_much_for_the_page_is_left_to_the_live_map() -> None:
    spec = mapspec(answer(View(level="municipality")))
    one = next(area for area in spec.areas if area.class_)
    codes = mercator.codes("municipalities")
    many = replace(spec, areas=tuple(replace(one, code=code) for code in codes))
    made = inline.drawing(many)
    root = ET.fromstring(made.svg)
    assert made.left_out
    assert len(_areas(root)) + made.left_out == len(codes)
    assert root.attrib["data-left-out"] == str(made.left_out)
    assert inline.drawing(spec).left_out == 0


def test_ids_of_two_maps_do_not_meet() -> None:
    spec = mapspec(answer(View(measure="amount", split="none")))
    ids = [
        set(re.findall(r' id="([^"]+)"', inline.svg(spec, prefix=name))) for name in ("a-", "b-")
    ]
    assert ids[0]
    assert not ids[0] & ids[1]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_on_a_phone_the_label_of_veracruz_goes_on_two_lines_before_it_covers_a_state(lang) -> None:
    spec = mapspec(answer(View(measure="amount", split="none", lang=lang)))
    [spot] = [one for one in spots.spots(spec, inline.NARROW) if one.label.code == "30"]
    assert [spot.head, *spot.more] == ["Veracruz", spot.label.text.removeprefix("Veracruz ")]
