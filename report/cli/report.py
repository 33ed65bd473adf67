"""The commands that build: the report, its editions, and parts of it."""

from __future__ import annotations

from pathlib import Path

import click

from analysis.problem import Problem
from report.cli import options
from report.outputs import FORMATS

formats = click.option(
    "--format",
    "formats",
    type=click.Choice(tuple(FORMATS)),
    multiple=True,
    default=("html", "pdf", "explore"),
    show_default=True,
    help="Document to write; may be repeated.",
)


@click.command(epilog="Example: valuing-care report --engine pandoc --format html --format xlsx")
@options.data
@options.build
@options.engine
@formats
@click.option("--force", is_flag=True, help="Build everything, whether it has changed or not.")
def report(data: Path, build: Path, engine: str, formats: tuple[str, ...], *, force: bool) -> None:
    """Build the report.

    What an earlier build made from the same tables, code, templates, engine and versions is kept. The command stale
    lists what is not.
    """
    from report.build import build_report

    build_report(data, build, engine, formats, print, force=force)


@click.command(epilog="Example: valuing-care stale --format pdf")
@options.data
@options.build
@options.engine
@formats
def stale(data: Path, build: Path, engine: str, formats: tuple[str, ...]) -> None:
    """Say what building the report would make again, and why."""
    from report import build as builds

    for line in builds.stale(data, build, engine, formats) or [f"Nothing: the report in {build} is up to date."]:
        print(line)


@click.command(epilog="Example: valuing-care editions Kent 'South East' --format pdf")
@options.data
@options.build
@click.argument("areas", nargs=-1, metavar="[AREA]...")
@click.option(
    "--format",
    "formats",
    type=click.Choice(("html", "pdf", "docx", "briefing")),
    multiple=True,
    default=("html", "pdf"),
    show_default=True,
    help="Document to write; may be repeated.",
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes to use.  [default: one a processor]")
@click.option(
    "--backend",
    type=click.Choice(("processes", "dask")),
    default="processes",
    show_default=True,
    help="Where the work is done: in processes of this machine, or by the workers of a dask scheduler.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Address of the dask scheduler, such as tcp://127.0.0.1:8786.")
@click.option("--force", is_flag=True, help="Build every edition that is asked for, whether it has changed or not.")
def editions(
    data: Path,
    build: Path,
    areas: tuple[str, ...],
    formats: tuple[str, ...],
    jobs: int | None,
    backend: str,
    scheduler: str | None,
    *,
    force: bool,
) -> None:
    """Build the report about places: councils, regions, classes or the county group.

    AREA is the name or the code of a place. Without any, an edition of every place is built. The editions go into
    build/editions/, and what --format briefing makes, the first page of an edition on one A4, into its briefings/.
    """
    from report.editions.building import build_editions

    if (backend == "dask") != (scheduler is not None):
        raise Problem("--backend dask and --scheduler ADDRESS belong together: give both, or neither.")
    build_editions(data, build, areas, formats, print, jobs=jobs, scheduler=scheduler, force=force)


@click.command(epilog="Example: valuing-care replay 2019 turned")
@options.data
@options.build
@click.argument("names", nargs=-1, metavar="[NAME]...")
def replay(data: Path, build: Path, names: tuple[str, ...]) -> None:
    """Build the report of other years, to see whether its sentences stay true.

    NAME is a year from 2017 to the one before the newest, or a year to come: continuing (every series goes on as it
    went) or turned (what rose has fallen). Without any, all are built. Each becomes a page in build/replay/, on which
    all sentences can be read one under another. The exit status is 1 if a replay has a fault that check would find.
    """
    from report.replay import build_replays

    replays = build_replays(data, build, names, print)
    for replay in replays:
        for fault in replay.faults:
            print(f"{replay.name}: {fault}")
    if faulty := [replay.name for replay in replays if replay.faults]:
        raise Problem(f"The replays with the faults above are not as they should be: {', '.join(faulty)}.")


@click.command(epilog="Example: valuing-care periods --data data")
@options.data
def periods(data: Path) -> None:
    """List the periods that sentences name, with their values and reasons.

    They are declared in report/chapters/periods.toml.
    """
    from report.manuscript.draft import measured, periods_of

    named = periods_of(measured(data))
    width = max(len(period.name) for period in named)
    for name, period, what, fixed in named:
        print(f"{name:<{width}}  {period:<7}  {'fixed: ' if fixed else ''}{what}")


@click.command(epilog="Example: valuing-care indicators --build build")
@options.data
@options.build
def indicators(data: Path, build: Path) -> None:
    """Compute every indicator, and the verdict on every claim.

    The results are build/indicators.csv and build/claims.csv.
    """
    from report.build import build_indicators

    print(build_indicators(data, build))


@click.command(epilog="Example: valuing-care figures --build charts")
@options.data
@options.build
def figures(data: Path, build: Path) -> None:
    """Draw only the charts of the report, into build/figures/."""
    from report.build import build_figures

    build_figures(data, build)


@click.command(epilog="Example: valuing-care headline --build build")
@options.data
@options.build
def headline(data: Path, build: Path) -> None:
    """List only the numbers of the report, in build/headline.json."""
    from report.build import build_headline

    build_headline(data, build)
