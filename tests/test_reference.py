"""The reference figures of the bundled data, as its documentation gives them."""

from __future__ import annotations

import pytest

from geoaid import ledger as ledgers
from geoaid import need
from geoaid.answer import answer
from geoaid.view import View


@pytest.fixture(scope="module")
def default():
    return answer(View())


def test_records_programmes_links_and_states_named(default):
    assert (default.records, default.programmes, default.links) == (155, 80, 174)
    assert all(place.programmes > 0 for place in default.states)


def test_programmes_by_state(default):
    expected = {
        "08": 16, "19": 15, "02": 12, "07": 9, "22": 8, "26": 8, "32": 8, "28": 7, "30": 6,
        "20": 3, "12": 1,
    }  # fmt: skip
    assert {code: default.place(code).programmes for code in expected} == expected


def test_programmes_by_municipality():
    found = answer(View(level="municipality"))
    named = {place.code: place.programmes for place in found.places}
    assert len(named) == 47
    assert [named.pop(code) for code in ("02004", "08037", "19039")] == [6, 6, 6]
    assert max(named.values()) == 2
    assert [code for code in named if code[:2] == "30"] == ["30087"]
    assert (found.cities.programmes, found.cities.spotlight_programmes) == (14, 10)
    assert found.cities.named_in["30"] == 1


def test_record_identity_at_both_levels(default):
    total = {"not_placed_usd": 1397307983.31, "total_usd": 1453945029.31}
    assert default.identity.as_dict() == total | {
        "own_usd": 10937046.0,
        "shared_usd": 45700000.0,
        "state_only_usd": 0.0,
    }
    assert answer(View(level="municipality")).identity.as_dict() == total | {
        "own_usd": 5000000.0,
        "shared_usd": 44400000.0,
        "state_only_usd": 7237046.0,
    }


def test_conflict(default):
    assert default.conflicts == (
        {
            "id": "P-MIG100",
            "amount_usd": 100000000.0,
            "parts_usd": 144600000.0,
            "excess_usd": 44600000.0,
        },
    )


def test_even_split_and_bounds():
    found = answer(View(measure="amount"))
    amounts = {"19": 12552380.93, "14": 12433093.62, "08": 6847619.06, "21": 5023000.0, "30": None}
    assert {code: found.place(code).amount_usd for code in amounts} == amounts
    assert found.place("30").status == "no_amount"
    assert (found.place("19").at_least_usd, found.place("19").at_most_usd) == (0.0, 45700000.0)


def test_coverage(default):
    assert default.coverage is not None
    assert default.coverage.appropriated_usd == 3.3e9
    assert (default.coverage.own_usd, default.coverage.shared_usd) == (10937046.0, 25000000.0)
    assert round(default.coverage.own_share * 100, 2) == 0.33
    assert round(default.coverage.shared_share * 100, 2) == 0.76


@pytest.mark.parametrize(
    "view",
    [
        View(program_area="rule_of_law"),
        View(flow="planned"),
        View(years="2008-2022"),
        View(years="2022"),
    ],
)
def test_coverage_is_not_stated_where_the_appropriation_cannot_divide(view):
    assert answer(view).coverage is None


@pytest.mark.parametrize(
    ("years", "appropriated", "about"),
    [
        (
            "2008-2014",
            2352019000,
            False,
        ),  # 400 + 720 + 385.25 + 142.984 + 281.76 + 227.144 + 194.881
        ("2015", 156100000, False),  # no TOTAL: INCLE 110 + ESF 46.1
        ("2016", 160159063, True),  # only the all-account figure
        ("2017-2018", 284004000, False),  # 90 + 49.004, then the TOTAL 145
    ],
)
def test_a_narrower_range_divides_by_the_sum_of_its_years(years, appropriated, about):
    coverage = answer(View(years=years)).coverage
    assert (coverage.appropriated_usd, coverage.is_approximate) == (appropriated, about)


def test_population_sums_are_the_published_ones():
    census = need.indicator("population_census", "municipality")
    assert sum(census[2010].values()) == 112_336_538
    assert sum(census[2020].values()) == 126_014_024
    midyear = need.indicator("population_conapo_midyear", "state")
    assert sum(midyear[2010].values()) == 114_756_059
    folded = need.census_population()
    assert sum(n for code, n in folded.items() if len(code) == 5) == 126_014_024


def test_rates_name_and_use_their_denominator():
    found = answer(View(measure="programmes_per_100k"))
    series = need.indicator("population_conapo_midyear", "state")
    mean = sum(series[year]["30"] for year in range(2008, 2022)) / 14
    assert found.denominator_years == (2008, 2021)
    assert found.place("30").value == round(6 * 1e5 / mean, 6)
    assert answer(View(years="2012-2013")).denominator_years == (2012, 2013)
    city = answer(View(level="municipality", measure="programmes_per_100k"))
    assert city.denominator_years == (2020, 2020)
    assert city.place("02004").value == round(6 * 1e5 / 1_922_523, 6)


def test_a_range_after_the_population_series_has_no_rates():
    found = answer(View(measure="programmes_per_100k", years="2025-2026"))
    assert {place.status for place in found.places} == {"not_applicable"}
    assert all(place.value is None for place in found.places)


def test_shares_add_up_to_one():
    count = answer(View())
    assert sum(place.share for place in count.places) == pytest.approx(1, abs=1e-4)
    money = answer(View(measure="amount"))
    shares = [place.share for place in money.places if place.share is not None]
    assert sum(shares) == pytest.approx(1, abs=1e-4)
    assert money.place("21").share == round(5023000 / (10937046 + 45700000), 6)


def test_a_narrower_view_says_how_many_records_have_no_year(default):
    narrow = answer(View(years="2008-2026"))
    assert narrow.undated_records == default.undated_records == 32
    assert default.records - narrow.records == 32
    assert default.programmes - narrow.programmes == narrow.undated_programmes


def test_counter_terrorism_has_no_record():
    found = answer(View(program_area="counter_terrorism"))
    assert (found.records, found.programmes, found.links) == (0, 0, 0)
    assert {place.status for place in found.places} == {"no_record"}
    assert {place.programmes for place in found.places} == {0}
    assert found.limits == ()


def test_the_worked_example_of_the_method_page():
    ledger = ledgers.bundled()
    alone = ledgers.from_rows([row for row in ledger.rows if row["id"].startswith("P-JPV")])
    state = answer(View(measure="amount"), alone)
    amounts = {place.code: place.amount_usd for place in state.places if place.amount_usd}
    assert amounts == {"02": 2.5e6, "08": 5e6, "14": 7.5e6, "16": 2.5e6, "19": 7.5e6}
    assert (state.place("19").at_least_usd, state.place("19").at_most_usd) == (0, 25e6)
    assert (state.programmes, state.links) == (1, 5)
    finer = answer(View(measure="amount", level="municipality"), alone)
    assert {place.amount_usd for place in finer.places} == {2.5e6}
    assert (finer.programmes, finer.links) == (1, 10)
    reinserta = ledgers.from_rows([row for row in ledger.rows if row["id"] == "P-REINSERTA"])
    shares = {p.code: p.amount_usd for p in answer(View(), reinserta).places if p.amount_usd}
    assert shares == {"09": 433333.34, "15": 433333.33, "19": 433333.33}
