"""The list of records: its frame on the page, and the rows that it asks the server for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import dcc, html

from geoaid import places, records, text
from geoaid.dashboard import cards
from geoaid.dashboard.dom import attributes, element
from geoaid.dashboard.recordparts import Parts, part_label
from geoaid.ledger.check import split_places
from geoaid.records import words
from geoaid.records.listing import columns, listing
from geoaid.view import COLUMNS, FIELDS, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geoaid.ledger import Ledger
    from geoaid.records import Record
    from geoaid.records.listing import Listing

PAGE_RECORDS = 20
DOWNLOADS = ("csv", "xlsx", "dictionary.csv")
_NUMBERS = ("amount", "part", "net_amount", "years")
_MOST_PLACES = 3
# The columns that a reader sees who chose none: a phone makes one line of them.
_FIRST = View().columns
# The title, which opens a record, and a place's part, which stands there where it says something.
_UNCHOSEN = ("title", "part")
# Choices where a phone has no headers to press; a column's own header offers both ways.
_SORTS = (
    "none",
    "-amount",
    "amount",
    "-years",
    "years",
    "title",
    "programme",
    "program_area",
    "source",
)


def frame(view: View) -> html.Div:
    """What stands around the rows and does not change with them."""
    lang = view.lang
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [
                            html.Label(text.t(lang, "records.find"), htmlFor="input-find"),
                            dcc.Input(
                                id="input-find",
                                type="search",
                                value=view.find,
                                placeholder=text.t(lang, "records.find_example"),
                                autoComplete="off",
                            ),
                        ],
                        className="list-find",
                    ),
                    _sort_choice(view),
                    _column_choice(view),
                    _downloads(view),
                ],
                className="list-tools",
            ),
            html.Div(
                [html.P(id="record-said", role="status"), html.Span(id="record-all")],
                className="list-said",
            ),
            html.Div(id="record-outside"),
            html.Div(id="record-rows"),
            html.Nav(id="record-pages", **attributes(aria_label=text.t(lang, "records.pages"))),
        ],
        id="record-list",
        className="record-list",
        **attributes(
            data_columns=",".join(name for name in COLUMNS if name != "part"),
            data_copied=text.t(lang, "records.copied"),
        ),
    )


def _sort_choice(view: View) -> html.Label:
    lang = view.lang
    options = [
        html.Option(
            _sort_words(lang, value),
            value=value,
            selected="selected" if value == (view.sort or "none") else None,
        )
        for value in _SORTS
    ]
    return html.Label(
        [
            html.Span(text.t(lang, "records.sort")),
            html.Select(options, id="record-sort", **attributes(data_sorts="true")),
        ],
        className="list-sort",
    )


def _sort_words(lang: str, sort: str) -> str:
    if sort == "none":
        return text.t(lang, "records.sort_none")
    name = sort.removeprefix("-")
    ways = ("down", "up") if name in _NUMBERS else ("last", "first")
    way = ways[0] if sort.startswith("-") else ways[1]
    return text.t(lang, f"records.sort_{way}", column=_column(lang, name))


def _column_choice(view: View) -> html.Details:
    lang = view.lang
    chips = [
        html.Button(
            _column(lang, name),
            type="button",
            className="chip",
            **attributes(data_column=name, aria_pressed=str(name in view.columns).lower()),
        )
        for name in COLUMNS
        if name not in _UNCHOSEN
    ]
    again = html.Button(
        text.t(lang, "records.columns_default"),
        type="button",
        className="link",
        **attributes(data_columns_reset=FIELDS["columns"].default),
    )
    return html.Details(
        [
            html.Summary(text.t(lang, "records.columns"), className="button"),
            html.Div([*chips, again], className="list-menu list-columns"),
        ],
        className="list-choice",
    )


def _downloads(view: View) -> html.Details:
    lang = view.lang
    links = [
        html.A(
            [
                html.B("XLSX" if ending == "xlsx" else "CSV"),
                " ",
                text.t(lang, f"records.download_{ending.partition('.')[0]}"),
            ],
            href=f"/records.{ending}?{view.query()}",
            download="",
            **attributes(data_record_file=ending),
        )
        for ending in DOWNLOADS
    ]
    return html.Details(
        [
            html.Summary(text.t(lang, "records.download"), className="button"),
            html.Div(links, className="list-menu list-files"),
        ],
        className="list-choice",
    )


def rows(view: View, ledger: Ledger, start: int | None = None) -> dict[str, Any]:
    """A page of the list, ready to be sent to ``assets/records.js``.

    Parameters
    ----------
    start
        The first record of the page; None for the page that holds the view's open record, or the
        first.

    Returns
    -------
    dict
        ``said`` how many there are, ``all`` a way to see the rest, ``rows`` and ``pages`` as
        ``assets/build.js`` takes them.
    """
    found = listing(ledger, view)
    if start is None:
        start = found.position(records.row_of(ledger, view.record)) or 0
    start = min(max(start, 0), max(len(found.rows) - 1, 0)) // PAGE_RECORDS * PAGE_RECORDS
    shown = records.at(ledger, view, found.rows[start : start + PAGE_RECORDS])
    return {
        "said": _said(view, ledger, found),
        "all": _all(view),
        "rows": _table(view, ledger, shown, found) if shown else _nothing(view, ledger, found),
        "pages": _pages(view.lang, start, len(found.rows)),
    }


def _said(view: View, ledger: Ledger, found: Listing) -> str:
    lang, place = view.lang, places.get(view.place).short if view.place else ""
    if view.find:
        key = "records.said_place_found" if view.place else "records.said_found"
        few, whole = text.number(len(found.rows)), text.number(found.whole)
        said = text.t(lang, key, found=few, whole=whole, place=place)
        asked = words.asked(ledger, view.find) if found.rows else ()
        meant = dict.fromkeys(one for part in asked for one in part if min(part.values()) < 1)
        if meant:
            said += f" ({text.t(lang, 'records.said_like', words=', '.join(meant))})"
        return said
    if view.place and (n := records.programmes(ledger, found.rows)):
        return text.t(
            lang,
            "records.said_place_of",
            records=text.t(lang, "records.n", n=found.whole),
            programmes=text.t(lang, "page.programmes", n=n),
            place=place,
        )
    key = "records.said_place" if view.place else "records.said_all"
    return text.t(lang, key, n=found.whole, place=place)


def _all(view: View) -> list[Any]:
    lang, made = view.lang, []
    if view.find:
        made.append(
            _press(text.t(lang, "records.clear"), "link", {"data-clear-find": "true"}),
        )
    if view.place and view.sort != "programme":
        made.append(_press(text.t(lang, "records.group_by"), "link", {"data-group": "programme"}))
    if view.place:
        made.append(_press(text.t(lang, "records.all"), "link", {"data-place": "none"}))
    return made


def _nothing(view: View, ledger: Ledger, found: Listing) -> list[Any]:
    lang = view.lang
    if found.whole:
        said = text.t(lang, "records.nothing")
        ways = [element("li", children=[way]) for way in _ways(view, ledger)]
        return [
            element("p", className="quiet", children=said),
            *([element("ul", className="plain", children=ways)] if ways else []),
        ]
    said = text.t(lang, "page.no_records" if view.place else "records.none_here")
    return [element("p", className="quiet", children=said)]


def _ways(view: View, ledger: Ledger) -> list[Any]:
    """What would find something: the words without the place, and each part of them alone."""
    lang, ways = view.lang, []
    if view.place and (n := len(listing(ledger, view.but(place=None)).rows)):
        said = text.t(lang, "records.nothing_elsewhere", n=n)
        ways.append(_press(said, "link", {"data-place": "none"}))
    parts = [one for part in words.asked(ledger, view.find) for one in part]
    for part in dict.fromkeys(parts):
        alone = f'"{part}"' if " " in part else part
        if alone != view.find and (n := len(listing(ledger, view.but(find=alone)).rows)):
            said = text.t(lang, "records.nothing_alone", n=n, word=part)
            ways.append(_press(said, "link", {"data-find": alone}))
    return ways


def _table(view: View, ledger: Ledger, shown: tuple[Record, ...], found: Listing) -> list[Any]:
    lang, names = view.lang, columns(view)
    parts = Parts.of(view, ledger) if "part" in names else None
    # The roles are those that the elements have: a phone's layout, which stacks them, drops them.
    head = element("tr", role="row", children=[_header(view, name) for name in names])
    body = [
        element(
            "tr",
            className="record",
            role="row",
            children=[
                parts.cell(record)
                if parts and name == "part"
                else _cell(lang, ledger, record, name)
                for name in names
            ],
            **{"data-row": record.id},
        )
        for record in shown
    ]
    table = element(
        "table",
        role="table",
        className="records-table" if names == _FIRST else "records-table own-columns",
        children=[
            element("caption", className="unseen", children=text.t(lang, "records.list")),
            element("thead", role="rowgroup", children=[head]),
            element("tbody", role="rowgroup", children=body),
            *([parts.foot(names, found)] if parts else []),
        ],
    )
    return [
        element(
            "div",
            className="table",
            tabIndex="0",
            role="region",
            children=[table],
            **{"aria-label": text.t(lang, "records.list")},
        )
    ]


def _header(view: View, name: str) -> Any:
    """A column's header: pressed, it sorts one way, then the other, then not at all."""
    ways = (f"-{name}", name) if name in _NUMBERS else (name, f"-{name}")
    after = {None: ways[0], ways[0]: ways[1], ways[1]: "none"}
    now = view.sort if view.sort in ways else None
    sign = {None: "", name: "▲", f"-{name}": "▼"}[now]
    properties = {"aria-sort": "descending" if sign == "▼" else "ascending"} if now else {}
    mark = element("span", className="sign", children=sign or "↕", **{"aria-hidden": "true"})
    label = part_label(view) if name == "part" else _column(view.lang, name)
    button = _press(
        [label, mark],
        "sort" if now else "sort idle",
        {"data-sort": name, "data-next": after[now]},
    )
    css = f"col-{name}" + (" number" if name in _NUMBERS else "")
    return element(
        "th", scope="col", role="columnheader", className=css, children=[button], **properties
    )


def _cell(lang: str, ledger: Ledger, record: Record, name: str) -> Any:
    if name == "title":
        button = _press(
            cards.own_words(lang, ledger, record.row["title"]),
            "link",
            {"data-record": record.id, "aria-expanded": "false"},
        )
        return element(
            "th", scope="row", role="rowheader", className="col-title", children=[button]
        )
    value: Any = _shown(lang, record, name)
    if name == "programme" and (head := records.row_of(ledger, record.programme)) is not None:
        title = cards.own_words(lang, ledger, ledger.rows[head]["title"])
        value = _press(title, "link", {"data-record": ledger.rows[head]["id"]})
    if name in _OWN_WORDS:
        value = cards.own_words(lang, ledger, value)
    css = f"col-{name}" + (" number" if name in _NUMBERS else "") + ("" if value else " blank")
    if name == "amount" and record.amount_usd is None:
        css += " none"
    return element(
        "td",
        role="cell",
        className=css,
        children=value or "–",
        **{"data-label": _column(lang, name)},
    )


def _shown(lang: str, record: Record, name: str) -> str:
    """What a column shows of a record; empty where there is nothing."""
    if name in _SHOWN:
        return _SHOWN[name](lang, record)
    return record.row[_CELLS.get(name, name)]


def _places(lang: str, record: Record) -> str:
    names = [name or code for code, name in split_places(record.row["places"])]
    if not names:
        return record.row["region"]
    shown = "; ".join(names[:_MOST_PLACES])
    if len(names) > _MOST_PLACES:
        shown += " " + text.t(lang, "records.more", n=len(names) - _MOST_PLACES)
    if record.is_handover:
        shown += f" ({text.t(lang, 'page.handover')})"
    return shown


def _page(lang: str, record: Record) -> str:
    """The page, or the documents that stand in its place."""
    titles = [
        one.source.get("title") or text.t(lang, "records.unknown_source", id=one.key)
        for one in record.further
    ]
    if not titles:
        return record.page
    label = text.t(lang, f"records.field.further_{record.further[0].kind}")
    return f"{label}: {'; '.join(titles)}"


def _net(_: str, record: Record) -> str:
    return "" if record.amount_usd is None else text.exact_money(record.net_usd)


def _term(name: str, table: str = "") -> Callable[[str, Record], str]:
    """Shows a cell by its name in the catalogue."""

    def show(lang: str, record: Record) -> str:
        value = record.row[name]
        return text.t(lang, f"{table or name}.{value}") if value else ""

    return show


def _basis(lang: str, record: Record) -> str:
    """On what its amount rests, if it has one."""
    has_amount = record.row["amount_usd"] or record.row["amount_orig"]
    return _term("basis")(lang, record) if has_amount else ""


# Columns that show more than a cell of the record; the others' cells, by their field.
_SHOWN: Mapping[str, Callable[[str, Record], str]] = {
    "amount": cards.amount,
    "net_amount": _net,
    "years": cards.years,
    "flow": _term("flow"),
    "program_area": _term("program_area"),
    "places": _places,
    "evidence": _term("evidence", "records.evidence"),
    "basis": _basis,
    "source": lambda lang, record: (
        text.title_as(lang, record.source.get("title") or "") or record.row["source_id"]
    ),
    "read": lambda lang, record: text.read_as(lang, record.source.get("read") or ""),
    "page": _page,
    "counted": cards.counted,
    "programme": lambda _, record: record.programme or "",
}
# What the ledger says in its own language.
_OWN_WORDS = ("donor", "account", "note")
_CELLS = {"donor": "donor_agency"}


def _pages(lang: str, start: int, whole: int) -> list[Any]:
    if whole <= PAGE_RECORDS:
        return []
    end = min(start + PAGE_RECORDS, whole)
    said = text.t(
        lang,
        "records.page",
        first=text.number(start + 1),
        last=text.number(end),
        whole=text.number(whole),
    )

    def step(key: str, to: int, *, there: bool) -> Any:
        off = {} if there else {"disabled": "disabled"}
        return _press(
            text.t(lang, f"records.{key}"),
            "button",
            {"data-from": str(to), "data-step": key, **off},
        )

    return [
        step("previous", start - PAGE_RECORDS, there=start > 0),
        element("span", children=said),
        step("next", end, there=end < whole),
    ]


def _press(children: Any, css: str, properties: dict[str, str]) -> Any:
    return element("button", type="button", className=css, children=children, **properties)


def _column(lang: str, name: str) -> str:
    return text.t(lang, f"records.column.{name}")
