"""Which figures hold: by release and status, whatever the order in which they came."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.releases import check_bases, current, differing, is_coarser, with_status, without_echoes
from analysis.problem import Problem

Row = tuple[str, ...]
STATUS, RELEASE, VALUE = 5, 4, 6


def row(release: str, value: str = "1", *, status: str = "final", period: str = "2020", measure: str = "m") -> Row:
    return ("E06000001", period, measure, "", release, status, value, "", f"source-{release}", "A1")


def test_a_figure_given_exactly_and_to_the_thousand_is_held_exactly() -> None:
    key = ("E06000001", "2023-24", "outturn_gbp", "education", "2024-12", "final")
    exact, rounded = (*key, "1234567.8", "", "a", "A1"), (*key, "1235000", "", "b", "B1")
    assert without_echoes([rounded, exact]) == [exact]
    assert without_echoes([exact, rounded]) == [exact]
    with pytest.raises(Problem, match=r"is 1234567.8 in a and 1236000 in b: one release cannot say both"):
        without_echoes([exact, (*key, "1236000", "", "b", "B1")])
    with pytest.raises(Problem, match=r"is 1234567.8 in a and x in b"):
        without_echoes([exact, (*key, "", "x", "b", "B1")])


@given(st.permutations([row(f"{year}-03", str(year)) for year in (2023, 2024, 2025, 2026)]))
def test_status_follows_from_the_releases_held_and_not_from_the_order_they_came(rows: list[Row]) -> None:
    after = with_status(with_status(rows[:2]) + rows[2:])
    assert [row[RELEASE] for row in after if row[STATUS] == "final"] == ["2026-03"]


@given(
    st.permutations([row("2021-06"), row("2020-11", status="provisional"), row("2022-final"), row("2030-provisional")])
)
def test_a_release_without_a_date_never_supersedes_one_with_a_date(rows: list[Row]) -> None:
    after = {row[RELEASE]: row[STATUS] for row in with_status(rows)}
    assert (after["2021-06"], after["2022-final"]) == ("final", "superseded")
    assert current(with_status([*rows[:1], row("2021-06")]))["E06000001", "2020", "m", ""][RELEASE] == "2021-06"


def test_a_release_without_a_date_holds_if_there_is_no_other() -> None:
    assert [row[STATUS] for row in with_status([row("2021-final")])] == ["final"]


AMOUNTS = st.dictionaries(
    st.text("abc", min_size=1, max_size=3).map(lambda name: (name,)),
    st.decimals(-(10**9), 10**9, places=2).map(lambda value: (str(value), "")),
    min_size=1,
)


@given(AMOUNTS, st.sampled_from(["1", "10", "100", "1000", "0.1"]))
def test_a_rounded_copy_says_nothing_else(exact: dict[Row, Row], to: str) -> None:
    unit = Decimal(to)
    rounded = {
        key: (str((Decimal(value) / unit).to_integral_value("ROUND_HALF_UP") * unit), "")
        for key, (value, _) in exact.items()
    }
    assert not differing(rounded, exact, 1000)


@given(AMOUNTS, st.integers(2, 10**3).map(lambda thousands: 1000 * thousands), st.booleans())
def test_a_figure_moved_by_more_than_the_rounding_is_found(
    exact: dict[Row, Row],
    change: int,
    rounded: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    copy = {key: (str(round(Decimal(value), -3) if rounded else value), "") for key, (value, _) in exact.items()}
    moved = min(exact)
    copy[moved] = (str(Decimal(copy[moved][0]) + change), "")
    assert differing(copy, exact, 1000) == [moved]


def test_a_symbol_in_place_of_a_figure_and_a_row_left_out_are_differences() -> None:
    held: dict[Row, Row] = {("a",): ("5", ""), ("b",): ("6", "")}
    assert differing({("a",): ("", "x"), ("b",): ("6", "")}, held, 1) == [("a",)]
    assert differing({("b",): ("6", "")}, held, 1) == [("a",)]
    assert is_coarser({("a",): ("5", "")}, {("a",): ("5.1", "")}, 1)


def deflators(release: str, **index: str) -> list[Row]:
    return [
        row(release, value, period=period.strip("_").replace("_", "-"), measure="gdp_deflator_index")
        for period, value in index.items()
    ]


NEWEST = deflators("2026-06", _2010_11="64.61", _2025_26="100")


def test_issues_of_deflators_are_superseded_as_a_whole() -> None:
    older = deflators("2025-06", _2009_10="80.1", _2010_11="81.2", _2018_19="100")
    for rows in ([*older, *NEWEST], [*NEWEST, *older]):
        after = with_status(rows)
        assert {row[RELEASE] for row in current(after).values()} == {"2026-06"}


def test_an_older_issue_on_another_base_is_refused_for_years_of_its_own() -> None:
    older = deflators("2020-03", _2009_10="82.10", _2010_11="83.5", _2018_19="100")
    with pytest.raises(
        Problem, match=r"^old.xlsx has its index on 2018-19 = 100, .* 2025-26 = 100 and without 2009-10"
    ):
        check_bases([*NEWEST, *older], ["source-2020-03"], {"source-2020-03": "old.xlsx"})
    check_bases([*NEWEST, *older], ["source-2026-06"], {"source-2026-06": "new.xlsx"})
    check_bases([*NEWEST, *older[1:2]], ["source-2020-03"], {"source-2020-03": "old.xlsx"})
