"""Row headers in a tagged PDF: Typst tags the cells of a table's header row as headers, and no others.

The first cell of each row says what the row is about. It becomes a header cell, and the row's other cells name it
beside their column's header, so that a screen reader says both.
"""

from __future__ import annotations

import re

from report.engines.pdf_objects import PdfObjects


def head_rows(pdf: PdfObjects) -> None:
    """Makes the first cell of every table row that row's header.

    Raises :class:`Problem` where a table is not tagged as Typst does.
    """
    heads = []
    for table, body in enumerate(pdf.beginning(b"<</Type/StructElem/S/TBody/"), start=1):
        for row, cells in enumerate(map(pdf.kids, pdf.kids(body)), start=1):
            name = b"(T%dR%d)" % (table, row)
            first, *others = cells
            pdf.change(first, rb"/S/TD(/P \d+ 0 R)(/A\[<</O/Table)", rb"/S/TH\1/ID%b\2/Scope/Row" % name)
            for cell in others:
                pdf.change(cell, rb"(<</O/Table/Headers\[[^\]]*)", rb"\1" + name)
            heads.append(b"%b%d 0 R" % (name, first))
    if heads:
        tree = pdf.only(b"<</Type/StructTreeRoot")
        columns = re.findall(rb"\([^()]*\)\d+ 0 R", pdf.found(tree, rb"/IDTree<</Names\[([^\]]*)\]"))
        pdf.change(tree, rb"/IDTree<</Names\[[^\]]*", rb"/IDTree<</Names[" + b"".join(sorted([*columns, *heads])))
