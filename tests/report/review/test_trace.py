"""Following a number back on the real tables."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.problem import Problem
from analysis.tables.loading import Tables
from report import cli
from report.review.trace import Use, read_headline, traced, uses
from tests.conftest import OfficialFiles

Trace = Callable[..., tuple[int, str, str]]
RATE = "looked_after_rate_per_100k:E10000016:2025"
GROWTH = "percent_change(looked_after_children:E92000001:2025, looked_after_children:E92000001:2024)"
HIGHEST = "top(looked_after_rate_per_10k:2025, 2, authority)"


def entry(key: str, text: str, *places: str, formula: str = "") -> dict[str, Any]:
    known = {"label": "", "value": None, "unit": "", "area": "", "period": "", "definition": "", "formula": formula}
    return known | {"key": key, "text": text, "places": list(places)}


HEADLINE = [
    entry("looked_after_children:E92000001:2025", "81,770", "sec-summary", "fig-numbers"),
    entry("looked_after_children:E92000001:2024", "83,530", "sec-summary"),
    entry(
        GROWTH,
        "−2.1%",
        "sec-summary",
        formula="looked_after_children:E92000001:2025 ÷ looked_after_children:E92000001:2024 − 1",
    ),
    entry(HIGHEST, "Blackpool and Stoke-on-Trent", "sec-children", formula="the 2 highest of 151 values"),
]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """What a build leaves of its numbers."""
    (tmp_path / "headline.json").write_text(json.dumps(HEADLINE), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        RATE,
        "looked_after_rate_per_100k:Kent:2025",
        "looked_after_rate_per_100k:kent county council:2025",
        "looked_after_rate_per_100k: e10000016 :2025",
    ],
)
def test_an_area_is_found_by_code_or_name_in_any_case(text: str, tables: Tables) -> None:
    found = traced(text, tables, None)
    assert (found.key, found.text, found.area) == (RATE, "533", "Kent")


@pytest.mark.parametrize("period", ["2023-24", "2023/24", "2023-2024", "2023–24"])
def test_a_financial_year_is_found_however_a_reader_writes_it(period: str, tables: Tables) -> None:
    found = traced(f"overspend_gbp[childrens_social_care]:England:{period}", tables, None)
    assert found.key == "overspend_gbp[childrens_social_care]:E92000001:2023-24"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("looked_after_childs:Kent:2025", "looked_after_children"),
        ("looked_after_children:Kant:2025", "Kent"),
        ("looked_after_children:Kent:2009", "2010"),
        ("expenditure_gbp:Kent:2024-25", "expenditure_gbp[children_looked_after]:Kent:2024-25"),
        ("expenditure_gbp[totl]:Kent:2024-25", "total"),
        ("looked_after_children[total]:Kent:2024", "write looked_after_children:Kent:2024"),
        ("looked_after_children", "indicator:area:period"),
        ("looked_after_projection_children[central]:Kent:2030", "Kent has no"),
        ("percent_change(looked_after_children:E92000001:2025, looked_after_children:E92000001:2023)", GROWTH),
    ],
)
def test_a_wrong_key_names_the_nearest(text: str, said: str, tables: Tables) -> None:
    with pytest.raises(Problem) as problem:
        traced(text, tables, HEADLINE)
    assert said in str(problem.value)
    assert str(problem.value).endswith(".")


def test_a_derived_number_needs_the_list_of_a_build(tables: Tables) -> None:
    with pytest.raises(Problem, match="build the report first"):
        traced(GROWTH, tables, None)


def test_a_derived_number_has_the_trails_of_its_parts(tables: Tables) -> None:
    found = traced(GROWTH, tables, HEADLINE)
    assert [str(trail.key) for trail in found.trails] == [
        "looked_after_children:E92000001:2025",
        "looked_after_children:E92000001:2024",
    ]
    assert [observation.value for observation in found.observations()] == [81_770.0, 83_530.0]


def test_a_list_of_extremes_has_the_trails_of_those_it_names(tables: Tables) -> None:
    found = traced(HIGHEST, tables, HEADLINE)
    assert [trail.result.area_name for trail in found.trails] == ["Blackpool", "Stoke-on-Trent"]


def test_the_uses_of_a_number_include_the_numbers_derived_from_it() -> None:
    assert uses("looked_after_children:E92000001:2025", HEADLINE) == [
        Use("sec-summary", "81,770", "looked_after_children:E92000001:2025"),
        Use("fig-numbers", "81,770", "looked_after_children:E92000001:2025"),
        Use("sec-summary", "−2.1%", GROWTH),
    ]
    assert uses("looked_after_children:E92000001:202", HEADLINE) == []


def test_a_list_of_numbers_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    assert read_headline(tmp_path) is None
    (tmp_path / "headline.json").write_text("{", encoding="utf-8")
    with pytest.raises(Problem, match=r"headline\.json"):
        read_headline(tmp_path)


@pytest.fixture
def trace(data: Path, build: Path, capsys: pytest.CaptureFixture[str]) -> Trace:
    """Runs the command and returns its exit status and what it says; its tables and build may be others than usual."""

    def run(*arguments: str | Path, tables: Path = data, numbers: Path = build) -> tuple[int, str, str]:
        status = cli.main(["trace", *map(str, arguments), "--data", str(tables), "--build", str(numbers)])
        return status, *capsys.readouterr()

    return run


def test_the_trace_prints_value_definition_working_cells_sources_and_places(trace: Trace) -> None:
    status, out, err = trace("looked_after_children:England:2025")
    assert (status, err) == (0, "")
    for expected in (
        "81,770  Children looked after at 31 March, England, 2025",
        "Children looked after by local authorities on 31 March.",
        "publisher's total",
        "analysis/audit/looked_after.sql, query looked_after_children",
        "England, 2025: 81,770  [1] row 2025 / E92000001 / Children looked after on 31 March each year, column",
        "[1] Department for Education",
        "published 2025-11",
        "official file cla_number_and_rate_per_10k_children.csv; Open Government Licence v3.0",
        "https://explore-education-statistics.service.gov.uk/",
        "81,770  sec-summary",
        "and within 1 number derived from it",
    ):
        assert expected in out


def test_a_rate_shows_its_formula_with_the_numbers_in_it_and_its_scale(trace: Trace) -> None:
    _, out, _ = trace(RATE)
    assert "children looked after at 31 March ÷ children aged 0 to 17 at mid-year × 100,000" in out
    assert "1,896 ÷ 355,390 × 100,000 = 533.49" in out
    _, derived, _ = trace("looked_after_rate_by_deprivation_per_10k[imd/1_least_deprived]:E92000001:2025")
    assert "13,977 ÷ 2,935,266 × 10,000" in derived


def test_a_sum_shows_the_first_councils_and_all_on_request(trace: Trace) -> None:
    key = "overspend_gbp[childrens_social_care]:CCN:2023-24"
    _, few, _ = trace(key)
    _, whole, _ = trace(key, "--all")
    assert "and 31 more" in few
    assert "more (" not in whole
    assert len(whole.splitlines()) == len(few.splitlines()) + 2 * (31 - 1)
    for text in (few, whole):
        assert "Left out: 3 councils" in text
        assert "North Yorkshire: budget: not available" in text


def test_a_missing_value_says_why(trace: Trace) -> None:
    status, out, _ = trace("looked_after_children:City of London:2025")
    assert status == 0
    assert out.startswith("no value")
    assert "suppressed by the publisher [c]" in out


def test_without_a_build_the_trace_says_that_the_places_are_not_known(trace: Trace, tmp_path: Path) -> None:
    status, out, _ = trace(RATE, numbers=tmp_path / "none")
    assert status == 0
    assert "there is no build" in out


def test_json_has_every_council_of_a_sum(trace: Trace) -> None:
    key = "councils_overspending_share[childrens_social_care]:England:2023-24"
    _, out, _ = trace(key, "--json")
    whole = json.loads(out)
    (trail,) = whole["trails"]
    assert sum((part["value"] or 0) > 0 for part in trail["parts"]) == trail["numerator"] == 141
    assert sum(part["value"] is not None for part in trail["parts"]) == trail["denominator"] == 147
    terms = [term for part in trail["parts"] for term in part["terms"]]
    ends = {observation["source_id"] for term in terms for observation in term["observations"]}
    assert ends == set(whole["sources"])
    assert all(source["licence"] and source["path"] for source in whole["sources"].values())


def test_a_wrong_key_is_one_sentence_and_exit_status_1(trace: Trace) -> None:
    status, out, err = trace("looked_after_childs:Kent:2025")
    assert (status, out, err.count("\n")) == (1, "", 1)


def test_missing_official_files_are_named(trace: Trace, tmp_path: Path) -> None:
    status, out, _ = trace(RATE, "--open-source", tmp_path)
    assert status == 0
    assert "the file is not in" in out
    assert "of 2 cells: the same 0, other 0, not read 2" in out


def test_the_cells_of_official_files_are_read_again(official: OfficialFiles, trace: Trace) -> None:
    status, out, _ = trace(RATE, "--open-source", official.folder)
    assert status == 0
    assert "of 2 cells: the same 2, other 0, not read 0" in out


def test_a_file_with_another_value_ends_the_trace_with_exit_status_1(data: Path, trace: Trace, tmp_path: Path) -> None:
    changed = "time_period,code,population_type,children_count\n"
    changed += "2025,E92000001,Children looked after on 31 March each year,81780\n"
    (tmp_path / "changed.csv").write_text(changed, encoding="utf-8")
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    for source in package["sources"]:
        if source["id"] == "dfe-cla-2025":
            source["sha256"] = hashlib.sha256(changed.encode()).hexdigest()
    tables = shutil.copytree(data, tmp_path / "data", copy_function=os.symlink)
    (tables / "datapackage.json").unlink()
    (tables / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    key = "looked_after_children:England:2025"
    status, out, err = trace(key, "--open-source", tmp_path, tables=tables)
    assert status == 1
    assert "the cell says “81780”, which is not what is held" in out
    assert err.startswith("Of the cells behind looked_after_children:E92000001:2025, 1 of 1 no longer have the value")
    assert err.count("\n") == 1
