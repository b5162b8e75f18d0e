"""The method page: complete in both languages, reachable, safe, and read without a script."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe

from geoaid.dashboard import create_app
from geoaid.dashboard.method import method
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS
from tests.browser import Visit

pytestmark = pytest.mark.xdist_group("page")


@pytest.fixture(scope="module")
def client():
    return create_app().server.test_client()


def test_both_languages_have_the_same_paragraphs():
    english, spanish = method("en"), method("es")
    assert english.anchors == spanish.anchors
    assert len(set(english.anchors)) == len(english.anchors) > 80
    assert [heading[:2] for heading in english.contents] == [
        heading[:2] for heading in spanish.contents
    ]
    assert all(anchor for _, anchor, _ in english.contents)
    # As many formulas, figures and years in one as in the other.
    assert english.body.count("<code>") == spanish.body.count("<code>")
    years = [
        re.findall(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", found.body) for found in (english, spanish)
    ]
    assert sorted(years[0]) == sorted(years[1])


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_measure_and_need_is_explained(lang):
    body = method(lang).body
    for name in (*REGISTRY, *NEEDS):
        assert f"<code>{name}</code>" in body


@pytest.mark.parametrize("lang", ["en", "es"])
def test_links_inside_lead_somewhere(client, lang):
    page = client.get(f"/method?lang={lang}").text
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
    assert "<!--" not in page
    assert "&lt;!--" not in page


def test_it_is_whole_without_a_script_and_under_the_policy(client):
    got = client.get("/method")
    assert "<script" not in got.text
    assert "default-src 'none'" in got.headers["Content-Security-Policy"]
    assert "Gini 1912" in got.text
    with client.get("/assets/method.css") as style:
        assert style.status_code == 200
    # The map's page does not carry the style of this one.
    assert "method.css" not in client.get("/").text


def test_it_speaks_the_readers_language(client):
    spanish = client.get("/method", headers={"Accept-Language": "es-MX"}).text
    assert '<html lang="es">' in spanish
    assert "Coeficiente de Gini" in spanish
    assert "Gini coefficient" in client.get("/method?lang=en").text


def test_the_way_back_keeps_the_view(client):
    referer = {"Referer": "http://localhost/?measure=amount&lang=en"}
    page = client.get("/method?lang=es", headers=referer).text
    assert 'href="/?measure=amount&amp;lang=es"' in page
    # ... in the other language too, where the page before is this one.
    other = re.search(r'hreflang="en" href="([^"]+)"', page)[1].replace("&amp;", "&")
    again = client.get(other, headers={"Referer": "http://localhost/method?lang=es"}).text
    assert 'href="/?measure=amount&amp;lang=en"' in again


@pytest.mark.parametrize(
    "query",
    [
        '"><script>alert(1)</script>',
        "//evil.example/",
        "javascript:alert(1)",
        "measure=%22%3E%3Cscript%3E",
        "place=" + "9" * 5000,
    ],
)
def test_a_hostile_way_back_leads_to_the_plain_map(client, query):
    for page in (
        client.get(f"/method?back={quote(query)}").text,
        client.get("/method", headers={"Referer": f"http://evil.example/?{query}"}).text,
        client.get("/method", headers={"Referer": "http://[::1"}).text,
    ):
        assert set(re.findall(r'href="(/\?[^"]*)"', page)) == {"/?lang=en"}
        assert "evil" not in page
        assert "<script" not in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_axe_finds_nothing(browser, site, lang, scheme):
    one = Visit(browser, site, bypass_csp=True, color_scheme=scheme)
    one.page.goto(f"{site}/method?lang={lang}#gini")
    results = Axe().run(one.page)
    one.context.close()
    assert results.violations_count == 0, results.generate_report()


def test_a_phone_reads_it_without_scrolling_sideways(visit, site):
    page = visit(width=360).page
    page.goto(f"{site}/method?lang=es#example")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    heading = page.locator("#example")
    assert heading.bounding_box()["y"] < 900


def test_the_page_leads_to_it_and_back(visit):
    one = visit()
    page = one.open("?measure=amount&lang=es")
    page.click("header a[href^='/method']")
    page.wait_for_selector("#gini")
    page.click("header nav a")
    page.wait_for_function("() => document.querySelector('#map')?.dataset.painted === '32'")
    assert page.get_attribute("button[data-value=amount]", "aria-pressed") == "true"
    assert page.get_attribute("#page", "lang") == "es"
