"""Sentences from an Answer: the finding, its hedge, the coverage line and the notes.

They stand on the page, in alt texts and in every export. They are made from the numbers of the
Answer alone, so that they can never say what the numbers do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.analysis.clusters import clusters
from geoaid.analysis.following import following
from geoaid.analysis.whatif import what_if
from geoaid.answer import APPROPRIATION_YEARS, ranked_by
from geoaid.findings.analysis import Words, clusters_words, what_if_words
from geoaid.findings.need import need_words
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from geoaid.answer import Answer, PlaceFigures
    from geoaid.view import View

_LEADERS = 3
_REGION = 40  # letters of a region's name
_MEXICO_CITY = "09"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a view says, in words.

    Attributes
    ----------
    headline
        One sentence with the finding.
    hedge
        How sure it is: what is counted, how little money has a place, how records were found.
    coverage
        How much of the appropriation has a published place, or why that is not stated; empty of a
        ledger without an appropriation.
    notes
        What else a reader must know: flows mixed, records left out, conflicts.
    """

    headline: str
    hedge: str
    coverage: str
    notes: tuple[str, ...]


def findings(answer: Answer) -> Findings:
    """Turn an Answer into sentences in its view's language.

    Of a map layer that is not the measure, finding and hedge are those of its analysis.
    """
    said = _of_layer(answer)
    return Findings(
        headline=said.findings[0] if said else _headline(answer),
        hedge=" ".join((*said.findings[1:], said.hedge or _hedge(answer)))
        if said
        else _hedge(answer),
        coverage=_coverage(answer),
        notes=tuple(_notes(answer)),
    )


def _of_layer(answer: Answer) -> Words | None:
    view = answer.view
    match view.layer:
        case "need" | "bivariate":
            return need_words(view, following(answer))
        case "clusters":
            return clusters_words(view, clusters(answer), answer.ledger_name)
        case "what_if":
            return what_if_words(view, what_if(answer))
    return None


def format_value(lang: str, measure: str, value: float, *, label: bool = False) -> str:
    """Write a value of a measure with its unit; shorter still for a label on the map."""
    if measure == "share":
        return text.percent(value)
    if REGISTRY[measure].basis == "amount":
        return text.short_money(value) if label else text.money(lang, value)
    return text.figure(value)


def subject(answer: Answer) -> str:
    """What the records are of: assistance to Mexico, or a reader's own ledger by its name."""
    return text.of_ledger(answer.view.lang, answer.ledger_name, "map.subject")


def status_text(answer: Answer, place: PlaceFigures) -> str:
    """What a place shows, in words: its value, or why it has none."""
    if place.status == "value" and place.value is not None:
        return format_value(answer.view.lang, answer.view.measure, place.value)
    words = text.t(answer.view.lang, f"status.{place.status}")
    if place.status != "no_amount" or not place.other_currency:
        return words
    amounts = (other_money(answer.view.lang, *item) for item in place.other_currency)
    return f"{words}; {text.listing(answer.view.lang, amounts)}"


def other_money(lang: str, amount: float, currency: str) -> str:
    """Write an amount in the currency that the document gives it in.

    Examples
    --------
    >>> other_money("en", 2000000, "MXN"), other_money("en", 25000000, "not stated")
    ('MXN 2,000,000', '25,000,000 (currency not stated)')
    """
    number = text.number(amount, 0 if amount == int(amount) else 2)
    if currency == "not stated":
        return f"{number} {text.t(lang, 'money.currency_not_stated')}"
    return f"{currency} {number}"


def filters(view: View) -> str:
    """The filters in force, in words; what is not filtered is left out.

    Examples
    --------
    >>> from geoaid.view import View
    >>> filters(View(flow="planned", years="2008-2012"))
    'planned; fiscal years 2008–2012'
    """
    lang = view.lang
    parts = [
        text.listing(lang, [text.t(lang, f"{field}.{name}") for name in names], "or")
        for field, names in (("program_area", view.program_area), ("flow", view.flow))
        if names
    ]
    if view.years:
        parts.append(text.t(lang, "filters.years", span=span(*view.years)))
    if view.evidence == "strong":
        parts.append(text.t(lang, "filters.strong"))
    return "; ".join(parts)


def parts_of(lang: str, state: str, *, one: bool = False) -> str:
    """What a state's municipalities are called; those of Mexico City are boroughs.

    Examples
    --------
    >>> parts_of("es", "30"), parts_of("es", "09"), parts_of("es", "09", one=True)
    ('municipios', 'alcaldías', 'alcaldía')
    """
    kind = "borough" if state == _MEXICO_CITY else "municipality"
    return text.t(lang, f"analysis.{kind}_{'one' if one else 'many'}")


def span(first: int, last: int) -> str:
    """Write a range of years, a single year once."""
    return str(first) if first == last else f"{first}–{last}"


def _headline(answer: Answer) -> str:
    lang, view = answer.view.lang, answer.view
    if not answer.records:
        chosen = filters(view) or text.t(lang, "word.this_view")
        return text.of_ledger(lang, answer.ledger_name, "finding.no_record", filters=chosen)
    if not answer.programmes:
        return text.t(lang, "finding.no_place", n=answer.records)
    lead = _cities(answer) if view.measure == "programmes" else _leaders(answer)
    compared = [clause for place in answer.compare if (clause := _compared(answer, place))]
    return _sentence([lead, *compared])


def _sentence(clauses: list[str]) -> str:
    joined = "; ".join(clause for clause in clauses if clause)
    return joined[:1].upper() + joined[1:] + "."


def _cities(answer: Answer) -> str:
    lang, cities = answer.view.lang, answer.cities
    named = [place for place in answer.spotlight if place.level == "municipality"]
    if not named and answer.spotlight:
        return _leaders(answer)
    if not cities.programmes:
        return text.t(lang, "finding.no_municipality", programmes=text.number(answer.programmes))
    if not named:
        return _leaders(answer)
    names = text.listing(lang, [places.get(place.code).short for place in named], "or")
    key = "finding.cities_one" if cities.spotlight_programmes == 1 else "finding.cities"
    return text.t(
        lang,
        key,
        n=cities.programmes,
        named=text.number(cities.spotlight_programmes),
        places=names,
    )


def _leaders(answer: Answer) -> str:
    """The places with the largest values; ties at the end are all named or none."""
    lang, view = answer.view.lang, answer.view

    def size(place: PlaceFigures) -> float:
        return ranked_by(view, place)

    ranked = sorted(
        (place for place in answer.places if place.status == "value" and place.value),
        key=lambda place: (-size(place), place.code),
    )
    label = REGISTRY[view.measure].label[lang]
    if not ranked:
        return text.t(lang, "finding.no_value", measure=label)
    least = size(ranked[:_LEADERS][-1])
    top = [place for place in ranked if size(place) >= least]
    if len(top) > _LEADERS + 2:
        top = ranked[:1] if size(ranked[0]) != size(ranked[1]) else []
    if not top:
        value = format_value(lang, view.measure, ranked[0].value or 0)
        tied = sum(size(place) == size(ranked[0]) for place in ranked)
        return text.t(lang, "finding.tie", measure=label, value=value, places=text.number(tied))
    shown = [
        f"{places.get(place.code).short} ({format_value(lang, view.measure, place.value or 0)})"
        for place in top
    ]
    rule = (
        text.t(lang, f"split.note_{view.split}") if REGISTRY[view.measure].basis == "amount" else ""
    )
    return text.t(
        lang, "finding.leaders", measure=label, places=text.listing(lang, shown), rule=rule
    )


def _compared(answer: Answer, place: PlaceFigures) -> str:
    lang, view = answer.view.lang, answer.view
    name = places.get(place.code).short
    if view.measure != "programmes":
        if place.level != view.level:
            return ""
        if place.status == "value":
            return text.t(
                lang, "finding.compared_value", place=name, value=status_text(answer, place)
            )
        return text.t(lang, f"finding.compared_{place.status}", place=name)
    if place.level == "state":
        n = answer.cities.named_in[place.code]
        whole = places.municipality_count(place.code)
        return text.t(
            lang,
            "finding.compared_state",
            n=n,
            whole=text.number(whole),
            kind=parts_of(lang, place.code),
            place=name,
            programmes=text.number(place.programmes),
        )
    return text.t(lang, "finding.compared_municipality", n=place.programmes, place=name)


def _hedge(answer: Answer) -> str:
    lang, basis = answer.view.lang, REGISTRY[answer.view.measure].basis
    parts = [text.of_ledger(lang, answer.ledger_name, f"hedge.{basis}")]
    if answer.coverage:
        parts.append(
            text.t(
                lang,
                "hedge.covered",
                own=text.percent(answer.coverage.own_share),
                shared=text.percent(answer.coverage.shared_share),
                whole=_appropriated(answer),
            )
        )
        if answer.view.within:
            parts.append(text.t(lang, "against.whole_country"))
    if answer.bundled:
        parts.append(text.t(lang, "hedge.searched"))
    return " ".join(parts)


def _appropriated(answer: Answer) -> str:
    lang, coverage = answer.view.lang, answer.coverage
    assert coverage is not None
    amount = text.money(lang, coverage.appropriated_usd)
    return text.t(lang, "coverage.about", amount=amount) if coverage.is_approximate else amount


def _coverage(answer: Answer) -> str:
    lang = answer.view.lang
    if answer.coverage is None:
        return text.t(lang, "coverage.none") if answer.has_appropriation else ""
    years = answer.view.years or APPROPRIATION_YEARS
    return text.t(
        lang,
        "coverage.line_state" if answer.view.level == "state" else "coverage.line_municipality",
        own=text.money(lang, answer.coverage.own_usd),
        own_share=text.percent(answer.coverage.own_share),
        shared=text.money(lang, answer.coverage.shared_usd),
        shared_share=text.percent(answer.coverage.shared_share),
        whole=_appropriated(answer),
        years=span(*years),
    )


def _region(answer: Answer) -> str:
    """What is known only to a region; of a reader's own ledger with its names for them, if few."""
    lang, amount = answer.view.lang, text.money(answer.view.lang, answer.region_only_usd)
    if answer.bundled or len(answer.regions) > _LEADERS:
        return text.of_ledger(lang, answer.ledger_name, "note.region", amount=amount)
    names = text.listing(lang, (text.clipped(name, _REGION) for name in answer.regions))
    return text.t(lang, "note.region_named", amount=amount, regions=names)


def _notes(answer: Answer) -> list[str]:
    lang, view = answer.view.lang, answer.view
    notes = []
    if len(view.flow) != 1 and len(answer.by_flow) > 1:
        flows = text.listing(lang, [text.t(lang, f"flow.{flow}") for flow in answer.by_flow])
        notes.append(text.t(lang, "note.flows", flows=flows))
    if answer.coverage:
        placed = answer.identity.own_usd + answer.identity.shared_usd
        outside = round(placed - answer.coverage.own_usd - answer.coverage.shared_usd, 2)
        if outside > 0:
            notes.append(text.t(lang, "against.outside", amount=text.money(lang, outside)))
    if answer.region_only_usd:
        notes.append(_region(answer))
    if view.level == "municipality" and answer.identity.state_only_usd:
        amount = text.money(lang, answer.identity.state_only_usd)
        notes.append(text.t(lang, "note.state_only", amount=amount))
    if view.years and answer.undated_records:
        notes.append(
            text.t(
                lang,
                "note.undated",
                n=answer.undated_records,
                programmes=text.number(answer.undated_programmes),
            )
        )
    if answer.conflicts:
        excess = sum(item["excess_usd"] for item in answer.conflicts)
        amount = text.money(lang, excess)
        notes.append(text.t(lang, "note.conflicts", n=len(answer.conflicts), amount=amount))
    if answer.other_currency:
        notes.append(text.t(lang, "note.other_currency", n=len(answer.other_currency)))
    return notes
