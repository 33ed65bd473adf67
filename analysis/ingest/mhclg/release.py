"""What a file says of itself: which return, which financial year, in what unit, who published it, when, how final.

All from its headings and front page, never from its name. Where a front page and a data sheet disagree the data
sheet holds: the front page of the final RS 2017-18 still speaks of April 2016 to March 2017.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.ingest.mhclg.layout import Table
from analysis.ingest.mhclg.returns import RETURNS, Return
from analysis.ingest.sheet import Cell, OfficialFile, Sheet
from analysis.problem import Problem
from analysis.tables.periods import MONTHS

_YEAR = re.compile(r"\b(20[0-9]{2})\s?[-–/]\s?(?:20)?([0-9]{2})\b")
_DATE = re.compile(rf"([0-9]{{1,2}})(?:st|nd|rd|th)? ({'|'.join(MONTHS)}) (20[0-9]{{2}})")
_PUBLISHED = re.compile(r"publish|updated|revised|final data set|release", re.I)
_UNITS = {
    1_000_000: re.compile(r"£\s?(?:million|m)\b", re.I),
    1000: re.compile(r"£\s?(?:thousands?\b|['’]?000s?\b|k\b)|\bthousands? of pounds", re.I),
    1: re.compile(r"\(£s?\)|\bin £s?(?=\s*\.|\s*$)|\bin pounds\b|£ pounds", re.I),
}
_MEASURE = re.compile(r"([A-Za-z].*?)\s*\(£")
_HEADING_LENGTH = 160  # a heading is short; a paragraph speaks of other years and returns
_FRONT_PAGE = re.compile(r"front|cover", re.I)
_FRONT_PAGE_ROWS = 60
_NOTES = re.compile(r"\bnotes?\b", re.I)  # they date other releases
_DROP_DOWN = re.compile(r"drop\W?down", re.I)


@dataclass(frozen=True)
class Release:
    """What the file says of itself.

    ``published`` is an ISO date, or empty where the file does not say. ``remarks`` are doubts to be told.
    """

    period: str
    scale: int
    publisher: str
    published: str
    release: str
    status: str
    remarks: tuple[str, ...] = ()


def read_return(file: OfficialFile) -> Return | None:
    """Which of the returns the headings of a file name; ``None`` where they name none."""
    for sheet in file.sheets:
        for text in _texts(sheet.rows[:15]):
            if len(text) <= _HEADING_LENGTH:
                for form in RETURNS:
                    if form.heading.search(text):
                        return form
    return None


def read_period(file: OfficialFile, form: Return) -> str:
    """The financial year that the headings of a file name beside the return; empty if they name none or several."""
    shown = [sheet for sheet in file.sheets if not sheet.hidden]
    texts = (text for sheet in shown for text in _texts(sheet.rows[:15]) if len(text) <= _HEADING_LENGTH)
    years = {year for text in texts if form.heading.search(text) for year in _years(text)}
    return years.pop() if len(years) == 1 else ""


def read_release(file: OfficialFile, form: Return, tables: Sequence[Table]) -> Release:
    """Year, unit, publisher, date and status of a file.

    Raises ``Problem`` where the year or the unit is not stated, or is stated in two ways.
    """
    head = [text for table in tables for text in _texts(table.head()) if len(text) <= _HEADING_LENGTH]
    headings = [text for table in tables for text in _headings(table)]
    front = [text for sheet in _front_pages(file, tables) for text in _texts(sheet.rows)]
    notes = [text for table in tables for text in _texts(table.sheet.rows[table.classes :])]
    period = _period(file, form, headings or head, [text for text in front if len(text) <= _HEADING_LENGTH])
    dates = sorted(day for text in (*headings, *front) for day in _dates(file.name, text))
    published = dates[-1].isoformat() if dates else file.published
    status = _status(form, headings, front, notes)
    # Where a file does not say when it came out (RS 2020-21), the release is named by the year it reports on.
    release = published[:7] if published else f"{int(period[:4]) + 1}-{status}"
    drop_downs = [text for sheet in file.sheets if _DROP_DOWN.search(sheet.name) for text in _texts(sheet.rows[:20])]
    scale = _scale(tables[0], headings, head, drop_downs)
    publisher = _publisher((*headings, *notes))
    return Release(period, scale, publisher, published, release, status, _remarks(form, published, status, front))


def _remarks(form: Return, published: str, status: str, front: list[str]) -> tuple[str, ...]:
    remarks = []
    if not published:
        remarks.append("The file does not say when it was published.")
    if form.code != "RA" and status == "final" and any(re.search(r"provisional outturn", text, re.I) for text in front):
        remarks.append("Its front page still speaks of the provisional outturn; its data sheet no longer does.")
    return tuple(remarks)


def _front_pages(file: OfficialFile, tables: Sequence[Table]) -> list[Sheet]:
    """The sheets named as a front page or cover; if none is, those as short as one, without a table and no notes."""
    named = [sheet for sheet in file.sheets if _FRONT_PAGE.search(sheet.name)]
    data = [table.sheet.name for table in tables]
    return named or [
        sheet
        for sheet in file.sheets
        if len(sheet.rows) <= _FRONT_PAGE_ROWS and sheet.name not in data and not _NOTES.search(sheet.name)
    ]


def net_current_expenditure(table: Table) -> bool:
    """Whether the heading above a table says that its figures are net current expenditure."""
    return any(re.match(r"net current expenditure\b", text, re.I) for text in _headings(table))


def another_measure(table: Table, form: Return) -> str:
    """What the heading above a table says that its figures are, if it is not net current expenditure; else empty."""
    measures = (_MEASURE.match(text) for text in _headings(table) if not form.heading.search(text))
    named = [found[1] for found in measures if found]
    return "" if net_current_expenditure(table) else ", ".join(named)


def _headings(table: Table) -> list[str]:
    """The first text of each row above the titles: the headings of a sheet, as against the titles of its columns."""
    return [text for cells in table.sheet.rows[: table.header] for text in _texts([cells])[:1]]


def _texts(rows: Iterable[Sequence[Cell]]) -> list[str]:
    return [" ".join(cell.split()) for cells in rows for cell in cells[:300] if isinstance(cell, str) and cell.strip()]


def _period(file: OfficialFile, form: Return, headings: list[str], front: list[str]) -> str:
    stated = {year for text in headings if form.heading.search(text) for year in _years(text)}
    front_stated = {year for text in front if form.heading.search(text) for year in _years(text)}
    years = stated or front_stated
    if not years:
        raise Problem(
            f"{file.name} does not say which financial year it reports: a heading such as '{form.name} 2023-24' was "
            "expected above the table. Use the file as it was published."
        )
    if len(years) > 1 or (front_stated and not years & front_stated):
        raise Problem(
            f"{file.name} gives more than one financial year in its headings ({', '.join(sorted(years | front_stated))}"
            "), and one was expected: check the file against the publisher's."
        )
    return years.pop()


def _years(text: str) -> list[str]:
    return [f"{first}-{second}" for first, second in _YEAR.findall(text) if (int(first) + 1) % 100 == int(second)]


def _dates(file: str, text: str) -> list[date]:
    """The dates of publication that a text names: those that follow a word of publishing in the same sentence.

    Raises ``Problem`` on one that no calendar has.
    """
    found = []
    for sentence in re.split(r"(?<=[a-z)])\.\s+", text):
        word = _PUBLISHED.search(sentence)
        if word:
            for day, month, year in _DATE.findall(sentence[word.start() :]):
                try:
                    found.append(date(int(year), MONTHS.index(month) + 1, int(day)))
                except ValueError as error:
                    raise Problem(
                        f"{file} says that it was published on {day} {month} {year}, and there is no such day: check "
                        "the file against the publisher's."
                    ) from error
    return found


def _status(form: Return, headings: list[str], front: list[str], notes: list[str]) -> str:
    """``provisional`` where the data sheet says so, or where the front page names a first release.

    The two releases of RS 2017-18 are told apart by this: above and below the table of the first stand
    "PROVISIONAL (1)" and "Data are provisional", and its front page gives 23 August 2018; the final one is headed
    "Revised" and dated 20 March 2019. The name of the release in a sentence of the front page is no evidence: that of
    RS 2018-19 says "Provisional Outturn" on the day of the final release, 14 November 2019, and its data sheet has lost
    the word.
    """
    if form.code == "RA":
        return "final"
    marked = any(re.search(r"\bprovisional\b", text, re.I) for text in headings)
    noted = any(re.search(r"\bdata are provisional\b", text, re.I) for text in notes)
    headed = any(re.fullmatch(r"(?:.*\d\d\W*)?provisional\W*(?:\(\d\))?", text, re.I) for text in front)
    first = any(re.search(r"\b(?:outturn|england)\W+first release\b", text, re.I) for text in (*headings, *front))
    return "provisional" if marked or noted or headed or first else "final"


def _scale(table: Table, *places: Sequence[str]) -> int:
    """What a figure is multiplied by to give pounds, from the first of some places that says it."""
    stated = ({scale for text in texts for scale, unit in _UNITS.items() if unit.search(text)} for texts in places)
    scales: set[int] = next((scales for scales in stated if scales), set())
    if len(scales) != 1:
        found = "says in two ways" if scales else "does not say"
        raise Problem(
            f"{table.sheet.where(table.header)}: the file {found} in what unit its figures are, and a heading such as "
            "'£ thousand' was expected above the table. Use the file as it was published."
        )
    return scales.pop()


def _publisher(texts: Iterable[str]) -> str:
    """The department as the file names its source; it has had three names since 2013."""
    sources = [text for text in texts if text.lower().startswith("source")]
    for text in sources:
        if re.search(r"levelling up", text, re.I):
            return "Department for Levelling Up, Housing and Communities"
        if re.search(r"ministry of housing", text, re.I):
            return "Ministry of Housing, Communities and Local Government"
        if re.search(r"department for communities", text, re.I):
            return "Department for Communities and Local Government"
    return "Ministry of Housing, Communities and Local Government"
