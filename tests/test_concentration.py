"""Concentration, held to brute force in fractions, to scipy and to what must never change it."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from statistics import quantiles

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy.stats import entropy

import geoaid
from geoaid import ledger, need, placement, places
from geoaid.errors import GeoaidError, NotComputableError
from geoaid.measures.concentration import (
    equivalent_number,
    gini,
    herfindahl,
    hoover,
    location_quotient,
    lorenz,
    lorenz_order,
    theil,
    top_share,
)
from geoaid.measures.intervals import Links, around, assignments, by_chance, resample
from geoaid.view import View

COUNTS = st.lists(st.integers(0, 400), min_size=1, max_size=40).filter(any)
CENTS = st.lists(st.integers(0, 10**13), min_size=1, max_size=25).filter(any)
VALUES = st.one_of(COUNTS, CENTS)
PERSONS = st.integers(1, 20_000_000)
WEIGHED = st.lists(st.tuples(st.integers(0, 10**9), PERSONS), min_size=1, max_size=25).filter(
    lambda pairs: any(value for value, _ in pairs)
)
GROUPED = st.lists(
    st.tuples(st.integers(0, 400), st.sampled_from("abc")), min_size=1, max_size=30
).filter(lambda pairs: any(value for value, _ in pairs))

ONE_ROW = {
    "gini": gini,
    "hhi": herfindahl,
    "equivalent": equivalent_number,
    "top": top_share,
    "hoover": hoover,
    "theil": lambda values: theil(values).total,
}
INEQUALITY = [gini, hoover, lambda values: theil(values).total]
BORDER = {"02", "05", "08", "19", "26", "28"}  # touch the United States


def close(figure):
    return pytest.approx(float(figure), rel=1e-9, abs=1e-12)


def unzip(pairs):
    return [list(column) for column in zip(*pairs, strict=True)]


# Peers


def gini_by_pairs(values, weights):
    """Mean absolute difference over all pairs, exact."""
    pairs = itertools.product(zip(values, weights, strict=True), repeat=2)
    apart = sum(abs(v * w_ - v_ * w) for (v, w), (v_, w_) in pairs)
    return Fraction(apart, 2 * sum(values) * sum(weights))


def hoover_by_moving(values, weights):
    """What lies above each place's equal share, exact."""
    whole, weight = sum(values), sum(weights)
    equal = [Fraction(w * whole, weight) for w in weights]
    return sum(max(v - e, 0) for v, e in zip(values, equal, strict=True)) / whole


@given(values=VALUES)
@example(values=[1] * 32)
@example(values=[7])
def test_gini_is_the_mean_difference_of_all_pairs(values):
    assert gini(values) == close(gini_by_pairs(values, [1] * len(values)))


@given(pairs=WEIGHED)
@example(pairs=[(2, 1), (4, 2), (1, 5), (0, 3)])
def test_weighted_gini_and_hoover_match_brute_force(pairs):
    values, persons = unzip(pairs)
    assert gini(values, persons) == close(gini_by_pairs(values, persons))
    assert hoover(values, persons) == close(hoover_by_moving(values, persons))


@given(values=VALUES)
def test_hoover_is_what_lies_above_the_equal_share(values):
    assert hoover(values) == close(hoover_by_moving(values, [1] * len(values)))


@given(values=VALUES)
def test_herfindahl_and_its_number_match_brute_force(values):
    squares = sum(Fraction(value, sum(values)) ** 2 for value in values)
    assert herfindahl(values) == close(squares)
    assert equivalent_number(values) == close(1 / squares)


@given(values=VALUES, k=st.integers(1, 45))
def test_the_top_places_hold_more_than_any_others(values, k):
    expected = Fraction(sum(sorted(values)[-k:]), sum(values))
    assert top_share(values, k) == close(expected)
    assert (top_share(values, k) == 1) or k < len(values)


@given(pairs=GROUPED)
@example(pairs=[(0, "a"), (0, "a"), (5, "b")])
def test_theil_and_its_parts_are_relative_entropies(pairs):
    values, labels = unzip(pairs)
    found = theil(values, labels)
    members = {name: [v for v, label in pairs if label == name] for name in dict.fromkeys(labels)}
    sums = {name: sum(group) for name, group in members.items()}
    between = entropy(list(sums.values()), [len(group) for group in members.values()])
    within = sum(
        sums[name] / sum(values) * entropy(group, [1] * len(group))
        for name, group in members.items()
        if sums[name]
    )
    assert found.total == close(entropy(values, [1] * len(values)))
    assert found.between == close(between)
    assert found.within == close(within)


# Invariances


@pytest.mark.parametrize("name", ONE_ROW)
@given(values=VALUES, factor=st.one_of(st.integers(1, 10**6), st.floats(1e-6, 1e6)))
def test_units_do_not_matter(name, values, factor):
    scaled = [value * factor for value in values]
    assert ONE_ROW[name](scaled) == close(ONE_ROW[name](values))


@pytest.mark.parametrize("name", ONE_ROW)
@given(values=VALUES, data=st.data())
def test_order_does_not_matter(name, values, data):
    shuffled = data.draw(st.permutations(values))
    assert ONE_ROW[name](shuffled) == close(ONE_ROW[name](values))


@given(pairs=WEIGHED, data=st.data())
def test_order_of_weighted_places_does_not_matter(pairs, data):
    shuffled = data.draw(st.permutations(pairs))
    for statistic in (gini, hoover):
        assert statistic(*unzip(shuffled)) == close(statistic(*unzip(pairs)))


@pytest.mark.parametrize("statistic", INEQUALITY)
@given(values=VALUES, copies=st.integers(2, 4))
def test_copies_of_every_place_do_not_matter(statistic, values, copies):
    assert statistic(values * copies) == close(statistic(values))


@given(values=VALUES, copies=st.integers(2, 4))
def test_copies_of_every_place_multiply_their_number(values, copies):
    assert equivalent_number(values * copies) == close(copies * equivalent_number(values))


@given(values=VALUES, weight=st.one_of(PERSONS, st.floats(1e-3, 1e9)))
def test_equal_weights_are_no_weights(values, weight):
    weights = [weight] * len(values)
    for statistic in (gini, hoover):
        assert statistic(values, weights) == statistic(values)
    for mine, plain in zip(lorenz(values, weights), lorenz(values), strict=True):
        assert mine.tolist() == plain.tolist()


@given(pairs=WEIGHED, parts=st.integers(2, 5))
def test_a_place_cut_into_like_parts_does_not_change_the_weighted_figures(pairs, parts):
    values, persons = unzip(pairs)
    cut = [values[0] / parts] * parts + values[1:], [persons[0] / parts] * parts + persons[1:]
    assert gini(*cut) == close(gini(values, persons))
    assert hoover(*cut) == close(hoover(values, persons))


@given(rows=st.lists(st.lists(st.integers(0, 99), min_size=6, max_size=6).filter(any), min_size=1))
def test_a_stack_has_the_figures_of_its_rows(rows):
    labels, persons = list("aabbbc"), [1, 2, 3, 4, 5, 6]
    every = ONE_ROW | {
        "weighted": lambda values: gini(values, persons),
        "weighted hoover": lambda values: hoover(values, persons),
        "between": lambda values: theil(values, labels).between,
        "within": lambda values: theil(values, labels).within,
    }
    for statistic in every.values():
        assert statistic(rows).tolist() == pytest.approx(
            [statistic(row) for row in rows], rel=1e-12, abs=1e-14
        )


# Bounds


@given(values=VALUES)
@example(values=[0] * 39 + [1])
def test_figures_stay_within_their_bounds(values):
    n = len(values)
    assert 0 <= gini(values) <= (n - 1) / n + 1e-12 < 1
    assert hoover(values) <= gini(values) + 1e-12
    assert 0 <= theil(values).total <= math.log(n) + 1e-12
    assert 1 / n - 1e-12 <= herfindahl(values) <= 1
    assert min(3 / n, 1) - 1e-12 <= top_share(values) <= 1


@given(pairs=WEIGHED)
def test_weighted_figures_stay_within_their_bounds(pairs):
    values, persons = unzip(pairs)
    assert 0 <= gini(values, persons) < 1
    assert hoover(values, persons) <= gini(values, persons) + 1e-12


@given(value=st.floats(1e-9, 1e12), n=st.integers(1, 60))
@example(value=0.1, n=10)
def test_equal_places_are_exactly_equal(value, n):
    values = [value] * n
    assert gini(values) == 0
    assert hoover(values) == 0
    found = theil(values, [place % 3 for place in range(n)])
    assert (found.total, found.between, found.within) == (0, 0, 0)
    assert equivalent_number(values) == close(n)


@given(persons=st.lists(PERSONS, min_size=1, max_size=30), rate=st.floats(1e-6, 1e6))
def test_the_same_per_person_everywhere_is_equality(persons, rate):
    values = [rate * count for count in persons]
    assert 0 <= gini(values, persons) < 1e-12
    assert hoover(values, persons) == close(0)


def test_one_place_is_answered():
    assert gini([5]) == 0
    assert herfindahl([5]) == equivalent_number([5]) == top_share([5]) == 1
    assert hoover([5]) == theil([5]).total == 0
    assert [axis.tolist() for axis in lorenz([5])] == [[0, 1], [0, 1]]


def test_all_in_one_of_four_places():
    values = [0, 0, 9, 0]
    assert gini(values) == hoover(values) == 0.75
    assert theil(values).total == close(math.log(4))
    assert equivalent_number(values) == 1


def test_amounts_near_the_largest_float_do_not_overflow():
    values = [1e308, 1e308, 0]
    assert gini(values) == close(gini([1, 1, 0]))
    assert theil(values).total == close(theil([1, 1, 0]).total)
    assert herfindahl(values) == 0.5
    assert location_quotient([[1e308, 1e308], [1e308, 0]])[1, 0] == close(1.5)


@given(values=VALUES, data=st.data())
def test_a_gift_from_richer_to_poorer_lowers_gini_and_theil(values, data):
    """Pigou-Dalton; the gift leaves the two in their order."""
    poorer, richer = data.draw(
        st.tuples(*[st.integers(0, len(values) - 1)] * 2).map(
            lambda pair: sorted(pair, key=values.__getitem__)
        )
    )
    room = (values[richer] - values[poorer]) // 2
    assume(room >= 1)
    gift = data.draw(st.integers(1, room))
    assume(gift / sum(values) > 1e-6)  # smaller gifts drown in rounding
    after = list(values)
    after[richer] -= gift
    after[poorer] += gift
    assert gini(after) < gini(values)
    assert theil(after).total < theil(values).total


@given(pairs=GROUPED)
def test_the_parts_of_theil_add_up(pairs):
    values, labels = unzip(pairs)
    found = theil(values, labels)
    assert found.between + found.within == found.total
    assert found.total == close(theil(values).total)
    assert min(found.between, found.within) >= 0


def test_theil_of_one_group_is_all_within_and_of_single_places_all_between():
    values = [1, 2, 5]
    assert theil(values).between == 0
    assert theil(values, ["x", "y", "z"]).within == 0
    assert theil(values, ["x", "y", "z"]).total == close(theil(values).total)


def test_group_labels_may_be_of_any_kind():
    values = [4, 1, 1, 0]
    expected = theil(values, ["a", "a", "b", "b"])
    assert theil(values, np.array([True, True, False, False])) == expected
    assert theil(values, [1.0, 1.0, 0.0, 0.0]) == expected
    assert theil(values, np.array([7, 7, "SEZ", "SEZ"], dtype=object)) == expected


# Lorenz curve


@given(pairs=WEIGHED)
def test_the_curve_is_convex_and_below_the_diagonal(pairs):
    values, persons = unzip(pairs)
    x, y = lorenz(values, persons)
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 1, 1)
    assert len(x) == len(values) + 1
    assert (np.diff(x) > 0).all()
    assert (np.diff(y) >= 0).all()
    assert (y <= x + 1e-12).all()
    # A later step is never flatter than the one before it; cross-multiplied, against tiny steps.
    steps_x, steps_y = np.diff(x), np.diff(y)
    assert (steps_y[1:] * steps_x[:-1] - steps_y[:-1] * steps_x[1:] >= -1e-15).all()
    assert hoover(values, persons) == close((x - y).max())
    area = np.sum(steps_x * (y[1:] + y[:-1]) / 2)
    assert gini(values, persons) == close(1 - 2 * area)


@given(pairs=WEIGHED)
def test_the_order_names_the_place_of_each_step(pairs):
    values, persons = unzip(pairs)
    x, y = lorenz(values, persons)
    order = lorenz_order(values, persons)
    assert sorted(order) == list(range(len(values)))
    assert np.diff(y) == pytest.approx(np.array(values)[order] / sum(values), abs=1e-12)
    assert np.diff(x) == pytest.approx(np.array(persons)[order] / sum(persons), abs=1e-12)


def test_the_curve_of_assistance_over_population():
    """Two states of 1 and 3 million persons; the larger has more in all and less per person."""
    x, y = lorenz([4, 6], weights=[1e6, 3e6])
    assert x.tolist() == [0, 0.75, 1]
    assert y.tolist() == close_list([0, 0.6, 1])
    assert gini([4, 6], weights=[1e6, 3e6]) == close(0.15)


def close_list(numbers):
    return pytest.approx(numbers, rel=1e-12)


# Ties


@given(data=st.data())
def test_ties_at_the_last_rank_do_not_hang_on_the_order(data):
    values = data.draw(st.permutations([5, 3, 3, 3, 1, 0.1]))
    assert top_share(values, 2) == top_share([5, 3, 3, 3, 1, 0.1], 2) == close(8 / 15.1)


# Location quotient


TABLES = (
    st.integers(1, 6)
    .flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=1, max_size=5
        )
    )
    .filter(lambda rows: any(map(any, rows)))
)


@given(rows=TABLES)
@example(rows=[[1, 0, 2], [0, 0, 0], [3, 0, 1]])
def test_location_quotients_match_brute_force(rows):
    whole = sum(map(sum, rows))
    found = location_quotient(rows)
    assert found.shape == (len(rows), len(rows[0]))
    for a, row in enumerate(rows):
        for p, cell in enumerate(row):
            place = sum(other[p] for other in rows)
            if not sum(row) or not place:
                assert math.isnan(found[a, p])
            else:
                assert found[a, p] == close(Fraction(cell * whole, place * sum(row)))


@given(rows=TABLES)
def test_location_quotients_average_to_one(rows):
    """Over places, weighed by what each has of everything."""
    table = np.array(rows)
    there = table.sum(axis=1) > 0
    mean = np.nansum(location_quotient(table) * table.sum(axis=0), axis=1) / table.sum()
    assert mean[there].tolist() == close_list([1] * int(there.sum()))


# What cannot be computed


@pytest.mark.parametrize("statistic", [*ONE_ROW.values(), lorenz, lorenz_order])
@pytest.mark.parametrize(
    ("values", "reason", "said"),
    [
        ([], "empty", "there is no value"),
        ([0, 0, 0], "all_zero", "every value is zero"),
        ([1, math.nan, 2], "missing", "value 2 of 3 is missing"),
        ([1, None, 2], "missing", "value 2 of 3 is missing"),
        ([1, 2, math.inf], "missing", "value 3 of 3 is missing (NaN) or infinite"),
        ([5, 2, -3.5], "negative", "value 3 of 3 is -3.5, as a deobligation is"),
        ([[1, 2], [0, 0]], "all_zero", "every value is zero"),
    ],
)
def test_what_cannot_be_computed_is_said(statistic, values, reason, said):
    with pytest.raises(NotComputableError) as raised:
        statistic(values)
    assert isinstance(raised.value, GeoaidError)
    assert raised.value.reason == reason
    sentence = str(raised.value)
    assert sentence.startswith(f"The {raised.value.what} cannot be computed: ")
    assert said in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("statistic", [gini, hoover, lorenz, lorenz_order])
@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([1, 2], "3 places need 3 weights, not an array of shape (2,)"),
        ([1, 0, 2], "weight 2 of 3 is 0"),
        ([1, 2, -1], "weight 3 of 3 is -1"),
        ([math.nan, 2, 1], "weight 1 of 3 is nan"),
    ],
)
def test_weights_that_cannot_be_used_are_said(statistic, weights, said):
    with pytest.raises(NotComputableError) as raised:
        statistic([1, 2, 3], weights)
    assert raised.value.reason == "weights"
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (["a", "b"], "3 places need 3 group labels"),
        (["a", None, "b"], "place 2 of 3 has no group label"),
        ([1.0, 2.0, math.nan], "place 3 of 3 has no group label"),
    ],
)
def test_groups_that_cannot_be_used_are_said(groups, said):
    with pytest.raises(NotComputableError) as raised:
        theil([1, 2, 3], groups)
    assert raised.value.reason == "groups"
    assert said in str(raised.value)


def test_a_top_of_no_places_is_refused():
    with pytest.raises(NotComputableError, match="share of the top 0 cannot be computed"):
        top_share([1, 2], k=0)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([1, 2], "shape"),
        ([[]], "empty"),
        ([[0, 0], [0, 0]], "all_zero"),
        ([[1, math.nan]], "missing"),
        ([[1, -1], [2, 3]], "negative"),
    ],
)
def test_location_quotients_that_cannot_be_computed_are_said(table, reason):
    with pytest.raises(NotComputableError, match="location quotient cannot be computed") as raised:
        location_quotient(table)
    assert raised.value.reason == reason


# Intervals


def membership_of_bundled_programmes():
    """Programmes x the 32 states, 1 where the programme names the state."""
    book, view = ledger.bundled(), View()
    net = placement.net_amounts(book, placement.in_view(book, view))
    placed = placement.place(book, view, net, "state")
    column = {state.code: number for number, state in enumerate(places.states())}
    programme, unit = placed.programme_links
    rows = {number: row for row, number in enumerate(sorted(set(programme.tolist())))}
    table = np.zeros((len(rows), len(column)))
    for number, place in zip(programme.tolist(), unit.tolist(), strict=True):
        table[rows[number], column[placed.codes[place]]] = 1
    return table


def links_of(table):
    """A table of programmes by places as links."""
    table = np.asarray(table, dtype=float)
    programme, place = np.nonzero(table)
    return Links(programme, place, table[programme, place], *table.shape)


def interval(statistic, table, n=2000, seed=0):
    return around(
        statistic(np.asarray(table).sum(axis=0)), statistic(resample(links_of(table), n, seed))
    )


def test_the_draws_are_those_of_programmes_drawn_one_by_one():
    """Drawn here by index, with another seed, one draw at a time."""
    table = membership_of_bundled_programmes()
    rng = np.random.default_rng(12345)
    draws = [
        float(gini_by_pairs_of(table[rng.integers(0, len(table), len(table))].sum(axis=0)))
        for _ in range(2000)
    ]
    cuts = quantiles(draws, n=40, method="inclusive")
    drawn = gini(resample(links_of(table)))
    assert np.quantile(drawn, [0.025, 0.975]) == pytest.approx((cuts[0], cuts[-1]), abs=0.015)


def gini_by_pairs_of(sums):
    return np.abs(np.subtract.outer(sums, sums)).sum() / (2 * len(sums) * sums.sum())


def test_a_figure_lies_inside_its_interval():
    """Unmoved, the percentiles of so few programmes lie above the figure."""
    even = membership_of_bundled_programmes()
    even /= even.sum(axis=1, keepdims=True)
    low, high = interval(gini, even)
    assert low < gini(even.sum(axis=0)) < high


def test_the_same_seed_gives_the_same_draws_and_another_another():
    links = links_of(membership_of_bundled_programmes())
    assert (resample(links, 200) == resample(links, 200, seed=0)).all()
    assert (resample(links, 200) != resample(links, 200, seed=1)).any()


@given(row=st.lists(st.integers(0, 5), min_size=1, max_size=6).filter(any))
def test_of_one_programme_the_interval_is_a_point(row):
    assert interval(gini, [row], n=50) == close_list((gini(row), gini(row)))


def test_more_programmes_give_a_narrower_interval():
    table = membership_of_bundled_programmes()
    few, many = interval(top_share, table), interval(top_share, np.tile(table, (9, 1)))
    assert many[1] - many[0] < (few[1] - few[0]) / 2
    assert many[0] < top_share(table.sum(axis=0)) < many[1]


def test_draws_without_any_place_are_left_out():
    """Half of the programmes name no place; a quarter of the draws of two holds none."""
    drawn = resample(links_of([[1, 0], [0, 0]]))
    assert (herfindahl(drawn) == 1).all()
    assert len(drawn) < 2000


@given(
    entries=st.lists(
        st.tuples(st.integers(0, 400), st.integers(1, 9), st.sampled_from("ab")),
        min_size=1,
        max_size=12,
    ).filter(lambda entries: any(value for value, _, _ in entries))
)
def test_an_entry_that_weighs_several_places_is_as_good_as_those_places(entries):
    """What lets 2,418 places without a record be one column."""
    values, count, groups = zip(*entries, strict=True)
    each = [(value / n, group) for value, n, group in entries for _ in range(n)]
    spread, labels = zip(*each, strict=True)
    whole, lump = theil(spread, labels), theil(values, groups, count)
    assert lump.total == close(whole.total)
    assert lump.between == close(whole.between)
    assert gini(values, count) == close(gini(spread))
    assert hoover(values, count) == close(hoover(spread))


@given(
    table=st.lists(
        st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=5
    ).filter(lambda rows: any(map(any, rows)))
)
def test_every_assignment_gives_each_programme_wholly_to_one_of_its_places(table):
    sums, ways = assignments(links_of(table))
    options = [
        [(place, sum(row)) for place, cell in enumerate(row) if cell] for row in table if any(row)
    ]
    by_hand = []
    for choice in itertools.product(*options):
        held = [0.0] * 3
        for place, amount in choice:
            held[place] += amount
        by_hand.append(held)
    assert ways == len(by_hand)
    assert sorted(sums.tolist()) == sorted(by_hand)


def test_programmes_of_one_place_have_no_choice_however_many_there_are():
    alone = np.eye(3)[np.arange(3000) % 3]
    sums, ways = assignments(links_of([*alone.tolist(), [2, 2, 0], [0, 1, 1]]))
    assert ways == 4
    by_hand = [[1004, 1002, 1000], [1004, 1000, 1002], [1000, 1006, 1000], [1000, 1004, 1002]]
    assert sorted(sums.tolist()) == sorted(by_hand)


def test_too_many_assignments_are_sampled_between_the_two_ends():
    table = membership_of_bundled_programmes()
    table /= table.sum(axis=1, keepdims=True)
    sums, ways = assignments(links_of(table))
    assert ways > len(sums) == 2000
    assert np.allclose(sums.sum(axis=1), len(table))
    drawn = gini(sums)
    assert drawn[0] == drawn.max()
    assert drawn[1] == drawn.min()


def test_by_chance_every_programme_stays_in_as_many_places():
    table = membership_of_bundled_programmes()
    drawn = by_chance(links_of(table))
    assert (drawn.sum(axis=1) == table.sum()).all()
    # A place is drawn by each programme with the chance of its number of places.
    assert drawn.mean() == pytest.approx(table.sum() / 32)
    variance = (table.sum(axis=1) / 32 * (1 - table.sum(axis=1) / 32)).sum()
    assert drawn.var() == pytest.approx(variance, rel=0.1)


def test_by_chance_is_not_asked_of_a_table_that_is_too_large():
    many = np.arange(50_000)
    assert by_chance(Links(many, many, np.ones(50_000), 50_000, 10**7)) is None


def test_by_chance_among_many_places_is_as_among_few():
    """Two ways of drawing: by keys, and place by place; each programme in different places."""
    table = np.zeros((6, 400))
    table[:, :3] = 1
    links = links_of(table)
    drawn = by_chance(links)
    assert (drawn.sum(axis=1) == 18).all()
    alone = by_chance(links_of(table[:1]))
    assert set(alone.max(axis=1)) == {1}
    assert drawn.var() == pytest.approx(6 * 3 / 400 * (1 - 3 / 400), rel=0.1)


@pytest.mark.parametrize(
    ("table", "n", "reason"),
    [
        (np.zeros((0, 32)), 10, "empty"),
        (np.zeros((3, 32)), 10, "empty"),
        ([[1, math.nan]], 10, "missing"),
        ([[1, -1]], 10, "negative"),
        ([[1, 2]], 0, "option"),
    ],
)
def test_draws_that_cannot_be_made_are_said(table, n, reason):
    for draw in (resample, by_chance, lambda links, n: assignments(links, n=n)):
        with pytest.raises(NotComputableError, match="interval cannot be computed") as raised:
            draw(links_of(table), n)
        assert raised.value.reason == reason


# The bundled records


def test_concentration_of_documented_programmes_over_the_states():
    frame = geoaid.stats().frame
    values = [int(value) for value in frame["programmes"]]
    flags = next(iter(need.indicator("is_border_state", "state").values()))
    border = [bool(flags[code]) for code in frame.index]
    assert len(values) == 32
    assert {code for code, flag in zip(frame.index, border, strict=True) if flag} == BORDER
    assert membership_of_bundled_programmes().sum(axis=0).tolist() == values
    persons = [need.census_population()[code] for code in frame.index]
    found = theil(values, border)

    assert gini(values) == close(gini_by_pairs(values, [1] * 32))
    assert gini(values, persons) == close(gini_by_pairs(values, persons))
    assert hoover(values) == close(hoover_by_moving(values, [1] * 32))
    assert top_share(values) == close(sum(sorted(values)[-3:]) / sum(values))
    assert found.total == close(entropy(values, [1] * 32))
    assert gini(values) == pytest.approx(0.33, abs=0.005)
    assert found.between / found.total == pytest.approx(0.47, abs=0.005)
    links = sum(value for value, flag in zip(values, border, strict=True) if flag)
    assert links / sum(values) == pytest.approx(0.36, abs=0.005)
