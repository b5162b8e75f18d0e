"""The panel "Side by side": two maps of the page's view, what they differ in, and what changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import places, text
from geoaid import view as views
from geoaid.analysis.pairing import pairing
from geoaid.dashboard.dom import attributes, plain
from geoaid.dashboard.help import help_for
from geoaid.dashboard.tables import row, table
from geoaid.findings import status_text
from geoaid.findings.analysis import rank
from geoaid.findings.pairing import captions, change_text, pair_words, side_words, total_text
from geoaid.mapspec import mapspec
from geoaid.mapspec.together import together
from geoaid.render.inline import drawing
from geoaid.render.page import PRINTED
from geoaid.view import COMPARED, Difference, View

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geoaid.analysis.pairing import Pairing, PlacePair
    from geoaid.ledger import Ledger
    from geoaid.mapspec import MapSpec
    from geoaid.mapspec.parts import Area

# How wide each map is on a desktop's page, CSS pixels.
_WIDTH = 500
# What the maps differ in once a reader chooses a field: what tells most of it.
_OFFERED = {
    "years": "years:2008-2014/2015-2021",
    "measure": "measure:programmes/amount",
    "split": "split:even/none",
    "evidence": "evidence:all/strong",
    "flow": "flow:planned/delivered",
    "program_area": "program_area:counter_crime/rule_of_law",
}


def panel(view: View, ledger: Ledger) -> dict[str, Any]:
    """The panel, ready to be sent, as :func:`geoaid.dashboard.analysis.panel` sends it."""
    found = pairing(view, ledger)
    words = pair_words(view, found)
    named = captions(found.difference, view)
    shown = together(found.answers) if found.is_one_unit else None
    specs = shown.specs if shown else tuple(mapspec(one) for one in found.answers)
    pictures = {
        f"side-{number}": _map(view, found, spec, number, named)
        for number, spec in enumerate(specs)
    }
    body = [
        html.Div(
            [
                html.P(words.findings[0], className="said"),
                *(html.P(sentence) for sentence in words.findings[1:]),
                html.P(words.hedge, className="quiet"),
            ],
            className="words",
        ),
        help_for(view.lang, "panel.pair", said=text.t(view.lang, "help.panel")),
        html.Div(_choices(view, found.difference, ledger), className="choices pair-choices"),
        html.Div(
            [
                html.Figure(
                    [
                        html.Figcaption(
                            [html.H3(named[number]), html.P(total_text(found, number))]
                        ),
                        html.Div(id=f"side-{number}", className="chart side"),
                        "" if shown else _legend(spec, None),
                    ]
                )
                for number, spec in enumerate(specs)
            ],
            id="chart",
            className="sides",
        ),
        _legend(shown.legend, shown.counts) if shown else "",
        html.P(text.t(view.lang, "pair.read"), className="quiet"),
        _files(view),
        _details(view, found, named),
    ]
    return {"name": "pair", "body": plain(body), "pictures": pictures}


def _map(view: View, found: Pairing, spec: MapSpec, number: int, named: tuple[str, str]) -> str:
    said = {one.code: _said(found, one, named) for one in found.places}

    def point(area: Area) -> dict[str, str]:
        words = said[area.code]
        return {
            "class": "point",
            "role": "button",
            "data-name": area.name,
            "data-value": words,
            "aria-label": f"{area.name}: {words}".replace("\n", "; "),
        }

    label = text.t(view.lang, "pair.map", caption=named[number])
    return drawing(
        # At this size circles and outlines would hide the areas, and the tip names these.
        replace(spec, alt=label, outlines=()),
        prefix=f"side-{number}-",
        with_labels=False,
        with_circles=False,
        width=_WIDTH,
        more=point,
        shared="side-0-",
    ).svg


def _said(found: Pairing, one: PlacePair, named: tuple[str, str]) -> str:
    """What a place has in both maps, and what changes, a line each."""
    first, second = found.answers
    lang = first.view.lang
    lines = [
        f"{named[0]}: {status_text(first, one.first)}",
        f"{named[1]}: {status_text(second, one.second)}",
    ]
    if one.change is not None:
        change = change_text(first.view, one.change)
        lines.append(text.t(lang, "pair.say_change", change=change))
    return "\n".join(lines)


def _legend(spec: MapSpec, counts: Mapping[int | str, tuple[int, ...]] | None) -> html.Div:
    """Classes and statuses, each with how many places it has, map by map."""
    lang = spec.view.lang
    keys: list[tuple[int | str, str, str, str, int]]
    keys = [(one.index, one.label, one.colour, "none", one.count) for one in spec.classes]
    keys += [(one.status, one.label, one.colour, one.pattern, one.count) for one in spec.statuses]
    note = " ".join(
        part for part in (spec.legend_note, text.t(lang, "pair.counts") if counts else "") if part
    )
    return html.Div(
        [
            html.H4(spec.legend_title),
            html.Ul(
                [
                    html.Li(
                        [
                            html.I(
                                className=f"swatch pattern-{pattern}",
                                style={"backgroundColor": colour},
                            ),
                            html.Span(label),
                            html.Span(
                                f"({_numbers(counts[key] if counts else (count,))})",
                                className="quiet",
                            ),
                        ]
                    )
                    for key, label, colour, pattern, count in keys
                ]
            ),
            html.P(note, className="quiet") if note else "",
        ],
        className="legend",
    )


def _numbers(counts: Sequence[int]) -> str:
    return ", ".join(text.number(count) if count else "–" for count in counts)


def _choices(view: View, difference: Difference, ledger: Ledger) -> list[Any]:
    """What differs, and both sides' values; each option carries the whole of what it would make."""
    lang = view.lang
    whole = difference.whole(view)
    field = whole.fields[0] if len(whole.fields) == 1 else ""
    choices = dict(_OFFERED)
    if (own := ledger.start.get("pair", "")).startswith("years:"):
        choices["years"] = own
    offered = [
        (str(whole) if name == field else choices[name], text.t(lang, f"pair.field_{name}"))
        for name in COMPARED
    ]
    if not field:
        offered.insert(0, (str(whole), text.t(lang, "pair.field_several")))
    chosen = [_select("field", text.t(lang, "pair.differ"), offered, str(whole))]
    if field == "years":
        chosen += _years(lang, whole)
    elif field:
        chosen += _values(view, whole)
    swap = html.Button(
        [html.Span("⇄", **attributes(aria_hidden="true")), text.t(lang, "pair.swap")],
        type="button",
        id="pair-swap",
        className="button",
        **attributes(data_pair=str(difference.swapped(view))),
    )
    return [*chosen, swap]


def _select(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> html.Label:
    return html.Label(
        [
            html.Span(label),
            html.Select(
                [
                    html.Option(
                        words, value=value, selected="selected" if value == chosen else None
                    )
                    for value, words in options
                ],
                id=f"pair-{name}",
                **attributes(data_pair="choice"),
            ),
        ]
    )


def _values(view: View, whole: Difference) -> list[html.Label]:
    """One list a side of a field with names."""
    [(field, first, second)] = whole.parts
    names = {
        "measure": views.MEASURES,
        "split": views.SPLITS,
        "evidence": views.EVIDENCE,
        "flow": ("all", *views.FLOWS),
        "program_area": ("all", *views.PROGRAM_AREAS),
    }[field]
    made = []
    for number, own in enumerate((first or "", second)):
        options = []
        # Several names at once come from an address only; they stay choosable.
        for name in dict.fromkeys((*names, own)):
            sides = (name, second) if number == 0 else (first, name)
            words = side_words(view.but(**{field: name}), field)
            options.append((str(Difference(((field, *sides),))), words[:1].upper() + words[1:]))
        side = ("first", "second")[number]
        made.append(_select(side, text.t(view.lang, f"pair.{side}"), options, str(whole)))
    return made


def _years(lang: str, whole: Difference) -> list[html.Label]:
    """Two lists a side; a first year after the last takes the last along, and the other way."""
    [(_, first, second)] = whole.parts
    every = range(views.FIRST_YEAR, views.LAST_YEAR + 1)
    made = []
    for number, own in enumerate((first or "all", second)):
        low, high = map(int, own.split("-")) if own != "all" else (every[0], every[-1])
        side = ("first", "second")[number]
        for end, chosen in (("from", low), ("to", high)):
            options = [(_span(whole, number, "all"), text.t(lang, "page.all_years"))]
            for year in every:
                span = (year, max(year, high)) if end == "from" else (min(year, low), year)
                options.append((_span(whole, number, f"{span[0]}-{span[1]}"), str(year)))
            label = text.t(lang, f"pair.{end}", side=text.t(lang, f"pair.{side}"))
            selected = options[0 if own == "all" else 1 + chosen - every[0]][0]
            made.append(_select(f"{side}-{end}", label, options, selected))
    return made


def _span(whole: Difference, number: int, span: str) -> str:
    [(_, first, second)] = whole.parts
    return str(Difference((("years", *((span, second) if number == 0 else (first, span))),)))


def _files(view: View) -> html.Div:
    return html.Div(
        [
            html.A(
                text.t(view.lang, "pair.download", format=ending.upper()),
                href=f"/chart/{ending}?{view.but(place=None).query()}",
                className="button",
                download="",
                **attributes(data_chart_file=ending),
            )
            for ending in PRINTED
        ],
        className="actions",
    )


def _details(view: View, found: Pairing, named: tuple[str, str]) -> html.Details:
    lang = view.lang
    title = f"{text.t(lang, 'panel.pair')}: {'; '.join(named)}"
    change = text.t(lang, "pair.change" if found.is_one_unit else "pair.order_column")
    head = (text.t(lang, "pair.place"), *named, change)
    rows = []
    for one in found.places:
        cells = [
            status_text(answer, place)
            for answer, place in zip(found.answers, (one.first, one.second), strict=True)
        ]
        rows.append(row([places.get(one.code).short, *cells, _change(found, one)], one.code))
    return html.Details(
        [
            html.Summary(text.t(lang, "panel.table_of")),
            table(lang, title, head, rows),
        ],
        className="scroll",
    )


def _change(found: Pairing, one: PlacePair) -> str:
    if one.change is not None:
        return change_text(found.answers[0].view, one.change)
    if not found.is_one_unit and one.ranks:
        return f"{rank(*one.ranks[0])} → {rank(*one.ranks[1])}"
    return "–"
