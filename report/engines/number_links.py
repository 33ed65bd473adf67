"""Descriptions of the links between numbers and the annex in a PDF, for readers who do not see them.

Typst describes a link by its target: "page 66". The description should say that the target is a number or its entry.
"""

from __future__ import annotations

import re

from pikepdf import Array, NameTree, Object, Pdf, String

from report.manuscript.document import ANNEX


def describe_number_links(pdf: Pdf) -> None:
    """Say of every link from a number to its entry in the annex, and of every link back, what it leads to."""
    targets = NameTree(pdf.Root.Names.Dests) if "/Names" in pdf.Root else {}
    if ANNEX not in targets:
        return
    order = {page.obj.objgen: position for position, page in enumerate(pdf.pages)}

    def page_of(target: Object) -> int:
        return order[target[0].objgen]

    annex = page_of(targets[ANNEX])
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            # Links to numbers and entries have a place as target; links to headings and works have a name.
            if isinstance(link.get("/Dest"), Array) and re.fullmatch(r"page \d+", str(link.Contents)):
                words = "Where this number comes from" if page_of(link.Dest) >= annex else "Where this number stands"
                link.Contents = String(f"{words}, {link.Contents}")
