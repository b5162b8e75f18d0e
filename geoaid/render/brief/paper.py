"""A brief as PDF, set by Typst: tagged (PDF/UA-1), with its text as data, never as markup."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoaid.render.brief import pictures
from geoaid.render.brief.tree import KeyFigures, Listing, Picture, Table
from geoaid.render.face import clean
from geoaid.render.typography import bind

if TYPE_CHECKING:
    from geoaid.render.brief.tree import Block, Brief

MOST_PAGES = 4
# A brief that would be longer is set smaller.
_SCALES = (1.0, 0.96, 0.92, 0.88)
TEMPLATE = Path(__file__).with_name("brief.typ")


def pdf(brief: Brief) -> bytes:
    """Set a brief on A4.

    Returns
    -------
    bytes
        PDF/UA-1; its date is that of the data.
    """
    import typst

    date = brief.date or "1980-01-01"
    data = {
        "lang": brief.lang,
        "title": brief.title,
        "kicker": brief.kicker,
        "subtitle": brief.subtitle,
        "description": brief.description,
        "keywords": [brief.made],
        "date": [int(part) for part in date.split("-")],
        "footer": brief.footer,
        "figure": brief.figure,
        "table": brief.table,
        "blocks": [_plain(block) for block in brief.blocks],
    }
    safe = _safe(data)
    for scale in _SCALES:
        words = json.dumps(safe | {"scale": scale}, ensure_ascii=False)
        made = bytes(
            typst.compile(
                TEMPLATE,
                font_paths=fonts(),
                sys_inputs={"brief": words},
                pdf_standards=["ua-1"],
                timestamp=datetime.fromisoformat(date).replace(tzinfo=UTC),
            )
        )
        if _pages(made) <= MOST_PAGES:
            break
    return made


def _pages(made: bytes) -> int:
    found = re.search(rb"/Type ?/Pages ?/Count (\d+)", made)
    return int(found[1]) if found else 0


@cache
def fonts() -> Any:
    """The fonts that come with matplotlib, so that a brief is the same on every machine."""
    import typst
    from matplotlib import get_data_path

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[Path(get_data_path(), "fonts", "ttf")],
    )


def _plain(block: Block) -> dict[str, Any]:
    """A block as the template reads it."""
    if isinstance(block, Picture):
        return {
            "is": "picture",
            "svg": _Raw(pictures.svg(block.subject)),
            "alt": block.alt,
            "caption": block.caption,
            "may_move": block.may_move,
        }
    kinds: dict[type, str] = {KeyFigures: "figures", Table: "table", Listing: "listing"}
    data = asdict(block)
    if isinstance(block, Table):
        data["right"] = sorted(block.right)
    # A paragraph has a kind of its own.
    return data | {"is": kinds.get(type(block), type(block).__name__.lower())}


class _Raw(str):
    """Text that is no words: it goes as it is."""

    __slots__ = ()


def _safe(value: Any) -> Any:
    """Every text in what the font has, with the spaces at which no line may end."""
    if isinstance(value, _Raw):
        return str(value)
    if isinstance(value, str):
        return bind(clean(value))
    if isinstance(value, dict):
        return {key: item if key == "url" else _safe(item) for key, item in value.items()}
    return [_safe(item) for item in value] if isinstance(value, list | tuple) else value
