"""Take the pictures of ``docs/screens.md`` anew: the page in both themes and at three widths.

``python -m tests.screens`` serves the page on a free port, visits it and writes ``docs/screens/``.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import servers
from tests.browser import launch

ROOT = Path(__file__).resolve().parent.parent

WIDTHS = {"desktop": (1440, 900), "tablet": (834, 1112), "phone": (390, 844)}
THEMES = ("light", "dark")
SPANISH = "phone"  # the width that is shown in Spanish


def main() -> None:
    """Write one picture a theme and a width."""
    folder = ROOT / "docs" / "screens"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright, servers.geoaid(1) as address:
        browser = launch(playwright)
        for name, (width, height) in WIDTHS.items():
            for theme in THEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    locale="es-MX" if name == SPANISH else "en-US",
                )
                page = context.new_page()
                page.goto(address)
                page.wait_for_selector("#first", state="detached")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{name}-{theme}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
