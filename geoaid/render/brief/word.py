"""A brief as a Word document, so that an analyst can go on writing.

Headings, captions, lists and tables are Word's own, so that its outline, its list of figures and
its numbering work. Equal input gives equal bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from geoaid.render.brief import pictures
from geoaid.render.brief.paper import fonts
from geoaid.render.brief.tree import (
    Cell,
    Heading,
    KeyFigures,
    Listing,
    Paragraph,
    Picture,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geoaid.render.brief.tree import Block, Brief

_LANGUAGES = {"en": "en-US", "es": "es-MX"}
_SOFT, _ACCENT, _LINK, _SHADE = "52606D", "EA580C", "1C4F7C", "F3F6F8"
_FONT = "Calibri"
# Of a comment in a file's properties Word keeps this much.
_MOST = 255


def docx(brief: Brief) -> bytes:
    """Write a brief on A4.

    Returns
    -------
    bytes
        A .docx file; its properties hold title, view and data hash.
    """
    return _Writer(brief).file()


class _Writer:
    """One document on its way."""

    def __init__(self, brief: Brief) -> None:
        import docx as python_docx

        self.brief = brief
        self.document = python_docx.Document()
        self.numbers = {"figure": 0, "table": 0}
        self.lists = 0

    def file(self) -> bytes:
        """The whole document."""
        self._page()
        self._styles()
        self._properties()
        self._head()
        for block in self.brief.blocks:
            self._block(block)
        buffer = io.BytesIO()
        self.document.save(buffer)
        return _undated(buffer.getvalue())

    def _page(self) -> None:
        from docx.shared import Mm

        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(18)
        section.top_margin = section.bottom_margin = Mm(18)
        footer = section.footer.paragraphs[0]
        run = footer.add_run(f"{clean(self.brief.footer)} · ")
        self._small(run)
        for part in ("PAGE", "NUMPAGES"):
            if part == "NUMPAGES":
                self._small(footer.add_run(" / "))
            _field(footer, part, "1")

    def _styles(self) -> None:
        from docx.shared import Pt, RGBColor

        styles = self.document.styles
        defaults = styles.element.find(f".//{_tag('w:rPrDefault')}/{_tag('w:rPr')}")
        language = _LANGUAGES[self.brief.lang]
        for old in defaults.findall(_tag("w:lang")):
            defaults.remove(old)
        defaults.append(_element("w:lang", val=language, eastAsia=language, bidi="ar-SA"))
        sizes = {"Normal": 10, "Title": 24, "Subtitle": 11, "Heading 1": 15, "Heading 2": 12,
                 "Heading 3": 11, "Caption": 9}  # fmt: skip
        for name, size in sizes.items():
            style = styles[name]
            style.font.name, style.font.size = _FONT, Pt(size)
            # A theme's font would come before the one that is named.
            fonts_ = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in list(fonts_.attrib):
                if "Theme" in key:
                    del fonts_.attrib[key]
            style.font.color.rgb = RGBColor.from_string("1B2733")
            style.font.italic = False
        styles["Normal"].paragraph_format.space_after = Pt(6)
        styles["Caption"].font.bold = False
        styles["Caption"].font.color.rgb = RGBColor.from_string(_SOFT)
        for name in ("Heading 1", "Heading 2", "Heading 3"):
            styles[name].paragraph_format.keep_with_next = True

    def _properties(self) -> None:
        facts = self.document.core_properties
        facts.title = clean(self.brief.title)
        facts.subject = clean(self.brief.description)[:_MOST]
        facts.author = facts.last_modified_by = "geoaid"
        facts.language = _LANGUAGES[self.brief.lang]
        # Longer than python-docx lets a property be, and no reader minds.
        element = facts._element  # noqa: SLF001 - the limit is in its setters alone
        element.get_or_add_keywords().text = self.brief.made
        element.get_or_add_description().text = clean(self.brief.remake)
        facts.category, facts.revision = "geoaid", 1
        date = datetime.fromisoformat(self.brief.date or "1980-01-01").replace(tzinfo=UTC)
        facts.created = facts.modified = date

    def _head(self) -> None:
        kicker = self.document.add_paragraph()
        run = kicker.add_run(f"geoaid · {clean(self.brief.kicker)}")
        self._small(run)
        self.document.add_paragraph(clean(self.brief.title), style="Title")
        self.document.add_paragraph(clean(self.brief.subtitle), style="Subtitle")

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.document.add_heading(clean(block.text), level=block.level)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, KeyFigures):
            rows = [
                tuple(Cell(part) for part in (one.label, one.value, one.range, one.note))
                for one in block.figures
            ]
            # On paper these are no table: they take no number, so that both briefs count alike.
            self._table(
                block.caption,
                block.head,
                rows,
                (0.31, 0.17, 0.27, 0.25),
                bold=1,
                is_numbered=False,
            )
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Table):
            self._table(block.caption, block.head, block.rows, block.widths, right=block.right)
        elif isinstance(block, Listing):
            self._listing(block)

    def _paragraph(self, block: Paragraph) -> None:
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        if block.url:
            _link(paragraph, clean(block.text), block.url)
            return
        run = paragraph.add_run(clean(block.text))
        if block.kind == "lead":
            run.font.size = Pt(12)
        elif block.kind == "note":
            self._small(run)

    def _small(self, run: Any) -> None:
        from docx.shared import Pt, RGBColor

        run.font.size = Pt(8.5)
        run.font.color.rgb = RGBColor.from_string(_SOFT)

    def _caption(self, kind: str, word: str, words: str, *, above: bool) -> None:
        """A caption whose number is a field, so that Word's lists of figures and tables find it."""
        self.numbers[kind] += 1
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = above
        paragraph.add_run(f"{word} ")
        _field(paragraph, f"SEQ {word} \\* ARABIC", str(self.numbers[kind]))
        paragraph.add_run(f": {clean(words)}")

    def _picture(self, block: Picture) -> None:
        from docx.shared import Mm

        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        data = pictures.png(block.subject, fonts())
        shape = paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(pictures.WIDTH_MM))
        described = shape._inline.docPr  # noqa: SLF001 - python-docx has no name for alt text
        described.set("descr", clean(block.alt))
        described.set("title", clean(block.caption))
        self._caption("figure", self.brief.figure, block.caption, above=False)

    def _table(
        self,
        caption: str,
        head: tuple[str, ...],
        rows: Iterable[tuple[Cell, ...]],
        widths: tuple[float, ...],
        *,
        right: frozenset[int] = frozenset(),
        bold: int = -1,
        is_numbered: bool = True,
    ) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm, Pt

        if is_numbered:
            self._caption("table", self.brief.table, caption, above=True)
        else:
            heading = self.document.add_paragraph(clean(caption), style="Caption")
            heading.paragraph_format.keep_with_next = True
        rows = list(rows)
        table = self.document.add_table(rows=0, cols=len(head), style="Table Grid")
        table.autofit = False
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Mm(pictures.WIDTH_MM * share)
        for number, row in enumerate([tuple(map(Cell, head)), *rows]):
            made = table.add_row()
            properties = made._tr.get_or_add_trPr()  # noqa: SLF001 - nor for header rows
            properties.append(_element("w:cantSplit"))
            if number == 0:
                properties.append(_element("w:tblHeader"))
            for column, (place, cell) in enumerate(zip(made.cells, row, strict=True)):
                place.width = Mm(pictures.WIDTH_MM * widths[column])
                paragraph = place.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                # The first rows stay with the caption, the last with one before it.
                paragraph.paragraph_format.keep_with_next = number == 0
                self._words(paragraph, cell, size=9, is_bold=number == 0 or column == bold)
                if column in right:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                if number == 0:
                    shade = _element("w:shd", val="clear", color="auto", fill=_SHADE)
                    place._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - nor for shades
        self.document.add_paragraph().paragraph_format.space_after = Pt(4)

    def _words(self, paragraph: Any, cell: Cell, *, size: float, is_bold: bool) -> None:
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(clean(cell.text))
        run.font.size, run.bold = Pt(size), is_bold
        if cell.lang:
            run._r.get_or_add_rPr().append(_element("w:lang", val=_LANGUAGES[cell.lang]))  # noqa: SLF001 - nor for languages
        if cell.is_quiet:
            run.font.color.rgb = RGBColor.from_string(_SOFT)
        if cell.detail:
            run.add_break()
            self._small(paragraph.add_run(clean(cell.detail)))

    def _listing(self, block: Listing) -> None:
        from docx.shared import Pt

        for number, item in enumerate(block.items, start=1):
            style = "Normal" if block.is_small and block.is_numbered else "List Bullet"
            if block.is_numbered and not block.is_small:
                style = "List Number"
            paragraph = self.document.add_paragraph(style=style)
            paragraph.paragraph_format.space_after = Pt(3)
            if style == "Normal":
                # The records cite these numbers, so they are text and stay as they are.
                paragraph.add_run(f"[{number}] ").font.size = Pt(9)
            run = paragraph.add_run(clean(item.text))
            if block.is_small:
                run.font.size = Pt(9)
            if item.detail:
                # Words that end in a point, as an abbreviation does, need no other.
                end = " " if item.text.endswith(".") else ". "
                paragraph.add_run(end).font.size = Pt(9)
                if item.url:
                    _link(paragraph, clean(item.detail), item.url)
                else:
                    self._small(paragraph.add_run(clean(item.detail)))


def clean(words: str) -> str:
    """Put U+FFFD for what XML cannot hold or a reader cannot see, one space for any white space."""
    plain = " ".join(words.split())
    return "".join(char if char.isprintable() else "\ufffd" for char in plain)


def _tag(name: str) -> Any:
    from docx.oxml.ns import qn

    return qn(name)


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(_tag(f"w:{key}"), value)
    return element


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field that Word counts anew, such as the number of a page."""
    field = _element("w:fldSimple", instr=instruction)
    run = _element("w:r")
    words = _element("w:t")
    words.text = shown
    run.append(words)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields


def _link(paragraph: Any, words: str, address: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE

    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = _element("w:hyperlink")
    link.set(_tag("r:id"), relation)
    run = _element("w:r")
    look = _element("w:rPr")
    look.append(_element("w:color", val=_LINK))
    look.append(_element("w:sz", val="17"))
    look.append(_element("w:u", val="single"))
    text = _element("w:t")
    text.text = words
    run.append(look)
    run.append(text)
    link.append(run)
    paragraph._p.append(link)  # noqa: SLF001 - python-docx has no way to add a link


def _undated(data: bytes) -> bytes:
    """The same archive without the time at which it was packed."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
