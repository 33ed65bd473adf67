"""Figures in prose: looked up, worded, recorded; what is unknown or missing stops the build."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas.notes import PROVISIONAL
from analysis.problem import Problem
from report.manuscript.prose import Prose

RATE = "looked_after_rate_per_10k"


def say(prose: Prose, template: str) -> str:
    return prose.text(template, "sec-test")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ n('RATE', 'England', 2025) }}", "67.1"),
        ("{{ n('RATE', 'england', '2025') }}", "67.1"),
        ("{{ n('RATE', 'e92000001', 2025, decimals=0) }}", "67"),
        ("{{ n('RATE:England:2025') }}", "67.1"),
        ("{{ n('expenditure_gbp[children_looked_after]', 'England', '2024-25') }}", "£9.0bn"),
        ("{{ n('expenditure_gbp[children_looked_after]', 'England', '2024-25', style='m', decimals=1) }}", "£8,955.4m"),
        ("{{ change('RATE', 'London', 2013, 2025) }}", "−4.0"),
        ("{{ change('RATE', 'London', 2013, 2025)|size }}", "4.0"),
        ("{{ percent_change('RATE', 'North East', 2013, 2025) }}", "37.5%"),
        ("{{ points('statutory_share_narrow', 'England', '2016-17', '2024-25') }}", "10.5 percentage points"),
        ("{{ points('statutory_share_narrow', 'England', '2016-17', '2024-25', style='bare') }}", "10.5"),
        ("{{ rose('RATE', 'London', 2013, 2025) }}", "fell"),
        ("{{ rose('RATE', 'London', 2013, 2025)|capital }}", "Fell"),
        ("{{ rose('RATE', 'London', 2025, 2025) }}", "was unchanged"),
        ("{{ rose_by('RATE', 'London', 2013, 2025) }}", "fell by 7.3%"),
        ("{{ rose_by('RATE', 'North East', 2013, 2025, of='amount') }}", "rose by 30.0"),
        ("{{ rose_by('RATE', 'London', 2025, 2025) }}", "was unchanged"),
        ("{{ rose_by('RATE', 'Northumberland', 2013, 2013) or 'no value' }}", "no value"),
        ("{{ n('looked_after_children', 'England', 2025)|plural('child', 'children') }}", "children"),
        ("{{ ['Kent', 'Essex', 'Suffolk']|listed }}", "Kent, Essex and Suffolk"),
        ("{{ who('London') }}, {{ who('Council 001') }}", "councils in London, Council 001"),
        ("{{ ratio(n('RATE', 'North East', 2025), 'RATE:London:2025') }}", "2.2"),
        ("{{ higher('RATE:London:2025', 'RATE:England:2025') }}", "lower than"),
        ("{{ covered('statutory_share_narrow', 'England', '2024-25') }}", "151"),
        ("{{ expected('statutory_share_narrow', 'England', '2024-25') }}", "153"),
        ("{{ numerator('statutory_share_narrow', 'England', '2024-25', unit='gbp') }}", "£9.0bn"),
        ("{{ rank('RATE', 'Council 059', 2025)|words }}", "two"),
        ("{{ rank('RATE', 'Council 001', 2025, lowest=True) }}", "1"),
        ("{{ top('RATE', 2025, 3) }}", "Council 060, Council 059 and Council 058"),
        ("{{ top('RATE', 2025, 1, level='region') }}", "North East"),
        ("{{ latest('RATE') }}–{{ earliest('RATE') }}", "2025–2013"),
        ("{{ n('statutory_share_narrow', 'England', '2023-24')|one_in(of=10) }}", "five in ten"),
        ("{{ n('RATE', 'Northumberland', 2013) or 'not published' }}", "not published"),
        ("{{ standing('RATE', 'Council 060', 2025) }} of {{ ranked('RATE', 'Council 060', 2025) }}", "highest of 57"),
        ("{{ standing('RATE', 'Council 058', 2025) }}", "third highest"),
        ("{{ standing('RATE', 'Council 002', 2025) }}", "second lowest"),
        ("{{ standing('RATE', 'Council 013', 2025) }}", "13th lowest"),
        ("{{ standing('RATE', 'Council 017', 2025) or why('RATE', 'Council 017', 2025) }}", "suppressed"),
        ("{{ standing('RATE', 'North East', 2025) }}", "highest"),
        ("{{ ranked('RATE', 'North East', 2025)|words }}", "two"),
        ("{% set top = highest('RATE', 'region', 2025) %}{{ top }}, {{ in_words(top.area) }}", "110.0, the North East"),
        ("{{ councils_without('RATE', 2025)|listed }}", "Council 017, Council 034 and Council 051"),
        ("{{ councils_without('RATE', 2024)|listed }}", "none"),
        ("{% set low = lowest('RATE', ['London', 'North East'], 2025) %}{{ low }}, {{ low.area }}", "51.0, London"),
        ("{% set top = highest('RATE', ['London', 'E12000001'], 2025) %}{{ top }} {{ top.area }}", "110.0 North East"),
        ("{{ lowest('RATE', ['Northumberland'], 2013) or 'no value' }}", "no value"),
        ("{{ name('e12000001') }}", "North East"),
        ("{{ in_words('North East') }}, {{ owner('North East') }}", "the North East, the North East’s"),
        ("{{ held('RATE', 'Northumberland')|join }}{{ held('RATE', 'Council 001')|join }}", "2025"),
        ("{{ lower('RATE', 'Council 010', 2025) }} to {{ upper('RATE', 'Council 010', 2025) }}", "44.0 to 59.9"),
        ("{{ upper(n('RATE', 'Council 010', 2025), decimals=0) }}", "60"),
        ("{{ lower(difference('RATE:Council 010:2025', 'RATE:Council 011:2025')) }}", "−12.3"),
        ("{{ clearly('RATE:Council 010:2025', 'RATE:Council 011:2025') }}", "not clearly different from"),
        ("{{ clearly('RATE:North East:2025', 'RATE:England:2025') }}", "clearly higher than"),
        ("{{ clearly('RATE:London:2025', 'RATE:England:2025', down='below') }}", "below"),
        ("{{ lower('RATE', 'Council 017', 2025) or 'none' }}", "none"),
        ("{{ rank_lower('RATE', 'London', 2025) }} to {{ rank_upper('RATE', 'London', 2025) }}", "2 to 2"),
        ("{{ rank_lower('RATE', 'Council 017', 2025) or 'none' }}", "none"),
        ("{## a remark ##}nothing", "nothing"),
        ("{% set place = 'London' %}{{ n('RATE', place, 2025) }}", "51.0"),
        ("It is {{- n('RATE', 'London', 2025) -}} .", "It is51.0."),
        ("{{ n('RATE', 'Lon' 'don', 2025) }}", "51.0"),
        ("{{ '{{' }}{{ 'a\\tb' }}", "{{a\tb"),
    ],
)  # fmt: skip
def test_a_template_prints_what_the_indicators_hold(prose: Prose, template: str, text: str) -> None:
    template = template.replace("RATE", RATE)
    assert say(prose, template) == text
    whole = say(prose, f"{{## a remark, for which it is read as a whole ##}}{template}")
    assert whole == text


@pytest.fixture
def rates(sample_indicators: pd.DataFrame) -> pd.DataFrame:
    """The rates of the made-up country, for a test to change."""
    return sample_indicators[sample_indicators["indicator"] == RATE].copy()


def about(rates: pd.DataFrame, level: str) -> Prose:
    """The templates' environment over rates of places of one level."""
    return Prose(rates, rates[["area_code", "area_name"]].drop_duplicates().assign(level=level), {})


def test_places_with_equal_values_share_a_rank_and_the_words_say_so(rates: pd.DataFrame) -> None:
    rates.loc[rates["area_name"].isin(["Council 059", "Council 058"]) & (rates["period"] == "2025"), "value"] = 107.0
    prose = about(rates, "authority")
    for council, words in (("059", "joint third highest"), ("058", "joint third highest"), ("057", "fifth highest")):
        assert say(prose, f"{{{{ standing('{RATE}', 'Council {council}', 2025) }}}}") == words


def test_names_given_to_one_text_are_gone_from_the_next(prose: Prose) -> None:
    prose.begin(area="London")
    assert say(prose, f"{{{{ n('{RATE}', area, 2025) }}}}") == "51.0"
    prose.begin(area="North East")
    assert say(prose, f"{{{{ n('{RATE}', area, 2025) }}}}") == "110.0"
    prose.begin()
    with pytest.raises(Problem, match="names 'area', which is unknown"):
        say(prose, f"{{{{ n('{RATE}', area, 2025) }}}}")


def test_a_sentence_can_say_that_a_figure_is_of_a_first_release(rates: pd.DataFrame) -> None:
    of_london = (rates["area_name"] == "London") & (rates["period"] == "2025")
    rates.loc[of_london, "note"] = f"publisher's total; {PROVISIONAL}"
    prose = about(rates, "region")
    template = f"{{% if is_first_release('{RATE}', AREA, 2025) %}}a first release{{% else %}}final{{% endif %}}"
    assert say(prose, template.replace("AREA", "'London'")) == "a first release"
    assert say(prose, template.replace("AREA", "'North East'")) == "final"


def test_values_that_print_alike_are_unchanged(rates: pd.DataFrame) -> None:
    rates.loc[(rates["area_name"] == "England") & (rates["period"] == "2024"), "value"] = 67.14
    assert say(about(rates, "country"), f"{{{{ rose('{RATE}', 'England', 2024, 2025) }}}}") == "was unchanged"


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{{ n('looked_after_rate', 'England', 2025) }}", "no indicator 'looked_after_rate'; the nearest are RATE"),
        ("{{ n('expenditure_gbp[looked_after]', 'England', '2024-25') }}", "nearest are expenditure_gbp"),
        ("{{ n('RATE', 'Engeland', 2025) }}", "no area 'Engeland'; the nearest are England"),
        ("{{ n('RATE', 'England', 2052) }}", "no period 2052; the nearest that it has are 2025"),
        ("{{ n('RATE', 'Council 001', 2024) }}", "does not exist; the nearest are RATE:E09000001:2025"),
        ("{{ n('RATE', 'Northumberland', 2013) }}", r"Northumberland\) has no value \(not held\)"),
        ("{{ change('RATE', 'Northumberland', 2013, 2013) }}", "has no value"),
        ("{{ chnage('RATE', 'England', 2013, 2025) }}", "'chnage', which is unknown: the nearest are change"),
        ("{{ n('RATE', 'England', 2025", "not a template that can be read"),
        ("{{ n('RATE', 'England', 2025, colour='red') }}", "arguments that it does not take"),
        ("{{ points('RATE', 'England', 2013, 2025) }}", r"points\(…\) is for shares"),
        ("{{ ratio('RATE:England:2025', 'looked_after_children:England:2025') }}", "in per_10k against"),
        ("{{ n('RATE', 'England', 2025)|one_in }}", "one_in is for shares"),
        ("{{ n('RATE', 'England', 2025).value }}", "print n"),
        ("{{ none }}", "prints None"),
        ("{{ top('RATE', 2025, 900) }}", "were asked for"),
        ("{{ lower('expenditure_gbp[children_looked_after]', 'England', '2024-25') }}", "Money from full returns"),
        ("{{ upper(ratio('RATE:London:2025', 'RATE:England:2025')) }}", "values, changes and differences have one"),
        ("{% set share = 'statutory_share_narrow:England:2024-25' %}{{ clearly(share, share) }}", "has no interval"),
        ("{{ rank_upper('looked_after_children', 'London', 2025) }}", "has no interval"),
    ],
)  # fmt: skip
def test_what_is_unknown_missing_or_without_interval_stops_with_a_sentence(
    prose: Prose, template: str, sentence: str
) -> None:
    with pytest.raises(Problem, match=sentence.replace("RATE", RATE)):
        say(prose, template.replace("RATE", RATE))


def test_a_name_that_two_places_share_is_asked_about(sample_indicators: pd.DataFrame) -> None:
    rows = sample_indicators[sample_indicators["indicator"] == RATE]
    areas = rows[["area_code", "area_name"]].drop_duplicates().assign(level="region")
    areas.loc[areas["area_name"] == "London", "area_name"] = "North East"
    with pytest.raises(
        Problem, match="Several areas are called 'north east': name one by its code, of E12000001 and E12000007"
    ):
        say(Prose(rows, areas, {}), f"{{{{ n('{RATE}', 'north east', 2025) }}}}")


def test_in_markdown_a_number_carries_its_key(prose: Prose) -> None:
    text = prose.markdown(f"It is {{{{ n('{RATE}', 'England', 2025) }}}}.", "sec-test")
    assert text == f'It is [67.1]{{.number key="{RATE}:E92000001:2025"}}.'


def test_the_attributes_of_a_heading_are_no_template(prose: Prose) -> None:
    assert prose.markdown("# Method {#sec-method .unnumbered}", "sec-test") == "# Method {#sec-method .unnumbered}"


def test_every_number_printed_is_recorded_with_what_it_rests_on(prose: Prose) -> None:
    say(prose, f"{{{{ n('{RATE}', 'England', 2025) }}}} {{{{ n('{RATE}', 'England', 2025) }}}}")
    prose.text(f"{{{{ n('{RATE}', 'England', 2025) }}}}", "fig-rate")
    (entry,) = prose.headline()
    assert entry["key"] == f"{RATE}:E92000001:2025"
    assert (entry["text"], entry["unit"], entry["area"], entry["period"]) == ("67.1", "per_10k", "England", "2025")
    assert entry["label"] == "Children looked after per 10,000 children"
    assert entry["denominator"] == 12e6
    assert entry["places"] == ["sec-test", "fig-rate"]


def test_a_number_that_is_joined_to_other_words_is_recorded_too(prose: Prose) -> None:
    assert say(prose, f"{{{{ (n('{RATE}', 'England', 2025) ~ ' per 10,000')|upper }}}}") == "67.1 PER 10,000"
    assert [entry["text"] for entry in prose.headline()] == ["67.1"]


def test_a_number_that_is_compared_and_not_printed_is_not_recorded(prose: Prose) -> None:
    say(prose, f"{{% if n('{RATE}', 'England', 2025).value > 50 %}}high{{% endif %}}")
    assert prose.headline() == []


def test_a_derived_number_says_how_it_is_derived(prose: Prose) -> None:
    say(prose, f"{{{{ change('{RATE}', 'England', 2013, 2025) }}}}")
    (entry,) = prose.headline()
    assert entry["key"] == f"change({RATE}:E92000001:2025, {RATE}:E92000001:2013)"
    assert entry["formula"] == f"{RATE}:E92000001:2025 − {RATE}:E92000001:2013"
    assert entry["period"] == "2013 to 2025"
    assert entry["value"] == pytest.approx(7.1)


def test_the_record_is_sorted_by_key_whatever_the_order_of_reading(prose: Prose) -> None:
    for area in ("London", "England", "North East"):
        say(prose, f"{{{{ n('{RATE}', '{area}', 2025) }}}}")
    keys = [entry["key"] for entry in prose.headline()]
    assert keys == sorted(keys)


def test_a_cell_without_a_value_prints_what_it_was_told_to(prose: Prose) -> None:
    cell = {"indicator": RATE, "area": "Council 017", "period": 2025}
    assert prose.filled({**cell, "missing": "–"}, "tbl-x").text == "–"
    with pytest.raises(Problem, match="has no value"):
        prose.filled(cell, "tbl-x")


@given(st.text(alphabet=st.characters(blacklist_characters="{}%#\r"), max_size=200))
def test_text_without_a_template_is_left_as_it_is(text: str) -> None:
    assert PLAIN.text(text, "sec-test") == text
    assert PLAIN.markdown(text, "sec-test") == text


PLAIN = Prose(pd.DataFrame(), pd.DataFrame(), {})


def test_a_template_about_the_editions_place_says_the_same_by_its_code_as_by_its_name(prose: Prose) -> None:
    template = "{{ n('RATE', 'E12000007', 2025) }}, {{ n('RATE:E12000007:2013') }} E12000007".replace("RATE", RATE)
    national = say(prose, template)
    prose.begin(area="E12000007")
    assert say(prose, template) == national == "51.0, 55.0 E12000007"
    prose.begin(area="E12000001")
    assert say(prose, template.replace("E12000007", "E12000001")) == "110.0, 80.0 E12000001"
    assert [use.number.area for use in prose.uses] == ["North East", "North East"]
    prose.begin()


def test_limits_are_recorded_with_the_key_of_their_value(prose: Prose) -> None:
    say(prose, f"{{{{ lower('{RATE}', 'London', 2025) }}}}{{{{ rank_upper('{RATE}', 'London', 2025) }}}}")
    assert [(use.number.key, use.number.value) for use in prose.uses] == [
        (f"lower_95({RATE}:E12000007:2025)", pytest.approx(50.5967, abs=1e-4)),
        (f"rank_upper({RATE}:E12000007:2025, region)", 2.0),
    ]


def test_a_cell_holds_the_interval_of_its_value_if_asked(prose: Prose) -> None:
    cell = {"indicator": RATE, "area": "Council 010", "period": 2025, "interval": True, "missing": "–"}
    assert prose.filled(cell, "tbl-test").text == "44.0 to 59.9"
    assert prose.filled({**cell, "area": "Council 017"}, "tbl-test").text == "–"
