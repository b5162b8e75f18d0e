"""Hypothesis strategies that the tests share: ledgers and views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from geoaid import ledger as ledgers
from geoaid import view
from geoaid.view import View

if TYPE_CHECKING:
    from geoaid.ledger import Ledger

# Few places, so that records meet on them; a municipality younger than the boundaries (02006,
# folded into 02001), and one (02007) that the census does not have either.
STATES = ["02", "08", "19", "30"]
MUNICIPALITIES = ["02001", "02004", "02006", "02007", "08037", "19026", "19039", "30087", "30193"]


@st.composite
def place_sets(draw: st.DrawFn) -> list[str]:
    municipalities = draw(st.lists(st.sampled_from(MUNICIPALITIES), unique=True, max_size=5))
    states = draw(st.lists(st.sampled_from(STATES), unique=True, max_size=3))
    # A ledger may not name a municipality beside its own state.
    own = {code[:2] for code in municipalities}
    return municipalities + [code for code in states if code not in own]


@st.composite
def rows(draw: st.DrawFn, number: int) -> dict[str, str]:
    amount = draw(
        st.one_of(st.none(), st.integers(0, 10**6), st.integers(0, 10**13).map(lambda n: n * 7))
    )
    years = sorted(draw(st.lists(st.integers(2008, 2026), max_size=2)))
    codes = draw(place_sets())
    # Parents come first, so that no chain runs in a circle.
    parent = draw(st.one_of(st.none(), st.integers(0, number - 1))) if number else None
    return {
        "id": f"R{number}",
        "title": f"Record {number}",
        "program_area": draw(st.sampled_from(view.PROGRAM_AREAS)),
        "flow": draw(st.sampled_from(view.FLOWS)),
        "amount_usd": "" if amount is None else f"{amount // 100}.{amount % 100:02d}",
        "fy_start": str(years[0]) if years else "",
        "fy_end": str(years[1]) if len(years) == 2 else "",
        "places": "; ".join(f"{code} name" for code in codes),
        "place_role": draw(st.sampled_from(["beneficiary", "beneficiary", "handover_site"]))
        if codes
        else "",
        "universe": draw(st.sampled_from(["project", "project", "project", "check"])),
        "part_of": "" if parent is None else f"R{parent}",
        "evidence": draw(st.sampled_from(["strong", "weak", ""])),
        "region": draw(st.sampled_from(["", "southern border"])),
    }


@st.composite
def row_lists(draw: st.DrawFn, most: int = 12) -> list[dict[str, str]]:
    size = draw(st.integers(1, most))
    return [draw(rows(number)) for number in range(size)]


def books() -> st.SearchStrategy[Ledger]:
    """Any ledger that passes its checks."""
    return row_lists().map(ledgers.from_rows)


@st.composite
def views(draw: st.DrawFn, **fixed: object) -> View:
    """Any View; keyword arguments fix a field."""
    years = draw(st.lists(st.integers(2008, 2026), min_size=2, max_size=2).map(sorted))
    scheme = draw(st.sampled_from(view.SCHEMES))
    numbers = st.lists(st.integers(1, 10**6), min_size=2, max_size=8, unique=True).map(sorted)
    codes = st.lists(st.sampled_from(STATES + MUNICIPALITIES), unique=True, max_size=4)
    chosen = {
        "level": draw(st.sampled_from(view.LEVELS)),
        "measure": draw(st.sampled_from(view.MEASURES)),
        "program_area": draw(st.lists(st.sampled_from(view.PROGRAM_AREAS), max_size=3)),
        "flow": draw(st.lists(st.sampled_from(view.FLOWS), max_size=3)),
        "evidence": draw(st.sampled_from(view.EVIDENCE)),
        "years": draw(st.sampled_from([None, tuple(years)])),
        "split": draw(st.sampled_from(view.SPLITS)),
        "scheme": scheme,
        "k": draw(st.integers(view.FEWEST_CLASSES, view.MOST_CLASSES)),
        "breaks": draw(numbers) if scheme == "user" else (),
        "palette": draw(st.sampled_from(view.PALETTES)),
        "spotlight": draw(codes),
        "compare": draw(codes),
        "place": draw(st.one_of(st.none(), st.sampled_from(STATES + MUNICIPALITIES))),
        "lang": draw(st.sampled_from(view.LANGUAGES)),
        "layer": draw(st.sampled_from(view.LAYERS)),
        "need": draw(st.one_of(st.none(), st.sampled_from(view.NEEDS))),
        "need_years": draw(st.sampled_from([None, (2010, 2020), (2016, 2016)])),
        "grouping": draw(st.sampled_from(view.GROUPINGS)),
        "move_total": draw(st.one_of(st.none(), st.integers(0, 10**13).map(lambda n: n / 100))),
        "move_by": draw(
            st.dictionaries(
                st.sampled_from(view.NEEDS), st.sampled_from([0.5, 1, 2.25]), min_size=1, max_size=3
            )
        ),
        "move_floor": draw(st.sampled_from([0, 0.01, "1.5%"])),
        "move_cap": draw(st.sampled_from([1, 0.25, "8%"])),
        "panel": draw(st.sampled_from(view.PANELS)),
        "record": draw(st.sampled_from([None, "P-VERACAD", "=R&1,2+3%"])),
        "find": draw(st.sampled_from(["", "Juárez border", "a&b=c,d+e% #"])),
        "sort": draw(st.sampled_from([None, "title", "-amount"])),
        "columns": draw(st.lists(st.sampled_from(view.COLUMNS), max_size=5)),
        "pair": draw(st.sampled_from(["split:none", "measure:amount;years:all/2015", "flow:all"])),
        "move_non_border": draw(st.sampled_from([None, 0.5, 1])),
    }
    chosen |= fixed
    if (chosen["level"], chosen["layer"]) == ("municipality", "measure"):
        chosen.setdefault("within", draw(st.sampled_from([None, *STATES])))
    return View(**chosen)
