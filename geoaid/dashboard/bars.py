"""Under the map: the spotlight and the places set against it as bars on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import places, text
from geoaid.dashboard.dom import attributes
from geoaid.findings import format_value
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from geoaid.answer import Answer, PlaceFigures
    from geoaid.view import View

# So many places set against the spotlight are named in the heading; more are counted.
_MOST_NAMED = 2


def opens_with(view: View) -> str:
    """Which of the two scales a view shows first: that of its measure."""
    return "rate" if REGISTRY[view.measure].per_person else "count"


def bars(found: Answer) -> list[Any]:
    """The bars of the measure's basis, programmes or money, as a total and per 100,000."""
    if not (found.spotlight or found.compare):
        return []
    lang = found.view.lang
    basis = REGISTRY[found.view.measure].basis
    first = opens_with(found.view)
    total = "amount" if basis == "amount" else "count"
    switch = html.Div(
        [
            html.Button(
                text.t(lang, f"page.bars_{words}"),
                type="button",
                className="chip",
                **attributes(data_bars=kind, aria_pressed=str(kind == first).lower()),
            )
            for kind, words in (("count", total), ("rate", "rate"))
        ],
        className="switch",
    )
    return [
        html.Div([html.H2(_title(found, basis)), switch], className="bars-head"),
        _list(found, basis, "count"),
        _list(found, f"{basis}_per_100k", "rate"),
    ]


def _title(found: Answer, basis: str) -> str:
    lang = found.view.lang
    measure = REGISTRY[basis].label[lang]
    against = [_name(lang, place) for place in found.compare]
    second = text.listing(lang, [name[:1].lower() + name[1:] for name in against])
    if len(against) > _MOST_NAMED:
        second = text.t(lang, "page.bars_places", n=len(against))
    are_cities = all(place.level == "municipality" for place in found.spotlight)
    kind = "cities" if are_cities else "places"
    first = text.t(lang, f"page.bars_{kind}", n=len(found.spotlight)) if found.spotlight else ""
    if first and second:
        return text.t(lang, "page.bars", measure=measure, first=first, second=second)
    return ": ".join(part for part in (measure, first or second) if part)


def _list(found: Answer, measure: str, kind: str) -> html.Div:
    shown = [*found.spotlight, *found.compare]
    largest = max((_value(place, measure) or 0 for place in shown), default=0) or 1
    note = text.t(found.view.lang, "page.bars_note") if kind == "rate" else ""
    return html.Div(
        [
            html.Ul([_bar(found, place, measure, largest) for place in shown]),
            html.P(note, className="quiet"),
        ],
        className=f"bars-{kind} of-{REGISTRY[measure].basis}",
    )


def _bar(found: Answer, place: PlaceFigures, measure: str, largest: float) -> html.Li:
    lang, value = found.view.lang, _value(place, measure)
    if value is None:
        # No figure is no bar of nothing: what documents say stands in its place.
        shown: list[Any] = [
            html.Span(text.t(lang, f"status.{place.status}"), className="quiet none")
        ]
    else:
        css = "" if place in found.spotlight else "other"
        width = {"width": f"{100 * value / largest:.1f}%"}
        shown = [
            html.Span(html.I(style=width, className=css), className="track"),
            html.B(format_value(lang, measure, value, label=True)),
        ]
    return html.Li([html.Span(_name(lang, place)), *shown], **attributes(data_of=place.code))


def _value(place: PlaceFigures, measure: str) -> float | None:
    match measure:
        case "amount":
            return place.amount_usd
        case "amount_per_100k":
            return place.amount_per_100k
        case "programmes_per_100k":
            return place.programmes_per_100k or 0.0
    return float(place.programmes)


def _name(lang: str, place: PlaceFigures) -> str:
    short = places.get(place.code).short
    return text.t(lang, "page.all_of", place=short) if place.level == "state" else short
