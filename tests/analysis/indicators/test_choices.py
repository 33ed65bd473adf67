"""The choices behind a headline figure: every alternative declared, one choice changed at a time."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analysis.indicators.choices import HEADLINES, Headline, choices
from analysis.indicators.definitions import definitions
from analysis.tables.areas import COUNTY_GROUP, ENGLAND

SHARES: Mapping[tuple[str, str, str], Mapping[str, float]] = {
    ("narrow", "", ENGLAND): {"2023": 0.5, "2024": 0.6},
    ("broad", "", ENGLAND): {"2023": 0.7, "2024": 0.8},
    ("narrow", "", COUNTY_GROUP): {"2023": 0.4, "2024": 0.55},
    ("same", "", ENGLAND): {"2024": 0.3},
}


def held(indicator: str, breakdown: str, area: str) -> Mapping[str, float]:
    return SHARES.get((indicator, breakdown, area), {})


@pytest.mark.parametrize("name", HEADLINES)
def test_a_headline_has_every_alternative_declared_in_its_unit(name: str) -> None:
    indicator = HEADLINES[name].definitions[0][0]
    known = definitions()
    declared = {
        other
        for other, definition in known.items()
        if (other in known[indicator].alternatives or indicator in definition.alternatives)
        and definition.unit == known[indicator].unit
    }
    assert declared == {other for other, _ in HEADLINES[name].definitions[1:]}


def test_a_choice_changes_the_definition_the_year_or_the_councils_and_nothing_else() -> None:
    found = choices(Headline((("narrow", ""), ("broad", ""))), held)
    assert [(one.changes, one.indicator, one.area, one.period, one.value) for one in found] == [
        ("", "narrow", ENGLAND, "2024", 0.6),
        ("year", "narrow", ENGLAND, "2023", 0.5),
        ("definition", "broad", ENGLAND, "2024", 0.8),
        ("councils", "narrow", COUNTY_GROUP, "2024", 0.55),
    ]


def test_a_change_may_start_from_other_years_and_rest_on_the_same_councils() -> None:
    found = choices(Headline((("narrow", ""),), since="2023", same_councils=("same", "")), held)
    assert [(one.changes, one.since, one.period, round(one.value, 3)) for one in found] == [
        ("", "2023", "2024", 0.2),
        ("councils", "2023", "2024", 0.375),
        ("councils", "2023", "2024", 0.3),
    ]


def test_a_change_is_not_taken_from_before_the_lines_it_is_defined_on() -> None:
    assert choices(Headline((("narrow", ""),), since="2023", earliest="2024"), held) == []


def test_a_headline_without_a_value_has_no_choices() -> None:
    assert choices(Headline((("private", ""),)), held) == []
    assert choices(Headline((("narrow", ""),), since="2024"), held) == []
