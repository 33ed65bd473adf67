"""The four returns of local authority finance that are read, and the lines of each that are taken.

Money in them is net current expenditure unless the column says otherwise. A line is known by the publisher's asset
identifier if the file has one (``csctot`` in the budget is ``RSX-csc-net-cur-exp`` in the outturn), else by its title;
its number on the form (330 is children's social care) confirms the column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache


@dataclass(frozen=True)
class Line:
    """One line of a return: a service, or a line of children's social care.

    ``titles`` are what the publisher has called it, as ``words`` leaves them. ``numbers`` are its number on the form
    over the years. A line that is not ``required`` is taken if a year has it.
    """

    breakdown: str
    asset: str
    titles: frozenset[str]
    numbers: frozenset[int] = frozenset()
    required: bool = True
    part_of_total: bool = True


@dataclass(frozen=True)
class Measure:
    """What is counted of a line: the name in the tidy tables, and how identifiers, titles and the form call it.

    ``title`` matches the words of a column's title; it is empty if the return has one figure per line.
    """

    name: str
    suffix: str
    title: str = ""
    number: int = 0


Column = tuple[Line, Measure]


@dataclass(frozen=True)
class Return:
    """A return: how its heading names it, the table it goes to, its lines and measures.

    ``total`` is the line that the others add up to. ``spread_over_sheets`` says that some years give its columns on
    several sheets rather than the same columns for several things.
    """

    code: str
    name: str
    table: str
    heading: re.Pattern[str]
    lines: tuple[Line, ...]
    measures: tuple[Measure, ...]
    total: str
    spread_over_sheets: bool = False

    def identifier(self, line: Line, measure: Measure) -> str:
        """The publisher's asset identifier of a column, in lower case.

        >>> RSX.identifier(SERVICES_OUTTURN[2], RSX.measures[0])
        'rsx-csc-net-cur-exp'
        >>> RA.identifier(SERVICES_BUDGET[2], RA.measures[0])
        'csctot'
        """
        return line.asset if not measure.suffix else f"{self.code.lower()}-{line.asset}-{measure.suffix}"

    def sums(self) -> Iterator[tuple[Column, list[Column]]]:
        """Each column that others add up to, with those: the total, and a line with its "of which" lines."""
        for measure in self.measures:
            for whole in self.lines:
                parts = [
                    line
                    for line in self.lines
                    if (
                        line.part_of_total
                        if whole.breakdown == self.total
                        else line.breakdown.startswith(f"{whole.breakdown}_")
                    )
                ]
                if parts:
                    yield (whole, measure), [(part, measure) for part in parts]


@cache
def words(title: str) -> str:
    r"""The words of a title without case, punctuation, brackets and notes.

    >>> words("TOTAL CHILDREN'S SOCIAL CARE (total of lines 310 to 327) [note 2]")
    'total childrens social care'
    >>> words("Housing services (GFRA only) - Total Expenditure\n (C3 = C1 + C2)")
    'housing services total expenditure'
    """
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", title.lower())
    text = re.sub(r"['’‘`]", "", text.replace("&", " and "))
    return " ".join(re.findall(r"[a-z]+", text))


# breakdown, budget identifier, outturn identifier, number on the form, titles (without "total" and "services")
_SERVICES = (
    ("education", "edutot", "edu", 190, ("education",)),
    ("highways_and_transport", "transtot", "trans", 290, ("highways and transport", "highways roads and transport")),
    ("childrens_social_care", "csctot", "csc", 330, ("children social care", "childrens social care")),
    ("adult_social_care", "asctot", "asc", 360, ("adult social care", "adults social care")),
    ("public_health", "phtot", "phs", 390, ("public health",)),
    ("housing", "housgfcftot", "hous", 490, ("housing",)),
    ("cultural", "cultot", "cul", 509, ("cultural and related",)),
    ("environmental", "envtot", "env", 590, ("environmental and regulatory",)),
    ("planning", "plantot", "plan", 599, ("planning and development",)),
    ("police", "poltot", "pol", 601, ("police",)),
    ("fire", "frstot", "frs", 602, ("fire and rescue",)),
    ("central", "centot", "cen", 690, ("central",)),
    ("other", "othtot", "oth", 698, ("other",)),
)
_WITHOUT_DETAIL = {"police", "fire", "other"}  # one column each in the budget: the title need not say "total"


def _services(*, budget: bool) -> tuple[Line, ...]:
    lines = []
    for breakdown, budget_asset, outturn_asset, number, names in _SERVICES:
        totals = {f"total {name}{ending}" for name in names for ending in ("", " services")}
        plain = {f"{name}{ending}" for name in names for ending in ("", " services")}
        titles = totals if budget and breakdown not in _WITHOUT_DETAIL else totals | plain
        asset = budget_asset if budget else outturn_asset
        lines.append(Line(breakdown, asset, frozenset(titles), frozenset({number})))
    total = frozenset({"total service expenditure"})
    asset = "servicetot" if budget else "totsx"
    lines.append(Line("total_services", asset, total, frozenset({699, 799}), part_of_total=False))
    return tuple(lines)


SERVICES_BUDGET = _services(budget=True)
SERVICES_OUTTURN = _services(budget=False)


def _childrens(breakdown: str, asset: str, *titles: str, of_which: bool = False) -> Line:
    prefixed = {f"{prefix} social care {title}" for prefix in ("children", "childrens") for title in titles}
    return Line(breakdown, asset, frozenset({*prefixed, *titles}), required=not of_which, part_of_total=not of_which)


CHILDRENS_LINES = (
    _childrens(
        "sure_start_and_early_years",
        "cscsr",
        "sure start childrens centres and early years",
        "sure start childrens centres flying start and early years",
        "sure start childrens centres and flying start and early years",
    ),
    _childrens("children_looked_after", "csclkd", "children looked after"),
    _childrens(
        "children_looked_after_residential",
        "csclkdres",
        "children looked after of which residential care",
        of_which=True,
    ),
    _childrens(
        "children_looked_after_fostering",
        "csclkdfos",
        "children looked after of which fostering services",
        of_which=True,
    ),
    _childrens(
        "children_looked_after_asylum_seekers",
        "csclkdasy",
        "children looked after of which asylum seeking children who are looked after",
        of_which=True,
    ),
    _childrens("children_looked_after_other", "csclkdoth", "children looked after of which other", of_which=True),
    _childrens(
        "other_children_and_families",
        "cscoth",
        "other childrens and families services",
        "other children and families services",
        "other children and family services",
        "other childrens and family services",
    ),
    _childrens("family_support", "cscfml", "family support services"),
    _childrens("youth_justice", "cscyth", "youth justice"),
    _childrens(
        "safeguarding",
        "cscsfg",
        "safeguarding children and young peoples services",
        "safeguarding children and young people services",
    ),
    _childrens("asylum_seekers", "cscasy", "asylum seekers"),
    _childrens("services_for_young_people", "cscsrv", "services for young people"),
    Line(
        "childrens_social_care",
        "csctot",
        frozenset({"total children social care", "total childrens social care"}),
        part_of_total=False,
    ),
)

NET_CURRENT = r"net current(?: expenditure)?"
TOTAL_EXPENDITURE = r"total expenditure"

RA = Return(
    "RA",
    "Revenue account budget",
    "budget",
    re.compile(r"revenue account (?:budget )?\(RA\)|revenue account budget", re.I),
    SERVICES_BUDGET,
    (Measure("budget_gbp", ""),),
    "total_services",
)
RS = Return(
    "RS",
    "Revenue outturn summary",
    "outturn",
    re.compile(r"revenue outturn summary|\(RS\)|\bRS\s*[-–:]", re.I),
    SERVICES_OUTTURN,
    (Measure("outturn_gbp", "net-exp"),),
    "total_services",
)
RSX = Return(
    "RSX",
    "Revenue outturn service expenditure summary",
    "outturn",
    re.compile(r"service expenditure summary|\bRSX\b", re.I),
    SERVICES_OUTTURN,
    (Measure("outturn_gbp", "net-cur-exp", NET_CURRENT, 7),),
    "total_services",
)
RO3 = Return(
    "RO3",
    "Revenue outturn social care and public health services",
    "outturn_childrens_lines",
    re.compile(r"\bRO3\b", re.I),
    CHILDRENS_LINES,
    (
        Measure("total_expenditure_gbp", "tot-exp", TOTAL_EXPENDITURE, 3),
        Measure("net_current_expenditure_gbp", "net-cur-exp", NET_CURRENT, 7),
    ),
    "childrens_social_care",
    spread_over_sheets=True,
)
RETURNS = (RO3, RSX, RA, RS)

FIRST_PERIOD = "2011-12"
"""The first year whose returns tell children's social care from that of adults."""
PUBLIC_HEALTH_SINCE = "2013-14"
"""The year in which public health came to councils; older returns have no line of it."""


def form_of(form: Return, period: str) -> Return:
    """A return as it was in a financial year: until 2012-13 without public health.

    >>> len(form_of(RS, "2012-13").lines), len(form_of(RS, "2013-14").lines)
    (13, 14)
    """
    if period >= PUBLIC_HEALTH_SINCE:
        return form
    return replace(form, lines=tuple(line for line in form.lines if line.breakdown != "public_health"))
