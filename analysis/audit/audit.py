"""The indicators of the report against their second computation in SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import pandas as pd

from analysis.audit.queries import SUBJECTS, audited, file_of, text_of
from analysis.problem import Problem

SHOWN: Final = 20
"""How many differences are printed."""


class Audit(NamedTuple):
    """The outcome of an audit.

    ``counts`` has a row for each subject: ``indicators``, values ``compared``, ``equal``, ``differing``,
    ``missing_in_sql`` and ``missing_in_report``. ``differences`` has every key that is not equal, with both values and
    the ``outcome``.
    """

    counts: pd.DataFrame
    differences: pd.DataFrame


def audit(data: Path, indicators: pd.DataFrame) -> Audit:
    """Compute indicators again from the files of a folder, and compare them with a table of indicators.

    A value is equal if it agrees to nine decimals, or to eleven digits if it is large, and so do its numerator and
    denominator: as many as are ever printed. A value that only one side has is a difference.

    Raises ``Problem`` if the queries cannot be run on the files.
    """
    subjects = [(name, subject, SUBJECTS.index(subject)) for name, subject in audited().items()]
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        connection.register("indicators", indicators)
        connection.register("audited", pd.DataFrame(subjects, columns=["indicator", "subject", "position"]))
        connection.execute("set variable data = ?", [str(data)])
        connection.execute(
            "create table recomputed (indicator varchar, breakdown varchar, area_code varchar, period varchar,"
            " value double, numerator double, denominator double)"
        )
        _run(connection, "common")
        for subject in SUBJECTS:
            _run(connection, subject)
        for name, subject in audited().items():
            _compute(connection, name, subject)
        connection.execute(text_of("comparison"))
        return Audit(connection.execute("from counts").df(), connection.execute("from differences").df())


def as_text(found: Audit) -> str:
    """The counts of an audit as a table of text, and its first differences."""
    counts = found.counts.rename(columns=lambda name: name.replace("_", " "))
    counts.loc[len(counts)] = ["all", *counts.iloc[:, 1:].sum()]
    text = counts.to_string(index=False, formatters=dict.fromkeys(counts.columns[1:], "{:,}".format))
    if found.differences.empty:
        return text
    shown = found.differences.head(SHOWN)
    shown = shown[["indicator", "breakdown", "area_code", "period", "value", "value_again", "outcome"]]
    return f"{text}\n\nThe first differences:\n{shown.to_string(index=False)}"


def _run(connection: duckdb.DuckDBPyConnection, subject: str) -> None:
    try:
        connection.execute(text_of(subject))
    except duckdb.Error as error:
        raise _not_run(subject, error) from error


def _compute(connection: duckdb.DuckDBPyConnection, indicator: str, subject: str) -> None:
    try:
        connection.execute(
            "insert into recomputed by name select $indicator as indicator, * from query_table($indicator)",
            {"indicator": indicator},
        )
    except duckdb.Error as error:
        raise _not_run(subject, error) from error


def _not_run(subject: str, error: duckdb.Error) -> Problem:
    return Problem(f"The queries of {file_of(subject)} cannot be run on the tables: {error}")
