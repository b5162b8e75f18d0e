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
from tests.browser import PAINTED, Visit

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
    assert got.value.suggested_filename == "geoaid_programmes_state_article.png"
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


def phone(visit):
    one = visit(width=360, locale="es-MX", has_touch=True, is_mobile=True)
    one.page.set_viewport_size({"width": 360, "height": 740})
    return one


def test_the_sheet_of_a_phone_shows_the_map_and_gives_way_to_what_is_found(visit):
    one = phone(visit)
    page = one.open()
    page.evaluate("() => scrollTo({ top: 1500, behavior: 'instant' })")
    page.tap("#open-controls")
    page.wait_for_timeout(400)
    # Most of the map stands above the sheet, so that a change is seen.
    shown, sheet = page.locator("#map").bounding_box(), page.locator("#controls").bounding_box()
    assert shown["y"] >= 0
    assert sheet["y"] - shown["y"] > 0.6 * shown["height"]
    page.tap("#controls button[data-value=amount]")
    one.settled()
    assert page.is_visible("#controls")
    page.tap("#see-map")
    page.wait_for_timeout(400)
    assert not page.is_visible("#controls")
    assert abs(page.locator("#map").bounding_box()["y"]) < 2
    page.tap("#open-controls")
    page.fill("#input-search", "oaxaca")
    page.wait_for_selector("#found [role=option]")
    page.tap("#found [role=option] >> nth=0")
    one.settled()
    page.wait_for_timeout(400)
    assert not page.is_visible("#controls")
    card = page.locator("#chosen").bounding_box()
    assert abs(page.locator("#map").bounding_box()["y"]) < 2
    assert card["y"] + card["height"] < 740
    assert page.inner_text("#chosen h2") == "Oaxaca"
    assert page.evaluate("() => document.activeElement.dataset.code") == "20"


def test_back_on_a_phone_closes_the_sheet_first_and_then_goes_through_the_views(visit):
    one = phone(visit)
    page = one.open()
    page.evaluate("() => scrollTo({ top: 900, behavior: 'instant' })")
    page.tap("#open-controls")
    page.tap("#controls button[data-value=amount]")
    one.settled()
    page.tap("#controls button[data-field=flow][data-value=planned]")
    one.settled()
    page.go_back()
    page.wait_for_timeout(400)
    assert not page.is_visible("#controls")
    assert query(page) == {"measure": "amount", "flow": "planned"}
    assert page.evaluate("() => scrollY") == 900  # where the reader was
    page.go_back()
    one.settled()
    assert query(page) == {"measure": "amount"}
    # Closed by its cross it leaves no step behind; nor does another language.
    page.tap("#open-controls")
    page.tap(".sheet-head .close")
    page.wait_for_timeout(300)
    page.tap("[data-field=lang][data-value=en]")
    page.wait_for_url("**lang=en**")
    page.wait_for_function(PAINTED)
    assert query(page) == {"measure": "amount", "lang": "en"}
    page.go_back()
    page.wait_for_function(PAINTED)
    assert query(page) == {}


# Whether a row's name lies where the table's box begins.
STUCK = """(row) => { const [name, box] = [row.querySelector('th'), row.closest('.table')].map((one) => one.getBoundingClientRect());
    return Math.abs(name.left - box.left) < 2; }"""


def test_tables_on_a_phone_keep_their_names_and_mark_the_place_chosen(visit):
    one = phone(visit)
    page = one.open("?place=20&panel=need")
    # Every section can be gone to, and the bar with the choices ends no line of the page.
    box = page.locator(".top nav").bounding_box()
    assert all(
        link.bounding_box()["x"] + link.bounding_box()["width"] <= box["x"] + box["width"]
        for link in page.locator(".top nav a").all()
    )
    page.evaluate(
        "() => document.getElementById('section-analysis').scrollIntoView({ behavior: 'instant' })"
    )
    page.wait_for_selector("#panel-body details tr.chosen-row")
    one.settled()
    row = page.locator("#panel-body details tr.chosen-row")
    assert row.inner_text().startswith("Oaxaca")
    assert row.get_attribute("aria-current") == "true"
    table = page.locator("#panel-body details .table")
    assert table.inner_text().count("por 100,000") == 1  # the unit, in the header
    table.evaluate("(one) => { one.scrollLeft = 150; }")
    assert row.evaluate(STUCK)
    # No box within the page: the first rows and the chosen one, then all.
    assert table.evaluate("(one) => one.scrollHeight - one.clientHeight") <= 1
    ranking = page.locator("#ranking tbody tr:visible")
    assert ranking.count() == 13
    assert ranking.last.inner_text().split("\n")[0].split("\t")[1] == "Oaxaca"
    page.tap("#ranking [data-more]")
    assert ranking.count() == 32
    assert not page.is_visible("#ranking [data-more]")
    page.evaluate("() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    end, bar = page.locator("#credits").bounding_box(), page.locator(".sheet-bar").bounding_box()
    assert end["y"] + end["height"] <= bar["y"]


def test_the_row_of_a_place_chosen_comes_into_sight_in_its_table(visit):
    one = visit()
    page = one.open("?place=12")
    one.settled()
    row = page.locator("#ranking tr.chosen-row").bounding_box()
    table = page.locator("#ranking .table").bounding_box()
    assert table["y"] < row["y"] < table["y"] + table["height"] - row["height"]
    assert page.evaluate("() => scrollY") == 0


def test_a_place_on_a_phone_is_briefed_on_and_shared_beside_the_map(visit):
    one = phone(visit)
    page = one.page
    page.add_init_script("navigator.share = async (told) => { window.told = told; };")
    one.open("?place=20")
    assert page.title().startswith("Oaxaca: ")
    for ending in ("pdf", "docx"):
        link = page.locator(f"#chosen a[data-brief={ending}]")
        assert "place=20" in link.get_attribute("href")
        assert link.bounding_box()["y"] < 740
    page.tap("#share")
    told = page.evaluate("() => window.told")
    assert told["url"].endswith("/?place=20&lang=es")
    assert told["text"] == page.inner_text("#headline")
    page.evaluate("() => geoaid.select('30087')")
    one.settled()
    assert page.title().startswith("Xalapa, Veracruz: ")
    menu = page.locator(".menu a[data-place-brief]")
    assert all("Xalapa" in words for words in menu.all_text_contents())
    page.evaluate("() => geoaid.select('none')")
    one.settled()
    assert page.title().startswith("geoaid: ")
    assert menu.evaluate_all("(all) => all.every((one) => one.hidden)")
    # A record: its row says little, its card opens in sight, and closing leads back to the row.
    row = page.locator("tr.record").nth(10)
    row.scroll_into_view_if_needed()
    assert row.bounding_box()["height"] < 110
    assert page.locator("tr.record").count() == 20
    row.locator("[data-record]").tap()
    one.settled()
    head = page.locator("#record-card h3").bounding_box()
    assert 0 < head["y"] < 300
    assert page.evaluate("() => document.activeElement.id") == "record-title"
    page.tap("#record-card .close")
    assert row.evaluate("(one) => one.contains(document.activeElement)")
    assert -1 < row.bounding_box()["y"] < 700


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


@pytest.mark.parametrize("name", STATES)
def test_what_is_pressed_is_large_enough_to_be_hit(visit, name):
    one = visit()
    page = one.open(STATES[name])
    page.evaluate(
        "() => document.getElementById('section-analysis').scrollIntoView({ behavior: 'instant' })"
    )
    one.settled()
    assert page.evaluate(SMALL) == []
    page.set_viewport_size({"width": 360, "height": 900})
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
        # The ranking tells neighbours apart: money to the dollar, rates with more decimals.
        if view.measure == "programmes_per_100k":
            assert float(value) == pytest.approx(place.value, abs=0.001)
            assert float(exported[code]["value"]) == place.value
            continue
        money = view.measure == "amount" and place.status == "value"
        assert value == (f"US${place.value:,.0f}" if money else status_text(stats, place))
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
