"""Classes of values, held to the breaks that mapclassify finds and to an exhaustive search."""

from __future__ import annotations

import itertools
import math
import warnings
from typing import TYPE_CHECKING

import mapclassify
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geoaid.measures.classes import breaks, classify
from geoaid.view import FEWEST_CLASSES, MOST_CLASSES, SCHEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

FOUND = [scheme for scheme in SCHEMES if scheme != "user"]
COUNTS = st.lists(st.integers(0, 400), min_size=2, max_size=30)
AMOUNTS = st.lists(st.floats(-1e15, 1e15, allow_subnormal=False), min_size=1, max_size=40)
NUMBERS = st.one_of(COUNTS, AMOUNTS, st.lists(st.integers(0, 39_900).map(lambda n: n / 100)))
CLASSES = st.integers(FEWEST_CLASSES, MOST_CLASSES)


def peer(kind: str, values: Sequence[float], **options: int) -> list[float]:
    with warnings.catch_warnings():
        # It warns where it has no compiler, and where ties leave fewer classes than asked for.
        warnings.simplefilter("ignore", UserWarning)
        classifier = getattr(mapclassify, kind)(np.array(values, dtype=float), **options)
    return [float(limit) for limit in classifier.bins]


def deviation(values: Sequence[float], limits: Sequence[float]) -> float:
    """Total squared deviation of the values from the mean of their class."""
    classes: dict[int, list[float]] = {}
    for value in values:
        classes.setdefault(classify(value, limits), []).append(value)
    return math.fsum(
        (value - math.fsum(group) / len(group)) ** 2
        for group in classes.values()
        for value in group
    )


# Peers


@given(values=COUNTS, k=CLASSES)
@example(values=[1, 1, 2, 3, 9, 10], k=3)
def test_natural_breaks_are_as_tight_as_those_of_mapclassify(values: list[int], k: int) -> None:
    """Ties may be cut differently, so the deviations are compared and not the breaks."""
    k = min(k, len(set(values)))
    mine = breaks(values, "natural_breaks", k)
    assert len(mine) == k
    assert set(mine) <= set(values)
    theirs = peer("FisherJenks", values, k=k)
    assert deviation(values, mine) == pytest.approx(deviation(values, theirs), rel=1e-6, abs=1e-6)


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), k=st.integers(1, 5))
@example(values=[1e6, 1e6 + 1e-3, 1e6 + 2e-3, 1e6 + 5e-3], k=2)
def test_no_other_cut_is_tighter_than_natural_breaks(values: list[float], k: int) -> None:
    distinct = sorted(set(values))
    k = min(k, len(distinct))
    best = min(
        deviation(values, (*cuts, distinct[-1]))
        for cuts in itertools.combinations(distinct[:-1], k - 1)
    )
    mine = deviation(values, breaks(values, "natural_breaks", k))
    span = distinct[-1] - distinct[0]
    assert mine == pytest.approx(best, rel=1e-9, abs=1e-12 * span**2)


@given(values=NUMBERS.filter(bool), k=CLASSES)
def test_quantiles_are_those_of_mapclassify(values: list[float], k: int) -> None:
    k = min(k, len(set(values)))  # mapclassify would make classes that hold no value
    span = max(values) - min(values)
    expected = peer("Quantiles", values, k=k)
    mine = breaks(values, "quantiles", k)
    assert_same(mine, expected, span)


@given(values=NUMBERS.filter(lambda values: len(set(values)) > 1), k=CLASSES)
def test_equal_intervals_are_those_of_mapclassify(values: list[float], k: int) -> None:
    k = min(k, len(set(values)))
    span = max(values) - min(values)
    assert_same(breaks(values, "equal_interval", k), peer("EqualInterval", values, k=k), span)


@given(values=COUNTS)
@example(values=[1] * 50 + [2] * 20 + [5] * 8 + [40] * 3 + [400])
def test_head_and_tail_breaks_are_those_of_mapclassify(values: list[int]) -> None:
    expected = peer("HeadTailBreaks", values)
    assert_same(breaks(values, "headtail", len(values) + 1), expected, max(values) - min(values))


@given(values=COUNTS, k=CLASSES)
def test_fewer_head_and_tail_classes_join_the_topmost(values: list[int], k: int) -> None:
    every = breaks(values, "headtail", len(values) + 1)
    assert breaks(values, "headtail", min(k, len(set(values)))) == pytest.approx(
        (*every[: min(k, len(every), len(set(values))) - 1], every[-1])
    )


def assert_same(mine: Sequence[float], expected: Sequence[float], span: float) -> None:
    """Both hold the same limits; limits a rounding error apart are one."""
    tolerance = 1e-9 * span
    for some, others in ((mine, expected), (expected, mine)):
        for limit in some:
            assert min(abs(limit - other) for other in others) <= tolerance


# What holds for every scheme


@pytest.mark.parametrize("scheme", FOUND)
@given(values=NUMBERS.filter(bool), k=CLASSES)
@example(values=[0.1] * 3 + [math.nextafter(0.1, 1)] * 4, k=3)
def test_classes_rise_with_the_values(scheme: str, values: list[float], k: int) -> None:
    limits = breaks(values, scheme, k)
    assert 1 <= len(limits) <= min(k, len(set(values)))
    assert list(limits) == sorted(set(limits))
    assert limits[-1] == max(values)
    found = [classify(value, limits) for value in sorted(values)]
    assert found == sorted(found)
    assert set(found) <= set(range(1, len(limits) + 1))
    by_value = dict(zip(sorted(values), found, strict=True))
    assert [by_value[value] for value in sorted(values)] == found
    for value, number in by_value.items():
        assert value <= limits[number - 1]
        assert number == 1 or value > limits[number - 2]


@pytest.mark.parametrize("scheme", FOUND)
@given(values=NUMBERS.filter(bool), k=CLASSES, seed=st.randoms(use_true_random=False))
def test_gaps_and_order_change_nothing(
    scheme: str, values: list[float], k: int, seed: object
) -> None:
    mixed = [*values, math.nan, math.inf, -math.inf, math.nan]
    seed.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis' Random
    assert breaks(mixed, scheme, k) == breaks(values, scheme, k)


@pytest.mark.parametrize("scheme", FOUND)
@pytest.mark.parametrize("k", [3, 5, 9])
def test_few_values(scheme: str, k: int) -> None:
    assert breaks([], scheme, k) == ()
    assert breaks([math.nan, math.inf], scheme, k) == ()
    assert breaks([7.5], scheme, k) == (7.5,)
    assert breaks([0, 0, 0], scheme, k) == (0.0,)
    limits = breaks([4, 4, 4, 10], scheme, k)
    assert [classify(value, limits) for value in (4, 10)] == [1, 2]
    assert len(limits) == 2


def test_natural_breaks_give_each_of_few_distinct_values_its_class() -> None:
    assert breaks([3, 1, 2, 1, 3, 3], "natural_breaks", 5) == (1.0, 2.0, 3.0)


def test_a_value_on_a_limit_is_in_the_class_that_the_limit_ends() -> None:
    """Four sixths of 39.9 are 26.6, though floating point makes them a hair less."""
    values = [0, 1, 2, 3, 26.6, 39.9]
    limits = breaks(values, "equal_interval", 6)
    assert 26.6 in limits
    assert classify(26.6, limits) == 4


def test_a_value_above_the_readers_own_breaks_is_in_a_class_of_its_own() -> None:
    assert [classify(value, (1, 3)) for value in (0, 1, 2, 3, 4)] == [1, 1, 2, 2, 3]


def test_an_unknown_scheme_is_named() -> None:
    with pytest.raises(ValueError, match="'fuzzy'"):
        breaks([1, 2], "fuzzy", 3)
