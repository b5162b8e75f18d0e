"""The words that a record can be found by: its own, its document's, and every name of its places."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.ledger.check import split_places
from geoaid.ledger.documents import further
from geoaid.places import normalise, spoken_names
from geoaid.view import FLOWS, LANGUAGES, PROGRAM_AREAS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.ledger import Ledger
    from geoaid.ledger.check import Row

_OWN = ("id", "title", "donor_agency", "account", "region", "page_or_section", "note")
_OF_SOURCE = ("title", "publisher", "date")
_SHORTEST_TYPO = 4  # letters; a shorter word is like too many others
_LIKENESS = 78  # percent likeness below which a word is another word
_MOST_LIKE = 5
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# What a record counts as, by the words that the list shows: kinds and, of what is not placed, region.
_KINDS = ("own", "shared", "state_only", "not_placed", "region")


@lru_cache(maxsize=2)
def texts(ledger: Ledger) -> tuple[str, ...]:
    """All that a record can be found by, each word after a space, without accents; one a record.

    Years, amounts, places, program areas, flows and evidence are there in both languages.
    """
    sources = {
        source_id: " ".join(source.get(name) or "" for name in _OF_SOURCE)
        for source_id, source in ledger.sources.items()
    }
    return tuple(
        _text(row, " ".join(sources.get(key, "") for key in _keys(row))) for row in ledger.rows
    )


def _keys(row: Row) -> list[str]:
    """Keys of all documents of a record."""
    return [row["source_id"], *(one.key for one in further(row["page_or_section"], {}))]


@lru_cache(maxsize=2)
def titles(ledger: Ledger) -> tuple[str, ...]:
    """Id and title alone, as :func:`texts` has them."""
    return tuple(f" {normalise(row['id'] + ' ' + row['title'])}" for row in ledger.rows)


def plain(words: str) -> str:
    """Words as texts have them: folded, and numbers without their commas.

    Examples
    --------
    >>> plain("US$25,000,000, Estado de México")
    'us 25000000 estado de mexico'
    """
    return normalise(_THOUSANDS.sub("", words))


@cache
def counted_as(kind: str, flow: str) -> str:
    """What a record's money counts as, with its flow, as one phrase in each language."""
    kinds = ("not_placed", "region") if kind == "region" else (kind,)
    return "".join(f" {phrase(lang, one, flow)}" for lang in LANGUAGES for one in kinds)


def phrase(lang: str, kind: str, flow: str = "") -> str:
    """The phrase that finds all records that count as this; see :func:`counted_as`."""
    flow = text.t(lang, f"flow.{flow}") if flow in FLOWS else flow
    return plain(
        f"{text.t(lang, 'records.counts_as')} {text.t(lang, f'records.kind.{kind}')} {flow}"
    )


def asked(ledger: Ledger, typed: str) -> list[dict[str, float]]:
    """What was typed as parts that must each be held, with all that may be meant by each.

    A part is what stands in quotation marks, the name of a place in several words, or a word.
    """
    parts: list[dict[str, float]] = []
    for number, piece in enumerate(re.split('["“”«»]', typed)):
        words = plain(piece).split()
        if number % 2:
            parts += [{" ".join(words): 1.0}] if words else []
            continue
        while words:
            length = next(
                (n for n in range(len(words), 1, -1) if " ".join(words[:n]) in _names(ledger)), 1
            )
            part = " ".join(words[:length])
            parts.append({part: 1.0} if length > 1 else like(ledger, part))
            words = words[length:]
    return parts


@lru_cache(maxsize=2)
def _names(ledger: Ledger) -> frozenset[str]:
    """Names in several words of the places that records name."""
    codes = {places.fold(code) for code in ledger.codes}
    codes |= {code[:2] for code in codes}
    return frozenset(name for code in codes for name in spoken_names(code) if " " in name)


def hold(found: str, words: Iterable[Iterable[str]]) -> bool:
    """Whether a text of :func:`texts` has words that begin with each of these, or its like."""
    return all(any(f" {one}" in found for one in likes) for likes in words)


def like(ledger: Ledger, word: str) -> dict[str, float]:
    """The word itself if any record has a word that begins so, else those that a typo may hide.

    Each with its likeness, 0 to 1.
    """
    vocabulary = _vocabulary(ledger)
    at = bisect_left(vocabulary, word)
    if at < len(vocabulary) and vocabulary[at].startswith(word):
        return {word: 1.0}
    if len(word) < _SHORTEST_TYPO:
        return {}
    from rapidfuzz import fuzz, process  # only a typo needs it

    near = process.extract(
        word, vocabulary, scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=_MOST_LIKE
    )
    return {one: likeness / 100 for one, likeness, _ in near}


@lru_cache(maxsize=2)
def _vocabulary(ledger: Ledger) -> list[str]:
    found: set[str] = set()
    for one in texts(ledger):
        found.update(one.split())
    for kind in _KINDS:
        found.update(counted_as(kind, "").split())
    return sorted(found)


def _text(row: Row, source: str) -> str:
    own = " ".join(row[name] for name in _OWN)
    years = f"{row['fy_start']} {row['fy_end']}"
    amounts = f"{row['amount_usd']} {row['amount_orig']} {row['currency_orig']}"
    words = plain(f"{own} {row['source_id']} {source} {years} US$ {amounts}")
    terms = _terms(row["program_area"], row["flow"], row["evidence"])
    return f" {words} {_places(row['places'])} {terms}"


@cache
def _terms(area: str, flow: str, evidence: str) -> str:
    """The names of a program area, a flow and a strength of evidence in both languages."""
    keys = []
    if area in PROGRAM_AREAS:
        keys.append(f"program_area.{area}")
    if flow in FLOWS:
        keys.append(f"flow.{flow}")
    if evidence:
        keys.append(f"records.evidence.{evidence}")
    return normalise(" ".join(text.t(lang, key) for key in keys for lang in LANGUAGES))


@lru_cache(maxsize=4096)  # a ledger names the same places again and again
def _places(cell: str) -> str:
    named = split_places(cell)
    codes = {code for code, _ in named}
    codes |= {code[:2] for code in codes}
    written = normalise(" ".join(f"{code} {name}" for code, name in named))
    names = " ".join(name for code in sorted(codes) for name in spoken_names(places.fold(code)))
    return f"{written} {names}"
