"""A country small enough to add up in the head."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pandas as pd
import pytest

from analysis.indicators.budgets import SERVICES
from analysis.tables.corrections import Corrections
from analysis.tables.membership import Membership
from analysis.tables.neighbours import Neighbours
from analysis.tables.releases import Release, first_release, later_release

AREAS = pd.read_csv(
    io.StringIO("""\
area_code,area_name,level,class,region_code,county_group,opened,closed,predecessors
E92000001,England,country,,,False,,,
E12000001,North,region,,,False,,,
E12000002,South,region,,,False,,,
SC,Shire counties,class,,,False,,,
UA,Unitary authorities,class,,,False,,,
CCN,County group,group,,,False,,,
E10000001,Northshire,authority,SC,E12000001,True,,,
E06000001,Northport,authority,UA,E12000001,False,,,
E10000002,Southshire,authority,SC,E12000002,False,,2023-03-31,
E06000002,East Southshire,authority,UA,E12000002,True,2023-04-01,,E10000002
E06000003,West Southshire,authority,UA,E12000002,False,2023-04-01,,E10000002
"""),
    keep_default_na=False,
)
MEMBERSHIP = Membership(AREAS)
NEIGHBOURS = Neighbours(
    pd.DataFrame(
        [
            ("E10000001", "2025", 2, "E06000002"),
            ("E10000001", "2025", 1, "E06000001"),
            ("E10000001", "2025", 3, "E06000003"),
            ("E10000001", "2021", 1, "E10000002"),
            ("E06000001", "2025", 1, "E06000003"),
            ("E10000002", "2025", 1, "E06000001"),
        ],
        columns=["area_code", "model", "rank", "neighbour_code"],
    )
)
DEFLATORS = [("K02000001", "2021-22", 80.0), ("K02000001", "2022-23", 90.0), ("K02000001", "2023-24", 100.0)]


@dataclass(frozen=True)
class SmallTables:
    """Tidy tables made by hand: the newest final observations by table."""

    held: dict[str, pd.DataFrame]
    membership: Membership = MEMBERSHIP
    neighbours: Neighbours = NEIGHBOURS
    corrections: Corrections = field(default_factory=Corrections)
    is_replay: bool = False

    def current(self, name: str) -> pd.DataFrame:
        """The observations of a table."""
        return self.held[name]

    def of_release(self, name: str, release: Release) -> pd.DataFrame:
        """The observations of a table in one of its releases."""
        if release == "newest":
            return self.held[name]
        return first_release(self.held[name]) if release == "first" else later_release(self.held[name])


def observations(measure: str, rows: list[tuple[str, str, float | str]], breakdown: str = "") -> pd.DataFrame:
    """Observations from (place, period, value or marker)."""
    return pd.DataFrame(
        [
            {
                "area_code": place,
                "period": period,
                "measure": measure,
                "breakdown": breakdown,
                "release": "2024",
                "status": "final",
                "value": float("nan") if isinstance(value, str) else float(value),
                "marker": value if isinstance(value, str) else "",
                "source_id": f"made-{measure}",
                "source_ref": f"{period}!{place}",
            }
            for place, period, value in rows
        ]
    )


@pytest.fixture
def small_tables() -> SmallTables:
    """Looked-after children, population, budget, outturn and deflators of the small country."""
    looked_after = observations(
        "looked_after_children",
        [
            ("E92000001", "2024", 100),
            ("E12000001", "2024", 60),
            ("E12000002", "2024", 40),
            ("E10000001", "2024", 40),
            ("E06000001", "2024", 22),
            ("E06000002", "2024", 30),
            ("E06000003", "2024", "c"),
            ("E10000002", "2023", 50),
            ("E10000001", "2023", 38),
            ("E06000001", "2023", "x"),
        ],
    )
    population = observations(
        "children_0_17",
        [
            ("E92000001", "2023", 20_000),
            ("E12000001", "2023", 12_000),
            ("E12000002", "2023", 8_000),
            ("E10000001", "2023", 8_000),
            ("E06000001", "2023", 4_000),
            ("E06000002", "2023", 5_000),
            ("E06000003", "2023", 3_000),
            ("E10000001", "2022", 7_600),
            ("E10000002", "2022", 8_000),
        ],
    )
    return SmallTables(
        {
            "looked_after": looked_after,
            "population": population,
            "deflators": observations("gdp_deflator_index", [*DEFLATORS]),
            "section_251_lines": observations("gross_expenditure_gbp", [("E10000001", "2008-09", 7)], "safety"),
            "budget": _by_service("budget_gbp", _BUDGET),
            "outturn": _by_service("outturn_gbp", _OUTTURN),
        }
    )


_BUDGET: dict[str, dict[str, float | str]] = {
    "E10000001": {"childrens_social_care": 100, "adult_social_care": 200, "education": 300},
    "E06000001": {"childrens_social_care": 50, "adult_social_care": 80, "education": 90},
    "E06000002": {"childrens_social_care": "x", "adult_social_care": "x", "education": "x"},
}
_OUTTURN: dict[str, dict[str, float | str]] = {
    "E10000001": {"childrens_social_care": 130, "adult_social_care": 210, "education": 260},
    "E06000001": {"childrens_social_care": 45, "adult_social_care": 85, "education": 100},
    "E06000002": {"childrens_social_care": 60, "adult_social_care": 70, "education": 80},
}


def _by_service(measure: str, councils: dict[str, dict[str, float | str]]) -> pd.DataFrame:
    frames = []
    for service in SERVICES:
        rows = [(place, "2023-24", values.get(service, 0)) for place, values in councils.items()]
        frames.append(observations(measure, rows, service))
    totals: list[tuple[str, str, float | str]] = []
    for place, values in councils.items():
        numbers = [value for value in values.values() if not isinstance(value, str)]
        totals.append((place, "2023-24", sum(numbers) if numbers else "x"))
    return pd.concat([*frames, observations(measure, totals, "total_services")], ignore_index=True)
