"""Every layout that is read, changed as files are changed on their way: the same figures, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.ingest import importing
from analysis.ingest.catalogue import importer_of, importers
from analysis.ingest.extract import Context
from analysis.ingest.importing import import_files
from analysis.ingest.sheet import Cell, OfficialFile, Sheet, read_official_file
from analysis.problem import Problem
from tests.analysis.ingest import (
    test_compiled,
    test_dfe,
    test_hmt,
    test_mhclg,
    test_multi_year,
    test_ons,
    test_section_251,
)
from tests.analysis.ingest.mutations import MUTATIONS, Mutation, broken_bytes, encoded, mutated
from tests.analysis.ingest.small_country import looked_after
from tests.conftest import OfficialFiles, contents

Download = Callable[..., Path]
Figures = set[tuple[str, ...]]


def file_of(rows: Sequence[Sequence[Cell]], sheet: str = "") -> OfficialFile:
    return OfficialFile("made", "0" * 64, (Sheet("made", sheet, rows),))


LAYOUTS: dict[str, tuple[OfficialFile, Callable[[], Context] | None]] = {
    "children looked after": (file_of(looked_after()), None),
    "referrals": (file_of(test_dfe.count_file("referral_count")), None),
    "statistical neighbours": (test_dfe.neighbours(), None),
    "mid-year estimates": (file_of([test_ons.HEADER, *test_ons.single_ages()]), None),
    "deflators": (file_of(test_hmt.workbook(), "Deflators"), None),
    "looked after, compiled": (file_of(test_compiled.looked_after()), None),
    "section 251, compiled": (replace(file_of(test_compiled.section_251()), published="2025-12"), None),
    "section 251 by council": (
        replace(file_of(test_section_251.outturn()), name="outturn_2010-11"),
        test_section_251.context,
    ),
    "outturn summary": (file_of(test_mhclg.summary(), "RS_LA_Data_2022-23"), test_mhclg.context),
    "service expenditure": (file_of(test_mhclg.identified()), test_mhclg.context),
    "service expenditure, hidden identifiers": (
        file_of(test_mhclg.identified(hidden_last=True), "RSX_LA_Data"),
        test_mhclg.context,
    ),
    "outturn of several years": (
        replace(file_of(test_multi_year.multi_year()), published="2022-09-17"),
        test_mhclg.context,
    ),
    "budget": (file_of(test_mhclg.budget(), "RA_LA_Data"), test_mhclg.context),
}
CSV_LAYOUTS = [name for name, (file, _) in LAYOUTS.items() if not file.sheets[0].name]


def figures(file: OfficialFile, context: Context) -> Figures:
    """Every key with its value or marker, but for where it stands in the file."""
    return {
        (extract.table, *row)
        for extract in importer_of(file, importers()).extract(file, context)
        for row in extract.rows.drop(columns="source_ref").itertuples(index=False, name=None)
    }


def figures_or_refusal(file: OfficialFile, context: Context) -> Figures | None:
    try:
        return figures(file, context)
    except Problem:
        return None


@pytest.fixture(params=LAYOUTS)
def layout(request: pytest.FixtureRequest, country: Context) -> tuple[OfficialFile, Context]:
    """A file of each layout, and what its importer knows."""
    file, context = LAYOUTS[request.param]
    return file, context() if context else country


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(
    st.lists(st.sampled_from([mutation for mutation in MUTATIONS if mutation.keeps_meaning]), min_size=1, max_size=3),
    st.randoms(use_true_random=False),
)
def test_what_keeps_the_meaning_of_a_file_gives_the_same_figures_or_a_refusal(
    layout: tuple[OfficialFile, Context], mutations: list[Mutation], random: Random
) -> None:
    file, context = layout
    assert figures_or_refusal(mutated(file, mutations, random), context) in (None, figures(file, context))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(st.randoms(use_true_random=False))
def test_bytes_that_were_lost_or_turned_give_figures_or_a_refusal_and_nothing_else(
    layout: tuple[OfficialFile, Context], tmp_path: Path, random: Random
) -> None:
    file, context = layout
    path = tmp_path / f"{file.name}.csv"
    path.write_bytes(broken_bytes(encoded(file, "utf-8"), random)[1])
    with suppress(Problem):
        assert figures(replace(read_official_file(path), published=file.published), context)


@pytest.mark.parametrize("name", CSV_LAYOUTS)
@pytest.mark.parametrize(
    ("encoding", "separator"),
    [
        *((encoding, ",") for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman")),
        *(("utf-8", separator) for separator in (";", "\t", "|")),
    ],
)
def test_the_same_text_in_another_encoding_or_with_another_separator_gives_the_same_figures(
    tmp_path: Path, country: Context, name: str, encoding: str, separator: str
) -> None:
    file, context = LAYOUTS[name]
    path = tmp_path / f"{file.name}.csv"
    path.write_bytes(encoded(file, encoding, separator))
    known = context() if context else country
    assert figures(replace(read_official_file(path), published=file.published), known) == figures(file, known)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(
    st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=2),
    st.randoms(use_true_random=False),
)
def test_what_changes_the_meaning_of_a_file_is_refused_or_told(
    folder: Path, download: Download, monkeypatch: pytest.MonkeyPatch, mutations: list[Mutation], random: Random
) -> None:
    path = download(looked_after())
    with monkeypatch.context() as patched:
        import_files([path], folder)
        before = contents(folder)
        changed = replace(mutated(file_of(looked_after()), mutations, random), sha256="1" * 64)
        patched.setattr(importing, "read_official_file", lambda *_: changed)
        try:
            report = import_files([path], folder)
        except Problem:
            report = None
    after = contents(folder)
    if report is None:
        assert after == before
    else:
        told = any(line.startswith("looked_after: ") for line in report)
        assert told == (after["looked_after.csv"] != before["looked_after.csv"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    ["dfe-cin-in-need-2025", "dfe-statistical-neighbours-2025", "mhclg-rsx-2023-24"],
)
def test_official_files_under_every_change_give_the_same_figures_or_a_refusal(
    official: OfficialFiles, real: Context, source: str
) -> None:
    file = read_official_file(official[source])
    before = figures(file, real)
    for mutation in MUTATIONS:
        found = figures_or_refusal(mutated(file, [mutation], Random(mutation.name)), real)  # noqa: S311 - repeatable
        assert found in (None, before) or not mutation.keeps_meaning, mutation.name
