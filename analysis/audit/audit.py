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
TABLE: Final = (
    "create table recomputed (indicator varchar, breakdown varchar, area_code varchar, period varchar, value double,"
    " numerator double, denominator double)"
)
FILL: Final = "insert into recomputed by name select $indicator as indicator, * from query_table($indicator)"


class Audit(NamedTuple):
    """The outcome of an audit.

    ``counts`` has a row for each subject: ``indicators``, values ``compared``, ``equal``, ``differing``,
    ``missing_in_sql`` and ``missing_in_report``. The last row, ``intervals``, counts limits in place of values.
    ``differences`` has every key that is not equal, with both values, the ``outcome``, and the ``figure`` that it is
    about: the value, or a column of limits.
    """

    counts: pd.DataFrame
    differences: pd.DataFrame


def recomputed(data: Path) -> pd.DataFrame:
    """The indicators as the queries compute them from the files of a folder.

    The columns are the key (``indicator``, ``breakdown``, ``area_code``, ``period``), ``value``, ``numerator``,
    ``denominator``, and ``lower_95``, ``upper_95``, ``lower_998`` and ``upper_998`` of what is made of counts. Raises
    ``Problem`` that names the file of queries if one cannot be run.
    """
    with _connection() as connection:
        connection.execute("set variable data = ?", [str(data)])
        connection.execute(TABLE)
        for subject in ("common", "intervals", *SUBJECTS):
            _run(connection, subject, text_of(subject))
        for indicator, subject in audited().items():
            _run(connection, subject, FILL, {"indicator": indicator})
        return connection.execute("from recomputed_with_limits").df()


def compared(indicators: pd.DataFrame, again: pd.DataFrame) -> Audit:
    """A table of indicators with limits, which the report prints, against the second computation.

    A value is equal if it agrees to nine decimals, or to eleven digits if it is large, and so do its numerator and
    denominator: as many as are ever printed. So are limits. What only one side has is a difference.
    """
    subjects = [(name, subject, SUBJECTS.index(subject)) for name, subject in audited().items()]
    with _connection() as connection:
        connection.register("indicators", indicators)
        connection.register("recomputed", again)
        connection.register("audited", pd.DataFrame(subjects, columns=["indicator", "subject", "position"]))
        connection.execute(text_of("comparison"))
        return Audit(connection.execute("from counts").df(), connection.execute("from differences").df())


def as_text(found: Audit) -> str:
    """The counts of an audit as a table of text, and its first differences."""
    counts = found.counts.rename(columns=lambda name: name.replace("_", " "))
    subjects, intervals = counts.iloc[:-1], counts.iloc[-1:]
    values = pd.DataFrame([["all values", *subjects.iloc[:, 1:].sum()]], columns=counts.columns)
    counts = pd.concat([subjects, values, intervals])
    text = counts.to_string(index=False, formatters=dict.fromkeys(counts.columns[1:], "{:,}".format))
    if found.differences.empty:
        return text
    shown = found.differences.head(SHOWN)
    shown = shown[["indicator", "breakdown", "area_code", "period", "figure", "value", "value_again", "outcome"]]
    return f"{text}\n\nThe first differences:\n{shown.to_string(index=False)}"


def _connection() -> duckdb.DuckDBPyConnection:
    """An empty database in memory, which downloads nothing."""
    return duckdb.connect(config={"autoinstall_known_extensions": False})


def _run(
    connection: duckdb.DuckDBPyConnection, subject: str, query: str, parameters: dict[str, str] | None = None
) -> None:
    try:
        connection.execute(query, parameters)
    except duckdb.Error as error:
        raise Problem(f"The queries of {file_of(subject)} cannot be run on the tables: {error}") from error
