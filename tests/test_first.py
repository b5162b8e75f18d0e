"""What is seen before any script has run, and that the live page takes its place unseen."""

from __future__ import annotations

import pytest

from geoaid.answer import answer
from geoaid.findings import findings
from geoaid.mapspec import mapspec
from geoaid.view import View

pytestmark = pytest.mark.xdist_group("page")

FILLS = """() => Object.fromEntries([...document.querySelectorAll('#first .still path[data-code]')]
    .map((path) => [path.dataset.code, path.getAttribute('fill')]))"""
BOXES = """(root) => ['h1', '.map', '.legend', '.coverage', '.bars', '.controls'].map((part) => {
    const box = document.querySelector(root + ' ' + part).getBoundingClientRect();
    return [part, ...[box.left, box.top, box.width, box.height].map(Math.round)]; })"""


@pytest.mark.parametrize(
    "query",
    ["", "?measure=amount&split=none&lang=es", "?program_area=counter_terrorism"],
)
def test_the_map_and_the_finding_stand_in_the_page_without_any_script(browser, site, query):
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto(f"{site}/{query}")
    view = View.from_query(query)
    assert page.inner_text("h1") == findings(answer(view)).headline
    assert page.inner_text(".hedge") == findings(answer(view)).hedge
    spec = mapspec(answer(view))
    shown = page.locator(".still path[data-code]")
    assert shown.count() == 32
    for area in spec.areas:
        fill = page.get_attribute(f".still path[data-code='{area.code}']", "fill")
        if area.class_:
            assert fill == spec.colour(area)
        else:
            assert fill in (f"url(#first-{area.status})", spec.colour(area))
    for item in spec.classes:
        assert item.label in page.inner_text(".legend")
    assert page.is_visible(".still svg")
    assert page.locator("noscript").is_visible()
    # What would do nothing says so.
    assert page.locator("button:not([disabled])").count() == 0
    other = page.locator(".languages a")
    assert other.count() == 2
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_live_page_takes_its_place_and_nothing_moves(visit, width):
    one = visit(width=width)
    one.page.add_init_script(
        """window.moved = 0;
        window.movers = [];
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
            window.moved += entry.value;
            entry.sources.forEach((one) => window.movers.push([one.node?.outerHTML?.slice(0, 80), one.previousRect.y, one.currentRect.y]));
        }))
            .observe({ type: 'layout-shift', buffered: true });"""
    )
    # Held back, so that the first screen can be looked at.
    held = []

    def hold(route):
        held.append(route)

    one.page.route("**/_dash-layout", hold)
    one.page.goto(one.site)
    one.page.wait_for_selector("#first .still svg")
    before = one.page.evaluate(BOXES, "#first")
    assert not one.page.is_visible("#react-entry-point")
    one.page.wait_for_timeout(300)
    for route in held:
        route.continue_()
    one.page.wait_for_selector("#first", state="detached")
    one.settled()
    for now, then in zip(one.page.evaluate(BOXES, "#page"), before, strict=True):
        # A pixel more is a matter of rounding.
        assert now[0] == then[0]
        assert all(abs(a - b) <= 1 for a, b in zip(now[1:], then[1:], strict=True)), (now, then)
    assert one.page.evaluate("() => window.moved") < 0.02, one.page.evaluate("() => window.movers")
    assert one.page.locator("h1").count() == 1
    assert one.page.locator(".stage [disabled]").count() == 0


def test_a_state_from_the_address_is_seen_first_too(browser, site):
    context = browser.new_context(java_script_enabled=False, locale="es-MX")
    page = context.new_page()
    page.goto(f"{site}/?level=municipality&within=30")
    assert page.inner_text(".crumbs").split("\n") == ["México", "Veracruz"]
    assert "212" in page.inner_text("h1")
    context.close()
