"""Settings and fixtures that every test may use."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import sync_playwright

from tests.browser import Visit, launch, served

# Examples are limited by number, never by the clock: a slow machine must not fail a test.
settings.register_profile(
    "geoaid",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("geoaid")


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests of a worker."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site():
    """The dashboard as `geoaid serve` runs it, on a free port; its address."""
    with served() as address:
        yield address


@pytest.fixture
def visit(browser, site):
    made = []

    def start(**options):
        made.append(Visit(browser, site, **options))
        return made[-1]

    yield start
    for one in made:
        one.context.close()
        assert one.heard == []
        outside = [url for url in one.asked if urlsplit(url).netloc != urlsplit(site).netloc]
        assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []
