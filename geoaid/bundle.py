"""Where the bundled folders ``shapes/`` and ``data/`` are.

A wheel carries them inside the package, a checkout (and so an editable install) at its top
level. Nothing else in geoaid knows where they lie.
"""

from __future__ import annotations

from pathlib import Path

from geoaid.errors import BundleError, Clause
from geoaid.text import refused

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the bundled folder of this name.

    Parameters
    ----------
    name
        ``"data"`` or ``"shapes"``.

    Returns
    -------
    pathlib.Path
        An existing folder.

    Raises
    ------
    geoaid.errors.BundleError
        If the folder is neither in the installed package nor in the checkout.
    """
    tried = [_PACKAGE / "_bundled" / name, _PACKAGE.parent / name]
    for path in tried:
        if path.is_dir():
            return path
    inside, beside = tried
    said = {"name": repr(name), "inside": inside, "beside": beside}
    raise refused(BundleError, Clause("bundle.folder", said))
