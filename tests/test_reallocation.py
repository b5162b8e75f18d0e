"""The what-if: conserved to the cent, within its terms, and what an independent root finder finds."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from geoaid.errors import NotComputableError
from geoaid.measures.reallocation import mix, reallocate

TOTALS = st.one_of(st.integers(0, 1000), st.integers(0, 10**15))
WEIGHTS = st.lists(
    st.one_of(st.just(0.0), st.integers(1, 5).map(float), st.floats(1e-6, 1e9)),
    min_size=1,
    max_size=32,
)
PERCENT = st.integers(0, 100).map(lambda number: number / 100)


@st.composite
def terms(draw):
    """Terms that can be met together: a floor and a cap around the equal share."""
    weights = draw(WEIGHTS)
    n = len(weights)
    floor = draw(st.one_of(st.just(0.0), st.floats(0, 1), PERCENT)) / n
    cap = 1 / n + draw(st.one_of(st.just(1.0), st.floats(0, 1), PERCENT)) * (1 - 1 / n)
    return {"weights": weights, "floor": floor, "cap": min(cap, 1.0)}


@st.composite
def grouped(draw):
    """Terms in hundredths with a group, of which some can be met and some cannot."""
    weights = draw(WEIGHTS)
    n = len(weights)
    group = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    floor = draw(st.integers(0, 100 // n))
    cap = draw(st.integers(-(-100 // n), 100))
    share = draw(st.integers(0, 100))
    chosen = {"floor": floor / 100, "cap": cap / 100, "group": group, "group_share": share / 100}
    inside, outside = sum(group), n - sum(group)
    fits = (
        inside * floor <= share <= inside * cap and outside * floor <= 100 - share <= outside * cap
    )
    return weights, chosen, fits


def in_cents(share, total):
    """A bound in cents, exact; what a float of few digits is meant to be."""
    return Fraction(share).limit_denominator(10**6) * total


def beyond(dealt, floor, cap):
    """How far the places are below the floor and above the cap, in cents."""
    return [max(floor - cents, cents - cap, 0) for cents in dealt]


# Conserved, whatever the terms


@settings(max_examples=300)
@given(total=TOTALS, chosen=terms())
@example(total=10**15, chosen={"weights": [1.0, 2.0, 4.0], "floor": 0.1, "cap": 0.5})
@example(total=1, chosen={"weights": [0.0] * 32, "floor": 1 / 32, "cap": 1 / 32})
@example(total=7, chosen={"weights": [5e-324, 1.7e308], "floor": 0.0, "cap": 1.0})
def test_no_cent_is_lost(total, chosen):
    dealt = reallocate(total, **chosen)
    assert dealt.dtype == np.int64
    assert dealt.shape == (len(chosen["weights"]),)
    assert sum(dealt.tolist()) == total
    assert dealt.min() >= 0


@settings(max_examples=300)
@given(total=TOTALS, terms_=grouped())
@example(total=1, terms_=([1, 2], {"group": [False, False], "group_share": 0.9}, False))
@example(total=1, terms_=([1, 2], {"group": [True, True], "group_share": 0.2}, False))
@example(total=10**13, terms_=([1, 2], {"group": [False, False], "group_share": 1e-12}, False))
@example(total=0, terms_=([1, 2], {"group": [False, False], "group_share": 0.9}, False))
@example(total=3, terms_=([1, 2], {"group": [False, False], "group_share": 0.0}, True))
def test_a_group_gets_its_share_to_the_cent_or_the_terms_are_refused(total, terms_):
    """However small the total: terms do not begin to fit because cents are few."""
    weights, chosen, fits = terms_
    if not fits:
        with pytest.raises(NotComputableError, match="cannot get") as refused:
            reallocate(total, weights, **chosen)
        assert refused.value.reason == "option"
        return
    dealt = reallocate(total, weights, **chosen)
    assert sum(dealt.tolist()) == total
    held = sum(dealt[np.array(chosen["group"])].tolist())
    assert held == round(in_cents(chosen["group_share"], total))


def test_thousands_of_random_settings_conserve_the_total():
    rng = np.random.default_rng(20)
    inside = np.arange(32) < 26
    for _ in range(2000):
        total = int(rng.integers(0, 10 ** int(rng.integers(1, 16))))
        floor, cap = int(rng.integers(0, 120)) / 10**4, int(rng.integers(1500, 10**4)) / 10**4
        share = int(rng.integers(40, 80)) / 100
        weights = rng.random(32) ** 6 * (rng.random(32) > 0.2)
        dealt = reallocate(total, weights, floor=floor, cap=cap, group=inside, group_share=share)
        assert sum(dealt.tolist()) == total
        assert sum(dealt[inside].tolist()) == round(in_cents(share, total))
        low, high = in_cents(floor, total), in_cents(cap, total)
        off = max(beyond(dealt.tolist(), low, high))
        # With a cent a place to spare on both sides, nothing is beyond its bounds.
        assert off == 0 if total > 10**4 else off < 1


# Within its bounds


@settings(max_examples=300)
@given(total=TOTALS, weights=WEIGHTS, data=st.data())
def test_bounds_hold_where_whole_cents_allow_it_and_else_for_all_but_as_few_as_can_be(
    total, weights, data
):
    n = len(weights)
    floor = data.draw(st.integers(0, 10**4 // n)) / 10**4
    cap = data.draw(st.integers(-(-(10**4) // n), 10**4)) / 10**4
    dealt = reallocate(total, weights, floor=floor, cap=cap).tolist()
    low, high = in_cents(floor, total), in_cents(cap, total)
    off = [cents for cents in beyond(dealt, low, high) if cents]
    assert all(cents < 1 for cents in off)
    below = max(n * math.ceil(low) - total, 0)
    above = max(total - n * math.floor(high), 0)
    if not below or not above:
        assert len(off) == below + above


def test_a_floor_is_rounded_up_and_a_cap_down():
    """A hundredth of 150 cents is 1.5, a third of it 50."""
    assert reallocate(150, [1, 0, 0], floor=0.01).tolist() == [146, 2, 2]
    assert reallocate(149, [9, 1, 1], cap=0.5).tolist() == [74, 38, 37]


def test_a_cent_beyond_the_cap_goes_to_the_largest_weight():
    assert reallocate(100, [1, 2, 3], cap=1 / 3).tolist() == [33, 33, 34]
    assert reallocate(1, [1, 2, 3], floor=0.2).tolist() == [0, 0, 1]


@pytest.mark.parametrize("n", range(1, 33))
def test_a_floor_and_a_cap_of_the_equal_share_fit(n):
    for total in (0, 1, 100, 10**15):
        dealt = reallocate(total, np.arange(n), floor=1 / n, cap=1 / n)
        assert sum(dealt.tolist()) == total
        assert dealt.max() - dealt.min() <= 1


def test_terms_that_are_off_by_the_rounding_of_floats_fit():
    """Six times a tenth is a hair more than 0.6 in floats."""
    group = [True] * 6 + [False] * 26
    dealt = reallocate(1000, [1] * 32, cap=0.1, group=group, group_share=6 * 0.1)
    assert dealt[:6].tolist() == [100] * 6


# By weight


def bounds_in_cents(total, floor, cap):
    return math.ceil(in_cents(floor, total)), math.floor(in_cents(cap, total))


@settings(max_examples=300)
@given(
    total=st.integers(10**4, 10**9),
    weights=st.lists(st.floats(1e-4, 1), min_size=1, max_size=32),
    data=st.data(),
)
def test_it_is_what_a_root_finder_finds(total, weights, data):
    n = len(weights)
    floor = data.draw(st.integers(0, 9 * 10**3 // n)) / 10**4
    cap = data.draw(st.integers(min(10**4, 11 * 10**3 // n + 1), 10**4)) / 10**4
    low, high = bounds_in_cents(total, floor, cap)
    assume(n * low <= total <= n * high)
    row = np.array(weights)
    log_k = brentq(
        lambda power: np.clip(math.exp(power) * row, low, high).sum() - total,
        -50,
        math.log(total) + 50,
        xtol=1e-15,
        rtol=1e-15,
    )
    wanted = np.clip(math.exp(log_k) * row, low, high)
    dealt = reallocate(total, weights, floor=floor, cap=cap)
    assert np.abs(dealt - wanted).max() < 1 + 1e-4


@given(total=TOTALS, weights=WEIGHTS.filter(any))
def test_without_bounds_it_is_the_weights_share_to_a_cent(total, weights):
    whole = sum(map(Fraction, weights))
    for cents, weight in zip(reallocate(total, weights).tolist(), weights, strict=True):
        assert abs(cents - total * Fraction(weight) / whole) < 1


@settings(max_examples=300)
@given(total=TOTALS, chosen=terms())
def test_more_weight_never_gets_less_and_equal_weights_differ_by_a_cent_at_most(total, chosen):
    dealt = reallocate(total, **chosen).tolist()
    ordered = sorted(zip(chosen["weights"], dealt, strict=True))
    for (weight, cents), (heavier, more) in itertools.pairwise(ordered):
        if weight < heavier:
            assert cents <= more
        else:
            assert more - cents <= 1


@given(total=TOTALS, terms_=grouped())
def test_more_weight_never_gets_less_within_a_group(total, terms_):
    weights, chosen, fits = terms_
    assume(fits)
    dealt = reallocate(total, weights, **chosen).tolist()
    rows = list(zip(chosen["group"], weights, dealt, strict=True))
    for group, weight, cents in rows:
        assert all(
            cents <= more for other, heavier, more in rows if other == group and weight < heavier
        )


@given(total=TOTALS, chosen=terms(), data=st.data())
def test_the_order_of_places_decides_a_cent_among_equals_and_nothing_else(total, chosen, data):
    order = data.draw(st.permutations(range(len(chosen["weights"]))))
    shuffled = chosen | {"weights": [chosen["weights"][i] for i in order]}
    here, there = reallocate(total, **chosen), reallocate(total, **shuffled)
    assert sorted(zip(chosen["weights"], here.tolist(), strict=True)) == sorted(
        zip(shuffled["weights"], there.tolist(), strict=True)
    )


@given(total=TOTALS, n=st.integers(1, 32), weight=st.floats(0, 1e300))
def test_equal_weights_get_equal_amounts_and_the_first_the_odd_cents(total, n, weight):
    dealt = reallocate(total, [weight] * n)
    assert dealt.max() - dealt.min() <= 1
    assert (np.diff(dealt) <= 0).all()


@given(total=TOTALS, chosen=terms(), power=st.integers(-60, 60))
def test_the_unit_of_the_weights_does_not_matter(total, chosen, power):
    scaled = chosen | {"weights": [weight * 2.0**power for weight in chosen["weights"]]}
    assert reallocate(total, **scaled).tolist() == reallocate(total, **chosen).tolist()


@given(total=TOTALS, chosen=terms())
def test_a_group_of_all_is_no_group(total, chosen):
    everyone = [True] * len(chosen["weights"])
    whole = reallocate(total, **chosen, group=everyone, group_share=1.0)
    assert whole.tolist() == reallocate(total, **chosen).tolist()


def test_where_all_with_weight_are_full_the_rest_goes_evenly_to_the_others():
    assert reallocate(100, [5, 0, 0], cap=0.5).tolist() == [50, 25, 25]
    assert reallocate(100, [0, 0, 0, 0]).tolist() == [25, 25, 25, 25]
    assert reallocate(101, [0, 3, 0], cap=0.4).tolist() == [31, 40, 30]


def test_weights_as_far_apart_as_floats_go():
    assert reallocate(100, [5e-324, 1.7e308]).tolist() == [0, 100]
    assert reallocate(100, [5e-324, 1.7e308], cap=0.6).tolist() == [40, 60]


# What cannot be computed


@pytest.mark.parametrize(
    ("terms_", "says"),
    [
        (
            {"floor": 0.05},
            "a floor of 5% for 32 places needs 160% of the total; at most 3.12% fits",
        ),
        (
            {"cap": 0.03},
            "a cap of 3% for 32 places leaves room for 96% of the total; at least 3.13% fits",
        ),
        ({"floor": 0.02, "cap": 0.01}, "the floor (2%) is above the cap (1%)"),
        ({"floor": -0.1}, "the floor is -0.1, and must be from 0 to 1"),
        ({"cap": 1.5}, "the cap is 1.5, and must be from 0 to 1"),
        ({"cap": math.nan}, "the cap is nan"),
        (
            {"cap": 0.1, "group": [True] * 6 + [False] * 26, "group_share": 0.9},
            "with a floor of 0% and a cap of 10% a place, 0% to 60% fits",
        ),
        (
            {"floor": 0.03, "group": [True] * 6 + [False] * 26, "group_share": 0.3},
            "with a floor of 3% and a cap of 100% a place, 18% to 22% fits",
        ),
        (
            {"group": [False] * 32, "group_share": 0.5},
            "a group of 0 of 32 places cannot get 50% of the total: ",
        ),
        (
            {"group": [True] * 32, "group_share": 0.7},
            "a group of 32 of 32 places cannot get 70% of the total",
        ),
        (
            {"group": [True] * 6 + [False] * 26, "group_share": math.nan},
            "the group's share is nan, and must be from 0 to 1",
        ),
        ({"group": [True] * 32}, "a group needs a share"),
        ({"group_share": 0.7}, "a share a group"),
    ],
)
@pytest.mark.parametrize("total", [0, 1, 1000])
def test_terms_that_cannot_be_met_say_what_would_fit(terms_, says, total):
    with pytest.raises(NotComputableError) as refused:
        reallocate(total, np.arange(1, 33), **terms_)
    assert refused.value.reason == "option"
    assert says in str(refused.value)


@pytest.mark.parametrize("n", range(2, 33))
def test_what_is_said_to_fit_fits(n):
    for wrong, said in (({"floor": 0.9}, "at most"), ({"cap": 0.01}, "at least")):
        with pytest.raises(NotComputableError, match=said) as refused:
            reallocate(100, [1] * n, **wrong)
        fits = float(refused.value.why.split(f"{said} ")[1].split("%")[0]) / 100
        assert sum(reallocate(100, [1] * n, **{next(iter(wrong)): fits}).tolist()) == 100


@pytest.mark.parametrize(
    ("total", "weights", "reason", "says"),
    [
        (-1, [1], "negative", "the total is negative"),
        (1, [2, -1], "negative", "a weight is negative for place 2 of 2"),
        (1, [np.nan], "missing", "a weight is missing for place 1 of 1"),
        (1, [1, np.inf], "missing", "place 2 of 2"),
        (1, [], "empty", "there is no place"),
        (1, [[1, 2]], "shape", "not an array of shape (1, 2)"),
        (1.5, [1], "option", "the total is 1.5, and must be whole cents"),
        (2**63, [1], "option", "beyond 64 bits"),
    ],
)
def test_bad_input_is_refused(total, weights, reason, says):
    with pytest.raises(NotComputableError) as refused:
        reallocate(total, weights)
    assert refused.value.reason == reason
    assert says in str(refused.value)


def test_a_group_of_another_length_is_refused():
    with pytest.raises(NotComputableError, match="2 places need 2 marks of the group") as refused:
        reallocate(100, [1, 2], group=[True], group_share=0.5)
    assert refused.value.reason == "shape"


# Mixes


def test_a_mix_is_the_weighted_mean_of_shares():
    needs = {"a": [1, 1, 2], "b": [0, 30, 10]}
    assert mix(needs, {"a": 1}).tolist() == [0.25, 0.25, 0.5]
    assert mix(needs, {"a": 3, "b": 1}).tolist() == pytest.approx(
        [0.1875, 0.375, 0.4375], rel=1e-12
    )
    assert mix(needs, {"a": 1, "b": 0}).tolist() == [0.25, 0.25, 0.5]


@given(
    rows=st.lists(
        st.lists(st.floats(0, 1e308, allow_subnormal=False), min_size=4, max_size=4).filter(any),
        min_size=1,
        max_size=5,
    ),
    data=st.data(),
)
def test_a_mix_adds_up_to_one_whatever_the_units(rows, data):
    factors = st.floats(1e-6, 1e6)
    weights = {str(i): data.draw(st.floats(0.01, 1e300)) for i in range(len(rows))}
    shares = mix({str(i): row for i, row in enumerate(rows)}, weights)
    assert shares.min() >= 0
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    smaller = {str(i): np.array(row) / 1e7 * data.draw(factors) for i, row in enumerate(rows)}
    assert mix(smaller, weights) == pytest.approx(shares, abs=1e-12)


@pytest.mark.parametrize(
    ("needs", "weights", "reason"),
    [
        ({"a": [1]}, {}, "weights"),
        ({"a": [1]}, {"a": 0}, "weights"),
        ({"a": [1]}, {"a": -1}, "weights"),
        ({"a": [1], "b": [1]}, {"a": 3, "b": -1}, "weights"),
        ({"a": [1]}, {"a": np.nan}, "weights"),
        ({"a": [1]}, {"a": np.inf}, "weights"),
        ({"a": [1]}, {"b": 1}, "weights"),
        ({"a": [0, 0]}, {"a": 1}, "all_zero"),
        ({"a": [1, -1]}, {"a": 1}, "negative"),
        ({"a": [1, np.nan]}, {"a": 1}, "missing"),
        ({"a": []}, {"a": 1}, "empty"),
        ({"a": [[1, 2], [3, 4]]}, {"a": 1}, "shape"),
        ({"a": [1], "b": [1, 2]}, {"a": 1, "b": 1}, "shape"),
    ],
)
def test_a_mix_that_cannot_be_made_is_said(needs, weights, reason):
    with pytest.raises(NotComputableError) as refused:
        mix(needs, weights)
    assert refused.value.reason == reason
