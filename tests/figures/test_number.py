"""Numbers in print: half up, by unit, signs and words."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.formulas.units import PERCENTAGE_POINTS, UNITS, unit_of_difference
from analysis.problem import Problem
from figures.number import fraction, half_up, text, words

VALUES = st.floats(min_value=-1e11, max_value=1e11, allow_nan=False, allow_infinity=False)
PRINTED = re.compile(r"−?£?\d{1,3}(,\d{3})*(\.\d+)?(%|bn|m| thousand| percentage points?)?")
STYLES = [(name, style) for name, unit in UNITS.items() for style in (None, *unit.styles)]


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (2.5, 0, "3"),
        (3.5, 0, "4"),
        (-2.5, 0, "-3"),
        (0.25, 1, "0.3"),
        (1.005, 2, "1.01"),
        (806.5499999999999, 1, "806.6"),
        (-0.04, 1, "0.0"),
        (0.0, 0, "0"),
    ],
)
def test_halves_are_rounded_away_from_zero_and_zero_has_no_sign(value: float, decimals: int, printed: str) -> None:
    assert str(half_up(value, decimals)) == printed


@given(VALUES, st.integers(0, 4))
def test_a_rounded_value_is_never_further_off_than_half_a_unit(value: float, decimals: int) -> None:
    noise = Decimal(repr(abs(value))) * Decimal("1e-11")
    assert abs(half_up(value, decimals) - Decimal(repr(value))) <= Decimal("0.5").scaleb(-decimals) + noise


@given(VALUES, st.integers(0, 4))
def test_a_value_and_its_opposite_are_rounded_alike(value: float, decimals: int) -> None:
    assert half_up(-value, decimals) == -half_up(value, decimals)


@given(st.integers(-(10**11), 10**11), st.sampled_from([name for name, unit in UNITS.items() if unit.indivisible]))
def test_a_count_prints_all_its_figures(value: int, unit: str) -> None:
    printed = text(float(value), unit)
    assert int(printed.replace(",", "").replace("−", "-")) == value
    assert re.fullmatch(r"−?\d{1,3}(,\d{3})*", printed)


@given(VALUES, st.sampled_from(STYLES), st.sampled_from([None, 0, 1, 2, 3]))
def test_every_unit_prints_in_every_style_that_it_has(
    value: float, unit_and_style: tuple[str, str | None], decimals: int | None
) -> None:
    unit, style = unit_and_style
    assert PRINTED.fullmatch(text(value, unit, style=style, decimals=decimals))


@given(VALUES, st.sampled_from(STYLES))
def test_a_value_and_its_opposite_print_alike_but_for_the_sign(
    value: float, unit_and_style: tuple[str, str | None]
) -> None:
    unit, style = unit_and_style
    printed = {text(value, unit, style=style), text(-value, unit, style=style)}
    assert len({each.removeprefix("−") for each in printed}) == 1


@given(VALUES, st.sampled_from([*UNITS]), st.text(min_size=1, max_size=8))
def test_a_style_that_a_unit_does_not_have_is_refused(value: float, unit: str, style: str) -> None:
    if style not in UNITS[unit].styles:
        with pytest.raises(Problem, match=f"The unit '{unit}' has no style"):
            text(value, unit, style=style)


@given(st.floats(min_value=-10, max_value=10, allow_nan=False))
def test_shares_print_a_hundredfold_and_differ_by_percentage_points(share: float) -> None:
    printed = text(share, "share").replace("−", "-").removesuffix("%").replace(",", "")
    assert float(printed) == pytest.approx(100 * share, abs=0.051)
    assert text(share, PERCENTAGE_POINTS, style="bare") == text(share, "share").removesuffix("%")
    assert unit_of_difference("share") == unit_of_difference("percent") == PERCENTAGE_POINTS


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (14_592_900_000, "£14.6bn"),
        (1_835_000_000, "£1.8bn"),
        (999_600_000, "£1.0bn"),
        (999_400_000, "£999m"),
        (605_000_000, "£605m"),
        (9_960_000, "£10m"),
        (4_249_999, "£4.2m"),
        (999_600, "£1.0m"),
        (81_770, "£81,770"),
        (-605_400_000, "−£605m"),
        (-0.2, "£0"),
    ],
)
def test_pounds_take_the_scale_that_they_are_read_in(value: float, printed: str) -> None:
    assert text(value, "gbp") == printed


def test_pounds_print_as_asked() -> None:
    assert text(638_800_000, "gbp", style="m", decimals=1) == "£638.8m"
    assert text(605_123_456, "gbp", style="full") == "£605,123,456"
    assert text(12_500, "gbp", style="thousand") == "£13 thousand"


def test_one_percentage_point_is_singular() -> None:
    assert text(0.01, "percentage_points") == "1.0 percentage point"
    assert text(-0.01, "percentage_points") == "−1.0 percentage point"
    assert text(0.02, "percentage_points", decimals=0) == "2 percentage points"


def test_a_missing_value_is_never_printed_as_a_number() -> None:
    with pytest.raises(Problem, match="missing"):
        text(float("nan"), "children")
    with pytest.raises(Problem, match="missing"):
        half_up(float("inf"))


@pytest.mark.parametrize(
    ("unit", "style", "sentence"),
    [
        ("elephants", None, "in the unit 'elephants', which is unknown: expected one of children, "),
        ("gbp", "tn", "'gbp' has no style 'tn': its styles are bn, m, thousand, full and short"),
        ("share", "bn", "'share' has no style 'bn': it has none"),
        ("percentage_points", "bn", "'percentage_points' has no style 'bn': its styles are bare"),
    ],
)
def test_an_unknown_unit_or_style_is_a_problem(unit: str, style: str | None, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        text(1.0, unit, style=style)


def test_small_counts_are_words() -> None:
    counted = [words(count) for count in (0, 1, 9, 10, 11, 1200, 2.5)]
    assert counted == ["none", "one", "nine", "ten", "11", "1,200", "2.5"]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.1, "one in ten"),
        (0.9, "nine in ten"),
        (0.5, "one in two"),
        (0.335, "one in three"),
        (0.75, "three in four"),
        (1.0, "all"),
        (0.02, "one in 50"),
        (0.005, "one in 200"),
    ],
)
def test_a_share_is_said_in_the_plainest_fraction_near_it(share: float, said: str) -> None:
    assert fraction(share) == said


def test_a_share_with_no_plain_fraction_near_it_is_not_forced_into_one() -> None:
    with pytest.raises(Problem, match="No plain fraction"):
        fraction(0.45)
    assert fraction(141 / 147, of=10, down=True) == "nine in ten"
    with pytest.raises(Problem, match="above 0, up to 1"):
        fraction(1.2)
