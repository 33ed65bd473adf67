"""What the publisher's own totals allow to check, before a figure of a return is believed.

In the returns of 2014-15 to 2024-25 the following holds without exception, but for one declared discrepancy (RS
2017-18): the services of a row add up to its total, the rows of a class to the line of that class where all of them
sent a return, and the classes to England. Where returns are missing, the publisher estimates them in the lines of
the class and of England only, so those lines are more than their rows; the other classes still have to add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from analysis.ingest.markers import NOT_AVAILABLE
from analysis.ingest.mhclg.amounts import Amount, rounding
from analysis.ingest.mhclg.entries import Entries, Entry
from analysis.ingest.mhclg.release import Release
from analysis.ingest.mhclg.returns import Column, Measure, Return
from analysis.problem import Problem
from analysis.tables.areas import CLASSES, ENGLAND
from analysis.tables.corrections import Corrections

# The councils with children's services spent between 5 and 2,711 million pounds a year on all services, and between 1
# and 379 million on the lines of children's social care that RO3 adds up. The factor of a thousand that a wrong unit
# makes takes the smallest of them (the Isles of Scilly) and the largest (Kent) out of these bounds.
_COUNCIL = {
    "total_services": (4_000_000, 5_000_000_000),
    "childrens_social_care": (500_000, 1_000_000_000),
}


def check_return(file: str, form: Return, release: Release, entries: Entries, corrections: Corrections) -> None:
    """Stop with a ``Problem`` where a return contradicts its own totals or its own unit."""
    for measure in form.measures:
        _check_unit(form, measure, release, entries)
        for row in (*entries.authorities, *((entries.england,) if entries.england else ())):
            _check_parts(form, measure, release, row)
    _check_sums(file, form, release, entries, corrections)


def _check_unit(form: Return, measure: Measure, release: Release, entries: Entries) -> None:
    """Hold each council against what councils spend: one row alone may be in another unit than the heading says."""
    least, most = _COUNCIL[form.total]
    for entry in entries.authorities:
        if entry.authority_class not in CLASSES:
            continue
        amount = next(
            amount
            for (line, counted), amount in entry.amounts.items()
            if line.breakdown == form.total and counted == measure
        )
        if isinstance(amount, Decimal) and not least <= amount * release.scale <= most:
            raise Problem(
                f"{entry.where}: the {_named(form.total)} of {entry.name} is {_pounds(amount, release)} in the unit of "
                f"the heading (£{release.scale:,}), and between £{least:,} and £{most:,} was expected of a council: "
                "the heading does not fit the figure. Check the file against the publisher's."
            )


def _check_parts(form: Return, measure: Measure, release: Release, entry: Entry) -> None:
    amounts = {line: amount for (line, counted), amount in entry.amounts.items() if counted == measure}
    whole = next(amount for line, amount in amounts.items() if line.breakdown == form.total)
    parts = [amount for line, amount in amounts.items() if line.part_of_total]
    total = _sum(parts)
    if whole == NOT_AVAILABLE or total is None:
        return
    if isinstance(whole, str):  # not relevant, so there is to be nothing of it
        whole = Decimal(0)
    if abs(whole - total) > rounding((whole, *parts), release.scale):
        raise Problem(
            f"{entry.where}: the {_named(form.total)} of {entry.name} is {_pounds(whole, release)}, and its parts make "
            f"{_pounds(total, release)}, further apart than rounding: a figure of the row was changed or left out. Use "
            "the file as it was published."
        )


def _check_sums(file: str, form: Return, release: Release, entries: Entries, corrections: Corrections) -> None:
    """The lines of classes over their authorities, and England over the classes, or over all where there are none."""

    def check(column: Column, code: str, whole: Amount, parts: Sequence[Amount], allowed: Decimal) -> None:
        total = _sum(parts)
        if not isinstance(whole, Decimal) or total is None:
            return
        line, measure = column
        declared = corrections.discrepancy(form.table, release.period, "areas", code, line.breakdown)
        expected = declared.expect / release.scale if declared else Decimal(0)
        if abs(whole - total - expected) <= allowed:
            return
        area = "England" if code == ENGLAND else f"class {code}"
        subject = (
            f"{file}: the {_named(line.breakdown)} ({_named(measure.name.removesuffix('_gbp'))}) of {area} is "
            f"{_pounds(whole, release)}, and its rows make {_pounds(total, release)}"
        )
        if abs(whole - total) > allowed:
            raise Problem(
                f"{subject}, further apart than rounding and with no return missing: check the file against the "
                "publisher's, and declare the difference in data/corrections.toml if it is theirs."
            )
        if declared and declared.release and f"{form.code} {release.release}" >= declared.release:
            raise Problem(
                f"{subject}: the difference of £{declared.expect:,} that corrections.toml expects is gone. Take the "
                f"entry {declared.correction_id} out."
            )

    complete = set(entries.classes) >= {entry.authority_class for entry in entries.authorities}
    for column in entries.authorities[0].amounts:
        for code, line in entries.classes.items():
            rows = [entry.amounts[column] for entry in entries.authorities if entry.authority_class == code]
            if column in line and rows:
                # Twice, since the line of a total adds up services that were rounded themselves.
                check(column, code, line[column], rows, 2 * rounding((line[column], *rows), release.scale))
        everyone = [entry.amounts[column] for entry in entries.authorities]
        classes: list[Amount] = [line[column] for line in entries.classes.values() if column in line]
        if entries.england:
            england = entries.england.amounts[column]
            parts = classes if complete else everyone
            check(column, ENGLAND, england, parts, rounding((england, *everyone), release.scale))


def _sum(parts: Iterable[Amount]) -> Decimal | None:
    """The sum of the parts; None if one of them is not available. What is not relevant adds nothing."""
    total = Decimal(0)
    for part in parts:
        if isinstance(part, Decimal):
            total += part
        elif part == NOT_AVAILABLE:
            return None
    return total


def _pounds(amount: Decimal, release: Release) -> str:
    return f"£{amount * release.scale:,.0f}"


def _named(name: str) -> str:
    return name.replace("_", " ")
