"""Returns of local authority finance, as MHCLG and its forerunners publish them by authority.

The revenue account budget (RA), the revenue outturn summary (RS), the service expenditure summary (RSX) and the
social care return (RO3), of any year from 2013-14 on. Each is recognised, dated and read by its content.

RS and RSX of one year both give net current expenditure by service, from the same returns. Where they are of one
release they hold the same figures, RS as the councils sent them and RSX, saved as CSV, rounded to £ thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter

from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import NOT_AVAILABLE, plain
from analysis.ingest.mhclg.checks import check_return
from analysis.ingest.mhclg.entries import Entries, Entry, read_entries
from analysis.ingest.mhclg.layout import Table, columns_held, find_table, locate
from analysis.ingest.mhclg.multi_year import is_multi_year, years
from analysis.ingest.mhclg.release import (
    Release,
    another_measure,
    net_current_expenditure,
    read_period,
    read_release,
    read_return,
)
from analysis.ingest.mhclg.returns import FIRST_PERIOD, RS, Return, form_of
from analysis.ingest.releases import is_undated
from analysis.ingest.sheet import OfficialFile
from analysis.problem import Problem
from analysis.tables.areas import CLASSES, ENGLAND, as_at
from analysis.tables.corrections import CodeCorrection

COLLECTION = "https://www.gov.uk/government/collections/local-authority-revenue-expenditure-and-financing"


def recognise(file: OfficialFile) -> bool:
    """Whether a file's headings name one of the returns, or it has all of them year by year."""
    return is_multi_year(file) or read_return(file) is not None


def extract(file: OfficialFile, context: Context) -> list[Extract]:
    """What a return gives: budget or outturn by service, or outturn by line of children's social care.

    Every council with children's services, by place, and the publisher's own line of England where there is one, in
    pounds. Districts, fire, police and other authorities are read for the sums and not held.

    Raises ``Problem`` where the layout, a code, a symbol or a sum is not as it should be, or a council is absent.
    """
    if is_multi_year(file):
        return [_of_years(file, context)]
    form = read_return(file)
    if form is None:
        raise Problem(f"{file.name} is none of the returns that are read (RA, RS, RSX, RO3): leave it out.")
    period = read_period(file, form)
    if period and period < FIRST_PERIOD:
        raise Problem(
            f"{file.name} is of {period}; returns are read from {FIRST_PERIOD} on, the first year in which children's "
            "social care has a line of its own."
        )
    tables = _tables(file, form)
    release = read_release(file, form, tables)
    form = form_of(form, release.period)
    source = _source(file, form, release)
    figures, notes = _figures(file, form, tables, release, context)
    return [_extract(form, figures, source, notes)]


def _extract(form: Return, figures: Iterable[Figure], source: Source, notes: tuple[str, ...]) -> Extract:
    in_order = sorted(figures, key=attrgetter("area_code", "period", "measure", "breakdown"))
    return Extract.of(form.table, in_order, source, notes)


def _of_years(file: OfficialFile, context: Context) -> Extract:
    """All years of the multi-year file, of one source: the revenue outturn summary (RS) of each."""
    figures: list[Figure] = []
    notes: list[str] = []
    found = list(years(file))
    if not found:
        raise Problem(f"{file.name} has a header and no rows: it is cut short; download it again.")
    first, last = (found[place].release for place in (0, -1))
    # Of a figure that a return of the same release has as well, the import keeps the one whose source sorts first: the
    # return's own.
    source = replace(
        _source(file, RS, last),
        source_id=f"mhclg-time-series-{last.release}",
        title=f"Revenue outturn, multi-year data set, {first.period} to {last.period}, England, by local authority",
    )
    # The slips in the codes of returns are no longer where they are expected in these.
    codes = tuple(replace(entry, expect=()) for entry in context.corrections.codes)
    context = replace(context, corrections=replace(context.corrections, codes=codes))
    for year in found:
        of_year, remarks = _figures(year.file, RS, _tables(year.file, RS), year.release, context)
        figures += (replace(figure, ref=f"{year.ending} / {figure.ref}") for figure in of_year)
        notes += remarks
    return _extract(RS, figures, source, tuple(notes))


def _figures(
    file: OfficialFile, form: Return, tables: Sequence[Table], release: Release, context: Context
) -> tuple[list[Figure], tuple[str, ...]]:
    """The figures of one return of one year, from its tables, and what is to be told of it."""
    entries = read_entries(locate(file, form, tables), form, release.scale)
    councils = _councils(file, form, release, entries, context)
    _check_presence(file, form, release, councils, entries.england, context)
    check_return(file.name, form, release, entries, context.corrections)
    councils = {
        area_code: _without_unreported(entry, area_code, form, release, context)
        for area_code, entry in councils.items()
    }
    held = {**councils, **({ENGLAND: entries.england} if entries.england else {})}
    figures = [
        Figure(
            *(area_code, release.period, measure.name, line.breakdown),
            *(("", amount) if isinstance(amount, str) else (plain(amount * release.scale), "")),
            *(entry.where, entry.refs[(line, measure)], release.status),
        )
        for area_code, entry in held.items()
        for (line, measure), amount in entry.amounts.items()
    ]
    return figures, _notes(release, entries, councils)


def _tables(file: OfficialFile, form: Return) -> list[Table]:
    """The tables of authorities that hold the return's figures.

    Up to 2015-16 a workbook has several sheets of one layout: net current expenditure, capital items, net total cost,
    reserves. The one headed net current expenditure counts. RO3 spreads its columns over such sheets instead. A sheet
    that lacks some of the columns, such as a working sheet, is no rival, nor is a hidden one if a visible one has them.
    """
    tables = [table for table in map(find_table, file.sheets) if table]
    if not tables:
        raise Problem(
            f"{file.name} is headed as a {form.name.lower()} ({form.code}), and no sheet has a column titled E-code "
            "with codes such as E0101 under it: it is cut short, or not the table by authority."
        )
    held = {table.sheet.name: columns_held(table, form) for table in tables}
    if form.spread_over_sheets:
        return [table for table in tables if held[table.sheet.name]] or tables[:1]
    most = max(held.values())
    whole = [table for table in tables if held[table.sheet.name] == most]
    holding = [table for table in whole if not table.sheet.hidden] or whole
    if len(holding) == 1 or not most:
        if other := another_measure(holding[0], form):
            raise Problem(
                f"{holding[0].sheet.where(holding[0].header)} is under the heading '{other}', and net current "
                "expenditure was expected: the sheet that has it was taken out. Use the file as it was published."
            )
        return holding[:1]
    headed = [table for table in holding if net_current_expenditure(table)]
    if len(headed) != 1:
        sheets = ", ".join(table.sheet.name for table in holding)
        raise Problem(
            f"{file.name} has {len(holding)} sheets of one layout ({sheets}), and one of them was expected to be "
            f"headed net current expenditure; {len(headed)} are. Delete or hide the sheets that are not the return's."
        )
    return headed


def _councils(
    file: OfficialFile, form: Return, release: Release, entries: Entries, context: Context
) -> dict[str, Entry]:
    """The councils with children's services, by place: joined on E-code, held against the ONS code."""
    councils: dict[str, Entry] = {}
    met: list[CodeCorrection] = []
    for entry in entries.authorities:
        area_code = context.areas.place(entry.e_code)
        correction = context.corrections.code(entry.e_code, entry.ons_code)
        if correction:
            met.append(correction)
        if entry.authority_class not in CLASSES:
            if area_code:
                raise Problem(
                    f"{entry.where} gives {entry.name} ({entry.e_code}) the class {entry.authority_class}, and it is "
                    "a council with children's services: check the file against the publisher's."
                )
            continue
        if area_code is None:
            raise Problem(
                f"{entry.where} has the code {entry.e_code} ({entry.name}, class {entry.authority_class}), which "
                "data/area_codes.csv does not know: add the council there and to data/areas.csv if it is new."
            )
        _check_ons_code(entry, area_code, correction, context)
        if not context.areas.places[area_code].exists(as_at(release.period)):
            raise Problem(
                f"{entry.where} has {entry.name} ({entry.e_code}), which by data/areas.csv was not there in "
                f"{release.period}: check the year of the file, and the dates in data/areas.csv."
            )
        if area_code in councils and councils[area_code].amounts != entry.amounts:
            raise Problem(
                f"{entry.where} has {context.areas.name(area_code)} again under {entry.e_code}, after "
                f"{councils[area_code].e_code}, with other figures: check the file against the publisher's."
            )
        councils.setdefault(area_code, entry)
    context.corrections.check_codes(file.name, form.code, release.period, met)
    return councils


def _check_ons_code(entry: Entry, area_code: str, correction: CodeCorrection | None, context: Context) -> None:
    if not entry.ons_code:
        return
    ons_place = context.areas.place(correction.correct if correction else entry.ons_code)
    if ons_place != area_code:
        meant = f"that of {context.areas.name(ons_place)}" if ons_place else "not known"
        raise Problem(
            f"{entry.where}: {entry.name} has the E-code {entry.e_code} ({context.areas.name(area_code)}) beside the "
            f"ONS code {entry.ons_code}, which is {meant}. Declare it in data/corrections.toml if it is the "
            "publisher's slip."
        )


def _check_presence(
    file: OfficialFile,
    form: Return,
    release: Release,
    councils: Mapping[str, Entry],
    england: Entry | None,
    context: Context,
) -> None:
    """Every council of the year has a row, and so has England, but for the budgets since 2022-23 that leave it out."""
    of_year = context.areas.councils(as_at(release.period))
    absent = sorted(council.area_name for council in of_year if council.area_code not in councils)
    if absent:
        named = ", ".join(absent[:5]) + (f" and {len(absent) - 5} more" if len(absent) > 5 else "")
        raise Problem(
            f"{file.name} ({form.code} {release.period}) has no row of {named}, and a row of every council with "
            "children's services was expected, with a symbol where its return is missing: the file is cut short."
        )
    if england is None and (form.code != "RA" or release.period < "2022-23"):
        raise Problem(
            f"{file.name} ({form.code} {release.period}) has no line of England under its authorities, and one was "
            "expected: the file is cut short."
        )
    if not any(isinstance(amount, Decimal) for entry in councils.values() for amount in entry.amounts.values()):
        raise Problem(
            f"{file.name} ({form.code} {release.period}) has a figure of no council: its sheet holds something else "
            "than net current expenditure, or nothing. Use the file as it was published."
        )


def _without_unreported(entry: Entry, area_code: str, form: Return, release: Release, context: Context) -> Entry:
    """An entry without the zeros that ``corrections.toml`` declares as not reported.

    Raises ``Problem`` if one of them is a figure: the publisher has corrected it.
    """
    dated = not is_undated(release.release)
    zeros = context.corrections.zeros_of(form.table, release.period, release.release, area_code, dated=dated)
    amounts = dict(entry.amounts)
    for (line, measure), amount in entry.amounts.items():
        if line.breakdown not in zeros:
            continue
        if amount == 0:
            amounts[(line, measure)] = NOT_AVAILABLE
        elif zeros[line.breakdown].release == release.release:
            raise Problem(
                f"{entry.where} has {amount} for the {line.breakdown.replace('_', ' ')} of {entry.name}, where "
                f"corrections.toml expects a zero ({zeros[line.breakdown].correction_id}): take the line or the "
                "council out of that entry."
            )
    return replace(entry, amounts=amounts) if zeros else entry


def _source(file: OfficialFile, form: Return, release: Release) -> Source:
    return Source.of(
        source_id=f"mhclg-{form.code.lower()}-{release.period}-{release.release}",
        publisher=release.publisher,
        title=f"{form.name} ({form.code}) {release.period}, England, by local authority",
        page=COLLECTION,
        published=release.published,
        release=release.release,
        scale=release.scale,
        file=file,
    )


def _notes(release: Release, entries: Entries, councils: Mapping[str, Entry]) -> tuple[str, ...]:
    notes = [*release.remarks, *(entry.remark for entry in councils.values() if entry.remark)]
    if entries.england is None:
        notes.append("The file has no line of England: a sum of councils is the sum of returns.")
    return tuple(notes)
