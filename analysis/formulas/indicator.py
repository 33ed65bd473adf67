"""What an indicator is: a name, a unit, a definition in words, and how its values are computed.

Each module of ``analysis.indicators`` declares its indicators with ``formula_indicator`` (a ``Formula`` over
observations) or ``derived_indicator`` (a function of the values of other indicators). The docstring is the definition
that readers see.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from analysis.formulas.formula import Formula
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.units import unit_named
from analysis.problem import Problem

Values = Mapping[str, pd.DataFrame]
Derivation = Callable[[Values, Observed], pd.DataFrame]
Parts = Callable[[Key, Observed], Iterable[Key]]

AMOUNTS: Final = ("_gbp", "_fte", "_percent", "_average", "_index")
"""How the names of measures end that are no counts."""


@dataclass(frozen=True)
class Definition:
    """An indicator as the report words it.

    ``label`` is what a table or chart calls it, ``unit`` a name in ``analysis.formulas.units``, ``definition`` the
    docstring up to its first example. Exactly one of ``formula`` and ``derivation`` is set; ``derived_from`` names the
    indicators that a derivation reads and ``parts`` the keys that one of its values may rest on. ``alternatives``
    names indicators that define the same thing in another way. An indicator is ``counted`` if its values are rates or
    shares whose numerator and denominator count children, referrals, assessments and plans of children, or back-tests:
    chance moves such values, and they have intervals (``analysis.formulas.intervals``). Money has none.
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
    counted: bool = False


_REGISTRY: dict[str, Definition] = {}


def formula_indicator(
    label: str, unit: str, *, counted: bool = False, alternatives: Iterable[str] = ()
) -> Callable[[Callable[[], Formula]], Callable[[], Formula]]:
    """Declare an indicator whose values a formula over observations gives.

    Raises ``Problem``, with the name of the indicator, for an unknown unit, and if it is ``counted`` and is neither a
    rate nor a share, or reads a measure that is no count.
    """

    def declare(function: Callable[[], Formula]) -> Callable[[], Formula]:
        plain = _plain(function, label, unit, alternatives, counted=counted)
        formula = function()
        if counted:
            _refuse_amounts(plain.name, formula)
        _REGISTRY[plain.name] = replace(plain, formula=formula)
        return function

    return declare


def derived_indicator(
    label: str,
    unit: str,
    *,
    derived_from: Iterable[str],
    parts: Parts,
    counted: bool = False,
    alternatives: Iterable[str] = (),
) -> Callable[[Derivation], Derivation]:
    """Declare an indicator whose values a function computes from the values of other indicators.

    Raises ``Problem``, with the name of the indicator, for an unknown unit, and if it is ``counted`` and is neither a
    rate nor a share.
    """

    def declare(function: Derivation) -> Derivation:
        plain = _plain(function, label, unit, alternatives, counted=counted)
        _REGISTRY[plain.name] = replace(plain, derivation=function, parts=parts, derived_from=tuple(derived_from))
        return function

    return declare


def declared() -> dict[str, Definition]:
    """Every indicator by name that the modules imported so far have declared."""
    return dict(_REGISTRY)


def _plain(
    function: Callable[..., object], label: str, unit: str, alternatives: Iterable[str], *, counted: bool
) -> Definition:
    """What the declaration of an indicator says, without how its values are computed."""
    name = function.__name__
    known = unit_named(unit, f"The indicator {name}")
    if counted and not (known.per or known.is_per_cent):
        raise Problem(
            f"The indicator {name} is declared as counted, and its unit '{unit}' is neither a rate nor a share: only "
            "these have intervals of counts. Leave counted out."
        )
    return Definition(
        name=name,
        label=label,
        unit=unit,
        definition=_definition(function),
        module=function.__module__,
        alternatives=tuple(alternatives),
        counted=counted,
    )


def _refuse_amounts(name: str, formula: Formula) -> None:
    """Stops if an indicator that is declared as counted has no denominator, or reads what is no count."""
    amounts = [term.measure for term in formula.terms if term.measure.endswith(AMOUNTS)]
    if amounts or not formula.denominator:
        found = f"reads {amounts[0]}" if amounts else "has no denominator"
        raise Problem(
            f"The indicator {name} is declared as counted and {found}: an interval needs two counts. Leave counted out."
        )


def _definition(function: Callable[..., object]) -> str:
    text = inspect.getdoc(function) or ""
    return " ".join(text.split(">>>")[0].split())
