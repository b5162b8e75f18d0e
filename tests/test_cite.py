"""The citation of a view: complete, in the reader's language, and always that of the view."""

from __future__ import annotations

import re

import pytest

import geoaid
from geoaid.ledger.package import DATA_DATE
from geoaid.view import View
from tests import hostile

pytestmark = pytest.mark.xdist_group("page")


def test_it_names_what_is_cited():
    said = geoaid.cite(View(lang="es", level="municipality"), address="https://example.org/")
    found = geoaid.stats()
    for words in (
        "«Programas documentados por municipio: asistencia de seguridad de EE. UU. a México»",
        f"geoaid {geoaid.__version__}",
        f"datos del {DATA_DATE}",
        f"sha256 {found.data_sha256[:12]}",
        "https://example.org/?level=municipality&lang=es",
    ):
        assert words in said


def test_an_own_ledger_has_no_date_of_ours():
    book = hostile.ledger()
    said = geoaid.cite(View(), book)
    assert DATA_DATE not in said
    assert book.sha256[:12] in said


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_page_gives_it_ready_to_copy(visit, lang):
    one = visit()
    one.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = one.open(f"?lang={lang}")
    page.click("button[data-field=measure][data-value=amount]")
    one.settled()
    page.locator("details:has(#cite) > summary").click()
    page.wait_for_function("() => document.querySelector('.cite-day').textContent")
    words = page.inner_text(".cite-text")
    view = View(measure="amount", lang=lang)
    assert words.startswith(geoaid.cite(view))
    assert sorted(re.search(r"/\?(\S+)", words)[1].split("&")) == [f"lang={lang}", "measure=amount"]
    assert f" {one.site}/?" in words
    assert re.search(r"\((accessed|consultado el) \d+ .*20\d\d\)\.$", words)
    assert geoaid.stats().data_sha256 in page.inner_text("#cite")
    page.click(".cite-copy")
    page.wait_for_function("() => document.querySelector('#cite [role=status]').textContent")
    assert page.evaluate("() => navigator.clipboard.readText()").strip() == words.strip()
    # It follows the view, open as it is.
    page.go_back()
    one.settled()
    assert page.inner_text(".cite-text").startswith(geoaid.cite(View(lang=lang)))
    assert "measure=amount" not in page.inner_text(".cite-text")
    # Of a panel that is open its finding is cited, at the address that shows it.
    page.click("#tab-time")
    page.wait_for_selector("#panel-body[data-panel=time]:not([aria-busy]) .said")
    page.locator("details:has(#cite) > summary").click()
    words = page.inner_text(".cite-text")
    assert words.startswith(f"“{page.inner_text('#panel-body .said').strip()}” ")
    assert "panel=time" in words
