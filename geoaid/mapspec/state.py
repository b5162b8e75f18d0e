"""The map of one state's municipalities: the country's classes, the state's counts and words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.answer import answer
from geoaid.answer.states import state_only_usd
from geoaid.findings import parts_of, status_text, subject
from geoaid.mapspec import MapSpec, label_of, mapspec
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from geoaid.answer import Answer
    from geoaid.ledger import Ledger
    from geoaid.view import View


def spec_of(found: Answer, ledger: Ledger) -> MapSpec:
    """Decide what a map of an Answer shows: the country, or the state that its view is within."""
    view = found.view
    return state_spec(view, ledger, view.within) if view.within else mapspec(found)


def state_spec(view: View, ledger: Ledger, code: str) -> MapSpec:
    """Decide what a map of one state's municipalities shows.

    Parameters
    ----------
    view
        What the reader chose; its level is that of municipalities.
    ledger
        The records.
    code
        Code of the state.
    """
    view, lang = view.but(level="municipality"), view.lang
    found = answer(view, ledger)
    spec, state = mapspec(found), places.get(code)
    areas = tuple(area for area in spec.areas if area.code[:2] == code)
    # The state itself is what the whole page is of.
    is_inside = spec.chosen is not None and spec.chosen.code[:2] == code != spec.chosen.code
    named = sum(places.on_boundaries(area.code) for area in areas)
    counts = dict.fromkeys((one.status for one in spec.statuses), 0)
    counts["no_record"] = places.municipality_count(code) - named
    for area in areas:
        if area.class_ is None:
            counts[area.status] += 1
    held = [sum(area.class_ == one.index for area in areas) for one in spec.classes]
    title = text.t(
        lang,
        "print.title_state",
        measure=REGISTRY[view.measure].label[lang],
        kind=parts_of(lang, code, one=True),
        place=state.short,
        subject=subject(found),
    )
    headline = _headline(view, found, ledger, code)
    said = replace(spec.findings, headline=headline, notes=_notes(spec, found, ledger, code))
    note = " ".join(
        part for part in (spec.legend_note, text.t(lang, "print.state_classes")) if part
    )
    return replace(
        spec,
        title=title,
        findings=said,
        legend_note=note,
        classes=tuple(
            replace(one, count=n, label=one.label.removesuffix(text.t(lang, "map.empty_class")))
            for one, n in zip(spec.classes, held, strict=True)
        ),
        statuses=tuple(
            replace(one, count=counts[one.status]) for one in spec.statuses if counts[one.status]
        ),
        areas=areas,
        circles=(),
        outlines=(),
        chosen=spec.chosen if is_inside else None,
        labels=tuple(
            label
            for place in found.places
            if place.code[:2] == code and place.status not in ("no_record", "not_applicable")
            if (label := label_of(found, place, is_spotlight=place.code in view.spotlight))
        ),
        alt=f"{title}. {headline}",
    )


def _headline(view: View, found: Answer, ledger: Ledger, code: str) -> str:
    lang, whole = view.lang, answer(view.but(level="state"), ledger)
    state = whole.place(code)
    assert state is not None
    words = text.t(
        lang,
        "print.state_named",
        named=text.number(found.cities.named_in[code]),
        whole=text.number(places.municipality_count(code)),
        kind=parts_of(lang, code),
        place=places.get(code).short,
        programmes=text.t(lang, "page.programmes", n=state.programmes),
    )
    if REGISTRY[view.measure].basis == "programmes":
        return words
    measure = REGISTRY[view.measure].label[lang]
    value = text.t(lang, "print.state_value", measure=measure, value=status_text(whole, state))
    return f"{words} {value}"


def _notes(spec: MapSpec, found: Answer, ledger: Ledger, code: str) -> tuple[str, ...]:
    """The view's notes, with the state's own money in place of that of every state."""
    lang = found.view.lang
    every = text.t(lang, "note.state_only", amount=text.money(lang, found.identity.state_only_usd))
    left_out = {every}
    if spec.chosen and (spec.chosen.code[:2] != code or spec.chosen.code == code):
        left_out.add(spec.chosen.note)
    notes = [note for note in spec.findings.notes if note not in left_out]
    own = state_only_usd(found.view, ledger, code)
    if own:
        notes.insert(0, text.t(lang, "print.state_only", amount=text.money(lang, own)))
    return tuple(notes)
