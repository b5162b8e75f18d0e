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
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from geoaid import ledger as ledgers
from geoaid.render import composition
from geoaid.render.beside import Beside
from geoaid.render.content import of_one
from geoaid.render.face import FONTS, clean
from geoaid.render.page import Print
from geoaid.render.provenance import KEY, Provenance
from geoaid.render.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from geoaid.mapspec import MapSpec
    from geoaid.render import Job

DPI = 300
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
        figure, dpi = _page(job).figure, job.print_.dots
        figure.set_dpi(dpi)
        # Whole pixels: matplotlib would cut off the last one.
        figure.set_size_inches(*(round(inch * dpi) / dpi for inch in figure.get_size_inches()))
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        size = canvas.get_width_height()
        image = Image.frombuffer("RGBA", size, canvas.buffer_rgba())
        if job.print_.background == "white":
            # The page is opaque, so its fourth channel is left out.
            image = image.convert("RGB")
        pixels = np.frombuffer(image.tobytes(), dtype=np.uint8).reshape(size[1], size[0], -1)
    return _png_file(pixels, dpi, _facts(job))


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
    title = job.print_.title or job.spec.title
    return _accessible(file.getvalue(), job.spec, title).encode()


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


def _png_file(pixels: NDArray[np.uint8], dpi: int, facts: dict[str, str]) -> bytes:
    """Pack pixels, shape (rows, columns, 3 or 4), and texts as a PNG (ISO/IEC 15948).

    Its rows are not filtered, which Pillow cannot be told: for flat colours that makes a smaller
    file in a third of the time.
    """
    import numpy as np

    height, width, channels = pixels.shape
    rows = np.zeros((height, 1 + channels * width), dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(height, channels * width)
    per_metre = round(dpi / 0.0254)
    colour_type = {3: 2, 4: 6}[channels]
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)),
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

    how = {"geoaid:print": clean(" ".join(job.print_.options()))} if job.print_.options() else {}
    return how | {
        "Title": clean(job.print_.title or job.spec.title),
        "Description": clean(job.spec.alt),
        "Software": f"geoaid {geoaid.__version__}",
        "Source": f"sha256 {job.answer.data_sha256}",
        "geoaid:view": job.spec.view.query(job.ledger.start),
        KEY: Provenance.of(job).line(),
    }


def _page(job: Job, *, halo_paths: bool = True) -> Sheet:
    """Compose and draw the page."""
    layout = composition.compose(job)
    sheet = Sheet(
        layout.width,
        layout.height,
        halo_paths=halo_paths,
        has_paper=job.print_.background == "white",
        is_grey=job.print_.ink == "grey",
    )
    layout.draw(sheet)
    return sheet


def _layout(spec: MapSpec, name: str) -> Beside:
    """The page of one map on A4, as it is composed."""
    layout = composition.of_content(of_one(spec, ledgers.bundled(), name, Print()), Print())
    assert isinstance(layout, Beside)
    return layout


def _accessible(drawing: str, spec: MapSpec, title: str) -> str:
    """Name the drawing for a screen reader, give its text more fonts and its labels a halo."""
    label = quoteattr(clean(spec.alt))
    title, alt = escape(clean(title)), escape(clean(spec.alt))
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
    return re.sub(r'(<g id="(?:[\w-]+-)?labels")>', rf"\1 {halo}>", drawing)


def drawn(make: Callable[[], Sheet], ending: str) -> bytes:
    """A sheet of somebody else's as SVG, or as PNG at 300 dpi, under the settings of the figure."""
    file = io.BytesIO()
    with _settings():
        figure = make().figure
        plain: dict[str, Any] = {"Date": None} if ending == "svg" else {"Software": None}
        figure.savefig(file, format=ending, dpi=DPI, metadata=plain)
    return file.getvalue()
