"""The method page: complete in both languages, reachable, safe, and read without a script."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe

from geoaid.analysis.concentration import concentration
from geoaid.dashboard import create_app, help
from geoaid.dashboard.help import STATUSES
from geoaid.dashboard.method import method
from geoaid.ledger import bundled
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS
from geoaid.view import EVIDENCE, FLOWS, LAYERS, PANELS, SCHEMES, SPLITS, View
from tests.browser import Visit

pytestmark = pytest.mark.xdist_group("page-2")


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


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_choice_figure_and_statistic_has_a_help_that_leads_to_its_paragraph(lang):
    wanted = {f"measure.{name}" for name in REGISTRY} | {f"need.{name}" for name in NEEDS}
    for group, names in {
        "split": SPLITS, "scheme": SCHEMES, "flow": FLOWS, "evidence": EVIDENCE, "layer": LAYERS,
        "panel": PANELS, "status": STATUSES,
    }.items():  # fmt: skip
        wanted |= {f"{group}.{name}" for name in names}
    wanted |= {f"figure.{name}" for name in concentration(View(), bundled()).figures}
    assert wanted <= set(help.every_key())
    for key in help.every_key():
        found = help.help_of(lang, key)
        assert found.anchor in method(lang).anchors, key
        assert found.name
        assert found.sentence.endswith("."), key
        # One sentence: what a reader takes in at a glance.
        assert len(re.findall(r"\.\s+[A-ZÁÉÍÓÚ]", found.sentence)) <= 1, key


def test_a_help_opens_by_keyboard_and_leads_to_its_paragraph(visit):
    one = visit()
    page = one.open("?lang=es&measure=amount")
    help_of_split = page.locator("fieldset:has([data-field=split]) > .help-for")
    summary = help_of_split.locator("summary")
    assert summary.get_attribute("aria-label").startswith("¿Qué es esto? – ")
    box = summary.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    assert not help_of_split.locator(".help-text").is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    shown = help_of_split.locator(".help-text")
    assert shown.is_visible()
    for name in SPLITS:
        assert help.help_of("es", f"split.{name}").sentence in shown.inner_text()
    shown.locator("a").first.click()
    page.wait_for_selector("#split")
    assert page.url.endswith("/method?lang=es#split")
    assert page.get_attribute("header nav a", "href") == "/?measure=amount&lang=es"


@pytest.mark.parametrize("panel", PANELS)
def test_each_panel_says_what_its_statistics_are(visit, panel):
    one = visit()
    page = one.open(f"?panel={panel}")
    page.locator("#section-analysis").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('#panel-body .said')")
    links = page.locator("#panel-body a[href^='/method']")
    anchors = {link.get_attribute("href").partition("#")[2] for link in links.all()}
    assert anchors <= set(method("en").anchors)
    wanted = {
        "compare": {"measures", "needs"},
        "concentration": {"gini", "theil", "hhi", "hoover", "lorenz", "range", "interval", "grouping",
                          "by-chance", "readings", "location-quotient"},
        "need": {"rank-gap", "spearman", "concentration-index", "bivariate"},
        "clusters": {"moran", "local-moran", "fdr"},
        "what_if": {"what-if", "what-if-weights", "what-if-bounds", "what-if-non-border"},
        "time": {"timeline-programmes", "timeline-appropriations"},
        "pair": {"pair", "pair-classes", "pair-change"},
    }  # fmt: skip
    assert wanted[panel] <= anchors


def test_axe_finds_nothing_with_helps_open(browser, site):
    one = Visit(browser, site, bypass_csp=True, color_scheme="dark", width=360)
    page = one.open("?lang=es")
    page.evaluate(
        "() => document.querySelectorAll('.help-for').forEach((one) => { one.open = true; })"
    )
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    results = Axe().run(page)
    one.context.close()
    assert results.violations_count == 0, results.generate_report()
