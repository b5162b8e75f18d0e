"""A View round-trips, and a bad value gets a message that names the field and what is allowed."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoaid import View
from geoaid.errors import ViewError
from geoaid.measures import REGISTRY
from geoaid.view import COLUMNS, FIELDS, MEASURES
from tests.strategies import views


@given(views())
def test_a_view_round_trips_through_the_query_string(view):
    assert View.from_query(view.query()) == view
    assert View.from_query("?" + view.query()) == view


@given(views())
def test_a_view_round_trips_through_command_line_options(view):
    options = shlex.split(shlex.join(view.options()))
    values = dict(option.removeprefix("--").split("=", 1) for option in options)
    assert View(**{name.replace("-", "_"): value for name, value in values.items()}) == view


def test_the_default_view_has_an_empty_query():
    assert View().query() == ""
    assert View().as_dict() == {
        "level": "state",
        "measure": "programmes",
        "layer": "measure",
        "program_area": "all",
        "flow": "all",
        "evidence": "all",
        "years": "all",
        "split": "even",
        "scheme": "natural_breaks",
        "k": 5,
        "breaks": [],
        "palette": "Blues",
        "spotlight": ["02004", "19039", "08037"],
        "compare": ["30"],
        "place": None,
        "within": None,
        "need": None,
        "need_years": "all",
        "grouping": "border",
        "move_total": "placed",
        "move_by": {"population": 1.0},
        "move_floor": 0.0,
        "move_cap": 1.0,
        "move_non_border": None,
        "panel": "compare",
        "record": None,
        "find": "",
        "sort": None,
        "columns": [
            "title", "amount", "years", "flow", "program_area", "places", "evidence", "source",
        ],
        "pair": "years:2008-2014/2015-2021",
        "lang": "en",
    }  # fmt: skip


def test_text_and_python_values_make_the_same_view():
    assert View(years="2008-2012", flow="planned,obligated", k="7") == View(
        years=(2008, 2012), flow=["obligated", "planned"], k=7
    )
    assert View(years="2010").years == (2010, 2010)


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("level", "county", "state, municipality"),
        ("measure", "money", "programmes"),
        ("program_area", "rule_of_law,drugs", "counter_terrorism"),
        ("flow", "spent", "delivered"),
        ("evidence", "weak", "strong"),
        ("years", "2007-2012", "2008-2026"),
        ("years", "2012-2008", "2008-2026"),
        ("years", "a-b", "2008-2026"),
        ("years", "2008-2012-2013", "2008-2026"),
        ("split", "equal", "population"),
        ("scheme", "jenks", "natural_breaks"),
        ("k", "2", "3 to 9"),
        ("k", "10", "3 to 9"),
        ("k", "5.0", "3 to 9"),
        ("breaks", "3,1", "rising"),
        ("breaks", "1,nan", "rising"),
        ("palette", "jet", "viridis"),
        ("spotlight", "99999", "INEGI"),
        ("compare", "Veracruz", "INEGI"),
        ("place", "3", "INEGI"),
        ("within", "30087", "two-digit"),
        ("within", "30", "level municipality"),
        ("record", "two words", "one word"),
        ("find", "x" * 201, "200 letters"),
        ("sort", "colour", "-amount"),
        ("sort", "--amount", "largest first"),
        ("columns", "title,colour", "evidence"),
        ("lang", "fr", "es"),
    ],
)
def test_a_bad_value_names_the_field_and_what_is_allowed(field, value, allowed):
    with pytest.raises(ViewError) as caught:
        View(**{field: value})
    [problem] = caught.value.problems
    assert problem.column == field
    assert value in problem.found
    assert allowed in problem.expected


def test_the_list_of_records_keeps_its_title_and_the_order_of_its_columns():
    assert View(columns="note,amount").columns == ("title", "amount", "note")
    assert View(columns="all").columns == COLUMNS
    assert View(find="  two   words ").find == "two words"
    assert View(record="P-1", find="x", sort="-amount", columns="id").unlisted == View()


def test_every_bad_value_is_reported_at_once():
    with pytest.raises(ViewError) as caught:
        View(k="99", lang="fr", years="x")
    assert [problem.column for problem in caught.value.problems] == ["years", "k", "lang"]


def test_own_breaks_and_the_user_scheme_go_together():
    assert View(scheme="user", breaks="1,3,6").breaks == (1, 3, 6)
    for fields in ({"scheme": "user"}, {"breaks": "1,3,6"}):
        with pytest.raises(ViewError, match="together with scheme user"):
            View(**fields)


def test_a_view_within_a_state_is_left_with_its_level_and_its_layer():
    inside = View(level="municipality", within="30")
    assert inside.but(measure="amount").within == "30"
    assert inside.but(level="state").within is None
    assert inside.but(layer="need").within is None
    assert inside.counted.within is None
    assert View.from_query(inside.query()) == inside


def test_reading_an_address_keeps_what_is_good_and_says_what_is_not():
    view, problems = View.read("?k=99&years=2008-2012&colour=red&lang=es")
    assert (view.k, view.years, view.lang) == (5, (2008, 2012), "es")
    assert {problem.column for problem in problems} == {"k", "colour"}


@given(st.text(max_size=60))
def test_any_address_at_all_opens(query):
    view, _ = View.read(query)
    assert View.from_query(view.query()) == view


@given(st.sampled_from(list(FIELDS)), st.text(max_size=20))
def test_any_value_at_all_is_read_or_refused_with_a_message(field, value):
    problems = []
    try:
        View(**{field: value})
    except ViewError as error:
        problems.extend(error.problems)
    assert all(problem.expected for problem in problems)


def test_the_measures_are_those_of_the_registry():
    assert list(REGISTRY) == MEASURES
    for measure in REGISTRY.values():
        for words in (measure.label, measure.unit, measure.definition):
            assert set(words) == {"en", "es"}
            assert words["en"] != words["es"]
        assert measure.source
