"""What a reader sees of an error, whatever stood in the file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.problem import LONGEST, Problem


@given(st.text(max_size=200))
def test_a_sentence_is_one_line_without_a_sign_that_commands_a_terminal(quoted: str) -> None:
    said = str(Problem(f"a.csv, row 2 holds '{quoted}': look it up."))
    assert said.isprintable()
    assert said.endswith("': look it up.")


def test_of_a_long_quotation_the_reader_sees_both_ends() -> None:
    said = str(Problem(f"a.csv, row 2 holds '{'x' * 100_000}': look it up."))
    assert len(said) == LONGEST + 3
    assert said.startswith("a.csv, row 2 holds 'xxx")
    assert said.endswith("xxx': look it up.")
