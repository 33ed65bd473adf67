"""What the register finds in the real claims on the real data."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from analysis.claims.register import register
from analysis.claims.rules import Verdict
from analysis.formulas.evaluation import compute
from analysis.indicators.definitions import definitions
from analysis.problem import Problem
from analysis.tables.loading import Tables, load
from report.manuscript.claims import quoting, with_reasons
from report.manuscript.prose import Prose

ROOT = Path(__file__).parents[3]


def registered(tables: Tables, indicators: pd.DataFrame) -> pd.DataFrame:
    """The register with its reasons in words, by id of the claim."""
    found = register(tables.claims, tables.documents, indicators, definitions())
    return with_reasons(found, quoting(Prose(indicators, tables.areas, definitions()), found)).set_index("claim_id")


@pytest.fixture(scope="module")
def claims(tables: Tables, indicators: pd.DataFrame) -> pd.DataFrame:
    """The register as ``build/claims.csv`` holds it."""
    return registered(tables, indicators)


def test_every_claim_has_a_verdict_and_one_sentence_why(tables: Tables, claims: pd.DataFrame) -> None:
    assert list(claims.index) == list(tables.claims["claim_id"])
    assert set(claims["verdict"]) <= set(Verdict)
    for reason in claims["reason"]:
        assert re.fullmatch(r"[A-Z0-9].*[^.]\.", reason), reason
        assert not re.search(r"\. [A-Z]|\{|nan|None", reason), reason


def test_no_rule_names_a_claim(tables: Tables) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "analysis").rglob("*.py"))
    assert not [name for name in tables.claims["claim_id"] if name in code]


REPRODUCED = (
    *("lga-referral-seconds", "lga-investigations-day", "lga-care-day", "lga-classrooms"),
    *("nlgn-growth", "nlgn-overspending", "nlgn-injection", "nlgn-highest"),
    *("valuing-care-record", "valuing-care-statutory-after", "valuing-care-most-overspend"),
)


@pytest.mark.parametrize("claim_id", REPRODUCED)
def test_what_the_official_data_gives_is_reproduced(claims: pd.DataFrame, claim_id: str) -> None:
    assert claims.loc[claim_id, "verdict"] == Verdict.REPRODUCED


def test_two_rates_are_a_factor_of_ten_off(claims: pd.DataFrame) -> None:
    wrong = claims[claims["verdict"] == Verdict.WRONG_UNIT]
    assert list(wrong.index) == ["future-rate-2010", "future-rate-2020"]
    assert wrong["recomputed"].round(1).tolist() == [584.8, 678.5]
    assert all("children looked after per 10,000 children" in reason for reason in wrong["reason"])


def test_whether_budgets_fell_depends_on_the_base_year(claims: pd.DataFrame) -> None:
    found = claims.loc["future-budgets-reduced"]
    assert found["verdict"] == Verdict.DEPENDS
    assert "−3.0%" in found["in_short"]
    assert "5.0%" in found["in_short"]
    assert "48.0%" not in found["reason"]
    assert "33.6%" in found["reason"]


def test_ten_years_are_not_judged_on_seven(claims: pd.DataFrame) -> None:
    found = claims.loc["valuing-care-entering-leaving"]
    assert found["verdict"] == Verdict.UNCHECKABLE
    assert "seven of the ten years can be seen" in found["reason"]


def test_two_releases_of_one_body_contradict_each_other(claims: pd.DataFrame) -> None:
    found = claims.loc["ccn-2022-sixty"]
    assert "60% of another total, which is 7.0% of this one, and the two contradict each other" in found["reason"]
    assert "contradicted by" in found["in_short"]


def test_every_change_is_measured_by_the_one_rule_for_base_years(tables: Tables) -> None:
    changes = tables.claims[tables.claims["beside"].str.contains(" / ")]
    for beside in changes["beside"]:
        assert not re.search(r"(expenditure_real|early_intervention_real)\w*(\[\w+\])?:England:201[01]-1[12]", beside)


def test_the_survey_contradicts_itself(claims: pd.DataFrame) -> None:
    for claim_id in ("valuing-care-childrens-share", "ccn-survey-childrens-amount"):
        assert "the two contradict each other" in str(claims.loc[claim_id, "reason"])
    assert "£319m of £639m, which is 49.9%" in str(claims.loc["valuing-care-childrens-share", "reason"])


def test_referrals_rose_by_less_than_is_said(claims: pd.DataFrame) -> None:
    found = claims.loc["ccn-referrals"]
    assert found["verdict"] == Verdict.DIFFERS
    assert round(found["recomputed"], 4) == 0.0878
    assert "6.2 percentage points below the 15% claimed" in found["reason"]


def test_the_projections_for_2025_are_overtaken_and_by_what(claims: pd.DataFrame) -> None:
    children, share = claims.loc["ccn-projection-children-2025"], claims.loc["valuing-care-statutory-2025"]
    assert (children["verdict"], children["difference"]) == (Verdict.OVERTAKEN, -13_230)
    assert (share["verdict"], round(share["difference"], 3)) == (Verdict.OVERTAKEN, -0.041)


def test_a_forecast_that_happens_to_agree_is_not_called_reproduced(claims: pd.DataFrame) -> None:
    found = claims.loc["valuing-care-overspend"]
    assert found["verdict"] == Verdict.UNCHECKABLE
    assert "children’s social care alone comes to £638.8m is a coincidence" in found["reason"]


def test_gaps_and_surveys_cannot_be_checked(claims: pd.DataFrame) -> None:
    unchecked = claims[claims["kind"].isin(("forecast survey", "opinion survey", "recommendation", "budget line"))]
    gaps = claims[claims.index.str.contains("gap")]
    assert set(unchecked["verdict"]) | set(gaps["verdict"]) == {Verdict.UNCHECKABLE}


def test_a_changed_figure_changes_the_verdicts_that_rest_on_it_and_no_other(
    tables: Tables, indicators: pd.DataFrame, claims: pd.DataFrame
) -> None:
    changed = indicators.copy()
    referrals = (changed["indicator"] == "referrals") & (changed["area_code"] == "E92000001")
    changed.loc[referrals & (changed["period"] == "2022"), "value"] = 597_760 * 1.15
    found = registered(tables, changed)
    moved = found.index[found["verdict"] != claims["verdict"]]
    assert list(moved) == ["ccn-referrals"]
    assert found.loc["ccn-referrals", "verdict"] == Verdict.REPRODUCED


def test_a_cell_of_the_tables_moves_the_claim_that_depends_on_it(copied: Path, claims: pd.DataFrame) -> None:
    path = copied / "looked_after.csv"
    text = path.read_text(encoding="utf-8")
    cell = "E92000001,2018,looked_after_children,,"
    (line,) = (line for line in text.splitlines() if line.startswith(cell))
    path.write_text(text.replace(line, line.replace("75360", "72610")), encoding="utf-8")
    tables = load(copied)
    found = registered(tables, compute(tables, definitions()))
    moved = found.index[found["verdict"] != claims["verdict"]]
    assert list(moved) == ["nlgn-growth", "nlgn-highest"]


def test_a_row_added_to_the_claims_appears_in_the_register(copied: Path, indicators: pd.DataFrame) -> None:
    with (copied / "claims.csv").open("a", encoding="utf-8") as file:
        file.write(
            "new-claim,valuing-care-2023,2023-12-07,page 1,measurement,Children looked after in Kent,2025,Kent,"
            "equals,2000,children,100,looked_after_children:Kent:2025,,,\n"
        )
    tables = load(copied)
    found = registered(tables, indicators)
    assert found.index[-1] == "new-claim"
    assert found.iloc[-1]["key"] == "looked_after_children:E10000016:2025"


def test_a_claim_about_an_unknown_indicator_stops_with_the_nearest_names(
    tables: Tables, indicators: pd.DataFrame
) -> None:
    row = tables.claims.iloc[[0]].assign(formula="looked_after_childern:England:2025", kind="measurement")
    with pytest.raises(Problem, match=r"no indicator 'looked_after_childern': the nearest are looked_after_children"):
        register(row, tables.documents, indicators, definitions())


def test_a_claim_is_quoted_in_prose_and_recorded_as_such(
    tables: Tables, indicators: pd.DataFrame, claims: pd.DataFrame
) -> None:
    prose = quoting(Prose(indicators, tables.areas, definitions()), claims.reset_index())
    text = prose.text(
        '{{ claim("ccn-projection-children-2025") }}, {{ missed("ccn-projection-children-2025")|size }}', "x"
    )
    assert text == "95,000, 13,230"
    quoted, missed = sorted(prose.headline(), key=lambda entry: str(entry["text"]), reverse=True)
    assert (quoted["key"], quoted["formula"]) == ("claim(ccn-projection-children-2025)", "as published")
    assert missed["formula"] == "looked_after_children:E92000001:2025 - ccn-projection-children-2025"
    with pytest.raises(Problem, match="There is no claim 'ccn-projection'"):
        prose.text('{{ claim("ccn-projection") }}', "x")
    with pytest.raises(Problem, match="gives no figure"):
        prose.text('{{ claim("valuing-care-record") }}', "x")
