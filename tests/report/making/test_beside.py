"""The processes that work beside the first one: what they hold, and what becomes of their faults."""

from __future__ import annotations

import operator
import os
import signal
from multiprocessing import active_children

import pytest

from analysis.problem import Problem
from report.making.beside import helper


def test_what_a_helper_holds_is_given_to_its_later_tasks() -> None:
    with helper() as beside:
        sum_of_both = beside.hold(operator.add, 2, 3)
        squared = beside.hold(operator.mul, sum_of_both, sum_of_both)
        assert beside.submit(operator.sub, squared, sum_of_both).result() == 20


def test_a_task_given_what_could_not_be_made_fails_as_its_making_did() -> None:
    with helper() as beside:
        nothing = beside.hold(operator.truediv, 1, 0)
        with pytest.raises(ZeroDivisionError):
            beside.submit(operator.neg, nothing).result()
        assert beside.submit(operator.neg, 1).result() == -1


def test_a_helper_that_is_ended_from_outside_is_told_in_a_sentence() -> None:
    with (
        pytest.raises(Problem, match=r"^A part of the build was ended from outside.*as they are\.$"),
        helper() as beside,
    ):
        beside.submit(os.kill, beside.submit(os.getpid).result(), signal.SIGKILL).result()


def interrupted_beside_a_helper() -> None:
    with helper() as beside:
        beside.submit(signal.pause)
        raise KeyboardInterrupt


def test_nothing_is_left_of_a_helper_whose_result_nobody_waits_for() -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted_beside_a_helper()
    assert not active_children()
