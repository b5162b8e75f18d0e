"""Whole journeys, as the readers of the page make them, and the page's own agreement with its sources."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

import geoaid
from geoaid import ledger as ledgers
from geoaid import places
from geoaid.findings import findings, status_text
from geoaid.mapspec.state import spec_of
from geoaid.view import View
from tests.browser import Visit

pytestmark = pytest.mark.xdist_group("page-2")

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def query(page):
    return {key: value[0] for key, value in parse_qs(urlsplit(page.url).query).items()}


def test_a_journalist_finds_veracruz_compares_it_and_takes_the_picture(visit):
    one = visit()
    page = one.open()
    page.fill("#input-search", "veracrus")
    page.wait_for_selector("#found [role=option]")
    page.click("#found [role=option]:has-text('Veracruz') >> nth=0")
    one.settled()
    assert query(page) == {"place": "30"}
    assert "Documented programmes: 6" in page.inner_text("#chosen")
    page.fill("#input-search", "guerrero")
    page.wait_for_selector("#found [role=option]:has-text('Guerrero')")
    page.keyboard.press("Enter")
    one.settled()
    page.click("#records button[data-toggle=compare]")
    one.settled()
    assert "Guerrero" in page.inner_text("#compare")
    assert "Guerrero" in page.inner_text(".bars-count")
    page.click("details.export summary:has-text('Export')")
    with page.expect_download() as got:
        page.click("a[data-export=png]")
    picture = got.value.path().read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert got.value.suggested_filename == "geoaid_programmes_state.png"
    # The picture is of the view on the page.
    assert b"compare=30,12" in picture
    page.click("summary:has-text('Cite')")
    cited = page.inner_text("details:has(> summary:has-text('Cite'))")
    assert ledgers.bundled().sha256[:12] in cited
    assert "compare=30" in cited


def test_an_auditor_goes_from_a_colour_down_to_the_source(visit):
    one = visit()
    page = one.open()
    page.locator("path[data-code='30']").focus()
    name = page.get_attribute("path[data-code='30']", "aria-label")
    assert name == "Veracruz, 6 documented programmes, class 2 of 5"
    page.keyboard.press("Enter")
    one.settled()
    page.click("#chosen a")
    titles = page.locator("#record-list button[data-record], #record-list [data-record]")
    assert titles.count() >= 8
    page.click("#record-list :text('Academy for federal and state prison staff')")
    one.settled()
    assert query(page)["record"] == "P-VERACAD"
    card = page.inner_text("#section-records")
    record = next(row for row in ledgers.bundled().rows if row["id"] == "P-VERACAD")
    source = ledgers.bundled().sources[record["source_id"]]
    for words in (
        source["title"], "P-VERACAD", "P-PRISON14", "Xalapa", "opening of the document", "not recorded",
    ):  # fmt: skip
        assert words in card, words
    links = page.eval_on_selector_all(
        "#section-records a[href^=http]", "(all) => all.map((one) => one.href)"
    )
    assert source["url"] in links
    # Its parent opens its own card, and Back returns to this one.
    page.click("#section-records [data-record='P-PRISON14'] >> nth=0")
    one.settled()
    assert query(page)["record"] == "P-PRISON14"
    page.go_back()
    one.settled()
    assert query(page)["record"] == "P-VERACAD"


def test_the_keyboard_alone_is_enough(visit):
    one = visit()
    page = one.open()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.dataset.code") == "30"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    one.settled()
    assert query(page) == {"place": "21"}
    page.keyboard.press("Enter")
    page.wait_for_selector("#map[data-inside='217']")
    one.settled()
    page.keyboard.press("Escape")
    one.settled()
    page.wait_for_timeout(400)
    assert query(page) == {}
    # No trap: the Tab key leaves the map and comes to the end of the page.
    seen = set()
    for _ in range(260):
        page.keyboard.press("Tab")
        at = page.evaluate(
            "() => { const one = document.activeElement; const box = one.getBoundingClientRect();"
            " return [one === document.body, one.closest('section[id]')?.id, box.width * box.height]; }"
        )
        if at[0]:
            break
        assert at[2] > 0, "the keyboard stands on something that nobody sees"
        seen.add(at[1])
    assert {"section-analysis", "section-records", "section-ranking"} <= seen


def test_a_phone_in_spanish(visit):
    one = visit(width=360, locale="es-MX", has_touch=True, is_mobile=True)
    page = one.open()
    top = page.locator("#map").bounding_box()["y"]
    assert top < 120  # the map first
    assert page.inner_text("#headline") == findings(geoaid.stats(View(lang="es"))).headline
    assert not page.is_visible("#controls")
    page.tap("#open-controls")
    page.wait_for_timeout(400)
    assert page.is_visible("#controls")
    assert page.get_attribute("#open-controls", "aria-expanded") == "true"
    page.tap("#controls button[data-value=amount]")
    one.settled()
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    assert not page.is_visible("#controls")
    assert page.evaluate("() => document.activeElement.id") == "open-controls"
    assert query(page) == {"measure": "amount"}
    area = page.locator("path[data-code='08']").bounding_box()
    page.touchscreen.tap(area["x"] + area["width"] * 0.45, area["y"] + area["height"] * 0.5)
    one.settled()
    assert query(page)["place"] == "08"
    assert "Chihuahua" in page.inner_text("#chosen")
    page.tap("#chosen [data-drill]")
    page.wait_for_selector("#map[data-inside='67']")
    one.settled()
    assert page.inner_text("#crumbs").split("\n") == ["México", "Chihuahua"]
    assert page.evaluate(OVERFLOW) <= 0
    page.tap("#crumbs button")
    one.settled()
    assert "within" not in query(page)


STATES = {
    "first screen": "",
    "in a state": "?level=municipality&within=30&place=30087",
    "side by side": "?panel=pair",
    "a record": "?record=P-VERACAD",
    "no record": "?program_area=counter_terrorism",
    "need": "?layer=bivariate&panel=need",
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_in_any_state_of_the_page(browser, site, name, theme):
    lang = "es" if theme == "dark" else "en"
    one = Visit(browser, site, bypass_csp=True, color_scheme=theme, locale=f"{lang}-MX")
    page = one.open(STATES[name])
    page.evaluate(
        "() => document.getElementById('section-analysis').scrollIntoView({ behavior: 'instant' })"
    )
    one.settled()
    page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
    for summary in page.locator("summary:visible").all()[:3]:
        summary.evaluate("(one) => { one.parentElement.open = true; }")
    page.wait_for_timeout(300)
    results = Axe().run(page)
    one.context.close()
    assert results.violations_count == 0, results.generate_report()


# A link inside a sentence may be as low as its line (WCAG 2.2, 2.5.8).
SMALL = """() => [...document.querySelectorAll('button, summary, select, input, a[href]')]
    .filter((one) => one.offsetParent && !one.closest('.unseen, p, dd, h1, #map'))
    .map((one) => [one.innerText || one.id, one.getBoundingClientRect()])
    .filter(([, box]) => box.height && (box.height < 24 || box.width < 24)).map(([words]) => words)"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", STATES)
def test_what_is_pressed_is_large_enough_to_be_hit(visit, name, width):
    one = visit(width=width)
    page = one.open(STATES[name])
    page.evaluate(
        "() => document.getElementById('section-analysis').scrollIntoView({ behavior: 'instant' })"
    )
    one.settled()
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("name", STATES)
def test_nothing_is_lost_at_320_pixels(visit, name):
    one = visit(width=320)
    page = one.open(STATES[name])
    one.settled()
    assert page.evaluate(OVERFLOW) <= 0
    if name == "first screen":
        beyond = page.locator("#ranking .table").evaluate(
            "(one) => one.scrollWidth - one.clientWidth"
        )
        assert beyond <= 0


VIEWS = [
    View(),
    View(measure="amount", split="population", years="2010-2020"),
    View(measure="programmes_per_100k", program_area="rule_of_law", lang="es"),
    View(level="municipality", measure="amount"),
    View(level="municipality", within="19"),
]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.query() or "first screen")
def test_what_the_page_shows_is_what_its_files_and_its_figures_say(visit, view):
    one = visit(locale="en-US")
    page = one.open("?" + view.query())
    one.settled()
    stats = geoaid.stats(view)
    by_code = {place.code: place for place in stats.places}
    # The file that the page offers.
    address = page.get_attribute("a[data-export=csv]", "href")
    table = page.request.get(one.site + address).text().removeprefix("\ufeff")
    exported = {row["code"]: row for row in csv.DictReader(io.StringIO(table))}
    shown = page.evaluate(
        """() => [...document.querySelectorAll('#ranking tbody tr')].map((row) => {
            const cells = row.querySelectorAll('td');
            return [row.querySelector('[data-place]').dataset.place, row.querySelector('td.value')?.innerText || '']; })"""
    )
    assert {code for code, _ in shown} <= set(exported)
    for code, value in shown:
        place = by_code[code]
        if not value:
            assert exported[code]["status"] not in ("value", "zero") or place.value is None
            continue
        assert value == status_text(stats, place)
        assert float(exported[code]["value"]) == place.value
    # Labels on the map begin with the place and end with its figure.
    for words in page.locator(".map-label:visible b").all_inner_texts():
        named = [
            p
            for p in (*stats.spotlight, *stats.compare, *stats.places)
            if words.startswith(places.get(p.code).short)
        ]
        assert named, words
        told = re.sub(r"[^0-9.]", "", words.removeprefix(places.get(named[0].code).short))
        if view.measure == "programmes" and told:
            assert int(told) in {p.programmes for p in named}
    if not view.within:
        assert page.inner_text("#headline") == findings(stats).headline
    assert page.inner_text("#alt").startswith(spec_of(stats, ledgers.bundled()).title)


def test_the_sheet_of_choices_is_a_dialog_reached_first(visit):
    one = visit(width=360)
    page = one.open()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.id") == "open-controls"
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name="Choices")
    assert sheet.get_attribute("aria-modal") == "true"
    # Nothing else on the page is there meanwhile, for the keyboard or a screen reader.
    within_reach = "(all) => all.filter((one) => !one.closest('[inert], #controls')).length"
    assert page.eval_on_selector_all("a, button, [tabindex]", within_reach) == 0
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.id") == "open-controls"
    assert page.get_by_role("dialog").count() == 0
    assert page.locator("[inert]").count() == 0
