"""Links between numbers and the annex in a PDF, described to who does not see them.

Typst describes a link by what it leads to, and has no word for a number or its entry: "page 66".
"""

from __future__ import annotations

import re

from pikepdf import Array, Name, NameTree, Object, Pdf, String

from report.manuscript.document import ANNEX

_UNDESCRIBED = re.compile(r"page \d+")


def describe(pdf: Pdf) -> None:
    """Says of every link to a number's entry, or back, that it is one."""
    if "/Names" not in pdf.Root or ANNEX not in (named := NameTree(pdf.Root.Names.Dests)):
        return
    order = {page.obj.objgen: position for position, page in enumerate(pdf.pages)}

    def position(destination: Object) -> int:
        place = destination if isinstance(destination, Array) else named[str(destination)]
        return order[place[0].objgen]

    annex = position(named[ANNEX])
    for page in pdf.pages:
        for link in page.obj.get("/Annots", Array()):
            if link.Subtype == Name.Link and _UNDESCRIBED.fullmatch(str(link.get("/Contents", ""))):
                to_entry = position(link.Dest) >= annex
                words = "Where this number comes from" if to_entry else "Where this number stands"
                link.Contents = String(f"{words}, {link.Contents}")
