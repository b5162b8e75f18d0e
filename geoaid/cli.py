"""The command line: ``geoaid serve | map | chart | brief | records | what-if | stats | places | check``.

``export`` and ``remake`` stand in ``cli_export``.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path  # noqa: TC003  # typer reads the annotations
from typing import Annotated, Any, Literal

import typer

import geoaid
from geoaid import cli_export, text
from geoaid import ledger as ledgers
from geoaid import places as gazetteer
from geoaid.cli_options import LedgerOption, takes_print, takes_view
from geoaid.cli_print import console, print_answer, print_problems, print_what_if
from geoaid.errors import GeoaidError, ProblemsError, UnreadableError
from geoaid.render.page import Print
from geoaid.view import View

app = typer.Typer(
    name="geoaid",
    help="See where assistance money goes inside a country, and on which documents that rests.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

_PROBLEMS, _UNREADABLE = 1, 2

LangOption = Annotated[
    Literal["en", "es"],
    typer.Option("--lang", help="Language of what is printed; JSON is the same in both."),
]


@app.callback(invoke_without_command=True)
def root(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Print the version if asked; the verbs do the rest."""
    if version:
        print(f"geoaid {geoaid.__version__}")
        raise typer.Exit


@app.command(
    epilog="Examples:\n\n  geoaid serve\n\n  geoaid serve --port 9000 --ledger mine.csv",
)
def serve(
    *,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8050,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Worker processes.", min=1, max=64)] = 2,
    lang: Annotated[  # noqa: ARG001  # main reads it, whatever is wrong beside it
        Literal["en", "es"], typer.Option(help="Language of messages; the page has its own.")
    ] = "en",
    ledger: LedgerOption = None,
) -> None:
    """Serve the dashboard and print its address when it is ready."""
    from geoaid.dashboard import serving

    serving.run(ledgers.load(ledger), host=host, port=port, workers=workers)


@app.command(
    name="map",
    epilog="Examples:\n\n  geoaid map -o mexico.pdf\n\n"
    "  geoaid map -o montos.png --measure amount --split none --lang es\n\n"
    "  geoaid map -o cities.html --level municipality --years 2008-2012\n\n"
    '  geoaid map -o slide.png --preset slide --title "Where assistance is documented"\n\n'
    "  geoaid map -o need.pdf --layout pair --second need --lang es",
)
@takes_view
@takes_print
def map_(
    view: View,
    print_: Print,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="File to write; its ending is the format: png, svg, pdf, html (one "
            "file, works offline), geojson, gpkg, csv, xlsx.",
        ),
    ],
    ledger: ledgers.Ledger,
) -> None:
    """Write the map, or its data, to a file."""
    _export(view, output, ledger, print_)


app.command(epilog=cli_export.EXPORT_EXAMPLES)(cli_export.export)
app.command(epilog=cli_export.REMAKE_EXAMPLES)(cli_export.remake)


@app.command(
    epilog="Examples:\n\n  geoaid chart -o lorenz.svg --panel concentration\n\n"
    "  geoaid chart -o necesidad.png --panel need --need poverty --lang es\n\n"
    "  geoaid chart -o then-and-now.pdf --panel pair",
)
@takes_view
def chart(
    view: View,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="File to write: png (300 dpi) or svg; of --panel pair also pdf."
        ),
    ],
    ledger: ledgers.Ledger,
) -> None:
    """Write the chart of an analysis: compare, concentration, need, clusters, what_if, time or pair."""
    from geoaid.render import chart_endings, chart_file, format_of, write

    ending = format_of(output, chart_endings(view))
    write(output, lambda: chart_file(view, ledger, ending))
    _say(text.t(view.lang, "cli.wrote", path=output))


@app.command(
    epilog="Examples:\n\n  geoaid brief --place 30 --lang es -o veracruz.pdf\n\n"
    "  geoaid brief --place 08037 -o juarez.docx --years 2008-2014\n\n"
    "  geoaid brief -o mexico.pdf",
)
@takes_view
def brief(
    view: View,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="File to write; its ending is the format: pdf (tagged), docx (to go on writing).",
        ),
    ],
    ledger: ledgers.Ledger,
) -> None:
    """Write a brief of two to four pages on a place (--place), or on the whole country."""
    from geoaid.mapspec import command
    from geoaid.render import BRIEFS, export_brief, format_of

    format_of(output, BRIEFS)
    with console(stderr=True).status(text.t(view.lang, "cli.making", name=output.name)):
        export_brief(view, output, ledger)
    _say(text.t(view.lang, "cli.wrote", path=output))
    made = command(view, ledger, output.name, verb="brief")
    _say(text.t(view.lang, "cli.again", command=made), soft_wrap=True)


@app.command(
    epilog="Examples:\n\n  geoaid records -o veracruz.xlsx --place 30\n\n"
    '  geoaid records -o prisons.csv --find "prison training" --sort=-amount --columns all',
)
@takes_view
def records(
    view: View,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File to write: csv (with its dictionary), xlsx.")
    ],
    ledger: ledgers.Ledger,
) -> None:
    """Write the records in view, or behind --place: found, sorted, with the columns you choose."""
    from geoaid.render import recordlist

    recordlist.export(view, output, ledger)
    _say(text.t(view.lang, "cli.wrote", path=output))


@app.command(
    name="what-if",
    epilog="Examples:\n\n  geoaid what-if -o what-if.png --move-by homicides\n\n"
    "  geoaid what-if -o what-if.xlsx --move-total 100000000 --move-by poverty:2,population "
    "--move-non-border 70% --move-floor 1% --move-cap 10%\n\n"
    "  geoaid what-if --json --move-by poor_persons",
)
@takes_view
def what_if(
    view: View,
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write, as for geoaid map; none prints."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ledger: ledgers.Ledger,
) -> None:
    """Share out the placed total, or another, by terms of your own: a calculation, not a fact."""
    view = view.but(layer="what_if", level="state")
    found = geoaid.what_if(view, ledger)
    if not found.states:
        why = text.say(view.lang, found.detail) if found.detail else found.why
        raise GeoaidError(text.t(view.lang, "expected.what_if", why=why))
    if output is not None:
        _export(view, output, ledger)
    elif as_json:
        print(json.dumps({"view": view.as_dict()} | found.as_dict(), ensure_ascii=False, indent=1))
    else:
        print_what_if(view, found)


@app.command(
    epilog="Examples:\n\n  geoaid stats\n\n  geoaid stats --json --measure amount > amounts.json\n\n"
    "  geoaid stats --level municipality --years 2016-2018 --lang es",
)
@takes_view
def stats(
    view: View,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ledger: ledgers.Ledger,
) -> None:
    """Print the figures of a view: places, identity, coverage, conflicts."""
    found = geoaid.stats(view, ledger)
    spread = geoaid.concentration(view, ledger, level="state")
    needed = geoaid.against_need(view, ledger) if view.need else None
    if needed and not needed.places:
        reason = needed.reasons.get("need", "empty")
        why = needed.why if view.lang == "en" else text.t(view.lang, f"reason.{reason}", why="")
        raise GeoaidError(text.t(view.lang, "expected.need", need=view.need, why=why))
    if as_json:
        areas = geoaid.specialization(view, ledger).as_dict()
        data = found.as_dict() | {"concentration": spread.as_dict(), "specialization": areas}
        if needed:
            data["need"] = needed.as_dict()
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        print_answer(found, spread, needed)


@app.command(
    epilog='Examples:\n\n  geoaid places "Cd. Juárez, Chih."\n\n'
    "  geoaid places Guadalupe --within 19\n\n  geoaid places Veracruz --level state",
)
def places(
    name: Annotated[str, typer.Argument(help="A name or code; empty lists the states.")] = "",
    *,
    level: Annotated[
        Literal["state", "municipality"] | None, typer.Option(help="What the name must be.")
    ] = None,
    within: Annotated[
        str | None, typer.Option(help="Code or name of the state that it lies in.")
    ] = None,
    lang: LangOption = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find the INEGI code of a place name, with the reason; never a silent guess."""
    if not name:
        rows = [{"code": place.code, "name": place.name} for place in gazetteer.states()]
        print(
            json.dumps(rows, ensure_ascii=False, indent=1)
            if as_json
            else "\n".join(f"{row['code']}  {row['name']}" for row in rows)
        )
        return
    match = gazetteer.resolve(name, level=level, within=within)
    if as_json:
        fields = ("code", "name", "level", "reason", "score")
        found = {field: getattr(match, field) for field in fields}
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print(f"{match.code}  {match.name}  ({text.say(lang, match.clause)})")


@app.command(
    epilog="Examples:\n\n  geoaid check mine.csv\n\n  geoaid check mine.csv --lang es\n\n"
    "  geoaid check mine.csv --json"
)
def check(
    file: Annotated[
        Path | None, typer.Argument(help="A ledger (CSV); the bundled tables if none.")
    ] = None,
    *,
    lang: LangOption = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List every problem of a ledger. Exit code 0: clean; 1: problems; 2: cannot be read."""
    from geoaid.bundle import folder
    from geoaid.ledger.check import check_bundled, check_ledger, unread_columns

    conflicts: list[dict[str, Any]] = []
    unread: list[str] = []
    if file is None:
        problems = check_bundled(folder("data"))
    else:
        table, _, problems = check_ledger(file, ledgers.sources_of(file))
        unread = unread_columns(table)
    if not problems:
        conflicts = list(geoaid.stats(View(), file).conflicts)
    if as_json:
        data = {
            "schema": 1,
            "file": str(file) if file else None,
            "problems": [problem.as_dict() for problem in problems],
            "conflicts": conflicts,
            "unread_columns": unread,
        }
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        print_problems(lang, file.name if file else None, problems, conflicts, unread)
    if problems:
        raise typer.Exit(_PROBLEMS)


def _export(view: View, output: Path, ledger: ledgers.Ledger, print_: Print | None = None) -> None:
    from geoaid.render import export, format_of

    format_of(output)
    with console(stderr=True).status(text.t(view.lang, "cli.making", name=output.name)):
        export(view, output, ledger, print_ or Print())
    _say(text.t(view.lang, "cli.wrote", path=output))


def _say(words: str, *, soft_wrap: bool = False) -> None:
    console(stderr=True).print(words, markup=False, highlight=False, soft_wrap=soft_wrap)


def main() -> None:
    """Run the command line; an error is one clear message, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that is not UTF-8 must not break on the first accent.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except UnreadableError as error:
        _stop(text.message(_spoken(), error), _UNREADABLE)
    except ProblemsError as error:
        lang = _spoken()
        many = text.t(lang, "expected.problems", n=len(error.problems))
        _stop(f"{text.message(lang, error)}\n{many}", _PROBLEMS)
    except GeoaidError as error:
        _stop(text.message(_spoken(), error), _PROBLEMS)


def _spoken() -> str:
    """The language of messages: what ``--lang`` asks for, whatever is wrong beside it."""
    said = " ".join(sys.argv)
    return "es" if re.search(r"(?:^| )--lang[ =]es(?: |$)", said) else "en"


def _stop(message: str, code: int) -> None:
    print(f"geoaid: {message}", file=sys.stderr)
    sys.exit(code)
