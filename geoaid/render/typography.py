"""What a compositor keeps on one line: a number and its unit, a range, an abbreviation."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
# Spaces at which no line may end.
_BOUND = re.compile(
    r"(?<=\d) (?=(?:thousand|million|billion|mil|mill[oó]n(?:es)?|km|M)\b)"
    r"|(?<=\bmil) (?=millones\b)"
    r"|(?<=US\$) (?=thousand|million)"
    r"|(?<=EE\.) (?=UU\.)"
    r"|(?<=\d) (?=\(\d)"
    r"|(?<= -o) (?=\S)"
)


def bind(text: str) -> str:
    r"""Put a space that does not break where no line may end.

    Examples
    --------
    >>> bind("US$25 million in the EE. UU.").split(" ")
    ['US$25\xa0million', 'in', 'the', 'EE.\xa0UU.']
    """
    return _BOUND.sub(NO_BREAK, text)
