"""Writes ``docs/indicators.md``: every indicator as the code defines it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from analysis.audit.queries import EXEMPT, audited, file_of
from analysis.formulas.indicator import Definition
from analysis.formulas.term import EACH
from analysis.formulas.units import UNITS
from analysis.indicators.definitions import SUBJECTS, definitions
from report.manuscript.working import in_words
from report.records.registration import INDICATOR, Name, Register, register_of

PAGE: Final = Path(__file__).parent / "indicators.md"
BEGINNING: Final = """\
# Indicators

Every indicator as the code defines it. `make docs` writes this page from `analysis/indicators/`: change the code, not
the page. A key names one value: `indicator:area:period`, or `indicator[category]:area:period` for one of several
categories. [How to add an indicator](how-to/add-an-indicator.md).

An entry says with which data its definition is registered (`analysis/registered.csv`, `make register`): what it
computes has not changed since, so figures that came later are computed by a definition that was settled before them.
"""

_TOTALS: Final = {
    "published": "as published for regions and England, sums of councils for classes and the county group",
    "councils": "sums of the councils that have every figure the formula reads",
    "published where complete": "as published where complete, otherwise sums of councils",
    "published only": "as published only; the measure cannot be added up",
}
_METHODS: Final = {False: "Byar’s method, exact for a count below ten", True: "Wilson’s method"}
"""How the limits of a rate, and those of a share, are computed."""
_SOURCE: Final = re.compile(r" Sources?(?::| (?=as)) ?(.*)$")


def page() -> str:
    """The page as Markdown, an entry an indicator, in the order of the subjects."""
    lines = BEGINNING.split("\n")
    for subject in SUBJECTS:
        name = subject.__name__
        lines += [f"## {name.rpartition('.')[2].replace('_', ' ').capitalize()}", ""]
        lines += [(inspect.getdoc(subject) or "").partition("\n")[0], "", f"Code: `{name.replace('.', '/')}.py`", ""]
        for definition in definitions().values():
            if definition.module == name:
                lines += _entry(definition)
    return "\n".join(lines)


def _entry(definition: Definition) -> Iterator[str]:
    source = _SOURCE.search(definition.definition)
    yield from (f"### {definition.label}", "", _SOURCE.sub("", definition.definition), "")
    category = any(term.breakdown == EACH for term in definition.formula.terms) if definition.formula else False
    yield f"- Name: `{definition.name}{'[category]' if category else ''}`"
    yield f"- Unit: {UNITS[definition.unit].heading} (`{definition.unit}`)"
    if definition.counted:
        yield f"- Intervals: {_METHODS[UNITS[definition.unit].is_per_cent]}"
    if definition.formula:
        yield f"- Formula: {in_words(definition.formula)}"
        yield f"- Regions, classes and England: {_TOTALS[definition.formula.totals]}"
        if definition.formula.since:
            yield f"- Since: {definition.formula.since}"
    if definition.derived_from:
        yield f"- Computed from: {_named(definition.derived_from)}"
    if source:
        yield f"- Source: {source[1]}"
    if definition.alternatives:
        yield f"- Other definitions: {_named(definition.alternatives)}"
    if definition.name in audited():
        file = file_of(audited()[definition.name])
        intervals = file_of("intervals")
        limits = f"; limits in [`{intervals}`](../{intervals})" if definition.counted else ""
        yield f"- Computed a second time: [`{file}`](../{file}), query `{definition.name}`{limits}"
    elif definition.name in EXEMPT:
        yield f"- Not computed a second time: {EXEMPT[definition.name]}"
    registered = _register().get(Name(INDICATOR, definition.name))
    if registered and registered.data:
        yield f"- Registered with: {registered.data}"
    yield ""


@cache
def _register() -> Register:
    return register_of(Path(__file__).parents[1])


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"[`{name}`](#{_anchor(name)})" for name in names)


def _anchor(name: str) -> str:
    return re.sub(r"[^\w\- ]", "", definitions()[name].label.lower()).replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
