"""What to draw: classes, colours, legend, circles, labels, notes, credits and alt text.

A :class:`MapSpec` is decided once from an Answer; the live map, the offline file and the printed
figure show the same classes in the same colours because they all draw this.
"""

from __future__ import annotations

import math
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid import places, shapes, text
from geoaid.answer import STATUSES
from geoaid.findings import Findings, filters, findings, format_value, span, status_text
from geoaid.mapspec.palette import (
    ACCENT,
    ACCENT_DARK,
    BORDER,
    LAND,
    PATTERN_INK,
    SEA,
    STATUS_STYLES,
    colours,
)
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from geoaid.answer import Answer, PlaceFigures
    from geoaid.view import View

__all__ = [
    "ACCENT",
    "ACCENT_DARK",
    "BORDER",
    "LAND",
    "PATTERN_INK",
    "SEA",
    "STATUS_STYLES",
    "MapSpec",
    "colours",
    "mapspec",
    "remake",
]


@dataclass(frozen=True, slots=True)
class MapClass:
    """One class: its place in the order (from 1), limits, legend text, colour and count."""

    index: int
    low: float
    high: float
    label: str
    colour: str
    count: int


@dataclass(frozen=True, slots=True)
class MapStatus:
    """One status in view that has no class: legend text, fill, pattern and count."""

    status: str
    label: str
    colour: str
    pattern: str
    count: int


@dataclass(frozen=True, slots=True)
class Area:
    """One area that a document names, or every state.

    ``class_`` is None where ``status`` says why; ``value`` is the text of a tooltip.
    """

    code: str
    name: str
    status: str
    class_: int | None
    value: str


@dataclass(frozen=True, slots=True)
class Circle:
    """One named municipality: where it is, its programmes, and whether it is put forward.

    ``radius`` is relative: 1 for the largest circle, areas proportional to programmes.
    """

    code: str
    name: str
    lon: float
    lat: float
    x: float
    y: float
    programmes: int
    radius: float
    is_spotlight: bool


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a place: the name with its number, and a smaller line under it."""

    code: str
    text: str
    detail: str
    lon: float
    lat: float
    x: float
    y: float
    is_spotlight: bool


@dataclass(frozen=True, slots=True)
class MapSpec:
    """Everything that a renderer needs, and no drawing."""

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
    measure = REGISTRY[view.measure]
    words = findings(answer)
    areas = tuple(_area(answer, place) for place in answer.places)
    others = _others(answer)
    subject = text.t(lang, "map.subject_bundled" if answer.bundled else "map.subject_own")
    title = text.t(lang, f"map.title_{view.level}", measure=measure.label[lang], subject=subject)
    spec_classes = _classes(answer)
    return MapSpec(
        view=view,
        title=title,
        subtitle=filters(view) or text.t(lang, "map.no_filter"),
        findings=words,
        legend_title=_legend_title(answer),
        legend_note=" ".join(note for note in (_denominator(answer), _fewer(answer)) if note),
        classes=spec_classes,
        statuses=_statuses(answer, others),
        areas=areas,
        other_areas=others,
        circles=_circles(answer),
        circle_label=text.t(lang, "map.circle"),
        outlines=tuple(code for code in view.compare if len(code) == 2),
        labels=_labels(answer),
        credits=_credits(answer),
        data_line=_data_line(answer),
        alt=_alt(answer, title, words),
    )


def remake(view: View, name: str) -> str:
    """The sentence with the command that makes a file of this view again."""
    command = shlex.join(["geoaid", "map", "-o", name, *view.options()])
    return text.t(view.lang, "map.remake", command=command)


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


def _statuses(answer: Answer, others: MapStatus | None) -> tuple[MapStatus, ...]:
    counts = {status: 0 for status in STATUSES if status != "value"}
    for place in answer.places:
        status = _area(answer, place).status
        if status != "value":
            counts[status] += 1
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
    decimals = 0 if whole else _decimals([limit / scale for limit in (lows[0], *limits)])
    found = []
    for index, (low, high, colour) in enumerate(
        zip(lows, limits, colours(answer.view.palette, len(limits)), strict=True), start=1
    ):
        count = sum(place.class_ == index for place in shown)
        label = _range_label(low / scale, high / scale, decimals, first=index == 1, whole=whole)
        if not count:
            label += text.t(answer.view.lang, "map.empty_class")
        found.append(MapClass(index, low, high, label, colour, count))
    return tuple(found)


def _decimals(limits: list[float]) -> int:
    """As many decimals, the same for all, as tell the limits of a legend apart."""
    distinct = sorted(set(limits))
    start = 1 if distinct[-1] >= 10 else 2
    for decimals in range(start, 7):
        if len({text.number(limit, decimals) for limit in distinct}) == len(distinct):
            return decimals
    return 7


def _range_label(low: float, high: float, decimals: int, *, first: bool, whole: bool) -> str:
    if whole and first:
        low, high = math.ceil(low), math.floor(high)
    elif whole and math.floor(high) > math.floor(low):
        # Counts: the class begins at the next whole number.
        low, high, first = math.floor(low) + 1, math.floor(high), True
    elif whole:
        decimals = 2
    if low == high:
        return text.number(high, decimals)
    label = f"{text.number(low, decimals)}–{text.number(high, decimals)}"
    return label if first else f"> {label}"


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


def _labels(answer: Answer) -> tuple[Label, ...]:
    return tuple(
        label
        for place, is_spotlight in (
            *((place, True) for place in answer.spotlight),
            *((place, False) for place in answer.compare),
        )
        if (label := _label(answer, place, is_spotlight=is_spotlight))
    )


def _label(answer: Answer, place: PlaceFigures, *, is_spotlight: bool) -> Label | None:
    lang, view = answer.view.lang, answer.view
    point = shapes.points(place.level).get(place.code)
    if point is None:
        return None
    short = places.get(place.code).short
    if place.value is None:
        value = text.t(lang, f"map.label_{place.status}")
    else:
        value = format_value(lang, view.measure, place.value, label=True)
    detail = ""
    if place.level == "state":
        whole = places.municipality_count(place.code)
        n = answer.cities.named_in[place.code]
        detail = text.t(lang, "map.named_of", named=n, whole=text.number(whole))
    return Label(
        place.code, f"{short} {value}", detail, point.lon, point.lat, point.x, point.y, is_spotlight
    )


def _credits(answer: Answer) -> tuple[str, ...]:
    lang, view = answer.view.lang, answer.view
    credits_ = [text.t(lang, "credit.records" if answer.bundled else "credit.own_records")]
    credits_.append(text.t(lang, "credit.boundaries"))
    if REGISTRY[view.measure].per_person:
        credits_.append(text.t(lang, f"credit.population_{view.level}"))
    return tuple(credits_)


def _data_line(answer: Answer) -> str:
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
