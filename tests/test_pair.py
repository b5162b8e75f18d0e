"""Two views side by side: what differs, the same classes, what changes, in words, on the page, in print."""

from __future__ import annotations

import json
import re
import sys
from urllib.parse import parse_qs, urlsplit

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe

from geoaid import View, cli, ledger
from geoaid.analysis.pairing import pairing
from geoaid.answer import answer
from geoaid.answer.figures import class_limits
from geoaid.dashboard import analysis, create_app
from geoaid.errors import ViewError
from geoaid.findings.pairing import captions, pair_words
from geoaid.mapspec import STATUS_STYLES
from geoaid.mapspec.together import together
from geoaid.places import get
from geoaid.render import chart_file, export
from geoaid.render.page import Print
from geoaid.render.remake import remake
from geoaid.view import Difference
from tests import hostile

pytestmark = pytest.mark.xdist_group("page-2")

BOOK = ledger.bundled()
READY = """() => {
    const body = document.getElementById('panel-body');
    return body.dataset.panel === 'pair' && !body.hasAttribute('aria-busy');
}"""


# ---- what differs ----


def test_what_differs_is_read_and_written_alike():
    view = View(pair="years: 2008-2014 / 2015 ; flow:planned,obligated")
    assert str(view.pair) == "years:2008-2014/2015-2015;flow:obligated,planned"
    assert View.from_query(view.query()) == view
    assert View(pair=view.pair) == view
    assert "pair" not in View(pair="years:2008-2014/2015-2021").query()


def test_the_first_map_is_the_views_own_unless_it_is_named():
    view = View(measure="amount", split="population", place="30", layer="need", pair="split:none")
    first, second = view.pair.sides(view)
    assert (first.split, second.split) == ("population", "none")
    # What does not differ is the page's; a place or another layer has no place in two maps.
    assert {first.measure, second.measure} == {"amount"}
    assert {(side.layer, side.place) for side in (first, second)} == {("measure", None)}
    assert str(view.pair.swapped(view)) == "split:none/population"
    assert view.pair.swapped(view).swapped(view) == view.pair.whole(view)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "fields: years, measure, split, evidence, flow, program_area"),
        ("2015-2021", "fields: years"),
        ("level:state", "fields: years"),
        ("split:none;split:even", "fields: years"),
        ("split:some", "split: one of even, population, none"),
        ("years:2008-2014/1990", "years: all, or first-last inside 2008-2026"),
        (7, "what two maps differ in"),
    ],
)
def test_a_bad_difference_says_what_is_allowed(value, said):
    with pytest.raises(ViewError, match=re.escape(said)) as caught:
        View(pair=value)
    assert [problem.column for problem in caught.value.problems] == ["pair"]


def test_it_changes_no_figure_of_the_page():
    assert View(pair="split:none").counted == View().counted


# ---- figures ----


def test_a_change_is_the_second_less_the_first():
    found = pairing(View(), BOOK)
    one = answer(View(years="2008-2014"), BOOK)
    two = answer(View(years="2015-2021"), BOOK)
    assert found.totals == (one.programmes, two.programmes)
    changes = {row.code: row.change for row in found.places}
    for before, after in zip(one.places, two.places, strict=True):
        assert changes[before.code] == after.programmes - before.programmes
    sizes = [abs(change) for change in changes.values()]
    assert sizes == sorted(sizes, reverse=True)


def test_both_maps_have_the_classes_of_their_values_together():
    found = pairing(View(), BOOK)
    every = [place for one in found.answers for place in one.places]
    limits = class_limits(View(), every)
    assert {one.limits for one in found.answers} == {limits}
    classes = {}
    for place in every:
        if place.class_:
            classes.setdefault(place.value, set()).add(place.class_)
    assert all(len(indices) == 1 for indices in classes.values())
    shown = together(found.answers)
    for item in shown.legend.classes:
        held = tuple(sum(p.class_ == item.index for p in one.places) for one in found.answers)
        assert shown.counts[item.index] == held


def test_no_record_is_no_programme_but_it_is_no_amount():
    counted = {row.code: row for row in pairing(View(), BOOK).places}
    assert counted["22"].first.status == "no_record"  # Querétaro, before 2015
    assert counted["22"].change == counted["22"].second.programmes
    money = pairing(View(measure="amount"), BOOK)
    for row in money.places:
        is_known = all(side.status in ("value", "zero") for side in (row.first, row.second))
        assert (row.change is not None) == is_known


def test_records_of_both_periods_are_counted_by_hand():
    def in_years(row, first, last):
        years = [int(row[name]) for name in ("fy_start", "fy_end") if row[name]]
        return bool(years) and min(years) <= last and max(years) >= first

    project = [row for row in BOOK.rows if row["universe"] == "project"]
    both = [row for row in project if in_years(row, 2008, 2014) and in_years(row, 2015, 2021)]
    assert pairing(View(), BOOK).records_in_both == len(both)
    # Where both maps keep the same records, there is nothing to warn of.
    assert pairing(View(pair="split:none"), BOOK).records_in_both is None


def test_two_units_have_ranks_and_no_change():
    found = pairing(View(pair="measure:amount"), BOOK)
    assert not found.is_one_unit
    assert all(row.change is None for row in found.places)
    ranked = [row for row in found.places if row.ranks]
    assert len(ranked) == found.in_both == 17
    largest = max(ranked, key=lambda row: row.first.value)
    assert largest.ranks[0] == (1, 1)
    assert sum(row.ranks[0][0] for row in ranked) == sum(range(1, 18))
    assert found.answers[1].limits == answer(View(measure="amount"), BOOK).limits


# ---- words ----


def test_the_words_say_totals_changes_and_what_they_rest_on():
    view = View()
    found = pairing(view, BOOK)
    words = pair_words(view, found)
    assert words.findings[0] == (
        "15 programmes in the first map (fiscal years 2008–2014), 41 programmes in the second "
        "(fiscal years 2015–2021)."
    )
    assert "Baja California (+5), Querétaro (+5), Zacatecas (+4) and 18 others" in words.all
    assert "Quintana Roo (−2)" in words.all
    moved = [row for row in found.places if row.is_reclassed]
    assert f"Of the {found.in_both} states with a figure in both, {len(moved)} are" in words.all
    assert (
        f"{found.answers[0].undated_records} records without a year are in no period (programmes "
        f"known only from them: {found.answers[0].undated_programmes})." in words.hedge
    )
    assert f"{found.records_in_both} records count in both maps." in words.hedge


def test_gains_and_losses_are_those_of_the_places():
    view = View(measure="amount", pair="split:none")
    found = pairing(view, BOOK)
    [row] = [row for row in found.places if row.change]
    words = pair_words(view, found)
    assert f"Less in the second map: {get(row.code).short} (−US$12.1 M)." in words.all
    assert "More in the second map" not in words.all


def test_the_words_of_two_units_speak_of_order_and_of_two_legends():
    words = pair_words(View(), pairing(View(pair="measure:amount"), BOOK))
    assert "different units, so only the order" in words.all
    assert "Jalisco (rank 10–12 and 2)" in words.all
    assert "a legend of its own, made by the same scheme" in words.hedge


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("level", ["state", "municipality"])
@pytest.mark.parametrize(
    "pair",
    [
        "years:all/all", "years:2008/2026", "split:none", "measure:share;years:2015-2021",
        "flow:planned/obligated;evidence:strong", "program_area:other", "measure:amount_per_100k",
    ],
)  # fmt: skip
def test_any_pair_has_words_and_maps(pair, level, lang):
    view = View(panel="pair", pair=pair, level=level, lang=lang)
    words = pair_words(view, pairing(view, BOOK))
    assert words.findings
    assert all(sentence.endswith(".") for sentence in words.findings)
    assert not re.search(r"\bnan\b|None|\{", words.all)
    made = analysis.panel(view, BOOK)
    assert set(made["pictures"]) == {"side-0", "side-1"}


def test_equal_sides_are_said_to_be_equal():
    words = pair_words(View(), pairing(View(pair="years:all/all"), BOOK))
    assert "Both maps show the same in every place." in words.all


def test_captions_name_each_side():
    view = View(pair="evidence:strong;flow:planned")
    assert captions(view.pair, view) == ("All evidence, All flows", "Strong only, planned")


# ---- print and files ----


def test_a_pair_prints_from_the_command_line_and_is_made_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = ["geoaid", "map", "-o", "rules.svg", "--measure", "amount", "--layout", "pair"]
    monkeypatch.setattr(sys, "argv", [*command, "--second", "split:none"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert not stopped.value.code
    drawn = (tmp_path / "rules.svg").read_text(encoding="utf-8")
    assert "Shared money: evenly" in drawn
    assert "Shared money: not split" in drawn
    assert "--layout=pair --second=split:none" in re.sub(r"<[^>]+>|\s+", " ", drawn)
    assert remake(tmp_path / "rules.svg", ledger=BOOK).is_equal


def test_a_pair_of_two_measures_has_two_legends(tmp_path):
    print_ = Print(layout="pair", second="measure:amount")
    path = export(View(), tmp_path / "measures.pdf", BOOK, print_)
    read = " ".join(pypdf.PdfReader(path).pages[0].extract_text().split())
    assert "Documented programmes and amount with a named place" in read
    assert "Amount with a named place, US$ million" in read
    assert "equal colours are not equal values" in read


def test_a_layer_that_is_no_measure_prints_both_maps_from_the_panel():
    made = chart_file(View(panel="pair", layer="clusters", place="30"), BOOK, "svg").decode()
    assert "Fiscal years 2008–2014" in made
    assert "second=years:2008-2014/2015-2021" in made


def test_the_panel_downloads_in_three_formats():
    client = create_app().server.test_client()
    query = "panel=pair&pair=evidence:strong"
    for ending, start in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")):
        sent = client.get(f"/chart/{ending}?{query}")
        assert sent.status_code == 200
        assert sent.data.startswith(start)
        assert f'geoaid_pair_programmes_state.{ending}"' in sent.headers["Content-Disposition"]
    assert client.get("/chart/pdf?panel=time").status_code == 404
    bad = client.get("/chart/png?panel=pair&pair=split:some")
    assert bad.status_code == 400
    assert "even, population, none" in bad.text


# ---- the panel ----


def test_a_hostile_ledger_stays_text():
    for level in ("state", "municipality"):
        made = analysis.panel(View(panel="pair", level=level), hostile.ledger())
        assert not re.search(r"<script|onerror", json.dumps(made["pictures"]))


def opened(one, query=""):
    page = one.open(f"?panel=pair{query}")
    page.locator("#section-analysis").scroll_into_view_if_needed()
    page.wait_for_function(READY)
    return page


def address(page):
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def fills(page, side):
    return page.evaluate(
        "(id) => Object.fromEntries([...document.querySelectorAll(`#${id} .point`)]"
        ".map((area) => [area.dataset.code, area.getAttribute('fill')]))",
        f"side-{side}",
    )


@pytest.mark.parametrize("level", ["state", "municipality"])
def test_both_maps_show_their_views_in_the_shared_colours(visit, level):
    one = visit()
    page = opened(one, f"&level={level}")
    shown = together(pairing(View(level=level), BOOK).answers)
    for side, spec in enumerate(shown.specs):
        drawn = fills(page, side)
        wanted = {area.code: spec.colour(area) for area in spec.areas}
        assert drawn
        assert drawn == {code: wanted[code] for code in drawn}
        if level == "state":
            assert len(drawn) == 32
    legend = page.locator("#panel-body > .legend li").all_inner_texts()
    numbers = [
        ", ".join(f"{n:,}" if n else "–" for n in counts) for counts in shown.counts.values()
    ]
    for label, counts in zip([item.label for item in shown.legend.classes], numbers, strict=False):
        assert any(label in entry and f"({counts})" in entry for entry in legend)


def test_a_place_is_shown_in_both_maps_and_on_the_page_and_chosen(visit):
    one = visit()
    page = opened(one)
    page.locator("#side-0 .point[data-code='08']").hover()
    tip = page.locator(".chart-tip")
    assert tip.inner_text() == (
        "Chihuahua\nFiscal years 2008–2014: 7\nFiscal years 2015–2021: 9\nChange: +2"
    )
    assert page.locator("#side-0 .twin").count() == page.locator("#side-1 .twin").count() == 1
    # On the page's own map the place is outlined as from any chart.
    outlined = page.locator(".leaflet-geoaid-focus-pane path")
    assert outlined.count() == 1
    page.mouse.move(5, 5)
    assert page.locator(".twin").count() == outlined.count() == 0
    # One stop a map; arrows move, Enter chooses.
    assert page.locator(".side .point[tabindex='0']").count() == 2
    page.locator("#side-1 .point[tabindex='0']").focus()
    before = page.evaluate("() => document.activeElement.dataset.code")
    page.keyboard.press("ArrowRight")
    after = page.evaluate("() => document.activeElement.dataset.code")
    assert after != before
    assert outlined.count() == 1
    page.keyboard.press("Enter")
    one.settled()
    assert address(page)["place"] == after
    assert page.locator(".side .point.selected").count() == 2
    assert page.locator(".side .held").count() == 2
    assert page.locator("#records h3").inner_text().startswith(get(after).short)


def test_the_place_chosen_is_painted_and_outlined_in_both_maps_on_screen_and_in_print(visit):
    one = visit()
    page = opened(one, "&place=30")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        for side in (0, 1):
            shape = page.locator(f"#side-{side} .point[data-code='30']")
            assert shape.evaluate("(one) => getComputedStyle(one).display") != "none"
            assert shape.bounding_box()["width"] > 20
            outline = page.locator(f"#side-{side} .held")
            assert outline.evaluate("(one) => getComputedStyle(one).strokeWidth") == "2.4px"


def test_choices_stand_in_the_address_and_change_both_maps(visit):
    one = visit()
    page = opened(one)
    page.locator("#pair-second-to").select_option("2026")
    one.settled()
    assert address(page)["pair"] == "years:2008-2014/2015-2026"
    # A first year after the last takes the last along.
    page.locator("#pair-first-from").select_option(label="2016")
    one.settled()
    assert address(page)["pair"] == "years:2016-2016/2015-2026"
    page.locator("#pair-swap").click()
    one.settled()
    assert address(page)["pair"] == "years:2015-2026/2016-2016"
    assert page.locator(".sides h3").all_inner_texts() == [
        "Fiscal years 2015–2026", "Fiscal years 2016",
    ]  # fmt: skip
    page.locator("#pair-field").select_option(label="Measure")
    one.settled()
    assert address(page)["pair"] == "measure:programmes/amount"
    assert page.locator(".sides .legend").count() == 2
    page.locator("#pair-second").select_option(label="Share of programme-place links")
    one.settled()
    assert address(page)["pair"] == "measure:programmes/share"
    # The page's own map stays as it was.
    assert "measure" not in address(page)
    page.go_back()
    with page.expect_download() as download:
        page.locator("[data-chart-file='svg']").click()
    assert download.value.suggested_filename == "geoaid_pair_programmes_state.svg"


def test_an_address_with_several_differences_keeps_them(visit):
    one = visit()
    page = opened(one, "&pair=measure:amount;years:2015-2021")
    assert page.locator("#pair-field option:checked").inner_text() == "Several choices"
    assert page.locator("#pair-swap").get_attribute("data-pair") == (
        "measure:amount/programmes;years:2015-2021/all"
    )


def test_the_table_is_sorted_by_change(visit):
    one = visit()
    page = opened(one)
    page.locator("#panel-body details.scroll summary").click()
    rows = page.locator("#panel-body details.scroll tbody tr").all_inner_texts()
    found = pairing(View(), BOOK)
    assert len(rows) == 32
    assert [row.split("\t")[0].strip() for row in rows] == [get(p.code).short for p in found.places]
    assert rows[0].split("\t")[-1].strip() == "+5"


@pytest.mark.parametrize("query", ["", "&pair=measure:amount", "&level=municipality&lang=es"])
def test_axe_finds_nothing(visit, query):
    one = visit(bypass_csp=True)
    page = opened(one, query)
    page.locator("#panel-body details").evaluate_all(
        "all => all.forEach((one) => { one.open = true; })"
    )
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, context="#section-analysis")
        assert found.violations_count == 0, found.generate_report()


def test_on_a_phone_the_maps_stand_one_below_the_other(visit):
    one = visit(width=320, locale="es-MX")
    page = opened(one, "&pair=measure:programmes_per_100k/amount_per_100k")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
    boxes = [page.locator(f"#side-{side}").bounding_box() for side in (0, 1)]
    assert boxes[1]["y"] > boxes[0]["y"] + boxes[0]["height"]


def test_patterns_of_both_maps_are_their_own():
    made = analysis.panel(View(panel="pair", measure="amount", pair="split:none"), BOOK)
    for side in ("side-0", "side-1"):
        used = set(re.findall(r"url\(#([^)]+)\)", made["pictures"][side]))
        assert used == set(re.findall(r'<pattern id="([^"]+)"', made["pictures"][side]))
        assert used
        assert all(name.removeprefix(f"{side}-") in STATUS_STYLES for name in used)


def test_difference_is_part_of_the_public_view():
    assert isinstance(View().pair, Difference)
