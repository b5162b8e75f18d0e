"""The analysis: held to other libraries and to hand on the bundled records, and to what must hold of any."""

from __future__ import annotations

import csv
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inequality.gini import Gini
from inequality.theil import Theil, TheilD
from scipy.stats import spearmanr

import geoaid
from geoaid import View, places, text
from geoaid import ledger as ledgers
from geoaid.analysis.assistance import assistance, codes_of, flagged, in_group
from geoaid.analysis.clusters import clusters
from geoaid.analysis.concentration import KEYS, concentration
from geoaid.analysis.following import following
from geoaid.analysis.sensitivity import Records, ways
from geoaid.analysis.timeline import timeline
from geoaid.analysis.whatif import what_if
from geoaid.answer import answer
from geoaid.bundle import folder
from geoaid.chartspec.charts import chart
from geoaid.findings.analysis import (
    clusters_words,
    concentration_words,
    timeline_words,
    what_if_words,
)
from geoaid.findings.need import need_words
from geoaid.ledger import from_rows
from geoaid.view import NEEDS
from tests.strategies import books, views

LEVELS = ["state", "municipality"]
MEASURES = ["programmes", "amount", "programmes_per_100k", "share"]


def close(number):
    return pytest.approx(number, rel=1e-6, abs=1e-9)


def by_hand(view, level):
    """Programmes or US$ of every place of a level, from the answer."""
    found = answer(view)
    figures = found.states if level == "state" else found.municipalities
    name = "amount_usd" if view.measure.startswith("amount") else "programmes"
    held = {place.code: getattr(place, name) or 0 for place in figures}
    return np.array([held.get(code, 0) for code in codes_of(level)], dtype=float)


# ---- concentration ----


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("grouping", ["border", "sez"])
def test_every_index_is_that_of_pysal_on_the_bundled_records(level, measure, grouping):
    view = View(level=level, measure=measure, grouping=grouping)
    found = concentration(view)
    held = by_hand(view, level)
    assert len(held) == found.places == (32 if level == "state" else 2465)
    assert found.figures["gini"] == close(Gini(held).g)
    # The library keeps zeros out of the logarithm by adding a hair.
    groups = in_group(grouping, codes_of(level)).astype(int)
    assert found.figures["theil_total"] == close(Theil(held).T)
    parts = TheilD(held, groups)
    assert found.figures["theil_between"] == close(float(np.squeeze(parts.bg)))
    assert found.figures["theil_within"] == close(float(np.squeeze(parts.wg)))
    shares = held / held.sum()
    assert found.figures["hhi"] == close((shares**2).sum())
    assert found.figures["equivalent_places"] == close(1 / (shares**2).sum())
    assert found.figures["hoover"] == close(np.abs(shares - 1 / len(held)).sum() / 2)
    assert found.figures["top3_share"] == close(np.sort(shares)[-3:].sum())


@pytest.mark.parametrize("level", LEVELS)
def test_over_population_it_is_the_gini_of_as_many_persons(level):
    """Every place as many entries as it has persons (in tens of thousands), each with its part."""
    found = concentration(View(level=level))
    lots = assistance(answer(View(level=level)), level)
    count = np.maximum(np.round(lots.population_persons / 5e3).astype(int), 1)
    spread = np.repeat(lots.totals / count, count)
    assert found.figures["gini_population"] == pytest.approx(Gini(spread).g, abs=0.02)


def test_a_programme_in_eleven_states_weighs_one_where_programmes_weigh_one():
    found = concentration(View())
    book = ledgers.bundled()
    states = {}
    for record, place in zip(book.links_record, book.links_place, strict=True):
        states.setdefault(int(book.programme[record]), set()).add(book.codes[place][:2])
    held = Counter()
    for named in states.values():
        for code in named:
            held[code] += 1 / len(named)
    assert sum(held.values()) == close(80)
    assert found.figures["gini_programme_weighted"] == close(Gini(np.array([*held.values()])).g)


@settings(max_examples=40)
@given(books(), views())
def test_a_figure_lies_in_its_range_and_its_interval_whatever_the_ledger(ledger, view):
    found = concentration(view, ledger)
    if found.reason:
        assert found.reason in ("empty", "all_zero")
        assert not found.figures
        return
    for key in KEYS:
        if key not in found.figures:
            assert key == "gini_population"
            continue
        low, high = found.ranges[key]
        assert low - 1e-9 <= found.figures[key] <= high + 1e-9
        low, high = found.intervals[key]
        assert low - 1e-9 <= found.figures[key] <= high + 1e-9
    parts = [found.figures[f"theil_{part}"] for part in ("between", "within")]
    assert sum(parts) == pytest.approx(found.figures["theil_total"], abs=1e-9)


@settings(max_examples=40)
@given(books(), views(), st.sampled_from(LEVELS))
def test_no_way_of_counting_makes_or_loses_money(ledger, view, level):
    codes = codes_of(level)
    columns = {code: number for number, code in enumerate(codes)}
    persons = np.ones(len(codes))
    records = Records.of(ledger, view, level=level, columns=columns, persons=persons)
    try:
        counted = ways(records, "amount")
    except geoaid.errors.NotComputableError:
        return
    # The even rule, the rule by population, and every assignment place the same money; only
    # "not split" leaves shared money out. Money shared with a place of another level may differ.
    if level == "state":
        whole = records.money("even").sums.sum()
        for row in (1, 2, *range(4, len(counted.totals))):
            assert counted.totals[row].sum() == pytest.approx(whole, rel=1e-12)
    assert counted.totals[3].sum() <= counted.totals[1].sum() + 1e-6


@pytest.mark.parametrize("measure", ["programmes", "amount"])
def test_a_stricter_reading_is_that_of_a_ledger_without_the_records(measure):
    book = ledgers.bundled()
    found = concentration(View(measure=measure))
    strong = concentration(View(measure=measure, evidence="strong"))
    assert found.variants["strong_evidence"]["gini"] == close(strong.figures["gini"])
    without = from_rows([row for row in book.rows if row["source_id"] != "RIOS2016"])
    again = concentration(View(measure=measure), without)
    assert found.variants["without_essay"]["gini"] == close(again.figures["gini"])


def test_only_planned_programmes_are_those_with_nothing_else():
    rows = [
        {"id": "A", "places": "30 Veracruz", "flow": "planned"},
        {"id": "B", "places": "08 Chihuahua", "flow": "planned"},
        {"id": "C", "places": "08 Chihuahua", "flow": "delivered", "part_of": "B"},
    ]
    book = from_rows(
        [
            {"title": "T", "program_area": "other", "amount_usd": "", "source_id": "S"} | row
            for row in rows
        ]
    )
    found = concentration(View(), book)
    assert found.places_with == 2
    assert found.variants["without_planned_only"]["top3_share"] == 1
    assert found.variants["without_planned_only"]["equivalent_places"] == 1
    assert "without_essay" not in found.variants


def test_shared_money_gives_the_range_its_ends():
    """US$90 shared by three states and US$10 of a fourth: wholly to one, or a third to each."""
    book = from_rows(
        [
            {
                "id": name, "title": "T", "program_area": "other", "flow": "delivered",
                "amount_usd": usd, "places": named, "source_id": "S",
            }
            for name, usd, named in (
                ("A", "90", "08 Chihuahua; 19 Nuevo León; 30 Veracruz"),
                ("B", "10", "02 Baja California"),
            )
        ]
    )  # fmt: skip
    found = concentration(View(measure="amount"), book)
    assert found.combinations == 3
    assert not found.is_sample
    assert found.ranges["hhi"] == (pytest.approx(3 * 0.3**2 + 0.1**2), 1.0)  # "none": B alone
    assert found.figures["hhi"] == pytest.approx(3 * 0.3**2 + 0.1**2)
    assert found.ranges["top3_share"] == (pytest.approx(0.9), 1.0)


def test_the_same_question_has_the_same_answer():
    one = concentration(View()).as_dict()
    from geoaid.analysis.concentration import _concentration

    _concentration.cache_clear()
    assert concentration(View()).as_dict() == one


# ---- need ----


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("need", NEEDS)
def test_ranks_and_correlation_are_those_of_scipy(level, need):
    found = following(answer(View(level=level, need=need)))
    assistance_, needs = zip(*((p.assistance, p.need) for p in found.places), strict=True)
    assert found.rank_correlation == pytest.approx(
        spearmanr(needs, assistance_).statistic, abs=1e-4
    )
    assert sum(place.rank_gap for place in found.places) == pytest.approx(0, abs=1e-6)
    assert len(found.places) + len(found.missing) == len(codes_of(level))
    first = found.under_served[0]
    assert first.rank_gap == min(place.rank_gap for place in found.places)


def test_a_lean_that_chance_would_give_says_so_by_itself():
    for lang, chance in (("en", "no more than chance would give"), ("es", "lo que daría el azar")):
        view = View(need="homicide_rate", lang=lang)
        found = following(answer(view))
        assert found.rank_p > 0.05
        said = need_words(view, found)
        [lean] = [one for one in said.findings if "0.079" in one]
        assert chance in lean
        # What is short of the need is documented assistance, and the sentence names it.
        assert ("programas documentados" if lang == "es" else "documented") in said.findings[0]


def test_guerrero_is_least_served_against_its_homicides():
    found = geoaid.against_need(View(need="homicide_rate"))
    assert [place.code for place in found.under_served[:3]] == ["12", "06", "17"]
    data = found.as_dict()
    assert data["years"][0] == 2008
    assert data["source"] == "INEGI 2008-2015; SESNSP 2015-2021"
    entry = next(place for place in data["places"] if place["code"] == "12")
    assert (entry["rank_need"], entry["rank_assistance"], entry["rank_gap"]) == (2, 32, -30)
    by_publisher = found.under_served[0].by_publisher
    assert set(by_publisher) == {"INEGI", "SESNSP"}


# ---- clusters ----


def test_clusters_follow_the_views_measure_and_level():
    found = geoaid.clusters(View(measure="programmes_per_100k"))
    values = assistance(answer(View(measure="programmes_per_100k"))).values
    z = (values - values.mean()) / values.std()
    from geoaid import shapes

    index = {code: i for i, code in enumerate(codes_of("state"))}
    near = np.zeros((32, 32))
    for pair in shapes.contiguity("state"):
        a, b = index[pair.code_a], index[pair.code_b]
        near[a, b] = near[b, a] = 1
    near /= near.sum(axis=1, keepdims=True)
    assert found.i == close(z @ near @ z / (z @ z))
    value, around = found.scatter["30"]
    assert around == close((near @ values)[index["30"]])
    assert value == close(values[index["30"]])


# ---- what-if ----


@settings(max_examples=150)
@given(views())
def test_a_what_if_holds_its_total_to_the_cent(view):
    found = what_if(answer(view))
    if not found.states:
        assert found.reason
        assert what_if_words(view, found).findings[0].endswith(".")
        return
    cents = [round(state.then_usd * 100) for state in found.states]
    assert sum(cents) == round(found.total_usd * 100)
    if view.move_total is None:
        assert found.total_usd == found.placed_usd
        assert sum(round(state.change_usd * 100) for state in found.states) == 0
    for state in found.states:
        assert state.then_usd >= view.move_floor * found.total_usd - 0.011
        assert state.then_usd <= view.move_cap * found.total_usd + 0.011
    if view.move_non_border is not None:
        inside = flagged("border")
        share = sum(state.then_usd for state in found.states if state.code not in inside)
        assert share == pytest.approx(view.move_non_border * found.total_usd, abs=0.006)


def test_by_population_alone_everybody_has_the_same():
    found = geoaid.what_if(View(move_by="population"))
    each = [state.per_person_usd for state in found.states]
    assert max(each) - min(each) < 1e-6
    assert found.placed_usd == close(10_937_046 + 45_700_000)
    assert found.as_dict()["what_if"] is True


def test_terms_that_do_not_fit_are_said_and_nothing_is_shared_out():
    found = geoaid.what_if(View(move_floor="4%"))
    assert found.states == ()
    assert "at most 3.12% fits" in found.why


# ---- timeline ----


def test_the_years_are_those_of_the_records_and_of_the_totals():
    found = {year.year: year for year in timeline(View()).years}
    with (folder("data") / "aid" / "totals.csv").open(encoding="utf-8") as file:
        totals = [row for row in csv.DictReader(file) if row["fy_start"] == row["fy_end"]]
    for year in (2008, 2009, 2014, 2018, 2020):
        whole = next(
            float(row["amount_usd"])
            for row in totals
            if int(row["fy_start"]) == year
            and row["use"] == "control"
            and row["account"] == "TOTAL"
        )
        assert found[year].appropriated_usd == whole
    assert found[2017].appropriated_usd == 90_000_000 + 49_004_000
    assert found[2017].mark == "upper_bound"
    assert found[2010].mark == "derived"
    assert found[2024].appropriated_usd is None
    for year, figures in found.items():
        assert figures.programmes == answer(View(years=f"{year}-{year}")).programmes


def test_programmes_without_a_year_are_counted_apart():
    found = answer(View(years="2008-2026"))
    assert timeline(View()).undated == found.undated_programmes == 16


def test_the_essays_events_have_their_documents():
    events = timeline(View()).events
    assert [event.first for event in events] == [2008, 2012, 2014, 2015]
    assert {event.source_id for event in events} <= set(ledgers.bundled().sources)
    own = from_rows(
        [
            {
                "id": "A",
                "title": "T",
                "program_area": "other",
                "flow": "planned",
                "amount_usd": "",
                "places": "30 Veracruz",
            }
        ]
    )
    assert timeline(View(), own).events == ()


# ---- in words ----


def book_of(*named):
    return from_rows(
        [
            {
                "id": f"R{i}", "title": "T", "program_area": "other", "flow": "delivered",
                "amount_usd": "", "places": f"{code} name", "source_id": "S",
            }
            for i, code in enumerate(named)
        ]
    )  # fmt: skip


def said(view, book):
    return concentration_words(view, concentration(view, book)).findings


STATES = [place.code for place in places.states()]


def test_words_of_a_concentrated_table():
    words = said(View(), book_of(*(["02"] * 30), "19", "30"))
    assert words[0].startswith(
        "Of 32 links between 32 programmes and states, 100% lie in the three"
    )
    assert "more than chance alone would give" in words[2]


def test_words_of_an_even_table():
    assert said(View(), book_of(*STATES)) == ("Every one of the 32 states has the same.",)
    assert said(View(lang="es"), book_of(*STATES)) == (
        "Cada uno de los 32 estados tiene lo mismo.",
    )


def test_words_of_an_empty_table():
    words = said(View(years="2010-2011"), book_of("30"))
    assert words == (
        "How concentrated this is cannot be computed: no record in this view names a place.",
    )


def test_words_of_one_place_only():
    assert said(View(), book_of("30", "30")) == ("All of it lies in one place, Veracruz.",)


def test_words_of_a_tie():
    view = View(need="poverty")
    found = following(answer(view, book_of(*STATES)))
    assert {place.rank_assistance for place in found.places} == {16.5}
    words = need_words(view, found).findings
    assert "Chiapas (rank 1 by need, 1–32 by assistance)" in words[0]
    assert len(words) == 2  # no correlation with what is the same everywhere
    near = clusters(answer(view, book_of(*STATES)))
    assert near.reason == "constant"
    assert "every place has the same figure" in clusters_words(view, near).findings[0]


@pytest.mark.parametrize(
    ("years", "says"),
    [
        ("2010-2010", "one publisher and one year alone; choose more years"),
        ("2007-2007", "one publisher and one year alone"),
    ],
)
def test_words_of_a_need_that_cannot_be_had(years, says):
    view = View(need="homicides", need_years=years)
    found = following(answer(view))
    assert says in need_words(view, found).findings[0]
    view = View(need="marginalization", need_years="2011-2012")
    assert "have no figure of this need" in need_words(view, following(answer(view))).findings[0]


@settings(max_examples=60)
@given(books(), views())
def test_every_analysis_of_every_ledger_has_whole_sentences(ledger, view):
    found = answer(view, ledger)
    for words in (
        concentration_words(view, concentration(view, ledger)),
        need_words(view, following(found)),
        clusters_words(view, clusters(found)),
        what_if_words(view, what_if(found)),
        timeline_words(view, timeline(view, ledger)),
    ):
        assert 1 <= len(words.findings) <= 4
        for sentence in (*words.findings, words.hedge):
            assert sentence == "" or sentence.endswith((".", "?"))
            assert "{" not in sentence
            assert "nan" not in sentence.casefold().split()
            assert "None" not in sentence


def test_the_worked_example_of_the_method_page():
    """P-JPV alone: ten cities in five states, US$25 million."""
    book = ledgers.bundled()
    jpv = from_rows([row | {"part_of": ""} for row in book.rows if row["id"] == "P-JPV"])
    found = concentration(View(measure="amount"), jpv)
    assert found.figures["hhi"] == close(0.24)
    assert found.figures["equivalent_places"] == close(1 / 0.24)
    assert found.ranges["hhi"] == (close(0.24), 1.0) or found.ranges["hhi"][0] <= 0.24
    assert found.ranges["hhi"][1] == 1.0


# ---- what a reviewer asks ----


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("grouping", ["border", "sez"])
def test_what_a_group_of_states_holds_is_the_sum_of_its_places(level, measure, grouping):
    view = View(level=level, measure=measure, grouping=grouping)
    found, held = concentration(view), by_hand(view, level)
    inside = np.array([code[:2] in flagged(grouping) for code in codes_of(level)])
    assert found.figures["group_share"] == close(held[inside].sum() / held.sum())
    assert found.group_places == inside.sum()
    persons = assistance(answer(view), level).population_persons
    assert found.group_persons_share == close(persons[inside].sum() / persons.sum())


def test_border_states_are_set_against_the_others_in_words():
    said = concentration_words(View(), concentration(View())).all
    assert "Border states (6 of 32 states, 18% of the population) hold 36% of the links" in said


@pytest.mark.parametrize("panel", ["need", "clusters"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_share_in_a_panel_is_the_share_on_the_map(panel, level):
    view = View(measure="share", panel=panel, level=level)
    book = ledgers.bundled()
    spec = chart(view, book)
    figures = {
        places.with_state(place.code): text.percent(place.share) for place in answer(view).places
    }
    column = {"need": 3, "clusters": 1}[panel]
    shown = {row[0]: row[column] for row in spec.table.rows}
    named = figures.keys() & shown.keys()
    assert {name: shown[name] for name in named} == {name: figures[name] for name in named}
    assert named


def test_of_money_a_place_without_an_amount_is_not_called_under_served():
    view = View(measure="amount", years="2008-2014", panel="need")
    found = following(answer(view))
    with_amount = sum(place.is_documented for place in found.places)
    words = need_words(view, found)
    assert words.findings[0] == (
        f"Documents give an amount for {with_amount} of the 32 states only, so assistance cannot "
        "be ranked against need (homicide rate)."
    )
    assert f"{32 - with_amount} places without a documented amount enter with US$0" in words.hedge
    spec = chart(view, ledgers.bundled())
    rows = {row[0]: row for row in spec.table.rows}
    assert rows["Chihuahua"][3:] == ("documented, no US$ figure", "–", "–", "–")
    [panel] = spec.panels
    hollow = {mark.code for mark in panel.marks if mark.kind == "quiet"}
    assert hollow == {place.code for place in found.places if not place.is_documented}


def test_of_money_the_under_served_are_among_those_with_an_amount():
    view = View(measure="amount")
    found = following(answer(view))
    [lead, *_] = need_words(view, found).findings
    without = [places.get(one.code).short for one in found.places if not one.is_documented]
    assert "under-served" in lead
    assert not [name for name in without if name in lead]


def test_a_what_if_says_which_states_have_no_amount_now():
    view = View(panel="what_if")
    found = what_if(answer(view))
    without = [one for one in found.states if not one.is_documented]
    assert f"{len(without)} states without a documented amount start from" in (
        what_if_words(view, found).hedge
    )
    rows = {row[0]: row[1] for row in chart(view, ledgers.bundled()).table.rows}
    assert rows["Veracruz"] == "documented, no US$ figure"
    assert rows["Jalisco"].startswith("US$")


def test_a_need_of_other_years_than_the_view_is_said():
    view = View(years="2008-2014")
    said = "not of 2008–2014 alone"
    assert said in need_words(view, following(answer(view))).hedge
    view = View(years="2008-2014", need_years="2008-2014")
    assert said not in need_words(view, following(answer(view))).hedge


def test_a_municipality_in_a_sentence_has_its_state():
    view = View(level="municipality")
    said = clusters_words(view, clusters(answer(view))).all
    assert "Juárez (Nuevo León)" in said
    assert "(rank 2 by need" in need_words(view, following(answer(view))).findings[0]
