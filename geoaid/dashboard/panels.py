"""The parts of the page that change with the view."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import need, places, text
from geoaid import records as evidence
from geoaid.answer import answer
from geoaid.dashboard.cards import record_cards
from geoaid.dashboard.dom import attributes, plain
from geoaid.findings import status_text
from geoaid.mapspec import ACCENT, MapSpec, mapspec
from geoaid.measures import REGISTRY
from geoaid.render.live import paint

if TYPE_CHECKING:
    from geoaid.answer import Answer, Identity, PlaceFigures
    from geoaid.ledger import Ledger
    from geoaid.view import View

# Component and property of everything that a change of the view replaces, in the callback's order.
CHANGING = (
    ("paint", "data"),
    ("notice", "children"),
    ("headline", "children"),
    ("hedge", "children"),
    ("alt", "children"),
    ("legend", "children"),
    ("coverage", "children"),
    ("bars", "children"),
    ("compare", "children"),
    ("ranking", "children"),
    ("identity", "children"),
    ("credits", "children"),
)

# Years in which both states and cities have INEGI's homicide rate.
HOMICIDE_YEARS = (2008, 2015)
DASH = "–"


def content(view: View, ledger: Ledger, notices: list[str]) -> dict[tuple[str, str], Any]:
    """Everything that a view shows, by component and property, ready to be sent."""
    # The selected place changes the records alone; notices belong to an address, not to a view.
    made = _content(view.but(place=None), ledger)
    return made | {("notice", "children"): plain([html.P(notice) for notice in notices])}


@lru_cache(maxsize=256)
def _content(view: View, ledger: Ledger) -> dict[tuple[str, str], Any]:
    found = answer(view, ledger)
    spec = mapspec(found)
    made: tuple[Any, ...] = (
        paint(spec),
        [],
        spec.findings.headline,
        spec.findings.hedge,
        spec.alt,
        legend(spec),
        [html.P(spec.findings.coverage), html.P(" ".join(spec.findings.notes), className="quiet")],
        bars(found),
        compare_table(found),
        ranking_table(found),
        identity_table(found),
        [html.P(line) for line in (*spec.credits, spec.data_line)],
    )
    return dict(zip(CHANGING, plain(made), strict=True))


def legend(spec: MapSpec) -> list[Any]:
    """Every class with its count, every status in view, and the marks."""
    note = [html.P(spec.legend_note, className="quiet")] if spec.legend_note else []
    entries = [_key(_swatch(item.colour, "none"), item.label, item.count) for item in spec.classes]
    entries += [
        _key(_swatch(item.colour, item.pattern), item.label, item.count) for item in spec.statuses
    ]
    if spec.circles:
        entries.append(_key(html.I(className="dot"), spec.circle_label, None))
    if spec.outlines:
        names = text.listing(spec.view.lang, [places.get(code).short for code in spec.outlines])
        outline = html.I(className="swatch outline", style={"borderColor": ACCENT})
        entries.append(_key(outline, names, None))
    return [html.H2(spec.legend_title), html.Ul(entries), *note]


def _swatch(colour: str, pattern: str) -> html.I:
    return html.I(className=f"swatch pattern-{pattern}", style={"backgroundColor": colour})


def _key(mark: html.I, label: str, count: int | None) -> html.Li:
    shown = [html.Span(f"({text.number(count)})", className="quiet")] if count is not None else []
    return html.Li([mark, html.Span(label), *shown])


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
            ]
        )
        for place, value in zip(shown, values, strict=True)
    ]
    note = text.t(lang, "page.bars_note") if kind == "rate" else ""
    return html.Div([html.Ul(rows), html.P(note, className="quiet")], className=f"bars-{kind}")


def _bar_name(lang: str, place: PlaceFigures) -> str:
    short = places.get(place.code).short
    return text.t(lang, "page.all_of", place=short) if place.level == "state" else short


def compare_table(found: Answer) -> Any:
    """The spotlight places and their states against the places chosen."""
    lang, view = found.view.lang, found.view
    heads = (
        "place",
        "programmes",
        "own",
        "shared_by_rule",
        "at_most",
        "per_100k",
        "share",
        "homicide",
        "latest",
    )
    rows: list[Any] = []
    for place in found.spotlight:
        rows.append(_compare_row(found, place))
        state = found.place(place.code[:2])
        if place.level == "municipality" and state:
            rows.append(_compare_row(found, state))
    rows += [_compare_row(found, place, css="against") for place in found.compare]
    seen: dict[str, Any] = {}
    for code, row in rows:
        seen.setdefault(code, row)
    notes = [
        text.t(lang, "page.at_most_note"),
        text.t(lang, "page.rule_note", rule=text.t(lang, f"split.{view.split}")),
        text.t(lang, "page.homicide_note", first=HOMICIDE_YEARS[0], last=HOMICIDE_YEARS[1]),
    ]
    return [_table(lang, heads, list(seen.values())), html.P(" ".join(notes), className="quiet")]


def _compare_row(found: Answer, place: PlaceFigures, css: str = "") -> tuple[str, html.Tr]:
    lang = found.view.lang
    shared = None
    if place.amount_usd is not None and place.at_least_usd is not None:
        shared = place.amount_usd - place.at_least_usd
    homicide = need.mean("homicide_rate_inegi", place.code, *HOMICIDE_YEARS)
    cells = [
        text.number(place.programmes),
        _usd(lang, place.at_least_usd, place),
        _usd(lang, shared, place),
        _usd(lang, place.at_most_usd, place),
        DASH if place.programmes_per_100k is None else text.figure(place.programmes_per_100k),
        DASH if place.share is None else text.percent(place.share),
        DASH if homicide is None else text.number(homicide[0], 1),
        DASH if place.latest_year is None else str(place.latest_year),
    ]
    name: Any = _place_button(place.code)
    if place.level == "state":
        name = [name, html.Span(text.t(lang, "page.state"), className="quiet")]
    return place.code, html.Tr(
        [html.Th(name, scope="row"), *(html.Td(cell) for cell in cells)], className=css
    )


def _usd(lang: str, usd: float | None, place: PlaceFigures) -> str:
    if usd is not None:
        return text.exact_money(usd)
    if place.programmes:
        return text.t(lang, "map.label_no_amount") if place.at_most_usd is None else DASH
    return DASH


def _place_button(code: str) -> html.Button:
    return html.Button(
        places.get(code).short, type="button", className="link", **attributes(data_place=code)
    )


def ranking_table(found: Answer) -> Any:
    """Every place of the level, the largest value first; what has none follows, and says why."""
    lang, view = found.view.lang, found.view
    measure = REGISTRY[view.measure]
    ranked = sorted(
        found.places,
        key=lambda place: (place.status not in ("value", "zero"), -(place.value or 0), place.code),
    )
    rows, rank, last = [], 0, None
    for number, place in enumerate(ranked, start=1):
        has_value = place.status in ("value", "zero")
        if place.value != last:
            rank, last = number, place.value
        name: Any = [_place_button(place.code)]
        if place.level == "municipality":
            name.append(html.Span(places.get(place.code[:2]).short, className="quiet"))
        rows.append(
            html.Tr(
                [
                    html.Td(str(rank) if has_value else DASH),
                    html.Th(name, scope="row"),
                    html.Td(status_text(found, place), className="" if has_value else "quiet"),
                    html.Td(text.number(place.programmes)),
                ]
            )
        )
    heads: tuple[str, ...] = ("rank", "place", "value", "programmes")
    labels = {"value": measure.label[lang]}
    if view.measure == "programmes":
        # The value is the count already.
        heads = heads[:3]
        for row in rows:
            row.children.pop()
    rest = []
    if view.level == "municipality":
        spec_rest = sum(places.municipality_count(state.code) for state in places.states())
        n = text.number(spec_rest - len(found.places))
        rest = [html.P(text.t(lang, "page.rest", count=n), className="quiet")]
    return [html.Div(_table(lang, heads, rows, labels), className="scroll"), *rest]


def identity_table(found: Answer) -> Any:
    """The record identity by flow; bookkeeping, never a headline."""
    lang = found.view.lang
    heads = ("flow", "own", "shared", "state_only", "not_placed", "total")

    def row(name: str, part: Identity, css: str = "") -> html.Tr:
        amounts = part.as_dict().values()
        return html.Tr(
            [
                html.Th(name, scope="row"),
                *(html.Td(text.exact_money(usd)) for usd in amounts),
            ],
            className=css,
        )

    rows = [row(text.t(lang, f"flow.{flow}"), part) for flow, part in found.by_flow.items()]
    rows.append(row(text.t(lang, "page.all_flows"), found.identity, "total"))
    lists = [
        html.Li(
            text.t(
                lang,
                "page.conflict",
                id=item["id"],
                parts=text.money(lang, item["parts_usd"]),
                whole=text.money(lang, item["amount_usd"]),
                excess=text.money(lang, item["excess_usd"]),
            )
        )
        for item in found.conflicts
    ]
    lists += [
        html.Li(
            text.t(
                lang,
                "page.other_currency",
                id=item["id"],
                amount=text.number(item["amount"]),
                currency=item["currency"],
            )
        )
        for item in found.other_currency
    ]
    return [
        html.P(text.t(lang, "page.identity_note"), className="quiet"),
        _table(lang, heads, rows),
        html.Ul(lists, className="plain"),
    ]


def records_panel(view: View, ledger: Ledger) -> list[Any]:
    """The records behind the selected place, or how to select one."""
    lang = view.lang
    if view.place is None:
        n = len(evidence.in_view(ledger, view))
        return [
            html.P(text.t(lang, "page.choose_place", records=text.number(n)), className="quiet")
        ]
    found = evidence.behind(ledger, view, view.place)
    place = places.get(view.place)
    title = place.short
    if place.level == "municipality":
        title += f", {places.get(place.state).short}"
    figures = answer(view, ledger).place(place.code)
    head = [
        html.H3([title, html.Span(place.code, className="quiet")]),
        html.P(_summary(lang, len(found), figures)),
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
    if not found:
        return [*head, html.P(text.t(lang, "page.no_records"), className="quiet")]
    return [*head, *record_cards(view, found)]


def _summary(lang: str, n: int, figures: PlaceFigures | None) -> str:
    words = text.t(lang, "page.place_records", n=n)
    if figures is None or figures.at_most_usd is None:
        return words
    bounds = text.t(
        lang,
        "page.place_bounds",
        least=text.exact_money(figures.at_least_usd or 0),
        most=text.exact_money(figures.at_most_usd),
    )
    return f"{words} {bounds}"


def _list_button(view: View, field: str, code: str) -> html.Button:
    there = code in getattr(view, field)
    return html.Button(
        text.t(view.lang, f"page.{field}_{'remove' if there else 'add'}"),
        type="button",
        className="button",
        **attributes(data_toggle=field, data_value=code),
    )


def _table(
    lang: str, heads: tuple[str, ...], rows: list[Any], labels: dict[str, str] | None = None
) -> html.Div:
    named = {name: text.t(lang, f"stat.{name}") for name in heads} | (labels or {})
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(named[name], scope="col") for name in heads])),
                html.Tbody(rows),
            ]
        ),
        className="table",
        tabIndex=0,
        role="region",
        **attributes(aria_label=named[heads[0]]),
    )
