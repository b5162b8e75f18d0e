"""The browser that tests look through: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parent.parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
]


def launch(playwright: Playwright) -> Browser:
    """Start Chromium, without a window."""
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)


@contextmanager
def served(*options: str) -> Iterator[str]:
    """The dashboard as `geoaid serve` runs it, on a free port; its address."""
    command = [sys.executable, "-m", "geoaid", "serve", "--port", "0", "--workers", "1", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    line = process.stdout.readline()
    assert line.startswith("geoaid: http://127.0.0.1:"), line
    yield line.removeprefix("geoaid: ").strip()
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=20)
    process.stdout.close()


PAINTED = "() => document.querySelector('#map')?.dataset.painted === '32'"
FILLS = """() => Object.fromEntries([...document.querySelectorAll('.leaflet-states-pane path[data-code]')]
    .map((path) => [path.dataset.code, path.getAttribute('fill')]))"""


class Visit:
    """A page that listens: what it says, what it asks for, what it gets."""

    def __init__(self, browser, site, *, width=1280, locale="en-US", **options):
        self.site = site
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=locale, **options
        )
        self.page = self.context.new_page()
        self.heard, self.asked = [], []
        self.page.on("console", lambda message: self.heard.append(message.text))
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.open_requests = 0
        self.page.on("request", lambda _: self._count(1))
        self.page.on("requestfinished", lambda _: self._count(-1))
        self.page.on("requestfailed", lambda _: self._count(-1))

    def _count(self, step):
        self.open_requests += step

    def open(self, query=""):
        self.page.goto(f"{self.site}/{query}")
        self.page.wait_for_function(PAINTED)
        return self.page

    def settled(self):
        """Wait until what was asked for is shown: nothing is under way for a while."""
        quiet = 0
        while quiet < 3:
            self.page.wait_for_timeout(100)
            # A browser that is still busy with the last click has not asked yet.
            self.page.evaluate(
                "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
            )
            quiet = 0 if self.open_requests else quiet + 1

    def fills(self):
        return self.page.evaluate(FILLS)
