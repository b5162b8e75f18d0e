"""Every sentence that a reader sees, in English and Spanish, and how numbers are written.

The catalogue is ``locale/en.toml`` and ``locale/es.toml``: the same keys in both, read as they
are, so that no compiled file has to be kept in step. A sentence that depends on a count has
the two keys ``one`` and ``other``.
"""

from __future__ import annotations

import errno
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geoaid.errors import Clause, GeoaidError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.errors import Words

_Error = TypeVar("_Error", bound=GeoaidError)

_FOLDER = Path(__file__).with_name("locale")
# A ledger's name is given by its reader; a longer one would drown what is said of it.
_LONGEST_NAME = 60


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All sentences of a language, keyed by dotted name.

    Parameters
    ----------
    lang
        ``"en"`` or ``"es"``.
    """
    with (_FOLDER / f"{lang}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _flat(table: dict[str, Any], prefix: str) -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def t(lang: str, key: str, n: float | None = None, **values: object) -> str:
    """Return the sentence of this key, its ``{names}`` filled in.

    Parameters
    ----------
    lang
        ``"en"`` or ``"es"``.
    key
        Dotted name in the catalogue.
    n
        The count that the sentence depends on, if it does; chooses between ``one`` and
        ``other`` and fills ``{n}``.
    **values
        What fills the other names.

    Raises
    ------
    KeyError
        If the catalogue has no such key; a test keeps both languages complete.

    Examples
    --------
    >>> t("es", "level.state")
    'Estados'
    """
    if n is not None:
        key += ".one" if n == 1 else ".other"
        values.setdefault("n", number(n))
    return catalogue(lang)[key].format(**values)


def of_ledger(
    lang: str, ledger: str | None, key: str, n: float | None = None, **values: object
) -> str:
    """Write a sentence that reads otherwise of a ledger of one's own: its key with ``_own`` behind.

    Parameters
    ----------
    ledger
        The ledger's name, which the sentence may have as ``{ledger}``; None for the bundled one.

    Examples
    --------
    >>> of_ledger("en", "grants.csv", "page.tagline")
    'grants.csv, documented by place'
    """
    if ledger is None:
        return t(lang, key, n, **values)
    return t(lang, f"{key}_own", n, ledger=clipped(ledger, _LONGEST_NAME), **values)


def clipped(words: str, most: int) -> str:
    """Words of at most so many letters, the last of them … where some are left out.

    Examples
    --------
    >>> clipped("mine.csv", 5)
    'mine…'
    """
    return words if len(words) <= most else f"{words[: most - 1]}…"


def say(lang: str, words: Words) -> str:
    """Write the words of a message in a language; several, one a line.

    Examples
    --------
    >>> from geoaid.errors import Clause
    >>> say("es", Clause("expected.whole", {"least": 3, "most": 9}))
    'un número entero de 3 a 9'
    """
    match words:
        case str():
            return words
        case tuple():
            return "\n".join(say(lang, line) for line in words)
        case Problem():
            return _line(lang, words)
    values: dict[str, Any] = {
        name: say(lang, value) if isinstance(value, Clause | Problem | tuple) else value
        for name, value in words.values.items()
    }
    return t(lang, words.key, **values)


def _line(lang: str, problem: Problem) -> str:
    row = "" if problem.row is None else t(lang, "problem.row", row=problem.row)
    said: dict[str, Any] = {
        name: say(lang, problem.words.get(name, getattr(problem, name)))
        for name in ("found", "expected", "todo")
    }
    column = f", {problem.column}" if problem.column else ""
    return t(lang, "problem.line", file=problem.file, row=row, column=column, **said)


def problem(
    file: str, row: int | None, column: str | None, *, found: Words, expected: Words, todo: Words
) -> Problem:
    """Make a problem of words in every language; its English is the catalogue's."""
    parts = {"found": found, "expected": expected, "todo": todo}
    words = {name: part for name, part in parts.items() if not isinstance(part, str)}
    english = {name: say("en", part) for name, part in parts.items()}
    return Problem(file, row, column, **english, words=words)


def refused(kind: type[_Error], words: Words, *rest: Any) -> _Error:
    """Make an error of words in every language; ``rest`` is what its class takes beside them.

    Examples
    --------
    >>> from geoaid.errors import Clause, ExportError
    >>> error = refused(ExportError, Clause("expected.a_folder", {"path": "out"}))
    >>> str(error), message("es", error)
    ('out: is a folder; give the name of a file.', 'out: es una carpeta; dé el nombre de un archivo.')
    """
    error = kind(say("en", words), *rest)
    error.clause = words
    return error


def reason(error: OSError) -> Words:
    """Why the system refuses a file, in every language where that is usual; else in its words."""
    key = f"os.{errno.errorcode.get(error.errno or 0)}"
    return Clause(key) if key in catalogue("en") else error.strerror or str(error)


def read_as(lang: str, words: str) -> str:
    """How much of a document was read, in a language where the words are known.

    Examples
    --------
    >>> read_as("es", "full text")
    'texto completo'
    """
    key = f"brief.read_as.{words.replace(' ', '_').replace(';', '')}"
    return catalogue(lang).get(key, words)


_ENDS_WITH_NOTE = re.compile(r"(.*) \((.+)\)")
_WHICH = re.compile(r"(\w+):? (\d+|[A-Z0-9_]{5,}(?:[,;] [A-Z0-9_]{5,})*|[0-9A-Z]+[a-z])")


def title_as(lang: str, words: str) -> str:
    """A document's title; what geoaid notes in brackets behind it is in a language.

    Examples
    --------
    >>> title_as("es", "Llegan más perritos (title from the address)")
    'Llegan más perritos (título tomado de la dirección)'
    """
    noted = _ENDS_WITH_NOTE.fullmatch(words)
    key = f"document.note.{noted[2].replace(' ', '_')}" if noted else ""
    known = catalogue(lang)
    return f"{noted[1]} ({known[key]})" if noted and key in known else words


def date_as(lang: str, words: str) -> str:
    """A document's date, in a language where it says that there is none.

    Examples
    --------
    >>> date_as("es", "n.d. (FY2008-09 plan)"), date_as("es", "2016-11-08")
    ('s. f. (FY2008-09 plan)', '2016-11-08')
    """
    none = t("en", "document.no_date")
    return t(lang, "document.no_date") + words.removeprefix(none) if words[:4] == none else words


def where_as(lang: str, words: str) -> str:
    """Where in a document, in a language where the words are known.

    Examples
    --------
    >>> where_as("es", "cover"), where_as("es", "area 3"), where_as("es", "places: HORIZ2017")
    ('portada', 'área 3', 'lugares: HORIZ2017')
    """
    known = catalogue(lang)
    key = f"document.where.{words.replace(' ', '_')}"
    if key in known:
        return known[key]
    which = _WHICH.fullmatch(words)
    key = f"document.where.{which[1]}" if which else ""
    return known[key].format(which=which[2]) if which and key in known else words


def need_source(lang: str, source_id: str, title: str) -> str:
    """The title of a source of population or need, in a language where that is known."""
    return catalogue(lang).get(f"need_source.{source_id}", title)


def expected(lang: str, problem: Problem) -> str:
    """What was expected, in a language as far as the catalogue has it."""
    return say(lang, problem.words.get("expected", problem.expected))


def message(lang: str, error: GeoaidError) -> str:
    """What an error says, in a language as far as the catalogue has it."""
    return str(error) if error.clause is None else say(lang, error.clause)


def number(value: float, decimals: int = 0) -> str:
    """Write a number with thousands separators; English and es-MX write it alike.

    Examples
    --------
    >>> number(12552380.93)
    '12,552,381'
    """
    return f"{value:,.{decimals}f}"


def figure(value: float) -> str:
    """Write a number with as many decimals as its size deserves.

    Examples
    --------
    >>> figure(0.0714), figure(5.25), figure(16.0), figure(1234.5)
    ('0.071', '5.25', '16', '1,234')
    """
    if value == int(value):
        return number(value)
    if abs(value) >= 100:
        return number(value)
    decimals = 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return number(value, decimals)


def money(lang: str, usd: float) -> str:
    """Write an amount of U.S. dollars short, for sentences and legends.

    Examples
    --------
    >>> money("en", 10937046), money("es", 10937046), money("en", 23000)
    ('US$10.9 million', '10.9 millones de dólares', 'US$23,000')
    """
    for limit, unit in ((1e9, "billion"), (1e6, "million")):
        if abs(usd) >= limit * 0.9995 and unit == "billion" and lang == "es":
            # Spanish counts thousands of millions: 3,300 millones.
            return t(lang, "money.million", amount=number(usd / 1e6))
        if abs(usd) >= limit * 0.9995:
            amount = f"{usd / limit:,.1f}".removesuffix(".0")
            one = lang == "es" and amount == "1"
            return t(lang, f"money.{unit}_one" if one else f"money.{unit}", amount=amount)
    return t(lang, "money.plain", amount=number(usd))


def short_money(usd: float) -> str:
    """Write an amount of U.S. dollars as short as a map label needs it, in either language.

    Examples
    --------
    >>> short_money(12552380.93), short_money(923809.5), short_money(23000)
    ('US$12.6 M', 'US$924,000', 'US$23,000')
    """
    if abs(usd) >= 999_500:
        return f"US${usd / 1e6:,.1f} M".replace(".0 M", " M")
    return f"US${round(usd, -3) if abs(usd) >= 1e4 else usd:,.0f}"


def exact_money(usd: float) -> str:
    """Write an amount of U.S. dollars to the cent where it has cents, for tables."""
    return f"US${number(usd, 0 if usd == int(usd) else 2)}"


def signed_money(usd: float, *, short: bool = False) -> str:
    """Write a change of U.S. dollars with its sign; shorter still for a label on the map.

    Examples
    --------
    >>> signed_money(1250000.5), signed_money(-2000.0, short=True), signed_money(0.0)
    ('+US$1,250,000.50', '−US$2,000', 'US$0')
    """
    amount = short_money(abs(usd)) if short else exact_money(abs(usd))
    return amount if not usd else f"{'+' if usd > 0 else '−'}{amount}"


def percent(share: float) -> str:
    """Write a share (0..1) as a percentage, small ones with two decimals.

    Examples
    --------
    >>> percent(0.0033), percent(0.47), percent(0.071)
    ('0.33%', '47%', '7.1%')
    """
    value = share * 100
    decimals = 2 if 0 < value < 1 else 1 if 0 < value < 10 else 0
    return f"{value:.{decimals}f}%"


def listing(lang: str, items: Iterable[str], last: str = "and") -> str:
    """Join items as a sentence does: ``Tijuana, Monterrey or Juárez``.

    Parameters
    ----------
    lang
        ``"en"`` or ``"es"``.
    items
        What is listed.
    last
        ``"and"`` or ``"or"``, the word before the last item.
    """
    names = list(items)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_joint(lang, last, names[-1])} {names[-1]}"


def _joint(lang: str, word: str, following: str) -> str:
    # Spanish turns y into e before an i sound and o into u before an o sound.
    first = following[:2].casefold()
    if lang == "es" and word == "and" and (first[:1] in "ií" or first == "hi"):
        return "e"
    if lang == "es" and word == "or" and (first[:1] in "oó" or first == "ho"):
        return "u"
    return t(lang, f"word.{word}")
