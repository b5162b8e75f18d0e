"""Running the dashboard: gunicorn where there is one, waitress on Windows."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING, Any

from geoaid.dashboard import create_app
from geoaid.errors import Clause, GeoaidError
from geoaid.text import reason, refused

if TYPE_CHECKING:
    from flask import Flask

    from geoaid.ledger import Ledger


def run(ledger: Ledger, *, host: str, port: int, workers: int) -> None:
    """Serve until stopped; the address is printed when the server answers.

    Raises
    ------
    geoaid.errors.GeoaidError
        If the address cannot be had.
    """
    _try_address(host, port)
    server = create_app(ledger).server
    _warm(server)
    if sys.platform == "win32":
        import waitress

        print(f"geoaid: http://{host}:{port}", flush=True)
        waitress.serve(server, host=host, port=port, threads=8)
    else:
        _gunicorn(server, host, port, workers)


def _try_address(host: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        said = {"host": host, "port": port, "why": reason(error), "next": port + 1}
        raise refused(GeoaidError, Clause("cli.no_port", said)) from None


def _warm(server: Flask) -> None:
    """Ask for the first page once, so that the first reader does not wait for imports."""
    client = server.test_client()
    for path in ("/", "/_dash-layout", "/_dash-dependencies"):
        client.get(path)


def _gunicorn(server: Flask, host: str, port: int, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
        def load_config(self) -> None:
            def announce(arbiter: Any) -> None:
                address = arbiter.LISTENERS[0].sock.getsockname()
                print(f"geoaid: http://{host}:{address[1]}", flush=True)

            settings = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": 4,
                # Loaded once, before the workers part: they share its memory and start at once.
                "preload_app": True,
                "loglevel": "warning",
                "when_ready": announce,
                "timeout": 60,
                # A page with an address of nonsense still opens and says so.
                "limit_request_line": 8190,
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return server

    Server().run()
