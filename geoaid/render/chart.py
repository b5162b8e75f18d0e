"""Charts as SVG, and as PNG of that SVG: one drawing for the page and for the files.

On the page title, legend and notes stand in HTML around the plot, and its points can be reached
and chosen (``dashboard/assets/charts.js``); in a file they are part of the picture. Equal input
gives equal bytes.
"""

from __future__ import annotations

import struct
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from geoaid.render.citation import shown
from geoaid.render.face import FONTS, clean
from geoaid.render.plot import panels
from geoaid.render.provenance import KEY
from geoaid.render.vector import (
    LINK,
    NAME,
    NOTE,
    PAD,
    SUBTITLE,
    TITLE,
    WIDTH,
    hatch,
    key,
    paragraph,
    px,
    short,
    text,
)
from geoaid.text import t as say

if TYPE_CHECKING:
    from geoaid.chartspec import ChartSpec


def svg(
    spec: ChartSpec,
    *,
    standalone: bool = True,
    width: int = WIDTH,
    made: str = "",
    link: str = "",
) -> str:
    """Draw a chart.

    Parameters
    ----------
    spec
        What it shows.
    standalone
        True for a file, with title, legend, notes and credits; False for the plot alone, whose
        points can be reached on the page.
    width
        In pixels; the layout follows it.
    made
        What the file says of how it was made; none if empty.
    link
        The page that shows the same; none if empty.

    Returns
    -------
    str
        An SVG document with real text and named groups.
    """
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg")
    family = ", ".join(f"'{name}'" if " " in name else name for name in FONTS)
    root.set("font-family", family)
    hatch(root)
    top = _head(root, spec, width) if standalone else 4.0
    bottom = panels(root, spec, top, width)
    if standalone:
        bottom = _foot(root, spec, bottom, width, link)
    root.set("viewBox", f"0 0 {width} {bottom:.0f}")
    if standalone:
        root.set("width", str(width))
        root.set("height", f"{bottom:.0f}")
        root.set("role", "img")
        root.set("lang", spec.lang)
        paper = ET.Element("rect", width=str(width), height=f"{bottom:.0f}", fill="#ffffff")
        root.insert(1, paper)
        for tag, words in (("desc", spec.alt), ("title", spec.title)):
            element = ET.Element(tag)
            element.text = clean(words)
            root.insert(0, element)
        if made:
            ET.SubElement(root, "metadata").text = made
    else:
        root.set("role", "group")
    root.set("aria-label", clean(spec.alt))
    return ET.tostring(root, encoding="unicode")


def png(spec: ChartSpec, dpi: int = 300, made: str = "", link: str = "") -> bytes:
    """The chart as a picture; its 720 pixels are 7.5 inches wide.

    Returns
    -------
    bytes
        PNG, with ``made`` in its text chunk ``geoaid``.
    """
    import typst
    from matplotlib import get_data_path

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "chart.svg").write_text(svg(spec, link=link), encoding="utf-8")
        Path(folder, "chart.typ").write_text(
            "#set page(width: auto, height: auto, margin: 0pt)\n"
            f'#image("chart.svg", width: {WIDTH * 0.75}pt)\n',
            encoding="utf-8",
        )
        picture = typst.compile(
            Path(folder, "chart.typ"),
            format="png",
            ppi=float(dpi),
            # A machine's own fonts would make its own bytes.
            font_paths=[Path(get_data_path(), "fonts", "ttf")],
            ignore_system_fonts=True,
        )
    said = _chunk(b"tEXt", f"{KEY}\0{made}".encode()) if made else b""
    return _with(bytes(picture), _resolution(dpi) + said)


def _resolution(dpi: int) -> bytes:
    """The chunk of a PNG that holds its resolution, in pixels a metre."""
    return _chunk(b"pHYs", struct.pack(">IIB", *(round(dpi / 0.0254),) * 2, 1))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _with(data: bytes, chunks: bytes) -> bytes:
    """Write chunks into a PNG, after its header; its own resolution gives way to theirs."""
    header = 8 + 25
    # Only among the chunks before the pixels, whose bytes may be anything.
    at = data.find(b"pHYs", header, data.index(b"IDAT"))
    if at >= 0:
        data = data[: at - 4] + data[at + 4 + 9 + 4 :]
    return data[:header] + chunks + data[header:]


def _head(root: ET.Element, spec: ChartSpec, width: int) -> float:
    head = ET.SubElement(root, "g", {"class": "title"})
    y = paragraph(head, spec.title, TITLE, 12.0, width)
    return paragraph(head, spec.subtitle, SUBTITLE, y + 2, width) + 10


def _foot(root: ET.Element, spec: ChartSpec, top: float, width: int, link: str) -> float:
    y = top + 12
    if spec.legend:
        y = _legend(root, spec, y, width) + 6
    notes = ET.SubElement(root, "g", {"class": "notes"})
    for words in (*spec.notes, *spec.credits):
        y = paragraph(notes, words, NOTE, y, width) + 3
    if link:
        anchor = ET.SubElement(root, "a", {"href": link, "target": "_blank", "class": "view"})
        words = say(spec.lang, "map.view", link=shown(link))
        y = paragraph(anchor, words, LINK, y, width) + 3
    return y + 10


def _legend(root: ET.Element, spec: ChartSpec, top: float, width: int) -> float:
    legend = ET.SubElement(root, "g", {"class": "legend"})
    x, y = float(PAD), top + 10
    for kind, whole in spec.legend:
        words = short(NAME, whole, width - 2 * PAD - 30)
        wide = 30 + px(NAME, words) + 18
        if x > PAD and x + wide > width - PAD:
            x, y = float(PAD), y + 20
        key(legend, kind, x, y)
        text(legend, words, (x + 30, y + 4), NAME)
        x += wide
    return y + 14


def keys(kind: str) -> str:
    """A legend's mark as an SVG of its own, for the page."""
    root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox="0 0 26 16", width="26")
    root.set("aria-hidden", "true")
    hatch(root)
    key(root, kind, 1, 8)
    return ET.tostring(root, encoding="unicode")
