"""Section 251 outturn by council and line, as the Department for Education published it: pounds, by provider sector.

Until 2008-09 the return was made under section 52 of an earlier Act; it is called section 251 here throughout. The file
states neither its year nor its unit. The year is in its name, and is checked against the councils of that year
and England's totals. The titles of columns and the names of lines change every year, so both are matched loosely, and
which lines belong to which category follows from the totals: each is the sum of the lines before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import NOT_AVAILABLE, plain, value_and_marker
from analysis.ingest.sheet import LONGEST_HEAD, Listing, OfficialFile, Sheet, whole
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND, as_at
from analysis.tables.periods import financial_year_ending

TABLE = "section_251_lines"
MEASURE = "gross_expenditure_gbp"
TOTAL = "total"
LOOKED_AFTER = "children_looked_after"

YEAR = re.compile(r"(?<!\d)(20\d\d)\D?(?:20)?(\d\d)(?!\d)", re.ASCII)
CODE = re.compile(r"\d{3}", re.ASCII)
EMPTY = ("", "NULL")
POUND = Decimal(1)
ENGLAND_BOUNDS = (Decimal(3_000_000_000), Decimal(30_000_000_000))
"""Pounds. England spent 6.0 to 9.2 billion a year: a file in £ thousand would be far below."""

COLUMNS = {
    "code": r"(dfe|old)?(la|lea|localauthority)(number|no|code)?",
    "line": r".*(line|service)(reference|description|name)?",
    "number": r"line(reference|number|no)?",
    "own": r"own(provision|sector)?",
    "private": r"private(provision|sector)?",
    "other_public": r"otherpublic(provision|sector)?",
    "voluntary": r"voluntary(provision|sector)?",
    "public": r"public(provision|sector)?",
    TOTAL: r"(total|gross)(gross)?expenditure",
}
"""What a column holds, and its title without case, blanks, digits and brackets. ``public`` has a council's own within
it; it is in the files to 2009-10, ``own`` and ``other_public`` in those after."""
SECTORS = ("own", "private", "other_public", "voluntary", "public")

CATEGORIES = {
    "youth_justice": r"(total )?youth justice",
    "sure_start_and_early_years": r"total (sure start|early years).*",
    LOOKED_AFTER: r"total (children looked after|looked after children)",
    "safety": r"total children and young peoples safety",
    "safeguarding": r"total (safeguarding.*|children and young peoples safety children.*)",
    "family_support": r"total family support.*",
    "asylum_seekers": r"total asylum seekers?.*",
    "services_for_young_people": r"total services for young people|unknown",
    "other_children_and_families": r"(total )?other children?s and famil(y|ies) services",
    "childrens_services_strategy": r"(total )?childrens services strategy",
    "commissioning_and_social_work": r"commissioning and social work.*",
    "child_trust_fund_top_ups": r"child trust fund.*",
}
"""A category, and the words of its total or of the one line that it is.

``safety`` is without social work, which is a line of its own to 2010-11. In the file of 2010-11 the total of services
for young people is called "Unknown".
"""
LINES = {
    "residential": r"residential care",
    "fostering": r"fostering.*",
    "adoption": r"adoption.*",
    "special_guardianship": r"special guardianship.*",
    "secure_accommodation": r"secure accommodation.*",
    "other": r"other (children looked after|looked after children).*",
    "short_breaks": r"short breaks.*",
    "family_and_friends": r"children placed with family.*",
    "advocacy": r"advocacy.*",
    "education": r"education of.*",
    "leaving_care": r"leaving care.*",
    "asylum_seekers": r"asylum seekers?.*",
}
"""A line of spending on looked-after children, and its words. A line that is not here is held under its own words."""
ALSO_HELD = ("adoption", "special_guardianship")
"""Lines that are held in whichever category they are: they moved to looked-after children in 2012-13."""

BY_SECTOR = (TOTAL, "residential", "fostering")
"""Lines of looked-after children whose sectors are held; with those of all lines the table would be twice as large."""

CERA = re.compile(r"\bcera\b")
WITHOUT_CERA = re.compile(r".*excluding cera")
WITH_CERA = re.compile(r".*including cera")

SUCCEEDED = {"820": ("822", "823"), "875": ("895", "896")}
"""Bedfordshire and Cheshire, abolished in April 2009, and the councils that succeeded them. ``areas.csv`` has the
successors only: the rows of the two are added up and not held."""
ABOLISHED = "2008-09"
"""The last year of these two councils."""


@dataclass(frozen=True)
class _Entry:
    """A row of the file: its line as printed and numbered, and its pounds by sector and in total, None if empty."""

    where: str
    printed: str
    number: int
    amounts: Mapping[str, Decimal | None]

    @property
    def total(self) -> Decimal | None:
        return self.amounts[TOTAL]


@dataclass(frozen=True)
class _Form:
    """The lines of the form by their words: what each is called here, and which lines make which total.

    ``names`` has a category and a line; the line is ``total`` for the total of a category, or for the one line that it
    is. ``parts`` has the lines that make each total.
    """

    names: Mapping[str, tuple[str, str]]
    parts: Mapping[str, Sequence[str]]


_Entries = Mapping[str, Mapping[str, _Entry]]
"""The rows of the file by the code of the council and the words of the line."""


def recognise(file: OfficialFile) -> bool:
    """Whether a sheet has columns of a council, a line, private and voluntary provision, and total expenditure."""
    return any(_listing(sheet) is not None for sheet in file.sheets)


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """Gross expenditure of each council on looked-after children by line and sector, and on the other categories.

    A ``breakdown`` is ``category/line/sector``, each of which may be ``total``. Raises ``Problem`` if the year is not
    known or not that of the file, a council is missing or unknown, a row is doubled or missing, or sums do not hold:
    sectors to the total of their row, lines to the total of their category, categories to the total of the council,
    and councils to England.
    """
    listing, columns = next(found for sheet in file.sheets if (found := _listing(sheet)) is not None)
    period = _period(file)
    entries = _entries(listing, columns)
    councils = _councils(file, period, entries, context)
    form = _form(file, entries)
    _check_sums(form, entries)
    _check_england(file, period, form, entries, context)
    source = Source.of(
        source_id=f"dfe-section-251-{period}",
        publisher="Department for Education",
        title=f"Section 251 outturn {period}, children's and young people's services, by council and line",
        page="https://www.gov.uk/government/collections/section-251-materials",
        published=file.published,
        release=file.published[:7] or period,
        file=file,
    )
    figures = []
    for code, area_code in councils.items():
        for line, (category, name) in form.names.items():
            entry = entries[code][line]
            for what in _held_columns(category, name, columns):
                amount = entry.amounts[what]
                if amount is None and name == TOTAL and what != TOTAL:
                    continue  # some totals are printed without their sectors
                figure = ("", NOT_AVAILABLE) if amount is None else (plain(amount), "")
                ref = f"{code} / {entry.printed}!{listing.title(columns[what])}"
                breakdown = f"{category}/{name}/{what}"
                figures.append(Figure(area_code, period, MEASURE, breakdown, *figure, entry.where, ref))
    figures.sort(key=attrgetter("area_code", "breakdown"))
    return [Extract.of(TABLE, figures, source, _notes(entries, councils, form))]


def _held_columns(category: str, name: str, columns: Mapping[str, int]) -> list[str]:
    """Which columns of a line are held: sectors if it is one of those that most is spent on, and the total."""
    if category == LOOKED_AFTER and name in BY_SECTOR:
        return [what for what in (*SECTORS, TOTAL) if what in columns]
    return [TOTAL]


def _listing(sheet: Sheet) -> tuple[Listing, dict[str, int]] | None:
    """The table of a sheet, and which of its columns holds what, or None if the sheet has no such table."""
    for header, cells in enumerate(sheet.rows[:LONGEST_HEAD]):
        titles = [_title(cell) if isinstance(cell, str) else "" for cell in cells]
        below = next((row for row in sheet.rows[header + 1 :] if any(str(cell).strip() for cell in row)), [])
        found: dict[str, list[int]] = {what: [] for what in COLUMNS}
        for column, title in enumerate(titles):
            for what, pattern in COLUMNS.items():
                # A code has a title like that of a name, and the number of a line one like that of its words.
                is_number = column < len(below) and whole(below[column]).isdecimal()
                fits = {"code": is_number, "number": is_number, "line": not is_number}
                if fits.get(what, True) and re.fullmatch(pattern, title):
                    found[what].append(column)
        if all(found[what] for what in ("code", "line", "private", "voluntary", TOTAL)):
            return Listing(sheet, header), _single(sheet, header, found)
    return None


def _single(sheet: Sheet, header: int, found: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """One column for each thing. Raises ``Problem`` if there are two, or other sectors than in any year."""
    for what, fitting in found.items():
        if len(fitting) > 1:
            titles = " and ".join(f"'{str(sheet.cell(header, column)).strip()}'" for column in fitting)
            raise Problem(
                f"{sheet.where(header)} has {len(fitting)} columns of {what.replace('_', ' ')} ({titles}), and one was "
                "expected: check the file against the publisher's."
            )
    columns = {what: fitting[0] for what, fitting in found.items() if fitting}
    sectors = set(columns) & set(SECTORS)
    if sectors not in ({"private", "voluntary", "public"}, {"own", "private", "other_public", "voluntary"}):
        raise Problem(
            f"{sheet.where(header)} has the sectors {', '.join(sorted(sectors))}, and private, voluntary and public "
            "(or own and other public) were expected: check the file against the publisher's."
        )
    return columns


def _title(cell: str) -> str:
    """The letters of a title, without what stands in brackets.

    >>> _title("Other Public (z(ii))"), _title("LEA Number:"), _title("TotalExpenditure")
    ('otherpublic', 'leanumber', 'totalexpenditure')
    """
    return re.sub(r"[^a-z]", "", re.sub(r"\(.*", "", cell.lower()))


def _words(name: str) -> str:
    """The words of a line's name, without its number and apostrophes.

    >>> _words("11Short breaks (respite) for looked after disabled children")
    'short breaks respite for looked after disabled children'
    >>> _words("20 Total  Safeguarding Children and Young People’s Services")
    'total safeguarding children and young peoples services'
    """
    text = re.sub(r"['’‘`]", "", name.lower()).replace("&", " and ")
    return " ".join(re.findall(r"[a-z]+", text))


def _period(file: OfficialFile) -> str:
    """The financial year in the name of a file. Raises ``Problem`` if there is none, or more than one."""
    years = {
        financial_year_ending(int(first) + 1)
        for first, second in YEAR.findall(file.name)
        if (int(first) + 1) % 100 == int(second)
    }
    if len(years) != 1:
        raise Problem(
            f"{file.name} is a section 251 outturn by council, which does not state its year: put the financial year "
            "into the name of the file, such as outturn_2013-14.csv."
        )
    return years.pop()


def _entries(listing: Listing, columns: Mapping[str, int]) -> _Entries:
    """The rows of the file. Raises ``Problem`` on a code that is none, and on a row that is doubled."""
    entries: dict[str, dict[str, _Entry]] = {}
    for row, cells in listing.rows():
        code, printed = whole(cells[columns["code"]]), str(cells[columns["line"]]).strip()
        where, line = listing.sheet.where(row), _words(printed)
        if not CODE.fullmatch(code):
            raise Problem(f"{where} has the code '{code}', where the three digits of a council were expected.")
        if not line:
            raise Problem(f"{where} has no line of spending: check the file against the publisher's.")
        if line in entries.setdefault(code, {}):
            raise Problem(f"{where} repeats '{printed}' of {code}: one row a council and line was expected.")
        amounts = {what: _amount(listing, row, what, columns) for what in (*SECTORS, TOTAL) if what in columns}
        leading = re.match(r"\d+", printed)
        numbered = whole(cells[columns["number"]]) if "number" in columns else leading[0] if leading else ""
        number = int(numbered) if numbered.isdecimal() else row
        entries[code][line] = _Entry(f"{where}, '{printed}' of {code}", printed, number, amounts)
    return entries


def _amount(listing: Listing, row: int, what: str, columns: Mapping[str, int]) -> Decimal | None:
    column = columns[what]
    cell = listing.sheet.cell(row, column)
    if str(cell).strip() in EMPTY:
        return None
    value, marker = value_and_marker(cell, f"{listing.sheet.where(row)}, column {listing.title(column)}")
    return None if marker else Decimal(value)


def _councils(file: OfficialFile, period: str, entries: _Entries, context: Context) -> dict[str, str]:
    """The places of the councils by their codes, without the two that ``areas.csv`` does not have.

    Raises ``Problem`` on a code that is not known, a council that is missing or was not there in that year, and a
    council that lacks a line that others have.
    """
    early = period <= ABOLISHED
    gone = {code for code in SUCCEEDED if code in entries}
    new = {code for pair in SUCCEEDED.values() for code in pair if code in entries}
    if (new if early else gone) or (early and len(gone) < len(SUCCEEDED)):
        raise Problem(
            f"{file.name} does not have the councils of {period}: Bedfordshire (820) and Cheshire (875) were expected "
            f"to the year {ABOLISHED}, and their successors after it. Check the year in the name of the file."
        )
    places = {code: context.areas.place(code) for code in entries if code not in gone}
    for code, area_code in places.items():
        if area_code is None or not context.areas.places[area_code].exists(as_at(period)):
            raise Problem(
                f"{file.name} has the code {code}, which is that of no council in {period}: check the year in the name "
                "of the file, and add the council to data/area_codes.csv if it is new."
            )
    successors = {context.areas.place(code) for pair in SUCCEEDED.values() for code in pair} if early else set()
    absent = sorted(
        council.area_name
        for council in context.areas.councils(as_at(period))
        if council.area_code not in {*places.values(), *successors}
        and not context.corrections.absence(TABLE, period, council.area_code)
    )
    if absent:
        raise Problem(
            f"{file.name} has no rows of {', '.join(absent[:5])}{' and others' * (len(absent) > 5)} in {period}, and "
            "those of every council were expected: it is cut short, or of another year than its name says."
        )
    lines = {line: entry.printed for of_council in entries.values() for line, entry in of_council.items()}
    for code, of_council in entries.items():
        if missing := [printed for line, printed in lines.items() if line not in of_council]:
            raise Problem(
                f"{file.name} has no row '{missing[0]}' of {code}, which other councils have: it is cut short; "
                "download it again."
            )
    return {code: area_code for code, area_code in places.items() if area_code}


def _form(file: OfficialFile, entries: _Entries) -> _Form:
    """The lines that are held, and what makes each total, as the figures say.

    A total is the sum of the lines just before it, as many as make it for most councils. What no total takes up is a
    category of one line. All categories make the total without capital expenditure from revenue (CERA), after which
    come lines that repeat parts of others.
    """
    first = next(iter(entries.values()))
    lines = sorted(first, key=lambda line: first[line].number)
    end = next((number for number, line in enumerate(lines) if CERA.search(line)), len(lines))
    names: dict[str, tuple[str, str]] = {}
    parts: dict[str, Sequence[str]] = {}
    pending: list[str] = []
    categories: list[str] = []
    for line in lines[:end]:
        if not line.startswith("total ") and line != "unknown":
            pending.append(line)
            continue
        size = max(range(1, len(pending) + 1), key=lambda count: _adding_up(line, pending[-count:], entries), default=0)
        pending, parts[line] = pending[: len(pending) - size], pending[len(pending) - size :]
        category = _named(line.removeprefix("total ") if line != "unknown" else line, line, CATEGORIES)
        names[line] = (category, TOTAL)
        for part in parts[line]:
            name = _named(part, part, LINES)
            if category == LOOKED_AFTER or name in ALSO_HELD:
                names[part] = (category, name)
        categories.append(line)
    for line in pending:
        names[line] = (_named(line, line, CATEGORIES), TOTAL)
    whole = next((line for line in lines if WITHOUT_CERA.fullmatch(line)), None)
    with_cera = next((line for line in lines if WITH_CERA.fullmatch(line)), None)
    cera = [line for line in lines[end:] if CERA.search(line) and line not in (whole, with_cera)][:1]
    if whole is None or with_cera is None or (LOOKED_AFTER, TOTAL) not in names.values():
        raise Problem(
            f"{file.name} lacks the total of children looked after, or that of all services including or excluding "
            "CERA: it is not whole, or has other lines than those that are read."
        )
    names[whole], parts[whole] = (TOTAL, TOTAL), [*categories, *pending]
    names[with_cera], parts[with_cera] = ("total_including_cera", TOTAL), [whole, *cera]
    _check_names(file, names)
    return _Form(names, parts)


def _adding_up(whole: str, parts: Sequence[str], entries: _Entries) -> int:
    """For how many councils some lines make another."""
    return sum(_difference(whole, parts, of_council) == 0 for of_council in entries.values())


def _difference(whole: str, parts: Sequence[str], of_council: Mapping[str, _Entry]) -> Decimal | None:
    """What a total is above the sum of its parts, zero within a pound; None if one of them has no figure."""
    total, *amounts = [of_council[line].total for line in (whole, *parts)]
    known = [amount for amount in amounts if amount is not None]
    if total is None or len(known) < len(amounts):
        return None
    difference = total - sum(known, Decimal(0))
    return difference if abs(difference) > POUND else Decimal(0)


def _named(words: str, printed: str, known: Mapping[str, str]) -> str:
    """The name of a category or line that is known by its words; else those words."""
    return next((name for name, pattern in known.items() if re.fullmatch(pattern, printed)), words.replace(" ", "_"))


def _check_names(file: OfficialFile, names: Mapping[str, tuple[str, str]]) -> None:
    """Stop if two lines of the form would be held under one name."""
    seen: dict[tuple[str, str], str] = {}
    for line, name in names.items():
        if seen.setdefault(name, line) != line:
            raise Problem(
                f"{file.name} has two lines of {'/'.join(name)}, '{seen[name]}' and '{line}': tell them apart in "
                "analysis/ingest/section_251.py."
            )


def _check_sums(form: _Form, entries: _Entries) -> None:
    """Stop if sectors do not make the total of their row, or lines not the total over them."""
    # Totals over all services are printed without the sectors of capital expenditure, or without any.
    lines = {line for parts in form.parts.values() for line in parts if not CERA.search(line)}
    for of_council in entries.values():
        for entry in (of_council[line] for line in lines):
            sectors = [amount for what, amount in entry.amounts.items() if what != TOTAL]
            known = [amount for amount in sectors if amount is not None]
            added = sum(known, Decimal(0))
            if entry.total is not None and len(known) == len(sectors) and abs(entry.total - added) > POUND:
                raise Problem(
                    f"{entry.where}: its sectors make £{added:,}, and its total is £{entry.total:,}: check the file "
                    "against the publisher's."
                )
        for total, parts in form.parts.items():
            if difference := _difference(total, parts, of_council):
                raise Problem(
                    f"{of_council[total].where} differs by £{difference:,} from the sum of its lines: check the file "
                    "against the publisher's."
                )


def _check_england(file: OfficialFile, period: str, form: _Form, entries: _Entries, context: Context) -> None:
    """Stop if all councils together have not what England had: in another unit, or in another year."""
    england = {
        category: sum((of_council[line].total or Decimal(0) for of_council in entries.values()), Decimal(0))
        for line, (category, name) in form.names.items()
        if name == TOTAL
    }
    least, most = ENGLAND_BOUNDS
    if not least <= england[TOTAL] <= most:
        raise Problem(
            f"{file.name} adds up to £{england[TOTAL]:,.0f} for England, and between £{least:,} and £{most:,} was "
            "expected: it is not in pounds, or not whole."
        )
    for row in context.held.get("section_251", ()):
        if (row["area_code"], row["period"], row["measure"]) != (ENGLAND, period, MEASURE):
            continue
        added = england.get(row["breakdown"])
        if added is not None and row["value"] and abs(added - Decimal(row["value"])) > POUND:
            raise Problem(
                f"{file.name} has £{added:,.0f} of {row['breakdown'].replace('_', ' ')} for England in {period}, and "
                f"the department's sheet of England has £{Decimal(row['value']):,.0f}: check the year in the name of "
                "the file."
            )


def _notes(entries: _Entries, councils: Mapping[str, str], form: _Form) -> tuple[str, ...]:
    notes = []
    if len(councils) < len(entries):
        notes.append("Bedfordshire and Cheshire, abolished in April 2009, are in the sums and not held.")
    unknown = [line for line, (category, name) in form.names.items() if _is_unknown(category, name)]
    if unknown:
        notes.append(f"Held under their own words: {'; '.join(unknown)}.")
    return tuple(notes)


def _is_unknown(category: str, name: str) -> bool:
    return (category not in CATEGORIES and not category.startswith(TOTAL)) or (name not in LINES and name != TOTAL)
