"""The panels of the analysis: words, figures, choices, a chart and its table, one panel at a time.

A panel is asked for when it is opened, so that the first page does not carry it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import places, text
from geoaid.analysis.concentration import concentration
from geoaid.analysis.following import following
from geoaid.analysis.specialization import specialization
from geoaid.analysis.timeline import timeline
from geoaid.analysis.whatif import what_if
from geoaid.answer import answer
from geoaid.chartspec.charts import chart
from geoaid.dashboard import pair, terms
from geoaid.dashboard.dom import attributes, plain
from geoaid.dashboard.help import FIGURES, help_for, link
from geoaid.dashboard.tables import row, table
from geoaid.findings import findings
from geoaid.findings.analysis import (
    Words,
    clusters_words,
    concentration_words,
    index,
    timeline_words,
    ways_words,
    what_if_words,
)
from geoaid.findings.need import need_words
from geoaid.render.chart import keys, svg
from geoaid.render.vector import WIDTH
from geoaid.view import PANELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.analysis.concentration import Concentration
    from geoaid.chartspec import ChartSpec
    from geoaid.ledger import Ledger
    from geoaid.view import View

_NARROWEST, _WIDEST = 300, 1000
# Figures that are written as a percentage.
_PERCENT = ("top3_share", "hoover", "group_share")
_OF_VARIANTS = ("gini", "top3_share", "group_share", "equivalent_places")


def tabs(view: View) -> html.Div:
    """The tabs, and the place where the open panel comes to stand."""
    lang = view.lang
    return html.Div(
        [
            html.Div(
                [
                    html.Button(
                        text.t(lang, f"panel.{name}"),
                        type="button",
                        className="panel-tab",
                        id=f"tab-{name}",
                        role="tab",
                        tabIndex=0 if name == view.panel else -1,
                        **attributes(
                            data_panel=name,
                            data_words=text.t(lang, f"panel.{name}"),
                            aria_controls="panel-body",
                            aria_selected=str(name == view.panel).lower(),
                        ),
                    )
                    for name in PANELS
                ],
                className="panel-tabs",
                role="tablist",
                **attributes(aria_label=text.t(lang, "page.analysis")),
            ),
            html.Div(
                html.P(text.t(lang, "page.loading"), className="quiet"),
                id="panel-body",
                className="panel-body",
                role="tabpanel",
                tabIndex=-1,
                **attributes(aria_labelledby=f"tab-{view.panel}"),
            ),
        ]
    )


def fitting(width: Any) -> int:
    """The width in pixels that a chart is drawn for, whatever a browser says of its room."""
    known = isinstance(width, int | float) and width == width  # noqa: PLR0124  # NaN is not itself
    return int(min(max(width, _NARROWEST), _WIDEST)) if known else WIDTH


def panel(view: View, ledger: Ledger, width: int = WIDTH) -> dict[str, Any]:
    """The open panel, ready to be sent; its chart is ``width`` pixels wide.

    Returns
    -------
    dict
        ``name``; ``body``, a tree for ``assets/build.js``; ``pictures``, the SVG of the chart
        and of the marks of its legend, by the id of the element that holds each.
    """
    return _panel(view.but(place=None), ledger, width)


@lru_cache(maxsize=128)
def _panel(view: View, ledger: Ledger, width: int) -> dict[str, Any]:
    if view.panel == "pair":
        return pair.panel(view, ledger)
    spec = chart(view, ledger)
    words = _words(view, ledger)
    pictures: dict[str, str] = {}
    body: list[Any] = [
        html.Div(
            [
                html.P(words.findings[0], className="said"),
                *(html.P(sentence) for sentence in words.findings[1:]),
                html.P(words.hedge, className="quiet") if words.hedge else "",
                html.P(
                    text.t(view.lang, "against.not_the_state", place=places.get(view.within).short),
                    className="quiet",
                )
                if view.within
                else "",
            ],
            className="words",
        ),
        _help(view, spec),
        html.Div(_choices(view, ledger), className="choices"),
    ]
    if view.panel == "concentration":
        body.append(_figures(view, concentration(view, ledger)))
    if spec:
        pictures["chart"] = svg(spec, standalone=False, width=width)
        pictures |= {f"key-{i}": keys(kind) for i, (kind, _) in enumerate(spec.legend)}
        body += _charted(view, spec)
    if view.panel == "concentration":
        body.append(_variants(view, concentration(view, ledger)))
        body.append(_areas(view, ledger))
    return {"name": view.panel, "body": plain(body), "pictures": pictures}


def _help(view: View, spec: ChartSpec | None) -> html.Details:
    """What the panel's figures are; where nothing was appropriated, there is one alone."""
    said = text.t(view.lang, "help.panel")
    if spec and _has_years_alone(spec):
        return help_for(view.lang, "stat.timeline_programmes", (), said)
    return help_for(view.lang, f"panel.{view.panel}", said=said)


def _has_years_alone(spec: ChartSpec) -> bool:
    return spec.name == "time" and len(spec.panels) == 1


def _words(view: View, ledger: Ledger) -> Words:
    found = answer(view, ledger)
    match view.panel:
        case "concentration":
            return concentration_words(view, concentration(view, ledger))
        case "need":
            return need_words(view, following(found))
        case "clusters":
            from geoaid.analysis.clusters import clusters

            return clusters_words(view, clusters(found), found.ledger_name)
        case "what_if":
            return what_if_words(view, what_if(found))
        case "time":
            return timeline_words(view, timeline(view, ledger))
    said = findings(found.in_view(view.but(layer="measure")))
    return Words((said.headline,), said.hedge)


def _choices(view: View, ledger: Ledger) -> list[Any]:
    match view.panel:
        case "concentration":
            return terms.grouping(view)
        case "need":
            return [*terms.need(view), *terms.layers(view, ("need", "bivariate"))]
        case "clusters":
            return terms.layers(view, ("clusters",))
        case "what_if":
            return terms.what_if(view, ledger)
        case "compare":
            return [*terms.comparison(view), *terms.need(view)]
    return terms.years(view)


def _charted(view: View, spec: ChartSpec) -> list[Any]:
    lang = view.lang
    file = f"/chart/{{}}?{view.but(place=None).query()}"
    legend = [
        html.Li([html.Span(id=f"key-{i}", className="key"), html.Span(words)])
        for i, (_, words) in enumerate(spec.legend)
    ]
    read = "time_alone" if _has_years_alone(spec) else spec.name
    # The words stand above the chart already.
    said = _words_of(spec)
    return [
        html.Figure(
            [
                html.H3(spec.title),
                html.Div(id="chart", className=f"chart chart-{spec.name}"),
                html.Ul(legend, className="keys") if legend else "",
                html.Figcaption(
                    [html.P(note) for note in said] + [html.P(text.t(lang, f"panel.read_{read}"))],
                    className="quiet",
                ),
            ],
            className="charted",
        ),
        html.Div(
            [
                *(
                    html.A(
                        text.t(lang, "panel.download", format=ending.upper()),
                        href=file.format(ending),
                        className="button",
                        download="",
                        **attributes(data_chart_file=ending),
                    )
                    for ending in ("png", "svg")
                ),
            ],
            className="actions",
        ),
        html.Details(
            [
                html.Summary(
                    text.t(lang, f"panel.table_{'need' if view.panel == 'need' else 'of'}")
                ),
                _numbers(spec),
            ],
            className="scroll",
            # The list of gaps is what the panel is for; other tables stand behind their charts.
            open=view.panel == "need",
        ),
        html.Div([html.P(line) for line in spec.credits], className="credits"),
    ]


def _numbers(spec: ChartSpec) -> html.Div:
    codes = spec.table.codes or ("",) * len(spec.table.rows)
    rows = [row(cells, code) for cells, code in zip(spec.table.rows, codes, strict=True)]
    return table(spec.lang, spec.title, spec.table.head, rows)


def _words_of(spec: ChartSpec) -> tuple[str, ...]:
    """The notes of a chart that are not the sentences of its panel."""
    return tuple(note for note in spec.notes if note and note not in spec.alt)


def _figure(key: str, value: float) -> str:
    if key in _PERCENT:
        return text.percent(value)
    return text.number(value, 1) if key == "equivalent_places" else index(value)


def _figures(view: View, found: Concentration) -> html.Div:
    """Every figure with its range and its interval, and how to read it."""
    lang = view.lang
    tiles = []
    for key in (key for key in FIGURES if key != "group_share"):  # the words above tell it whole
        value = found.figures.get(key)
        if value is None:
            if not found.reason:
                reason = text.t(lang, "reason.weights")
                tiles.append(_tile(lang, key, "–", [text.t(lang, "panel.no_figure", why=reason)]))
            continue
        low, high = (_figure(key, end) for end in found.ranges[key])
        about = [text.t(lang, "panel.range", low=low, high=high)]
        least, most = (_figure(key, end) for end in found.intervals[key])
        about.append(text.t(lang, "panel.interval", low=least, high=most))
        tiles.append(_tile(lang, key, _figure(key, value), about))
    if found.reason:
        return html.Div()
    return html.Div(
        [
            html.Dl(tiles, className="tiles"),
            html.P(
                [
                    ways_words(view, found),
                    f" {text.t(lang, f'panel.range_note_{found.basis}')} ",
                    link(lang, "stat.range"),
                ],
                className="quiet",
            ),
        ]
    )


def _tile(lang: str, key: str, value: str, about: list[str]) -> html.Div:
    return html.Div(
        [
            html.Dt(text.t(lang, f"panel.figure_{key}")),
            html.Dd(value, className="figure"),
            *(html.Dd(line, className="quiet") for line in about),
            html.Dd(
                [text.t(lang, f"panel.help_{key}"), " ", link(lang, f"figure.{key}")],
                className="help",
            ),
        ]
    )


def _variants(view: View, found: Concentration) -> Any:
    """The figures by stricter readings of the records."""
    lang = view.lang
    if found.reason:
        return ""
    rows: list[tuple[str, Mapping[str, float | None] | None]] = [("shown", found.figures)]
    rows += list(found.variants.items())
    head = [text.t(lang, "panel.reading")]
    group = text.t(lang, f"analysis.{view.grouping}_in")
    head += [
        text.t(lang, "against.group_share", group=group)
        if key == "group_share"
        else text.t(lang, f"panel.figure_{key}")
        for key in _OF_VARIANTS
    ]
    return html.Div(
        [
            html.Div(
                [html.H3(text.t(lang, "panel.readings")), help_for(lang, "stat.readings")],
                className="beside",
            ),
            table(
                lang,
                text.t(lang, "panel.readings"),
                head,
                [_variant(lang, name, figures) for name, figures in rows],
            ),
        ],
        className="readings",
    )


def _areas(view: View, ledger: Ledger) -> Any:
    """Which program areas each state has more of than is usual."""
    lang, found = view.lang, specialization(view, ledger)
    if found.reason:
        return ""
    head = [text.t(lang, "stat.place"), *(text.t(lang, f"program_area.{a}") for a in found.areas)]
    rows = [
        row(
            [places.get(code).short]
            + [
                text.t(
                    lang,
                    "panel.quotient",
                    quotient=text.number(found.quotients[area][code], 1),
                    programmes=found.programmes[area][code],
                )
                if code in found.quotients[area]
                else "–"
                for area in found.areas
            ],
            code,
        )
        for code in found.codes
    ]
    return html.Details(
        [
            html.Summary(text.t(lang, "panel.areas")),
            html.P([text.t(lang, "panel.help_areas"), " ", link(lang, "areas")], className="quiet"),
            table(lang, text.t(lang, "panel.areas"), head, rows),
        ],
        className="scroll",
    )


def _variant(lang: str, name: str, figures: Mapping[str, float | None] | None) -> html.Tr:
    cells = []
    for key in _OF_VARIANTS:
        value = figures.get(key) if figures else None
        cells.append(text.t(lang, "panel.nothing_left") if value is None else _figure(key, value))
    return row([text.t(lang, f"panel.variant_{name}"), *cells])
