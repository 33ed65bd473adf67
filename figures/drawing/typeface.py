"""Where the bundled typefaces are: Source Sans Pro for charts and tables, Source Serif Pro for text."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

SANS = "font_source_sans_pro"
SERIF = "font_source_serif_pro"


def folder(package: str) -> Path:
    """The folder of a typeface's files."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The typeface package {package.replace('_', '-')} is not installed.")
    return Path(spec.origin).parent / "files"
