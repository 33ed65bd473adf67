"""Prints a traced number as text for a terminal, or as data."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from analysis.audit.queries import audited, file_of
from analysis.formulas.intervals import LIMIT_COLUMNS, USUAL, limits_by_column
from analysis.formulas.observations import meaning_of
from analysis.formulas.trail import LeftOut, Observation, TermTrail, Trail
from figures import number
from report.manuscript.citation import cell_in_words, file_in_words
from report.manuscript.working import working
from report.review.trace import NO_VALUE, Traced, Use

WIDTH: Final = 100
SHOWN_WHOLE: Final = 6
SHOWN_FIRST: Final = 3
"""If there are more than ``SHOWN_WHOLE`` rows, this many are shown, and how many more there are."""


class Reading(Protocol):
    """What a published cell says when it is read again; ``agrees`` is None if it could not be read."""

    @property
    def agrees(self) -> bool | None:
        """Whether it has the value that the tables hold."""

    @property
    def sentence(self) -> str:
        """The result in words."""


@dataclass(frozen=True)
class Surroundings:
    """What is printed about a number besides its trails.

    ``sources`` has the entries of the data package by id, ``licences`` their titles by name, ``places`` the names of
    areas by code. ``titles`` has those of chapters, charts and tables by id. Without a build ``titles`` is empty and
    ``uses`` is None. ``readings`` is None if the official files are not read again.
    """

    sources: Mapping[str, Mapping[str, Any]]
    licences: Mapping[str, str]
    places: Mapping[str, str]
    uses: Sequence[Use] | None
    titles: Mapping[str, str]
    readings: Mapping[Observation, Reading] | None


def as_data(found: Traced, about: Surroundings) -> dict[str, Any]:
    """The whole trace as plain data, for ``--json``."""
    ids = sorted({source for trail in found.trails for source in trail.source_ids})
    return {
        **{name: part for name, part in found._asdict().items() if name != "trails"},
        "computed_twice": {name: file_of(subject) for name, subject in _queries(found).items()},
        "trails": [_trail_data(trail, about) for trail in found.trails],
        "sources": {name: dict(about.sources[name]) for name in ids},
        "uses": None
        if about.uses is None
        else [use._asdict() | {"title": about.titles.get(use.place, "")} for use in about.uses],
    }


def _queries(found: Traced) -> dict[str, str]:
    """The indicators of a trace that a query computes a second time, each with the subject of the query."""
    names = dict.fromkeys(trail.key.indicator for trail in found.trails)
    return {name: audited()[name] for name in names if name in audited()}


def _trail_data(trail: Trail, about: Surroundings) -> dict[str, Any]:
    words, numbers = working(trail)
    data: dict[str, Any] = {
        "key": str(trail.key),
        **{name: part for name, part in trail.result._asdict().items() if name != "area_name"},
        **_limits(trail),
        "definition": trail.definition.definition,
        "formula": {"words": words, "numbers": numbers},
        "terms": [
            {
                "words": term.term.words,
                "sign": term.term.sign,
                "total": term.total,
                "observations": _observations_data(term.observations, about),
            }
            for term in trail.terms
        ],
        "left_out": [
            {
                "area_code": council.area_code,
                "area_name": about.places[council.area_code],
                "reason": council.reason,
                "observations": _observations_data(council.observations, about),
            }
            for council in trail.left_out
        ],
        "parts": [_trail_data(part, about) for part in trail.parts],
    }
    if trail.deflation:
        data["deflators"] = {
            "base": _observations_data(trail.deflation.base, about),
            "period": _observations_data(trail.deflation.period, about),
        }
    return data


def _limits(trail: Trail) -> dict[str, float]:
    """The limits of a value that is made of counts, by the columns of ``indicators.csv``."""
    return limits_by_column(trail.result) if trail.definition.counted else {}


def _observations_data(observations: Iterable[Observation], about: Surroundings) -> list[dict[str, Any]]:
    found = []
    for observation in observations:
        data = observation._asdict() | {"area_name": about.places[observation.area_code]}
        if reading := (about.readings or {}).get(observation):
            data |= {"agrees": reading.agrees, "reading": reading.sentence}
        found.append(data)
    return found


def as_text(found: Traced, about: Surroundings, *, everything: bool = False) -> str:
    """The trace as it is printed; with ``everything`` all observations of a sum, not only the first few."""
    return "\n".join(_Page(found, about, everything=everything).lines()) + "\n"


class _Page:
    """The printed trace, which numbers the sources in the order in which they appear."""

    def __init__(self, found: Traced, about: Surroundings, *, everything: bool) -> None:
        self._found = found
        self._about = about
        self._everything = everything
        self._numbers: dict[str, int] = {}

    def lines(self) -> Iterator[str]:
        found = self._found
        title = ", ".join(part for part in (found.label, found.area, found.period) if part)
        yield from _wrapped(f"{found.text}  {title}", indent="")
        yield found.key
        if found.definition:
            yield from ("", "Definition", *_wrapped(found.definition))
        if found.formula:
            yield from ("", "Formula", f"  {found.formula}", f"  {self._with_numbers(found.formula)}")
        for trail in found.trails:
            if found.formula:
                yield from ("", str(trail.key))
            yield from self._trail(trail)
        yield from self._queries()
        yield from self._sources()
        yield from self._readings()
        yield from self._uses()

    def _with_numbers(self, formula: str) -> str:
        for trail in sorted(self._found.trails, key=lambda trail: -len(str(trail.key))):
            formula = formula.replace(str(trail.key), _in_full(trail.result.value))
        return f"{formula} = {self._found.text}"

    def _trail(self, trail: Trail) -> Iterator[str]:
        result = trail.result
        words, numbers = working(trail)
        value = _in_full(result.value)
        yield ""
        yield "Working"
        yield from _wrapped(words or "as the definition says, from the values below")
        yield from _wrapped(f"{numbers} = {value}" if numbers and numbers != value else value)
        if result.areas_expected is not None and result.areas_expected > 1:
            yield f"  {result.areas_covered} of {result.areas_expected} areas"
        if limits := _limits(trail):
            lower, upper = (number.in_full(limits[name]) for name in LIMIT_COLUMNS[USUAL])
            yield f"  95% interval {lower} to {upper}"
        if result.note:
            yield from _wrapped(f"Note: {result.note}")
        if trail.terms:
            yield from ("", "Observations")
            for term in trail.terms:
                yield from self._term(term)
        if trail.deflation:
            yield "  deflator"
            yield from self._observations(list(dict.fromkeys(trail.deflation.base + trail.deflation.period)))
        if trail.left_out:
            yield from ("", f"Left out: {_counted(len(trail.left_out), 'council')}")
            yield from self._few(trail.left_out, self._left_out)
        if trail.parts:
            yield from self._parts(trail.parts)

    def _term(self, term: TermTrail) -> Iterator[str]:
        several = len(term.observations) > 1
        total = f", the sum of {len(term.observations)} councils: {number.in_full(term.total)}" if several else ""
        yield from _wrapped(("less " if term.term.sign < 0 else "") + term.term.words + total)
        if not term.observations:
            yield "    none is held"
        yield from self._observations(term.observations)

    def _observations(self, observations: Sequence[Observation], indent: str = "    ") -> Iterator[str]:
        yield from self._few(observations, lambda observation: self._observation(observation, indent), indent)

    def _observation(self, observation: Observation, indent: str = "    ") -> Iterator[str]:
        if observation.value is None:
            value = f"{meaning_of(observation.marker, observation.table, observation.measure)} [{observation.marker}]"
        else:
            value = number.in_full(observation.value)
        place = self._about.places[observation.area_code]
        source = self._numbers.setdefault(observation.source_id, len(self._numbers) + 1)
        yield f"{indent}{place}, {observation.period}: {value}  [{source}] {cell_in_words(observation.source_ref)}"
        if self._about.readings and observation in self._about.readings:
            yield f"{indent}  {self._about.readings[observation].sentence}"

    def _left_out(self, council: LeftOut) -> Iterator[str]:
        yield from _wrapped(f"{self._about.places[council.area_code]}: {council.reason}")
        for observation in council.observations:
            yield from self._observation(observation)

    def _parts(self, parts: Sequence[Trail]) -> Iterator[str]:
        valued = [part for part in parts if part.result.value is not None]
        names = ", ".join(dict.fromkeys(part.key.indicator for part in parts))
        yield from ("", f"Derived from {_counted(len(valued), 'value')} of {names}")
        yield from self._few(valued, self._part)
        without = [part for part in parts if part.result.value is None]
        if without:
            yield from ("", f"Without a value: {len(without)}")
            yield from self._few(without, self._part)

    def _part(self, part: Trail) -> Iterator[str]:
        numbers, shown = working(part).numbers, _in_full(part.result.value)
        yield f"  {part.key}"
        yield f"    {part.result.area_name}: " + (f"{numbers} = {shown}" if numbers not in ("", shown) else shown)
        if part.result.note and part.result.value is None:
            yield from _wrapped(part.result.note, indent="    ")
        yield from self._observations(list(part.observations()), indent="      ")

    def _few(self, items: Sequence[Any], lines: Callable[[Any], Iterator[str]], indent: str = "  ") -> Iterator[str]:
        whole = self._everything or len(items) <= SHOWN_WHOLE
        for item in items if whole else items[:SHOWN_FIRST]:
            yield from lines(item)
        if not whole:
            yield f"{indent}and {len(items) - SHOWN_FIRST} more (--all prints them, --json holds them)"

    def _queries(self) -> Iterator[str]:
        queries = _queries(self._found)
        if queries:
            yield from ("", "Computed a second time, in SQL")
        for name, subject in queries.items():
            yield f"  {file_of(subject)}, query {name}"

    def _sources(self) -> Iterator[str]:
        for trail in self._found.trails:
            for name in trail.source_ids:
                self._numbers.setdefault(name, len(self._numbers) + 1)
        if self._numbers:
            yield from ("", "Sources")
        for name, count in self._numbers.items():
            source = self._about.sources[name]
            published = f", published {source['published']}" if source.get("published") else ""
            yield from _wrapped(f"[{count}] {source['publisher']}: {source['title']}{published}")
            yield f"      {file_in_words(source)}; {self._about.licences.get(source['licence'], source['licence'])}"
            yield f"      {source['path']}"

    def _readings(self) -> Iterator[str]:
        if self._about.readings is None:
            return
        said = Counter(reading.agrees for reading in self._about.readings.values())
        yield from ("", "Read again in the official files")
        cells = _counted(said.total(), "cell")
        yield f"  of {cells}: the same {said[True]}, other {said[False]}, not read {said[None]}"
        for observation, reading in self._about.readings.items():
            if reading.agrees is False:
                yield from self._observation(observation, "  ")

    def _uses(self) -> Iterator[str]:
        uses = self._about.uses
        yield from ("", "In the report")
        if uses is None:
            yield "  not known: there is no build (make report makes one)"
            return
        own = [use for use in uses if use.key == self._found.key]
        yield from (f"  {self._place(use)}" for use in own)
        if not own:
            yield "  not itself"
        derived = [use for use in uses if use.key != self._found.key]
        if derived:
            yield f"  and within {_counted(len(derived), 'number')} derived from it"
            yield from self._few(derived, lambda use: iter((f"    {self._place(use)}  {use.key}",)), "    ")

    def _place(self, use: Use) -> str:
        return f"{use.text}  {self._about.titles.get(use.place, use.place)}"


def _in_full(value: float | None) -> str:
    return NO_VALUE if value is None else number.in_full(value)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _wrapped(text: str, indent: str = "  ") -> Iterable[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
