"""The boundary files that the browser gets: whole layers, and the municipalities of one state.

Their address holds their hash, so that the browser may keep them.
"""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

import brotli  # type: ignore[import-untyped]  # it ships no types
import flask

from geoaid import places, shapes

if TYPE_CHECKING:
    from flask import Response

WebShape = Literal["states", "municipalities", "context"]
WEB_SHAPES: tuple[WebShape, ...] = ("states", "municipalities", "context")
YEAR_SECONDS = 31_536_000


def urls() -> dict[str, str]:
    """Where each file is; ``within`` is that of one state, whose code goes into the braces."""
    found = {name: f"/shapes/{digest_of(name)}/{name}.geojson" for name in WEB_SHAPES}
    return found | {"within": f"/shapes/{digest_of('municipalities')}/municipalities-{{}}.geojson"}


@cache
def digest_of(name: WebShape) -> str:
    """The part of a layer's address that changes with its content."""
    return sha256(shapes.web_file(name)).hexdigest()[:12]


def respond(digest: str, name: str) -> Response | None:
    """A boundary file, as the browser can take it; None if there is none so named."""
    packed = bool(flask.request.accept_encodings.quality("br"))
    body = _body(digest, name, packed=packed)
    if body is None:
        return None
    response = flask.make_response(body)
    response.headers["Content-Type"] = "application/geo+json"
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "br"
    response.set_etag(f"{digest}-{name}-br" if packed else f"{digest}-{name}")
    response.make_conditional(flask.request)
    return response


@lru_cache(maxsize=80)
def _body(digest: str, name: str, *, packed: bool) -> bytes | None:
    """A boundary file, compressed with brotli where ``packed``; None if there is none so named."""
    found: WebShape | None = next((item for item in WEB_SHAPES if item == name), None)
    if found:
        made = shapes.web_file_brotli(found) if packed else shapes.web_file(found)
        return made if digest == digest_of(found) else None
    layer, _, state = name.partition("-")
    if layer != "municipalities" or digest != digest_of(layer) or state not in _state_codes():
        return None
    made = shapes.web_file_of(state)
    return brotli.compress(made, quality=9) if packed else made


@cache
def _state_codes() -> frozenset[str]:
    return frozenset(state.code for state in places.states())
