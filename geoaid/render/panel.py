"""What the interactive file says of a place: its figures and the records behind it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geoaid import escape, places, records, text
from geoaid.findings import span, status_text
from geoaid.ledger.check import split_places
from geoaid.measures import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable

    from geoaid.answer import PlaceFigures
    from geoaid.records import Record
    from geoaid.render import Job

_TEXTS = ("choose", "no_record", "close", "zoom_in", "zoom_out", "nothing_found")


def panel(job: Job, name: Callable[[str], str]) -> dict[str, Any]:
    """The texts of tooltips and of the panel.

    Parameters
    ----------
    name
        Gives what a place is called, by its code.

    Returns
    -------
    dict
        ``places``: code -> its name and the numbers of its records; ``records`` and ``sources``:
        texts by number. What a place's figures say is in :func:`lines`.
    """
    lang = job.answer.view.lang
    seen = records.in_view(job.ledger, job.answer.view)
    behind = _behind(seen)
    sources = {id_: i for i, id_ in enumerate(dict.fromkeys(one.row["source_id"] for one in seen))}
    return {
        "places": {
            code: {
                "name": name(code),
                "count": text.t(lang, "html.records", n=len(behind[code]))
                if code in behind
                else "",
                "records": behind.get(code, []),
            }
            for code in dict.fromkeys(
                (*(place.code for place in _shown(job)), *(area.code for area in job.spec.areas))
            )
        },
        "records": [
            [one.row["title"], _line(job, one), sources[one.row["source_id"]]] for one in seen
        ],
        "sources": [_source(one) for one in {one.row["source_id"]: one for one in seen}.values()],
        "texts": {key: text.t(lang, f"html.{key}") for key in _TEXTS},
        # Titles are those of the ledger, so a page in another language says which theirs is.
        "ledger_lang": "en" if job.answer.bundled and lang != "en" else "",
    }


def lines(job: Job) -> dict[str, list[str]]:
    """What tooltips and panel say of each place, by code; of a map layer, what the layer says."""
    own = {place.code: _place(job, place) for place in _shown(job)}
    if job.spec.layer is None:
        return own
    return own | {area.code: [area.value[:1].upper() + area.value[1:]] for area in job.spec.areas}


def _shown(job: Job) -> list[PlaceFigures]:
    """Every place that a reader can point at: areas, circles, spotlight and compared places."""
    found = job.answer
    every = (*found.compare, *found.spotlight, *found.municipalities, *found.places)
    return list({place.code: place for place in every}.values())


def _behind(seen: tuple[Record, ...]) -> dict[str, list[int]]:
    """Numbers of the records by the place they name, or lies in it; handover sites last."""
    behind: dict[str, list[int]] = {}
    for number, record in sorted(enumerate(seen), key=lambda pair: pair[1].is_handover):
        named = {places.fold(code) for code, _ in split_places(record.row["places"])}
        for code in named | {code[:2] for code in named}:
            behind.setdefault(code, []).append(number)
    return behind


def _place(job: Job, place: PlaceFigures) -> list[str]:
    view, lang = job.answer.view, job.answer.view.lang
    said_of = []
    if place.level == view.level and (place.status != "value" or view.measure != "programmes"):
        said = status_text(job.answer, place)
        label = REGISTRY[view.measure].label[lang]
        said_of.append(
            f"{label}: {said}" if place.status == "value" else said[:1].upper() + said[1:]
        )
    if place.programmes or place.status == "value":
        said_of.append(text.t(lang, "html.programmes", n=place.programmes))
    if place.at_least_usd is not None and place.at_most_usd is not None:
        low, high = (text.money(lang, usd) for usd in (place.at_least_usd, place.at_most_usd))
        said_of.append(text.t(lang, "html.bounds", low=low, high=high))
    return said_of


def _line(job: Job, record: Record) -> str:
    """Amount, how it is counted, years, area and flow of a record, in one line."""
    lang, row = job.answer.view.lang, record.row
    if record.amount_usd is None:
        parts = [text.t(lang, "html.no_amount")]
    else:
        parts = [f"{text.exact_money(record.amount_usd)} ({text.t(lang, f'html.{record.kind}')})"]
    if record.is_handover:
        parts = [text.t(lang, "html.handover")]
    first, last = row["fy_start"] or row["fy_end"], row["fy_end"] or row["fy_start"]
    if first:
        parts.append(span(int(first), int(last)))
    parts.append(text.t(lang, f"program_area.{row['program_area']}"))
    parts.append(text.t(lang, f"flow.{row['flow']}"))
    return " · ".join(parts)


def _source(record: Record) -> list[str | None]:
    """Title of a record's document with its publisher, and its address if it is one."""
    source = record.source
    said = ", ".join(source[key] for key in ("title", "publisher", "date") if source.get(key))
    return [said or record.row["source_id"], escape.link(source.get("url", ""))]
