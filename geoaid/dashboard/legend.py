"""The legend: classes, statuses and marks, what each is, and how the classes were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import places, text
from geoaid.dashboard.dom import attributes
from geoaid.dashboard.help import STATUSES, help_for
from geoaid.mapspec import ACCENT, ACCENT_DARK, AGAINST

if TYPE_CHECKING:
    from geoaid.mapspec import MapSpec

# Limits from here up are written without decimals.
_WHOLE = 1000
# Cells of the square of need and assistance whose numbers are white.
_DARK = (6, 8, 9)


def legend(spec: MapSpec) -> list[Any]:
    """Every class with its count, every status in view, and the marks."""
    note = [html.P(spec.legend_note, className="quiet")] if spec.legend_note else []
    is_square = spec.layer is not None and spec.layer.is_square and bool(spec.classes)
    classes = () if is_square else spec.classes
    entries = [
        _key(_swatch(item.colour, "none"), item.label, item.count, data_class=str(item.index))
        for item in classes
    ]
    entries += [
        _key(_swatch(item.colour, item.pattern), item.label, item.count, data_status=item.status)
        for item in spec.statuses
    ]
    entries += _marks(spec)
    shape = [_square(spec)] if is_square else []
    # Among the page's headings it is told from that of the bars, which show the same measure.
    unseen = html.Span(f"{text.t(spec.view.lang, 'page.legend')}: ", className="unseen")
    title = html.Div([html.H2([unseen, spec.legend_title]), _help(spec)], className="beside")
    return [title, *shape, html.Ul(entries), *note]


def _marks(spec: MapSpec) -> list[html.Li]:
    """The circles, their sizes, and the places put forward and set against them."""
    lang, entries = spec.view.lang, []
    if spec.circles:
        entries.append(_key(_sizes(spec), spec.circle_label, None))
    spotlight = [circle.name for circle in spec.circles if circle.is_spotlight]
    if spotlight:
        look = {"backgroundColor": ACCENT, "borderColor": ACCENT_DARK}
        words = text.t(lang, "figure.spotlight", places=text.listing(lang, spotlight))
        entries.append(_key(html.I(className="dot", style=look), words, None))
    if spec.outlines:
        names = text.listing(lang, [places.get(code).short for code in spec.outlines])
        outline = html.I(className="swatch outline", style={"borderColor": AGAINST})
        entries.append(_key(outline, text.t(lang, "figure.compared", places=names), None))
    return entries


def _sizes(spec: MapSpec) -> html.Span:
    """The smallest and the largest circle, each with its programmes, on a colour of the map."""
    radii = {circle.programmes: circle.radius for circle in spec.circles}
    marks: list[Any] = []
    for count in sorted({min(radii), max(radii)}):
        # The largest circle's radius is the size of a letter: that of the map, wide or narrow.
        wide = f"max({2 * radii[count]:.3g}em, 5px)"
        marks += [html.I(style={"width": wide, "height": wide}), html.B(text.number(count))]
    ground = spec.classes[:2][-1].colour if spec.classes else ""
    return html.Span(marks, className="sizes", style={"backgroundColor": ground})


def _help(spec: MapSpec) -> html.Details:
    """What the colours are of, and what each status in view means."""
    layer = spec.view.layer
    shown = {item.status for item in spec.statuses}
    told = [f"status.{name}" for name in STATUSES if name in shown]
    key = f"measure.{spec.view.measure}" if layer == "measure" else f"layer.{layer}"
    return help_for(spec.view.lang, key, ["classes", *told])


def how_made(spec: MapSpec) -> list[Any]:
    """How the classes were made, and where they end."""
    if spec.layer is not None or not spec.classes:
        return []
    lang, view = spec.view.lang, spec.view
    limits = "; ".join(_limit(one.high) for one in spec.classes)
    words = text.t(
        lang,
        "page.classes_made",
        scheme=text.t(lang, f"scheme.{view.scheme}"),
        k=len(spec.classes),
        limits=limits,
    )
    return [words]


def _limit(high: float) -> str:
    """The upper limit of a class: whole where it is large, else with what tells it from others."""
    return text.number(high) if high >= _WHOLE or high == int(high) else f"{high:.3g}"


def _square(spec: MapSpec) -> html.Div:
    """Need to the right and assistance upwards, each cell with its count and its words."""
    lang = spec.view.lang
    cells = [
        html.Span(
            text.number(one.count),
            role="listitem",
            title=one.label,
            className="dark" if one.index in _DARK else "",
            style={"backgroundColor": one.colour},
            **attributes(aria_label=f"{one.label}: {text.number(one.count)}"),
        )
        for row in (2, 1, 0)
        for one in spec.classes[3 * row : 3 * row + 3]
    ]
    return html.Div(
        [
            html.Span(f"{text.t(lang, 'layer.square_assistance')} →", className="upwards"),
            html.Div(cells, className="cells", role="list"),
            html.Span(f"{text.t(lang, 'layer.square_need')} →", className="across"),
        ],
        className="square",
    )


def _swatch(colour: str, pattern: str) -> html.I:
    return html.I(className=f"swatch pattern-{pattern}", style={"backgroundColor": colour})


def _key(mark: html.I | html.Span, label: str, count: int | None, **shows: str) -> html.Li:
    """A line of the legend; one that tells what it ``shows`` is a button that points at it."""
    counted = [html.Span(f"({text.number(count)})", className="quiet")] if count is not None else []
    line = [mark, html.Span(label), *counted]
    if not shows:
        return html.Li(line)
    pressed = attributes(aria_pressed="false", **shows)
    return html.Li(html.Button(line, type="button", className="key-button", **pressed))
