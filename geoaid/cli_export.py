"""The verbs that make many files, and a file again: ``geoaid export`` and ``geoaid remake``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from geoaid import ledger as ledgers
from geoaid import text
from geoaid.errors import Clause, ExportError
from geoaid.view import View

if TYPE_CHECKING:
    from rich.console import Console

    from geoaid.ledger import Ledger
    from geoaid.render.batch import Plan
    from geoaid.render.figurelist import FigureList

EXPORT_EXAMPLES = (
    "Examples:\n\n  geoaid export figures.toml -o out/\n\n"
    "  geoaid export --all states --formats pdf,svg,xlsx --lang en,es -o out/\n\n"
    "  geoaid export --all states --formats png --view 'measure=amount&years=2010-2015' -o out/"
)
REMAKE_EXAMPLES = (
    "Examples:\n\n  geoaid remake mexico.pdf\n\n  geoaid remake mexico.pdf -o mexico-2027.pdf\n\n"
    "  geoaid remake table.csv --force -o table.csv"
)
# The shell's own code for a program that Ctrl-C stopped.
_INTERRUPTED = 130
_SHOWN = 12

_Ledger = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        help="A ledger of your own (CSV) instead of the bundled one, or of the one that a list names.",
    ),
]
_Lang = Annotated[Literal["en", "es"], typer.Option(help="Language of messages.")]


def export(
    figures: Annotated[
        Path | None,
        typer.Argument(help="A figure list (TOML): id, view, formats and lang of each figure."),
    ] = None,
    *,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="Folder for the files; it is made if need be."),
    ],
    every: Annotated[
        Literal["states"] | None,
        typer.Option("--all", help="Write a list of every state to the folder, and run it."),
    ] = None,
    formats: Annotated[
        str, typer.Option(help="With --all: formats, separated by commas.")
    ] = "pdf,svg,xlsx",
    lang: Annotated[
        str,
        typer.Option(help="With --all: en, es or both (en,es). Messages are in Spanish with es."),
    ] = "en",
    view: Annotated[
        str, typer.Option(help="With --all: the view of each, as the page's address writes it.")
    ] = "",
    workers: Annotated[
        int | None, typer.Option(help="Processes; as many as cores if not given.", min=1, max=64)
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Make every file again, and write over another list."),
    ] = False,
    ledger: _Ledger = None,
) -> None:
    """Make every file of a figure list; what is finished and still true is not made again."""
    from geoaid.render import batch, figurelist

    if (figures is None) == (every is None):
        raise text.refused(ExportError, Clause("batch.one_of_two"))
    book = ledgers.load(ledger) if ledger else None
    if every:
        listed = _of_states(output, formats, lang, view, book, force=force)
    else:
        assert figures is not None
        listed = figurelist.read(figures, book)
    plan = batch.plan(listed, output, again=force)
    _run(plan, workers, "es" if lang == "es" else "en")


def remake(
    file: Annotated[Path, typer.Argument(help="A file that geoaid made.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The new file; NAME-remade beside it if not given."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
    lang: _Lang = "en",
    ledger: _Ledger = None,
) -> None:
    """Make a file again from what it says of itself, of the data there are now."""
    from geoaid.render.remake import remake as make_again

    console = _console()
    with console.status(text.t(lang, "remake.making", name=file.name)):
        made = make_again(file, output, ledgers.load(ledger) if ledger else None, force=force)
    _say(console, text.t(lang, "cli.wrote", path=made.path))
    if made.made.data_sha256 != made.data_sha256:
        then, now = made.made.data_sha256[:12], made.data_sha256[:12]
        _say(console, text.t(lang, "remake.other_data", name=file.name, then=then, now=now))
    elif made.is_equal:
        _say(console, text.t(lang, "remake.same"))
    elif made.made.version != made.version:
        then, now = made.made.version, made.version
        _say(console, text.t(lang, "remake.other_version", name=file.name, then=then, now=now))


def _of_states(
    folder: Path, formats: str, lang: str, view: str, ledger: Ledger | None, *, force: bool
) -> FigureList:
    """The list of every state, as it is written to the folder and read back from it."""
    from geoaid.render import figurelist, files

    start = ledger.start if ledger else {}
    chosen = View.from_query(view.rpartition("?")[2], **start)
    made = figurelist.of_states(chosen, formats.split(","), lang.split(","), ledger).toml()
    listed = figurelist.parse(made, "--all states", ledger)
    path = folder / figurelist.NAME
    if path.exists() and path.read_text(encoding="utf-8") != made and not force:
        said = {"path": path, "folder": folder}
        raise text.refused(ExportError, Clause("batch.other_list", said))
    folder.mkdir(parents=True, exist_ok=True)
    files.write(path, made.encode())
    return listed


def _run(plan: Plan, workers: int | None, lang: str) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from geoaid.render import batch

    console = _console()
    done, whole = len(plan.kept), len(plan.items)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[file]}"),
    )
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("", total=whole, completed=done, file="")
            for entry in batch.make(plan, workers=workers):
                done += 1
                progress.update(task, completed=done, file=entry.file)
            progress.update(task, file="")
    except KeyboardInterrupt:
        _say(console, text.t(lang, "batch.stopped", done=done, whole=whole))
        raise typer.Exit(_INTERRUPTED) from None
    _summary(console, plan, lang)


def _summary(console: Console, plan: Plan, lang: str) -> None:
    from geoaid.render import batch

    made = batch.entries(plan.folder)
    _say(
        console,
        text.t(
            lang,
            "batch.done",
            files=len(made),
            folder=plan.folder,
            made=len(plan.todo),
            kept=len(plan.kept),
            manifest=batch.MANIFEST,
        ),
    )
    for change in ("new", "changed"):
        ids = list(dict.fromkeys(entry.id for entry in made if entry.change == change))
        if ids and (change == "changed" or plan.before):
            _say(console, text.t(lang, f"batch.{change}", ids=_listed(ids, lang)))
    if plan.before and all(entry.change == "same" for entry in made):
        _say(console, text.t(lang, "batch.same"))
    if plan.gone:
        _say(console, text.t(lang, "batch.gone", files=_listed(plan.gone, lang)))


def _listed(names: list[str] | tuple[str, ...], lang: str) -> str:
    more, shown = len(names) - _SHOWN, ", ".join(names[:_SHOWN])
    return text.t(lang, "batch.and_more", names=shown, more=more) if more > 0 else shown


def _console() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _say(console: Console, words: str) -> None:
    console.print(words, markup=False, highlight=False)
