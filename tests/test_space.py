"""Moran's I, held to its formula, to every order there is, to esda and to what must not change it."""

from __future__ import annotations

import itertools
import math
import warnings
from dataclasses import FrozenInstanceError

import esda
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from libpysal.weights import W
from scipy.stats import false_discovery_control, hypergeom

import geoaid
from geoaid import shapes
from geoaid.errors import NotComputableError
from geoaid.measures import space
from geoaid.measures.space import KINDS, local_moran, moran, pairs_of
from geoaid.view import View

FEW = {"permutations": 99}
ROW = [(0, 1), (1, 2), (2, 3)]
SIX = math.lcm(*range(1, 7))  # so that means of up to six neighbours stay whole numbers


@st.composite
def fields(draw, most=9):
    """Places with values, some of them neighbours, at least three of them and not all alike."""
    n = draw(st.integers(3, most))
    every = list(itertools.combinations(range(n), 2))
    pairs = draw(st.lists(st.sampled_from(every), unique=True, min_size=2, max_size=2 * n))
    values = draw(st.lists(st.integers(-20, 20), min_size=n, max_size=n))
    joined = {place for pair in pairs for place in pair}
    if len({values[place] for place in joined}) == 1:
        values[min(joined)] += 1
    return values, pairs


def close(figures):
    return pytest.approx(figures, rel=1e-9, abs=1e-9, nan_ok=True)


def near(chance, permutations):
    """A share of draws, five standard errors either way."""
    error = math.sqrt(chance * (1 - chance) / permutations)
    return pytest.approx(chance, abs=5 * error + 2 / permutations)


def grid(side):
    """Queen contiguity of a square of fields."""
    cells = list(itertools.product(range(side), repeat=2))
    touch = lambda a, b: max(abs(a[0] - b[0]), abs(a[1] - b[1])) == 1  # noqa: E731
    pairs = itertools.combinations(enumerate(cells), 2)
    return [(i, j) for (i, a), (j, b) in pairs if touch(a, b)]


def ring(n):
    return [(place, (place + 1) % n) for place in range(n)]


def bundled(level):
    """Programmes a place in the bundled records, 0 where there is none, and who touches whom."""
    codes = tuple(shapes.points(level))
    counts = geoaid.stats(View(level=level)).frame["programmes"].reindex(list(codes), fill_value=0)
    return counts.to_numpy(dtype=float), pairs_of(codes, shapes.contiguity(level))


def weights_of(n, pairs):
    neighbours = {place: [] for place in range(n)}
    for a, b in np.asarray(pairs).tolist():
        neighbours[a].append(b)
        neighbours[b].append(a)
    return neighbours


# Peers


def formula(values, pairs):
    """Moran's I and its parts by place, over a dense matrix of the places with neighbours."""
    here = np.unique(pairs)
    touch = np.zeros((len(values), len(values)))
    touch[tuple(np.transpose(pairs))] = 1
    touch = (touch + touch.T)[np.ix_(here, here)]
    w = touch / touch.sum(axis=1, keepdims=True)
    z = np.asarray(values, dtype=float)[here]
    z -= z.mean()
    local = np.full(len(values), np.nan)
    local[here] = (len(here) - 1) * z * (w @ z) / (z @ z)
    return len(here) / w.sum() * (z @ w @ z) / (z @ z), local


def tail(found, drawn):
    """The share of draws as far out as what was found, on the side where it lies."""
    above, below = (sum(one >= found for one in drawn), sum(one <= found for one in drawn))
    return min(above, below) / len(drawn)


def exact_p(values, pairs):
    """The share over all orders, in whole numbers."""
    joined = sorted({place for pair in pairs for place in pair})
    neighbours = weights_of(len(values), pairs)
    held = [len(joined) * values[place] - sum(values[at] for at in joined) for place in joined]

    def alike(order):
        z = dict(zip(joined, order, strict=True))
        means = {at: sum(z[j] for j in neighbours[at]) * SIX // len(neighbours[at]) for at in z}
        return sum(z[place] * means[place] for place in joined)

    return tail(alike(held), [alike(order) for order in itertools.permutations(held)])


def exact_local_p(values, pairs):
    """The share over all sets of others that may stand around each place, in whole numbers."""
    joined = sorted({place for pair in pairs for place in pair})
    z = {at: len(joined) * values[at] - sum(values[one] for one in joined) for at in joined}
    for place, around in weights_of(len(values), pairs).items():
        if not around:
            yield math.nan
            continue
        sets = itertools.combinations([z[one] for one in joined if one != place], len(around))
        found = z[place] * sum(z[one] for one in around)
        yield tail(found, [z[place] * sum(others) for others in sets])


@given(field=fields())
@example(field=([1, 1, 0, 0], ROW))
@example(field=([5, -3, 0], [(0, 1), (2, 1)]))
@example(field=([2, 1, 7, 0, 9], [(4, 0), (3, 1), (1, 4), (3, 0)]))
def test_the_statistics_are_their_formula(field):
    whole, local = moran(*field, **FEW), local_moran(*field, **FEW)
    i, parts = formula(*field)
    assert whole.i == close(i)
    assert local.i.tolist() == close(parts.tolist())
    assert np.nansum(local.i) == close((whole.n - 1) * whole.i)
    assert whole.expected == -1 / (whole.n - 1)


@given(field=fields(most=6))
@example(field=([1, 1, 0, 0], ROW))
@example(field=([0, 0, 1, 0, 0, 0], [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]))
def test_p_is_the_share_of_all_orders(field):
    assert moran(*field, permutations=2000).p == near(exact_p(*field), 2000)


@given(
    apart=st.tuples(st.integers(-9, 9), st.integers(-9, 9)).filter(any),
    usual=st.integers(-9, 9),
    pairs=st.lists(st.sampled_from(list(itertools.combinations(range(50), 2))), unique=True),
)
def test_p_is_the_share_of_all_orders_where_nearly_all_are_alike(apart, usual, pairs):
    pairs = sorted({*pairs, *((place, place + 1) for place in range(49))})
    where = list(itertools.permutations(range(50), 2))
    orders = np.full((len(where), 50), usual)
    np.put_along_axis(orders, np.array(where), orders[:, :2] + apart, axis=1)
    w = np.zeros((50, 50))
    for place, near_it in weights_of(50, pairs).items():
        w[place, near_it] = 1 / len(near_it)
    z = orders - orders.mean(axis=1, keepdims=True)
    sums = np.round(((z @ w.T) * z).sum(axis=1), 6).tolist()
    expected = tail(sums[where.index((3, 4))], sums)
    values = orders[where.index((3, 4))]
    assert moran(values, pairs, permutations=2000).p == near(expected, 2000)


@given(field=fields(most=8))
@example(field=([0, 0, 0, 0, 0, 0, 0, 1], [(0, 7), (1, 7), (2, 3), (4, 5), (5, 6), (0, 6)]))
@example(field=([0, 1, -1, 3, -3], [(0, 1), (0, 2), (2, 3), (3, 4)]))
def test_local_p_is_the_share_of_all_neighbourhoods(field):
    found = local_moran(*field, permutations=2000)
    for mine, exact in zip(found.p, exact_local_p(*field), strict=True):
        assert mine == (close(math.nan) if math.isnan(exact) else near(exact, 2000))


def test_values_without_ties_have_the_p_values_of_esda():
    """Esda draws from NumPy's global state, warns, and looks past ties; here there are none."""
    _, pairs = bundled("state")
    values = np.random.default_rng(1).normal(size=32)
    values[[touching for pair in pairs[:9] for touching in pair]] += 2
    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(0)  # noqa: NPY002
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = W(weights_of(32, pairs))
        whole = esda.Moran(values, weights, permutations=9999)
        local = esda.Moran_Local(values, weights, permutations=9999, seed=5)
    np.random.set_state(state)  # noqa: NPY002
    mine, mine_local = moran(values, pairs), local_moran(values, pairs, alpha=0.2)
    assert mine.i == close(whole.I)
    assert mine.expected == close(whole.EI)
    assert mine.p == near(whole.p_sim, 9999 / 2)
    assert mine_local.i.tolist() == close(local.Is.tolist())
    for p, peer in zip(mine_local.p, local.p_sim, strict=True):
        assert p == near(peer, 9999 / 2)
    names = {1: "high_high", 2: "low_high", 3: "low_low", 4: "high_low"}
    out = [place for place, kind in enumerate(mine_local.kind) if kind in names.values()]
    assert out
    assert all(mine_local.kind[place] == names[local.q[place]] for place in out)


@given(field=fields(), alpha=st.floats(0.01, 0.99))
def test_false_discovery_is_controlled_as_by_scipy(field, alpha):
    found = local_moran(*field, permutations=99, alpha=alpha)
    here = ~np.isnan(found.p)
    adjusted = false_discovery_control(found.p[here])
    kinds = [kind for kind in found.kind if kind != "island"]
    for kind, p, level in zip(kinds, found.p[here], adjusted, strict=True):
        assert (kind != "not_significant") == (p <= found.threshold)
        if not math.isclose(level, alpha):
            assert (kind != "not_significant") == (level <= alpha)


# Ties, of which counts are full


def test_a_place_amid_zeros_does_not_stand_out_where_zeros_are_the_rule():
    """Of the two neighbours of the first, drawn from 19 others, the one other is seldom one."""
    values = [1.0] + [0.0] * 9 + [1.0] + [0.0] * 9
    found = local_moran(values, ring(20))
    assert found.p[0] == near(hypergeom.pmf(0, 19, 1, 2), 9999)
    assert set(found.kind) == {"not_significant"}


@pytest.mark.parametrize("n", [3, 4, 12])
def test_where_all_are_neighbours_no_order_is_another(n):
    values, pairs = [math.sqrt(k) for k in range(n)], list(itertools.combinations(range(n), 2))
    found = moran(values, pairs, **FEW)
    assert found.i == close(found.expected)
    assert found.p == 1
    assert local_moran(values, pairs, **FEW).p.tolist() == [1] * n


def test_a_place_at_the_mean_never_stands_out():
    found = local_moran([0, 9, 9, 9, -9, -9, -9], [(0, k) for k in range(1, 4)] + ring(7)[3:6])
    assert (found.i[0], found.p[0]) == close((0, 1))


# Invariances


@given(field=fields(), factor=st.one_of(st.integers(1, 10**9), st.floats(1e-6, 1e12)))
def test_units_do_not_matter(field, factor):
    same([value * factor for value in field[0]], field)


@given(field=fields(), shift=st.integers(-(10**6), 10**6))
def test_a_shift_does_not_matter(field, shift):
    same([value + shift for value in field[0]], field)


def same(values, field):
    assert moran(values, field[1], **FEW).i == close(moran(*field, **FEW).i)
    assert moran(values, field[1], **FEW).p == moran(*field, **FEW).p
    mine, before = local_moran(values, field[1], **FEW), local_moran(*field, **FEW)
    assert mine.i.tolist() == close(before.i.tolist())
    assert mine.p.tolist() == close(before.p.tolist())
    assert (mine.threshold, mine.kind) == (before.threshold, before.kind)


@given(field=fields(), data=st.data())
def test_order_of_places_does_not_matter(field, data):
    values, pairs = field
    order = data.draw(st.permutations(range(len(values))))
    moved = [(order.index(a), order.index(b)) for a, b in pairs]
    shuffled = [values[place] for place in order]
    assert moran(shuffled, moved, **FEW).i == close(moran(values, pairs, **FEW).i)
    local = local_moran(values, pairs, **FEW).i[list(order)]
    assert local_moran(shuffled, moved, **FEW).i.tolist() == close(local.tolist())


@given(field=fields(), data=st.data())
def test_order_and_direction_of_pairs_do_not_matter(field, data):
    values, pairs = field
    turned = [pair[:: data.draw(st.sampled_from([1, -1]))] for pair in pairs]
    same_pairs = data.draw(st.permutations(turned))
    assert moran(values, same_pairs, **FEW).p == moran(values, pairs, **FEW).p
    assert moran(values, same_pairs, **FEW).i == close(moran(values, pairs, **FEW).i)
    found = local_moran(values, same_pairs, **FEW)
    assert found.p.tolist() == close(local_moran(values, pairs, **FEW).p.tolist())


@given(field=fields(), islands=st.lists(st.floats(-1e9, 1e9), max_size=4))
def test_islands_are_named_and_change_nothing(field, islands):
    values, pairs = field
    n = len(values)
    before, after = moran(values, pairs, **FEW), moran(values + islands, pairs, **FEW)
    assert after.islands == (*before.islands, *range(n, n + len(islands)))
    assert after.n + len(after.islands) == n + len(islands)
    assert (after.i, after.expected, after.p) == (before.i, before.expected, before.p)
    local = local_moran(values + islands, pairs, **FEW)
    assert local.kind == local_moran(values, pairs, **FEW).kind + ("island",) * len(islands)
    assert local.p[:n].tolist() == close(local_moran(values, pairs, **FEW).p.tolist())
    outside = [place for place, kind in enumerate(local.kind) if kind == "island"]
    assert tuple(outside) == after.islands
    assert np.isnan(local.i).nonzero()[0].tolist() == outside
    assert np.isnan(local.p).nonzero()[0].tolist() == outside


@given(field=fields())
def test_what_is_high_is_low_when_turned_round(field):
    other = {"high": "low", "low": "high"}
    found = local_moran(*field, **FEW, alpha=0.9)
    turned = local_moran([-value for value in field[0]], field[1], **FEW, alpha=0.9)
    assert turned.p.tolist() == close(found.p.tolist())
    for kind, i, back in zip(found.kind, found.i, turned.kind, strict=True):
        if kind in KINDS[:4] and not math.isclose(i, 0, abs_tol=1e-9):
            assert back == "_".join(other[side] for side in kind.split("_"))


@given(field=fields(), permutations=st.integers(1, 50))
def test_figures_stay_within_their_bounds(field, permutations):
    whole = moran(*field, permutations=permutations)
    local = local_moran(*field, permutations=permutations)
    for p in (whole.p, *local.p[~np.isnan(local.p)]):
        assert 1 / (permutations + 1) <= p <= 1
    assert whole.permutations == local.permutations == permutations
    assert set(local.kind) <= set(KINDS)
    assert 0 < local.threshold <= local.alpha == 0.05


# What a reader would see


def test_blocks_and_those_who_differ_within_them_are_found():
    """Twelve by twelve: a high block with one low place in it, a low block with one high place."""
    values = np.random.default_rng(2).uniform(-0.1, 0.1, (12, 12))
    values[:5, :5] += 5
    values[7:, 7:] -= 5
    values[1, 1], values[10, 10] = -3, 3
    found = local_moran(values.ravel(), grid(12))
    kind = np.array(found.kind).reshape(12, 12)
    assert (kind[1, 1], kind[3, 3]) == ("low_high", "high_high")
    assert (kind[10, 10], kind[8, 8]) == ("high_low", "low_low")
    assert kind[0, 11] == kind[11, 0] == "not_significant"
    assert moran(values.ravel(), grid(12)).p == 1 / 10_000


def test_a_chess_board_is_less_alike_than_chance():
    board = [(row + column) % 2 for row in range(6) for column in range(6)]
    beside = [(a, b) for a, b in grid(6) if b - a in (1, 6)]
    found = moran(board, beside)
    assert (found.i, found.p) == close((-1, 1 / 10_000))


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_amounts_of_any_size_are_computed(scale):
    values = [1.0 * scale, 1.0 * scale, 0.0, -1.0 * scale]
    assert moran(values, ROW).i == close(moran([1, 1, 0, -1], ROW).i)
    assert local_moran(values, ROW).i == close(local_moran([1, 1, 0, -1], ROW).i)


def test_places_that_do_not_hang_together_are_computed():
    found = moran([1, 1, 0, 0], [(0, 1), (2, 3)])
    assert found.i == close(1)
    assert found.p == near(1 / 3, 9999)


# Seeds


@given(field=fields())
def test_the_same_seed_gives_the_same_figures(field):
    assert moran(*field, **FEW) == moran(*field, **FEW, seed=0)
    first, second = local_moran(*field, **FEW), local_moran(*field, **FEW, seed=0)
    assert first.p.tobytes() == second.p.tobytes()
    assert (first.kind, first.threshold) == (second.kind, second.threshold)


def test_another_seed_gives_other_draws():
    values, pairs = bundled("state")
    assert moran(values, pairs).p != moran(values, pairs, seed=1).p
    assert (local_moran(values, pairs).p != local_moran(values, pairs, seed=1).p).any()


def test_the_global_random_state_is_neither_used_nor_changed():
    values, pairs = bundled("state")
    before = moran(values, pairs, **FEW), local_moran(values, pairs, **FEW).p.tolist()
    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(7)  # noqa: NPY002
    expected = np.random.random(3).tolist()  # noqa: NPY002
    np.random.seed(7)  # noqa: NPY002
    after = moran(values, pairs, **FEW), local_moran(values, pairs, **FEW).p.tolist()
    assert after == before
    assert np.random.random(3).tolist() == expected  # noqa: NPY002
    np.random.set_state(state)  # noqa: NPY002


def test_batches_do_not_change_the_draws(monkeypatch):
    values, pairs = bundled("state")
    whole = moran(values, pairs), local_moran(values, pairs).p.tolist()
    monkeypatch.setattr(space, "_AT_ONCE", 32 * 70)
    assert (moran(values, pairs), local_moran(values, pairs).p.tolist()) == whole


def test_results_are_frozen_and_arguments_untouched():
    values, pairs = np.array([3.0, 1.0, 0.0, 0.0]), np.array([(3, 2), (1, 0), (2, 1)])
    copies = values.copy(), pairs.copy()
    for found in (moran(values, pairs, **FEW), local_moran(values, pairs, **FEW)):
        with pytest.raises(FrozenInstanceError):
            found.i = 0
    assert (values == copies[0]).all()
    assert (pairs == copies[1]).all()


# What cannot be computed


@pytest.mark.parametrize(
    ("values", "pairs", "reason"),
    [
        ([], [], "empty"),
        ([1], [], "neighbours"),
        ([1, 2, 3, 4], [], "neighbours"),
        ([1, 2, 3, 4], np.empty((0, 2)), "neighbours"),
        ([1, 2, 3, 4], [(2, 3)], "neighbours"),
        ([1, math.nan, 3, 4], ROW, "missing"),
        ([1, 2, 3, 4, math.nan], ROW, "missing"),
        ([1, math.inf, 3, 4], ROW, "missing"),
        ([1, None, 3, 4], ROW, "missing"),
        ([5, 5, 5, 5], ROW, "constant"),
        ([0, 0, 0, 0], ROW, "constant"),
        ([5, 5, 5, 5, 9], ROW, "constant"),
        ([0.3, 0.1 + 0.2, 0.3, 0.3], ROW, "constant"),
        ([[1, 2], [3, 4]], ROW, "shape"),
        (3, ROW, "shape"),
        ([1, 2, 3, 4], [0, 1, 2], "shape"),
        ([1, 2, 3, 4], [(0, 1, 2)], "shape"),
        ([1, 2, 3, 4], [(0.0, 1.0), (1.0, 2.0)], "shape"),
        ([1, 2, 3, 4], [("a", "b"), ("b", "c")], "shape"),
        ([1, 2, 3, 4], [(0, 1), (1, 4)], "shape"),
        ([1, 2, 3, 4], [(0, 1), (1, -1)], "shape"),
        ([1, 2, 3, 4], [(0, 1), (2, 2)], "shape"),
        ([1, 2, 3, 4], [(0, 1), (1, 2), (1, 0)], "shape"),
    ],
)
def test_what_cannot_be_computed_is_said(values, pairs, reason):
    for statistic in (moran, local_moran):
        with pytest.raises(NotComputableError, match=r"Moran index cannot be computed: \w") as said:
            statistic(values, pairs, **FEW)
        assert said.value.reason == reason


def test_options_out_of_range_are_said():
    for statistic in (moran, local_moran):
        with pytest.raises(NotComputableError, match="at least one permutation") as said:
            statistic([1, 2, 3, 4], ROW, permutations=0)
        assert said.value.reason == "option"
    for alpha in (0, 1, -0.1, math.nan):
        with pytest.raises(NotComputableError, match="false discovery rate") as said:
            local_moran([1, 2, 3, 4], ROW, alpha=alpha)
        assert said.value.reason == "option"


# Contiguity, and the bundled records


def test_pairs_are_the_contacts_of_the_boundaries():
    for level in ("state", "municipality"):
        codes, contacts = tuple(shapes.points(level)), shapes.contiguity(level)
        pairs = pairs_of(codes, contacts)
        assert pairs.shape == (len(contacts), 2)
        assert pairs.dtype == np.intp
        named = [(codes[a], codes[b]) for a, b in pairs.tolist()]
        assert named == [(one.code_a, one.code_b) for one in contacts]
    assert any(one.border_km == 0 for one in contacts)  # in points only: queen, not rook


def test_pairs_keep_to_the_places_asked_for():
    peninsula = pairs_of(("31", "23", "04"), shapes.contiguity("state"))
    assert {frozenset(pair) for pair in peninsula.tolist()} == {
        frozenset(pair) for pair in itertools.combinations(range(3), 2)
    }
    assert pairs_of(["02", "31"], shapes.contiguity("state")).shape == (0, 2)
    assert pairs_of([], []).shape == (0, 2)
    with pytest.raises(NotComputableError, match="twice"):
        pairs_of(["02", "31", "02"], shapes.contiguity("state"))


@pytest.mark.parametrize("level", ["state", "municipality"])
def test_documented_programmes_have_the_figures_of_the_formula(level):
    values, pairs = bundled(level)
    i, parts = formula(values, pairs)
    whole, local = moran(values, pairs, **FEW), local_moran(values, pairs, **FEW)
    assert values.sum() > 0
    assert (whole.n, whole.islands) == (len(values), ())
    assert whole.i == close(i)
    assert local.i.tolist() == close(parts.tolist())


def test_the_chance_of_documented_programmes_is_that_of_dealing_them_out_by_hand():
    values, pairs = bundled("state")
    rng = np.random.default_rng(11)
    touch = np.zeros((32, 32))
    touch[tuple(pairs.T)] = 1
    w = (touch + touch.T) / (touch + touch.T).sum(axis=1, keepdims=True)
    z = values - values.mean()
    dealt = np.array([rng.permutation(z) for _ in range(4000)])
    drawn = np.round(np.einsum("di,ij,dj->d", dealt, w, dealt, optimize=True), 6)
    assert moran(values, pairs).p == near(tail(round(z @ w @ z, 6), drawn), 4000 * 0.7)

    found = local_moran(values, pairs)
    for place in range(32):
        others, around = np.delete(values, place), np.flatnonzero(w[place])
        sums = [rng.permutation(others)[: len(around)].sum() for _ in range(1000)]
        expected = tail(values[around].sum(), sums)
        assert found.p[place] == near(expected, 1000 * 0.9)


def test_few_municipalities_have_programmes_and_an_empty_country_is_no_cluster():
    values, pairs = bundled("municipality")
    found = local_moran(values, pairs, permutations=999)
    empty = [place for place, kind in enumerate(found.kind) if kind == "low_low"]
    assert empty == []
    assert (found.p[values == 0] > 0.5).mean() > 0.9
