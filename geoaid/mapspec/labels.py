"""Words beside places, and the place that a reader chose: its outline, its label and its line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from geoaid import places, shapes, text
from geoaid.findings import format_value, parts_of, status_text
from geoaid.mapspec.parts import Label
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geoaid.answer import Answer, PlaceFigures
    from geoaid.mapspec.layers import Layer


@dataclass(frozen=True, slots=True)
class Chosen:
    """The place that a reader chose.

    Attributes
    ----------
    code
        What is outlined.
    label
        The words beside it; None off the boundaries.
    note
        What the view says of it, in one line.
    """

    code: str
    label: Label | None
    note: str


def labels_of(answer: Answer, drawn: Layer | None = None) -> tuple[Label, ...]:
    """The words beside the places that are put forward, and those they are compared with."""
    found = (
        _of_layer(place.code, drawn, is_spotlight=is_spotlight)
        if drawn
        else label_of(answer, place, is_spotlight=is_spotlight)
        for place, is_spotlight in _forward(answer)
    )
    return tuple(label for label in found if label)


def _forward(answer: Answer) -> Iterator[tuple[PlaceFigures, bool]]:
    """The places with words, each once, and whether they are in the spotlight."""
    spotlit = {place.code for place in answer.spotlight}
    yield from ((place, True) for place in answer.spotlight)
    yield from ((place, False) for place in answer.compare if place.code not in spotlit)


def label_of(answer: Answer, place: PlaceFigures, *, is_spotlight: bool) -> Label | None:
    """The words beside a place: its name, its value or why it has none; None off the boundaries."""
    lang, view = answer.view.lang, answer.view
    if place.value is None:
        value = text.t(lang, f"map.label_{place.status}")
    else:
        value = format_value(lang, view.measure, place.value, label=True)
    return _label(place.code, value, _named(answer, place.code), is_spotlight=is_spotlight)


def chosen(answer: Answer, drawn: Layer | None = None) -> Chosen | None:
    """The place that the view names, as a map shows it; None if it names none."""
    code, lang = answer.view.place, answer.view.lang
    if code is None:
        return None
    figures = answer.place(code)
    if drawn:
        label = _of_layer(code, drawn, is_spotlight=False)
    elif figures is None:
        label = _label(code, text.t(lang, "map.label_no_record"), _named(answer, code))
    else:
        label = label_of(answer, figures, is_spotlight=False)
        bounds = _bounds(answer, figures, text.short_money)
        label = replace(label, detail=bounds) if label and bounds else label
    return Chosen(code, label, _note(answer, code, figures, drawn))


def _of_layer(code: str, drawn: Layer, *, is_spotlight: bool) -> Label | None:
    return _label(code, drawn.labels.get(code, ""), is_spotlight=is_spotlight)


def _label(code: str, value: str, detail: str = "", *, is_spotlight: bool = False) -> Label | None:
    place = places.get(code)
    point = shapes.points(place.level).get(code)
    if point is None:
        return None
    words = f"{place.short} {value.strip()}".strip()
    return Label(code, words, detail, point.lon, point.lat, point.x, point.y, is_spotlight)


def _named(answer: Answer, code: str) -> str:
    """How many of a state's municipalities documents name; nothing of a municipality."""
    if code not in answer.cities.named_in:
        return ""
    whole = text.number(places.municipality_count(code))
    lang, named = answer.view.lang, answer.cities.named_in[code]
    return text.t(lang, "map.named_of", named=named, whole=whole, kind=parts_of(lang, code))


def _bounds(answer: Answer, place: PlaceFigures, money: Callable[[float], str]) -> str:
    """At least and at most, where the view is of money and documents tie any to the place."""
    if REGISTRY[answer.view.measure].basis != "amount":
        return ""
    if place.at_least_usd is None or place.at_most_usd is None:
        return ""
    low, high = map(money, (place.at_least_usd, place.at_most_usd))
    return text.t(answer.view.lang, "map.chosen_bounds", low=low, high=high)


def _note(answer: Answer, code: str, figures: PlaceFigures | None, drawn: Layer | None) -> str:
    """All that the view says of the place chosen, in one line."""
    lang = answer.view.lang
    said = [_said(answer, figures, _shown(drawn, code) if drawn else None)]
    # What draws two things or their neighbourhood says the programmes itself.
    if figures and figures.programmes and answer.view.layer not in ("bivariate", "clusters"):
        programmes = text.t(lang, "html.programmes", n=figures.programmes)
        if figures.programmes_per_100k is not None:
            rate = text.figure(figures.programmes_per_100k)
            programmes += f", {text.t(lang, 'map.chosen_rate', rate=rate)}"
        said.append(programmes)
    said.append(_named(answer, code))
    listed = "; ".join(part for part in said if part) or text.t(lang, "status.no_record")
    return f"{places.titled(code)}: {listed}"


def _shown(drawn: Layer, code: str) -> str:
    """What a layer says of a place."""
    return next((area.value for area in drawn.areas if area.code == code), "")


def _said(answer: Answer, figures: PlaceFigures | None, of_layer: str | None) -> str:
    """The value or the status of a place; nothing where its programmes say the same."""
    lang, measure = answer.view.lang, answer.view.measure
    if of_layer is not None:
        return of_layer
    if figures is None:
        return text.t(lang, "status.no_record")
    if figures.status == "value" and measure in ("programmes", "programmes_per_100k"):
        return ""
    said = status_text(answer, figures)
    if figures.status == "value" and measure != "amount":
        label = REGISTRY[measure].label[lang]
        said = f"{said} ({label[:1].lower()}{label[1:]})"
    bounds = _bounds(answer, figures, partial(text.money, lang))
    return ", ".join(part for part in (said, bounds) if part)
