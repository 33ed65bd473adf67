"""Tables of another year: as they ended in an earlier one, or with a year to come that nobody has published.

The report must be true whatever the newest year is. These tables try its sentences; they are no data of anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal, NamedTuple

import pandas as pd

from analysis.tables.periods import ending_year, financial_year_ending, is_financial_year

FIGURE: Final = ["area_code", "period", "measure", "breakdown"]
SERIES: Final = ["area_code", "measure", "breakdown"]

Direction = Literal["continuing", "turned"]


class Replayed(NamedTuple):
    """A table as it ended in a year, and for how many figures only a release of later years is held."""

    frame: pd.DataFrame
    later_releases: int


def as_of(frame: pd.DataFrame, sources: Mapping[str, Mapping[str, Any]], year: int, *, mid_year: bool) -> Replayed:
    """A table of observations, all as text, without the periods after 31 March of a year.

    Of each figure it has the newest release that was published by the end of the year, or if none is held, today's.
    A population at ``mid_year`` belongs to the 31 March after it.
    """
    ends = frame["period"].map({period: ending_year(period) + mid_year for period in frame["period"].unique()})
    held = frame[ends <= year]
    published = {name: str(about.get("published") or "9999")[:4] for name, about in sources.items()}
    known_then = held["source_id"].map(published) <= str(year)
    status = held["status"].map({"superseded": 0, "provisional": 1, "final": 2})
    # Of what was known then the newest release counts, whatever came of it later; of the rest today's.
    ranked = held.assign(_known=known_then, _status=status.where(~known_then, 0)).sort_values(
        [*FIGURE, "_known", "_status", "release"], kind="stable"
    )
    chosen = ranked.drop_duplicates(FIGURE, keep="last")
    later = int((~chosen["_known"]).sum())
    found = chosen.assign(status=chosen["status"].replace("superseded", "final"))[list(frame.columns)]
    return Replayed(found.sort_values([*FIGURE, "release"], kind="stable").reset_index(drop=True), later)


def with_next_year(frame: pd.DataFrame, direction: Direction) -> pd.DataFrame:
    """A table of observations, all as text, with one more period of each measure.

    A series goes on as it went in the last year, or is ``turned``: what rose since its first year has fallen since, by
    half as much, and the other way round. No figure falls below zero; a missing one stays missing.
    """
    current = frame[frame["status"] != "superseded"].drop_duplicates(FIGURE, keep="last")
    last_period = current.groupby("measure")["period"].max()
    added = []
    for _, series in current.groupby(SERIES, sort=False):
        last = series.iloc[-1]
        if last["period"] == last_period[last["measure"]]:
            period = _shifted(last["period"], 1)
            added.append({**last, "period": period, "value": _next_value([*series["value"]], direction)})
    joined = pd.concat([frame, pd.DataFrame(added, columns=frame.columns)])
    return joined.sort_values([*FIGURE, "release"], kind="stable").reset_index(drop=True)


def _next_value(values: list[str], direction: Direction) -> str:
    """The value after a series of values, with the decimals of the last.

    >>> _next_value(["100", "110", "130"], "continuing"), _next_value(["100", "110", "130"], "turned")
    ('150', '85')
    >>> _next_value(["100", "110", ""], "continuing"), _next_value(["0.10", "0.05"], "continuing")
    ('', '0.00')
    """
    if not values[-1]:
        return ""
    held = [Decimal(value) for value in values if value]
    first, last, before = held[0], held[-1], held[-2] if len(held) > 1 else held[-1]
    found = last + (last - before) if direction == "continuing" else first - (last - first) / 2
    return str(max(found, Decimal()).quantize(last, ROUND_HALF_UP))


def _shifted(period: str, years: int) -> str:
    year = ending_year(period) + years
    return financial_year_ending(year) if is_financial_year(period) else str(year)
