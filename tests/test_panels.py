"""The analysis on the page: opened, read, chosen from, followed by the map, and said in words."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from axe_playwright_python.sync_playwright import Axe

from geoaid import View, against_need, ledger, what_if
from geoaid.analysis.concentration import concentration
from geoaid.answer import answer
from geoaid.dashboard import analysis, create_app
from geoaid.findings.analysis import concentration_words, index
from geoaid.findings.need import need_words
from geoaid.mapspec import mapspec
from geoaid.view import PANELS

pytestmark = pytest.mark.xdist_group("page")

READY = """() => {
    const body = document.getElementById('panel-body');
    return body.dataset.panel && !body.hasAttribute('aria-busy') ? body.dataset.panel : false;
}"""


def opened(one, query=""):
    """Open a page, bring its analysis near, and wait for the panel."""
    page = one.open(query)
    page.locator("#section-analysis").scroll_into_view_if_needed()
    page.wait_for_function(READY)
    return page


def tab(page, name):
    page.locator(f"#tab-{name}").click()
    page.wait_for_function(
        f"() => document.getElementById('panel-body').dataset.panel === '{name}'"
    )
    page.wait_for_function(READY)


def address(page):
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_the_first_page_asks_for_no_panel_and_each_opens_with_its_words_chart_and_table(visit):
    one = visit()
    page = one.open()
    assert page.locator("#panel-body svg").count() == 0
    opened(one)
    lefts = "() => [...document.querySelectorAll('[role=tab]')].map((one) => one.getBoundingClientRect().left)"
    stood = page.evaluate(lefts)
    for name in PANELS:
        tab(page, name)
        # No tab moves when another is chosen.
        assert page.evaluate(lefts) == pytest.approx(stood, abs=0.5)
        assert page.locator("#panel-body .said").inner_text().endswith((".", "?"))
        assert page.locator("#chart svg .point").count() > 3
        assert page.locator("#panel-body details table tbody tr").count() > 3
        assert "nan" not in page.locator("#panel-body").inner_text().casefold().split()
        assert address(page).get("panel", "compare") == name


def test_the_figures_of_the_panel_are_those_of_the_analysis(visit):
    one = visit()
    page = opened(one, "?panel=concentration&measure=amount&grouping=sez")
    found = concentration(View(measure="amount", grouping="sez"))
    tiles = page.locator(".tiles").inner_text()
    for key in ("gini", "gini_population", "theil_between", "hhi"):
        assert index(found.figures[key]) in tiles
        assert index(found.ranges[key][1]) in tiles
    words = concentration_words(View(measure="amount", grouping="sez"), found)
    shown = page.locator("#panel-body .words p").all_inner_texts()
    assert shown == [*words.findings, words.hedge]
    rows = page.locator(".readings tbody tr").all_inner_texts()
    assert len(rows) == 5
    assert index(found.variants["inside_appropriation"]["gini"]) in rows[4]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_axe_finds_nothing_on_any_panel(visit, lang):
    one = visit(bypass_csp=True)
    page = opened(one, f"?panel={PANELS[-1]}&lang={lang}&place=30")
    for panel in PANELS:
        tab(page, panel)
        page.locator("#panel-body details").first.evaluate("one => { one.open = true; }")
        found = Axe().run(page, context="#section-analysis")
        assert found.violations_count == 0, (panel, found.generate_report())


def test_a_point_says_its_place_and_selects_it_by_mouse_and_by_keyboard(visit):
    one = visit()
    page = opened(one, "?panel=concentration")
    page.locator("#chart .point[data-code='30']").hover()
    tip = page.locator(".chart-tip")
    assert tip.inner_text().startswith("Veracruz\n6 programmes")
    for _ in range(2):  # chosen again, it stays chosen
        page.locator("#chart .point[data-code='30']").click()
        one.settled()
        assert address(page)["place"] == "30"
    assert "selected" in page.locator("#chart .point[data-code='30']").get_attribute("class")
    assert page.locator("#records h3").inner_text().startswith("Veracruz")
    # One stop for the whole chart; arrows move, Enter selects, Escape hides what is said.
    stops = page.locator("#chart .point[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    before = page.evaluate("() => document.activeElement.dataset.name")
    page.keyboard.press("ArrowRight")
    after = page.evaluate("() => document.activeElement.dataset.name")
    assert before != after
    assert tip.inner_text().startswith(after)
    page.keyboard.press("Enter")
    one.settled()
    code = page.evaluate("() => document.activeElement.dataset.code")
    assert address(page)["place"] == code
    page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_tabs_follow_the_arrow_keys(visit):
    one = visit()
    page = opened(one)
    page.locator("#tab-compare").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.getElementById('panel-body').dataset.panel === 'concentration'"
    )
    assert page.evaluate("() => document.activeElement.id") == "tab-concentration"
    page.keyboard.press("End")
    page.wait_for_function("() => document.getElementById('panel-body').dataset.panel === 'pair'")
    assert page.locator("#tab-pair").get_attribute("aria-selected") == "true"


def test_a_need_is_chosen_and_the_map_shows_it_with_assistance(visit):
    one = visit()
    page = opened(one, "?panel=need")
    page.locator("#panel-body select[data-field='need']").select_option("poverty")
    one.settled()
    view = View(need="poverty", panel="need")
    words = need_words(view, against_need(view))
    assert page.locator("#panel-body .said").inner_text() == words.findings[0]
    page.locator("#panel-body [data-field='layer'][data-value='bivariate']").click()
    one.settled()
    spec = mapspec(answer(View(need="poverty", layer="bivariate")))
    fills = one.fills()
    assert fills == {area.code: spec.colour(area) for area in spec.areas}
    assert page.locator("#headline").inner_text() == spec.findings.headline
    cell = page.locator("#legend [aria-label^='need high, assistance low']")
    assert cell.inner_text() == str(spec.classes[2].count)


def test_a_need_that_cannot_be_had_is_a_sentence_and_no_empty_box(visit):
    one = visit()
    page = opened(one, "?panel=need&need=homicides&need_years=2010-2010")
    assert "one publisher and one year alone" in page.locator("#panel-body .said").inner_text()
    assert page.locator("#chart").count() == 0
    # The choice that mends it is still there.
    assert page.locator("#panel-body select[data-field='need']").input_value() == "homicides"


def test_the_terms_of_a_what_if_change_chart_map_address_and_files(visit):
    one = visit()
    page = opened(one, "?panel=what_if")
    page.locator("#move-non_border").evaluate(
        "one => { one.value = 70; one.dispatchEvent(new Event('input', {bubbles: true}));"
        " one.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    one.settled()
    page.locator("#panel-body [data-field='layer'][data-value='what_if']").click()
    one.settled()
    assert address(page) == {"panel": "what_if", "layer": "what_if", "move_non_border": "0.7"}
    view = View(layer="what_if", move_non_border=0.7)
    spec = mapspec(answer(view))
    fills = one.fills()
    assert {code: fills[code] for code in ("15", "19", "30")} == {
        area.code: spec.colour(area) for area in spec.areas if area.code in ("15", "19", "30")
    }
    assert "not a fact" in page.locator("#legend").inner_text()
    with page.expect_download() as download:
        page.locator("[data-what-if-file='csv']").click()
    assert download.value.suggested_filename == "geoaid_what-if.csv"
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    wanted = {state.code: state.then_usd for state in what_if(view).states}
    assert {row["code"]: float(row["what_if_usd"]) for row in rows} == wanted
    page.locator("#move-reset").click()
    one.settled()
    assert "move_non_border" not in address(page)


def test_terms_that_do_not_fit_are_said(visit):
    one = visit()
    page = opened(one, "?panel=what_if&move_cap=0.05&move_non_border=0.1")
    assert "the terms cannot be met together" in page.locator("#panel-body .said").inner_text()
    assert page.locator("#move-reset").is_visible()


def test_brushed_years_keep_the_classes_of_the_map(visit):
    one = visit()
    page = opened(one, "?panel=time")
    colours = {item.label: item.colour for item in mapspec(answer(View())).classes}
    bars = page.locator("#chart .panel").first.locator(".bar")
    bars.nth(4).scroll_into_view_if_needed()
    first, last = bars.nth(4).bounding_box(), bars.nth(8).bounding_box()
    page.mouse.move(first["x"] + 4, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + 4, last["y"] + last["height"] / 2, steps=4)
    page.mouse.up()
    one.settled()
    chosen = address(page)
    assert chosen["years"] == "2012-2016"
    limits = ",".join(f"{item.high:g}" for item in mapspec(answer(View())).classes)
    assert (chosen["scheme"], chosen["breaks"]) == ("user", limits)
    assert page.locator("#chart .span").count() == 2
    narrower = mapspec(answer(View(years="2012-2016", scheme="user", breaks=limits)))
    assert [item.high for item in narrower.classes] == [
        item.high for item in mapspec(answer(View())).classes
    ]
    assert [item.colour for item in narrower.classes] == list(colours.values())
    page.locator("#panel-body [data-field='years'][data-value='all']").click()
    one.settled()
    assert "years" not in address(page)
    assert "scheme" not in address(page)
    # The keyboard does the same.
    bars.nth(2).focus()
    page.keyboard.press("Enter")
    one.settled()
    assert address(page)["years"] == "2010-2010"


def test_a_place_is_added_to_the_comparison_by_name_and_taken_out(visit):
    one = visit()
    page = opened(one)
    page.locator("#add-place").fill("oaxaca")
    page.locator("#add-place").dispatch_event("change")
    one.settled()
    assert address(page)["compare"].startswith("30,")
    assert "All of Oaxaca" in page.locator("#chart svg").text_content()
    page.locator("#panel-body [data-toggle='compare'][data-value='30']").click()
    one.settled()
    assert "30" not in address(page)["compare"].split(",")


@pytest.mark.parametrize("width", [320, 390])
def test_no_panel_is_wider_than_a_phone(visit, width):
    one = visit(width=width, locale="es-MX")
    page = opened(one)
    for name in PANELS:
        tab(page, name)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_open_panel_comes_back_with_its_address(visit):
    one = visit()
    page = opened(one, "?panel=clusters&measure=programmes_per_100k&lang=es")
    assert page.locator("#tab-clusters").get_attribute("aria-selected") == "true"
    assert "Morelos y Puebla" in page.locator("#panel-body").inner_text()


def test_a_what_if_is_heard_and_what_is_no_amount_is_said_beside_its_box(visit):
    one = visit()
    page = opened(one, "?panel=what_if")
    cap = page.locator("#move-cap")
    assert cap.get_attribute("aria-valuetext") == "100%"
    assert page.locator("#move-non_border").get_attribute("aria-valuetext") == "open"
    cap.focus()
    page.keyboard.press("PageDown")
    moved = cap.get_attribute("aria-valuetext")
    one.settled()
    assert cap.get_attribute("aria-valuetext") == moved
    assert page.locator("#move-cap + output").inner_text() == moved
    said = page.inner_text("#panel-body .said")
    page.wait_for_function(
        "(said) => document.getElementById('announced').textContent === said", arg=said
    )
    box = page.get_by_role("textbox", name="Amount to share out, US$")
    box.fill("abc")
    page.keyboard.press("Tab")
    assert box.get_attribute("aria-invalid") == "true"
    assert "no amount" in page.inner_text("#move-total-wrong")
    assert "move_total" not in address(page)
    box.fill("US$ 5,000,000")
    page.keyboard.press("Tab")
    one.settled()
    assert address(page)["move_total"] == "5000000"
    assert box.get_attribute("aria-invalid") != "true"
    assert page.evaluate("() => Boolean(document.activeElement.closest('#panel-body'))")


# ---- from the server ----


@pytest.fixture(scope="module")
def client():
    return create_app().server.test_client()


@pytest.mark.parametrize("panel", PANELS)
def test_a_chart_downloads_as_png_and_svg(client, panel):
    png = client.get(f"/chart/png?panel={panel}")
    assert png.status_code == 200
    assert png.data.startswith(b"\x89PNG")
    svg = client.get(f"/chart/svg?panel={panel}&lang=es")
    assert ET.fromstring(svg.data).tag.endswith("svg")
    assert f'filename="geoaid_{panel.replace("_", "-")}' in svg.headers["Content-Disposition"]


def test_a_chart_with_nothing_to_show_and_an_unknown_format_say_so(client):
    nothing = client.get("/chart/png?panel=concentration&years=2026&flow=appropriated")
    assert nothing.status_code == 404
    assert "nothing to show" in nothing.text
    assert client.get("/chart/gif").status_code == 404
    assert client.get("/chart/svg?panel=nonsense").status_code == 400


@pytest.mark.parametrize("width", [None, "wide", -5, 1e9, float("nan"), [1]])
def test_no_width_that_a_browser_may_send_breaks_a_panel(width):
    assert 300 <= analysis.fitting(width) <= 1000


def test_a_panel_is_small(client):
    for panel in PANELS:
        made = analysis.panel(View(panel=panel), ledger.bundled())
        assert len(json.dumps(made)) < 120_000
        assert not re.search(r"<script|javascript:", json.dumps(made["pictures"]))


def test_axe_finds_nothing_on_the_dark_page(visit):
    one = visit(bypass_csp=True, color_scheme="dark")
    page = opened(one, "?panel=concentration&place=30")
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", ground)[:3])) < 120
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    tab(page, "what_if")
    found = Axe().run(page, context="#section-analysis")
    assert found.violations_count == 0, found.generate_report()


def test_a_choice_in_force_is_a_chip_that_takes_it_back(visit):
    one = visit()
    page = one.open("?measure=amount&split=none&years=2010-2015&flow=planned,delivered")
    chips = page.locator("#active .chip")
    assert [chip.replace("\n×", "") for chip in chips.all_inner_texts()] == [
        "Amount with a named place", "Delivered or planned", "Fiscal years 2010–2015", "Not split",
    ]  # fmt: skip
    chips.nth(1).click()
    one.settled()
    assert "flow" not in address(page)
    assert (
        page.locator("[data-field='flow'][data-value='all']").get_attribute("aria-pressed")
        == "true"
    )
    page.locator("#active .chip[data-clear='years']").click()
    one.settled()
    assert address(page) == {"measure": "amount", "split": "none"}
    page.locator("#active [data-reset]").click()
    one.settled()
    assert address(page) == {}
    assert page.locator("#active").inner_text() == ""
