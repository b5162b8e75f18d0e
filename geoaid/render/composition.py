"""Which page a job gets: what stands on it, and how that is laid out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geoaid.render import beside, files, insets, multiples, stacked, statepage
from geoaid.render.content import of_one

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geoaid.render import Job
    from geoaid.render.beside import Beside
    from geoaid.render.content import Content
    from geoaid.render.page import Preset, Print
    from geoaid.render.stacked import Stacked

# A page at least so much wider than high has its words beside its map.
_WIDE = 1.25
# How the least size that a page needs is looked for: so much larger each time.
_STEP, _TRIES = 1.06, 60


_MAKE: Mapping[str, Callable[[Job], Content]] = {
    "pair": multiples.pair,
    "areas": multiples.areas,
    "periods": multiples.periods,
    "state": statepage.content,
}


def compose(job: Job) -> Beside | Stacked:
    """Lay out the page of a job.

    Raises
    ------
    geoaid.errors.ExportError
        If the page has no room for the map, its title and its legend.
    """
    return of_content(replace(_content(job), link=job.link), job.print_)


def of_content(content: Content, print_: Print) -> Beside | Stacked:
    """Lay out a page; see :func:`compose`."""
    page = print_.page
    width, height = page.size_mm
    while True:
        if found := _try(content, replace(page, size_mm=(width, height))):
            return found
        height *= _STEP
        if height > page.tallest_mm:
            break
    width, height = page.size_mm
    for _ in range(_TRIES):
        width, height = width * _STEP, height * _STEP
        if _try(content, replace(page, size_mm=(width, height))):
            break
    small = "{:g} x {:g}".format(*page.size_mm)
    raise files.refused("small_page", found=small, wanted=f"{width:.0f} x {height:.0f}")


def _try(content: Content, page: Preset) -> Beside | Stacked | None:
    width, height = page.size_mm
    if len(content.pictures) == 1 and width >= height * _WIDE and not page.is_terse:
        return beside.compose(content, page) or stacked.compose(content, page)
    return stacked.compose(content, page)


def _content(job: Job) -> Content:
    layout = job.print_.layout
    if layout == "one" and job.spec.view.within:
        # The view is of one state already.
        layout = "state"
    if make := _MAKE.get(layout):
        return make(job)
    content = of_one(job.spec, job.ledger, job.name, job.print_)
    if job.print_.insets:
        spec = content.spec
        chosen, labels = insets.codes(spec), insets.labels(job.answer)
        picture = insets.InsetPicture(spec, codes=chosen, labels=labels)
        content = replace(content, pictures=(picture,))
    return content
