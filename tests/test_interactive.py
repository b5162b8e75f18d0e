"""The offline file, opened in Chromium with the network off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

import folium
import pytest

import geoaid
from geoaid import places, records, shapes, text
from geoaid.mapspec import ACCENT, AGAINST
from geoaid.render import Job, interactive, panel, switch
from geoaid.view import View
from tests import hostile

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from geoaid.ledger import Ledger

STATES = View()
MONEY = View(measure="amount", split="none")
MUNICIPALITIES = View(level="municipality", measure="amount", lang="es")
NOTHING = View(program_area="counter_terrorism", place="30")

Opener = Callable[..., "Page"]


@cache
def written(view: View) -> bytes:
    """The view's file, written once for all tests that look at it."""
    return interactive.html(Job.of(view))


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens a view's file by its path, offline; fails on any console message or request."""
    heard: list[str] = []
    contexts = []

    def open_(view: View, ledger: Ledger | None = None, width: int = 1280) -> Page:
        path = tmp_path / "map.html"
        path.write_bytes(
            written(view) if ledger is None else interactive.html(Job.of(view, ledger))
        )
        size = {"width": width, "height": 900 if width > 500 else 800}
        context = browser.new_context(viewport=size, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: heard.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-drawn]")
        assert heard.pop(0) == path.as_uri()
        return page

    yield open_
    for context in contexts:
        context.close()
    assert heard == []


def fills(page: Page, pane: str) -> dict[str, str]:
    """Fill by code of everything that a reader can reach in a pane."""
    return page.eval_on_selector_all(
        f".leaflet-{pane}-pane path[data-code]",
        "nodes => Object.fromEntries(nodes.map(n => [n.dataset.code, n.getAttribute('fill')]))",
    )


@pytest.mark.parametrize("view", [STATES, MONEY, NOTHING], ids=["programmes", "money", "nothing"])
def test_every_state_is_painted_as_the_spec_says(opened: Opener, view: View) -> None:
    page, spec = opened(view), Job.of(view).spec
    patterns = {status.status for status in spec.statuses if status.pattern != "none"}
    expected = {
        area.code: f"url(#status-{area.status})" if area.status in patterns else spec.colour(area)
        for area in spec.areas
    }
    assert fills(page, "overlay") == expected
    for status in patterns:
        ground = page.locator(f"pattern#status-{status} rect").get_attribute("fill")
        assert ground == next(one.colour for one in spec.statuses if one.status == status)
    for path in page.locator(".leaflet-overlay-pane path[data-code]").all()[:3]:
        box = path.bounding_box()
        assert box is not None
        assert box["width"] > 5


def test_named_municipalities_are_circles_with_area_by_programmes(opened: Opener) -> None:
    page, spec = opened(STATES), Job.of(STATES).spec
    found = fills(page, "circles")
    assert {code for code, fill in found.items() if fill == ACCENT} == set(STATES.spotlight)
    assert set(found) == {circle.code for circle in spec.circles}
    widths = {
        circle.programmes: page.locator(
            f".leaflet-circles-pane path[data-code='{circle.code}']"
        ).evaluate("node => node.getBBox().width")
        for circle in spec.circles
    }
    few, many = min(widths), max(widths)
    assert (widths[many] / widths[few]) ** 2 == pytest.approx(many / few, rel=0.05)


@pytest.mark.parametrize("width", [1280, 390])
def test_labels_stand_on_the_map_apart_from_each_other(opened: Opener, width: int) -> None:
    page, spec = opened(STATES, width=width), Job.of(STATES).spec
    labels = page.locator(".geoaid-label")
    assert labels.locator("b").all_text_contents() == [label.text for label in spec.labels]
    frame = page.locator(".frame").bounding_box()
    boxes = [label.bounding_box() for label in labels.all()]
    for number, a in enumerate(boxes):
        assert a["x"] >= frame["x"]
        assert a["x"] + a["width"] <= frame["x"] + frame["width"]
        for b in boxes[:number]:
            apart_x = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
            apart_y = a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
            assert apart_x or apart_y


@pytest.mark.parametrize(
    "view", [STATES, MONEY, MUNICIPALITIES, NOTHING], ids=["state", "money", "mun", "nothing"]
)
def test_legend_names_every_class_and_status(opened: Opener, view: View) -> None:
    page, spec = opened(view), Job.of(view).spec
    lines = page.locator(".legend li").all_inner_texts()
    for item in (*spec.classes, *spec.statuses):
        assert f"{item.label} ({item.count:,})" in [" ".join(line.split()) for line in lines]
    assert page.locator(".legend h2").inner_text() == spec.legend_title
    swatches = page.locator(".legend li.class rect")
    assert [one.get_attribute("fill") for one in swatches.all()] == [
        one.colour for one in spec.classes
    ]


@pytest.mark.parametrize("view", [STATES, MUNICIPALITIES], ids=["en", "es"])
def test_page_says_what_the_figure_says(opened: Opener, view: View) -> None:
    page, job = opened(view), Job.of(view)
    spec, said = job.spec, page.locator("body").inner_text()
    words = spec.findings
    for sentence in (spec.title, words.headline, words.hedge, words.coverage, *words.notes):
        assert sentence in said
    assert all(credit in said for credit in spec.credits)
    assert spec.data_line in said
    assert "geoaid map -o map" in said
    assert page.title() == spec.title
    assert page.locator("html").get_attribute("lang") == view.lang
    assert page.locator(".frame").get_attribute("aria-label") == text.t(view.lang, "html.map")
    assert page.locator("#alt").text_content() == spec.alt


def test_pointing_tells_bounds_in_words(opened: Opener) -> None:
    page = opened(MONEY)
    point = shapes.points("state")["02"]
    x, y = page.evaluate(
        f"""() => {{
            const at = map_geoaid.latLngToContainerPoint([{point.lat}, {point.lon}]);
            const frame = map_geoaid.getContainer().getBoundingClientRect();
            return [at.x + frame.x, at.y + frame.y];
        }}"""
    )
    page.mouse.move(x, y)
    tip = page.locator(".leaflet-tooltip").inner_text()
    place = Job.of(MONEY).answer.place("02")
    assert "Baja California" in tip
    assert "Only money shared with other places" in tip
    assert f"{place.programmes} documented programmes" in tip
    low, high = (text.money("en", usd) for usd in (place.at_least_usd, place.at_most_usd))
    bounds = f"At least {low}, at most {high}, of the money that documents tie to named places"
    assert bounds in tip


def test_enter_opens_the_records_behind_a_place(opened: Opener) -> None:
    page = opened(STATES)
    page.locator("path[data-code='30']").focus()
    page.keyboard.press("Enter")
    behind = records.behind(Job.of(STATES).ledger, STATES, "30")
    shown = page.locator("#panel")
    assert shown.locator("h2").inner_text() == "Veracruz"
    assert page.evaluate("document.activeElement.textContent") == "Veracruz"
    assert shown.locator("li b").all_text_contents() == [one.row["title"] for one in behind]
    links = shown.locator("li a")
    assert links.count() > 0
    for link in links.all():
        assert "noopener" in str(link.get_attribute("rel"))
        assert str(link.get_attribute("href")).startswith("http")
    shown.get_by_role("button", name="Close").click()
    assert shown.locator("li").count() == 0
    assert page.evaluate("document.activeElement.dataset.code") == "30"


def test_click_on_a_circle_opens_its_municipality(opened: Opener) -> None:
    page = opened(STATES)
    page.locator(".leaflet-circles-pane path[data-code='19039']").click()
    assert page.locator("#panel h2").inner_text() == "Monterrey, Nuevo León"
    assert page.locator("#panel li").count() == len(
        records.behind(Job.of(STATES).ledger, STATES, "19039")
    )


def test_selected_place_of_the_view_is_open_from_the_start(opened: Opener) -> None:
    page = opened(NOTHING)
    said = page.locator("#panel").inner_text()
    assert "Veracruz" in said
    assert "No record in this view names this place." in said


def test_municipalities_are_all_there_and_the_named_ones_can_be_reached(opened: Opener) -> None:
    page, spec = opened(MUNICIPALITIES), Job.of(MUNICIPALITIES).spec
    assert set(fills(page, "overlay")) == {area.code for area in spec.areas}
    drawn = page.evaluate("geo_json_areas.getLayers().length + geo_json_others.getLayers().length")
    assert drawn == 2465
    page.evaluate("() => void geo_json_others.getLayers()[0].fire('click')")
    assert page.locator("#panel h2").inner_text() == "Aguascalientes, Aguascalientes"
    assert page.locator("#panel li").count() == 0


def test_outline_of_the_compared_state_is_drawn(opened: Opener) -> None:
    page = opened(View(compare="30,20"))
    outlines = page.locator(f".leaflet-outlines-pane path[stroke='{AGAINST}']")
    assert outlines.count() == 2
    assert all(one.get_attribute("fill") == "none" for one in outlines.all())


def test_hostile_texts_are_shown_and_do_nothing(opened: Opener) -> None:
    page = opened(View(place="30"), hostile.ledger())
    shown = page.locator("#panel li b").all_text_contents()
    assert sorted(shown) == sorted(hostile.TITLES)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#panel img, #panel script").count() == 0
    addresses = {link.get_attribute("href") for link in page.locator("#panel li a").all()}
    assert "https://example.org/report" in addresses
    assert all(str(address).startswith("https://example.org/") for address in addresses)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_page_fits_a_phone(opened: Opener) -> None:
    page = opened(MUNICIPALITIES, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    frame = page.locator(".frame").bounding_box()
    assert frame["width"] == 390
    assert frame["height"] >= 280


def test_figures_stand_in_a_table_that_needs_no_script(browser: Browser, tmp_path: Path) -> None:
    job = Job.of(MONEY)
    path = tmp_path / "map.html"
    path.write_bytes(interactive.html(job))
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    rows = page.locator("tbody tr")
    assert rows.count() == 32
    veracruz = rows.filter(has_text="Veracruz").text_content()
    context.close()
    assert text.t("en", "status.no_amount") in str(veracruz)


@pytest.mark.parametrize(
    ("view", "budget"), [(STATES, 500_000), (MUNICIPALITIES, 1_000_000)], ids=["state", "mun"]
)
def test_file_is_small_whole_and_the_same_each_time(view: View, budget: int) -> None:
    content = interactive.html(Job.of(view))
    assert len(content) <= budget
    assert content == interactive.html(Job.of(view))
    page = content.decode()
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", page)
    assert "sourceMappingURL" not in page
    assert page.count("<script>") == 3
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#x27;none&#x27;")
    assert policy[1].count("sha256-") == 3
    assert "unsafe-eval" not in policy[1]


@pytest.mark.parametrize("code", ["30", "02", "19039", "09"])
def test_records_of_the_panel_are_those_behind_the_place(code: str) -> None:
    job = Job.of(STATES)
    said = panel.panel(job, lambda one: places.get(one).short)
    titles = [said["records"][number][0] for number in said["places"].get(code, {})["records"]]
    behind = records.behind(job.ledger, STATES, code)
    assert titles == [record.row["title"] for record in behind]


def test_notebook_gets_the_same_page_and_save_writes_it(tmp_path: Path) -> None:
    made = geoaid.map(STATES)
    path = made.save(tmp_path / "map.html")
    assert path.read_bytes() == interactive.html(Job.of(STATES, name="map.html"))
    assert isinstance(made.folium(), folium.Map)
    shown = made._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert not [name for name in ("jsdelivr", "jquery", "cdnjs") if name in shown]


MANY = View(
    compare="30,31", spotlight="02004,14039,28027", years="2010-2014", program_area="rule_of_law"
)


def test_page_and_figure_agree_on_circles(opened: Opener) -> None:
    """Where even the largest circle stands for few programmes, it is small in both."""
    from geoaid.render import cartography

    spec = Job.of(MANY).spec
    assert {circle.programmes for circle in spec.circles} == {1}
    page = opened(MANY)
    code = spec.circles[0].code
    width = page.locator(f".leaflet-circles-pane path[data-code='{code}']").evaluate(
        "node => node.getBBox().width"
    )
    share = cartography.largest_radius(spec) / cartography.LARGEST_MM
    assert width == pytest.approx(2 * 11 * share, abs=0.1)


def test_legend_and_map_show_highlighted_places_without_a_circle(opened: Opener) -> None:
    page, spec = opened(MANY), Job.of(MANY).spec
    legend = " ".join(page.locator(".legend").inner_text().split())
    assert "Highlighted: Tijuana, Guadalajara and Nuevo Laredo" in legend
    assert "Compared: Veracruz and Yucatán" in legend
    circled = {circle.code for circle in spec.circles}
    dots = [one for one in spec.labels if len(one.code) > 2 and one.code not in circled]
    assert dots
    drawn = page.locator(".leaflet-circles-pane path:not([data-code])")
    assert drawn.count() == len(dots)


def test_subtitle_begins_with_a_capital_and_a_range_stays_together(opened: Opener) -> None:
    page = opened(MANY)
    said = page.locator(".subtitle")
    assert said.inner_text() == "Rule of law; fiscal years 2010–2014"
    assert said.locator(".nb").inner_text() == "2010–2014"
    assert said.locator(".nb").evaluate("node => getComputedStyle(node).whiteSpace") == "nowrap"


def test_finding_is_of_one_colour(opened: Opener) -> None:
    page = opened(MUNICIPALITIES)
    strong = page.locator(".finding strong")
    ink = strong.evaluate("node => getComputedStyle(node).color")
    inner = strong.locator(".nb")
    assert inner.count() > 0
    assert inner.first.evaluate("node => getComputedStyle(node).color") == ink


def test_a_class_without_places_is_said_once(opened: Opener) -> None:
    page = opened(View(scheme="user", breaks="2,5,10,20,40"))
    last = page.locator(".legend li.class").last.inner_text()
    assert last.strip() == "21–40 (no place)"


def test_outlines_lie_above_the_borders(opened: Opener) -> None:
    page = opened(MUNICIPALITIES)
    colours = page.eval_on_selector_all(
        ".leaflet-outlines-pane path:not([stroke-width='0.8'])",  # lines from labels to their places
        "nodes => nodes.map(n => n.getAttribute('stroke'))",
    )
    assert colours[-1] == AGAINST
    assert colours.count(AGAINST) == 1


def chosen(view: View, name: str) -> Job:
    return next(one.job for one in switch.choices(Job.of(view)) if one.name == name)


@pytest.mark.parametrize("base", [STATES, MUNICIPALITIES], ids=["state", "mun"])
@pytest.mark.parametrize("name", ["programmes", "amount", "need"])
def test_the_switch_repaints_the_map_as_that_view_is_decided(
    opened: Opener, base: View, name: str
) -> None:
    page, job = opened(base), chosen(base, name)
    spec = job.spec
    other = "need" if name == "amount" else "amount"
    page.locator(f".switch input[value={other}]").check()
    page.locator(f".switch input[value={name}]").check()
    patterns = {status.status for status in spec.statuses if status.pattern != "none"}
    expected = {
        area.code: f"url(#status-{area.status})" if area.status in patterns else spec.colour(area)
        for area in spec.areas
    }
    painted = page.evaluate(
        """() => Object.fromEntries([geo_json_areas, window.geo_json_others].filter(Boolean)
            .flatMap(one => one.getLayers())
            .map(one => [one.feature.id, one.getElement().getAttribute('fill')]))"""
    )
    assert {code: painted[code] for code in expected} == expected
    assert len(painted) == (32 if base.level == "state" else 2465)
    assert page.locator("h1").inner_text() == spec.title == page.title()
    assert page.locator(".legend h2").inner_text() == spec.legend_title
    words = spec.findings
    said = " ".join(page.locator("body").inner_text().split())
    for sentence in (words.headline, words.hedge, words.coverage, *words.notes, *spec.credits):
        assert " ".join(sentence.split()) in said
    assert page.locator("#alt").text_content() == spec.alt
    assert page.locator(".geoaid-label b").all_text_contents() == [one.text for one in spec.labels]
    shown = page.locator(".leaflet-circles-pane path[data-code]").first.is_visible()
    assert shown == bool(spec.circles)
    veracruz = next((area for area in spec.areas if area.code in ("30", "30087")), None)
    assert veracruz is not None
    label = page.locator(f".leaflet-overlay-pane path[data-code='{veracruz.code}']")
    assert panel.lines(job)[veracruz.code][0] in str(label.get_attribute("aria-label"))
    assert page.locator(".legend li.class").count() == len(spec.classes)


def test_the_switch_offers_a_layer_of_its_own_first(opened: Opener) -> None:
    view = View(layer="what_if", measure="amount")
    page = opened(view)
    spec = Job.of(view).spec
    names = page.locator(".switch input").evaluate_all("nodes => nodes.map(n => n.value)")
    assert names == ["own", "programmes", "amount", "need"]
    first = page.locator("h1").inner_text()
    circles = page.locator(".leaflet-circles-pane path[data-code]")
    assert not circles.first.is_visible()
    page.locator(".switch input[value=programmes]").check()
    assert page.locator("h1").inner_text() != first
    assert circles.first.is_visible()
    page.locator(".switch input[value=own]").check()
    assert page.locator("h1").inner_text() == first == spec.title
    assert fills(page, "overlay")["30"] == next(
        spec.colour(area) for area in spec.areas if area.code == "30"
    )


def test_a_place_stays_open_and_says_the_other_view(opened: Opener) -> None:
    page = opened(View(place="30"))
    page.locator(".switch input[value=need]").check()
    said = page.locator("#panel").inner_text()
    assert panel.lines(chosen(View(place="30"), "need"))["30"][0] in said
    assert "records in this view" in said


def test_search_finds_a_name_without_accents_and_selects_the_place(opened: Opener) -> None:
    page = opened(STATES)
    box = page.get_by_role("combobox")
    box.fill("ciudad juarez")
    options = page.get_by_role("option")
    assert options.all_inner_texts() == ["Ciudad Juárez, Chihuahua"]
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "found-08037"
    box.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Ciudad Juárez, Chihuahua"
    assert page.evaluate("document.activeElement.textContent") == "Ciudad Juárez, Chihuahua"
    box.fill("nuevo l")
    assert options.all_inner_texts()[0] == "Nuevo León"
    options.first.click()
    assert page.locator("#panel h2").inner_text() == "Nuevo León"
    assert not page.locator("#found").is_visible()
    box.fill("atlantis")
    assert "No place of this name" in page.locator("#found").inner_text()
    box.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Nuevo León"


def test_search_knows_municipalities_without_a_record(opened: Opener) -> None:
    page = opened(MUNICIPALITIES)
    page.get_by_role("combobox").fill("Alvarado")
    page.get_by_role("combobox").press("Enter")
    assert page.locator("#panel h2").inner_text() == "Alvarado, Veracruz"


def test_the_snippet_shows_the_map_in_a_sandbox(browser: Browser, tmp_path: Path) -> None:
    job = Job.of(STATES, name="mapa «1».html")
    (tmp_path / job.name).write_bytes(interactive.html(job))
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / job.name).as_uri())
    snippet = page.locator(".embed textarea").input_value()
    assert 'sandbox="allow-scripts ' in snippet
    assert "allow-same-origin" not in snippet
    snippet = snippet.replace(' loading="lazy"', "")
    (tmp_path / "report.html").write_text(f"<h1>Report</h1>{snippet}", encoding="utf-8")
    page.goto((tmp_path / "report.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-drawn]").wait_for()
    assert frame.locator("h1").inner_text() == job.spec.title
    frame.locator("path[data-code='10']").hover()
    assert "Durango" in frame.locator(".leaflet-tooltip").inner_text()
    context.close()


def test_on_paper_the_map_fits_and_the_controls_are_gone(opened: Opener) -> None:
    page = opened(STATES)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    box = page.locator(".frame").bounding_box()
    assert box["width"] <= 703  # A4 across, less its margins, at 96 dots an inch
    for code in ("02", "31"):
        state = page.locator(f".leaflet-overlay-pane path[data-code='{code}']").bounding_box()
        assert state["x"] >= box["x"]
        assert state["x"] + state["width"] <= box["x"] + box["width"]
    for gone in (".choose", ".embed", "#panel"):
        assert not page.locator(gone).is_visible()
    assert page.locator(".legend li.class").first.is_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".frame").bounding_box()["width"] > 703


@pytest.mark.parametrize("layer", ["need", "bivariate", "clusters", "what_if"])
def test_every_layer_keeps_to_the_budget(layer: str) -> None:
    for level, budget in (("state", 500_000), ("municipality", 1_000_000)):
        content = interactive.html(Job.of(View(layer=layer, level=level, measure="amount")))
        assert len(content) <= budget


@pytest.mark.parametrize("view", [View(place="08"), View(place="08037", lang="es")])
def test_the_place_chosen_is_named_outlined_and_said(opened: Opener, view: View) -> None:
    page, chosen = opened(view), Job.of(view).spec.chosen
    assert chosen is not None
    assert chosen.label is not None
    labels = page.locator(".geoaid-label b").all_text_contents()
    assert labels.count(chosen.label.text) == 1
    assert chosen.note in page.locator("footer").inner_text()
    assert page.locator(".leaflet-outlines-pane path[stroke='#111827']").count() == 1


# Where each part of the short page ends, and the frame with it.
ENDS = """() => Object.fromEntries(['h1', '.frame', '.legend', '.short', 'html'].map((one) => {
    const box = document.querySelector(one).getBoundingClientRect();
    return [one, [box.top, box.right, box.bottom]]; }))"""


@pytest.mark.parametrize("width", [700, 358])
@pytest.mark.parametrize(
    "view",
    [
        STATES,
        View(measure="amount", split="none", lang="es", years="2008-2015"),
        View(k=9, compare="30,20,12", measure="amount_per_100k"),
    ],
    ids=["programmes", "money", "nine"],
)
def test_an_embedded_map_shows_all_that_it_is_of_without_scrolling(
    browser: Browser, tmp_path: Path, view: View, width: int
) -> None:
    job = Job.of(view, name="a map.html", address="https://geoaid.example.org/")
    content = interactive.html(job)
    (tmp_path / job.name).write_bytes(content)
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", content.decode(), re.DOTALL)
    assert shown is not None
    snippet = unescape(shown[1]).replace('loading="lazy"', "")
    (tmp_path / "article.html").write_text(f"<body style='margin:0'>{snippet}", encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    page.goto((tmp_path / "article.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-drawn]").wait_for()
    ends = frame.locator("html").evaluate(ENDS)
    below = [ends[part][2] for part in ("h1", ".frame", ".legend", ".short")]
    assert below == sorted(below)
    assert below[-1] <= ends["html"][2]
    assert ends[".frame"][2] - ends[".frame"][0] >= 180
    for part in ("h1", ".frame", ".legend", ".short"):
        assert ends[part][1] <= width
    assert frame.locator("html").evaluate("one => one.scrollHeight <= innerHeight")
    for gone in (".finding", ".choose", "#panel", ".embed", ".coverage", ".remake"):
        assert not frame.locator(gone).first.is_visible()
    assert frame.locator(".short a").get_attribute("href") == job.link
    assert job.spec.data_line in frame.locator(".short").inner_text()
    context.close()


OVER = """() => [...document.querySelectorAll('.geoaid-label')].filter((one) => one.offsetWidth).map((one) => {
    const box = one.querySelector('b').getBoundingClientRect();
    const found = new Set();
    for (const x of [1, box.width / 4, box.width / 2, 3 * box.width / 4, box.width - 1]) for (const y of [2, box.height - 2]) {
        document.elementsFromPoint(box.x + x, box.y + y).forEach((at) => { if (at.dataset.code?.length === 2) found.add(at.dataset.code); });
    }
    return [one.querySelector('b').textContent, [...found], box.x, box.y]; })"""


@pytest.mark.parametrize(
    "view", [STATES, MONEY, View(lang="es", measure="amount"), View(compare="30,20,12,07")],
    ids=["programmes", "money", "es", "many"],
)  # fmt: skip
def test_on_a_phone_a_states_label_stands_beside_it_and_over_no_other(
    opened: Opener, view: View
) -> None:
    page = opened(view, width=390)
    shown = {said: (over, x) for said, over, x, _ in page.evaluate(OVER)}
    compared = [label for label in Job.of(view).spec.labels if len(label.code) == 2]
    assert any(label.text in shown for label in compared)
    for label in compared:
        if label.text in shown:
            assert shown[label.text][0] in ([], [label.code])
    # Veracruz is named in the Gulf.
    [veracruz] = [label.text for label in compared if label.code == "30"]
    state = page.locator(".leaflet-overlay-pane path[data-code='30']").bounding_box()
    assert shown[veracruz][1] > state["x"]
