"""The controls: plain buttons and selects, grouped by the question that they answer.

They are native elements: they cost no script, a keyboard and a screen reader know them, and
``assets/view.js`` turns what is chosen into the query string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import text
from geoaid import view as views
from geoaid.dashboard.dom import attributes
from geoaid.dashboard.help import help_for
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.view import View


def controls(view: View) -> list[Any]:
    """Every control, showing the view's choices."""
    lang = view.lang

    def t(key: str) -> str:
        return text.t(lang, key)

    return [
        html.Div(
            [
                html.H2(t("page.controls")),
                html.Button(t("page.see_map"), id="see-map", type="button", className="button"),
                html.Button(
                    "×",
                    type="button",
                    className="close",
                    **attributes(aria_label=t("page.close_place")),
                ),
            ],
            className="sheet-head",
        ),
        _search(lang),
        _group(
            lang,
            "what",
            chips(
                t("ask.measure"),
                "measure",
                [(name, measure.label[lang]) for name, measure in REGISTRY.items()],
                [view.measure],
                about=help_for(lang, "measure"),
            ),
            _named(view, "layer", views.LAYERS),
            _named(view, "program_area", views.PROGRAM_AREAS, ask="for_what"),
        ),
        _group(lang, "where", _named(view, "level", views.LEVELS)),
        _group(lang, "when", _years(view)),
        _group(
            lang,
            "how",
            _named(view, "flow", views.FLOWS),
            _named(view, "evidence", views.EVIDENCE),
            _named(view, "split", views.SPLITS),
        ),
        html.Button(t("page.reset"), id="reset", type="button", className="button"),
    ]


def _group(lang: str, question: str, *answers: Any) -> html.Section:
    """The choices that answer one question."""
    return html.Section(
        [html.H3(text.t(lang, f"ask.{question}"), id=f"ask-{question}"), *answers],
        className="asked",
        **attributes(aria_labelledby=f"ask-{question}"),
    )


def _named(view: View, field: str, names: Iterable[str], ask: str = "") -> html.Fieldset:
    """A field's names as chips; of one that may have several, "all" stands before them."""
    lang, chosen = view.lang, getattr(view, field)
    several = isinstance(chosen, tuple)
    return chips(
        text.t(lang, f"ask.{ask or field}"),
        field,
        [
            (name, _capital(text.t(lang, f"{field}.{name}")))
            for name in (*(("all",) if several else ()), *names)
        ],
        (list(chosen) or ["all"]) if several else [chosen],
        several=several,
        about=help_for(lang, field),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def chips(
    title: str,
    field: str,
    options: list[tuple[str, str]],
    chosen: list[str],
    *,
    several: bool = False,
    about: Any = "",
) -> html.Fieldset:
    """A group of buttons, one or several of them pressed; ``about`` is the help on it."""
    return html.Fieldset(
        [
            html.Legend(title),
            *(
                html.Button(
                    label,
                    type="button",
                    className="chip",
                    **attributes(
                        data_field=field,
                        data_value=value,
                        data_several=str(several).lower(),
                        aria_pressed=str(value in chosen).lower(),
                    ),
                )
                for value, label in options
            ),
            about,
        ]
    )


def select(
    field: str, label: str, options: list[tuple[str, str]], chosen: str, part: str = ""
) -> html.Label:
    """A list to choose from; ``part`` is ``first`` or ``last`` of a range of years."""
    return html.Label(
        [
            html.Span(label),
            html.Select(
                [
                    html.Option(name, value=value, selected="selected" if value == chosen else None)
                    for value, name in options
                ],
                **attributes(data_field=field, data_part=part),
            ),
        ]
    )


def _years(view: View) -> html.Fieldset:
    lang = view.lang
    every = [(str(y), str(y)) for y in range(views.FIRST_YEAR, views.LAST_YEAR + 1)]
    first, last = view.years or ("", "")
    blank = [("", "–")]
    return html.Fieldset(
        [
            html.Legend(text.t(lang, "ask.years")),
            html.Button(
                text.t(lang, "page.all_years"),
                type="button",
                className="chip",
                **attributes(
                    data_field="years",
                    data_value="all",
                    aria_pressed=str(view.years is None).lower(),
                ),
            ),
            html.Div(
                [
                    select(
                        "years", text.t(lang, "page.from_year"), blank + every, str(first), "first"
                    ),
                    select("years", text.t(lang, "page.to_year"), blank + every, str(last), "last"),
                ],
                className="pair",
            ),
            help_for(lang, "years"),
        ]
    )


def classes(view: View) -> html.Details:
    """How values become classes and colours: part of the legend, which shows what they make."""
    lang = view.lang
    numbers = range(views.FEWEST_CLASSES, views.MOST_CLASSES + 1)
    return html.Details(
        [
            html.Summary(text.t(lang, "ask.classes")),
            html.P(id="made", className="quiet"),
            html.Div(
                [
                    select(
                        "scheme",
                        text.t(lang, "page.scheme"),
                        [(x, text.t(lang, f"scheme.{x}")) for x in views.SCHEMES],
                        view.scheme,
                    ),
                    select(
                        "k",
                        text.t(lang, "page.k"),
                        [(str(n), str(n)) for n in numbers],
                        str(view.k),
                    ),
                    select(
                        "palette",
                        text.t(lang, "page.palette"),
                        [(x, x) for x in views.PALETTES],
                        view.palette,
                    ),
                    html.Label(
                        [
                            html.Span(text.t(lang, "page.breaks")),
                            _input(
                                "breaks",
                                ",".join(f"{number:g}" for number in view.breaks),
                                text.t(lang, "page.breaks_example"),
                            ),
                        ]
                    ),
                    help_for(lang, "classes"),
                ],
                className="stack",
            ),
        ],
        className="classes",
    )


def _input(name: str, value: str, example: str) -> Any:
    from dash import dcc

    return dcc.Input(
        id=f"input-{name}", type="text", value=value, placeholder=example, autoComplete="off"
    )


def _search(lang: str) -> html.Div:
    return html.Div(
        [
            html.Label(text.t(lang, "records.search"), htmlFor="input-search"),
            _input("search", "", text.t(lang, "records.search_example")),
            html.Ul(
                id="found",
                role="listbox",
                hidden=True,
                **attributes(aria_label=text.t(lang, "records.found")),
            ),
            html.Div(id="found-said", className="unseen", role="status"),
        ],
        className="search",
    )
