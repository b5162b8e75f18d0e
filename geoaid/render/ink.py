"""Printing without colour: greys by lightness, and patterns where lightness does not tell.

A sequence of classes stays one in grey. Two opposites do not: what states lose and gain, clusters
of much and of little, need against assistance. Those classes get patterns.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from geoaid.mapspec.palette import lightness

if TYPE_CHECKING:
    from geoaid.mapspec import MapSpec

# Of the square of need and assistance: grey by need, pattern by assistance.
_SQUARE_PATTERNS = ("none", "horizontal", "cross")
# By kind of cluster, in the order of geoaid.analysis.clusters.KINDS: lightness and pattern.
_CLUSTERS = (
    ("#404040", "none"),
    ("#8e8e8e", "none"),
    ("#b9b9b9", "diagonal"),
    ("#cccccc", "horizontal"),
    ("#dcdcdc", "none"),
    ("#ffffff", "cross"),
)
_LOSES = "diagonal"
# Lightness (CIE L*) of the palest and the darkest class: no class is as pale as the neighbours.
_LIGHTEST, _DARKEST = 82.0, 25.0


@cache
def shades(k: int) -> tuple[str, ...]:
    """Return k greys in equal steps of lightness, palest first.

    Examples
    --------
    >>> shades(3)
    ('#cccccc', '#808080', '#3b3b3b')
    """
    import numpy as np

    wanted = np.linspace(_LIGHTEST, _DARKEST, k) if k > 1 else [(_LIGHTEST + _DARKEST) / 2]
    return tuple(_of_lightness(float(light)) for light in wanted)


@cache
def _of_lightness(light: float) -> str:
    import numpy as np

    levels = lightness(np.repeat(np.arange(256)[:, None] / 255, 3, axis=1))
    level = int(np.abs(levels - light).argmin())
    return f"#{level:02x}{level:02x}{level:02x}"


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
    return _of_lightness(float(lightness(rgb)[0]))


def in_grey(spec: MapSpec) -> MapSpec:
    """The MapSpec with classes that a printer without colour tells apart."""
    classes, layer = spec.classes, spec.layer
    if layer and layer.is_square:
        styles = [(shades(3)[at % 3], _SQUARE_PATTERNS[at // 3]) for at in range(len(classes))]
    elif spec.view.layer == "clusters" and layer:
        styles = list(_CLUSTERS[: len(classes)])
    elif layer and layer.is_assumed:
        half = len(classes) // 2
        styles = [(shade, _LOSES) for shade in reversed(shades(half))]
        styles += [(shade, "none") for shade in shades(half)]
    else:
        styles = [(shade, "none") for shade in shades(len(classes))]
    made = tuple(
        replace(one, colour=colour, pattern=pattern)
        for one, (colour, pattern) in zip(classes, styles, strict=True)
    )
    return replace(spec, classes=made)
