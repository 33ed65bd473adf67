"""Who suppressed a figure is said by the table that holds it."""

from __future__ import annotations

from analysis.formulas import observations
from analysis.ingest import characteristics
from analysis.tables.loading import Tables


def test_the_tables_with_counts_suppressed_here_too_are_those_of_children_by_characteristic() -> None:
    assert set(observations.CHILDREN_BY_GROUP) == {
        characteristics.BY_CHARACTERISTIC,
        characteristics.BY_PLACEMENT,
        characteristics.BY_LOCALITY,
        characteristics.STARTING_CEASING,
        characteristics.CEASING_BY_REASON,
    }


def test_homes_are_suppressed_in_the_tables_that_say_so(tables: Tables) -> None:
    for name in observations.HOMES:
        held = tables.current(name)
        assert (held["marker"] == "c").any(), name
        assert set(held["source_id"].str.partition("-")[0]) == {"ofsted"}, name
