"""All that a page says, and what it leaves out first where there is no room for it.

The map, the title and the legend are always there. Then come, last to first in what goes: the
finding, the line of sources with the hash, the hedge, the notes, the coverage, the command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geoaid import text
from geoaid.mapspec import remake
from geoaid.render.ink import in_grey
from geoaid.render.pictures import Picture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.ledger import Ledger
    from geoaid.mapspec import MapSpec
    from geoaid.render.page import Print

# From all that there is (0) to the map, the title, the legend and the sources alone.
RUNGS = range(8)
_SHORT, _NO_COMMAND, _NO_COVERAGE, _NO_NOTES, BRIEF, _NO_HEDGE, _NO_FINDING = range(1, 8)
_SENTENCE = re.compile(r"(?<=[a-záéíóúñ%)]\.) (?=[A-ZÁÉÍÓÚÑ¿])")


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a page at one rung.

    The subtitle, pairs of finding and hedge, and the foot's two halves; the second ends in the
    link to the page and the command.
    """

    subtitle: str
    words: tuple[tuple[str, str], ...]
    covers: tuple[str, ...]
    sources: tuple[str, ...]
    link: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a page shows and says.

    Attributes
    ----------
    spec
        Title, subtitle, legend, coverage, notes and credits of the whole.
    pictures
        The maps.
    words
        Finding and hedge; a pair for each map where they differ.
    command
        The line that makes the page again.
    counts
        What stands in the brackets of a legend that several maps share.
    has_legends
        True where each map has a legend of its own.
    ledger_name
        What a reader's own ledger is called; None for the bundled one.
    link
        The page that shows the same; empty if there is none.
    """

    spec: MapSpec
    pictures: tuple[Picture, ...]
    words: tuple[tuple[str, str], ...]
    command: str
    counts: Mapping[int | str, str] | None = None
    has_legends: bool = False
    ledger_name: str | None = None
    link: str = ""

    def at(self, rung: int) -> Said:
        """What is said at a rung of ``RUNGS``."""
        spec, lang = self.spec, self.spec.view.lang
        covers = () if rung >= _NO_COVERAGE else (spec.findings.coverage,)
        if rung < _NO_NOTES:
            covers = (*covers, *spec.findings.notes)
        sources = (*spec.credits, spec.data_line)
        if rung >= _SHORT:
            brief = text.of_ledger(lang, self.ledger_name, "credit.brief")
            parts = (brief, *spec.credits[2:], spec.data_line)
            sources = (". ".join(parts),)
        # That nothing is left out need not be said; what is left out must be.
        is_plain = spec.subtitle == text.t(lang, "map.no_filter")
        subtitle = "" if is_plain and rung >= BRIEF else spec.subtitle
        return Said(
            subtitle,
            tuple(_words(pair, rung) for pair in self.words),
            tuple(filter(None, covers)),
            sources,
            self.link,
            self.command if rung < _NO_COMMAND else "",
        )


def _words(pair: tuple[str, str], rung: int) -> tuple[str, str]:
    finding, hedge = pair
    if rung >= _NO_FINDING:
        return "", ""
    if rung >= _NO_HEDGE:
        return finding, ""
    return finding, _SENTENCE.split(hedge)[0] if rung >= BRIEF else hedge


def of_one(spec: MapSpec, ledger: Ledger, name: str, print_: Print) -> Content:
    """The page of one map."""
    spec = printed(spec, print_)
    words = ((spec.findings.headline, spec.findings.hedge),)
    command = remake(spec.view, ledger, name, print_.options())
    return Content(spec, (Picture(spec),), words, command, ledger_name=ledger.name)


def printed(spec: MapSpec, print_: Print) -> MapSpec:
    """The MapSpec with the words and the ink of a Print."""
    if print_.ink == "grey":
        spec = in_grey(spec)
    if print_.title:
        spec = replace(spec, title=print_.title)
    if print_.subtitle:
        spec = replace(spec, subtitle=print_.subtitle)
    return spec
