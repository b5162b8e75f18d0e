"""A ledger whose texts try to become a program, a formula or a layout's ruin."""

from __future__ import annotations

from geoaid import ledger as ledgers

TITLES = [
    "=cmd()",
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>",
    "</script><script>window.hacked = 1</script>",
    "@x",
    "+1-1",
    "-2+3",
    "\tTAB =1",
    "{{ 7 * 7 }}{% raw %}",
    "long " * 60,
    "\u202eright to left\u202c \u0645\u0633\u0627\u0639\u062f\u0629",
    '#import "x"; #panic()',
    "emoji \U0001f3db\ufe0f and \u2028 line",
]
NAME = "=cmd() {0}{{x}} \"'></script><script>window.hacked=1</script> #import \u202eevil\u202c.csv"
URLS = [
    "javascript:window.hacked=1",
    'https://example.org/"><script>window.hacked = 1</script>',
    "https://example.org/report",
    "data:text/html,<script>1</script>",
]


def ledger() -> ledgers.Ledger:
    """A clean ledger, as far as its checks go, with hostile titles, notes and documents."""
    rows = [
        {
            "id": f"={number}" if number % 2 else f"R{number}",
            "title": title,
            "program_area": "other",
            "flow": "delivered",
            "amount_usd": "10.50",
            "places": "30 Veracruz; 02004 Tijuana" if number % 3 else "30 Veracruz",
            "source_id": f"S{number % len(URLS)}",
            "note": title,
        }
        for number, title in enumerate(TITLES)
    ]
    sources = {
        f"S{number}": {
            "source_id": f"S{number}",
            "title": TITLES[number],
            "publisher": '=HYPERLINK("x")',
            "date": "",
            "url": url,
            "licence": "",
            "read": "",
        }
        for number, url in enumerate(URLS)
    }
    return ledgers.from_rows(rows, sources=sources, name=NAME)
