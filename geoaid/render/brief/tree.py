"""What a brief is made of: one tree of content that every writer sets in its own medium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from geoaid.chartspec import ChartSpec
    from geoaid.mapspec import MapSpec


@dataclass(frozen=True, slots=True)
class Cell:
    """Some words, with what stands below them in small, their language and their address.

    Attributes
    ----------
    lang
        Of ``text``, where it is not the brief's own; empty otherwise.
    url
        Where the words lead; empty for nowhere.
    is_quiet
        Whether the words say that there is no figure.
    """

    text: str
    detail: str = ""
    lang: str = ""
    url: str = ""
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a section's, below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: ``"lead"`` below the title, ``"body"``, or ``"note"`` in small."""

    text: str
    kind: Literal["lead", "body", "note"] = "body"
    url: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure with its range; ``range`` and ``note`` may be empty."""

    label: str
    value: str
    range: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The figures at the head of a brief; ``head`` names the four parts of each."""

    caption: str
    head: tuple[str, str, str, str]
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A map or a chart.

    Attributes
    ----------
    subject
        What is drawn, as wide as the text; its title and notes stand in the text instead.
    may_move
        Whether it may stand at the head of the next page, so that the text after it fills the gap.
    """

    subject: MapSpec | ChartSpec
    alt: str
    caption: str
    may_move: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption above.

    Attributes
    ----------
    widths
        Of each column, as shares of the whole; they add up to 1.
    right
        Columns of figures, set to the right.
    may_break
        Whether it may run on to the next page, between two rows.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    right: frozenset[int] = frozenset()
    may_break: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, numbered from 1 or with dots; ``is_small`` for one of sources."""

    items: tuple[Cell, ...]
    is_numbered: bool = False
    is_small: bool = False


Block: TypeAlias = Heading | Paragraph | KeyFigures | Picture | Table | Listing


@dataclass(frozen=True, slots=True, eq=False)
class Brief:
    """The whole of it.

    Attributes
    ----------
    kicker, subtitle
        What stands above and below the title.
    description
        What the file says of itself, in a sentence.
    made
        The view and the data's hash, as ``geoaid remake`` reads them in the file's properties.
    date
        ISO date of the data; None for a ledger without one.
    footer
        At the foot of every page.
    figure, table
        What captions begin with.
    remake
        The command that makes the brief again.
    """

    lang: str
    title: str
    kicker: str
    subtitle: str
    description: str
    made: str
    date: str | None
    footer: str
    figure: str
    table: str
    remake: str
    blocks: tuple[Block, ...]
