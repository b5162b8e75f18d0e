"""The served page in a real browser: painted, followed, restored, quiet, and nothing from outside."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from geoaid.answer import answer
from geoaid.findings import findings
from geoaid.mapspec import mapspec
from geoaid.view import View
from tests.browser import PAINTED, Visit

pytestmark = pytest.mark.xdist_group("page")


def expected_fills(view):
    spec = mapspec(answer(view))
    return {
        area.code: spec.colour(area) if area.class_ else f"url(#status-{area.status})"
        for area in spec.areas
    }


def test_the_first_screen(visit):
    one = visit()
    page = one.open()
    assert one.fills() == expected_fills(View())
    words = findings(answer(View()))
    assert page.inner_text("#headline") == words.headline
    assert page.inner_text("#hedge") == words.hedge
    sizes = page.evaluate(
        "() => ['headline', 'hedge'].map((id) => getComputedStyle(document.getElementById(id)).fontSize)"
    )
    assert sizes[0] == sizes[1]
    labels = page.locator(".map-label b").all_inner_texts()
    assert labels == ["Tijuana 6", "Monterrey 6", "Ciudad Juárez 6", "Veracruz 6"]
    assert page.inner_text(".map-label.against span") == "1 of 212 municipalities named"
    assert page.locator(".leaflet-geoaid-circles-pane path").count() == 47
    assert page.locator(".leaflet-geoaid-circles-pane path.spotlight").count() == 3
    outline = page.locator(".leaflet-geoaid-outlines-pane path")
    assert outline.count() == 1
    assert outline.get_attribute("stroke") == "#c2410c"
    assert words.coverage in page.inner_text("#coverage")
    bars = page.locator(".bars-count li").all_inner_texts()
    assert [re.sub(r"\s+", " ", bar) for bar in bars] == [
        "Tijuana 6", "Monterrey 6", "Ciudad Juárez 6", "All of Veracruz 6",
    ]  # fmt: skip


def test_labels_do_not_lie_on_each_other(visit):
    page = visit().open()
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.map-label')].map((box) => {
            const r = box.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; })"""
    )
    assert len(boxes) == 4
    for index, a in enumerate(boxes):
        for b in boxes[index + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_a_filter_changes_the_colours_the_finding_and_the_address(visit):
    one = visit()
    page = one.open()
    page.click("button[data-field=measure][data-value=amount]")
    one.settled()
    assert one.fills() == expected_fills(View(measure="amount"))
    assert page.inner_text("#headline") == findings(answer(View(measure="amount"))).headline
    assert parse_qs(urlsplit(page.url).query) == {"measure": ["amount"]}
    page.click("button[data-field=flow][data-value=planned]")
    page.click("button[data-field=flow][data-value=delivered]")
    page.select_option("select[data-field=years][data-part=first]", "2012")
    page.select_option("select[data-field=years][data-part=last]", "2018")
    one.settled()
    view = View(measure="amount", flow="planned,delivered", years="2012-2018")
    assert one.fills() == expected_fills(view)
    page.go_back()
    page.go_back()
    page.go_back()
    page.go_back()
    page.go_back()
    one.settled()
    assert one.fills() == expected_fills(View())
    pressed = page.get_attribute(
        "button[data-field=measure][data-value=programmes]", "aria-pressed"
    )
    assert pressed == "true"


def test_a_change_of_the_drawing_asks_for_the_drawing_alone(visit):
    one = visit()
    page = one.open()
    one.settled()
    one.asked.clear()
    page.click("button[data-field=measure][data-value=amount]")
    one.settled()
    assert len(one.asked) == 1, one.asked
    assert "_dash-update-component" in one.asked[0]
    # Records are asked for where others are in view.
    page.click("button[data-field=flow][data-value=planned]")
    one.settled()
    assert [url for url in one.asked if "/records?" in url]


def test_a_click_and_enter_select_a_place_and_show_its_records(visit):
    one = visit()
    page = one.open()
    page.locator("path[data-code='08']").click(position={"x": 60, "y": 110})
    one.settled()
    assert "Chihuahua" in page.inner_text("#records h3")
    assert parse_qs(urlsplit(page.url).query) == {"place": ["08"]}
    page.locator("path[data-code='30']").focus()
    page.keyboard.press("Enter")
    one.settled()
    assert "Veracruz" in page.inner_text("#records h3")
    assert page.get_attribute("path[data-code='30']", "aria-pressed") == "true"
    assert page.locator("tr.record").count() == 8
    page.click("tr.record button:has-text('Academy for federal and state prison staff')")
    card = page.locator("#record-card").inner_text()
    for words in (
        "P-VERACAD",
        "Xalapa",
        "30087",
        "P-PRISON14",
        "opening of the document",
        "not recorded",
    ):
        assert words in card
    assert page.get_attribute("#record-card a", "href").startswith("http")
    assert page.get_attribute("#record-card a", "rel") == "noopener noreferrer"
    page.click("#ranking button[data-place='19']")
    one.settled()
    assert "Nuevo León" in page.inner_text("#records h3")


def test_search_finds_a_place_without_accents_and_with_typos(visit):
    one = visit()
    page = one.open()
    page.fill("#input-search", "juares")
    page.wait_for_selector("#found [role=option]")
    assert "08037" in page.inner_text("#found")
    page.fill("#input-search", "monterrey")
    page.wait_for_function("() => document.querySelector('#found b')?.textContent === 'Monterrey'")
    page.keyboard.press("Enter")
    one.settled()
    assert "Monterrey" in page.inner_text("#records h3")


def test_the_permalink_restores_the_view(visit):
    query = "?measure=amount&split=none&k=3&palette=Greens&years=2010-2020&place=21&lang=es"
    one = visit()
    page = one.open(query)
    view = View.from_query(query)
    assert one.fills() == expected_fills(view)
    assert page.inner_text("#headline") == findings(answer(view)).headline
    assert page.evaluate("() => document.documentElement.lang") == "es"
    assert "Puebla" in page.inner_text("#records h3")
    assert page.input_value("select[data-field=k]") == "3"
    assert page.input_value("select[data-field=years][data-part=last]") == "2020"
    assert page.get_attribute("button[data-field=split][data-value=none]", "aria-pressed") == "true"


def test_municipality_level_draws_every_municipality_and_selects_one(visit):
    one = visit()
    page = one.open()
    assert not [url for url in one.asked if "municipalities.geojson" in url]
    with page.expect_response("**/municipalities.geojson") as got:
        page.click("button[data-field=level][data-value=municipality]")
    assert len(got.value.json()["features"]) == 2465
    one.settled()
    page.wait_for_function("() => document.querySelector('#map').dataset.level === 'municipality'")
    assert "(2,418)" in page.inner_text("#legend")
    page.wait_for_selector(".leaflet-municipalities-pane canvas")
    colours = page.evaluate(
        """() => { const canvas = document.querySelector('.leaflet-municipalities-pane canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const found = {};
        for (let i = 0; i < data.length; i += 4) {
          const hex = '#' + [0, 1, 2].map((k) => data[i + k].toString(16).padStart(2, '0')).join('');
          found[hex] = (found[hex] || 0) + 1; }
        return found; }"""
    )
    for item in mapspec(answer(View(level="municipality"))).classes:
        assert colours.get(item.colour, 0) > 3
    page.click("#ranking button[data-place='30087']")
    one.settled()
    assert "Xalapa" in page.inner_text("#records h3")


def test_a_program_area_without_records_says_so(visit):
    page = visit().open("?program_area=counter_terrorism")
    assert page.inner_text("#headline").startswith("No document that was read records assistance")
    assert "No record" in page.inner_text("#legend")
    assert "(32)" in page.inner_text("#legend")


def test_a_bad_value_gets_a_message_and_the_page_still_opens(visit):
    page = visit().open("?k=99&colour=red")
    notice = page.inner_text("#notice")
    assert "k:" in notice
    assert "3 to 9" in notice
    assert "colour" in notice


def test_statuses_are_drawn_with_patterns_and_named(visit):
    one = visit()
    page = one.open("?measure=amount&split=none")
    fills = set(one.fills().values())
    assert {"url(#status-no_amount)", "url(#status-shared_only)"} <= fills
    for status in ("no_amount", "shared_only"):
        assert page.locator(f"pattern#status-{status} path").count() == 1
    legend = page.inner_text("#legend")
    assert "Documented, no US$ figure" in legend
    assert "Only money shared with other places" in legend
    name = page.get_attribute("path[data-code='30']", "aria-label")
    assert name.startswith("Veracruz")
    assert "documented, no US$ figure" in name


def test_the_comparison_can_be_changed(visit):
    one = visit()
    page = one.open("?place=12")
    page.click("button[data-toggle=compare]")
    one.settled()
    assert parse_qs(urlsplit(page.url).query)["compare"] == ["30,12"]
    assert page.locator("#compare tr.against").all_inner_texts()[1].startswith("Guerrero")
    assert "Guerrero 1" in page.locator(".map-label b").all_inner_texts()


def test_own_breaks_are_used_and_printed(visit):
    one = visit()
    page = one.open()
    page.click("summary:has-text('Classes and colours')")
    page.fill("#input-breaks", "2, 5, 20")
    page.keyboard.press("Enter")
    one.settled()
    assert one.fills() == expected_fills(View(scheme="user", breaks="2,5,20"))
    assert "3–5" in page.inner_text("#legend")


def test_spanish_comes_from_the_browser_and_changes_in_one_click(visit):
    one = visit(locale="es-MX")
    page = one.open()
    assert page.inner_text("#headline") == findings(answer(View(lang="es"))).headline
    page.click("button[data-field=lang][data-value=en]")
    page.wait_for_function(PAINTED)
    assert page.inner_text("#headline") == findings(answer(View())).headline
    assert parse_qs(urlsplit(page.url).query) == {"lang": ["en"]}


def test_a_phone_sees_everything_without_scrolling_sideways(visit):
    page = visit(width=360).open("?place=30&lang=es&measure=amount_per_100k")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert page.locator(".map-label:visible").count() >= 2


@pytest.mark.parametrize("query", ["?place=30", "?level=municipality&measure=amount&lang=es"])
def test_axe_finds_nothing(browser, site, query):
    # axe runs as a script in the page, which the page's own policy would refuse.
    one = Visit(browser, site, bypass_csp=True)
    page = one.open(query)
    one.settled()
    results = Axe().run(page)
    one.context.close()
    assert results.violations_count == 0, results.generate_report()


def test_exports_are_offered_for_the_view_on_the_page(visit):
    one = visit()
    page = one.open("?measure=amount")
    page.click("button[data-field=split][data-value=none]")
    one.settled()
    page.click("details.export summary")
    with page.expect_download() as got:
        page.click("a[data-export=csv]")
    assert got.value.suggested_filename == "geoaid_amount_state.csv"
    text = got.value.path().read_text(encoding="utf-8-sig")
    assert "Veracruz de Ignacio de la Llave" in text
    query = parse_qs(urlsplit(page.get_attribute("a[data-export=html]", "href")).query)
    assert query == {"measure": ["amount"], "split": ["none"], "lang": ["en"]}


def test_the_form_of_a_printed_file_is_chosen_in_the_menu(visit):
    one = visit()
    page = one.open("?measure=amount")
    page.click("details.export summary")
    assert page.locator("#export-form").is_visible()
    assert page.locator("#export-form").bounding_box()["y"] >= 0

    def forms():
        found = {}
        for ending in ("png", "svg", "pdf", "html"):
            href = page.get_attribute(f"a[data-export={ending}]", "href")
            found[ending] = parse_qs(urlsplit(href).query).get("preset")
        return found

    assert forms() == {"png": ["article"], "svg": ["article"], "pdf": ["a4"], "html": None}
    page.select_option("#export-form", "square")
    assert forms() == {"png": ["square"], "svg": ["square"], "pdf": ["square"], "html": None}
    with page.expect_download() as got:
        page.click("a[data-export=png]")
    assert got.value.suggested_filename == "geoaid_amount_state_square.png"
    with Image.open(got.value.path()) as image:
        assert image.size == (1080, 1080)
        assert image.info["geoaid:print"] == "--preset=square"


SPREAD = """() => { const [a, b] = [...document.querySelectorAll('.map-label-anchor')]
    .map((anchor) => anchor.getBoundingClientRect());
    return Math.round(Math.hypot(a.left - b.left, a.top - b.top)); }"""


def press(page, selector):
    page.locator(selector).focus()
    page.keyboard.press("Enter")


def test_the_selected_place_is_told_by_the_map(visit):
    one = visit()
    page = one.open()
    assert not page.is_visible("#chosen")
    page.locator("path[data-code='08']").click(position={"x": 60, "y": 110})
    one.settled()
    told = page.inner_text("#chosen")
    assert "Chihuahua" in told
    assert "Documented programmes: 16" in told
    assert "At least US$0" in told
    assert parse_qs(urlsplit(page.url).query) == {"place": ["08"]}
    page.click("#chosen a")
    assert page.url.endswith("#section-records")
    page.click("#chosen button")
    one.settled()
    assert not page.is_visible("#chosen")
    assert not urlsplit(page.url).query


def test_zoom_stays_when_filters_and_the_window_change(visit):
    one = visit()
    page = one.open()
    whole = page.evaluate(SPREAD)
    page.click(".leaflet-control-zoom-in")
    page.wait_for_timeout(500)
    near = page.evaluate(SPREAD)
    assert near > whole * 1.3
    page.click("button[data-field=measure][data-value=amount]")
    one.settled()
    assert page.evaluate(SPREAD) == near
    page.set_viewport_size({"width": 1000, "height": 800})
    page.wait_for_timeout(300)
    assert page.evaluate(SPREAD) == near
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click("#map .whole")
    page.wait_for_timeout(300)
    assert page.evaluate(SPREAD) == whole


def test_the_keyboard_keeps_its_place(visit):
    one = visit()
    page = one.open()
    page.locator("path[data-code='05']").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => document.activeElement.dataset.code") == "19"
    assert page.locator(".leaflet-geoaid-focus-pane path").count() == 2
    page.keyboard.press("Enter")
    one.settled()
    assert page.evaluate("() => document.activeElement.dataset.code") == "19"
    press(page, "#records button[data-toggle=compare]")
    one.settled()
    assert page.evaluate("() => document.activeElement.dataset.toggle") == "compare"
    press(page, "#records button[data-place=none]")
    one.settled()
    assert page.evaluate("() => document.activeElement.id") == "records"
    press(page, "path[data-code='19']")
    page.keyboard.press("Escape")
    one.settled()
    assert not parse_qs(urlsplit(page.url).query).get("place")


def test_the_bars_switch_stays_when_a_filter_changes(visit):
    one = visit()
    page = one.open()
    page.click("[data-bars=rate]")
    page.click("button[data-field=flow][data-value=delivered]")
    one.settled()
    assert page.is_visible(".bars-rate")
    assert page.get_attribute("[data-bars=rate]", "aria-pressed") == "true"


def test_controls_and_address_say_what_is_shown_after_a_bad_value(visit):
    one = visit()
    page = one.open("?level=galaxy&measure=amount&k=5&k=7&colour=red")
    assert parse_qs(urlsplit(page.url).query) == {"measure": ["amount"], "k": ["7"]}
    pressed = page.get_attribute("button[data-field=level][data-value=state]", "aria-pressed")
    assert pressed == "true"
    assert page.input_value("select[data-field=k]") == "7"
    assert "galaxy" in page.inner_text("#notice")
    page.click("[data-dismiss]")
    assert not page.is_visible("#notice")
    page.click("summary:has-text('Classes and colours')")
    page.fill("#input-breaks", "3, 2")
    page.keyboard.press("Enter")
    one.settled()
    assert "breaks:" in page.inner_text("#notice")
    assert page.input_value("select[data-field=scheme]") == "natural_breaks"
    assert page.locator("#notice").bounding_box()["y"] >= 0


def test_enter_in_the_search_does_not_wait_for_the_list(visit):
    one = visit()
    page = one.open()
    page.click("#input-search")
    page.keyboard.type("xalapa")
    page.keyboard.press("Enter")
    one.settled()
    assert parse_qs(urlsplit(page.url).query) == {"place": ["30087"]}
    assert page.input_value("#input-search") == ""
    page.fill("#input-search", "juarez")
    page.wait_for_selector("#found [role=option]")
    page.click("h1")
    assert not page.is_visible("#found")


def test_a_server_that_does_not_answer_is_said_and_asked_again(browser, site):
    # Chromium itself writes a failed request to the console, so this visit does not listen.
    one = Visit(browser, site)
    page = one.open()
    one.context.set_offline(True)
    page.click("button[data-field=measure][data-value=amount]")
    page.wait_for_selector("#trouble:visible")
    assert "earlier choices" in page.inner_text("#trouble")
    assert one.fills() == expected_fills(View())
    page.click("#retry")
    one.settled()
    assert page.is_visible("#trouble")
    # Once it is there again, the page goes on by itself.
    one.context.set_offline(False)
    page.wait_for_selector("#trouble", state="hidden")
    one.settled()
    assert one.fills() == expected_fills(View(measure="amount"))
    one.context.close()


def test_a_slow_answer_is_seen_to_be_awaited(visit):
    one = visit()
    page = one.open()
    held = []

    def hold(route):
        held.append(route)

    page.route("**/_dash-update-component*", hold)
    page.click("button[data-field=measure][data-value=amount]")
    page.wait_for_selector("html.busy")
    for route in held:
        route.continue_()
    page.wait_for_selector("html:not(.busy)")
    one.settled()
    assert one.fills() == expected_fills(View(measure="amount"))


def test_a_finger_scrolls_the_page_and_two_enlarge_the_map(visit):
    one = visit(width=390, has_touch=True, is_mobile=True)
    page = one.open()
    page.evaluate(
        "() => document.getElementById('map').scrollIntoView({ block: 'center', behavior: 'instant' })"
    )
    page.wait_for_timeout(200)
    hand = one.context.new_cdp_session(page)
    centre = page.locator("#map").bounding_box()
    x, y = centre["x"] + centre["width"] / 2, centre["y"] + centre["height"] / 2

    def move(steps):
        for index, points in enumerate(steps):
            kind = "touchMove" if index else "touchStart"
            named = [{"x": a, "y": b, "id": n} for n, (a, b) in enumerate(points)]
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": named})
            page.wait_for_timeout(20)
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(500)

    before, spread = page.evaluate("() => scrollY"), page.evaluate(SPREAD)
    move([[(x, y - 15 * step)] for step in range(11)])
    assert page.evaluate("() => scrollY") > before + 50
    assert page.evaluate(SPREAD) == spread
    page.evaluate(
        "() => document.getElementById('map').scrollIntoView({ block: 'center', behavior: 'instant' })"
    )
    page.wait_for_timeout(200)
    move([[(x - 20 - 6 * s, y - 20), (x + 20 + 6 * s, y + 20)] for s in range(11)])
    assert page.evaluate(SPREAD) > spread * 1.5
    assert page.evaluate("() => visualViewport.scale") == 1
    page.tap("details.export summary")
    menu = page.locator(".menu:visible").bounding_box()
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= 390


def test_a_place_that_nothing_names_says_so(visit):
    one = visit()
    page = one.open("?level=municipality&place=30193")
    assert "Absence" in page.inner_text("#chosen") or "absence" in page.inner_text("#chosen")
    # What a state has is not said by the map of municipalities.
    assert page.get_attribute("path[data-code='08']", "aria-label") == "Chihuahua"


def test_print_shows_the_whole_map(visit):
    page = visit().open()
    page.emulate_media(media="print")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(200)
    frame = page.locator("#map").bounding_box()
    assert frame["width"] <= 700
    for code in ("02", "31"):
        area = page.locator(f"path[data-code='{code}']").bounding_box()
        assert area["x"] >= frame["x"]
        assert area["x"] + area["width"] <= frame["x"] + frame["width"]
    assert not page.is_visible(".controls")


def test_on_a_phone_a_long_label_stands_in_the_sea_beside_its_state(visit):
    one = visit(width=390)
    page = one.open("?measure=amount&split=none")
    one.settled()
    label = page.locator(".map-label.against")
    assert label.inner_text().split("\n")[:2] == ["Veracruz", "(no amount)"]
    box = label.bounding_box()
    middle = box["y"] + box["height"] / 2
    for x in (box["x"], box["x"] + box["width"]):
        over = page.evaluate(
            "([x, y]) => document.elementsFromPoint(x, y).map((at) => at.dataset.code || '')",
            [x, middle],
        )
        assert not [code for code in over if len(code) == 2]


AT = "() => { const { map } = geoaid.atlas; const c = map.getCenter(); return [map.getZoom(), c.lat, c.lng]; }"


@pytest.mark.parametrize("query", ["", "?within=30&level=municipality"])
def test_where_the_map_was_moved_to_is_in_the_address_and_comes_back(visit, query):
    one = visit()
    page = one.open(query)
    one.settled()
    assert page.evaluate("location.hash") == ""
    home = page.evaluate(AT)
    page.evaluate("() => geoaid.atlas.map.setView([19.2, -96.5], 8.5, { animate: false })")
    assert page.evaluate("location.hash") == "#map=8.50/19.20/-96.50"
    assert page.evaluate("geoaid.link()").endswith("#map=8.50/19.20/-96.50")
    page.click("button[data-field=measure][data-value=amount]")
    one.settled()
    address = page.evaluate("location.href")
    assert "measure=amount" in address
    assert address.endswith("#map=8.50/19.20/-96.50")
    other = visit()
    again = other.open(address.removeprefix(f"{other.site}/"))
    other.settled()
    assert again.evaluate(AT) == pytest.approx([8.5, 19.2, -96.5], abs=0.01)
    # Files show the whole.
    assert "#" not in again.get_attribute("a[data-export=png]", "href")
    again.click("#map .whole")
    again.wait_for_function("() => location.hash === ''")
    assert again.evaluate(AT) == pytest.approx(home, abs=0.05)
