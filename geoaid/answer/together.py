"""Answers that are shown together: of one measure, their classes are those of all their values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoaid.answer.figures import class_limits, with_class
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoaid.answer import Answer
    from geoaid.view import View


def in_one_unit(views: Sequence[View]) -> bool:
    """Whether the views' measures can be set against each other."""
    return len({REGISTRY[view.measure].unit["en"] for view in views}) == 1


def with_shared_classes(found: Sequence[Answer]) -> tuple[Answer, ...]:
    """The Answers with the classes of all their values together, by the scheme of the first."""
    limits = class_limits(found[0].view, (place for one in found for place in one.places))
    return tuple(classed(one, limits) for one in found)


def classed(one: Answer, limits: tuple[float, ...]) -> Answer:
    """The Answer with the classes of other limits."""
    level = one.view.level
    places = tuple(with_class(replace(place, class_=None), limits, level) for place in one.places)
    return replace(one, limits=limits, places=places)
