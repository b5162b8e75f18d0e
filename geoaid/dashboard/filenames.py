"""The names of downloads: what a file shows, in plain letters."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from geoaid import places
from geoaid.render.page import Print

if TYPE_CHECKING:
    from geoaid.view import View

# Letters of what was typed that stand in a name.
_LONGEST_NAME = 40


def chart_name(view: View, ending: str) -> str:
    """A name for the download of a chart."""
    return f"geoaid_{view.panel.replace('_', '-')}_{view.measure}_{view.level}.{ending}"


def file_name(view: View, ending: str, form: str = "") -> str:
    """A name for a download: what it shows, in plain letters, and its form unless that is plain."""
    words = ["geoaid", view.measure, view.level]
    if view.layer != "measure":
        words.insert(1, view.layer.replace("_", "-"))
    if view.layer == "what_if":
        # It has one level, and what is shared out is always money.
        words = ["geoaid", "what-if"]
    if view.years:
        words.append("-".join(map(str, view.years)))
    if form not in ("", Print().preset):
        words.append(form)
    return "_".join(re.sub(r"[^a-z0-9-]+", "-", word) for word in words) + f".{ending}"


def brief_name(view: View, ending: str) -> str:
    """A name for a brief: the place that it is on, in plain letters."""
    place = _plain_place(view.place) if view.place else "mexico"
    return f"geoaid_brief_{place}_{view.lang}.{ending}"


def list_name(view: View, ending: str) -> str:
    """A name for the download of the list of records: its place, years and words, if it has any."""
    words = ["geoaid_records"]
    if view.place:
        words.append(_plain_place(view.place))
    if view.years:
        words.append("-".join(map(str, view.years)))
    if typed := _plain(view.find)[:_LONGEST_NAME].strip("-_"):
        words.append(typed)
    return f"{'_'.join(words)}.{ending}"


def _plain_place(code: str) -> str:
    return _plain(f"{code}_{places.get(code).short}")


def _plain(words: str) -> str:
    """Words in the letters of a file name."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain)
