"""The measures of assistance against need, held to their definitions, to scipy and to hand."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from geoaid.errors import NotComputableError
from geoaid.measures.concentration import gini, lorenz
from geoaid.measures.need import (
    bivariate,
    concentration_curve,
    concentration_index,
    per_need,
    rank_gap,
    ranks,
    spearman,
)

AMOUNTS = st.one_of(st.integers(0, 5), st.integers(0, 10**13))
NEEDS = st.one_of(st.integers(-3, 3), st.integers(-(10**9), 10**9))
PERSONS = st.integers(1, 20_000_000)
# Assistance, need, persons.
PLACES = st.lists(st.tuples(AMOUNTS, NEEDS, PERSONS), min_size=2, max_size=32).filter(
    lambda rows: any(row[0] for row in rows) and len({row[1] for row in rows}) > 1
)
FIGURES = st.lists(
    st.one_of(st.integers(-3, 3).map(float), st.floats(-1e12, 1e12)), min_size=1, max_size=32
)


def unzip(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def close(figure):
    return pytest.approx(float(figure), rel=1e-9, abs=1e-12)


def index_by_pairs(assistance, need, weights):
    """Over all pairs, sum of (v_i w_j - v_j w_i) sign(b_i - b_j) / (2 V W), exact.

    The Gini coefficient with the sign of the need in place of that of the rate.
    """
    pairs = itertools.product(zip(assistance, need, weights, strict=True), repeat=2)
    apart = sum((v * w_ - v_ * w) * ((b > b_) - (b < b_)) for (v, b, w), (v_, b_, w_) in pairs)
    return Fraction(apart, 2 * sum(assistance) * sum(weights))


# Concentration index


@given(rows=PLACES)
@example(rows=[(3, 1, 1), (1, 1, 2), (4, 2, 3)])
def test_the_index_is_that_of_all_pairs(rows):
    assistance, need, persons = unzip(rows)
    ones = [1] * len(rows)
    assert concentration_index(assistance, need) == close(index_by_pairs(assistance, need, ones))
    assert concentration_index(assistance, need, persons) == close(
        index_by_pairs(assistance, need, persons)
    )


def test_above_zero_the_needier_get_more():
    """Four places, all to one of them: 3/4 at the neediest, -3/4 at the least needy."""
    need = [10, 20, 30, 40]
    found = [concentration_index(row, need) for row in np.eye(4)]
    assert found == pytest.approx([-0.75, -0.25, 0.25, 0.75])
    assert concentration_index([5, 5, 5, 5], need) == close(0)


def test_the_index_of_three_places_by_hand():
    """By need: 1 of 6, then 2 of 6, then 3 of 6; the area under it is 7 / 18."""
    assert concentration_index([3, 1, 2], [9, 5, 7]) == close(Fraction(2, 9))


@given(rows=PLACES)
def test_against_the_need_the_index_changes_its_sign(rows):
    assistance, need, persons = unzip(rows)
    found = concentration_index(assistance, need, persons)
    turned = concentration_index(assistance, [-b for b in need], persons)
    assert turned == pytest.approx(-found, abs=1e-12)
    assert -1 < found < 1
    assert abs(found) <= gini(assistance, persons) + 1e-12


@given(rows=PLACES, rate=st.integers(1, 1000))
def test_the_same_per_person_everywhere_is_no_leaning(rows, rate):
    _, need, persons = unzip(rows)
    even = [rate * count for count in persons]
    assert concentration_index(even, need, persons) == pytest.approx(0, abs=1e-12)


@given(rows=PLACES, data=st.data())
def test_only_the_order_by_need_counts(rows, data):
    assistance, need, persons = unzip(rows)
    found = concentration_index(assistance, need, persons)
    assert concentration_index(assistance, [b**3 for b in need], persons) == found
    shuffled = unzip(data.draw(st.permutations(rows)))
    assert concentration_index(*shuffled) == pytest.approx(found, abs=1e-12)


def test_places_of_equal_need_may_stand_in_any_order():
    rows = [(7, 1, 2), (0, 2, 1), (5, 2, 4), (1, 2, 2), (2, 3, 1)]
    found = {
        round(concentration_index(*unzip(order)), 12) for order in itertools.permutations(rows)
    }
    assert found == {round(float(index_by_pairs(*unzip(rows))), 12)}


@given(rows=PLACES)
def test_equal_needs_share_what_they_get(rows):
    """As if each of them had its weight's part of what they have together."""
    assistance, need, persons = unzip(rows)
    held, weight = (dict.fromkeys(need, 0) for _ in range(2))
    for amount, b, count in rows:
        held[b] += amount
        weight[b] += count
    pooled = [held[b] / weight[b] * count for _, b, count in rows]
    assert concentration_index(pooled, need, persons) == pytest.approx(
        concentration_index(assistance, need, persons), abs=1e-12
    )


# Concentration curve


@given(rows=PLACES)
def test_the_curve_rises_from_nothing_to_all_and_holds_the_index(rows):
    assistance, need, persons = unzip(rows)
    x, y = concentration_curve(assistance, need, persons)
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1)
    assert (np.diff(x) > 0).all()
    assert (np.diff(y) >= 0).all()
    area = np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2)
    assert concentration_index(assistance, need, persons) == close(1 - 2 * area)


@given(values=st.lists(st.integers(0, 10**9), min_size=2, max_size=32, unique=True))
def test_by_assistance_itself_the_curve_is_that_of_lorenz(values):
    for mine, theirs in zip(concentration_curve(values, values), lorenz(values), strict=True):
        assert mine == pytest.approx(theirs, abs=1e-12)


def test_below_the_diagonal_the_needier_get_more():
    x, y = concentration_curve([1, 2, 3, 4], [10, 20, 30, 40])
    assert (y[1:-1] < x[1:-1]).all()
    x, y = concentration_curve([1, 2, 3, 4], [40, 30, 20, 10])
    assert (y[1:-1] > x[1:-1]).all()


# Ranks


@given(values=FIGURES)
def test_ranks_are_those_of_scipy_and_keep_their_sum(values):
    n = len(values)
    assert ranks(values).tolist() == rankdata([-value for value in values]).tolist()
    assert ranks(values).sum() == n * (n + 1) / 2


def test_first_by_need_and_last_by_assistance_is_the_most_under_served():
    need, assistance = np.arange(32), np.arange(32)[::-1]
    gap = rank_gap(need, assistance)
    assert gap[31] == gap.min() == 1 - 32
    assert gap[0] == gap.max() == 32 - 1


@given(values=FIGURES)
def test_served_by_need_no_place_has_a_gap(values):
    assert not rank_gap(values, values).any()
    assert rank_gap(values, [-value for value in values]).tolist() == (
        (2 * ranks(values) - len(values) - 1).tolist()
    )


def test_negative_figures_have_ranks_and_classes():
    assert rank_gap([-5, -1], [2, -3]).tolist() == [1, -1]
    assert [row.tolist() for row in bivariate([-5, -1, 0], [2, -3, 8])] == [[1, 2, 3], [2, 1, 3]]


@given(rows=PLACES)
def test_the_rank_correlation_is_that_of_scipy_whatever_the_ties(rows):
    assistance, need, _ = unzip(rows)
    if len(set(assistance)) > 1:
        wanted = spearmanr(need, assistance).statistic
        assert spearman(need, assistance) == pytest.approx(wanted, abs=1e-12)
        assert spearman(assistance, need) == pytest.approx(wanted, abs=1e-12)


@given(order=st.permutations(range(12)))
def test_without_ties_it_is_the_closed_formula_of_spearman(order):
    """1 - 6 sum d^2 / (n (n^2 - 1)), with d the rank gaps."""
    n, need = len(order), range(len(order))
    squares = float((rank_gap(need, order) ** 2).sum())
    assert spearman(need, order) == close(1 - 6 * squares / (n * (n**2 - 1)))


# Classes


@given(values=FIGURES, other=FIGURES, k=st.integers(2, 5))
def test_a_class_is_one_more_than_the_breaks_below(values, other, k):
    n = min(len(values), len(other))
    for row, found in zip(
        (values[:n], other[:n]), bivariate(values[:n], other[:n], k), strict=True
    ):
        breaks = [np.quantile(row, i / k) for i in range(1, k)]
        assert found.tolist() == [1 + sum(limit < value for limit in breaks) for value in row]
        assert found.min() == 1
        assert found.max() <= k


def test_all_places_with_nothing_are_of_the_lowest_class():
    """Of nine places seven have nothing: both breaks are zero, and the middle class is empty."""
    _, found = bivariate(range(9), [0] * 7 + [1, 50])
    assert found.tolist() == [1] * 7 + [3, 3]
    _, found = bivariate(range(9), [0] * 9)
    assert found.tolist() == [1] * 9


# Assistance per need


@given(rows=st.lists(st.tuples(AMOUNTS, NEEDS), min_size=1, max_size=32))
def test_per_need_is_a_ratio_and_nothing_where_there_is_no_need(rows):
    assistance, need = unzip(rows)
    for found, amount, b in zip(per_need(assistance, need), assistance, need, strict=True):
        if b:
            assert found == close(Fraction(amount, b))
        else:
            assert math.isnan(found)


# What cannot be computed

BOTH = {
    "per_need": per_need,
    "concentration_curve": concentration_curve,
    "concentration_index": concentration_index,
    "rank_gap": rank_gap,
    "spearman": spearman,
    "bivariate": bivariate,
}


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    ("first", "second", "reason", "said"),
    [
        ([], [], "empty", "there is no place"),
        ([1, math.nan, 2], [1, 2, 3], "missing", "figure 2 of 3"),
        ([1, 2, 3], [1, 2, math.inf], "missing", "figure 3 of 3"),
        ([1, None], [1, 2], "missing", "figure 2 of 2"),
        ([1, 2, 3], [1, 2], "shape", "3 places do not fit 2 places"),
        ([[1, 2], [3, 4]], [1, 2], "shape", "one row"),
    ],
)
def test_what_cannot_be_computed_is_said(name, first, second, reason, said):
    with pytest.raises(NotComputableError) as refused:
        BOTH[name](first, second)
    assert refused.value.reason == reason
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("compute", "reason"),
    [
        (lambda: concentration_index([1, 2, 3], [4, 4, 4]), "constant"),
        (lambda: concentration_index([7], [4]), "constant"),
        (lambda: concentration_index([0, 0], [1, 2]), "all_zero"),
        (lambda: concentration_curve([3, -1], [1, 2]), "negative"),
        (lambda: concentration_index([1, 2], [1, 2], [1]), "weights"),
        (lambda: concentration_index([1, 2], [1, 2], [1, 0]), "weights"),
        (lambda: concentration_index([1, 2], [1, 2], [1, math.nan]), "weights"),
        (lambda: spearman([1, 2], [4, 4]), "constant"),
        (lambda: spearman([4, 4], [1, 2]), "constant"),
        (lambda: bivariate([1, 2], [1, 2], k=1), "option"),
        (lambda: ranks([1, math.nan]), "missing"),
        (lambda: ranks([]), "empty"),
    ],
)
def test_terms_of_their_own_are_said(compute, reason):
    with pytest.raises(NotComputableError) as refused:
        compute()
    assert refused.value.reason == reason


def test_neither_scipy_nor_pandas_is_loaded():
    code = (
        "import sys, geoaid.measures.need, geoaid.measures.reallocation; "
        "print(sorted({'scipy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
