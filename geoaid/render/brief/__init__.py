"""The brief: two to four pages on a place, or on the whole country, as PDF and as DOCX.

One tree of content (``tree``) is made of the answers and the records (``place``, ``country``);
``pdf`` and ``word`` set the same tree. Equal input gives equal bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.findings import filters
from geoaid.mapspec import command, data_line
from geoaid.need import NEEDS
from geoaid.render.brief import country, place
from geoaid.render.brief.evidence import sources
from geoaid.render.brief.parts import capital, lower
from geoaid.render.brief.setting import Setting
from geoaid.render.brief.tree import Brief, Cell, Heading, Listing
from geoaid.render.provenance import Provenance

if TYPE_CHECKING:
    from geoaid.ledger import Ledger
    from geoaid.render.brief.tree import Block
    from geoaid.view import View

ADDRESS = "http://127.0.0.1:8050"
"""Where ``geoaid serve`` shows the page, for a permalink that knows no better."""


def brief(view: View, ledger: Ledger, name: str, address: str = ADDRESS) -> Brief:
    """Write a brief on the view's place, or on the whole country if it has none.

    Parameters
    ----------
    view
        What the reader chose; ``place`` chooses the subject.
    ledger
        The records.
    name
        File name that the brief bears, for the command that makes it again.
    address
        Of the page, for the permalink; without one there is none.

    Examples
    --------
    >>> from geoaid import ledger
    >>> from geoaid.view import View
    >>> brief(View(place="30"), ledger.bundled(), "veracruz.pdf").title
    'Veracruz: U.S. security assistance in public documents'
    """
    setting = Setting.of(view, ledger, name, address)
    subject = places.titled(setting.code) if view.place else setting.t("country")
    body = place.blocks(setting) if view.place else country.blocks(setting)
    title = setting.of_ledger("title", place=subject)
    return Brief(
        lang=setting.lang,
        title=title,
        kicker=setting.t("kicker"),
        subtitle=capital(filters(setting.view) or text.t(setting.lang, "map.no_filter")),
        description=setting.of_ledger("description", place=subject),
        made=Provenance.made_now(name, view, ledger, verb="brief").line(),
        date=setting.found.data_date,
        footer=f"{title} · {data_line(setting.found)}",
        figure=setting.t("figure"),
        table=setting.t("table"),
        remake=command(view, ledger, name, verb="brief"),
        blocks=(*body, *_method(setting), *sources(setting)),
    )


def pdf(made: Brief) -> bytes:
    """The brief as a tagged PDF (PDF/UA-1)."""
    from geoaid.render.brief import paper

    return paper.pdf(made)


def docx(made: Brief) -> bytes:
    """The brief as a Word document, to go on writing."""
    from geoaid.render.brief import word

    return word.docx(made)


def _method(setting: Setting) -> tuple[Block, ...]:
    """The method in five lines."""
    need = lower(NEEDS[setting.need].label[setting.lang])
    lines = (
        setting.t("method_count"),
        setting.t(f"method_money_{setting.view.split}"),
        setting.of_evidence("method_range"),
        setting.t(
            f"method_need_{setting.level}" if setting.view.place else "method_lean", need=need
        ),
        setting.of_ledger("method_absence"),
    )
    items = tuple(Cell(line) for line in lines)
    return (Heading(setting.t("method")), Listing(items, is_numbered=True))
