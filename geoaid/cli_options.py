"""The options of the command line: every field of a View, and of a print, is one."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geoaid.render.page import PRINT_FIELDS, Print
from geoaid.view import FIELDS, MEASURES, NEEDS, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geoaid.view.fields import Field

# Fields whose names come from a registry.
_NAMES = {"measure": MEASURES, "need": NEEDS, "move_by": NEEDS}


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


takes_view = _takes("view", View, FIELDS, "View options")
takes_print = _takes("print_", Print, PRINT_FIELDS, "Print options (png, svg, pdf)")
