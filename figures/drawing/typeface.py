"""The bundled typefaces, where their files are, and the letters of charts: two weights, two sizes.

Source Sans Pro sets charts and tables, Source Serif Pro the text.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Final

SANS: Final = "font_source_sans_pro"
SERIF: Final = "font_source_serif_pro"

FAMILY: Final = "Source Sans Pro"
REGULAR: Final = 400
SEMIBOLD: Final = 600
FACES: Final = {REGULAR: "SourceSansPro-Regular.ttf", SEMIBOLD: "SourceSansPro-Semibold.ttf"}

TEXT: Final = 9.75
"""The size of a chart's text in points: 13 px."""
SMALL: Final = 9.375
"""The size of text on axes in points: 12.5 px."""


def folder(package: str) -> Path:
    """The folder of a typeface's files.

    Raises ``ModuleNotFoundError`` if the package of the typeface is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The typeface package {package.replace('_', '-')} is not installed.")
    return Path(spec.origin).parent / "files"
