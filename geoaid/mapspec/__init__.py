"""What to draw: classes, colours, legend, circles, labels, notes, credits and alt text.

A :class:`MapSpec` is decided once from an Answer; the live map, the offline file and the printed
figure show the same classes in the same colours because they all draw this.
"""

from __future__ import annotations

import math
import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geoaid import places, shapes, text
from geoaid.answer import STATUSES
from geoaid.findings import Findings, filters, findings, span, status_text, subject
from geoaid.mapspec.labels import Chosen, chosen, label_of, labels_of
from geoaid.mapspec.layers import Layer, layer
from geoaid.mapspec.palette import (
    ACCENT,
    ACCENT_DARK,
    AGAINST,
    AGAINST_DARK,
    BORDER,
    CHOSEN_INK,
    LAND,
    PATTERN_INK,
    SEA,
    STATUS_STYLES,
    colours,
)
from geoaid.mapspec.parts import (
    Area,
    Circle,
    Label,
    MapClass,
    MapStatus,
    decimals_of,
    range_label,
)
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.answer import Answer, PlaceFigures
    from geoaid.ledger import Ledger
    from geoaid.view import View

__all__ = [
    "ACCENT",
    "ACCENT_DARK",
    "AGAINST",
    "AGAINST_DARK",
    "BORDER",
    "CHOSEN_INK",
    "LAND",
    "PATTERN_INK",
    "SEA",
    "STATUS_STYLES",
    "Area",
    "Chosen",
    "Circle",
    "Label",
    "MapClass",
    "MapSpec",
    "MapStatus",
    "colours",
    "command",
    "credits_of",
    "data_line",
    "label_of",
    "ledger_option",
    "mapspec",
    "remake",
]


@dataclass(frozen=True, slots=True)
class MapSpec:
    """Everything that a renderer needs, and no drawing.

    ``layer`` is what is drawn instead of the view's measure; None for the measure itself.
    ``chosen`` is the view's place; the notes begin with its line.
    """

    view: View
    title: str
    subtitle: str
    findings: Findings
    legend_title: str
    legend_note: str
    classes: tuple[MapClass, ...]
    statuses: tuple[MapStatus, ...]
    areas: tuple[Area, ...]
    other_areas: MapStatus | None
    circles: tuple[Circle, ...]
    circle_label: str
    outlines: tuple[str, ...]
    labels: tuple[Label, ...]
    credits: tuple[str, ...]
    data_line: str
    alt: str
    layer: Layer | None = None
    chosen: Chosen | None = None

    @property
    def named(self) -> tuple[Label, ...]:
        """The labels of a map that no box beside it tells of the place chosen."""
        label = self.chosen.label if self.chosen else None
        if label is None or label.code in {one.code for one in self.labels}:
            return self.labels
        return (*self.labels, label)

    def colour(self, area: Area) -> str:
        """Fill of an area: its class's colour, or its status's."""
        if area.class_ is not None:
            return self.classes[area.class_ - 1].colour
        return STATUS_STYLES[area.status][0]


def mapspec(answer: Answer) -> MapSpec:
    """Decide what a map of this Answer shows.

    Returns
    -------
    MapSpec
        ``areas`` are the Answer's places; at municipality level every other area of the map is
        ``other_areas``, of which no record ever speaks.
    """
    view, lang = answer.view, answer.view.lang
    words = findings(answer)
    drawn = layer(answer)
    place = chosen(answer, drawn)
    if place:
        words = replace(words, notes=(place.note, *words.notes))
    if drawn:
        return _of_layer(answer, drawn, words, place)
    measure = REGISTRY[view.measure]
    areas = tuple(_area(answer, place) for place in answer.places)
    others = _others(answer)
    title = text.t(
        lang, f"map.title_{view.level}", measure=measure.label[lang], subject=subject(answer)
    )
    return MapSpec(
        view=view,
        title=title,
        subtitle=filters(view) or text.t(lang, "map.no_filter"),
        findings=words,
        legend_title=_legend_title(answer),
        legend_note=" ".join(note for note in (_denominator(answer), _fewer(answer)) if note),
        classes=_classes(answer),
        statuses=_statuses(answer, areas, others),
        areas=areas,
        other_areas=others,
        circles=_circles(answer),
        circle_label=text.t(lang, "map.circle"),
        outlines=tuple(code for code in view.compare if len(code) == 2),
        labels=labels_of(answer),
        credits=credits_of(answer),
        data_line=data_line(answer),
        alt=_alt(answer, title, words),
        chosen=place,
    )


def _of_layer(answer: Answer, drawn: Layer, words: Findings, place: Chosen | None) -> MapSpec:
    """A map of what is not a measure: every place of the level is an area, and none a circle."""
    view, lang = answer.view, answer.view.lang
    if drawn.is_assumed:
        view = view.but(level="state")
    return MapSpec(
        view=view,
        title=drawn.title,
        subtitle=filters(view) or text.t(lang, "map.no_filter"),
        findings=words,
        legend_title=drawn.legend_title,
        legend_note=drawn.legend_note,
        classes=drawn.classes,
        statuses=_statuses(answer, drawn.areas, None),
        areas=drawn.areas,
        other_areas=None,
        circles=(),
        circle_label="",
        outlines=tuple(code for code in view.compare if len(code) == 2),
        labels=labels_of(answer, drawn),
        credits=(*credits_of(answer), *drawn.credits),
        data_line=data_line(answer),
        alt=" ".join((f"{drawn.title}.", words.headline)),
        layer=drawn,
        chosen=place,
    )


def command(
    view: View, ledger: Ledger, name: str, more: Iterable[str] = (), verb: str = "map"
) -> str:
    """The command that makes a file of this view again.

    ``more`` are options beside the view's own, such as those of a print.
    """
    options = (*ledger_option(ledger), *view.options(ledger.start), *more)
    return shlex.join(["geoaid", verb, "-o", name, *options])


def ledger_option(ledger: Ledger) -> tuple[str, ...]:
    """What names a ledger of one's own in a command: its file, wherever that lies."""
    return () if ledger.name is None else ("--ledger", ledger.name)


def remake(view: View, ledger: Ledger, name: str, more: Iterable[str] = ()) -> str:
    """The sentence with the command that makes a map of this view again."""
    return text.t(view.lang, "map.remake", command=command(view, ledger, name, more))


def _area(answer: Answer, place: PlaceFigures) -> Area:
    return Area(
        code=place.code,
        name=places.get(place.code).short,
        # A value of nothing has no class; it reads as nil.
        status="zero" if place.status == "value" and place.class_ is None else place.status,
        class_=place.class_,
        value=status_text(answer, place),
    )


def _others(answer: Answer) -> MapStatus | None:
    """The municipalities that no record of the ledger names."""
    if answer.view.level == "state":
        return None
    whole = sum(places.municipality_count(state.code) for state in places.states())
    named = sum(places.on_boundaries(place.code) for place in answer.places)
    return _status(answer, "no_record", whole - named)


def _status(answer: Answer, status: str, count: int) -> MapStatus:
    colour, pattern = STATUS_STYLES[status]
    label = text.t(answer.view.lang, f"status.{status}")
    return MapStatus(status, label[:1].upper() + label[1:], colour, pattern, count)


def _statuses(
    answer: Answer, areas: tuple[Area, ...], others: MapStatus | None
) -> tuple[MapStatus, ...]:
    counts = {status: 0 for status in STATUSES if status != "value"}
    for area in areas:
        if area.status != "value":
            counts[area.status] += 1
    if others:
        counts["no_record"] += others.count
    return tuple(_status(answer, status, count) for status, count in counts.items() if count)


def _scale(answer: Answer) -> tuple[float, str]:
    """Divisor and unit of the legend's numbers, so that amounts stay short."""
    measure, lang = REGISTRY[answer.view.measure], answer.view.lang
    if measure.name == "share":
        return 0.01, "%"
    if measure.basis != "amount":
        return 1, ""
    largest = answer.limits[-1] if answer.limits else 0
    for size, name in ((1e6, "million"), (1e3, "thousand")):
        if largest >= size:
            return size, text.t(lang, f"unit.usd_{name}")
    return 1, text.t(lang, "unit.usd")


def _classes(answer: Answer) -> tuple[MapClass, ...]:
    limits = answer.limits
    if not limits:
        return ()
    scale, _ = _scale(answer)
    shown = [place for place in answer.places if place.class_ is not None]
    whole = scale == 1 and all(float(place.value or 0).is_integer() for place in shown)
    least = min((place.value or 0 for place in shown), default=limits[0])
    if REGISTRY[answer.view.measure].basis == "amount":
        # The limits are whole dollars, because shares of one record differ by a cent.
        least = math.ceil(least)
    lows = [min(least, limits[0]), *limits[:-1]]
    decimals = 0 if whole else decimals_of([limit / scale for limit in (lows[0], *limits)])
    found = []
    for index, (low, high, colour) in enumerate(
        zip(lows, limits, colours(answer.view.palette, len(limits)), strict=True), start=1
    ):
        count = sum(place.class_ == index for place in shown)
        label = range_label(low / scale, high / scale, decimals, first=index == 1, whole=whole)
        if not count:
            label += text.t(answer.view.lang, "map.empty_class")
        found.append(MapClass(index, low, high, label, colour, count))
    return tuple(found)


def _legend_title(answer: Answer) -> str:
    measure, lang = REGISTRY[answer.view.measure], answer.view.lang
    _, unit = _scale(answer)
    return f"{measure.label[lang]}, {unit}" if unit else measure.label[lang]


def _denominator(answer: Answer) -> str:
    lang, years = answer.view.lang, answer.denominator_years
    if not REGISTRY[answer.view.measure].per_person or not years:
        return ""
    if answer.view.level == "municipality":
        return text.t(lang, "map.denominator_census", year=years[0])
    return text.t(lang, "map.denominator_midyear", years=span(*years))


def _fewer(answer: Answer) -> str:
    """Say so where the values make fewer classes than the reader asked for."""
    made, wanted = len(answer.limits), answer.view.k
    if answer.view.scheme == "user" or not made or made >= wanted:
        return ""
    return text.t(answer.view.lang, "map.fewer_classes", n=made, wanted=wanted)


def _circles(answer: Answer) -> tuple[Circle, ...]:
    named = [place for place in answer.municipalities if place.programmes]
    largest = max((place.programmes for place in named), default=1)
    points = shapes.points("municipality")
    circles = [
        Circle(
            code=place.code,
            name=places.get(place.code).short,
            lon=points[place.code].lon,
            lat=points[place.code].lat,
            x=points[place.code].x,
            y=points[place.code].y,
            programmes=place.programmes,
            radius=math.sqrt(place.programmes / largest),
            is_spotlight=place.code in answer.view.spotlight,
        )
        for place in named
        if place.code in points
    ]
    # The spotlight is drawn last, on top.
    return tuple(sorted(circles, key=lambda circle: (circle.is_spotlight, circle.code)))


def credits_of(answer: Answer) -> tuple[str, ...]:
    """The source lines of records, boundaries and denominators."""
    lang, view = answer.view.lang, answer.view
    credits_ = [text.of_ledger(lang, answer.ledger_name, "credit.records")]
    credits_.append(text.t(lang, "credit.boundaries"))
    if REGISTRY[view.measure].per_person:
        credits_.append(text.t(lang, f"credit.population_{view.level}"))
    return tuple(credits_)


def data_line(answer: Answer) -> str:
    """The line with the date and the hash of the data."""
    short = answer.data_sha256[:12]
    if answer.data_date:
        return text.t(answer.view.lang, "map.data_dated", date=answer.data_date, hash=short)
    return text.t(answer.view.lang, "map.data", hash=short)


def _alt(answer: Answer, title: str, words: Findings) -> str:
    lang = answer.view.lang
    ranked = sorted(
        (place for place in answer.places if place.status == "value"),
        key=lambda place: -(place.value or 0),
    )
    largest = [f"{places.get(p.code).short} {status_text(answer, p)}" for p in ranked[:5]]
    listed = text.t(lang, "map.alt_top", places=text.listing(lang, largest)) if largest else ""
    return " ".join(part for part in (f"{title}.", words.headline, listed) if part)
