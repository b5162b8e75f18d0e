"""Several maps on a page: a pair side by side, one for each program area or period.

Maps of one measure share their classes, and the circles their scale, so that they can be compared.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoaid import answer as answers
from geoaid import text
from geoaid.analysis.following import DEFAULT_NEED
from geoaid.analysis.pairing import pairing
from geoaid.errors import PrintError
from geoaid.findings import filters, span, subject
from geoaid.findings.pairing import captions, kind_of, pair_words
from geoaid.mapspec import mapspec, remake
from geoaid.mapspec.together import together
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS
from geoaid.render.content import Content, printed
from geoaid.render.ink import in_grey
from geoaid.render.page import problem
from geoaid.render.pictures import Picture
from geoaid.view.difference import Difference
from geoaid.view.fields import FIELDS, FIRST_YEAR, LAST_YEAR, PROGRAM_AREAS, BadError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geoaid.mapspec import MapSpec
    from geoaid.render import Job
    from geoaid.view import View

# So many periods at most if the reader names none.
_PERIODS = 6
# Status of every class and status in a legend that is shared.
_NOTHING = "–"


def pair(job: Job) -> Content:
    """Two maps side by side: assistance and need, two ranges of years, or any two views."""
    view, second = job.spec.view, job.print_.second
    if second == "need":
        return _with_need(job)
    if isinstance(second, Difference):
        return _of_difference(job, second)
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


def _of_difference(job: Job, difference: Difference) -> Content:
    _require_measure(job)
    lang, views = job.spec.view.lang, difference.sides(job.spec.view)
    found = pairing(job.spec.view, job.ledger, difference)
    said = pair_words(job.spec.view, found)
    words = ((" ".join(said.findings), said.hedge),)
    named = captions(difference, job.spec.view)
    if found.is_one_unit:
        content = _shared(job, views, [kind_of(difference)] * 2, named=named)
    else:
        specs = [mapspec(one) for one in found.answers]
        content = _apart(job, specs, named)
    notes = dict.fromkeys(note for one in found.answers for note in mapspec(one).findings.notes)
    shown = replace(
        content.spec,
        title=job.print_.title or _title(job, difference),
        subtitle=job.print_.subtitle
        or filters(views[0].but(**{field: FIELDS[field].default for field in difference.fields}))
        or text.t(lang, "map.no_filter"),
        findings=replace(content.spec.findings, notes=tuple(notes)),
    )
    return replace(content, spec=shown, words=words)


def _title(job: Job, difference: Difference) -> str:
    lang, kind = job.spec.view.lang, kind_of(difference)
    one, other = difference.sides(job.spec.view)
    if kind == "measure":
        first, second = (REGISTRY[view.measure].label[lang] for view in (one, other))
        second = second[:1].lower() + second[1:]
        return text.t(
            lang, "print.title_pair", measure=first, need=second, subject=subject(job.answer)
        )
    title = mapspec(answers.answer(one, job.ledger)).title
    return text.t(lang, f"pair.title_{kind}", title=title)


def _with_need(job: Job) -> Content:
    _require_measure(job)
    lang = job.spec.view.lang
    view = job.spec.view.but(need=job.spec.view.need or DEFAULT_NEED)
    need_spec = mapspec(answers.answer(view.but(layer="need"), job.ledger))
    measure, need = REGISTRY[view.measure].label[lang], NEEDS[view.need or DEFAULT_NEED].label[lang]
    captions_ = (
        text.t(lang, "print.assistance", measure=measure),
        text.t(lang, "print.need", need=need),
    )
    title = text.t(
        lang,
        "print.title_pair",
        measure=measure,
        need=need[:1].lower() + need[1:],
        subject=subject(job.answer),
    )
    content = _apart(job, [job.spec, need_spec], captions_)
    return replace(content, spec=replace(content.spec, title=job.print_.title or title))


def _apart(job: Job, specs: Sequence[MapSpec], captions_: Sequence[str]) -> Content:
    """Maps each of which has a legend of its own."""
    credits_ = dict.fromkeys(line for spec in specs for line in spec.credits)
    if job.print_.ink == "grey":
        specs = [in_grey(spec) for spec in specs]
    pictures = tuple(
        Picture(spec, caption=caption, prefix=f"map-{number}-")
        for number, (spec, caption) in enumerate(zip(specs, captions_, strict=True), 1)
    )
    words = tuple((spec.findings.headline, spec.findings.hedge) for spec in specs)
    spec = replace(job.spec, credits=tuple(credits_))
    return _content(job, spec, pictures, words=words, has_legends=True)


def _shared(
    job: Job,
    views: Sequence[View],
    kinds: Sequence[str],
    *,
    has_words: bool = False,
    named: Sequence[str] = (),
) -> Content:
    """Maps of one measure whose classes are those of all their values together."""
    _require_measure(job)
    lang = job.spec.view.lang
    shown = together([answers.answer(view, job.ledger) for view in views])
    specs, found = list(shown.specs), shown.answers
    legend_note = (shown.legend.legend_note, text.t(lang, "print.counts_note"))
    legend = replace(shown.legend, legend_note=" ".join(part for part in legend_note if part))
    if job.print_.ink == "grey":
        specs = [in_grey(spec) for spec in specs]
    pictures = tuple(
        Picture(
            spec,
            caption=named[number - 1] if named else _caption(one.view, kind),
            note=text.t(lang, "page.programmes", n=one.programmes),
            prefix=f"map-{number}-",
            largest=shown.largest,
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
    whole = replace(
        legend,
        view=base.view,
        title=base.title if named else text.t(lang, f"print.title_{kind}", title=base.title),
        subtitle=base.subtitle if named else _subtitle(job, views, kind),
        findings=base.findings,
        credits=base.credits,
        alt=base.alt,
    )
    return _content(job, whole, pictures, words=words, counts=_counts(shown.counts))


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
        remake(job.spec.view, job.ledger, job.name, job.print_.options()),
        counts=counts,
        has_legends=has_legends,
        ledger_name=job.answer.ledger_name,
    )


def _require_measure(job: Job) -> None:
    layer = job.spec.view.layer
    if layer != "measure":
        expected = BadError("layer_measure", layout=job.print_.layout, layer=layer)
        raise PrintError([problem("layout", job.print_.layout, expected)])


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


def _counts(counts: Mapping[int | str, tuple[int, ...]]) -> dict[int | str, str]:
    """What stands in brackets behind each class and status."""
    return {
        key: f"({', '.join(text.number(n) if n else _NOTHING for n in each)})"
        for key, each in counts.items()
    }
