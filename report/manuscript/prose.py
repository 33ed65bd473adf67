"""Figures in prose: sentences are templates over the indicators, and every number that they print is recorded.

A template names a value (``{{ n("looked_after_children", "England", 2025) }}``) and never holds its digits. What it
may call is listed with examples in ``report/README.md``. An unknown name stops the build and names the nearest ones; a
missing value stops it too, unless the template says what to print instead (``… or "not published"``).
"""

from __future__ import annotations

import difflib
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NoReturn, Protocol, overload

import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.filters import do_mark_safe
from numpy.typing import NDArray

from analysis.key import Key
from analysis.key import in_words as breakdown_in_words
from analysis.problem import Problem
from figures import number
from figures.lookup import lookup
from figures.wording import in_sentence, possessive
from report.manuscript.in_markdown import in_markdown

PASSAGES = Path(__file__).parents[1] / "passages"
"""Sentences that several chapters say of different places, as macros that templates import."""

_EXPRESSION = re.compile(r"""\{\{(?![-+])((?:[^{}'"\\]|'[^{}'\\]*'|"[^{}"\\]*")*)(?<![-+])\}\}""")
_LITERAL = re.compile(r"""'[^']*'|"[^"]*"|(?<![\w.])[0-9]+(?![\w.])""")
_MORE = re.compile(r"\{(?:\{|%|##)")
"""What text between expressions would not be text to Jinja."""
Position = tuple[str, str]
"""Area code and period: where a value of one indicator stands."""


class Described(Protocol):
    """What an indicator's definition tells a reader of a number."""

    @property
    def label(self) -> str:
        """What a table or chart calls the indicator."""

    @property
    def definition(self) -> str:
        """The definition as the report words it."""


@dataclass(frozen=True)
class Number:
    """A number that a reader sees: its text, its value, and where it comes from.

    ``text`` is what is printed. ``formula`` is empty for a value of the indicators and, for a value derived from some,
    says how, in keys. Printing it records it.
    """

    key: str
    label: str
    value: float | None
    unit: str
    text: str
    numerator: float | None = None
    denominator: float | None = None
    area: str = ""
    period: str = ""
    definition: str = ""
    sources: tuple[str, ...] = ()
    formula: str = ""
    covered: int | None = None
    expected: int | None = None
    record: Callable[[Number], None] = field(default=lambda _: None, repr=False, compare=False)

    def __str__(self) -> str:
        self.record(self)
        return self.text


@dataclass(frozen=True)
class Missing:
    """A value that the indicators do not have: false in ``or``, and a stop to the build where it would be printed."""

    sentence: str
    reason: str = ""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        raise Problem(self.sentence)

    def __getattr__(self, name: str) -> NoReturn:
        raise Problem(self.sentence)


@dataclass(frozen=True)
class Use:
    """A number printed at a place of the report: ``sec-…``, ``fig-…`` or ``tbl-…``."""

    number: Number
    place: str


class Prose:
    """The templates' environment over one table of indicators.

    ``indicators`` has the columns of ``indicators.csv``, ``areas`` those of ``areas.csv``; ``sources`` gives the source
    ids behind an indicator in a period.
    """

    def __init__(
        self,
        indicators: pd.DataFrame,
        areas: pd.DataFrame,
        definitions: Mapping[str, Described],
        sources: Callable[[str, str], Sequence[str]] | None = None,
    ) -> None:
        self.uses: list[Use] = []
        self._indicators = indicators
        self._areas = areas
        self._definitions = definitions
        self._sources = sources
        self._place = ""
        self._named: Mapping[str, object] = {}
        self._rankings: dict[tuple[str, str, str], list[float]] = {}
        self._marked = _environment(self, self._mark, escaping=True)
        self._plain = _environment(self, self._print, escaping=False)
        self._read = cache(Environment.from_string)

    def markdown(self, template: str, place: str) -> str:
        """A Markdown text with its numbers filled in, each marked with its key: ``[81,770]{.number key="…"}``."""
        return self._render(self._marked, template, place)

    def text(self, template: str, place: str) -> str:
        """A plain text, such as a title or an alternative text, with its numbers filled in."""
        return self._render(self._plain, template, place) if "{" in template else template

    def cell(self, value: Mapping[str, Any], place: str) -> str:
        """The text of a table's cell that names a value (``figures.figure.Value`` as the notebook holds it)."""
        self._place = place
        missing = value.get("missing")
        found = self.n(**{name: part for name, part in value.items() if name != "missing"})
        return str(found) if isinstance(found, Number) or missing is None else str(missing)

    def headline(self) -> list[dict[str, Any]]:
        """Every number printed so far, once for each text that it was printed as, sorted by key."""
        entries: dict[tuple[str, str], dict[str, Any]] = {}
        for use in self.uses:
            found = use.number
            entry = entries.setdefault(
                (found.key, found.text),
                {
                    "key": found.key,
                    "label": found.label,
                    "value": found.value,
                    "unit": found.unit,
                    "text": found.text,
                    "numerator": found.numerator,
                    "denominator": found.denominator,
                    "area": found.area,
                    "period": found.period,
                    "definition": found.definition,
                    "formula": found.formula,
                    "areas_covered": found.covered,
                    "areas_expected": found.expected,
                    "sources": list(found.sources),
                    "places": [],
                },
            )
            if use.place not in entry["places"]:
                entry["places"].append(use.place)
        return [entries[key] for key in sorted(entries)]

    def record(self, found: Number) -> None:
        """Notes that a number is printed at the place that is being rendered."""
        self.uses.append(Use(found, self._place))

    def begin(self, **named: object) -> None:
        """Begins another document, in which nothing is printed yet, and whose templates know some things by name.

        Passages see none of these: what they speak of is handed to them, so that they keep nothing of another place.
        """
        self.uses = []
        self._named = named

    def know(self, *functions: Callable[..., object]) -> None:
        """Lets templates call more functions, by their names."""
        for environment in (self._marked, self._plain):
            environment.globals |= {function.__name__: function for function in functions}

    # What templates call. The names are the report's own; arguments after an area are by name.

    def n(
        self,
        indicator: str,
        area: str | None = None,
        period: str | int | None = None,
        *,
        decimals: int | None = None,
        style: str | None = None,
    ) -> Number | Missing:
        """The value of an indicator for an area (name or code) and period, or by its whole key."""
        series, code, when = self._address(indicator, area, period)
        row = self._positions(series).get((code, when))
        key = f"{series}:{code}:{when}"
        if row is None:
            return Missing(self._no_value(key, series, code, when, note=None))
        texts, numbers = self._texts, self._numbers
        value = _or_none(numbers["value"][row])
        if value is None:
            note = str(texts["note"][row] or "")
            return Missing(self._no_value(key, series, code, when, note=note), note)
        unit = str(texts["unit"][row])
        name, breakdown = self._groups[series]
        definition = self._definitions.get(name)
        label = definition.label if definition else name.replace("_", " ")
        return Number(
            key=key,
            label=f"{label}: {breakdown_in_words(breakdown)}" if breakdown else label,
            value=value,
            unit=unit,
            text=number.text(value, unit, decimals=decimals, style=style),
            numerator=_or_none(numbers["numerator"][row]),
            denominator=_or_none(numbers["denominator"][row]),
            area=str(texts["area_name"][row]),
            period=when,
            definition=definition.definition if definition else "",
            sources=tuple(self._sources(name, when)) if self._sources else (),
            covered=_whole_or_none(numbers["areas_covered"][row]),
            expected=_whole_or_none(numbers["areas_expected"][row]),
            record=self.record,
        )

    def difference(
        self,
        one: str | Number | Missing,
        other: str | Number | Missing,
        *,
        decimals: int | None = None,
        style: str | None = None,
    ) -> Number | Missing:
        """One value less another of the same unit; shares differ by percentage points."""
        return self._derived(
            "difference", "−", one, other, lambda a, b: a - b, decimals=decimals, style=style, same_unit=True
        )

    def ratio(
        self, one: str | Number | Missing, other: str | Number | Missing, *, decimals: int | None = None
    ) -> Number | Missing:
        """One value over another of the same unit: how many times as large."""
        return self._derived(
            "ratio", "÷", one, other, lambda a, b: a / b, unit="ratio", decimals=decimals, same_unit=True
        )

    def share_of(
        self, one: str | Number | Missing, other: str | Number | Missing, *, decimals: int | None = None
    ) -> Number | Missing:
        """One value over another of the same unit, as per cent."""
        return self._derived(
            "share_of", "÷", one, other, lambda a, b: a / b, unit="share", decimals=decimals, same_unit=True
        )

    def change(self, indicator: str, area: str, start: str | int, end: str | int, **options: Any) -> Number | Missing:
        """How much higher (or, below zero, lower) a value is at the end than at the start."""
        return self._over_time("change", indicator, area, start, end, lambda a, b: a - b, "−", **options)

    def points(self, indicator: str, area: str, start: str | int, end: str | int, **options: Any) -> Number | Missing:
        """The change of a share, in percentage points."""
        found = self.change(indicator, area, start, end, **options)
        if isinstance(found, Number) and found.unit != "percentage_points":
            raise Problem(f"points(…) is for shares, and {indicator} is in {found.unit}: use change(…).")
        return found

    def percent_change(
        self, indicator: str, area: str, start: str | int, end: str | int, **options: Any
    ) -> Number | Missing:
        """The change of a value as per cent of what it was at the start."""
        return self._over_time(
            "percent_change", indicator, area, start, end, lambda a, b: a / b - 1, "÷", unit="percent", **options
        )

    def rose(
        self,
        indicator: str,
        area: str,
        start: str | int,
        end: str | int,
        *,
        up: str = "rose",
        down: str = "fell",
        same: str = "was unchanged",
    ) -> Number | Missing:
        """The verb for a change: values that print alike are unchanged. Other words are given by name."""
        first, last = self.n(indicator, area, start), self.n(indicator, area, end)
        found = self.change(indicator, area, start, end)
        if isinstance(found, Missing) or not isinstance(first, Number) or not isinstance(last, Number):
            return found
        return replace(found, text=_verb(last, first, up, down, same))

    def rose_by(
        self,
        indicator: str,
        area: str,
        start: str | int,
        end: str | int,
        *,
        of: str = "percent",
        up: str = "rose by",
        down: str = "fell by",
        same: str = "was unchanged",
        **options: Any,
    ) -> Number | Missing:
        """Verb and size of a change, in per cent or as an ``amount``: a change that prints as nothing is none."""
        found = (self.percent_change if of == "percent" else self.change)(indicator, area, start, end, **options)
        first, last = self.n(indicator, area, start), self.n(indicator, area, end)
        if isinstance(found, Missing) or isinstance(first, Missing) or isinstance(last, Missing):
            return found
        size = _size(found)
        nothing = not re.search(r"[1-9]", size.text) or first.text == last.text
        return replace(found, text=same if nothing else f"{_verb(last, first, up, down, same)} {size.text}")

    def higher(
        self,
        one: str | Number | Missing,
        other: str | Number | Missing,
        *,
        up: str = "higher than",
        down: str = "lower than",
        same: str = "the same as",
    ) -> Number | Missing:
        """How one value stands to another, in words: higher than, lower than, or the same as where they print alike."""
        found = self.difference(one, other)
        first, second = self._number(one), self._number(other)
        if isinstance(found, Missing) or not isinstance(first, Number) or not isinstance(second, Number):
            return found
        return replace(found, text=_verb(first, second, up, down, same))

    def numerator(
        self,
        indicator: str,
        area: str | None = None,
        period: str | int | None = None,
        *,
        unit: str = "count",
        style: str | None = None,
    ) -> Number | Missing:
        """The numerator of a value; ``unit`` says what is counted, where that is pounds, and ``style`` how."""
        return self._part("numerator", self.n(indicator, area, period), unit, style)

    def denominator(
        self,
        indicator: str,
        area: str | None = None,
        period: str | int | None = None,
        *,
        unit: str = "count",
        style: str | None = None,
    ) -> Number | Missing:
        """The denominator of a value; ``unit`` says what is counted, where that is pounds, and ``style`` how."""
        return self._part("denominator", self.n(indicator, area, period), unit, style)

    def covered(self, indicator: str, area: str | None = None, period: str | int | None = None) -> Number | Missing:
        """How many areas a value covers."""
        return self._part("covered", self.n(indicator, area, period))

    def expected(self, indicator: str, area: str | None = None, period: str | int | None = None) -> Number | Missing:
        """How many areas a value would cover if every one had a figure."""
        return self._part("expected", self.n(indicator, area, period))

    def rank(
        self, indicator: str, area: str, period: str | int, *, level: str | None = None, lowest: bool = False
    ) -> Number | Missing:
        """Where an area stands among those of its (or another) level, counted from the highest value or the lowest."""
        own = self.n(indicator, area, period)
        if isinstance(own, Missing) or own.value is None:
            return own
        values, level = self._ranking(own, level)
        before = len(values) - bisect_right(values, own.value) if not lowest else bisect_left(values, own.value)
        return replace(
            own,
            key=f"rank({own.key}, {level}{', lowest' if lowest else ''})",
            label=f"{own.label}, rank from the {'lowest' if lowest else 'highest'}",
            value=float(before + 1),
            unit="places",
            text=f"{before + 1:,}",
            numerator=None,
            denominator=None,
            formula=f"rank of {own.key} among {len(values)} values",
        )

    def standing(self, indicator: str, area: str, period: str | int) -> Number | Missing:
        """The rank in words, from the nearer end: highest, joint third highest, 12th lowest."""
        from_top = self.rank(indicator, area, period)
        from_bottom = self.rank(indicator, area, period, lowest=True)
        if isinstance(from_top, Missing) or isinstance(from_bottom, Missing):
            return from_top
        top, bottom = int(from_top.value or 0), int(from_bottom.value or 0)
        values, _ = self._ranking(self._number(f"{indicator}:{area}:{period}"), None)
        alike = len(values) - (top - 1) - (bottom - 1)
        nearest, end, place = (from_top, "highest", top) if top <= bottom else (from_bottom, "lowest", bottom)
        words = end if place == 1 else f"{number.ordinal(place)} {end}"
        return replace(nearest, text=f"joint {words}" if alike > 1 else words)

    def quarter(self, indicator: str, area: str, period: str | int) -> Number | Missing:
        """In which quarter of its level, by value, an area lies: highest, second highest, second lowest, lowest."""
        rank = self.rank(indicator, area, period)
        own = self.n(indicator, area, period)
        if isinstance(rank, Missing) or rank.value is None or isinstance(own, Missing):
            return rank
        values, level = self._ranking(own, None)
        fourth = -(-4 * int(rank.value) // len(values))
        return replace(
            rank,
            key=f"quarter({own.key}, {level})",
            label=f"{own.label}, quarter from the highest",
            value=float(fourth),
            text=("highest", "second highest", "second lowest", "lowest")[fourth - 1],
            formula=f"the quarter that {rank.key} lies in, of {len(values)} values",
        )

    def ranked(self, indicator: str, area: str, period: str | int) -> Number | Missing:
        """How many areas of an area's level have a value."""
        own = self.n(indicator, area, period)
        if isinstance(own, Missing):
            return own
        values, level = self._ranking(own, None)
        return replace(
            own,
            key=f"ranked({own.key}, {level})",
            label=f"{own.label}, areas with a value",
            value=float(len(values)),
            unit="count",
            text=f"{len(values):,}",
            numerator=None,
            denominator=None,
            formula=f"number of values of the level {level}",
        )

    def highest(self, indicator: str, areas: Sequence[str], period: str | int) -> Number | Missing:
        """The highest value among some areas; its ``area`` is the name of the one that has it."""
        return self._end(indicator, areas, period, lowest=False)

    def lowest(self, indicator: str, areas: Sequence[str], period: str | int) -> Number | Missing:
        """The lowest value among some areas; its ``area`` is the name of the one that has it."""
        return self._end(indicator, areas, period, lowest=True)

    def top(
        self, indicator: str, period: str | int, count: int, *, level: str = "authority", lowest: bool = False
    ) -> Number:
        """The names of the areas with the highest (or ``lowest``) values, the most extreme first."""
        values = sorted(
            self._values_of(indicator, period, level), key=lambda item: (item[0] if lowest else -item[0], item[1])
        )
        names = [name for _, name, _ in values[:count]]
        if len(names) < count:
            raise Problem(
                f"Only {len(names)} areas of level {level} have {indicator} in {period}; {count} were asked for."
            )
        end = "lowest" if lowest else "highest"
        return Number(
            key=f"top({indicator}:{period}, {count}, {level}{', lowest' if lowest else ''})",
            label=f"Areas with the {end} values of {indicator}",
            value=None,
            unit="names",
            text=_listed(names),
            period=str(period),
            formula=f"the {count} {end} of {len(values)} values",
            record=self.record,
        )

    def latest(self, indicator: str, area: str = "England") -> str:
        """The last period for which an area has a value."""
        return self._periods_held(indicator, area)[-1]

    def earliest(self, indicator: str, area: str = "England") -> str:
        """The first period for which an area has a value."""
        return self._periods_held(indicator, area)[0]

    def held(self, indicator: str, area: str) -> list[str]:
        """The periods for which an area has a value, in order; none where it has none."""
        series = self._series(indicator)
        code = self._code(area)
        periods = lookup(self._indicators).over_time(self._groups[series], code)
        return [period for period, row in periods.items() if not math.isnan(self._numbers["value"][row])]

    def name(self, area: str) -> str:
        """What an area is called, given by code or name."""
        return self._names[self._code(area)]

    def in_words(self, area: str) -> str:
        """The name of an area within a sentence: the Isle of Wight, the North East, shire counties."""
        return in_sentence(self.name(area))

    def who(self, area: str) -> str:
        """The councils of an area as those who do something: Kent, councils in the North East, shire counties."""
        words = self.in_words(area)
        level = self._levels[self._code(area)]
        return {
            "region": f"councils in {words}",
            "group": f"councils of {words}",
            "country": f"councils in {words}",
        }.get(level, words)

    def owner(self, area: str) -> str:
        """The name of an area as what something belongs to: Kent’s, the North East’s."""
        return possessive(self.name(area))

    def why(self, indicator: str, area: str, period: str | int) -> str:
        """Why an area has no value in a period, as the table of indicators notes it."""
        found = self.n(indicator, area, period)
        return found.reason if isinstance(found, Missing) else ""

    def peak(self, indicator: str, area: str = "England") -> str:
        """The period of an area's highest value, the first of several."""
        numbers = [self.n(indicator, area, period) for period in self._periods_held(indicator, area)]
        held = [found for found in numbers if isinstance(found, Number)]
        return max(held, key=lambda found: found.value or 0.0).period

    # How a value is found.

    @cached_property
    def _groups(self) -> dict[str, tuple[str, str]]:
        """Every series of the table by its name in keys."""
        return {_series_name(*series): series for series in lookup(self._indicators).series}

    @cached_property
    def _texts(self) -> dict[str, NDArray[Any]]:
        return {name: self._indicators[name].to_numpy() for name in ("area_name", "unit", "note")}

    @cached_property
    def _numbers(self) -> dict[str, NDArray[np.float64]]:
        names = ("value", "numerator", "denominator", "areas_covered", "areas_expected")
        return {name: self._indicators[name].to_numpy(dtype=float, na_value=math.nan) for name in names}

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        """Codes by code and by name, both without regard to case."""
        known: dict[str, list[str]] = {}
        places = zip(self._areas["area_code"], self._areas["area_name"], strict=True)
        for code, name in places:
            for word in {str(code).casefold(), str(name).casefold()}:
                known.setdefault(word, []).append(str(code))
        return known

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(zip(self._areas["area_code"], self._areas["area_name"], strict=True))

    @cached_property
    def _levels(self) -> dict[str, str]:
        return dict(zip(self._areas["area_code"], self._areas["level"], strict=True))

    def _address(self, indicator: str, area: str | None, period: str | int | None) -> tuple[str, str, str]:
        """Series, code of the area and period of a value, which the table may lack for this area."""
        if area is None and period is None:
            parts = indicator.split(":")
            if len(parts) != 3:
                raise Problem(
                    f"The key '{indicator}' is not one: expected indicator:area:period, such as "
                    f"looked_after_children:E92000001:2025."
                )
            indicator, area, period = parts
        if area is None or period is None:
            raise Problem(f"{indicator} is asked for without its area or period.")
        series, when = self._series(indicator), str(period)
        code = self._code(area, series, when)
        held = self._positions(series)
        if (code, when) not in held and all(when != other for _, other in held):
            near = _listed(_near(when, {other for _, other in held}))
            raise Problem(f"{series} has no period {when}; the nearest that it has are {near}.")
        return series, code, when

    def _series(self, indicator: str) -> str:
        if indicator not in self._groups:
            raise Problem(
                f"There is no indicator '{indicator}'; the nearest are {_listed(_near(indicator, self._groups))}."
            )
        return indicator

    def _code(self, area: str, series: str = "", period: str = "") -> str:
        codes = self._codes.get(area.casefold(), [])
        if not codes:
            raise Problem(f"There is no area '{area}'; the nearest are {_listed(_near(area, self._names.values()))}.")
        if len(codes) > 1 and series:
            codes = [code for code in codes if (code, period) in self._positions(series)] or codes
        if len(codes) > 1:
            raise Problem(f"Several areas are called '{area}': name one by its code, of {_listed(codes)}.")
        return codes[0]

    def _positions(self, series: str) -> dict[Position, int]:
        return lookup(self._indicators).values(self._groups[series])

    def _periods_held(self, indicator: str, area: str) -> list[str]:
        periods = self.held(indicator, area)
        if not periods:
            raise Problem(f"{indicator} has no value for {area} in any period.")
        return periods

    def _ranking(self, own: Number | Missing, level: str | None) -> tuple[list[float], str]:
        """The values of a level in ascending order, and the level: by default that of the value's own area."""
        found = Key.parse(own.key)
        level = level or self._levels[found.area]
        asked = (_series_name(found.indicator, found.breakdown), found.period, level)
        if asked not in self._rankings:
            self._rankings[asked] = sorted(value for value, _, _ in self._values_of(*asked))
        return self._rankings[asked], level

    def _end(self, indicator: str, areas: Sequence[str], period: str | int, *, lowest: bool) -> Number | Missing:
        found = [self.n(indicator, area, period) for area in areas]
        held = [one for one in found if isinstance(one, Number) and one.value is not None]
        if not held:
            return Missing(f"{indicator} has no value in {period} for any of {_listed(areas)}.")
        return (min if lowest else max)(held, key=lambda one: one.value or 0.0)

    def _values_of(self, indicator: str, period: str | int, level: str) -> list[tuple[float, str, str]]:
        values, asked = self._numbers["value"], str(period)
        return [
            (float(values[row]), self._names[code], code)
            for (code, when), row in self._positions(self._series(indicator)).items()
            if when == asked and self._levels.get(code) == level and not math.isnan(values[row])
        ]

    def _no_value(self, key: str, series: str, code: str, period: str, *, note: str | None) -> str:
        if note is None:
            held = self._positions(series)
            near = [f"{series}:{code}:{when}" for when in _near(period, {p for c, p in held if c == code})]
            near = near or [f"{series}:{other}:{period}" for other in _near(code, {c for c, p in held if p == period})]
            return f"The key {key} does not exist; the nearest are {_listed(near)}."
        reason = f" ({note})" if note else ""
        return (
            f"{key} ({self._names[code]}) has no value{reason}: a missing value is not printed as a number. "
            f'Write {{{{ … or "not published" }}}} or choose another key.'
        )

    # How values are combined and printed.

    def _number(self, value: str | Number | Missing) -> Number | Missing:
        return self.n(value) if isinstance(value, str) else value

    def _derived(
        self,
        name: str,
        sign: str,
        one: str | Number | Missing,
        other: str | Number | Missing,
        combine: Callable[[float, float], float],
        *,
        unit: str | None = None,
        decimals: int | None = None,
        style: str | None = None,
        same_unit: bool = False,
    ) -> Number | Missing:
        first, second = self._number(one), self._number(other)
        if isinstance(first, Missing):
            return first
        if isinstance(second, Missing):
            return second
        if first.value is None or second.value is None:
            raise Problem(f"{name}(…) combines numbers, and {first.key} or {second.key} is none.")
        if same_unit and first.unit != second.unit:
            raise Problem(f"{name}(…) sets {first.key} in {first.unit} against {second.key} in {second.unit}.")
        if sign == "÷" and second.value == 0:
            return Missing(f"{name}({first.key}, {second.key}) has no value: {second.key} is zero.")
        value = round(combine(first.value, second.value), 9)  # what binary fractions leave behind
        unit = unit or ("percentage_points" if first.unit in ("share", "percent") else first.unit)
        return Number(
            key=f"{name}({first.key}, {second.key})",
            label=_joined(first.label, second.label, name),
            value=value,
            unit=unit,
            text=number.text(value, unit, decimals=decimals, style=style),
            area=_joined(first.area, second.area, "and"),
            period=_joined(second.period, first.period, "to"),
            definition=first.definition if first.definition == second.definition else "",
            sources=tuple(sorted({*first.sources, *second.sources})),
            formula=f"{first.key} {sign} {second.key}" + (" − 1" if name == "percent_change" else ""),
            record=self.record,
        )

    def _over_time(
        self,
        name: str,
        indicator: str,
        area: str,
        start: str | int,
        end: str | int,
        combine: Callable[[float, float], float],
        sign: str,
        **options: Any,
    ) -> Number | Missing:
        return self._derived(
            name, sign, self.n(indicator, area, end), self.n(indicator, area, start), combine, **options
        )

    def _part(
        self, name: str, whole: Number | Missing, unit: str = "count", style: str | None = None
    ) -> Number | Missing:
        if isinstance(whole, Missing):
            return whole
        value = getattr(whole, name)
        if value is None:
            return Missing(f"{whole.key} has no {name}: it is not a ratio, or is a total of the publisher.")
        label = {"covered": "areas covered", "expected": "areas expected"}.get(name, name)
        return replace(
            whole,
            key=f"{name}({whole.key})",
            label=f"{whole.label}: {label}",
            value=float(value),
            unit=unit,
            text=number.text(float(value), unit, style=style),
            numerator=None,
            denominator=None,
            formula=f"{name} of {whole.key}",
        )

    def _print(self, value: object) -> object:
        if isinstance(value, Number | Missing):
            return str(value)
        if value is None or isinstance(value, int | float):
            raise Problem(
                f"The template prints {value!r}, which is no number of the indicators: print n(…) or what is made "
                f"of it, so that it is recorded."
            )
        return value

    def _mark(self, value: object) -> object:
        if isinstance(value, Number):
            return do_mark_safe(f'[{in_markdown(str(value))}]{{.number key="{value.key}"}}')
        printed = self._print(value)
        # What a passage gives is Markdown already; all else is words of the data.
        return printed if hasattr(printed, "__html__") else do_mark_safe(in_markdown(str(printed)))

    def _render(self, environment: Environment, template: str, place: str) -> str:
        self._place = place
        try:
            return self._filled(environment, template)
        except TemplateSyntaxError as error:
            raise Problem(f"Line {error.lineno} is not a template that can be read ({error.message}).") from error
        except UndefinedError as error:
            name = re.search(r"'(\w+)' is undefined", str(error))
            near = _listed(_near(name[1], environment.globals)) if name else ""
            raise Problem(f"A template says: {error}{f'; the nearest are {near}' if near else ''}.") from error
        except TypeError as error:
            raise Problem(f"A template calls a function with arguments that it does not take: {error}.") from error

    def _filled(self, environment: Environment, template: str) -> str:
        """A template with its expressions filled in one by one; where it is more than these and text, as a whole."""
        parts = _EXPRESSION.split(template)
        if not any(map(_MORE.search, parts[::2])):
            with suppress(TemplateSyntaxError):  # the whole says in which line
                parts[1::2] = [self._printed(environment, expression) for expression in parts[1::2]]
                return "".join(parts)
        return self._read(environment, template).render(self._named)

    def _printed(self, environment: Environment, expression: str) -> str:
        """An expression filled in; those that differ only in what they name, such as area and year, are read once."""
        named: dict[str, str | int] = {}

        def by_name(literal: re.Match[str]) -> str:
            name, text = f"literal{len(named)}", literal[0]
            named[name] = int(text) if text.isdigit() else text[1:-1]
            return name

        alike = _LITERAL.sub(by_name, expression)
        return self._read(environment, f"{{{{{alike}}}}}").render(self._named, **named)


def _environment(prose: Prose, finalize: Callable[[object], object], *, escaping: bool) -> Environment:
    # `{#` opens the attributes of a heading in Markdown, so that a template's remarks need another sign.
    environment = Environment(
        undefined=StrictUndefined,
        finalize=finalize,
        comment_start_string="{##",
        comment_end_string="##}",
        keep_trailing_newline=True,
        autoescape=escaping,  # noqa: S701 - of Markdown, by ``finalize``; a plain text is escaped where a page takes it
        loader=FileSystemLoader(PASSAGES),
        extensions=["jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions = (
        prose.n, prose.change, prose.percent_change, prose.points, prose.ratio, prose.difference, prose.share_of,
        prose.numerator, prose.denominator, prose.covered, prose.expected, prose.rank, prose.top, prose.rose,
        prose.rose_by, prose.higher, prose.latest, prose.earliest, prose.peak, prose.held, prose.standing,
        prose.quarter, prose.ranked, prose.highest, prose.lowest, prose.name, prose.in_words, prose.owner, prose.why,
        prose.who,
    )  # fmt: skip
    environment.globals = {function.__name__: function for function in functions}
    environment.filters |= {
        "words": _words,
        "one_in": _one_in,
        "size": _size,
        "capital": _capital,
        "plain": str,
        "plural": _plural,
        "listed": _listed_in_text,
    }
    return environment


def _words(found: Number | Missing) -> Number | Missing:
    """Small counts in words."""
    if isinstance(found, Missing) or found.value is None:
        return found
    return replace(found, text=number.words(found.value))


def _one_in(found: Number | Missing, of: int | None = None, *, down: bool = False) -> Number | Missing:
    """A share as so many in so many."""
    if isinstance(found, Missing) or found.value is None:
        return found
    if found.unit not in ("share", "percent"):
        raise Problem(f"one_in is for shares, and {found.key} is in {found.unit}.")
    return replace(found, text=number.fraction(found.value, of=of, down=down))


@overload
def _size(found: Number) -> Number: ...
@overload
def _size(found: Number | Missing) -> Number | Missing: ...
def _size(found: Number | Missing) -> Number | Missing:
    """A number without its sign, after a verb that says the direction."""
    return found if isinstance(found, Missing) else replace(found, text=found.text.removeprefix(number.MINUS))


def _plural(found: Number, one: str, many: str) -> str:
    """The words that follow a count: one child, two children."""
    return one if found.value == 1 else many


def _capital(found: Number | Missing | str) -> Number | Missing | str:
    """A text at the start of a sentence."""
    if isinstance(found, Missing):
        return found
    if isinstance(found, str):
        return found[:1].upper() + found[1:]
    return replace(found, text=found.text[:1].upper() + found.text[1:])


def _verb(first: Number, second: Number, up: str, down: str, same: str) -> str:
    if first.text == second.text or first.value is None or second.value is None:
        return same
    return up if first.value > second.value else down


def _series_name(indicator: str, breakdown: str) -> str:
    return f"{indicator}[{breakdown}]" if breakdown else indicator


def _near(word: str, known: Iterable[str]) -> list[str]:
    choices = sorted(set(known))
    return difflib.get_close_matches(word, choices, n=3, cutoff=0.3) or choices[:3]


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names) or "none"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _listed_in_text(names: Sequence[str]) -> str:
    """Names, or what passages give, one after the other: Markdown where one of them is."""
    if not any(hasattr(name, "__html__") for name in names):
        return _listed(names)
    return do_mark_safe(_listed([str(name) if hasattr(name, "__html__") else in_markdown(name) for name in names]))


def _joined(one: str, other: str, word: str) -> str:
    return one if one == other else f"{one} {word} {other}"


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _whole_or_none(value: float) -> int | None:
    return None if math.isnan(value) else int(value)
