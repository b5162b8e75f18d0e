"""Records that a text may mean, best first, for the search box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid.places import normalise
from geoaid.records import words

if TYPE_CHECKING:
    from geoaid.ledger import Ledger

_LONGEST_QUERY = 100  # characters
_MOST_WORDS = 12
_OF_TYPO = 0.79  # as a place's likeness is weighed, so that the two can be compared
_ELSEWHERE = 0.05  # what a record is behind one that has the words in its title
LITERAL = 0.8  # scores from here up hold the text letter by letter


@dataclass(frozen=True, slots=True)
class Match:
    """A record that a text may mean.

    Attributes
    ----------
    row
        Its row in the ledger.
    score
        1.0 if the text is its id; from ``LITERAL`` up if it holds every word of the text.
    """

    row: int
    score: float


def search(ledger: Ledger, text: str, *, limit: int = 6) -> tuple[Match, ...]:
    """Return the records that hold every word of a text, or words spelled like them, best first.

    The id comes first, then titles, then all else that a record can be found by: its places by
    any of their names, its document, its note, program area and flow in both languages. Accents
    do not matter; a word may be unfinished. On ties the ledger's order holds.

    Examples
    --------
    >>> from geoaid import ledger
    >>> book = ledger.bundled()
    >>> [book.rows[match.row]["id"] for match in search(book, "p-veracad")]
    ['P-VERACAD']
    """
    norm = words.plain(text[:_LONGEST_QUERY])
    typed = norm.split()[:_MOST_WORDS]
    likes = [words.like(ledger, word) for word in typed]
    if not typed or not all(likes):
        return ()
    likeness = min(max(like.values()) for like in likes)
    best = LITERAL + _ELSEWHERE if likeness == 1 else _OF_TYPO * likeness
    found = []
    for row, (whole, title) in enumerate(
        zip(words.texts(ledger), words.titles(ledger), strict=True)
    ):
        if words.hold(whole, likes):
            exact = likeness == 1 and normalise(ledger.rows[row]["id"]) == norm
            in_title = words.hold(title, likes)
            found.append(Match(row, 1.0 if exact else best - (0 if in_title else _ELSEWHERE)))
    return tuple(sorted(found, key=lambda match: _rank(ledger, match))[: max(limit, 0)])


def _rank(ledger: Ledger, match: Match) -> tuple[float, bool]:
    """The best first; what was bought or done before the sums that only check it."""
    return -match.score, not ledger.project[match.row]
