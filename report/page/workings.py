"""What the page says of a number where it stands, besides its entry in the annex: definition, formula, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from analysis.formulas.key import Key, keys_in
from analysis.formulas.provenance import Trails
from analysis.wording import typographic
from report.manuscript.annex import anchor
from report.manuscript.working import working

Working: TypeAlias = tuple[str, str, str]
"""Definition, formula in words, and coverage; each empty if there is none."""


def workings(headline: Iterable[Mapping[str, Any]], trails: Trails) -> dict[str, Working]:
    """What is said of every value that a printed number is made of, by the id of its entry in the annex.

    ``headline`` is the list of the numbers that a manuscript prints.
    """
    keys = {key for entry in headline for key in keys_in(entry["key"])}
    return {anchor(str(key)): _working(trails, key) for key in sorted(keys, key=str)}


def _working(trails: Trails, key: Key) -> Working:
    trail = trails.of(key)
    covered, expected = trail.result.areas_covered, trail.result.areas_expected
    coverage = f"{covered} of {expected} councils" if expected and expected > 1 else ""
    return typographic(trail.definition.definition), typographic(working(trail).words), coverage
