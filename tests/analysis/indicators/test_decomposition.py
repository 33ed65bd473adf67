"""Number, mix and price of spending on looked-after children, against figures worked out independently."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.formulas.evaluation import compute
from analysis.formulas.key import Key
from analysis.formulas.provenance import Trails
from analysis.indicators.decomposition import GROUPS, NEGATIVE, NO_OTHERS
from analysis.indicators.definitions import definitions
from analysis.tables.areas import ENGLAND
from analysis.tables.loading import Tables

NAMES = [name for name, found in definitions().items() if found.module.endswith("decomposition")]
PARTS = [f"looked_after_change_{factor}_real_gbp" for factor in ("number", "mix", "price")]
CHANGE = "looked_after_change_real_gbp"
COUNCIL = "E08000003"


def series(indicators: pd.DataFrame, indicator: str, breakdown: str, column: str = "value") -> pd.Series:
    rows = indicators[(indicators["indicator"] == indicator) & (indicators["breakdown"] == breakdown)]
    return pd.Series(rows.set_index(["area_code", "period"])[column])


def change_of(indicators: pd.DataFrame, breakdown: str) -> pd.Series:
    return series(indicators, CHANGE, breakdown.partition("_")[2])


def millions(indicators: pd.DataFrame, breakdown: str) -> list[float]:
    found = [change_of(indicators, breakdown), *(series(indicators, name, breakdown) for name in PARTS)]
    return [round(float(values[ENGLAND, "2024-25"]) / 1e6, 1) for values in found]


def test_england_as_published(indicators: pd.DataFrame) -> None:
    assert millions(indicators, "lmdi") == [2311.4, 93.9, 681.5, 1536.0]
    spending = series(indicators, "expenditure_real_gbp", "children_looked_after")[ENGLAND]
    change = series(indicators, CHANGE, "")[ENGLAND, "2024-25"]
    assert change == pytest.approx(spending["2024-25"] - spending["2020-21"])


def test_england_without_the_two_councils_that_made_no_return(indicators: pd.DataFrame) -> None:
    assert millions(indicators, "lmdi_same_councils") == [2384.7, 102.9, 683.8, 1598.0]
    at = (ENGLAND, "2024-25")
    covered = [series(indicators, CHANGE, "same_councils", f"areas_{word}")[at] for word in ("covered", "expected")]
    assert covered == [151, 153]
    assert "without Middlesbrough, Wandsworth" in series(indicators, CHANGE, "same_councils", "note")[at]


def test_143_councils_have_counts_and_costs_of_both_years(indicators: pd.DataFrame, tables: Tables) -> None:
    councils = [(code, "2024-25") for code in tables.membership.standing("2024-25")]
    values = series(indicators, PARTS[1], "lmdi").reindex(councils)
    assert values.notna().sum() == 143
    assert (series(indicators, PARTS[1], "lmdi", "note")[values.index[values.isna()]] != "").all()


@pytest.mark.parametrize("breakdown", ["lmdi", "shapley", "lmdi_same_councils", "shapley_same_councils"])
def test_number_mix_and_price_add_up_to_the_change_everywhere(indicators: pd.DataFrame, breakdown: str) -> None:
    parts = pd.DataFrame({name: series(indicators, name, breakdown) for name in PARTS}).sum(axis=1, skipna=False)
    change = change_of(indicators, breakdown)
    assert (parts - change).abs().max() < 1
    assert (parts.isna() == change.isna()).all()


def test_both_methods_lie_close_together_for_england_and_the_regions(indicators: pd.DataFrame) -> None:
    for name in PARTS:
        one, other = (series(indicators, name, method) for method in ("lmdi", "shapley"))
        apart = (one - other).abs() / change_of(indicators, "lmdi").abs()
        wide = apart.index.get_level_values("area_code").str.startswith(("E12", "E92"))
        assert apart[wide].max() < 0.03


def test_classes_and_the_county_group_are_sums_of_their_councils(indicators: pd.DataFrame, tables: Tables) -> None:
    values = series(indicators, PARTS[2], "lmdi")
    for place in ("SC", "CCN"):
        members = values.reindex([(code, "2024-25") for code in tables.membership.members(place)])
        assert values[place, "2024-25"] == pytest.approx(members.sum())
    covered, expected, note = (
        series(indicators, PARTS[2], "lmdi", column)["CCN", "2024-25"]
        for column in ("areas_covered", "areas_expected", "note")
    )
    assert (covered, expected) == (33, 37)
    assert "West Northamptonshire" in note


def test_the_estimated_groups_add_up_to_published_spending(indicators: pd.DataFrame) -> None:
    groups = pd.DataFrame({group: series(indicators, "looked_after_group_real_gbp", group) for group in GROUPS})
    whole = groups.dropna().sum(axis=1)
    spending = series(indicators, "expenditure_real_gbp", "children_looked_after").reindex(whole.index)
    assert len(whole) > 600
    assert whole.to_numpy() == pytest.approx(spending.to_numpy())


def test_a_contribution_is_traced_to_the_cells_of_both_years(indicators: pd.DataFrame, tables: Tables) -> None:
    trails = Trails(indicators, tables, definitions())
    of_council = trails.of(Key(PARTS[1], "lmdi", COUNCIL, "2024-25"))
    assert {part.key.period for part in of_council.parts} == {"2020-21", "2021", "2024-25", "2025"}
    assert "dfe-cla-looked-after-characteristics-2025-11" in of_council.source_ids
    without = trails.of(Key(PARTS[1], "lmdi_same_councils", "E12000001", "2024-25"))
    assert "E06000002" in {part.key.area for part in without.parts}


@pytest.mark.parametrize(
    ("table", "period", "breakdown", "value", "note"),
    [
        ("unit_costs", "2024-25", "residential_care", 500_000.0, NEGATIVE),
        ("looked_after_by_placement", "2025", "placement/foster_care", 9_000.0, NO_OTHERS),
    ],
)
def test_a_council_without_a_remainder_has_no_value_and_a_note_that_says_why(
    tables: Tables, monkeypatch: pytest.MonkeyPatch, table: str, period: str, breakdown: str, value: float, note: str
) -> None:
    as_published = Tables.current

    def current(self: Tables, name: str) -> pd.DataFrame:
        frame = as_published(self, name)
        if name == table:
            row = (frame["area_code"] == COUNCIL) & (frame["period"] == period) & (frame["breakdown"] == breakdown)
            assert row.sum() == 1
            frame["value"] = frame["value"].mask(row, value)
        return frame

    monkeypatch.setattr(Tables, "current", current)
    found = compute(tables, definitions(), NAMES)
    rows = found[(found["area_code"] == COUNCIL) & (found["period"] == "2024-25")]
    contributions = rows[rows["indicator"].isin([CHANGE, *PARTS])]
    assert contributions["value"].isna().all()
    assert set(contributions["note"]) == {note}


def test_shares_of_the_first_year_are_of_the_same_councils_and_add_up(indicators: pd.DataFrame) -> None:
    share = {name: series(indicators, "looked_after_change_share", name) for name in ("number", "mix", "price", "all")}
    added = share["number"] + share["mix"] + share["price"]
    assert (added - share["all"]).abs().max() < 1e-6
    change = series(indicators, CHANGE, "same_councils")[ENGLAND, "2024-25"]
    numerator = series(indicators, "looked_after_change_share", "all", "numerator")
    assert numerator[ENGLAND, "2024-25"] == pytest.approx(change)
    assert numerator["SC", "2024-25"] == pytest.approx(series(indicators, CHANGE, "")["SC", "2024-25"])
    assert share["all"][ENGLAND, "2024-25"] == pytest.approx(0.3629, abs=0.0001)
