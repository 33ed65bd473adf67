"""Charts as PNG, for slides and for Word: the drawings of the report, at twice their size on the page."""

from __future__ import annotations

from collections.abc import Sequence

import typst

from report.engines.typesetting import fonts
from report.manuscript.document import PrintedFigure

PIXELS_PER_INCH = 192  # a drawing is made for 96


def pictures(figures: Sequence[PrintedFigure]) -> dict[str, bytes]:
    """Each figure's drawing on white, by the figure's id. Typst draws it as it does in the PDF, a page each."""
    if not figures:
        return {}
    pages = "\n".join(f'#page(image("{figure.id}.svg"))' for figure in figures)
    files = {f"{figure.id}.svg": figure.wide.encode() for figure in figures}
    files["main"] = f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n{pages}\n".encode()
    drawn = typst.compile(  # type: ignore[call-overload]  # files by name are missing from its types
        files,
        format="png",
        ppi=PIXELS_PER_INCH,
        font_paths=fonts(),
    )
    named = drawn if isinstance(drawn, list) else [drawn]
    return {figure.id: bytes(picture) for figure, picture in zip(figures, named, strict=True)}
