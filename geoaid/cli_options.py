"""The options of the command line: every field of a View, and of a print, is one.

A command that takes a view takes a ledger with it: what is not chosen is as that ledger begins.
"""

from __future__ import annotations

import inspect
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geoaid import ledger as ledgers
from geoaid.render.page import PRINT_FIELDS, Print
from geoaid.view import FIELDS, MEASURES, NEEDS, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geoaid.view.fields import Field

# Fields whose names come from a registry.
_NAMES = {"measure": MEASURES, "need": NEEDS, "move_by": NEEDS}


LedgerOption = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        help="A ledger of your own (CSV) instead of the bundled one; see [bold]geoaid check[/].",
    ),
]


def _takes(
    name: str, make: Callable[..., Any], fields: Mapping[str, Field], panel: str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for each field; it receives what ``make`` makes as ``name``."""

    def option(field_name: str, field: Field) -> inspect.Parameter:
        said = (
            f"{field.help}: {', '.join(_NAMES[field_name])}" if field_name in _NAMES else field.help
        )
        dashed = f"--{field_name.removesuffix('_mm').replace('_', '-')}"
        is_flag = field.default == "no"
        return inspect.Parameter(
            field_name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if is_flag else field.default,
            annotation=Annotated[
                bool if is_flag else str, typer.Option(dashed, help=said, rich_help_panel=panel)
            ],
        )

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(command, eval_str=True)
        own = [item for item in signature.parameters.values() if item.name != name]
        options = [option(*item) for item in fields.items()]

        @wraps(command)
        def wrapped(**values: Any) -> None:
            made = make(**{field: values.pop(field) for field in fields})
            command(**{name: made}, **values)

        parameters = [item.replace(kind=inspect.Parameter.KEYWORD_ONLY) for item in own]
        wrapped.__signature__ = signature.replace(parameters=parameters + options)  # type: ignore[attr-defined]  # how inspect is told
        wrapped.__annotations__ = {item.name: item.annotation for item in (*parameters, *options)}
        return wrapped

    return decorate


def takes_view(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each field of a View, and ``--ledger``, which the view is of."""
    with_view = _takes("view", dict, FIELDS, "View options")

    def loaded(
        *, view: dict[str, str], ledger: Path | None, context: typer.Context, **values: Any
    ) -> None:
        book = ledgers.load(ledger)
        sources = {name: context.get_parameter_source(name) for name in view}
        chosen: dict[str, Any] = {
            name: value
            for name, value in view.items()
            if (source := sources[name]) and source.name != "DEFAULT"
        }
        command(view=View(**{**book.start, **chosen}), ledger=book, **values)

    signature = inspect.signature(command, eval_str=True)
    option = inspect.Parameter(
        "ledger", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=LedgerOption
    )
    asked = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    own = [item for item in signature.parameters.values() if item.name != "ledger"]
    wrapper = wraps(command)(loaded)
    wrapper.__signature__ = signature.replace(parameters=[*own, option, asked])  # type: ignore[attr-defined]  # how inspect is told
    return with_view(wrapper)


takes_print = _takes("print_", Print, PRINT_FIELDS, "Print options (png, svg, pdf)")
