"""The interactive file: one HTML page that opens by double click, with the network off.

folium makes the map and its layers. The page around it, its legend and the panel of records are
ours, and Leaflet comes out of its installed package, so nothing is fetched from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from geoaid import escape, places, shapes, text
from geoaid.mapspec import (
    ACCENT,
    ACCENT_DARK,
    AGAINST,
    BORDER,
    LAND,
    PATTERN_INK,
    SEA,
    STATUS_STYLES,
    mapspec,
)
from geoaid.render import Job, packing, panel, switch
from geoaid.render.citation import shown
from geoaid.render.provenance import Provenance
from geoaid.render.typography import NO_BREAK, bind

if TYPE_CHECKING:
    from pathlib import Path

    import folium
    from jinja2 import Template

    from geoaid.ledger import Ledger
    from geoaid.view import View

# South-west and north-east corners of what is shown first.
_BOUNDS = [[14.1, -118.4], [33.3, -86.0]]
_BORDER_INK = "#a49c8d"


@dataclass(frozen=True, slots=True, eq=False)
class OfflineMap:
    """A view as an interactive map: shown as it is in a notebook, saved as one file."""

    view: View
    ledger: Ledger

    def save(self, path: Path | str) -> Path:
        """Write the map to a file, in the format that its ending names; .html is the page itself.

        Raises
        ------
        geoaid.errors.ExportError
            If the ending is unknown or the folder cannot be written.
        """
        from geoaid.render import export

        return export(self.view, path, self.ledger)

    def folium(self) -> folium.Map:
        """The map as folium's object, to add layers to."""
        return folium_map(Job.of(self.view, self.ledger))

    def _repr_html_(self) -> str:
        """What a notebook shows: the page in a frame."""
        figure: Any = self.folium().get_root()
        figure.height = "900px"
        return str(figure._repr_html_())


def html(job: Job) -> bytes:
    """Write the page.

    Returns
    -------
    bytes
        UTF-8. Equal input gives equal bytes.
    """
    if job.spec.view.within:
        # The page holds the country, for its reader to move about in, and opens on the state.
        job = replace(job, spec=mapspec(job.answer))
    return bytes(folium_map(job).get_root().render().encode())


def folium_map(job: Job) -> folium.Map:
    """The map of a job, its areas and circles as folium layers.

    Returns
    -------
    folium.Map
        Its ``save`` writes the same page as :func:`html`.
    """
    import folium
    from folium.utilities import JsCode

    made = folium.Map(
        tiles=None,
        zoom_start=5,
        location=[23.8, -102.2],
        attribution_control=False,
        scroll_wheel_zoom=False,
        zoom_control="bottomleft",
        zoom_snap=0,
        zoom_delta=0.75,
        min_zoom=3,
        max_zoom=11,
        max_bounds=True,
        min_lat=2,
        max_lat=45,
        min_lon=-140,
        max_lon=-64,
    )
    made._id = "geoaid"  # noqa: SLF001  # folium's ids are random; equal input, equal bytes
    # Leaflet is in the page already, and nothing of ours uses jQuery, Bootstrap or icons.
    made.default_js, made.default_css = [], []
    for name, z_index in (("context", 350), ("outlines", 440), ("circles", 450)):
        pane = folium.map.CustomPane(name, z_index=z_index, pointer_events=name == "circles")
        _add(made, pane, name)
    border = {"color": BORDER, "weight": 1, "fillColor": LAND, "fillOpacity": 1}
    _add(made, _layer("context", interactive=False, pane="context", **border), "context")
    if job.spec.other_areas:
        fill = job.spec.other_areas.colour
        quiet = border | {"fillColor": fill, "color": switch.QUIET_BORDER, "weight": 0.3}
        each = JsCode("geoaid.other")
        _add(made, _layer("others", on_each_feature=each, **quiet), "others")
    # The page paints them, for one choice and for the next.
    each = JsCode("geoaid.area")
    area = {"color": BORDER, "weight": 0.8, "fillOpacity": 1}
    _add(made, _layer("areas", on_each_feature=each, **area), "areas")
    line = {"fill": False, "interactive": False, "pane": "outlines"}
    if job.spec.view.level == "municipality":
        _add(made, _layer("borders", color=_BORDER_INK, weight=0.8, **line), "borders")
    _add(made, _layer("outlines", color=AGAINST, weight=2.5, **line), "outlines")
    circled = next((one.job for one in switch.choices(job) if one.job.spec.circles), None)
    if circled:
        _add(made, _circles(circled), "circles")
    figure: Any = made.get_root()
    figure._template = _Page(job)  # noqa: SLF001  # branca renders whatever has render()
    return made


def _add(parent: Any, child: Any, name: str) -> None:
    child._id = name  # noqa: SLF001  # as above: no random ids
    child.add_to(parent)


def _layer(name: str, **options: Any) -> folium.GeoJson:
    """A layer of one style, whose geometry the page unpacks when it opens."""
    import folium

    each = options.pop("on_each_feature", None)
    data: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    # folium writes option names in camelCase, whatever it is given.
    return folium.GeoJson(data, name=name, smooth_factor=0.5, on_each_feature=each, **options)


def _collection(features: list[tuple[str, dict[str, Any] | None]]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": code, "properties": {}, "geometry": geometry}
            for code, geometry in features
        ],
    }


def _circles(job: Job) -> folium.GeoJson:
    import folium
    from folium.utilities import JsCode

    circles = {circle.code: circle for circle in job.spec.circles}
    points = [
        (code, {"type": "Point", "coordinates": [round(one.lon, 4), round(one.lat, 4)]})
        for code, one in circles.items()
    ]

    # A municipality may be smaller than its circle, and its colour must be seen.
    paper = 0.0 if job.answer.view.level == "municipality" else 0.65

    def style(feature: dict[str, Any]) -> dict[str, Any]:
        circle = circles[feature["id"]]
        return {
            "pane": "circles",
            "radius": round(circle.radius * switch.largest_circle(job), 2),
            "weight": 1,
            "fill": True,
            "color": ACCENT_DARK if circle.is_spotlight else "#44403c",
            "fillColor": ACCENT if circle.is_spotlight else "#ffffff",
            "fillOpacity": 0.92 if circle.is_spotlight else paper,
        }

    return folium.GeoJson(
        _collection(points),  # type: ignore[arg-type]  # a list of pairs with no None is one
        style_function=style,
        marker=folium.CircleMarker(),
        on_each_feature=JsCode("geoaid.circle"),
    )


class _Page:
    """The page around a map, in the form of a template, which is how branca writes a figure."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def render(self, this: Any, kwargs: Any) -> str:
        """Write the page; ``this`` is the figure, its parts already rendered."""
        job, lang = self.job, self.job.answer.view.lang
        scripts = {
            "leaflet": _leaflet("leaflet.js"),
            "ours": _asset("interactive.js"),
            "folium": this.script.render(**kwargs),
        }
        choices = switch.choices(job)
        return _template().render(
            views=[switch.words(choice, _full_name) for choice in choices],
            lang=lang,
            t=lambda key, **values: text.t(lang, key, **values),
            csp=_policy(scripts.values()),
            scripts={name: _Safe(script) for name, script in scripts.items()},
            styles=_Safe(_leaflet("leaflet.css") + _asset("interactive.css")),
            map=_Safe(this.html.render(**kwargs)),
            data=_Safe(packing.pack(_payload(job, choices))),
            patterns=STATUS_STYLES,
            ink=PATTERN_INK,
            sea=SEA,
            accent=ACCENT,
            dark=ACCENT_DARK,
            against=AGAINST,
            keep=_keep,
            safe=_Safe,
            viewed=lambda link: _viewed(lang, link),
            number=text.number,
            made=Provenance.of(job).line(),
            name=quote(job.name),
            embed=_embed(job),
        )


class _Safe(str):
    """Text that is HTML, script or style already."""

    __slots__ = ()


def _viewed(lang: str, link: str) -> _Safe:
    """The line with the link to the page that shows the same."""
    said = escape.html(text.t(lang, "map.view", link="\0"))
    anchor = (
        f'<a href="{escape.html(link)}" target="_blank" rel="noopener noreferrer">'
        f"{escape.html(shown(link))}</a>"
    )
    return _Safe(said.replace("\0", anchor))


def _keep(said: str) -> _Safe:
    """Escape a sentence, and keep its ranges and its numbers with their units on one line."""
    bound = escape.html(bind(said))
    kept = re.sub(
        rf"[^ ]*(?:{NO_BREAK}|\d–\d)[^ ]*",
        lambda found: f'<span class="nb">{found[0]}</span>',
        bound,
    )
    return _Safe(kept.replace(NO_BREAK, " "))


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    def finalize(value: Any) -> str:
        return value if isinstance(value, _Safe) else escape.html(str(value))

    # Whatever a template writes passes through the one place that escapes.
    found = Environment(  # noqa: S701  # finalize escapes
        finalize=finalize, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return found.from_string(_asset("interactive.html"))


def _asset(name: str) -> str:
    return (resources.files("geoaid.render") / "assets" / name).read_text(encoding="utf-8")


@cache
def _leaflet(name: str) -> str:
    """A file of the installed Leaflet, without what would point outside of the page."""
    folder = resources.files("js_lib_leaflet") / "static" / "js_lib_leaflet"
    content = (folder / name).read_text(encoding="utf-8")
    content = re.sub(r"^//# sourceMappingURL=.*$", "", content, flags=re.MULTILINE)
    # Pictures of controls and pins that this page has none of.
    return re.sub(r"url\(images/[^)]*\)", "none", content)


def _policy(scripts: Any) -> str:
    """A content security policy that lets these scripts run and nothing be fetched."""
    hashes = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts)
    allowed = " ".join(f"'sha256-{one}'" for one in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _embed(job: Job) -> str:
    """What shows this page inside another: a frame whose scripts reach nothing outside of it.

    By the end of its address the page knows that it is to be short.
    """
    source, title = escape.html(quote(job.name)), escape.html(job.spec.title)
    # The map takes what title, legend and source leave; they need more for each line of a legend.
    height = 560 + 14 * (len(job.spec.classes) + len(job.spec.statuses) + len(job.spec.outlines))
    return (
        f'<iframe src="{source}#embed" title="{title}" width="100%" height="{height}" style="border:0" '
        'loading="lazy" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox">'
        "</iframe>"
    )


def _payload(job: Job, choices: tuple[switch.Choice, ...]) -> dict[str, Any]:
    """What the page's script needs: geometry, the figures of places, the records behind them."""
    spec = job.spec
    states, here = packing.packed("states"), packing.packed("states")
    layers = {"context": packing.packed("context")}
    others: dict[str, str] = {}
    if spec.view.level == "municipality":
        here = packing.packed("municipalities")
        layers["borders"] = states
    if spec.other_areas:
        named = {area.code for area in spec.areas}
        others = {code: _full_name(code) for code in here if code not in named}
        layers["others"] = packing.some(here, others)
    layers["areas"] = packing.some(here, [area.code for area in spec.areas])
    # Above the borders, which lie in the same pane.
    layers["outlines"] = {
        code: packing.without_islets(states[code]) for code in spec.outlines if code in states
    }
    return {
        "grid": packing.GRID,
        "bounds": _bounds(spec.view.within),
        "layers": layers,
        "others": others,
        "views": [
            switch.painted(choice, sorted({*layers["areas"], *others})) for choice in choices
        ],
        "selected": job.answer.view.place,
        **panel.panel(job, _full_name),
    }


def _bounds(within: str | None) -> list[list[float]]:
    """South-west and north-east corner of what is seen first, degrees: the country, or a state."""
    if within is None:
        return _BOUNDS
    west, south, east, north = shapes.bounds(within)
    x, y = (east - west) / 30, (north - south) / 30
    return [[south - y, west - x], [north + y, east + x]]


def _full_name(code: str) -> str:
    """The short name of a place, that of a municipality with its state's."""
    place = places.get(code)
    if place.level == "state":
        return place.short
    return f"{place.short}, {places.get(place.state).short}"
