"""The page: what stands where. What changes with the view is made in ``panels``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from geoaid import places, text
from geoaid.dashboard import analysis, cite, exportmenu, panels, recordtable
from geoaid.dashboard.bars import opens_with
from geoaid.dashboard.controls import classes, controls
from geoaid.dashboard.dom import attributes
from geoaid.dashboard.method import address
from geoaid.dashboard.web import read_view
from geoaid.findings import parts_of
from geoaid.render.live import BOUNDS, live_map
from geoaid.view import FIELDS

if TYPE_CHECKING:
    from geoaid.ledger import Ledger
    from geoaid.view import View


def page(query: str, ledger: Ledger, urls: dict[str, str]) -> html.Div:
    """The whole page for a query string; :mod:`geoaid.dashboard.first` writes it before any script."""
    view, problems = read_view(query, ledger)
    problems += panels.unknown_record(view, ledger)
    lang = view.lang

    def t(key: str) -> str:
        return text.t(lang, f"page.{key}")

    return html.Div(
        [
            html.A(t("skip"), href="#map", className="skip"),
            # It floats below; the keyboard comes to it before all that the choices change.
            html.Div(
                html.Button(
                    t("controls"),
                    id="open-controls",
                    type="button",
                    **attributes(aria_expanded="false", aria_controls="controls"),
                ),
                className="sheet-bar",
            ),
            _header(view, ledger),
            html.Main(
                [
                    _trouble(lang),
                    html.Div(id="notice", className="notice", role="status"),
                    *_opening(view, ledger, urls),
                    _section("analysis", t("analysis"), analysis.tabs(view)),
                    _section(
                        "records",
                        text.t(lang, "records.title"),
                        html.Div(
                            [
                                html.Div(
                                    panels.records_panel(view, ledger), id="records", tabIndex=-1
                                ),
                                recordtable.frame(view),
                            ]
                        ),
                    ),
                    _section("compare", t("compare"), html.Div(id="compare")),
                    _section("ranking", t("ranking"), html.Div(id="ranking")),
                    _section("identity", t("identity"), html.Div(id="identity")),
                    html.Footer(id="credits", className="credits"),
                ],
                id="main",
            ),
            html.Div(id="announced", className="unseen", role="status"),
            dcc.Store(id="query"),
            dcc.Store(id="selection"),
            dcc.Store(id="painted"),
            dcc.Store(id="panel"),
            dcc.Store(id="panel-shown"),
            dcc.Store(id="panel-built"),
            dcc.Store(id="shown", data=panels.content(view, ledger, problems)),
        ],
        id="page",
        className="page",
        lang=lang,
        **attributes(data_boot=json.dumps(_boot(view, query, ledger, urls))),
    )


def first(view: View, ledger: Ledger, urls: dict[str, str]) -> tuple[html.Header, html.Main]:
    """The parts of the page that are seen first, with no scrolling."""
    notice = html.Div(id="notice", className="notice")
    return _header(view, ledger), html.Main([notice, *_opening(view, ledger, urls)])


def _opening(view: View, ledger: Ledger, urls: dict[str, str]) -> list[Any]:
    """Finding, map with its legend, and the choices."""

    def t(key: str) -> str:
        return text.t(view.lang, f"page.{key}")

    return [
        html.Section(
            [
                html.H1(id="headline", className="finding"),
                html.P(id="hedge", className="finding hedge"),
            ],
            className="story",
        ),
        html.Div(
            [
                html.Section(
                    [
                        html.Nav(
                            html.Ol(panels.crumbs(view), id="crumbs"),
                            className="crumbs",
                            hidden=not view.within,
                            **attributes(aria_label=t("map_where")),
                        ),
                        _map(view, ledger, urls),
                        html.Div(id="active", className="active"),
                        html.Div([html.Div(id="legend"), classes(view)], className="legend"),
                        html.Div(id="coverage", className="coverage"),
                        _actions(view, ledger),
                        html.Section(
                            id="bars",
                            className="bars",
                            **attributes(data_kind=opens_with(view)),
                        ),
                    ],
                    className="card map-card",
                    **attributes(aria_label=t("map_label")),
                ),
                html.Div(
                    controls(view),
                    id="controls",
                    className="card controls",
                    role="complementary",
                    **attributes(aria_label=t("controls")),
                ),
            ],
            className="stage",
        ),
    ]


def _map(view: View, ledger: Ledger, urls: dict[str, str]) -> html.Figure:
    return html.Figure(
        [
            live_map(urls, view),
            html.Div(
                panels.chosen(view, ledger),
                id="chosen",
                className="chosen",
                **attributes(aria_live="polite"),
            ),
            html.Figcaption(
                [
                    html.P(text.t(view.lang, "page.map_keys"), id="map-keys"),
                    html.P(id="alt", **attributes(aria_live="polite")),
                ],
                className="unseen",
            ),
        ],
        className="map-frame",
    )


def _boot(view: View, query: str, ledger: Ledger, urls: dict[str, str]) -> dict[str, Any]:
    """What the page's scripts need to know from the start."""
    lang = view.lang
    return {
        "asked": query,
        "lang": lang,
        # The language has no default in an address: without one it is the browser's.
        "defaults": {name: field.default for name, field in FIELDS.items()}
        | {**ledger.start, "lang": ""},
        # What a link to this page must name, because it is not so everywhere.
        "start": dict(ledger.start),
        # The layer of all municipalities is fetched when it is first wanted, a state's each time.
        "municipalities": None
        if view.level == "municipality" and not view.within
        else urls["municipalities"],
        "within": urls["within"],
        # What states are called where the boundaries have the long official name.
        "names": {one.code: one.short for one in places.states() if one.short != one.name},
        "cleared": text.t(lang, "page.place_cleared"),
        "downloading": text.t(lang, "page.downloading"),
        "copied": text.t(lang, "page.copied"),
        "title": text.of_ledger(lang, ledger.name, "page.title"),
        "titlePlace": text.of_ledger(lang, ledger.name, "page.title_place", place="{place}"),
        "nothing": text.t(lang, "records.search_nothing"),
        "map": {
            name: text.t(lang, f"page.map_{name}")
            for name in ("label", "in", "out", "whole", "country", "records")
        }
        | {
            "bounds": BOUNDS,
            "named": text.t(lang, "map.named_of", named="{n}", whole="{whole}", kind="{kind}"),
            # What a state is divided into, and into how many.
            "divisions": {
                one.code: [places.municipality_count(one.code), parts_of(lang, one.code)]
                for one in places.states()
            },
        },
        "open": text.t(lang, "panel.open"),
        "of": text.t(lang, "page.class_of", i="{i}", k="{n}"),
        "programmes": {
            "one": text.t(lang, "html.programmes", n=1),
            "other": text.t(lang, "html.programmes", n=2).replace("2", "{n}"),
        },
    }


def _trouble(lang: str) -> html.Div:
    """What stands on the page while the server does not answer; ``assets/network.js`` shows it."""
    return html.Div(
        [
            html.Span(text.t(lang, "page.no_answer")),
            html.Button(text.t(lang, "page.retry"), id="retry", type="button", className="button"),
        ],
        id="trouble",
        className="notice",
        role="alert",
        hidden=True,
    )


def _header(view: View, ledger: Ledger) -> html.Header:
    lang = view.lang
    anchors = ("analysis", "records", "compare", "ranking", "identity")
    return html.Header(
        [
            html.Div(
                [
                    html.Span("geoaid", className="brand"),
                    html.Span(
                        text.of_ledger(lang, ledger.name, "page.tagline"), className="tagline"
                    ),
                ],
                className="title",
            ),
            html.P(id="address", className="address"),
            html.Nav(
                [
                    html.A(text.t(lang, f"page.nav_{name}"), href=f"#section-{name}")
                    for name in anchors
                ]
                + [html.A(text.t(lang, "method.nav"), href=address(lang))],
                **attributes(aria_label=text.t(lang, "page.sections")),
            ),
            html.Div(
                [
                    html.Button(
                        code.upper(),
                        type="button",
                        className="chip",
                        lang=code,
                        **attributes(
                            data_field="lang",
                            data_value=code,
                            aria_pressed=str(code == lang).lower(),
                            aria_label=text.t(lang, f"page.lang_{code}"),
                        ),
                    )
                    for code in ("en", "es")
                ],
                className="languages",
            ),
        ],
        className="top",
    )


def _actions(view: View, ledger: Ledger) -> html.Div:
    lang = view.lang
    return html.Div(
        [
            html.A(text.t(lang, "page.records_link"), href="#section-records", className="button"),
            exportmenu.menu(view, ledger),
            html.Button(text.t(lang, "page.copy"), id="copy", type="button", className="button"),
            # Shown by assets/sharing.js where the browser can share.
            html.Button(
                text.t(lang, "page.share"),
                id="share",
                type="button",
                className="button",
                hidden=True,
            ),
            cite.button(lang),
            html.Span(id="copied", role="status", className="quiet"),
        ],
        className="actions",
    )


def _section(name: str, title: str, body: Any) -> html.Section:
    return html.Section(
        [html.H2(title, id=f"heading-{name}"), body],
        id=f"section-{name}",
        className="card",
        **attributes(aria_labelledby=f"heading-{name}"),
    )
