"""The citation of the view on the page, ready to be copied.

``assets/cite.js`` adds what the server does not know here: the address, the reader's today, and the
finding of the panel that is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import text
from geoaid.dashboard.dom import attributes
from geoaid.render.citation import citation

if TYPE_CHECKING:
    from geoaid.answer import Answer
    from geoaid.mapspec import MapSpec


def button(lang: str) -> html.Details:
    """What opens the citation; ``panels`` fills it."""
    return html.Details(
        [
            html.Summary(text.t(lang, "cite.open"), className="button"),
            html.Div(id="cite", className="menu cite"),
        ],
        className="export",
    )


def body(answer: Answer, spec: MapSpec) -> list[Any]:
    """The citation, a button that copies it, and the whole hash of the data."""
    lang = answer.view.lang
    return [
        html.P(
            [
                html.Span(className="cite-finding"),
                f"{citation(answer, spec)} ",
                html.Span(className="cite-link"),
                html.Span(
                    className="cite-day",
                    **attributes(data_words=text.t(lang, "cite.accessed", date="{date}")),
                ),
            ],
            className="cite-text",
            # A citation in one language stands as it is in a page of another.
            lang=lang,
        ),
        html.Div(
            [
                html.Button(text.t(lang, "cite.copy"), type="button", className="button cite-copy"),
                html.Span(
                    role="status",
                    className="quiet",
                    **attributes(data_words=text.t(lang, "cite.copied")),
                ),
            ],
            className="actions",
        ),
        html.P(text.t(lang, "cite.hash", hash=answer.data_sha256), className="quiet"),
    ]
