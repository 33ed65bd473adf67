"""The Department for Education's files: tidy CSVs of Explore Education Statistics, and statistical neighbours.

The tidy files keep the columns of place and time and rename the rest now and then, so a file is known by what it
counts, and its columns go by any of the names that they have had.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from analysis.ingest.extract import Context, Extract, Figure, Source, observations
from analysis.ingest.markers import number, plain, value_and_marker
from analysis.ingest.sheet import Cell, Listing, OfficialFile, Sheet, header_row, plain_header, whole
from analysis.ingest.totals import SUPPRESSED_AT_MOST, AreaTotals, check_complete, mid_year_day
from analysis.problem import Problem
from analysis.tables.areas import as_at
from analysis.tables.periods import is_year
from analysis.wording import listed

PUBLISHER = "Department for Education"
STATISTICS = "https://explore-education-statistics.service.gov.uk/find-statistics"

GEOGRAPHY = {"geographic_level", "country_code", "new_la_code"}
CODE_COLUMNS = {"national": "country_code", "regional": "region_code", "local authority": "new_la_code"}
ROUNDED_TO = 10
"""Regions and England are rounded to 10; authorities are not, or to 10 as well."""

LOOKED_AFTER_GROUPS = {
    "looked after on 31 march": "looked_after",
    "looked after at 31 march": "looked_after",
    "starting to be looked after": "starting",
    "started to be looked after": "starting",
    "ceasing to be looked after": "ceasing",
    "ceased to be looked after": "ceasing",
}
"""What the rows of the looked-after file count, by the words its releases use."""


@dataclass(frozen=True)
class Count:
    """One count of the tidy files: the table and measure it goes to, and the names that its column has had.

    ``mid_year`` marks a population, which is that of the middle of the year and not of its 31 March. A release
    ``by_month`` is named after the month of publication, others after the reporting year. ``suppressed_at_most`` is the
    most that a suppressed cell may hide.
    """

    name: str
    title: str
    measure: str
    columns: tuple[str, ...]
    words: str
    table: str = "children_in_need"
    page: str = f"{STATISTICS}/children-in-need"
    mid_year: bool = False
    by_month: bool = False
    suppressed_at_most: int = SUPPRESSED_AT_MOST


CHILDHOOD = re.compile(r"\b0 ?(to|-) ?17\b")
COUNTS = (
    Count(
        "cin-referrals",
        "Children in need: referrals and re-referrals",
        "referrals",
        ("referral_count", "referrals"),
        "referrals in the year",
    ),
    Count(
        "cin-in-need",
        "Children in need: children in need",
        "children_in_need",
        ("at31_episodes",),
        "children in need at 31 March",
    ),
    Count(
        "cin-plans",
        "Children in need: child protection plans at 31 March",
        "child_protection_plans",
        ("cpp_at31",),
        "child protection plans at 31 March",
    ),
    *(
        Count(
            "cin-section-47",
            "Children in need: section 47 enquiries and initial child protection conferences",
            measure,
            (column,),
            words,
            suppressed_at_most=suppressed,
        )
        for measure, column, words, suppressed in (
            ("section_47_enquiries", "section47", "section 47 enquiries in the year", SUPPRESSED_AT_MOST),
            # A whole council's children are withheld beside those of the City of London.
            ("children_with_section_47_enquiry", "section47_child", "children with a section 47 enquiry", 500),
            ("initial_child_protection_conferences", "icpc", "initial conferences in the year", SUPPRESSED_AT_MOST),
        )
    ),
    Count(
        "cin-population",
        "Mid-year population estimates of children aged 0 to 17, as issued with Children in need",
        "children_0_17",
        ("population_estimate",),
        "children aged 0 to 17",
        table="population",
        mid_year=True,
    ),
)
LOOKED_AFTER = Count(
    "cla",
    "Children looked after in England including adoptions: number and rate per 10,000 children",
    "",
    ("children_count", "number"),
    "children",
    table="looked_after",
    page=f"{STATISTICS}/children-looked-after-in-england-including-adoptions",
    by_month=True,
)

RELEASED = {"2024": "2024-11", "2025": "2025-11"}
"""Month of publication of figures of looked-after children by their newest year; further files do not state it."""

RATES = ("rate_per_10000", "rate_per_10k")
POPULATION = ("population_estimate",)

NEIGHBOURS_HEADER = ("la num", "la name", "sn1")
NEIGHBOURS = 10
NO_NEIGHBOUR = ("", "-")
CLOSENESS = ("Extremely close", "Very close", "Close", "Somewhat close", "Not close")
CUMBERLAND = "E06000063"
NEWEST_MODEL, OLDER_MODEL = "2025", "2021"
NEIGHBOURS_COLUMNS = ("area_code", "model", "rank", "neighbour_code", "closeness", "source_id", "source_ref")


def recognise(file: OfficialFile) -> bool:
    """Whether the file is a tidy file of Explore Education Statistics or a table of statistical neighbours."""
    return any(_is_neighbours(sheet) or _has_series(sheet) for sheet in file.sheets)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """Children looked after, starting and ceasing; in need, referred, on plans; populations; neighbours.

    Raises ``Problem`` on columns missing or doubled, rows cut short, unknown codes and symbols, councils left out,
    totals that their councils do not make, and printed rates that do not follow from their counts.
    """
    for sheet in file.sheets_with(_is_neighbours):
        return [_neighbours(file, sheet, header_row(sheet, NEIGHBOURS_HEADER) or 0, context)]
    listing, *others = [Listing(sheet, tidy_header(sheet) or 0) for sheet in file.sheets_with(_has_series)]
    if others:
        raise Problem(
            f"{file.name} has {1 + len(others)} sheets with the columns of a tidy file ({listing.sheet.name}, "
            f"{', '.join(other.sheet.name for other in others)}), where one was expected: take out what is wrong."
        )
    group_column = _group_column(listing)
    if group_column is not None:
        return [_looked_after(file, listing, group_column, context)]
    series = _counts_in(listing)
    if not series:
        raise Problem(
            f"{file.name} has no column that says which rows count children looked after on 31 March, starting and "
            f"ceasing to be looked after: it has {', '.join(listing.columns)}."
        )
    counted = [count for count in series if not count.mid_year] or series
    return [_count(file, listing, count, context) for count in counted]


def _is_neighbours(sheet: Sheet) -> bool:
    return header_row(sheet, NEIGHBOURS_HEADER) is not None


def _has_series(sheet: Sheet) -> bool:
    """Whether a sheet is a tidy file of children looked after, with two of its three figures, or has a known count."""
    header = tidy_header(sheet)
    if header is None:
        return False
    titles = set(sheet.headings[header])
    figures = [titles & set(names) for names in (LOOKED_AFTER.columns, RATES, POPULATION)]
    return sum(map(bool, figures)) > 1 or any(titles & set(count.columns) for count in COUNTS)


def _counts_in(listing: Listing) -> list[Count]:
    """The counts of children in need, or the population, that a tidy file has; those of children looked after apart."""
    if any(name in listing.columns for name in (*LOOKED_AFTER.columns, *RATES)):
        return []
    return [count for count in COUNTS if any(name in listing.columns for name in count.columns)]


def tidy_header(sheet: Sheet) -> int | None:
    """The row with the columns of place of a tidy file: two of the three suffice, so that one missing is named."""
    return next((number for number, row in enumerate(sheet.headings) if len(GEOGRAPHY & set(row)) >= 2), None)


@dataclass(frozen=True)
class TidyRow:
    """A row of a tidy file with its number, its cells, its period, and its place as published and as held."""

    listing: Listing
    number: int
    cells: Sequence[Cell]
    period: str
    level: str
    published_code: str
    area_code: str = ""

    @property
    def where(self) -> str:
        """The row, for a sentence."""
        return self.listing.sheet.where(self.number)

    def figure(
        self,
        column: int,
        measure: str,
        breakdown: str = "",
        read: Callable[[Cell, str], tuple[str, str]] | None = None,
        words: Sequence[str] = (),
    ) -> Figure:
        """The figure in a column, a count of children unless it is to be ``read`` otherwise.

        ``words`` are those that tell the row from others of its place and period.
        """
        where = f"{self.where}, column {self.listing.title(column)}"
        ref = self.listing.ref(self.number, column, " / ".join((self.period, self.published_code, *words)))
        value, marker = (read or count_of_children)(self.cells[column], where)
        return Figure(self.area_code, self.period, measure, breakdown, value, marker, where, ref)


def published_rows(listing: Listing) -> Iterator[TidyRow]:
    """The rows with their period and their code as published, whatever place that is.

    Raises ``Problem`` if a year or a geographic level is unknown.
    """
    time, level = listing.column("time_period"), listing.column("geographic_level")
    for row_number, row in listing.rows():
        where = listing.sheet.where(row_number)
        period, published_level = whole(row[time]), str(row[level]).strip()
        if not is_year(period):
            raise Problem(f"{where} has the time_period '{period}', where a year such as 2025 was expected.")
        if published_level.lower() not in CODE_COLUMNS:
            raise Problem(
                f"{where} has the geographic_level '{published_level}', where National, Regional or Local authority "
                "was expected."
            )
        code = str(row[listing.column(CODE_COLUMNS[published_level.lower()])]).strip()
        yield TidyRow(listing, row_number, row, period, published_level.lower(), code)


def tidy_rows(listing: Listing, context: Context) -> Iterator[TidyRow]:
    """The rows with their period and place, joined on codes and never on names.

    Raises ``Problem`` if a year, a geographic level or a code is unknown, or the two codes of a council disagree.
    """
    old_code = listing.columns.get("old_la_code")
    for row in published_rows(listing):
        area_code = context.place(row.published_code, row.where)
        if old_code is not None and row.level == "local authority":
            old = whole(row.cells[old_code])
            if old.isdigit() and context.areas.place(old) != area_code:
                raise Problem(
                    f"{row.where} has the codes {row.published_code} and {old}, which lead to different councils: "
                    "check them."
                )
        yield replace(row, area_code=area_code)


def _group_column(listing: Listing) -> int | None:
    """The column that says whether a row counts children looked after, starting or ceasing, if there is one."""
    first = listing.sheet.rows[listing.header + 1 : listing.header + 10]
    for position in listing.columns.values():
        if any(position < len(row) and _looked_after_group(str(row[position])) for row in first):
            return position
    return None


def _looked_after_group(value: str) -> str | None:
    return next((name for words, name in LOOKED_AFTER_GROUPS.items() if words in value.lower()), None)


def _looked_after(file: OfficialFile, listing: Listing, group_column: int, context: Context) -> Extract:
    count, rate = listing.column(*LOOKED_AFTER.columns), listing.column(*RATES)
    population = listing.column(*POPULATION)
    rows = list(tidy_rows(listing, context))
    source = _source(file, LOOKED_AFTER, rows, context)
    found: list[Figure] = []
    for row in rows:
        counted = str(row.cells[group_column])
        group = _looked_after_group(counted)
        if group is None:
            raise Problem(
                f"{row.where} counts '{counted}', where children looked after on 31 March, starting or ceasing to be "
                "looked after were expected."
            )
        children = row.figure(count, f"{group}_children", words=(counted,))
        printed = row.figure(rate, f"{group}_rate_per_10k_published", read=value_and_marker, words=(counted,))
        _check_rate(row.where, children.value, row.cells[population], printed.value)
        found += (children, printed)
    for group in dict.fromkeys(LOOKED_AFTER_GROUPS.values()):
        counts = [figure for figure in found if figure.measure == f"{group}_children"]
        check_complete(counts, context, as_at)
        words = "children looked after" if group == "looked_after" else f"children {group} to be looked after"
        _totals(LOOKED_AFTER, words).check(one_each(counts), context)
    return extract_single("looked_after", found, source)


def count_of_children(cell: Cell, where: str) -> tuple[str, str]:
    """A count of children and its marker. Raises ``Problem`` where it is below zero, or no whole number."""
    value, marker = value_and_marker(cell, where)
    if value and not value.isdigit():
        raise Problem(f"{where} holds '{cell}', where a count of children was expected: look it up.")
    return value, marker


def _check_rate(where: str, count: str, population: Cell, printed: str) -> None:
    """Stop where a printed rate is not count over population within the rounding of both."""
    children = number(population)
    if not count or not printed or not children:
        return
    rate = Decimal(count) / children * 10_000
    rounding = Decimal(ROUNDED_TO) / 2 / children * 10_000
    if abs(rate - Decimal(printed)) > Decimal("0.5") + rounding:
        raise Problem(
            f"{where} prints a rate of {printed} per 10,000, but {count} of {plain(children)} children are "
            f"{rate:.1f}: download the file again."
        )


def _count(file: OfficialFile, listing: Listing, series: Count, context: Context) -> Extract:
    column = listing.column(*series.columns)
    age_column = listing.column("age_group") if series.mid_year else None
    rows = list(tidy_rows(listing, context))
    source = _source(file, series, rows, context)
    found: list[Figure] = []
    for row in rows:
        if age_column is not None and not CHILDHOOD.search(str(row.cells[age_column])):
            raise Problem(f"{row.where} is of '{row.cells[age_column]}', where children aged 0 to 17 were expected.")
        found.append(row.figure(column, series.measure))
    extract = extract_single(series.table, found, source)
    totals = _totals(series, series.words)
    check_complete(found, context, totals.day)
    totals.check(one_each(found), context)
    return extract


def _source(file: OfficialFile, series: Count, rows: Sequence[TidyRow], context: Context) -> Source:
    """The source of a file. The files do not say when they were published, and a revised one replaces the one held.

    Its release is that of the source held, else the month in which it was published if its series goes by that, or the
    reporting year.
    """
    newest = max(row.period for row in rows)
    reporting_year = str(int(newest) + 1) if series.mid_year else newest
    source_id = f"dfe-{series.name}-{reporting_year}"
    published = context.releases.get(source_id) or (file.published[:7] if series.by_month else "") or reporting_year
    return Source.of(
        source_id=source_id,
        publisher="Office for National Statistics, as issued by the Department for Education"
        if series.mid_year
        else PUBLISHER,
        title=f"{series.title}, reporting year {reporting_year}",
        page=f"{series.page}/{reporting_year}",
        published=published,
        file=file,
    )


def _totals(count: Count, words: str) -> AreaTotals:
    return AreaTotals(
        table=count.table,
        words=words,
        rounding=lambda _: 1 if count.mid_year else ROUNDED_TO,
        missing="unknown",
        day=mid_year_day if count.mid_year else as_at,
        suppressed_at_most=count.suppressed_at_most,
    )


def one_each(figures: Sequence[Figure]) -> list[Figure]:
    """One figure a place and period, the one with a value where an old and a new code both have a row."""
    in_order = sorted(figures, key=lambda figure: figure.value)
    return list({(figure.area_code, figure.period): figure for figure in in_order}.values())


def extract_single(table: str, figures: Iterable[Figure], source: Source) -> Extract:
    """Figures for a table, one a key: where a council has a row under its old and its new code, the one that applies.

    Raises ``Problem`` where a row is there twice, or both codes say something.
    """
    key = ["area_code", "period", "measure"]
    frame = observations(source.rows(figures))
    frame = frame.assign(idle=frame["marker"] == "z").sort_values("idle", kind="stable")
    doubled = frame[frame.duplicated("source_ref") | (frame.duplicated(key) & ~frame["idle"])]
    if len(doubled):
        raise Problem(
            f"{source.file} has two rows for {doubled.iloc[0]['source_ref']}, where one was expected: a row is "
            "doubled, or the file has categories besides the one that the import reads."
        )
    return Extract(table, frame.drop_duplicates(key).drop(columns="idle"), source)


def _neighbours(file: OfficialFile, sheet: Sheet, header: int, context: Context) -> Extract:
    """Ten neighbours of each council, nearest first, with the model's word for how close each is."""
    titles = [plain_header(cell) for cell in sheet.rows[header]]
    ranks = [f"sn{rank}" for rank in range(1, NEIGHBOURS + 1)]
    for title in ("la num", *ranks):
        if titles.count(title) != 1:
            raise Problem(
                f"{sheet.where(header)} has {titles.count(title)} columns called '{title}', where one was expected."
            )
    found: list[tuple[str, str, str, str, str]] = []
    councils: list[tuple[str, str]] = []
    for row_number in range(header + 1, len(sheet.rows)):
        council = sheet.cell(row_number, titles.index("la num"))
        if not str(council).strip():
            continue
        area_code = _three_digit_place(sheet, row_number, council, context)
        councils.append((area_code, sheet.where(row_number)))
        before = len(found)
        for rank, title in enumerate(ranks, start=1):
            position = titles.index(title)
            cell = sheet.cell(row_number, position)
            if str(cell).strip() in NO_NEIGHBOUR:
                continue
            neighbour = _three_digit_place(sheet, row_number, cell, context)
            closeness = str(sheet.cell(row_number, position + 1)).strip().capitalize()
            if closeness not in CLOSENESS:
                raise Problem(
                    f"{sheet.where(row_number)} says '{closeness}' of how close neighbour {rank} is, where one of "
                    f"{', '.join(CLOSENESS)} was expected: check the file against the publisher's."
                )
            found.append((area_code, str(rank), neighbour, closeness, sheet.cell_ref(row_number, position)))
        if len(found) - before not in (0, NEIGHBOURS):
            raise Problem(
                f"{sheet.where(row_number)} has {len(found) - before} neighbours of {context.areas.name(area_code)}, "
                f"where {NEIGHBOURS} or none were expected: check the file against the publisher's."
            )
    frame = pd.DataFrame(found, columns=["area_code", "rank", "neighbour_code", "closeness", "source_ref"], dtype=str)
    if frame.empty:
        raise Problem(
            f"{file.name} has the header of a table of statistical neighbours and no neighbours under it: it is cut "
            "short; download it again."
        )
    # The sheet does not name its model. That of 2025 is the first that knows Cumberland. The sheet of 2021 had no row
    # of the councils of 2023 at first, and rows with dashes later.
    model = NEWEST_MODEL if CUMBERLAND in {*frame["area_code"], *frame["neighbour_code"]} else OLDER_MODEL
    listed_councils = [Figure(area_code, model, "", "", "", "", where) for area_code, where in councils]
    check_complete(listed_councils, context, _day_of_model, {"authority"})
    rows = context.held.get("statistical_neighbours", ())
    gone = {row["area_code"] for row in rows if row["model"] == model} - {*frame["area_code"]}
    if gone:
        raise Problem(
            f"{file.name} has no neighbours of {listed(sorted(map(context.areas.name, gone)))}, which are held of "
            f"the model of {model}: it is cut short; download it again."
        )
    doubled = frame[frame.duplicated(["area_code", "rank"])]
    if len(doubled):
        name = context.areas.name(doubled.iloc[0]["area_code"])
        raise Problem(f"{file.name} has two rows for {name}, where one was expected.")
    source = Source.of(
        source_id=f"dfe-statistical-neighbours-{model}",
        publisher=PUBLISHER,
        title=f"Children's services statistical neighbours, model of {model}",
        page="https://www.gov.uk/government/publications/local-authority-interactive-tool-lait",
        published=model,
        file=file,
    )
    frame = frame.assign(model=model, source_id=source.source_id)[list(NEIGHBOURS_COLUMNS)]
    return Extract("statistical_neighbours", frame, source)


def _day_of_model(model: str) -> date:
    """The day whose councils a model has: the model of April 2021 has those that were new on its first day."""
    return date(int(model), 4, 1)


def _three_digit_place(sheet: Sheet, row: int, cell: Cell, context: Context) -> str:
    code = number(cell)
    place = context.areas.place(plain(code)) if code is not None else None
    if place is None:
        raise Problem(
            f"{sheet.where(row)} has '{cell}', where the three-digit code of a council was expected: check it, and add "
            "it to data/area_codes.csv if it is new."
        )
    return place
