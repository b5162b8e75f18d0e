"""What a reader feels: a slow line, and how soon the page answers a hand, beside the usual ways.

The slow line is that of the budget, 1.6 Mbit/s with 150 ms there and back. An interaction is timed
by the browser itself (Event Timing): from the input to the next paint after its handlers, as in
Interaction to Next Paint; hovering, which that measure leaves out, by its pointer events.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from benchmarks import servers
from benchmarks.browser import WATCH
from benchmarks.row import KB, Row, kb, median, ms, spread, times
from tests.browser import ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

SIZE = {"width": 1280, "height": 900}
LATENCY_MS, BYTES_A_SECOND = 150, 1.6e6 / 8
LOADS, INTERACTIONS = 3, 4
# Plotly draws with WebGL, which a machine without a graphics card has in software alone.
SOFTWARE_GL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
OBSERVE = """
window.felt = { events: [], shift: 0, long: [] };
new PerformanceObserver((list) => felt.events.push(...list.getEntries().map((one) =>
    ({ name: one.name, duration: one.duration })))).observe({ type: 'event', durationThreshold: 16, buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach((one) => { if (!one.hadRecentInput) { felt.shift += one.value; } }))
    .observe({ type: 'layout-shift', buffered: true });
new PerformanceObserver((list) => felt.long.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: 'longtask', buffered: true });
"""
# The kinds of page that are measured, and when each has its map.
DRAWN = {
    "geoaid": "() => document.documentElement.classList.contains('live')",
    "folium": "() => document.querySelector('iframe')?.contentDocument?.querySelector('path.leaflet-interactive')",
    "plotly": "() => window.plotlyDrawn",
}
PRESSED = ("click", "pointerup", "pointerdown", "mousedown", "mouseup", "keydown", "keyup")
POINTED = ("pointerover", "pointerenter", "mouseover", "mouseenter", "pointermove", "mousemove")
FASTEST = 16  # ms, the shortest duration that the browser tells


def slow_line() -> list[Row]:
    """The first page on a slow line, and how much moves and blocks while it comes."""
    rows = []
    with _chromium() as browser, servers.geoaid(1) as address:
        ours = _loads(browser, "geoaid", address)
    theirs = {}
    for name in ("folium", "plotly"):
        with (
            _chromium(draws_with_gl=name == "plotly") as browser,
            servers.peer(name, 1, "state") as address,
        ):
            theirs[name] = _loads(browser, name, address)
    labels = {"folium": "folium page in an iframe", "plotly": "px.choropleth_map"}

    def row(what: str, key: str, write: Callable[[float], str], **more: Any) -> Row:
        mine = median(one[key] for one in ours)
        others = {name: median(one[key] for one in found) for name, found in theirs.items()}
        return Row(
            what=what,
            reached=f"{write(mine)} ({spread((one[key] for one in ours), '.2f')})",
            peer="; ".join(f"{labels[name]} {write(value)}" for name, value in others.items()),
            ratio="; ".join(times(mine / value) for value in others.values() if value),
            **more,
        )

    first = median(one["painted"] for one in ours)
    live = median(one["drawn"] for one in ours)
    size = median(one["bytes"] for one in ours)
    rows.append(
        row(
            "1.6 Mbit/s, 150 ms: map and finding readable (first contentful paint), cold cache, "
            f"median of {LOADS}; the peers' is an empty page",
            "painted",
            ms,
            budget="<= 2,000 ms",
            met=first <= 2,
        )
    )
    rows.append(
        row("the same: the map drawn and live", "drawn", ms, budget="<= 6,000 ms", met=live <= 6)
    )
    rows.append(
        row("the same: bytes on the wire", "bytes", kb, budget="<= 600 KB", met=size <= 600 * KB)
    )
    rows.append(row("the same: requests", "requests", lambda n: f"{n:.0f}"))
    rows.append(
        row("the same: layout shift, sum of the page's scores", "shift", lambda n: f"{n:.3f}")
    )
    rows.append(row("the same: longest task of the main thread", "longest", ms))
    return rows


def _loads(browser: Browser, kind: str, address: str) -> list[dict[str, float]]:
    found = [_load(browser, kind, address) for _ in range(LOADS + 1)]
    return found[1:]  # the first warms the server


def _load(browser: Browser, kind: str, address: str) -> dict[str, float]:
    with _page(browser) as page:
        heard: list[float] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_MS,
                "downloadThroughput": BYTES_A_SECOND,
                "uploadThroughput": BYTES_A_SECOND,
            },
        )
        session.on(
            "Network.loadingFinished", lambda event: heard.append(event["encodedDataLength"])
        )
        page.goto(address, wait_until="commit")
        page.wait_for_function(DRAWN[kind], timeout=90_000)
        drawn = page.evaluate("() => performance.now()") / 1000
        page.wait_for_timeout(800)
        told = page.evaluate(
            "() => [performance.getEntriesByName('first-contentful-paint')[0].startTime, felt.shift, "
            "Math.max(0, ...felt.long)]"
        )
        return {
            "painted": told[0] / 1000,
            "drawn": drawn,
            "bytes": sum(heard),
            "requests": len(heard),
            "shift": told[1],
            "longest": told[2] / 1000,
        }


def of_states() -> list[Row]:
    """How soon a page of states answers: a filter, pointing at places, arrows, going into a state."""
    return _interactions("state")


def of_municipalities() -> list[Row]:
    """How soon a page of municipalities answers: a filter, pointing at places."""
    return _interactions("municipality")


def _interactions(level: str) -> list[Row]:
    rows = []
    with _chromium() as browser, servers.geoaid(1) as address:
        ours = _ours(browser, address, level)
    theirs = {}
    for name in ("folium", "plotly"):
        with (
            _chromium(draws_with_gl=name == "plotly") as browser,
            servers.peer(name, 1, level) as address,
        ):
            theirs[name] = _theirs(browser, name, address)
    for what in ours:
        peers = {name: one[what] for name, one in theirs.items() if what in one}
        rows.append(_row(level, what, ours[what], peers))
    return rows


_SAID = {
    "filter": "a filter, input to next paint",
    "hover": "pointing at places, pointer event to next paint",
    "into": "into a state, input to next paint",
    "keyboard": "an arrow key to the neighbouring state, input to next paint",
}


def _row(level: str, what: str, ours: list[float], theirs: dict[str, list[float]]) -> Row:
    labels = {"folium": "folium page in an iframe", "plotly": "px.choropleth_map"}
    worst = max(ours)
    return Row(
        what=f"{_SAID[what]}, {level} level, worst of {len(ours)}",
        reached=f"{_at_least(worst)} (median {_at_least(median(ours))})",
        peer="; ".join(f"{labels[name]} {_at_least(max(found))}" for name, found in theirs.items()),
        ratio="; ".join(times(worst / max(found)) for found in theirs.values()),
        budget="<= 200 ms" if what == "filter" else "",
        met=worst <= 200 if what == "filter" else None,
    )


def _at_least(duration: float) -> str:
    return f"under {FASTEST} ms" if duration < FASTEST else f"{duration:.0f} ms"


def _ours(browser: Browser, address: str, level: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    with _page(browser) as page:
        page.goto(f"{address}/?level={level}")
        page.wait_for_function(DRAWN["geoaid"])
        page.wait_for_timeout(2000)
        buttons = [f"button[data-field=measure][data-value={x}]" for x in ("amount", "programmes")]
        found["filter"] = _pressed(page, lambda n: page.click(buttons[n % 2]))
        found["hover"] = _pointed(page, page.locator("#map").bounding_box())
        if level == "state":
            page.locator("path[data-code='30']").focus()
            keys = ["ArrowLeft", "ArrowUp", "ArrowLeft", "ArrowDown"]
            found["keyboard"] = _pressed(page, lambda n: page.keyboard.press(keys[n % 4]))

            def into(number: int) -> None:
                if number % 2:
                    page.keyboard.press("Escape")
                else:
                    page.dblclick("path[data-code='08']", position={"x": 60, "y": 110})
                page.wait_for_timeout(1500)

            found["into"] = _pressed(page, into, count=6)
    return found


def _theirs(browser: Browser, kind: str, address: str) -> dict[str, list[float]]:
    with _page(browser) as page:
        page.goto(address)
        page.wait_for_function(DRAWN[kind])
        page.wait_for_timeout(2500)

        def click(number: int) -> None:
            page.click(f"#{('amount', 'programmes')[number % 2]}")
            page.wait_for_timeout(2500)

        filtered = _pressed(page, click)
        box = page.locator("#shown").bounding_box()
        frame = page.frames[-1] if kind == "folium" else page.main_frame
        if kind == "folium":
            frame.evaluate(OBSERVE)
        return {"filter": filtered, "hover": _pointed(page, box, frame)}


def _pressed(page: Page, press: Callable[[int], None], count: int = INTERACTIONS) -> list[float]:
    """Press so many times; the duration of each, milliseconds. A first pair warms all up."""
    took = []
    for number in range(count + 2):
        page.evaluate("() => { felt.events.length = 0; }")
        press(number)
        page.wait_for_timeout(500)
        told = page.evaluate("() => felt.events")
        took.append(max((one["duration"] for one in told if one["name"] in PRESSED), default=0))
    return took[2:]


def _pointed(page: Page, box: Any, frame: Any = None) -> list[float]:
    """Cross the map with the pointer; the duration of each crossing's slowest event."""
    frame = frame or page.main_frame
    took = []
    for row in range(INTERACTIONS):
        frame.evaluate("() => { felt.events.length = 0; }")
        y = box["y"] + box["height"] * (0.25 + 0.5 * row / INTERACTIONS)
        for step in range(25):
            page.mouse.move(box["x"] + box["width"] * (0.1 + 0.8 * step / 25), y)
            page.wait_for_timeout(16)
        page.wait_for_timeout(250)
        told = frame.evaluate("() => felt.events")
        took.append(max((one["duration"] for one in told if one["name"] in POINTED), default=0))
    return took


@contextmanager
def _chromium(*, draws_with_gl: bool = False) -> Iterator[Browser]:
    arguments = ARGUMENTS
    if draws_with_gl:
        arguments = [one for one in ARGUMENTS if one != "--disable-gpu"] + SOFTWARE_GL
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser
        browser.close()


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZE, locale="en-US")
    context.add_init_script(path=WATCH)
    context.add_init_script(OBSERVE)
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()
