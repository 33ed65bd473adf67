"""The command line ``valuing-care``, the only place that speaks to the terminal.

Each command imports what it needs when it runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

import click

from analysis.problem import Problem, Unreachable
from report.cli import data, report, review

PROBLEM = 1
UNREACHABLE = 3
"""No publisher could be reached. Nothing is lost, and a caller that does not need new data can go on."""
INTERRUPTED = 130
"""What a shell expects of a command that Ctrl-C has ended: 128 and the number of the signal."""


class Commands(click.Group):
    """The commands. What stops one becomes an exit status."""

    def invoke(self, ctx: click.Context) -> None:
        """Run the command that was asked for."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except Unreachable as problem:
            print(f"{problem}: the tables stay as they are, and the report builds from them.", file=sys.stderr)
            ctx.exit(UNREACHABLE)
        except Problem as problem:
            print(problem, file=sys.stderr)
            ctx.exit(PROBLEM)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # The reader of the output (`| head`) has seen enough. Python flushes once more when it exits: into nothing.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=Commands,
    context_settings={"max_content_width": 100},
    epilog="The Tab key completes commands and options once your shell has run: "
    'eval "$(_VALUING_CARE_COMPLETE=bash_source valuing-care)". Add that line to ~/.bashrc to keep it. '
    "For zsh or fish write zsh_source or fish_source.",
)
@click.version_option(package_name="valuing-care", message="%(prog)s %(version)s")
def valuing_care() -> None:
    """What looking after children costs English councils, computed from official statistics."""


for command in (
    *(report.report, report.stale, report.editions, report.indicators, report.figures, report.headline),
    *(report.replay, report.periods),
    *(review.trace, review.diff, review.check, review.audit, review.accept, review.definitions, review.doctor),
    data.data,
):
    valuing_care.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. The exit status is 0, 1 for a ``Problem`` (printed as one sentence), or 2 for a wrong call.

    It is 3 if no publisher could be reached, and 128 and its number for a signal that ended the command.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Under nohup a hangup is ignored, and has to stay so.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _exit)
    try:
        status = valuing_care.main(arguments, prog_name="valuing-care", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return status or 0


def _exit(number: int, _: object) -> None:
    """End as an interrupt does: everything that is running is left, its children ended and its folders removed."""
    sys.exit(128 + number)
