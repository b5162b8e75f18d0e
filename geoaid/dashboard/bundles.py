"""Our own styles and scripts as one file each: fewer questions on a slow line.

They are read from ``assets/`` in the order of their names, and their address holds their hash, so
a browser keeps them.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib import resources
from typing import NamedTuple

IGNORED = r".*\.(css|js)$"
"""What Dash is told not to serve file by file."""


class Bundle(NamedTuple):
    """A file: its address, its media type, its bytes."""

    url: str
    media_type: str
    body: bytes


@cache
def bundle(ending: str) -> Bundle:
    """Return all files of one ending, ``"css"`` or ``"js"``, one after another."""
    folder = resources.files("geoaid.dashboard") / "assets"
    found = sorted(
        (one for one in folder.iterdir() if one.name.endswith(f".{ending}")),
        key=lambda one: one.name,
    )
    body = b"\n".join(one.read_bytes() for one in found)
    digest = sha256(body).hexdigest()[:12]
    kind = {"css": "text/css", "js": "text/javascript"}[ending]
    return Bundle(f"/page/{digest}/geoaid.{ending}", f"{kind}; charset=utf-8", body)
