"""Sentences that do not say the periods of their numbers are found: ten wrong ones of each kind, and their mends."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from report.review.meaning import period_faults
from report.review.page_text import Block, Piece

CHILDREN, RATE = "looked_after_children", "looked_after_rate_per_10k"
SPENT, SHARE = "expenditure_gbp[total]", "statutory_share_narrow"
NEWEST = {CHILDREN: "2026", RATE: "2026", SPENT: "2025-26", SHARE: "2025-26"}


def value(series: str, period: str, area: str = "E92000001") -> Piece:
    return Piece("81,770", f"{series}:{area}:{period}")


def change(series: str, since: str, to: str) -> Piece:
    return Piece("2.4%", f"percent_change({series}:E92000001:{to}, {series}:E92000001:{since})")


def block(*parts: Piece | str, kind: str = "p", panel: str = "") -> Block:
    return Block("sec-x", kind, tuple(Piece(part) if isinstance(part, str) else part for part in parts), panel)


def faults(*parts: Piece | str, kind: str = "p", panel: str = "") -> list[str]:
    return list(period_faults([block(*parts, kind=kind, panel=panel)], NEWEST))


@pytest.mark.parametrize(
    ("before", "piece", "after", "period"),
    [
        ("Councils looked after ", value(CHILDREN, "2025"), " children.", "2025"),
        ("On 31 March 2026 there were ", value(CHILDREN, "2025"), ".", "2025"),
        ("There were ", value(CHILDREN, "2024"), " in 2026.", "2024"),
        ("The rate is ", value(RATE, "2025"), ".", "2025"),
        ("In London it was ", value(RATE, "2025", "E12000007"), ".", "2025"),
        ("They spent ", value(SPENT, "2024-25"), ".", "2024-25"),
        ("In 2025-26 they spent ", value(SPENT, "2024-25"), ".", "2024-25"),
        ("Since 2016-17 it is ", value(SHARE, "2024-25"), ".", "2024-25"),
        ("That is ", change(CHILDREN, "2023", "2025"), " fewer than in 2023.", "2025"),
        ("Since 2016-17 it rose by ", change(SPENT, "2016-17", "2024-25"), ".", "2024-25"),
    ],
)
def test_an_older_number_whose_period_is_not_said_is_found(before: str, piece: Piece, after: str, period: str) -> None:
    (fault,) = faults(before, piece, after)
    assert f"of {period}, while" in fault
    assert not faults(f"In {period}: ", before, piece, after)


@pytest.mark.parametrize(
    ("parts", "unsaid"),
    [
        (("It rose by ", change(CHILDREN, "2025", "2026"), "."), "2025"),
        (("By 2026 it rose by ", change(CHILDREN, "2016", "2026"), "."), "2016"),
        (("It rose by ", change(CHILDREN, "2020", "2026"), " since 2019."), "2020"),
        (("Over ten years it rose by ", change(RATE, "2016", "2026"), "."), "2016"),
        (("The year before it fell by ", change(RATE, "2024", "2025"), " to 2025."), "2024"),
        (("It rose by ", change(SPENT, "2016-17", "2025-26"), " in real terms."), "2016-17"),
        (("It rose by ", change(SPENT, "2016-17", "2025-26"), " since 2017-18."), "2016-17"),
        (("From 2016-17 on it moved by ", change(SHARE, "2017-18", "2025-26"), "."), "2017-18"),
        (("Spending rose by ", change(SPENT, "2024-25", "2025-26"), " in 2025-26."), "2024-25"),
        (("In those years it rose by ", change(CHILDREN, "2010", "2026"), "."), "2010"),
    ],
)
def test_a_comparison_whose_periods_are_not_named_is_found(parts: Sequence[Piece | str], unsaid: str) -> None:
    (fault,) = faults(*parts)
    assert f"does not name {unsaid}" in fault
    assert not faults(f"Since {unsaid}: ", *parts)


@pytest.mark.parametrize(
    ("kind", "panel"),
    [("li", "headlines"), ("p", "lead"), ("figcaption", ""), ("h2", ""), ("h3", "")],
)
@pytest.mark.parametrize(("series", "old", "new"), [(CHILDREN, "2025", "2026"), (SPENT, "2024-25", "2025-26")])
def test_a_tile_lead_or_title_that_mixes_periods_is_found(
    kind: str, panel: str, series: str, old: str, new: str
) -> None:
    mixed = (value(series, new), " children, and ", value(series, old), " in all")
    assert len(faults(*mixed, kind=kind, panel=panel)) == 1
    assert len(faults(f"{old}: ", *mixed, kind=kind, panel=panel)) == 1
    assert not faults(f"{old} and {new}: ", *mixed, kind=kind, panel=panel)


def test_a_sentence_may_refer_to_the_years_of_the_one_before_it() -> None:
    first = ("From 2016-17 to 2025-26 it rose by ", change(SPENT, "2016-17", "2025-26"), ". ")
    later = change(CHILDREN, "2017", "2026")
    assert not faults(*first, "Over the same years the number rose by ", later, ".")
    assert len(faults(*first, "The number rose by ", later, ".")) == 1


def test_a_financial_year_names_the_31_march_that_it_ends_on() -> None:
    assert not faults("Since 2016-17 the number rose by ", change(CHILDREN, "2017", "2026"), ".")
