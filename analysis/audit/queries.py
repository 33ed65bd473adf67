"""The queries that compute indicators a second time: the files, and the indicator that each query is named after.

``common.sql`` and a file a subject read the files of ``data/`` alone. They rest on the definitions and on no code of
the indicators, so that an error of the one does not pass into the other.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Final

SUBJECTS: Final = (
    *("looked_after", "asylum", "demand", "placements", "market", "workforce", "spending", "need"),
    *("budgets", "returns", "decomposition", "neighbours", "what_if"),
    *("revisions", "flags", "certainty", "funnel", "choices", "outlook"),
)
"""The files of queries, in the order in which they run: a file may read the tables and views of those before it."""
EXEMPT: Final = dict.fromkeys(
    (
        *("looked_after_projection_children", "placement_projection_children", "spending_projection_real_gbp"),
        *("projection_error_share", "projection_scaled_error", "projection_coverage_share"),
    ),
    "a projection or its back-test: tests/analysis/audit/test_exempt.py fits the models again with statsmodels",
)
"""Indicators that no query computes, each with the reason and what checks it instead."""
_QUERY: Final = re.compile(r"^create view (\w+) as\b", re.MULTILINE)


@cache
def audited() -> dict[str, str]:
    """The indicators that a query computes, each with the subject in whose file the query of that name is.

    >>> audited()["looked_after_rate_per_10k"]
    'looked_after'
    """
    return {indicator: subject for subject in SUBJECTS for indicator in _QUERY.findall(text_of(subject))}


def file_of(subject: str) -> str:
    """The file of a subject's queries, from the root of the project.

    >>> file_of("demand")
    'analysis/audit/demand.sql'
    """
    return f"analysis/audit/{subject}.sql"


def text_of(name: str) -> str:
    """The text of a file of this folder."""
    return resources.files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
