"""Finds one number of the report by the key that a reader types, with the trails of the values behind it.

An area is given by code or name, in any case. Only the indicators that the number needs are computed. A number that the
report derives from indicators (``percent_change(…, …)``) is looked up in the list of numbers of a build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from analysis.formulas.evaluation import compute
from analysis.formulas.key import STORED_KEY, Key, keys_in, with_breakdown
from analysis.formulas.provenance import Trails
from analysis.formulas.results import INDICATOR_COLUMNS
from analysis.formulas.trail import Observation, Trail
from analysis.indicators.definitions import definitions
from analysis.problem import Problem, refuse_unknown, why_unread
from analysis.tables.loading import Tables
from figures import number
from report.manuscript.document import titles_in
from report.manuscript.values import Values, indicators_behind
from report.outputs import HEADLINE

NO_VALUE: Final = "no value"

_CALL = re.compile(r"[a-z_]+\(")
_FINANCIAL_YEAR = re.compile(r"(\d{4})[/–-](?:\d{2})?(\d{2})")

Entry = Mapping[str, Any]
"""A number as ``headline.json`` lists it."""


class Use(NamedTuple):
    """A place where the report prints a number, with its text, and its key or that of a number derived from it."""

    place: str
    text: str
    key: str


class Traced(NamedTuple):
    """A number with its key (areas by code), its text as the report prints it, and the trails of its values.

    ``formula`` says in keys how it is derived from several values. It is empty for the value of an indicator.
    """

    key: str
    label: str
    text: str
    value: float | None
    unit: str
    area: str
    period: str
    definition: str
    formula: str
    trails: tuple[Trail, ...]

    def observations(self) -> list[Observation]:
        """Every observation behind the number, and those held of councils that were left out, without repetition."""
        found: dict[Observation, None] = {}
        for trail in self.trails:
            found |= dict.fromkeys(trail.observations())
            for council in trail.left_out:
                found |= dict.fromkeys(council.observations)
        return list(found)


def traced(text: str, tables: Tables, headline: Sequence[Entry] | None) -> Traced:
    """The number that a reader means; ``headline`` has the numbers of a build, or is None if there is no build.

    Raises ``Problem`` with the nearest names if there is no such indicator, breakdown, area, period or number.
    """
    text = " ".join(text.split())
    listed = {entry["key"]: entry for entry in headline or ()}
    if not STORED_KEY.fullmatch(text) and (text in listed or _CALL.match(text) or len(keys_in(text)) > 1):
        entry = _listed(text, listed)
        indicators = _computed(indicators_behind(entry["key"]), tables)
        return traced_entry(entry, Values(indicators, tables.areas), Trails(indicators, tables, definitions()))
    key = Key.parse(text)
    refuse_unknown("indicator", key.indicator, definitions())
    indicators = _computed([key.indicator], tables)
    return _of_value(Trails(indicators, tables, definitions()).of(_known(key, indicators, tables)))


def traced_entry(entry: Entry, values: Values, trails: Trails) -> Traced:
    """A number of a build's list, with the trails of the values that it is made of.

    ``values`` and ``trails`` are of the indicators that it is made of (``indicators_behind``), or of more.
    """
    said = {name: entry[name] for name in Traced._fields if name != "trails"}
    return Traced(**said, trails=tuple(map(trails.of, values.behind(entry["key"]))))


def uses(key: str, headline: Sequence[Entry]) -> list[Use]:
    """Where the report prints a number: first the number itself, then the numbers derived from it."""
    part = re.compile(rf"(?<![\w\]]){re.escape(key)}(?![\w-])")
    entries = [entry for entry in headline if part.search(entry["key"])]
    entries.sort(key=lambda entry: (entry["key"] != key, entry["key"]))
    return [Use(place, entry["text"], entry["key"]) for entry in entries for place in entry["places"]]


def read_titles(build: Path) -> dict[str, str]:
    """The titles of the chapters, charts and tables of a build by their ids, as in its manuscript."""
    path = build / "manuscript" / "valuing-care.md"
    return titles_in(path.read_text(encoding="utf-8")) if path.is_file() else {}


def read_headline(build: Path) -> list[Entry] | None:
    """The numbers of a build, or None if there is no build. Raises ``Problem`` if its list cannot be read."""
    path = build / HEADLINE
    try:
        entries: list[Entry] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Problem(f"{path} cannot be read ({why_unread(error)}): build the report again (make report).") from error
    return entries


def _of_value(trail: Trail) -> Traced:
    found, definition = trail.result, trail.definition
    return Traced(
        key=str(trail.key),
        label=with_breakdown(definition.label, trail.key.breakdown),
        text=NO_VALUE if found.value is None else number.text(found.value, found.unit),
        value=found.value,
        unit=found.unit,
        area=found.area_name,
        period=trail.key.period,
        definition=definition.definition,
        formula="",
        trails=(trail,),
    )


def _listed(text: str, listed: Mapping[str, Entry]) -> Entry:
    if not listed:
        raise Problem(
            f"'{text}' is derived from several values, and such numbers are looked up in the list of a build: build "
            "the report first (make report), or name its folder with --build."
        )
    if text not in listed:
        refuse_unknown("derived number", text, [key for key in listed if not STORED_KEY.fullmatch(key)])
    return listed[text]


def _computed(names: Sequence[str], tables: Tables) -> pd.DataFrame:
    return compute(tables, definitions(), names) if names else pd.DataFrame(columns=list(INDICATOR_COLUMNS))


def _known(key: Key, indicators: pd.DataFrame, tables: Tables) -> Key:
    """The key with the code of its area, and its period as the tables write it."""
    own = indicators[indicators["indicator"] == key.indicator]
    breakdowns = own["breakdown"].unique()
    if key.breakdown not in breakdowns:
        known = [breakdown for breakdown in breakdowns if breakdown]
        if not known:
            raise Problem(f"{key.indicator} has no breakdown: write {key._replace(breakdown='')}.")
        if not key.breakdown:
            raise Problem(
                f"{key.indicator} has a breakdown: write {key._replace(breakdown=known[0])}, or another of "
                f"{', '.join(known)}."
            )
        refuse_unknown("breakdown", key.breakdown, known)
    area = tables.places.find(key.area)
    found = _FINANCIAL_YEAR.fullmatch(key.period)
    period = f"{found[1]}-{found[2]}" if found else key.period
    periods = list(own.loc[(own["breakdown"] == key.breakdown) & (own["area_code"] == area), "period"])
    if not periods:
        raise Problem(f"{key._replace(area=area)} does not exist: {tables.places.name(area)} has no {key.indicator}.")
    if period not in periods:
        raise Problem(
            f"{key._replace(area=area)} does not exist: {tables.places.name(area)} has it for {', '.join(periods)}."
        )
    return Key(key.indicator, key.breakdown, area, period)
