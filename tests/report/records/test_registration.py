"""Which change of the code changes a registered definition, and whether it is said to follow newer data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.formulas.formula import Formula
from analysis.formulas.indicator import Definition
from analysis.formulas.provenance import Trails
from analysis.formulas.term import Term
from analysis.indicators.definitions import definitions
from analysis.tables.loading import Tables
from report.records import registration
from report.records.registration import (
    INDICATOR,
    RULE,
    Data,
    Fingerprint,
    Name,
    Registered,
    as_they_are,
    changes,
    fingerprints,
    of_statements,
    read,
    registered,
    unregistered,
    written,
)

RATE = Name(INDICATOR, "rate")
LIMIT = Name(RULE, "LIMIT")
SETTLED = Fingerprint("words", "computation")
REWORDED = SETTLED._replace(words="other words")
CHANGED = SETTLED._replace(computation="another computation")
IN_2024, REVISED, IN_2025 = Data("2024-11", "2024"), Data("2025-06", "2024"), Data("2025-11", "2025")
SINCE_NEWER = (
    "Definitions computed otherwise since newer data came (figures to 2024, published in 2024-11; now {}): rate."
)
NEWEST = {"rate": IN_2025, "": Data("2026-06", "")}
REGISTER = {RATE: Registered(SETTLED, IN_2024), LIMIT: Registered(SETTLED, Data("2025-12", ""))}

CHILDREN = Term("children looked after", "looked_after", "looked_after_children")
DEFINITION = Definition(
    name="rate",
    label="Children looked after",
    unit="per_10k",
    definition="Children looked after at 31 March. Source: Department for Education.",
    module="analysis.indicators.looked_after",
    formula=Formula((CHILDREN,), per=10_000),
    alternatives=("rate_per_100k",),
)


def of_rate(definition: Definition) -> Fingerprint:
    return fingerprints({"rate": definition})[RATE]


def test_every_definition_and_every_rule_of_claims_is_registered_as_it_is(root: Path) -> None:
    missing = unregistered(registration.register_of(root), fingerprints(definitions()))
    assert not missing, " ".join([*missing, "Run make register, and name what changed in CHANGELOG.md."])


def test_every_derivation_is_registered_by_the_statements_that_compute_it() -> None:
    derived = {name: definition for name, definition in definitions().items() if definition.derivation}
    now = fingerprints(definitions())
    without = fingerprints({name: replace(definition, derivation=None) for name, definition in derived.items()})
    assert derived
    for name in derived:
        assert now[Name(INDICATOR, name)].computation != without[Name(INDICATOR, name)].computation, name


@pytest.mark.parametrize(
    "changed",
    [
        replace(DEFINITION, unit="per_100k"),
        replace(DEFINITION, alternatives=()),
        replace(DEFINITION, formula=Formula((CHILDREN,), per=100_000)),
        replace(DEFINITION, formula=Formula((CHILDREN, replace(CHILDREN, measure="starting_children")), per=10_000)),
        replace(DEFINITION, formula=Formula((replace(CHILDREN, sign=-1),), per=10_000)),
    ],
)
def test_what_an_indicator_computes_or_is_set_against_is_apart_from_its_words(changed: Definition) -> None:
    assert of_rate(changed).computation != of_rate(DEFINITION).computation
    assert of_rate(changed).words == of_rate(DEFINITION).words


def test_other_words_change_nothing_that_is_computed() -> None:
    reworded = replace(DEFINITION, definition="Looked-after children.", label="Rate", module="elsewhere")
    assert of_rate(reworded).words != of_rate(DEFINITION).words
    term = replace(CHILDREN, words="looked-after children")
    renamed = replace(DEFINITION, formula=Formula((term,), per=10_000))
    assert of_rate(reworded).computation == of_rate(renamed).computation == of_rate(DEFINITION).computation


@pytest.mark.parametrize("limit", ["0.04", "0", "False", "None", '"0.03"', "(0.03,)", "-0.03"])
def test_another_value_of_a_rule_is_another_rule(limit: str) -> None:
    one, other = (of_statements(f"LIMIT = {value}")["LIMIT"] for value in ("0.03", limit))
    assert (one.computation == other.computation, one.words == other.words) == (False, True)


def test_a_rule_stays_the_same_however_its_code_is_formatted() -> None:
    plain = 'def judged(value):\n    "Whether it holds."\n    return value > LIMIT and value < 2\n'
    hinted = (
        '@cache\ndef judged(value: float) -> bool:\n    """Whether it  holds.\n\n    >>> judged(1)\n    True\n    """\n'
        "    # As declared.\n    return (\n        value > LIMIT\n        and value < 2\n    )\n"
    )
    assert of_statements(plain) == of_statements(hinted)


def test_what_is_computed_otherwise_is_registered_with_the_newest_data_and_all_else_keeps_its_own() -> None:
    assert registered(REGISTER, {RATE: CHANGED, LIMIT: REWORDED}, NEWEST) == {
        RATE: Registered(CHANGED, IN_2025),
        LIMIT: Registered(REWORDED, Data("2025-12", "")),
    }
    assert registered(REGISTER, {RATE: SETTLED, LIMIT: CHANGED}, NEWEST) == {
        RATE: REGISTER[RATE],
        LIMIT: Registered(CHANGED, Data("2026-06", "")),
    }


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({RATE: SETTLED, LIMIT: SETTLED}, []),
        (
            {RATE: CHANGED, LIMIT: SETTLED},
            ["The indicator rate is computed otherwise than registered with figures to 2024, published in 2024-11."],
        ),
        ({RATE: SETTLED, LIMIT: REWORDED}, ["The rule of claims LIMIT has other words than those registered."]),
        ({RATE: SETTLED}, ["The rule of claims LIMIT is registered, and is no longer defined."]),
        (
            {RATE: SETTLED, LIMIT: SETTLED, Name(INDICATOR, "share"): SETTLED},
            ["The indicator share is not registered."],
        ),
    ],
)
def test_what_is_not_registered_as_it_is_is_named_in_a_sentence(now: dict[Name, Fingerprint], said: list[str]) -> None:
    assert unregistered(REGISTER, now) == said


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (Registered(SETTLED, IN_2024), []),
        (Registered(CHANGED, IN_2025), [SINCE_NEWER.format(IN_2025)]),
        (Registered(CHANGED, REVISED), [SINCE_NEWER.format(REVISED)]),
        (Registered(CHANGED, IN_2024), ["Definitions computed otherwise over the same data: rate."]),
        (Registered(CHANGED, None), ["Definitions computed otherwise and not registered as they are: rate."]),
        (Registered(REWORDED, IN_2024), ["Definitions worded otherwise and computed as before: rate."]),
    ],
)
def test_a_changed_definition_is_said_to_follow_newer_data_if_it_does(entry: Registered, said: list[str]) -> None:
    assert list(changes({RATE: Registered(SETTLED, IN_2024)}, {RATE: entry})) == said


def test_definitions_that_come_and_go_are_named() -> None:
    (came,) = changes({}, {RATE: REGISTER[RATE]})
    (went,) = changes({RATE: REGISTER[RATE]}, {})
    assert (came, went) == ("Definitions new: rate.", "Definitions no longer there: rate.")


def test_a_file_of_registered_definitions_is_read_as_it_was_written() -> None:
    register = {**REGISTER, Name(INDICATOR, "share"): Registered(CHANGED, None)}
    assert read(written(register)) == register
    assert read(b"") == {}


def test_a_build_says_of_a_definition_that_changed_that_it_is_not_registered() -> None:
    assert as_they_are(REGISTER, {RATE: CHANGED, LIMIT: REWORDED}) == {
        RATE: Registered(CHANGED, None),
        LIMIT: Registered(REWORDED, Data("2025-12", "")),
    }


def test_the_newest_data_of_an_indicator_is_that_of_its_newest_value(tables: Tables, indicators: pd.DataFrame) -> None:
    newest = registration.newest_data(indicators, Trails(indicators, tables, definitions()), tables)
    assert set(newest) == {"", *indicators.loc[indicators["value"].notna(), "indicator"]}
    for name in ("looked_after_children", "overspend_gbp", "councils_overspending_share"):
        held = indicators[(indicators["indicator"] == name) & indicators["value"].notna()]
        assert newest[name].period == held["period"].max()
    assert newest[""].published == max(data.published for data in newest.values())
