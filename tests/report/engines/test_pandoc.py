"""The page and the printed report: what a reader opens."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise
from os.path import relpath

import pikepdf
import pytest

from analysis.problem import Problem
from report.build import document
from report.engines import pandoc
from report.manuscript.document import Manuscript
from report.outputs import CLAIMS, FORMATS
from report.review.print_text import read_print
from tests.report.conftest import Elements


@pytest.fixture(scope="module")
def reader(page: str) -> Elements:
    return Elements(page)


def test_the_page_refers_to_nothing_outside_itself(reader: Elements, page: str) -> None:
    for _, attributes in reader.found:
        for name in ("src", "srcset", "poster", "data", "action"):
            assert not attributes.get(name)
    assert {script.get("type") for script in reader.all("script")} == {None, "module"}
    assert not reader.all("link")
    assert not re.search(r"@import|url\((?!data:|#)", page)
    leading = [attributes["href"] or "" for attributes in reader.all("a")]
    files = {link for link in leading if not link.startswith(("#", "data:text/csv", "https://"))}
    assert files == {
        "../editions/index.html",
        *(relpath(document(name), "report") for name in FORMATS if name != "html"),
        "../trails.csv",
        f"../{CLAIMS}",
    }


def test_every_link_within_the_page_leads_to_a_place_of_its_own(reader: Elements) -> None:
    ids = [attributes["id"] for _, attributes in reader.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    inner = {link[1:] for attributes in reader.all("a") if (link := attributes["href"] or "").startswith("#")}
    assert {"report", "fig-rate", "tbl-regions", "sec-children"} <= inner
    assert inner <= set(ids)


def test_the_page_has_landmarks_a_way_to_skip_and_one_title(reader: Elements, page: str) -> None:
    assert '<html lang="en-GB">' in page
    landmarks = ["header", "nav", "main", "footer"]
    assert [name for name, _ in reader.found if name in landmarks] == landmarks
    assert reader.all("a")[0]["href"] == "#report"
    assert len(reader.all("h1")) == 1
    levels = [int(name[1]) for name, _ in reader.found if re.fullmatch(r"h[1-6]", name)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_drawing_is_an_image_with_its_alternative_text(reader: Elements, manuscript: Manuscript) -> None:
    drawings = reader.all("svg")
    assert [drawing["role"] for drawing in drawings] == ["img"] * 2 * len(manuscript.figures)
    assert {drawing["aria-label"] for drawing in drawings} == {figure.alt for figure in manuscript.figures}


def test_every_header_cell_says_what_it_heads_and_tables_scroll_by_keyboard(reader: Elements) -> None:
    data = [attributes for attributes in reader.all("table") if attributes.get("class") == "data"]
    regions = [attributes for attributes in reader.all("div") if attributes.get("role") == "region"]
    assert len(data) == len(regions) == 3
    assert all(region["tabindex"] == "0" and region["aria-labelledby"] for region in regions)
    scopes = [cell.get("scope") for cell in reader.all("th")]
    assert scopes.count("row") == 65
    assert scopes.count("col") == 10


def test_every_chart_of_the_print_has_its_alternative_text(document: bytes, manuscript: Manuscript) -> None:
    assert read_print(document).alternatives == tuple(figure.alt for figure in manuscript.figures)


def test_the_printed_report_names_its_language_and_title_and_embeds_the_bundled_typefaces_alone(
    document: bytes,
) -> None:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        fonts = [found for found in pdf.objects if isinstance(found, pikepdf.Dictionary) and "/FontName" in found]
        names = {str(font.FontName) for font in fonts}
        assert (str(pdf.Root.Lang), str(pdf.docinfo.Title)) == ("en-GB", "Valuing Care")
    assert names
    assert all(re.search(r"\+(SourceSansPro|SourceSerifPro|DejaVuSansMono)-", name) for name in names)


def test_the_same_manuscript_gives_the_same_bytes(manuscript: Manuscript, page: str, document: bytes) -> None:
    assert pandoc.html(manuscript).decode() == page
    assert pandoc.pdf(manuscript) == document


def test_a_financial_year_stays_in_one_line_and_is_marked_in_the_text_alone(manuscript: Manuscript) -> None:
    page = '<title>2024-25</title><p title="2024-25">(2024-25, <code>a:2024-25</code></p><script>2024-25</script>'
    marked = page.replace("(2024-25,", '(<span class="year">2024-25</span>,')
    assert pandoc.completed(page, replace(manuscript, figures=(), tables=(), annex={}), "") == marked


def test_pandoc_says_why_it_stops(manuscript: Manuscript) -> None:
    broken = Manuscript(manuscript.markdown + "\n[^lost]: A note that nothing calls.\n", 0, [], [], [], [])
    with pytest.raises(Problem, match=r"pandoc could not render the report as html5: .*lost"):
        pandoc.html(broken)


def test_the_head_of_the_page_says_who_speaks_from_what_and_how_to_cite_it(page: str) -> None:
    head = page[page.index('<header class="cover">') : page.index("</header>")]
    assert "not a publication of the County Councils Network or of IMPOWER" in head
    told = ["Edition", "Data", "Code", "Contact", "Cite as", "With this page", "Made if asked for"]
    assert re.findall(r"<dt>(.*?)</dt>", head) == told
