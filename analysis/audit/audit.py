"""The indicators of the report against their second computation in SQL.

``common.sql`` and a file a subject read the files of ``data/`` alone. They rest on the definitions and on no code of
the indicators, so that an error of the one does not pass into the other.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import pandas as pd

from analysis.problem import Problem

SUBJECTS: Final = (
    *("looked_after", "asylum", "demand", "placements", "market", "workforce", "spending", "need"),
    *("budgets", "returns", "decomposition", "neighbours", "outlook"),
)
"""The files of queries, in the order in which they run: a file may read the tables of those before it."""
EXEMPT: Final = {
    **dict.fromkeys(
        ("looked_after_projection_children", "projection_coverage_share", "projection_error_share"),
        "a projection: its models are computed again with statsmodels, in the tests",
    ),
}
"""Indicators that are not computed again in SQL, each with the reason and what checks it instead."""
SHOWN: Final = 20
"""How many differences are printed."""
_QUERY: Final = re.compile(r"^create view (\w+) as\b", re.MULTILINE)


class Audit(NamedTuple):
    """The outcome of an audit.

    ``counts`` has a row for each subject: ``indicators``, values ``compared``, ``equal``, ``differing``,
    ``missing_in_sql`` and ``missing_in_report``. ``differences`` has every key that is not equal, with both values and
    the ``outcome``.
    """

    counts: pd.DataFrame
    differences: pd.DataFrame


def file_of(subject: str) -> str:
    """The file of a subject's queries, from the root of the project."""
    return f"analysis/audit/{subject}.sql"


@cache
def audited() -> dict[str, str]:
    """The indicators computed again, each with the subject in whose file the query of that name is."""
    return {indicator: subject for subject in SUBJECTS for indicator in _QUERY.findall(_text(subject))}


def audit(data: Path, indicators: pd.DataFrame) -> Audit:
    """Compute the indicators again from the files of a folder, and compare them with a table of indicators.

    A value is equal if it and its numerator and denominator agree to nine decimals, or to nine digits if they are above
    one: more than is printed of any. A value that only one side has is a difference.

    Raises ``Problem`` if the queries cannot be run on the files.
    """
    subjects = [(name, subject, SUBJECTS.index(subject)) for name, subject in audited().items()]
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        connection.register("indicators", indicators)
        connection.register("audited", pd.DataFrame(subjects, columns=["indicator", "subject", "position"]))
        connection.execute("set variable data = ?", [str(data)])
        _run(connection, "common")
        for subject in SUBJECTS:
            _run(connection, subject)
        connection.execute(
            "create table recomputed (indicator varchar, breakdown varchar, area_code varchar, period varchar,"
            " value double, numerator double, denominator double)"
        )
        for name in audited():
            connection.execute(
                "insert into recomputed by name select $name as indicator, * from query_table($name)", {"name": name}
            )
        connection.execute(_text("comparison"))
        return Audit(connection.execute("from counts").df(), connection.execute("from differences").df())


def as_text(found: Audit) -> str:
    """The counts of an audit as a table of text, and its first differences."""
    counts = found.counts.rename(columns=lambda name: name.replace("_", " "))
    counts.loc[len(counts)] = ["all", *counts.iloc[:, 1:].sum()]
    text = counts.to_string(index=False, formatters=dict.fromkeys(counts.columns[1:], "{:,}".format))
    if found.differences.empty:
        return text
    shown = found.differences.head(SHOWN)[["indicator", "breakdown", "area_code", "period", "value", "value_again"]]
    return f"{text}\n\nThe first differences:\n{shown.to_string(index=False)}"


def _run(connection: duckdb.DuckDBPyConnection, file: str) -> None:
    try:
        connection.execute(_text(file))
    except duckdb.Error as error:
        raise Problem(f"The queries of {file_of(file)} cannot be run on the tables: {error}") from error


def _text(file: str) -> str:
    return resources.files(__package__).joinpath(f"{file}.sql").read_text(encoding="utf-8")
