"""Every rule by hand, on a country whose figures can be added up in the head."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from analysis.claims.register import REGISTER_COLUMNS, register
from analysis.claims.rules import Verdict, rounded
from analysis.formulas.indicator import Definition
from analysis.formulas.results import INDICATOR_COLUMNS
from analysis.problem import Problem

Judge = Callable[..., pd.Series]

DEFINITIONS = {
    name: Definition(name, label, unit, "", "", alternatives=alternatives)
    for name, label, unit, alternatives in (
        ("children", "Children", "children", ()),
        ("rate_per_100k", "Children per 100,000", "per_100k", ("rate_per_10k",)),
        ("rate_per_10k", "Children per 10,000", "per_10k", ("rate_per_100k",)),
        ("share_narrow", "Narrow share", "share", ("share_broad",)),
        ("share_broad", "Broad share", "share", ("share_narrow",)),
        ("overspend_gbp", "Overspend", "gbp", ()),
        ("cost_gbp_per_week", "Cost of a week", "gbp_per_week", ()),
        ("expenditure_real_gbp", "Spending", "gbp", ()),
        ("early_intervention_real_gbp", "Early intervention", "gbp", ()),
        ("early_intervention_lines_of_the_time_real_gbp", "Early intervention, lines of the time", "gbp", ()),
    )
}
DOCUMENTS = pd.DataFrame([{"document": "report", "title": "A report", "author": "Somebody", "page": ""}])
CLAIM = {
    "claim_id": "some-claim",
    "document": "report",
    "published": "2024",
    "location": "page 1",
    "kind": "measurement",
    "statement": "Something that somebody says",
    "period": "2024",
    "area": "England",
    "reading": "equals",
    "figure": "",
    "unit": "children",
    "rounded_to": "",
    "formula": "",
    "beside": "",
    "compare_with": "",
    "remark": "",
}
VALUES: list[tuple[str, str, str, float]] = [
    ("children", "", "2022", 80),
    ("children", "", "2023", 100),
    ("children", "", "2024", 104),
    ("children", "", "2025", 90),
    ("rate_per_100k", "", "2024", 585),
    ("rate_per_10k", "", "2024", 58.5),
    ("share_narrow", "", "2013-14", 0.41),
    ("share_narrow", "", "2016-17", 0.45),
    ("share_narrow", "", "2023-24", 0.50),
    ("share_broad", "", "2023-24", 0.74),
    ("overspend_gbp", "education", "2023-24", 70_000_000),
    ("overspend_gbp", "childrens_social_care", "2023-24", 64_000_000),
    ("overspend_gbp", "adult_social_care", "2023-24", 50_000_000),
    ("overspend_gbp", "other", "2023-24", 99_000_000),
    ("overspend_gbp", "total_services", "2023-24", 200_000_000),
    ("cost_gbp_per_week", "residential", "2022-23", 100),
    ("cost_gbp_per_week", "residential", "2023-24", 150),
    ("cost_gbp_per_week", "fostering", "2022-23", 50),
    ("cost_gbp_per_week", "fostering", "2023-24", 49),
    ("expenditure_real_gbp", "", "2010-11", 120),
    ("expenditure_real_gbp", "", "2012-13", 100),
    ("expenditure_real_gbp", "", "2019-20", 110),
    ("early_intervention_real_gbp", "", "2012-13", 80),
    ("early_intervention_real_gbp", "", "2019-20", 60),
    ("early_intervention_lines_of_the_time_real_gbp", "", "2010-11", 100),
    ("early_intervention_lines_of_the_time_real_gbp", "", "2019-20", 60),
]


def indicators(*changed: tuple[str, str, str, float]) -> pd.DataFrame:
    """The values of England, some of them changed."""
    values = {(name, breakdown, period): value for name, breakdown, period, value in (*VALUES, *changed)}
    rows = [
        (name, breakdown, "E92000001", "England", period, value, DEFINITIONS[name].unit, value, None, 2, 2, "")
        for (name, breakdown, period), value in values.items()
    ]
    return pd.DataFrame(rows, columns=list(INDICATOR_COLUMNS))


def judge(*changed: tuple[str, str, str, float], **claim: str) -> pd.Series:
    return judge_all([{**CLAIM, **claim}], *changed).iloc[0]


def judge_all(claims: list[dict[str, str]], *changed: tuple[str, str, str, float]) -> pd.DataFrame:
    return register(pd.DataFrame(claims), DOCUMENTS, indicators(*changed), DEFINITIONS)


def test_a_figure_is_rounded_as_the_claim_rounds_it_and_halves_go_up() -> None:
    assert [str(rounded(value, 0.1)) for value in (0.849, 0.85, 0.949)] == ["0.8", "0.9", "0.9"]
    assert judge(formula="children:England:2024", figure="100", rounded_to="10")["verdict"] == Verdict.REPRODUCED
    assert judge(formula="children:England:2024", figure="105", rounded_to="5")["verdict"] == Verdict.REPRODUCED
    assert judge(formula="children:England:2024", figure="105", rounded_to="1")["verdict"] == Verdict.DIFFERS


def test_a_claim_that_differs_says_by_how_much() -> None:
    found = judge(formula="children:England:2024", figure="110", rounded_to="1")
    assert (found["stated"], found["recomputed"], found["difference"]) == (110, 104, -6)
    assert found["key"] == "children:E92000001:2024"
    assert "below the {{ claim('some-claim') }} claimed" in found["reason"]


@pytest.mark.parametrize(
    ("reading", "figure", "verdict"),
    [
        ("below", "0.51", Verdict.REPRODUCED),
        ("below", "0.50", Verdict.DIFFERS),
        ("above", "0.49", Verdict.REPRODUCED),
        ("up to", "0.50", Verdict.REPRODUCED),
        ("up to", "0.49", Verdict.DIFFERS),
    ],
)
def test_under_over_and_up_to_are_read_as_such(reading: str, figure: str, verdict: Verdict) -> None:
    claim = {"formula": "share_narrow:England:2023-24", "unit": "share", "rounded_to": "0.01"}
    assert judge(**claim, reading=reading, figure=figure)["verdict"] == verdict


def test_highest_is_read_among_the_years_up_to_the_claims() -> None:
    highest = {"reading": "highest in series", "formula": "children:England:2024"}
    assert judge(**highest)["verdict"] == Verdict.REPRODUCED
    assert judge(("children", "", "2025", 200), **highest)["verdict"] == Verdict.REPRODUCED
    assert judge(("children", "", "2022", 104), **highest)["verdict"] == Verdict.DIFFERS


def test_the_largest_service_is_found_among_services_and_not_the_residual_line() -> None:
    largest = {
        "reading": "largest of services",
        "unit": "gbp",
        "formula": "overspend_gbp[childrens_social_care]:England:2023-24",
    }
    found = judge(("overspend_gbp", "education", "2023-24", 60_000_000), **largest)
    assert found["verdict"] == Verdict.REPRODUCED
    less = judge(("overspend_gbp", "adult_social_care", "2023-24", 65_000_000), **largest)
    assert less["verdict"] == Verdict.DIFFERS
    assert "behind adult social care with" in less["reason"]


def test_a_first_place_that_hangs_on_whether_education_counts_depends_on_the_definition() -> None:
    found = judge(
        reading="largest of services", unit="gbp", formula="overspend_gbp[childrens_social_care]:England:2023-24"
    )
    assert found["verdict"] == Verdict.DEPENDS
    assert "though education, left out, has" in found["reason"]


FELL = {"reading": "fell", "unit": "percent", "period": "2010-11 to 2019-20"}


def change(indicator: str, first: str, last: str = "2019-20") -> str:
    return f"{indicator}:England:{last} / {indicator}:England:{first} - 1"


def test_a_change_over_new_lines_of_spending_is_measured_from_both_base_years() -> None:
    claim = FELL | {"formula": change("expenditure_real_gbp", "2010-11")}
    found = judge(**claim)
    assert found["verdict"] == Verdict.DEPENDS
    assert (found["key"], found["other_reading"]) == (
        change("expenditure_real_gbp", "2010-11").replace("England", "E92000001"),
        change("expenditure_real_gbp", "2012-13").replace("England", "E92000001"),
    )
    assert "the claim does not say which is meant" in found["reason"]
    assert pd.isna(found["difference"])
    lower = judge(("expenditure_real_gbp", "", "2019-20", 90), **claim)
    assert lower["verdict"] == Verdict.REPRODUCED
    higher = judge(("expenditure_real_gbp", "", "2019-20", 130), **claim)
    assert higher["verdict"] == Verdict.DIFFERS


def test_a_base_year_that_is_not_held_gives_way_to_the_nearest_and_to_the_first_with_the_present_lines() -> None:
    claim = FELL | {"period": "2009-10 to 2019-20", "formula": change("expenditure_real_gbp", "2009-10")}
    found = judge(**claim)
    assert found["verdict"] == Verdict.DEPENDS
    assert found["key"].endswith(":2010-11 - 1")
    assert found["reason"].startswith("2009-10 is not held")


def test_a_series_of_its_own_on_the_lines_of_the_time_is_read_for_the_years_before() -> None:
    claim = FELL | {"reading": "equals", "rounded_to": "0.01"}
    early = change("early_intervention_real_gbp", "2010-11")
    found = judge(**claim, formula=early, figure="-0.4")
    assert (found["verdict"], found["recomputed"]) == (Verdict.DEPENDS, -0.4)
    assert found["key"].startswith("early_intervention_lines_of_the_time_real_gbp")
    assert judge(**claim, formula=early, figure="-0.25")["verdict"] == Verdict.DEPENDS
    assert judge(**claim, formula=early, figure="-0.3")["verdict"] == Verdict.DIFFERS


def test_a_change_whose_base_year_is_far_from_any_held_is_not_measured_from_a_later_one() -> None:
    claim = FELL | {"period": "2007-08 to 2019-20"}
    assert judge(**claim, formula=change("expenditure_real_gbp", "2007-08"))["verdict"] == Verdict.UNCHECKABLE
    ten_years = {"reading": "rose", "unit": "percent", "period": "2014 to 2024"}
    assert judge(**ten_years, formula=change("children", "2014", "2024"))["verdict"] == Verdict.UNCHECKABLE


def test_a_verdict_rests_on_every_reading_or_on_none() -> None:
    claim = {"reading": "above", "figure": "95", "rounded_to": "1"}
    assert judge(**claim, formula="children:England:2022; children:England:2024")["verdict"] == Verdict.DEPENDS
    assert judge(**claim, formula="children:England:2010; children:England:2024")["verdict"] == Verdict.UNCHECKABLE


def test_a_change_since_the_new_lines_and_a_level_before_them_are_read_once() -> None:
    since = judge(**FELL | {"period": "2012-13 to 2019-20"}, formula=change("expenditure_real_gbp", "2012-13"))
    assert (since["verdict"], since["other_reading"]) == (Verdict.DIFFERS, "")
    level = judge(unit="gbp", figure="120", rounded_to="1", formula="expenditure_real_gbp:England:2010-11")
    assert (level["verdict"], level["other_reading"]) == (Verdict.REPRODUCED, "")


def test_a_change_is_measured_over_the_years_that_the_claim_names() -> None:
    with pytest.raises(Problem, match="speaks of a change from 2010-11 to 2019-20") as stopped:
        judge(**FELL, formula=change("expenditure_real_gbp", "2012-13"))
    assert "give it the claim’s years" in str(stopped.value)


def test_a_rise_and_a_fall_are_read_on_changes() -> None:
    growth = "children:England:2024 / children:England:2023 - 1"
    assert judge(reading="rose", unit="percent", formula=growth)["verdict"] == Verdict.REPRODUCED
    assert judge(reading="fell", unit="percent", formula=growth)["verdict"] == Verdict.DIFFERS
    assert judge(reading="rose", unit="percent", formula=growth)["recomputed"] == 0.04


def test_series_that_disagree_make_a_verdict_depend_on_which_is_meant() -> None:
    formulas = "; ".join(
        f"cost_gbp_per_week[{kind}]:England:2023-24 / cost_gbp_per_week[{kind}]:England:2022-23 - 1"
        for kind in ("residential", "fostering")
    )
    found = judge(reading="rose", unit="percent", formula=formulas)
    assert found["verdict"] == Verdict.DEPENDS
    assert "a rise, and " in found["reason"]
    assert "no rise: the claim does not say which is meant" in found["reason"]
    assert found["in_short"].endswith(", no rise.")
    both = judge(("cost_gbp_per_week", "fostering", "2023-24", 51), reading="rose", unit="percent", formula=formulas)
    assert both["verdict"] == Verdict.REPRODUCED


def test_one_rising_or_the_other_falling_is_enough() -> None:
    rising, falling = "children:England:2024 - children:England:2023", "children:England:2025 - children:England:2024"
    one = {"reading": "rose or fell", "unit": "children"}
    assert judge(**one, formula=f"{rising}; {rising}")["verdict"] == Verdict.REPRODUCED
    assert judge(**one, formula=f"{falling}; {falling}")["verdict"] == Verdict.REPRODUCED
    assert judge(**one, formula=f"{falling}; {rising}")["verdict"] == Verdict.DIFFERS


def test_to_fall_more_than_another_is_to_fall_at_all() -> None:
    rising, falling = "children:England:2024 - children:England:2023", "children:England:2025 - children:England:2024"
    more = {"reading": "fell more than", "unit": "children"}
    assert judge(**more, formula=f"{falling}; {rising}")["verdict"] == Verdict.REPRODUCED
    assert judge(**more, formula=f"{rising}; {falling}")["verdict"] == Verdict.DIFFERS
    assert judge(**more, formula=f"{falling}; {falling}")["verdict"] == Verdict.DIFFERS


def test_another_definition_counts_only_where_it_is_declared_on_the_indicator() -> None:
    claim = {"unit": "share", "figure": "0.74", "rounded_to": "0.01"}
    found = judge(**claim, formula="share_narrow:England:2023-24")
    assert found["verdict"] == Verdict.ANOTHER_DEFINITION
    assert "broad share" in found["reason"]
    assert found["recomputed"] == 0.5


def test_another_definition_counts_only_with_the_same_coverage() -> None:
    table = indicators()
    table.loc[table["indicator"] == "share_broad", "areas_covered"] = 1
    claim = {
        **CLAIM,
        "formula": "share_narrow:England:2023-24",
        "unit": "share",
        "figure": "0.74",
        "rounded_to": "0.01",
    }
    assert register(pd.DataFrame([claim]), DOCUMENTS, table, DEFINITIONS).iloc[0]["verdict"] == Verdict.DIFFERS


def test_a_rate_for_ten_thousand_quoted_for_a_hundred_thousand_is_in_a_wrong_unit() -> None:
    claim = {"formula": "rate_per_100k:England:2024", "unit": "per_100k", "rounded_to": "1"}
    found = judge(**claim, figure="57")
    assert found["verdict"] == Verdict.WRONG_UNIT
    assert pd.isna(found["difference"])
    assert "a tenth of that" in found["reason"]
    assert "n('rate_per_10k:E92000001:2024')" in found["reason"]
    assert judge(**claim, figure="56")["verdict"] == Verdict.DIFFERS
    assert judge(**claim, figure="5850")["verdict"] == Verdict.WRONG_UNIT


def test_a_projection_is_overtaken_once_there_is_an_outturn() -> None:
    claim = {"kind": "projection", "figure": "95", "rounded_to": "5"}
    found = judge(**claim, formula="children:England:2025")
    assert (found["verdict"], found["difference"]) == (Verdict.OVERTAKEN, -5)
    exact = judge(**{**claim, "figure": "90"}, formula="children:England:2025")
    assert exact["verdict"] == Verdict.OVERTAKEN
    later = judge(**claim, formula="children:England:2030")
    assert later["verdict"] == Verdict.UNCHECKABLE
    assert later["reason"] == "Children, England 2030, has no outturn yet."


def test_a_year_that_is_not_held_is_read_from_both_its_neighbours() -> None:
    claim = {"formula": "share_narrow:England:2014-15", "unit": "share", "rounded_to": "0.01", "reading": "below"}
    assert judge(**claim, figure="0.46")["verdict"] == Verdict.REPRODUCED
    neither = judge(**claim, figure="0.40")
    assert neither["verdict"] == Verdict.DIFFERS
    assert neither["key"] == "share_narrow:E92000001:2013-14"
    between = judge(**claim, figure="0.43")
    assert between["verdict"] == Verdict.UNCHECKABLE
    assert between["reason"].startswith("2014-15 is not held, and the years nearest to it give")


def test_a_year_without_near_neighbours_leaves_a_claim_unchecked() -> None:
    found = judge(formula="children:England:2010", figure="1", rounded_to="1")
    assert found["verdict"] == Verdict.UNCHECKABLE
    assert found["reason"] == "Children, England 2010, is not held, nor is a year near it."


@pytest.mark.parametrize("kind", ["forecast survey", "opinion survey", "recommendation", "budget line"])
def test_what_is_no_measurement_is_never_reproduced(kind: str) -> None:
    found = judge(kind=kind, formula="children:England:2024", figure="104", rounded_to="1")
    assert found["verdict"] == Verdict.UNCHECKABLE
    assert pd.isna(found["recomputed"])


def test_a_figure_of_another_subject_that_agrees_is_named_a_coincidence() -> None:
    found = judge(
        kind="forecast survey",
        figure="64000000",
        unit="gbp",
        rounded_to="1000000",
        beside="overspend_gbp[total_services]:England:2023-24",
    )
    assert found["verdict"] == Verdict.UNCHECKABLE
    assert "children’s social care alone comes to" in found["reason"]
    assert "a coincidence" in found["reason"]


def test_claims_that_speak_of_each_other_are_compared() -> None:
    def claims(share: str) -> list[dict[str, str]]:
        survey = {**CLAIM, "kind": "forecast survey"}
        return [
            {**survey, "claim_id": "the-share", "figure": share, "unit": "share", "rounded_to": "0.01",
             "compare_with": "the-part / the-whole"},
            {**survey, "claim_id": "the-part", "figure": "319", "rounded_to": "1"},
            {**survey, "claim_id": "the-whole", "figure": "639", "rounded_to": "1"},
        ]  # fmt: skip

    contradicted = judge_all(claims("0.45")).iloc[0]
    assert "the two contradict each other" in contradicted["reason"]
    assert "contradicted by" in contradicted["in_short"]
    assert "the two agree within their rounding" in judge_all(claims("0.50")).iloc[0]["reason"]


def test_the_same_share_of_two_totals_is_a_contradiction() -> None:
    survey = {**CLAIM, "kind": "forecast survey", "unit": "share", "figure": "0.6", "rounded_to": "0.01"}
    of_a_total = "of-a-part * children:England:2022 / children:England:2023"
    claims = [
        survey | {"claim_id": "of-the-whole", "compare_with": of_a_total},
        survey | {"claim_id": "of-a-part"},
    ]
    assert "the two contradict each other" in judge_all(claims).iloc[0]["reason"]
    as_large = judge_all(claims, ("children", "", "2022", 100)).iloc[0]
    assert "the two agree within their rounding" in as_large["reason"]


def test_claims_of_other_years_or_without_a_figure_are_read_together_and_not_compared() -> None:
    claims = [
        CLAIM | {"claim_id": "in-words", "reading": "rose", "compare_with": "the-year-before"},
        CLAIM | {"claim_id": "the-year-itself", "figure": "2", "rounded_to": "1", "compare_with": "the-year-before"},
        CLAIM | {"claim_id": "the-year-before", "figure": "1", "rounded_to": "1", "period": "2023"},
    ]
    reasons = judge_all(claims)["reason"]
    assert all("it goes with another claim" in reason for reason in reasons.iloc[:2])
    assert not any("contradict" in reason for reason in reasons)


def test_every_claim_is_a_row_with_a_verdict_and_a_reason() -> None:
    found = judge_all([CLAIM | {"claim_id": "one-claim", "reading": "rose"}])
    assert tuple(found.columns) == REGISTER_COLUMNS
    assert found.iloc[0]["reason"] == "No official figure held measures it."


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"formula": "childern:England:2024"}, "There is no indicator 'childern': the nearest are children"),
        ({"formula": "overspend_gbp[childrens]:England:2023-24"}, "no breakdown of overspend_gbp for England"),
        ({"formula": "children:Englund:2024"}, "There is no place 'englund': the nearest are england"),
        ({"formula": "children:England"}, "cannot be read as a formula"),
        ({"formula": "children:England:2023-24"}, "is held for years such as 2025, and not for 2023-24"),
        ({"formula": "share_narrow:England:2023-24"}, "is in share, and the claim in children: give it that unit"),
        ({"unit": "chilren"}, "It is in the unit 'chilren', which is unknown: expected one of children, "),
        ({"unit": ""}, "It is in the unit '', which is unknown: expected one of children, "),
        (
            {"formula": "children:England:2024 / children:England:2023 - 1"},
            "is in share, percent or ratio, and the claim in children: give it that unit",
        ),
        (
            {"formula": "share_narrow:England:2023-24 - share_broad:England:2023-24", "unit": "share"},
            "is in percentage_points, and the claim in share: give it that unit",
        ),
        ({"document": "repport"}, "There is no document 'repport': the nearest are report"),
        ({"kind": "measure"}, "There is no kind of claim 'measure': the nearest are measurement"),
        ({"reading": "bellow"}, "There is no reading 'bellow': the nearest are below"),
        ({"figure": ""}, "The reading 'equals' needs a figure"),
        ({"reading": "fell more than"}, "needs two formulas"),
        ({"reading": "highest in series", "formula": "children:England:2024 / 2"}, "needs a key and no arithmetic"),
        ({"reading": "largest of services"}, "There is no service that is compared ''"),
        ({"compare_with": "other-claim"}, "There is no claim 'other-claim': the nearest are some-claim"),
        ({"beside": "children:England:2024 / share_narrow:England:2023-24"}, "has several units"),
    ],
)
def test_a_row_that_does_not_hang_together_stops_with_its_id_and_the_nearest_names(
    changed: dict[str, str], sentence: str
) -> None:
    row = {"formula": "children:England:2024", "figure": "104", "rounded_to": "1", **changed}
    with pytest.raises(Problem, match=r"^claims\.csv, claim some-claim") as stopped:
        judge(**row)
    assert sentence in str(stopped.value)
