"""Sentences on need: whether assistance follows it, where a place stands, and where figures are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import places, text
from geoaid.errors import NotComputableError
from geoaid.findings.analysis import ALPHA, Words, index, lower, rank, why
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS, figures

if TYPE_CHECKING:
    from geoaid.analysis.following import Following
    from geoaid.need import NeedFigures
    from geoaid.view import View

_NAMED = 3
# A correlation or index nearer to nothing than this is written as none.
_LEAN, _LEAST_P = 0.005, 0.001


def need_value(lang: str, name: str, value: float) -> str:
    """Write a need with its unit."""
    need = NEEDS[name]
    return f"{text.number(value, need.decimals)} {need.unit[lang]}"


def need_source(found: NeedFigures) -> str:
    """The publishers of a need with their years, as a reader sees them."""
    return found.source.replace("-", "–")


def need_credit(view: View, name: str, level: str) -> str:
    """The source line of a need; a dash where its years have no figure."""
    try:
        source = need_source(figures(name, level, view.need_years))
    except NotComputableError:
        source = "–"
    lang = view.lang
    where = text.t(lang, f"analysis.{level}_many")
    return text.t(lang, "credit.need", need=NEEDS[name].label[lang], where=where, source=source)


def need_words(view: View, found: Following) -> Words:
    """Whether assistance follows a need, and which places it follows least."""
    lang = view.lang
    name = lower(NEEDS[found.indicator].label[lang])
    if found.figures is None or not found.places:
        reason = why(lang, found.reasons.get("need", "empty"), found.why)
        return Words((text.t(lang, "need.none", need=name, why=reason),), "")
    kind = text.t(lang, f"analysis.{found.level}_many")
    # Of money, what a place without a figure got is not known, so it is not called under-served.
    counts = REGISTRY[view.measure].basis == "programmes"
    known = [place for place in found.under_served if counts or place.is_documented]
    under = [place for place in known[:_NAMED] if place.rank_gap < 0]
    sentences = [text.t(lang, "need.lead_even", need=name)]
    if 2 * len(known) < len(found.places):
        said = text.t(
            lang,
            "against.few_amounts",
            n=len(known),
            whole=text.number(len(found.places)),
            kind=kind,
            need=name,
        )
        return Words((said,), _need_hedge(view, found))
    if under:
        listed = [
            text.t(
                lang,
                "need.place",
                place=places.with_state(place.code),
                need=rank(place.rank_need, place.tied_need),
                assistance=rank(place.rank_assistance, place.tied_assistance),
            )
            for place in under
        ]
        measure = REGISTRY[view.measure]
        assistance = text.t(lang, f"analysis.{measure.basis}")
        if measure.per_person:
            assistance += f" {lower(text.t(lang, 'stat.per_100k'))}"
        sentences = [
            text.t(
                lang,
                "need.lead_under",
                need=name,
                assistance=assistance,
                places=text.listing(lang, listed),
            )
        ]
    sentences.append(_lean(lang, kind, found))
    if found.rank_correlation is not None and found.rank_p is not None:
        chance = text.t(lang, "need.by_chance", p=f"{found.rank_p:.2g}")
        if found.rank_p <= ALPHA:
            least = f"= {found.rank_p:.2g}" if found.rank_p >= _LEAST_P else f"< {_LEAST_P:g}"
            chance = text.t(lang, "need.beyond_chance", p=least)
        rho = index(found.rank_correlation)
        sentences.append(text.t(lang, "need.correlation", rho=rho, chance=chance))
    return Words(tuple(sentences), _need_hedge(view, found))


def place_need_words(view: View, found: Following, code: str) -> str:
    """One place's need, and where it stands by need and by assistance; empty without a figure."""
    lang = view.lang
    place = next((one for one in found.places if one.code == code), None)
    if place is None:
        return ""
    words = text.t(
        lang,
        "against.place",
        need=NEEDS[found.indicator].label[lang],
        value=need_value(lang, found.indicator, place.need),
        rank=rank(place.rank_need, place.tied_need),
        whole=text.number(len(found.places)),
    )
    # A place among the many that no record names has no rank worth telling.
    if not place.is_documented:
        return words
    ranked = rank(place.rank_assistance, place.tied_assistance)
    measure = lower(REGISTRY[view.measure].label[lang])
    return f"{words} {text.t(lang, 'against.place_rank', rank=ranked, measure=measure)}"


def _lean(lang: str, kind: str, found: Following) -> str:
    value = found.concentration_index
    if value is None:
        reason = why(lang, found.reasons["concentration_index"])
        return text.t(lang, "need.no_index", why=reason)
    key = "flat" if abs(value) < _LEAN else "toward" if value > 0 else "away"
    # The sentence may be quoted alone: it says itself that the ranks show no lean.
    if key != "flat" and found.rank_p is not None and found.rank_p > ALPHA:
        key += "_chance"
    return text.t(lang, f"need.{key}", kind=kind, index=index(value))


def _need_hedge(view: View, found: Following) -> str:
    lang = view.lang
    assert found.figures is not None
    parts = [
        text.t(
            lang,
            "need.hedge",
            need=lower(NEEDS[found.indicator].label[lang]),
            source=need_source(found.figures),
        )
    ]
    if len(found.figures.series) > 1:
        parts.append(text.t(lang, "need.hedge_homicide"))
    unknown = sum(not place.is_documented for place in found.places)
    if REGISTRY[view.measure].basis == "programmes":
        parts.append(text.t(lang, "need.no_record_zero"))
    elif unknown:
        parts.append(text.t(lang, "against.no_amount_zero", n=unknown))
    if view.years and not view.need_years:
        parts.append(
            text.t(
                lang, "against.all_need_years", years="–".join(dict.fromkeys(map(str, view.years)))
            )
        )
    if found.missing:
        parts.append(text.t(lang, "need.missing", n=len(found.missing)))
    return " ".join(parts)
