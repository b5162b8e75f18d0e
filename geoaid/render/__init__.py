"""One module a medium; each draws what the MapSpec says and decides nothing.

``export`` writes a file in the format that its ending names, whole or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from geoaid import ledger as ledgers
from geoaid.analysis.concentration import concentration
from geoaid.answer import answer
from geoaid.errors import PrintError
from geoaid.findings.analysis import concentration_words
from geoaid.mapspec.state import spec_of
from geoaid.render import files
from geoaid.render.citation import permalink
from geoaid.render.page import PRINTED, Print, problem
from geoaid.render.provenance import DICTIONARY, Provenance
from geoaid.view import FIELDS
from geoaid.view.difference import Difference
from geoaid.view.fields import BadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geoaid.answer import Answer
    from geoaid.findings import Findings
    from geoaid.ledger import Ledger
    from geoaid.mapspec import MapSpec
    from geoaid.view import View


_PLAIN = Print()


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a renderer gets: the answer, what to draw of it, and the ledger behind it.

    ``address`` is that of the page which the file was asked for on; empty at the command line.
    """

    answer: Answer
    spec: MapSpec
    ledger: Ledger
    name: str
    print_: Print = _PLAIN
    address: str = ""

    @classmethod
    def of(
        cls,
        view: View,
        ledger: Ledger | None = None,
        name: str = "map",
        print_: Print = _PLAIN,
        address: str = "",
    ) -> Job:
        """Answer a view and decide its map.

        ``name`` is the file name that the export bears, ``print_`` how it is printed, ``address``
        the page that it was asked for on.
        """
        ledger = ledger or ledgers.bundled()
        found = answer(view, ledger)
        return cls(found, spec_of(found, ledger), ledger, name, print_, address)

    @property
    def link(self) -> str:
        """The address of the page that shows the same; empty if there is none."""
        if not self.address:
            return ""
        view, second = self.answer.view, self.print_.second
        if isinstance(second, Difference):
            # On the page, what is printed as a layout is a panel.
            view = view.but(panel="pair", pair=second)
        return permalink(view, self.address, self.ledger.start)

    @property
    def words(self) -> Findings:
        """The findings, and for a file that has the room also how concentrated this is."""
        said = self.spec.findings
        if self.spec.layer is not None:
            return said
        view = self.answer.view
        spread = concentration_words(view, concentration(view, self.ledger)).findings[0]
        return replace(said, notes=(*said.notes, spread))


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: the module whose function of the format's name makes it, and its media type."""

    module: str
    media_type: str


# By ending, in the order that menus and messages list them.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "png": Format("figure", "image/png"),
        "svg": Format("figure", "image/svg+xml"),
        "pdf": Format("figure", "application/pdf"),
        "html": Format("interactive", "text/html"),
        "geojson": Format("tables", "application/geo+json"),
        "gpkg": Format("tables", "application/geopackage+sqlite3"),
        "csv": Format("tables", "text/csv"),
        "xlsx": Format(
            "tables", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        ),
    }
)


def render(job: Job, ending: str) -> bytes:
    """Make the file of one of ``FORMATS``; its libraries load now, not before."""
    module = import_module(f"geoaid.render.{FORMATS[ending].module}")
    made: bytes = getattr(module, ending)(job)
    return made


CHARTS = ("png", "svg")
"""Endings of a chart's files."""


def chart_endings(view: View) -> tuple[str, ...]:
    """Endings of the files of a view's panel: two maps are printed, as one map is."""
    return PRINTED if view.panel == "pair" else CHARTS


def chart_file(
    view: View, ledger: Ledger | None = None, ending: str = "png", *, address: str = ""
) -> bytes:
    """Draw the chart of a view's panel; of the panel ``"pair"``, its two maps on a page.

    ``address`` is that of the page which the file was asked for on.

    Raises
    ------
    geoaid.errors.ExportError
        If the view has nothing that the chart could show.
    """
    from geoaid.chartspec.charts import chart
    from geoaid.render.chart import png, svg

    ledger = ledger or ledgers.bundled()
    if view.panel == "pair":
        # What the file says of how it is made again is the layout, not the panel.
        shown = view.but(
            panel="compare",
            pair=ledger.start.get("pair", FIELDS["pair"].default),
            layer="measure",
            place=None,
            within=None,
        )
        print_ = Print(layout="pair", second=view.pair)
        return render(Job.of(shown, ledger, f"pair.{ending}", print_, address), ending)
    spec = chart(view, ledger)
    if spec is None:
        raise files.refused("no_chart", panel=repr(view.panel))
    made = Provenance.made_now(f"chart.{ending}", view, ledger, "chart", address=address).line()
    link = permalink(view, address, ledger.start) if address else ""
    if ending == "png":
        return png(spec, made=made, link=link)
    return svg(spec, made=made, link=link).encode()


# A brief's, in the same order.
BRIEFS: Mapping[str, Format] = MappingProxyType(
    {
        "pdf": Format("brief", "application/pdf"),
        "docx": Format(
            "brief", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        ),
    }
)


def make_brief(
    view: View,
    ledger: Ledger | None = None,
    ending: str = "pdf",
    *,
    name: str = "",
    address: str | None = None,
) -> bytes:
    """Write a brief on a view's place, or on the whole country, as one of ``BRIEFS``.

    Parameters
    ----------
    view, ledger
        As for :func:`geoaid.stats`; the view's ``place`` is the subject.
    ending
        Name of the format.
    name
        File name that the brief bears; the command that makes it again names it.
    address
        Of the page that the permalink leads to. If None, that of ``geoaid serve``, and for a ledger
        of one's own, which no page need show, there is no permalink.
    """
    module = import_module(f"geoaid.render.{BRIEFS[ending].module}")
    ledger = ledger or ledgers.bundled()
    if address is None:
        address = "" if ledger.is_own else module.ADDRESS
    tree = module.brief(view, ledger, name or f"brief.{ending}", address)
    made: bytes = getattr(module, ending)(tree)
    return made


def format_of(path: Path | str, known: Iterable[str] = FORMATS) -> str:
    """The format that a file's ending names, one of those known.

    Raises
    ------
    geoaid.errors.ExportError
        If there is no such format.
    """
    ending = Path(path).suffix.lstrip(".").lower()
    if ending not in known:
        key = "no_format" if ending else "no_ending"
        raise files.refused(key, path=path, ending=repr(ending), known=", ".join(known))
    return ending


def export(
    view: View, path: Path | str, ledger: Ledger | None = None, print_: Print = _PLAIN
) -> Path:
    """Write a view to a file, in the format that its ending names.

    A CSV file gets its data dictionary beside it, ``NAME.dictionary.csv``.

    Raises
    ------
    geoaid.errors.ExportError
        If the ending is unknown, the folder cannot be written, or the page is too small.
    geoaid.errors.PrintError
        If the format is not a printed one and a choice of print is given.
    """
    path = Path(path)
    ending = format_of(path)
    if ending not in PRINTED and print_.options():
        said = " ".join(print_.options())
        expected = BadError("printed_only", printed=", ".join(PRINTED), ending=ending)
        raise PrintError([problem("options", said, expected)])
    files.check(path)
    job = Job.of(view, ledger, path.name, print_)
    data = render(job, ending)
    for name, content in companions(job, path).items():
        files.write(path.with_name(name), content)
    files.write(path, data)
    return path


def export_brief(view: View, path: Path | str, ledger: Ledger | None = None) -> Path:
    """Write a brief to a file, in the one of ``BRIEFS`` that its ending names.

    Raises
    ------
    geoaid.errors.ExportError
        If the ending is unknown or the folder cannot be written.
    """
    path = Path(path)
    ending = format_of(path, BRIEFS)
    return write(path, lambda: make_brief(view, ledger, ending, name=path.name))


def write(path: Path, make: Callable[[], bytes]) -> Path:
    """Write what is made to a file, whole or not at all; make nothing if it cannot be written.

    Raises
    ------
    geoaid.errors.ExportError
        If the folder cannot be written.
    """
    files.check(path)
    files.write(path, make())
    return path


def companions(job: Job, path: Path) -> dict[str, bytes]:
    """The files that stand beside a file, by name: the data dictionary of a CSV file."""
    if format_of(path) != "csv":
        return {}
    from geoaid.render import tables

    return {path.with_suffix(DICTIONARY).name: tables.dictionary(job)}
