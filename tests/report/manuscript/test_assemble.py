"""The manuscript: numbers given through, references resolved, nothing left open."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
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
from tests.report.conftest import notebook


def figure(name: str, **texts: str) -> Figure:
    given = {"title": "A title.", "caption": "A caption.", "alt": "What it shows."} | texts
    return Figure(id=name, drawing=Drawing("<svg/>", "<svg/>"), data=pd.DataFrame({"a": [1]}), **given)


def table(columns: Sequence[str], *rows: Sequence[str | Value], name: str = "t", **others: Any) -> Table:
    texts = {"title": "A title", "caption": "A caption"} | others
    return Table(id=name, columns=[Column(heading) for heading in columns], rows=[list(row) for row in rows], **texts)


def chapter(*parts: str | Figure | Table, name: str = "01-chapter") -> Notebook:
    """A chapter as executed: texts are Markdown cells, figures and tables are shown by code cells."""
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "source": part}
        if isinstance(part, str)
        else {"outputs": [{"data": json.loads(json.dumps(part._repr_mimebundle_()))}]}
        for part in parts
    ]
    return notebook(*cells, name=name)


def written(prose: Prose, *chapters: Notebook) -> str:
    return assemble(chapters, prose, "title: A title").markdown


def test_figures_and_tables_are_numbered_through_all_chapters(prose: Prose) -> None:
    chapters = [chapter("# One", figure("a"), figure("b")), chapter(table(["Area"], ["Kent"]), figure("c"), name="02")]
    manuscript = assemble(chapters, prose, "")
    assert [(part.id, part.number) for part in manuscript.figures] == [("a", 1), ("b", 2), ("c", 3)]
    assert [(part.id, part.number) for part in manuscript.tables] == [("t", 1)]


def test_the_working_of_a_row_is_folded_into_its_last_cell_on_the_page(prose: Prose) -> None:
    working = ["Of {{ n('looked_after_children', 'England', 2025) }} children.", ""]
    shown = table(["Area", "Why"], ["Kent", "same"], ["Devon", "less"], working=working)
    manuscript = assemble([chapter(shown)], prose, "")
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


def test_neither_two_figures_nor_a_figure_and_a_table_share_an_id_since_each_has_a_csv(prose: Prose) -> None:
    with pytest.raises(Problem, match="id 'fig-a' is used twice"):
        written(prose, chapter(figure("a"), figure("a")))
    with pytest.raises(Problem, match="A figure and a table have the id 'a'"):
        written(prose, chapter(figure("a"), table(["A"], ["x"], name="a")))


def test_a_cell_that_shows_anything_else_stops_the_build(prose: Prose) -> None:
    shown = notebook({"source": "1", "outputs": [{"data": {"text/plain": "1"}}]})
    with pytest.raises(Problem, match=r"01-chapter.ipynb, cell 1: .*neither a Figure nor a Table"):
        written(prose, shown)


def test_texts_of_figures_and_cells_of_tables_are_filled_in_and_recorded(prose: Prose) -> None:
    rate = "{{ n('looked_after_rate_per_10k', 'England', 2025) }}"
    value = Value("looked_after_rate_per_10k", "London", 2025)
    shown = table(["Area", "Rate"], ["London", value], title=f"{rate} in title")
    manuscript = assemble([chapter(figure("a", alt=f"It stands at {rate}."), shown)], prose, "")
    assert manuscript.figures[0].alt == "It stands at 67.1."
    assert manuscript.tables[0].title == "67.1 in title"
    assert manuscript.tables[0].rows == [["London", "51.0"]]
    header, cell = csv.reader(io.StringIO(manuscript.tables[0].data))
    assert header == list(COLUMNS)
    about = {"row_header": "London", "column": "Rate", "area_code": "E12000007", "period": "2025", "unit": "per_10k"}
    assert dict(zip(header, cell, strict=True)).items() >= (about | {"value": "51"}).items()
    places = {entry["text"]: entry["places"] for entry in prose.headline()}
    assert list(places.items()) == [("51.0", ["tbl-t"]), ("67.1", ["fig-a", "tbl-t"])]


def test_signs_of_markdown_in_a_cell_stay_signs(prose: Prose) -> None:
    text = written(prose, chapter(table(["A"], ["a | b *c* [x] <d>"])))
    assert "a &#124; b &#42;c&#42; &#91;x&#93; &#60;d&#62;" in text


def test_nothing_is_left_open_in_the_manuscript(manuscript: Manuscript) -> None:
    assert not re.search(r"\{\{|\}\}|\{%|\bnan\b|\bNone\b|@(fig|tbl|sec)-", manuscript.markdown)


def test_the_notebooks_of_reviewers_read_without_marks(manuscript: Manuscript) -> None:
    texts = "\n".join(
        cell["source"] for chapter in manuscript.notebooks for cell in chapter.cells if cell["cell_type"] == "markdown"
    )
    assert "# 1 How many children are looked after\n" in texts
    assert "Chapter\N{NO-BREAK SPACE}1 has the numbers" in texts
    assert not re.search(r":::|\{\.|@(fig|tbl|sec)-", texts)
