"""What the page asks of the server when a reader chooses: thin, all content is made elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output

from geoaid.dashboard import analysis, panels
from geoaid.dashboard.web import read_view

if TYPE_CHECKING:
    from dash import Dash

    from geoaid.ledger import Ledger


def register(app: Dash, ledger: Ledger) -> None:
    """Tie the page's parts to the stores ``query`` (all choices) and ``selection`` (with the place)."""

    @app.callback(Output("shown", "data"), Input("query", "data"), prevent_initial_call=True)
    def show(query: str) -> dict[str, Any]:
        view, problems = read_view(query, ledger)
        return panels.content(view, ledger, problems)

    @app.callback(
        Output("records", "children"),
        Output("chosen", "children"),
        Input("selection", "data"),
        prevent_initial_call=True,
    )
    def show_records(query: str) -> tuple[Any, Any]:
        view = read_view(query, ledger)[0]
        return panels.records_panel(view, ledger), panels.chosen(view, ledger)

    @app.callback(Output("panel-shown", "data"), Input("panel", "data"), prevent_initial_call=True)
    def show_panel(asked: list[Any]) -> dict[str, Any]:
        query, width = asked
        return analysis.panel(read_view(query, ledger)[0], ledger, analysis.fitting(width))

    app.clientside_callback(  # type: ignore[no-untyped-call]  # Dash has no types for it
        ClientsideFunction("geoaid", "showPanel"),
        Output("panel-built", "data"),
        Input("panel-shown", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]  # Dash has no types for it
        ClientsideFunction("geoaid", "show"), Output("painted", "data"), Input("shown", "data")
    )
