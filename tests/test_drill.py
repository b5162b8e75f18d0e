"""Into a state and back: its municipalities on the page, in the address and in every file."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from geoaid import ledger as ledgers
from geoaid import shapes
from geoaid.answer import answer
from geoaid.errors import UnknownPlaceError
from geoaid.mapspec.state import state_spec
from geoaid.render import Job, render
from geoaid.view import View

INSIDE = View(level="municipality", within="30")
page_group = pytest.mark.xdist_group("page")


def query(page):
    return {key: value[0] for key, value in parse_qs(urlsplit(page.url).query).items()}


def inside(one, count):
    """Wait until so many municipalities are drawn."""
    one.settled()
    one.page.wait_for_function(
        f"() => document.querySelectorAll('.leaflet-geoaid-inside-pane path').length === {count}"
    )
    one.page.wait_for_timeout(400)
    return one.page


def focused(page):
    return page.evaluate("() => document.activeElement.dataset.code")


# ---- the files ----


def test_the_file_of_a_state_holds_its_municipalities_and_no_other():
    whole = json.loads(shapes.web_file("municipalities"))["features"]
    for state in ("30", "09"):
        found = json.loads(shapes.web_file_of(state))["features"]
        assert found == [one for one in whole if one["id"].startswith(state)]
    with pytest.raises(UnknownPlaceError):
        shapes.web_file_of("33")


def test_a_state_is_framed_without_its_far_islands():
    west, south, _, _ = shapes.bounds("06")  # Colima, whose Socorro lies 600 km out
    assert west > -105
    assert south > 18
    west, _, east, north = shapes.bounds("30")
    point = shapes.points("state")["30"]
    assert west < point.lon < east
    assert north > 22


@pytest.mark.parametrize("ending", ["csv", "geojson"])
def test_data_files_of_a_state_hold_what_its_map_shows(ending):
    made = render(Job.of(INSIDE), ending)
    if ending == "geojson":
        codes = [one["id"] for one in json.loads(made)["features"]]
        assert len(codes) == 212
    else:
        codes = [row["code"] for row in csv.DictReader(io.StringIO(made.decode("utf-8-sig")))]
        expected = [one.code for one in answer(INSIDE).places if one.code.startswith("30")]
        assert codes == expected
    assert all(code.startswith("30") for code in codes)


def test_a_printed_map_of_a_state_is_its_own_page():
    made = render(Job.of(INSIDE), "svg").decode()
    assert "Documented programmes by municipality in Veracruz" in made
    assert 'id="locator"' in made


def test_the_file_to_open_offline_shows_the_country_and_opens_on_the_state(browser, tmp_path):
    (tmp_path / "map.html").write_bytes(render(Job.of(INSIDE), "html"))
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_timeout(500)
    seen = page.evaluate(
        """() => { const b = map_geoaid.getBounds();
        return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"""
    )
    page.close()
    west, south, east, north = shapes.bounds("30")
    assert seen[0] < west
    assert seen[1] < south
    assert seen[2] > east
    assert seen[3] > north
    assert seen[3] - seen[1] < 2 * (north - south)


# ---- the page ----


@page_group
def test_from_the_country_to_a_record_and_back(visit):
    one = visit()
    page = one.open()
    assert not page.is_visible("#crumbs")
    with page.expect_response("**/municipalities-30.geojson") as got:
        page.locator("path[data-code='30']").dblclick(position={"x": 58, "y": 94})
    assert len(got.value.json()["features"]) == 212
    inside(one, 212)
    # What was said of the place under the pointer does not stay when the pointer goes.
    page.mouse.move(5, 5)
    page.wait_for_selector(".leaflet-tooltip", state="detached")
    assert query(page) == {"within": "30", "level": "municipality"}
    assert page.inner_text("#crumbs").split("\n") == ["Mexico", "Veracruz"]
    spec = state_spec(INSIDE, ledgers.bundled(), "30")
    assert page.inner_text("#headline") == spec.findings.headline
    xalapa = page.locator(".leaflet-geoaid-inside-pane path[data-code='30087']")
    assert xalapa.get_attribute("fill") == spec.colour(spec.areas[0])
    assert page.get_attribute("path[data-code='20']", "fill") == "#efece6"
    named = page.locator("#ranking tbody tr").all_inner_texts()
    assert len(named) == len(spec.areas)
    assert "211 other municipalities" in page.inner_text("#ranking")
    xalapa.focus()
    page.keyboard.press("Enter")
    one.settled()
    assert page.inner_text("#crumbs").split("\n") == ["Mexico", "Veracruz", "Xalapa", "Records"]
    assert "Xalapa" in page.inner_text("#records h3")
    page.click("#crumbs a")
    assert page.url.endswith("#section-records")
    # Back goes the way that the reader came.
    page.go_back()
    page.go_back()
    inside(one, 212)
    assert query(page) == {"within": "30", "level": "municipality"}
    page.go_back()
    one.settled()
    assert "within" not in query(page)
    assert page.locator(".leaflet-geoaid-inside-pane path").count() == 0
    assert page.get_attribute("path[data-code='20']", "fill") != "#efece6"
    page.go_forward()
    inside(one, 212)
    page.click("#crumbs button:has-text('Mexico')")
    one.settled()
    assert query(page) == {}


@page_group
def test_the_keyboard_goes_in_and_comes_back(visit):
    one = visit()
    page = one.open()
    page.locator("path[data-code='29']").focus()
    page.keyboard.press("Enter")
    one.settled()
    assert query(page) == {"place": "29"}
    page.keyboard.press("Enter")
    inside(one, 60)
    assert query(page) == {"within": "29", "level": "municipality"}
    start = focused(page)
    assert start.startswith("29")
    page.keyboard.press("ArrowUp")
    assert focused(page) not in (start, None)
    page.keyboard.press("Enter")
    one.settled()
    assert query(page)["place"] == focused(page)
    page.keyboard.press("Escape")
    one.settled()
    assert "place" not in query(page)
    page.keyboard.press("Escape")
    one.settled()
    page.wait_for_timeout(300)
    assert query(page) == {}
    assert focused(page) == "29"


@page_group
def test_one_stop_for_the_tab_key_and_arrows_to_every_state(visit):
    page = visit().open()
    stops = page.locator("#map path[tabindex='0']")
    assert stops.count() == 1
    assert stops.get_attribute("data-code") == "30"
    stops.focus()
    seen, edge = {"30"}, ["30"]
    while edge:
        code = edge.pop()
        for key in ("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"):
            page.evaluate("(code) => geoaid.stand(code)", code)
            page.keyboard.press(key)
            if focused(page) not in seen:
                seen.add(focused(page))
                edge.append(focused(page))
    assert len(seen) == 32
    page.evaluate("() => geoaid.stand('08')")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "05"
    assert page.locator("#map path[tabindex='0']").count() == 1


@page_group
def test_the_map_is_passed_in_one_step_and_reached_by_the_first_link(visit):
    page = visit().open()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "30"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "21"
    size = "() => document.activeElement.getBoundingClientRect().width"
    before = page.evaluate(size)
    page.keyboard.press("+")
    page.wait_for_function(f"(before) => ({size})() > 1.3 * before", arg=before)
    assert focused(page) == "21"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.title") == "Zoom in"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "21"
    page.keyboard.press("Shift+Tab")
    assert not page.evaluate("() => Boolean(document.activeElement.closest('#map'))")


@page_group
def test_an_address_opens_inside_a_state(visit):
    one = visit(locale="es-MX")
    page = one.open("?within=02&level=municipality&measure=amount&place=02004")
    inside(one, 5)
    assert page.inner_text("#crumbs").split("\n") == [
        "México",
        "Baja California",
        "Tijuana",
        "Registros",
    ]
    assert not [url for url in one.asked if url.endswith("/municipalities.geojson")]
    name = page.get_attribute(".leaflet-geoaid-inside-pane path[data-code='02004']", "aria-label")
    assert name.startswith("Tijuana, Monto")
    page.click("button[data-clear^=within]")
    one.settled()
    assert query(page) == {"measure": "amount", "place": "02004"}


@page_group
def test_a_municipality_found_is_marked_and_can_be_seen_in_its_state(visit):
    one = visit()
    page = one.open("?place=30193")
    one.settled()
    assert page.locator("path.pin").count() == 2
    page.click("#chosen [data-drill]")
    inside(one, 212)
    assert query(page) == {"place": "30193", "within": "30", "level": "municipality"}
    assert page.locator("path.pin").count() == 0


# ---- linked views ----


@page_group
def test_a_place_pointed_at_is_marked_everywhere(visit):
    one = visit()
    page = one.open()
    page.hover("#ranking button[data-place='30']")
    page.wait_for_selector(".leaflet-geoaid-focus-pane path")
    assert page.locator("#compare tr.lit").count() == 1
    assert page.locator(".bars-count li.lit").inner_text().startswith("All of Veracruz")
    assert page.locator("#headline button.lit").inner_text() == "Veracruz"
    page.hover(".credits")
    assert page.locator(".lit").count() == 0
    page.locator("path[data-code='08']").hover(position={"x": 60, "y": 110})
    assert page.locator("#ranking tr.lit th").inner_text() == "Chihuahua"
    # A chart as well, both ways.
    page.evaluate(
        "() => document.getElementById('section-analysis').scrollIntoView({ behavior: 'instant' })"
    )
    page.wait_for_selector("#panel-body .chart .point[data-code='19']")
    one.settled()
    page.hover("#compare button[data-place='19']")
    chart = page.locator("#panel-body .chart .point[data-code='19']").first
    assert "lit" in chart.get_attribute("class")
    chart.hover()
    assert page.locator("#compare tr.lit th").inner_text().startswith("Nuevo León")
    assert page.locator(".leaflet-geoaid-focus-pane path").count() == 1
    page.click("#headline button:has-text('Monterrey')")
    one.settled()
    assert query(page) == {"place": "19039"}


@page_group
def test_the_legend_points_at_a_class(visit):
    one = visit()
    page = one.open()

    def faint():
        return page.locator(".leaflet-states-pane path[fill-opacity='0.18']").count()

    legend = page.locator("#legend button[data-class='1']")
    legend.hover()
    assert faint() == 32 - 11
    page.hover(".credits")
    assert faint() == 0
    legend.click()
    page.hover(".credits")
    assert legend.get_attribute("aria-pressed") == "true"
    assert faint() == 32 - 11
    legend.click()
    page.hover(".credits")
    assert faint() == 0
