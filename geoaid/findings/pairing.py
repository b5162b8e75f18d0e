"""Sentences from two views beside each other: totals, what changed most, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.findings import format_value, span
from geoaid.findings.analysis import Words, rank
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geoaid.analysis.pairing import Pairing, PlacePair
    from geoaid.view import Difference, View

_NAMED, _MOST_NAMED = 3, 5


def side_words(view: View, field: str) -> str:
    """What a view has chosen of a field, in words.

    Examples
    --------
    >>> from geoaid.view import View
    >>> side_words(View(years="2008-2014"), "years"), side_words(View(), "split")
    ('fiscal years 2008–2014', 'shared money: evenly')
    """
    lang = view.lang
    match field:
        case "years":
            if view.years is None:
                return text.t(lang, "page.all_years")
            return text.t(lang, "filters.years", span=span(*view.years))
        case "measure":
            return REGISTRY[view.measure].label[lang]
        case "split":
            return text.t(lang, "pair.side_split", rule=text.t(lang, f"split.{view.split}").lower())
        case "evidence":
            return text.t(lang, f"evidence.{view.evidence}")
    names = getattr(view, field) or ("all",)
    return text.listing(lang, [text.t(lang, f"{field}.{name}") for name in names], "or")


def captions(difference: Difference, view: View) -> tuple[str, str]:
    """What stands over each of the two maps."""
    first, second = _named(difference, view)
    return first[:1].upper() + first[1:], second[:1].upper() + second[1:]


def _named(difference: Difference, view: View) -> tuple[str, str]:
    first, second = (
        ", ".join(side_words(side, field) for field in difference.fields)
        for side in difference.sides(view)
    )
    return first[:1].lower() + first[1:], second[:1].lower() + second[1:]


def kind_of(difference: Difference) -> str:
    """Name of the field that two views differ in; ``"several"`` for more than one."""
    return difference.fields[0] if len(difference.fields) == 1 else "several"


def change_text(view: View, change: float, *, short: bool = False) -> str:
    """Write a change of a measure, with its sign; shorter still inside a sentence.

    Examples
    --------
    >>> from geoaid.view import View
    >>> change_text(View(), 3.0), change_text(View(measure="share"), -0.021)
    ('+3', '−2.1 points')
    """
    if REGISTRY[view.measure].basis == "amount":
        return text.signed_money(round(change, 2), short=short)
    sign = "+" if change > 0 else "−" if change < 0 else ""
    if view.measure == "share":  # a share less a share is no share
        return sign + text.t(view.lang, "against.points", points=text.number(100 * abs(change), 1))
    return sign + format_value(view.lang, view.measure, abs(change))


def total_text(found: Pairing, side: int) -> str:
    """What a map counts in all."""
    view, total = found.answers[side].view, found.totals[side]
    if REGISTRY[view.measure].basis == "amount":
        key = "pair.money_own" if view.split == "none" else "pair.money"
        return text.t(view.lang, key, amount=text.money(view.lang, total))
    return text.t(view.lang, "page.programmes", n=int(total))


def pair_words(view: View, found: Pairing) -> Words:
    """What changes most from the first view to the second, and what that rests on."""
    lang = view.lang
    named = _named(found.difference, view)
    lead = text.t(
        lang,
        "pair.lead",
        first=named[0],
        one=total_text(found, 0),
        second=named[1],
        other=total_text(found, 1),
    )
    changes = _changes(view, found) if found.is_one_unit else _order(view, found)
    return Words((lead, *changes), _hedge(view, found))


def _changes(view: View, found: Pairing) -> list[str]:
    lang, shown = view.lang, found.answers[0].view
    known = [one for one in found.places if one.change is not None]
    if not known:
        return [text.t(lang, "pair.no_change_known")]
    if not any(one.change for one in known):
        return [text.t(lang, "pair.no_change"), *_classes(view, found)]
    sentences = []
    for key, sign in (("gains", 1), ("losses", -1)):
        moved = [one for one in known if sign * (one.change or 0) > 0]
        if moved:
            sentences.append(
                text.t(lang, f"pair.{key}", places=_most(shown, moved), kind=_kind(view))
            )
    return [" ".join(sentences), *_classes(view, found)]


def _most(view: View, moved: Sequence[PlacePair]) -> str:
    """The places that changed most; those that changed alike are all named or only counted."""
    lang = view.lang
    least = abs(moved[:_NAMED][-1].change or 0)
    named = [one for one in moved if abs(one.change or 0) >= least]
    if len(named) > _MOST_NAMED:
        named = [one for one in named if abs(one.change or 0) > least]
    words = [
        f"{places.get(one.code).short} ({change_text(view, one.change or 0, short=True)})"
        for one in named
    ]
    rest = len(moved) - len(named)
    if rest:
        words.append(text.t(lang, "pair.others", n=rest))
    return text.listing(lang, words)


def _classes(view: View, found: Pairing) -> list[str]:
    lang = view.lang
    changed = [one for one in found.places if one.is_reclassed]
    up = sum((one.second.class_ or 0) > (one.first.class_ or 0) for one in changed)
    return [
        text.t(
            lang,
            "pair.classes",
            n=len(changed),
            whole=text.number(found.in_both),
            kind=_kind(view),
            up=text.number(up),
            down=text.number(len(changed) - up),
            first=text.number(found.only(0)),
            second=text.number(found.only(1)),
        )
    ]


def _order(view: View, found: Pairing) -> list[str]:
    """Two units: only the order of the places can be compared."""
    lang = view.lang
    sentences = [
        text.t(
            lang,
            "pair.units",
            n=found.in_both,
            kind=_kind(view),
            first=text.number(found.only(0)),
            second=text.number(found.only(1)),
        )
    ]
    apart = [one for one in found.places if one.ranks and one.ranks[0][0] != one.ranks[1][0]]
    if apart:
        listed = [
            text.t(
                lang,
                "pair.ranks",
                place=places.get(one.code).short,
                first=rank(*one.ranks[0]),
                second=rank(*one.ranks[1]),
            )
            for one in apart[:_NAMED]
            if one.ranks
        ]
        sentences.append(text.t(lang, "pair.order", places=text.listing(lang, listed)))
    return sentences


def _kind(view: View) -> str:
    return text.t(view.lang, f"pair.kind_{view.level}")


def _hedge(view: View, found: Pairing) -> str:
    lang = view.lang
    bases = dict.fromkeys(REGISTRY[one.view.measure].basis for one in found.answers)
    ledger = found.answers[0].ledger_name
    parts = [text.of_ledger(lang, ledger, f"pair.hedge_{basis}") for basis in bases]
    undated = max(
        ((one.undated_records, one.undated_programmes) for one in found.answers if one.view.years),
        default=(0, 0),
    )
    if undated[0]:
        programmes = text.number(undated[1])
        parts.append(text.t(lang, "pair.undated", n=undated[0], programmes=programmes))
    if found.records_in_both:
        parts.append(text.t(lang, "pair.in_both", n=found.records_in_both))
    if not found.is_one_unit:
        parts.append(text.t(lang, "pair.own_legends"))
    return " ".join(parts)
