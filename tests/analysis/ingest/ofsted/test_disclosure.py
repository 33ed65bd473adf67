"""Which cells of small tables may be shown beside their sums."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.ingest.ofsted.disclosure import FEWEST, Row, shown
from tests.analysis.ingest.ofsted.attack import Sums

TABLE = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 9)), min_size=1, max_size=9).map(
    lambda rows: {f"council {number}": row for number, row in enumerate(rows)}
)


def attack(rows: dict[str, Row]) -> tuple[Sums[tuple[str, int]], dict[tuple[str, int], float]]:
    """The attack on what is shown of a table beside the sums of both columns."""
    allowed = shown(rows)
    held = {("all", column): float(sum(row[column] for row in rows.values())) for column in (0, 1)}
    held |= {(name, 2): float(sum(rows[name])) for name in allowed.totals}
    held |= {(name, column): float(rows[name][column]) for name in allowed.sectors for column in (0, 1)}
    sums = {("all", column): [(name, column) for name in rows] for column in (0, 1)}
    sums |= {(name, 2): [(name, 0), (name, 1)] for name in rows}
    return Sums(held, sums), held


@given(TABLE)
def test_no_small_cell_is_found_and_none_is_found_to_be_small(rows: dict[str, Row]) -> None:
    whole = [sum(row[column] for row in rows.values()) for column in (0, 1)]
    assume(min(whole) >= FEWEST)  # the sums are published: they are shown whatever the table is
    assume(len(rows) > 1)
    attacked, held = attack(rows)
    assert all(value >= FEWEST for value in held.values())
    for cell in attacked.hidden:
        least, most = attacked.bounds(cell)
        true = sum(rows[cell[0]]) if cell[1] == 2 else rows[cell[0]][cell[1]]
        assert least - 0.01 <= true <= most + 0.01
        assert most > FEWEST - 0.5
        assert true >= FEWEST or most - least > 0.5


@given(TABLE)
def test_sectors_are_shown_only_beside_their_total_and_only_if_five_or_more(rows: dict[str, Row]) -> None:
    allowed = shown(rows)
    assert allowed.sectors <= allowed.totals <= rows.keys()
    assert all(min(rows[name]) >= FEWEST for name in allowed.sectors)
    assert all(sum(rows[name]) >= FEWEST for name in allowed.totals)


def test_one_council_with_few_homes_takes_a_second_out() -> None:
    allowed = shown({"A": (30, 10), "B": (9, 8), "C": (2, 1), "D": (12, 11)})
    assert allowed.totals == {"A", "D"}
    assert allowed.sectors == {"A", "D"}


def test_a_table_without_small_cells_is_shown_whole() -> None:
    allowed = shown({"A": (30, 10), "B": (9, 8)})
    assert allowed.totals == allowed.sectors == {"A", "B"}


def test_the_attack_finds_what_a_table_without_the_second_council_gives_away() -> None:
    sums = {"all": ["A", "B", "C"]}
    assert Sums({"all": 43.0, "A": 30.0, "B": 10.0}, sums).bounds("C") == (3.0, 3.0)
    assert Sums({"all": 43.0, "A": 30.0}, sums).bounds("C") == (0.0, 13.0)
