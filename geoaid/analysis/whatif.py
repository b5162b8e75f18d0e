"""What if the placed total were shared out anew? Never a fact: a calculation on a reader's terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import need as needs
from geoaid import places
from geoaid.analysis.assistance import assistance, in_group
from geoaid.errors import Clause, NotComputableError
from geoaid.measures import reallocation

if TYPE_CHECKING:
    from geoaid.answer import Answer


@dataclass(frozen=True, slots=True)
class Moved:
    """One state: US$ now by the view's rule, then by the reader's terms, and the change.

    ``now_usd`` is 0 where documents give no figure (``is_documented`` False), even where they
    name the state (``is_named``). ``per_person_usd``
    is ``then_usd`` over the mean population; None where there is no population.
    """

    code: str
    now_usd: float
    then_usd: float
    change_usd: float
    now_per_person_usd: float | None
    per_person_usd: float | None
    is_documented: bool
    is_named: bool

    def as_dict(self) -> dict[str, Any]:
        """The entry of a state."""
        return {
            "code": self.code,
            "name": places.get(self.code).name,
            "now_usd": self.now_usd,
            "then_usd": self.then_usd,
            "change_usd": self.change_usd,
            "now_per_person_usd": self.now_per_person_usd,
            "per_person_usd": self.per_person_usd,
        }


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A total shared out over the 32 states by a reader's terms.

    Attributes
    ----------
    total_usd, placed_usd
        What is shared out, and what the records place by the view's rule.
    states
        By code; their ``then_usd`` add up to ``total_usd`` to the cent. Empty where the terms
        cannot be met.
    moved_usd
        Sum of the gains where the total is the placed one: what would have to move.
    reason, why, detail
        Why there is nothing: one word, a clause in English, and that clause in every language
        where the terms are the reader's; None if there is.
    """

    total_usd: float
    placed_usd: float
    states: tuple[Moved, ...]
    moved_usd: float
    reason: str | None = None
    why: str = ""
    detail: Clause | None = None

    def as_dict(self) -> dict[str, Any]:
        """The whole as plain data; ``what_if`` says that none of it happened."""
        return {
            "what_if": True,
            "total_usd": self.total_usd,
            "placed_usd": self.placed_usd,
            "moved_usd": self.moved_usd,
            "not_computable": self.why or None,
            "states": [state.as_dict() for state in self.states],
        }


def what_if(answer: Answer) -> WhatIf:
    """Share out the placed total, or the amount that the view names, by the view's terms.

    Parameters
    ----------
    answer
        Its view's ``move_…`` fields are the terms; its amounts by state are what is now.

    Examples
    --------
    >>> from geoaid.answer import answer
    >>> from geoaid.view import View
    >>> found = what_if(answer(View(move_total=1_000_000, move_non_border=0.5)))
    >>> border = {"02", "05", "08", "19", "26", "28"}
    >>> sum(round(100 * one.then_usd) for one in found.states if one.code in border)
    50000000
    """
    view = answer.view
    found = assistance(answer, "state", "amount")
    now = np.round(found.totals * 100).astype(np.int64)
    placed = int(now.sum())
    total = placed if view.move_total is None else round(view.move_total * 100)
    if total == 0:
        return WhatIf(0.0, placed / 100, (), 0.0, "all_zero", "there is no money to share out")
    try:
        then = reallocation.reallocate(
            total,
            _weights(answer, found.codes),
            floor=view.move_floor,
            cap=view.move_cap,
            group=None if view.move_non_border is None else ~in_group("border", found.codes),
            group_share=view.move_non_border,
        )
    except NotComputableError as error:
        return WhatIf(total / 100, placed / 100, (), 0.0, error.reason, error.why, error.detail)
    return WhatIf(
        total_usd=total / 100,
        placed_usd=placed / 100,
        states=tuple(
            _moved(code, *cells)
            for code, *cells in zip(
                found.codes,
                now.tolist(),
                then.tolist(),
                found.population_persons.tolist(),
                zip(found.documented.tolist(), found.named.tolist(), strict=True),
                strict=True,
            )
        ),
        moved_usd=int(np.maximum(then - now, 0).sum()) / 100,
    )


def _weights(answer: Answer, codes: tuple[str, ...]) -> Any:
    """The mix of needs that the view names, as shares of the states."""
    view = answer.view
    chosen = dict(view.move_by)
    columns = {}
    for name in chosen:
        values = needs.figures(name, "state", view.need_years).values
        columns[name] = np.array([values[code] for code in codes], dtype=np.float64)
    return reallocation.mix(columns, chosen)


def _moved(
    code: str,
    now: int,
    then: int,
    persons: float,
    flags: tuple[bool, bool],
) -> Moved:
    known = persons == persons and persons > 0  # noqa: PLR0124  # NaN is not itself
    return Moved(
        code=code,
        now_usd=now / 100,
        then_usd=then / 100,
        change_usd=(then - now) / 100,
        now_per_person_usd=round(now / 100 / persons, 6) if known else None,
        per_person_usd=round(then / 100 / persons, 6) if known else None,
        is_documented=flags[0],
        is_named=flags[1],
    )
