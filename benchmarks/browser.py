"""What a reader waits for in Chromium: the first map, and a change of its colours."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from benchmarks import servers
from benchmarks.row import KB, Row, kb, median, ms, spread, times
from benchmarks.scale import records, write
from tests.browser import launch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WATCH = Path(__file__).with_name("watch.js")
SIZE = {"width": 1280, "height": 900}
RESTYLES, BESIDE, NAVIGATIONS = 9, 5, 5
CLASSES = "() => document.querySelector('#map canvas').toDataURL()"
DENSE = 6_000  # invented records, enough to name nearly every municipality


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    """A page with a cold cache, watched."""
    context = browser.new_context(viewport=SIZE, locale="en-US")
    context.add_init_script(path=WATCH)
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def restyle() -> list[Row]:
    """From a click to the second quiet frame, ours and dash-leaflet's own way."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = launch(playwright)
        with servers.geoaid() as address:
            ours, size = _ours(browser, address)
            levels = _levels(browser, address)
        dense = Path(folder) / "ledger.csv"
        write(records(DENSE), dense)
        with servers.geoaid(1, "--ledger", str(dense)) as address:
            full, _ = _ours(browser, address, BESIDE)
        stock = {kind: _stock(browser, kind, size) for kind in ("svg", "canvas")}
        browser.close()
    peer = "; ".join(f"stock hideout {kind} {_shown(took)}" for kind, took in stock.items())
    return [
        Row(
            what="restyle of the 2,465 areas in Chromium, click to the second quiet frame, "
            f"median of {RESTYLES}: measure switched",
            budget="<= 200 ms",
            reached=_shown(ours),
            peer=peer,
            ratio=_ratios(ours, stock),
            met=median(ours) <= 200,
        ),
        Row(
            what=f"the same with {DENSE:,} invented records that name nearly every municipality, "
            f"median of {BESIDE}",
            reached=_shown(full),
            peer=peer,
            ratio=_ratios(full, stock),
        ),
        Row(
            what="the same for a change of level to municipalities, shapes loaded, "
            f"median of {BESIDE}",
            reached=_shown(levels),
            peer=peer,
            ratio=_ratios(levels, stock),
        ),
    ]


def _shown(took: list[float]) -> str:
    return f"{median(took):.0f} ms ({spread(took)})"


def _ratios(took: list[float], stock: dict[str, list[float]]) -> str:
    return "; ".join(times(median(took) / median(theirs)) for theirs in stock.values())


def _ours(browser: Browser, address: str, count: int = RESTYLES) -> tuple[list[float], str]:
    with _page(browser) as page:
        page.goto(f"{address}/?level=municipality")
        page.wait_for_selector(".leaflet-municipalities-pane canvas")
        page.wait_for_timeout(1500)
        buttons = [f"button[data-field=measure][data-value={x}]" for x in ("amount", "programmes")]
        took = _alternate(page, buttons, count)
        box = page.locator("#map").bounding_box()
        return took, f"{box['width']:.0f}x{box['height']:.0f}"


def _levels(browser: Browser, address: str) -> list[float]:
    with _page(browser) as page:
        page.goto(f"{address}/?level=municipality")
        page.wait_for_selector(".leaflet-municipalities-pane canvas")
        page.wait_for_timeout(1500)
        buttons = [f"button[data-field=level][data-value={x}]" for x in ("state", "municipality")]
        # Going back to the states is the way to the next turn: it is not counted.
        return _alternate(page, buttons, count=2 * BESIDE)[1::2]


def _stock(browser: Browser, kind: str, size: str) -> list[float]:
    with servers.peer("hideout", 1, kind, size) as address, _page(browser) as page:
        page.goto(address)
        page.wait_for_selector(f".leaflet-overlay-pane {'canvas' if kind == 'canvas' else 'path'}")
        page.wait_for_timeout(2500)
        return _alternate(page, ["#amount", "#programmes"], changes=kind == "canvas")


def _alternate(
    page: Page, buttons: list[str], count: int = RESTYLES, *, changes: bool = True
) -> list[float]:
    """Click two buttons in turns; milliseconds of each restyle. A first pair warms all up."""
    took = []
    for number in range(count + 2):
        before = page.evaluate(CLASSES) if changes and number < 2 else None
        found: Any = page.evaluate("(button) => restyle(button)", buttons[number % 2])
        if found is None:
            raise RuntimeError(f"{buttons[number % 2]} changed nothing that is drawn")
        if before is not None and page.evaluate(CLASSES) == before:
            raise RuntimeError(f"{buttons[number % 2]} left every pixel as it was")
        took.append(found[0])
        page.wait_for_timeout(100)
    return took[2:]


def navigation() -> list[Row]:
    """From the address to 32 filled states, and what goes over the wire for that."""
    took, sizes, counts = [], [], []
    with sync_playwright() as playwright, servers.geoaid(2) as address:
        browser = launch(playwright)
        for number in range(NAVIGATIONS + 1):
            with _page(browser) as page:
                heard = _listen(page)
                page.goto(address)
                duration = page.evaluate("() => filled")
                page.wait_for_load_state("networkidle")
                if number:  # the first warms the server and the browser
                    took.append(duration / 1000)
                    sizes.append(sum(heard))
                    counts.append(len(heard))
        browser.close()
    size = max(sizes)
    return [
        Row(
            what="navigation to 32 filled areas, warm server, cold browser cache, "
            f"median of {NAVIGATIONS}",
            budget="<= 1,500 ms",
            reached=f"{ms(median(took))} ({spread(1000 * one for one in took)})",
            met=median(took) <= 1.5,
        ),
        Row(
            what="first page on the wire",
            budget="<= 750 KB",
            reached=f"{kb(size)} in {max(counts)} requests",
            met=size <= 750 * KB,
        ),
    ]


def _listen(page: Page) -> list[float]:
    """Bytes of each answer as it came, headers included."""
    heard: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: heard.append(event["encodedDataLength"]))
    return heard
