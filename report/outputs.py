"""The names of the files in a build folder that more than one part of the report writes or reads."""

from __future__ import annotations

from typing import Final

INDICATORS: Final = "indicators.csv"
"""Every value of every indicator."""

HEADLINE: Final = "headline.json"
"""Every number that the report prints."""

CLAIMS: Final = "claims.csv"
"""Every claim, with its verdict."""

INPUTS: Final = "inputs.json"
"""Fingerprints of what the report was made from."""

MANIFEST: Final = "manifest.json"
"""Every file of the build, with its fingerprint."""
