"""The record card: every field, its parents and parts, its document, how it was counted and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import escape, places, records, text
from geoaid.dashboard.dom import element
from geoaid.findings import span
from geoaid.ledger.check import split_places
from geoaid.records.listing import listing
from geoaid.records.reasons import reasons

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.ledger import Ledger
    from geoaid.ledger.documents import Document
    from geoaid.records import Record
    from geoaid.records.reasons import Reasons, Share
    from geoaid.view import View

_MOST_LISTED = 100
# A name and what stands for it; what is None is left out.
_Fact = tuple[str, Any]


def card(view: View, ledger: Ledger) -> list[Any]:
    """The card of the view's record, for ``assets/build.js``; says so if there is none such."""
    lang = view.lang
    row = records.row_of(ledger, view.record)
    if row is None:
        missing = text.t(lang, "records.no_such", id=view.record or "")
        return [_head(lang, missing), element("p", className="quiet", children="")]
    record = records.at(ledger, view, [row])[0]
    why = reasons(ledger, view, row)
    groups = {
        "what": _what(lang, ledger, record),
        "money": _money(lang, record, why),
        "counted": _counted(view, ledger, record, why),
        "family": _family(lang, ledger, record, row),
        "document": _document(lang, record),
    }
    return [
        _head(lang, own_words(lang, ledger, record.row["title"])),
        *_place_in_view(view, ledger, record, row),
        element(
            "div",
            className="card-groups",
            children=[_group(lang, name, facts) for name, facts in groups.items()],
        ),
        element(
            "div",
            className="actions",
            children=[
                _button(text.t(lang, "records.copy"), "button", "data-copy-record", record.id),
                element("span", role="status", className="quiet", id="record-copied"),
            ],
        ),
    ]


def amount(lang: str, record: Record) -> str:
    """The amount as its document gives it, in a few words."""
    if record.amount_usd is not None:
        return text.exact_money(record.amount_usd)
    if record.row["amount_orig"]:
        return _original(lang, record)
    return text.t(lang, "records.no_amount")


def counted(lang: str, record: Record) -> str:
    """How a record counts: its money, if it has any, and its programme."""
    if not record.is_in_view:
        return ""
    words = []
    if record.amount_usd is not None:
        words.append(text.t(lang, f"records.kind.{kind(record)}"))
    programme = record.programme and ("own" if record.programme == record.id else "within")
    words.append(text.t(lang, f"records.programme.{programme or 'none'}"))
    return "; ".join(words)


def kind(record: Record) -> str:
    """What its money is called: what is not placed may be known to a region."""
    is_regional = record.kind == "not_placed" and record.row["region"]
    return "region" if is_regional else record.kind


def years(lang: str, record: Record) -> str:
    """The span of fiscal years."""
    first, last = record.row["fy_start"], record.row["fy_end"]
    if not first and not last:
        return text.t(lang, "page.no_year")
    return span(int(first or last), int(last or first))


def _original(lang: str, record: Record) -> str:
    """The amount in the document's own currency."""
    row = record.row
    stated = row["currency_orig"] != "not stated"
    currency = row["currency_orig"] if stated else text.t(lang, "page.currency_unknown")
    figure = text.number(float(row["amount_orig"]), 2).removesuffix(".00")
    return f"{figure} {currency}"


def own_words(lang: str, ledger: Ledger, words: str) -> Any:
    """Words of the ledger itself: the bundled one's are English, and a Spanish page says so."""
    is_english = bool(ledger.date) and lang != "en"
    return element("span", lang="en", children=words) if is_english and words else words


def _head(lang: str, title: Any) -> Any:
    close = element(
        "button",
        type="button",
        className="close",
        children="×",
        **{"data-close-record": "true", "aria-label": text.t(lang, "records.close")},
    )
    return element(
        "div",
        className="card-head",
        children=[element("h3", id="record-title", tabIndex="-1", children=title), close],
    )


def _place_in_view(view: View, ledger: Ledger, record: Record, row: int) -> list[Any]:
    if not record.is_in_view:
        words = text.t(view.lang, "records.not_in_view")
        return [element("p", className="mark", children=words[:1].upper() + words[1:])]
    if listing(ledger, view).position(row) is None:
        said = text.t(view.lang, "records.not_listed")
        return [element("p", className="mark", children=said)]
    return []


def _group(lang: str, name: str, facts: Iterable[_Fact]) -> Any:
    items = []
    for label, value in facts:
        if value is not None:
            items.append(element("dt", children=label))
            items.append(element("dd", children=value))
    return element(
        "section",
        className=f"card-group card-{name}",
        children=[
            element("h4", children=text.t(lang, f"records.group.{name}")),
            element("dl", children=items),
        ],
    )


def _label(lang: str, name: str) -> str:
    """A field's name: the card's own words, else those of the list's columns."""
    own = f"records.field.{name}"
    return text.t(lang, own if own in text.catalogue(lang) else f"records.column.{name}")


def _what(lang: str, ledger: Ledger, record: Record) -> list[_Fact]:
    row = record.row
    unknown = text.t(lang, "page.not_known")
    facts = {
        "id": record.id,
        "program_area": text.t(lang, f"program_area.{row['program_area']}"),
        "flow": text.t(lang, f"flow.{row['flow']}"),
        "years": years(lang, record),
        "donor": own_words(lang, ledger, row["donor_agency"]) or unknown,
        "account": own_words(lang, ledger, row["account"]) or unknown,
        "universe": text.t(lang, f"records.universe.{row['universe']}"),
        "region": row["region"] or None,
        "note": own_words(lang, ledger, row["note"]) or None,
    }
    return [(_label(lang, name), value) for name, value in facts.items()]


def _money(lang: str, record: Record, why: Reasons) -> list[_Fact]:
    row = record.row
    said = [amount(lang, record)]
    if record.amount_usd is not None and row["amount_orig"]:
        said.append(_original(lang, record))
    # What no amount stands beside has no basis either.
    is_based = row["basis"] and (row["amount_usd"] or row["amount_orig"])
    basis = text.t(lang, f"basis.{row['basis']}") if is_based else None
    return [
        (_label(lang, "amount"), "; ".join(said)),
        (_label(lang, "basis"), basis),
        (_label(lang, "net"), _net(lang, record, why)),
    ]


def _net(lang: str, record: Record, why: Reasons) -> str:
    """The arithmetic: the amount less its parts in view."""
    if not record.is_in_view:
        return text.t(lang, "records.net_outside")
    parts = text.exact_money(why.parts_usd)
    if record.amount_usd is None:
        key = "parts_of_none" if why.parts_usd else "net_nothing"
        return text.t(lang, f"records.{key}", parts=parts)
    net = text.exact_money(record.net_usd)
    key = "arithmetic_over" if why.is_conflict else "arithmetic" if why.parts_usd else "net_whole"
    whole = text.exact_money(record.amount_usd)
    return text.t(lang, f"records.{key}", amount=whole, parts=parts, net=net)


def _counted(view: View, ledger: Ledger, record: Record, why: Reasons) -> list[_Fact]:
    lang = view.lang
    facts: list[_Fact] = [(_label(lang, "counted"), counted(lang, record) or None)]
    facts.append((_label(lang, "why"), _why(view, record, why)))
    if record.is_in_view and not record.is_handover:
        facts.append((_label(lang, "programme"), _programme(lang, ledger, record)))
    named = split_places(record.row["places"])
    facts.append(_places(lang, record, why))
    if len(named) > 1:
        rule = "split_said" if record.row["split_rule"] == "reported" else "split_unsaid"
        facts.append((_label(lang, "split_rule"), text.t(lang, f"records.{rule}")))
    return facts


def _why(view: View, record: Record, why: Reasons) -> str:
    lang = view.lang
    if "universe" in why.left_out:
        return text.t(lang, "records.why.outside_universe")
    if why.left_out:
        names = [text.t(lang, f"records.filter.{name}") for name in why.left_out]
        return text.t(lang, "records.why.outside", filters=text.listing(lang, names))
    reason = why.reason
    if record.amount_usd is None and reason != "handover":
        reason = "no_amount" if record.programme else "no_amount_no_programme"
    elif reason == "shared" and view.split == "none":
        reason = "shared_none"
    units = [places.get(code).short for code in why.units]
    return text.t(
        lang,
        f"records.why.{reason}",
        place=text.listing(lang, units),
        units=text.t(lang, f"records.units.{view.level}", n=len(units)),
        rule=text.t(lang, f"split.{view.split}"),
        region=record.row["region"],
    )


def _programme(lang: str, ledger: Ledger, record: Record) -> Any:
    if record.programme is None:
        return text.t(lang, "records.why.no_programme")
    if record.programme == record.id:
        return text.t(lang, "records.why.own_programme")
    head = records.row_of(ledger, record.programme)
    return [
        text.t(lang, "records.why.part_of_programme"),
        " ",
        *([_record_button(lang, ledger, head)] if head is not None else []),
    ]


def _places(lang: str, record: Record, why: Reasons) -> _Fact:
    """Each place that the document names, as a button, and what it gets at the view's level."""
    named = dict(split_places(record.row["places"]))
    label = text.t(lang, "records.places")
    if not named:
        return label, text.t(lang, "page.none")
    net = text.exact_money(record.net_usd)
    if why.shares and len(named) > 1:
        is_placed = any(share.is_placed for share in why.shares)
        label = text.t(lang, "records.shares" if is_placed else "records.shares_states", net=net)

    def item(code: str, *told: str, inside: Iterable[Any] = ()) -> Any:
        button = _button(named.get(code) or places.get(code).short, "link", "data-place", code)
        said = " · ".join(filter(None, (code, *told)))
        under = [element("ul", className="plain", children=list(inside))] if inside else []
        quiet = element("span", className="quiet", children=said)
        return element("li", children=[button, quiet, *under])

    if not why.shares:
        role = text.t(lang, "role.handover_site") if record.is_handover else ""
        items = [item(code, role) for code in named]
        return label, [element("ul", className="plain", children=items)]
    items = []
    for share in why.shares:
        if len(share.named) > 1:
            part = text.t(lang, "records.share_of", n=len(share.named), whole=len(named))
            # Where the rule deals to no place as named, the place of the level may still get all.
            inside = [item(one.code, _money_or_none(one.usd)) for one in share.named]
            items.append(item(share.code, _gets(lang, share, net), part, inside=inside))
        else:
            code = share.named[0].code if share.named else share.code
            items.append(item(code, _gets(lang, share, net)))
    return label, [element("ul", className="plain", children=items)]


def _gets(lang: str, share: Share, net: str) -> str:
    """What a place of the level gets of a record."""
    if share.usd is None:
        return text.t(lang, "records.share_none", net=net)
    usd = text.exact_money(share.usd)
    return usd if share.is_placed else text.t(lang, "records.share_state", usd=usd)


def _money_or_none(usd: float | None) -> str:
    return "" if usd is None else text.exact_money(usd)


def _family(lang: str, ledger: Ledger, record: Record, row: int) -> list[_Fact]:
    none = text.t(lang, "page.none")
    above: Any = none
    if (parent := int(ledger.parent[row])) >= 0:
        above = [_record_button(lang, ledger, parent, _mark(lang, ledger, record, parent))]
        if record.parent and record.parent != ledger.rows[parent]["id"]:
            nearest = records.row_of(ledger, record.parent)
            above += [
                element("br"),
                text.t(lang, "records.subtracted_from"),
                " ",
                *([_record_button(lang, ledger, nearest)] if nearest is not None else []),
            ]
    elif record.row["part_of"]:
        above = record.row["part_of"]
    inside = [records.row_of(ledger, part) for part in record.parts]
    known = [part for part in inside if part is not None]
    outside = [
        part for part in np.flatnonzero(ledger.parent == row).tolist() if part not in set(known)
    ]
    return [
        (_label(lang, "part_of"), above),
        (
            text.t(lang, "card.parts"),
            _record_list(lang, ledger, known) or text.t(lang, "page.none_of_parts"),
        ),
        (text.t(lang, "records.parts_out"), _record_list(lang, ledger, outside)),
    ]


def _mark(lang: str, ledger: Ledger, record: Record, parent: int) -> str:
    """What to say of a parent that the record has not in this view."""
    if record.is_in_view and record.parent == ledger.rows[parent]["id"]:
        return ""
    return text.t(lang, "records.not_in_view")


def _record_list(lang: str, ledger: Ledger, rows: list[int]) -> Any:
    if not rows:
        return None
    items = [
        element("li", children=[_record_button(lang, ledger, row)]) for row in rows[:_MOST_LISTED]
    ]
    if len(rows) > _MOST_LISTED:
        more = text.t(lang, "records.more", n=len(rows) - _MOST_LISTED)
        items.append(element("li", children=more))
    return [element("ul", className="plain", children=items)]


def _record_button(lang: str, ledger: Ledger, row: int, mark: str = "") -> Any:
    cells = ledger.rows[row]
    usd = text.exact_money(int(ledger.cents[row]) / 100) if ledger.has_amount[row] else ""
    told = " · ".join(filter(None, (cells["id"], usd, mark)))
    return element(
        "span",
        children=[
            _button(own_words(lang, ledger, cells["title"]), "link", "data-record", cells["id"]),
            element("span", className="quiet", children=f" {told}"),
        ],
    )


def _document(lang: str, record: Record) -> list[_Fact]:
    source, row = record.source, record.row
    unknown = text.t(lang, "page.not_known")
    title = text.title_as(lang, source.get("title") or "") or text.t(
        lang, "records.untitled_source", id=row["source_id"] or unknown
    )
    facts = {
        "source": title,
        "publisher": source.get("publisher") or None,
        "date": text.date_as(lang, source.get("date") or "") or None,
        "link": _link(source.get("url") or ""),
        "page": text.where_as(lang, record.page or "") or text.t(lang, "page.page_not_recorded"),
        "read": text.read_as(lang, source.get("read") or unknown),
        "evidence": text.t(lang, f"evidence_of.{row['evidence']}") if row["evidence"] else unknown,
        "licence": source.get("licence") or None,
    }
    return [(_label(lang, name), value) for name, value in facts.items()] + _further(lang, record)


def _further(lang: str, record: Record) -> list[_Fact]:
    """The documents beside the first, by what they are named for."""
    by_kind: dict[str, list[Any]] = {}
    for one in record.further:
        by_kind.setdefault(one.kind, []).append(element("li", children=_described(lang, one)))
    return [
        (_label(lang, f"further_{kind}"), [element("ul", className="plain", children=items)])
        for kind, items in by_kind.items()
    ]


def _described(lang: str, one: Document) -> list[Any]:
    source = one.source
    if not source:
        return [text.t(lang, "records.unknown_source", id=one.key)]
    read = source.get("read")
    said = [source["title"], source.get("publisher"), source.get("date")]
    said.append(text.read_as(lang, read) if read else None)
    link = _link(source.get("url") or "")
    return [", ".join(filter(None, said)), *([element("br"), link] if link else [])]


def _link(cell: str) -> Any:
    """The address as a link, if it is one; the cell is text that somebody typed."""
    first, space, rest = cell.partition(" ")
    end = ";," if space else ""
    url = escape.link(first.rstrip(end))
    if url is None:
        return cell or None
    shown = first.rstrip(end)
    link = element("a", href=url, target="_blank", rel="noopener noreferrer", children=shown)
    return [link, first[len(shown) :] + space + rest]


def _button(words: Any, css: str, name: str, value: str) -> Any:
    return element("button", type="button", className=css, children=words, **{name: value})
