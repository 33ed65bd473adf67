"""Where the number of looked-after children may go, how far such projections have erred, and a what-if on placements.

England only: the series has sixteen years, too short for models that fit more than a level and a trend.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import pandas as pd

from analysis.formulas.indicator import Values, derived_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.values import VALUE_COLUMNS, empty_values
from analysis.indicators.placements import RESIDENTIAL
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import ending_year, financial_year_ending

Series = list[float]
Candidate = Callable[[Series, int], float]

HORIZONS: Final = (1, 2, 3, 4, 5)
YEARS_BEFORE_FIRST_ORIGIN: Final = 6
RECENT_YEARS: Final = 5
MISSES_FOR_AN_INTERVAL: Final = 3
MOVED_SHARES: Final = {"one_in_twenty": 0.05, "one_in_ten": 0.10, "one_in_five": 0.20}
WEEKS_IN_A_YEAR: Final = 365 / 7


def no_change(series: Series, _: int) -> float:
    """The last value, for every year ahead.

    >>> no_change([10.0, 12.0], 3)
    12.0
    """
    return series[-1]


def trend_since_start(series: Series, years: int) -> float:
    """The last value and the mean annual change since the start of the series.

    >>> trend_since_start([10.0, 11.0, 14.0], 2)
    18.0
    """
    return series[-1] + years * (series[-1] - series[0]) / (len(series) - 1)


def trend_of_five_years(series: Series, years: int) -> float:
    """The last value and the mean annual change of the last five years.

    >>> trend_of_five_years([0.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0], 1)
    16.0
    """
    recent = series[-RECENT_YEARS - 1 :]
    return recent[-1] + years * (recent[-1] - recent[0]) / (len(recent) - 1)


def growth_of_five_years(series: Series, years: int) -> float:
    """The last value, growing at the mean annual rate of the last five years.

    >>> growth_of_five_years([1.0, 2.0, 4.0, 8.0, 16.0, 32.0], 1)
    64.0
    """
    recent = series[-RECENT_YEARS - 1 :]
    rate = (recent[-1] / recent[0]) ** (1 / (len(recent) - 1))
    return float(recent[-1] * rate**years)


CANDIDATES: Final[dict[str, Candidate]] = {
    "no_change": no_change,
    "trend_since_start": trend_since_start,
    "trend_of_five_years": trend_of_five_years,
    "growth_of_five_years": growth_of_five_years,
}


def rolling_origin_errors(series: Series, candidate: Candidate) -> dict[int, list[float]]:
    """How far a candidate missed, as a share of what came, by years ahead: each origin knows only its own past.

    >>> errors = rolling_origin_errors([10.0] * 6 + [20.0], no_change)
    >>> errors[1], errors[2]
    ([-0.5], [])
    """
    errors: dict[int, list[float]] = {horizon: [] for horizon in HORIZONS}
    for origin in range(YEARS_BEFORE_FIRST_ORIGIN, len(series)):
        for horizon in HORIZONS:
            target = origin + horizon - 1
            if target < len(series):
                errors[horizon].append(candidate(series[:origin], horizon) / series[target] - 1)
    return errors


def mean_absolute_error(errors: dict[int, list[float]]) -> float:
    """The mean over the years ahead of the mean absolute error at each; not a number if none could be tried.

    >>> mean_absolute_error({1: [0.1, -0.1], 2: [0.3]})
    0.2
    """
    means = [sum(map(abs, at)) / len(at) for at in errors.values() if at]
    return sum(means) / len(means) if means else math.nan


def chosen_candidate(series: Series) -> str | None:
    """The candidate with the least rolling-origin error; none if none beats an unchanged number or was tried.

    >>> chosen_candidate([float(year) for year in range(10, 26)])
    'trend_since_start'
    >>> chosen_candidate([10.0] * 16) is None, chosen_candidate([10.0, 11.0]) is None
    (True, True)
    """
    if len(series) <= YEARS_BEFORE_FIRST_ORIGIN:
        return None
    scores = {name: mean_absolute_error(rolling_origin_errors(series, model)) for name, model in CANDIDATES.items()}
    best = min(scores, key=lambda name: scores[name])
    return best if scores[best] < scores["no_change"] else None


def interval_half_widths(errors: dict[int, list[float]]) -> dict[int, float]:
    """The largest miss so far at each horizon, never narrower than at a shorter one: the interval's half width.

    >>> interval_half_widths({1: [0.1, -0.3], 2: [0.2]})
    {1: 0.3, 2: 0.3}
    """
    widths: dict[int, float] = {}
    widest = 0.0
    for horizon, at in errors.items():
        widest = max([widest, *map(abs, at)])
        widths[horizon] = widest
    return widths


def back_tested_coverage(errors: dict[int, list[float]]) -> dict[int, tuple[int, int]]:
    """How often an interval made of the misses known at an origin held what came after it: held, and tried, by horizon.

    A miss at some years ahead is known once those years have passed; before ``MISSES_FOR_AN_INTERVAL`` are known at a
    horizon there is no interval to try.

    >>> back_tested_coverage({1: [0.1, -0.3, 0.2, 0.2, 0.5], 2: [0.1, 0.1]})
    {1: (1, 2), 2: (0, 0)}
    """
    coverage: dict[int, tuple[int, int]] = {}
    for horizon, at in errors.items():
        held = tried = 0
        for origin, error in enumerate(at):
            known = {ahead: misses[: max(0, origin - ahead + 1)] for ahead, misses in errors.items()}
            if len(known[horizon]) >= MISSES_FOR_AN_INTERVAL:
                tried += 1
                held += abs(error) <= interval_half_widths(known)[horizon]
        coverage[horizon] = (held, tried)
    return coverage


def _series_of_england(_: Key, tables: Observed) -> list[Key]:
    """The whole series that a projection for England is fitted to, and back-tested on."""
    held = tables.current("looked_after")
    own = (held["measure"] == "looked_after_children") & (held["area_code"] == ENGLAND)
    return [Key("looked_after_children", "", ENGLAND, period) for period in sorted(held.loc[own, "period"].unique())]


def _children_and_placements(key: Key, _: Observed) -> list[Key]:
    return [
        Key("looked_after_children", "", key.area, key.period),
        Key("placement_published_share", RESIDENTIAL, key.area, key.period),
    ]


def _children_placements_and_costs(key: Key, tables: Observed) -> list[Key]:
    year = financial_year_ending(int(key.period))
    costs = [
        Key("unit_cost_published_gbp_per_week", kind, key.area, year) for kind in ("residential_care", "fostering")
    ]
    return [*_children_and_placements(key, tables), *costs]


@derived_indicator(
    "Children looked after at 31 March, projected",
    "children",
    derived_from=("looked_after_children",),
    parts=_series_of_england,
)
def looked_after_projection_children(values: Values, _: Observed) -> pd.DataFrame:
    """Children looked after in England up to five years ahead, by the candidate with the least rolling-origin error.

    Candidates: no change, the trend since the start of the series, the trend and the growth of the last five years. The
    interval is the largest miss so far at that many years ahead. There is no projection where no candidate beats an
    unchanged number. It carries a past trend on, and knows nothing of policy.
    """
    years, series = _england(values)
    name = chosen_candidate(series)
    if name is None:
        return empty_values()
    widths = interval_half_widths(rolling_origin_errors(series, CANDIDATES[name]))
    note = f"{name.replace('_', ' ')}, fitted to {years[0]} to {years[-1]}"
    rows = []
    for horizon in HORIZONS:
        central = CANDIDATES[name](series, horizon)
        for breakdown, factor in (("central", 1.0), ("lower", 1 - widths[horizon]), ("upper", 1 + widths[horizon])):
            rows.append(_row(breakdown, str(years[-1] + horizon), central * factor, note))
    return pd.DataFrame(rows, columns=list(VALUE_COLUMNS))


@derived_indicator(
    "Mean absolute error of a projection, by model and years ahead",
    "share",
    derived_from=("looked_after_children",),
    parts=_series_of_england,
)
def projection_error_share(values: Values, _: Observed) -> pd.DataFrame:
    """The mean absolute rolling-origin error of each candidate model at one to five years ahead, and over all of them.

    Each origin is fitted to the years before it alone; the error is a share of the number that came. There is none for
    years ahead that no origin reaches.
    """
    years, series = _england(values)
    rows = []
    for name, model in CANDIDATES.items():
        errors = rolling_origin_errors(series, model)
        for horizon, at in errors.items():
            mean = sum(map(abs, at)) / len(at) if at else math.nan
            rows.append(_row(f"{name}_{horizon}_ahead", str(years[-1]), mean, f"{len(at)} origins"))
        rows.append(_row(name, str(years[-1]), mean_absolute_error(errors), "mean of one to five years ahead"))
    return pd.DataFrame(rows, columns=list(VALUE_COLUMNS))


@derived_indicator(
    "Share of back-tests that fell inside the interval",
    "share",
    derived_from=("looked_after_children",),
    parts=_series_of_england,
)
def projection_coverage_share(values: Values, _: Observed) -> pd.DataFrame:
    """How often the chosen model's interval, made of the misses known at the time, held the number that came.

    By years ahead; back-tests before three misses were known have no interval and do not count. There is no share
    without a back-test.
    """
    years, series = _england(values)
    name = chosen_candidate(series)
    if name is None:
        return empty_values()
    coverage = back_tested_coverage(rolling_origin_errors(series, CANDIDATES[name]))
    rows = []
    for horizon, (held, tried) in coverage.items():
        share = (held / tried, name.replace("_", " "), held, tried) if tried else (math.nan, "too few back-tests")
        rows.append(_row(f"{horizon}_ahead", str(years[-1]), *share))
    return pd.DataFrame(rows, columns=list(VALUE_COLUMNS))


@derived_indicator(
    "Children moved from residential to foster care in a what-if",
    "children",
    derived_from=("looked_after_children", "placement_published_share"),
    parts=_children_and_placements,
)
def whatif_moved_children(values: Values, _: Observed) -> pd.DataFrame:
    """Children who would move if one in twenty, ten or five of those in children's homes lived with foster carers.

    Children in homes are the published whole per cent of looked-after children, and so approximate.
    """
    homes = _children_in_homes(values)
    return _whatif(homes, lambda row, share: row["homes"] * share)


@derived_indicator(
    "Difference in yearly cost in a what-if on placements",
    "gbp",
    derived_from=("looked_after_children", "placement_published_share", "unit_cost_published_gbp_per_week"),
    parts=_children_placements_and_costs,
)
def whatif_difference_gbp(values: Values, _: Observed) -> pd.DataFrame:
    """What a year's care of the moved children would cost less, at the average costs of the two kinds of placement.

    A year is fifty-two weeks and a day, at the published costs of a week in the financial year that ends on the 31
    March. Assumes that each moved child would cost the average of fostering instead of the average of residential care,
    that carers could be found, and that the children who move are like those who stay: average costs are not the cost
    of the next child, and children in homes often have greater needs. More likely too high than too low.
    """
    cost = values["unit_cost_published_gbp_per_week"]
    cost = cost.assign(year=cost["period"].map(ending_year)).pivot(
        index=["area_code", "year"], columns="breakdown", values="value"
    )
    weekly = (cost["residential_care"] - cost["fostering"]).rename("weekly").reset_index()
    homes = _children_in_homes(values).merge(weekly, on=["area_code", "year"])
    return _whatif(homes, lambda row, share: row["homes"] * share * row["weekly"] * WEEKS_IN_A_YEAR)


def _england(values: Values) -> tuple[list[int], Series]:
    children = values["looked_after_children"]
    england = children[(children["area_code"] == ENGLAND) & children["value"].notna()].sort_values("period")
    return [int(period) for period in england["period"]], [float(value) for value in england["value"]]


def _row(
    breakdown: str,
    period: str,
    value: float,
    note: str,
    numerator: float = math.nan,
    denominator: float = math.nan,
) -> dict[str, object]:
    return {
        "breakdown": breakdown,
        "area_code": ENGLAND,
        "period": period,
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "areas_covered": math.nan,
        "areas_expected": math.nan,
        "note": note,
    }


def _children_in_homes(values: Values) -> pd.DataFrame:
    children = values["looked_after_children"]
    placements = values["placement_published_share"]
    homes = placements[placements["breakdown"] == RESIDENTIAL].merge(
        children[["area_code", "period", "value"]], on=["area_code", "period"], suffixes=("", "_children")
    )
    homes["homes"] = homes["value"] * homes["value_children"]
    return homes.assign(year=homes["period"].map(ending_year))


def _whatif(homes: pd.DataFrame, outcome: Callable[[pd.DataFrame, float], pd.Series]) -> pd.DataFrame:
    frames = [
        homes.assign(
            breakdown=breakdown,
            value=outcome(homes, share),
            numerator=float("nan"),
            denominator=float("nan"),
            note="what-if; approximate",
        )
        for breakdown, share in MOVED_SHARES.items()
    ]
    rows = pd.concat(frames)
    return rows.loc[rows["value"].notna(), list(VALUE_COLUMNS)]
