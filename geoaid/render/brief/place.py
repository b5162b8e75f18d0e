"""A brief on one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoaid import places, records, text
from geoaid.answer import answer
from geoaid.findings import filters, other_money
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS
from geoaid.render.brief.evidence import records_table
from geoaid.render.brief.parts import (
    compare_picture,
    compare_table,
    evidence_range,
    indicator_cell,
    lower,
    map_picture,
    need_sources,
    need_with_unit,
    ranks_picture,
    short_standing,
    standing,
)
from geoaid.render.brief.setting import middle, programmes_of, unfiltered
from geoaid.render.brief.tree import Cell, Heading, KeyFigure, KeyFigures, Paragraph, Table

if TYPE_CHECKING:
    from geoaid.answer import PlaceFigures
    from geoaid.render.brief.setting import Setting
    from geoaid.render.brief.tree import Block


def blocks(setting: Setting) -> tuple[Block, ...]:
    """Everything between the title and the method."""
    figures = setting.found.place(setting.code)
    assert figures is not None
    return (
        Paragraph(_lead(setting, figures), "lead"),
        _key_figures(setting, figures),
        Paragraph(_hedge(setting), "note"),
        map_picture(setting),
        Heading(setting.t("reached")),
        *_reached(setting, figures),
        Heading(setting.t("compares")),
        *_compares(setting, figures),
        Heading(setting.t("need")),
        *_need(setting),
    )


def _lead(setting: Setting, place: PlaceFigures) -> str:
    return " ".join(
        said
        for said in (_named(setting, place), _money(setting, place), _against_need(setting, place))
        if said
    )


def _named(setting: Setting, place: PlaceFigures) -> str:
    name = places.titled(place.code)
    if not place.programmes:
        chosen = filters(setting.view) or text.t(setting.lang, "word.this_view")
        said = setting.of_ledger("lead_none", place=name, choices=chosen)
        return f"{said} {_elsewhere(setting)}".strip()
    every = programmes_of(setting.found, place.level)
    return setting.t(
        "lead",
        place.programmes,
        place=name,
        whole=text.number(setting.found.programmes),
        rank=standing(setting, every, place.code, place.level),
    )


def _elsewhere(setting: Setting) -> str:
    """Where the listed records come from, if the reader's choices leave none."""
    if not setting.is_widened:
        return ""
    wide = _without_filters(setting)
    if wide and wide.programmes:
        return setting.t("lead_elsewhere", wide.programmes)
    if setting.level == "municipality":
        state = places.get(setting.code[:2]).short
        return setting.t("lead_state", state=state)
    return setting.t("lead_handover")


def _without_filters(setting: Setting) -> PlaceFigures | None:
    return answer(unfiltered(setting.view), setting.ledger).place(setting.code)


def _money(setting: Setting, place: PlaceFigures) -> str:
    lang = setting.lang
    if not place.programmes:
        return ""
    said = []
    if place.at_most_usd is None:
        said.append(setting.t("money_none"))
    elif place.at_most_usd == place.at_least_usd:
        key = "money_own" if place.at_most_usd else "money_nil"
        said.append(setting.t(key, amount=text.money(lang, place.at_most_usd)))
    else:
        least, most = (
            text.money(lang, usd or 0) for usd in (place.at_least_usd, place.at_most_usd)
        )
        said.append(setting.t("money_bounds", least=least, most=most))
        if place.amount_usd is not None and setting.view.split != "none":
            amount = text.money(lang, place.amount_usd)
            said.append(setting.t(f"money_{setting.view.split}", amount=amount))
    if place.other_currency:
        amounts = [other_money(lang, *item) for item in place.other_currency]
        said.append(setting.t("money_other", amounts=text.listing(lang, amounts)))
    return " ".join(said)


def _against_need(setting: Setting, place: PlaceFigures) -> str:
    figures = setting.needs_of(setting.need, place.level)
    if figures is None or place.code not in figures.values:
        return ""
    return setting.t(
        "lead_need",
        need=NEEDS[setting.need].label[setting.lang],
        value=need_with_unit(setting, setting.need, figures.values[place.code]),
        rank=standing(setting, dict(figures.values), place.code, place.level),
    )


def _hedge(setting: Setting) -> str:
    return setting.of_ledger("hedge")


def _key_figures(setting: Setting, place: PlaceFigures) -> KeyFigures:
    head = tuple(setting.t(f"head_{key}") for key in ("figure", "value", "range", "beside"))
    return KeyFigures(
        setting.t("key_figures"),
        (head[0], head[1], head[2], head[3]),
        (
            _programmes(setting, place),
            _rate(setting, place),
            _amount(setting, place),
            _named_inside(setting, place),
            _records(setting),
            _need_figure(setting, place),
        ),
    )


def _programmes(setting: Setting, place: PlaceFigures) -> KeyFigure:
    strong = setting.strong.place(place.code)
    every = programmes_of(setting.found, place.level)
    note = standing(setting, every, place.code, place.level)
    if not place.programmes:
        wide = _without_filters(setting)
        note = setting.t("all_choices", number=text.number(wide.programmes if wide else 0))
    return KeyFigure(
        setting.t("figure_programmes"),
        text.number(place.programmes),
        evidence_range(
            setting,
            text.number(place.programmes),
            text.number(strong.programmes if strong else 0),
        ),
        note,
    )


def _rate(setting: Setting, place: PlaceFigures) -> KeyFigure:
    found = setting.found
    rate, strong = place.programmes_per_100k, setting.strong.place(place.code)
    label = setting.t("figure_rate")
    if rate is None:
        return KeyFigure(label, "–", note=setting.t("no_rate"))
    low = (strong.programmes_per_100k if strong else None) or 0.0
    note = setting.t("census")
    if place.level == "state":
        rates = [state.programmes_per_100k or 0.0 for state in found.states]
        note = setting.t("median", value=text.figure(round(middle(rates), 6)))
    said = text.figure(rate)
    return KeyFigure(label, said, evidence_range(setting, said, text.figure(low)), note)


def _amount(setting: Setting, place: PlaceFigures) -> KeyFigure:
    label = setting.t("figure_amount")
    if place.at_most_usd is None:
        key = "page.no_amount" if place.programmes else "status.no_record"
        note = setting.t("not_zero")
        if place.other_currency:
            amounts = (other_money(setting.lang, *item) for item in place.other_currency)
            note = text.listing(setting.lang, amounts)
        return KeyFigure(label, text.t(setting.lang, key), note=note)
    least, most = (text.short_money(usd or 0) for usd in (place.at_least_usd, place.at_most_usd))
    value = most if place.amount_usd is None else text.short_money(place.amount_usd)
    if place.amount_usd is None:
        value = text.t(setting.lang, "status.shared_only")
    return KeyFigure(
        label,
        value,
        setting.t("range_money", least=least, most=most),
        setting.t(f"rule_{setting.view.split}"),
    )


def _named_inside(setting: Setting, place: PlaceFigures) -> KeyFigure:
    """Of a state how many municipalities are named; of a municipality its state's programmes."""
    lang, found = setting.lang, setting.found
    if place.level == "state":
        named = [one for one in found.municipalities if one.code[:2] == place.code]
        named = [one for one in named if one.programmes and places.on_boundaries(one.code)]
        whole = places.municipality_count(place.code)
        value = setting.t("of", part=text.number(len(named)), whole=text.number(whole))
        first = sorted(named, key=lambda one: (-one.programmes, one.code))[:2]
        note = text.listing(lang, (places.get(one.code).short for one in first))
        if len(named) > len(first):
            note = setting.t("most_named", places=note)
        return KeyFigure(setting.t("figure_municipalities"), value, note=note)
    state = found.place(place.code[:2])
    n = state.programmes if state else 0
    return KeyFigure(
        setting.t("figure_state", state=places.get(place.code[:2]).short), text.number(n)
    )


def _records(setting: Setting) -> KeyFigure:
    label = setting.t("figure_records")
    if setting.is_widened:
        return KeyFigure(
            label, "0", note=setting.t("all_choices", number=text.number(setting.named))
        )
    every = records.behind(setting.ledger, setting.view, setting.code)
    documents = {record.row["source_id"] for record in every} - {""}
    strong = sum(record.row["evidence"] == "strong" for record in every)
    return KeyFigure(
        label,
        text.number(len(every)),
        evidence_range(setting, text.number(len(every)), text.number(strong)),
        setting.t("documents_n", len(documents)),
    )


def _need_figure(setting: Setting, place: PlaceFigures) -> KeyFigure:
    lang, name = setting.lang, setting.need
    need = NEEDS[name]
    figures = setting.needs_of(name, place.level)
    label = f"{need.label[lang]}, {need.unit[lang]}"
    if figures is None or place.code not in figures.values:
        return KeyFigure(label, "–", note=setting.t("no_need"))
    own = sorted(one.values[place.code] for one in figures.series if place.code in one.values)
    low, high = (text.number(value, need.decimals) for value in (own[0], own[-1]))
    between = ""
    if len(own) > 1:
        publishers = text.listing(lang, (one.publisher for one in figures.series), "or")
        between = setting.t("range_publishers", low=low, high=high, publishers=publishers)
    return KeyFigure(
        label,
        text.number(figures.values[place.code], need.decimals),
        between,
        standing(setting, dict(figures.values), place.code, place.level),
    )


def _reached(setting: Setting, place: PlaceFigures) -> tuple[Block, ...]:
    name = places.titled(place.code)
    if not setting.listed:
        return (Paragraph(setting.of_ledger("reached_none", place=name)),)
    if setting.is_widened:
        intro = setting.t("reached_widened", setting.named, place=name)
        if not (wide := _without_filters(setting)) or not wide.programmes:
            intro = _elsewhere(setting)
        caption = setting.t("records_widened")
    else:
        intro = setting.t("reached_intro", setting.named, place=name)
        caption = setting.t("records_caption", place=name)
    return (Paragraph(intro), *records_table(setting, caption))


def _compares(setting: Setting, place: PlaceFigures) -> tuple[Block, ...]:
    parts = [_spotlight(setting, place), _alike(setting, place)]
    if setting.beside != setting.view:
        parts.insert(0, setting.t("compares_widened"))
    said = " ".join(part for part in parts if part)
    return (Paragraph(said), *compare_picture(setting), compare_table(setting))


def _spotlight(setting: Setting, place: PlaceFigures) -> str:
    others = [one for one in setting.compared.spotlight if one.code != place.code]
    if not others:
        return ""
    own = setting.compared.place(place.code)
    named = [f"{places.get(one.code).short} {text.number(one.programmes)}" for one in others]
    return setting.t(
        "compares_spotlight",
        places=text.listing(setting.lang, named),
        place=places.get(place.code).short,
        number=text.number(own.programmes if own else 0),
    )


def _alike(setting: Setting, place: PlaceFigures) -> str:
    lang, need = setting.lang, NEEDS[setting.need]
    figures = setting.needs_of(setting.need, place.level)
    if not setting.alike or figures is None:
        return setting.t("compares_alone")
    by_code = {one.code: one for one in setting.compared.compare}
    named = [
        setting.t(
            "alike_one",
            by_code[code].programmes,
            place=places.get(code).short,
            need=text.number(figures.values[code], need.decimals),
        )
        for code in setting.alike
    ]
    return setting.t(
        f"compares_{place.level}",
        need=lower(need.label[lang]),
        place=places.get(place.code).short,
        value=text.number(figures.values[place.code], need.decimals),
        places=text.listing(lang, named),
    )


def _need(setting: Setting) -> tuple[Block, ...]:
    intro = Paragraph(setting.t(f"need_intro_{setting.level}", measure=_measure(setting)))
    # Of 2,465 municipalities documents name 47: their ranks make no picture.
    pictures = ranks_picture(setting) if setting.level == "state" else ()
    return (intro, _need_table(setting), *pictures)


def _measure(setting: Setting) -> str:
    return lower(REGISTRY[setting.view.measure].label[setting.lang])


def _need_table(setting: Setting) -> Table:
    lang, code = setting.lang, setting.code
    rows = []
    for name, need in NEEDS.items():
        figures = setting.needs_of(name, setting.level)
        if figures is None or code not in figures.values:
            nothing = Cell(setting.t("no_need"), is_quiet=True)
            rows.append((indicator_cell(setting, name), nothing, *[Cell("–", is_quiet=True)] * 3))
            continue
        values = figures.values
        ends = [min(values.values()), middle(values.values()), max(values.values())]
        low, mid, high = (text.number(end, need.decimals) for end in ends)
        rows.append(
            (
                indicator_cell(setting, name),
                Cell(text.number(values[code], need.decimals)),
                Cell(short_standing(setting, dict(values), code)),
                Cell(mid, setting.t("span", low=low, high=high)),
                Cell(need_sources(setting, name)),
            )
        )
    return Table(
        setting.t("need_table", place=places.titled(code)),
        (
            setting.t("head_indicator"),
            text.t(lang, "stat.value"),
            text.t(lang, "stat.rank"),
            setting.t(f"head_middle_{setting.level}"),
            setting.t("head_years"),
        ),
        tuple(rows),
        (0.26, 0.12, 0.12, 0.18, 0.32),
        frozenset({1}),
    )
