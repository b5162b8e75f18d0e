"""The ledger: allocation records, their documents and the national totals, ready to compute on.

A ledger is loaded whole or not at all. Amounts are whole cents in 64-bit integers, so that money
is conserved exactly.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geoaid import places
from geoaid.bundle import folder
from geoaid.errors import LedgerError
from geoaid.ledger.check import Row, Table, check_ledger, read, split_places
from geoaid.ledger.fields import PATHS, TABLES
from geoaid.ledger.start import start
from geoaid.view import FLOWS, PROGRAM_AREAS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

ROOT = "ROOT"


@dataclass(frozen=True, slots=True)
class Total:
    """A national appropriation of one fiscal year (``totals.csv``), in cents."""

    year: int
    account: str
    cents: int
    use: str
    scope: str = "merida"
    basis: str = "reported"
    source_id: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Records as columns; row ``i`` of every array is ``rows[i]``.

    Attributes
    ----------
    sha256
        Hash of the tables that this ledger was read from.
    name
        What the file of a ledger of one's own is called, without its folder; None for the bundled
        ledger.
    date
        ISO date of the bundled tables; None for a ledger of one's own.
    rows
        The cells as text, a dict a record.
    sources
        Document by ``source_id``.
    totals
        National totals of single years; empty for a ledger that is not under them.
    cents, has_amount
        Amount in cents of a U.S. dollar (0 where there is none) and whether there is one.
    parent, depth
        Row of the record that contains this one (-1 for none), and how many contain it.
    project
        True where the record is of the project universe, the only ones that are summed.
    under_root
        True where the chain of parents ends in ``ROOT``.
    area, flow
        Index into ``PROGRAM_AREAS`` and ``FLOWS``.
    strong
        True where the evidence is strong.
    has_evidence
        Whether any record says how strong its evidence is.
    foreign
        True where the amount is given in another currency only.
    regional
        True where the document names a region.
    root
        Row of the appropriation that records hang from, if the ledger has one with an amount.
    first, last
        Years of the span, a single year twice; 0 where there is none.
    programme
        Row of the record that heads this one's programme; -1 where the record names no place.
    links_record, links_place
        The beneficiary places of project records: row, and index into ``codes``; sorted by row,
        then code.
    codes
        Every code that a project record names as beneficiary, sorted.
    """

    sha256: str
    name: str | None
    date: str | None
    rows: tuple[Row, ...]
    sources: dict[str, Row]
    totals: tuple[Total, ...]
    cents: Ints
    has_amount: Bools
    parent: Ints
    depth: Ints
    project: Bools
    under_root: Bools
    area: Ints
    flow: Ints
    strong: Bools
    has_evidence: bool
    foreign: Bools
    regional: Bools
    root: int | None
    first: Ints
    last: Ints
    programme: Ints
    links_record: Ints
    links_place: Ints
    codes: tuple[str, ...]

    @property
    def ids(self) -> list[str]:
        """The records' ids, in row order."""
        return [row["id"] for row in self.rows]

    @property
    def is_own(self) -> bool:
        """Whether it is a reader's own ledger, not the bundled one."""
        return self.name is not None

    @property
    def start(self) -> Mapping[str, str]:
        """The fields of its first view that differ from a View's defaults; see :mod:`.start`."""
        return start(self)


@cache
def bundled() -> Ledger:
    """The bundled ledger of U.S. assistance to Mexico.

    Its tables are not checked again when their hashes are those that ``datapackage.json``
    records, because a clean check is what put them there.
    """
    data = folder("data")
    path, sources = data / PATHS["allocations"], data / PATHS["sources"]
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    known = {item["path"]: item["hash"] for item in package["resources"]}
    if all(
        known[PATHS[name]] == f"sha256:{_sha256(data / PATHS[name])}"
        for name in ("allocations", "sources", "totals")
    ):
        ledger, documents = read(path, "allocations"), read(sources, "sources")
    else:
        ledger, documents = _checked(path, sources)
    totals = _totals(data / PATHS["totals"])
    sha256 = data_hash(path, sources)
    return _build(ledger, documents, totals, sha256, date=package["created"])


def load(path: Path | str | None = None) -> Ledger:
    """Load a ledger file, or the bundled ledger.

    Parameters
    ----------
    path
        A CSV file with the columns of the data dictionary; a ``sources.csv`` beside it, if there
        is one, holds its documents, else the bundled sources do. None loads the bundled ledger.

    Raises
    ------
    geoaid.errors.LedgerError
        With every problem of the file; nothing is loaded.
    geoaid.errors.UnreadableError
        If the file is no table.
    """
    if path is None:
        return bundled()
    path = Path(path)
    sources = sources_of(path)
    ledger, documents = _checked(path, sources)
    sha256 = data_hash(path, sources)
    if sha256 == bundled().sha256:
        # The bundled tables are nobody's own, wherever a copy of them lies.
        return bundled()
    totals = _totals(folder("data") / PATHS["totals"]) if _is_bundled_root(ledger) else ()
    return _build(ledger, documents, totals, sha256, name=_shown(path.name))


def _shown(name: str) -> str:
    """A file name that can be written anywhere: one with bytes that are no text cannot."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)


def sources_of(path: Path) -> Path:
    """The sources table that belongs to a ledger file."""
    beside = path.parent / "sources.csv"
    return beside if beside.is_file() else folder("data") / PATHS["sources"]


def data_hash(*paths: Path) -> str:
    """Hash of the tables that an answer rests on: these, and the bundled facts about places."""
    data = folder("data")
    facts = [data / path for name, path in PATHS.items() if name not in ("allocations", "sources")]
    digest = hashlib.sha256()
    for path in (*paths, *facts):
        digest.update(bytes.fromhex(_sha256(path)))
    return digest.hexdigest()


@cache
def _sha256_at(path: Path, _size: int, _mtime: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sha256(path: Path) -> str:
    stat = path.stat()
    return _sha256_at(path, stat.st_size, stat.st_mtime_ns)


def _checked(path: Path, sources: Path) -> tuple[Table, Table]:
    ledger, documents, problems = check_ledger(path, sources)
    if problems:
        raise LedgerError(problems)
    return ledger, documents


def _is_bundled_root(ledger: Table) -> bool:
    """Whether a ledger hangs from the bundled appropriation, so that its yearly totals apply."""
    mine = next((row for row in ledger.rows if row["id"] == ROOT), None)
    theirs = next(row for row in bundled().rows if row["id"] == ROOT)
    return mine is not None and mine.get("amount_usd") == theirs["amount_usd"]


def _totals(path: Path) -> tuple[Total, ...]:
    return tuple(
        Total(
            year=int(row["fy_start"]),
            account=row["account"],
            cents=to_cents(row["amount_usd"]),
            use=row["use"],
            scope=row["scope"],
            basis=row["basis"],
            source_id=row["source_id"],
        )
        for row in read(path, "totals").rows
        if row["fy_start"] == row["fy_end"] and row["use"] != "crosscheck"
    )


def to_cents(amount: str) -> int:
    """Turn plain decimal dollars into whole cents, exactly.

    Examples
    --------
    >>> to_cents("2122363.9"), to_cents("5")
    (212236390, 500)
    """
    whole, _, cents = amount.partition(".")
    return int(whole) * 100 + int(cents[:2].ljust(2, "0"))


def _build(
    ledger: Table,
    documents: Table,
    totals: tuple[Total, ...],
    sha256: str,
    *,
    name: str | None = None,
    date: str | None = None,
) -> Ledger:
    sources = {row["source_id"]: row for row in documents.rows}
    return from_rows(
        ledger.rows, sources=sources, totals=totals, sha256=sha256, name=name, date=date
    )


def from_rows(
    rows: Iterable[Row],
    *,
    sources: dict[str, Row] | None = None,
    totals: Iterable[Total] = (),
    sha256: str = "",
    name: str | None = "rows",
    date: str | None = None,
) -> Ledger:
    """Build a ledger from records that are known to be clean.

    Parameters
    ----------
    rows
        Cells as text by column; columns of the data dictionary may be left out.
    sources, totals, sha256, name, date
        As in :class:`Ledger`; a hash of the rows if none is given.

    Examples
    --------
    >>> row = {"id": "A", "title": "Radios", "program_area": "other", "flow": "delivered",
    ...        "amount_usd": "10.50", "places": "30 Veracruz"}
    >>> from_rows([row]).cents.tolist()
    [1050]
    """
    rows = tuple(_complete(row) for row in rows)
    sha256 = sha256 or hashlib.sha256(json.dumps(rows).encode()).hexdigest()
    index = {row["id"]: number for number, row in enumerate(rows)}
    root = index.get(ROOT)
    parent = np.array([index.get(row["part_of"], -1) for row in rows], dtype=np.int64)
    project = np.array([row["universe"] == "project" for row in rows], dtype=bool)
    first, last = _spans(rows)
    codes, links_record, links_place = _links(rows, project)
    names_place = np.zeros(len(rows), dtype=bool)
    names_place[links_record] = True
    return Ledger(
        sha256=sha256,
        name=name,
        date=date,
        rows=rows,
        sources=sources or {},
        totals=tuple(totals),
        cents=np.array([to_cents(row["amount_usd"] or "0") for row in rows], dtype=np.int64),
        has_amount=np.array([row["amount_usd"] != "" for row in rows], dtype=bool),
        parent=parent,
        depth=_depth(parent),
        project=project,
        under_root=_climb(parent, np.ones(len(rows), dtype=bool)) == index.get(ROOT, -2),
        area=np.array([PROGRAM_AREAS.index(row["program_area"]) for row in rows], dtype=np.int64),
        flow=np.array([FLOWS.index(row["flow"]) for row in rows], dtype=np.int64),
        strong=np.array([row["evidence"] == "strong" for row in rows], dtype=bool),
        has_evidence=any(row["evidence"] for row in rows),
        foreign=np.array(
            [bool(row["amount_orig"]) and not row["amount_usd"] for row in rows], dtype=bool
        ),
        regional=np.array([row["region"] != "" for row in rows], dtype=bool),
        root=root if root is not None and rows[root]["amount_usd"] else None,
        first=first,
        last=last,
        programme=np.where(names_place, _climb(parent, names_place), -1),
        links_record=links_record,
        links_place=links_place,
        codes=codes,
    )


def _complete(row: Row) -> Row:
    """Fill the columns that a ledger may leave out; a record is a project unless it says not."""
    full = {field.name: "" for field in TABLES["allocations"]} | row
    full["universe"] = full["universe"] or "project"
    if full["places"] and not full["place_role"]:
        full["place_role"] = "beneficiary"
    return full


def _spans(rows: Sequence[Row]) -> tuple[Ints, Ints]:
    spans = [(row["fy_start"] or row["fy_end"], row["fy_end"] or row["fy_start"]) for row in rows]
    years = np.array([[int(a or 0), int(b or 0)] for a, b in spans], dtype=np.int64)
    years = years.reshape(-1, 2)
    return years[:, 0], years[:, 1]


def _links(rows: Sequence[Row], project: Bools) -> tuple[tuple[str, ...], Ints, Ints]:
    pairs = sorted(
        (number, code)
        for number, row in enumerate(rows)
        if project[number] and row["place_role"] == "beneficiary"
        for code, _ in split_places(row["places"])
    )
    codes = tuple(sorted({code for _, code in pairs}))
    position = {code: number for number, code in enumerate(codes)}
    record = np.array([number for number, _ in pairs], dtype=np.int64)
    place = np.array([position[code] for _, code in pairs], dtype=np.int64)
    return codes, record, place


def _depth(parent: Ints) -> Ints:
    depth = np.zeros(len(parent), dtype=np.int64)
    here = parent.copy()
    while (here >= 0).any():
        depth += here >= 0
        here = np.where(here >= 0, parent[here], -1)
    return depth


def _climb(parent: Ints, allowed: Bools) -> Ints:
    """The highest record that each one reaches while its parent is allowed."""
    here = np.arange(len(parent))
    while True:
        above = parent[here]
        step = (above >= 0) & allowed[above]
        if not step.any():
            return here
        here = np.where(step, above, here)


def named_municipalities(ledger: Ledger) -> tuple[str, ...]:
    """Codes on the boundaries of every municipality that a record names, sorted."""
    return tuple(sorted({places.fold(code) for code in ledger.codes if len(code) == 5}))
