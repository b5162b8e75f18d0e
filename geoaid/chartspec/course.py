"""Programmes and appropriations by fiscal year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import text
from geoaid.analysis.timeline import MARKS, timeline
from geoaid.answer import answer as answer_of
from geoaid.chartspec import Axis, Bar, ChartSpec, Event, Panel, Table, axis
from geoaid.chartspec.frame import (
    framed,
)
from geoaid.findings.analysis import (
    timeline_words,
)

if TYPE_CHECKING:
    from geoaid.ledger import Ledger
    from geoaid.view import View


def years(view: View, ledger: Ledger) -> ChartSpec | None:
    """Programmes by fiscal year and, where there are any, appropriations below them."""
    lang, line = view.lang, timeline(view, ledger)
    first, last = line.years[0].year, line.years[-1].year
    gap = last + 2  # where the bar of what has no year stands
    x = Axis(
        text.t(lang, "chart.fiscal_year"),
        first - 0.6,
        gap + 0.6 if line.undated else last + 0.6,
        (
            *((float(year), str(year)) for year in range(first, last + 1, 2)),
            *(((float(gap), text.t(lang, "chart.undated")),) if line.undated else ()),
        ),
        has_grid=False,
    )
    bars = [
        Bar(
            year.year - 0.42, year.year + 0.42, 0.0, float(year.programmes), _fy(lang, year.year),
            text.t(lang, "page.programmes", n=year.programmes), "plain", f"{year.year}-{year.year}",
        )
        for year in line.years
    ]  # fmt: skip
    if line.undated:
        words = text.t(lang, "page.programmes", n=line.undated)
        label = text.t(lang, "chart.undated")
        bars.append(Bar(gap - 0.42, gap + 0.42, 0.0, float(line.undated), label, words, "undated"))
    spans = ((view.years[0] - 0.5, view.years[1] + 0.5),) if view.years else ()
    upper = Panel(
        text.t(lang, "chart.programmes_by_year"),
        _bare(x) if line.has_appropriations else x,
        axis((bar.y1 for bar in bars), "", text.figure, wanted=4),
        bars=tuple(bars),
        spans=spans,
        events=tuple(
            Event(
                (event.first + event.last) / 2,
                f"{number} {event.label[lang]}",
                event.statement if lang == "en" else event.label[lang],
            )
            for number, event in enumerate(line.events, start=1)
        ),
    )
    lower = [
        Bar(
            year.year - 0.42, year.year + 0.42, 0.0, year.appropriated_usd / 1e6,
            _fy(lang, year.year),
            text.t(
                lang, "chart.appropriated", amount=text.money(lang, year.appropriated_usd),
                mark=text.t(lang, f"chart.mark_{year.mark}"),
            ),
            year.mark, f"{year.year}-{year.year}",
        )
        for year in line.years
        if year.appropriated_usd and year.mark
    ]  # fmt: skip
    panels = [upper]
    if lower:
        y = axis((bar.y1 for bar in lower), "", text.figure, wanted=4)
        title = text.t(lang, "chart.appropriations_by_year")
        panels.append(Panel(title, x, y, bars=tuple(lower), spans=spans))
    rows = tuple(
        (
            str(year.year),
            text.number(year.programmes),
            "–" if year.appropriated_usd is None else text.exact_money(year.appropriated_usd),
            text.t(lang, f"chart.mark_{year.mark}") if year.mark else "–",
            ", ".join(year.source_ids) or "–",
        )
        for year in line.years
    )
    if line.undated:
        label = text.t(lang, "chart.undated")
        rows = (*rows, (label, text.number(line.undated), "–", "–", "–"))
    head = tuple(
        text.t(lang, f"chart.head_{key}")
        for key in ("year", "total_programmes", "appropriated", "mark", "documents")
    )
    columns = len(head) if lower else 2
    events = [
        f"{number} {event.label[lang]} ({_source(lang, ledger, event.source_id)})"
        for number, event in enumerate(line.events, start=1)
    ]
    marks = [("bar-undated", text.t(lang, "chart.undated"))] if line.undated else []
    if lower:
        marks = [*((f"bar-{mark}", text.t(lang, f"chart.mark_{mark}")) for mark in MARKS), *marks]
    return framed(
        view,
        answer_of(view, ledger),
        timeline_words(view, line),
        panels=tuple(panels),
        table=Table(head[:columns], tuple(row[:columns] for row in rows)),
        legend=marks,
        notes=[text.t(lang, "chart.events", events="; ".join(events))] if events else [],
        height=400,
        is_stacked=True,
        title="" if lower else "time_alone",
    )


def _fy(lang: str, year: int) -> str:
    words = text.t(lang, "timeline.fiscal_year", year=year)
    return words[:1].upper() + words[1:]


def _source(lang: str, ledger: Ledger, source_id: str) -> str:
    """A document as short as a note has it: who published it, and the year."""
    source = ledger.sources.get(source_id)
    if not source or not source.get("publisher"):
        return text.t(lang, "chart.source", id=source_id)
    year = (source.get("date") or "")[:4]
    return f"{source['publisher']}, {year}" if year.isdigit() else source["publisher"]


def _bare(x: Axis) -> Axis:
    """The same axis without its words, for the upper of two plots."""
    return Axis("", x.low, x.high, (), has_grid=False)
