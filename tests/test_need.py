"""Needs and assistance against them: from the bundled tables, and held to scipy and to hand."""

from __future__ import annotations

import csv
from statistics import mean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from geoaid import need
from geoaid.bundle import folder
from geoaid.errors import NotComputableError
from geoaid.measures.concentration import gini
from geoaid.measures.need import (
    bivariate,
    concentration_curve,
    concentration_index,
    per_need,
    rank_gap,
    ranks,
    spearman,
)

FIGURES = st.integers(-1000, 1000)
AMOUNTS = st.integers(0, 10**6)
PAIRS = st.lists(st.tuples(AMOUNTS, FIGURES), min_size=2, max_size=40).filter(
    lambda pairs: any(a for a, _ in pairs) and len({b for _, b in pairs}) > 1
)


def rows(level, indicator):
    with (folder("data") / "need" / need.FILES[level]).open(encoding="utf-8") as file:
        found = [row for row in csv.DictReader(file) if row["indicator"] == indicator]
    code = "state_code" if level == "state" else "mun_code"
    return {(row[code], int(row["year"])): float(row["value"]) for row in found}


# The registry, from the tables


def test_the_homicide_rate_averages_both_publishers_and_their_years():
    inegi, sesnsp = rows("state", "homicide_rate_inegi"), rows("state", "homicide_rate_sesnsp")
    found = need.figures("homicide_rate", "state")
    by_year = []
    for year in range(2008, 2022):
        cells = [table[("30", year)] for table in (inegi, sesnsp) if ("30", year) in table]
        by_year.append(mean(cells))
    assert found.values["30"] == pytest.approx(mean(by_year))
    assert found.years == tuple(range(2008, 2022))
    assert [one.publisher for one in found.series] == ["INEGI", "SESNSP"]
    assert len(found.values) == 32
    assert found.source == "INEGI 2008-2015; SESNSP 2015-2021"


def test_victims_are_of_homicide_and_femicide_as_the_rate_is():
    found = need.figures("homicides", "state", (2016, 2017))
    victims = rows("state", "homicide_victims_sesnsp")
    women = rows("state", "femicide_victims_sesnsp")
    wanted = mean(victims[("08", year)] + women[("08", year)] for year in (2016, 2017))
    assert found.values["08"] == pytest.approx(wanted)


@pytest.mark.parametrize("name", ["homicides", "homicide_rate"])
@pytest.mark.parametrize("year", [2010, 2018])
def test_no_homicide_figure_rests_on_one_publisher_and_one_year(name, year):
    with pytest.raises(NotComputableError, match="one publisher and one year") as refused:
        need.figures(name, "state", (year, year))
    assert refused.value.reason == "one_year"
    # 2015 has both publishers.
    assert len(need.figures(name, "state", (2015, 2015)).series) == 2


@pytest.mark.parametrize("years", [None, (2008, 2018), (2014, 2022), (2010, 2016)])
def test_the_two_series_of_poverty_are_never_joined(years):
    found = need.figures("poverty", "state", years)
    assert len(found.series) == 1
    one = need.figures("poverty", "state", (2016, 2020))
    old, new = (
        rows("state", f"poverty_share_series_{span}") for span in ("2008_2018", "2016_2022")
    )
    table = new if found.years[0] >= 2016 else old
    assert found.values["07"] == pytest.approx(mean(table[("07", year)] for year in found.years))
    assert one.years == (2016, 2018, 2020)


def test_a_year_without_a_figure_says_which_years_have_one():
    with pytest.raises(NotComputableError, match="years with one: 2010, 2015, 2020") as refused:
        need.figures("marginalization", "state", (2011, 2014))
    assert refused.value.reason == "years"


def test_more_marginalised_is_more():
    found = need.figures("marginalization", "state").values
    ordered = sorted(found, key=found.get, reverse=True)
    assert ordered[:3] == ["12", "07", "20"]  # Guerrero, Chiapas, Oaxaca
    index = rows("state", "marginalization_index_dp2_norm")
    assert found["12"] == pytest.approx(
        1 - mean(index[("12", year)] for year in (2010, 2015, 2020))
    )


def test_census_and_projection_are_never_mixed():
    assert need.figures("population", "municipality").source == "INEGI 2010-2020"
    assert need.figures("population", "state").source == "CONAPO 2008-2021"


def test_people_in_poverty_are_the_share_of_the_persons():
    persons = rows("state", "population_conapo_midyear")
    share = rows("state", "poverty_share_series_2016_2022")
    wanted = mean(share[("30", y)] / 100 * persons[("30", y)] for y in (2016, 2018, 2020))
    assert need.figures("poor_persons", "state").values["30"] == pytest.approx(wanted)


def test_totals_of_young_municipalities_are_folded_and_rates_are_not():
    deaths = rows("municipality", "homicides_inegi")
    found = need.figures("homicides", "municipality", (2020, 2021)).values
    # San Quintín (02006) and San Felipe (02007) were cut from Ensenada and Mexicali.
    wanted = mean(deaths[("02001", y)] + deaths[("02006", y)] for y in (2020, 2021))
    assert found["02001"] == pytest.approx(wanted)
    share = rows("municipality", "poverty_share")
    assert (
        need.figures("poverty", "municipality", (2020, 2020)).values["02001"]
        == share[("02001", 2020)]
    )


@pytest.mark.parametrize("name", need.NEEDS)
@pytest.mark.parametrize("level", ["state", "municipality"])
def test_every_need_has_its_places_and_its_documents(name, level):
    found = need.figures(name, level)
    assert len(found.values) == (32 if level == "state" else 2465) or name in (
        "poverty",
        "poor_persons",
    )
    assert set(found.source_ids) <= set(need.sources())
    assert min(found.values.values()) >= 0
    assert found.source_ids


# The measures


@given(st.lists(FIGURES, min_size=1, max_size=40))
def test_ranks_are_those_of_scipy(values):
    assert ranks(values).tolist() == rankdata([-value for value in values]).tolist()


@given(PAIRS)
def test_the_rank_correlation_is_that_of_scipy(pairs):
    assistance, needs = zip(*pairs, strict=True)
    if len(set(assistance)) > 1:
        assert spearman(needs, assistance) == pytest.approx(
            spearmanr(needs, assistance).statistic, abs=1e-12
        )


@given(PAIRS)
def test_rank_gaps_add_up_to_nothing(pairs):
    assistance, needs = zip(*pairs, strict=True)
    assert rank_gap(needs, assistance).sum() == pytest.approx(0, abs=1e-9)


@given(st.lists(AMOUNTS, min_size=2, max_size=40).filter(lambda row: len(set(row)) > 1))
def test_ordered_by_itself_the_concentration_index_is_the_gini_coefficient(values):
    assert concentration_index(values, values) == pytest.approx(gini(values), abs=1e-12)
    assert concentration_index(values, [-v for v in values]) == pytest.approx(
        -gini(values), abs=1e-12
    )


@given(PAIRS, st.randoms())
def test_the_order_of_places_and_the_units_change_nothing(pairs, random):
    assistance, needs = map(list, zip(*pairs, strict=True))
    index = concentration_index(assistance, needs)
    shuffled = random.sample(pairs, len(pairs))
    other, order = zip(*shuffled, strict=True)
    assert concentration_index(other, order) == pytest.approx(index, abs=1e-12)
    scaled = concentration_index([7 * a for a in assistance], [3 * b - 5 for b in needs])
    assert scaled == pytest.approx(index, abs=1e-12)
    twice = concentration_index(assistance * 2, needs * 2)
    assert twice == pytest.approx(index, abs=1e-12)
    assert abs(index) <= gini(assistance) + 1e-12


@given(PAIRS)
def test_the_index_is_the_covariance_of_assistance_and_rank(pairs):
    """2 cov(a, r) / mean(a), with r the fractional rank by need (Kakwani et al. 1997)."""
    assistance, needs = (np.array(row, dtype=float) for row in zip(*pairs, strict=True))
    rank = (rankdata(needs) - 0.5) / len(needs)
    wanted = 2 * np.cov(assistance, rank, bias=True)[0, 1] / assistance.mean()
    assert concentration_index(assistance, needs) == pytest.approx(wanted, abs=1e-9)


@given(PAIRS)
def test_persons_as_weights_are_as_good_as_so_many_places(pairs):
    assistance, needs = zip(*pairs, strict=True)
    count = [1 + i % 3 for i in range(len(pairs))]
    spread = [(a / n, b) for (a, b), n in zip(pairs, count, strict=True) for _ in range(n)]
    each, order = zip(*spread, strict=True)
    assert concentration_index(assistance, needs, count) == pytest.approx(
        concentration_index(each, order), abs=1e-9
    )


@given(PAIRS)
def test_equal_values_share_a_class_and_a_larger_one_never_has_a_lower(pairs):
    assistance, needs = zip(*pairs, strict=True)
    for row, classes in zip((needs, assistance), bivariate(needs, assistance), strict=True):
        ordered = sorted(zip(row, classes.tolist(), strict=True))
        assert [c for _, c in ordered] == sorted(c for _, c in ordered)
        assert len({(v, c) for v, c in ordered}) == len(set(row))
        assert set(classes.tolist()) <= {1, 2, 3}


def test_thirds_of_thirty_places_hold_ten_each():
    low, _ = bivariate(range(30), range(30))
    assert np.bincount(low).tolist() == [0, 10, 10, 10]


def test_nothing_is_infinite_where_there_is_no_need():
    assert per_need([5, 0], [0, 0]).tolist() == pytest.approx([np.nan, np.nan], nan_ok=True)


def test_the_curve_ends_at_one_and_takes_equal_needs_together():
    x, y = concentration_curve([1, 2, 3], [5, 5, 9])
    assert x.tolist() == pytest.approx([0, 2 / 3, 1])
    assert y.tolist() == pytest.approx([0, 0.5, 1])


@pytest.mark.parametrize(
    ("compute", "reason"),
    [
        (lambda: concentration_index([1, 2], [3, 3]), "constant"),
        (lambda: concentration_index([0, 0], [1, 2]), "all_zero"),
        (lambda: concentration_index([-1, 2], [1, 2]), "negative"),
        (lambda: concentration_index([1, 2], [1, np.nan]), "missing"),
        (lambda: concentration_index([1, 2], [1, 2], [1, 0]), "weights"),
        (lambda: concentration_index([1], [1]), "constant"),
        (lambda: concentration_index([], []), "empty"),
        (lambda: concentration_index([1, 2], [1]), "shape"),
        (lambda: spearman([1, 2], [4, 4]), "constant"),
        (lambda: ranks([np.inf]), "missing"),
        (lambda: bivariate([1, 2], [1, 2], k=1), "option"),
    ],
)
def test_what_cannot_be_computed_is_said(compute, reason):
    with pytest.raises(NotComputableError) as refused:
        compute()
    assert refused.value.reason == reason
