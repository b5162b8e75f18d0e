"""What the command line writes to the terminal: problems, an answer, a what-if."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from geoaid import places as gazetteer
from geoaid import text

if TYPE_CHECKING:
    from rich.console import Console

    from geoaid.analysis.concentration import Concentration
    from geoaid.analysis.following import Following
    from geoaid.analysis.whatif import WhatIf
    from geoaid.answer import Answer
    from geoaid.errors import Problem
    from geoaid.view import View


_PIPE = 200  # letters of a line where there is no terminal
# Problems that a screen holds; of more, it is said which columns have most.
_FEW = 20


def print_problems(
    lang: str,
    name: str | None,
    problems: list[Problem],
    conflicts: list[dict[str, Any]],
    unread: list[str],
) -> None:
    """Write each problem of a ledger, or that there is none; the bundled tables have no name."""
    name = name or text.t(lang, "check.bundled")
    for problem in problems:
        print(text.say(lang, problem))
    for conflict in conflicts:
        excess = f"US${text.number(conflict['excess_usd'], 2)}"
        print(text.t(lang, "check.conflict", id=conflict["id"], excess=excess))
    if unread:
        print(text.t(lang, "check.unread", n=len(unread), columns=", ".join(unread)))
    if len(problems) > _FEW:
        most = Counter(problem.column for problem in problems if problem.column).most_common(5)
        listed = ", ".join(f"{column} ({text.number(n)})" for column, n in most)
        print(text.t(lang, "check.most", columns=listed))
    if problems:
        print(text.t(lang, "check.problems", n=len(problems), name=name))
    else:
        print(text.t(lang, "check.clean", name=name))


def console(*, stderr: bool = False) -> Console:
    """Where words and tables are written to; rich loads now, not before."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    # A pipe or a file has no width that a table must be cut to.
    return Console(stderr=stderr, width=None if stream.isatty() else _PIPE)


def print_what_if(view: View, found: WhatIf) -> None:
    """Write what would move, and a table of the states."""
    from rich import box
    from rich.table import Table

    from geoaid.findings.analysis import now, what_if_words

    out = console()
    out.print(what_if_words(view, found).all, markup=False, highlight=False, end="\n\n")
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("place", "now", "then", "change", "per_person"):
        table.add_column(
            text.t(view.lang, f"stat.{column}"), justify="left" if column == "place" else "right"
        )
    for state in sorted(found.states, key=lambda state: (-state.then_usd, state.code)):
        table.add_row(
            f"{state.code} {gazetteer.get(state.code).name}",
            now(view.lang, state),
            *(text.exact_money(usd) for usd in (state.then_usd, state.change_usd)),
            "–" if state.per_person_usd is None else text.number(state.per_person_usd, 2),
        )
    out.print(table)


def print_answer(found: Answer, spread: Concentration, needed: Following | None) -> None:
    """Write the findings of an answer, and a table of its places."""
    from rich import box
    from rich.table import Table

    from geoaid.findings import findings, status_text
    from geoaid.findings.analysis import concentration_words
    from geoaid.findings.need import need_words

    lang = found.view.lang
    words = findings(found)
    out = console()
    analysis = [concentration_words(found.view, spread).all]
    if needed:
        analysis.append(need_words(found.view, needed).all)
    said = (words.headline, words.hedge, words.coverage, *words.notes, *analysis)
    for sentence in filter(None, said):
        out.print(sentence, markup=False, highlight=False, end="\n\n")
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("place", "value", "programmes", "amount", "at_least", "at_most"):
        # On a narrow terminal a figure goes on below; it is never cut off.
        table.add_column(
            text.t(lang, f"stat.{column}"),
            justify="left" if column == "place" else "right",
            overflow="fold",
        )
    for place in sorted(found.places, key=lambda place: -(place.value or 0)):
        amounts = (place.amount_usd, place.at_least_usd, place.at_most_usd)
        table.add_row(
            f"{place.code} {place.name}",
            status_text(found, place),
            str(place.programmes),
            *("–" if usd is None else text.exact_money(usd) for usd in amounts),
        )
    out.print(table)
