"""Charts and tables with and without unaccompanied asylum-seeking children."""

from __future__ import annotations

import pandas as pd

from figures import asylum
from tests.figures.conftest import Fill, Printed

KENT = "E10000016"


def test_starts_of_england_rose_with_unaccompanied_children_and_fell_without(
    indicators: pd.DataFrame, fill: Fill
) -> None:
    title = fill(asylum.with_and_without(indicators).title)
    assert "rose by 13.3%" in title
    assert title.endswith("it fell by 1.4%")


def test_without_is_all_less_unaccompanied_in_every_year_of_kent(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = {row[0]: row[1:] for row in printed(asylum.one_council(indicators, KENT))}
    assert rows["2021"][:2] == ["977", "498"]
    assert rows["2025"][:2] == ["3,226", "541"]


def test_the_council_where_most_started_follows_the_wider_places(indicators: pd.DataFrame, printed: Printed) -> None:
    rows = printed(asylum.by_place(indicators))
    assert rows[0][:3] == ["England", "81,770", "6,540"]
    assert rows[-asylum.COUNCILS_SHOWN][0] == "Kent"
