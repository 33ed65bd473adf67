"""The commands that look at results: trace, diff, check, accept, definitions and doctor."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.problem import Problem
from report.cli import options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.formulas.trail import Observation
    from analysis.ingest.originals import Reading
    from analysis.tables.loading import Tables
    from report.review.trace import Traced


@click.command(epilog="Example: valuing-care trace looked_after_rate_per_10k:Kent:2025")
@options.data
@options.build
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print everything, as JSON.")
@click.option("--all", "everything", is_flag=True, help="Print every council of a sum, not only the first few.")
@click.option(
    "--open-source",
    "official",
    type=options.FOLDER,
    metavar="DIR",
    help="Folder of official files in which to read the cells again.",
)
def trace(data: Path, build: Path, key: str, official: Path | None, *, as_json: bool, everything: bool) -> None:
    """Follow a number back to the published cells behind it.

    It prints the definition, the formula with its numbers, the published cells, and the places where the report uses
    the number. KEY is indicator:area:period or indicator[breakdown]:area:period, the area by code or name. It may also
    be a derived number as build/headline.json names it.
    """
    from analysis.tables.loading import load
    from report.review.trace import read_headline, read_titles, traced, uses
    from report.review.trace_output import Surroundings, as_data, as_text

    tables = load(data)
    headline = read_headline(build)
    found = traced(key, tables, headline)
    readings = _readings(found, tables, official) if official else None
    about = Surroundings(
        sources=tables.sources,
        licences={licence["name"]: licence["title"] for licence in tables.package["licenses"]},
        places=dict(tables.membership.names),
        uses=None if headline is None else uses(found.key, headline),
        titles={} if headline is None else read_titles(build),
        readings=readings,
    )
    if as_json:
        print(json.dumps(as_data(found, about), indent=2, ensure_ascii=False))
    else:
        print(as_text(found, about, everything=everything), end="")
    differing = [observation for observation, reading in (readings or {}).items() if reading.agrees is False]
    if differing:
        raise Problem(
            f"Of the cells behind {found.key}, {len(differing)} of {len(readings or {})} no longer have the value that "
            f"the tables hold."
        )


def _readings(found: Traced, tables: Tables, official: Path) -> Mapping[Observation, Reading]:
    from analysis.ingest.originals import Originals

    originals = Originals(official)
    return {
        observation: originals.read(tables.sources[observation.source_id], observation)
        for observation in found.observations()
    }


@click.command(epilog="Example: valuing-care diff main HEAD --markdown")
@options.build
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--markdown", "in_markdown", is_flag=True, help="Print Markdown, for a pull request.")
def diff(build: Path, old: str | None, new: str | None, *, in_markdown: bool) -> None:
    """Say which numbers of the report moved, and why.

    It says by how much each number and each verdict on a claim moved, and whether data, method or code moved it. The
    same is written as a page, build/report/changes.html. OLD and NEW are folders with a build, or revisions (branches,
    tags, commits) of the git repository. Without OLD the accepted numbers (tests/expected) are the old ones, and
    without NEW the build folder has the new ones.
    """
    from report.outputs import HEADLINE
    from report.progress import Progress
    from report.review import accepted, changes
    from report.review.comparison import compare
    from report.store import write

    if not old and not (Path(accepted.FOLDER) / HEADLINE).is_file():
        raise Problem(f"No numbers have been accepted in {accepted.FOLDER}: run make accept, or name an OLD build.")
    progress = Progress(sys.stderr, steps=3)
    on_progress = progress.step if sys.stderr.isatty() else lambda _: None
    try:
        comparison = compare(old or accepted.FOLDER, new or str(build), Path(), on_progress)
        on_progress("Writing the page")
        write({"report/changes.html": changes.page(comparison)}, build)
    finally:
        progress.clear()
    print((changes.markdown if in_markdown else changes.plain)(comparison))


@click.command(epilog="Example: valuing-care check --build build")
@options.build
def check(build: Path) -> None:
    """Check a built report against its list of numbers.

    It fails if the report has a number that no template printed, if build/headline.json lacks a number or lists one
    that is not printed, if a template has left something behind, if a sentence does not say the period of its numbers,
    if page and print differ, or if a chapter, a chart or README.md has a year that the data could name.
    """
    from report import project
    from report.review.checks import faults
    from report.review.literals import literals

    found = [*faults(build), *map(str, literals(project.ROOT))]
    for fault in found:
        print(fault)
    if found:
        raise Problem(f"The report in {build} is not as it should be: {len(found)} faults are listed above.")
    print(f"Every number of the report in {build} can be looked up, and nothing is left over.")


@click.command(epilog="Example: valuing-care audit")
@options.data
def audit(data: Path) -> None:
    """Compute every indicator a second time, in SQL, and compare the values.

    The queries of analysis/audit/ read the files of data/ alone. It prints for each subject how many values were
    compared, and how many limits of intervals, and fails if one differs or only one side has it.
    """
    from analysis.audit.audit import as_text, compared, recomputed
    from analysis.formulas.evaluation import compute
    from analysis.formulas.intervals import with_limits
    from analysis.indicators.definitions import counted, definitions
    from analysis.tables.loading import load

    found = compared(with_limits(compute(load(data), definitions()), counted()), recomputed(data))
    print(as_text(found))
    if len(found.differences):
        raise Problem(
            f"Of the values and limits computed twice, {len(found.differences):,} are not the same: find out which of "
            "the two is right by the definition in docs/indicators.md, and mend the other."
        )


@click.command(epilog="Example: valuing-care accept --build build")
@options.data
@options.build
def accept(data: Path, build: Path) -> None:
    """Accept the numbers of a build as the expected ones.

    It writes tests/expected/ and the picture and headline figures of README.md. If a headline number is not what the
    newest version of the data in report/versions.csv has, it adds a version. Run it in the folder of the project.
    """
    from analysis.formulas.evaluation import compute
    from analysis.indicators.definitions import definitions
    from analysis.tables.loading import load
    from figures.summary import children_spending_and_cost
    from report import project, versions
    from report.formats.api import version_of
    from report.manuscript.draft import published
    from report.manuscript.prose import Prose
    from report.outputs import HEADLINE
    from report.review import accepted, readme

    stated = [path for name in accepted.STATED if (path := build / name).is_file()]
    if build / HEADLINE not in stated:
        raise Problem(f"{build} has no {HEADLINE}: build the report first (make report), then accept it.")
    tables = load(data)
    indicators = compute(tables, definitions())
    figure = children_spending_and_cost(indicators)
    prose = Prose(indicators, tables.areas, definitions())
    now = version_of(project.data_version(data), project.version(), published(tables.sources))
    history = versions.with_newest(versions.held(Path()), indicators, now["data"], now["published"])
    texts = {
        **accepted.files({path.name: path.read_text(encoding="utf-8") for path in stated}),
        "README.md": readme.refreshed(Path("README.md").read_text(encoding="utf-8"), figure, prose),
        readme.PICTURE: readme.picture(figure),
        versions.FILE: versions.written(history).decode(),
    }
    for name, text in texts.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8", newline="\n")
        print(name)


@click.command(epilog="Example: valuing-care definitions --register")
@options.data
@click.option("--register", is_flag=True, help="Register them as they are, with the newest data held.")
def definitions(data: Path, *, register: bool) -> None:
    """Say which definitions and rules of claims are not registered as they are.

    A definition is registered in analysis/registered.csv by a hash of its words and one of what it computes, with the
    newest data that was held when it became what it is. So valuing-care diff can say whether a definition was changed
    after newer data had come. Run it in the folder of the project.
    """
    from analysis.indicators import definitions as indicators
    from report.manuscript.draft import measured
    from report.records import registration

    file = Path(registration.FILE)
    before = registration.register_of(Path())
    now = registration.fingerprints(indicators.definitions())
    found = registration.unregistered(before, now)
    if register:
        known = measured(data)
        newest = registration.newest_data(known.indicators, known.trails, known.tables)
        after = registration.registered(before, now, newest)
        file.write_bytes(registration.written(after))
        found = list(registration.changes(before, after))
    for sentence in found:
        print(sentence)
    if found and not register:
        raise Problem(f"Of the definitions, {len(found)} are not registered as they are: run make register.")
    print(f"{file}: all {len(now)} definitions are registered as they are.")


@click.command(epilog="Example: valuing-care doctor --engine quarto")
@options.data
@options.engine
def doctor(data: Path, engine: str) -> None:
    """Say what is installed and whether the report can be built.

    The exit status is 0 if it can, and 1 if it cannot.
    """
    from report.doctor import findings

    hindering = []
    for finding in findings(data, engine):
        print(f"{finding.subject:<10}{finding.words}")
        if finding.hinders:
            hindering.append(finding.subject)
    if hindering:
        raise Problem(f"The report cannot be built: see {', '.join(hindering)} above.")
    print("The report can be built.")
