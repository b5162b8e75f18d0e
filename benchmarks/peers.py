"""What geoaid is measured against: the usual ways to draw the same map, served as geoaid is.

``python -m benchmarks.peers NAME WORKERS`` serves one of them. Their values are computed when they
start, so that their callbacks do nothing but draw.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from functools import cache
from typing import Any

import flask
from dash import Dash, Input, Output, ctx, dcc, html

from benchmarks.views import municipality_queries
from geoaid import shapes
from geoaid.answer import answer
from geoaid.dashboard import serving
from geoaid.view import View

DRAWN = 6  # views that a drawing peer knows
CENTRE = (23.7, -102.4)
RAMP = ["#f7f6f3", "#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"]
STYLE = """window.peer = {style: (feature, context) => {
  const {prop, limits, ramp} = context.hideout, value = feature.properties[prop];
  let i = 0; while (i < limits.length && value > limits[i]) { i += 1; }
  return {fillColor: ramp[i], fillOpacity: 1, weight: 0.3, color: "#cfc9bd"}; }};"""


@cache
def geojson() -> dict[str, Any]:
    return json.loads(shapes.web_file("municipalities"))


def values(query: str) -> dict[str, float]:
    """The value of every municipality under a view, 0 where no record names it."""
    named = {place.code: place.value or 0 for place in answer(View.from_query(query)).places}
    return {one["id"]: named.get(one["id"], 0) for one in geojson()["features"]}


def folium_page(shown: dict[str, float]) -> str:
    """A folium page with one choropleth, nothing else on it."""
    import folium
    import pandas as pd

    drawn = folium.Map(location=CENTRE, zoom_start=5, tiles=None)
    folium.Choropleth(geo_data=geojson(), data=pd.Series(shown), key_on="feature.id").add_to(drawn)
    return drawn.get_root().render()


def plotly_figure(shown: dict[str, float]) -> Any:
    """A ``px.choropleth_map`` of the same values."""
    import pandas as pd
    import plotly.express as px

    frame = pd.DataFrame({"code": list(shown), "value": list(shown.values())})
    lat, lon = CENTRE
    return px.choropleth_map(
        frame,
        geojson=geojson(),
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
    app = makers[name](*more) if name in makers else drawing(name)
    serving._gunicorn(app.server, "127.0.0.1", 0, int(workers))


if __name__ == "__main__":
    main(*sys.argv[1:])
