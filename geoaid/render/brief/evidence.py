"""The records that a brief lists, and the sources at its end."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from geoaid import escape, need, places, text
from geoaid.findings import other_money, span
from geoaid.ledger.check import split_places
from geoaid.mapspec import command, credits_of, data_line, ledger_option
from geoaid.need import NEEDS
from geoaid.render.brief.tree import Cell, Heading, Listing, Paragraph, Table
from geoaid.render.citation import permalink as address_of

if TYPE_CHECKING:
    from geoaid.records import Record
    from geoaid.render.brief.setting import Setting
    from geoaid.render.brief.tree import Block
    from geoaid.view import View

_NAMED = 3
# How much was read of most documents.
_OPENING = "opening of the document"


def records_table(setting: Setting, caption: str) -> tuple[Block, ...]:
    """The listed records, a row each, and what the table leaves out."""
    lang = setting.lang
    heads = [
        text.t(lang, "card.id"),
        text.t(lang, "card.years"),
        text.t(lang, "card.amount"),
        setting.t("head_document"),
    ]
    widths: tuple[float, ...] = (0.45, 0.1, 0.18, 0.27)
    if setting.ledger.has_evidence:
        heads.append(text.t(lang, "card.evidence"))
        widths = (0.38, 0.1, 0.18, 0.22, 0.12)
    rows = tuple(_row(setting, record)[: len(heads)] for record in setting.listed)
    table = Table(caption, tuple(heads), rows, widths, may_break=True)
    notes = [setting.t("records_note")]
    if setting.ledger_lang:
        notes.append(setting.t("records_language"))
    if (more := setting.named - len(setting.listed)) > 0:
        options = [] if setting.is_widened else setting.view.but(place=None).options()
        chosen = (*ledger_option(setting.ledger), *_plain(options))
        again = shlex.join(["geoaid", "map", "-o", "records.xlsx", *chosen])
        notes.append(setting.t("records_more", n=more, command=again))
    return (table, Paragraph(" ".join(notes), "note"))


def _plain(options: list[str]) -> list[str]:
    """The options that choose records."""
    chosen = ("--program-area", "--flow", "--evidence", "--years", "--lang")
    return [option for option in options if option.startswith(chosen)]


def _row(setting: Setting, record: Record) -> tuple[Cell, ...]:
    row, lang = record.row, setting.lang
    about = [
        *_inside(setting, record),
        text.t(lang, f"program_area.{row['program_area']}"),
        text.t(lang, f"flow.{row['flow']}"),
        record.id,
    ]
    return (
        Cell(row["title"], " · ".join(about), setting.ledger_lang),
        _years(setting, record),
        _amount(setting, record),
        _document(setting, record),
        Cell(setting.t(f"evidence_{row['evidence']}"))
        if row["evidence"]
        else Cell(text.t(lang, "page.not_known"), is_quiet=True),
    )


def _inside(setting: Setting, record: Record) -> list[str]:
    """The municipalities that a record names, of the brief's state or of the whole country."""
    within = setting.view.place or ""
    if len(within) > 2:
        return []
    codes = [code for code, _ in split_places(record.row["places"])]
    named = [code for code in codes if len(code) > 2 and code.startswith(within)]
    if not within and not named:
        named = codes
    words = [places.get(code).short for code in named[:_NAMED] if places.exists(code)]
    if len(named) > _NAMED:
        words.append(f"+{len(named) - _NAMED}")
    return [", ".join(words)] if words else []


def _years(setting: Setting, record: Record) -> Cell:
    first, last = record.row["fy_start"], record.row["fy_end"]
    if not first and not last:
        return Cell(text.t(setting.lang, "page.no_year"), is_quiet=True)
    return Cell(span(int(first or last), int(last or first)))


def _amount(setting: Setting, record: Record) -> Cell:
    lang, row = setting.lang, record.row
    if record.is_handover:
        kind = text.t(lang, "role.handover_site")
    elif record.amount_usd is None:
        kind = ""
    else:
        kind = text.t(lang, f"html.{record.kind}")
    if record.amount_usd is not None:
        return Cell(text.exact_money(record.amount_usd), kind)
    if row["amount_orig"]:
        return Cell(other_money(lang, float(row["amount_orig"]), row["currency_orig"]), kind)
    return Cell(text.t(lang, "page.no_amount"), kind, is_quiet=True)


def _document(setting: Setting, record: Record) -> Cell:
    """Number of the document among the sources, who published it, and where in it."""
    source_id = record.row["source_id"]
    if not source_id:
        return Cell(text.t(setting.lang, "page.not_known"), is_quiet=True)
    publisher = record.source.get("publisher") or source_id
    date = text.date_as(setting.lang, record.source.get("date", ""))
    words = f"[{setting.cited[source_id]}] {', '.join(part for part in (publisher, date) if part)}"
    where = _further(setting, record)
    if record.page:
        where = setting.t("where", where=text.where_as(setting.lang, record.page))
    return Cell(words, where)


def _further(setting: Setting, record: Record) -> str:
    """The documents beside the first, by their numbers."""
    if not record.further:
        return ""
    lang = setting.lang
    numbers = [
        f"[{setting.cited[one.key]}]"
        if one.source
        else text.t(lang, "records.unknown_source", id=one.key)
        for one in record.further
    ]
    label = text.t(lang, f"records.field.further_{record.further[0].kind}")
    return f"{label}: {', '.join(numbers)}"


def sources(setting: Setting) -> tuple[Block, ...]:
    """Documents, need, boundaries; the date and hash of the data; how to make it all again."""
    blocks: list[Block] = [Heading(setting.t("sources"))]
    if setting.cited:
        known = setting.ledger.sources
        blocks.append(Heading(setting.t("documents"), 2))
        items = tuple(_source(setting, known.get(one, {}), one) for one in setting.cited)
        blocks.append(Listing(items, is_numbered=True, is_small=True))
        if any(known.get(one, {}).get("read") == _OPENING for one in setting.cited):
            blocks.append(Paragraph(setting.t("read_opening"), "note"))
    credits_ = tuple(Cell(line) for line in credits_of(setting.found))
    blocks += [
        Heading(setting.t("figures_sources"), 2),
        Listing((*_need_sources(setting), *credits_), is_small=True),
        Heading(setting.t("again"), 2),
        Paragraph(data_line(setting.found), "note"),
        *_permalink(setting),
        Paragraph(setting.t("remake", command=_again(setting)), "note"),
    ]
    return tuple(blocks)


def _source(setting: Setting, source: dict[str, str], source_id: str) -> Cell:
    if not source:
        return Cell(source_id, setting.t("not_described"))
    title = text.title_as(setting.lang, source["title"])
    date = text.date_as(setting.lang, source.get("date") or "")
    words = ", ".join(part for part in (title, source["publisher"], date) if part)
    address = source.get("url", "")
    said = [address] if address else []
    if source.get("read") and source["read"] != _OPENING:
        said.append(text.read_as(setting.lang, source["read"]))
    return Cell(words, "; ".join(said), url=escape.link(address) or "")


def _need_sources(setting: Setting) -> tuple[Cell, ...]:
    """The tables that population and need come from."""
    known = need.sources()
    used = dict.fromkeys(
        source_id
        for name in NEEDS
        if (figures := setting.needs_of(name, setting.level))
        for source_id in figures.source_ids
    )
    return tuple(
        Cell(
            f"{text.need_source(setting.lang, source_id, row['title'])}, {row['publisher']}",
            row["url"],
            url=escape.link(row["url"]) or "",
        )
        for source_id in used
        if (row := known.get(source_id))
    )


def _chosen(setting: Setting) -> View:
    """The view as the reader chose it."""
    return setting.view.but(compare=setting.compare)


def _again(setting: Setting) -> str:
    return command(_chosen(setting), setting.ledger, setting.name, verb="brief")


def _permalink(setting: Setting) -> tuple[Paragraph, ...]:
    """The address of the page that shows the brief's view, its language named."""
    if not setting.address:
        return ()
    address = address_of(_chosen(setting), setting.address, setting.ledger.start)
    return (Paragraph(setting.t("permalink", address=address), "note", address),)
