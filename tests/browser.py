"""The browser that tests look through: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

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
