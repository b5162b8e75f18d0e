"""Write what is derived from the tables: ``datapackage.json`` and ``docs/data-dictionary.md``.

Run it after a change to a table or to the field list: ``python data/build.py``. It refuses while
any table has a problem, so the hashes it records are those of clean tables.
"""

from __future__ import annotations

import sys
from pathlib import Path

from geoaid.ledger.check import check_bundled
from geoaid.ledger.package import dictionary, write_datapackage

DATA = Path(__file__).resolve().parent


def main() -> int:
    """Check the tables, then write; 1 if a table has problems."""
    problems = check_bundled(DATA)
    for problem in problems:
        print(problem)
    if problems:
        return 1
    write_datapackage(DATA)
    (DATA.parent / "docs" / "data-dictionary.md").write_text(dictionary(), encoding="utf-8")
    print("datapackage.json and docs/data-dictionary.md written; no problems in the tables")
    return 0


if __name__ == "__main__":
    sys.exit(main())
