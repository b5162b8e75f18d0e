"""How a map is printed, which is not what it shows: the page, its layout, its background and ink.

A :class:`Print` stands beside the View of a printed figure. Its defaults are the A4 page that
``geoaid map -o map.png`` makes; what is not a default stands in the line that remakes the map.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geoaid.errors import PrintError
from geoaid.view.difference import Difference
from geoaid.view.fields import FIELDS, BadError, Field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geoaid.errors import Problem

PRINTED = ("png", "svg", "pdf")
"""Endings of the formats that a Print applies to."""

DPIS = (150, 300, 600)
LAYOUTS = ("one", "pair", "areas", "periods", "state")
BACKGROUNDS = ("white", "transparent")
INKS = ("colour", "grey")
LEAST_MM, MOST_MM = 30.0, 1200.0
# So many pixels a side are as much as programs open without complaint.
_MOST_PIXELS = 20_000
_MOST_PERIODS, _MOST_WORDS = 12, 400
_MM = 25.4
# The page that sizes of type are made for; they grow with the 0.3rd power of a page's area, so
# that a page of twice the size is seen from farther off and still holds more.
_A4_MM2, _POWER, _LEAST_TYPE, _MOST_TYPE = 297.0 * 210.0, 0.3, 0.72, 3.0


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of page.

    Attributes
    ----------
    size_mm
        Width and height, mm.
    margin_mm
        Around all that is printed, mm.
    type_scale
        Sizes of type, 1 for those of A4.
    grows
        True where a view that says much gets a taller page; else it says less.
    dpi
        Dots per inch of a PNG unless a reader chooses.
    tallest_mm
        How high a page becomes, if need be, that says less before it grows; 0 for never.
    is_terse
        True where title, finding, one sentence of its hedge and the sources are all it says.
    map_type
        The least share of its own type's size at which words on a narrow map are set.
    """

    size_mm: tuple[float, float]
    margin_mm: float
    type_scale: float
    grows: bool
    dpi: int = 300
    tallest_mm: float = 0.0
    is_terse: bool = False
    map_type: float = 0.7


# The slide is PowerPoint's 16:9; the square has 1,080 pixels a side. The article is for a column of
# 700 pixels, where no type of it is smaller than 12 pixels.
PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "a4": Preset((297.0, 210.0), 12.0, 1.0, grows=True),
        "a4-portrait": Preset((210.0, 297.0), 12.0, 1.0, grows=True),
        "letter": Preset((279.4, 215.9), 12.0, 1.0, grows=True),
        "letter-portrait": Preset((215.9, 279.4), 12.0, 1.0, grows=True),
        "article": Preset((203.2, 211.67), 5.0, 1.42, grows=True, is_terse=True, map_type=1.0),
        "half-column": Preset((85.0, 125.0), 2.0, 0.75, grows=False, tallest_mm=230.0),
        "slide": Preset((338.66, 190.5), 14.0, 1.35, grows=False),
        "square": Preset((182.88, 182.88), 8.0, 1.15, grows=False, dpi=150),
    }
)


def _one_of(allowed: Iterable[str]) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise BadError("one_of", allowed=", ".join(allowed))

    return parse


def _size(value: Any) -> tuple[float, float] | None:
    expected = BadError("size", least=f"{LEAST_MM:g}", most=f"{MOST_MM:g}")
    if value in (None, "", "none"):
        return None
    parts = value.lower().split("x") if isinstance(value, str) else value
    try:
        width, height = (float(part) for part in parts)
    except (TypeError, ValueError):
        raise expected from None
    if not all(LEAST_MM <= side <= MOST_MM for side in (width, height)):
        raise expected
    return width, height


def _dpi(value: Any) -> int | None:
    if value in (None, "", "none"):
        return None
    if str(value) in map(str, DPIS):
        return int(value)
    raise BadError("one_of", allowed=", ".join(map(str, DPIS)))


def _years(value: Any) -> tuple[int, int] | None:
    # A View knows what a range of years is.
    years: tuple[int, int] | None = FIELDS["years"].parse(value)
    return years


def _second(value: Any) -> str | tuple[int, int] | Difference | None:
    if value in (None, "", "none"):
        return None
    if value == "need":
        return "need"
    if isinstance(value, Difference) or (isinstance(value, str) and ":" in value):
        difference: Difference = FIELDS["pair"].parse(value)
        return difference
    try:
        years = _years(value)
    except BadError:
        years = None
    if years is None:
        raise BadError("second")
    return years


def _periods(value: Any) -> tuple[tuple[int, int], ...]:
    if value in (None, "", "none", ()):
        return ()
    items = value.split(",") if isinstance(value, str) else value
    try:
        found = tuple(years for item in items if (years := _years(item)))
    except (TypeError, BadError):
        found = ()
    if not 2 <= len(found) <= _MOST_PERIODS:
        raise BadError("periods", most=_MOST_PERIODS)
    return found


def _yes(value: Any) -> bool:
    if value in (True, False):
        return bool(value)
    raise BadError("yes")


def _words(value: Any) -> str:
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if (isinstance(value, str) or value is None) and len(words) <= _MOST_WORDS:
        return words
    raise BadError("words", most=_MOST_WORDS)


PRINT_FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "preset": Field("a4", _one_of(PRESETS), "the page: " + " | ".join(PRESETS)),
        "size_mm": Field("none", _size, "own size in mm instead of a preset, such as 180x120"),
        "dpi": Field(
            "none",
            _dpi,
            "dots per inch of a png: " + " | ".join(map(str, DPIS)) + "; none: 300, or 150 for "
            "the square, whose side is then 1,080 pixels",
        ),
        "layout": Field(
            "one",
            _one_of(LAYOUTS),
            "one map; a pair side by side; one for each of the areas or periods; the "
            "municipalities of the state that --place names: " + " | ".join(LAYOUTS),
        ),
        "second": Field(
            "none",
            _second,
            "of a pair: need, years such as 2015-2021, or what the two maps differ in, such as "
            "split:none, measure:amount or years:2008-2014/2015-2021",
        ),
        "periods": Field("none", _periods, "of periods: such as 2008-2012,2013-2021"),
        "insets": Field("no", _yes, "enlarge Tijuana, Monterrey and Ciudad Juárez"),
        "background": Field("white", _one_of(BACKGROUNDS), " | ".join(BACKGROUNDS)),
        "title": Field("", _words, "your own title"),
        "subtitle": Field("", _words, "your own subtitle"),
        "ink": Field("colour", _one_of(INKS), "colour, or greys and patterns only: colour | grey"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """How a map is printed; every field takes text or a Python value, as a View's do.

    Attributes
    ----------
    preset
        Name of an entry of ``PRESETS``.
    size_mm
        Width and height in mm instead of a preset, ``"180x120"`` or ``(180, 120)``; or None.
    dpi
        Dots per inch of a PNG: 150, 300 or 600; None for the preset's own.
    layout
        ``"one"`` map; a ``"pair"`` side by side; one map for each of the program ``"areas"`` or of
        the ``"periods"``; or the municipalities of one ``"state"``, the view's ``place``.
    second
        What a pair shows beside the view: its ``"need"``, other years, or a
        :class:`~geoaid.view.Difference` as a View's ``pair`` is one, ``"split:none"``.
    periods
        Ranges of years for the layout ``"periods"``; empty for parts of the view's years.
    insets
        Whether Tijuana, Monterrey and Ciudad Juárez are shown enlarged, with the layout ``"one"``.
    background
        ``"white"`` or ``"transparent"``: no paper and no sea.
    title, subtitle
        Words instead of those of the view; empty keeps them.
    ink
        ``"colour"`` or ``"grey"``: greys only, with patterns where lightness does not tell.

    Raises
    ------
    geoaid.errors.PrintError
        If any value is not allowed; the error lists every one.

    Examples
    --------
    >>> Print(size_mm="180x120", dpi="150").options()
    ['--size=180x120', '--dpi=150']
    """

    preset: str = "a4"
    size_mm: tuple[float, float] | None = None
    dpi: int | None = None
    layout: str = "one"
    second: str | tuple[int, int] | Difference | None = None
    periods: tuple[tuple[int, int], ...] = ()
    insets: bool = False
    background: str = "white"
    title: str = ""
    subtitle: str = ""
    ink: str = "colour"

    def __post_init__(self) -> None:
        problems = []
        for name, field in PRINT_FIELDS.items():
            value = getattr(self, name)
            try:
                object.__setattr__(self, name, field.parse(value))
            except BadError as bad:
                problems.append(problem(name, value, bad))
        if not problems:
            problems = self._contradictions()
        if problems:
            raise PrintError(problems)

    def _contradictions(self) -> list[Problem]:
        found = []
        if self.size_mm and self.preset != "a4":
            found.append(problem("size_mm", _text(self.size_mm), BadError("size_or_preset")))
        longest = max(self.page.size_mm) / _MM * self.dots
        if longest > _MOST_PIXELS:
            found.append(
                problem(
                    "dpi",
                    self.dots,
                    BadError("pixels", most=f"{_MOST_PIXELS:,}", found=f"{longest:,.0f}"),
                )
            )
        for name, layout in (("second", "pair"), ("periods", "periods")):
            value = getattr(self, name)
            if value and self.layout != layout:
                found.append(problem(name, _text(value), BadError("unless_layout", layout=layout)))
            if name == "second" and not value and self.layout == layout:
                found.append(problem(name, "none", BadError("second")))
        if self.insets and self.layout != "one":
            found.append(problem("insets", "True", BadError("insets")))
        return found

    @property
    def dots(self) -> int:
        """Dots per inch of a PNG."""
        return self.dpi or self.page.dpi

    @property
    def page(self) -> Preset:
        """The preset, or the page of an own size."""
        if self.size_mm is None:
            return PRESETS[self.preset]
        width, height = self.size_mm
        scale = (width * height / _A4_MM2) ** _POWER
        margin = max(2.0, 0.045 * min(width, height))
        return Preset(self.size_mm, margin, min(max(scale, _LEAST_TYPE), _MOST_TYPE), grows=False)

    @classmethod
    def of(cls, chosen: Mapping[str, Any]) -> Print:
        """Read what :attr:`chosen` holds, as a file or a list of figures names it.

        Raises
        ------
        geoaid.errors.PrintError
            If there is no such option, or a value is not allowed.
        """
        known = {name.removesuffix("_mm"): name for name in PRINT_FIELDS}
        unknown = [name for name in chosen if name not in known]
        if unknown:
            expected = BadError("print_option", known=", ".join(known))
            raise PrintError([problem(name, chosen[name], expected) for name in unknown])
        return cls(**{known[name]: value for name, value in chosen.items()})

    @property
    def chosen(self) -> dict[str, str]:
        """What is not a default, as text by the option's name."""
        default = Print()
        return {
            name.removesuffix("_mm"): "yes" if value is True else _text(value)
            for name in PRINT_FIELDS
            if (value := getattr(self, name)) != getattr(default, name)
        }

    def options(self) -> list[str]:
        """What is not a default, as options of ``geoaid map``."""
        return [
            f"--{name}" if getattr(self, name, None) is True else f"--{name}={text}"
            for name, text in self.chosen.items()
        ]


def problem(name: str, found: object, expected: BadError) -> Problem:
    """What is wrong with a choice of print."""
    return expected.problem("print", name.removesuffix("_mm"), repr(found))


def _text(value: Any) -> str:
    match value:
        case (float() as width, float() as height):
            return f"{width:g}x{height:g}"
        case (int() as first, int() as last):
            return f"{first}-{last}"
        case tuple():
            return ",".join(_text(item) for item in value)
        case _:
            return str(value)
