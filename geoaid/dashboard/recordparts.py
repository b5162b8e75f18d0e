"""The column of the list of records that rebuilds a place's amount: its part of each record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geoaid import places, records, text
from geoaid.dashboard.dom import element

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.ledger import Ledger
    from geoaid.records import Record
    from geoaid.records.listing import Listing
    from geoaid.view import View


@dataclass(frozen=True, slots=True)
class Parts:
    """The column of what the chosen place gets of each record; its foot adds up to its amount."""

    view: View
    ledger: Ledger
    cents: Mapping[int, int | None]

    @classmethod
    def of(cls, view: View, ledger: Ledger) -> Parts:
        """What the place of the view gets of every record."""
        return cls(view, ledger, records.dealt_to(ledger, view, view.place or ""))

    def cell(self, record: Record) -> Any:
        """What it gets of one record, or in words why nothing."""
        row = records.row_of(self.ledger, record.id)
        cents = self.cents.get(-1 if row is None else row)
        said = self._why(record) if cents is None else text.exact_money(cents / 100)
        css = "col-part number" + (" none" if cents is None else "")
        label = {"data-label": part_label(self.view)}
        return element("td", role="cell", className=css, children=said, **label)

    def _why(self, record: Record) -> str:
        """Why the place gets nothing of a record; the amount's column says that there is none."""
        if record.amount_usd is None:
            return "–"
        key = "part_handover" if record.is_handover else "part_none"
        return f"– {text.t(self.view.lang, f'records.{key}')}"

    def foot(self, names: tuple[str, ...], found: Listing) -> Any:
        """The sum over the whole list, under the column."""
        lang, at = self.view.lang, names.index("part")
        every = [cents for row in found.rows if (cents := self.cents.get(row)) is not None]
        sum_ = text.exact_money(sum(every) / 100) if every else "–"
        said = text.t(lang, "records.part_sum", n=len(found.rows))
        cells = [
            element("th", scope="row", role="rowheader", colSpan=str(at), children=said),
            element("td", role="cell", className="col-part number", children=sum_),
        ]
        if rest := len(names) - at - 1:
            cells.append(element("td", role="cell", className="blank", colSpan=str(rest)))
        row = element("tr", role="row", children=cells)
        return element("tfoot", role="rowgroup", children=[row])


def part_label(view: View) -> str:
    """The name of the column."""
    if view.place is None:
        return text.t(view.lang, "records.column.part")
    return text.t(view.lang, "records.part_of_place", place=places.get(view.place).short)
