"""Numbers in prose: sentences are templates over the indicators, and every number that they print is recorded.

A template names a value (``{{ n("looked_after_children", "England", 2025) }}``) and never holds its digits.
``report/README.md`` lists the functions that it may call, with examples. An unknown name stops the build with the
nearest names; a missing value stops it too, unless the template says what to print instead (``… or "not published"``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Final, TypeAlias

import pandas as pd

from analysis.formulas.indicator import Definition
from analysis.formulas.key import STORED_KEY, Key, series_name, with_breakdown
from analysis.formulas.notes import PROVISIONAL
from analysis.formulas.units import PERCENTAGE_POINTS, unit_of_difference
from analysis.problem import Problem
from analysis.tables.areas import Level
from analysis.wording import in_sentence, listed, possessive
from figures import number
from report.manuscript.intervals import Intervals
from report.manuscript.periods import Named, Period
from report.manuscript.printed import FALLEN, Found, Missing, Number, OutOfReach, Use, size, without_fallen
from report.manuscript.table_data import Figure, FilledCell
from report.manuscript.templates import Templates, marked
from report.manuscript.values import Values

_ENTRY: Final = [field.name for field in fields(Number) if field.name != "record"]
"""What the list of numbers has of each."""
_NOT_ZERO: Final = re.compile("[1-9]")
ENDS: Final = ("lower", "upper")
"""The two limits of an interval."""
When: TypeAlias = str | int | None
"""A period as templates name it; None is the newest."""
Operand: TypeAlias = str | Found
"""A key, or what a function has found."""


class Prose:
    """The functions that templates call, over one table of indicators, and a record of the numbers that they print.

    ``indicators`` has the columns of ``indicators.csv``, ``areas`` those of ``areas.csv``; ``sources`` gives the ids of
    the sources that one value rests on. In the tables of another year (``is_replay``) a breakdown may not have begun.
    """

    def __init__(
        self,
        indicators: pd.DataFrame,
        areas: pd.DataFrame,
        definitions: Mapping[str, Definition],
        sources: Callable[[Key], Iterable[str]] = lambda _: (),
        *,
        is_replay: bool = False,
    ) -> None:
        self.uses: list[Use] = []
        self.fallen: list[tuple[str, str]] = []
        self._values = Values(indicators, areas, definitions.keys(), is_replay=is_replay)
        self._definitions = definitions
        self._sources = sources
        self._place = ""
        self._document: Mapping[str, object] = {}
        self._rankings: dict[tuple[str, str, str], list[float]] = {}
        self._intervals = Intervals(self._values, lambda name: name in definitions and definitions[name].counted)
        self._templates = Templates(
            (
                self.n, self.change, self.percent_change, self.points, self.ratio, self.difference, self.share_of,
                self.numerator, self.denominator, self.covered, self.expected, self.rank, self.top, self.rose,
                self.rose_by, self.compared_with, self.higher, self.clearly, self.lower, self.upper, self.rank_lower,
                self.rank_upper, self.latest, self.earliest, self.peak, self.held,
                self.councils_without, self.standing, self.ranked, self.highest, self.lowest, self.name,
                self.in_words, self.owner, self.why, self.who, self.is_first_release,
            )
        )  # fmt: skip

    def markdown(self, template: str, place: str) -> str:
        """A Markdown text with its numbers filled in, each marked with its key: ``[81,770]{.number key="…"}``."""
        return self._standing(self._templates.markdown, template, place)

    def text(self, template: str, place: str) -> str:
        """A plain text, such as a title or an alternative text, with its numbers filled in."""
        return self._standing(self._templates.text, template, place)

    def filled(self, cell: str | Mapping[str, Any], place: str) -> FilledCell:
        """A cell of a table, filled in: a template, or a value (``figures.figure.Value`` as the notebook holds it)."""
        before = len(self.uses)
        if isinstance(cell, str):
            text = self.text(cell, place)
        else:
            self._place = place
            missing, interval = cell.get("missing"), cell.get("interval")
            found = self.n(**{name: part for name, part in cell.items() if name not in ("missing", "interval")})
            if isinstance(found, Missing) and missing is not None:
                key = self._values.key(cell["indicator"], cell["area"], cell["period"])
                return FilledCell(str(missing), [Figure(str(key), None, self._values.result(key))])
            text = f"{self.lower(found)} to {self.upper(found)}" if interval else str(found)
        return FilledCell(text, [self._figure(use.number) for use in self.uses[before:]])

    def headline(self) -> list[dict[str, Any]]:
        """Every number printed so far, once for each text that it was printed as, in the order of keys."""
        entries: dict[tuple[str, str], dict[str, Any]] = {}
        for use in self.uses:
            printed = (use.number.key, use.number.text)
            if printed not in entries:
                entries[printed] = self._entry(use.number)
            if use.place not in entries[printed]["places"]:
                entries[printed]["places"].append(use.place)
        return [entries[printed] for printed in sorted(entries)]

    def record(self, found: Number) -> None:
        """Record that a number is printed at the place that is being filled in."""
        self.uses.append(Use(found, self._place))

    def count(self, key: str, label: str, counted: int, formula: str) -> Number:
        """A number that counts something other than values of the indicators; ``formula`` says where."""
        text = number.text(counted, "count")
        return Number(key, label, float(counted), "count", text, formula=formula, record=self.record)

    def begin_chapter(self) -> None:
        """Start another chapter, whose templates do not know what those of the last one have set."""
        self._templates.name(self._document)

    def begin(self, **named: object) -> None:
        """Start another document: nothing is printed yet, and its templates may use the variables of ``named``.

        Passages do not see these variables. They take what they speak of as arguments, so that nothing of one place
        reaches the document of another.
        """
        self.uses = []
        self.fallen = []
        self._document = named
        self._templates.name(named)

    def know(self, *functions: Callable[..., object]) -> None:
        """Let templates call more functions, by their names."""
        self._templates.know(functions)

    def name_periods(self, periods: Iterable[Named]) -> None:
        """Let templates and passages name some periods.

        Raises :class:`Problem` for a name that a function has.
        """
        known = {named.name: named.period for named in periods}
        if taken := sorted(known.keys() & self._templates.functions):
            raise Problem(f"The period '{taken[0]}' has the name of a function that templates call: choose another.")
        self._templates.define(known)

    # What templates call. Arguments after the period are passed by name.

    def n(
        self,
        indicator: str,
        area: str | None = None,
        period: When = None,
        *,
        decimals: int | None = None,
        style: str | None = None,
    ) -> Found:
        """The value of an indicator for an area (name or code) and period, or of a whole key.

        England and its newest period are meant if nothing else is said; a named period may follow at once.
        """
        if isinstance(area, Period):
            area, period = None, area
        may_fall = isinstance(period, Period) or (period is None and ":" not in indicator)
        if may_fall and not self._values.reaches(indicator, None if period is None else str(period)):
            return OutOfReach(f"{indicator} is not held for {period or 'any period'}.")
        key = self._values.key(indicator, area, period)
        found = self._values.result(key)
        if found is None or found.value is None:
            note = found.note if found else None
            return Missing(self._values.missing(key, note), note or "")
        definition = self._definitions.get(key.indicator)
        label = definition.label if definition else key.indicator.replace("_", " ")
        return Number(
            key=str(key),
            label=with_breakdown(label, key.breakdown),
            value=found.value,
            unit=found.unit,
            text=number.text(found.value, found.unit, decimals=decimals, style=style),
            numerator=found.numerator,
            denominator=found.denominator,
            area=found.area_name,
            period=key.period,
            definition=definition.definition if definition else "",
            areas_covered=found.areas_covered,
            areas_expected=found.areas_expected,
            record=self.record,
        )

    def difference(
        self, one: Operand, other: Operand, *, decimals: int | None = None, style: str | None = None
    ) -> Found:
        """One value less another of the same unit; shares differ by percentage points."""
        return self._derived("difference", "−", one, other, lambda a, b: a - b, decimals=decimals, style=style)

    def ratio(self, one: Operand, other: Operand) -> Found:
        """One value over another of the same unit: how many times as large."""
        return self._derived("ratio", "÷", one, other, lambda a, b: a / b, unit="ratio")

    def share_of(self, one: Operand, other: Operand, *, decimals: int | None = None) -> Found:
        """One value as a percentage of another of the same unit."""
        return self._derived("share_of", "÷", one, other, lambda a, b: a / b, unit="share", decimals=decimals)

    def change(
        self, indicator: str, area: str | None = None, since: When = None, to: When = None, **options: Any
    ) -> Found:
        """The value at the end less the value at the start."""
        return self._change(*self._at_ends(indicator, area, since, to), **options)

    def points(
        self, indicator: str, area: str | None = None, since: When = None, to: When = None, **options: Any
    ) -> Found:
        """The change of a share, in percentage points."""
        found = self.change(indicator, area, since, to, **options)
        if isinstance(found, Number) and found.unit != PERCENTAGE_POINTS:
            raise Problem(f"points(…) is for shares, and {indicator} is in {found.unit}: use change(…).")
        return found

    def percent_change(
        self, indicator: str, area: str | None = None, since: When = None, to: When = None, **options: Any
    ) -> Found:
        """The change of a value, as a percentage of the value at the start."""
        return self._percent_change(*self._at_ends(indicator, area, since, to), **options)

    def rose(
        self,
        indicator: str,
        area: str | None = None,
        since: When = None,
        to: When = None,
        *,
        up: str = "rose",
        down: str = "fell",
        same: str = "was unchanged",
    ) -> Found:
        """The verb for a change; values that print alike are unchanged. Other verbs are passed by name."""
        last, first = self._at_ends(indicator, area, since, to)
        return _worded(self._change(last, first), last, first, up, down, same)

    def rose_by(
        self,
        indicator: str,
        area: str | None = None,
        since: When = None,
        to: When = None,
        *,
        of: str = "percent",
        up: str = "rose by",
        down: str = "fell by",
        same: str = "was unchanged",
        **options: Any,
    ) -> Found:
        """Verb and size of a change, in per cent or as an ``amount``; a change that prints as zero is no change."""
        last, first = self._at_ends(indicator, area, since, to)
        found = (self._percent_change if of == "percent" else self._change)(last, first, **options)
        if isinstance(found, Missing):
            return found
        amount = size(found).text
        verb = up if _is_above(last, first) else down
        return replace(found, text=f"{verb} {amount}" if _NOT_ZERO.search(amount) else same)

    def higher(
        self,
        one: Operand,
        other: Operand,
        *,
        up: str = "higher than",
        down: str = "lower than",
        same: str = "the same as",
    ) -> Found:
        """How one value compares with another: higher than, lower than, or, if they print alike, the same as."""
        first, second = self._number(one), self._number(other)
        return _worded(self.difference(first, second), first, second, up, down, same)

    def clearly(
        self,
        one: Operand,
        other: Operand,
        *,
        up: str = "clearly higher than",
        down: str = "clearly lower than",
        same: str = "not clearly different from",
    ) -> Found:
        """How one value compares with another, if the 95% interval of their difference leaves out zero.

        One of the two may be without an interval, such as a mean of rates: it is taken as it is.
        """
        found = self.difference(one, other)
        if isinstance(found, Missing):
            return found
        low, high = self._intervals.of(found)
        return replace(found, text=up if low > 0 else down if high < 0 else same)

    def lower(
        self, one: Operand, area: str | None = None, period: When = None, *, decimals: int | None = None
    ) -> Found:
        """The lower limit of the 95% interval of a value, a change or a difference."""
        return self._limit(0, one, area, period, decimals)

    def upper(
        self, one: Operand, area: str | None = None, period: When = None, *, decimals: int | None = None
    ) -> Found:
        """The upper limit of the 95% interval of a value, a change or a difference."""
        return self._limit(1, one, area, period, decimals)

    def compared_with(
        self,
        indicator: str,
        area: str | None = None,
        since: When = None,
        to: When = None,
        *,
        up: str = "higher",
        down: str = "lower",
        same: str = "the same as",
    ) -> Found:
        """How a value compares with an earlier one: 2.4% fewer than, or, if they print alike, the same as."""
        last, first = self._at_ends(indicator, area, since, to)
        found = self._percent_change(last, first)
        if isinstance(found, Missing):
            return found
        amount = size(found).text
        differs = _NOT_ZERO.search(amount) and first.text != last.text
        return replace(found, text=f"{amount} {up if _is_above(last, first) else down} than" if differs else same)

    def numerator(
        self,
        indicator: str,
        area: str | None = None,
        period: When = None,
        *,
        unit: str = "count",
        style: str | None = None,
    ) -> Found:
        """The numerator of a value; ``unit`` and ``style`` say how to print it if it is not a count."""
        return self._part("numerator", self.n(indicator, area, period), unit, style)

    def denominator(
        self,
        indicator: str,
        area: str | None = None,
        period: When = None,
        *,
        unit: str = "count",
        style: str | None = None,
    ) -> Found:
        """The denominator of a value; ``unit`` and ``style`` say how to print it if it is not a count."""
        return self._part("denominator", self.n(indicator, area, period), unit, style)

    def covered(self, indicator: str, area: str | None = None, period: When = None) -> Found:
        """How many areas a value covers."""
        return self._part("covered", self.n(indicator, area, period))

    def expected(self, indicator: str, area: str | None = None, period: When = None) -> Found:
        """How many areas a value would cover if every one had a figure."""
        return self._part("expected", self.n(indicator, area, period))

    def rank(self, indicator: str, area: str, period: str | int, *, lowest: bool = False) -> Found:
        """The rank of an area among those of its level, from the highest value or from the lowest."""
        return self._rank(self.n(indicator, area, period), lowest=lowest)

    def standing(self, indicator: str, area: str, period: str | int) -> Found:
        """The rank in words, from the nearer end: highest, joint third highest, 12th lowest."""
        own = self.n(indicator, area, period)
        from_top, from_bottom = self._rank(own), self._rank(own, lowest=True)
        if isinstance(from_top, Missing) or isinstance(from_bottom, Missing):
            return from_top
        top, bottom = int(from_top.value or 0), int(from_bottom.value or 0)
        values, _ = self._ranking(own)
        alike = len(values) - (top - 1) - (bottom - 1)
        nearest, end, place = (from_top, "highest", top) if top <= bottom else (from_bottom, "lowest", bottom)
        words = end if place == 1 else f"{number.ordinal(place)} {end}"
        return replace(nearest, text=f"joint {words}" if alike > 1 else words)

    def rank_lower(self, indicator: str, area: str, period: str | int) -> Found:
        """The lower limit of the 95% interval of a rank from the highest value."""
        return self._rank_limit(0, self.n(indicator, area, period))

    def rank_upper(self, indicator: str, area: str, period: str | int) -> Found:
        """The upper limit of the 95% interval of a rank from the highest value."""
        return self._rank_limit(1, self.n(indicator, area, period))

    def ranked(self, indicator: str, area: str, period: str | int) -> Found:
        """How many areas of an area's level have a value."""
        own = self.n(indicator, area, period)
        if isinstance(own, Missing):
            return own
        values, level = self._ranking(own)
        formula = f"number of values of the level {level}"
        label = f"{own.label}, areas with a value"
        return _about(own, f"ranked({own.key}, {level})", label, len(values), "count", formula)

    def highest(self, indicator: str, areas: Sequence[str] | str, period: str | int) -> Found:
        """The highest value among some areas, or those of a level; its ``area`` is the name of an area that has it."""
        return self._end(indicator, areas, period, lowest=False)

    def lowest(self, indicator: str, areas: Sequence[str] | str, period: str | int) -> Found:
        """The lowest value among some areas, or those of a level; its ``area`` is the name of an area that has it."""
        return self._end(indicator, areas, period, lowest=True)

    def top(
        self, indicator: str, period: str | int, count: int, *, level: str = Level.AUTHORITY, lowest: bool = False
    ) -> Number:
        """The names of the areas with the highest (or ``lowest``) values, the most extreme first."""
        areas = self._values.in_order(indicator, str(period), level, lowest=lowest)
        names = [self._values.names[area] for area in areas[:count]]
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
            text=listed(names) or "none",
            period=str(period),
            formula=f"the {count} {end} of {len(areas)} values",
            record=self.record,
        )

    def latest(self, indicator: str, area: str = "England") -> Period:
        """The last period for which an area has a value."""
        return Period(self._periods_held(indicator, area)[-1])

    def earliest(self, indicator: str, area: str = "England") -> Period:
        """The first period for which an area has a value."""
        return Period(self._periods_held(indicator, area)[0])

    def held(self, indicator: str, area: str = "England") -> list[Period]:
        """The periods for which an area has a value, in order; empty if it has none."""
        return [Period(period) for period in self._values.periods(indicator, self._values.code(area))]

    def councils_without(self, indicator: str, period: str | int) -> list[str]:
        """The names of the councils that have no value in a period, as a sentence has them; empty if all have one."""
        return [in_sentence(name) for name in self._values.without_value(indicator, str(period), Level.AUTHORITY)]

    def name(self, area: str) -> str:
        """The name of an area that is given by code or name."""
        return self._values.names[self._values.code(area)]

    def in_words(self, area: str) -> str:
        """The name of an area as a sentence has it: the Isle of Wight, the North East, shire counties."""
        return in_sentence(self.name(area))

    def who(self, area: str) -> str:
        """The councils of an area as the subject of a sentence: Kent, councils in the North East, shire counties."""
        words = self.in_words(area)
        level = self._values.levels[self._values.code(area)]
        if level == Level.GROUP:
            return f"councils of {words}"
        return f"councils in {words}" if level in (Level.REGION, Level.COUNTRY) else words

    def owner(self, area: str) -> str:
        """The name of an area in the genitive: Kent’s, the North East’s."""
        return possessive(self.name(area))

    def why(self, indicator: str, area: str, period: str | int) -> str:
        """Why an area has no value in a period, in the words of the table's note; empty if it has one."""
        found = self.n(indicator, area, period)
        return found.reason if isinstance(found, Missing) else ""

    def is_first_release(self, indicator: str, area: str, period: str | int) -> bool:
        """Whether a value rests on a first release that no final one has replaced yet."""
        found = self._values.result(self._values.key(indicator, area, period))
        return found is not None and PROVISIONAL in found.note

    def peak(self, indicator: str, area: str = "England") -> Period:
        """The period of an area's highest value; the first of several."""
        return max(
            self._periods_held(indicator, area), key=lambda period: self._values.value(indicator, area, period) or 0.0
        )

    def _standing(self, fill: Callable[[str], str], template: str, place: str) -> str:
        """A template filled in, without the sentences that fall away and the record of what they would have printed."""
        self._place = place
        before = len(self.uses)
        text = fill(template)
        if FALLEN not in text:
            return text
        held = without_fallen(text)
        self.fallen += [(place, line) for line in text.splitlines() if FALLEN in line]
        self.uses[before:] = [use for use in self.uses[before:] if _is_printed(use.number, text, held)]
        return held

    def _figure(self, found: Number) -> Figure:
        stored = STORED_KEY.fullmatch(found.key)
        return Figure(found.key, found, self._values.result(Key.parse(found.key)) if stored else None)

    def _entry(self, found: Number) -> dict[str, Any]:
        behind = self._values.behind(found.key)
        return {
            **{name: getattr(found, name) for name in _ENTRY},
            "sources": sorted({source for value in behind for source in self._sources(value)}),
            "places": [],
        }

    def _periods_held(self, indicator: str, area: str) -> list[Period]:
        periods = self.held(indicator, area)
        if not periods:
            raise Problem(f"{indicator} has no value for {area} in any period.")
        return periods

    def _rank(self, own: Found, *, lowest: bool = False) -> Found:
        if isinstance(own, Missing) or own.value is None:
            return own
        values, level = self._ranking(own)
        before = len(values) - bisect_right(values, own.value) if not lowest else bisect_left(values, own.value)
        key = f"rank({own.key}, {level}{', lowest' if lowest else ''})"
        label = f"{own.label}, rank from the {'lowest' if lowest else 'highest'}"
        return _about(own, key, label, before + 1, "places", f"rank of {own.key} among {len(values)} values")

    def _rank_limit(self, end: int, own: Found) -> Found:
        if isinstance(own, Missing):
            return own
        found = Key.parse(own.key)
        level = self._values.levels[found.area]
        limit, words = self._intervals.of_rank(found, level)[end], ENDS[end]
        label = f"{own.label}, {words} 95% limit of the rank from the highest"
        formula = f"{words} 95% limit of the rank of {own.key}, simulated"
        return _about(own, f"rank_{words}({own.key}, {level})", label, limit, "places", formula)

    def _ranking(self, own: Found) -> tuple[list[float], str]:
        """The values of the level of a value's area in ascending order, and the level."""
        found = Key.parse(own.key)
        level = self._values.levels[found.area]
        asked = (series_name(found.indicator, found.breakdown), found.period, level)
        if asked not in self._rankings:
            self._rankings[asked] = sorted(self._values.of_level(*asked).values())
        return self._rankings[asked], level

    def _end(self, indicator: str, areas: Sequence[str] | str, period: str | int, *, lowest: bool) -> Found:
        if isinstance(areas, str):
            areas = self._values.in_order(indicator, str(period), areas)
        values = {area: self._values.value(indicator, area, period) for area in areas}
        held = {area: value for area, value in values.items() if value is not None}
        if not held:
            return Missing(f"{indicator} has no value in {period} for any of {listed(areas)}.")
        return self.n(indicator, (min if lowest else max)(held, key=held.__getitem__), period)

    # How values are combined.

    def _limit(self, end: int, one: Operand, area: str | None, period: When, decimals: int | None) -> Found:
        found = self.n(one, area, period) if isinstance(one, str) else one
        if isinstance(found, Missing):
            return found
        limit, words = self._intervals.of(found)[end], ENDS[end]
        return replace(
            found,
            key=f"{words}_95({found.key})",
            label=f"{found.label}, {words} 95% limit",
            value=limit,
            text=number.text(limit, found.unit, decimals=decimals),
            formula=f"{words} 95% limit of {found.formula or found.key}",
        )

    def _number(self, value: Operand) -> Found:
        return self.n(value) if isinstance(value, str) else value

    def _derived(
        self,
        name: str,
        sign: str,
        one: Operand,
        other: Operand,
        combine: Callable[[float, float], float],
        unit: str | None = None,
        **printed: Any,
    ) -> Found:
        first, second = self._number(one), self._number(other)
        if isinstance(first, Missing):
            return first
        if isinstance(second, Missing):
            return second
        if first.value is None or second.value is None:
            raise Problem(f"{name}(…) combines numbers, and {first.key} or {second.key} is none.")
        if first.unit != second.unit:
            raise Problem(f"{name}(…) sets {first.key} in {first.unit} against {second.key} in {second.unit}.")
        if sign == "÷" and second.value == 0:
            return Missing(f"{name}({first.key}, {second.key}) has no value: {second.key} is zero.")
        value = round(combine(first.value, second.value), 9)  # without the error of binary fractions
        unit = unit or unit_of_difference(first.unit)
        return Number(
            key=f"{name}({first.key}, {second.key})",
            label=_joined(first.label, second.label, name),
            value=value,
            unit=unit,
            text=number.text(value, unit, **printed),
            area=_joined(first.area, second.area, "and"),
            period=_joined(second.period, first.period, "to"),
            definition=first.definition if first.definition == second.definition else "",
            formula=f"{first.key} {sign} {second.key}" + (" − 1" if name == "percent_change" else ""),
            record=self.record,
        )

    def _at_ends(self, indicator: str, area: str | None, since: When, to: When) -> tuple[Found, Found]:
        """The values at the end and at the start; a period that is not before the end has none to compare.

        Named periods may follow the indicator at once, and are about England.
        """
        if isinstance(area, Period):
            to = to if since is None else since
            area, since = None, area
        if since is None:
            raise Problem(f"A change of {indicator} is asked for without the period that it is since: add since=….")
        to = Period(self._values.newest(indicator)) if to is None else to
        if isinstance(since, Period) and since >= str(to):
            nothing = OutOfReach(f"{indicator} in {to} is not compared with {since}.")
            return nothing, nothing
        return self.n(indicator, area, to), self.n(indicator, area, since)

    def _change(self, last: Found, first: Found, **options: Any) -> Found:
        return self._derived("change", "−", last, first, lambda a, b: a - b, **options)

    def _percent_change(self, last: Found, first: Found, **options: Any) -> Found:
        return self._derived("percent_change", "÷", last, first, lambda a, b: a / b - 1, unit="percent", **options)

    def _part(self, name: str, whole: Found, unit: str = "count", style: str | None = None) -> Found:
        if isinstance(whole, Missing):
            return whole
        field = {"covered": "areas_covered", "expected": "areas_expected"}.get(name, name)
        value = getattr(whole, field)
        if value is None:
            return Missing(f"{whole.key} has no {name}: it is not a ratio, or is a total of the publisher.")
        label = f"{whole.label}: {field.replace('_', ' ')}"
        return _about(whole, f"{name}({whole.key})", label, value, unit, f"{name} of {whole.key}", style)


def _is_printed(found: Number, before: str, held: str) -> bool:
    """Whether a number is still printed in a text after some of its sentences have fallen away."""
    mark = marked(found.text, found.key)
    return mark in held if mark in before else found.text in held


def _worded(difference: Found, first: Found, second: Found, up: str, down: str, same: str) -> Found:
    """A difference with words in place of its text; values that print alike are the same."""
    if isinstance(difference, Missing):
        return difference
    return replace(difference, text=same if first.text == second.text else up if _is_above(first, second) else down)


def _is_above(first: Found, second: Found) -> bool:
    return (first.value or 0) > (second.value or 0)


def _about(
    own: Number, key: str, label: str, value: float, unit: str, formula: str, style: str | None = None
) -> Number:
    """A number that says something of a value, such as its rank or its numerator."""
    text = number.text(float(value), unit, style=style)
    found = replace(own, key=key, label=label, value=float(value), unit=unit, text=text, formula=formula)
    return replace(found, numerator=None, denominator=None)


def _joined(one: str, other: str, word: str) -> str:
    return one if one == other else f"{one} {word} {other}"
