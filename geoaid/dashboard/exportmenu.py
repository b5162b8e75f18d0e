"""The menu of files to take away: the form of the printed ones, and a link for each format."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from dash import html

from geoaid import places, text
from geoaid.dashboard.dom import attributes
from geoaid.render import BRIEFS, FORMATS
from geoaid.render.page import PRINT_FIELDS, PRINTED

if TYPE_CHECKING:
    from geoaid.ledger import Ledger
    from geoaid.view import View

FIELD = "preset"
"""What the address of an export calls its form."""

# What a reader has who chooses no form: a picture goes into an article, a PDF to the printer.
PLAIN = {"png": "article", "svg": "article", "pdf": PRINT_FIELDS[FIELD].default}
_FORMS = ("a4", "slide", "square", "half-column")


def menu(view: View, ledger: Ledger) -> html.Details:
    """The menu; ``assets/view.js`` keeps its links to what is chosen."""
    lang, query = view.lang, view.query(ledger.start)
    form = html.Label(
        [
            html.Span(text.t(lang, "form.label")),
            html.Select(
                [
                    html.Option(text.t(lang, f"form.{name or 'plain'}"), value=name)
                    for name in ("", *_FORMS)
                ],
                id="export-form",
            ),
        ],
        className="form",
    )
    files = [
        html.A(
            [html.B(ending.upper()), " ", text.t(lang, f"format.{ending}")],
            href=f"/export/{ending}?{with_form(query, ending)}",
            download="",
            **attributes(data_export=ending, data_form=PLAIN.get(ending, "")),
        )
        for ending in FORMATS
    ]
    briefs = [
        html.A(
            [html.B(ending.upper()), " ", text.t(lang, f"page.brief_{ending}")],
            href=f"/brief/{ending}?{view.but(place=None).query(ledger.start)}",
            download="",
            **attributes(data_brief=ending, data_whole="true"),
        )
        for ending in BRIEFS
    ]
    of_place = [_place_brief(view, ledger, ending) for ending in BRIEFS]
    return html.Details(
        [
            html.Summary(text.t(lang, "page.export"), className="button"),
            html.Div([form, *files, *briefs, *of_place], className="menu"),
        ],
        className="export",
    )


def _place_brief(view: View, ledger: Ledger, ending: str) -> html.A:
    """The brief on the place chosen, for the menu; ``assets/sharing.js`` names the place."""
    key = f"page.place_brief_{ending}"
    place = places.titled(view.place) if view.place else ""
    words = html.Span(
        text.t(view.lang, key, place=place),
        **attributes(data_words=text.t(view.lang, key, place="{place}")),
    )
    return html.A(
        [html.B(ending.upper()), " ", words],
        href=f"/brief/{ending}?{view.query(ledger.start)}",
        download="",
        hidden=not view.place,
        **attributes(data_brief=ending, data_place_brief="true"),
    )


def with_form(query: str, ending: str) -> str:
    """The query of an export that has the form which nobody chose."""
    form = f"{FIELD}={PLAIN[ending]}" if ending in PRINTED else ""
    return "&".join(part for part in (query, form) if part)


def apart(query: str) -> tuple[str, str]:
    """A query without the form of its export, and that form; empty if it names none.

    Examples
    --------
    >>> apart("measure=amount&preset=slide&lang=es")
    ('measure=amount&lang=es', 'slide')
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    forms = [value for name, value in pairs if name == FIELD]
    if not forms:
        return query, ""
    return urlencode([pair for pair in pairs if pair[0] != FIELD], safe=",:"), forms[-1]
