"""Parts that a brief on a place and one on the whole country share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoaid import text
from geoaid.answer import answer
from geoaid.chartspec import comparison, frame, spread
from geoaid.findings.need import need_source, need_value
from geoaid.mapspec import mapspec
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS
from geoaid.render.brief.setting import ranks
from geoaid.render.brief.tree import Cell, Picture, Table

if TYPE_CHECKING:
    from geoaid.answer import PlaceFigures
    from geoaid.chartspec import ChartSpec
    from geoaid.render.brief.setting import Setting

# Pixels of a row of names, and of the plot of ranks: lower than on the page.
_ROW, _RANKS = 18, 240


def lower(label: str) -> str:
    """A label inside a sentence: its first letter small."""
    return label[:1].lower() + label[1:]


def capital(words: str) -> str:
    """Words at the head of a line: their first letter large."""
    return words[:1].upper() + words[1:]


def standing(setting: Setting, values: dict[str, float], code: str, level: str) -> str:
    """The rank of a place among all of its level, in words; empty if it has no figure."""
    if code not in values:
        return ""
    first, last = ranks(values, code)
    return setting.t(
        "rank" if first == last else "rank_shared",
        rank=text.number(first),
        last=text.number(last),
        whole=text.number(len(values)),
        kind=setting.kind(level),
    )


def short_standing(setting: Setting, values: dict[str, float], code: str) -> str:
    """The rank of a place as a table has it: ``23 of 32``."""
    first, last = ranks(values, code)
    part = text.number(first) if first == last else f"{text.number(first)}–{text.number(last)}"
    return setting.t("of", part=part, whole=text.number(len(values)))


def amount_cell(setting: Setting, place: PlaceFigures, usd: float | None) -> Cell:
    """An amount as a table has it, or why there is none."""
    if usd is not None:
        return Cell(text.short_money(usd))
    if place.status == "shared_only":
        return Cell(text.t(setting.lang, "status.shared_only"), is_quiet=True)
    if place.programmes:
        return Cell(setting.t("no_amount"), is_quiet=True)
    return Cell(text.t(setting.lang, "status.no_record"), is_quiet=True)


def with_strong(setting: Setting, place: PlaceFigures) -> str:
    """Programmes of a place, and in brackets those on strong evidence, if the ledger tells them."""
    if not setting.ledger.has_evidence:
        return text.number(place.programmes)
    strong = setting.strongly_compared.place(place.code)
    return f"{text.number(place.programmes)} ({text.number(strong.programmes if strong else 0)})"


def evidence_range(setting: Setting, of_all: str, of_strong: str) -> str:
    """What a figure is on strong evidence alone; nothing where no record says how strong it is."""
    if not setting.ledger.has_evidence:
        return ""
    if of_all == of_strong:
        return setting.t("range_same")
    return setting.t("range_strong", low=of_strong)


def map_picture(setting: Setting) -> Picture:
    """The view's map with the place outlined; its title and notes stand in the text."""
    view = setting.view
    if view.place:
        view = view.but(compare=())
    spec = mapspec(answer(view, setting.ledger))
    caption = setting.t("map_caption", title=spec.title, choices=lower(spec.subtitle))
    return Picture(spec, spec.alt, caption)


def compare_picture(setting: Setting) -> tuple[Picture, ...]:
    """The places of the comparison on three scales; nothing where none is compared."""
    spec = comparison.compare(
        setting.beside.but(panel="compare", need=setting.need), setting.ledger
    )
    if spec is None:
        return ()
    label = lower(NEEDS[setting.need].label[setting.lang])
    caption = setting.t(f"compare_caption_{_basis(setting)}", need=label)
    rows = len(spec.panels[0].rows)
    return (Picture(_bare(spec, _ROW * rows), spec.alt, caption),)


def ranks_picture(setting: Setting) -> tuple[Picture, ...]:
    """Every place by its ranks of need and of assistance; nothing without figures of the need."""
    view = setting.beside.but(panel="need", need=setting.need, level=setting.level)
    spec = spread.ranks(view, setting.ledger)
    if spec is None:
        return ()
    caption = f"{spec.title}. {text.t(setting.lang, 'chart.below_diagonal')}"
    return (Picture(_bare(spec, _RANKS), spec.alt, caption, may_move=True),)


def _bare(spec: ChartSpec, height: int) -> ChartSpec:
    """A chart without its words, which stand in the brief."""
    return replace(spec, title="", subtitle="", notes=(), credits=(), height=height)


def _basis(setting: Setting) -> str:
    return REGISTRY[setting.view.measure].basis


def compare_table(setting: Setting) -> Table:
    """The numbers behind the comparison, and the bounds of money."""
    lang = setting.lang
    label = NEEDS[setting.need].label[lang]
    rows = []
    for place in frame.compared(setting.compared):
        needed = setting.needs_of(setting.need, place.level)
        value = needed.values.get(place.code) if needed else None
        rate = place.programmes_per_100k
        name = frame.name_of(place.code)
        rows.append(
            (
                Cell(
                    text.t(lang, "page.all_of", place=name) if place.level == "state" else name,
                ),
                Cell(with_strong(setting, place)),
                _figure(None if rate is None else text.figure(rate)),
                amount_cell(setting, place, place.at_least_usd),
                amount_cell(setting, place, place.at_most_usd),
                _figure(
                    None if value is None else text.number(value, NEEDS[setting.need].decimals)
                ),
            )
        )
    return Table(
        setting.t("compare_table"),
        (
            text.t(lang, "stat.place"),
            setting.of_evidence("head_programmes"),
            text.t(lang, "stat.per_100k"),
            text.t(lang, "stat.at_least"),
            setting.t("head_at_most"),
            label,
        ),
        tuple(rows),
        (0.25, 0.18, 0.15, 0.15, 0.15, 0.12),
        frozenset({1, 2, 3, 4, 5}),
    )


def _figure(words: str | None) -> Cell:
    return Cell("–", is_quiet=True) if words is None else Cell(words)


def need_sources(setting: Setting, name: str) -> str:
    """Publishers of a need and their years."""
    figures = setting.needs_of(name, setting.level)
    return need_source(figures) if figures else ""


def need_with_unit(setting: Setting, name: str, value: float) -> str:
    """A need as it is written in a sentence."""
    return need_value(setting.lang, name, value)


def indicator_cell(setting: Setting, name: str) -> Cell:
    """Name of a need, with its unit."""
    need = NEEDS[name]
    return Cell(need.label[setting.lang], need.unit[setting.lang])
