"""Colours: palettes in even steps of lightness, and the marks of what has no class."""

from __future__ import annotations

from functools import cache

import numpy as np

# The spotlight's colour, and the colours of what is not a class; patterns are drawn over them so
# that no status is told by colour alone.
ACCENT = "#c2410c"
ACCENT_DARK = "#7c2d12"
# Of what is set against the spotlight: outline, mark, bar and words.
AGAINST, AGAINST_DARK = "#1c4f7c", "#12314d"
# The outline of the place that a reader chose.
CHOSEN_INK = "#111827"
SEA, LAND, BORDER = "#eef3f7", "#e7e5df", "#ffffff"
STATUS_STYLES = {
    "zero": ("#ffffff", "dots"),
    "shared_only": ("#f3efe4", "horizontal"),
    "no_amount": ("#f3efe4", "diagonal"),
    "no_record": ("#f7f6f3", "none"),
    "not_applicable": ("#d6d3d1", "cross"),
}
PATTERN_INK = "#8a8578"
# Need (to the right) and assistance (upwards) in thirds: red for need alone, blue for assistance
# alone, dark where both are high; lightness falls along both, so the corners survive greyscale.
BIVARIATE = (
    ("#e8e6e1", "#e3a99c", "#cf5a46"),
    ("#a9cbdd", "#a59aa6", "#96505a"),
    ("#4a95bd", "#4f6d8c", "#3f2f4a"),
)
CLUSTERS = {
    "high_high": "#b2182b",
    "low_low": "#2166ac",
    "high_low": "#f4a582",
    "low_high": "#92c5de",
    "not_significant": "#ecebe7",
    "island": "#c9c5bd",
}
# Of a what-if, smallest first: what states would lose, and gain.
LOSS = ("#fdd9b5", "#f0913f", "#a44a07")
GAIN = ("#d6d5ea", "#8f84bd", "#4a2a86")
# Lightness (CIE L*) of the palest and the darkest class; between them in equal steps, so that
# classes stay apart in greyscale.
_LIGHTEST, _DARKEST = 91.0, 27.0


def colours(palette: str, k: int) -> tuple[str, ...]:
    """Return k colours of a palette, palest first, in equal steps of CIE lightness.

    Parameters
    ----------
    palette
        One of :data:`geoaid.view.PALETTES`.
    k
        Number of classes, at least 1.

    Returns
    -------
    tuple of str
        ``#rrggbb``.

    Examples
    --------
    >>> colours("Greys", 3)
    ('#e5e5e5', '#8e8e8e', '#404040')
    """
    table, light = _ramp(palette)
    low, high = max(_DARKEST, light[-1]), min(_LIGHTEST, light[0])
    wanted = np.linspace(high, low, k) if k > 1 else [(high + low) / 2]
    picked = [table[int(np.abs(light - step).argmin())] for step in wanted]
    return tuple("#" + "".join(f"{round(c * 255):02x}" for c in rgb) for rgb in picked)


@cache
def _ramp(palette: str) -> tuple[np.ndarray, np.ndarray]:
    """The palette's colours from pale to dark (shape (n, 3), 0..1) and their lightness."""
    from matplotlib import colormaps

    table = colormaps[palette](np.linspace(0, 1, 512))[:, :3]
    light = lightness(table)
    if light[0] < light[-1]:
        table, light = table[::-1], light[::-1]
    return table, light


def lightness(rgb: np.ndarray) -> np.ndarray:
    """CIE 1976 lightness L* (0..100) of sRGB colours, shape (n, 3), each 0..1.

    Examples
    --------
    >>> lightness(np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])).round(3).tolist()
    [0.0, 100.0]
    """
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    y = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.asarray(np.where(y > 216 / 24389, 116 * np.cbrt(y) - 16, y * 24389 / 27))
