"""What every export carries inside: the view it shows and the hash of the data behind it.

It is one line of ASCII (JSON), in the place that each format has for such facts; a CSV file,
which has none, has it in the data dictionary beside it. ``geoaid remake`` reads it back.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoaid.errors import Clause, ExportError, PrintError, ViewError
from geoaid.escape import link
from geoaid.render.page import Print
from geoaid.text import refused
from geoaid.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geoaid.ledger import Ledger
    from geoaid.render import Job

KEY = "geoaid"
"""The fact's name where a format gives facts names."""

DICTIONARY = ".dictionary.csv"
"""What the data dictionary of a CSV file is called, in place of ``.csv``."""

VERBS = ("map", "chart", "brief", "records")
# Facts are short; what is longer is no fact of ours.
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a file was made.

    Attributes
    ----------
    name
        The file name that it was made under, which it may print.
    query
        The view as a query string.
    data_sha256
        Hash of the tables behind it.
    ledger
        What a ledger of one's own is called; None for the bundled one.
    version
        The geoaid that made it.
    verb
        One of ``VERBS``.
    options
        How it is printed, beyond the view.
    address
        Of the page that it was asked for on, and that it links to; empty at the command line.
    """

    name: str
    query: str
    data_sha256: str
    version: str
    verb: str = "map"
    options: Mapping[str, Any] = field(default_factory=dict)
    ledger: str | None = None
    address: str = ""

    @classmethod
    def of(cls, job: Job) -> Provenance:
        """The provenance of a job's files."""
        return cls.made_now(
            job.name,
            job.answer.view,
            job.ledger,
            options=job.print_.chosen,
            address=job.address,
        )

    @classmethod
    def made_now(
        cls,
        name: str,
        view: View,
        ledger: Ledger,
        verb: str = "map",
        options: Mapping[str, str] | None = None,
        *,
        address: str = "",
    ) -> Provenance:
        """The provenance of a file that this geoaid makes."""
        import geoaid

        return cls(
            name=name,
            query=view.query(ledger.start),
            data_sha256=ledger.sha256,
            version=geoaid.__version__,
            verb=verb,
            options=options or {},
            ledger=ledger.name,
            address=address,
        )

    @property
    def print_(self) -> Print:
        """How it is printed; raises :class:`~geoaid.errors.PrintError` as ``view`` does."""
        return Print.of(self.options)

    @property
    def view(self) -> View:
        """The view; raises :class:`~geoaid.errors.ViewError` if this geoaid has no such view."""
        return self.view_on({})

    def view_on(self, start: Mapping[str, str]) -> View:
        """The view on a ledger that has this ``start``."""
        return View.from_query(self.query, **({} if self.ledger is None else start))

    def as_dict(self) -> dict[str, Any]:
        """The facts as plain data."""
        facts: dict[str, Any] = {
            KEY: self.version,
            "verb": self.verb,
            "name": self.name,
            "view": self.query,
            "data_sha256": self.data_sha256,
        }
        facts |= {"print": dict(self.options)} if self.options else {}
        facts |= {"ledger": self.ledger} if self.ledger is not None else {}
        return facts | ({"page": self.address} if self.address else {})

    def line(self) -> str:
        """The facts as one line of ASCII."""
        return json.dumps(self.as_dict(), separators=(",", ":"))


def read(path: Path | str) -> Provenance:
    """What an exported file says of how it was made.

    Raises
    ------
    geoaid.errors.ExportError
        If the file cannot be read, or says nothing of the kind.
    """
    path = Path(path)
    ending = path.suffix.lstrip(".").lower()
    if ending not in _READERS:
        known = ", ".join(_READERS)
        raise _refused("no_export", path, known=known)
    if not path.is_file():
        raise _refused("no_file", path)
    try:
        lines = list(_READERS[ending](path))
    except (OSError, ValueError, LookupError, SyntaxError, zipfile.BadZipFile) as error:
        raise _refused("unreadable", path, ending=ending, why=str(error)) from None
    for line in lines:
        if found := _parsed(line):
            return _checked(path, found)
    raise _refused("no_view", path)


def _refused(key: str, path: Path, **values: object) -> ExportError:
    return refused(ExportError, Clause(f"remake.{key}", {"path": path, **values}))


def _parsed(line: str) -> Provenance | None:
    """The facts in a line; None if it is not ours."""
    if not line.startswith("{") or len(line) > _LONGEST:
        return None
    try:
        facts = json.loads(line)
    except ValueError:
        return None
    texts = [facts.get(key) for key in (KEY, "verb", "name", "view", "data_sha256")]
    options, ledger, address = facts.get("print", {}), facts.get("ledger"), facts.get("page", "")
    if not all(isinstance(text, str) for text in (*texts, address)) or not isinstance(
        options, dict
    ):
        return None
    if not isinstance(ledger, str | None):
        return None
    version, verb, name, query, data_sha256 = texts
    return Provenance(
        name=name,
        query=query,
        data_sha256=data_sha256,
        version=version,
        verb=verb,
        options=options,
        ledger=ledger,
        # A file from anywhere must not make us link to anything but a page.
        address=link(address) or "",
    )


def _checked(path: Path, found: Provenance) -> Provenance:
    if found.verb not in VERBS:
        raise _refused("other_verb", path, verb=repr(found.verb))
    try:
        found.view, found.print_  # noqa: B018  # asked for their errors
    except (PrintError, ViewError) as error:
        values = {"version": found.version, "problems": error.problems}
        raise _refused("other_view", path, **values) from None
    return found


def _png(path: Path) -> Iterable[str]:
    from PIL import Image

    with Image.open(path, formats=["PNG"]) as image:
        return [str(image.info.get(KEY, ""))]


def _pdf(path: Path) -> Iterable[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        facts = PdfReader(path).metadata
    except PyPdfError as error:
        raise ValueError(error) from None
    return [str(facts.get("/Keywords", ""))] if facts else []


def _marked(pattern: str) -> Callable[[Path], Iterable[str]]:
    """Reads what a pattern marks in a text file; no parser runs on a file from anywhere."""

    def read_(path: Path) -> Iterable[str]:
        text = path.read_text(encoding="utf-8")
        return [unescape(found) for found in re.findall(pattern, text)]

    return read_


def _office(path: Path) -> Iterable[str]:
    """The texts in the properties of an Excel or Word file."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"docProps/\w+\.xml", name)]
        small = [name for name in names if archive.getinfo(name).file_size < _LONGEST]
        parts = [archive.read(name).decode() for name in small]
    return [unescape(text) for part in parts for text in re.findall(r">([^<]+)<", part)]


def _geojson(path: Path) -> Iterable[str]:
    whole = json.loads(path.read_text(encoding="utf-8"))
    return [json.dumps(whole["geoaid"]["made"])]


def _gpkg(path: Path) -> Iterable[str]:
    import pyogrio
    from pyogrio.errors import DataSourceError

    try:
        layers = [name for name, _ in pyogrio.list_layers(path)]
        return [
            str((pyogrio.read_info(path, layer=name)["dataset_metadata"] or {}).get("GEOAID", ""))
            for name in layers[:1]
        ]
    except DataSourceError as error:
        raise ValueError(error) from None


def _csv(path: Path) -> Iterable[str]:
    beside = path if path.name.endswith(DICTIONARY) else path.with_suffix(DICTIONARY)
    if not beside.is_file():
        why = Clause("remake.no_dictionary", {"name": beside.name})
        raise _refused("unreadable", path, ending="csv", why=why)
    with beside.open(encoding="utf-8-sig", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row]


_READERS: Mapping[str, Callable[[Path], Iterable[str]]] = {
    "png": _png,
    "svg": _marked(r"<(?:dc:identifier|metadata)>(\{[^<]*)<"),
    "pdf": _pdf,
    "html": _marked(rf'<meta name="{KEY}" content="([^"]*)">'),
    "geojson": _geojson,
    "gpkg": _gpkg,
    "csv": _csv,
    "xlsx": _office,
    "docx": _office,
}
