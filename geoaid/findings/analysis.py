"""Sentences from the analysis: one to four findings and their hedge, from the numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.analysis.clusters import Clusters
    from geoaid.analysis.concentration import Concentration
    from geoaid.analysis.timeline import Timeline
    from geoaid.analysis.whatif import Moved, WhatIf
    from geoaid.view import View

_NAMED = 3
ALPHA = 0.05
"""Chance above which a finding is not told from it."""
_MANY = 1e9


@dataclass(frozen=True, slots=True)
class Words:
    """What an analysis says.

    Attributes
    ----------
    findings
        One to four sentences.
    hedge
        What they do not say, and how sure they are.
    """

    findings: tuple[str, ...]
    hedge: str

    @property
    def all(self) -> str:
        """Every sentence, for alt texts and exports."""
        return " ".join(part for part in (*self.findings, self.hedge) if part)


def index(value: float) -> str:
    """Write an index (Gini, Theil, Moran) with two decimals, small ones with three.

    Examples
    --------
    >>> index(0.3249), index(-0.0123), index(0.0), index(-0.0001)
    ('0.32', '−0.012', '0.00', '0.00')
    """
    # Near its end an index says little with two decimals.
    decimals = 2 if 0.1 <= abs(value) < 0.95 or abs(value) < 0.0005 or abs(value) >= 1 else 3
    return text.number(0.0 if abs(value) < 0.0005 else value, decimals).replace("-", "−")


def rank(value: float, tied: int) -> str:
    """Write a rank; places that share one stand from the first to the last of theirs.

    Parameters
    ----------
    value
        Mean of the ranks that are shared.
    tied
        How many share it.

    Examples
    --------
    >>> rank(3.0, 1), rank(25.5, 4)
    ('3', '24–27')
    """
    first = round(value - (tied - 1) / 2)
    last = first + tied - 1
    return text.number(first) if tied == 1 else f"{text.number(first)}–{text.number(last)}"


def why(lang: str, reason: str, detail: str = "") -> str:
    """Say in a clause why something cannot be computed."""
    return text.t(lang, f"reason.{reason}", why=detail)


def concentration_words(view: View, found: Concentration) -> Words:
    """How unevenly assistance lies, how sure that is, and where the inequality is."""
    lang = view.lang
    if found.reason:
        said = text.t(lang, "concentration.none", why=why(lang, found.reason))
        return Words((said,), "")
    kind = text.t(lang, f"analysis.{found.level}_many")
    known = {key: value for key, value in found.figures.items() if value is not None}
    if found.places_with == 1:
        place = places.get(found.curve[-1].code).short
        return Words((text.t(lang, "concentration.one_place", place=place),), _hedge(view, found))
    if known["gini"] == 0:
        said = text.t(lang, "concentration.all_equal", places=text.number(found.places), kind=kind)
        return Words((said,), _hedge(view, found))
    low, high = found.ranges["gini"]
    sentences = [
        text.t(
            lang,
            f"concentration.lead_{found.basis}",
            links=text.number(found.links),
            programmes=text.number(found.programmes),
            places=kind,
            top3=text.percent(known["top3_share"]),
            gini=index(known["gini"]),
            low=index(low),
            high=index(high),
        ),
        text.t(
            lang,
            "concentration.equal",
            equivalent=text.number(known["equivalent_places"], 1).removesuffix(".0"),
            places=text.number(found.places),
            kind=kind,
        ),
    ]
    if found.by_chance:
        sentences.append(_chance(lang, found.by_chance, known["gini"]))
    if known["theil_total"]:
        between = known["theil_between"] / known["theil_total"]
        parts = text.t(
            lang,
            "concentration.between",
            between=text.percent(between),
            within=text.percent(1 - between),
            inside=text.t(lang, f"analysis.{found.grouping}_in"),
            outside=text.t(lang, f"analysis.{found.grouping}_out"),
        )
        sentences.append(f"{_group(lang, found, kind)} {parts}")
    return Words(tuple(sentences), _hedge(view, found))


def _group(lang: str, found: Concentration, kind: str) -> str:
    """What the states of the grouping hold, beside how many people live there."""
    share = found.figures["group_share"]
    assert share is not None
    persons = ""
    if found.group_persons_share is not None:
        persons = text.t(
            lang, "against.group_persons", share=text.percent(found.group_persons_share)
        )
    low, high = map(text.percent, found.ranges["group_share"])
    least, most = map(text.percent, found.intervals["group_share"])
    group = text.t(lang, f"analysis.{found.grouping}_in")
    return text.t(
        lang,
        f"against.group_{found.basis}",
        group=group[:1].upper() + group[1:],
        count=text.number(found.group_places),
        places=text.number(found.places),
        kind=kind,
        persons=persons,
        share=text.percent(share),
        low=low,
        high=high,
        least=least,
        most=most,
    )


def _chance(lang: str, by_chance: tuple[float, float, float], gini: float) -> str:
    mean, low, high = by_chance
    key = "above" if gini > high else "below" if gini < low else "inside"
    return text.t(
        lang, f"concentration.chance_{key}", chance=index(mean), low=index(low), high=index(high)
    )


def _hedge(view: View, found: Concentration) -> str:
    low, high = map(index, found.intervals["gini"])
    said = text.t(view.lang, f"concentration.hedge_{found.basis}", low=low, high=high)
    if REGISTRY[view.measure].per_person:
        said += f" {text.t(view.lang, 'against.totals')}"
    return said


def ways_words(view: View, found: Concentration) -> str:
    """How many ways of counting a range rests on, and whether they are a sample."""
    lang = view.lang
    if not found.is_sample:
        return text.t(lang, "concentration.ways", ways=text.number(found.ways))
    many = found.combinations
    return text.t(
        lang,
        "concentration.sample",
        combinations=text.number(many) if many < _MANY else f"10^{len(str(many)) - 1}",
        ways=text.number(found.ways),
    )


def clusters_words(view: View, found: Clusters, ledger: str | None = None) -> Words:
    """Whether neighbours are alike, and which places stand out.

    ``ledger`` is the name of a ledger of one's own.
    """
    lang = view.lang
    if found.i is None or found.expected is None or found.p is None:
        reason = why(lang, found.reason or "undefined", found.why)
        return Words((text.t(lang, "clusters.none", why=reason),), "")
    key = "chance"
    if found.p <= ALPHA:
        key = "alike" if found.i > found.expected else "unlike"
    least = 1 / (found.permutations + 1)
    lead = text.t(
        lang,
        f"clusters.{key}",
        kind=text.t(lang, f"analysis.{found.level}_many"),
        measure=lower(REGISTRY[view.measure].label[lang]),
        i=index(found.i),
        expected=index(found.expected),
        p=f"≤ {least:g}" if found.p <= least else f"= {found.p:.2g}",
    )
    groups = [
        text.t(lang, "clusters.group", kind=text.t(lang, f"clusters.in_{kind}"), places=named)
        for kind in ("high_high", "low_low", "high_low", "low_high")
        if (named := _in_cluster(lang, found, kind))
    ]
    stand_out = text.t(lang, "clusters.nothing")
    if groups:
        stand_out = text.t(lang, "clusters.found", clusters="; ".join(groups))
    counts = sorted({found.permutations, found.local_permutations})
    permutations = text.listing(lang, [text.number(n) for n in counts])
    hedge = text.t(lang, "clusters.hedge_none", permutations=permutations)
    if groups and found.threshold is not None:
        hedge = text.of_ledger(
            lang,
            ledger,
            "clusters.hedge",
            permutations=permutations,
            threshold=f"{found.threshold:.2g}",
        )
    return Words((lead, stand_out), hedge)


def _in_cluster(lang: str, found: Clusters, kind: str, most: int = 6) -> str:
    names = [places.with_state(code) for code, one in found.kinds.items() if one == kind]
    if len(names) > most:
        names = [*names[:most], f"+{len(names) - most}"]
    return text.listing(lang, names) if names else ""


def what_if_words(view: View, found: WhatIf) -> Words:
    """What would move where; and that none of it happened."""
    lang = view.lang
    if not found.states:
        reason = text.t(lang, "what_if.no_money")
        if found.reason != "all_zero":
            detail = text.say(lang, found.detail) if found.detail else found.why
            reason = why(lang, found.reason or "undefined", detail)
        return Words((text.t(lang, "what_if.none", why=reason),), text.t(lang, "what_if.hedge"))
    total = text.money(lang, found.total_usd)
    key = "lead_placed" if view.move_total is None else "lead_total"
    lead = text.t(
        lang,
        f"what_if.{key}",
        total=total,
        terms=what_if_terms(view),
        moved=text.money(lang, found.moved_usd),
    )
    ordered = sorted(found.states, key=lambda state: (-state.change_usd, state.code))
    gains = [state for state in ordered[:_NAMED] if state.change_usd > 0]
    losses = [state for state in ordered[::-1][:_NAMED] if state.change_usd < 0]
    sentences = [lead]
    if gains and losses and view.move_total is None:
        sentences.append(
            text.t(
                lang,
                "what_if.gain",
                gains=_changes(lang, ((one.code, one.change_usd) for one in gains)),
                losses=_changes(lang, ((one.code, one.change_usd) for one in losses)),
            )
        )
    elif view.move_total is not None:
        most = sorted(found.states, key=lambda state: (-state.then_usd, state.code))[:_NAMED]
        named = _changes(lang, ((one.code, one.then_usd) for one in most))
        sentences.append(text.t(lang, "what_if.gain_only", gains=named))
    hedge = [text.t(lang, "what_if.hedge")]
    if unknown := sum(not state.is_documented for state in found.states):
        hedge.append(text.t(lang, "against.no_amount_now", n=unknown))
    return Words(tuple(sentences), " ".join(hedge))


def no_amount(lang: str, *, is_named: bool) -> str:
    """Why a place has no amount: documents name it without one, or none names it."""
    return text.t(lang, "status.no_amount" if is_named else "status.no_record")


def now(lang: str, state: Moved) -> str:
    """What documents tie to a state before a what-if, or why that is not known."""
    if state.is_documented:
        return text.exact_money(state.now_usd)
    return no_amount(lang, is_named=state.is_named)


def _changes(lang: str, amounts: Iterable[tuple[str, float]]) -> str:
    return text.listing(
        lang,
        (f"{places.get(code).short} ({text.money(lang, abs(usd))})" for code, usd in amounts),
    )


def what_if_terms(view: View) -> str:
    """The terms of a what-if, in words.

    Examples
    --------
    >>> from geoaid.view import View
    >>> what_if_terms(View(move_by="poverty:2,population:1", move_non_border="70%"))
    'poverty (2) and population (1), 70% for the 26 non-border states'
    """
    lang = view.lang
    names = [(lower(NEEDS[name].label[lang]), weight) for name, weight in view.move_by]
    mixed = [name for name, _ in names]
    if len(names) > 1:
        mixed = [
            text.t(lang, "what_if.weight", need=name, weight=f"{weight:g}")
            for name, weight in names
        ]
    parts = [text.listing(lang, mixed)]
    if view.move_non_border is not None:
        parts.append(text.t(lang, "what_if.non_border", share=text.percent(view.move_non_border)))
    if view.move_floor:
        parts.append(text.t(lang, "what_if.floor", share=text.percent(view.move_floor)))
    if view.move_cap < 1:
        parts.append(text.t(lang, "what_if.cap", share=text.percent(view.move_cap)))
    return ", ".join(parts)


def timeline_words(view: View, found: Timeline) -> Words:
    """When most programmes are documented, and when most was appropriated."""
    lang = view.lang
    most = max((year.programmes for year in found.years), default=0)
    sentences = [text.t(lang, "timeline.nothing")]
    if most:
        named = [
            text.t(lang, "timeline.fiscal_year", year=year.year)
            for year in found.years
            if year.programmes == most
        ]
        sentences = [text.t(lang, "timeline.most", n=most, years=text.listing(lang, named))]
    if found.undated:
        sentences.append(text.t(lang, "timeline.undated", n=found.undated))
    known = [year for year in found.years if year.appropriated_usd]
    if known:
        top = max(known, key=lambda year: year.appropriated_usd or 0)
        amount = text.money(lang, top.appropriated_usd or 0)
        sentences.append(text.t(lang, "timeline.largest", year=top.year, amount=amount))
    hedge = "hedge" if found.has_appropriations else "hedge_alone"
    return Words(tuple(sentences), text.t(lang, f"timeline.{hedge}"))


def lower(label: str) -> str:
    """A label inside a sentence: its first letter small."""
    return label[:1].lower() + label[1:]
