"""How an indicator is made of observations: terms, formulas and their values for every place and period.

A formula is data: the same object that computes an indicator says, later, which observations made one of its values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np
import pandas as pd

from analysis.membership import constant_membership, open_authorities
from analysis.period import mid_year_before

EACH: Final = "*"
VALUE_COLUMNS: Final = (
    "breakdown",
    "area_code",
    "period",
    "value",
    "numerator",
    "denominator",
    "areas_covered",
    "areas_expected",
    "note",
)
MARKER_MEANING: Final = {
    "c": "suppressed by the publisher",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to zero but is not zero",
    "u": "unreliable",
}
NAMED_AT_MOST: Final = 6

Totals = Literal["published", "councils", "published where complete", "published only"]


class Observed(Protocol):
    """The tidy tables as formulas read them."""

    @property
    def areas(self) -> pd.DataFrame:
        """One row a place."""

    def current(self, name: str) -> pd.DataFrame:
        """The newest final observations of a table."""


@dataclass(frozen=True)
class Term:
    """One measure of one table in a formula, with the words a reader knows it by.

    ``breakdown`` names a category, ``EACH`` stands for each category of the indicator in turn, and the empty text for a
    measure without categories. ``mid_year`` reads a population at the mid-year before the period. ``otherwise`` is
    read where the measure itself is not held.
    """

    words: str
    table: str
    measure: str
    breakdown: str = ""
    sign: int = 1
    mid_year: bool = False
    otherwise: Term | None = None


@dataclass(frozen=True)
class Formula:
    """Numerator over denominator, times ``per``.

    ``deflated`` restates the numerator in prices of the newest outturn year: with the GDP deflator (``gdp``) or with
    the deflator whose value for 2020-21 is the mean of its neighbours (``gdp smoothed``). ``totals`` says how regions
    and England come about: as the publisher gives them, or as the sum of councils with every term; classes and the
    county group are always sums. ``published only`` has neither: the measure is a rate that cannot be added.

    >>> children = Term("children", "looked_after", "looked_after_children")
    >>> population = Term("population", "population", "children_0_17")
    >>> round(Formula((children,), (population,), per=10_000).value([81_770], [12_183_016]), 1)
    67.1
    """

    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...] = ()
    per: float = 1.0
    deflated: Literal["", "gdp", "gdp smoothed"] = ""
    totals: Totals = "published"

    def value(self, numerator: list[float], denominator: list[float] | None = None) -> float:
        """The value for one place from the observations of its terms, in the order of the terms."""
        above = sum(term.sign * number for term, number in zip(self.numerator, numerator, strict=True))
        if not self.denominator:
            return self.per * above
        below = sum(term.sign * number for term, number in zip(self.denominator, denominator or [], strict=True))
        return self.per * above / below

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, the numerator's first."""
        return self.numerator + self.denominator


def evaluate(formula: Formula, tables: Observed) -> pd.DataFrame:
    """The values of a formula for every authority, region, England, class and the county group, all periods.

    Returns the columns of ``VALUE_COLUMNS``; a place with a gap has an empty value and a note that says why.
    """
    frame = _term_values(formula, tables)
    frame = _with_parts(frame, formula, tables)
    authorities = frame[frame["level"] == "authority"]
    published = frame[frame["level"].isin(("country", "region")) & frame["complete"]]
    if formula.totals == "published only":
        rows = pd.concat([_single(authorities), _single(published)])
    else:
        sums = _sums(authorities, formula, tables.areas)
        rows = pd.concat([_single(authorities), _with_published_totals(sums, published, formula)])
    return _with_values(rows, formula)


def deflator(tables: Observed, *, smoothed: bool = False) -> pd.Series:
    """What money of each financial year is multiplied by to stand in prices of the newest outturn year.

    ``smoothed`` replaces the index of 2020-21, which the pandemic distorted, by the mean of 2019-20 and 2021-22.
    """
    index = tables.current("deflators").set_index("period")["value"].sort_index()
    if smoothed and {"2019-20", "2021-22"} <= set(index.index):
        index.loc["2020-21"] = (index.loc["2019-20"] + index.loc["2021-22"]) / 2
    factor: pd.Series = index.loc[price_base(tables)] / index
    return factor


def price_base(tables: Observed) -> str:
    """The financial year in whose prices real terms are stated: the newest one with outturn."""
    return str(tables.current("outturn")["period"].max())


def _observations(term: Term, tables: Observed) -> pd.DataFrame:
    current = tables.current(term.table)
    held = current["measure"] == term.measure
    if term.breakdown != EACH:
        held &= current["breakdown"] == term.breakdown
    return current.loc[held, ["area_code", "period", "breakdown", "value", "marker"]]


def _term_values(formula: Formula, tables: Observed) -> pd.DataFrame:
    """One row a place, period and breakdown with ``value_i`` and ``marker_i`` of term i."""
    observed = [_observations(term, tables) for term in formula.terms]
    levels = tables.areas.set_index("area_code")["level"]
    frame = _skeleton(formula, observed, levels, tables.areas)
    frame["population_period"] = frame["period"].map({p: mid_year_before(p) for p in frame["period"].unique()})
    for number, (term, rows) in enumerate(zip(formula.terms, observed, strict=True)):
        frame = _merged(frame, term, rows, number)
        if term.otherwise is not None:
            frame = _merged(frame, term.otherwise, _observations(term.otherwise, tables), number, suffix="_otherwise")
            instead = frame[f"value_{number}"].isna() & frame[f"value_{number}_otherwise"].notna()
            frame.loc[instead, f"value_{number}"] = frame.loc[instead, f"value_{number}_otherwise"]
            frame[f"otherwise_{number}"] = instead
    frame["level"] = frame["area_code"].map(levels)
    return frame


def _skeleton(formula: Formula, observed: list[pd.DataFrame], levels: pd.Series, areas: pd.DataFrame) -> pd.DataFrame:
    """Every place, period and breakdown that the numerator's tables speak of, whether or not they hold a value."""
    spoken = pd.concat(
        [
            _spoken_of(term, rows)
            for term, rows in zip(formula.numerator, observed[: len(formula.numerator)], strict=True)
        ]
    ).drop_duplicates()
    spoken["level"] = spoken["area_code"].map(levels)
    asked = spoken.loc[spoken["level"] == "authority", ["period", "breakdown"]].drop_duplicates()
    expected = open_authorities(areas, sorted(asked["period"].unique())).merge(asked, on="period")
    skeleton = pd.concat([expected, spoken.drop(columns="level")]).drop_duplicates()
    return skeleton[skeleton["area_code"].map(levels).isin(("authority", "region", "country"))]


def _spoken_of(term: Term, rows: pd.DataFrame) -> pd.DataFrame:
    keys = rows[["area_code", "period", "breakdown"]]
    if term.mid_year:
        following = {mid_year: str(int(mid_year) + 1) for mid_year in keys["period"].unique()}
        keys = keys.assign(period=keys["period"].map(following))
    return keys if term.breakdown == EACH else keys.assign(breakdown="")


def _merged(frame: pd.DataFrame, term: Term, rows: pd.DataFrame, number: int, suffix: str = "") -> pd.DataFrame:
    keys = ["area_code", "period"] + (["breakdown"] if term.breakdown == EACH else [])
    rows = rows[[*keys, "value", "marker"]].rename(
        columns={"value": f"value_{number}{suffix}", "marker": f"marker_{number}{suffix}"}
    )
    if term.mid_year:
        rows = rows.rename(columns={"period": "population_period"})
        keys[1] = "population_period"
    return frame.merge(rows, on=keys, how="left")


def _with_parts(frame: pd.DataFrame, formula: Formula, tables: Observed) -> pd.DataFrame:
    """Adds ``numerator``, ``denominator``, ``complete``, ``expected`` and the reason for a gap."""
    above = len(formula.numerator)
    frame["numerator"] = sum(term.sign * frame[f"value_{i}"] for i, term in enumerate(formula.numerator))
    frame["denominator"] = np.nan
    if formula.denominator:
        frame["denominator"] = sum(
            term.sign * frame[f"value_{above + i}"] for i, term in enumerate(formula.denominator)
        )
    if formula.deflated:
        factor = deflator(tables, smoothed=formula.deflated == "gdp smoothed")
        frame["numerator"] = frame["numerator"] * frame["period"].map(factor)
    frame["complete"] = frame["numerator"].notna() & (frame["denominator"].notna() | (not formula.denominator))
    applicable = np.ones(len(frame), dtype=bool)
    suppressed = np.zeros(len(frame), dtype=bool)
    note = pd.Series("", index=frame.index)
    for number, term in enumerate(formula.terms):
        marker = frame[f"marker_{number}"].fillna("held not").replace("", "held not")
        missing = frame[f"value_{number}"].isna()
        applicable &= ~(missing & (marker == "z")).to_numpy()
        suppressed |= (missing & marker.isin(("c", "low"))).to_numpy()
        reason = f"{term.words}: " + marker.map(MARKER_MEANING).fillna("not held")
        note = note.mask(missing, note.where(note == "", note + "; ") + reason)
        if term.otherwise is not None:
            note = note.mask(frame[f"otherwise_{number}"], note + term.otherwise.words)
    frame["expected"] = applicable
    frame["in_total"] = frame["complete"] | suppressed
    frame["note"] = note
    return frame


def _single(frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame[["breakdown", "area_code", "period", "numerator", "denominator", "note"]].copy()
    kept = frame["complete"].to_numpy()
    rows.loc[~kept, ["numerator", "denominator"]] = np.nan
    rows["areas_covered"] = kept.astype(int)
    rows["areas_expected"] = frame["expected"].astype(int)
    return rows


def _sums(authorities: pd.DataFrame, formula: Formula, areas: pd.DataFrame) -> pd.DataFrame:
    """Sums over the councils of each composite place that have every term; the rest are counted and named."""
    membership = constant_membership(areas)[["composite", "area_code"]]
    named = areas.set_index("area_code")["area_name"]
    rows = authorities.loc[
        authorities["expected"],
        ["area_code", "period", "breakdown", "numerator", "denominator", "complete", "in_total", "note"],
    ].merge(membership, on="area_code")
    rows.loc[~rows["complete"], ["numerator", "denominator"]] = np.nan
    rows["remark"] = rows["note"].where(rows["complete"], "")
    keys = ["composite", "period", "breakdown"]
    grouped = rows.groupby(keys, sort=True)
    sums = grouped.agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        areas_covered=("complete", "sum"),
        in_total=("in_total", "sum"),
        areas_expected=("complete", "size"),
        remark=("remark", "max"),
    )
    if not formula.denominator:
        sums["denominator"] = np.nan
    sums.loc[sums["areas_covered"] == 0, ["numerator", "denominator"]] = np.nan
    left_out = _left_out(rows[~rows["complete"]], keys, named).reindex(sums.index).fillna("")
    both = (sums["remark"] != "") & (left_out != "")
    sums["note"] = sums["remark"] + left_out.where(~both, "; " + left_out)
    sums["left_out_of_total"] = _left_out(rows[~rows["in_total"]], keys, named).reindex(sums.index).fillna("")
    return sums.drop(columns="remark").reset_index().rename(columns={"composite": "area_code"})


def _left_out(rows: pd.DataFrame, keys: list[str], named: pd.Series) -> pd.Series:
    """Which councils a sum leaves out: by name where they are few, else how many."""
    if rows.empty:
        return pd.Series(dtype=str, index=pd.MultiIndex.from_arrays([[], [], []], names=keys))
    names = rows.assign(area_name=rows["area_code"].map(named)).sort_values("area_name")
    grouped = names.groupby(keys, sort=True)["area_name"]
    listed = grouped.agg(lambda group: ", ".join(group) if len(group) <= NAMED_AT_MOST else f"{len(group)} councils")
    return "without " + listed


def _with_published_totals(sums: pd.DataFrame, published: pd.DataFrame, formula: Formula) -> pd.DataFrame:
    if formula.totals == "councils" or published.empty:
        return sums.drop(columns=["in_total", "left_out_of_total"])
    keys = ["area_code", "period", "breakdown"]
    totals = published[[*keys, "numerator", "denominator", "note"]].rename(columns={"note": "total_note"})
    merged = sums.merge(totals, on=keys, how="outer", suffixes=("", "_total"), indicator="held")
    use = merged["held"] != "left_only"
    if formula.totals == "published where complete":
        complete = merged["areas_covered"] == merged["areas_expected"]
        use &= complete | (merged["held"] == "right_only")
    for column in ("numerator", "denominator"):
        merged[column] = merged[column].mask(use, merged[f"{column}_total"])
    merged["areas_covered"] = merged["areas_covered"].mask(use, merged["in_total"])
    said = merged["total_note"].fillna("").where(merged["total_note"].fillna("") == "", "; " + merged["total_note"])
    left_out = merged["left_out_of_total"].fillna("")
    total_note = "publisher's total" + said + left_out.where(left_out == "", "; " + left_out)
    merged["note"] = merged["note"].fillna("").mask(use, total_note)
    return merged[[*keys, "numerator", "denominator", "areas_covered", "areas_expected", "note"]]


def _with_values(rows: pd.DataFrame, formula: Formula) -> pd.DataFrame:
    rows = rows.copy()
    if formula.denominator:
        possible = rows["denominator"] > 0
        undefined = rows["denominator"].notna() & ~possible
        rows["value"] = (formula.per * rows["numerator"] / rows["denominator"].where(possible)).astype(float)
        rows.loc[undefined, "note"] = "no value: the denominator is not above zero"
    else:
        rows["value"] = formula.per * rows["numerator"]
        rows["denominator"] = np.nan
    return rows[list(VALUE_COLUMNS)]
