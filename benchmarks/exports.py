"""Briefs, many files at once, and a picture of a folium page by a headless browser, in one run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks import peers
from benchmarks.row import Row, kb, median, ms, seconds, spread, times
from benchmarks.servers import ROOT

RUNS = 5
FILES = 96
MOST_SECONDS = 60.0
# A process of its own, so that its memory is that of the job alone.
_ALL_STATES = """
import json, resource, sys, time
from pathlib import Path
from geoaid.render import batch, figurelist
from geoaid.view import View
start = time.perf_counter()
chosen = figurelist.of_states(View(), ["pdf", "svg", "xlsx"], ["en"])
plan = batch.plan(chosen, Path(sys.argv[1]))
made = list(batch.make(plan))
kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
print(json.dumps([time.perf_counter() - start, len(made),
                  max(resource.getrusage(kind).ru_maxrss for kind in kinds)]))
"""


def exports() -> list[Row]:
    return [*_briefs(), _many(), _pictures()]


def _briefs() -> list[Row]:
    from geoaid.render import make_brief
    from geoaid.view import View

    view = View(place="30", lang="es")
    rows = []
    for ending in ("pdf", "docx"):
        make_brief(view, ending=ending)  # libraries are loaded now
        took = [seconds(partial(make_brief, view, ending=ending)) for _ in range(RUNS)]
        size = len(make_brief(view, ending=ending))
        rows.append(
            Row(
                what=f"brief on Veracruz, {ending}, median of {RUNS}",
                budget="a second",
                reached=f"{ms(median(took))} ({spread(1000 * one for one in took)}), {kb(size)}",
                met=median(took) <= 1.0,
            )
        )
    return rows


def _many() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", _ALL_STATES, folder],
            cwd=ROOT, capture_output=True, text=True, check=True, timeout=140,
        )  # fmt: skip
        took, count, memory = json.loads(done.stdout.splitlines()[-1])
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    return Row(
        what=f"{FILES} files in one go: 32 states x pdf, svg, xlsx, two processes",
        budget="<= 60 s",
        reached=f"{took:.0f} s, {count} files of {kb(size / count)} each; the largest process "
        f"held {memory / 1000:.0f} MB",
        met=took <= MOST_SECONDS and count == FILES,
    )


def _pictures() -> Row:
    """Our PNG, and what people do instead: a folium page opened and photographed."""
    from playwright.sync_api import sync_playwright

    from geoaid.render import Job, render
    from geoaid.view import View
    from tests.browser import launch

    view = View(level="municipality")
    shown = {place.code: float(place.value or 0) for place in Job.of(view).answer.places}
    ours, theirs = [], []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for _ in range(3):
            ours.append(seconds(lambda: render(Job.of(view), "png")))

            def photograph() -> None:
                page = browser.new_page(viewport={"width": 1754, "height": 1240})
                page.route("**/*", lambda route: route.abort())
                page.set_content(peers.folium_page(shown), wait_until="domcontentloaded")
                page.screenshot()
                page.close()

            theirs.append(seconds(photograph))
        browser.close()
    return Row(
        what="PNG of 2,465 municipalities, median of 3",
        reached=ms(median(ours)),
        peer=f"folium page made and photographed without its network {ms(median(theirs))}",
        ratio=times(median(ours) / median(theirs)),
    )
