"""Files on disk: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geoaid.errors import ExportError

PART = ".geoaid-part"
"""Ending of a file that is being written; none is left once its writer has stopped."""


def check(path: Path) -> None:
    """Refuse a path that no file can be written to.

    Raises
    ------
    geoaid.errors.ExportError
        If its folder is missing or read-only, or if it is a folder itself.
    """
    if not path.parent.is_dir():
        raise ExportError(f"{path}: the folder {path.parent} does not exist; create it first.")
    if path.is_dir():
        raise ExportError(f"{path}: is a folder; give the name of a file.")
    if not os.access(path.parent, os.W_OK):
        raise ExportError(f"{path}: the folder {path.parent} cannot be written.")


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
        raise ExportError(f"{path}: cannot be written: {error.strerror}.") from None
    finally:
        # Gone already unless something, an interruption too, came between.
        if part:
            part.unlink(missing_ok=True)
