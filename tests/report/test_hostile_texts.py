"""Names and texts that would do something if they were not written as what they are: in every format, plain words."""

from __future__ import annotations

import csv
import io
import re
import shutil
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from analysis.formulas.results import INDICATOR_COLUMNS
from analysis.problem import Problem
from analysis.tables.areas import Place
from analysis.tables.loading import load
from report.editions import index
from report.editions.edition import FOLDER
from report.editions.places import slug
from report.engines import pandoc, typesetting
from report.formats import notebooks, pictures, spreadsheets, word
from report.formats.archive import unpacked
from report.formats.csv_text import csv_text
from report.formats.origin import Origin
from report.manuscript.assemble import assemble
from report.manuscript.document import Manuscript
from report.manuscript.draft import assembled
from report.manuscript.execute import Notebook, execute
from report.manuscript.in_markdown import in_markdown
from report.manuscript.prose import Prose
from report.review import changes
from report.review.comparison import Comparison
from report.review.movements import Move, Stated
from report.review.page_text import read_page
from report.review.print_text import read_print
from tests.report.conftest import Elements, notebook

NAMES = (
    "<script>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    "](javascript:alert(1))",
    "[press](javascript:alert(1))",
    '#import "x.typ": *',
    "`#read(1)` ``` code",
    "$x$ and $\\alpha$ and $",
    "@nobody2020 and [@nobody2020]",
    "=cmd|' /C calc'!A0",
    "+SUM(A1)",
    "@SUM(A1)",
    "*strong* _soft_ ~~out~~ ^up^ ~down~",
    "one | two || three",
    "\"double\" & 'single' &lt;b&gt; &#60; \\ back",
    "# heading ::: note --- 1. one",
    "<!--annex:text--> -->",
    "</style></svg></title>",
    "../../../etc/passwd",
    "long " * 300,
)
CODES = [f"E0600{number:04d}" for number in range(1, len(NAMES) + 1)]
AREAS = pd.DataFrame(
    {"area_code": CODES, "area_name": [" ".join(name.split()) for name in NAMES], "level": "authority"}
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
INDICATOR = "looked_after_children"
QUOTES = NAMES[13]
LEADS = re.compile(
    r"(?:#|data:|https://).*|(?:\.\./)?(?:editions/)?[a-z0-9-]*\.(?:html|csv|pdf|docx|ods|xlsx)"
    r"|\.\./api/v1/openapi\.json",
    re.DOTALL,
)
"""Where a page may lead: within itself, to its own pictures, to a publisher, to what the build has put next to it."""


@pytest.fixture(scope="module")
def counts() -> pd.DataFrame:
    """One indicator of every place."""
    places = zip(AREAS["area_code"], AREAS["area_name"], [100.0 + number for number in range(len(NAMES))], strict=True)
    rows = [(INDICATOR, "", *at, "2025", value, "children", None, None, 1, 1, "") for *at, value in places]
    frame = pd.DataFrame(rows, columns=INDICATOR_COLUMNS)
    return frame.astype({"value": float, "numerator": float, "denominator": float})


@pytest.fixture(scope="module")
def prose(counts: pd.DataFrame) -> Prose:
    return Prose(counts, AREAS, {})


CODE = """
import pandas as pd
from figures.drawing import scales, style
from figures.figure import Column, Figure, Table, Value, show

def paint(axes):
    axes.barh(range(len(names)), range(len(names)))
    scales.names(axes, [name[:60] for name in names])

show(
    Figure(
        id="places",
        title="Places: " + " and ".join(names),
        caption="They are " + " and ".join(names),
        alt="A bar for each of " + " and ".join(names),
        drawing=style.draw(paint),
        data=pd.DataFrame({"area_name": names, "value": range(len(names))}),
    ),
    Table(
        id="table-of-places",
        title="Places: " + " and ".join(names),
        caption="They are " + " and ".join(names),
        columns=[Column("Place", align="left"), Column(names[0], names[1])],
        rows=[[name, Value("looked_after_children", code, 2025)] for name, code in zip(names, codes)],
    ),
)
"""


@pytest.fixture(scope="module")
def chapter() -> Notebook:
    """A chapter that names every place: in sentences, and as charts and tables do, in their texts, cells and data."""
    sentences = [
        f'In {{{{ name("{code}") }}}} there were {{{{ n("{INDICATOR}", "{code}", 2025) }}}}, by '
        f'{{{{ owner("{code}") }}}} count, and {{{{ top("{INDICATOR}", 2025, {position}) }}}} had most.'
        for position, code in enumerate(CODES, start=1)
    ]
    text = "# Places {#sec-places}\n\n" + "\n\n".join(sentences)
    source = f"names, codes = {AREAS['area_name'].tolist()!r}, {CODES!r}\n{CODE}"
    return execute(notebook({"cell_type": "markdown", "source": text}, {"source": source}))


@pytest.fixture(scope="module")
def manuscript(chapter: Notebook, prose: Prose) -> Manuscript:
    prose.begin()
    return assembled([chapter], prose)


@pytest.fixture(scope="module")
def edition(chapter: Notebook, prose: Prose) -> Manuscript:
    """The same as an edition, of the place whose name would end a text of its title page."""
    front_matter = (FOLDER / "metadata.json").read_text(encoding="utf-8")
    prose.begin(title=in_markdown(QUOTES))
    return assemble([chapter], prose, front_matter)


def place(position: int) -> Place:
    name = AREAS["area_name"][position]
    return Place(
        CODES[position], name, "authority", "UA", "", "", county_group=False, opened=None, closed=None, predecessors=()
    )


def assert_harmless(page: bytes, *, scripts: int = 0) -> None:
    """``scripts`` is how many the page has of its own."""
    elements = Elements(page.decode()).found
    assert [tag for tag, _ in elements if tag in ("script", "iframe", "object", "embed")] == ["script"] * scripts
    for _, attributes in elements:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("href", "src", "xlink:href"):
            assert LEADS.fullmatch(attributes.get(name) or "#")


def blanked(text: str) -> str:
    """A text without its blanks, and without what typography makes of quotes, dashes and dots."""
    for typographic, typed in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"), ("—", "---"), ("–", "--"), ("…", "...")):
        text = text.replace(typographic, typed)
    return "".join(text.replace("\u200b", "").split())


def assert_every_name_is_said(text: str) -> None:
    words = blanked(text)
    sentences = [blanked(f"In {name} there were {100 + position}, by") for position, name in enumerate(NAMES)]
    assert [sentence for sentence in sentences if sentence not in words] == []


def text_of(page: bytes) -> str:
    return " ".join(block.text for block in read_page(page.decode()))


def test_a_page_shows_every_name_and_none_does_anything(manuscript: Manuscript, edition: Manuscript) -> None:
    (chapter,) = manuscript.notebooks
    of_reviewers = notebooks.page(chapter).encode()
    for page, scripts in ((pandoc.html(manuscript), 2), (pandoc.html(edition), 0), (of_reviewers, 0)):
        assert_harmless(page, scripts=scripts)
        assert_every_name_is_said(text_of(page))


def test_a_comment_on_a_pull_request_mentions_nobody_and_leads_nowhere() -> None:
    moves = [Move(f"key:{n}", Stated(f"key:{n}", name, None, "", (name,)), None, ()) for n, name in enumerate(NAMES)]
    comparison = Comparison("old", "new", {}, (), (), moves, (), ())
    comment = changes.markdown(comparison)
    assert not re.search(r"<(?!br>)|\]\(|@|\*\*strong|\$", comment.split("###")[1])
    assert all(blanked(name) in blanked(unescape(comment)) for name in AREAS["area_name"])


@pytest.fixture(scope="module")
def printed_edition(edition: Manuscript) -> bytes:
    """The pages of the edition, in which no chart is moved."""
    (texts,) = pandoc.written([edition], ["pdf"])
    return typesetting.pages(typesetting.Layout(texts["pdf"]), edition)


def test_the_print_of_the_report_and_of_an_edition_shows_every_name(
    manuscript: Manuscript, printed_edition: bytes
) -> None:
    for printed in (pandoc.pdf(manuscript), printed_edition):
        assert_every_name_is_said(read_print(printed).words)


def test_a_name_that_is_written_as_a_reference_stops_the_report(counts: pd.DataFrame) -> None:
    named = Prose(counts, AREAS.replace(NAMES[0], "@fig-nowhere"), {})
    chapter = notebook({"cell_type": "markdown", "source": f'{{{{ name("{CODES[0]}") }}}}'})
    with pytest.raises(Problem, match="The reference @fig-nowhere leads nowhere"):
        assembled([chapter], named)


def test_the_title_of_an_edition_is_the_name(edition: Manuscript, printed_edition: bytes) -> None:
    title = re.search(r"<title>(.*?)</title>", pandoc.html(edition).decode(), re.DOTALL)
    assert title
    assert blanked(unescape(title[1])) == blanked(f"Valuing Care: {QUOTES}")
    with pikepdf.open(io.BytesIO(printed_edition)) as pdf:
        assert blanked(str(pdf.docinfo.Title)) == blanked(f"Valuing Care: {QUOTES}")
        assert blanked(str(pdf.docinfo.Keywords)).endswith(blanked(QUOTES))


def test_a_word_document_shows_every_name_and_has_no_field_but_its_contents(manuscript: Manuscript) -> None:
    document = word.document(manuscript, pictures.pictures(manuscript.drawings))
    parts = unpacked(document)
    body = ET.fromstring(parts["word/document.xml"])
    assert b"javascript" not in parts["word/_rels/document.xml.rels"]
    assert_every_name_is_said("".join(text.text or "" for text in body.iter(f"{W}t")))
    described = [part.get("descr") for part in body.iter(f"{DRAWING}docPr")]
    assert described == [figure.alt for figure in manuscript.figures]


def test_a_drawing_holds_every_name_as_text_and_nothing_of_it_as_markup(manuscript: Manuscript) -> None:
    (figure,) = manuscript.figures
    drawing = ET.fromstring(figure.wide)
    assert not [part.tag for part in drawing.iter() if part.tag.endswith(("script", "img", "a"))]
    words = blanked("".join(drawing.itertext()))
    assert [name for name in NAMES if blanked(name[:60]) not in words] == []


def test_no_cell_of_a_csv_file_is_computed(manuscript: Manuscript) -> None:
    (figure,), (table,) = manuscript.figures, manuscript.tables
    for text in (figure.data, table.data, csv_text(AREAS).decode()):
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
        assert any("=cmd" in cell for cell in cells)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_spreadsheet_holds_every_name_as_text(kind: str, counts: pd.DataFrame) -> None:
    columns = ("class", "region_code", "subregion_code", "opened", "closed", "predecessors")
    areas = AREAS.assign(county_group=False, **dict.fromkeys(columns, ""))
    origin = Origin({f"source-{at}": {"title": name} for at, name in enumerate(NAMES)}, {})
    (document,) = spreadsheets.documents(counts, areas, origin, 0, (kind,)).values()
    assert not [name for name, part in unpacked(document).items() if re.search(rb"<f>|table:formula", part)]
    book = CalamineWorkbook.from_filelike(io.BytesIO(document))
    held = {str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert [name for name in AREAS["area_name"] if name not in held] == []


def test_the_index_of_editions_shows_a_name_and_its_file_lies_beside_it(
    prose: Prose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "HEADLINES", ())
    rows = [index.Row(place(n), "Unitary authority", NAMES[n], [], ["html"]) for n in range(len(NAMES))]
    found = index.page(rows, prose, "")
    assert_harmless(found, scripts=1)
    assert blanked(QUOTES) in blanked(text_of(found))
    assert all(re.fullmatch(r"[a-z0-9-]*", slug(place(n))) for n in range(len(NAMES)))


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "{% raw %}", "a{#b", "\x1b[2J", "\u202egnp.", "\x00"])
def test_what_would_command_a_template_or_a_terminal_is_not_taken_from_data(
    data: Path, tmp_path: Path, text: str
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    areas = (folder / "areas.csv").read_text(encoding="utf-8")
    (folder / "areas.csv").write_text(areas.replace(",Kent,", f",Kent {text},"), encoding="utf-8")
    with pytest.raises(Problem, match=r"^areas.csv holds the character '.*', which no table may hold"):
        load(folder).text("areas")
