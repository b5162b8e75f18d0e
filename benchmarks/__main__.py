"""``python -m benchmarks`` measures every budget and writes ``docs/performance.md``.

``--only NAME`` measures one part, prints it, and leaves the file alone.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import report
from benchmarks.row import Row

ROOT = Path(__file__).resolve().parent.parent
# Name -> module and function, in the order of the table.
PARTS = {
    "files": ("boundaries", "files"),
    "areas": ("boundaries", "areas"),
    "response": ("responses", "sizes"),
    "server-time": ("responses", "server_times"),
    "throughput": ("responses", "throughput"),
    "restyle": ("browser", "restyle"),
    "navigation": ("browser", "navigation"),
    "slow-line": ("experience", "slow_line"),
    "hand-states": ("experience", "of_states"),
    "hand-municipalities": ("experience", "of_municipalities"),
    "panels": ("panels", "panels"),
    "import": ("imports", "imports"),
    "figure": ("figures", "figures"),
    "exports": ("exports", "exports"),
    "scale": ("scale", "scale"),
}
LONGEST = 240  # seconds that one part may take


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="measure one part, write no file")
    parser.add_argument("--json", action="store_true", help="with --only: print JSON")
    options = parser.parse_args()
    # Told to stop, a part still stops the servers and the browser that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if options.only:
        rows = measure(options.only)
        if options.json:
            print(json.dumps([row.as_dict() for row in rows]))
        else:
            print(report.table(rows))
        return 0
    return run_all()


def measure(name: str) -> list[Row]:
    module, function = PARTS[name]
    return getattr(importlib.import_module(f"benchmarks.{module}"), function)()


def run_all() -> int:
    """Measure part by part, each in a process of its own, and write the table."""
    start, load = time.perf_counter(), os.getloadavg()[0]
    rows: list[Row] = []
    failed = []
    for name in PARTS:
        began = time.perf_counter()
        found = _in_own_process(name)
        if found is None:
            failed.append(name)
            found = [Row(what=name, reached=report.UNMEASURED)]
        rows.extend(found)
        print(f"{name}: {time.perf_counter() - began:.0f} s", flush=True)
    took = time.perf_counter() - start
    path = ROOT / "docs" / "performance.md"
    path.write_text(report.page(rows, took, load), encoding="utf-8")
    missed = [row.what for row in rows if row.met is False]
    print(
        f"wrote {path.relative_to(ROOT)} after {took:.0f} s; {len(missed)} budgets missed, "
        f"{len(failed)} parts not measured"
    )
    for what in missed:
        print(f"  missed: {what}")
    return 1 if failed else 0


def _in_own_process(name: str) -> list[Row] | None:
    """The rows of a part; None if it failed. What it started ends with it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks", "--only", name, "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        print(f"{name}: stopped after {LONGEST} s", file=sys.stderr)
        return None
    finally:
        if process.poll() is None:
            _stop(process)
    if process.returncode:
        return None
    return [Row(**row) for row in json.loads(output.splitlines()[-1])]


def _stop(process: subprocess.Popen[str]) -> None:
    """End a part that has not ended: kindly first, then with all that is in its own session."""
    process.terminate()
    try:
        process.communicate(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


if __name__ == "__main__":
    sys.exit(main())
