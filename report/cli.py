"""The command line: ``valuing-care``.

The only place that speaks to the terminal. What a command needs is imported when it runs, so that ``--help`` answers
at once.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from analysis.problem import Problem, Unreachable

LONGEST_PULL_REQUEST = 60_000
"""The characters that the text of a pull request may have, with some to spare."""
UNREACHABLE = 3
"""No publisher could be asked: nothing is lost by it, and whoever can do without goes on."""
INTERRUPTED = 130
"""What a shell expects of a command that Ctrl-C ended."""
TERMINATED = 143
"""What a shell expects of a command that was asked to end."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 for a ``Problem`` (said in one sentence), 2 for a wrong call.

    It is 3 where no publisher could be asked.
    """
    options = _parser().parse_args(arguments)
    # Unwinds, as an interrupt does, so that what the command has started and put aside goes with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        if "build" in options:
            _settle(options.build)
        options.command(options)
        sys.stdout.flush()
    except Unreachable as problem:
        print(f"{problem}: the tables stay as they are, and the report builds from them.", file=sys.stderr)
        return UNREACHABLE
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of the output (`| head`) has seen enough. Python flushes once more when it exits: into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="valuing-care",
        description="What looking after children costs English councils, computed from official statistics.",
    )
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "--data", type=Path, default=Path("data"), metavar="DIR", help="the tidy tables (default: %(default)s)"
    )
    build = argparse.ArgumentParser(add_help=False)
    build.add_argument(
        "--build", type=Path, default=Path("build"), metavar="DIR", help="where results go (default: %(default)s)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    tables = commands.add_parser("data", help="refresh, import or validate the tidy tables")
    actions = tables.add_subparsers(required=True, metavar="ACTION")
    command = actions.add_parser(
        "import",
        parents=[data],
        help="read official files into the tidy tables",
        description="Read official files, recognised by their content, into the tidy tables. "
        "The tables stay as they were unless every file could be read.",
    )
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
    command.add_argument(
        "--release",
        default="",
        metavar="MONTH",
        help="the release that figures come from, such as 2025-12, for files that do not state it",
    )
    command.set_defaults(command=_data_import)
    command = actions.add_parser("validate", parents=[data], help="hold the tidy tables against their data package")
    command.set_defaults(command=_data_validate)

    asking = argparse.ArgumentParser(add_help=False)
    asking.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="SERIES",
        help="ask for one series of data/datapackage.json; may be repeated (default: all)",
    )
    asking.add_argument(
        "--cache", type=Path, metavar="DIR", help="where downloads are kept (default: the user’s cache folder)"
    )
    command = actions.add_parser(
        "status",
        parents=[data, asking],
        help="say what is held and what is newer at the publishers",
        description="Say of each series which edition is held, and what its publisher has that is newer. "
        "The exit status is 3 where the publishers cannot be asked.",
    )
    command.set_defaults(command=_data_status)
    command = actions.add_parser(
        "refresh",
        parents=[data, build, asking],
        help="fetch what is newer at the publishers into the tidy tables",
        description="Fetch what the publishers have that is not held, and read it into the tidy tables once all of it "
        "is whole, adds up and is plausible; else they stay as they were. The exit status is 3 where the publishers "
        "cannot be asked. VALUING_CARE_CONTACT, an address or a page, is named to them.",
    )
    command.add_argument("--dry-run", action="store_true", help="do everything but the last step")
    command.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="KEY",
        help="take a change that is larger than expected, by the name that the refusal gave it; may be repeated",
    )
    command.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="write what was brought in, for a pull request; and which of the report's numbers move with it, which are "
        "listed anew in the build folder for that",
    )
    command.set_defaults(command=_data_refresh)

    command = commands.add_parser("indicators", parents=[data, build], help="compute every indicator")
    command.set_defaults(command=_indicators)

    command = commands.add_parser("figures", parents=[data, build], help="draw the report's charts alone")
    command.set_defaults(command=_figures)

    command = commands.add_parser(
        "headline",
        parents=[data, build],
        help="list the report's numbers alone",
        description="List every number that the report would print in build/headline.json, without drawing it.",
    )
    command.set_defaults(command=_headline)

    document = argparse.ArgumentParser(add_help=False)
    document.add_argument(
        "--engine",
        choices=("auto", "quarto", "pandoc"),
        default="auto",
        help="what renders it: auto takes Quarto where it is installed (default: %(default)s)",
    )
    document.add_argument(
        "--format",
        choices=("html", "pdf", "docx", "ods", "xlsx"),
        action="append",
        dest="formats",
        help="a document to write; may be repeated (default: html and pdf)",
    )
    command = commands.add_parser(
        "report",
        parents=[data, build, document],
        help="build the report",
        description="Build the report into build/. What an earlier build made of the same tables, code, templates, "
        "engine and versions is kept: valuing-care stale says what is not.",
    )
    command.add_argument("--force", action="store_true", help="make everything again")
    command.set_defaults(command=_report)

    command = commands.add_parser(
        "stale",
        parents=[data, build, document],
        help="say what building the report would make again, and why",
    )
    command.set_defaults(command=_stale)

    command = commands.add_parser(
        "editions",
        parents=[data, build],
        help="build the report about one council, region or class, or about each of them",
        description="Build the edition of each place that is named, or of every council, region, class and the county "
        "group, into build/editions/.",
    )
    command.add_argument("areas", nargs="*", metavar="AREA", help="a place by its name or code (default: all of them)")
    command.add_argument(
        "--format",
        choices=("html", "pdf", "docx"),
        action="append",
        dest="formats",
        help="a document to write; may be repeated (default: html and pdf)",
    )
    command.add_argument("--jobs", type=_count, metavar="N", help="processes that print (default: one a processor)")
    command.add_argument(
        "--backend",
        choices=("processes", "dask"),
        default="processes",
        help="who prints: processes of this machine, or the workers of a dask scheduler (default: %(default)s)",
    )
    command.add_argument("--scheduler", metavar="ADDRESS", help="the dask scheduler, such as tcp://127.0.0.1:8786")
    command.add_argument("--force", action="store_true", help="print all that are asked for again")
    command.set_defaults(command=_editions)

    command = commands.add_parser(
        "trace",
        parents=[data, build],
        help="follow a number back to the published cells that made it",
        description="Follow a number back: its definition, its formula with the numbers in it, the published cells "
        "behind it, and where the report uses it.",
    )
    command.add_argument(
        "key",
        metavar="KEY",
        help="indicator:area:period or indicator[breakdown]:area:period, the area by code or name; or a derived "
        "number as build/headline.json names it",
    )
    command.add_argument("--json", action="store_true", help="print everything, as JSON")
    command.add_argument("--all", action="store_true", help="print every council of a sum, and not the first few")
    command.add_argument(
        "--open-source", type=Path, metavar="DIR", help="read the cells again in the official files of a folder"
    )
    command.set_defaults(command=_trace)

    command = commands.add_parser(
        "diff",
        parents=[build],
        help="say which of the report's numbers moved, and why",
        description="Say which of the report's numbers and of the verdicts on claims moved, by how much, and whether "
        "data, method or code moved them; and write it as a page, build/report/changes.html. OLD and NEW are folders "
        "with a build, or revisions (branches, tags, commits) of the git repository.",
    )
    command.add_argument("old", nargs="?", metavar="OLD", help="default: the accepted numbers (tests/expected)")
    command.add_argument("new", nargs="?", metavar="NEW", help="default: the build folder")
    command.add_argument("--markdown", action="store_true", help="print it as Markdown, for a pull request")
    command.set_defaults(command=_diff)

    command = commands.add_parser(
        "check",
        parents=[build],
        help="hold a built report against its list of numbers",
        description="Fail on a number in the report that no template printed, on one that build/headline.json lacks or "
        "lists in vain, on what templates leave behind, and where page and print differ.",
    )
    command.set_defaults(command=_check)

    command = commands.add_parser(
        "accept",
        parents=[data, build],
        help="take the numbers of a build as the expected ones",
        description="Take the numbers of a build as the expected ones: tests/expected/headline.json, and the picture "
        "and headline figures of README.md. Run it in the folder of the project.",
    )
    command.set_defaults(command=_accept)

    command = commands.add_parser(
        "doctor",
        parents=[data],
        help="say what is installed and whether a report can be built",
        description="Say what is installed, which engine will render the report, and whether it can be built: the exit "
        "status is 0 if it can and 1 if it cannot.",
    )
    command.add_argument("--engine", choices=("auto", "quarto", "pandoc"), default="auto", help="the engine to ask for")
    command.set_defaults(command=_doctor)
    return parser


def _settle(build: Path) -> None:
    from report.store import settle

    settle(build)


def _count(text: str) -> int:
    """A number of processes."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"expected a number of processes, 1 or more, and not '{text}'")
    return int(text)


def _data_import(options: argparse.Namespace) -> None:
    from analysis.ingest.importing import import_files

    for line in import_files(options.paths, options.data, release=options.release):
        print(line)


def _data_validate(options: argparse.Namespace) -> None:
    from analysis.tables.loading import validate

    print(validate(options.data))


def _data_status(options: argparse.Namespace) -> None:
    from analysis.ingest.refresh import held_editions, standings

    try:
        with _asking(options) as downloads:
            found = standings(options.data, downloads, options.only)
    except Unreachable:
        for series, held in held_editions(options.data, options.only):
            print(f"{series.name}: {held or 'nothing'} is held.")
        raise
    for standing in found:
        print(f"{standing.series.name}: {standing}.")
    if troubled := [standing.series.name for standing in found if standing.trouble]:
        raise Problem(f"What is newer could not be found out for {', '.join(troubled)}.")


def _data_refresh(options: argparse.Namespace) -> None:
    from analysis.ingest.refresh import in_markdown, refresh

    with _asking(options) as downloads:
        refreshed = refresh(options.data, downloads, only=options.only, accepted=options.accept, trial=options.dry_run)
    for line in refreshed.lines:
        print(line)
    if options.markdown:
        summary = in_markdown(refreshed)
        if refreshed.changed:
            summary = _shortened(f"{summary}\n{_moved(options.data, options.build)}")
        options.markdown.write_text(summary, encoding="utf-8", newline="\n")
    elif refreshed.changed:
        print("Which numbers of the report moved: make report, then valuing-care diff.")


def _moved(data: Path, build: Path) -> str:
    """Which of the report's accepted numbers move with the tables, as Markdown, or why that cannot be said."""
    from report.build import build_headline
    from report.review import accepted, changes
    from report.review.comparison import compare

    try:
        with redirect_stdout(sys.stderr):
            build_headline(data, build)
        return changes.markdown(compare(accepted.FOLDER, str(build), Path())) + "\n"
    except Problem as problem:
        return f"The report cannot be built from these tables, or compared with the one accepted: {problem}\n"


def _shortened(summary: str) -> str:
    """As much of a summary, in whole lines, as a pull request takes."""
    if len(summary) <= LONGEST_PULL_REQUEST:
        return summary
    shown = summary[:LONGEST_PULL_REQUEST].rpartition("\n")[0]
    left = summary[len(shown) :].count("\n") - 1
    return f"{shown}\n\nAnd {left:,} more lines: valuing-care diff prints them all.\n"


@contextmanager
def _asking(options: argparse.Namespace) -> Iterator[Any]:
    """The publishers (``Downloads``, which are not imported until somebody asks), as a terminal asks them."""
    from platformdirs import user_cache_path

    from analysis.ingest.download import downloading
    from report.progress import download_bars

    cache = options.cache or user_cache_path("valuing-care", appauthor=False)
    contact = os.environ.get("VALUING_CARE_CONTACT", "")
    with download_bars(sys.stderr) as told, downloading(cache, contact=contact, told=told) as downloads:
        yield downloads


def _indicators(options: argparse.Namespace) -> None:
    from report.build import build_indicators

    print(build_indicators(options.data, options.build))


def _figures(options: argparse.Namespace) -> None:
    from report.build import build_figures

    build_figures(options.data, options.build)


def _headline(options: argparse.Namespace) -> None:
    from report.build import build_headline

    build_headline(options.data, options.build)


def _report(options: argparse.Namespace) -> None:
    from report.build import build_report

    formats = options.formats or ["html", "pdf"]
    build_report(options.data, options.build, options.engine, formats, print, force=options.force)


def _stale(options: argparse.Namespace) -> None:
    from report.build import stale

    lines = stale(options.data, options.build, options.engine, options.formats or ["html", "pdf"])
    for line in lines or [f"Nothing: the report in {options.build} is made from what there is."]:
        print(line)


def _editions(options: argparse.Namespace) -> None:
    from report.editions.building import build_editions

    if (options.backend == "dask") != (options.scheduler is not None):
        raise Problem("--backend dask and --scheduler ADDRESS belong together: give both, or neither.")
    build_editions(
        options.data,
        options.build,
        options.areas,
        options.formats or ["html", "pdf"],
        print,
        jobs=options.jobs,
        scheduler=options.scheduler,
        force=options.force,
    )


def _check(options: argparse.Namespace) -> None:
    from report.review.checks import faults

    found = faults(options.build)
    for fault in found:
        print(fault)
    if found:
        raise Problem(f"The report in {options.build} is not as it should be: {len(found)} faults are named above.")
    print(f"The report in {options.build} has no number that cannot be looked up, and nothing left over.")


def _trace(options: argparse.Namespace) -> None:
    from analysis.tables.loading import load
    from report.review.trace import read_headline, read_titles, traced, uses
    from report.review.trace_output import Surroundings, as_data, as_text

    tables = load(options.data)
    headline = read_headline(options.build)
    found = traced(options.key, tables, headline)
    readings = None
    if options.open_source:
        from analysis.ingest.originals import Originals

        originals = Originals(options.open_source)
        readings = {
            observation: originals.read(tables.sources[observation.source_id], observation)
            for observation in found.observations()
        }
    about = Surroundings(
        sources=tables.sources,
        licences={licence["name"]: licence["title"] for licence in tables.package["licenses"]},
        places=dict(tables.membership.names),
        uses=None if headline is None else uses(found.key, headline),
        titles={} if headline is None else read_titles(options.build),
        readings=readings,
    )
    if options.json:
        print(json.dumps(as_data(found, about), indent=2, ensure_ascii=False))
    else:
        print(as_text(found, about, everything=options.all), end="")
    differing = [observation for observation, reading in (readings or {}).items() if reading.agrees is False]
    if differing:
        raise Problem(
            f"Of the cells behind {found.key}, {len(differing)} of {len(readings or {})} no longer say what is held."
        )


def _diff(options: argparse.Namespace) -> None:
    from report.progress import Progress
    from report.review import accepted, changes
    from report.review.comparison import compare
    from report.store import write

    if not options.old and not (Path(accepted.FOLDER) / "headline.json").is_file():
        raise Problem(f"No numbers have been accepted in {accepted.FOLDER}: run make accept, or name an OLD build.")
    progress = Progress(sys.stderr, steps=3)
    # Where nobody looks on, what is printed stands alone.
    tell = progress.step if sys.stderr.isatty() else lambda _: None
    try:
        comparison = compare(options.old or accepted.FOLDER, options.new or str(options.build), Path(), tell)
        tell("Writing the page")
        write({"report/changes.html": changes.page(comparison)}, options.build)
    finally:
        progress.clear()
    print((changes.markdown if options.markdown else changes.plain)(comparison))


def _accept(options: argparse.Namespace) -> None:
    from analysis.formulas.evaluation import compute
    from analysis.indicators.definitions import definitions
    from analysis.tables.loading import load
    from figures.summary import children_spending_and_cost
    from report.manuscript.prose import Prose
    from report.review import accepted, readme

    stated = [path for name in accepted.STATED if (path := options.build / name).is_file()]
    if options.build / "headline.json" not in stated:
        raise Problem(f"{options.build} holds no headline.json: build the report first (make report), then accept it.")
    tables = load(options.data)
    indicators = compute(tables, definitions())
    figure = children_spending_and_cost(indicators)
    prose = Prose(indicators, tables.areas, definitions())
    texts = {
        **accepted.files({path.name: path.read_text(encoding="utf-8") for path in stated}),
        "README.md": readme.refreshed(Path("README.md").read_text(encoding="utf-8"), figure, prose),
        readme.PICTURE: readme.picture(figure),
    }
    for path, text in texts.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8", newline="\n")
        print(path)


def _doctor(options: argparse.Namespace) -> None:
    from report.doctor import findings

    hindering = []
    for finding in findings(options.data, options.engine):
        print(f"{finding.subject:<10}{finding.words}")
        if finding.hinders:
            hindering.append(finding.subject)
    if hindering:
        raise Problem(f"No report can be built as things are: see {', '.join(hindering)} above.")
    print("The report can be built.")


if __name__ == "__main__":
    sys.exit(main())
