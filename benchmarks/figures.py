"""Printed maps beside a bare plot of the same geometry, in turns in one process."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl

from benchmarks.row import Row, kb, median, ms, seconds, spread, times
from benchmarks.servers import ROOT
from geoaid import shapes
from geoaid.render import Job, render
from geoaid.render.figure import DPI
from geoaid.view import View

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

mpl.use("Agg")

RUNS = 5


def figures() -> list[Row]:
    rows = []
    for level, frame in (
        ("state", shapes.states(crs="inegi")),
        ("municipality", shapes.municipalities(crs="inegi")),
    ):
        view = View(level=level)
        shown = {place.code: place.value for place in Job.of(view).answer.places}
        frame["value"] = [shown.get(code) or 0 for code in frame.index]
        rows.append(_png(view, frame))
        rows.extend(_others(view))
    rows.append(_command())
    return rows


def _png(view: View, frame: GeoDataFrame) -> Row:
    made = render(Job.of(view), "png")
    size = struct.unpack(">II", made[16:24])
    bare = _bare(frame, size)
    if struct.unpack(">II", bare[16:24]) != size:
        raise ValueError("the bare plot is not of the same size")
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(seconds(lambda: render(Job.of(view), "png")))
        theirs.append(seconds(lambda: _bare(frame, size)))
    ratio = median(ours) / median(theirs)
    count = f"{len(frame):,} {'states' if view.level == 'state' else 'municipalities'}"
    return Row(
        what=f"PNG {DPI} dpi with all its furniture, {count}, {size[0]} x {size[1]} pixels, "
        f"median of {RUNS}",
        budget="<= 1.5 x a bare plot; aim 1.0 x",
        reached=f"{ms(median(ours))} ({spread(1000 * one for one in ours)}), {kb(len(made))}",
        peer=f"GeoDataFrame.plot + savefig {ms(median(theirs))} "
        f"({spread(1000 * one for one in theirs)}), {kb(len(bare))}",
        ratio=times(ratio),
        met=ratio <= 1.5,
    )


def _bare(frame: GeoDataFrame, size: tuple[int, int]) -> bytes:
    """The map and nothing else: no legend, no words, no neighbours."""
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(size[0] / DPI, size[1] / DPI))
    frame.plot(column="value", cmap="Blues", edgecolor="white", linewidth=0.3, ax=axes)
    axes.set_axis_off()
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DPI)
    plt.close(figure)
    return file.getvalue()


def _others(view: View) -> list[Row]:
    rows = []
    for ending in ("svg", "pdf", "html"):
        size = len(render(Job.of(view), ending))
        took = [seconds(lambda ending=ending: render(Job.of(view), ending)) for _ in range(RUNS)]
        rows.append(
            Row(
                what=f"{ending.upper()}, {view.level} level, median of {RUNS}",
                reached=f"{ms(median(took))}, {kb(size)}",
            )
        )
    return rows


def _command() -> Row:
    """What a person waits who types the command: a new process, everything loaded anew."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "map.png"
        command = [sys.executable, "-m", "geoaid", "map", "-o", str(file)]
        took = [
            seconds(
                lambda: subprocess.run(
                    command, cwd=ROOT, check=True, capture_output=True, timeout=60
                )
            )
            for _ in range(3)
        ]
    return Row(
        what="`geoaid map -o map.png`, the whole command in a new process, median of 3",
        reached=ms(median(took)),
    )
