"""What the notebook of a chapter has at hand: the tidy tables, the indicators and the register of claims.

The report computes them once and gives them to all its chapters (:func:`given`). A chapter opened in Jupyter loads
them itself, from the folder that the environment variable ``VALUING_CARE_DATA`` names, by default the repository's
``data``. A chapter of an edition also has the place that the edition is about (:func:`about`); in Jupyter that is the
one whose code ``VALUING_CARE_AREA`` gives, by default Kent.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from analysis.indicators.peers import Peers
    from analysis.tables.loading import Tables

DATA_VARIABLE = "VALUING_CARE_DATA"
AREA_VARIABLE = "VALUING_CARE_AREA"
KENT = "E10000016"

_GIVEN: ContextVar[tuple[Tables, pd.DataFrame, pd.DataFrame]] = ContextVar("given")
_ABOUT: ContextVar[Peers] = ContextVar("about")


def tables() -> Tables:
    """The tidy tables of ``data/``."""
    return _at_hand()[0]


def indicators() -> pd.DataFrame:
    """Every indicator: the columns of ``indicators.csv``."""
    return _at_hand()[1]


def register() -> pd.DataFrame:
    """Every claim beside what the data gives: the columns of ``analysis.claims.register``."""
    return _at_hand()[2]


def area() -> str:
    """The code of the place that the edition is about."""
    return peers().area


def peers() -> Peers:
    """The place that the edition is about, and those that it is set beside."""
    from analysis.indicators.peers import peers as peers_of

    about = _ABOUT.get(None)
    return about or peers_of(tables(), os.environ.get(AREA_VARIABLE) or KENT)


@contextmanager
def about(peers: Peers) -> Iterator[None]:
    """The place that the chapters executed within the ``with`` are about, and those that it is set beside."""
    with _set(_ABOUT, peers):
        yield


@contextmanager
def given(tables: Tables, indicators: pd.DataFrame, register: pd.DataFrame) -> Iterator[None]:
    """What the chapters executed within the ``with`` have at hand."""
    with _set(_GIVEN, (tables, indicators, register)):
        yield


@contextmanager
def _set(variable: ContextVar[Any], value: object) -> Iterator[None]:
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)


def _at_hand() -> tuple[Tables, pd.DataFrame, pd.DataFrame]:
    return _GIVEN.get(None) or _loaded()


@cache
def _loaded() -> tuple[Tables, pd.DataFrame, pd.DataFrame]:
    from analysis.claims.register import register
    from analysis.formulas.evaluation import compute
    from analysis.indicators.definitions import definitions
    from analysis.tables.loading import load

    tables = load(Path(os.environ.get(DATA_VARIABLE) or Path(__file__).parents[1] / "data"))
    indicators = compute(tables, definitions())
    claims = register(tables.claims, tables.documents, indicators, definitions(), is_replay=tables.is_replay)
    return tables, indicators, claims
