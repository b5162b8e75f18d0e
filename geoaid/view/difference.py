"""What two maps side by side differ in: their years, their measure, a rule, or several of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geoaid.view import View

COMPARED = ("years", "measure", "split", "evidence", "flow", "program_area")
"""Fields that two maps may differ in."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What two maps differ in, each value as it stands in a query string.

    Attributes
    ----------
    parts
        Field, value of the first map (None for the view's own), value of the second.

    Examples
    --------
    >>> str(Difference((("years", "2008-2014", "2015-2021"), ("split", None, "none"))))
    'years:2008-2014/2015-2021;split:none'
    """

    parts: tuple[tuple[str, str | None, str], ...]

    def __str__(self) -> str:
        return ";".join(
            f"{field}:{second}" if first is None else f"{field}:{first}/{second}"
            for field, first, second in self.parts
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that differ."""
        return tuple(field for field, _, _ in self.parts)

    def sides(self, view: View) -> tuple[View, View]:
        """The two views: both show the measure itself of the whole country, no place selected."""
        base = view.but(layer="measure", place=None, within=None)
        first = {field: value for field, value, _ in self.parts if value is not None}
        second = {field: value for field, _, value in self.parts}
        return base.but(**first), base.but(**second)

    def whole(self, view: View) -> Difference:
        """The same with both values of every field, the view's own filled in."""
        own = dict(view.texts())
        return Difference(
            tuple((field, first or own[field], second) for field, first, second in self.parts)
        )

    def swapped(self, view: View) -> Difference:
        """The same with its sides exchanged."""
        whole = self.whole(view).parts
        return Difference(tuple((field, second, first or "") for field, first, second in whole))
