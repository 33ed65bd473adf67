"""Charts as PNG, for slides and for Word: the drawings of the report, at twice their size on the page."""

from __future__ import annotations

from collections.abc import Mapping

import typst

from report.engines.typesetting import fonts

PIXELS_PER_INCH = 192  # a drawing is made for 96


def pictures(drawings: Mapping[str, str]) -> dict[str, bytes]:
    """Drawings, by the ids of their figures, on white. Typst draws them as it does in the PDF, a page each."""
    if not drawings:
        return {}
    pages = "\n".join(f'#page(image("{name}.svg"))' for name in drawings)
    files = {f"{name}.svg": drawing.encode() for name, drawing in drawings.items()}
    files["main"] = f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n{pages}\n".encode()
    drawn = typst.compile(  # type: ignore[call-overload]  # files by name are missing from its types
        files,
        format="png",
        ppi=PIXELS_PER_INCH,
        font_paths=fonts(),
    )
    named = drawn if isinstance(drawn, list) else [drawn]
    return {name: bytes(picture) for name, picture in zip(drawings, named, strict=True)}
