"""What the server answers about records: pages of the list, a card, files, and the search box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import flask

from geoaid import places, records, text
from geoaid.dashboard import cards, recordtable
from geoaid.dashboard.dom import plain
from geoaid.dashboard.filenames import list_name
from geoaid.dashboard.web import download, read_view
from geoaid.records.search import LITERAL, search
from geoaid.render import FORMATS, recordlist

if TYPE_CHECKING:
    from flask import Flask, Response

    from geoaid.ledger import Ledger
    from geoaid.view import View

_LONGEST_QUERY = 100  # characters
_MOST_PLACES, _MOST_EQUAL, _MOST_RECORDS = 8, 30, 6
_LOOKED_AT = 200
_LIKE_ENOUGH = 0.02  # two scores nearer than this are a tie


class RecordSite:
    """The routes about records of one app."""

    def __init__(self, server: Flask, ledger: Ledger) -> None:
        self.ledger = ledger
        server.add_url_rule("/records", "records", self._rows)
        server.add_url_rule("/records/<int:start>", "records_from", self._rows)
        server.add_url_rule("/records.<ending>", "records_file", self._file)
        server.add_url_rule("/record", "record", self._card)
        server.add_url_rule("/find", "find", self._find)

    def _rows(self, start: int | None = None) -> Response:
        return flask.jsonify(plain(recordtable.rows(self._view(), self.ledger, start)))

    def _card(self) -> Response:
        view = self._view()
        row = records.row_of(self.ledger, view.record)
        known = None if row is None else self.ledger.rows[row]["id"]
        return flask.jsonify({"id": known, "card": plain(cards.card(view, self.ledger))})

    def _file(self, ending: str) -> Response:
        known = {"csv": FORMATS["csv"], "xlsx": FORMATS["xlsx"], "dictionary.csv": FORMATS["csv"]}

        def make(view: View) -> bytes:
            if ending == "csv":
                return recordlist.csv(view, self.ledger)
            if ending == "xlsx":
                return recordlist.xlsx(view, self.ledger, list_name(view, ending))
            return recordlist.dictionary(view, self.ledger, list_name(view, "csv"))

        return download(ending, self.ledger, known, make, list_name)

    def _find(self) -> Response:
        query = flask.request.args.get("q", "")[:_LONGEST_QUERY]
        return flask.jsonify(found(self._view(), self.ledger, query))

    def _view(self) -> View:
        """The view of the address; what cannot be used of it is said by the page itself."""
        return read_view(flask.request.query_string.decode(), self.ledger)[0]


def found(view: View, ledger: Ledger, query: str) -> dict[str, Any]:
    """Say which places and records a text in the search box may mean.

    Returns
    -------
    dict
        ``groups``, the likelier first, each with its ``title`` and ``options``; ``same`` is a
        sentence if the text is the name of several places, none better known than the others.
    """
    if not query.strip():
        return {"groups": [], "same": "", "said": ""}
    lang = view.lang
    matches = places.candidates(query, limit=_LOOKED_AT)
    if matches and matches[0].score >= LITERAL:
        # Beside a name that is written so, one that is only spelled like it is noise.
        matches = tuple(match for match in matches if match.score >= LITERAL)
    equal = places.equals_of_first(matches)
    shown = matches[: max(_MOST_PLACES, min(len(equal), _MOST_EQUAL))]
    all_hits = search(ledger, query, limit=len(ledger.rows))
    hits = all_hits[:_MOST_RECORDS]
    groups = [
        {
            "title": text.t(lang, "records.places"),
            "options": [_place_option(lang, match) for match in shown],
        },
        {
            "title": text.t(lang, "records.title"),
            "options": [
                _record_option(view, record)
                for record in records.at(ledger, view, (hit.row for hit in hits))
            ],
        },
    ]
    if _is_record(matches[0].score if matches else 0.0, hits[0].score if hits else 0.0):
        groups.reverse()
        equal = ()
    groups = [group for group in groups if group["options"]]
    same = ""
    if len(equal) > 1:
        name = places.get(equal[0].code).short
        same = text.t(lang, "records.search_same", n_places=len(equal), name=name)
    said = text.t(
        lang,
        "records.search_some",
        places=_first(lang, "n_places", len(shown), len(matches)),
        records=_first(lang, "n", len(hits), len(all_hits)),
    )
    return {"groups": groups, "same": same, "said": said if groups else ""}


def _first(lang: str, key: str, shown: int, whole: int) -> str:
    """How many are shown, and of how many if those are only the first."""
    said = text.t(lang, f"records.{key}", n=whole)
    return said if shown == whole else text.t(lang, "records.search_first", shown=shown, whole=said)


def _is_record(place: float, record: float) -> bool:
    """Whether a text means a record rather than a place; a place's own name comes first, and on a tie."""
    if place >= LITERAL:
        return False
    return record > place + _LIKE_ENOUGH


def _place_option(lang: str, match: places.Match) -> dict[str, str]:
    place = places.get(match.code)
    kind = text.t(lang, f"records.level.{match.level}")
    within = places.get(place.state).short if match.level == "municipality" else ""
    told = " · ".join(filter(None, (within, kind, match.code)))
    return {"place": match.code, "name": place.short, "told": told}


def _record_option(view: View, record: records.Record) -> dict[str, str]:
    told = [record.id, cards.years(view.lang, record)]
    if not record.is_in_view:
        told.append(text.t(view.lang, "records.not_in_view"))
    title = re.sub(r"\s+", " ", record.row["title"])
    return {"record": record.id, "name": title, "told": " · ".join(told)}
