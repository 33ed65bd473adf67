"""Where the number of looked-after children and what hangs on it may go, each part tested as far as data go.

England only. The number is projected as ``analysis.formulas.back_test`` says, from the series since 1994. Where
children live and what a week costs are held without a gap for too few years to be tested, and so are held constant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

import pandas as pd

from analysis.formulas.back_test import (
    BENCHMARK,
    CANDIDATES,
    LEVELS,
    back_tested_coverage,
    choice,
    errors_if_chosen_anew,
    half_widths,
    is_too_narrow,
    mean_absolute_error,
    mean_over_horizons,
    origins,
    rolling_origin_errors,
    scaled_errors,
)
from analysis.formulas.indicator import Derivation, Values, derived_indicator
from analysis.formulas.key import Key
from analysis.formulas.observations import Observed
from analysis.formulas.values import empty_values, values_of
from analysis.indicators.placements import RESIDENTIAL
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import ending_year, financial_year_ending

NUMBER: Final = "looked_after_children"
EARLIER_NUMBER: Final = "looked_after_children_since_1994"
PROJECTION: Final = "looked_after_projection_children"
PLACED: Final = "children_by_placement_share"
WEEKLY: Final = "unit_cost_published_real_gbp_per_week"
SPENDING: Final = "expenditure_real_gbp"
LOOKED_AFTER: Final = "children_looked_after"

CHOSEN_ANEW: Final = "chosen_anew"
HELD_CONSTANT: Final = {
    "foster_care_share": (PLACED, "foster_care"),
    "childrens_homes_share": (PLACED, RESIDENTIAL),
    "fostering_week": (WEEKLY, "fostering"),
    "residential_week": (WEEKLY, "residential_care"),
}
"""What spending depends on besides the number: the indicator and breakdown of each part that is not projected."""

NO_BAND: Final = "no band: it held what came clearly less often than it says, or too few misses are known"


def _years_of_england(tables: Observed, table: str) -> list[str]:
    held = tables.current(table)
    return sorted(held.loc[(held["measure"] == NUMBER) & (held["area_code"] == ENGLAND), "period"].unique())


def _number_of_england(_: Key, tables: Observed) -> list[Key]:
    """The series that the number is fitted to and back-tested on."""
    own = _years_of_england(tables, "looked_after")
    earlier = [year for year in _years_of_england(tables, "looked_after_england") if year < own[0]]
    return [*(Key(EARLIER_NUMBER, "", ENGLAND, year) for year in earlier), *_in(own, NUMBER)]


def _in(years: list[str], indicator: str, breakdown: str = "") -> list[Key]:
    return [Key(indicator, breakdown, ENGLAND, year) for year in years]


def _series_of_the_part(key: Key, tables: Observed) -> list[Key]:
    """The series in whose years the origins of a part are counted."""
    part = key.breakdown.removesuffix("_ahead").rpartition("_")[0]
    if part == "number":
        return _number_of_england(key, tables)
    own = _years_of_england(tables, "looked_after")
    indicator, breakdown = HELD_CONSTANT[part]
    years = [financial_year_ending(int(year)) for year in own] if indicator == WEEKLY else own
    return _in(years, indicator, breakdown)


def _placed_and_projected(key: Key, tables: Observed) -> list[Key]:
    newest = _years_of_england(tables, "looked_after")[-1:]
    return [Key(PROJECTION, "central", ENGLAND, key.period), *_in(newest, NUMBER), *_in(newest, PLACED, key.breakdown)]


def _spent_and_projected(key: Key, tables: Observed) -> list[Key]:
    """The projected number, and the newest spending with the number then: of the newest year or the one before."""
    newest = _years_of_england(tables, "looked_after")[-2:]
    spent = [financial_year_ending(int(year)) for year in newest]
    projected = Key(PROJECTION, key.breakdown, ENGLAND, str(ending_year(key.period)))
    return [projected, *_in(newest, NUMBER), *_in(spent, SPENDING, LOOKED_AFTER)]


def _derived_from_the_number(label: str, unit: str, *, counted: bool = False) -> Callable[[Derivation], Derivation]:
    return derived_indicator(
        label, unit, derived_from=(EARLIER_NUMBER, NUMBER), parts=_number_of_england, counted=counted
    )


@_derived_from_the_number("Children looked after at 31 March, projected", "children")
def looked_after_projection_children(values: Values, _: Observed) -> pd.DataFrame:
    """Children looked after in England up to five years ahead, by the candidate with the least scaled error.

    Candidates: no change, the trend since the start of the series, the trend and the growth of the last five years,
    fitted to the numbers since 1994. There is a projection as far ahead as ten origins or more have tested it, and as
    the candidate has missed by less than no change. Bands (``lower_50`` to ``upper_50``, ``lower_80`` to ``upper_80``)
    are made of the misses so far at that many years ahead, to hold half of what comes, and four in five. A band that
    held what came clearly less often than that is left out. The projection carries a past trend on, and knows nothing
    of policy. Source: Department for Education.
    """
    years, series = _number(values)
    chosen = choice(series)
    if chosen is None:
        return empty_values()
    note = f"{chosen.name.replace('_', ' ')}, fitted to {years[0]} to {years[-1]}"
    projected = {ahead: CANDIDATES[chosen.name](series, ahead) for ahead in chosen.horizons}
    rows = [_row("central", str(years[-1] + ahead), value, note) for ahead, value in projected.items()]
    for level in LEVELS:
        sound = not is_too_narrow(back_tested_coverage(chosen.errors, level), level)
        widths = half_widths(chosen.errors, level) if sound else {}
        for ahead, value in projected.items():
            width, why = widths.get(ahead, math.nan), note if ahead in widths else NO_BAND
            rows.append(_row(f"lower_{level}", str(years[-1] + ahead), value * (1 - width), why))
            rows.append(_row(f"upper_{level}", str(years[-1] + ahead), value * (1 + width), why))
    return _values(rows)


@_derived_from_the_number("Mean absolute error of a projection, by model and years ahead", "share")
def projection_error_share(values: Values, _: Observed) -> pd.DataFrame:
    """The mean absolute rolling-origin error of each candidate model at one to five years ahead, and over all of them.

    Each origin is fitted to the years before it alone; the error is a share of the number that came. ``chosen_anew`` is
    the error if at each origin the candidate had been chosen that had missed least until then. There is none for
    years ahead that no origin reaches. Source: Department for Education.
    """
    years, series = _number(values)
    errors = {**_errors_of_candidates(series), CHOSEN_ANEW: errors_if_chosen_anew(series)}
    rows = []
    for name, by_years in errors.items():
        means = {ahead: mean_absolute_error(misses) for ahead, misses in by_years.items()}
        rows += [
            _row(f"{name}_{ahead}_ahead", str(years[-1]), mean, f"{len(by_years[ahead])} origins")
            for ahead, mean in means.items()
        ]
        rows.append(_row(name, str(years[-1]), mean_over_horizons(means), "mean of one to five years ahead"))
    return _values(rows)


@_derived_from_the_number("Mean absolute error of a projection over that of no change", "ratio")
def projection_scaled_error(values: Values, _: Observed) -> pd.DataFrame:
    """The mean absolute scaled error of each candidate at one to five years ahead, and its mean over all of them.

    Its mean absolute error over that of no change at the same origins: below one, it missed by less. There is none for
    years ahead that no origin reaches. Source: Department for Education.
    """
    years, series = _number(values)
    errors = _errors_of_candidates(series)
    rows = []
    for name, by_years in errors.items():
        if name == BENCHMARK:
            continue
        scaled = scaled_errors(by_years, errors[BENCHMARK])
        for ahead, value in scaled.items():
            means = (mean_absolute_error(of[ahead]) for of in (by_years, errors[BENCHMARK]))
            rows.append(_row(f"{name}_{ahead}_ahead", str(years[-1]), value, "", *means))
        rows.append(_row(name, str(years[-1]), mean_over_horizons(scaled), "mean of one to five years ahead"))
    return _values(rows)


@_derived_from_the_number("Share of back-tests that fell inside a band", "share", counted=True)
def projection_coverage_share(values: Values, _: Observed) -> pd.DataFrame:
    """How often the chosen model's bands, made of the misses known at the time, held the number that came.

    By band and years ahead; back-tests before four misses were known have no band and do not count. There is no share
    without a back-test. A band is sound if the share that it is to hold lies inside the interval of this one, and
    cautious if it lies below. Back-tests share years with one another, so the true interval is wider. Source:
    Department for Education.
    """
    years, series = _number(values)
    chosen = choice(series)
    if chosen is None:
        return empty_values()
    return _values(
        _row(
            f"{level}_{ahead}_ahead",
            str(years[-1]),
            found.share,
            chosen.name.replace("_", " "),
            found.held,
            found.tried,
        )
        for level in LEVELS
        for ahead, found in back_tested_coverage(chosen.errors, level).items()
    )


@derived_indicator(
    "Origins from which a part of the outlook can be back-tested",
    "count",
    derived_from=(EARLIER_NUMBER, NUMBER, PLACED, WEEKLY),
    parts=_series_of_the_part,
)
def back_test_origins(values: Values, _: Observed) -> pd.DataFrame:
    """The origins that the newest years without a gap allow, by part of the outlook and years ahead.

    An origin needs six years before it, and the year that it is asked for. The parts are the number of children, the
    shares of them in foster care and in children's homes, and the cost of a week in each in real terms. A part with
    fewer than ten origins is held constant. Source: Department for Education.
    """
    rows = []
    for part, years in {"number": _number(values)[0], **_years_of_parts(values)}.items():
        for ahead, count in origins(len(years)).items() if years else ():
            rows.append(_row(f"{part}_{ahead}_ahead", str(years[-1]), count, f"{years[0]} to {years[-1]}"))
    return _values(rows)


@derived_indicator(
    "Children looked after by placement, if the mix stays as it is",
    "children",
    derived_from=(PROJECTION, NUMBER, PLACED),
    parts=_placed_and_projected,
)
def placement_projection_children(values: Values, _: Observed) -> pd.DataFrame:
    """The projected number of looked-after children, by placement, at the mix of the newest 31 March.

    The mix is held constant, because too few years of it are held without a gap to test how it goes on. It is no
    forecast of where children will live. Source: Department for Education.
    """
    projected = _of_england(values, PROJECTION, "central")
    now = _of_england(values, NUMBER).index[-1]
    mix = {name: _of_england(values, PLACED, name).get(now) for name in ("foster_care", RESIDENTIAL)}
    return _values(
        _row(name, str(period), number * share, f"mix of {now}")
        for name, share in mix.items()
        if share is not None
        for period, number in projected.items()
    )


@derived_indicator(
    "Spending on looked-after children, real terms, if mix and price stay as they are",
    "gbp",
    derived_from=(PROJECTION, NUMBER, SPENDING),
    parts=_spent_and_projected,
)
def spending_projection_real_gbp(values: Values, _: Observed) -> pd.DataFrame:
    """Real spending on looked-after children as the projected number alone would move it.

    Expenditure of the newest year times the projected number over the number at the end of that year, with the bands
    of the number. Where children live and what a placement costs in real terms are held constant, because too few
    years of them are held without a gap to test how they go on. It is no forecast of spending. Sources: Department for
    Education; HM Treasury, GDP deflators.
    """
    spent, counted = _of_england(values, SPENDING, LOOKED_AFTER), _of_england(values, NUMBER)
    rows = []
    if len(spent) and str(ending_year(spent.index[-1])) in counted.index:
        year, pounds = spent.index[-1], spent.iloc[-1]
        for_each = pounds / counted[str(ending_year(year))]
        for bound in ("central", *(f"{end}_{level}" for level in LEVELS for end in ("lower", "upper"))):
            for period, number in _of_england(values, PROJECTION, bound).items():
                note = f"number alone; mix and price of {year}"
                rows.append(_row(bound, financial_year_ending(ending_year(str(period))), number * for_each, note))
    return _values(rows)


class _Series(NamedTuple):
    """A series by year, in order."""

    years: list[int]
    values: list[float]


def _of_england(values: Values, indicator: str, breakdown: str = "") -> pd.Series:
    """The values of England that are held, by period in order."""
    rows = values[indicator]
    own = rows[(rows["area_code"] == ENGLAND) & (rows["breakdown"] == breakdown) & rows["value"].notna()]
    return own.assign(period=own["period"].astype(str)).set_index("period")["value"].sort_index()


def _number(values: Values) -> _Series:
    """The number of children since 1994, each year as its own release has it if that is held; no year before a gap."""
    own, earlier = _of_england(values, NUMBER), _of_england(values, EARLIER_NUMBER)
    if own.empty:  # as in the trail of another part
        return _without_gap(own)
    return _without_gap(pd.concat([earlier[earlier.index < own.index[0]], own]))


def _without_gap(series: pd.Series) -> _Series:
    """The newest values of a series that follow each other year by year."""
    years = [ending_year(period) for period in series.index]
    start = max((at for at in range(1, len(years)) if years[at] - years[at - 1] > 1), default=0)
    return _Series(years[start:], [float(value) for value in series.iloc[start:]])


def _years_of_parts(values: Values) -> Mapping[str, list[int]]:
    """The years of each part that is held constant, without a gap; no entry for one that is not held."""
    found = {part: _without_gap(_of_england(values, *of)).years for part, of in HELD_CONSTANT.items()}
    return {part: years for part, years in found.items() if years}


def _errors_of_candidates(series: list[float]) -> dict[str, dict[int, list[float]]]:
    return {name: rolling_origin_errors(series, model) for name, model in CANDIDATES.items()}


def _values(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    return values_of(list(rows))


def _row(
    breakdown: str, period: str, value: float, note: str, numerator: float = math.nan, denominator: float = math.nan
) -> tuple[object, ...]:
    return (breakdown, ENGLAND, period, value, numerator, denominator, math.nan, math.nan, note)
