"""The method page: ``locale/method.en.md`` and ``method.es.md`` as HTML, at ``/method``.

It has no script. An anchor is written as a comment, ``<!-- #gini -->``, after the words that begin
a paragraph or in a heading, so that the files read well elsewhere too; helps lead to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import flask

from geoaid import text
from geoaid.escape import html as escape
from geoaid.view import LANGUAGES, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask import Response
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

    from geoaid.ledger import Ledger

_FOLDER = Path(text.__file__).with_name("locale")
_ANCHOR = re.compile(r"\s*<!-- #([a-z0-9-]+) -->\s*")
# A view's address is shorter; a longer one is nobody's view.
_LONGEST_QUERY = 2000


@dataclass(frozen=True, slots=True)
class Method:
    """The method in one language.

    Attributes
    ----------
    title
        Its first heading.
    body
        HTML of all that follows.
    contents
        Level (2 or 3), anchor and words of each heading, in order.
    anchors
        Every anchor, in order.
    """

    title: str
    body: str
    contents: tuple[tuple[int, str, str], ...]
    anchors: tuple[str, ...]


def address(lang: str, anchor: str = "") -> str:
    """Where the method page is, or one of its paragraphs.

    Examples
    --------
    >>> address("es", "gini")
    '/method?lang=es#gini'
    """
    return f"/method?lang={lang}" + (f"#{anchor}" if anchor else "")


@cache
def method(lang: str) -> Method:
    """Read and set the method of a language.

    Parameters
    ----------
    lang
        ``"en"`` or ``"es"``.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.core.ruler.before("inline", "anchors", _take_anchors)
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    tokens = parser.parse((_FOLDER / f"method.{lang}.md").read_text(encoding="utf-8"))
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
    headings = list(_headings(tokens))
    return Method(
        title=headings[0][2],
        # The page sets the title itself: its three tokens come first.
        body=parser.renderer.render(tokens[3:], parser.options, {}),
        contents=tuple(heading for heading in headings if heading[0] > 1),
        anchors=tuple(str(token.attrs["id"]) for token in tokens if "id" in token.attrs),
    )


def _open_table(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    """A table is named by the heading that it stands under; it scrolls, so that a phone's page does not."""
    name = escape(list(_headings(tokens[:at]))[-1][2])
    region = f'<div class="table" tabindex="0" role="region" aria-label="{name}">'
    return f'{region}<table><caption class="unseen">{name}</caption>\n'


def _take_anchors(state: StateCore) -> None:
    """Make each comment that names an anchor the ``id`` of what it stands in."""
    for at, token in enumerate(state.tokens):
        found = _ANCHOR.search(token.content) if token.type == "inline" else None
        if found is None:
            continue
        token.content = _ANCHOR.sub(" ", token.content).strip()
        # The paragraph of a short list item is not written: its item takes the anchor.
        holder = next(
            one for one in state.tokens[at - 1 :: -1] if one.nesting == 1 and not one.hidden
        )
        holder.attrSet("id", found[1])


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[int, str, str]]:
    for token, words in pairwise(tokens):
        if token.type == "heading_open":
            yield int(token.tag[1]), str(token.attrs.get("id", "")), words.content


def respond(lang: str, ledger: Ledger, head: str) -> Response:
    """Answer a request for the page.

    Parameters
    ----------
    lang
        The reader's language.
    ledger
        What the map shows that the reader goes back to.
    head
        HTML of its icon and style sheets.
    """
    answer = flask.make_response(_page(lang, _came_from(lang, ledger), ledger, head))
    answer.headers["Content-Type"] = "text/html; charset=utf-8"
    answer.headers["Vary"] = "Accept-Language, Referer"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _came_from(lang: str, ledger: Ledger) -> View:
    """The view that the reader came from, as far as the address, or the browser, says so."""
    query = flask.request.args.get("back")
    if query is None:
        try:
            before = urlsplit(flask.request.headers.get("Referer", ""))
        except ValueError:
            before = urlsplit("")
        is_map = before.netloc == flask.request.host and before.path in ("", "/")
        query = before.query if is_map else ""
    short = query if len(query) <= _LONGEST_QUERY else ""
    return View.read(short, **ledger.start)[0].but(lang=lang)


def _page(lang: str, view: View, ledger: Ledger, head: str) -> str:
    found = method(lang)

    def t(key: str) -> str:
        return escape(text.t(lang, f"method.{key}"))

    query = view.but(lang=LANGUAGES[0]).query(ledger.start)
    kept = f"&amp;back={quote(query, safe='')}" if query else ""
    languages = "".join(_language(lang, code, kept) for code in LANGUAGES)
    back = escape(f"/?{query}&lang={lang}" if query else f"/?lang={lang}")
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(found.title)} · geoaid</title>{head}"
        f'<meta name="description" content="{t("description")}"></head>'
        f'<body class="method"><a class="skip" href="#main">{t("skip")}</a>'
        f'<header class="top"><div class="title"><a class="brand" href="{back}">geoaid</a>'
        f'<span class="tagline">{escape(text.of_ledger(lang, ledger.name, "page.tagline"))}</span></div>'
        f'<nav aria-label="{t("leave")}"><a href="{back}">← {t("back")}</a></nav>'
        f'<div class="languages">{languages}</div></header>'
        f'<div class="pages"><nav class="contents" aria-labelledby="contents">'
        f'<h2 id="contents">{t("contents")}</h2>{_contents(found)}</nav>'
        f'<main id="main" tabindex="-1"><h1>{escape(found.title)}</h1>{found.body}</main></div>'
        "</body></html>"
    )


def _language(lang: str, code: str, kept: str) -> str:
    name = escape(text.t(lang, f"page.lang_{code}"))
    current = ' aria-current="true"' if code == lang else ""
    return (
        f'<a class="chip" lang="{code}" hreflang="{code}" href="/method?lang={code}{kept}"'
        f' aria-label="{name}"{current}>{code.upper()}</a>'
    )


def _contents(found: Method) -> str:
    """Headings as a list, those of a section within it."""
    made: list[Any] = []
    for level, anchor, words in found.contents:
        link = f'<a href="#{anchor}">{escape(words)}</a>'
        if level == 2:
            made.append((link, []))
        else:
            made[-1][1].append(f"<li>{link}</li>")
    return f"<ol>{''.join(f'<li>{link}{_within(inner)}</li>' for link, inner in made)}</ol>"


def _within(items: Sequence[str]) -> str:
    return f"<ol>{''.join(items)}</ol>" if items else ""
