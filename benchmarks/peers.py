"""What geoaid is measured against: the usual ways to draw the same map, served as geoaid is.

``python -m benchmarks.peers NAME WORKERS`` serves one of them. Their values are computed when they
start, so that their callbacks do nothing but draw.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from functools import cache, partial
from importlib import resources
from typing import Any

import flask
from dash import Dash, Input, Output, ctx, dcc, html
from flask_compress import Compress

from benchmarks.views import municipality_queries
from geoaid import shapes
from geoaid.answer import answer
from geoaid.dashboard import serving
from geoaid.view import View

DRAWN = 6  # views that a drawing peer knows
CENTRE = (23.7, -102.4)
RAMP = ["#f7f6f3", "#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"]
# Tells when plotly has drawn.
TELLS_DRAWN = """addEventListener("DOMContentLoaded", () => { const wait = setInterval(() => {
  const graph = document.querySelector(".js-plotly-plot");
  if (!graph || !graph.on) { return; }
  clearInterval(wait); graph.on("plotly_afterplot", () => { window.plotlyDrawn = true; });
}, 20); });"""
STYLE = """window.peer = {style: (feature, context) => {
  const {prop, limits, ramp} = context.hideout, value = feature.properties[prop];
  let i = 0; while (i < limits.length && value > limits[i]) { i += 1; }
  return {fillColor: ramp[i], fillOpacity: 1, weight: 0.3, color: "#cfc9bd"}; }};"""


@cache
def geojson(level: str = "municipality") -> dict[str, Any]:
    return json.loads(shapes.web_file("states" if level == "state" else "municipalities"))


def values(query: str) -> dict[str, float]:
    """The value of every area under a view, 0 where no record names it."""
    view = View.from_query(query)
    named = {place.code: place.value or 0 for place in answer(view).places}
    return {one["id"]: named.get(one["id"], 0) for one in geojson(view.level)["features"]}


def folium_page(
    shown: dict[str, float], level: str = "municipality", *, legend: bool = True
) -> str:
    """A folium page with one choropleth, nothing else on it; its legend needs d3."""
    import folium
    import pandas as pd

    drawn = folium.Map(location=CENTRE, zoom_start=5, tiles=None)
    areas = folium.Choropleth(geo_data=geojson(level), data=pd.Series(shown), key_on="feature.id")
    if not legend:
        for name in [one for one in areas._children if one.startswith("color_map")]:
            areas._children.pop(name)
    areas.add_to(drawn)
    return drawn.get_root().render()


def plotly_figure(shown: dict[str, float], level: str = "municipality") -> Any:
    """A ``px.choropleth_map`` of the same values."""
    import pandas as pd
    import plotly.express as px

    frame = pd.DataFrame({"code": list(shown), "value": list(shown.values())})
    lat, lon = CENTRE
    return px.choropleth_map(
        frame,
        geojson=geojson(level),
        locations="code",
        color="value",
        map_style="white-bg",
        center={"lat": lat, "lon": lon},
        zoom=4,
    )


def packed(text: str) -> int:
    """Bytes after gzip at the level that geoaid's server uses."""
    return len(gzip.compress(text.encode(), 6))


def _timed(app: Dash) -> Dash:
    def start() -> None:
        flask.g.clock = time.perf_counter()

    def stop(response: flask.Response) -> flask.Response:
        took = (time.perf_counter() - flask.g.clock) * 1000
        response.headers["Server-Timing"] = f"total;dur={took:.2f}"
        return response

    app.server.before_request(start)
    app.server.after_request(stop)
    return app


def empty() -> Dash:
    """A callback that does nothing: what Dash and the server cost by themselves."""
    app = Dash(__name__)
    app.layout = html.Div([dcc.Store(id="query"), html.Div(id="shown")])

    @app.callback(Output("shown", "children"), Input("query", "data"))
    def show(_query: str) -> str:
        return ""

    return _timed(app)


def reachable(page: str) -> str:
    """The folium page with Leaflet from this server and nothing else from outside."""
    page = re.sub(
        r'<script src="http[^"]*"></script>|<link [^>]*href="http[^"]*"[^>]*/?>', "", page
    )
    ours = '<link rel="stylesheet" href="/leaflet.css"><script src="/leaflet.js"></script>'
    return page.replace("<head>", f"<head>{ours}", 1)


def felt(kind: str, level: str) -> Dash:
    """The same as a page that a hand can use: two buttons, and the map drawn anew for each."""
    app = Dash(__name__)
    app.index_string = app.index_string.replace(
        "{%config%}", f"{{%config%}}<script>{TELLS_DRAWN}</script>"
    )
    views = {name: f"level={level}&measure={name}" for name in ("programmes", "amount")}
    known = {name: values(query) for name, query in views.items()}
    size = {"width": "880px", "height": "600px", "border": "0"}
    shown: Any = (
        html.Iframe(id="shown", style=size)
        if kind == "folium"
        else dcc.Graph(id="shown", style=size)
    )
    app.layout = html.Div([*(html.Button(name, id=name) for name in views), shown])
    folder = resources.files("js_lib_leaflet") / "static" / "js_lib_leaflet"
    for name in ("leaflet.js", "leaflet.css"):
        body = (folder / name).read_bytes()
        kind_of = "text/css" if name.endswith("css") else "text/javascript"
        app.server.add_url_rule(
            f"/{name}",
            name,
            lambda body=body, kind_of=kind_of: flask.Response(body, mimetype=kind_of),
        )
    Compress(app.server)

    @app.callback(
        Output("shown", "srcDoc" if kind == "folium" else "figure"),
        [Input(name, "n_clicks") for name in views],
    )
    def show(*_clicks: int) -> Any:
        chosen = known[ctx.triggered_id or "programmes"]
        if kind == "folium":
            return reachable(folium_page(chosen, level, legend=False))
        return plotly_figure(chosen, level)

    return _timed(app)


def drawing(kind: str) -> Dash:
    """A Dash app that draws the map anew for each choice: a folium iframe, or a plotly figure."""
    app = Dash(__name__)
    known = {query: values(query) for query in municipality_queries(DRAWN)}
    shown: Any = html.Iframe(id="shown") if kind == "folium" else dcc.Graph(id="shown")
    app.layout = html.Div([dcc.Store(id="query"), shown])

    @app.callback(
        Output("shown", "srcDoc" if kind == "folium" else "figure"), Input("query", "data")
    )
    def show(query: str) -> Any:
        return folium_page(known[query]) if kind == "folium" else plotly_figure(known[query])

    return _timed(app)


def hideout(canvas: str, size: str) -> Dash:
    """dash-leaflet's own choropleth: a style function that reads the hideout a callback sends."""
    import dash_leaflet as dl

    app = Dash(__name__)
    app.index_string = app.index_string.replace(
        "{%config%}", f"{{%config%}}<script>{STYLE}</script>"
    )
    width, height = size.split("x")
    shown = {
        name: values(f"level=municipality&measure={name}") for name in ("programmes", "amount")
    }
    for feature in geojson()["features"]:
        feature["properties"].update({name: shown[name][feature["id"]] for name in shown})
    body = json.dumps(geojson())
    app.server.add_url_rule(
        "/areas.geojson",
        "areas",
        lambda: flask.Response(body, mimetype="application/geo+json"),
    )

    def sent(name: str) -> dict[str, Any]:
        most = max(shown[name].values())
        return {"prop": name, "limits": [most * i / 5 for i in range(5)], "ramp": RAMP}

    areas = dl.GeoJSON(
        id="areas",
        url="/areas.geojson",
        style={"variable": "peer.style"},
        hideout=sent("programmes"),
    )
    drawn = dl.Map(
        [areas],
        id="map",
        center=CENTRE,
        zoom=5,
        preferCanvas=canvas == "canvas",
        trackViewport=False,
        style={"width": f"{width}px", "height": f"{height}px"},
    )
    app.layout = html.Div([*(html.Button(name, id=name) for name in shown), drawn])

    @app.callback(
        Output("areas", "hideout"),
        [Input(name, "n_clicks") for name in shown],
        prevent_initial_call=True,
    )
    def show(*_clicks: int) -> dict[str, Any]:
        return sent(ctx.triggered_id)

    return _timed(app)


def main(name: str, workers: str, *more: str) -> None:
    makers = {"empty": empty, "hideout": hideout}
    # One that draws is made for a hand where a level is named, else for its answers alone.
    found = makers.get(name) or (partial(felt, name) if more else partial(drawing, name))
    app = found(*more)
    serving._gunicorn(app.server, "127.0.0.1", 0, int(workers))


if __name__ == "__main__":
    main(*sys.argv[1:])
