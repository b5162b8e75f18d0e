"""How assistance lies over places: the Lorenz curve, need by rank, and the neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.analysis.clusters import clusters
from geoaid.analysis.concentration import concentration
from geoaid.analysis.following import following
from geoaid.answer import answer as answer_of
from geoaid.chartspec import Axis, ChartSpec, Line, Mark, Panel, Table, axis, ticks
from geoaid.chartspec.frame import (
    DRAWN_WHOLE,
    MOST_UNDER_SERVED,
    framed,
    keys_of,
    kinds_of,
    name_of,
    total_measure,
)
from geoaid.findings import format_value
from geoaid.findings.analysis import clusters_words, concentration_words, no_amount, rank
from geoaid.findings.need import need_credit, need_value, need_words
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS

if TYPE_CHECKING:
    from geoaid.analysis.concentration import Concentration, CurvePoint
    from geoaid.analysis.following import PlaceNeed
    from geoaid.ledger import Ledger
    from geoaid.view import View


def lorenz(view: View, ledger: Ledger) -> ChartSpec | None:
    """The Lorenz curve over places, and over persons, with the places named."""
    lang, found = view.lang, concentration(view, ledger)
    if not found.curve:
        return None
    words = concentration_words(view, found)
    kinds = kinds_of(view)
    kind = text.t(lang, f"analysis.{found.level}_many")
    shown = [point for point in found.curve if point.total or len(found.curve) <= DRAWN_WHOLE]
    last = shown[-1].code
    marks = tuple(
        Mark(
            point.x,
            point.y,
            name_of(point.code, is_label=point.code in kinds),
            _lorenz_value(view, found, point),
            point.code,
            kinds.get(point.code, "plain" if point.total else "quiet"),
            is_labelled=point.code in kinds or point.code == last,
        )
        for point in shown
    )
    lines = [
        Line(((0.0, 0.0), (1.0, 1.0)), "equality"),
        Line(((0.0, 0.0), *((point.x, point.y) for point in found.curve)), "data"),
    ]
    legend = [
        ("line-data", text.t(lang, "chart.over_places", places=kind)),
        ("line-equality", text.t(lang, "chart.equality")),
    ]
    if found.population_curve:
        points = ((point.x, point.y) for point in found.population_curve)
        lines.append(Line(((0.0, 0.0), *points), "second"))
        legend.insert(1, ("line-second", text.t(lang, "chart.over_persons")))
    legend += keys_of(lang, marks)
    what = text.t(lang, f"chart.share_of_{found.basis}")
    over = "against.share_of_both" if found.population_curve else "chart.share_of_places"
    panel = Panel(
        "",
        _percent_axis(text.t(lang, over, places=kind)),
        _percent_axis(what),
        marks=marks,
        lines=tuple(lines),
    )
    rows = tuple(
        (
            places.with_state(point.code),
            format_value(lang, total_measure(found.basis), point.total),
            text.percent(point.x),
            text.percent(point.y),
        )
        for point in reversed(shown)
    )
    head = tuple(
        text.t(lang, f"chart.head_{key}") for key in ("place", f"total_{found.basis}", "x", "y")
    )
    return framed(
        view,
        answer_of(view, ledger),
        words,
        panels=(panel,),
        table=Table(head, rows, tuple(point.code for point in reversed(shown))),
        legend=legend,
        height=420,
    )


def _lorenz_value(view: View, found: Concentration, point: CurvePoint) -> str:
    return text.t(
        view.lang,
        f"chart.point_{found.basis}",
        total=format_value(view.lang, total_measure(found.basis), point.total),
        x=text.percent(point.x),
        y=text.percent(point.y),
    )


def _percent_axis(label: str) -> Axis:
    return Axis(label, 0.0, 1.0, tuple((tick, text.percent(tick)) for tick in ticks(0, 1)))


def ranks(view: View, ledger: Ledger) -> ChartSpec | None:
    """Every place by its rank of need and of assistance, with the diagonal of equal ranks."""
    lang, found = view.lang, answer_of(view, ledger)
    against = following(found)
    if not against.places or against.figures is None:
        return None
    n = len(against.places)
    kinds = kinds_of(view)
    under = [place.code for place in against.under_served[:MOST_UNDER_SERVED]]
    shown = [
        place
        for place in against.places
        if n <= DRAWN_WHOLE or place.is_documented or place.code in under
    ]
    named = {place.code for place in against.under_served[:4]} | set(kinds)
    marks = tuple(
        Mark(
            n + 1 - place.rank_need,
            n + 1 - place.rank_assistance,
            name_of(place.code, is_label=place.code in named),
            text.t(
                lang,
                "chart.point_need",
                need=need_value(lang, against.indicator, place.need),
                rank_need=rank(place.rank_need, place.tied_need),
                assistance=_assistance(view, place),
                rank_assistance=_rank_of_assistance(view, place),
            ),
            place.code,
            kinds.get(place.code, "plain") if place.is_documented else "quiet",
            is_labelled=place.code in named,
        )
        for place in shown
    )
    indicator = NEEDS[against.indicator]
    need = indicator.label[lang]
    panel = Panel(
        "",
        _rank_axis(n, text.t(lang, "chart.rank_need", need=need)),
        _rank_axis(n, text.t(lang, "chart.rank_assistance")),
        marks=marks,
        lines=(Line(((0.0, 0.0), (n + 1.0, n + 1.0)), "equality"),),
    )
    listed = [place for place in against.under_served if place in shown]
    rows = tuple(
        (
            places.with_state(place.code),
            text.number(place.need, indicator.decimals),
            rank(place.rank_need, place.tied_need),
            _assistance(view, place),
            _rank_of_assistance(view, place),
            f"{place.rank_gap:+g}".replace("-", "−") if _is_known(view, place) else "–",
            _per_need(view, place),
        )
        for place in listed
    )
    head = tuple(
        text.t(lang, f"chart.head_{key}", unit=indicator.unit[lang])
        for key in (
            "place",
            "need",
            "rank_need",
            "assistance",
            "rank_assistance",
            "rank_gap",
            "per_need",
        )
    )
    legend = [
        ("line-equality", text.t(lang, "chart.equal_ranks")),
        *keys_of(lang, marks),
        ("mark-quiet", text.t(lang, "chart.no_figure")),
    ]
    notes = [text.t(lang, "chart.below_diagonal")]
    if len(shown) < n:
        notes.append(
            text.t(lang, "chart.of_many", shown=text.number(len(shown)), all=text.number(n))
        )
    return framed(
        view,
        found,
        need_words(view, against),
        panels=(panel,),
        table=Table(head, rows, tuple(place.code for place in listed)),
        legend=legend,
        notes=notes,
        credits_=[need_credit(view, against.indicator, view.level)],
        height=420,
    )


def _is_known(view: View, place: PlaceNeed) -> bool:
    """Whether the place's assistance is: no document is no programme, but no amount is no US$0."""
    return place.is_documented or REGISTRY[view.measure].basis == "programmes"


def _assistance(view: View, place: PlaceNeed) -> str:
    if _is_known(view, place):
        return format_value(view.lang, view.measure, place.assistance)
    return no_amount(view.lang, is_named=place.is_named)


def _rank_of_assistance(view: View, place: PlaceNeed) -> str:
    known = _is_known(view, place)
    return rank(place.rank_assistance, place.tied_assistance) if known else "–"


def _per_need(view: View, place: PlaceNeed) -> str:
    """Programmes, or US$, per unit of need, with as many figures as tell places apart."""
    value = place.per_need
    if value is None or not _is_known(view, place):
        return "–"
    if REGISTRY[view.measure].basis == "amount":
        return f"US${text.number(value, 0 if value >= 100 else 2)}"
    return f"{value:.3g}"


def _rank_axis(n: int, label: str) -> Axis:
    step = 5 if n <= DRAWN_WHOLE else 500
    at = [1, *range(step, n + 1, step)]
    return Axis(
        label, 0.0, n + 1.0 + n * 0.03, tuple((n + 1.0 - r, text.number(r)) for r in reversed(at))
    )


def moran(view: View, ledger: Ledger) -> ChartSpec | None:
    """The Moran scatterplot: each place's value against the mean of its neighbours."""
    lang, found = view.lang, answer_of(view, ledger)
    near = clusters(found)
    if near.i is None:
        return None
    kinds = kinds_of(view)
    out = {"high_high", "low_low", "high_low", "low_high"}
    shown = [
        code
        for code in near.scatter
        if len(near.scatter) <= DRAWN_WHOLE or near.kinds[code] in out or any(near.scatter[code])
    ]

    def write(value: float) -> str:
        return format_value(lang, view.measure, value, label=True)

    marks = tuple(
        Mark(
            near.scatter[code][0],
            near.scatter[code][1],
            name_of(code, is_label=code in kinds),
            text.t(
                lang,
                "chart.point_moran",
                value=write(near.scatter[code][0]),
                around=write(near.scatter[code][1]),
                kind=text.t(lang, f"clusters.{near.kinds[code]}"),
            ),
            code,
            kinds.get(code, "plain"),
            is_labelled=code in kinds or (near.kinds[code] in out and len(shown) <= DRAWN_WHOLE),
        )
        for code in shown
    )
    mean = sum(value for value, _ in near.scatter.values()) / len(near.scatter)
    measure = REGISTRY[view.measure].label[lang]
    x = axis((mark.x for mark in marks), measure, write)
    y = axis((mark.y for mark in marks), text.t(lang, "chart.neighbours_mean"), write)
    ends = ((x.low, mean + near.i * (x.low - mean)), (x.high, mean + near.i * (x.high - mean)))
    panel = Panel(
        "",
        x,
        y,
        marks=marks,
        lines=(
            Line(((mean, y.low), (mean, y.high)), "guide"),
            Line(((x.low, mean), (x.high, mean)), "guide"),
            Line(ends, "data"),
        ),
    )
    listed = sorted(shown, key=lambda one: near.local_p.get(one, 1))
    rows = tuple(
        (
            places.with_state(code),
            write(near.scatter[code][0]),
            write(near.scatter[code][1]),
            text.t(lang, f"clusters.{near.kinds[code]}"),
            "–" if code not in near.local_p else f"{near.local_p[code]:.2g}",
        )
        for code in listed
    )
    head = tuple(
        text.t(lang, f"chart.head_{key}") for key in ("place", "assistance", "around", "kind", "p")
    )
    return framed(
        view,
        found,
        clusters_words(view, near, found.ledger_name),
        panels=(panel,),
        table=Table(head, rows, tuple(listed)),
        legend=[
            ("line-data", text.t(lang, "chart.slope")),
            ("line-guide", text.t(lang, "chart.means")),
            *keys_of(lang, marks),
        ],
        height=400,
    )
