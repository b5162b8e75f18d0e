"""Several maps on a page: a pair side by side, one for each program area or period.

Maps of one measure share their classes, and the circles their scale, so that they can be compared.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoaid import answer as answers
from geoaid import text
from geoaid.analysis.following import DEFAULT_NEED
from geoaid.answer.figures import class_limits, with_class
from geoaid.errors import PrintError
from geoaid.findings import filters, span
from geoaid.mapspec import mapspec, remake
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS
from geoaid.render.content import Content, printed
from geoaid.render.ink import in_grey
from geoaid.render.page import problem
from geoaid.render.pictures import Picture
from geoaid.view.fields import FIRST_YEAR, LAST_YEAR, PROGRAM_AREAS, BadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geoaid.answer import Answer
    from geoaid.mapspec import MapSpec
    from geoaid.render import Job
    from geoaid.view import View

# So many periods at most if the reader names none.
_PERIODS = 6
# Status of every class and status in a legend that is shared.
_NOTHING = "–"


def pair(job: Job) -> Content:
    """Two maps side by side: assistance and need, or two ranges of years."""
    view, second = job.spec.view, job.print_.second
    if second == "need":
        return _with_need(job)
    assert isinstance(second, tuple)
    if view.years is None:
        raise PrintError([problem("second", span(*second), BadError("first_years"))])
    views = [view, view.but(years=second)]
    content = _shared(job, views, ["years", "years"], has_words=True)
    one, other = (picture.spec.findings for picture in content.pictures)
    notes = dict.fromkeys((other.coverage, *one.notes, *other.notes))
    said = replace(one, notes=tuple(notes))
    return replace(content, spec=replace(content.spec, findings=said))


def areas(job: Job) -> Content:
    """One map for each program area of the view."""
    view = job.spec.view
    shown = view.program_area or PROGRAM_AREAS
    return _shared(job, [view.but(program_area=(area,)) for area in shown], ["area"] * len(shown))


def periods(job: Job) -> Content:
    """One map for each period, those of the print or equal parts of the view's years."""
    view = job.spec.view
    shown = job.print_.periods or parts(*(view.years or (FIRST_YEAR, LAST_YEAR)))
    views = [view.but(years=years) for years in shown]
    content = _shared(job, views, ["years"] * len(views))
    note = text.t(view.lang, "print.periods_note")
    said = replace(content.spec.findings, notes=(note, *content.spec.findings.notes))
    return replace(content, spec=replace(content.spec, findings=said))


def parts(first: int, last: int, most: int = _PERIODS) -> tuple[tuple[int, int], ...]:
    """At most so many periods of equal length; the last may be shorter.

    Examples
    --------
    >>> parts(2008, 2026)
    ((2008, 2011), (2012, 2015), (2016, 2019), (2020, 2023), (2024, 2026))
    """
    step = -(-(last - first + 1) // most)
    return tuple((year, min(year + step - 1, last)) for year in range(first, last + 1, step))


def _with_need(job: Job) -> Content:
    _require_measure(job)
    lang = job.spec.view.lang
    view = job.spec.view.but(need=job.spec.view.need or DEFAULT_NEED)
    need_spec = mapspec(answers.answer(view.but(layer="need"), job.ledger))
    specs = [job.spec, need_spec]
    if job.print_.ink == "grey":
        specs = [in_grey(spec) for spec in specs]
    measure, need = REGISTRY[view.measure].label[lang], NEEDS[view.need or DEFAULT_NEED].label[lang]
    captions = (
        text.t(lang, "print.assistance", measure=measure),
        text.t(lang, "print.need", need=need),
    )
    pictures = tuple(
        Picture(spec, caption=caption, prefix=f"map-{number}-")
        for number, (spec, caption) in enumerate(zip(specs, captions, strict=True), 1)
    )
    words = tuple((spec.findings.headline, spec.findings.hedge) for spec in specs)
    title = text.t(
        lang,
        "print.title_pair",
        measure=measure,
        need=need[:1].lower() + need[1:],
        subject=_subject(job),
    )
    credits_ = dict.fromkeys([*job.spec.credits, *need_spec.credits])
    spec = replace(job.spec, title=title, credits=tuple(credits_))
    return _content(job, spec, pictures, words=words, has_legends=True)


def _shared(
    job: Job, views: Sequence[View], kinds: Sequence[str], *, has_words: bool = False
) -> Content:
    """Maps of one measure whose classes are those of all their values together."""
    _require_measure(job)
    lang = job.spec.view.lang
    found = [answers.answer(view, job.ledger) for view in views]
    every = [place for one in found for place in one.places]
    limits = class_limits(job.spec.view, every)
    found = [_classed(one, limits) for one in found]
    whole = mapspec(_classed(replace(found[0], places=tuple(every)), limits))
    specs = [_with_classes(mapspec(one), whole) for one in found]
    largest = max((c.programmes for spec in specs for c in spec.circles), default=1)
    specs = [_with_circles(spec, largest) for spec in specs]
    counts = _counts(specs)
    most = max(specs, key=lambda spec: max((c.programmes for c in spec.circles), default=0))
    statuses = {one.status: one for spec in specs for one in spec.statuses}
    labelled = max(specs, key=lambda spec: len(spec.labels))
    legend = replace(
        whole,
        statuses=tuple(statuses.values()),
        circles=most.circles,
        labels=labelled.labels,
        legend_note=" ".join(
            part for part in (whole.legend_note, text.t(lang, "print.counts_note")) if part
        ),
    )
    if job.print_.ink == "grey":
        specs = [in_grey(spec) for spec in specs]
    pictures = tuple(
        Picture(
            spec,
            caption=_caption(one.view, kind),
            note=text.t(lang, "page.programmes", n=one.programmes),
            prefix=f"map-{number}-",
            largest=largest,
            has_scale=number == 1,
        )
        for number, (spec, one, kind) in enumerate(zip(specs, found, kinds, strict=True), 1)
    )
    base = job.spec
    if has_words:
        words: tuple[tuple[str, str], ...] = tuple(
            (spec.findings.headline, spec.findings.hedge) for spec in specs
        )
    else:
        words = ((base.findings.headline, base.findings.hedge),)
    kind = kinds[0]
    shown = replace(
        legend,
        view=base.view,
        title=text.t(lang, f"print.title_{kind}", title=base.title),
        subtitle=_subtitle(job, views, kind),
        findings=base.findings,
        credits=base.credits,
        alt=base.alt,
    )
    return _content(job, shown, pictures, words=words, counts=counts)


def _content(
    job: Job,
    spec: MapSpec,
    pictures: tuple[Picture, ...],
    *,
    words: tuple[tuple[str, str], ...],
    counts: dict[int | str, str] | None = None,
    has_legends: bool = False,
) -> Content:
    return Content(
        printed(spec, job.print_),
        pictures,
        words,
        remake(job.spec.view, job.name, job.print_.options()),
        counts=counts,
        has_legends=has_legends,
        is_bundled=job.answer.bundled,
    )


def _require_measure(job: Job) -> None:
    layer = job.spec.view.layer
    if layer != "measure":
        expected = BadError("layer_measure", layout=job.print_.layout, layer=layer)
        raise PrintError([problem("layout", job.print_.layout, expected)])


def _subject(job: Job) -> str:
    key = "map.subject_bundled" if job.answer.bundled else "map.subject_own"
    return text.t(job.spec.view.lang, key)


def _subtitle(job: Job, views: Sequence[View], kind: str) -> str:
    """The filters that all the maps share."""
    if kind == "area":
        shared = filters(views[0].but(program_area=()))
    else:
        shared = filters(views[0].but(years=None))
    return shared or text.t(job.spec.view.lang, f"print.no_filter_{kind}")


def _caption(view: View, kind: str) -> str:
    if kind == "area":
        words = text.t(view.lang, f"program_area.{view.program_area[0]}")
    else:
        assert view.years is not None
        words = text.t(view.lang, "filters.years", span=span(*view.years))
    return words[:1].upper() + words[1:]


def _classed(one: Answer, limits: tuple[float, ...]) -> Answer:
    """The Answer with the classes of other limits."""
    level = one.view.level

    def again(places: Iterable[answers.PlaceFigures]) -> tuple[answers.PlaceFigures, ...]:
        return tuple(with_class(replace(place, class_=None), limits, level) for place in places)

    return replace(one, limits=limits, places=again(one.places))


def _with_classes(spec: MapSpec, whole: MapSpec) -> MapSpec:
    """The MapSpec with the classes of the whole, and its own counts."""
    held = [sum(area.class_ == one.index for area in spec.areas) for one in whole.classes]
    classes = tuple(
        replace(one, count=count) for one, count in zip(whole.classes, held, strict=True)
    )
    return replace(spec, classes=classes)


def _with_circles(spec: MapSpec, largest: int) -> MapSpec:
    circles = tuple(
        replace(circle, radius=(circle.programmes / largest) ** 0.5) for circle in spec.circles
    )
    return replace(spec, circles=circles)


def _counts(specs: Sequence[MapSpec]) -> dict[int | str, str]:
    """For each class and status, how many places it has in each map."""
    found: dict[int | str, list[int]] = {}
    for number, spec in enumerate(specs):
        for one in spec.classes:
            found.setdefault(one.index, [0] * len(specs))[number] = one.count
        for status in spec.statuses:
            found.setdefault(status.status, [0] * len(specs))[number] = status.count
    return {
        key: f"({', '.join(text.number(n) if n else _NOTHING for n in each)})"
        for key, each in found.items()
    }
