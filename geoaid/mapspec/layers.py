"""What the map draws beside a measure: a need, need and assistance together, clusters, a what-if.

Each layer decides classes, areas and words; the MapSpec is made of them as it is of a measure's.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from geoaid import places, text
from geoaid.analysis.assistance import codes_of
from geoaid.analysis.clusters import KINDS, clusters
from geoaid.analysis.following import following
from geoaid.analysis.whatif import what_if
from geoaid.findings import status_text, subject
from geoaid.findings.analysis import now, what_if_terms
from geoaid.findings.need import need_credit, need_source, need_value
from geoaid.mapspec.palette import BIVARIATE, CLUSTERS, GAIN, LOSS, colours
from geoaid.mapspec.parts import Area, MapClass, decimals_of, range_label
from geoaid.measures import REGISTRY
from geoaid.measures.classes import breaks, classify
from geoaid.need import NEEDS
from geoaid.view import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.answer import Answer

_THIRDS = (1, 2, 3)
# A need in its own colours, so that it is not taken for assistance.
_NEED_PALETTE = "OrRd"


@dataclass(frozen=True, slots=True)
class Layer:
    """What a map layer shows.

    Attributes
    ----------
    title, legend_title, legend_note
        Words in the view's language.
    classes, areas
        As in the MapSpec; every place of the level has an area.
    columns
        Further columns of the tables: name -> unit, a key of the catalogue's [sheet.unit].
    rows
        Cells of these columns by place code.
    credits
        Sources beside those of records and boundaries.
    labels
        What a label says after the name, by place code.
    is_square
        True where the legend is the square of need and assistance.
    is_assumed
        True of what did not happen, and must be marked so.
    """

    title: str
    legend_title: str
    legend_note: str
    classes: tuple[MapClass, ...]
    areas: tuple[Area, ...]
    columns: Mapping[str, str]
    rows: Mapping[str, tuple[Any, ...]]
    credits: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    is_square: bool = False
    is_assumed: bool = False


def layer(answer: Answer) -> Layer | None:
    """The layer that an Answer's view asks for; None for the measure itself."""
    make = {"need": _need, "bivariate": _bivariate, "clusters": _clusters, "what_if": _what_if}
    found = make.get(answer.view.layer)
    return found(answer) if found else None


def _area(code: str, status: str, class_: int | None, value: str) -> Area:
    return Area(code, places.get(code).short, status, class_, value)


def _need(answer: Answer) -> Layer:
    view, lang = answer.view, answer.view.lang
    found = following(answer)
    name = found.indicator
    need = NEEDS[name]
    label = need.label[lang]
    where = text.t(lang, f"level.{view.level}").lower()
    title = text.t(
        lang, "layer.title_need", need=label, level=where, place=text.t(lang, "layer.country")
    )
    values = {place.code: place.need for place in found.places}
    limits = breaks(list(values.values()), _scheme(view.scheme), view.k) if values else ()
    default = FIELDS["palette"].default
    palette = view.palette if view.palette != default else _NEED_PALETTE
    classes = _classes(
        values, limits, colours(palette, len(limits)) if limits else (), need.decimals
    )
    areas = tuple(
        _area(code, "value", classify(values[code], limits), need_value(lang, name, values[code]))
        if code in values
        else _area(code, "not_applicable", None, text.t(lang, "status.not_applicable"))
        for code in codes_of(view.level)
    )
    return Layer(
        title=title,
        legend_title=f"{label}, {need.unit[lang]}",
        legend_note=need_source(found.figures) if found.figures else "",
        classes=classes,
        areas=areas,
        columns={"need": "", "rank_need": "", "rank_assistance": "", "rank_gap": ""},
        rows={
            place.code: (place.need, place.rank_need, place.rank_assistance, place.rank_gap)
            for place in found.places
        },
        credits=(need_credit(view, name, view.level),) if found.figures else (),
        labels={code: text.number(value, need.decimals) for code, value in values.items()},
    )


def _scheme(scheme: str) -> str:
    """A reader's own breaks are of the measure; a need has its own."""
    return "natural_breaks" if scheme == "user" else scheme


def _classes(
    values: Mapping[str, float],
    limits: tuple[float, ...],
    ramp: tuple[str, ...],
    decimals: int,
) -> tuple[MapClass, ...]:
    if not limits:
        return ()
    least = min(values.values())
    lows = [least, *limits[:-1]]
    shown = max(decimals, decimals_of([least, *limits]) if decimals else 0)
    counts = [0] * len(limits)
    for value in values.values():
        counts[classify(value, limits) - 1] += 1
    return tuple(
        MapClass(i, low, high, range_label(low, high, shown, first=i == 1, whole=False), colour, n)
        for i, (low, high, colour, n) in enumerate(zip(lows, limits, ramp, counts, strict=True), 1)
    )


def _bivariate(answer: Answer) -> Layer:
    view, lang = answer.view, answer.view.lang
    found = following(answer)
    need, measure = NEEDS[found.indicator].label[lang], REGISTRY[view.measure].label[lang]
    counts = REGISTRY[view.measure].basis == "programmes"
    figures = {place.code: place for place in answer.places}
    by_code = {place.code: place for place in found.places}
    areas, held = [], dict.fromkeys(product(_THIRDS, _THIRDS), 0)
    for code in codes_of(view.level):
        place, shown = by_code.get(code), figures.get(code)
        if place is None:
            areas.append(_area(code, "not_applicable", None, text.t(lang, "status.not_applicable")))
            continue
        amount = text.t(lang, "status.no_record") if shown is None else status_text(answer, shown)
        said = text.t(
            lang,
            "layer.both",
            need=f"{need}: {need_value(lang, found.indicator, place.need)}",
            assistance=f"{measure}: {amount}",
        )
        # Of counts a place without a record has none; of money what it has is not known.
        if not counts and not place.is_documented:
            areas.append(_area(code, shown.status if shown else "no_record", None, said))
            continue
        held[place.need_class, place.assistance_class] += 1
        class_ = 3 * (place.assistance_class - 1) + place.need_class
        areas.append(_area(code, "value", class_, said))
    classes = tuple(
        MapClass(
            3 * (high - 1) + low,
            low,
            high,
            text.t(
                lang,
                "layer.class_both",
                need=text.t(lang, f"analysis.class_{low}"),
                assistance=text.t(lang, f"analysis.class_{high}"),
            ),
            BIVARIATE[high - 1][low - 1],
            held[low, high],
        )
        for high in _THIRDS
        for low in _THIRDS
    )
    return Layer(
        title=text.t(
            lang,
            "layer.title_both",
            need=need[:1].lower() + need[1:],
            measure=measure,
            subject=subject(answer),
        ),
        legend_title=text.t(lang, "layer.legend_both", need=need, measure=measure),
        legend_note=text.t(lang, "layer.thirds"),
        classes=classes,
        areas=tuple(areas),
        columns={
            "need": "", "rank_need": "", "rank_assistance": "", "rank_gap": "",
            "need_class": "", "assistance_class": "",
        },
        rows={
            place.code: (
                place.need, place.rank_need, place.rank_assistance, place.rank_gap,
                place.need_class, place.assistance_class,
            )
            for place in found.places
        },
        credits=(need_credit(view, found.indicator, view.level),) if found.figures else (),
        is_square=True,
    )  # fmt: skip


def _clusters(answer: Answer) -> Layer:
    view, lang = answer.view, answer.view.lang
    found = clusters(answer)
    measure = REGISTRY[view.measure].label[lang]
    counts = [sum(kind == one for kind in found.kinds.values()) for one in KINDS]
    classes = tuple(
        MapClass(i, i, i, text.t(lang, f"clusters.{kind}"), CLUSTERS[kind], n)
        for i, (kind, n) in enumerate(zip(KINDS, counts, strict=True), 1)
    )
    figures = {place.code: place for place in answer.places}

    def area(code: str) -> Area:
        kind = found.kinds.get(code)
        if kind is None:
            return _area(code, "not_applicable", None, text.t(lang, "status.not_applicable"))
        shown = figures.get(code)
        amount = text.t(lang, "status.no_record") if shown is None else status_text(answer, shown)
        said = text.t(lang, f"clusters.{kind}")
        return _area(code, "value", KINDS.index(kind) + 1, f"{said}; {measure}: {amount}")

    return Layer(
        title=text.t(
            lang, "layer.title_clusters", measure=measure[:1].lower() + measure[1:],
            subject=subject(answer),
        ),
        legend_title=text.t(lang, "layer.legend_clusters"),
        legend_note="",
        classes=classes if found.kinds else (),
        areas=tuple(area(code) for code in codes_of(view.level)),
        columns={"cluster": "", "local_i": "", "local_p": ""},
        rows={
            code: (kind, found.local_i.get(code), found.local_p.get(code))
            for code, kind in found.kinds.items()
        },
    )  # fmt: skip


def _what_if(answer: Answer) -> Layer:
    view, lang = answer.view, answer.view.lang
    found = what_if(answer)
    changes = {state.code: state.change_usd for state in found.states}
    steps = breaks([abs(usd) for usd in changes.values() if usd], "natural_breaks", 3)
    classes, index_of = _change_classes(lang, changes, steps)
    areas = []
    for state in found.states:
        said = text.t(
            lang,
            "layer.change",
            now=now(lang, state),
            then=text.exact_money(state.then_usd),
            change=text.signed_money(state.change_usd),
        )
        index = index_of(state.change_usd)
        areas.append(_area(state.code, "value" if index else "zero", index, said))
    if not found.states:
        nothing = text.t(lang, "status.not_applicable")
        areas = [_area(code, "not_applicable", None, nothing) for code in codes_of("state")]
    total = text.money(lang, found.total_usd)
    return Layer(
        title=text.t(lang, "layer.title_what_if", total=total, terms=what_if_terms(view)),
        legend_title=text.t(lang, "layer.legend_what_if"),
        legend_note=text.t(lang, "layer.assumed"),
        classes=classes,
        areas=tuple(areas),
        columns={
            "now_usd": "usd", "what_if_usd": "usd", "what_if_change_usd": "usd",
            "now_per_person_usd": "usd_per_person", "what_if_per_person_usd": "usd_per_person",
        },
        rows={
            state.code: (
                state.now_usd, state.then_usd, state.change_usd,
                state.now_per_person_usd, state.per_person_usd,
            )
            for state in found.states
        },
        credits=tuple(need_credit(view, name, "state") for name, _ in view.move_by),
        labels={code: text.signed_money(usd, short=True) for code, usd in changes.items()},
        is_assumed=True,
    )  # fmt: skip


def _change_classes(
    lang: str, changes: Mapping[str, float], steps: tuple[float, ...]
) -> tuple[tuple[MapClass, ...], Any]:
    """Classes of losses, largest first, then of gains; limits are the same on both sides."""
    n = len(steps)
    lows = [0.0, *steps[:-1]] if steps else []
    ramps = [*reversed(LOSS[:n]), *GAIN[:n]]
    bounds = [(-high, -low) for low, high in zip(lows, steps, strict=True)][::-1]
    bounds += list(zip(lows, steps, strict=True))

    def index_of(usd: float) -> int | None:
        if not usd or not n:
            return None
        step = min(bisect_left(steps, abs(usd)), n - 1)
        return n - step if usd < 0 else n + step + 1

    counts = [0] * (2 * n)
    for usd in changes.values():
        if (index := index_of(usd)) is not None:
            counts[index - 1] += 1
    classes = tuple(
        MapClass(i, low, high, _change_label(lang, low, high), colour, count)
        for i, ((low, high), colour, count) in enumerate(zip(bounds, ramps, counts, strict=True), 1)
    )
    return classes, index_of


def _change_label(lang: str, low: float, high: float) -> str:
    key = "loses" if high <= 0 else "gains"
    small, large = sorted((abs(low), abs(high)))
    return (
        text.t(lang, f"layer.{key}", low=text.money(lang, small), high=text.money(lang, large))
        if small
        else text.t(lang, f"layer.{key}_to", high=text.money(lang, large))
    )
