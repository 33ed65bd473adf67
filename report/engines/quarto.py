"""The engine for those who have it: the Quarto command line, on the executed manuscript.

Quarto reads the manuscript as Markdown and not the joined notebook: a text has no cells, so that there is nothing to
execute again and no reason to link the scripts that Quarto adds to pages from notebooks; and captions, alternative
texts and tables come as the manuscript has them, not as the outputs of cells.

Drawings and tables are put into Quarto's page afterwards, and the Typst that it writes is set by the Typst of the
installation, as the embedded engine does both: the Typst within Quarto knows no alternative texts and no headers of
tables before Quarto 1.9, and a different Typst would break lines and pages elsewhere.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analysis.problem import Problem
from report.engines import pandoc
from report.engines.self_contained import refuse_what_is_fetched
from report.manuscript.document import Manuscript

OLDEST: Final = (1, 4)
"""The first Quarto that writes Typst."""
TIME_LIMIT: Final = 300.0
"""Seconds that a run may take; it takes a few."""
TIME_TO_ANSWER: Final = 60.0
"""Seconds within which Quarto must say its version."""

_INSTEAD = "use --engine pandoc, which comes with the installation"
_MARKDOWN = "manuscript.md"
_STYLE = "<style>\n/*style*/\n</style>"
_STYLE_MARK = "<!--style-->"
# A proxy that nobody answers: whatever would fetch something learns at once that it cannot.
_NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
_SETTINGS_OF_OTHERS = {"QUARTO_PROFILE", "QUARTO_PROJECT_DIR", "QUARTO_LOG", "QUARTO_LOG_LEVEL", "QUARTO_LOG_FORMAT"}


@dataclass(frozen=True)
class Quarto:
    """A Quarto that is installed: its path and its version."""

    program: Path
    version: str

    def html(self, manuscript: Manuscript) -> bytes:
        """The report as one self-contained HTML page."""
        page = self._rendered(manuscript, "html", ".html")
        marks = [_STYLE_MARK]
        marks += [f"<!--{part}:fig-{figure.id}-->" for figure in manuscript.figures for part in ("figure", "data")]
        marks += [f"<!--{part}:tbl-{table.id}-->" for table in manuscript.tables for part in ("table", "data")]
        missing = [mark for mark in marks if page.count(mark) != 1]
        if "</html>" not in page or missing:
            what = f"has no place for {missing[0][4:-3]}" if "</html>" in page else "is no whole page"
            raise Problem(f"What Quarto {self.version} wrote as HTML {what}: {_INSTEAD}.")
        refuse_what_is_fetched(page, f"Quarto {self.version}")
        return pandoc.completed(page.replace(_STYLE_MARK, _STYLE), manuscript, pandoc.style_with_script()).encode()

    def pdf(self, manuscript: Manuscript) -> bytes:
        """The report as PDF, tagged to PDF/UA-1 and PDF/A-2a."""
        from report.engines import typesetting

        return typesetting.document(self._rendered(manuscript, "typst", ".typ"), manuscript)

    def _rendered(self, manuscript: Manuscript, to: str, suffix: str) -> str:
        """What Quarto makes of the manuscript, in a folder that no other run sees and that goes with this one."""
        with tempfile.TemporaryDirectory(prefix="valuing-care-", ignore_cleanup_errors=True) as name:
            folder = Path(name).resolve()
            for file, text in _files(manuscript).items():
                (folder / file).write_text(text, encoding="utf-8", newline="\n")
            command = [str(self.program), "render", _MARKDOWN, "--to", to, "--no-execute"]
            status, said = _run(command, folder, TIME_LIMIT)
            result = folder / Path(_MARKDOWN).with_suffix(suffix)
            if status or not result.is_file():
                raise Problem(f"Quarto {self.version} could not render the report as {to}, {_reason(status, said)}.")
            try:
                return result.read_text(encoding="utf-8")
            except UnicodeDecodeError as error:
                raise Problem(f"What Quarto {self.version} wrote as {to} is no text: {_INSTEAD}.") from error


def installed() -> Quarto | None:
    """The Quarto that ``QUARTO_PATH`` names, or else the one on the path; None if there is none.

    Raises :class:`Problem` if ``QUARTO_PATH`` names no program, or the program is no Quarto or too old.
    """
    named = os.environ.get("QUARTO_PATH")
    found = shutil.which(named or "quarto")
    if not found:
        if named:
            raise Problem(f"QUARTO_PATH is {named}, but there is no program: correct it or unset it.")
        return None
    program = Path(found).absolute()
    with tempfile.TemporaryDirectory(prefix="valuing-care-", ignore_cleanup_errors=True) as name:
        status, said = _run([str(program), "--version"], Path(name).resolve(), TIME_TO_ANSWER)
    version = re.search(r"^(\d+)\.(\d+)(?:\.\d+)*$", said, re.MULTILINE)
    if status or not version:
        raise Problem(f"{program} does not say which Quarto it is, {_reason(status, said)}: {_INSTEAD}.")
    if (int(version[1]), int(version[2])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise Problem(f"{program} is Quarto {version[0]} and {oldest} or newer is needed: install it, or {_INSTEAD}.")
    return Quarto(program, version[0])


def _files(manuscript: Manuscript) -> Mapping[str, str]:
    """All that a run reads: the manuscript, the settings of Quarto, the templates, the filter and the works cited."""
    page, printed, settings, rules = (
        (pandoc.TEMPLATES / name).read_text(encoding="utf-8")
        for name in ("report.html", "report.typ", "quarto.yml", "manuscript.lua")
    )
    return {
        _MARKDOWN: _as_quarto_reads(manuscript.markdown),
        "_quarto.yml": settings.replace("$reader$", pandoc.READER),
        "report.html": _with_own_author(page).replace(_STYLE, _STYLE_MARK),
        "report.typ": _with_own_author(printed),
        "manuscript.lua": rules,
        "references.json": pandoc.LITERATURE.read_text(encoding="utf-8"),
        "works.csl": pandoc.citation_style(),
    }


def _as_quarto_reads(markdown: str) -> str:
    """The manuscript, but for what Quarto would take for its own.

    It numbers every block whose id begins with fig- or tbl-, which therefore bears it as an attribute until the filter
    gives it back, and makes a record with affiliations of every author.
    """
    placed = re.sub(
        r"^(:{3,} \{)#((?:fig|tbl)-[\w-]+)((?: \.[\w-]+)*)",
        lambda found: f'{found[1]}{found[3].strip()} place="{found[2]}"',
        markdown,
        flags=re.MULTILINE,
    )
    return re.sub(r"^author:", "report-author:", placed, count=1, flags=re.MULTILINE)


def _with_own_author(template: str) -> str:
    return re.sub(r"\$(for\()?author(\))?\$", r"$\1report-author\2$", template)


def _run(command: Sequence[str], folder: Path, limit: float) -> tuple[int, str]:
    """Run a command in a folder of its own; its exit status and what it said.

    It runs in a session of its own, which ends with it: when it has finished or not within ``limit`` seconds, and when
    this program is interrupted, nothing that it started is left. What it says goes to a file, since a child that
    outlives it would hold a pipe open.
    """
    log = folder / "said.txt"
    with log.open("wb") as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - the program that the user has installed or named
                command,
                cwd=folder,
                env=_environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise Problem(f"{command[0]} could not be run ({error.strerror}): {_INSTEAD}.") from error
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired as error:
            done = " ".join(command[1:4])
            raise Problem(
                f"Quarto did not finish ({done}) within {limit:g} seconds and was stopped: try again, or {_INSTEAD}."
            ) from error
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    text = log.read_bytes()[-20_000:].decode(errors="replace")
    return status, text.replace(f"{folder}/", "").replace(str(folder), "")


def _environment(folder: Path) -> dict[str, str]:
    """The user's environment without what steers Quarto elsewhere, its caches in the folder of this run."""
    inherited = {name: value for name, value in os.environ.items() if name not in _SETTINGS_OF_OTHERS}
    own = {name: str(folder) for name in ("TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    return inherited | own | _NO_NETWORK | {"NO_COLOR": "1"}


def _reason(status: int, said: str) -> str:
    """Why a run failed, in the last lines that say something: from the error on, if one is marked as an error."""
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said).splitlines()
    useful = [
        re.sub(r"[^\x20-\uFFFF]", "", line).strip()
        for line in lines
        if not re.match(r"\s*at .*[:)]|\s*\[C\]|\s*stack traceback|ERROR: Error$|\s*$", line, re.IGNORECASE)
    ]
    first = next((position for position, line in enumerate(useful) if line.startswith("ERROR")), 0)
    words = " / ".join(line for line in useful[first:][-3:] if line)[-400:]
    ended = f"was killed by signal {-status}" if status < 0 else f"ended with exit status {status}"
    return f"it {ended} and said “{words}”" if words else f"it {ended} and said nothing"
