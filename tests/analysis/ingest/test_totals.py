"""Published totals against their published parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from analysis.ingest.extract import Context, Figure
from analysis.ingest.totals import AreaTotals, Missing, check_breakdowns
from analysis.problem import Problem
from analysis.tables.corrections import Absence, Corrections, Discrepancy

NORTH, SOUTH = ("E06000001", "E06000063"), ("E10000016",)
MISSING_COUNCIL = "has no figure of pounds for Northport in 2024"


def cells(figures: dict[str, str], period: str = "2024", breakdown: str = "") -> list[Figure]:
    return [
        Figure(
            code,
            period,
            "pounds_gbp",
            breakdown,
            figure if figure.lstrip("-").isdigit() else "",
            "" if figure.lstrip("-").isdigit() else figure,
            f"a.csv, row {row}",
        )
        for row, (code, figure) in enumerate(figures.items(), start=2)
    ]


def country_of(**changed: str) -> list[Figure]:
    figures = {"E92000001": "640", "E12000001": "320", "E12000008": "310"}
    figures |= {"E06000001": "111", "E06000063": "212", "E10000016": "312"} | changed
    return cells({code: figure for code, figure in figures.items() if figure})


def totals(rounding: int = 10, missing: Missing = "unknown") -> AreaTotals:
    return AreaTotals("table", "pounds", lambda _: rounding, missing, lambda _: date(2024, 3, 31))


def test_totals_within_rounding_pass(country: Context) -> None:
    totals().check(country_of(), country)


def test_the_total_of_a_region_is_held_against_its_own_councils(country: Context) -> None:
    with pytest.raises(Problem, match=r"^a.csv, row 3: pounds of North in 2024 is 330, but .* add up to 323"):
        totals().check(country_of(E12000001="330", E92000001="635"), country)


def test_councils_rounded_to_ten_may_each_be_five_off(country: Context) -> None:
    rounded = {"E06000001": "110", "E06000063": "210", "E10000016": "310"}
    totals().check(country_of(**rounded), country)
    with pytest.raises(Problem):
        totals().check(country_of(**rounded | {"E92000001": "660"}), country)


def test_a_suppressed_council_may_only_be_small(country: Context) -> None:
    totals().check(country_of(E06000001="c", E12000001="220", E92000001="530"), country)
    with pytest.raises(Problem):
        totals().check(country_of(E06000001="c"), country)


def test_a_council_not_available_may_be_any_size_but_not_below_nothing(country: Context) -> None:
    totals().check(country_of(E06000001="x", E12000001="920", E92000001="1230"), country)
    with pytest.raises(Problem):
        totals().check(country_of(E06000001="x", E12000001="200", E92000001="510"), country)


def test_without_england_the_file_is_cut_short(country: Context) -> None:
    with pytest.raises(Problem, match="has no figure of pounds for England in 2024"):
        totals().check(country_of(E92000001=""), country)


def test_a_council_without_a_row_is_declared_or_stops(country: Context) -> None:
    held = country_of(E06000001="", E12000001="212", E92000001="524")
    held = [replace(cell, value="312") if cell.area_code == "E12000008" else cell for cell in held]
    with pytest.raises(Problem, match=MISSING_COUNCIL):
        totals(1, "declared").check(held, country)
    absence = Absence("gone", "What.", "Why.", ("table",), "2024", ("E06000001",), ())
    declared = Context(country.areas, Corrections(absences=(absence,)))
    totals(1, "declared").check(held, declared)


def test_a_declared_absence_stops_once_the_council_is_there(country: Context) -> None:
    absence = Absence("gone", "What.", "Why.", ("table",), "2024", ("E06000001",), ())
    with pytest.raises(Problem, match=r"has Northport in 2024, which corrections.toml declares left out"):
        totals().check(country_of(), Context(country.areas, Corrections(absences=(absence,))))


@pytest.mark.parametrize(
    ("published", "stops"), [("1320", False), ("1324", False), ("1300", True), ("320", True), ("5320", True)]
)
def test_a_declared_discrepancy_holds_for_its_amount_and_stops_once_corrected(
    country: Context, published: str, *, stops: bool
) -> None:
    entry = Discrepancy("a-thousand", "What.", "Why.", "table", "2024", "areas", ("E12000001",), ("",), Decimal(1000))
    context = Context(country.areas, Corrections(discrepancies=(entry,)))
    if stops:
        with pytest.raises(Problem, match=r"\(a-thousand\) expects 1000"):
            totals().check(country_of(E12000001=published), context)
    else:
        totals().check(country_of(E12000001=published), context)


def categories(total: str, *parts: str) -> list[Figure]:
    named = {"total": total} | {f"part{number}": part for number, part in enumerate(parts)}
    return [cell for name, figure in named.items() for cell in cells({"E06000001": figure}, breakdown=name)]


PARTS = ("part0", "part1")


def test_categories_make_their_total_within_rounding(country: Context) -> None:
    check_breakdowns("table", "pounds", categories("101", "50", "50"), "total", PARTS, country)
    with pytest.raises(Problem, match="pounds of Northport in 2024 is 105, but its categories add up to 100"):
        check_breakdowns("table", "pounds", categories("105", "50", "50"), "total", PARTS, country)


def test_a_total_without_all_its_categories_is_not_held_against_them(country: Context) -> None:
    check_breakdowns("table", "pounds", categories("105", "50", "x"), "total", PARTS, country)
    check_breakdowns("table", "pounds", categories("x", "50", "50"), "total", PARTS, country)
    check_breakdowns("table", "pounds", categories("105", "50"), "total", PARTS, country)
