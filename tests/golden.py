"""Small pictures of the main pages, to be looked at; ``python -m tests.golden`` draws them anew."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from geoaid.render import Job, figure
from geoaid.render.page import Print
from geoaid.view import View

FOLDER = Path(__file__).with_name("golden")
WIDTH = 400
PAGES = {
    "a4": (View(), Print(dpi=150)),
    "letter-portrait": (View(lang="es"), Print(preset="letter-portrait", dpi=150)),
    "half-column": (View(), Print(preset="half-column")),
    "slide": (View(measure="amount", split="none"), Print(preset="slide", dpi=150)),
    "square": (View(lang="es"), Print(preset="square")),
    "need-and-assistance": (View(layer="bivariate"), Print(dpi=150)),
    "grey": (View(layer="bivariate"), Print(dpi=150, ink="grey")),
    "pair": (View(lang="es"), Print(layout="pair", second="need", dpi=150)),
    "areas": (View(), Print(layout="areas", dpi=150)),
    "periods": (View(), Print(layout="periods", preset="a4-portrait", dpi=150)),
    "state": (View(place="19"), Print(layout="state", dpi=150)),
    "insets": (View(level="municipality"), Print(insets=True, dpi=150)),
}


def small(name: str) -> Image.Image:
    """Draw a page and reduce it to ``WIDTH`` pixels across."""
    view, print_ = PAGES[name]
    data = figure.png(Job.of(view, name="map.png", print_=print_))
    image = Image.open(io.BytesIO(data)).convert("RGB")
    height = round(WIDTH * image.height / image.width)
    return image.resize((WIDTH, height), Image.Resampling.BOX)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in PAGES:
        small(name).quantize(128, dither=Image.Dither.NONE).save(
            FOLDER / f"{name}.png", optimize=True
        )


if __name__ == "__main__":
    main()
