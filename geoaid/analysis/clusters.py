"""Are neighbours alike? Moran's I and local clusters of a view's measure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from geoaid import places, shapes
from geoaid.analysis.assistance import assistance, codes_of
from geoaid.errors import NotComputableError
from geoaid.measures import space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoaid.answer import Answer

# A pseudo p-value cannot be below one in so many and one, so local ones need many; of the global
# one fewer draws keep a reader of municipalities from waiting.
LOCAL_PERMUTATIONS = 9999
PERMUTATIONS = {"state": 9999, "municipality": 499}
KINDS = space.KINDS


@dataclass(frozen=True, slots=True)
class Clusters:
    """Spatial association of the view's measure over the places of a level.

    Attributes
    ----------
    level
        Places of which level.
    permutations, local_permutations
        How many the p-values rest on, the global one and those of places.
    i, expected, p
        Global Moran's I, its expectation without association, and its pseudo p-value; None
        where it cannot be computed.
    threshold
        Local p-values up to here count as clusters, by false-discovery control; None as above.
    kinds, local_i, local_p
        By place code; see :func:`geoaid.measures.space.local_moran`.
    scatter
        By place code: its value, and the mean of its neighbours' (the Moran scatterplot of
        Anselin 1996); places without a neighbour are absent.
    reason, why
        Why there are no figures: one word, and a clause in English; None if there are.
    """

    level: str
    permutations: int
    local_permutations: int
    i: float | None
    expected: float | None
    p: float | None
    threshold: float | None
    kinds: Mapping[str, str]
    local_i: Mapping[str, float]
    local_p: Mapping[str, float]
    scatter: Mapping[str, tuple[float, float]]
    reason: str | None = None
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain data."""
        return {
            "level": self.level,
            "permutations": self.permutations,
            "local_permutations": self.local_permutations,
            "moran_i": self.i,
            "expected": self.expected,
            "p": self.p,
            "threshold": self.threshold,
            "not_computable": self.reason,
            "places": [
                {
                    "code": code,
                    "name": places.get(code).name,
                    "kind": kind,
                    "i": self.local_i.get(code),
                    "p": self.local_p.get(code),
                }
                for code, kind in self.kinds.items()
            ],
        }


def clusters(answer: Answer, *, level: str | None = None) -> Clusters:
    """Moran's I and local clusters of the view's measure, on queen contiguity.

    Parameters
    ----------
    answer
        Places where documents give no figure enter with 0.
    level
        ``"state"`` or ``"municipality"``; the view's own if None.
    """
    level = level or answer.view.level
    found = assistance(answer, level)
    return _clusters(level, found.values.tobytes())


@lru_cache(maxsize=64)
def _clusters(level: str, cells: bytes) -> Clusters:
    codes, permutations = codes_of(level), PERMUTATIONS[level]
    values = np.frombuffer(cells, dtype=np.float64)
    pairs = _pairs(level)
    try:
        whole = space.moran(values, pairs, permutations=permutations)
        local = space.local_moran(values, pairs, permutations=LOCAL_PERMUTATIONS)
    except NotComputableError as error:
        return Clusters(
            level, permutations, LOCAL_PERMUTATIONS, None, None, None, None, {}, {}, {}, {},
            error.reason, error.why,
        )  # fmt: skip
    return Clusters(
        level=level,
        permutations=permutations,
        local_permutations=LOCAL_PERMUTATIONS,
        i=round(whole.i, 12),
        expected=round(whole.expected, 12),
        p=whole.p,
        threshold=local.threshold,
        kinds=dict(zip(codes, local.kind, strict=True)),
        local_i=_known(codes, local.i),
        local_p=_known(codes, local.p),
        scatter=_scatter(codes, values, pairs),
    )


def _scatter(codes: tuple[str, ...], values: Any, pairs: Any) -> dict[str, tuple[float, float]]:
    both = np.concatenate([pairs, pairs[:, ::-1]])
    count = np.bincount(both[:, 0], minlength=len(codes))
    around = np.bincount(both[:, 0], values[both[:, 1]], minlength=len(codes))
    return {
        code: (float(values[i]), float(around[i] / count[i]))
        for i, code in enumerate(codes)
        if count[i]
    }


def _known(codes: tuple[str, ...], column: Any) -> dict[str, float]:
    """Figures by code, those that are not finite left out."""
    cells = zip(codes, np.asarray(column, dtype=np.float64).tolist(), strict=True)
    return {code: round(cell, 9) for code, cell in cells if np.isfinite(cell)}


@lru_cache(maxsize=2)
def _pairs(level: str) -> Any:
    known = {"state": shapes.contiguity("state"), "municipality": shapes.contiguity("municipality")}
    return space.pairs_of(codes_of(level), known[level])
