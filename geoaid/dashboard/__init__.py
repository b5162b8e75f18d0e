"""The dashboard: a Dash app that shows a View and follows the reader's choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dash import Dash

    from geoaid.ledger import Ledger


def create_app(ledger: Ledger | None = None) -> Dash:
    """Make the Dash app on a ledger.

    Parameters
    ----------
    ledger
        The bundled ledger if None.

    Returns
    -------
    dash.Dash
        Its ``server`` is the Flask application that gunicorn or a test client runs.
    """
    from dash import Dash

    from geoaid import ledger as ledgers
    from geoaid.dashboard import callbacks, layout, web

    ledger = ledger or ledgers.bundled()
    app = Dash(
        __name__,
        title="geoaid",
        update_title="",
        assets_folder="assets",
        # Served to the method page, which links it itself.
        assets_ignore=r"method\.css",
        compress=False,
        # Else the whole page is sent a second time, inside the index, for checks of callbacks.
        suppress_callback_exceptions=True,
        serve_locally=True,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    site = web.Site(app, ledger)
    app.layout = lambda: layout.page(site.requested(), ledger, site.urls)
    callbacks.register(app, ledger)
    site.secure()
    return app
