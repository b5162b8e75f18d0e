"""The live map: dash-leaflet draws the geometry once, a small payload repaints it.

The geometry never passes through a callback. A change of filters sends :func:`paint`, the classes
and texts of the places that records name; ``assets/map.js`` recolours the areas that changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geoaid import shapes, text
from geoaid.mapspec import ACCENT, ACCENT_DARK, AGAINST, PATTERN_INK, STATUS_STYLES
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    import dash_leaflet as dl

    from geoaid.mapspec import MapSpec
    from geoaid.view import View

# South-west and north-east corners of what is shown: Mexico with a little of its neighbours.
BOUNDS = [[14.3, -118.6], [33.1, -86.2]]


def live_map(urls: dict[str, str], view: View) -> dl.Map:
    """Return the map component, its areas still unpainted.

    Parameters
    ----------
    urls
        Where the browser gets ``states``, ``municipalities`` and ``context``; the
        municipalities only when a reader asks for them.
    view
        What is shown first.
    """
    import dash_leaflet as dl

    def layer(name: str, **more: Any) -> dl.GeoJSON:
        return dl.GeoJSON(
            id=f"layer-{name}",
            url=urls[name],
            style={"variable": f"geoaid.style.{name}"},
            onEachFeature={"variable": f"geoaid.feature.{name}"},
            zoomToBounds=False,
            **more,
        )

    municipalities = layer("municipalities")
    if view.level != "municipality" or view.within:
        # Fetched when the level is first chosen: assets/view.js sets the address then.
        municipalities.url = None
    return dl.Map(
        [
            dl.Pane(layer("context", interactive=False), name="context", style={"zIndex": 350}),
            dl.Pane(municipalities, name="municipalities", style={"zIndex": 400}),
            dl.Pane(layer("states"), name="states", style={"zIndex": 410}),
        ],
        id="map",
        bounds=BOUNDS,
        maxBounds=[[5, -135], [42, -70]],
        zoomSnap=0,
        zoomDelta=0.75,
        minZoom=3,
        maxZoom=10,
        scrollWheelZoom=False,
        # Leaflet's keyboard would make the map as a whole one more stop: assets/walk.js has its keys.
        keyboard=False,
        attributionControl=False,
        # What a reader pans to is nobody else's business: it is not told to the server.
        trackViewport=False,
        zoomControl=False,
        className="map",
    )


def _bounds(within: str | None) -> list[list[float]]:
    if within is None:
        return BOUNDS
    west, south, east, north = (round(edge, 3) for edge in shapes.bounds(within))
    return [[south, west], [north, east]]


def _says(spec: MapSpec) -> list[str]:
    """How a value is said where it stands alone: of one, and of any other number."""
    lang, measure = spec.view.lang, REGISTRY[spec.view.measure]
    if spec.layer is not None:
        return ["{n}", "{n}"]
    if measure.name == "programmes":
        # The numbers are put in by the page.
        one, other = (text.t(lang, "html.programmes", n=n) for n in (1, 2))
        return [one.replace("1", "{n}"), other.replace("2", "{n}")]
    return [f"{measure.label[lang]}: {{n}}"] * 2


def paint(spec: MapSpec) -> dict[str, Any]:
    """What the browser needs to paint a MapSpec, as small as it can be.

    Returns
    -------
    dict
        ``areas``: code -> [class or 0, status, text]; what is not in it has the status
        ``other``. ``circles``, ``outlines`` and ``labels`` as in the MapSpec.
    """
    return {
        "level": spec.view.level,
        # South-west and north-east corners of the state that the map is within, if of one.
        "within": spec.view.within,
        "bounds": _bounds(spec.view.within),
        # A reader's own breaks are whole dollars or counts; rates keep what tells them apart.
        "limits": [float(f"{item.high:.6g}") for item in spec.classes] if not spec.layer else [],
        "colours": [item.colour for item in spec.classes],
        "says": _says(spec),
        "styles": {status: [*style] for status, style in STATUS_STYLES.items()},
        "statusLabels": {item.status: item.label for item in spec.statuses},
        "ink": PATTERN_INK,
        "accent": [ACCENT, ACCENT_DARK, AGAINST],
        "areas": {area.code: [area.class_ or 0, area.status, area.value] for area in spec.areas},
        "other": "no_record",
        "circles": [
            [
                circle.code,
                circle.name,
                round(circle.lat, 3),
                round(circle.lon, 3),
                round(circle.radius, 3),
                circle.programmes,
                int(circle.is_spotlight),
            ]
            for circle in spec.circles
        ],
        "outlines": list(spec.outlines),
        "labels": [
            [
                label.code,
                label.text,
                label.detail,
                round(label.lat, 3),
                round(label.lon, 3),
                int(label.is_spotlight),
            ]
            for label in spec.labels
        ],
        "alt": spec.alt,
    }
