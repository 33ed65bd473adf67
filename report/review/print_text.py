"""Reads the words of the printed report in the order in which a screen reader speaks them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf, String

from analysis.problem import Problem

ZERO_WIDTH_SPACE = "\u200b"
"""A place at which a long name may break."""

Number: TypeAlias = tuple[int, int]
"""The number and the generation of an object in a PDF."""
Glyphs: TypeAlias = dict[int, str]
"""The text of each glyph of a font."""

_MAPPED = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


class PrintText(NamedTuple):
    """The words of a PDF without the list of contents, the alternative texts of its charts, and its footnotes.

    Words and footnotes have no spaces, because at the end of a line the PDF has none either.
    """

    words: str
    alternatives: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_print(document: bytes) -> PrintText:
    """The words of a PDF in the order of its tags. Raises ``Problem`` if it has none."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            raise Problem("The PDF of the report has no tags to be read by: build it with the embedded engine.")
        print_ = _Print(pdf)
        words = _tight(print_.words(pdf.Root.StructTreeRoot.K, None))
        return PrintText(words, tuple(print_.alternatives), tuple(print_.notes))


class _Print:
    """The marked texts of each page, read in the order of the tags."""

    def __init__(self, pdf: Pdf) -> None:
        self.alternatives: list[str] = []
        self.notes: list[str] = []
        fonts: dict[Number, Glyphs] = {}
        self._marked = {page.obj.objgen: _marked_texts(page.obj, fonts) for page in pdf.pages}

    def words(self, kids: Object, page: Number | None) -> Iterator[str]:
        for kid in kids if isinstance(kids, Array) else [kids]:
            if not isinstance(kid, Dictionary):
                yield self._text(page, int(kid))
            elif "/MCID" in kid:
                yield self._text(kid.Pg.objgen if "/Pg" in kid else page, int(kid.MCID))
            elif "/Alt" in kid:
                self.alternatives.append(str(kid.Alt))
            elif "/K" in kid and str(kid.S) != "/TOC":
                on = kid.Pg.objgen if "/Pg" in kid else page
                if str(kid.S) == "/Note":
                    self.notes.append(_tight(self.words(_without_label(kid.K), on)))
                else:
                    yield from self.words(kid.K, on)

    def _text(self, page: Number | None, mark: int) -> str:
        return self._marked[page].get(mark, "") if page else ""


def _without_label(kids: Object) -> Object:
    return Array(kid for kid in kids if not (isinstance(kid, Dictionary) and str(kid.get("/S")) == "/Lbl"))


def _tight(words: Iterator[str]) -> str:
    return "".join("".join(words).replace(ZERO_WIDTH_SPACE, "").split())


def _marked_texts(page: Object, fonts: dict[Number, Glyphs]) -> dict[int, str]:
    """The text under each mark of a page; text without a mark (running heads, page numbers) is not read."""
    texts: dict[int, str] = {}
    glyphs: Glyphs = {}
    marks: list[int | None] = [None]
    for instruction in pikepdf.parse_content_stream(page, "BDC BMC EMC Tf Tj TJ"):
        operands = instruction.operands
        match str(instruction.operator):
            case "BDC":
                properties = operands[1]
                marks.append(int(properties.MCID) if "/MCID" in properties else marks[-1])
            case "BMC":
                marks.append(marks[-1])
            case "EMC":
                marks.pop()
            case "Tf":
                glyphs = _glyphs(page.Resources.Font[str(operands[0])], fonts)
            case _ if (mark := marks[-1]) is not None:
                texts[mark] = texts.get(mark, "") + _text(operands[0], glyphs)
    return texts


def _text(shown: Object, glyphs: Glyphs) -> str:
    parts = shown if isinstance(shown, Array) else [shown]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, String))
    return "".join(glyphs.get(high << 8 | low, "") for high, low in zip(codes[::2], codes[1::2], strict=True))


def _glyphs(font: Object, known: dict[Number, Glyphs]) -> Glyphs:
    if font.objgen not in known:
        table = font.ToUnicode.read_bytes()
        known[font.objgen] = {
            int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
            for block in _MAPPED.findall(table)
            for glyph, text in _PAIR.findall(block)
        }
    return known[font.objgen]
