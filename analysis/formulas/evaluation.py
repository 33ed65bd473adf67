"""The values of formulas and derivations, for every place and period, and the table of all indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from analysis.formulas.coverage import Rows, composite_rows, own_rows
from analysis.formulas.formula import Formula
from analysis.formulas.grid import Grid, grid_of
from analysis.formulas.indicator import Definition, Values
from analysis.formulas.observations import Observations, Observed
from analysis.formulas.operands import operands
from analysis.formulas.results import COUNTS, DECIMALS, INDICATOR_COLUMNS, KEY_COLUMNS, NUMBERS
from analysis.formulas.term import Term
from analysis.formulas.values import VALUE_COLUMNS, empty_values, refuse_wrong_values
from analysis.problem import Problem


def compute(
    tables: Observed,
    definitions: Mapping[str, Definition],
    names: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Every indicator for every place and period: the columns of ``INDICATOR_COLUMNS``, sorted by key.

    ``names`` asks for some indicators alone, and for those that they are derived from.

    Raises ``Problem`` that names the indicator if one cannot be computed from the tables as it is defined.
    """
    return joined(values_of(tables, definitions, names), tables, definitions)


def families(definitions: Mapping[str, Definition]) -> list[list[str]]:
    """The indicators that are derived from one another, by families: each can be computed without the others.

    The largest comes first; with the definitions of this report it takes as long as all others together.
    """
    found: list[set[str]] = []
    for name, definition in definitions.items():
        family = {name, *definition.derived_from}
        related = [other for other in found if other & family]
        found = [other for other in found if other not in related] + [family.union(*related)]
    return sorted(map(sorted, found), key=lambda family: (-len(family), family))


def values_of(
    tables: Observed,
    definitions: Mapping[str, Definition],
    names: Iterable[str] | None = None,
) -> dict[str, pd.DataFrame]:
    """The values of indicators by their names, each with the columns of ``VALUE_COLUMNS``: see :func:`compute`."""
    observations = Observations(tables)
    values: dict[str, pd.DataFrame] = {}
    for name in _in_order_of_derivation(definitions, names):
        try:
            values[name] = _values_of(definitions[name], values, observations)
        except Problem as problem:
            raise Problem(f"The indicator {name} cannot be computed. {problem}") from problem
    return values


def evaluate(formula: Formula, tables: Observed | Observations) -> pd.DataFrame:
    """The values of a formula for every authority, region, England, class and the county group, all periods.

    Returns the columns of ``VALUE_COLUMNS``, places, periods and breakdowns as categories in the order of their texts;
    a place with a gap has an empty value and a note that says why. Tables of another year, which end before the series
    or the formula begins, give no values.

    Raises ``Problem`` if the tables do not hold what the formula reads.
    """
    observations = tables if isinstance(tables, Observations) else Observations(tables)
    may_not_have_begun = observations.tables.is_replay or formula.since
    if may_not_have_begun and not any(_has_begun(term, formula, observations) for term in formula.numerator):
        return empty_values()
    grid = grid_of(formula, observations)
    found = operands(formula, grid)
    rows = [own_rows(formula, grid, found)]
    if formula.totals != "published only":
        rows += [composite_rows(formula, grid, found, composite) for composite in observations.composites]
    return _divided(formula, grid, rows)


def _has_begun(term: Term, formula: Formula, observations: Observations) -> bool:
    """Whether the tables have an observation of a term in a period that the formula counts."""
    since = term.read_at(formula.since) if formula.since else ""
    return any(period >= since for period in observations.of(term).periods)


def _divided(formula: Formula, grid: Grid, rows: list[Rows]) -> pd.DataFrame:
    """The values of rows: numerator over denominator."""
    joined = Rows(*(np.concatenate(columns) for columns in zip(*rows, strict=True)))
    numerator, denominator, notes = joined.numerator, joined.denominator, joined.note
    if formula.denominator:
        possible = denominator > 0
        value = formula.per * numerator / np.where(possible, denominator, np.nan)
        undefined = ~possible & ~np.isnan(numerator) & ~np.isnan(denominator)
        notes = np.where(undefined, "no value: the denominator is not above zero", notes)
        denominator = np.where(np.isnan(numerator), np.nan, denominator)
    else:
        value = formula.per * numerator
        denominator = np.full(len(numerator), np.nan)
    # No councils are named for totals of years in which the publisher gives England alone.
    known = joined.areas_expected > 0
    return pd.DataFrame(
        {
            "breakdown": pd.Categorical.from_codes(joined.breakdown, grid.breakdowns),
            "area_code": pd.Categorical.from_codes(joined.area_code, dtype=grid.observations.places),
            "period": pd.Categorical.from_codes(joined.period, grid.periods),
            "value": value,
            "numerator": numerator,
            "denominator": denominator,
            "areas_covered": np.where(known, joined.areas_covered, np.nan),
            "areas_expected": np.where(known, joined.areas_expected, np.nan),
            "note": notes,
        },
        columns=list(VALUE_COLUMNS),
    )


def _values_of(definition: Definition, values: Values, observations: Observations) -> pd.DataFrame:
    if definition.formula is not None:
        return evaluate(definition.formula, observations)
    if definition.derivation is None:
        raise Problem("It has neither a formula nor a derivation.")
    found = definition.derivation({name: values[name] for name in definition.derived_from}, observations.tables)
    refuse_wrong_values(definition.name, found, observations.membership)
    return found


def _in_order_of_derivation(definitions: Mapping[str, Definition], names: Iterable[str] | None) -> list[str]:
    """The indicators asked for, each after those that it is derived from."""
    ordered: list[str] = []

    def place(name: str) -> None:
        if name in ordered:
            return
        for needed in definitions[name].derived_from:
            place(needed)
        ordered.append(name)

    for name in definitions if names is None else names:
        place(name)
    return ordered


def joined(values: Values, tables: Observed, definitions: Mapping[str, Definition]) -> pd.DataFrame:
    """The values of indicators in one table, as :func:`compute` gives it."""
    # Until the table is sorted, its keys are categories: numbers are compared, not texts.
    frames = {indicator: values[indicator] for indicator in sorted(values) if len(values[indicator])}
    others = [name for name in VALUE_COLUMNS if name not in KEY_COLUMNS]
    table = pd.concat([frame[others] for frame in frames.values()], ignore_index=True)
    rows_of = np.repeat(np.arange(len(frames)), [len(frame) for frame in frames.values()])
    table["indicator"] = pd.Categorical.from_codes(rows_of, pd.Index(list(frames)))
    for column in KEY_COLUMNS[1:]:
        table[column] = union_categoricals(
            [pd.Categorical(frame[column]) for frame in frames.values()], sort_categories=True, ignore_order=True
        )
    table = table.sort_values(list(KEY_COLUMNS), kind="stable", ignore_index=True)
    table["unit"] = table["indicator"].map({name: definitions[name].unit for name in values})
    table["area_name"] = table["area_code"].map(tables.membership.names)
    for column in NUMBERS:
        table[column] = table[column].round(DECIMALS) + 0.0
    kinds = dict.fromkeys(INDICATOR_COLUMNS, "str") | dict.fromkeys(NUMBERS, "float64") | dict.fromkeys(COUNTS, "Int64")
    return table[list(INDICATOR_COLUMNS)].astype(kinds)
