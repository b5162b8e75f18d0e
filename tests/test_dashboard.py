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
    # What is set against the spotlight is blue wherever it stands, on white to be seen on any class.
    outline = page.locator(".leaflet-geoaid-outlines-pane path")
    assert [outline.nth(i).get_attribute("stroke") for i in range(2)] == ["#ffffff", "#1c4f7c"]
    blue = "rgb(28, 79, 124)"
    for part, name in ((".map-label.against b", "color"), (".bars i.other", "backgroundColor")):
        assert page.locator(part).first.evaluate(f"(one) => getComputedStyle(one).{name}") == blue
    legend = page.inner_text("#legend")
    assert "Highlighted: Tijuana, Ciudad Juárez and Monterrey" in legend
    assert "Compared: Veracruz" in legend
    assert page.locator("#legend .sizes").inner_text().split() == ["1", "6"]
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


def test_a_place_chosen_again_stays_chosen(visit):
    one = visit()
    page = one.open()
    circle = page.locator("path.circle[data-of='02004']")
    for _ in range(2):
        circle.click()
        one.settled()
        assert parse_qs(urlsplit(page.url).query) == {"place": ["02004"]}
    area = page.locator("path[data-code='08']")
    for _ in range(2):
        area.click(position={"x": 60, "y": 110})
        one.settled()
        assert parse_qs(urlsplit(page.url).query) == {"place": ["08"]}
        page.wait_for_timeout(500)  # two clicks, not a double click
    assert page.is_visible("#chosen")


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
    assert not page.is_visible(".export .menu")
    assert page.evaluate("() => document.activeElement.textContent") == "Export"
    page.wait_for_function("() => document.getElementById('announced').textContent")
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
    page.click("#chosen .close")
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
    # Another measure has bars of its own, on its own scale.
    page.click(".controls [data-field=measure][data-value=amount]")
    one.settled()
    assert page.inner_text("#bars h2") == (
        "Amount with a named place: 3 cities against all of Veracruz"
    )
    shown = [re.sub(r"\s+", " ", bar) for bar in page.locator(".bars li:visible").all_inner_texts()]
    assert shown[-1] == "All of Veracruz documented, no US$ figure"
    page.click(".controls [data-field=measure][data-value=programmes_per_100k]")
    one.settled()
    assert page.locator(".bars li:visible b").first.inner_text() == "0.16"


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


def test_what_is_pointed_at_on_the_map_is_said_in_full_and_inside_it(visit):
    page = visit().open()
    frame = page.locator("#map").bounding_box()
    tip = page.locator(".leaflet-tooltip")
    for code, words in (
        ("02004", "Tijuana, Baja California\n6 documented programmes"),
        ("08037", "Ciudad Juárez, Chihuahua\n6 documented programmes"),
        ("08019", "Chihuahua, Chihuahua\n2 documented programmes"),
    ):
        page.hover(f"path.circle[data-of='{code}']")
        page.wait_for_function("() => document.querySelectorAll('.leaflet-tooltip').length === 1")
        assert tip.inner_text() == words
        box = tip.bounding_box()
        assert box["y"] >= frame["y"]
        assert box["x"] >= frame["x"]
    page.hover("path[data-code='30']", position={"x": 58, "y": 94})
    page.wait_for_function("() => document.querySelectorAll('.leaflet-tooltip').length === 1")
    assert tip.inner_text() == ("Veracruz\n6 documented programmes\n1 of 212 municipalities named")


def test_a_finger_gets_the_places_card_and_no_second_one(visit):
    one = visit(width=390, has_touch=True, is_mobile=True)
    page = one.open()
    page.tap("path.circle[data-of='19039']")
    one.settled()
    assert "Monterrey" in page.inner_text("#chosen")
    assert page.locator(".leaflet-tooltip:visible").count() == 0


@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_is_clicked_does_not_move_away_under_the_pointer(visit, lang):
    one = visit(width=1366)
    page = one.open(f"?lang={lang}")
    for name in ("amount", "share", "amount_per_100k", "programmes_per_100k", "programmes"):
        chip = page.locator(f".controls [data-field='measure'][data-value='{name}']")
        before = chip.bounding_box()
        chip.click()
        one.settled()
        after = chip.bounding_box()
        assert abs(after["y"] - before["y"]) <= 4
        assert abs(after["x"] - before["x"]) <= 4


@pytest.mark.parametrize("down", [20, 640])
def test_the_menu_of_exports_opens_where_it_is_seen_whole(visit, down):
    one = visit()
    page = one.open()
    page.set_viewport_size({"width": 1366, "height": 768})
    one.settled()
    page.evaluate(
        """(y) => scrollBy({ top: document.querySelector('details.export').getBoundingClientRect().top - y,
            behavior: 'instant' })""",
        down,
    )
    one.settled()  # the analysis below is filled now
    page.click("summary:has-text('Export')")
    menu = page.locator(".menu:visible").bounding_box()
    assert menu["y"] >= 0
    assert menu["y"] + menu["height"] <= 768
    for ending in ("png", "xlsx"):
        link = page.locator(f"[data-export={ending}]")
        box = link.bounding_box()
        at = f"[{box['x'] + 20}, {box['y'] + 9}]"
        assert (
            page.evaluate(f"() => document.elementFromPoint(...{at}).closest('a').dataset.export")
            == ending
        )


def top(page, name):
    """Where a section stands once the page has come to rest."""
    rest = """(id) => { const now = Math.round(document.getElementById(id).getBoundingClientRect().top);
        const same = window.stood === now; window.stood = now; return same && !document.querySelector('[aria-busy]'); }"""
    page.wait_for_function(rest, arg=f"section-{name}", polling=300)
    return page.evaluate("(id) => document.getElementById(id).getBoundingClientRect().top", f"section-{name}")  # fmt: skip


@pytest.mark.parametrize(
    ("query", "link", "name"),
    [
        ("?place=30&panel=pair", "#chosen [href='#section-records']", "records"),
        ("?panel=concentration#section-compare", "", "compare"),
    ],
)
def test_a_link_to_a_section_lands_on_it_at_once(visit, query, link, name):
    one = visit()
    page = one.open(query)
    if link:
        page.click(link)
    page.wait_for_function("() => document.getElementById('panel-body').dataset.panel")
    assert 0 <= top(page, name) < 20


def test_a_reader_who_scrolls_on_is_not_brought_back(visit):
    page = visit().open("?panel=concentration")
    page.click("nav [href='#section-ranking']")
    page.mouse.wheel(0, -400)
    page.wait_for_function("() => document.getElementById('panel-body').dataset.panel")
    assert abs(top(page, "ranking")) > 100


def test_print_shows_the_whole_map(visit):
    one = visit()
    page = one.open("?place=30")
    one.settled()
    page.emulate_media(media="print")
    # The width of A4.
    page.set_viewport_size({"width": 794, "height": 1123})
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(200)
    frame = page.locator("#map").bounding_box()
    assert abs(frame["width"] - 794) < 4
    for part in (".tagline", "#chosen h2"):
        assert page.is_visible(part)
    assert page.inner_text("#address").startswith(one.site)
    assert page.inner_text("#address").endswith("place=30&lang=en")
    # Neither buttons nor a panel that nobody asked for.
    for part in (".sheet-bar", "#chosen .close", "#section-analysis"):
        assert not page.is_visible(part)
    for code in ("02", "31"):
        area = page.locator(f"path[data-code='{code}']").bounding_box()
        assert area["x"] >= frame["x"]
        assert area["x"] + area["width"] <= frame["x"] + frame["width"]
    assert not page.is_visible(".controls")


def test_a_place_found_leads_on_to_its_records_and_letting_go_of_it_is_said(visit):
    one = visit()
    page = one.open()
    page.fill("#input-search", "monterrey")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('#chosen h2')")
    assert page.evaluate("() => document.activeElement.textContent") == "Monterrey, Nuevo León"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent").startswith("See the")
    page.keyboard.press("Escape")
    page.wait_for_function(
        "() => document.getElementById('announced').textContent === 'No place is chosen now.'"
    )


def light(colour):
    """Relative luminance (WCAG 2.2) of a colour as ``#rrggbb`` or ``rgb(r, g, b)``."""
    hexes = re.findall("[0-9a-f]{2}", colour[1:]) if colour.startswith("#") else None
    parts = [int(one, 16) for one in hexes] if hexes else map(int, re.findall(r"\d+", colour)[:3])
    linear = [
        x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4
        for x in (p / 255 for p in parts)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


SURFACES = ("paper", "ground", "hover", "marked", "against", "filled", "track", "notice")
TOKENS = """(names) => { const style = getComputedStyle(document.documentElement);
    return names.map((name) => style.getPropertyValue('--' + name).trim()); }"""


def test_the_ring_of_the_keyboard_is_seen_on_every_ground(visit):
    one = visit()
    page = one.open()
    fills = {fill for fill in one.fills().values() if fill.startswith("#")}
    for theme in ("light", "dark"):
        for wish in ("no-preference", "more"):
            page.emulate_media(color_scheme=theme, contrast=wish)
            ring, dark, pale, *grounds = page.evaluate(
                TOKENS, ["focus", "focus-dark", "focus-light", *SURFACES]
            )
            assert min(contrast(ring, ground) for ground in grounds) >= (7 if wish == "more" else 3)
            for fill in (*fills, "#eef3f7", "#e7e5df"):
                assert max(contrast(dark, fill), contrast(pale, fill)) >= 3
        example = page.evaluate(
            "() => getComputedStyle(document.getElementById('input-search'), '::placeholder').color"
        )
        assert contrast(example, grounds[0]) >= 4.5


GROUND = "(one) => getComputedStyle(one).backgroundColor"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_forced_colours_what_is_chosen_and_what_a_class_is_are_seen(visit, theme):
    page = visit(forced_colors="active", color_scheme=theme).open()
    classes = page.eval_on_selector_all(
        "#legend .swatch:not(.outline)",
        "(all) => all.map((one) => getComputedStyle(one).backgroundColor)",
    )
    assert len(set(classes)) == len(classes) > 4
    for chosen, other in (
        (
            ".chip[data-field=measure][aria-pressed=true]",
            ".chip[data-field=measure][aria-pressed=false]",
        ),
        ("[role=tab][aria-selected=true]", "[role=tab][aria-selected=false]"),
        (".bars .track i", ".bars .track"),
    ):
        grounds = [page.locator(one).first.evaluate(GROUND) for one in (chosen, other)]
        assert grounds[0] != grounds[1]


def test_every_table_has_a_name_and_no_two_parts_the_same_heading(visit):
    page = visit().open()
    headings = page.eval_on_selector_all("main h2", "(all) => all.map((one) => one.textContent)")
    assert len(set(headings)) == len(headings)
    names = page.eval_on_selector_all(
        "main table",
        "(all) => all.map((one) => [one.caption && one.caption.textContent,"
        " one.closest('[role=region]').getAttribute('aria-label')])",
    )
    assert {"Places compared", "Places by rank", "Recorded money by flow"} <= {
        name for name, _ in names
    }
    assert all(caption == region for caption, region in names)


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


def test_where_the_map_was_moved_to_is_in_the_address_and_comes_back(visit):
    one = visit()
    page = one.open("?within=30&level=municipality")
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
