"""England's budget for children's social care as the texts of the publisher's releases state it, a row an issue.

The publisher's own line of England, grossed for councils that had not returned, in £ billion to one decimal. It is
never added to, or set off against, sums of councils' returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from analysis.ingest.extract import Context, Extract, Figure, Source
from analysis.ingest.markers import number, plain
from analysis.ingest.mhclg import COLLECTION
from analysis.ingest.series import check_release
from analysis.ingest.sheet import Cell, OfficialFile, listings
from analysis.problem import Problem
from analysis.tables.areas import ENGLAND
from analysis.tables.periods import is_financial_year

TABLE = "budget_england_stated"
MEASURE = "budget_stated_gbp"
SERVICE = "childrens_social_care"
COLUMNS = ("period", "service", "stated_gbp_bn", "decimals", "price_basis", "release", "released", "publisher")
BILLION = 1_000_000_000
LEAST, MOST = Decimal(5), Decimal(50)
"""Bounds in £ billion: England's budget was £7.7bn in 2014-15; a figure in £ million is far above."""


def recognise(file: OfficialFile) -> bool:
    """Whether the file has the columns of stated budgets."""
    return bool(listings(file, COLUMNS))


def extract(file: OfficialFile, context: Context) -> list[Extract]:  # noqa: ARG001 - one shape for all importers
    """The stated budgets in pounds, one extract an issue.

    Raises ``Problem`` if a service, a price basis, a year, a date or a figure is not as expected, or an issue repeats.
    """
    listing = listings(file, COLUMNS)[0]
    column = {name: listing.column(name) for name in COLUMNS}
    found: list[tuple[Figure, Source]] = []
    for row, cells in listing.rows():
        where = listing.sheet.where(row)
        texts = {name: str(cells[position]).strip() for name, position in column.items()}
        _expect(where, "service", texts["service"], SERVICE)
        _expect(where, "price_basis", texts["price_basis"], "cash")
        if not is_financial_year(texts["period"]):
            raise Problem(f"{where} has the period '{texts['period']}', where a year such as 2024-25 was expected.")
        check_release(texts["released"])
        pounds, period = plain(_billions(where, cells, column) * BILLION), texts["period"]
        source = Source.of(
            source_id=f"mhclg-budget-stated-{period}-{texts['released'][:7]}",
            publisher=texts["publisher"],
            title=f"{texts['release']}, text of the release",
            page=COLLECTION,
            published=texts["released"],
        )
        ref = f"{period} / {source.release}!stated_gbp_bn"
        found.append((Figure(ENGLAND, period, MEASURE, SERVICE, pounds, "", where, ref), source))
    if len({source.source_id for _, source in found}) < len(found):
        raise Problem(f"{file.name} has two figures of one year and one release, and one was expected: take one out.")
    return [Extract.of(TABLE, [figure], source) for figure, source in found]


def _expect(where: str, name: str, found: str, expected: str) -> None:
    if found != expected:
        raise Problem(f"{where} has the {name} '{found}', where '{expected}' was expected: it is another series.")


def _billions(where: str, cells: Sequence[Cell], column: dict[str, int]) -> Decimal:
    stated, decimals = number(cells[column["stated_gbp_bn"]]), number(cells[column["decimals"]])
    if stated is None or not LEAST <= stated <= MOST:
        raise Problem(
            f"{where} has the budget '{cells[column['stated_gbp_bn']]}', where £ billion between {LEAST} and {MOST} "
            "were expected."
        )
    if decimals != 1 or stated != round(stated, 1):
        raise Problem(f"{where} does not give its budget to one decimal of £ billion, as the releases state it.")
    return stated
