"""One module a medium; each draws what the MapSpec says and decides nothing.

``export`` writes a file in the format that its ending names, whole or not at all.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from geoaid import ledger as ledgers
from geoaid.answer import answer
from geoaid.errors import ExportError, PrintError
from geoaid.mapspec import MapSpec, mapspec
from geoaid.render.page import PRINTED, Print, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.answer import Answer
    from geoaid.ledger import Ledger
    from geoaid.view import View


_PLAIN = Print()


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a renderer gets: the answer, what to draw of it, and the ledger behind it."""

    answer: Answer
    spec: MapSpec
    ledger: Ledger
    name: str
    print_: Print = _PLAIN

    @classmethod
    def of(
        cls,
        view: View,
        ledger: Ledger | None = None,
        name: str = "map",
        print_: Print = _PLAIN,
    ) -> Job:
        """Answer a view and decide its map.

        ``name`` is the file name that the export bears, ``print_`` how it is printed.
        """
        ledger = ledger or ledgers.bundled()
        found = answer(view, ledger)
        return cls(found, mapspec(found), ledger, name, print_)


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


def chart(view: View, ledger: Ledger | None = None, ending: str = "png") -> bytes:
    """Draw the chart of a view's panel.

    Raises
    ------
    geoaid.errors.ExportError
        If the view has nothing that the chart could show.
    """
    from geoaid.chartspec.charts import chart as chart_of
    from geoaid.render import chart as drawing

    spec = chart_of(view, ledger or ledgers.bundled())
    if spec is None:
        raise ExportError(f"the chart {view.panel!r} has nothing to show in this view.")
    return drawing.png(spec) if ending == "png" else drawing.svg(spec).encode()


def format_of(path: Path | str) -> str:
    """The format that a file's ending names.

    Raises
    ------
    geoaid.errors.ExportError
        If there is no such format.
    """
    ending = Path(path).suffix.lstrip(".").lower()
    if ending not in FORMATS:
        found = f"the ending {ending!r}" if ending else "no ending"
        raise ExportError(f"{path}: {found} names no format; use one of {', '.join(FORMATS)}.")
    return ending


def export(
    view: View, path: Path | str, ledger: Ledger | None = None, print_: Print = _PLAIN
) -> Path:
    """Write a view to a file, in the format that its ending names.

    The file is written beside its place and then moved there, so that an interruption leaves no
    half of one.

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
        expected = f"these options with {', '.join(PRINTED)} only, not with {ending}"
        raise PrintError([problem("options", said, expected)])
    if not path.parent.is_dir():
        raise ExportError(f"{path}: the folder {path.parent} does not exist; create it first.")
    if path.is_dir():
        raise ExportError(f"{path}: is a folder; give the name of a file.")
    if not os.access(path.parent, os.W_OK):
        raise ExportError(f"{path}: the folder {path.parent} cannot be written.")
    data = render(Job.of(view, ledger, path.name, print_), ending)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            part.write(data)
        # A temporary file is private; an export has the rights that any new file would have.
        mask = os.umask(0)
        os.umask(mask)
        Path(part.name).chmod(0o666 & ~mask)
        Path(part.name).replace(path)
    except OSError as error:
        Path(part.name).unlink(missing_ok=True)
        raise ExportError(f"{path}: cannot be written: {error.strerror}.") from None
    return path
