"""The printed figure: one page with the map and all that a reader needs, as PNG, SVG or PDF.

The page is A4 across. A view that needs more room (many notes, a long finding) gets a taller
page; nothing is ever cut. Equal jobs give equal bytes.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from geoaid.mapspec import ACCENT
from geoaid.render import cartography
from geoaid.render.cartography import Frame
from geoaid.render.furniture import Block, legend, paragraph, small_print, stack
from geoaid.render.labelling import Box
from geoaid.render.provenance import KEY, Provenance
from geoaid.render.sheet import FONTS, RULE, SOFT, Face, Sheet, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from geoaid.mapspec import MapSpec
    from geoaid.render import Job

PAGE_MM = (297.0, 210.0)
DPI = 300
_MARGIN, _COLUMN, _GUTTER = 12.0, 80.0, 7.0
# Between map and small print; and how much more than Mexico's height the map may show.
_GAP, _MORE_NORTH_SOUTH = 4.0, 50.0
# The title is set in the largest of these at which it is one line, else in two of the first.
_TITLES = tuple(Face(size, bold=True, leading=1.25) for size in (16, 15, 14))
_SUBTITLE = Face(9.5, colour=SOFT)
# The finding and its hedge share a size: the largest of these that fits; the first ones only
# beside a legend that need not be squeezed for them.
_LARGE, _SIZES = (12.5, 12.0), (11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5)
# zlib's usual level, 6, takes twice the time for a file a tenth smaller.
_COMPRESSION = 3
# matplotlib's settings and its font and text caches belong to the whole process.
_LOCK = RLock()


def png(job: Job) -> bytes:
    """The page as a PNG at 300 dpi, with title, alt text and view in its text chunks."""
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    with _settings():
        figure = _page(job).figure
        figure.set_dpi(DPI)
        # Whole pixels: matplotlib would cut off the last one.
        figure.set_size_inches(*(round(inch * DPI) / DPI for inch in figure.get_size_inches()))
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        size = canvas.get_width_height()
        # The page is opaque, so its fourth channel is left out.
        image = Image.frombuffer("RGBA", size, canvas.buffer_rgba()).convert("RGB")
    pixels = np.frombuffer(image.tobytes(), dtype=np.uint8).reshape(size[1], size[0], 3)
    return _png_file(pixels, _facts(job))


def svg(job: Job) -> bytes:
    """The page as an SVG whose text is text, with an id for every state and every group."""
    facts = _facts(job)
    metadata = {
        "Title": facts["Title"],
        "Description": facts["Description"],
        "Creator": facts["Software"],
        "Source": facts["Source"],
        "Identifier": facts[KEY],
        "Language": job.spec.view.lang,
        "Date": None,
    }
    file = io.StringIO()
    with _settings():
        _page(job, halo_paths=False).figure.savefig(file, format="svg", metadata=metadata)
    return _accessible(file.getvalue(), job.spec).encode()


def pdf(job: Job) -> bytes:
    """The page as a PDF of one page, its text real text in embedded TrueType fonts."""
    facts = _facts(job)
    metadata = {
        "Title": facts["Title"],
        "Author": "geoaid",
        "Subject": facts["Description"],
        "Keywords": facts[KEY],
        "Creator": facts["Software"],
        "CreationDate": None,
    }
    file = io.BytesIO()
    with _settings():
        _page(job).figure.savefig(file, format="pdf", metadata=metadata)
    return file.getvalue()


def _png_file(pixels: NDArray[np.uint8], facts: dict[str, str]) -> bytes:
    """Pack pixels, shape (rows, columns, 3), and texts as a PNG (ISO/IEC 15948).

    Its rows are not filtered, which Pillow cannot be told: for flat colours that makes a smaller
    file in a third of the time.
    """
    import numpy as np

    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(height, 3 * width)
    per_metre = round(DPI / 0.0254)
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
        *(_png_text(key, words) for key, words in facts.items()),
        (b"IDAT", zlib.compress(rows.data, _COMPRESSION)),
        (b"IEND", b""),
    ]
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _png_text(key: str, words: str) -> tuple[bytes, bytes]:
    if words.isascii():
        return b"tEXt", f"{key}\0{words}".encode()
    return b"iTXt", f"{key}\0\0\0\0\0{words}".encode()


@contextmanager
def _settings() -> Iterator[None]:
    """Take matplotlib as it comes, whatever a user's matplotlibrc says, with what we need changed."""
    from matplotlib import rc_context

    with _LOCK, rc_context(_own_settings()):
        yield


@cache
def _own_settings() -> Any:
    from matplotlib import rcParams, rcParamsDefault

    sections = (
        *("axes.", "figure.", "font.", "hatch.", "lines.", "patch.", "path."),
        *("pdf.", "savefig.", "svg.", "text."),
    )
    plain = {key: rcParamsDefault[key] for key in rcParams if key.startswith(sections)}
    return plain | {
        "svg.fonttype": "none",
        "svg.hashsalt": "geoaid",
        "pdf.fonttype": 42,
        "path.simplify": True,
        "text.hinting": "none",
        "text.parse_math": False,
    }


def _facts(job: Job) -> dict[str, str]:
    """What a file says of itself."""
    import geoaid

    return {
        "Title": clean(job.spec.title),
        "Description": clean(job.spec.alt),
        "Software": f"geoaid {geoaid.__version__}",
        "Source": f"sha256 {job.answer.data_sha256}",
        "geoaid:view": job.spec.view.query(),
        KEY: Provenance.of(job).line(),
    }


@dataclass(frozen=True, slots=True)
class _Layout:
    """The blocks of a page and where they stand, mm."""

    height: float
    head: Block
    column: Block
    foot: Block
    body_top: float
    panel: Box
    foot_top: float


def _page(job: Job, *, halo_paths: bool = True) -> Sheet:
    """Compose and draw the page."""
    spec = job.spec
    layout = _layout(spec, job.name)
    sheet = Sheet(PAGE_MM[0], layout.height, halo_paths=halo_paths)
    frame = Frame.of(layout.panel)
    with sheet.group("head"):
        sheet.rect(Box(_MARGIN, _MARGIN - 4.2, _MARGIN + 14, _MARGIN - 3), ACCENT)
        layout.head.draw(sheet, _MARGIN, _MARGIN)
    with sheet.group("map"):
        cartography.draw(sheet, spec, frame)
        cartography.scale_bar(sheet, spec.view.lang, frame)
    layout.column.draw(sheet, _MARGIN, layout.body_top)
    with sheet.group("foot"):
        layout.foot.draw(sheet, layout.panel.left, layout.foot_top)
    return sheet


def _layout(spec: MapSpec, name: str) -> _Layout:
    whole = PAGE_MM[0] - 2 * _MARGIN
    left = _MARGIN + _COLUMN + _GUTTER
    wide = PAGE_MM[0] - _MARGIN - left
    head = stack(
        [
            _title(spec.title, whole),
            paragraph(_capital(spec.subtitle), _SUBTITLE, whole),
        ],
        0.6,
    )
    body_top = _MARGIN + head.height + 3.5
    foot = small_print(spec, name, wide, _GUTTER)
    column = _column(spec, PAGE_MM[1] - _MARGIN - body_top)
    needed = max(column.height, Frame.height(wide) + _GAP + foot.height)
    height = max(PAGE_MM[1], body_top + needed + _MARGIN)
    # A tall page ends its map where the neighbours end, not in a sea that is none.
    bottom = min(
        height - _MARGIN - foot.height - _GAP, body_top + Frame.height(wide) + _MORE_NORTH_SOUTH
    )
    panel = Box(left, body_top, left + wide, bottom)
    return _Layout(height, head, column, foot, body_top, panel, bottom + _GAP)


def _title(words: str, width: float) -> Block:
    """A title on one line if it can be; else broken after its colon, where the sense breaks."""
    for face in _TITLES:
        if face.width(clean(words)) <= width:
            return paragraph(words, face, width)
    first, colon, second = words.partition(": ")
    face = _TITLES[0]
    if colon and max(face.width(clean(part)) for part in (f"{first}:", second)) <= width:
        return stack([paragraph(f"{first}:", face, width), paragraph(second, face, width)])
    return paragraph(words, face, width)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _column(spec: MapSpec, room: float) -> Block:
    """The finding, its hedge in the same size, and the legend, as large as fits in ``room`` mm."""
    for size in _LARGE:
        column = _column_at(spec, size, 1)
        if column.height <= room:
            return column
    for size in _SIZES:
        both = [_column_at(spec, size, columns) for columns in (1, 2)]
        for column in both:
            if column.height <= room:
                return column
    return min(both, key=lambda column: column.height)


def _column_at(spec: MapSpec, size: float, columns: int) -> Block:
    words = stack(
        [
            paragraph(spec.findings.headline, Face(size, bold=True, leading=1.3), _COLUMN),
            paragraph(spec.findings.hedge, Face(size, colour="#46535f", leading=1.3), _COLUMN),
        ],
        2.6,
    )
    return stack(
        [
            _grouped("finding", words),
            Block(0.01, _rule),
            _grouped("legend", legend(spec, _COLUMN, columns=columns)),
        ],
        3.6,
    )


def _rule(sheet: Sheet, x: float, y: float) -> None:
    sheet.rule([x, x + _COLUMN], [y, y], RULE, 0.6)


def _grouped(name: str, block: Block) -> Block:
    def draw(sheet: Sheet, x: float, y: float) -> None:
        with sheet.group(name):
            block.draw(sheet, x, y)

    return Block(block.height, draw)


def _accessible(drawing: str, spec: MapSpec) -> str:
    """Name the drawing for a screen reader, give its text more fonts and its labels a halo."""
    label = quoteattr(clean(spec.alt))
    title, alt = escape(clean(spec.title)), escape(clean(spec.alt))
    drawing = re.sub(
        r"(<svg [^>]*)>",
        lambda found: (
            f'{found[1]} role="img" aria-label={label} lang="{spec.view.lang}">\n'
            f" <title>{title}</title>\n <desc>{alt}</desc>"
        ),
        drawing,
        count=1,
    )
    fonts = ", ".join(f"'{font}'" for font in FONTS[:-1]) + f", {FONTS[-1]}"
    drawing = drawing.replace(f"'{FONTS[0]}'", fonts)
    halo = 'stroke="#ffffff" stroke-width="2.2" stroke-linejoin="round" paint-order="stroke"'
    return drawing.replace('<g id="labels">', f'<g id="labels" {halo}>', 1)


def drawn(make: Callable[[], Sheet], ending: str) -> bytes:
    """A sheet of somebody else's as SVG, or as PNG at 300 dpi, under the settings of the figure."""
    file = io.BytesIO()
    with _settings():
        figure = make().figure
        plain: dict[str, Any] = {"Date": None} if ending == "svg" else {"Software": None}
        figure.savefig(file, format=ending, dpi=DPI, metadata=plain)
    return file.getvalue()
