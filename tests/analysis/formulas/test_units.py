"""Units: each heads a column of some kind of cell; an unknown one is refused when an indicator declares it."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import pytest

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import derived_indicator, formula_indicator
from analysis.formulas.term import Term
from analysis.formulas.units import UNITS, Cell, unit_named, unit_of_difference
from analysis.indicators.definitions import definitions
from analysis.problem import Problem
from analysis.tables.loading import Tables


def test_only_shares_differ_in_another_unit_than_their_own() -> None:
    assert {unit for unit in UNITS if unit_of_difference(unit) != unit} == {"share", "percent"}


def test_every_unit_heads_a_column_of_some_kind_of_cell() -> None:
    for unit in UNITS.values():
        assert unit.heading
        assert unit.cell in get_args(Cell)


def test_every_indicator_and_every_claim_is_in_a_known_unit(tables: Tables) -> None:
    assert {indicator.unit for indicator in definitions().values()} <= UNITS.keys()
    assert set(tables.claims.loc[tables.claims["unit"] != "", "unit"]) <= UNITS.keys()


def test_an_indicator_in_an_unknown_unit_is_refused_by_its_name_when_it_is_declared() -> None:
    sentence = r"^The indicator elephants_seen is in the unit 'elephants', which is unknown: expected one of children, "

    def elephants_seen() -> Formula:
        """Elephants."""
        return Formula((Term("elephants", "zoo", "elephants"),))

    def derived(*_: object) -> pd.DataFrame:
        return pd.DataFrame()

    derived.__name__ = "elephants_seen"
    with pytest.raises(Problem, match=sentence):
        formula_indicator("Elephants", "elephants")(elephants_seen)
    with pytest.raises(Problem, match=sentence):
        derived_indicator("Elephants", "elephants", derived_from=(), parts=lambda *_: ())(derived)
    assert "elephants_seen" not in definitions()


def test_an_unknown_unit_is_refused_in_a_sentence_that_says_whose_it_is() -> None:
    with pytest.raises(Problem, match=r"^The claim is in the unit 'gpb', which is unknown: expected one of .*, gbp, "):
        unit_named("gpb", "The claim")
