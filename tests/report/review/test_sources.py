"""What a list of sources says of a number, held against the trail that the trace prints for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.formulas.provenance import Trails
from analysis.indicators.definitions import definitions
from analysis.tables.loading import Tables
from report.editions.edition import Press
from report.editions.places import places
from report.manuscript.draft import Measured
from report.manuscript.values import Values
from report.review.trace import traced_entry
from report.review.trace_output import Surroundings, as_data

EDITIONS = 20
"""How many editions are compared with ``--full``; otherwise a quarter of them."""

Entry = Mapping[str, Any]
Printed = Callable[[Entry], list[str]]


@pytest.fixture(scope="module")
def printed(tables: Tables, indicators: pd.DataFrame) -> Printed:
    """The sources of the observations that the trace of a number prints; those of councils left out do not count."""
    values, trails = Values(indicators, tables.areas), Trails(indicators, tables, definitions())
    about = Surroundings(tables.sources, {}, dict(tables.membership.names), None, {}, None)
    return lambda entry: sorted(set(source_ids(as_data(traced_entry(entry, values, trails), about)["trails"])))


def source_ids(printed: Any) -> Iterator[str]:
    """Every ``source_id`` within what is printed, but for councils left out."""
    if isinstance(printed, dict):
        if "source_id" in printed:
            yield printed["source_id"]
        for name, part in printed.items():
            yield from source_ids(part) if name != "left_out" else ()
    elif isinstance(printed, list):
        for part in printed:
            yield from source_ids(part)


def differing(headline: Sequence[Entry], printed: Printed) -> dict[str, tuple[list[str], list[str]]]:
    """The numbers whose list of sources is another than their trace prints, with both."""
    found = {entry["key"]: (entry["sources"], printed(entry)) for entry in headline}
    return {key: (listed, traced) for key, (listed, traced) in found.items() if listed != traced}


def test_the_sources_of_every_number_of_the_report_are_those_of_its_trace(built: Path, printed: Printed) -> None:
    headline = json.loads((built / "headline.json").read_text(encoding="utf-8"))
    assert len(headline) > 2_000
    assert differing(headline, printed) == {}


def test_the_sources_of_every_number_of_editions_are_those_of_its_trace(
    tables: Tables, indicators: pd.DataFrame, claims: pd.DataFrame, printed: Printed, pytestconfig: pytest.Config
) -> None:
    press = Press(Measured(tables, indicators, claims))
    known = places(tables.places)
    editions = EDITIONS if pytestconfig.getoption("full") else EDITIONS // 4
    some = known[:: len(known) // editions]
    assert len(some) >= editions
    for place in some:
        headline = press.manuscript(place).headline
        assert len(headline) > 100, place.area_name
        assert differing(headline, printed) == {}, place.area_name


def test_a_budget_against_the_outturn_before_rests_on_the_returns_of_both_years(
    tables: Tables, indicators: pd.DataFrame
) -> None:
    key = "budget_less_outturn_before_gbp[childrens_social_care]:E92000001:2023-24"
    (value,) = Values(indicators, tables.areas).behind(key)
    sources = Trails(indicators, tables, definitions()).sources(value)
    assert [source.rpartition("-20")[0] for source in sources] == ["mhclg-ra-2023-24", "mhclg-rs-2022-23"]


def test_a_weekly_cost_of_one_council_rests_on_the_release_that_gives_it(
    tables: Tables, indicators: pd.DataFrame
) -> None:
    (kent,) = Values(indicators, tables.areas).behind("unit_cost_gbp_per_week[residential_care]:E10000016:2024-25")
    assert Trails(indicators, tables, definitions()).sources(kent) == ("dfe-lait-section-251-2025-12",)
