"""The versions of the data: what each changed in the headline numbers, since the first that was accepted.

``report/versions.csv`` has a row for each headline number that came, moved or went. ``valuing-care accept`` adds a
version if the headline numbers are not those of the newest one, whether the data or a definition moved them. Nothing
else writes the file. It is not in ``data/``, because it states the fingerprint of what is there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from analysis.formulas.key import Key, series_name, with_breakdown
from analysis.indicators.definitions import definitions
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND
from analysis.wording import typographic
from report.formats.csv_text import csv_text

FILE: Final = "report/versions.csv"
"""The versions, by path in the project."""

HEADLINES: Final = (
    "looked_after_children",
    "looked_after_rate_per_10k",
    "looked_after_rate_per_100k",
    "starting_children",
    "ceasing_children",
    "referrals",
    "looked_after_projection_children[central]",
    "expenditure_gbp[total]",
    "expenditure_gbp[children_looked_after]",
    "expenditure_per_child_gbp[children_looked_after]",
    "statutory_share_narrow",
    "statutory_share_broad",
    "early_intervention_share",
    "budget_gbp[childrens_social_care]",
    "outturn_gbp[childrens_social_care]",
    "overspend_gbp[childrens_social_care]",
    "overspend_share_of_budget[childrens_social_care]",
    "overspend_share_of_all_services",
    "councils_overspending_share[childrens_social_care]",
    "children_by_placement_share[foster_care]",
    "children_by_placement_share[childrens_homes_and_secure]",
    "outside_boundary_share",
    "unit_cost_gbp_per_week[residential_care]",
    "unit_cost_gbp_per_week[fostering]",
    "childrens_homes[total]",
    "private_share_of_homes",
)
"""The series whose values for England, in every period, are headline numbers: the subjects of the summary.

None is in real terms: a new price year would move every value of such a series each year.
"""

_COLUMNS: Final = ("version", "data", "published", "key", "label", "area", "period", "unit", "before", "after")


class Change(NamedTuple):
    """A headline number that a version changed: ``before`` is None if it had no value, ``after`` if it has none now."""

    key: str
    label: str
    area: str
    period: str
    unit: str
    before: float | None
    after: float | None


class Version(NamedTuple):
    """A version of the data: the fingerprint of ``data/``, the day of its newest source, and what it changed."""

    number: int
    data: str
    published: str
    changes: Sequence[Change]


def held(root: Path) -> list[Version]:
    """The versions of a checkout, the oldest first; none if it has no file of them."""
    file = root / FILE
    return read(file.read_bytes()) if file.is_file() else []


def with_newest(versions: Sequence[Version], indicators: pd.DataFrame, data: str, published: str) -> list[Version]:
    """The versions with that of these indicators, if it changed a headline number; as they are if it did not."""
    last = {change.key: change for version in versions for change in version.changes}
    now = {change.key: change for change in _headlines(indicators)}
    current = [change._replace(before=last[key].after if key in last else None) for key, change in now.items()]
    gone = [change._replace(before=change.after, after=None) for key, change in last.items() if key not in now]
    changes = [change for change in (*current, *gone) if change.before != change.after]
    return [*versions, *([Version(len(versions) + 1, data, published, changes)] if changes else [])]


def read(table: bytes) -> list[Version]:
    """The versions of a file.

    Raises :class:`Problem` if it is not as :func:`written` makes it, or if a row does not follow from those above it.
    """
    rows = csv.reader(io.StringIO(table.decode("utf-8"), newline=""))
    if tuple(next(rows, ())) != _COLUMNS:
        raise _fault(1)
    found: list[Version] = []
    values: dict[str, float | None] = {}
    for line, row in enumerate(rows, start=2):
        try:
            number, data, published, key, label, area, period, unit, *numbers = row
            before, after = (float(text) if text else None for text in numbers)
            change = Change(key, label, area, period, unit, before, after)
            if (int(number), data, published) != (found[-1][:3] if found else ()):
                found.append(Version(int(number), data, published, []))
        except ValueError as error:
            raise _fault(line) from error
        if found[-1].number != len(found) or values.get(key) != before or before == after:
            raise _fault(line)
        found[-1] = found[-1]._replace(changes=[*found[-1].changes, change])
        values[key] = after
    return found


def written(versions: Sequence[Version]) -> bytes:
    """The file of versions."""
    rows = [(*version[:3], *change) for version in versions for change in version.changes]
    return csv_text(pd.DataFrame(rows, columns=list(_COLUMNS)))


def _fault(line: int) -> Problem:
    return Problem(
        f"Line {line} of {FILE} does not follow from those above it: a line has {', '.join(_COLUMNS)}, versions are "
        "numbered from 1, and a number begins with what the version before left. Only make accept writes the file: "
        f"restore it with git checkout {FILE}."
    )


def _headlines(indicators: pd.DataFrame) -> list[Change]:
    """The headline numbers of a table of indicators, by series and period."""
    known = definitions()
    rows = indicators[(indicators["area_code"] == ENGLAND) & indicators["value"].notna()]
    names = rows["indicator"].combine(rows["breakdown"], series_name)
    places = {name: place for place, name in enumerate(HEADLINES)}
    rows = rows.assign(place=names.map(places)).dropna(subset="place").sort_values(["place", "period"])
    columns = ["indicator", "breakdown", "area_code", "period", "area_name", "unit", "value"]
    found = []
    for name, breakdown, code, period, area, unit, value in rows[columns].to_numpy().tolist():
        label = typographic(with_breakdown(known[name].label, breakdown))
        found.append(Change(str(Key(name, breakdown, code, period)), label, area, period, unit, None, value))
    return found
