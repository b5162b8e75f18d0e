"""``datapackage.json`` and the data dictionary, both written from the field list."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from geoaid import text
from geoaid.ledger.fields import PATHS, TABLES, Field

if TYPE_CHECKING:
    from pathlib import Path


# When the bundled tables were last compiled; change it with them.
DATA_DATE = "2026-11-25"


def datapackage(folder: Path) -> dict[str, Any]:
    """The Frictionless data package of the bundled tables, with the hash of each file."""
    return {
        "profile": "tabular-data-package",
        "name": "geoaid-mexico",
        "title": text.t("en", "data.title"),
        "created": DATA_DATE,
        "licenses": [{"name": "see DATA-LICENSES.md", "path": "DATA-LICENSES.md"}],
        "resources": [
            {
                "name": table.replace("_", "-"),
                "path": path,
                "profile": "tabular-data-resource",
                "format": "csv",
                "encoding": "utf-8",
                "hash": "sha256:" + hashlib.sha256((folder / path).read_bytes()).hexdigest(),
                "schema": {"fields": [_descriptor(table, field) for field in TABLES[table]]},
            }
            for table, path in PATHS.items()
        ],
    }


def _descriptor(table: str, field: Field) -> dict[str, Any]:
    constraints = {
        "required": field.required or None,
        "unique": field.unique or None,
        "enum": list(field.allowed) or None,
        "pattern": field.pattern or None,
        "minimum": field.minimum,
        "maximum": field.maximum,
    }
    kept = {key: value for key, value in constraints.items() if value is not None}
    descriptor: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "description": field.description(table),
    }
    if field.unit:
        descriptor["unit"] = field.unit
    if kept:
        descriptor["constraints"] = kept
    return descriptor


def write_datapackage(folder: Path) -> None:
    """Write ``datapackage.json`` beside the tables."""
    package = json.dumps(datapackage(folder), ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(package + "\n", encoding="utf-8")


def dictionary(lang: str = "en") -> str:
    """The data dictionary as Markdown."""
    lines = [f"# {text.t(lang, 'data.dictionary')}", "", text.t(lang, "data.generated"), ""]
    for table, fields in TABLES.items():
        lines += [f"## `data/{PATHS[table]}`", "", text.t(lang, f"table.{table}"), ""]
        lines += ["| column | type | unit | may hold | what |", "|---|---|---|---|---|"]
        for field in fields:
            may = text.say(lang, field.expected()).replace("|", "\\|")
            must = " (required)" if field.required else ""
            what = field.description(table, lang)
            lines.append(f"| `{field.name}` | {field.type} | {field.unit} | {may}{must} | {what} |")
        lines.append("")
    return "\n".join(lines)
