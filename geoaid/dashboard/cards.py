"""Record cards: every field of a record, its parents and parts, its document, how it was counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dash import html

from geoaid import text
from geoaid.findings import span
from geoaid.ledger.check import split_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.records import Record
    from geoaid.view import View


def record_cards(view: View, records: Iterable[Record], ledger_lang: str = "") -> list[Any]:
    """One card a record, closed until it is opened.

    Parameters
    ----------
    view, records
        What is shown.
    ledger_lang
        Language of what the ledger says in its own words; empty if not known, or the view's.
    """
    return [_card(view.lang, record, ledger_lang) for record in records]


def _own(words: str, ledger_lang: str, css: str = "") -> html.Span:
    """Words of the ledger itself, which a page in another language marks as such."""
    return html.Span(words, className=css, lang=ledger_lang or None)


def _card(lang: str, record: Record, ledger_lang: str) -> html.Details:
    marks = [
        _amount(lang, record),
        _years(lang, record),
        text.t(lang, f"flow.{record.row['flow']}"),
    ]
    if record.row["evidence"]:
        marks.append(text.t(lang, f"evidence_of.{record.row['evidence']}"))
    if record.is_handover:
        marks.append(text.t(lang, "page.handover"))
    return html.Details(
        [
            html.Summary(
                [
                    _own(record.row["title"], ledger_lang, "record-title"),
                    html.Span(" · ".join(marks), className="quiet"),
                ]
            ),
            html.Dl([item for pair in _facts(lang, record, ledger_lang) for item in pair]),
        ],
        className="record",
    )


def _facts(lang: str, record: Record, ledger_lang: str) -> list[tuple[Any, Any]]:
    row = record.row
    nothing = text.t(lang, "page.not_known")

    def own(words: str) -> Any:
        return _own(words, ledger_lang) if words else nothing

    page = row["page_or_section"]
    facts: list[tuple[str, Any]] = [
        ("id", record.id),
        ("donor", own(row["donor_agency"])),
        ("account", own(row["account"])),
        ("program_area", text.t(lang, f"program_area.{row['program_area']}")),
        ("flow", text.t(lang, f"flow.{row['flow']}")),
        ("years", _years(lang, record)),
        ("amount", _amounts(lang, record)),
        ("places", _places(lang, record)),
        ("counted", _counted(lang, record)),
        ("parent", record.parent or _outside(lang, row["part_of"])),
        ("parts", ", ".join(record.parts) or text.t(lang, "page.none")),
        ("basis", text.t(lang, f"basis.{row['basis']}") if row["basis"] else nothing),
        (
            "evidence",
            text.t(lang, f"evidence_of.{row['evidence']}") if row["evidence"] else nothing,
        ),
        ("source", _source(record, ledger_lang)),
        ("page", own(page) if page else text.t(lang, "page.page_not_recorded")),
        ("read", text.read_as(lang, record.source.get("read") or nothing)),
    ]
    if row["note"]:
        facts.append(("note", own(row["note"])))
    return [(html.Dt(text.t(lang, f"card.{name}")), html.Dd(value)) for name, value in facts]


def _outside(lang: str, part_of: str) -> str:
    """The parent that a record has in the ledger where it has none in this view."""
    if not part_of:
        return text.t(lang, "page.none")
    return text.t(lang, "page.parent_outside", id=part_of)


def _amount(lang: str, record: Record) -> str:
    if record.amount_usd is not None:
        return text.money(lang, record.amount_usd)
    row = record.row
    if row["amount_orig"]:
        return f"{text.number(float(row['amount_orig']))} {_currency(lang, row['currency_orig'])}"
    return text.t(lang, "page.no_amount")


def _currency(lang: str, code: str) -> str:
    return text.t(lang, "page.currency_unknown") if code == "not stated" else code


def _amounts(lang: str, record: Record) -> str:
    row = record.row
    parts = []
    if record.amount_usd is not None:
        parts.append(text.exact_money(record.amount_usd))
        if record.net_usd != record.amount_usd:
            net = text.exact_money(record.net_usd)
            parts.append(text.t(lang, "page.net", net=net))
    if row["amount_orig"]:
        parts.append(
            f"{text.number(float(row['amount_orig']), 2).removesuffix('.00')} "
            f"{_currency(lang, row['currency_orig'])}"
        )
    return "; ".join(parts) or text.t(lang, "page.no_amount")


def _places(lang: str, record: Record) -> str:
    named = [f"{name} ({code})" for code, name in split_places(record.row["places"])]
    if not named:
        return record.row["region"] or text.t(lang, "page.none")
    role = text.t(lang, f"role.{record.row['place_role']}")
    return f"{'; '.join(named)} ({role})"


def _counted(lang: str, record: Record) -> str:
    if record.is_handover:
        return text.t(lang, "counted.handover")
    words = text.t(lang, f"counted.{record.kind}") if record.amount_usd is not None else ""
    if record.programme and record.programme != record.id:
        head = text.t(lang, "counted.part_of_programme", id=record.programme)
    elif record.programme:
        head = text.t(lang, "counted.own_programme")
    else:
        head = text.t(lang, "counted.no_programme")
    return f"{head} {words}".strip()


def _years(lang: str, record: Record) -> str:
    first, last = record.row["fy_start"], record.row["fy_end"]
    if not first and not last:
        return text.t(lang, "page.no_year")
    return span(int(first or last), int(last or first))


def _source(record: Record, ledger_lang: str) -> Any:
    source = record.source
    if not source:
        return record.row["source_id"]
    title = ", ".join(
        part for part in (source["title"], source["publisher"], source.get("date")) if part
    )
    url = source.get("url", "")
    # Only a web address becomes a link: the cell is text that somebody typed.
    if urlsplit(url).scheme in ("http", "https") and " " not in url:
        said = _own(title, ledger_lang)
        return html.A(said, href=url, target="_blank", rel="noopener noreferrer")
    return _own(f"{title} ({url})" if url else title, ledger_lang)
