"""The manuscript: numbers given through, references resolved, nothing left open."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pandas as pd
import pytest

from analysis.problem import Problem
from figures.drawing.style import Drawing
from figures.figure import Column, Figure, Table, Value
from report.manuscript.assemble import assemble
from report.manuscript.document import Manuscript, table_html
from report.manuscript.execute import Notebook
from report.manuscript.prose import Prose
from report.manuscript.table_data import COLUMNS


def figure(name: str, **texts: str) -> Figure:
    given = {"title": "A title.", "caption": "A caption.", "alt": "What it shows."} | texts
    return Figure(id=name, drawing=Drawing("<svg/>", "<svg/>"), data=pd.DataFrame({"a": [1]}), **given)


def chapter(*parts: str | Figure | Table, name: str = "01-chapter") -> Notebook:
    """A chapter as executed: texts are Markdown cells, figures and tables are shown by code cells."""
    cells: list[dict[str, Any]] = []
    for number, part in enumerate(parts, start=1):
        if isinstance(part, str):
            cells.append({"cell_type": "markdown", "id": f"c{number}", "metadata": {}, "source": part})
        else:
            data = json.loads(json.dumps(part._repr_mimebundle_()))
            cells.append(
                {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": "", "outputs": [{"data": data}]}
            )
    return Notebook(name, {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def written(prose: Prose, *chapters: Notebook) -> str:
    return assemble(chapters, prose, "title: A title").markdown


def test_figures_and_tables_are_numbered_through_all_chapters(prose: Prose) -> None:
    table = Table(id="t", title="A title", caption="A caption", columns=[Column("Area")], rows=[["Kent"]])
    manuscript = assemble(
        [chapter("# One", figure("a"), figure("b")), chapter(table, figure("c"), name="02-next")], prose, ""
    )
    assert [(part.id, part.number) for part in manuscript.figures] == [("a", 1), ("b", 2), ("c", 3)]
    assert [(part.id, part.number) for part in manuscript.tables] == [("t", 1)]


def test_the_working_of_a_row_is_folded_into_its_last_cell_on_the_page(prose: Prose) -> None:
    working = ["Of {{ n('looked_after_children', 'England', 2025) }} children.", ""]
    rows = [["Kent", "same"], ["Devon", "less"]]
    table = Table(
        id="t",
        title="A title",
        caption="A caption",
        columns=[Column("Area"), Column("Why")],
        rows=rows,
        working=working,
    )
    manuscript = assemble([chapter(table)], prose, "")
    page = table_html(manuscript.tables[0])
    count = prose.text("{{ n('looked_after_children', 'England', 2025) }}", "test")
    folded = f'same<details class="working"><summary>Working</summary>Of {count} children.</details></td>'
    assert folded in page
    assert page.count("<details") == 1
    assert count not in manuscript.markdown
    assert not manuscript.headline


def test_references_become_links_that_name_what_they_lead_to(prose: Prose) -> None:
    text = written(
        prose,
        chapter("# One {#sec-one}\n\n## First {#sec-first}\n\nSee @fig-a, @sec-two and @sec-first (@sec-open)."),
        chapter("# Two {#sec-two}", figure("a"), "# Open {#sec-open .unnumbered}", name="02-next"),
    )
    assert "See [Figure\N{NO-BREAK SPACE}1](#fig-a), [Chapter\N{NO-BREAK SPACE}2](#sec-two)" in text
    assert "[section\N{NO-BREAK SPACE}1.1](#sec-first) ([“Open”](#sec-open))" in text
    assert "# [2]{.section-number} Two {#sec-two}" in text
    assert "# Open {#sec-open .unnumbered}" in text


def test_a_work_is_cited_by_its_authors_where_no_engine_does_so(prose: Prose) -> None:
    works = {"dfe2025": "(Department for Education 2025)"}
    manuscript = assemble([chapter("As found [@dfe2025], in `[@dfe2025]`.")], prose, "", literature=works)
    assert "As found [@dfe2025], in" in manuscript.markdown
    shown = manuscript.notebooks[0].cells[0]["source"]
    assert shown == "As found (Department for Education 2025), in `[@dfe2025]`."


def test_references_in_captions_are_resolved_as_well(prose: Prose) -> None:
    text = written(prose, chapter("# One {#sec-one}", figure("a", caption="As in @sec-one.")))
    assert "As in [Chapter\N{NO-BREAK SPACE}1](#sec-one)." in text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# One {#sec-one}\n\nSee @sec-won.", "reference @sec-won leads nowhere: the nearest are @sec-one"),
        ("See @fig-nothing.", "reference @fig-nothing leads nowhere: there is nothing like it"),
        ("As found [@dfe2052].", "citation @dfe2052 leads nowhere"),
        ("# One {#sec-one}\n\n# Two {#sec-one}", "id 'sec-one' is used twice"),
        ("It is {{ n('looked_after_rate_per_10k', 'England', 2052) }}.", "01-chapter.ipynb, cell 1: .* no period 2052"),
    ],
)
def test_what_leads_nowhere_stops_the_build(prose: Prose, text: str, sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        written(prose, chapter(text))


def test_an_address_or_code_is_no_reference(prose: Prose) -> None:
    assert "`@fig-a` and someone@sec-office.example" in written(
        prose, chapter("`@fig-a` and someone@sec-office.example")
    )


def test_a_heading_may_hold_code(prose: Prose) -> None:
    text = written(prose, chapter("# The table `data` {#sec-data}\n\n```\n# no heading\n```\n\nSee @sec-data."))
    assert "# [1]{.section-number} The table `data` {#sec-data}\n\n```\n# no heading\n```" in text


@pytest.mark.parametrize(
    ("alt", "sentence"),
    [
        ("It was {{ n('looked_after_rate_per_10k', 'England', 2025) }}.", "repeats its title or caption"),
        ("{{ '' }}", "has no alternative text"),
    ],
)
def test_an_alternative_text_that_says_nothing_of_its_own_once_filled_in_stops_the_build(
    prose: Prose, alt: str, sentence: str
) -> None:
    with pytest.raises(Problem, match=sentence):
        written(prose, chapter(figure("a", caption="It was 67.1.", alt=alt)))


def test_two_figures_never_share_an_id(prose: Prose) -> None:
    with pytest.raises(Problem, match="id 'fig-a' is used twice"):
        written(prose, chapter(figure("a"), figure("a")))


def test_a_figure_and_a_table_never_share_an_id_since_both_have_a_csv(prose: Prose) -> None:
    table = Table(id="a", title="T", caption="C", columns=[Column("A")], rows=[["x"]])
    with pytest.raises(Problem, match="A figure and a table have the id 'a'"):
        written(prose, chapter(figure("a"), table))


def test_a_cell_that_shows_anything_else_stops_the_build(prose: Prose) -> None:
    shown = {"cell_type": "code", "id": "c1", "metadata": {}, "source": "1", "outputs": [{"data": {"text/plain": "1"}}]}
    with pytest.raises(Problem, match=r"01-x.ipynb, cell 1: .*neither a Figure nor a Table"):
        written(prose, Notebook("01-x", {"cells": [shown]}))


def test_texts_of_figures_and_cells_of_tables_are_filled_in_and_recorded(prose: Prose) -> None:
    rate = "{{ n('looked_after_rate_per_10k', 'England', 2025) }}"
    table = Table(
        id="t",
        title=f"{rate} in title",
        caption="A caption",
        columns=[Column("Area"), Column("Rate")],
        rows=[["London", Value("looked_after_rate_per_10k", "London", 2025)]],
    )
    manuscript = assemble([chapter(figure("a", alt=f"It stands at {rate}."), table)], prose, "")
    assert manuscript.figures[0].alt == "It stands at 67.1."
    assert manuscript.tables[0].title == "67.1 in title"
    assert manuscript.tables[0].rows == [["London", "51.0"]]
    header, cell = csv.reader(io.StringIO(manuscript.tables[0].data))
    assert header == list(COLUMNS)
    assert (
        dict(zip(header, cell, strict=True)).items()
        >= {
            "row_header": "London",
            "column": "Rate",
            "area_code": "E12000007",
            "period": "2025",
            "value": "51",
            "unit": "per_10k",
        }.items()
    )
    assert [(entry["text"], entry["places"]) for entry in prose.headline()] == [
        ("51.0", ["tbl-t"]),
        ("67.1", ["fig-a", "tbl-t"]),
    ]


def test_signs_of_markdown_in_a_cell_stay_signs(prose: Prose) -> None:
    table = Table(id="t", title="T", caption="C", columns=[Column("A")], rows=[["a | b *c* [x] <d>"]])
    assert "a &#124; b &#42;c&#42; &#91;x&#93; &#60;d&#62;" in written(prose, chapter(table))


def test_nothing_is_left_open_in_the_manuscript(manuscript: Manuscript) -> None:
    assert not re.search(r"\{\{|\}\}|\{%|\bnan\b|\bNone\b|@(fig|tbl|sec)-", manuscript.markdown)


def test_the_notebooks_of_reviewers_read_without_marks(manuscript: Manuscript) -> None:
    texts = "\n".join(
        cell["source"] for chapter in manuscript.notebooks for cell in chapter.cells if cell["cell_type"] == "markdown"
    )
    assert "# 1 How many children are looked after\n" in texts
    assert "Chapter\N{NO-BREAK SPACE}1 has the numbers" in texts
    assert not re.search(r":::|\{\.|@(fig|tbl|sec)-", texts)
