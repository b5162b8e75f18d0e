"""A brief on the whole country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import places, records, text
from geoaid.analysis.assistance import codes_of
from geoaid.analysis.concentration import concentration
from geoaid.analysis.following import following
from geoaid.findings import findings
from geoaid.findings.analysis import concentration_words, index, why
from geoaid.findings.need import need_words
from geoaid.need import NEEDS
from geoaid.render.brief.evidence import records_table
from geoaid.render.brief.parts import (
    amount_cell,
    compare_picture,
    compare_table,
    evidence_range,
    indicator_cell,
    map_picture,
    need_sources,
    ranks_picture,
    with_strong,
)
from geoaid.render.brief.tree import Cell, Heading, KeyFigure, KeyFigures, Paragraph, Table

if TYPE_CHECKING:
    from geoaid.analysis.concentration import Concentration
    from geoaid.answer import Answer
    from geoaid.render.brief.setting import Setting
    from geoaid.render.brief.tree import Block


def blocks(setting: Setting) -> tuple[Block, ...]:
    """Everything between the title and the method."""
    said = findings(setting.found.in_view(setting.view.but(layer="measure")))
    spread = concentration(setting.view, setting.ledger, level=setting.view.level)
    return (
        Paragraph(f"{said.headline} {said.coverage}".strip(), "lead"),
        _key_figures(setting, spread),
        Paragraph(" ".join((said.hedge, *said.notes)), "note"),
        map_picture(setting),
        Heading(setting.t("reached")),
        *_reached(setting),
        Heading(setting.t("compares")),
        Paragraph(concentration_words(setting.view, spread).all),
        *_compares(setting),
        Heading(setting.t("need")),
        *_need(setting),
    )


def _key_figures(setting: Setting, spread: Concentration) -> KeyFigures:
    head = tuple(setting.t(f"head_{key}") for key in ("figure", "value", "range", "beside"))
    return KeyFigures(
        setting.t("key_figures"),
        (head[0], head[1], head[2], head[3]),
        (
            _programmes(setting),
            _municipalities(setting),
            *((_covered(setting),) if setting.found.has_appropriation else ()),
            _top(setting, spread),
            _gini(setting, spread),
            _records(setting),
        ),
    )


def _programmes(setting: Setting) -> KeyFigure:
    found = setting.found
    every, strong = (text.number(one.programmes) for one in (found, setting.strong))
    named = sum(state.programmes > 0 for state in found.states)
    note = setting.t("in_states", number=text.number(named), whole=text.number(len(found.states)))
    return KeyFigure(
        setting.t("figure_programmes"), every, evidence_range(setting, every, strong), note
    )


def _municipalities(setting: Setting) -> KeyFigure:
    def named(found: Answer) -> str:
        return text.number(
            sum(
                place.programmes > 0 and places.on_boundaries(place.code)
                for place in found.municipalities
            )
        )

    whole = text.number(len(codes_of("municipality")))
    value = named(setting.found)
    return KeyFigure(
        setting.t("figure_municipalities"),
        setting.t("of", part=value, whole=whole),
        evidence_range(setting, value, named(setting.strong)),
    )


def _covered(setting: Setting) -> KeyFigure:
    coverage = setting.found.coverage
    label = setting.t(f"figure_covered_{setting.view.level}")
    if coverage is None:
        return KeyFigure(label, "–", note=setting.t("no_coverage"))
    most = text.percent(coverage.own_share + coverage.shared_share)
    whole = text.money(setting.lang, coverage.appropriated_usd)
    if coverage.is_approximate:
        whole = text.t(setting.lang, "coverage.about", amount=whole)
    return KeyFigure(
        label,
        text.percent(coverage.own_share),
        setting.t("range_covered", most=most),
        setting.t("appropriated", whole=whole),
    )


def _top(setting: Setting, spread: Concentration) -> KeyFigure:
    label = setting.t(f"figure_top_{spread.basis}", kind=setting.kind(spread.level))
    value = spread.figures.get("top3_share")
    if value is None:
        return KeyFigure(label, "–", note=why(setting.lang, spread.reason or "undefined"))
    low, high = (text.percent(end) for end in spread.ranges["top3_share"])
    return KeyFigure(
        label, text.percent(value), setting.t("range_ways", low=low, high=high), _top_names(setting)
    )


def _top_names(setting: Setting) -> str:
    """The places with most, unless others have as much as the last of them."""
    ranked = sorted(
        (place for place in setting.found.places if place.value),
        key=lambda place: (-(place.value or 0), place.code),
    )
    first = ranked[:3]
    if not first or (len(ranked) > 3 and ranked[3].value == first[-1].value):
        return ""
    return text.listing(setting.lang, (places.get(place.code).short for place in first))


def _gini(setting: Setting, spread: Concentration) -> KeyFigure:
    label = setting.t("figure_gini", kind=setting.kind(spread.level))
    value = spread.figures.get("gini")
    if value is None:
        return KeyFigure(label, "–", note=why(setting.lang, spread.reason or "undefined"))
    low, high = (index(end) for end in spread.ranges["gini"])
    note = setting.t("gini_note")
    if spread.by_chance:
        note = setting.t("by_chance", chance=index(spread.by_chance[0]))
    return KeyFigure(label, index(value), setting.t("range_ways", low=low, high=high), note)


def _records(setting: Setting) -> KeyFigure:
    every = records.in_view(setting.ledger, setting.view)
    strong = sum(record.row["evidence"] == "strong" for record in every)
    documents = {record.row["source_id"] for record in every} - {""}
    value = text.number(len(every))
    return KeyFigure(
        setting.t("figure_records"),
        value,
        evidence_range(setting, value, text.number(strong)),
        setting.t("documents_n", len(documents)),
    )


def _reached(setting: Setting) -> tuple[Block, ...]:
    if not setting.found.programmes:
        return (Paragraph(setting.t("reached_nothing")), _states(setting))
    return (
        Paragraph(setting.of_evidence("states_intro")),
        _states(setting),
        *records_table(setting, setting.t("records_country")),
    )


def _states(setting: Setting) -> Table:
    lang, found = setting.lang, setting.found
    rows = []
    for state in sorted(found.states, key=lambda one: (-one.programmes, one.code)):
        named = found.cities.named_in[state.code]
        whole = text.number(places.municipality_count(state.code))
        rate = state.programmes_per_100k
        rows.append(
            (
                Cell(places.get(state.code).short),
                Cell(with_strong(setting, state)),
                Cell("–", is_quiet=True) if rate is None else Cell(text.figure(rate)),
                Cell(setting.t("of", part=text.number(named), whole=whole)),
                amount_cell(setting, state, state.at_least_usd),
                amount_cell(setting, state, state.at_most_usd),
            )
        )
    return Table(
        setting.t("states_table"),
        (
            text.t(lang, "stat.place"),
            setting.of_evidence("head_programmes"),
            text.t(lang, "stat.per_100k"),
            setting.t("figure_municipalities"),
            text.t(lang, "stat.at_least"),
            setting.t("head_at_most"),
        ),
        tuple(rows),
        (0.22, 0.18, 0.15, 0.15, 0.15, 0.15),
        frozenset({1, 2, 3, 4, 5}),
        may_break=True,
    )


def _compares(setting: Setting) -> tuple[Block, ...]:
    picture = compare_picture(setting)
    return (*picture, compare_table(setting)) if picture else ()


def _need(setting: Setting) -> tuple[Block, ...]:
    view = setting.view.but(need=setting.need)
    words = need_words(view, following(setting.found.in_view(view)))
    return (
        Paragraph(words.all),
        _need_table(setting),
        *ranks_picture(setting),
    )


def _need_table(setting: Setting) -> Table:
    rows = []
    for name, need in NEEDS.items():
        against = following(setting.found.in_view(setting.view.but(need=name)))
        if against.figures is None:
            nothing = Cell(setting.t("no_need"), is_quiet=True)
            rows.append((indicator_cell(setting, name), nothing, *[Cell("–", is_quiet=True)] * 3))
            continue
        ordered = sorted(against.figures.values.items(), key=lambda item: (-item[1], item[0]))
        ends = [
            Cell(places.get(code).short, text.number(value, need.decimals))
            for code, value in (ordered[0], ordered[-1])
        ]
        lean = against.concentration_index
        rows.append(
            (
                indicator_cell(setting, name),
                *ends,
                Cell("–", is_quiet=True) if lean is None else Cell(index(lean)),
                Cell(need_sources(setting, name)),
            )
        )
    return Table(
        setting.t("need_table_country"),
        (
            setting.t("head_indicator"),
            setting.t("head_highest"),
            setting.t("head_lowest"),
            setting.t("head_lean"),
            setting.t("head_years"),
        ),
        tuple(rows),
        (0.25, 0.15, 0.15, 0.13, 0.32),
        frozenset({3}),
    )
