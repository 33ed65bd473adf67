"""First and later releases of one figure."""

from __future__ import annotations

import pandas as pd

from analysis.tables.releases import first_release, later_release

KENT, ESSEX = "E10000016", "E10000012"


def rows(*figures: tuple[str, str, str, str, float]) -> pd.DataFrame:
    """Observations from place, period, release, status and value."""
    columns = ["area_code", "period", "release", "status", "value"]
    frame = pd.DataFrame(figures, columns=columns)
    return frame.assign(measure="outturn_gbp", breakdown="", marker=frame["value"].isna().map({True: "x", False: ""}))


def releases(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(frame[["area_code", "period", "release"]].itertuples(index=False, name=None))


def test_a_return_is_first_released_as_provisional_or_superseded() -> None:
    frame = rows(
        (KENT, "2022-23", "2023-11", "final", 1.0),
        (KENT, "2023-24", "2024-08", "provisional", 1.0),
        (KENT, "2024-25", "2025-09", "superseded", 1.0),
        (KENT, "2024-25", "2025-12", "final", 2.0),
    )
    assert releases(first_release(frame)) == [(KENT, "2023-24", "2024-08"), (KENT, "2024-25", "2025-09")]
    assert releases(later_release(frame)) == [(KENT, "2022-23", "2023-11"), (KENT, "2024-25", "2025-12")]


def test_a_count_of_31_march_is_first_released_within_the_year() -> None:
    frame = rows(
        (KENT, "2016", "2016", "superseded", 1.0),
        (KENT, "2016", "2025-11", "final", 2.0),
        (KENT, "2020", "2025-11", "final", 3.0),
        (KENT, "2025", "2025-11", "final", 4.0),
    )
    assert releases(first_release(frame)) == [(KENT, "2016", "2016"), (KENT, "2025", "2025-11")]
    assert releases(later_release(frame)) == [(KENT, "2016", "2025-11"), (KENT, "2020", "2025-11")]


def test_of_three_releases_the_first_and_the_newest_count() -> None:
    frame = rows(
        (KENT, "2020-21", "2021-06", "superseded", 2.0),
        (KENT, "2020-21", "2021-provisional", "superseded", 1.0),
        (KENT, "2020-21", "2024-05", "final", 3.0),
    )
    assert releases(first_release(frame)) == [(KENT, "2020-21", "2021-provisional")]
    assert releases(later_release(frame)) == [(KENT, "2020-21", "2024-05")]


def test_a_release_that_the_next_repeats_throughout_is_no_first_release() -> None:
    missing = float("nan")
    frame = rows(
        (KENT, "2024-25", "2025-09", "superseded", 1.0),
        (ESSEX, "2024-25", "2025-09", "superseded", missing),
        (KENT, "2024-25", "2025-12", "final", 1.0),
        (ESSEX, "2024-25", "2025-12", "final", missing),
    )
    assert first_release(frame).empty
    returned = frame.assign(value=[1.0, missing, 1.0, 5.0], marker=["", "x", "", ""])
    assert releases(first_release(returned)) == [(ESSEX, "2024-25", "2025-09"), (KENT, "2024-25", "2025-09")]
