"""The switch of the interactive file: programmes, amount, need; and all that changes with it.

Each choice is a view of its own, answered and decided like any other; the page holds the words of
all of them and repaints its areas from one to the next.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geoaid import places, text
from geoaid.analysis.following import DEFAULT_NEED
from geoaid.findings import status_text
from geoaid.mapspec import BORDER, STATUS_STYLES, remake
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS
from geoaid.render import Job, panel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geoaid.mapspec import Area
    from geoaid.view import View

MEASURES = ("programmes", "amount")
QUIET_BORDER = "#d6d3d1"
_LARGEST_CIRCLE_PX = 11


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One view that the page can show: its name in the page, its label, and its job."""

    name: str
    label: str
    job: Job


def choices(job: Job) -> tuple[Choice, ...]:
    """The views that a job's page offers, its own first."""
    view, lang = job.spec.view, job.spec.view.lang
    need = NEEDS[view.need or DEFAULT_NEED].label[lang]
    labels = {name: REGISTRY[name].label[lang] for name in MEASURES}
    labels["need"] = text.t(lang, "html.need", need=need[:1].lower() + need[1:])
    views = {name: _of_measure(view, name) for name in MEASURES} | {"need": view.but(layer="need")}
    own = next((name for name, other in views.items() if other == view), "own")
    labels.setdefault("own", job.spec.legend_title)
    others = [
        Choice(name, labels[name], Job.of(other, job.ledger, job.name, address=job.address))
        for name, other in views.items()
        if name != own
    ]
    return (Choice(own, labels[own], job), *others)


def _of_measure(view: View, measure: str) -> View:
    if view.scheme == "user" and view.measure != measure:
        # A reader's own breaks are of the measure that they were made for.
        view = view.but(scheme="natural_breaks", breaks=())
    return view.but(measure=measure, layer="measure")


def words(choice: Choice, name: Callable[[str], str]) -> dict[str, Any]:
    """What the template writes of a choice; ``name`` gives what a place is called."""
    job, spec = choice.job, choice.job.spec
    lang = spec.view.lang
    return {
        "name": choice.name,
        "label": choice.label,
        "spec": spec,
        "words": spec.findings,
        "subtitle": spec.subtitle[:1].upper() + spec.subtitle[1:],
        "spotlit": text.listing(lang, _spotlit(job)),
        "outlined": text.listing(lang, [places.get(code).short for code in spec.outlines]),
        "sizes": _sizes(job),
        "rows": _table(job, name),
        "sha256": job.answer.data_sha256,
        "remake": remake(job.answer.view, job.ledger, job.name),
        "link": job.link,
        "short": text.of_ledger(lang, job.ledger.name, "credit.brief"),
        # That nothing is left out need not be said where there is little room.
        "is_plain": spec.subtitle == text.t(lang, "map.no_filter"),
    }


def painted(choice: Choice, codes: Iterable[str]) -> dict[str, Any]:
    """What the page's script needs of a choice.

    Parameters
    ----------
    codes
        The areas of the page, sorted.

    Returns
    -------
    dict
        ``fills`` are pairs of fill and border, ``paint`` the number of one for each code;
        ``lines`` are the words of a place by code, ``other`` those of a place without any.
    """
    job, spec = choice.job, choice.job.spec
    areas = {area.code: area for area in spec.areas}
    nothing = (STATUS_STYLES["no_record"][0], QUIET_BORDER)
    styles = [_style(job, areas[code]) if code in areas else nothing for code in codes]
    fills = list(dict.fromkeys(styles))
    return {
        "name": choice.name,
        "title": spec.title,
        "fills": fills,
        "paint": [fills.index(style) for style in styles],
        "lines": panel.lines(job),
        "other": spec.other_areas.label if spec.other_areas else "",
        "circles": bool(spec.circles),
        "labels": [
            [
                one.code,
                one.text,
                one.detail,
                one.lat,
                one.lon,
                one.is_spotlight,
                "accent" if one.is_spotlight else "against" if one.code in spec.outlines else "",
            ]
            for one in spec.named
        ],
    }


def _style(job: Job, area: Area) -> tuple[str, str]:
    """Fill and border of an area."""
    if area.class_ is not None:
        return job.spec.colour(area), BORDER
    # White borders would be lost among the pale fills of what has no class.
    colour, pattern = STATUS_STYLES[area.status]
    return (colour if pattern == "none" else f"url(#status-{area.status})"), QUIET_BORDER


def largest_circle(job: Job) -> float:
    """Radius of the largest circle, pixels; smaller where even the largest stands for few."""
    largest = max((circle.programmes for circle in job.spec.circles), default=1)
    return _LARGEST_CIRCLE_PX * min(1.0, math.sqrt(largest / 4))


def _spotlit(job: Job) -> list[str]:
    """Names of the municipalities that are put forward and labelled."""
    codes = [one.code for one in job.spec.labels if one.is_spotlight and len(one.code) > 2]
    return [places.get(code).short for code in codes]


def _sizes(job: Job) -> list[tuple[int, float]]:
    """Programmes and radius of the circles that the legend shows: the largest and the smallest."""
    counts = {circle.programmes: circle.radius for circle in job.spec.circles}
    ends = sorted({min(counts), max(counts)}) if counts else []
    return [(count, round(counts[count] * largest_circle(job), 2)) for count in ends]


def _table(job: Job, name: Callable[[str], str]) -> list[tuple[str, ...]]:
    """The figures as a table; of a map layer, what the layer says of a place."""
    of_layer = {area.code: area.value for area in job.spec.areas} if job.spec.layer else {}

    def money(usd: float | None) -> str:
        return "" if usd is None else text.exact_money(usd)

    return [
        (
            name(place.code),
            of_layer.get(place.code) or status_text(job.answer, place),
            text.number(place.programmes),
            money(place.at_least_usd),
            money(place.at_most_usd),
        )
        for place in job.answer.places
    ]
