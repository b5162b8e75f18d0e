"""Help where a question arises: one sentence on a thing, and a link to its paragraph of the method.

A key names the thing: a group of choices (``"split"``), one of its options (``"split.even"``), a
figure (``"figure.gini"``), a statistic (``"stat.moran"``), a panel (``"panel.need"``) or something
else that stands on the page (``"coverage"``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import text
from geoaid import view as views
from geoaid.dashboard.dom import attributes
from geoaid.dashboard.method import address
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FIGURES = (
    "gini", "top3_share", "group_share", "equivalent_places", "hoover", "gini_programme_weighted",
    "gini_population", "theil_total", "theil_between", "theil_within", "hhi",
)  # fmt: skip
STATUSES = ("value", "zero", "shared_only", "no_amount", "no_record", "not_applicable")

# Of each group of choices: the question that it answers on the page, and its paragraph.
_GROUPS = {
    "measure": ("ask.what", "measures"),
    "layer": ("ask.layer", "layers"),
    "level": ("ask.where", "level"),
    "program_area": ("ask.for_what", "program-area"),
    "flow": ("ask.flow", "flow"),
    "evidence": ("ask.evidence", "evidence"),
    "years": ("ask.when", "years"),
    "split": ("ask.split", "split"),
    "classes": ("ask.classes", "classes"),
    "need": ("panel.need_of", "needs"),
    "grouping": ("panel.grouping", "grouping"),
    "coverage": ("help.name_coverage", "coverage"),
    "statuses": ("help.name_statuses", "statuses"),
    "identity": ("help.name_identity", "identity"),
    "bounds": ("help.name_bounds", "bounds"),
    "areas": ("help.name_areas", "location-quotient"),
}
# Options whose paragraph has not their own name.
_ELSEWHERE = {
    "layer.measure": "measures",
    "layer.need": "needs",
    "layer.bivariate": "bivariate",
    "layer.clusters": "local-moran",
    "layer.what_if": "what-if",
    "panel.compare": "measures",
    "panel.concentration": "concentration",
    "panel.need": "needs",
    "panel.clusters": "clusters",
    "panel.what_if": "what-if",
    "panel.time": "timeline",
    "panel.pair": "pair",
}
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "measure": tuple(REGISTRY),
    "layer": views.LAYERS,
    "flow": views.FLOWS,
    "evidence": views.EVIDENCE,
    "split": views.SPLITS,
    "need": tuple(NEEDS),
}
_CLASSES = tuple(f"scheme.{name}" for name in views.SCHEMES)
# The statistics that each panel tells of, beyond the figures that are explained where they stand.
_STATISTICS: Mapping[str, tuple[str, ...]] = {
    "concentration": ("lorenz", "range", "interval", "by_chance", "readings"),
    "need": ("rank_gap", "spearman", "concentration_index", "per_need"),
    "clusters": ("moran", "local_moran", "fdr"),
    "what_if": ("what_if_total", "what_if_weights", "what_if_bounds", "what_if_non_border"),
    "time": ("timeline_programmes", "timeline_appropriations"),
    "pair": ("pair_classes", "pair_change"),
}


@dataclass(frozen=True, slots=True)
class Help:
    """What is said of a thing.

    Attributes
    ----------
    name
        Its name, as it stands on the page.
    sentence
        What it is.
    anchor
        Its paragraph on the method page.
    """

    name: str
    sentence: str
    anchor: str


def every_key() -> tuple[str, ...]:
    """Every key that has a help."""
    named = [f"{group}.{name}" for group, names in _OPTIONS.items() for name in names]
    named += [f"figure.{name}" for name in FIGURES]
    named += [f"status.{name}" for name in STATUSES]
    named += [f"panel.{name}" for name in views.PANELS]
    named += [f"stat.{name}" for names in _STATISTICS.values() for name in names]
    return (*_GROUPS, *named, *_CLASSES)


def help_of(lang: str, key: str) -> Help:
    """The help on a thing.

    Examples
    --------
    >>> help_of("en", "figure.gini")
    Help(name='Gini coefficient', sentence='0 is perfect equality, close to 1 is all in one place.', anchor='gini')
    """
    if key in _GROUPS:
        named, anchor = _GROUPS[key]
        return Help(text.t(lang, named), text.t(lang, f"help.{key}"), anchor)
    group, name = key.split(".")
    return Help(_name(lang, group, name), _sentence(lang, group, name), _anchor(group, name))


def _name(lang: str, group: str, name: str) -> str:
    match group:
        case "measure":
            return REGISTRY[name].label[lang]
        case "need":
            return NEEDS[name].label[lang]
        case "figure":
            return text.t(lang, f"panel.figure_{name}")
        case "stat":
            return text.t(lang, f"help.name_{name}")
    words = text.t(lang, f"{group}.{name}")
    return words[:1].upper() + words[1:]


def _sentence(lang: str, group: str, name: str) -> str:
    match group:
        case "measure":
            return REGISTRY[name].definition[lang]
        case "need":
            return NEEDS[name].definition[lang]
        case "figure":
            return text.t(lang, f"panel.help_{name}")
    return text.t(lang, f"help.{group}_{name}")


def _anchor(group: str, name: str) -> str:
    plain = name.replace("_", "-")
    match group:
        case "flow" | "evidence":
            return group
        case "split" | "status":
            return f"{group}-{plain}"
        case "figure":
            if name == "group_share":
                return "grouping"
            return "theil" if plain.startswith("theil") else plain
    return _ELSEWHERE.get(f"{group}.{name}", plain)


def link(lang: str, key: str) -> html.A:
    """A link to the paragraph of the method on a thing; its name is said to those who hear it."""
    found = help_of(lang, key)
    more = text.t(lang, "help.more")
    return html.A(
        more,
        href=address(lang, found.anchor),
        **attributes(aria_label=text.t(lang, "help.of", link=more, name=found.name)),
    )


def help_for(
    lang: str, key: str, options: Iterable[str] | None = None, said: str = ""
) -> html.Details:
    """A button with a question mark that opens the help on a thing; it needs no script.

    Parameters
    ----------
    lang
        The reader's language.
    key
        The thing.
    options
        Keys of what is told with it; the options of a group, and the statistics of a panel,
        unless named.
    said
        Words beside the question mark, where it stands alone.
    """
    found = help_of(lang, key)
    told = [help_of(lang, one) for one in (_told_with(key) if options is None else options)]
    body: list[Any] = [html.P([found.sentence, " ", link(lang, key)])]
    if told:
        terms = [
            part
            for one in told
            for part in (
                html.Dt(html.A(one.name, href=address(lang, one.anchor))),
                html.Dd(one.sentence),
            )
        ]
        body.append(html.Dl(terms))
    label = text.t(lang, "help.label", name=found.name)
    return html.Details(
        [
            html.Summary(
                [html.B("?"), html.Span(said)] if said else html.B("?"),
                **({} if said else attributes(aria_label=label, title=label)),
            ),
            html.Div(body, className="help-text"),
        ],
        className="help-for",
    )


def _told_with(key: str) -> tuple[str, ...]:
    if key == "classes":
        return _CLASSES
    if key.startswith("panel."):
        name = key.removeprefix("panel.")
        return tuple(f"stat.{one}" for one in _STATISTICS.get(name, ()))
    return tuple(f"{key}.{name}" for name in _OPTIONS.get(key, ()))
