"""``docs/performance.md``: the table, the machine, and how each figure was got."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.row import Row

LIBRARIES = (
    "dash", "dash-leaflet", "folium", "geopandas", "gunicorn", "matplotlib", "numpy", "pandas",
    "playwright", "plotly", "shapely",
)  # fmt: skip
HEAD = "| what | budget | reached | peer in the same run | ratio | met |"
RULE = "|---|---|---|---|---|---|"
UNMEASURED = "could not be measured"
QUIET = 0.5  # cores that other work may keep busy without a word of warning
MET = {True: "yes", False: "**no**", None: ""}
METHOD = """\
## How it is measured

* A ratio compares medians of one run on one machine: figures of different runs are not compared.
  A row without a budget is there to be read beside the row above it. KB are 1,000 bytes.
* **Areas** are geodesic (GRS80), of every unit, against the areas of INEGI's boundaries before
  generalising in `data/need/`.
* **Response**: the request that Dash's script sends when a filter changes, at municipality level,
  to a server with one worker. The views are drawn with a fixed seed from measures, years, splits
  and evidence, over all program areas and flows, so none is empty. The peers draw the same values
  of the same 2,465 areas in the same geometry, without tooltips or legend of their own making,
  and their values are ready before they are asked.
* **Server time** is what the server says in `Server-Timing`; compression and the network come
  after it, and stand in brackets.
* **Requests a second**: `geoaid serve --workers 2` and an empty Dash callback served by the same
  code, asked in turns by the same client over the loopback. The client shares the cores with the
  server, and takes more of them where answers are quick, which holds the empty app back more.
  Each client asks anew when it has its answer.
* **Restyle**: from the click event to the second animation frame in which neither canvas nor
  document changed, after areas were drawn and every answer was read; the round trip to the server
  is in it, the browser's compositing after the frame is not. geoaid gives a new style to the
  areas whose class changed, some tens of them with the bundled records; the canvas then draws
  anew all that lies in the box around them, most of the country. The stock hideout makes all
  2,465 areas anew. So the first row compares what a reader waits for, not equal work; in the rows
  below it geoaid restyles nearly all areas. The peer's page holds a map and two buttons, geoaid's
  the ranking, tables and texts as well, which change in the same answer. The maps have the same
  size in pixels. Where there is a canvas, its pixels are compared before and after the first
  clicks.
* **Navigation**: a new browser context each time, from the start of the navigation to 32 states
  with a fill; bytes are `encodedDataLength` of every answer until the network is idle.
* **Figures**: ours with answer, legend, notes, neighbours and labels against one plot with
  nothing on it, in turns in one process, after one of each that is not counted; the answer comes
  from the cache. The bare map fills the page, ours the panel beside the legend; ours packs its
  PNG with a compression of its own choice, the bare one with matplotlib's.
* **Panels**: from the view to what is sent, words, figures, chart and table, on views not asked
  before whose answer is known (the page asks for it first); libraries and tables are loaded.
* **Invented records** for `answer(view)` and the full map come from a fixed seed; they say nothing
  about any country.
"""


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        f"| {row.what} | {row.budget} | {row.reached} | {row.peer} | {row.ratio} | {MET[row.met]} |"
        for row in rows
    ]
    return "\n".join([HEAD, RULE, *lines])


def page(rows: list[Row], took: float, load: float) -> str:
    """The whole page: verdict, table, machine, method."""
    judged = [row for row in rows if row.met is not None]
    missed = [row for row in judged if not row.met]
    verdict = f"{len(judged) - len(missed)} of {len(judged)} budgets are met."
    if missed:
        verdict += " Missed: " + "; ".join(row.what for row in missed) + "."
    absent = [row.what for row in rows if row.reached == UNMEASURED]
    if absent:
        verdict += " Could not be measured: " + "; ".join(absent) + "."
    if load > QUIET:
        verdict += (
            f"\n\n**The machine was not quiet**: its load was {load:.1f} on {os.cpu_count()} cores "
            "when the run began. Durations are too long, and ratios less steady "
            "than on a quiet machine: measure again before they are quoted."
        )
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        "# Performance\n\n"
        "Written by `make bench`; `python -m benchmarks --only NAME` measures one part.\n\n"
        f"{verdict}\n\n{table(rows)}\n\n## The machine\n\n"
        f"{datetime.now(UTC):%Y-%m-%d}. {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, {libraries}. "
        f"The run took {took:.0f} s; the one-minute load was {load:.1f} when it began.\n\n"
        f"{METHOD}"
    )
