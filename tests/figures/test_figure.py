"""Figures and tables as notebooks hand them on."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analysis.problem import Problem
from figures.drawing.style import Drawing
from figures.figure import FIGURE_MIME, TABLE_MIME, Column, Figure, Table, Value

FIGURE = Figure(
    id="looked-after-rate",
    title="The rate has risen",
    caption="England. Source: Department for Education.",
    alt="A line that climbs from left to right.",
    drawing=Drawing("<svg>wide</svg>", "<svg>narrow</svg>"),
    data=pd.DataFrame({"year": [2024, 2025], "rate": [69.5, 67.1]}),
)
TABLE = Table(
    id="rates",
    title="Rates",
    caption="Source: Department for Education.",
    columns=[Column("Area", align="left"), Column("Rate", "per 10,000")],
    rows=[["England", Value("looked_after_rate_per_10k", "England", 2025)], ["Kent", "{{ n('…') }}"]],
)


def test_a_figure_is_one_bundle_with_its_texts_drawings_and_data() -> None:
    bundle = FIGURE._repr_mimebundle_()
    assert bundle["image/svg+xml"] == "<svg>wide</svg>"
    assert bundle[FIGURE_MIME]["narrow"] == "<svg>narrow</svg>"
    assert bundle[FIGURE_MIME]["data"] == "year,rate\n2024,69.5\n2025,67.1\n"


def test_a_missing_value_is_an_empty_cell_of_the_data_which_contains_no_formula() -> None:
    data = pd.DataFrame(
        {
            "place": ["Bournemouth, Christchurch and Poole", "=1+1", None],
            "rate": [0.1, float("nan"), 1e-7],
            "children": pd.array([3, None, 4], dtype="Int64"),
            "counted": [True, False, True],
        }
    )
    assert replace(FIGURE, data=data)._repr_mimebundle_()[FIGURE_MIME]["data"] == (
        'place,rate,children,counted\n"Bournemouth, Christchurch and Poole",0.1,3,True\n\'=1+1,,,False\n,1e-07,4,True\n'
    )


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_a_figure_without_alternative_text_is_a_problem(alt: str) -> None:
    with pytest.raises(Problem, match="has no alternative text"):
        replace(FIGURE, alt=alt)


@pytest.mark.parametrize(
    "alt",
    [
        "The rate has risen",
        "the rate has  risen.",
        "England. Source: Department for Education.",
        "The rate has risen. England. Source: Department for Education",
    ],
)
def test_an_alternative_text_that_repeats_title_or_caption_is_a_problem(alt: str) -> None:
    with pytest.raises(Problem, match="repeats its title or caption"):
        replace(FIGURE, alt=alt)


@pytest.mark.parametrize("name", ["Looked-after", "looked_after", "2025-rate", "", "rate-"])
def test_an_id_is_small_letters_digits_and_hyphens(name: str) -> None:
    with pytest.raises(Problem, match="is not valid"):
        replace(FIGURE, id=name)
    with pytest.raises(Problem, match="is not valid"):
        replace(TABLE, id=name)


def test_a_table_hands_its_values_on_to_be_looked_up() -> None:
    content = TABLE._repr_mimebundle_()[TABLE_MIME]
    assert content["rows"][0][1] == {"indicator": "looked_after_rate_per_10k", "area": "England", "period": 2025}
    assert content["rows"][1][1] == "{{ n('…') }}"


@pytest.mark.parametrize(
    ("part", "wrong", "sentence"),
    [
        ("rows", [TABLE.rows[0], ["Kent"]], "Row 2 of table 'rates' has 1 cells, but its header has 2"),
        ("columns", [TABLE.columns[0], Column(" ")], "Column 2 of table 'rates' has no heading"),
        ("rows", [], "has no rows"),
        ("strong", [2], "has no row 2 to make strong"),
        ("working", ["why"] * 5, "but the working of 5"),
    ],
)
def test_a_table_whose_parts_do_not_fit_is_a_problem(part: str, wrong: list[object], sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        replace(TABLE, **{part: wrong})  # type: ignore[arg-type] # a part of a table
