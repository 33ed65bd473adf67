"""Which councils a value covers and which years a series lacks, in words for captions and cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pandas as pd

from analysis.formulas.key import series_of
from analysis.formulas.observations import MARKER_MEANING
from analysis.wording import listed, say
from figures.lookup import lookup
from figures.places import is_council
from figures.selection import newest, note_of, over_time

_COUNTED: Final = re.compile(r"\d+ councils")
"""What a note has in place of councils that are too many to name."""


def coverage(indicators: pd.DataFrame, series: str, area: str, period: str = "") -> str:
    """A sentence that says how many councils a value covers and which have no figure; of the newest period by default.

    ``series`` is an indicator with its breakdown in brackets, as in keys.
    """
    indicator, breakdown = series_of(series)
    period = period or newest(over_time(indicators, indicator, area, breakdown))
    absent = left_out_of(note_of(indicators, series, area, period))
    named = f" (without {absent})" if absent and not _COUNTED.fullmatch(absent) else ""
    return f"{period}: figures of {covered_of(series, area, period)} councils{named}."


def covering(indicators: pd.DataFrame, series: str, area: str, period: str = "") -> str:
    """The sentence of :func:`coverage` and a space after it; empty for a single council."""
    return "" if is_council(area) else f"{coverage(indicators, series, area, period)} "


def gaps_in_coverage(indicators: pd.DataFrame, series: str, area: str, periods: Iterable[str]) -> str:
    """A sentence for each period whose value does not include every council, with a space after it."""
    partial = [period for period in periods if left_out_of(note_of(indicators, series, area, period))]
    return "".join(f"{coverage(indicators, series, area, period)} " for period in partial)


def left_out(series: pd.Series) -> str:
    """A sentence that names the periods of a series without a value; empty if all have one.

    >>> left_out(pd.Series({"2023": 7.0, "2024": None, "2025": None}))
    'There is no figure for 2024 and 2025. '
    >>> left_out(pd.Series({"2023": 7.0}))
    ''
    """
    missing = [str(period) for period in series.index[series.isna()]]
    return f"There is no figure for {listed(missing)}. " if missing else ""


def left_out_of(note: str) -> str:
    """The councils that a value does not include, by its note; empty if it includes all.

    >>> left_out_of("publisher's total; no figure of their own: Luton"), left_out_of("on the population then used")
    ('Luton', '')
    """
    found = re.search(r"\b(?:without|no figure of their own:) ([^;]+)", note)
    return found[1].strip() if found else ""


def without(indicators: pd.DataFrame, series: str, area: str, period: str) -> str:
    """Which councils a sum of councils leaves out, or if they are too many to name, how many it has; else empty."""
    note = note_of(indicators, series, area, period)
    if not note.startswith("without"):
        return ""
    absent = left_out_of(note)
    return f"{covered_of(series, area, period)} councils" if _COUNTED.fullmatch(absent) else f"without {absent}"


def missing_word(indicators: pd.DataFrame, indicator: str, area: str, period: str) -> str:
    """What a table prints instead of a missing value: the publisher's marker, or ``[z]`` if the place did not exist."""
    if (area, period) not in lookup(indicators).values((indicator, "")):
        return "[z]"
    note = note_of(indicators, indicator, area, period)
    markers = [marker for marker, meaning in MARKER_MEANING.items() if meaning in note]
    return f"[{markers[0]}]" if markers else "[x]"


def covered_of(series: str, area: str, period: str) -> str:
    """How many councils a value covers, of how many, such as "151 of 153", as a template."""
    return f"{say('covered', series, area, period)} of {say('expected', series, area, period)}"


def part_of(series: str, area: str, period: str) -> str:
    """The numerator of a share and its denominator, such as "99 of 151", as a template."""
    return f"{say('numerator', series, area, period)} of {say('denominator', series, area, period)}"
