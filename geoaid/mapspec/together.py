"""Maps of one measure that are shown together: one legend, and circles to one scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geoaid.answer.together import with_shared_classes
from geoaid.mapspec import mapspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geoaid.answer import Answer
    from geoaid.mapspec import MapSpec


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Several maps, and what is common to them.

    Attributes
    ----------
    answers, specs
        One for each map, with the shared classes; each class with its count in that map.
    legend
        The classes, statuses and marks of all the maps.
    counts
        For each class and status, how many places it has in each map.
    largest
        Programmes of the largest circle of all.
    """

    answers: tuple[Answer, ...]
    specs: tuple[MapSpec, ...]
    legend: MapSpec
    counts: Mapping[int | str, tuple[int, ...]]
    largest: int


def together(found: Sequence[Answer]) -> Together:
    """Decide what several maps of one measure show."""
    answers = with_shared_classes(found)
    every = tuple(place for one in answers for place in one.places)
    whole = mapspec(replace(answers[0], places=every))
    specs = [_with_classes(mapspec(one), whole) for one in answers]
    largest = max((c.programmes for spec in specs for c in spec.circles), default=1)
    specs = [_with_circles(spec, largest) for spec in specs]
    most = max(specs, key=lambda spec: max((c.programmes for c in spec.circles), default=0))
    statuses = {one.status: one for spec in specs for one in spec.statuses}
    labelled = max(specs, key=lambda spec: len(spec.labels))
    legend = replace(
        whole,
        statuses=tuple(statuses.values()),
        circles=most.circles,
        labels=labelled.labels,
    )
    return Together(answers, tuple(specs), legend, _counts(specs), largest)


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


def _counts(specs: Sequence[MapSpec]) -> dict[int | str, tuple[int, ...]]:
    found: dict[int | str, list[int]] = {}
    for number, spec in enumerate(specs):
        for one in spec.classes:
            found.setdefault(one.index, [0] * len(specs))[number] = one.count
        for status in spec.statuses:
            found.setdefault(status.status, [0] * len(specs))[number] = status.count
    return {key: tuple(each) for key, each in found.items()}
