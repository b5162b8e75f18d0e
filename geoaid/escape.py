"""Text from data on its way into a file: the one place where it is made harmless.

A ledger's titles and notes are whatever somebody typed. Each function makes them safe for one
kind of place; what a reader sees stays the same.
"""

from __future__ import annotations

import html as _html
from urllib.parse import urlsplit

# What a spreadsheet takes for the start of a formula, and what it strips before it looks.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def html(text: str) -> str:
    """Escape text for HTML, between tags or inside a quoted attribute.

    Examples
    --------
    >>> html('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return _html.escape(text, quote=True)


def cell(text: str) -> str:
    """Escape text for a cell of a CSV file, which spreadsheets read as a formula if it begins so.

    Examples
    --------
    >>> cell("=cmd()"), cell("Veracruz")
    ("'=cmd()", 'Veracruz')
    """
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def link(url: str) -> str | None:
    """Return the address if it is one that a reader may be sent to, else None.

    Examples
    --------
    >>> link("https://www.gao.gov/a b"), link("javascript:alert(1)"), link("n.d.")
    ('https://www.gao.gov/a%20b', None, None)
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    if any(ord(char) < 32 for char in text):
        return None
    return text.replace(" ", "%20").replace('"', "%22").replace("<", "%3C").replace(">", "%3E")
