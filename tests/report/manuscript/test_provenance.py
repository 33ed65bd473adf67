"""What numbers rest on, counted and marked."""

from __future__ import annotations

import pandas as pd

from analysis.formulas.key import Key
from report.manuscript.prose import Prose
from report.manuscript.provenance import counting_provenance
from tests.report.conftest import AREAS, DEFINITIONS

HELD = {"file": {"kind": "official file"}, "dashboard": {"kind": "compiled"}}
SOURCES = {"looked_after_children": ["file"], "looked_after_rate_per_10k": ["dashboard", "file"]}


def test_the_numbers_printed_so_far_are_counted_by_what_they_rest_on(sample_indicators: pd.DataFrame) -> None:
    def sources(key: Key) -> list[str]:
        return SOURCES.get(key.indicator, ["dashboard"])

    counting = Prose(sample_indicators, AREAS, DEFINITIONS, sources)
    counting_provenance(counting, HELD)
    names = ("looked_after_children", "looked_after_rate_per_10k", "statutory_share_narrow")
    counting.text(" ".join(f"{{{{ n('{name}') }}}}" for name in names), "sec-x")
    shares = "{% set printed = printed_numbers() %}{{ printed.all }}: {{ printed.official }}, {{ printed.compiled }}, "
    assert counting.text(shares + "{{ printed.both }}, {{ printed.neither }}", "sec-x") == "3: 1, 1, 1, 0"
