"""What a brief is written from: the answers, the records it lists, and the documents they cite."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from geoaid import need as needs
from geoaid import places, records, text
from geoaid.analysis.assistance import codes_of
from geoaid.analysis.following import DEFAULT_NEED
from geoaid.answer import answer
from geoaid.errors import NotComputableError
from geoaid.view import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.answer import Answer
    from geoaid.ledger import Ledger
    from geoaid.need import NeedFigures
    from geoaid.records import Record
    from geoaid.view import View

ALIKE = 4
"""How many places of like need a place is set against."""
# Lines that records and their documents may fill, and how many characters of each column make one.
_ROOM_OF_PLACE, _ROOM_OF_COUNTRY = 95, 40
_LINE = {"title": 44, "document": 26, "source": 130}
# A municipality is set against those of between half and twice its population.
_LIKE_SIZE = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """One brief's material.

    Attributes
    ----------
    view
        The reader's, set against the places of like need; ``compare`` is what the reader had
        chosen instead.
    found, strong
        The Answer of that view, and on strong evidence alone.
    alike
        Codes of the places of like need, the nearest first.
    listed
        The records that the brief lists; ``named`` is how many there are to list.
    is_widened
        Whether they are of every choice, because the reader's choices leave none.
    address
        Of the page, for the permalink; empty if there is none.
    """

    view: View
    compare: tuple[str, ...]
    ledger: Ledger
    found: Answer
    strong: Answer
    alike: tuple[str, ...]
    listed: tuple[Record, ...]
    named: int
    is_widened: bool
    name: str
    address: str

    @classmethod
    def of(cls, view: View, ledger: Ledger, name: str, address: str) -> Setting:
        """Gather what a brief on a view's place, or on the whole country, says."""
        code, compare = view.place, view.compare
        alike: tuple[str, ...] = ()
        if code:
            alike = like_need(view, code)
            view = view.but(compare=tuple(dict.fromkeys((code, *alike))))
        found = answer(view, ledger)
        listed = _of_place(view, ledger, code) if code else _of_country(view, ledger)
        is_widened = False
        if code and not listed:
            wide = unfiltered(view)
            listed = _of_place(wide, ledger, code)
            if not listed and len(code) > 2:
                listed = _of_place(wide, ledger, code[:2])
            is_widened = bool(listed)
        return cls(
            view=view,
            compare=compare,
            ledger=ledger,
            found=found,
            strong=answer(view.but(evidence="strong"), ledger),
            alike=alike,
            listed=_fitting(listed, _ROOM_OF_PLACE if code else _ROOM_OF_COUNTRY),
            named=len(listed),
            is_widened=is_widened,
            name=name,
            address=address,
        )

    @property
    def lang(self) -> str:
        """The brief's language."""
        return self.view.lang

    @property
    def code(self) -> str:
        """Code of the place; of a brief on the whole country there is none."""
        assert self.view.place is not None
        return self.view.place

    @property
    def level(self) -> str:
        """Level of the place, or of the view for the whole country."""
        return places.level_of(self.view.place) if self.view.place else self.view.level

    @property
    def beside(self) -> View:
        """The view that places are compared under: every choice, where the reader's leave nothing."""
        return self.view if self.found.programmes else unfiltered(self.view)

    @property
    def compared(self) -> Answer:
        """The Answer that places are compared by."""
        return answer(self.beside, self.ledger)

    @property
    def strongly_compared(self) -> Answer:
        """The same on strong evidence alone."""
        return answer(self.beside.but(evidence="strong"), self.ledger)

    @property
    def need(self) -> str:
        """Name of the need that it is all set against."""
        return self.view.need or DEFAULT_NEED

    @property
    def cited(self) -> dict[str, int]:
        """Number of each document that the listed records name, in their order."""
        ids = dict.fromkeys(
            key
            for record in self.listed
            for key in (record.row["source_id"], *(one.key for one in record.further if one.source))
        )
        return {source_id: number for number, source_id in enumerate(filter(None, ids), start=1)}

    @property
    def ledger_lang(self) -> str:
        """Language of the records' titles where it is not the brief's; empty if not known."""
        return "en" if self.found.bundled and self.lang != "en" else ""

    def t(self, key: str, n: float | None = None, **values: object) -> str:
        """A sentence of the catalogue's ``brief``."""
        return text.t(self.lang, f"brief.{key}", n, **values)

    def of_ledger(self, key: str, n: float | None = None, **values: object) -> str:
        """A sentence of the catalogue's ``brief`` that reads otherwise of a ledger of one's own."""
        return text.of_ledger(self.lang, self.found.ledger_name, f"brief.{key}", n, **values)

    def of_evidence(self, key: str) -> str:
        """A sentence that does without evidence where no record says how strong its own is."""
        return self.t(key if self.ledger.has_evidence else f"{key}_unrated")

    def kind(self, level: str | None = None) -> str:
        """What the places of a level are called."""
        return text.t(self.lang, f"analysis.{level or self.level}_many")

    def needs_of(self, name: str, level: str) -> NeedFigures | None:
        """A need's figures; None where it cannot be had."""
        try:
            return needs.figures(name, level, self.view.need_years)
        except NotComputableError:
            return None


def unfiltered(view: View) -> View:
    """The view with every record in it."""
    return view.but(
        **{name: FIELDS[name].default for name in ("program_area", "flow", "years", "evidence")}
    )


def like_need(view: View, code: str) -> tuple[str, ...]:
    """The places whose need is nearest to a place's, nearest first.

    A municipality is set against municipalities of its own size: those of between half and twice
    its population.

    Examples
    --------
    >>> from geoaid.view import View
    >>> like_need(View(), "30")
    ('05', '27', '24', '09')
    """
    level = places.level_of(code)
    try:
        values = needs.figures(view.need or DEFAULT_NEED, level, view.need_years).values
    except NotComputableError:
        return ()
    if code not in values:
        return ()
    others = [other for other in codes_of(level) if other in values and other != code]
    if level == "municipality":
        persons = needs.census_population()
        least, most = persons[code] / _LIKE_SIZE, persons[code] * _LIKE_SIZE
        others = [other for other in others if least <= persons[other] <= most]
    others.sort(key=lambda other: (abs(values[other] - values[code]), other))
    return tuple(others[:ALIKE])


def ranks(values: dict[str, float], code: str) -> tuple[int, int]:
    """First and last rank of a place, 1 the most; they differ where others have as much.

    Examples
    --------
    >>> ranks({"01": 3, "02": 5, "03": 3}, "01")
    (2, 3)
    """
    own = values[code]
    more = sum(value > own for value in values.values())
    return more + 1, sum(value >= own for value in values.values())


def programmes_of(found: Answer, level: str) -> dict[str, float]:
    """Documented programmes of every place of a level; 0 where no record names it."""
    figures = found.states if level == "state" else found.municipalities
    named = {place.code: float(place.programmes) for place in figures}
    return {code: named.get(code, 0.0) for code in codes_of(level)}


def middle(values: Iterable[float]) -> float:
    """Median."""
    return float(median(values))


def _of_place(view: View, ledger: Ledger, code: str) -> list[Record]:
    """The records that name a place, newest first; those without a year and handovers last."""
    found = records.behind(ledger, view, code)
    return sorted(found, key=lambda record: (record.is_handover, -_last_year(record)))


def _of_country(view: View, ledger: Ledger) -> list[Record]:
    """The records that tie most money to named places; without any, those that name a place."""
    every = [record for record in records.in_view(ledger, view) if record.programme]
    paid = [record for record in every if record.net_usd and record.kind != "not_placed"]
    if paid:
        return sorted(paid, key=lambda record: (-record.net_usd, record.id))
    return sorted(every, key=lambda record: -_last_year(record))


def _last_year(record: Record) -> int:
    return int(record.row["fy_end"] or record.row["fy_start"] or 0)


def _fitting(found: list[Record], room: int) -> tuple[Record, ...]:
    """The first records, as many as fill the lines of them and their documents; at least one."""
    kept: list[Record] = []
    lines, cited = 0, set()
    for record in found:
        publisher = record.source.get("publisher", "")
        title, document = (
            -(-len(words) // _LINE[column])
            for words, column in ((record.row["title"], "title"), (publisher, "document"))
        )
        lines += 1 + max(title, document)
        if record.row["source_id"] not in cited:
            address = record.source.get("title", "") + record.source.get("url", "")
            lines += 1 + len(address) // _LINE["source"]
            cited.add(record.row["source_id"])
        if kept and lines > room:
            break
        kept.append(record)
    return tuple(kept)
