"""The choices in force, each as a chip that takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from geoaid import places, text
from geoaid.analysis.following import DEFAULT_NEED
from geoaid.dashboard.dom import attributes
from geoaid.findings import parts_of, span
from geoaid.findings.analysis import what_if_terms
from geoaid.measures import REGISTRY
from geoaid.need import NEEDS
from geoaid.view import FIELDS, View

if TYPE_CHECKING:
    from collections.abc import Iterator


def active(view: View) -> list[Any]:
    """A chip for each choice that is not the first screen's; nothing where there is none."""
    chips = [_chip(view.lang, fields, words) for fields, words in _choices(view)]
    if not chips:
        return []
    lang = view.lang
    return [
        html.Span(text.t(lang, "page.chosen"), className="quiet"),
        *chips,
        html.Button(
            text.t(lang, "page.reset"),
            type="button",
            className="link",
            **attributes(data_reset="all"),
        ),
    ]


def _chip(lang: str, fields: str, words: str) -> html.Button:
    words = words[:1].upper() + words[1:]
    return html.Button(
        [words, html.Span("×", **attributes(aria_hidden="true"))],
        type="button",
        className="chip",
        **attributes(data_clear=fields, aria_label=text.t(lang, "page.take_back", choice=words)),
    )


def _choices(view: View) -> Iterator[tuple[str, str]]:
    """The fields of each choice, separated by commas, and its words."""
    yield from _shown(view)
    yield from _filtered(view)
    yield from _drawn(view)


def _shown(view: View) -> Iterator[tuple[str, str]]:
    lang, plain = view.lang, View()
    if view.measure != plain.measure:
        yield "measure", REGISTRY[view.measure].label[lang]
    if view.layer != plain.layer:
        yield "layer", text.t(lang, f"layer.{view.layer}")
    if view.layer in ("need", "bivariate"):
        label = NEEDS[view.need or DEFAULT_NEED].label[lang]
        years = f" {span(*view.need_years)}" if view.need_years else ""
        if view.need or years:
            yield "need,need_years", f"{label}{years}"
    if view.layer == "what_if" and what_if_terms(view) != what_if_terms(plain.but(lang=lang)):
        yield ",".join(name for name in FIELDS if name.startswith("move_")), what_if_terms(view)
    if view.within:
        place, kind = places.get(view.within).short, parts_of(lang, view.within)
        yield "within,level", text.t(lang, "page.municipalities_of", place=place, kind=kind)
    elif view.level != plain.level:
        yield "level", text.t(lang, f"level.{view.level}")


def _filtered(view: View) -> Iterator[tuple[str, str]]:
    lang, plain = view.lang, View()
    for field in ("program_area", "flow"):
        names = getattr(view, field)
        if names:
            listed = text.listing(lang, [text.t(lang, f"{field}.{name}") for name in names], "or")
            yield field, listed
    if view.years:
        yield "years", text.t(lang, "filters.years", span=span(*view.years))
    for field in ("evidence", "split"):
        chosen = getattr(view, field)
        if chosen != getattr(plain, field):
            yield field, text.t(lang, f"{field}.{chosen}")


def _drawn(view: View) -> Iterator[tuple[str, str]]:
    plain = View()
    if (view.scheme, view.k, view.breaks) != (plain.scheme, plain.k, plain.breaks):
        made = text.t(view.lang, f"scheme.{view.scheme}")
        limits = ", ".join(f"{limit:g}" for limit in view.breaks) or str(view.k)
        yield "scheme,k,breaks", f"{made}: {limits}"
    if view.palette != plain.palette:
        yield "palette", view.palette
