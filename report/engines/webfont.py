"""The bundled typefaces inside a web page, cut to the characters of English and the signs of the report."""

from __future__ import annotations

import base64
import io

from figures.drawing.typeface import SANS, SERIF, folder

_CHARACTERS = "".join(map(chr, range(0x20, 0x7F))) + "\N{NO-BREAK SPACE}£§©°±·×÷½àâçèéêëîïôöûü–—‘’“”†•…€−≈≤≥→↑↓"
_FACES = (
    ("Source Sans Pro", SANS, "SourceSansPro-Regular.ttf", 400, "normal"),
    ("Source Sans Pro", SANS, "SourceSansPro-Semibold.ttf", 600, "normal"),
    ("Source Serif Pro", SERIF, "SourceSerifPro-Regular.ttf", 400, "normal"),
    ("Source Serif Pro", SERIF, "SourceSerifPro-It.ttf", 400, "italic"),
    ("Source Serif Pro", SERIF, "SourceSerifPro-Semibold.ttf", 600, "normal"),
)


def css() -> str:
    """``@font-face`` rules that contain the faces themselves."""
    return "\n".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slope};font-display:swap;'
        f'src:url(data:font/woff2;base64,{_woff(package, file)}) format("woff2")}}'
        for family, package, file, weight, slope in _FACES
    )


def _woff(package: str, file: str) -> str:
    from fontTools import subset  # type: ignore[import-untyped]  # it has no types
    from fontTools.ttLib import newTable  # type: ignore[import-untyped]

    options = subset.Options()
    options.flavor = "woff2"  # a locked library compresses it, in the same way on every machine
    options.hinting = False
    options.layout_features = ["kern", "liga", "lnum", "pnum", "tnum"]
    options.recalc_timestamp = False
    with subset.load_font(str(folder(package) / file), options, lazy=True) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=_CHARACTERS)
        # The licence (OFL) reserves the name "Source" for the whole typeface, so a part of it has no name. Names are
        # removed before the cut, which would otherwise take half as long again to find those in use.
        del font["name"]
        subsetter.subset(font)
        font["name"] = newTable("name")
        font["name"].names = []
        font.flavor = "woff2"
        page = io.BytesIO()
        font.save(page, reorderTables=False)
    return base64.b64encode(page.getvalue()).decode()
