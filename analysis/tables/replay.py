"""Tables of another year: as they ended in an earlier one, or with a year to come that nobody has published.

The report must be true whatever the newest year is. These tables try its sentences; they are no data of anybody.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal, NamedTuple

import pandas as pd

from analysis.tables.periods import ending_year, financial_year_ending, is_financial_year

FIGURE: Final = ["area_code", "period", "measure", "breakdown"]
SERIES: Final = ["area_code", "measure", "breakdown"]

ENDED: Final = 4
"""A measure without a period in so many years before the year to come has ended."""

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


def with_next_year(frame: pd.DataFrame, direction: Direction, year: int, *, mid_year: bool) -> pd.DataFrame:
    """A table of observations, all as text, continued to the period that ends on 31 March of a ``year`` to come.

    A series goes on as it went in its last year, or is ``turned``: what rose since its first year falls until then, to
    half as much below that, and the other way round. A measure that is some years behind, as budgets are, gets the
    years between too; one that is ``ENDED`` gets none. No figure falls below zero; a missing one stays missing.
    A population at ``mid_year`` belongs to the 31 March after it.
    """
    current = frame[frame["status"] != "superseded"].drop_duplicates(FIGURE, keep="last")
    last_period = current.groupby("measure")["period"].max()
    years_behind = year - mid_year - last_period.map(ending_year)
    live = current[current["measure"].map(years_behind).between(1, ENDED - 1)]
    series: dict[tuple[str, ...], list[dict[Hashable, Any]]] = {}
    for row in live.to_dict("records"):
        series.setdefault(tuple(row[name] for name in SERIES), []).append(row)
    added = []
    for rows in series.values():
        last = rows[-1]
        if last["period"] == last_period[last["measure"]]:
            values = _next_values([row["value"] for row in rows], direction, years_behind[last["measure"]])
            for later, value in enumerate(values, start=1):
                added.append({**last, "period": _shifted(last["period"], later), "value": value})
    joined = pd.concat([frame, pd.DataFrame(added, columns=frame.columns)])
    return joined.sort_values([*FIGURE, "release"], kind="stable").reset_index(drop=True)


def _next_values(values: list[str], direction: Direction, count: int) -> list[str]:
    """The next values of a series, in equal steps, with the decimals of its last.

    >>> _next_values(["100", "110", "130"], "continuing", 2), _next_values(["100", "110", "130"], "turned", 1)
    (['150', '170'], ['85'])
    >>> _next_values(["100", "110", ""], "turned", 2), _next_values(["0.10", "0.05"], "continuing", 2)
    (['', ''], ['0.00', '0.00'])
    """
    if not values[-1]:
        return [""] * count
    held = [Decimal(value) for value in values if value]
    first, last, before = held[0], held[-1], held[-2] if len(held) > 1 else held[-1]
    step = last - before if direction == "continuing" else (first - last) * Decimal("1.5") / count
    found = [max(last + step * later, Decimal()) for later in range(1, count + 1)]
    return [str(value.quantize(last, ROUND_HALF_UP)) for value in found]


def _shifted(period: str, years: int) -> str:
    year = ending_year(period) + years
    return financial_year_ending(year) if is_financial_year(period) else str(year)
