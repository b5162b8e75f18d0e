"""Further documents of a record, which its cell for the page may name by their keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.ledger.check import Row

# What a cell says of the documents that follow: they name the places, or they are sources too.
KINDS = {"places:": "places", "also": "also"}
# A key as sources.csv has them, told from a word in capitals by its digit or underscore.
_KEY = r"(?=[A-Z0-9_]*[0-9_])[A-Z][A-Z0-9_]{2,}"
_CELL = re.compile(rf"(places:|also) +({_KEY}(?:[,;] *{_KEY})*)")


@dataclass(frozen=True, slots=True)
class Document:
    """A document beside a record's own.

    Attributes
    ----------
    key
        Its ``source_id``.
    kind
        ``"places"`` if it names the places, ``"also"`` if it is a source beside the first.
    source
        Its cells; empty if the table of sources has no such document.
    """

    key: str
    kind: str
    source: Row


def further(cell: str, sources: Mapping[str, Row]) -> tuple[Document, ...]:
    """The documents that a ``page_or_section`` cell names; none where it says anything else.

    Examples
    --------
    >>> [(one.key, one.kind) for one in further("places: RAZON2024, VANG2024", {})]
    [('RAZON2024', 'places'), ('VANG2024', 'places')]
    >>> further("area 2; also MPD2018 second point", {})
    ()
    """
    found = _CELL.fullmatch(cell.strip())
    if found is None:
        return ()
    keys = dict.fromkeys(re.split("[,;] *", found[2]))
    return tuple(Document(key, KINDS[found[1]], sources.get(key, {})) for key in keys)
