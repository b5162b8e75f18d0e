"""What every chart of the analysis has: its title, sources, and how places are drawn in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.analysis.following import DEFAULT_NEED
from geoaid.chartspec import ChartSpec, Mark, Panel, Table
from geoaid.findings import filters
from geoaid.mapspec import credits_of, data_line
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.answer import Answer, PlaceFigures
    from geoaid.findings.analysis import (
        Words,
    )
    from geoaid.view import View


# Of many places only so many of the most under-served are drawn beside those that documents name.
MOST_UNDER_SERVED = 25
DRAWN_WHOLE = 100


def compared(found: Answer) -> list[PlaceFigures]:
    """The spotlight, its states, and the places set against them, each once."""
    chosen: list[PlaceFigures] = []
    for place in found.spotlight:
        chosen.append(place)
        state = found.place(place.code[:2])
        if place.level == "municipality" and state:
            chosen.append(state)
    return list({place.code: place for place in (*chosen, *found.compare)}.values())


def name_of(code: str, *, is_label: bool = True) -> str:
    """What a chart calls a place: short where that is drawn, else a municipality with its state."""
    return places.get(code).short if is_label else places.with_state(code)


def kinds_of(view: View) -> dict[str, str]:
    """How a place is drawn: the spotlight, its states, and those set against them."""
    kinds = {code[:2]: "host" for code in view.spotlight}
    kinds |= dict.fromkeys(view.spotlight, "spotlight")
    return kinds | dict.fromkeys(view.compare, "compare")


def keys_of(lang: str, marks: Iterable[Mark]) -> list[tuple[str, str]]:
    """The legend's entries for the marks of the spotlight, its states, and those set against."""
    shown = {mark.kind for mark in marks}
    kinds = ("spotlight", "host", "compare")
    return [(f"mark-{kind}", text.t(lang, f"chart.{kind}")) for kind in kinds if kind in shown]


def framed(
    view: View,
    found: Answer,
    words: Words,
    *,
    panels: tuple[Panel, ...],
    table: Table,
    legend: Iterable[tuple[str, str]] = (),
    notes: Iterable[str] = (),
    credits_: Iterable[str] = (),
    height: int = 380,
    is_stacked: bool = False,
    title: str = "",
) -> ChartSpec:
    """Put plots and table into the frame of the view's panel: title, sentences, sources.

    ``title`` is the key of another title than the panel's own.
    """
    lang = view.lang
    return ChartSpec(
        name=view.panel,
        title=text.t(lang, f"chart.title_{title or view.panel}", None, **_title_words(view)),
        # The line of years shows them all.
        subtitle=filters(view.but(years=None) if view.panel == "time" else view)
        or text.t(lang, "map.no_filter"),
        alt=words.all,
        panels=panels,
        table=table,
        legend=tuple(legend),
        notes=(*words.findings, words.hedge, *notes),
        credits=(*_credits(found), *credits_, data_line(found)),
        height=height,
        is_stacked=is_stacked,
        lang=lang,
    )


def _credits(found: Answer) -> tuple[str, ...]:
    """Sources of records and denominators; of the boundaries where neighbours are told by them."""
    every = credits_of(found)
    return every if found.view.panel == "clusters" else (every[0], *every[2:])


def _title_words(view: View) -> dict[str, str]:
    # What lies concentrated is the total, whatever the map shows of it.
    total = total_measure(REGISTRY[view.measure].basis)
    measure = total if view.panel == "concentration" else view.measure
    label = REGISTRY[measure].label[view.lang]
    need = NEEDS[view.need or DEFAULT_NEED].label[view.lang]
    return {
        "measure": label,
        "measure_in": label[:1].lower() + label[1:],
        "need_in": need[:1].lower() + need[1:],
        "level": text.t(view.lang, f"analysis.{view.level}_many"),
    }


def total_measure(basis: str) -> str:
    """The measure that a basis is counted in."""
    return "programmes" if basis == "programmes" else "amount"
