"""The pictures of a brief: the map with its legend, and charts without their words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from geoaid.mapspec import MapSpec
from geoaid.render import cartography, figure
from geoaid.render.cartography import Frame
from geoaid.render.chart import svg as chart_svg
from geoaid.render.face import PT
from geoaid.render.figure import DPI
from geoaid.render.furniture import legend
from geoaid.render.labelling import Box
from geoaid.render.sheet import Sheet
from geoaid.render.surroundings import scale_bar

if TYPE_CHECKING:
    from typing import Any

    from geoaid.chartspec import ChartSpec

WIDTH_MM = 174.0
"""Width of a brief's text, and of its pictures."""
_LEGEND_MM, _GAP_MM = 46.0, 4.0
# A chart's letters of 12 pixels stand in a brief in 7.5 points.
_PIXEL_MM = 7.5 / 12 * PT
# Height in pixels of a chart's empty head.
_HEAD = 18
_RASTER = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1mm)"""


def svg(subject: MapSpec | ChartSpec) -> str:
    """A picture as an SVG document."""
    if isinstance(subject, MapSpec):
        return figure.drawn(lambda: _map(subject), "svg").decode()
    return _without_head(chart_svg(subject, width=round(WIDTH_MM / _PIXEL_MM)))


def png(subject: MapSpec | ChartSpec, fonts: Any) -> bytes:
    """A picture as PNG, 300 dots an inch at a brief's width."""
    if isinstance(subject, MapSpec):
        return figure.drawn(lambda: _map(subject), "png")
    import typst

    made = typst.compile(
        _RASTER,
        format="png",
        ppi=float(DPI),
        font_paths=fonts,
        sys_inputs={"svg": svg(subject), "width": str(WIDTH_MM)},
    )
    return bytes(made)


def _without_head(drawing: str) -> str:
    """A chart without the room that is kept for its title."""
    root = ET.fromstring(drawing)  # noqa: S314 - our own drawing
    _, _, width, height = (float(number) for number in root.get("viewBox", "").split())
    root.set("viewBox", f"0 {_HEAD} {width:g} {height - _HEAD:g}")
    root.set("height", f"{height - _HEAD:g}")
    return ET.tostring(root, encoding="unicode")


def _map(spec: MapSpec) -> Sheet:
    """The legend, and the map beside it."""
    block = legend(spec, _LEGEND_MM, columns=1)
    left = _LEGEND_MM + _GAP_MM
    height = max(Frame.height(WIDTH_MM - left), block.height + 2)
    sheet = Sheet(WIDTH_MM, height)
    frame = Frame.of(Box(left, 0, WIDTH_MM, height))
    with sheet.group("map"):
        cartography.draw(sheet, spec, frame)
        scale_bar(sheet, spec.view.lang, frame)
    with sheet.group("legend"):
        block.draw(sheet, 0, 1)
    return sheet
