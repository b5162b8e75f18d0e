"""Printing without colour: greys by lightness, and patterns where lightness does not tell.

A sequence of classes stays one in grey. Two opposites do not: what states lose and gain, clusters
of much and of little, need against assistance. Those classes get patterns.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from geoaid.mapspec.palette import colours, lightness

if TYPE_CHECKING:
    from geoaid.mapspec import MapSpec

# Of the square of need and assistance: grey by need, pattern by assistance.
_SQUARE_PATTERNS = ("none", "horizontal", "cross")
# By kind of cluster, in the order of geoaid.analysis.clusters.KINDS: lightness and pattern.
_CLUSTERS = (
    ("#404040", "none"),
    ("#8e8e8e", "none"),
    ("#b9b9b9", "diagonal"),
    ("#d0d0d0", "horizontal"),
    ("#f2f2f2", "none"),
    ("#ffffff", "cross"),
)
_LOSES = "diagonal"


@cache
def grey(colour: Any) -> Any:
    """The grey of the same lightness as a colour: ``#rrggbb``, a pair of it and alpha, or none.

    Examples
    --------
    >>> grey("#ff0000"), grey(("#ffffff", 0.5)), grey("none")
    ('#7f7f7f', ('#ffffff', 0.5), 'none')
    """
    import numpy as np

    if isinstance(colour, tuple):
        return grey(colour[0]), colour[1]
    if not colour.startswith("#"):
        return colour
    rgb = np.array([[int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]])
    light = float(lightness(rgb)[0])
    levels = lightness(np.repeat(np.arange(256)[:, None] / 255, 3, axis=1))
    level = int(np.abs(levels - light).argmin())
    return f"#{level:02x}{level:02x}{level:02x}"


def in_grey(spec: MapSpec) -> MapSpec:
    """The MapSpec with classes that a printer without colour tells apart."""
    classes, layer = spec.classes, spec.layer
    if layer and layer.is_square:
        shades = colours("Greys", 3)
        styles = [(shades[at % 3], _SQUARE_PATTERNS[at // 3]) for at in range(len(classes))]
    elif spec.view.layer == "clusters" and layer:
        styles = list(_CLUSTERS[: len(classes)])
    elif layer and layer.is_assumed:
        half = len(classes) // 2
        shades = colours("Greys", half) if half else ()
        styles = [(shade, _LOSES) for shade in reversed(shades)]
        styles += [(shade, "none") for shade in shades]
    else:
        styles = [(shade, "none") for shade in colours("Greys", len(classes))] if classes else []
    made = tuple(
        replace(one, colour=colour, pattern=pattern)
        for one, (colour, pattern) in zip(classes, styles, strict=True)
    )
    return replace(spec, classes=made)
