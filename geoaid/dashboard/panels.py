"""The parts of the page that change with the view."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import places, shapes, text
from geoaid import records as evidence
from geoaid.answer import answer
from geoaid.dashboard import cite
from geoaid.dashboard.active import active
from geoaid.dashboard.dom import attributes, plain
from geoaid.dashboard.help import link
from geoaid.dashboard.legend import how_made, legend
from geoaid.dashboard.tables import compare_table, identity_table, ranking_table
from geoaid.dashboard.web import notices
from geoaid.errors import Clause, Problem
from geoaid.findings import status_text
from geoaid.mapspec.state import spec_of
from geoaid.measures import REGISTRY
from geoaid.records.search import search
from geoaid.render import BRIEFS
from geoaid.render.live import paint

if TYPE_CHECKING:
    from geoaid.answer import Answer, PlaceFigures
    from geoaid.ledger import Ledger
    from geoaid.view import View

# Digits of a state's code.
_STATE = 2
# The parts of the page that a change of the view fills anew, by id.
PARTS = (
    "notice",
    "headline",
    "hedge",
    "active",
    "alt",
    "legend",
    "made",
    "coverage",
    "bars",
    "compare",
    "ranking",
    "identity",
    "credits",
    "cite",
)


def content(view: View, ledger: Ledger, problems: list[Problem]) -> dict[str, Any]:
    """Everything that a view shows, ready to be sent: ``paint`` for the map, and each part.

    The page's script builds the parts (``assets/build.js``). As components of Dash, a thousand
    table cells would each be told of every change, which takes longer than the change.
    """
    # The selected place changes the records alone; problems belong to an address, not to a view.
    made = _content(view.unlisted.but(place=None, panel="compare"), ledger)
    if not problems:
        return made
    # The page's script lets go of what was refused, so that controls and address say what is shown.
    painted = made["paint"] | {"refused": [problem.column for problem in problems]}
    return made | {
        "paint": painted,
        "notice": plain(_notice(view, problems)),
    }


def unknown_record(view: View, ledger: Ledger) -> list[Problem]:
    """The problem of an address that names a record which the ledger has not."""
    if view.record is None or evidence.row_of(ledger, view.record) is not None:
        return []
    near = ", ".join(ledger.rows[hit.row]["id"] for hit in search(ledger, view.record, limit=3))
    clause = Clause("expected.record_near" if near else "expected.record_known", {"near": near})
    return [
        Problem(
            file="view",
            row=None,
            column="record",
            found=repr(view.record),
            expected=text.say("en", clause),
            todo="Change it or leave it out.",
            clause=clause,
        )
    ]


def _notice(view: View, problems: list[Problem]) -> list[Any]:
    return [
        html.Div([html.P(notice) for notice in notices(view, problems)]),
        html.Button(
            "×",
            type="button",
            className="close",
            **attributes(data_dismiss="notice", aria_label=text.t(view.lang, "page.close_place")),
        ),
    ]


@lru_cache(maxsize=256)
def _content(view: View, ledger: Ledger) -> dict[str, Any]:
    found = answer(view, ledger)
    spec = spec_of(found, ledger)
    made: tuple[Any, ...] = (
        [],
        linked(spec.findings.headline, found),
        spec.findings.hedge,
        active(view),
        spec.alt,
        legend(spec),
        how_made(spec),
        [
            html.P([spec.findings.coverage, " ", link(view.lang, "coverage")]),
            html.P(" ".join(spec.findings.notes), className="quiet"),
        ],
        bars(found),
        compare_table(found),
        ranking_table(found),
        identity_table(found, ledger),
        [html.P(line) for line in (*spec.credits, spec.data_line)],
        cite.body(found, spec),
    )
    return {"paint": paint(spec)} | dict(zip(PARTS, plain(made), strict=True))


def bars(found: Answer) -> list[Any]:
    """The spotlight and the places set against it on one scale, as a count and per 100,000."""
    lang = found.view.lang
    shown = [*found.spotlight, *found.compare]
    switch = html.Div(
        [
            html.Button(
                text.t(lang, f"page.bars_{kind}"),
                type="button",
                className="chip",
                **attributes(data_bars=kind, aria_pressed=str(kind == "count").lower()),
            )
            for kind in ("count", "rate")
        ],
        className="switch",
    )
    return [
        html.Div([html.H2(text.t(lang, "page.bars")), switch], className="bars-head"),
        _bar_list(found, shown, "count"),
        _bar_list(found, shown, "rate"),
    ]


def _bar_list(found: Answer, shown: list[PlaceFigures], kind: str) -> html.Div:
    lang = found.view.lang
    values = [
        float(place.programmes) if kind == "count" else place.programmes_per_100k or 0.0
        for place in shown
    ]
    largest = max(values, default=0) or 1
    rows = [
        html.Li(
            [
                html.Span(_bar_name(lang, place)),
                html.Span(
                    html.I(
                        style={"width": f"{100 * value / largest:.1f}%"},
                        className="" if place in found.spotlight else "other",
                    ),
                    className="track",
                ),
                html.B(text.figure(value)),
            ],
            **attributes(data_of=place.code),
        )
        for place, value in zip(shown, values, strict=True)
    ]
    note = text.t(lang, "page.bars_note") if kind == "rate" else ""
    return html.Div([html.Ul(rows), html.P(note, className="quiet")], className=f"bars-{kind}")


def _bar_name(lang: str, place: PlaceFigures) -> str:
    short = places.get(place.code).short
    return text.t(lang, "page.all_of", place=short) if place.level == "state" else short


def records_panel(view: View, ledger: Ledger) -> list[Any]:
    """What the records behind the selected place come to, or how to select one."""
    lang = view.lang
    if view.place is None:
        n = len(evidence.rows_in_view(ledger, view))
        return [
            html.P(text.t(lang, "page.choose_place", records=text.number(n)), className="quiet")
        ]
    n = len(evidence.rows_behind(ledger, view, view.place))
    place = places.get(view.place)
    figures = answer(view, ledger).place(place.code)
    return [
        html.H3([_title(place.code), html.Span(place.code, className="quiet")]),
        html.P(_summary(view, n, figures)),
        html.Div(
            [
                _list_button(view, "spotlight", place.code),
                _list_button(view, "compare", place.code),
                *_briefs(view),
                html.Button(
                    text.t(lang, "page.close_place"),
                    type="button",
                    className="button",
                    **attributes(data_place="none"),
                ),
            ],
            className="actions",
        ),
    ]


def _briefs(view: View) -> list[html.A]:
    """Links to the brief on the selected place."""
    return [
        html.A(
            text.t(view.lang, f"page.place_brief_{ending}"),
            href=f"/brief/{ending}?{view.query()}",
            className="button",
            download="",
            **attributes(data_brief=ending),
        )
        for ending in BRIEFS
    ]


def _title(code: str) -> str:
    place = places.get(code)
    if place.level == "state":
        return place.short
    return f"{place.short}, {places.get(place.state).short}"


def chosen(view: View, ledger: Ledger) -> list[Any]:
    """The selected place in three lines, to stand by the map; empty where none is selected."""
    if view.place is None:
        return []
    lang = view.lang
    found = answer(view, ledger)
    figures = found.place(view.place)
    n = len(evidence.rows_behind(ledger, view, view.place))
    point = shapes.points("state" if len(view.place) == _STATE else "municipality").get(view.place)
    where = attributes(data_lat=f"{point.lat:.3f}", data_lon=f"{point.lon:.3f}") if point else {}
    lines: list[Any] = [
        html.B(_title(view.place), **where),
        html.Button(
            "×",
            type="button",
            className="close",
            **attributes(data_place="none", aria_label=text.t(lang, "page.close_place")),
        ),
    ]
    if n == 0 or figures is None:
        return [*lines, html.P(text.t(lang, "page.no_records")), _into(view)]
    label = REGISTRY[view.measure].label[lang]
    lines.append(html.P(f"{label}: {status_text(found, figures)}"))
    if figures.at_most_usd is not None:
        lines.append(html.P(_bounds(lang, figures), className="quiet"))
    records = html.A(text.t(lang, "page.see_records", n=n), href="#section-records")
    return [*lines, html.Div([records, _into(view)], className="ways")]


def _into(view: View) -> Any:
    """The way from the place chosen into its state, where the map does not show that yet."""
    assert view.place is not None
    state = view.place[:_STATE]
    if view.within == state:
        return ""
    key = "page.see_municipalities" if view.place == state else "page.see_within"
    return html.Button(
        text.t(view.lang, key, place=places.get(state).short),
        type="button",
        className="link",
        **attributes(data_drill=state),
    )


def crumbs(view: View) -> list[html.Li]:
    """Where the map is, before ``assets/drill.js`` says it: the country and the state."""
    if view.within is None:
        return []
    country = html.Button(
        text.t(view.lang, "page.map_country"),
        type="button",
        className="link",
        **attributes(data_up="country"),
    )
    here = html.Span(places.get(view.within).short, **attributes(aria_current="location"))
    return [html.Li(country), html.Li(here)]


def linked(sentence: str, found: Answer) -> list[Any]:
    """A sentence whose places can be pointed at and chosen, as they can on the map."""
    named = {
        places.get(place.code).short: place.code
        for place in (*found.states, *found.compare, *found.spotlight)
    }
    longest_first = sorted(named, key=len, reverse=True)
    pattern = rf"\b({'|'.join(map(re.escape, longest_first))})\b"
    return [
        html.Button(
            part, type="button", className="link named", **attributes(data_place=named[part])
        )
        if part in named
        else part
        for part in re.split(pattern, sentence)
        if part
    ]


def _bounds(lang: str, figures: PlaceFigures) -> str:
    return text.t(
        lang,
        "page.place_bounds",
        least=text.exact_money(figures.at_least_usd or 0),
        most=text.exact_money(figures.at_most_usd or 0),
    )


def _summary(view: View, n: int, figures: PlaceFigures | None) -> str:
    lang = view.lang
    if figures is None or not figures.programmes:
        words = [text.t(lang, "page.place_records", n=n)]
    else:
        counted = text.t(lang, "page.programmes", n=figures.programmes)
        words = [text.t(lang, "page.place_records_of", n=n, programmes=counted)]
    if figures is not None and figures.amount_usd is not None:
        amount, rule = text.exact_money(figures.amount_usd), text.t(lang, f"split.{view.split}")
        words.append(text.t(lang, "page.place_amount", amount=amount, rule=rule))
    if figures is not None and figures.at_most_usd is not None:
        words.append(_bounds(lang, figures))
    return " ".join(words)


def _list_button(view: View, field: str, code: str) -> html.Button:
    there = code in getattr(view, field)
    return html.Button(
        text.t(view.lang, f"page.{field}_{'remove' if there else 'add'}"),
        type="button",
        className="button",
        **attributes(data_toggle=field, data_value=code),
    )
