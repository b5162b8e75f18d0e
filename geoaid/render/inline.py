"""A MapSpec as one small SVG inside a page, lying exactly where the live map will lie.

It is drawn in Web Mercator over the bounds that the live map fits, so that a page shows its map
before any script has run, and a panel shows several without a map library.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geoaid.escape import html as escaped
from geoaid.mapspec import (
    ACCENT,
    ACCENT_DARK,
    AGAINST,
    CHOSEN_INK,
    LAND,
    PATTERN_INK,
    STATUS_STYLES,
)
from geoaid.render import mercator
from geoaid.render.spots import is_narrow, spots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geoaid.mapspec import Area, MapSpec
    from geoaid.render.spots import Spot

# How wide the country is, CSS pixels, on a desktop's page and on a phone.
WIDE, NARROW = 890, 330
# Windows up to this width get the phone's labels and circles.
_NARROW_UP_TO_PX = 540
# So much of a map of municipalities goes with the page; the live map brings the rest.
_MOST_AREAS_BYTES = 60_000
_INK, _NAME = "#1b2733", "#9a3412"
# The lines of the live map: its states, its municipalities, and its states over these.
_STATE, _MUNICIPALITY, _OVER = (("#ffffff", 0.9), ("#cfc9bd", 0.3), ("#8e979f", 1))
_FAINT = ("#374151", 0.8, "#ffffff", 0.6)
_SPOTLIGHT = (ACCENT_DARK, 1.5, ACCENT, 0.95)
_PATTERNS = {
    "diagonal": "M-2 2 2-2M0 8 8 0M6 10 10 6",
    "horizontal": "M0 2H8M0 6H8",
    "cross": "M0 0 8 8M8 0 0 8",
    "dots": "M2 2h1.4v1.4h-1.4zM6 6h1.4v1.4h-1.4z",
}
_FIXED = 'vector-effect="non-scaling-stroke"'


@dataclass(frozen=True, slots=True)
class Drawing:
    """An inline map: its SVG, and how many municipalities it leaves to the live map."""

    svg: str
    left_out: int


def svg(spec: MapSpec, *, prefix: str = "first-", with_labels: bool = True) -> str:
    """The SVG of :func:`drawing`."""
    return drawing(spec, prefix=prefix, with_labels=with_labels).svg


def drawing(
    spec: MapSpec,
    *,
    prefix: str = "first-",
    with_labels: bool = True,
    with_circles: bool = True,
    width: int = WIDE,
    more: Callable[[Area], Mapping[str, str]] | None = None,
    shared: str = "",
) -> Drawing:
    """Draw a map to stand inside an HTML page, in a box with the padding of the live map, 4 px.

    Parameters
    ----------
    spec
        What to draw.
    prefix
        Before every id, so that several maps can share a page.
    with_labels, with_circles
        Whether names and circles stand on it.
    width
        How wide the country will be, CSS pixels: lines and circles keep their size at any width,
        letters and patterns have theirs at this one. A map for a desktop's page carries the
        letters of a phone's as well; a small one is drawn in coarser units.
    more
        Further attributes of an area that can be pointed at; the root is then a group, and at the
        level of municipalities those without a record are drawn too.
    shared
        Prefix of the map that lends its outlines to others in the page, which then need not be
        sent again; this map's own if it is the one that lends.

    Returns
    -------
    Drawing
        The root has ``role="img"``, and ``data-left-out`` if municipalities were left out.
    """
    step = mercator.COARSE if is_narrow(width) else 1
    if not with_circles:
        spec = replace(spec, circles=(), labels=spec.labels if with_labels else ())
    outlines = _Outlines(prefix, shared, step)
    areas, left_out = _areas(spec, outlines, more)
    overlays = _overlay(spec, width, step, with_labels=with_labels)
    style = ""
    if not is_narrow(width):
        style = (
            f"<style>.{prefix}narrow{{display:none}}@media(max-width:{_NARROW_UP_TO_PX}px)"
            f"{{.{prefix}wide{{display:none}}.{prefix}narrow{{display:inline}}}}</style>"
        )
        small = _overlay(spec, NARROW, step, with_labels=with_labels)
        overlays = f'<g class="{prefix}wide">{overlays}</g><g class="{prefix}narrow">{small}</g>'
    omitted = f' data-left-out="{left_out}"' if left_out else ""
    return Drawing(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {mercator.WIDTH} {mercator.HEIGHT}" '
        'preserveAspectRatio="xMidYMid meet" width="100%" height="100%" overflow="visible" '
        f'role="{"group" if more else "img"}" aria-label="{escaped(spec.alt)}"{omitted}>{style}'
        f"{_definitions(spec, prefix, mercator.WIDTH / width / step)}"
        '<g stroke-linejoin="round" stroke-linecap="round" fill-rule="evenodd">'
        f"{_in_step(step, _context(outlines) + areas)}{overlays}</g></svg>",
        left_out,
    )


def _in_step(step: int, paths: str) -> str:
    """Paths that were drawn in coarser units."""
    return f'<g transform="scale({step})">{paths}</g>' if step > 1 and paths else paths


@dataclass(frozen=True, slots=True)
class _Outlines:
    """Outlines as elements: paths, or references to those that another map in the page lends."""

    prefix: str
    shared: str
    step: int

    def element(self, layer: mercator.Layer, code: str, attributes: str) -> str:
        """An outline with attributes."""
        if self.shared not in ("", self.prefix):
            return f'<use {attributes} href="#{self.shared}{code}"/>'
        name = f' id="{self.prefix}{code}"' if self.shared else ""
        path = f'{_FIXED} d="{mercator.shape(layer, code, self.step).path}"/>'
        if not name:
            return f"<path {attributes} {path}"
        # What is lent has no looks of its own: they are those of each place where it is used.
        return f'<defs><path{name} {path}</defs><use {attributes} href="#{self.prefix}{code}"/>'

    def group(self, name: str, make: Callable[[], str]) -> str:
        """A group of outlines that look alike."""
        if self.shared not in ("", self.prefix):
            return f'<use href="#{self.shared}{name}"/>'
        return f'<g id="{self.prefix}{name}">{make()}</g>'


def _plain(layer: mercator.Layer, step: int) -> str:
    return "".join(
        f'<path {_FIXED} d="{mercator.shape(layer, code, step).path}"/>'
        for code in mercator.codes(layer)
    )


def _context(outlines: _Outlines) -> str:
    land = outlines.group("context", lambda: _plain("context", outlines.step))
    return f'<g fill="{LAND}" stroke="#ffffff">{land}</g>'


def _definitions(spec: MapSpec, prefix: str, per_pixel: float) -> str:
    """The patterns of the statuses in view."""
    found = []
    for status in sorted({area.status for area in spec.areas if area.class_ is None}):
        colour, kind = STATUS_STYLES[status]
        if kind == "none":
            continue
        ink = f'fill="{PATTERN_INK}"' if kind == "dots" else f'stroke="{PATTERN_INK}"'
        found.append(
            f'<pattern id="{prefix}{status}" width="8" height="8" patternUnits="userSpaceOnUse" '
            f'patternTransform="scale({per_pixel:.3g})"><path fill="{colour}" d="M0 0H8V8H0z"/>'
            f'<path {ink} d="{_PATTERNS[kind]}"/></pattern>'
        )
    return f"<defs>{''.join(found)}</defs>" if found else ""


def fill(spec: MapSpec, area: Area, prefix: str = "first-") -> str:
    """The fill of an area: a colour, or the pattern of its status."""
    if area.class_ is None and STATUS_STYLES[area.status][1] != "none":
        return f"url(#{prefix}{area.status})"
    return spec.colour(area)


def _areas(
    spec: MapSpec, outlines: _Outlines, more: Callable[[Area], Mapping[str, str]] | None
) -> tuple[str, int]:
    def drawn(layer: mercator.Layer, area: Area) -> str:
        attributes = {"data-code": area.code, "fill": fill(spec, area, outlines.prefix)}
        attributes |= more(area) if more else {}
        written = " ".join(f'{name}="{_value(value)}"' for name, value in attributes.items())
        return outlines.element(layer, area.code, written)

    if spec.view.level == "state":
        return _group("none", _STATE, "".join(drawn("states", area) for area in spec.areas)), 0
    ground = outlines.group("states", lambda: _plain("states", outlines.step))
    nothing = STATUS_STYLES["no_record"][0]
    parts, size, left_out = [], 0, 0
    for area in spec.areas:
        if area.class_ is None and area.status == "no_record" and not more:
            continue  # as the ground already says
        if not mercator.shape("municipalities", area.code).path:
            continue  # younger than the boundaries
        part = drawn("municipalities", area)
        size += len(part)
        if size > _MOST_AREAS_BYTES:
            left_out += 1
        else:
            parts.append(part)
    again = f'<use href="#{outlines.shared or outlines.prefix}states" pointer-events="none"/>'
    return (
        f'<g fill="{nothing}" stroke="none">{ground}</g>'
        + _group("none", _MUNICIPALITY, "".join(parts))
        + _group("none", _OVER, again, 'stroke-opacity=".9"'),
        left_out,
    )


def _value(words: str) -> str:
    """Text in an attribute; a parser of XML would take a new line for a blank."""
    return escaped(words).replace("\n", "&#10;")


def _group(colour: str, line: tuple[str, float], inside: str, more: str = "") -> str:
    stroke, weight = line
    about = f'fill="{colour}" stroke="{stroke}" stroke-width="{weight}" {more}'.rstrip()
    return f"<g {about}>{inside}</g>"


def _overlay(spec: MapSpec, width: int, step: int, *, with_labels: bool) -> str:
    """Outlines, circles and labels of a map that is so many pixels wide."""
    weight = 1.8 if is_narrow(width) else 2.4
    outlines = []
    if spec.chosen:
        place = spec.chosen.code
        outlines.append((place, CHOSEN_INK, 2.4 * weight if place in spec.outlines else 3))
    for code in spec.outlines:
        # White first, so that the line shows on any palette.
        outlines += [(code, "#ffffff", weight + 2), (code, AGAINST, weight)]
    lines = "".join(
        f'<path fill="none" stroke="{colour}" stroke-width="{weight:.3g}" {_FIXED} d="{path}"/>'
        for code, colour, weight in outlines
        if (path := _outline(code, step))
    )
    labels = "".join(_label(spot, width) for spot in spots(spec, width)) if with_labels else ""
    if labels:
        halo = 3 * mercator.WIDTH / width
        labels = (
            f'<g stroke="#ffffff" stroke-opacity=".9" stroke-width="{halo:.3g}" '
            f'paint-order="stroke">{labels}</g>'
        )
    return _in_step(step, lines) + "".join(_circles(spec, width)) + labels


def _outline(code: str, step: int) -> str:
    layer: mercator.Layer = "states" if len(code) == 2 else "municipalities"
    return mercator.shape(layer, code, step).path


def _circles(spec: MapSpec, width: int) -> Iterator[str]:
    largest = 8 if is_narrow(width) else 11
    grounds = {area.code: area for area in spec.areas}
    unit = mercator.WIDTH / width
    named = {circle.code for circle in spec.circles}
    for label in spec.labels:
        if label.is_spotlight and len(label.code) > 2 and label.code not in named:
            # Put forward, and named by nothing in this view: a ring with nothing in it.
            ground = _ground(spec, grounds, label.code, 4 * unit)
            yield _disc(label.lon, label.lat, 4, (ACCENT_DARK, 1.5, ground, 1), ground)
    for circle in spec.circles:
        look = _SPOTLIGHT if circle.is_spotlight else _FAINT
        radius = max(largest * round(circle.radius, 3), 2.5)
        ground = _ground(spec, grounds, circle.code, radius * unit)
        yield _disc(circle.lon, circle.lat, radius, look, ground)


def _ground(spec: MapSpec, grounds: Mapping[str, Area], code: str, radius: float) -> str:
    """The colour that most of a circle lies on; its radius in units of the drawing."""
    if spec.view.level == "municipality":
        rings = mercator.shape("municipalities", code).rings
        size = min((float(np.ptp(ring, axis=0).min()) for ring in rings[:1]), default=0)
        area = grounds.get(code) if size > 2 * radius else None
    else:
        area = grounds.get(code[:2])
    return spec.colour(area) if area else STATUS_STYLES["no_record"][0]


def _disc(
    lon: float, lat: float, radius: float, look: tuple[str, float, str, float], ground: str
) -> str:
    """A circle that keeps its size at any scale: dots of two round pens, one on the other.

    A pen cannot be seen through at its middle only, so the ground is mixed into its colour.
    """
    edge, weight, colour, opacity = look
    x, y = (f"{part:.1f}".removesuffix(".0") for part in mercator.position(lon, lat))
    return "".join(
        f'<path stroke="{pen}" stroke-width="{size:.3g}" {_FIXED} d="M{x} {y}h.01"/>'
        for pen, size in (
            (edge, 2 * radius + weight),
            (_mixed(colour, ground, opacity), 2 * radius - weight),
        )
    )


def _mixed(over: str, under: str, opacity: float) -> str:
    pairs = ((int(over[i : i + 2], 16), int(under[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * opacity + b * (1 - opacity)):02x}" for a, b in pairs)


def _label(spot: Spot, width: int) -> str:
    scale = mercator.WIDTH / width
    head, small = spot.sizes
    # A line of text stands with its base so far under the top of its box, over its size.
    base = 0.94
    y = spot.y + base * head
    colour = _NAME if spot.label.is_spotlight else AGAINST
    bold = f'font-weight="700" fill="{colour}"'
    lines = [_line(spot.x * scale, y * scale, head * scale, bold, spot.head)]
    y = spot.y + 1.15 * head + base * small
    for line in spot.more:
        lines.append(_line(spot.x * scale, y * scale, small * scale, f'fill="{_INK}"', line))
        y += 1.15 * small
    return "".join(lines)


def _line(x: float, y: float, size: float, look: str, words: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size:.3g}" {look}>{escaped(words)}</text>'
