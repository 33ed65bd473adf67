"""How far later releases moved the first: by hand, by what must hold of any figures, and as publishers printed them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.formulas.evaluation import compute, evaluate
from analysis.formulas.key import Key
from analysis.formulas.provenance import Trails
from analysis.formulas.trail import recomputed
from analysis.indicators import revisions
from analysis.indicators.definitions import definitions
from analysis.ingest.importing import import_files
from analysis.tables.areas import ENGLAND
from analysis.tables.loading import Tables, load
from tests.analysis.conftest import SmallTables, observations
from tests.analysis.formulas.test_evaluation import row
from tests.conftest import OfficialFiles

SOCIAL_CARE = "childrens_social_care"
OVER = "outturn_childrens_social_care"
NORTHSHIRE, NORTHPORT, EAST, WEST = "E10000001", "E06000001", "E06000002", "E06000003"
SOUTHWARK, GATESHEAD = "E09000028", "E08000037"
NAMES = [name for name, each in definitions().items() if each.module == revisions.__name__]


def two_releases(first: list[float | str], second: list[float | str]) -> SmallTables:
    """The outturn of the four councils of the small country in two releases, and a table of lines without rows."""
    councils = (NORTHSHIRE, NORTHPORT, EAST, WEST)

    def released(amounts: list[float | str], release: str, status: str) -> pd.DataFrame:
        rows = [(council, "2023-24", amount) for council, amount in zip(councils, amounts, strict=True)]
        return observations("outturn_gbp", rows, SOCIAL_CARE).assign(release=release, status=status)

    both = [released(first, "2024-08", "superseded"), released(second, "2024-12", "final")]
    lines = observations("net_current_expenditure_gbp", [(NORTHSHIRE, "2023-24", 1)], SOCIAL_CARE)
    return SmallTables({"outturn": pd.concat(both, ignore_index=True), "outturn_childrens_lines": lines})


def counted(tables: SmallTables) -> dict[str, pd.DataFrame]:
    """The shares of revisions that are counted over councils; there are none but of the outturn."""
    outturn = evaluate(revisions.outturn_revision_share(), tables)
    return {revisions.OUTTURN: outturn, revisions.LINES: outturn.iloc[:0], revisions.LOOKED_AFTER: outturn.iloc[:0]}


def test_councils_with_both_releases_are_compared() -> None:
    tables = two_releases([1e6, 2e6, "x", 4e6], [1.1e6, 2e6, 3e6, 3.9999e6])
    england = row(evaluate(revisions.outturn_revision_gbp(), tables), ENGLAND, "2023-24", SOCIAL_CARE)
    assert (england["value"], england["areas_covered"], england["areas_expected"]) == (99_900, 3, 4)
    assert "without East Southshire" in england["note"]
    values = counted(tables)
    revised = row(revisions.first_release_revised_share(values, tables), ENGLAND, "2023-24", OVER)
    assert (revised["numerator"], revised["denominator"]) == (1, 3)  # £100 less is rounding
    within = row(revisions.first_release_within_1_percent_share(values, tables), ENGLAND, "2023-24", OVER)
    assert (within["numerator"], within["denominator"]) == (2, 3)
    either_way = row(revisions.first_release_absolute_revision_share(values, tables), ENGLAND, "2023-24", OVER)
    assert either_way["value"] == pytest.approx(100_100 / 7e6)
    upper = row(revisions.first_release_upper_share(values, tables), ENGLAND, "2023-24", OVER)
    assert upper["value"] == pytest.approx(0.1 * 0.95)  # between the middle and the highest of three
    assert upper["note"] == "3 figures of councils in 1 first release"


def test_a_year_with_one_release_has_no_revision() -> None:
    tables = two_releases([1e6] * 4, [1e6] * 4)
    assert evaluate(revisions.outturn_revision_gbp(), tables).empty
    assert revisions.first_release_revised_share(counted(tables), tables).empty
    assert revisions.first_release_90th_percentile_share(counted(tables), tables).empty
    assert revisions.first_release_lower_share(counted(tables), tables).empty


@settings(max_examples=25)
@given(st.lists(st.integers(0, 10**9), min_size=8, max_size=8).filter(lambda drawn: drawn[:4] != drawn[4:]))
def test_the_first_release_and_the_revisions_make_the_later_one(amounts: list[float | str]) -> None:
    found = evaluate(revisions.outturn_revision_gbp(), two_releases(amounts[:4], amounts[4:]))
    england = row(found, ENGLAND, "2023-24", SOCIAL_CARE)
    assert sum(map(float, amounts[:4])) + england["value"] == sum(map(float, amounts[4:]))


@pytest.fixture(scope="module")
def held(tables: Tables) -> pd.DataFrame:
    return compute(tables, definitions(), NAMES)


def value(held: pd.DataFrame, indicator: str, breakdown: str, period: str, area: str = ENGLAND) -> pd.Series:
    found = held[(held["indicator"] == indicator) & (held["period"] == period)]
    return row(found, area, period, breakdown)


def test_the_second_release_of_2024_25_moved_24_of_145_councils(held: pd.DataFrame) -> None:
    revised = value(held, "first_release_revised_share", OVER, "2024-25")
    assert (revised["numerator"], revised["denominator"]) == (24, 145)
    for area, millions in ((ENGLAND, 81.9), (SOUTHWARK, 46.8), (GATESHEAD, 33.2)):
        assert round(value(held, "outturn_revision_gbp", SOCIAL_CARE, "2024-25", area)["value"] / 1e6, 1) == millions


def test_a_council_that_returned_after_the_first_release_of_2017_18_is_no_revision(held: pd.DataFrame) -> None:
    revised = value(held, "outturn_revision_gbp", SOCIAL_CARE, "2017-18")
    assert (revised["areas_covered"], revised["areas_expected"]) == (150, 152)
    assert revised["note"] == "without North Yorkshire, Reading"


def test_2023_24_is_first_released_in_the_lines_of_ro3(held: pd.DataFrame) -> None:
    revised = value(held, "outturn_revision_gbp", SOCIAL_CARE, "2023-24")
    assert "first released in RO3" in revised["note"]
    assert revised["areas_covered"] == 142
    assert not ((held["indicator"] == revisions.LINES) & (held["period"] == "2023-24")).any()


def test_looked_after_children_as_first_printed_and_as_they_stand(held: pd.DataFrame) -> None:
    # Printed in November 2024: 83,630; in November 2025: 83,530. SFR41/2016 has 70,440, the Interactive Tool 70,410.
    assert value(held, "looked_after_revision_children", "", "2024")["value"] == 83_530 - 83_630
    assert value(held, "looked_after_revision_children", "", "2016")["value"] == 70_410 - 70_440
    councils = value(held, "first_release_revised_share", "looked_after", "2016")
    assert councils["denominator"] == 151


@pytest.mark.parametrize("indicator", [name for name in NAMES if definitions()[name].derivation])
def test_what_is_counted_over_councils_is_made_again_from_its_trail(
    tables: Tables, held: pd.DataFrame, indicator: str
) -> None:
    found = value(held, indicator, OVER, "2024-25")
    trail = Trails(held, tables, definitions()).of(Key(indicator, OVER, ENGLAND, "2024-25"))
    assert recomputed(trail, tables) == pytest.approx(found["value"], abs=1e-8)
    assert "mhclg-rsx-2024-25-2025-09" in trail.source_ids
    assert "mhclg-rsx-2024-25-2025-12" in trail.source_ids


def test_a_release_kept_back_moves_the_revisions_when_it_comes(official: OfficialFiles, copied: Path) -> None:
    file = official["mhclg-rsx-2024-25-2025-12"]
    frame = pd.read_csv(copied / "outturn.csv", dtype="str", keep_default_na=False)
    before = frame.assign(status=frame["status"].mask(frame["release"] == "2025-09", "provisional"))
    before[frame["release"] != "2025-12"].to_csv(copied / "outturn.csv", index=False, lineterminator="\n")
    first = load(copied)
    kept_back = compute(first, definitions(), ["outturn_revision_gbp", "outturn_gbp"])
    assert not ((kept_back["indicator"] == "outturn_revision_gbp") & (kept_back["period"] == "2024-25")).any()
    assert "provisional" in value(kept_back, "outturn_gbp", SOCIAL_CARE, "2024-25")["note"]
    import_files([file], copied)
    again = compute(load(copied), definitions(), ["outturn_revision_gbp"])
    assert round(value(again, "outturn_revision_gbp", SOCIAL_CARE, "2024-25")["value"] / 1e6, 1) == 81.9
