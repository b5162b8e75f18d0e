"""Places side by side: those of the comparison, and every state before and after a what-if."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import text
from geoaid.analysis.following import DEFAULT_NEED, need_values
from geoaid.analysis.whatif import what_if
from geoaid.answer import answer as answer_of
from geoaid.chartspec import Axis, ChartSpec, Line, Mark, Panel, Table, axis
from geoaid.chartspec.frame import (
    compared,
    framed,
    keys_of,
    kinds_of,
    name_of,
    total_measure,
)
from geoaid.findings import findings, format_value, status_text
from geoaid.findings.analysis import Words, now, what_if_words
from geoaid.findings.need import need_credit
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from geoaid.answer import Answer, PlaceFigures
    from geoaid.ledger import Ledger
    from geoaid.view import View


_ROW = 30  # pixels of a row of names


def compare(view: View, ledger: Ledger) -> ChartSpec | None:
    """The places of the comparison on three scales: the figure, per person, and the need."""
    lang, found = view.lang, answer_of(view, ledger)
    chosen = compared(found)
    if not chosen:
        return None
    basis = total_measure(REGISTRY[view.measure].basis)
    rate = f"{basis}_per_100k"
    name = view.need or DEFAULT_NEED
    need = need_values(view, {place.level for place in chosen})
    columns: list[tuple[str, str, list[float | None], Callable[[float], str]]] = [
        (
            text.t(lang, f"stat.{basis}"),
            "",
            [_figure(place, basis) for place in chosen],
            lambda value: format_value(lang, basis, value, label=True),
        ),
        (
            text.t(lang, "stat.per_100k"),
            "",
            [_figure(place, rate) for place in chosen],
            lambda value: format_value(lang, rate, value, label=True),
        ),
        (
            NEEDS[name].label[lang],
            NEEDS[name].unit[lang],
            [need.get(place.code) for place in chosen],
            lambda value: text.number(value, NEEDS[name].decimals),
        ),
    ]
    n = len(chosen)
    names = [_row_name(lang, place) for place in chosen]
    rows = tuple((float(n - i), row) for i, row in enumerate(names))
    kinds = kinds_of(view)
    panels = []
    for title, unit, values, write in columns:
        scale = axis((value for value in values if value is not None), unit, write, wanted=3)
        marks = tuple(
            Mark(
                0.0 if value is None else value,
                float(n - i),
                names[i],
                f"{title}: {_said(lang, found, place, value, write)}",
                place.code,
                "quiet" if value is None else kinds.get(place.code, "plain"),
            )
            for i, (place, value) in enumerate(zip(chosen, values, strict=True))
        )
        lines = tuple(
            Line(((0.0, float(n - i)), (value, float(n - i))), "guide")
            for i, value in enumerate(values)
            if value
        )
        y = Axis("", 0.5, n + 0.5, (), has_grid=False)
        panels.append(Panel(title, scale, y, marks=marks, lines=lines, rows=rows))
    table = Table(
        (text.t(lang, "chart.head_place"), *(title for title, *_ in columns)),
        tuple(
            (
                names[i],
                *(_said(lang, found, place, values[i], write) for _, _, values, write in columns),
            )
            for i, place in enumerate(chosen)
        ),
        tuple(place.code for place in chosen),
    )

    said = findings(found.in_view(view.but(layer="measure")))
    notes = []
    if {place.level for place in chosen} == {"state", "municipality"}:
        notes.append(text.t(lang, "chart.two_levels"))
    return framed(
        view,
        found,
        Words((said.headline,), said.hedge),
        panels=tuple(panels),
        table=table,
        legend=[
            *keys_of(lang, (mark for panel in panels for mark in panel.marks)),
            ("mark-quiet", text.t(lang, "chart.no_figure")),
        ],
        notes=notes,
        credits_=[
            need_credit(view, name, level)
            for level in ("state", "municipality")
            if level in {place.level for place in chosen}
        ],
        height=max(_ROW * n, 90),
    )


def _figure(place: PlaceFigures, measure: str) -> float | None:
    name = {"amount": "amount_usd", "amount_per_100k": "amount_per_100k"}.get(measure, measure)
    value = getattr(place, name)
    return None if value is None else float(value)


def _row_name(lang: str, place: PlaceFigures) -> str:
    short = name_of(place.code)
    return text.t(lang, "page.all_of", place=short) if place.level == "state" else short


def _said(
    lang: str,
    found: Answer,
    place: PlaceFigures,
    value: float | None,
    write: Callable[[float], str],
) -> str:
    if value is not None:
        return write(value)
    if place.status in ("value", "zero"):
        return text.t(lang, "status.no_amount" if place.programmes else "status.no_record")
    return status_text(found, place)


def moves(view: View, ledger: Ledger) -> ChartSpec | None:
    """Every state now and by the reader's terms."""
    lang, found = view.lang, answer_of(view, ledger)
    moved = what_if(found)
    if not moved.states:
        return None
    ordered = sorted(moved.states, key=lambda state: (-state.then_usd, state.code))
    n = len(ordered)

    def write(value: float) -> str:
        return text.short_money(value)

    marks, lines, rows = [], [], []
    for i, state in enumerate(ordered):
        y, name = float(n - i), name_of(state.code)
        rows.append((y, name))
        lines.append(Line(((state.now_usd, y), (state.then_usd, y)), "guide"))
        before = text.t(lang, "chart.now", amount=now(lang, state))
        then = text.t(lang, "chart.then", amount=text.exact_money(state.then_usd))
        marks.append(Mark(state.now_usd, y, name, before, state.code, "quiet"))
        marks.append(Mark(state.then_usd, y, name, then, state.code, "compare"))
    panel = Panel(
        text.t(lang, "chart.assumed"),
        axis((mark.x for mark in marks), "", write),
        Axis("", 0.5, n + 0.5, (), has_grid=False),
        marks=tuple(marks),
        lines=tuple(lines),
        rows=tuple(rows),
    )
    head = tuple(
        text.t(lang, f"stat.{key}") for key in ("place", "now", "then", "change", "per_person")
    )
    table = Table(
        head,
        tuple(
            (
                name_of(state.code),
                now(lang, state),
                text.exact_money(state.then_usd),
                text.signed_money(state.change_usd),
                "–" if state.per_person_usd is None else text.number(state.per_person_usd, 2),
            )
            for state in ordered
        ),
        tuple(state.code for state in ordered),
    )
    return framed(
        view,
        found,
        what_if_words(view, moved),
        panels=(panel,),
        table=table,
        legend=[
            ("mark-quiet", text.t(lang, "stat.now")),
            ("mark-compare", text.t(lang, "stat.then")),
        ],
        credits_=[need_credit(view, name, "state") for name, _ in view.move_by],
        height=19 * n,
    )
