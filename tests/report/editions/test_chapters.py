"""What editions say, read in all of them: whole sentences about the place, no slip, no missing value as a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from analysis.tables.areas import Areas
from figures.drawing import style
from report.editions.edition import Press
from report.editions.places import places
from report.manuscript.document import Manuscript, PrintedTable
from report.manuscript.draft import Measured
from report.review.checks import LEFTOVER, TYPED

KENT = "E10000016"
NUMBER = re.compile(r"\[([^\[\]]*)\]\{\.number[^}]*\}")
ARTICLE = ("City of London", "East Riding of Yorkshire", "Isle of Wight", "Isles of Scilly")
SLIPS = {
    r"\b(?:nan|None(?! of )|NaN|inf)\b": "a missing value",
    r"(?<=\S)  +(?=\S)": "a doubled space",
    r"\s[,.;:](?!\d)": "a space before a sign",
    r",,|\.\.|, ,|, \.|;\.|\(\)|, and and|\band\.": "a word that is not there",
    r"(?<![\d,.])1 (?:children|councils|referrals)\b": "one of many",
    r"(?<![\d,.])(?:[02-9]|\d+\d) (?:child|council|referral)\b": "many of one",
    r"\ba (?:8|11|18|80|8\d)\b": "a before a vowel",
    r"\b(?:rose|fell|risen|fallen) by £?0(?:\.0)?(?![.\d])": "a change of nothing",
    r"(?<![\d.,])0\.0% (?:higher|lower|of)": "a change of nothing",
    r"−(?:£?\d[\d.,]*\S*) (?:more|less|above|below)\b": "a sign after which a word says the direction",
    r"£0\.0m|£0\.0bn": "an amount rounded to nothing",
    r"\bin in\b|\bthe the\b|\bof of\b|\bwas was\b": "a word said twice",
    r"\bthe (?:county group)’s’": "an ending said twice",
}


@pytest.fixture(scope="module")
def manuscripts(press: Press, areas: Areas) -> dict[str, Manuscript]:
    """The manuscript of every edition, its charts not drawn."""
    with style.blank():
        return {place.area_name: press.manuscript(place) for place in places(areas)}


def prose(manuscript: Manuscript, *, items: bool = True) -> Iterator[str]:
    """The paragraphs, headings and items of an edition, as a reader meets them, charts and tables left out."""
    body = manuscript.markdown.split("\n---\n", 1)[1]
    body = re.sub(r"^::: \{#(?:fig|tbl)-.*?^:::$", "", body, flags=re.MULTILINE | re.DOTALL)
    for line in body.splitlines():
        if line.startswith("- ") and not items:
            continue
        text = re.sub(r"\[([^\[\]]*)\](?:\(#[^)]*\)|\{[^}]*\})", r"\1", NUMBER.sub(r"\1", line))
        text = re.sub(r"\{[#.][^}]*\}$|^#+ |^- |\*\*|^:::.*$", "", text).strip()
        if text:
            yield text


def texts(manuscript: Manuscript) -> Iterator[str]:
    """Everything that an edition says: its prose, the texts of its charts and tables, and every cell."""
    yield from prose(manuscript)
    for figure in manuscript.figures:
        yield from (figure.title, figure.caption, figure.alt)
    for table in manuscript.tables:
        yield from (table.title, table.caption, *(cell for row in table.rows for cell in row))


Said = list[tuple[str, str]]


@pytest.fixture(scope="module")
def sentences(manuscripts: dict[str, Manuscript]) -> Said:
    """The prose of every edition, each text with the name of its place."""
    return [(name, text) for name, edition in manuscripts.items() for text in prose(edition)]


@pytest.fixture(scope="module")
def said(manuscripts: dict[str, Manuscript]) -> Said:
    """Everything that every edition says, each text with the name of its place."""
    return [(name, text) for name, edition in manuscripts.items() for text in texts(edition)]


def test_every_place_has_an_edition(manuscripts: dict[str, Manuscript]) -> None:
    assert len(manuscripts) == 167


@pytest.mark.parametrize(("slip", "meaning"), SLIPS.items(), ids=SLIPS.values())
def test_no_sentence_of_any_edition_slips(said: Said, slip: str, meaning: str) -> None:
    pattern = re.compile(slip)
    found = [(name, text) for name, text in said if pattern.search(text)]
    assert not found, f"{meaning}: {found[:3]}"


def test_nothing_of_a_template_is_left_over(said: Said) -> None:
    assert [(name, text) for name, text in said if LEFTOVER.search(text)] == []


def test_every_paragraph_is_made_of_whole_sentences(manuscripts: dict[str, Manuscript]) -> None:
    paragraphs = [(name, text) for name, edition in manuscripts.items() for text in prose(edition, items=False)]
    assert [(name, text) for name, text in paragraphs if len(text) > 80 and not text.endswith(".")] == []


def test_every_sentence_begins_with_a_capital(sentences: Said) -> None:
    small = re.compile(r"^[a-z]|(?<!St)\. [a-z]")
    assert [(name, text) for name, text in sentences if small.search(text)] == []


def test_a_number_in_the_prose_comes_from_the_indicators(manuscripts: dict[str, Manuscript]) -> None:
    typed = re.compile("|".join(f"(?:{pattern})" for pattern in TYPED))
    found = []
    for name, edition in manuscripts.items():
        body = NUMBER.sub("□", edition.markdown.split("\n---\n", 1)[1])
        body = re.sub(r"^::: \{#(?:fig|tbl)-.*?^:::$|\{[^}]*\}|\]\([^)]*\)", "", body, flags=re.MULTILINE | re.DOTALL)
        body = re.sub(r"\b(?:Figure|Table|Chapter)\W\d+|^#.*$", "", body, flags=re.MULTILINE)
        found += [f"{name}: {line}" for line in body.splitlines() if re.search(r"\d", typed.sub("□", line))]
    assert not found


def test_no_council_has_an_article_but_those_that_have_one(sentences: Said, areas: Areas) -> None:
    councils = [
        place.area_name for place in places(areas) if place.level == "authority" and place.area_name not in ARTICLE
    ]
    wrong = re.compile(rf"\bthe (?:{'|'.join(map(re.escape, councils))})(?! of\b)\b")
    bare = re.compile(rf"\b(?:in|beside|to|than) (?:{'|'.join(ARTICLE)})\b")
    assert [(name, text) for name, text in sentences if wrong.search(text) or bare.search(text)] == []


def test_groups_of_councils_stand_in_sentences_as_words_and_not_as_names(manuscripts: dict[str, Manuscript]) -> None:
    for name in ("Shire counties", "Metropolitan districts", "Unitary authorities", "County group"):
        told = [text for text in prose(manuscripts[name]) if re.search(rf"(?<!^)\b{name}\b", text) and len(text) > 60]
        assert not told


def test_charts_are_drawn_wherever_there_are_values_and_name_figures_of_the_place(
    manuscripts: dict[str, Manuscript],
) -> None:
    counts = {name: len(edition.figures) for name, edition in manuscripts.items()}
    assert {name: count for name, count in counts.items() if count < 6} == {
        "Cumberland": 4,  # formed in 2023: one year of spending, no budget with its outturn
        "Westmorland and Furness": 4,
        "City of London": 1,  # few children: numbers, and neither rates nor shares
        "Isles of Scilly": 0,  # few children, and none of them looked after in any year with a figure
    }
    for name, edition in manuscripts.items():
        for figure in edition.figures:
            own = {
                entry["text"]
                for entry in edition.headline
                if f"fig-{figure.id}" in entry["places"] and entry["area"] == name
            }
            assert sum(text in figure.alt for text in own) >= 2, f"{name}, {figure.id}: {figure.alt}"


def test_alternative_texts_differ_from_place_to_place(manuscripts: dict[str, Manuscript]) -> None:
    for figure in ("beside-england", "looked-after-numbers", "spending-by-category"):
        told = [one.alt for edition in manuscripts.values() for one in edition.figures if one.id == figure]
        assert len(told) == len(set(told))


def test_nobody_is_called_better_or_worse(said: Said) -> None:
    allowed = "Higher and lower are not better and worse"
    judging = re.compile(r"\b(?:better|worse|best|worst|fails?|failing)\b")
    assert [(name, text) for name, text in said if judging.search(text.replace(allowed, ""))] == []


def test_an_edition_says_where_a_place_stands(manuscripts: dict[str, Manuscript], known: Measured) -> None:
    rates = known.indicators[
        (known.indicators["indicator"] == "looked_after_rate_per_10k") & (known.indicators["period"] == "2025")
    ]
    councils = rates[rates["area_code"].str.match("E0|E1") & ~rates["area_code"].str.startswith("E12")]
    values = councils["value"].dropna().sort_values(ascending=False).reset_index(drop=True)
    kent = float(councils.loc[councils["area_code"] == KENT, "value"].iloc[0])
    place = int((values > kent).sum()) + 1
    said = " ".join(prose(manuscripts["Kent"]))
    assert f"The rate ranks {place} of {len(values)} councils with a figure, counted from the highest;" in said
    assert "The 95% interval of the rate of 2025, which allows for chance alone, is 51.0 to 55.8" in said


def test_an_edition_says_from_whose_rates_its_own_clearly_differs(manuscripts: dict[str, Manuscript]) -> None:
    said = " ".join(prose(manuscripts["Kent"]))
    assert "Its rate was clearly lower than England’s and not clearly different from the South East’s and its" in said


def test_the_abolished_council_is_named_where_a_new_one_took_its_place(manuscripts: dict[str, Manuscript]) -> None:
    said = " ".join(prose(manuscripts["Cumberland"]))
    assert "Cumberland was formed on 1 April 2023 from the territory, or part of the territory, of Cumbria." in said
    assert "was formed on" not in " ".join(prose(manuscripts["Somerset"]))


@pytest.mark.parametrize(
    ("name", "table", "row"),
    [
        ("City of London", "missing", ("Children looked after at 31 March", "2025", "suppressed by the publisher")),
        ("Wandsworth", "missing", ("Spending on looked-after children", "2024-25", "not held")),
        ("North Yorkshire", "missing", ("Budget of children’s social care", "2023-24", "not available")),
        ("Birmingham", "missing", ("Outturn of children’s social care", "2022-23 to 2024-25", "not available")),
        ("North East", "covered", ("Spending on looked-after children", "2024-25", "11 of 12", "Middlesbrough")),
    ],
)
def test_what_is_missing_is_told_with_its_reason_and_of_a_region_by_which_councils(
    manuscripts: dict[str, Manuscript], name: str, table: str, row: tuple[str, ...]
) -> None:
    (found,) = (found for found in manuscripts[name].tables if found.id == table)
    assert row in map(tuple, found.rows)


NO_SPENDING = "expenditure|share_narrow|share_broad|intervention|looked_after_change"
GAPS = {
    "nothing at all": ("", "", 0, "No spending on children’s services is held"),
    "no spending": (NO_SPENDING, "", 4, "No spending on children’s services is held for Kent."),
    "no outturn": ("outturn|overspend", "", 6, "No year has both a budget and an outturn of Kent, so no overspend is"),
    "no placements": ("^placement", "", 6, "No share in foster care is held for Kent."),
    "no unit costs": ("^unit_cost", "", 5, "No cost of a week is held for Kent."),
    "no newest number": ("^looked_after", "^2025$", 6, "The number of 2025 is missing"),
    "neighbours without a value": ("_of_neighbours$", "", 6, "The rate ranks 113 of 151 councils"),
}
"""The indicators and periods that a place has no value of, how many charts are left, and what is said of it."""


@pytest.mark.parametrize(("indicators", "periods", "charts", "sentence"), GAPS.values(), ids=GAPS)
def test_a_made_up_place_with_a_gap_says_so_and_prints_no_number_for_it(
    known: Measured, areas: Areas, indicators: str, periods: str, charts: int, sentence: str
) -> None:
    rows = known.indicators
    at = (rows["area_code"] == KENT) & rows["indicator"].str.contains(indicators) & rows["period"].str.contains(periods)
    changed = rows.assign(
        value=rows["value"].mask(at), note=rows["note"].mask(at, "figure: suppressed by the publisher")
    )
    with style.blank():
        edition = Press(replace(known, indicators=changed)).manuscript(areas.places[KENT])
    said = " ".join(prose(edition))
    assert sentence in said
    assert len(edition.figures) == charts
    for slip, meaning in SLIPS.items():
        assert not [text for text in texts(edition) if re.search(slip, text)], meaning
    printed = {entry["key"] for entry in edition.headline if entry["area"] == "Kent"}
    gone = changed[at]
    keys = {f"{row.indicator}:{KENT}:{row.period}" for row in gone.itertuples() if not row.breakdown}
    assert not printed & keys


def test_a_place_of_one_year_has_its_amounts_and_no_change(known: Measured, areas: Areas) -> None:
    rows = known.indicators
    change = rows["indicator"].str.startswith("looked_after_change")
    early = (rows["area_code"] == KENT) & (change | ~rows["period"].isin(["2025", "2024-25"]))
    with style.blank():
        edition = Press(replace(known, indicators=rows[~early].reset_index(drop=True))).manuscript(areas.places[KENT])
    said = " ".join(prose(edition))
    assert not re.search(r"\b(?:rose|fell|risen|fallen) by\b", said.replace("in England it rose by", ""))
    assert "No earlier year is held to set beside it" in said
    assert [figure.id for figure in edition.figures] == ["beside-england", "spending-by-category"]
    assert edition.figures[1].title.endswith("spent on children’s services in 2024-25 was for looked-after children")


def test_a_difference_too_large_to_be_one_of_the_service_is_told_so(manuscripts: dict[str, Manuscript]) -> None:
    warned = {name for name, edition in manuscripts.items() if "So large a difference" in " ".join(prose(edition))}
    assert "Slough" in warned
    assert "Kent" not in warned
    assert len(warned) <= 5


RATIOS = (
    "Overspend, share of budget",
    "Children’s share of all overspends",
    "Statutory spending, narrow",
    "Statutory spending, broad",
    "Looked after, per 10,000",
    "Looked after, per 100,000",
)


def ratios(manuscript: Manuscript) -> PrintedTable:
    (table,) = (table for table in manuscript.tables if table.id == "three-ratios")
    return table


def column(table: PrintedTable, heading: str) -> list[str]:
    position = [column["heading"] for column in table.columns].index(heading)
    return [row[position] for row in table.rows]


def test_the_first_page_of_every_edition_has_the_three_ratios_the_claims_and_their_verdicts(
    manuscripts: dict[str, Manuscript],
) -> None:
    for name, edition in manuscripts.items():
        table = ratios(edition)
        assert edition.tables[0] is table, name
        assert [row[0].rpartition(", ")[0] for row in table.rows] == list(RATIOS), name
        assert {"Claimed", "Verdict", "England"} <= {column["heading"] for column in table.columns}, name
        assert all(column(table, "Verdict")), name
        said = " ".join(prose(edition))
        assert "How sure this is." in said, name
        assert "How to check it." in said, name


def test_a_ratio_that_cannot_be_says_why(manuscripts: dict[str, Manuscript]) -> None:
    assert column(ratios(manuscripts["Cumberland"]), "Cumberland")[:2] == ["no budget", "no budget"]
    assert "Birmingham budgeted" not in " ".join(prose(manuscripts["Birmingham"]))
    assert "for 2023-24 there is its budget, £311m, and no outturn" in " ".join(prose(manuscripts["Birmingham"]))
    assert "£109m in 2023-24, so no overspend" in " ".join(prose(manuscripts["Cumberland"]))


@pytest.mark.parametrize("name", ["Isles of Scilly", "City of London"])
def test_a_council_with_few_children_has_amounts_and_neither_ratio_nor_rank(
    manuscripts: dict[str, Manuscript], name: str
) -> None:
    edition = manuscripts[name]
    assert set(column(ratios(edition), name)) == {"too few"}
    assert {"headline-indicators", "among-others"}.isdisjoint(table.id for table in edition.tables)
    assert "amounts" in {table.id for table in edition.tables}
    said = " ".join(prose(edition))
    assert " ranks " not in said
    assert not re.search(r"\d per 10,000", said)
    assert not [line for line in edition.markdown.splitlines() if line.startswith("- **")], "a tile"


def test_ranks_are_said_one_way(manuscripts: dict[str, Manuscript], said: Said) -> None:
    otherwise = re.compile(r"\d(?:st|nd|rd|th) (?:highest|lowest)|second (?:highest|lowest)")
    assert [(name, text) for name, text in said if otherwise.search(text)] == []
    for name, edition in manuscripts.items():
        for table in edition.tables:
            for row in table.rows if table.columns[-1]["heading"] == "Rank" else ():
                assert re.fullmatch(r"\d+(?: \(\d+ to \d+\))?\xa0of\xa0\d+", row[-1]), f"{name}: {row}"


def test_growth_in_titles_of_groups_is_that_of_the_councils_of_both_years(
    manuscripts: dict[str, Manuscript], known: Measured
) -> None:
    rows = known.indicators.set_index(["indicator", "breakdown", "area_name", "period"])["value"]
    for name in ("North East", "London", "County group", "Shire counties"):
        (chart,) = (figure for figure in manuscripts[name].figures if figure.id == "spending-by-category")
        growth = rows["expenditure_real_growth_share", "children_looked_after", name, "2024-25"]
        assert f"rose by {100 * growth:.1f}%" in chart.title
