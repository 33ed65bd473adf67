"""The commands about the tidy tables: import, validate, status and refresh."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.problem import Problem, Unreachable
from report.cli import options

if TYPE_CHECKING:
    from analysis.ingest.download import Downloads

LONGEST_PULL_REQUEST = 60_000
"""Characters that the text of a pull request may have, with some to spare."""

only = click.option(
    "--only",
    multiple=True,
    metavar="SERIES",
    help="Series of data/datapackage.json to ask for; may be repeated.  [default: all]",
)
cache = click.option(
    "--cache",
    type=options.FOLDER,
    metavar="DIR",
    help="Folder of the downloads.  [default: in the user’s cache folder]",
)


@click.group()
def data() -> None:
    """Refresh, import or validate the tidy tables."""


@data.command("import", epilog="Example: valuing-care data import Downloads/RSX_LA_Data_2024-25_data_by_LA.ods")
@options.data
@click.argument("paths", nargs=-1, required=True, type=options.FOLDER, metavar="PATH...")
@click.option(
    "--release",
    default="",
    metavar="MONTH",
    help="Release that the figures come from, such as 2025-12, for files that do not state it.",
)
def import_(data: Path, paths: tuple[Path, ...], release: str) -> None:
    """Read official files into the tidy tables.

    PATH is a file, or a folder of files. A file is recognised by its content. Unless every file can be read, the tables
    stay as they are.
    """
    from analysis.ingest.importing import import_files

    for line in import_files(paths, data, release=release):
        print(line)


@data.command(epilog="Example: valuing-care data validate")
@options.data
def validate(data: Path) -> None:
    """Check the tidy tables against their data package."""
    from analysis.tables import loading

    print(loading.validate(data))


@data.command(epilog="Example: valuing-care data status --only outturn")
@options.data
@only
@cache
def status(data: Path, only: tuple[str, ...], cache: Path | None) -> None:
    """List the editions held, and what is newer at the publishers.

    The exit status is 3 if the publishers cannot be reached.
    """
    from analysis.ingest.refresh import held_editions, standings

    try:
        with _downloads(cache) as downloads:
            found = standings(data, downloads, only)
    except Unreachable:
        for series, held in held_editions(data, only):
            print(f"{series.name}: {held or 'nothing'} is held.")
        raise
    for standing in found:
        print(f"{standing.series.name}: {standing}.")
    if troubled := [standing.series.name for standing in found if standing.trouble]:
        raise Problem(f"What is newer could not be found out for {', '.join(troubled)}.")


@data.command(epilog="Example: valuing-care data refresh --dry-run --only looked-after")
@options.data
@options.build
@only
@cache
@click.option("--dry-run", is_flag=True, help="Do everything except writing the tables.")
@click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="KEY",
    help="Change to accept although it is larger than expected, under the name that the refusal gave; may be repeated.",
)
@click.option(
    "--markdown",
    type=options.FOLDER,
    metavar="FILE",
    help="File to describe the new data in, for a pull request, with the numbers of the report that move; these are "
    "listed in the build folder for it.",
)
def refresh(
    data: Path,
    build: Path,
    only: Sequence[str],
    cache: Path | None,
    accepted: Sequence[str],
    markdown: Path | None,
    *,
    dry_run: bool,
) -> None:
    """Fetch what is newer at the publishers into the tidy tables.

    The tables change only if every new file is complete, adds up and is plausible. The exit status is 3 if the
    publishers cannot be reached. The publishers are told the value of VALUING_CARE_CONTACT, an address or a web page.
    """
    from analysis.ingest import refresh

    with _downloads(cache) as downloads:
        refreshed = refresh.refresh(data, downloads, only=only, accepted=accepted, trial=dry_run)
    for line in refreshed.lines:
        print(line)
    if markdown:
        summary = refresh.in_markdown(refreshed)
        if refreshed.changed:
            summary = shortened(f"{summary}\n{_movements(data, build)}")
        markdown.write_text(summary, encoding="utf-8", newline="\n")
    elif refreshed.changed:
        print("To see which numbers of the report move: make report, then valuing-care diff.")


def shortened(summary: str) -> str:
    """As many whole lines of a summary as a pull request takes."""
    if len(summary) <= LONGEST_PULL_REQUEST:
        return summary
    shown = summary[:LONGEST_PULL_REQUEST].rpartition("\n")[0]
    left = summary[len(shown) :].count("\n") - 1
    return f"{shown}\n\nAnd {left:,} more lines: valuing-care diff prints them all.\n"


def _movements(data: Path, build: Path) -> str:
    """Which of the accepted numbers move with the tables, as Markdown, or why that is not known."""
    from report.build import build_headline
    from report.review import accepted, changes
    from report.review.comparison import compare

    try:
        with redirect_stdout(sys.stderr):
            build_headline(data, build)
        return changes.markdown(compare(accepted.FOLDER, str(build), Path())) + "\n"
    except Problem as problem:
        return f"The report cannot be built from these tables, or cannot be compared with the accepted one: {problem}\n"


@contextmanager
def _downloads(cache: Path | None) -> Iterator[Downloads]:
    """The files of the publishers, with bars on the terminal while large ones arrive."""
    from platformdirs import user_cache_path

    from analysis.ingest.download import downloading
    from report.progress import download_bars

    folder = cache or user_cache_path("valuing-care", appauthor=False)
    contact = os.environ.get("VALUING_CARE_CONTACT", "")
    with (
        download_bars(sys.stderr) as on_progress,
        downloading(folder, contact=contact, on_progress=on_progress) as downloads,
    ):
        yield downloads
