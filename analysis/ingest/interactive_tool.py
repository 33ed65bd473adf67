"""Measures that the department's Local Authority Interactive Tool holds: a sheet with a row a measure, place and year.

The tool joins the returns of several publishers. It writes ``-`` if a figure is suppressed, was not asked for or is not
there, and does not say which: it is held as not available.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.ingest.compiled import DEPARTMENT, INTERACTIVE_TOOL
from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import NOT_AVAILABLE, value_and_marker
from analysis.ingest.series import stated_release
from analysis.ingest.sheet import Listing, OfficialFile, listings
from analysis.ingest.totals import check_single
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND, as_at
from analysis.tables.periods import is_financial_year, is_year

TABLE = "interactive_tool_measures"
COLUMNS = ("measure", "area_code", "period", "value")
SUPPRESSED_OR_ABSENT = "-"


@dataclass(frozen=True)
class _Measure:
    """A measure: its name here, the most that it can be, and for one that adds up, what its figures are rounded to."""

    name: str
    most: int
    rounded_to: Decimal | None = None


WHOLE, TENTH, FIVE = Decimal(1), Decimal("0.1"), Decimal(5)
MEASURES = {
    "CareApplications": _Measure("care_applications_per_10k", 10_000),
    "ChildPov": _Measure("children_in_low_income_families_percent", 100),
    "Emotional_LAC": _Measure("sdq_score_average", 40),
    "Number_Foster_Places(New)": _Measure("approved_foster_places", 10**6, FIVE),
    "Number_Foster_Places_Filled(New)": _Measure("filled_foster_places", 10**6, FIVE),
    "Work_Force_AvgNumCase_SW": _Measure("cases_per_social_worker", 1000),
    "Work_Force_Num_CaseHeld": _Measure("cases_held", 10**7, WHOLE),
    "Work_Force_NoSW": _Measure("social_workers_fte", 10**6, TENTH),
    "Work_Force_Vac_Rate": _Measure("social_worker_vacancy_percent", 100),
    "Work_Force_Agecy_Rate": _Measure("agency_social_worker_percent", 100),
    "Work_Force_TO_Rate": _Measure("social_worker_turnover_percent", 100),
    "LeaveCareSupServTotExp": _Measure("leaving_care_gross_expenditure_gbp", 10**10, WHOLE),
}
"""The measures that are held, by what the tool calls them."""
NOT_HELD = frozenset(
    {
        *("Ever6_FSM_Prim", "Ever6_FSM_Sec", "PriFSM", "SecFSM", "LACDistance", "LAC_Foster_Placements"),
        *("LAC_Ind_SInd_Liv_Arr", "LAC_Other_Place_Inc_Unreg", "LAC_Other_Res_Settings", "LAC_Parents_OR_Others"),
        *("LAC_SecHome_And_ChildHome", "SENFinance", "SWFinance", "Social_Work_Caseholders_%", "Social_Work_Leavers"),
        *("Social_Work_Qualified_no_cases_%", "Social_Work_SeniorPractitioner_%", "Social_Work_Starters"),
        *("Unacc_Asylmn_Seek_Childn", "Vacancies_cover", "Work_Force_AgencyCover", "Work_Force_SWAbsence"),
    }
)
"""Measures that the report has no use for, or that a publisher's own file gives with counts."""
ONE_RETURN = (("E09000021", "E09000027"), ("E06000061", "E06000062"))
"""Councils that make one return of social workers: both have the figures of the two together."""
TOTALS_FROM = "2018"
"""The first year whose counts are checked: the first returns of the workforce were revised without their totals."""


def recognise(file: OfficialFile) -> bool:
    """Whether the first row of a sheet has the four columns and no other."""
    return any(sheet.headings and set(sheet.headings[0]) == set(COLUMNS) for sheet in file.sheets)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """The measures that are held, of England, regions and councils.

    Raises ``Problem`` if the release is not stated, a measure, code or symbol is unknown, a figure is beyond what its
    measure can be, a row is doubled, or councils and regions do not add up to England.
    """
    release = stated_release(file.name, file.published)
    figures = _figures(listings(file, COLUMNS)[0], context)
    check_single(figures)
    for name, measure in MEASURES.items():
        if measure.rounded_to is not None:
            counted = [figure for figure in figures if figure.measure == measure.name]
            _check_totals(name, measure.rounded_to, counted, context)
    source = Source.of(
        source_id=f"dfe-lait-measures-{release}",
        publisher=DEPARTMENT,
        title="Measures of several publishers, through the Local Authority Interactive Tool",
        page=INTERACTIVE_TOOL,
        published=release,
    )
    return [Extract.of(TABLE, figures, source)]


def _figures(listing: Listing, context: Context) -> list[Figure]:
    positions = [listing.column(name) for name in COLUMNS]
    figures = []
    for number, row in listing.rows():
        where = listing.sheet.where(number)
        measure, code, period, text = (str(row[position]).strip() for position in positions)
        if measure in NOT_HELD:
            continue
        if measure not in MEASURES:
            raise Problem(
                f"{where} has the measure '{measure}', which is not known: add it to MEASURES or NOT_HELD in "
                "analysis/ingest/interactive_tool.py."
            )
        area_code = context.place(code, where)
        if not (is_year(period) or is_financial_year(period)):
            raise Problem(f"{where} has the period '{period}', and a year such as 2025 or 2024-25 was expected.")
        value, marker = ("", NOT_AVAILABLE) if text == SUPPRESSED_OR_ABSENT else value_and_marker(text, where)
        most = MEASURES[measure].most
        if value and not 0 <= Decimal(value) <= most:
            raise Problem(f"{where} has '{value}' for {measure}, and a figure from 0 to {most:,} was expected.")
        if measure == "Emotional_LAC" and value == "0":
            value, marker = "", NOT_AVAILABLE  # an average of no scores: no council's children all score nought
        if marker and not context.areas.places[area_code].exists(as_at(period)):
            continue  # the tool has a row for each council of any year
        ref = f"{measure} / {code} / {period}!value"
        figures.append(Figure(area_code, period, MEASURES[measure].name, "", value, marker, where, ref))
    if not figures:
        raise Problem(f"{listing.sheet.file} has none of the measures that are held: it is cut short.")
    return figures


def _check_totals(name: str, rounded_to: Decimal, figures: Sequence[Figure], context: Context) -> None:
    """Stop if the regions, or the councils together, do not add up to England within what each is rounded to.

    Councils without a figure may be within England, so the councils may fall short of it and not exceed it.
    """
    periods: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for figure in figures:
        if figure.value:
            periods[figure.period][figure.area_code] = Decimal(figure.value)
    level = {code: place.level for code, place in context.areas.places.items()}
    for period, values in periods.items():
        if ENGLAND not in values:
            raise Problem(f"{figures[0].where.split(',')[0]} has no {name} for England in {period}: it is cut short.")
        regions = [value for code, value in values.items() if level[code] == "region"]
        joint = {second for first, second in ONE_RETURN if name.startswith("Work_") and first in values}
        councils = [value for code, value in values.items() if level[code] == "authority" and code not in joint]
        expected = sum(place.level == "region" for place in context.areas.places.values())
        slack = rounded_to / 2
        wrong = len(regions) != expected or abs(sum(regions) - values[ENGLAND]) > slack * (len(regions) + 1)
        if period >= TOTALS_FROM and (wrong or sum(councils) - values[ENGLAND] > slack * (len(councils) + 1)):
            raise Problem(
                f"{figures[0].where.split(',')[0]} has {values[ENGLAND]} {name} for England in {period}, its "
                f"{len(regions)} regions add up to {sum(regions)} and its councils to {sum(councils)}: download it "
                "again."
            )
