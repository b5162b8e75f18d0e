"""Making every file of a figure list: on all cores, each file whole, none twice.

``manifest.json`` beside the files says of each its view, its hash, that of its data and how to make
it again. A run that was stopped goes on where it stopped; a run on new data says what changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geoaid
from geoaid import records
from geoaid.errors import Clause, ExportError, GeoaidError
from geoaid.mapspec import command
from geoaid.render import Job, companions, files, render
from geoaid.render.page import PRINTED, Print
from geoaid.text import reason, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from geoaid.errors import Words
    from geoaid.ledger import Ledger
    from geoaid.render.figurelist import FigureList, Item

MANIFEST = "manifest.json"
SCHEMA = 1
CHANGES = ("new", "changed", "same")
# Formats that hold the records themselves, beside the figures of places.
_WITH_RECORDS = ("html", "xlsx")
# Below this, starting a second process costs more than it saves.
_FEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of a manifest.

    Attributes
    ----------
    file, id, format, lang
        Its name, its figure's id, its format and language.
    view
        As a query string.
    options
        How it is printed.
    sha256, beside
        Hash of the file; and of those that stand beside it, by name.
    data_sha256
        Hash of the tables behind it.
    shown_sha256
        Hash of what it shows: its figures and words without the hash and date of the data.
    geoaid
        The version that made it.
    remake
        The command that makes it again.
    change
        Against the run before: ``"new"``, ``"changed"`` (it shows something else) or ``"same"``.
    """

    file: str
    id: str
    format: str
    lang: str
    view: str
    options: Mapping[str, Any]
    sha256: str
    beside: Mapping[str, str]
    data_sha256: str
    shown_sha256: str
    geoaid: str
    remake: str
    change: str

    def is_of(self, item: Item, ledger: Ledger) -> bool:
        """Whether it was made as this item would be now."""
        query = item.view.query(ledger.start)
        now = (query, dict(item.options), ledger.sha256, geoaid.__version__)
        return now == (self.view, dict(self.options), self.data_sha256, self.geoaid)

    def is_in(self, folder: Path) -> bool:
        """Whether its files are there as they were written."""
        return all(
            _hash_at(folder / name) == sha256
            for name, sha256 in {self.file: self.sha256, **self.beside}.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run has to do.

    Attributes
    ----------
    folder, ledger
        Where the files go, and the records behind them.
    items
        Every file of the list.
    kept
        Entries of files that stand as they should, by name.
    todo
        The others.
    before
        Entries of the manifest that was there, by name.
    gone
        Files of that manifest which are no longer in the list; they are left where they are.
    """

    folder: Path
    ledger: Ledger
    items: tuple[Item, ...]
    kept: dict[str, Entry]
    todo: tuple[Item, ...]
    before: dict[str, Entry]
    gone: tuple[str, ...]


def plan(figures: FigureList, folder: Path, *, again: bool = False) -> Plan:
    """Compare a list with what is in a folder; ``again`` keeps nothing.

    Raises
    ------
    geoaid.errors.ExportError
        If the folder cannot be had, or its manifest is none or, unless ``again``, of a ledger of
        another name.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = {"folder": folder, "why": reason(error)}
        raise refused(ExportError, Clause("batch.no_folder", said)) from None
    files.check(folder / MANIFEST)
    for part in folder.glob(f"*{files.PART}"):
        part.unlink(missing_ok=True)
    ledger = figures.ledger
    items = tuple(figures.items())
    if not again:
        _check_ledger(folder, ledger)
    before, is_complete = _manifest(folder)
    if is_complete:
        # What changed was said at the end of that run.
        before = {name: replace(entry, change="same") for name, entry in before.items()}
    kept = {
        item.file: before[item.file]
        for item in items
        if not again
        and item.file in before
        and before[item.file].is_of(item, ledger)
        and before[item.file].is_in(folder)
    }
    names = {item.file for item in items}
    return Plan(
        folder=folder,
        ledger=ledger,
        items=items,
        kept=kept,
        todo=tuple(item for item in items if item.file not in kept),
        before=before,
        gone=tuple(name for name in before if name not in names),
    )


def make(plan: Plan, *, workers: int | None = None) -> Iterator[Entry]:
    """Make what is to do, and yield the entry of each file when it is written.

    Parameters
    ----------
    plan
        From :func:`plan`.
    workers
        Processes; as many as there are cores if None.

    Raises
    ------
    geoaid.errors.ExportError
        When all that can be made is made, if some could not; it names each and why.
    """
    workers = min(workers or _cores(), len(plan.todo))
    run = _alone if workers < 2 or len(plan.todo) < _FEW else _together
    done = dict(plan.kept)
    failed: list[Words] = []
    late: list[Entry] = []
    is_complete = False
    try:
        for item, found in run(plan, workers, late):
            if not isinstance(found, Entry):
                said = {"name": item.file, "expected": found}
                failed.append(Clause("expected.in_field", said))
                continue
            entry = done[item.file] = _compared(plan, found)
            # At once, so that an interruption loses no more than what is under way.
            _write_manifest(plan, done, is_complete=False)
            yield entry
        is_complete = not failed
    finally:
        done |= {entry.file: _compared(plan, entry) for entry in late}
        _write_manifest(plan, done, is_complete=is_complete)
    if failed:
        raise refused(ExportError, (Clause("batch.failed"), *failed))


def entries(folder: Path) -> list[Entry]:
    """The entries of a folder's manifest."""
    return list(_manifest(folder)[0].values())


def _compared(plan: Plan, made: Entry) -> Entry:
    before = plan.before.get(made.file)
    if before is None:
        return made
    # A file that is made anew after it was lost has not changed.
    is_same = before.shown_sha256 == made.shown_sha256
    return replace(made, change=before.change if is_same else "changed")


def _check_ledger(folder: Path, ledger: Ledger) -> None:
    """Refuse to write over the files of another ledger; new data of the same are what it is for."""
    path = folder / MANIFEST
    if not _manifest(folder)[0]:
        return
    theirs = json.loads(path.read_text(encoding="utf-8")).get("ledger")
    if theirs == ledger.name:
        return
    before, now = (
        Clause("batch.bundled") if name is None else Clause("batch.own", {"ledger": name})
        for name in (theirs, ledger.name)
    )
    way = Clause("batch.without_ledger")
    if theirs is not None:
        way = Clause("batch.with_ledger", {"ledger": shlex.quote(str(theirs))})
    said = {"path": path, "before": before, "now": now, "way": way}
    raise refused(ExportError, Clause("batch.other_ledger", said))


def _manifest(folder: Path) -> tuple[dict[str, Entry], bool]:
    """Entries by file of the manifest in a folder, and whether its run came to an end."""
    path = folder / MANIFEST
    if not path.exists():
        return {}, True
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        found = [Entry(**entry) for entry in whole["files"]] if whole["schema"] == SCHEMA else []
        is_complete = bool(whole["complete"])
    except (OSError, ValueError, TypeError, LookupError) as error:
        said = {"path": path, "why": str(error)}
        raise refused(ExportError, Clause("batch.no_manifest", said)) from None
    return {entry.file: entry for entry in found}, is_complete


def _write_manifest(plan: Plan, done: Mapping[str, Entry], *, is_complete: bool) -> None:
    """Write what stands in the folder; a file not yet made anew keeps its entry of before."""
    found = [
        entry for item in plan.items if (entry := done.get(item.file) or plan.before.get(item.file))
    ]
    whole = {
        "schema": SCHEMA,
        "geoaid": geoaid.__version__,
        "ledger": plan.ledger.name,
        "data_sha256": plan.ledger.sha256,
        "data_date": plan.ledger.date,
        "complete": is_complete,
        "files": [asdict(entry) for entry in found],
    }
    packed = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    files.write(plan.folder / MANIFEST, packed.encode())


def _alone(plan: Plan, _workers: int, _late: list[Entry]) -> Iterator[tuple[Item, Entry | Words]]:
    for item in plan.todo:
        yield item, _made(item, plan.folder, plan.ledger)


_ledger_of_worker: list[tuple[Path, Ledger]] = []


def _begin(folder: Path, ledger: Ledger) -> None:
    """Start a worker: the records go to each once, not with every file."""
    _ledger_of_worker[:] = [(folder, ledger)]


def _work(item: Item) -> Entry | Words:
    folder, ledger = _ledger_of_worker[0]
    return _made(item, folder, ledger)


def _together(plan: Plan, workers: int, late: list[Entry]) -> Iterator[tuple[Item, Entry | Words]]:
    """Make the files in several processes; ``late`` gets what is finished after an interruption."""
    # Fresh processes on every system: a fork would take threads' locks along.
    pool = ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),
        initializer=_begin,
        initargs=(plan.folder, plan.ledger),
    )
    futures: dict[Future[Entry | Words], Item] = {}
    told = set()
    try:
        with _deaf():
            futures |= {pool.submit(_work, item): item for item in plan.todo}
        for future in as_completed(futures):
            told.add(future)
            yield futures[future], future.result()
    except BrokenProcessPool:
        raise refused(ExportError, Clause("batch.ended")) from None
    finally:
        # The files under way are finished, the others not begun.
        pool.shutdown(wait=True, cancel_futures=True)
        ended = (one for one in futures if one not in told and not one.cancelled())
        results = (one.result() for one in ended if one.done() and not one.exception())
        late += [result for result in results if isinstance(result, Entry)]


@contextmanager
def _deaf() -> Iterator[None]:
    """Let processes begun here not hear Ctrl-C; only the one that waits for them does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: Callable[..., Any] | int | None = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)


def _print(item: Item) -> Print:
    """How a file of a list is printed; data have no page."""
    return Print.of(item.options if item.ending in PRINTED else {})


def _made(item: Item, folder: Path, ledger: Ledger) -> Entry | Words:
    """Write an item's files; its entry, or why it cannot be made."""
    try:
        job = Job.of(item.view, ledger, item.file, _print(item))
        data = render(job, item.ending)
        also = companions(job, Path(item.file))
        for name, content in also.items():
            files.write(folder / name, content)
        files.write(folder / item.file, data)
    except GeoaidError as error:
        return error.clause or str(error)
    return Entry(
        file=item.file,
        id=item.id,
        format=item.ending,
        lang=item.view.lang,
        view=item.view.query(ledger.start),
        options=dict(item.options),
        sha256=hashlib.sha256(data).hexdigest(),
        beside={name: hashlib.sha256(content).hexdigest() for name, content in also.items()},
        data_sha256=ledger.sha256,
        shown_sha256=shown_hash(job, item.ending),
        geoaid=geoaid.__version__,
        remake=command(item.view, ledger, item.file, _print(item).options()),
        change="new",
    )


def shown_hash(job: Job, ending: str) -> str:
    """Hash of what a file shows: the same for other data that say the same.

    Returns
    -------
    str
        SHA-256 of the map, of the figures of places, and of the records where the format has them.
    """
    shown: list[Any] = [replace(job.spec, data_line=""), job.answer.as_dict()["places"]]
    if ending in _WITH_RECORDS:
        seen: Sequence[Any] = records.in_view(job.ledger, job.answer.view)
        shown += [(record, record.source) for record in seen]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def _hash_at(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
