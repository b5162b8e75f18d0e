"""The charts of the analysis: one function a panel, from its figures and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import need as needs
from geoaid import places, text
from geoaid.analysis.clusters import clusters
from geoaid.analysis.concentration import concentration
from geoaid.analysis.following import DEFAULT_NEED, following
from geoaid.analysis.timeline import MARKS, timeline
from geoaid.analysis.whatif import what_if
from geoaid.answer import answer as answer_of
from geoaid.chartspec import Axis, Bar, ChartSpec, Event, Line, Mark, Panel, Table, axis, ticks
from geoaid.errors import NotComputableError
from geoaid.findings import filters, format_value, status_text
from geoaid.findings.analysis import (
    clusters_words,
    concentration_words,
    need_credit,
    need_value,
    need_words,
    rank,
    timeline_words,
    what_if_words,
)
from geoaid.mapspec import credits_of, data_line
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geoaid.analysis.concentration import Concentration, CurvePoint
    from geoaid.answer import Answer, PlaceFigures
    from geoaid.findings.analysis import Words
    from geoaid.ledger import Ledger
    from geoaid.view import View

_ROW = 30  # pixels of a row of names
# Of many places only so many of the most under-served are drawn beside those that documents name.
_MOST_UNDER_SERVED = 25
_DRAWN_WHOLE = 100


def chart(view: View, ledger: Ledger) -> ChartSpec | None:
    """The chart of a view's panel; None where there is nothing to draw, which its words say."""
    make: dict[str, Callable[[View, Ledger], ChartSpec | None]] = {
        "compare": compare,
        "concentration": lorenz,
        "need": ranks,
        "clusters": moran,
        "what_if": moves,
        "time": years,
    }
    return make[view.panel](view, ledger)


def compared(found: Answer) -> list[PlaceFigures]:
    """The spotlight, its states, and the places set against them, each once."""
    chosen: list[PlaceFigures] = []
    for place in found.spotlight:
        chosen.append(place)
        state = found.place(place.code[:2])
        if place.level == "municipality" and state:
            chosen.append(state)
    return list({place.code: place for place in (*chosen, *found.compare)}.values())


def name_of(code: str) -> str:
    """What a chart calls a place: a state as such where a city has the name too."""
    return places.get(code).short


def _kinds(view: View) -> dict[str, str]:
    """How a place is drawn: the spotlight and its states, and those set against them."""
    kinds = {code[:2]: "spotlight" for code in view.spotlight}
    kinds |= dict.fromkeys(view.spotlight, "spotlight")
    return kinds | dict.fromkeys(view.compare, "compare")


def _spec(
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
) -> ChartSpec:
    lang = view.lang
    return ChartSpec(
        name=view.panel,
        title=text.t(lang, f"chart.title_{view.panel}", None, **_title_words(view)),
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
    label = REGISTRY[view.measure].label[view.lang]
    need = NEEDS[view.need or DEFAULT_NEED].label[view.lang]
    return {
        "measure": label,
        "measure_in": label[:1].lower() + label[1:],
        "need_in": need[:1].lower() + need[1:],
        "level": text.t(view.lang, f"analysis.{view.level}_many"),
    }


def lorenz(view: View, ledger: Ledger) -> ChartSpec | None:
    """The Lorenz curve over places, and over persons, with the places named."""
    lang, found = view.lang, concentration(view, ledger)
    if not found.curve:
        return None
    words = concentration_words(view, found)
    kinds = _kinds(view)
    kind = text.t(lang, f"analysis.{found.level}_many")
    shown = [point for point in found.curve if point.total or len(found.curve) <= _DRAWN_WHOLE]
    last = shown[-1].code
    marks = tuple(
        Mark(
            point.x,
            point.y,
            name_of(point.code),
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
    what = text.t(lang, f"chart.share_of_{found.basis}")
    panel = Panel(
        "",
        _percent_axis(text.t(lang, "chart.share_of_places", places=kind)),
        _percent_axis(what),
        marks=marks,
        lines=tuple(lines),
    )
    rows = tuple(
        (
            name_of(point.code),
            format_value(lang, _total_measure(found.basis), point.total),
            text.percent(point.x),
            text.percent(point.y),
        )
        for point in reversed(shown)
    )
    head = tuple(
        text.t(lang, f"chart.head_{key}") for key in ("place", f"total_{found.basis}", "x", "y")
    )
    return _spec(
        view,
        answer_of(view, ledger),
        words,
        panels=(panel,),
        table=Table(head, rows),
        legend=legend,
        height=420,
    )


def _total_measure(basis: str) -> str:
    return "programmes" if basis == "programmes" else "amount"


def _lorenz_value(view: View, found: Concentration, point: CurvePoint) -> str:
    return text.t(
        view.lang,
        f"chart.point_{found.basis}",
        total=format_value(view.lang, _total_measure(found.basis), point.total),
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
    kinds = _kinds(view)
    under = [place.code for place in against.under_served[:_MOST_UNDER_SERVED]]
    shown = [
        place
        for place in against.places
        if n <= _DRAWN_WHOLE or place.is_documented or place.code in under
    ]
    named = {place.code for place in against.under_served[:4]} | set(kinds)
    marks = tuple(
        Mark(
            n + 1 - place.rank_need,
            n + 1 - place.rank_assistance,
            name_of(place.code),
            text.t(
                lang,
                "chart.point_need",
                need=need_value(lang, against.indicator, place.need),
                rank_need=rank(place.rank_need),
                assistance=format_value(lang, view.measure, place.assistance),
                rank_assistance=rank(place.rank_assistance),
            ),
            place.code,
            kinds.get(place.code, "plain" if place.is_documented else "quiet"),
            is_labelled=place.code in named,
        )
        for place in shown
    )
    need = NEEDS[against.indicator].label[lang]
    panel = Panel(
        "",
        _rank_axis(n, text.t(lang, "chart.rank_need", need=need)),
        _rank_axis(n, text.t(lang, "chart.rank_assistance")),
        marks=marks,
        lines=(Line(((0.0, 0.0), (n + 1.0, n + 1.0)), "equality"),),
    )
    rows = tuple(
        (
            name_of(place.code),
            need_value(lang, against.indicator, place.need),
            rank(place.rank_need),
            format_value(lang, view.measure, place.assistance),
            rank(place.rank_assistance),
            f"{place.rank_gap:+g}".replace("-", "−"),
        )
        for place in against.under_served
        if place in shown
    )
    head = tuple(
        text.t(lang, f"chart.head_{key}")
        for key in ("place", "need", "rank_need", "assistance", "rank_assistance", "rank_gap")
    )
    legend = [
        ("line-equality", text.t(lang, "chart.equal_ranks")),
        ("mark-spotlight", text.t(lang, "chart.spotlight")),
        ("mark-compare", text.t(lang, "chart.compared")),
        ("mark-quiet", text.t(lang, "chart.no_figure")),
    ]
    notes = [text.t(lang, "chart.below_diagonal")]
    if len(shown) < n:
        notes.append(
            text.t(lang, "chart.of_many", shown=text.number(len(shown)), all=text.number(n))
        )
    return _spec(
        view,
        found,
        need_words(view, against),
        panels=(panel,),
        table=Table(head, rows),
        legend=legend,
        notes=notes,
        credits_=[need_credit(view, against.indicator, view.level)],
        height=420,
    )


def _rank_axis(n: int, label: str) -> Axis:
    step = 5 if n <= _DRAWN_WHOLE else 500
    at = [1, *range(step, n + 1, step)]
    return Axis(label, 0.0, n + 1.0, tuple((n + 1.0 - r, text.number(r)) for r in reversed(at)))


def moran(view: View, ledger: Ledger) -> ChartSpec | None:
    """The Moran scatterplot: each place's value against the mean of its neighbours."""
    lang, found = view.lang, answer_of(view, ledger)
    near = clusters(found)
    if near.i is None:
        return None
    kinds = _kinds(view)
    out = {"high_high", "low_low", "high_low", "low_high"}
    shown = [
        code
        for code in near.scatter
        if len(near.scatter) <= _DRAWN_WHOLE or near.kinds[code] in out or any(near.scatter[code])
    ]

    def write(value: float) -> str:
        return format_value(lang, view.measure, value, label=True)

    marks = tuple(
        Mark(
            near.scatter[code][0],
            near.scatter[code][1],
            name_of(code),
            text.t(
                lang,
                "chart.point_moran",
                value=write(near.scatter[code][0]),
                around=write(near.scatter[code][1]),
                kind=text.t(lang, f"clusters.{near.kinds[code]}"),
            ),
            code,
            kinds.get(code, "plain"),
            is_labelled=code in kinds or (near.kinds[code] in out and len(shown) <= _DRAWN_WHOLE),
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
    rows = tuple(
        (
            name_of(code),
            write(near.scatter[code][0]),
            write(near.scatter[code][1]),
            text.t(lang, f"clusters.{near.kinds[code]}"),
            "–" if code not in near.local_p else f"{near.local_p[code]:.2g}",
        )
        for code in sorted(shown, key=lambda one: near.local_p.get(one, 1))
    )
    head = tuple(
        text.t(lang, f"chart.head_{key}") for key in ("place", "assistance", "around", "kind", "p")
    )
    return _spec(
        view,
        found,
        clusters_words(view, near),
        panels=(panel,),
        table=Table(head, rows),
        legend=[
            ("line-data", text.t(lang, "chart.slope")),
            ("line-guide", text.t(lang, "chart.means")),
        ],
        height=400,
    )


def compare(view: View, ledger: Ledger) -> ChartSpec | None:
    """The places of the comparison on three scales: the figure, per person, and the need."""
    lang, found = view.lang, answer_of(view, ledger)
    chosen = compared(found)
    if not chosen:
        return None
    basis = _total_measure(REGISTRY[view.measure].basis)
    rate = f"{basis}_per_100k"
    name = view.need or DEFAULT_NEED
    need: dict[str, float] = {}
    for level in {place.level for place in chosen}:
        try:
            need |= needs.figures(name, level, view.need_years).values
        except NotComputableError:
            continue
    columns: list[tuple[str, list[float | None], Callable[[float], str]]] = [
        (
            text.t(lang, f"stat.{basis}"),
            [_figure(place, basis) for place in chosen],
            lambda value: format_value(lang, basis, value, label=True),
        ),
        (
            text.t(lang, "stat.per_100k"),
            [_figure(place, rate) for place in chosen],
            lambda value: format_value(lang, rate, value, label=True),
        ),
        (
            NEEDS[name].label[lang],
            [need.get(place.code) for place in chosen],
            lambda value: text.number(value, NEEDS[name].decimals),
        ),
    ]
    n = len(chosen)
    names = [_row_name(lang, place) for place in chosen]
    rows = tuple((float(n - i), row) for i, row in enumerate(names))
    kinds = _kinds(view)
    panels = []
    for title, values, write in columns:
        scale = axis((value for value in values if value is not None), "", write, wanted=3)
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
        (text.t(lang, "chart.head_place"), *(title for title, _, _ in columns)),
        tuple(
            (
                names[i],
                *(_said(lang, found, place, values[i], write) for _, values, write in columns),
            )
            for i, place in enumerate(chosen)
        ),
    )
    from geoaid.findings import findings
    from geoaid.findings.analysis import Words

    said = findings(found.in_view(view.but(layer="measure")))
    notes = []
    if {place.level for place in chosen} == {"state", "municipality"}:
        notes.append(text.t(lang, "chart.two_levels"))
    return _spec(
        view,
        found,
        Words((said.headline,), said.hedge),
        panels=tuple(panels),
        table=table,
        legend=[
            ("mark-spotlight", text.t(lang, "chart.spotlight")),
            ("mark-compare", text.t(lang, "chart.compared")),
            ("mark-quiet", text.t(lang, "chart.no_figure")),
        ],
        notes=notes,
        credits_=[need_credit(view, name, level) for level in ("state", "municipality")],
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
        now = text.t(lang, "chart.now", amount=text.exact_money(state.now_usd))
        then = text.t(lang, "chart.then", amount=text.exact_money(state.then_usd))
        marks.append(Mark(state.now_usd, y, name, now, state.code, "quiet"))
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
                text.exact_money(state.now_usd),
                text.exact_money(state.then_usd),
                text.signed_money(state.change_usd),
                "–" if state.per_person_usd is None else text.number(state.per_person_usd, 2),
            )
            for state in ordered
        ),
    )
    return _spec(
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


def years(view: View, ledger: Ledger) -> ChartSpec | None:
    """Programmes and appropriations by fiscal year, one above the other."""
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
        x if not any(year.appropriated_usd for year in line.years) else _bare(x),
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
    events = [
        f"{number} {event.label[lang]} ({event.source_id})"
        for number, event in enumerate(line.events, start=1)
    ]
    marks = [("bar-undated", text.t(lang, "chart.undated"))] if line.undated else []
    if lower:
        marks = [*((f"bar-{mark}", text.t(lang, f"chart.mark_{mark}")) for mark in MARKS), *marks]
    return _spec(
        view,
        answer_of(view, ledger),
        timeline_words(view, line),
        panels=tuple(panels),
        table=Table(head, rows),
        legend=marks,
        notes=[text.t(lang, "chart.events", events="; ".join(events))] if events else [],
        height=400,
        is_stacked=True,
    )


def _fy(lang: str, year: int) -> str:
    return text.t(lang, "timeline.fiscal_year", year=year)


def _bare(x: Axis) -> Axis:
    """The same axis without its words, for the upper of two plots."""
    return Axis("", x.low, x.high, (), has_grid=False)
