"""Answers from a ledger a thousand times larger than the bundled one."""

from __future__ import annotations

import csv
import random
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.row import Row, median, ms, seconds, spread
from geoaid import ledger as ledgers
from geoaid import places, shapes
from geoaid.answer import answer
from geoaid.view import FLOWS, PROGRAM_AREAS, View

RECORDS = 100_000
SEED = 2014


def records(count: int = RECORDS) -> list[dict[str, str]]:
    """Invented records for measuring: nested up to four deep, most naming one to six places."""
    draw = random.Random(SEED)
    # A record names states or municipalities: a municipality beside its own state is an error.
    kinds = (list(shapes.points("municipality")), list(shapes.points("state")))
    rows: list[dict[str, str]] = []
    depth: list[int] = []
    for number in range(count):
        above = draw.randrange(number) if number and draw.random() < 0.6 else -1
        if above >= 0 and depth[above] >= 3:
            above = -1
        depth.append(depth[above] + 1 if above >= 0 else 0)
        first = draw.randint(2008, 2020)
        codes = kinds[draw.random() < 0.2]
        named = draw.sample(codes, draw.randint(1, 6)) if draw.random() < 0.8 else []
        amount = f"{draw.lognormvariate(11, 2):.2f}" if draw.random() < 0.85 else ""
        rows.append(
            {
                "id": f"R-{number}",
                "title": f"Invented record {number}",
                "program_area": draw.choice(PROGRAM_AREAS),
                "flow": draw.choice(FLOWS),
                "fy_start": str(first),
                "fy_end": str(first + draw.randint(0, 3)),
                "amount_usd": amount,
                "places": "; ".join(f"{code} {places.get(code).name}" for code in named),
                "part_of": f"R-{above}" if above >= 0 else "",
                "evidence": draw.choice(("strong", "weak")),
                "source_id": "CRS_IF10578_2021",
            }
        )
    return rows


def write(rows: list[dict[str, Any]], path: Path) -> None:
    """Write records as a ledger file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def scale() -> list[Row]:
    """New views, so that nothing comes from the cache."""
    rows = records()
    built: list[ledgers.Ledger] = []
    building = seconds(lambda: built.append(ledgers.from_rows(rows)))
    ledger = built[0]
    answer(View(years=(2008, 2026)), ledger)  # loads the tables of need, once in a process
    found = []
    for level in ("state", "municipality"):
        views = [
            View(level=level),
            View(level=level, measure="amount"),
            View(level=level, measure="amount", split="population"),
            View(level=level, measure="amount_per_100k", split="none"),
            View(level=level, years=(2010, 2016)),
            View(level=level, flow="delivered,obligated"),
            View(level=level, program_area="rule_of_law", measure="programmes_per_100k"),
        ]
        took = [seconds(lambda view=view: answer(view, ledger)) for view in views]
        middle = median(took)
        found.append(
            Row(
                what=f"`answer(view)`, {level} level, {RECORDS:,} records with "
                f"{len(ledger.links_record):,} places, {len(views)} new views, median",
                budget="<= 200 ms",
                reached=f"{ms(middle)} ({spread(1000 * one for one in took)})",
                met=middle <= 0.2,
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.csv"
        write(rows, path)
        loading = seconds(lambda: ledgers.load(path))
        size = path.stat().st_size
    found.append(
        Row(
            what=f"loading that ledger from a CSV file of {size / 1e6:.0f} MB, every cell checked",
            reached=f"{loading:.1f} s (building it from clean rows {building:.1f} s)",
        )
    )
    return found
