"""The what-if: conserved to the cent, within its terms, and what an independent root finder finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from geoaid.errors import NotComputableError
from geoaid.measures.reallocation import mix, reallocate

TOTALS = st.one_of(st.integers(0, 1000), st.integers(0, 10**15))
WEIGHTS = st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1e9)), min_size=1, max_size=32).filter(
    any
)


@st.composite
def terms(draw):
    """Terms that can be met together: a floor and a cap around the equal share."""
    weights = draw(WEIGHTS)
    n = len(weights)
    floor = draw(st.floats(0, 1)) / n
    cap = 1 / n + draw(st.floats(0, 1)) * (1 - 1 / n)
    return {"weights": weights, "floor": floor, "cap": cap}


@given(total=TOTALS, chosen=terms())
def test_no_cent_is_lost_and_no_place_leaves_its_bounds(total, chosen):
    dealt = reallocate(total, **chosen)
    assert sum(dealt.tolist()) == total
    # A cent of rounding; of a very large total the rounding of floats too.
    hair = 1 + total * 1e-12
    assert dealt.min() >= chosen["floor"] * total - hair
    assert dealt.max() <= chosen["cap"] * total + hair


@given(total=st.integers(0, 10**12), chosen=terms(), share=st.floats(0, 1), data=st.data())
def test_a_group_gets_its_share_to_the_cent(total, chosen, share, data):
    n = len(chosen["weights"])
    group = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    inside, outside = sum(group), n - sum(group)
    fits = (
        inside * chosen["floor"] <= share <= inside * chosen["cap"]
        and outside * chosen["floor"] <= 1 - share <= outside * chosen["cap"]
    )
    if not fits:
        assume(total > 1000)  # of a few cents, a cent is a large share
        near = 2 / total + 1e-9
        assume(
            not (
                inside * chosen["floor"] - near <= share <= inside * chosen["cap"] + near
                and outside * chosen["floor"] - near <= 1 - share <= outside * chosen["cap"] + near
            )
        )
        with pytest.raises(NotComputableError, match="cannot get"):
            reallocate(total, **chosen, group=group, group_share=share)
        return
    dealt = reallocate(total, **chosen, group=group, group_share=share)
    assert sum(dealt.tolist()) == total
    assert sum(dealt[np.array(group, dtype=bool)].tolist()) == round(share * total)


def test_thousands_of_random_settings_conserve_the_total():
    rng = np.random.default_rng(20)
    inside = np.arange(32) < 26
    for _ in range(4000):
        total = int(rng.integers(0, 10 ** int(rng.integers(1, 16))))
        floor, cap = rng.random() / 32 * 0.25, 1 / 6 + rng.random() * 5 / 6
        share = 0.3 + 0.5 * rng.random()
        weights = rng.random(32) ** 6 * (rng.random(32) > 0.2)
        dealt = reallocate(total, weights, floor=floor, cap=cap, group=inside, group_share=share)
        assert sum(dealt.tolist()) == total
        assert sum(dealt[inside].tolist()) == round(share * total)


@given(total=st.integers(10**4, 10**9), chosen=terms())
def test_it_is_what_a_root_finder_finds(total, chosen):
    weights = np.array(chosen["weights"]) / max(chosen["weights"])
    floor, cap = chosen["floor"], chosen["cap"]
    full = np.clip(weights * 1e12, floor, cap)
    assume(full.sum() > 1 + 1e-9)
    factor = brentq(lambda k: np.clip(k * weights, floor, cap).sum() - 1, 0, 1e12, xtol=1e-15)
    wanted = np.clip(factor * weights, floor, cap) * total
    dealt = reallocate(total, **chosen)
    assert np.abs(dealt - wanted).max() <= 1 + total * 1e-6


@given(total=TOTALS, chosen=terms())
def test_more_weight_never_gets_less(total, chosen):
    dealt = reallocate(total, **chosen)
    order = np.argsort(chosen["weights"], kind="stable")
    # Of equal weights the first may have the odd cent.
    assert (np.diff(dealt[order]) >= -1).all()


@given(total=TOTALS, n=st.integers(1, 32))
def test_equal_weights_get_equal_amounts(total, n):
    dealt = reallocate(total, np.ones(n))
    assert dealt.max() - dealt.min() <= 1
    assert (np.diff(dealt) <= 0).all()


def test_where_all_with_weight_are_full_the_rest_goes_evenly_to_the_others():
    assert reallocate(100, [5, 0, 0], cap=0.5).tolist() == [50, 25, 25]
    assert reallocate(100, [0, 0, 0, 0]).tolist() == [25, 25, 25, 25]


@pytest.mark.parametrize(
    ("terms_", "says"),
    [
        (
            {"floor": 0.05},
            "a floor of 5.0000% for 32 places is more than the total; at most 3.1250%",
        ),
        ({"cap": 0.03}, "a cap of 3.0000% for 32 places is less than the total; at least 3.1250%"),
        ({"floor": 0.02, "cap": 0.01}, "the floor (0.02) must be from 0 to the cap (0.01)"),
        (
            {"cap": 0.1, "group": [True] * 6 + [False] * 26, "group_share": 0.9},
            "cannot get 90.0000% of the total: with this floor and cap it gets from 0.0000% to 60.0000%",
        ),
        ({"group": [False] * 32, "group_share": 0.5}, "a group of 0 places cannot get 50.0000%"),
        ({"group": [True] * 32}, "a group needs a share"),
    ],
)
def test_terms_that_cannot_be_met_say_what_would_fit(terms_, says):
    with pytest.raises(NotComputableError) as refused:
        reallocate(1000, np.arange(1, 33), **terms_)
    assert refused.value.reason == "option"
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("total", "weights", "reason"),
    [
        (-1, [1], "negative"),
        (1, [-1, 2], "negative"),
        (1, [np.nan], "missing"),
        (1, [], "empty"),
    ],
)
def test_bad_input_is_refused(total, weights, reason):
    with pytest.raises(NotComputableError) as refused:
        reallocate(total, weights)
    assert refused.value.reason == reason


def test_a_mix_is_the_weighted_mean_of_shares():
    needs = {"a": [1, 1, 2], "b": [0, 30, 10]}
    assert mix(needs, {"a": 1}).tolist() == [0.25, 0.25, 0.5]
    assert mix(needs, {"a": 3, "b": 1}).tolist() == pytest.approx(
        [0.1875, 0.375, 0.4375], rel=1e-12
    )


@pytest.mark.parametrize(
    ("needs", "weights", "reason"),
    [
        ({"a": [1]}, {}, "weights"),
        ({"a": [1]}, {"a": 0}, "weights"),
        ({"a": [1]}, {"a": -1}, "weights"),
        ({"a": [1]}, {"b": 1}, "weights"),
        ({"a": [0, 0]}, {"a": 1}, "all_zero"),
        ({"a": [1, -1]}, {"a": 1}, "negative"),
        ({"a": [1, np.nan]}, {"a": 1}, "missing"),
    ],
)
def test_a_mix_that_cannot_be_made_is_said(needs, weights, reason):
    with pytest.raises(NotComputableError) as refused:
        mix(needs, weights)
    assert refused.value.reason == reason
