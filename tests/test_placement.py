"""Money is conserved to the cent, whatever the ledger, the filters, the split and the level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from geoaid import ledger as ledgers
from geoaid import placement, places
from geoaid.answer import answer
from geoaid.ledger import Ledger, to_cents
from geoaid.view import LEVELS, SPLITS, View
from tests.strategies import books, row_lists, views

if TYPE_CHECKING:
    import random


def placed(ledger: Ledger, view: View, level: str) -> tuple[placement.Net, placement.Placement]:
    net = placement.net_amounts(ledger, placement.in_view(ledger, view))
    return net, placement.place(ledger, view, net, level)


def record(number: int, amount: str = "", where: str = "", parent: str = "", **more: str):
    return {
        "id": f"R{number}",
        "title": "A record",
        "program_area": "other",
        "flow": "delivered",
        "amount_usd": amount,
        "places": where,
        "part_of": parent,
        **more,
    }


def expected_total(ledger: Ledger, view: View) -> int:
    """The total by another road: amounts from the top down, in Python integers, no arrays."""
    keep = placement.in_view(ledger, view)
    ids = ledger.ids
    children: dict[str, list[int]] = {}
    for number, row in enumerate(ledger.rows):
        if not keep[number]:
            continue
        parent = row["part_of"]
        while parent and not keep[ids.index(parent)]:
            parent = ledger.rows[ids.index(parent)]["part_of"]
        children.setdefault(parent, []).append(number)

    def seen_from_above(number: int) -> int:
        text = ledger.rows[number]["amount_usd"]
        return to_cents(text) if text else sum(map(seen_from_above, children.get(ids[number], [])))

    def excess(number: int) -> int:
        text = ledger.rows[number]["amount_usd"]
        parts = sum(map(seen_from_above, children.get(ids[number], [])))
        return max(0, parts - to_cents(text)) if text else 0

    tops = sum(map(seen_from_above, children.get("", [])))
    return tops + sum(excess(number) for number in range(len(ids)) if keep[number])


@given(books(), views())
def test_the_identity_holds_to_the_cent(ledger, view):
    found = answer(view, ledger)
    parts = found.as_dict()["identity"]
    names = ("own_usd", "shared_usd", "state_only_usd", "not_placed_usd")
    cents = {name: round(parts[name] * 100) for name in (*names, "total_usd")}
    assert sum(cents[name] for name in names) == cents["total_usd"]
    assert cents["total_usd"] == expected_total(ledger, view)
    for name in (*names, "total_usd"):
        assert cents[name] == sum(round(flow[name] * 100) for flow in parts["by_flow"].values())


@given(books(), views(), st.sampled_from(LEVELS), st.sampled_from(["even", "population"]))
def test_what_is_dealt_is_what_is_placed(ledger, view, level, split):
    net, found = placed(ledger, view.but(split=split), level)
    kept = net.cents[found.kind != placement.NOT_PLACED].sum()
    assert found.dealt.sum() == kept


@given(books(), views(), st.sampled_from(["even", "population"]))
def test_a_state_is_its_municipalities_and_what_is_known_only_to_the_state(ledger, view, split):
    view = view.but(split=split)
    _, states = placed(ledger, view, "state")
    _, finer = placed(ledger, view, "municipality")
    sums = dict.fromkeys(states.codes, 0)
    for code, cents in zip(finer.codes, finer.dealt.tolist(), strict=True):
        sums[code[:2]] += cents
    assert sums == dict(zip(states.codes, states.dealt.tolist(), strict=True))


@given(books(), views(), st.sampled_from(LEVELS))
def test_bounds_contain_the_value_of_every_rule(ledger, view, level):
    for split in SPLITS:
        _, found = placed(ledger, view.but(split=split), level)
        assert (found.own <= found.dealt).all()
        assert (found.dealt <= found.at_most).all()


@given(row_lists(), views(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, view, rng: random.Random):
    shuffled = list(rows)
    rng.shuffle(shuffled)
    one, two = (answer(view, ledgers.from_rows(book)).as_dict() for book in (rows, shuffled))
    for listed in ("conflicts", "other_currency"):
        one[listed] = sorted(one[listed], key=str)
        two[listed] = sorted(two[listed], key=str)
    assert one | {"data_sha256": ""} == two | {"data_sha256": ""}


@given(books(), views())
def test_a_programme_counts_once_a_place_and_not_at_a_handover_site(ledger, view):
    found = answer(view, ledger)
    keep = placement.in_view(ledger, view)
    for figures in found.states:
        heads = set()
        for number, row in enumerate(ledger.rows):
            named = row["place_role"] == "beneficiary" and any(
                item.strip()[:2] == figures.code for item in row["places"].split(";")
            )
            if keep[number] and named:
                heads.add(int(ledger.programme[number]))
        assert figures.programmes == len(heads)


def test_a_part_is_placed_by_its_own_places_and_the_rest_by_the_whole():
    book = ledgers.from_rows(
        [record(0, "100", "08 Chihuahua; 19 Nuevo León"), record(1, "30.01", "30 Veracruz", "R0")]
    )
    _, found = placed(book, View(), "state")
    assert dict(zip(found.codes, found.dealt.tolist(), strict=True)) == {
        "08": 3500,
        "19": 3499,
        "30": 3001,
    }


def test_a_record_without_an_amount_passes_its_parts_up():
    book = ledgers.from_rows(
        [record(0, "100"), record(1, parent="R0"), record(2, "40", "30 Veracruz", "R1")]
    )
    net, _ = placed(book, View(), "state")
    assert net.cents.tolist() == [6000, 0, 4000]


def test_filters_come_first_and_the_parent_is_the_nearest_ancestor_left():
    book = ledgers.from_rows(
        [
            record(0, "100"),
            record(1, "60", parent="R0", flow="planned"),
            record(2, "40", "30 Veracruz", "R1"),
        ]
    )
    net, _ = placed(book, View(flow="delivered"), "state")
    assert net.cents.tolist() == [6000, 0, 4000]
    assert net.parent.tolist() == [-1, -1, 0]


def test_parts_that_exceed_their_whole_stand_and_the_excess_is_listed():
    book = ledgers.from_rows(
        [record(0, "100"), record(1, "80", "30 Veracruz", "R0"), record(2, "50", parent="R0")]
    )
    found = answer(View(), book)
    assert found.conflicts == (
        {"id": "R0", "amount_usd": 100.0, "parts_usd": 130.0, "excess_usd": 30.0},
    )
    assert found.identity.total_usd == 130.0
    assert found.identity.own_usd == 80.0


def test_two_municipalities_of_one_state_are_the_states_own_money():
    book = ledgers.from_rows([record(0, "9.01", "19026 Guadalupe; 19039 Monterrey")])
    state = answer(View(split="none", measure="amount"), book)
    finer = answer(View(split="even", measure="amount", level="municipality"), book)
    assert state.place("19").amount_usd == 9.01
    assert (state.place("19").at_least_usd, state.place("19").at_most_usd) == (9.01, 9.01)
    assert finer.identity.shared_usd == 9.01
    # The odd cent goes to the lower code.
    assert [place.amount_usd for place in finer.places] == [4.51, 4.50]


def test_money_known_only_to_a_state_stays_off_its_municipalities():
    book = ledgers.from_rows([record(0, "50", "30 Veracruz"), record(1, "", "30087 Xalapa")])
    found = answer(View(level="municipality", measure="amount"), book)
    assert found.identity.state_only_usd == 50.0
    assert [(place.code, place.status) for place in found.places] == [("30087", "no_amount")]


def test_population_split_follows_the_census_and_deals_every_cent():
    book = ledgers.from_rows([record(0, "100", "02004 Tijuana; 30087 Xalapa")])
    found = answer(View(level="municipality", measure="amount", split="population"), book)
    tijuana, xalapa = 1_922_523, 488_531  # census 2020
    share = round(10_000 * tijuana / (tijuana + xalapa))
    assert [place.amount_usd for place in found.places] == [share / 100, (10_000 - share) / 100]


def test_a_municipality_younger_than_the_boundaries_is_folded_into_its_parent():
    book = ledgers.from_rows([record(0, "10", "02006 San Quintín; 02004 Tijuana")])
    found = answer(View(level="municipality", measure="amount", spotlight="02006"), book)
    assert [(place.code, place.amount_usd) for place in found.places] == [
        ("02001", 5.0),
        ("02004", 5.0),
    ]
    assert found.spotlight[0].status == "not_applicable"
    assert places.fold("02006") == "02001"


def test_statuses_tell_apart_what_is_not_known():
    book = ledgers.from_rows(
        [
            record(0, "10", "02 Baja California; 08 Chihuahua"),
            record(1, "5", "08 Chihuahua"),
            record(2, "0", "19 Nuevo León"),
            record(3, "", "30 Veracruz"),
        ]
    )
    found = answer(View(measure="amount", split="none"), book)
    assert {code: found.place(code).status for code in ("02", "08", "19", "30", "01")} == {
        "02": "shared_only",
        "08": "value",
        "19": "zero",
        "30": "no_amount",
        "01": "no_record",
    }
    assert found.place("02").amount_usd is None
    assert found.place("02").at_most_usd == 10.0
    assert found.place("19").amount_usd == 0.0
    assert found.place("30").at_most_usd is None
