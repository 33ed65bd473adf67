"""Indicators computed a second time in SQL, on the tables of two regions."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from scipy.stats import chi2

from analysis.audit import queries
from analysis.audit.audit import TABLE, Audit, as_text, compared, recomputed
from analysis.formulas.evaluation import compute
from analysis.formulas.intervals import LIMIT_COLUMNS, with_limits
from analysis.indicators.definitions import counted, definitions
from analysis.problem import Problem
from analysis.tables.loading import load
from report.replay import write_tables

REGIONS = ["E12000008", "E12000009"]
"""The South East, and the South West, whose places changed in 2019: as many councils as a funnel needs."""
KEY = ["indicator", "area_code", "period"]
RATE = ("looked_after_rate_per_10k", "E10000008", "2025")
LIMITS = [name for names in LIMIT_COLUMNS.values() for name in names]


@pytest.fixture(scope="module")
def regions(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of England and of two regions."""
    folder = shutil.copytree(data, tmp_path_factory.mktemp("regions") / "data")
    areas = pd.read_csv(folder / "areas.csv", dtype="str", keep_default_na=False)
    elsewhere = (areas["level"] == "region") & ~areas["area_code"].isin(REGIONS)
    small = areas[~elsewhere & areas["region_code"].isin(["", *REGIONS])]
    small.to_csv(folder / "areas.csv", index=False)
    for resource in json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        frame = pd.read_csv(folder / resource["path"], dtype="str", keep_default_na=False)
        for column in {"area_code", "neighbour_code"} & set(frame):
            frame = frame[frame[column].isin(small["area_code"])]
        frame.to_csv(folder / resource["path"], index=False)
    return folder


@pytest.fixture(scope="module")
def printed(regions: Path) -> pd.DataFrame:
    """The table of indicators of the regions."""
    return with_limits(compute(load(regions), definitions()), counted())


def changed(printed: pd.DataFrame, column: str, by: float) -> pd.DataFrame:
    """The table with one number of the rate moved."""
    here = (printed[KEY] == list(RATE)).all(axis="columns")
    assert here.sum() == 1
    return printed.assign(**{column: printed[column].mask(here, printed[column] + by)})


@pytest.fixture(scope="module")
def again(regions: Path) -> pd.DataFrame:
    """The indicators of the regions as SQL computes them."""
    return recomputed(regions)


def outcomes(found: Audit) -> list[list[str]]:
    """The keys that differ, and how."""
    differences: list[list[str]] = found.differences[[*KEY, "outcome"]].to_numpy().tolist()
    return differences


def test_both_computations_give_the_same_values(printed: pd.DataFrame, again: pd.DataFrame) -> None:
    found = compared(printed, again)
    assert found.differences.empty, as_text(found)
    assert list(found.counts["subject"]) == [*queries.SUBJECTS, "intervals"]
    assert (found.counts["compared"] > 0).all()
    held = printed[printed["indicator"].isin(list(queries.audited())) & printed["value"].notna()]
    *subjects, intervals = found.counts["equal"]
    assert sum(subjects) == len(held)
    assert intervals == held[LIMITS].notna().sum().sum()


@pytest.mark.parametrize(("column", "by"), [("value", 0.1), ("numerator", 1.0), ("denominator", 1.0)])
def test_a_changed_number_is_found(printed: pd.DataFrame, again: pd.DataFrame, column: str, by: float) -> None:
    found = compared(changed(printed, column, by), again)
    assert outcomes(found) == [[*RATE, "differs"]]
    assert found.differences["figure"].tolist() == ["value"]
    assert RATE[0] in as_text(found)


@pytest.mark.parametrize("column", LIMITS)
def test_a_changed_limit_is_found_and_named(printed: pd.DataFrame, again: pd.DataFrame, column: str) -> None:
    found = compared(changed(printed, column, 0.1), again)
    assert outcomes(found) == [[*RATE, "differs"]]
    assert found.differences["figure"].tolist() == [column]
    assert found.counts["differing"].tolist() == [*(0 for _ in queries.SUBJECTS), 1]


def test_limits_of_counts_below_ten_are_the_exact_ones_of_scipy_in_sql_too() -> None:
    with duckdb.connect() as connection:
        connection.execute(TABLE)
        connection.execute(queries.text_of("intervals"))
        connection.execute("create table counts as select range as numerator from range(10)")
        found = connection.execute("from count_limits('counts')").fetchall()
    tails = {"95": 0.025, "998": 0.001}
    assert len(found) == 10 * len(tails)
    for count, level, lower, upper in found:
        assert lower == pytest.approx(chi2.ppf(tails[level], 2 * count) / 2 if count else 0.0, abs=1e-12)
        assert upper == pytest.approx(chi2.ppf(1 - tails[level], 2 * count + 2) / 2, abs=1e-12)


def test_a_limit_that_only_one_side_has_is_a_difference(printed: pd.DataFrame, again: pd.DataFrame) -> None:
    assert outcomes(compared(changed(printed, "lower_95", float("nan")), again)) == [[*RATE, "missing in the report"]]
    assert outcomes(compared(printed, changed(again, "lower_95", float("nan")))) == [[*RATE, "missing in SQL"]]


def test_the_last_bits_of_a_number_are_no_difference(printed: pd.DataFrame, again: pd.DataFrame) -> None:
    assert compared(changed(printed, "value", 1e-10), again).differences.empty


def test_a_value_that_only_one_side_has_is_a_difference(printed: pd.DataFrame, again: pd.DataFrame) -> None:
    here = (printed[KEY] == list(RATE)).all(axis="columns")
    assert outcomes(compared(printed[~here], again)) == [[*RATE, "missing in the report"]]
    invented = pd.concat([printed, printed[here].assign(period="1999")])
    assert outcomes(compared(invented, again)) == [[*RATE[:2], "1999", "missing in SQL"]]


def test_a_changed_figure_of_a_table_is_found(regions: Path, printed: pd.DataFrame, tmp_path: Path) -> None:
    folder = shutil.copytree(regions, tmp_path / "data")
    population = pd.read_csv(folder / "population.csv", dtype="str", keep_default_na=False)
    here = (population["area_code"] == RATE[1]) & (population["period"] == "2024")
    population.assign(value=population["value"].mask(here, "100000")).to_csv(folder / "population.csv", index=False)
    found = outcomes(compared(printed, recomputed(folder)))
    assert [*RATE, "differs"] in found
    assert {period for _, _, period, _ in found} == {"2025", "2024-25"}


@pytest.mark.slow
@pytest.mark.parametrize("year", ["2017", "2018", "2019", "2020", "2021", "2022", "continuing", "turned"])
def test_both_computations_agree_on_the_tables_of_other_years(data: Path, tmp_path: Path, year: str) -> None:
    write_tables(data, tmp_path / "data", year)
    printed = with_limits(compute(load(tmp_path / "data"), definitions()), counted())
    found = compared(printed, recomputed(tmp_path / "data"))
    assert found.differences.empty, as_text(found)


def test_tables_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"analysis/audit/common\.sql cannot be run on the tables: .*areas\.csv"):
        recomputed(tmp_path)


def test_every_indicator_is_computed_twice_or_named_with_a_reason() -> None:
    audited, exempt = set(queries.audited()), set(queries.EXEMPT)
    assert not audited & exempt
    assert audited | exempt == set(definitions())
    assert all(queries.EXEMPT.values())


def test_limits_are_computed_twice_of_every_indicator_that_has_them(printed: pd.DataFrame, again: pd.DataFrame) -> None:
    assert set(printed.loc[printed["upper_95"].notna(), "indicator"]) == counted()
    assert set(again.loc[again["upper_95"].notna(), "indicator"]) == counted() - queries.EXEMPT.keys()


def test_a_query_has_one_file() -> None:
    names = [name for subject in queries.SUBJECTS for name in queries._QUERY.findall(queries.text_of(subject))]
    assert sorted(names) == sorted(queries.audited())
