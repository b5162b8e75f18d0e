"""The parts of the page that change with the view."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import places, shapes, text
from geoaid import records as evidence
from geoaid.analysis.following import following
from geoaid.answer import answer
from geoaid.dashboard import cite
from geoaid.dashboard.active import active
from geoaid.dashboard.bars import bars
from geoaid.dashboard.dom import attributes, plain
from geoaid.dashboard.help import link
from geoaid.dashboard.legend import how_made, legend
from geoaid.dashboard.tables import compare_table, identity_table, ranking_table
from geoaid.dashboard.web import notices
from geoaid.errors import Clause
from geoaid.findings import parts_of, status_text
from geoaid.findings.need import place_need_words
from geoaid.mapspec.state import spec_of
from geoaid.measures import REGISTRY
from geoaid.records.search import search
from geoaid.render import BRIEFS
from geoaid.render.live import paint

if TYPE_CHECKING:
    from geoaid.answer import Answer, PlaceFigures
    from geoaid.errors import Problem
    from geoaid.ledger import Ledger
    from geoaid.mapspec import MapSpec
    from geoaid.view import View

# What opens a brief, by its ending.
_PROGRAMS = {"pdf": "PDF", "docx": "Word"}
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
    expected = Clause("expected.record_near" if near else "expected.record_known", {"near": near})
    found, todo = repr(view.record), Clause("problem.change")
    return [text.problem("view", None, "record", found=found, expected=expected, todo=todo)]


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
        _covers(spec),
        bars(found),
        compare_table(found),
        ranking_table(found),
        identity_table(found, ledger),
        [html.P(line) for line in (*spec.credits, spec.data_line)],
        cite.body(found, spec),
    )
    return {"paint": paint(spec)} | dict(zip(PARTS, plain(made), strict=True))


def _covers(spec: MapSpec) -> list[html.P]:
    """The coverage of the appropriation, where there is one, and the notes."""
    said, lang = spec.findings, spec.view.lang
    covered = [html.P([said.coverage, " ", link(lang, "coverage")])] if said.coverage else []
    return [*covered, *([html.P(" ".join(said.notes), className="quiet")] if said.notes else [])]


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
        html.H3([places.titled(place.code), html.Span(place.code, className="quiet")]),
        html.P(_summary(view, n, figures)),
        html.Div(
            [
                _list_button(view, "spotlight", place.code),
                _list_button(view, "compare", place.code),
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


def _briefs(view: View, ledger: Ledger) -> html.Div:
    """Links to the brief on the selected place."""
    assert view.place is not None
    on = text.t(view.lang, "page.brief_on", place=places.get(view.place).short)
    links = [
        html.A(
            _PROGRAMS[ending],
            href=f"/brief/{ending}?{view.query(ledger.start)}",
            download="",
            **attributes(data_brief=ending, aria_label=f"{on} {_PROGRAMS[ending]}"),
        )
        for ending in BRIEFS
    ]
    return html.Div([html.Span(on), html.Span(links, className="ways")], className="ways")


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
    lines: list[Any] = [html.H2(places.titled(view.place), tabIndex=-1, **where)]
    # The last stop of the Tab key, though it stands at the top: the records come first.
    close = html.Button(
        "×",
        type="button",
        className="close",
        **attributes(data_place="none", aria_label=text.t(lang, "page.close_place")),
    )
    if n == 0 or figures is None:
        said = html.P(text.t(lang, "page.no_records"))
        need = html.P(_need(found, view.place), className="quiet")
        return [*lines, said, need, _into(view), _briefs(view, ledger), close]
    label = REGISTRY[view.measure].label[lang]
    lines.append(html.P(f"{label}: {status_text(found, figures)}"))
    if view.measure == "programmes" and figures.programmes_per_100k is not None:
        rate = text.figure(figures.programmes_per_100k)
        lines.append(html.P(text.t(lang, "against.per_person", rate=rate), className="quiet"))
    if figures.at_most_usd is not None:
        lines.append(html.P(_bounds(lang, figures), className="quiet"))
    lines.append(html.P(_need(found, view.place), className="quiet"))
    records = html.A(text.t(lang, "page.see_records", n=n), href="#section-records")
    ways = html.Div([records, _into(view)], className="ways")
    return [*lines, ways, _briefs(view, ledger), close]


def _need(found: Answer, code: str) -> str:
    """The need of a place and its ranks, by the view's need."""
    return place_need_words(found.view, following(found, level=places.level_of(code)), code)


def _into(view: View) -> Any:
    """The way from the place chosen into its state, where the map does not show that yet."""
    assert view.place is not None
    state = view.place[:_STATE]
    if view.within == state:
        return ""
    key = "page.see_municipalities" if view.place == state else "page.see_within"
    return html.Button(
        text.t(view.lang, key, place=places.get(state).short, kind=parts_of(view.lang, state)),
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
