"""What an indicator is: a name, a unit, a definition in words, and how its values come about.

Each subject module declares its indicators with ``formula_indicator`` (a ``Formula`` over observations) or
``derived_indicator`` (a function of the values of other indicators). The docstring is the definition that readers see.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from analysis.formulas.formula import VALUE_COLUMNS, Formula, Observations, Observed, evaluate
from analysis.formulas.key import Key
from analysis.formulas.units import unit_named
from analysis.problem import Problem

SUBJECTS: Final = ("looked_after", "demand", "spending", "budgets", "placements", "outlook", "neighbours")
INDICATOR_COLUMNS: Final = (
    "indicator",
    "breakdown",
    "area_code",
    "area_name",
    "period",
    "value",
    "unit",
    "numerator",
    "denominator",
    "areas_covered",
    "areas_expected",
    "note",
)
KEY_COLUMNS: Final = ("indicator", "breakdown", "area_code", "period")
NUMBERS: Final = ("value", "numerator", "denominator")
COUNTS: Final = ("areas_covered", "areas_expected")
SIGNIFICANT_DECIMALS: Final = 9

Values = Mapping[str, pd.DataFrame]
Derivation = Callable[[Values, Observed], pd.DataFrame]
Parts = Callable[[Key, Observed], Iterable[Key]]


@dataclass(frozen=True)
class Definition:
    """An indicator as the report words it.

    ``label`` is what a table or chart calls it, ``unit`` a name in ``analysis.formulas.units``, ``definition`` the
    docstring up to its first example. Exactly one of ``formula`` and ``derivation`` is set; ``derived_from`` names the
    indicators that a derivation reads and ``parts`` the keys that one of its values may rest on. ``alternatives``
    names indicators that define the same thing in another way.
    """

    name: str
    label: str
    unit: str
    definition: str
    module: str
    formula: Formula | None = None
    derivation: Derivation | None = None
    parts: Parts | None = None
    derived_from: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()


_REGISTRY: dict[str, Definition] = {}


def formula_indicator(
    label: str, unit: str, *, alternatives: Iterable[str] = ()
) -> Callable[[Callable[[], Formula]], Callable[[], Formula]]:
    """Declare an indicator whose values a formula over observations gives.

    Raises ``Problem``, with the name of the indicator, for an unknown unit.
    """

    def declare(function: Callable[[], Formula]) -> Callable[[], Formula]:
        name = function.__name__
        unit_named(unit, f"The indicator {name}")
        _REGISTRY[name] = Definition(
            name=name,
            label=label,
            unit=unit,
            definition=_definition(function),
            module=function.__module__,
            formula=function(),
            alternatives=tuple(alternatives),
        )
        return function

    return declare


def derived_indicator(
    label: str, unit: str, *, derived_from: Iterable[str], parts: Parts, alternatives: Iterable[str] = ()
) -> Callable[[Derivation], Derivation]:
    """Declare an indicator whose values a function computes from the values of other indicators.

    Raises ``Problem``, with the name of the indicator, for an unknown unit.
    """

    def declare(function: Derivation) -> Derivation:
        name = function.__name__
        unit_named(unit, f"The indicator {name}")
        _REGISTRY[name] = Definition(
            name=name,
            label=label,
            unit=unit,
            definition=_definition(function),
            module=function.__module__,
            derivation=function,
            parts=parts,
            derived_from=tuple(derived_from),
            alternatives=tuple(alternatives),
        )
        return function

    return declare


def declared(name: str) -> Definition:
    """An indicator that a module imported before has declared."""
    return _REGISTRY[name]


@cache
def definitions() -> dict[str, Definition]:
    """Every indicator by name, in the order of the subjects and, within one, of declaration."""
    for subject in SUBJECTS:
        importlib.import_module(f"analysis.indicators.{subject}")
    order = {f"analysis.indicators.{subject}": number for number, subject in enumerate(SUBJECTS)}
    return dict(sorted(_REGISTRY.items(), key=lambda item: order[item[1].module]))


def compute(
    tables: Observed, names: Iterable[str] | None = None, tell: Callable[[str], None] = lambda _: None
) -> pd.DataFrame:
    """Every indicator for every place and period: the columns of ``INDICATOR_COLUMNS``, sorted by key.

    ``names`` asks for some indicators alone, and for those that they are derived from; ``tell`` hears of each when it
    has read what it rests on. Values are rounded to nine decimals, so that the last bits of a division do not reach a
    file.
    """
    observations = Observations(tables)
    values: dict[str, pd.DataFrame] = {}
    for name in _in_order_of_derivation(definitions() if names is None else names):
        values[name] = _values(definitions()[name], values, observations)
        tell(name)
    return _as_table(values, tables.membership.names)


def empty_values() -> pd.DataFrame:
    """No values: a frame with the columns that a derivation returns."""
    return pd.DataFrame({column: [] for column in VALUE_COLUMNS})


def _values(definition: Definition, values: Values, observations: Observations) -> pd.DataFrame:
    if definition.formula is not None:
        return evaluate(definition.formula, observations)
    if definition.derivation is None:
        raise Problem(f"The indicator {definition.name} has neither a formula nor a derivation.")
    return definition.derivation({name: values[name] for name in definition.derived_from}, observations.tables)


def _in_order_of_derivation(names: Iterable[str]) -> list[str]:
    ordered: list[str] = []

    def place(name: str) -> None:
        if name in ordered:
            return
        for needed in definitions()[name].derived_from:
            place(needed)
        ordered.append(name)

    for name in names:
        place(name)
    return ordered


def _as_table(values: Values, names: pd.Series) -> pd.DataFrame:
    """The values of all indicators in one table; ``names`` are those of places, by code.

    Until the table is sorted, its keys are categories: numbers are compared, not texts.
    """
    frames = {indicator: values[indicator] for indicator in sorted(values) if len(values[indicator])}
    keys = {column: _categories(frames.values(), column) for column in KEY_COLUMNS[1:]}
    table = pd.concat([frame.astype(keys) for frame in frames.values()], ignore_index=True)
    rows_of = np.repeat(np.arange(len(frames)), [len(frame) for frame in frames.values()])
    table["indicator"] = pd.Categorical.from_codes(rows_of, pd.Index(list(frames)))
    table = table.sort_values(list(KEY_COLUMNS), kind="stable", ignore_index=True)
    _refuse_doubled_keys(table)
    table["unit"] = table["indicator"].map({indicator: definitions()[indicator].unit for indicator in frames})
    table["area_name"] = table["area_code"].map(names)
    for column in NUMBERS:
        table[column] = table[column].round(SIGNIFICANT_DECIMALS) + 0.0
    kinds = dict.fromkeys(INDICATOR_COLUMNS, "str") | dict.fromkeys(NUMBERS, "float64") | dict.fromkeys(COUNTS, "Int64")
    return table[list(INDICATOR_COLUMNS)].astype(kinds)


def _categories(frames: Iterable[pd.DataFrame], column: str) -> pd.CategoricalDtype:
    """Every text of a column, in order."""
    return pd.CategoricalDtype(sorted({text for frame in frames for text in frame[column].unique()}))


def _refuse_doubled_keys(table: pd.DataFrame) -> None:
    doubled = table[table.duplicated(list(KEY_COLUMNS))]
    if len(doubled):
        row = doubled.iloc[0]
        key = Key(row["indicator"], row["breakdown"], row["area_code"], row["period"])
        raise Problem(f"The indicator value {key} comes about twice: the tables of data/ hold a doubled observation.")


def _definition(function: Callable[..., object]) -> str:
    text = inspect.getdoc(function) or ""
    return " ".join(text.split(">>>")[0].split())
