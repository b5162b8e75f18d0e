"""Small things about Dash's components that several rooms of the dashboard need."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component


def attributes(**named: str) -> Any:
    """Turn names into ``data-`` and ``aria-`` attributes, to be spread into a component.

    Examples
    --------
    >>> attributes(data_field="level", aria_pressed="true")
    {'data-field': 'level', 'aria-pressed': 'true'}
    """
    return {name.replace("_", "-"): value for name, value in named.items()}


def element(tag: str, **properties: Any) -> Any:
    """An HTML element that Dash has no component for; to be sent through :func:`plain` only.

    Examples
    --------
    >>> element("input", type="range", min="0")
    {'type': 'input', 'props': {'type': 'range', 'min': '0'}}
    """
    return {"type": tag, "props": properties}


def plain(made: Any) -> Any:
    """Turn components into the dictionaries that Dash sends, so that they can be kept and sent again.

    Dash makes them anew for each answer otherwise, which takes longer than the answer itself.

    Examples
    --------
    >>> from dash import html
    >>> plain([html.B("6")])
    [{'props': {'children': '6'}, 'type': 'B', 'namespace': 'dash_html_components'}]
    """
    if isinstance(made, Component):
        return plain(made.to_plotly_json())  # type: ignore[no-untyped-call]  # Dash has no types for it
    if isinstance(made, dict):
        return {key: plain(value) for key, value in made.items()}
    if isinstance(made, list | tuple):
        return [plain(value) for value in made]
    return made
