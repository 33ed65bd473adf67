"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

FOLDER = click.Path(path_type=Path)

data = click.option(
    "--data", type=FOLDER, default=Path("data"), show_default=True, metavar="DIR", help="Folder of the tidy tables."
)
engine = click.option(
    "--engine",
    type=click.Choice(("auto", "quarto", "pandoc")),
    default="auto",
    show_default=True,
    help="Program that renders the report; auto takes Quarto if it is installed.",
)


def _settled(ctx: click.Context, _: click.Parameter, folder: Path) -> Path:
    """The build folder, after finishing what a build that was killed has left half done."""
    if not ctx.resilient_parsing:  # as it is while a shell completes a command
        from report.store import settle

        settle(folder)
    return folder


build = click.option(
    "--build",
    type=FOLDER,
    default=Path("build"),
    show_default=True,
    metavar="DIR",
    callback=_settled,
    help="Folder of the results.",
)
