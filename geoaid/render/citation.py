"""How a view is cited: what it shows, the version, and the date and hash of its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geoaid
from geoaid import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.answer import Answer
    from geoaid.mapspec import MapSpec
    from geoaid.view import View

# As many characters of an address as are read at a glance.
_LONG = 60


def citation(answer: Answer, spec: MapSpec, address: str = "") -> str:
    """Write a ready citation of a view.

    Parameters
    ----------
    answer, spec
        Of the view; both in its language.
    address
        Where the page is served; the citation then ends in the view's permalink.
    """
    lang = answer.view.lang
    short = answer.data_sha256[:12]
    words = text.of_ledger(
        lang,
        answer.ledger_name,
        "cite.words",
        title=spec.title,
        version=geoaid.__version__,
        hash=short,
        date=answer.data_date,
    )
    if not address:
        return words
    return f"{words} {permalink(answer.view, address, answer.start)}"


def shown(link: str) -> str:
    """A link as it is printed: one that is long goes without what every link begins with.

    Examples
    --------
    >>> shown("https://example.org/?lang=en")
    'https://example.org/?lang=en'
    >>> shown("https://example.org/?measure=amount&split=none&palette=Greys&lang=en")
    'example.org/?measure=amount&split=none&palette=Greys&lang=en'
    """
    return link if len(link) <= _LONG else link.partition("://")[2]


def permalink(view: View, address: str, start: Mapping[str, str] | None = None) -> str:
    """The address of the page that shows a view, its language named.

    ``start`` is that of the ledger which the page shows.

    Examples
    --------
    >>> from geoaid.view import View
    >>> permalink(View(measure="amount"), "https://example.org/")
    'https://example.org/?measure=amount&lang=en'
    """
    query = view.query(start)
    if "lang=" not in query:
        query = "&".join(part for part in (query, f"lang={view.lang}") if part)
    return f"{address.rstrip('/')}/?{query}"
