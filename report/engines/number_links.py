"""Links between numbers and the annex in a PDF, described to who does not see them.

Typst describes a link by what it leads to, and has no word for a number or its entry: "page 66".
"""

from __future__ import annotations

import re

from report.engines.pdf_objects import PdfObjects
from report.manuscript.document import ANNEX

_NUMBER = rb"/Dest (\d+) 0 R[^(]*/Contents\((?=page \d+\)>>)"


def describe(pdf: PdfObjects) -> None:
    """Says of every link to a number's entry, or back, that it is one.

    Raises :class:`Problem` where pages or links are not as Typst writes them.
    """
    catalogue = pdf.only(b"<</Type/Catalog")
    annex = re.search(rb"/Dests<</Names\[.*?\(%b\)(\d+) 0 R" % ANNEX.encode(), pdf.objects[catalogue])
    if annex is None:
        return
    order = {page: position for position, page in enumerate(pdf.kids(pdf.only(b"<</Type/Pages"), b"Kids"))}

    def position(destination: bytes) -> int:
        return order[int(pdf.found(int(destination), rb"\[(\d+) 0 R"))]

    begins = position(annex[1])
    for link in pdf.beginning(b"<</Type/Annot/Subtype/Link"):
        if number := re.search(_NUMBER, pdf.objects[link]):
            words = b"Where this number comes from" if position(number[1]) >= begins else b"Where this number stands"
            pdf.change(link, rb"/Contents\(", rb"/Contents(%b, " % words)
