"""Charts and tables of the steps before a child is looked after."""

from __future__ import annotations

import pandas as pd

from figures import demand
from tests.figures.conftest import Fill, Printed


def test_every_rate_is_held_from_the_first_year_on(indicators: pd.DataFrame) -> None:
    assert demand.rates(indicators).data.notna().all().all()


def test_the_title_says_which_way_enquiries_and_referrals_went(indicators: pd.DataFrame, fill: Fill) -> None:
    data = demand.rates(indicators).data.set_index("period")
    title = fill(demand.rates(indicators).title)
    enquiries, referrals = title.split(";")
    assert ("rose" in enquiries) == bool(data[demand.ENQUIRIES]["2025"] > data[demand.ENQUIRIES].iloc[0])
    assert ("rose" in referrals) == bool(data[demand.REFERRALS]["2025"] > data[demand.REFERRALS].iloc[0])


def test_the_steps_start_in_the_first_year_that_has_them_all(indicators: pd.DataFrame) -> None:
    columns = [column.heading for column in demand.steps(indicators[indicators["period"] >= "2024"]).columns]
    assert columns == ["Step", "2024", "2025", "Change since 2024"]
    assert demand.steps(indicators).title.endswith("England, 2016 to 2025")


def test_classes_and_the_county_group_have_a_rate_of_enquiries(indicators: pd.DataFrame, printed: Printed) -> None:
    cells = {row[0]: row for row in printed(demand.regions_and_classes(indicators))}
    assert all(cells[place][3] != "–" for place in ("England", "London", "London boroughs", "County group"))


def test_the_steps_are_the_publishers_numbers(indicators: pd.DataFrame, printed: Printed) -> None:
    cells = {row[0]: row for row in printed(demand.steps(indicators))}
    assert cells["Referrals in the year"][4] == "632,830"
    assert cells["Child protection plans at 31 March"][4] == "49,420"


def test_each_rate_ends_with_its_own_newest_year(indicators: pd.DataFrame, fill: Fill) -> None:
    rates_by_population = indicators["indicator"].isin(set(demand.RATES) - {demand.ENQUIRIES})
    figure = demand.rates(indicators[~(rates_by_population & (indicators["period"] == "2025"))])
    assert "between 2013 and 2024; referrals" in fill(figure.title)
    assert "2013 to 2024 (section 47 enquiries 2013 to 2025)" in fill(figure.caption)
    assert "in 2025; Protection plans" in fill(figure.alt)
    assert fill(figure.alt).endswith("in 2024.")
