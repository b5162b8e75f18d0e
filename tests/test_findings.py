"""Sentences say what the numbers say, in both languages, on hand-made tables."""

from __future__ import annotations

import pytest
from hypothesis import given

from geoaid import ledger as ledgers
from geoaid import text
from geoaid.answer import answer
from geoaid.findings import findings, status_text
from geoaid.view import View
from tests.strategies import books, views
from tests.test_placement import record


def headline(rows=None, **view):
    book = ledgers.from_rows(rows) if rows is not None else None
    return findings(answer(View(**view), book)).headline


def test_the_first_screen():
    assert headline() == (
        "10 of the 14 programmes that name a municipality name Tijuana, Monterrey or Ciudad "
        "Juárez; Veracruz has 6 in all, with 1 of its 212 municipalities named."
    )
    assert headline(lang="es") == (
        "10 de los 14 programas que nombran un municipio nombran Tijuana, Monterrey o Ciudad "
        "Juárez; Veracruz tiene 6 en total y se nombra 1 de sus 212 municipios."
    )


def test_the_hedge_says_what_is_counted_how_much_is_covered_and_how_records_were_found():
    hedge = findings(answer(View())).hedge
    for words in (
        "not money",
        "0.33%",
        "about US$3.3 billion",
        "0.76%",
        "All 32 states were searched",
        "opening only",
    ):
        assert words in hedge


def test_a_view_without_records_says_that_nothing_is_known():
    words = headline(program_area="counter_terrorism")
    assert words.startswith("No document that was read records assistance")
    assert "counter-terrorism" in words
    assert "not because nothing was given" in words


def test_money_names_the_rule_and_says_where_no_amount_is_documented():
    words = headline(measure="amount")
    assert "Nuevo León (US$12.6 million), Jalisco (US$12.4 million) and Chihuahua" in words
    assert "if shared money is dealt evenly" in words
    assert words.endswith("for Veracruz documents give no US$ amount.")


def test_one_place_only():
    rows = [record(0, "10", "30087 Xalapa")]
    assert headline(rows, spotlight="30087") == (
        "The 1 programme that names a municipality names Xalapa; Veracruz has 1 in all, with 1 "
        "of its 212 municipalities named."
    )


def test_no_municipality_named():
    rows = [record(0, "10", "30 Veracruz"), record(1, "", "08 Chihuahua")]
    assert headline(rows).startswith("None of the 2 programmes in this view names a municipality")


def test_records_without_any_place():
    assert headline([record(0, "10")]).startswith("The 1 record in this view names no place")


def test_a_tie_is_not_broken_by_the_order_of_codes():
    rows = [record(n, "10", f"{n + 1:02d} state") for n in range(8)]
    words = headline(rows, measure="amount", compare="none")
    assert words == "Amount with a named place: 8 places are tied at the top with US$10 each."


def test_an_amount_in_another_currency_is_printed_in_that_currency():
    found = answer(View(measure="amount"))
    words = {place.code: status_text(found, place) for place in found.places}
    assert words["13"] == "documented, no US$ figure; MXN 2,000,000"
    assert words["17"] == "documented, no US$ figure; 25,000,000 (currency not stated)"
    assert words["30"] == "documented, no US$ figure"


def test_an_odd_cent_does_not_decide_who_is_named():
    where = "02004 Tijuana; 08037 Juárez; 19039 Monterrey; 30087 Xalapa"
    words = headline([record(0, "10.01", where)], measure="amount", level="municipality")
    assert "Tijuana" in words
    assert "Xalapa" in words
    assert headline(measure="amount", level="municipality").startswith(
        "Amount with a named place: most in Amozoc (US$5 million), if"
    )


def test_own_ledgers_make_no_claim_about_how_records_were_found():
    found = findings(answer(View(), ledgers.from_rows([record(0, "10", "30 Veracruz")])))
    assert "searched" not in found.hedge


def test_a_narrow_view_says_what_it_leaves_out():
    notes = " ".join(findings(answer(View(years="2016-2018"))).notes)
    assert "32 records without a year are left out" in notes
    finer = " ".join(findings(answer(View(level="municipality"))).notes)
    assert "US$7.2 million is known only to a state" in finer


@given(books(), views())
def test_every_view_of_every_ledger_has_whole_sentences(ledger, view):
    found = findings(answer(view, ledger))
    # Where there is no appropriation, there is no sentence on it.
    assert bool(found.coverage) == (ledger.root is not None)
    for sentence in filter(None, (found.headline, found.hedge, found.coverage, *found.notes)):
        assert sentence.endswith((".", "?"))
        assert "{" not in sentence
        assert "nan" not in sentence.casefold().split()
        assert "None" not in sentence.replace("None of", "")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_lists_join_as_the_language_does(lang):
    assert text.listing(lang, ["a"]) == "a"
    assert text.listing("es", ["Puebla", "Hidalgo"]) == "Puebla e Hidalgo"
    assert text.listing("es", ["Puebla", "Oaxaca"], "or") == "Puebla u Oaxaca"
    assert text.listing("en", ["a", "b", "c"], "or") == "a, b or c"


def test_money_placed_outside_the_appropriation_is_told_apart():
    """Coverage is of the appropriation; what the table of money adds to it is said beside it."""
    found = answer(View())
    outside = 56637046 - 10937046 - 25000000
    assert f"a further {text.money('en', outside)} to named places" in " ".join(
        findings(found).notes
    )
    identity, coverage = found.identity, found.coverage
    placed = identity.own_usd + identity.shared_usd
    assert round(placed - coverage.own_usd - coverage.shared_usd) == outside


def test_inside_a_state_the_shares_are_said_to_be_of_the_whole_country():
    view = View(level="municipality", within="08")
    assert "These shares are of the whole country." in findings(answer(view)).hedge
    assert "whole country" not in findings(answer(View(level="municipality"))).hedge
