"""How long ``import geoaid`` takes, beside the libraries that it leaves for later."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.row import Row, median, ms, spread, times
from benchmarks.servers import ROOT

RUNS = 7
PROGRAM = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"


def imports() -> list[Row]:
    """Each in a fresh process, in turns; the interpreter's own start is left out."""
    names = ("geoaid", "pandas", "geopandas")
    for name in names:  # the first reading of the files from disk is nobody's merit
        _import(name)
    took = {name: [] for name in names}
    for _ in range(RUNS):
        for name in names:
            took[name].append(_import(name))
    middle = {name: median(found) for name, found in took.items()}
    return [
        Row(
            what=f"`import geoaid` in a fresh process, median of {RUNS}",
            budget="<= 300 ms",
            reached=f"{ms(middle['geoaid'])} ({spread(1000 * one for one in took['geoaid'])})",
            peer=f"pandas {ms(middle['pandas'])}; geopandas {ms(middle['geopandas'])}",
            ratio=f"{times(middle['geoaid'] / middle['pandas'])}; "
            f"{times(middle['geoaid'] / middle['geopandas'])}",
            met=middle["geoaid"] <= 0.3,
        )
    ]


def _import(name: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(name)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return float(done.stdout)
