"""Each fault of a report is found, on a page of a few sentences."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pikepdf
import pytest

from analysis.problem import Problem
from report.review import checks
from report.review.page_text import Block, read_page
from report.review.print_text import PrintText, read_print

CHILDREN = "looked_after_children:E92000001:2025"
RATE = "looked_after_rate_per_10k:E92000001:2025"
PAGE = """<html><head><title>45</title></head><body><nav>1.1 Contents</nav><main>
<section id="sec-summary" class="level2"><h2><span class="section-number">1</span> Summary</h2>
<p>Councils looked after <span class="number" data-key="looked_after_children:E92000001:2025">81,770</span> children on
31 March 2025 (<a href="#fig-rate">Figure 1</a>), under section 251 in 2024-25.</p>
<figure class="figure" id="fig-rate"><figcaption><span class="label">Figure 1</span> The rate was 67.1</figcaption>
<div class="drawing wide"><svg aria-label="A line that ends at 67.1."><text>12</text><path d="M1"/></svg></div>
<div class="drawing narrow"><svg aria-label="A line that ends at 67.1."></svg></div></figure>
</section></main><footer><p>Licence v3.0</p></footer></body></html>"""
PRINT = PrintText(
    "ValuingCare1SummaryCouncilslookedafter81,770childrenon31March2025(Figure1),undersection251in2024-25."
    "Figure1Theratewas67.1Licencev3.0",
    ("A line that ends at 67.1.",),
)
HEADLINE = [
    {"key": CHILDREN, "text": "81,770", "places": ["sec-summary"]},
    {"key": RATE, "text": "67.1", "places": ["fig-rate"]},
    {"key": RATE, "text": "67", "places": ["claims.csv"]},
]


def blocks(old: str = "", new: str = "") -> list[Block]:
    assert old in PAGE
    return read_page(PAGE.replace(old, new) if old else PAGE)


def test_a_page_is_read_in_the_order_of_its_readers() -> None:
    assert [(block.place, block.kind, block.text) for block in blocks()] == [
        ("sec-summary", "h2", "1 Summary"),
        (
            "sec-summary",
            "p",
            "Councils looked after 81,770 children on 31 March 2025 (Figure 1), under section 251 in 2024-25.",
        ),
        ("fig-rate", "figcaption", "Figure 1 The rate was 67.1"),
        ("fig-rate", "alt", "A line that ends at 67.1."),
        ("fig-rate", "alt", "A line that ends at 67.1."),
        ("title", "p", "Licence v3.0"),
    ]


def test_a_report_without_faults_has_none() -> None:
    page = blocks()
    for check in (checks.typed_numbers, checks.unlisted_numbers, checks.unused_numbers):
        assert list(check(page, HEADLINE)) == []
    assert [*checks.leftovers(page), *checks.differences(page, PRINT)] == []


@pytest.mark.parametrize(
    ("old", "new", "number"),
    [
        ("Councils looked", "The 153 councils looked", "153"),
        ("children on", "children (£5.5bn) on", "£5.5bn"),
        ("section 251", "section 20", "20"),
        ("The rate was 67.1", "The rate was 67.2", "67.2"),
        ("The rate was 67.1", "The rate was 167.1", "167.1"),
        ("at 67.1.", "at 67.1, from 60.", "60"),
        ("81,770</span>", "81,770</span>,000", ",000"),
    ],
)
def test_a_number_that_no_template_printed_is_found(old: str, new: str, number: str) -> None:
    (fault,) = checks.typed_numbers(blocks(old, new), HEADLINE)
    assert number in fault
    assert fault.endswith(".")


@pytest.mark.parametrize(
    "typed",
    [
        "In 2013, on 31 March",
        "since 2010-11 or 2022–23",
        "section 47",
        "aged 0 to 17, or 0–17",
        "per 100,000",
        "to the nearest £5",
        "RO3 and SHA-256",
        "licence v3.0",
        "set to 100 in 2016-17",
        "released 2025-11-20",
        "RS_2017-18_data.xls",
    ],
)
def test_what_may_be_typed_passes(typed: str) -> None:
    assert list(checks.typed_numbers(blocks("Councils looked", f"{typed} councils looked"), HEADLINE)) == []


@pytest.mark.parametrize(("name", "faults"), [("Homes 2 Inspire Limited", 0), ("Homes 3 Inspire Limited", 1)])
def test_a_digit_in_a_name_passes_only_where_the_homes_of_that_owner_are_listed(name: str, faults: int) -> None:
    key = "homes_of_owner[homes_2_inspire_limited]:E92000001:2024"
    page = blocks("The rate was 67.1", f"{name}: 41")
    for named, count in ((key, faults), (RATE, 1)):
        headline = [*HEADLINE, {"key": named, "text": "41", "places": ["fig-rate"]}]
        assert len(list(checks.typed_numbers(page, headline))) == count


def test_every_number_that_may_be_typed_has_a_reason() -> None:
    assert all(reason.strip() for reason in checks.TYPED.values())


def test_a_number_on_the_page_that_the_list_lacks_is_found() -> None:
    (fault,) = checks.unlisted_numbers(blocks(), HEADLINE[1:])
    assert CHILDREN in fault
    (fault,) = checks.unlisted_numbers(blocks("81,770", "81,771"), HEADLINE)
    assert "81,771" in fault


@pytest.mark.parametrize(("old", "new", "key"), [("81,770", "none", CHILDREN), ("The rate was 67.1", "The rate", RATE)])
def test_a_number_on_the_list_that_the_page_does_not_show_is_found(old: str, new: str, key: str) -> None:
    page = [block for block in blocks(old, new) if block.kind != "alt"]
    (fault,) = checks.unused_numbers(page, HEADLINE)
    assert key in fault


@pytest.mark.parametrize(
    "left", ["{{ n(…) }}", "nan", "NaN", "None", "inf", "@fig-rates", "@sec-method", "??", "[@dfe]"]
)
def test_remains_of_a_template_are_found(left: str) -> None:
    (fault,) = checks.leftovers(blocks("Councils looked", f"Councils {left} looked"))
    assert "left over" in fault


def test_the_words_none_of_are_english_and_not_a_missing_value() -> None:
    assert list(checks.leftovers(blocks("Councils looked", "None of the councils looked"))) == []


def test_a_number_that_differs_in_the_print_is_found() -> None:
    words = PRINT.words.replace("81,770", "81,771")
    faults = list(checks.differences(blocks(), PRINT._replace(words=words)))
    assert any("the page says “Councils looked after 81,770" in fault for fault in faults)
    assert any("the print says" in fault and "81,771" in fault for fault in faults)


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (PRINT._replace(words=PRINT.words.replace("Figure1The", "In45councils.Figure1The")), "In45councils."),
        (PRINT._replace(words=f"{PRINT.words}In45councils."), "In45councils."),
        (PRINT._replace(alternatives=("A line that ends at 67.2.",)), "A line that ends at 67.1."),
    ],
    ids=["a number in the print", "a number at its end", "an alternative text"],
)
def test_what_only_the_page_or_the_print_has_is_found(other: PrintText, named: str) -> None:
    (fault,) = checks.differences(blocks(), other)
    assert named in fault


def test_a_footnote_is_compared_with_the_footnotes_of_the_print() -> None:
    page = PAGE.replace("in 2024-25.", 'in 2024-25.<a href="#fn1" class="footnote-ref"><sup>1</sup></a>').replace(
        "</main>",
        '<section class="footnotes"><ol><li id="fn1"><p>Of 153 councils.<a class="footnote-back">↩︎</a></p></li></ol>'
        "</section></main>",
    )
    words = PRINT.words.replace("2024-25.", "2024-25.1")
    note = read_page(page)[-2]
    assert (note.place, note.kind, note.text) == ("sec-summary", "note", "Of 153 councils.")
    assert list(checks.differences(read_page(page), PRINT._replace(words=words, notes=("Of153councils.",)))) == []
    assert len(list(checks.differences(read_page(page), PRINT._replace(words=words, notes=("Of152councils.",))))) == 1


def test_a_print_without_tags_is_refused() -> None:
    document = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(document)
    with pytest.raises(Problem, match="tags"):
        read_print(document.getvalue())


def test_a_report_that_has_not_been_built_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="make report"):
        checks.faults(tmp_path)
    (tmp_path / "headline.json").write_text(json.dumps(HEADLINE), encoding="utf-8")
    with pytest.raises(Problem, match=r"valuing-care\.html"):
        checks.faults(tmp_path)
