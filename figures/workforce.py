"""Who does the work: children's social workers, vacant posts, agency workers, turnover and cases held."""

from __future__ import annotations

from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from analysis.tables.areas import ENGLAND
from analysis.wording import say
from figures.drawing.canvas import is_narrow
from figures.drawing.colours import BLUE, PLUM, TURQUOISE
from figures.drawing.scales import percent, years
from figures.drawing.style import draw
from figures.drawing.text import unit
from figures.figure import Figure, Table, Value, left, right
from figures.lines import DASHED, DOTTED, Line, name_lines, paint_lines
from figures.places import REGIONS, area_name, place_in_sentence
from figures.selection import at_least, by_period, newest, over_time

VACANT: Final = "social_worker_vacancy_share"
AGENCY: Final = "agency_social_worker_share"
TURNOVER: Final = "social_worker_turnover_share"
CASES: Final = "cases_per_social_worker"
IN_POST: Final = "social_workers_in_post_fte"
SAFEGUARDING: Final = "expenditure_per_child_gbp[safeguarding]"

SHARES: Final = {"Vacancies": VACANT, "Agency": AGENCY, "Turnover": TURNOVER}
DFE: Final = "Source: Department for Education, children’s social work workforce."


def rates(indicators: pd.DataFrame, area: str = ENGLAND) -> Figure:
    """Vacancies, agency workers and turnover by year.

    Raises ``NoValues`` if the place has fewer than two years of one of them.
    """
    series = {name: at_least(indicators, indicator, area) for name, indicator in SHARES.items()}
    periods = sorted({str(period) for one in series.values() for period in one.index})
    series = {name: one.reindex(periods) for name, one in series.items()}
    first, last = periods[0], newest(series["Vacancies"])

    def paint(axes: Axes) -> None:
        space = "\n" if is_narrow(axes) else " "
        looks = ((BLUE, "-"), (PLUM, DASHED), (TURQUOISE, DOTTED))
        lines = [
            Line(f"{name}{space}", one, SHARES[name], *look)
            for (name, one), look in zip(series.items(), looks, strict=True)
        ]
        paint_lines(axes, indicators, area, lines)
        axes.set_ylim(0, 1.15 * max(one.max() for one in series.values()))
        percent(axes)
        years(axes, periods)
        unit(axes, "Share of full-time equivalents at the end of September")
        name_lines(axes, lines, "share")

    def went(indicator: str) -> str:
        held = over_time(indicators, indicator, area)
        start, end = str(held.index[0]), newest(held)
        return f"{say('n', indicator, area, start)} in {start}, {say('n', indicator, area, end)} in {end}"

    return Figure(
        id="workforce-rates",
        title=f"{say('n', VACANT, area, last)} of posts for children’s social workers were vacant in {last}, after "
        f"{say('n', VACANT, area, first)} in {first}",
        caption=f"{area_name(indicators, area)}. Vacancies: of all posts; agency workers: of agency workers and those "
        f"in post; turnover: those who left in the year, of those in post. {DFE}",
        alt=f"Line chart of three shares in {place_in_sentence(indicators, area)}. Vacancies: {went(VACANT)}. Agency "
        f"workers: {went(AGENCY)}. Turnover: {went(TURNOVER)}.",
        drawing=draw(paint, right=(112, 72), height=(290, 320)),
        data=by_period(**{f"{name.lower()}_share": one for name, one in series.items()}),
    )


def by_region(indicators: pd.DataFrame) -> Table:
    """Social workers, vacancies, agency workers, turnover and caseload beside spending on safeguarding, by region."""
    period = newest(over_time(indicators, VACANT, ENGLAND))
    spent = newest(over_time(indicators, "expenditure_per_child_gbp", ENGLAND, "safeguarding"))
    return Table(
        id="workforce-regions",
        title=f"Children’s social workers, {period}, and spending on safeguarding, {spent}, by region",
        caption=f"Full-time equivalents at the end of September {period}. Cases: for each social worker who holds any. "
        f"Safeguarding: gross expenditure in {spent} per child aged 0 to 17 in the area, of the councils covered. "
        f"Sources: Department for Education, children’s social work workforce and section 251 outturn; Office for "
        f"National Statistics, mid-year population estimates.",
        columns=left("Place")
        + right("In post", "Vacancies", "Agency", "Turnover", "Cases held (each)", "Safeguarding (£ per child)"),
        rows=[
            [
                area_name(indicators, area),
                *(Value(indicator, area, period) for indicator in (IN_POST, VACANT, AGENCY, TURNOVER, CASES)),
                Value(SAFEGUARDING, area, spent),
            ]
            for area in (ENGLAND, *REGIONS)
        ],
        strong=[0],
        at_end=True,
    )
