"""The first screen as it is sent, before any script: finding, map, legend, choices.

It is written from the same components as the live page, so that this takes its place without
anything moving. What needs a script does nothing yet and says so by being switched off.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geoaid import text
from geoaid.answer import answer
from geoaid.dashboard import layout, panels
from geoaid.dashboard.dom import plain
from geoaid.escape import html as escaped
from geoaid.mapspec.state import spec_of
from geoaid.render import inline
from geoaid.view import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.errors import Problem
    from geoaid.ledger import Ledger
    from geoaid.view import View

_NAMES = {"className": "class", "tabIndex": "tabindex", "htmlFor": "for", "colSpan": "colspan"}
# Named by another element's id, which only the live page has; and what a script would read.
_DROPPED = (
    "id", "for", "aria-labelledby", "aria-controls", "aria-describedby", "aria-live", "role",
    "aria-expanded", "data-boot", "n_clicks", "debounce", "autoComplete",
)  # fmt: skip
_EMPTY = ("input", "br", "img")
_SWITCHED_OFF = ("button", "input", "select")


def screen(view: View, ledger: Ledger, problems: list[Problem], urls: Mapping[str, str]) -> str:
    """Return the first screen of a view as HTML, to stand in the page before its scripts.

    Parameters
    ----------
    view, ledger, problems
        As :func:`geoaid.dashboard.panels.content` takes them.
    urls
        Where the browser gets boundaries.
    """
    problems = [*problems, *panels.unknown_record(view, ledger)]
    if problems:
        return _screen(view, ledger, tuple(problems), tuple(urls.items()))
    return _kept(view.unlisted, ledger, tuple(urls.items()))


@lru_cache(maxsize=64)
def _kept(view: View, ledger: Ledger, urls: tuple[tuple[str, str], ...]) -> str:
    return _screen(view, ledger, (), urls)


def _screen(
    view: View,
    ledger: Ledger,
    problems: tuple[Problem, ...],
    urls: tuple[tuple[str, str], ...],
) -> str:
    parts = panels.content(view, ledger, list(problems))
    drawing = inline.svg(spec_of(answer(view, ledger), ledger))
    writer = _Writer(view, ledger, parts, drawing)
    header, main = layout.first(view, ledger, dict(urls))
    late = escaped(text.t(view.lang, "page.late"))
    again = escaped(text.t(view.lang, "page.again"))
    address = escaped(f"?{view.query(ledger.start)}")
    return (
        f'<div id="first" class="page" lang="{view.lang}">{writer.html(plain(header))}'
        f'{writer.html(plain(main))}<p class="late">{late} <a href="{address}">{again}</a></p></div>'
    )


class _Writer:
    """Writes component trees as HTML; ``parts`` fill the elements that bear their names."""

    def __init__(self, view: View, ledger: Ledger, parts: Mapping[str, Any], drawing: str) -> None:
        self._view, self._ledger, self._parts, self._drawing = view, ledger, parts, drawing

    def html(self, tree: Any) -> str:
        """Write a tree as :func:`geoaid.dashboard.dom.plain` makes it."""
        if tree is None:
            return ""
        if isinstance(tree, list):
            return "".join(map(self.html, tree))
        if not isinstance(tree, dict):
            return escaped(str(tree))
        tag, properties = tree["type"].lower(), tree["props"]
        if properties.get("data-field") == "lang":
            # The one choice that needs no script.
            rest = self._view.but(lang=FIELDS["lang"].default).query(self._ledger.start)
            chosen = f"lang={properties['data-value']}"
            other = escaped("?" + (f"{rest}&{chosen}" if rest else chosen))
            current = ' aria-current="true"' if properties["aria-pressed"] == "true" else ""
            label = escaped(properties["aria-label"])
            return (
                f'<a class="chip" href="{other}" aria-label="{label}"{current}>'
                f"{self.html(properties['children'])}</a>"
            )
        if properties.get("id") == "map":
            return f'<div class="map"><div class="still">{self._drawing}</div></div>'
        children = properties.get("children")
        if properties.get("id") in self._parts:
            children = self._parts[properties["id"]]
        attributes = "".join(
            f' {name}="{escaped(value)}"' if value != "" else f" {name}"
            for name, value in self._attributes(properties)
        )
        if tag in _SWITCHED_OFF:
            attributes += " disabled"
        inside = "" if tag in _EMPTY else f"{self.html(children)}</{tag}>"
        return f"<{tag}{attributes}>{inside}"

    @staticmethod
    def _attributes(properties: Mapping[str, Any]) -> list[tuple[str, str]]:
        found = []
        for name, value in properties.items():
            html_name = _NAMES.get(name, name)
            if name == "children" or html_name in _DROPPED or value in (None, False):
                continue
            written = "" if value is True else str(value)
            if name == "style":
                written = ";".join(f"{_css(key)}:{part}" for key, part in value.items())
            found.append((html_name, written))
        return found


def _css(name: str) -> str:
    """The name of a style as CSS writes it.

    Examples
    --------
    >>> _css("backgroundColor")
    'background-color'
    """
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
