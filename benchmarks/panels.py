"""How long a panel of the analysis takes on the server, beside the library that does its statistic."""

from __future__ import annotations

import time

from benchmarks.row import Row, median, ms, spread, times

# Each differs in what every panel rests on, so that nothing is answered from memory.
FILTERS = (
    {"evidence": "strong"},
    {"flow": "delivered"},
    {"flow": "planned"},
    {"years": "2008-2016"},
    {"years": "2010-2020"},
    {"years": "2012-2024"},
    {"program_area": "rule_of_law"},
)


def panels() -> list[Row]:
    """The open panel with words, figures, chart and table, on new views of the bundled records."""
    from geoaid import ledger
    from geoaid.answer import answer
    from geoaid.dashboard import analysis
    from geoaid.view import PANELS, View

    book = ledger.bundled()
    for level in ("state", "municipality"):
        for name in PANELS:  # libraries and tables are loaded now
            analysis.panel(View(panel=name, level=level), book)
    rows = []
    for level in ("state", "municipality"):
        for name in PANELS:
            views = [View(panel=name, level=level, measure="share", **kept) for kept in FILTERS]
            took = []
            for view in views:
                answer(view, book)  # the page has it already
                start = time.perf_counter()
                analysis.panel(view, book)
                took.append(time.perf_counter() - start)
            rows.append(
                Row(
                    what=f"panel `{name}`, {level} level, {len(views)} new views, median",
                    budget="<= 100 ms",
                    reached=f"{ms(median(took))} ({spread(1000 * one for one in took)})",
                    met=median(took) <= 0.1,
                )
            )
    return [*rows, _beside_esda()]


def _beside_esda() -> Row:
    import numpy as np
    from esda.moran import Moran_Local
    from libpysal.weights import W

    from geoaid import shapes
    from geoaid.analysis.assistance import codes_of
    from geoaid.measures import space

    codes = codes_of("municipality")
    pairs = space.pairs_of(codes, shapes.contiguity("municipality"))
    values = np.random.default_rng(0).poisson(1.0, len(codes)).astype(float)
    near: dict[int, list[int]] = {place: [] for place in range(len(codes))}
    for a, b in pairs.tolist():
        near[a].append(b)
        near[b].append(a)
    weights = W(near, silence_warnings=True)
    ours, theirs = [], []
    for seed in range(3):
        start = time.perf_counter()
        space.local_moran(values, pairs, permutations=9999, seed=seed)
        middle = time.perf_counter()
        Moran_Local(values, weights, permutations=9999, seed=seed)
        ours.append(middle - start)
        theirs.append(time.perf_counter() - middle)
    return Row(
        what="local Moran's I of 2,465 municipalities, 9,999 permutations, median of 3",
        reached=ms(median(ours)),
        peer=f"esda {ms(median(theirs))}",
        ratio=times(median(ours) / median(theirs)),
    )
