"""Other ways of counting the same records: what a figure's range and its variants rest on.

How a record that names several places divides among them is not known. So a figure is taken over
the three split rules and over giving each shared record (of counts, each shared programme) wholly
to one of its places. Money without a named place lies outside every range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geoaid import placement
from geoaid.measures.intervals import Links, assignments
from geoaid.view import FLOWS, SPLITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.analysis.assistance import Floats
    from geoaid.ledger import Bools, Ints, Ledger
    from geoaid.placement import Net, Placement
    from geoaid.view import View

ESSAY = "RIOS2016"
"""Source of the essay whose claim the bundled records are read against."""
VARIANTS = ("strong_evidence", "without_planned_only", "without_essay", "inside_appropriation")


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Sums by place, one row a way of counting; shape (ways, places).

    Attributes
    ----------
    totals
        Of the view's basis; the first row is the view's own way.
    weighing_one
        With each programme weighing one; the first row splits it evenly.
    combinations
        How many ways there are to give each shared record wholly to one of its places.
    is_sample
        True where they are too many and a seeded sample was taken.
    """

    totals: Floats
    weighing_one: Floats
    combinations: int
    is_sample: bool


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Some records of a ledger, placed at a level.

    Attributes
    ----------
    columns
        Column of each place by code; places that are not in it are left out.
    persons
        Population by column, shape (places,): what the split by population goes by.
    """

    ledger: Ledger
    view: View
    level: str
    columns: Mapping[str, int]
    persons: Floats
    net: Net
    placed: Placement

    @classmethod
    def of(
        cls,
        ledger: Ledger,
        view: View,
        *,
        level: str,
        columns: Mapping[str, int],
        persons: Floats,
        keep: Bools | None = None,
    ) -> Records:
        """Place the records that a view's filters keep, or those of ``keep``."""
        if keep is None:
            keep = placement.in_view(ledger, view)
        net = placement.net_amounts(ledger, keep)
        placed = placement.place(ledger, view, net, level)
        return cls(ledger, view, level, columns, persons, net, placed)

    def programmes(self, basis: str) -> Links:
        """Programmes in places: 1 each, or the US$ that the view's rule deals to the place."""
        if basis == "amount":
            record, unit, cents = self._dealt(self.view.split)
            return self._links(self.ledger.programme[record], unit, cents / 100)
        head, unit = self.placed.programme_links
        return self._links(head, unit, np.ones(len(unit)))

    def money(self, split: str) -> Links:
        """Records in places, with the US$ that a rule deals to each place."""
        record, unit, cents = self._dealt(split)
        return self._links(record, unit, cents / 100)

    def _dealt(self, split: str) -> tuple[Ints, Ints, Ints]:
        """Record, unit of the level and cents, an entry a place that the document names."""
        ledger, placed, net = self.ledger, self.placed, self.net
        if split == "none":
            record, unit = placed.links_record, placed.links_place
            single = np.bincount(record, minlength=len(net.cents))[record] == 1
            return record[single], unit[single], net.cents[record[single]]
        seen = net.in_view[ledger.links_record]
        unit = placement.units(ledger, self.level)[1][ledger.links_place[seen]]
        shares = placement.deal(ledger, self.view.but(split=split), net)
        return ledger.links_record[seen], unit, shares

    def _links(self, owner: Ints, unit: Ints, value: Floats) -> Links:
        """Sum by owner (a programme's head, or a record) and column."""
        column = np.array(
            [self.columns.get(code, -1) for code in self.placed.codes], dtype=np.int64
        )
        there = (column[unit] >= 0) & (value > 0)
        width = max(len(self.columns), 1)
        pairs, inverse = np.unique(owner[there] * width + column[unit[there]], return_inverse=True)
        owners, number = np.unique(pairs // width, return_inverse=True)
        held = np.bincount(inverse, value[there], minlength=len(pairs))
        summed = np.asarray(held, dtype=np.float64)
        return Links(number, pairs % width, summed, len(owners), len(self.columns))


def ways(records: Records, basis: str) -> Ways:
    """Count records in every way that their documents leave open.

    Raises
    ------
    geoaid.errors.NotComputableError
        If no place has anything to count.
    """
    shown = records.programmes(basis)
    one = shown.weighing_one
    wholly, combinations = assignments(one)
    rules = [_by_rule(shown, rule, records.persons).sums for rule in SPLITS]
    weighing_one = np.vstack([one.sums, *rules, wholly])
    if basis == "programmes":
        totals = np.vstack([shown.sums, weighing_one])
    else:
        wholly, combinations = assignments(records.money("even"))
        totals = np.vstack([shown.sums, *(records.money(rule).sums for rule in SPLITS), wholly])
    return Ways(totals, weighing_one, combinations, len(wholly) < combinations)


def _by_rule(links: Links, rule: str, persons: Floats) -> Links:
    """Each programme weighing one, divided over its places by a split rule."""
    count = np.bincount(links.programme, minlength=links.programmes)
    if rule == "none":
        alone = count[links.programme] == 1
        value: Floats = np.ones(int(alone.sum()))
        return Links(
            links.programme[alone], links.place[alone], value, links.programmes, links.places
        )
    weight = persons[links.place] if rule == "population" else np.ones(len(links.place))
    whole = np.bincount(links.programme, weight, minlength=links.programmes)
    value = np.asarray(weight / whole[links.programme], dtype=np.float64)
    return Links(links.programme, links.place, value, links.programmes, links.places)


def variants(ledger: Ledger, view: View) -> dict[str, Bools]:
    """The records that stricter readings keep, by name; those that a ledger does not know are left out.

    ``strong_evidence`` leaves out weak evidence, where any record says how strong its own is; ``without_planned_only`` programmes of which
    everything in view is only planned; ``without_essay`` the records whose document is the essay
    itself; ``inside_appropriation`` what does not hang from the appropriation.
    """
    keep = placement.in_view(ledger, view)
    kept = {"strong_evidence": keep & ledger.strong} if ledger.has_evidence else {}
    kept["without_planned_only"] = keep & ~_planned_only(ledger, keep)
    essay = np.array([row["source_id"] == ESSAY for row in ledger.rows], dtype=bool)
    if essay.any():
        kept["without_essay"] = keep & ~essay
    if ledger.root is not None:
        kept["inside_appropriation"] = keep & ledger.under_root
    return kept


def _planned_only(ledger: Ledger, keep: Bools) -> Bools:
    """Records of programmes of which every record in view is only planned."""
    head, planned = ledger.programme, ledger.flow == FLOWS.index("planned")
    beyond = np.zeros(len(head), dtype=bool)
    beyond[head[keep & ~planned & (head >= 0)]] = True
    return np.asarray((head >= 0) & ~beyond[head] & keep)
