"""The choices inside the panels: need, groups, comparison, years, and the terms of a what-if.

Native elements, as in ``controls``; ``assets/view.js`` and ``assets/panels.js`` read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import places, text
from geoaid import view as views
from geoaid.analysis.following import DEFAULT_NEED
from geoaid.analysis.whatif import what_if as moved
from geoaid.answer import answer
from geoaid.dashboard.controls import chips, select
from geoaid.dashboard.dom import attributes, element
from geoaid.dashboard.help import help_for
from geoaid.need import NEEDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.ledger import Ledger
    from geoaid.view import View

_FLOOR_STEP, _MOST_WEIGHT = 0.1, 3


def grouping(view: View) -> list[Any]:
    """Which groups inequality is taken apart by."""
    lang = view.lang
    options = [(name, text.t(lang, f"panel.grouping_{name}")) for name in views.GROUPINGS]
    about = help_for(lang, "grouping")
    title = text.t(lang, "panel.grouping")
    return [chips(title, "grouping", options, [view.grouping], about=about)]


def need(view: View) -> list[Any]:
    """What assistance is set against, and over which years it is averaged."""
    lang = view.lang
    options = [(name, entry.label[lang]) for name, entry in NEEDS.items()]
    every = [(str(y), str(y)) for y in range(views.FIRST_NEED_YEAR, views.LAST_NEED_YEAR + 1)]
    first, last = view.need_years or ("", "")
    blank = [("", "–")]
    chosen = view.need or DEFAULT_NEED
    return [
        html.Div(
            [
                select("need", text.t(lang, "panel.need_of"), options, chosen),
                select(
                    "need_years",
                    text.t(lang, "panel.need_from"),
                    blank + every,
                    str(first),
                    "first",
                ),
                select(
                    "need_years", text.t(lang, "page.to_year"), blank + every, str(last), "last"
                ),
            ],
            className="pair",
        ),
        html.Div(
            [html.P(NEEDS[chosen].definition[lang], className="quiet"), help_for(lang, "need")],
            className="beside",
        ),
    ]


def layers(view: View, names: Iterable[str]) -> list[Any]:
    """What of this the map itself can show."""
    lang = view.lang
    options = [("measure", text.t(lang, "layer.measure"))]
    options += [(name, text.t(lang, f"layer.{name}")) for name in names]
    about = help_for(lang, "layer", [f"layer.{name}" for name, _ in options])
    return [chips(text.t(lang, "panel.on_map"), "layer", options, [view.layer], about=about)]


def comparison(view: View) -> list[Any]:
    """The places of the comparison, each with a way to take it out, and a box to add one."""
    lang = view.lang
    chosen = [("spotlight", code) for code in view.spotlight]
    chosen += [("compare", code) for code in view.compare]
    return [
        html.Fieldset(
            [
                html.Legend(text.t(lang, "panel.places")),
                *(
                    html.Button(
                        [places.get(code).short, html.Span(" ×", **attributes(aria_hidden="true"))],
                        type="button",
                        className=f"chip {field}",
                        **attributes(
                            data_toggle=field,
                            data_value=code,
                            aria_label=text.t(lang, "panel.take_out", place=places.get(code).short),
                        ),
                    )
                    for field, code in chosen
                ),
                html.Label(
                    [
                        html.Span(text.t(lang, "panel.add_place")),
                        element(
                            "input",
                            type="text",
                            id="add-place",
                            placeholder=text.t(lang, "page.search_example"),
                            autocomplete="off",
                            list="add-places",
                        ),
                        html.Datalist(id="add-places"),
                    ],
                    className="add",
                ),
            ]
        )
    ]


def years(view: View) -> list[Any]:
    """How the years of the chart can be chosen."""
    lang = view.lang
    said = text.t(lang, "panel.brush")
    button = html.Button(
        text.t(lang, "page.all_years"),
        type="button",
        className="chip",
        **attributes(
            data_field="years", data_value="all", aria_pressed=str(view.years is None).lower()
        ),
    )
    return [html.Div([button, html.Span(said, className="quiet")], className="actions")]


def what_if(view: View, ledger: Ledger) -> list[Any]:
    """The terms of a what-if, and where its map and its files are."""
    lang = view.lang
    placed = moved(answer(view, ledger)).placed_usd
    weights = dict(view.move_by)
    total = "" if view.move_total is None else f"{view.move_total:.15g}"
    mix = [
        _slider(
            f"weight-{name}", entry.label[lang], weights.get(name, 0), (0, _MOST_WEIGHT, 0.5),
            f"{weights.get(name, 0):g}",
        )
        for name, entry in NEEDS.items()
    ]  # fmt: skip
    open_share = view.move_non_border is None
    share = 100 * (26 / 32 if view.move_non_border is None else view.move_non_border)
    bounds = [
        _slider("floor", text.t(lang, "panel.floor"), 100 * view.move_floor, (0, 3.1, _FLOOR_STEP),
                _part(view.move_floor)),
        _slider("cap", text.t(lang, "panel.cap"), 100 * view.move_cap, (3.2, 100, _FLOOR_STEP),
                _part(view.move_cap)),
        _slider("non_border", text.t(lang, "panel.non_border"), share, (0, 100, 1),
                text.t(lang, "panel.open") if open_share else _part(share / 100)),
    ]  # fmt: skip
    files = view.but(layer="what_if", place=None)
    return [
        html.Fieldset(
            [
                html.Legend(text.t(lang, "panel.total")),
                html.Label(
                    [
                        html.Span(text.t(lang, "panel.total_usd")),
                        element(
                            "input",
                            type="text",
                            id="move-total",
                            value=total,
                            placeholder=text.t(
                                lang, "panel.placed", amount=text.exact_money(placed)
                            ),
                            autocomplete="off",
                            **attributes(inputmode="decimal", aria_describedby="move-total-wrong"),
                        ),
                    ],
                    className="add",
                ),
                html.P(
                    id="move-total-wrong",
                    className="wrong",
                    role="alert",
                    **attributes(data_words=text.t(lang, "panel.total_wrong")),
                ),
                help_for(lang, "stat.what_if_total"),
            ]
        ),
        html.Fieldset(
            [
                html.Legend(text.t(lang, "panel.by")),
                *mix,
                help_for(lang, "stat.what_if_weights", [f"need.{name}" for name in NEEDS]),
            ],
            className="sliders",
        ),
        html.Fieldset(
            [
                html.Legend(text.t(lang, "panel.bounds")),
                *bounds,
                help_for(lang, "stat.what_if_bounds", ["stat.what_if_non_border"]),
            ],
            className="sliders",
        ),
        html.Div(
            [
                html.Button(
                    text.t(lang, "panel.reset"), type="button", id="move-reset", className="button"
                ),
                *(
                    html.A(
                        text.t(lang, "panel.what_if_file", format=ending.upper()),
                        href=f"/export/{ending}?{files.query(ledger.start)}",
                        className="button",
                        download="",
                        **attributes(data_what_if_file=ending),
                    )
                    for ending in ("png", "xlsx", "csv")
                ),
            ],
            className="actions",
        ),
        *layers(view, ("what_if",)),
    ]


def _part(share: float) -> str:
    """A share as ``assets/panels.js`` writes it while its slider moves.

    Examples
    --------
    >>> _part(0.9), _part(0.032)
    ('90%', '3.2%')
    """
    return f"{round(100 * share, 2):g}%"


def _slider(
    name: str, label: str, value: float, bounds: tuple[float, float, float], said: str
) -> html.Label:
    """A slider; ``bounds`` are its ends and its step."""
    low, high, step = bounds
    return html.Label(
        [
            html.Span(label),
            element(
                "input",
                type="range",
                id=f"move-{name}",
                min=str(low),
                max=str(high),
                step=str(step),
                value=f"{min(max(value, low), high):g}",
                **attributes(data_move=name, aria_valuetext=said),
            ),
            # The slider itself says it, as it moves.
            html.Output(said, **attributes(aria_hidden="true")),
        ],
        className="slider",
    )
