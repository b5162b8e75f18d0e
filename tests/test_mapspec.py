"""Classes never scramble, the legend names every status, palettes survive greyscale."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings

from geoaid import shapes
from geoaid.analysis.assistance import codes_of
from geoaid.analysis.following import following
from geoaid.answer import answer
from geoaid.mapspec import STATUS_STYLES, colours, mapspec
from geoaid.mapspec.palette import lightness
from geoaid.view import FEWEST_CLASSES, MOST_CLASSES, PALETTES, View
from tests.strategies import books, views


def light(palette, k):
    rgb = [[int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] for colour in colours(palette, k)]
    return lightness(np.array(rgb))


@settings(max_examples=100)
@given(books(), views(layer="measure"))
def test_the_colour_of_an_area_is_the_class_of_its_value(ledger, view):
    found = answer(view, ledger)
    spec = mapspec(found)
    by_code = {area.code: area for area in spec.areas}
    for place in found.places:
        area = by_code[place.code]
        if place.class_ is None:
            assert spec.colour(area) == STATUS_STYLES[area.status][0]
            continue
        drawn = spec.classes[place.class_ - 1]
        assert spec.colour(area) == drawn.colour
        assert place.value <= drawn.high
        assert place.value > drawn.low or place.class_ == 1
    values = {}
    for place in found.places:
        if place.class_ is not None:
            assert values.setdefault(place.value, place.class_) == place.class_


@settings(max_examples=100)
@given(books(), views(layer="measure"))
def test_the_legend_counts_every_area_once(ledger, view):
    found = answer(view, ledger)
    spec = mapspec(found)
    drawn = sum(item.count for item in spec.classes) + sum(item.count for item in spec.statuses)
    others = spec.other_areas.count if spec.other_areas else 0
    assert drawn == len(found.places) + others
    shown = {place.status for place in found.places if place.class_ is None}
    named = {item.status for item in spec.statuses}
    assert {"zero" if status == "value" else status for status in shown} <= named


@settings(max_examples=60)
@given(books(), views())
def test_a_layer_has_every_place_in_a_class_or_a_status_that_the_legend_names(ledger, view):
    spec = mapspec(answer(view, ledger))
    if spec.layer is None:
        return
    assert spec.view.level == ("state" if view.layer == "what_if" else view.level)
    assert [area.code for area in spec.areas] == list(codes_of(spec.view.level))
    for item in spec.classes:
        assert item.count == sum(area.class_ == item.index for area in spec.areas)
    named = {item.status: item.count for item in spec.statuses}
    for status in {area.status for area in spec.areas if area.class_ is None}:
        assert named[status] == sum(area.status == status for area in spec.areas)
    assert all(area.value and "nan" not in area.value for area in spec.areas)


def test_a_what_if_is_marked_as_one_wherever_it_is_drawn():
    for lang, mark in (("en", "not a fact"), ("es", "no un hecho")):
        spec = mapspec(answer(View(layer="what_if", lang=lang)))
        assert spec.title.startswith(("What if:", "Escenario hipotético:"))
        assert mark in spec.legend_note
        assert mark in spec.findings.hedge


def test_need_and_assistance_share_the_square():
    found = answer(View(layer="bivariate", need="poverty"))
    spec = mapspec(found)
    assert len(spec.classes) == 9
    by_code = {place.code: place for place in following(found).places}
    for area in spec.areas:
        place = by_code[area.code]
        assert area.class_ == 3 * (place.assistance_class - 1) + place.need_class


def test_an_empty_class_is_said():
    spec = mapspec(answer(View(scheme="user", breaks="1,2,2.5,20")))
    labels = {item.label: item.count for item in spec.classes}
    assert [count for label, count in labels.items() if "(no place)" in label] == [0]
    assert sum(labels.values()) == 32


@pytest.mark.parametrize("palette", PALETTES)
def test_palettes_step_evenly_from_light_to_dark(palette):
    for k in range(FEWEST_CLASSES, MOST_CLASSES + 1):
        steps = -np.diff(light(palette, k))
        assert (steps > 0).all()
        # Five units of L* is a step that a greyscale print still shows.
        assert steps.min() >= 5
        assert len(set(colours(palette, k))) == k


def test_labels_and_circles_of_the_first_screen():
    spec = mapspec(answer(View()))
    assert [label.text for label in spec.labels] == [
        "Tijuana 6", "Monterrey 6", "Ciudad Juárez 6", "Veracruz 6",
    ]  # fmt: skip
    assert spec.labels[-1].detail == "1 of 212 municipalities named"
    assert spec.outlines == ("30",)
    assert len(spec.circles) == 47
    assert [circle.radius for circle in spec.circles if circle.is_spotlight] == [1, 1, 1]
    smallest = min(circle.radius for circle in spec.circles)
    assert smallest == pytest.approx((1 / 6) ** 0.5)
    assert [item.label for item in spec.classes] == ["1–3", "4–6", "7–9", "10–12", "13–16"]
    assert [item.count for item in spec.classes] == [11, 13, 5, 1, 2]


def test_amounts_that_differ_by_a_cent_share_a_class_and_limits_read_apart():
    spec = mapspec(answer(View(measure="amount", level="municipality", k=9)))
    for item in spec.classes:
        low, _, high = item.label.removeprefix("> ").partition("–")
        assert low != high
    assert len({item.label for item in spec.classes}) == len(spec.classes)
    spec = mapspec(answer(View(measure="amount")))
    assert [item.label for item in spec.classes] == [
        "0.4–1.6", "> 1.6–4.0", "> 4.0–5.0", "> 5.0–6.8", "> 6.8–12.6",
    ]  # fmt: skip


def test_counts_read_as_counts_whatever_the_method():
    for scheme in ("headtail", "equal_interval", "quantiles"):
        for item in mapspec(answer(View(scheme=scheme))).classes:
            assert re.fullmatch(r"\d+(–\d+)?", item.label), item.label


def test_the_credits_are_those_of_the_boundaries():
    spec = mapspec(answer(View()))
    assert "Boundaries: " + "; ".join(shapes.credits()) in spec.credits


def test_the_legend_names_the_denominator():
    spec = mapspec(answer(View(measure="programmes_per_100k", years="2010-2013")))
    assert "CONAPO" in spec.legend_note
    assert "2010–2013" in spec.legend_note
    spec = mapspec(answer(View(measure="amount_per_100k", level="municipality", lang="es")))
    assert "censo 2020" in spec.legend_note


def test_fewer_classes_than_asked_for_are_said():
    spec = mapspec(answer(View(level="municipality")))
    assert len(spec.classes) == 3
    assert spec.legend_note == "These values make 3 classes, not 5."
    assert mapspec(answer(View())).legend_note == ""


@pytest.mark.parametrize(
    ("view", "label", "note"),
    [
        (
            View(place="30"),
            ("Veracruz 6", "1 of 212 municipalities named"),
            (
                "Veracruz: 6 documented programmes, 0.075 per 100,000 persons; "
                "1 of 212 municipalities named"
            ),
        ),
        (
            View(place="08", measure="amount", lang="es"),
            ("Chihuahua US$6.8 M", "al menos US$0, a lo más US$44.4 M"),
            (
                "Chihuahua: 6.8 millones de dólares, al menos 0 dólares, a lo más 44.4 millones de "
                "dólares; 16 programas documentados, 0.44 por 100,000 habitantes; "
                "6 de 67 municipios en documentos"
            ),
        ),
        (
            View(place="30", measure="amount", split="none"),
            ("Veracruz (no amount)", "1 of 212 municipalities named"),
            (
                "Veracruz: documented, no US$ figure; 6 documented programmes, "
                "0.075 per 100,000 persons; 1 of 212 municipalities named"
            ),
        ),
        (
            View(place="30193"),
            ("Veracruz (no record)", ""),
            "Veracruz, Veracruz: no record",
        ),
        (
            View(place="30", layer="need"),
            ("Veracruz 14.1", ""),
            (
                "Veracruz: 14.1 per 100,000 persons a year; 6 documented programmes, "
                "0.075 per 100,000 persons; 1 of 212 municipalities named"
            ),
        ),
    ],
    ids=["state", "money", "no amount", "no record", "need"],
)
def test_the_place_chosen_is_named_with_its_figures(view, label, note):
    spec = mapspec(answer(view))
    assert spec.chosen.code == view.place
    assert (spec.chosen.label.text, spec.chosen.label.detail) == label
    assert spec.chosen.note == spec.findings.notes[0] == note
    assert [one.code for one in spec.named].count(view.place) == 1
    assert mapspec(answer(view.but(place=None))).chosen is None


def test_no_place_is_named_twice():
    spec = mapspec(answer(View(compare="02004,30", spotlight="02004")))
    assert [label.code for label in spec.labels] == ["02004", "30"]
