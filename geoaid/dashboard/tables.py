"""The tables: comparison, ranking, and the identity by flow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import places, records, text
from geoaid.analysis.following import DEFAULT_NEED, need_values
from geoaid.answer import ranked_by
from geoaid.chartspec.frame import compared
from geoaid.dashboard.dom import attributes
from geoaid.dashboard.help import link
from geoaid.findings import other_money, parts_of, status_text
from geoaid.findings.analysis import rank
from geoaid.findings.need import need_credit
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS
from geoaid.records.words import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geoaid.answer import Answer, Identity, PlaceFigures
    from geoaid.ledger import Ledger

DASH = "–"
_RANKED = ("value", "zero")
# Of a longer table a phone shows so many rows at first; assets/tables.css has the same number.
PHONE_ROWS = 12


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
        "need",
        "latest",
    )
    chosen = compared(found)
    if not chosen:
        return [html.P(text.t(lang, "page.nothing_compared"), className="quiet")]
    name = view.need or DEFAULT_NEED
    need = need_values(view, ("state", "municipality"))
    labels = {"need": f"{NEEDS[name].label[lang]}, {NEEDS[name].unit[lang]}"}
    rows = [_compare_row(found, place, need) for place in chosen]
    rule = text.t(lang, f"split.{view.split}")
    basis = REGISTRY[view.measure].basis
    notes = [
        text.t(lang, "page.at_most_note"),
        text.t(lang, "page.rule_note", rule=rule[:1].lower() + rule[1:]),
        text.t(lang, f"page.share_note_{'amount' if basis == 'amount' else 'programmes'}"),
        *(f"{need_credit(view, name, level)}." for level in ("state", "municipality")),
    ]
    said = html.P([" ".join(notes), " ", link(lang, "bounds")], className="quiet")
    return [_table(lang, "compare", heads, rows, labels), said]


def _compare_row(found: Answer, place: PlaceFigures, need: dict[str, float]) -> html.Tr:
    lang, view = found.view.lang, found.view
    shared = None
    if place.amount_usd is not None and place.at_least_usd is not None:
        shared = place.amount_usd - place.at_least_usd
    decimals = NEEDS[view.need or DEFAULT_NEED].decimals
    cells = [
        text.number(place.programmes),
        _usd(lang, place.at_least_usd, place),
        _usd(lang, shared, place),
        _usd(lang, place.at_most_usd, place),
        DASH if place.programmes_per_100k is None else text.figure(place.programmes_per_100k),
        DASH if place.share is None else text.percent(place.share),
        text.number(need[place.code], decimals) if place.code in need else DASH,
        DASH if place.latest_year is None else str(place.latest_year),
    ]
    name: Any = _place_button(place.code)
    if place.level == "state":
        name = [name, html.Span(text.t(lang, "page.state"), className="quiet")]
    return html.Tr(
        [html.Th(name, scope="row"), *(html.Td(cell) for cell in cells)],
        className="against" if place in found.compare else "",
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
        (one for one in found.places if not view.within or one.code[:2] == view.within),
        key=lambda place: (
            place.status not in _RANKED,
            -ranked_by(view, place),
            place.code,
        ),
    )
    largest = max((place.value or 0 for place in ranked), default=0) or 1
    decimals = _decimals([place.value for place in ranked if place.value])
    tied = Counter(ranked_by(view, place) for place in ranked if place.status in _RANKED)
    rows, first, last = [], 0, -1.0
    for number, place in enumerate(ranked, start=1):
        has_value, size = place.status in _RANKED, ranked_by(view, place)
        if size != last:
            first, last = number, size
        name: Any = [_place_button(place.code)]
        if place.level == "municipality":
            name.append(html.Span(places.get(place.code[:2]).short, className="quiet"))
        rows.append(
            html.Tr(
                [
                    html.Td(rank(first + (tied[size] - 1) / 2, tied[size]) if has_value else DASH),
                    html.Th(name, scope="row"),
                    html.Td(
                        _ranked_text(found, place, decimals),
                        className="value" if has_value else "quiet",
                        # The length of the bar behind the value.
                        **_bar(max(place.value or 0, 0) / largest),
                    ),
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
        inside = [view.within] if view.within else [state.code for state in places.states()]
        whole = sum(places.municipality_count(code) for code in inside)
        n = text.number(whole - len(ranked))
        kind = parts_of(lang, view.within or "")
        rest = [html.P(text.t(lang, "page.rest", count=n, kind=kind), className="quiet")]
    return [html.Div(_table(lang, "ranking", heads, rows, labels), className="scroll"), *rest]


def _decimals(values: list[float]) -> int:
    """The fewest decimals that tell values apart; figures have at most six.

    Examples
    --------
    >>> _decimals([0.5, 0.25, 0.251])
    3
    """
    apart = len(set(values))
    return next((n for n in range(2, 6) if len({round(one, n) for one in values}) == apart), 6)


def _ranked_text(found: Answer, place: PlaceFigures, decimals: int) -> str:
    """A value with the digits that places are ranked by, so that neighbours can be told apart."""
    if place.status == "value" and place.value is not None:
        if REGISTRY[found.view.measure].basis == "amount":
            return text.exact_money(ranked_by(found.view, place))
        if found.view.measure == "programmes_per_100k":
            return text.number(place.value, decimals)
    return status_text(found, place)


def _bar(part: float) -> dict[str, Any]:
    return {"style": {"--bar": f"{100 * part:.1f}%"}} if part else {}


def identity_table(found: Answer, ledger: Ledger) -> Any:
    """The record identity by flow; bookkeeping, never a headline.

    Each sum leads to the records that it adds up, each conflict to its record.
    """
    lang = found.view.lang
    heads = ("flow", "own", "shared", "state_only", "not_placed", "total")

    def row(name: str, part: Identity, flow: str = "", css: str = "") -> html.Tr:
        sums = [
            _listed(lang, text.exact_money(usd), kind, flow) if usd else text.exact_money(usd)
            for kind, usd in zip(heads[1:-1], part.as_dict().values(), strict=False)
        ]
        return html.Tr(
            [
                html.Th(name, scope="row"),
                *map(html.Td, sums),
                html.Td(text.exact_money(part.total_usd)),
            ],
            className=css,
        )

    rows = [row(text.t(lang, f"flow.{flow}"), part, flow) for flow, part in found.by_flow.items()]
    rows.append(row(text.t(lang, "page.all_flows"), found.identity, css="total"))
    lists = []
    if found.region_only_usd:
        said = text.t(lang, "page.region_part", amount=text.exact_money(found.region_only_usd))
        lists.append(html.Li(_listed(lang, said, "region")))
    lists += [
        _about_record(
            lang,
            ledger,
            item["id"],
            text.t(
                lang,
                "page.conflict",
                id=item["id"],
                parts=text.money(lang, item["parts_usd"]),
                whole=text.money(lang, item["amount_usd"]),
                excess=text.money(lang, item["excess_usd"]),
            ),
        )
        for item in found.conflicts
    ]
    lists += [
        _about_record(
            lang,
            ledger,
            item["id"],
            text.t(
                lang,
                "page.other_currency",
                id=item["id"],
                amount=other_money(lang, item["amount"], item["currency"]),
            ),
        )
        for item in found.other_currency
    ]
    return [
        html.P(
            [text.t(lang, "page.identity_note"), " ", link(lang, "identity")], className="quiet"
        ),
        _table(lang, "identity", heads, rows),
        html.Ul(lists, className="plain"),
    ]


def _listed(lang: str, words: str, kind: str, flow: str = "") -> html.Button:
    """A figure that leads to the records that count as this."""
    asked = attributes(data_list=f'"{phrase(lang, kind, flow)}"')
    return html.Button(words, type="button", className="link", **asked)


def _about_record(lang: str, ledger: Ledger, id_: str, said: str) -> html.Li:
    """What is to be said of a record, with its title as the way to its card."""
    row = records.row_of(ledger, id_)
    title = ledger.rows[row]["title"] if row is not None else id_
    opens = attributes(data_open_record=id_)
    # The bundled ledger's words are English.
    own: dict[str, Any] = {"lang": "en"} if ledger.date and lang != "en" else {}
    return html.Li(
        [html.Button(title, type="button", className="link", **own, **opens), f" {said}"]
    )


def _table(
    lang: str,
    section: str,
    heads: tuple[str, ...],
    rows: list[Any],
    labels: dict[str, str] | None = None,
) -> html.Div:
    said = labels or {}
    named = {name: said.get(name) or text.t(lang, f"stat.{name}") for name in heads}
    title = text.t(lang, f"page.{section}_table")
    return table(lang, title, [named[name] for name in heads], rows)


def table(lang: str, title: str, head: Iterable[str], rows: list[html.Tr]) -> html.Div:
    """A table in a box that scrolls sideways; of a long one a phone shows the first rows at first."""
    box = html.Div(
        html.Table(
            [
                html.Caption(title, className="unseen"),
                html.Thead(html.Tr([html.Th(name, scope="col") for name in head])),
                html.Tbody(rows),
            ]
        ),
        className="table",
        tabIndex=0,
        role="region",
        **attributes(aria_label=title),
    )
    if len(rows) <= PHONE_ROWS:
        return box
    more = html.Button(
        text.t(lang, "panel.more_rows", rows=text.number(len(rows))),
        type="button",
        className="button more-rows",
        **attributes(data_more="rows"),
    )
    return html.Div([box, more], className="long")


def row(cells: Sequence[Any], code: str = "") -> html.Tr:
    """A row whose first cell is its header; ``code`` is the place that it tells of."""
    of = attributes(data_of=code) if code else {}
    return html.Tr([html.Th(cells[0], scope="row"), *map(html.Td, cells[1:])], **of)
