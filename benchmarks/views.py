"""The views that the benchmarks ask for: distinct, at municipality level, none of them empty."""

from __future__ import annotations

import random
from itertools import product

from geoaid.measures import REGISTRY
from geoaid.view import EVIDENCE, SPLITS, View

SEED = 2008


def warm_up() -> str:
    """A view that is not among those measured; it loads what the first of its level loads."""
    return "level=municipality&years=2008-2026"


def municipality_queries(count: int) -> list[str]:
    """Queries of views that differ in what is computed, not in colours or language alone."""
    spans = [f"{first}-{last}" for first in range(2008, 2013) for last in range(2016, 2022)]
    choices = list(product(REGISTRY, spans, SPLITS, EVIDENCE))
    chosen = random.Random(SEED).sample(choices, count)
    return [
        View(
            level="municipality", measure=measure, years=years, split=split, evidence=evidence
        ).query()
        for measure, years, split, evidence in chosen
    ]
