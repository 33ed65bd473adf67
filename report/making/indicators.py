"""The indicators of a build: computed where the last build's would come out otherwise, and what each has read.

What rests on indicators rests on series of their values: a product that reads one is made again when its values change,
and not when another's do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from report.making import fingerprint
from report.making.fingerprint import code
from report.making.ledger import INDICATOR

if TYPE_CHECKING:
    import pandas as pd

    from analysis.reading import Reading
    from analysis.tables.loading import Tables
    from figures.lookup import Series
    from report.making.beside import Helper
    from report.making.renewal import Renewal

INDICATORS: Final = "indicators.csv"
PLACES: Final = "the names of places"
EVERYWHERE: Final = ("data/datapackage.json", "data/areas.csv")
"""What stands behind every indicator: how tables are read, and which places there are."""

Values = Mapping[str, Mapping[str, str]]
"""The fingerprint of each series of values by what it goes by as an input, and these by indicator."""


class Computed(NamedTuple):
    """Every indicator; those that are current are from the last build, and of the others it is known what each read."""

    indicators: pd.DataFrame
    current: Set[str]
    read: Mapping[str, list[str]]

    def note(self, renewal: Renewal, values: Values) -> None:
        """Notes in a build's record what each indicator has read and what its values are."""
        from analysis.formulas.indicator import definitions
        from figures.lookup import lookup

        renewal.keeps(
            *(product for product in renewal.last(INDICATOR) if product.removeprefix(INDICATOR) in self.current)
        )
        for name, read in self.read.items():
            if name in self.current:  # computed again for another that is derived from it
                continue
            definition = definitions()[name]
            parents = [series for parent in definition.derived_from for series in values[parent]]
            behind = [
                *EVERYWHERE,
                *read,
                *parents,
                *code(definition.module, "analysis.tables.loading", "analysis.reading"),
            ]
            renewal.made(f"{INDICATOR}{name}", behind, values=values.get(name, {}))
        places = "\n".join(f"{code} {name}" for code, name in lookup(self.indicators).names.items())
        renewal.made(PLACES, EVERYWHERE, values={PLACES: fingerprint.of(places)})


def computed(renewal: Renewal, tables: Reading) -> Computed:
    """Every indicator. Those that are current in the last build are taken from its file."""
    from analysis.formulas.indicator import compute, definitions

    read: dict[str, list[str]] = {}

    def note(indicator: str) -> None:
        read[indicator] = noted(tables)

    current = _current(renewal)
    due = [name for name in definitions() if name not in current]
    indicators = compute(cast("Tables", tables), due, tell=note)
    if current:
        indicators = _with_current(indicators, renewal.content(INDICATORS), current)
    return Computed(indicators, current, read)


def written(indicators: pd.DataFrame) -> tuple[bytes, Values]:
    """The indicators as a file, and the fingerprint of each series: of its lines, which stand together."""
    from figures.lookup import lookup
    from report.formats.csv_text import csv_parts

    sizes = dict(sorted(lookup(indicators).sizes.items()))
    header, *parts = csv_parts(indicators, sizes.values())
    found: dict[str, dict[str, str]] = {}
    for series, part in zip(sizes, parts, strict=True):
        found.setdefault(series[0], {})[values_of(series)] = fingerprint.of(part)
    return b"".join([header, *parts]), found


def as_reported(
    renewal: Renewal, report: Renewal, tables: Reading, beside: Helper
) -> tuple[pd.DataFrame, Callable[[], None]]:
    """Every indicator, for a record beside the report's: as the report's build has them where they are current there.

    Of each is noted what it reads and what its values are, by the function that is returned with them: another process
    takes their fingerprints until it is called, which is before anything is asked for that rests on indicators.
    """
    from report.formats.csv_text import indicators

    values = [*report.last(INDICATOR), PLACES]
    if report.keeps(*values, INDICATORS):
        renewal.takes(values, report)
        return indicators(report.content(INDICATORS)), lambda: None
    made = computed(renewal, tables)
    found = beside.submit(_fingerprints, made.indicators)
    return made.indicators, lambda: made.note(renewal, found.result())


def values_of(series: Series) -> str:
    """What a series of values goes by as an input."""
    indicator, breakdown = series
    named = f"{indicator}[{breakdown}]" if breakdown else indicator
    return f"the values of {named}" if named else PLACES


def noted(tables: Reading) -> list[str]:
    """The tables read since this was last asked, as inputs."""
    return sorted(f"data/{name}" for name in tables.noted())


def load_ahead() -> None:
    """Loads what fingerprints are taken with, in a process that has nothing else to do."""
    import figures.lookup  # noqa: F401 - and kept for the task that follows
    import report.formats.csv_text  # noqa: F401 - as above


def _fingerprints(indicators: pd.DataFrame) -> Values:
    return written(indicators)[1]


def _current(renewal: Renewal) -> set[str]:
    """The indicators that would come out as the last build has them; none where its file of them is not as it was made.

    One that is derived from another is not among them where the other is not.
    """
    from analysis.formulas.indicator import definitions

    if renewal.out_of_date([INDICATORS]):
        return set()
    faults = renewal.faults(f"{INDICATOR}{name}" for name in definitions())
    return {name for name in definitions() if f"{INDICATOR}{name}" not in faults}


def _with_current(computed: pd.DataFrame, text: bytes, current: set[str]) -> pd.DataFrame:
    """All indicators, in order: those that are current as a text of all has them, the others as computed."""
    import pandas as pd

    from report.formats.csv_text import indicators

    held = indicators(text)
    taken = held[held["indicator"].isin(current)]
    others = computed[~computed["indicator"].isin(current)]
    return pd.concat([taken, others]).sort_values("indicator", kind="stable", ignore_index=True)
