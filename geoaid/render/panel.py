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

_TEXTS = ("choose", "no_record", "close", "zoom_in", "zoom_out")


def panel(job: Job, name: Callable[[str], str]) -> dict[str, Any]:
    """The texts of tooltips and of the panel.

    Parameters
    ----------
    name
        Gives what a place is called, by its code.

    Returns
    -------
    dict
        ``places``: code -> its texts and the numbers of its records; ``records`` and ``sources``:
        texts by number.
    """
    lang = job.answer.view.lang
    seen = records.in_view(job.ledger, job.answer.view)
    behind = _behind(seen)
    sources = {id_: i for i, id_ in enumerate(dict.fromkeys(one.row["source_id"] for one in seen))}
    return {
        "places": {
            place.code: _place(job, place, name(place.code), behind.get(place.code, []))
            for place in _shown(job)
        }
        | _of_layer(job, name, behind),
        "records": [
            [one.row["title"], _line(job, one), sources[one.row["source_id"]]] for one in seen
        ],
        "sources": [_source(one) for one in {one.row["source_id"]: one for one in seen}.values()],
        "texts": {key: text.t(lang, f"html.{key}") for key in _TEXTS},
    }


def _of_layer(
    job: Job, name: Callable[[str], str], behind: dict[str, list[int]]
) -> dict[str, dict[str, Any]]:
    """What a map layer says of each of its areas; nothing for the measure itself."""
    if job.spec.layer is None:
        return {}
    lang = job.answer.view.lang
    return {
        area.code: {
            "name": name(area.code),
            "lines": [area.value[:1].upper() + area.value[1:]],
            "count": text.t(lang, "html.records", n=len(behind[area.code]))
            if area.code in behind
            else "",
            "records": behind.get(area.code, []),
        }
        for area in job.spec.areas
    }


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


def _place(job: Job, place: PlaceFigures, name: str, behind: list[int]) -> dict[str, Any]:
    view, lang = job.answer.view, job.answer.view.lang
    lines = []
    if place.level == view.level and (place.status != "value" or view.measure != "programmes"):
        said = status_text(job.answer, place)
        label = REGISTRY[view.measure].label[lang]
        lines.append(f"{label}: {said}" if place.status == "value" else said[:1].upper() + said[1:])
    if place.programmes or place.status == "value":
        lines.append(text.t(lang, "html.programmes", n=place.programmes))
    if place.at_least_usd is not None and place.at_most_usd is not None:
        low, high = (text.money(lang, usd) for usd in (place.at_least_usd, place.at_most_usd))
        lines.append(text.t(lang, "html.bounds", low=low, high=high))
    return {
        "name": name,
        "lines": lines,
        "count": text.t(lang, "html.records", n=len(behind)) if behind else "",
        "records": behind,
    }


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
