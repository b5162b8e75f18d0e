"""What each state has more of than others: location quotients of program areas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import ledger as ledgers
from geoaid import placement
from geoaid.analysis.assistance import codes_of
from geoaid.errors import NotComputableError
from geoaid.measures.concentration import location_quotient
from geoaid.view import PROGRAM_AREAS

if TYPE_CHECKING:
    from geoaid.ledger import Ledger
    from geoaid.view import View


@dataclass(frozen=True, slots=True)
class Specialization:
    """Programmes by program area and state, and their location quotients.

    Attributes
    ----------
    areas, codes
        Program areas that have any programme in view, and the states.
    programmes
        Area -> state -> distinct programmes with a record of the area that names the state.
    quotients
        Area -> state -> the area's part of the state's programmes over its part of all; states
        without a programme are absent.
    reason
        Why there are none; None if there are.
    """

    areas: tuple[str, ...]
    codes: tuple[str, ...]
    programmes: dict[str, dict[str, int]]
    quotients: dict[str, dict[str, float]]
    reason: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The table as plain data."""
        return {
            "programmes": self.programmes,
            "location_quotients": self.quotients,
            "not_computable": self.reason,
        }


def specialization(view: View, ledger: Ledger | None = None) -> Specialization:
    """Location quotients of program areas over the states, of programmes in view.

    Parameters
    ----------
    view
        Its filters choose the records; money plays no part.
    ledger
        The bundled ledger if None.

    Examples
    --------
    >>> from geoaid.view import View
    >>> found = specialization(View())
    >>> found.programmes["rule_of_law"]["30"], round(found.quotients["rule_of_law"]["30"], 2)
    (4, 1.05)
    """
    return _specialization(view.counted, ledger or ledgers.bundled())


@lru_cache(maxsize=32)
def _specialization(view: View, ledger: Ledger) -> Specialization:
    net = placement.net_amounts(ledger, placement.in_view(ledger, view))
    placed = placement.place(ledger, view, net, "state")
    codes = codes_of("state")
    column = {code: number for number, code in enumerate(codes)}
    record = placed.links_record
    triples = {
        (area, head, column[placed.codes[unit]])
        for area, head, unit in zip(
            ledger.area[record].tolist(),
            ledger.programme[record].tolist(),
            placed.links_place.tolist(),
            strict=True,
        )
    }
    table = np.zeros((len(PROGRAM_AREAS), len(codes)))
    for area, _, place in triples:
        table[area, place] += 1
    there = [i for i in range(len(PROGRAM_AREAS)) if table[i].any()]
    areas = tuple(PROGRAM_AREAS[i] for i in there)
    try:
        quotients = location_quotient(table[there])
    except NotComputableError as error:
        return Specialization((), codes, {}, {}, error.reason)
    return Specialization(
        areas,
        codes,
        {
            area: {code: int(table[i, j]) for j, code in enumerate(codes)}
            for area, i in zip(areas, there, strict=True)
        },
        {
            area: {
                code: round(float(quotients[row, j]), 6)
                for j, code in enumerate(codes)
                if np.isfinite(quotients[row, j])
            }
            for row, area in enumerate(areas)
        },
    )
