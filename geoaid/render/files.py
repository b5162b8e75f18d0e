"""Files on disk: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geoaid import text
from geoaid.errors import Clause, ExportError

PART = ".geoaid-part"
"""Ending of a file that is being written; none is left once its writer has stopped."""


def refused(key: str, **values: object) -> ExportError:
    """An error that the catalogue has in every language, in its table ``expected``."""
    return text.refused(ExportError, Clause(f"expected.{key}", values))


def check(path: Path) -> None:
    """Refuse a path that no file can be written to.

    Raises
    ------
    geoaid.errors.ExportError
        If its folder is missing or read-only, or if it is a folder itself.
    """
    if not path.parent.is_dir():
        raise refused("no_folder", path=path, folder=path.parent)
    if path.is_dir():
        raise refused("a_folder", path=path)
    if not os.access(path.parent, os.W_OK):
        raise refused("locked_folder", path=path, folder=path.parent)


def write(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that no half of one is ever seen.

    Raises
    ------
    geoaid.errors.ExportError
        If it cannot be written.
    """
    part = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=PART, delete=False) as file:
            part = Path(file.name)
            file.write(data)
        # A temporary file is private; an export has the rights that any new file would have.
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(path)
    except OSError as error:
        raise refused("unwritable", path=path, why=text.reason(error)) from None
    finally:
        # Gone already unless something, an interruption too, came between.
        if part:
            part.unlink(missing_ok=True)
