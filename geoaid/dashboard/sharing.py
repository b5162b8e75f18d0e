"""What a shared link says of its view before it is opened: title, finding, picture."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from geoaid import places, render, text
from geoaid.answer import answer
from geoaid.escape import html as escaped
from geoaid.mapspec.state import spec_of
from geoaid.render.page import Print
from geoaid.view import FIELDS

if TYPE_CHECKING:
    from geoaid.ledger import Ledger
    from geoaid.view import View

WIDTH, HEIGHT = 1200, 630
"""Of the picture of a link, in pixels: what networks and messengers show whole."""

_DPI, _MM = 150, 25.4
_PAGE = Print(size_mm=(WIDTH * _MM / _DPI, HEIGHT * _MM / _DPI), dpi=_DPI)


def title(view: View, ledger: Ledger) -> str:
    """The title of the page, which begins with the place chosen."""
    if view.place is None:
        return text.of_ledger(view.lang, ledger.name, "page.title")
    place = places.titled(view.place)
    return text.of_ledger(view.lang, ledger.name, "page.title_place", place=place)


def head(view: View, ledger: Ledger, root: str) -> str:
    """The title and what tells of the view where its link is shared, as HTML.

    Parameters
    ----------
    root
        The address that the page is served from.
    """
    # The address names the language: without it, it would be that of whoever opens it.
    rest = view.but(lang=FIELDS["lang"].default).query(ledger.start)
    query = "&".join(filter(None, (rest, f"lang={view.lang}")))
    told = {
        "og:title": title(view, ledger),
        "og:description": spec_of(answer(view, ledger), ledger).findings.headline,
        "og:type": "website",
        "og:url": f"{root}?{query}",
        "og:image": f"{root}picture.png?{query}",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
    }
    meta = "".join(
        f'<meta property="{name}" content="{escaped(words)}">' for name, words in told.items()
    )
    return f"<title>{escaped(title(view, ledger))}</title>{meta}"


def picture(view: View, ledger: Ledger) -> bytes:
    """The map of a view as a PNG of :data:`WIDTH` by :data:`HEIGHT` pixels."""
    # The place and the panel change nothing on the map.
    return _picture(view.unlisted.but(place=None, panel=FIELDS["panel"].default), ledger)


@lru_cache(maxsize=64)
def _picture(view: View, ledger: Ledger) -> bytes:
    return render.render(render.Job.of(view, ledger, "geoaid.png", _PAGE), "png")
