"""Plays Quarto for the tests: a program by this name answers as Quarto's documentation says that Quarto does.

``STAND_IN`` says how it behaves, ``STAND_IN_RECORD`` where it writes down how it was called. It renders with the pandoc
that ``STAND_IN_PANDOC`` names, by the settings that lie in the folder.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

FOREIGN = '<script src="https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.6/require.min.js"></script>'
FAILURE = """pandoc
  to: html
\x1b[31mERROR: Error running filter manuscript.lua:\x1b[39m
manuscript.lua:7: attempt to index a nil value in {folder}/manuscript.md
stack traceback:
\t[C]: in ?
ERROR: Error
    at renderFiles (file:///opt/quarto/bin/quarto.js:79073:29)
"""


def setting(name: str) -> str:
    found = re.search(rf"^ *{name}: (.+)$", Path("_quarto.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert found, name
    return found[1]


def render(to: str) -> None:
    page = to == "html"
    options = ["--toc", f"--toc-depth={setting('toc-depth')}", "--section-divs"]
    options.append(f"--shift-heading-level-by={setting('shift-heading-level-by')}")
    text = Path("manuscript.md").read_text(encoding="utf-8")
    subprocess.run(
        [
            os.environ["STAND_IN_PANDOC"],
            "manuscript.md",
            f"--from={setting('from')}",
            f"--to={'html5' if page else 'typst'}",
            f"--output=manuscript.{'html' if page else setting('output-ext')}",
            f"--template=report.{'html' if page else 'typ'}",
            "--lua-filter=manuscript.lua",
            "--wrap=none",
            "--syntax-highlighting=none",
            "--columns=10000",
            *(["--citeproc", "--bibliography=references.json", "--csl=works.csl"] if "[@" in text else []),
            *(options if page else []),
        ],
        check=True,
    )


def record() -> None:
    name = os.environ.get("STAND_IN_RECORD")
    if name:
        call = {
            "arguments": sys.argv[1:],
            "folder": str(Path.cwd()),
            "files": sorted(path.name for path in Path.cwd().iterdir()),
            "settings": Path("_quarto.yml").read_text(encoding="utf-8"),
            "manuscript": Path("manuscript.md").read_text(encoding="utf-8"),
            "environment": dict(os.environ),
            "session": os.getsid(0) == os.getpid(),
            "input": sys.stdin.read(),
        }
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(json.dumps(call) + "\n")


def leave_a_child() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(os.environ["STAND_IN_CHILD"]).write_text(str(child.pid), encoding="utf-8")


def main() -> int:
    behaviour = os.environ.get("STAND_IN", "")
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write("1.9.38\n")
        return 0
    record()
    to = sys.argv[sys.argv.index("--to") + 1]
    if behaviour in ("hangs", "leaves a child"):
        leave_a_child()
    if behaviour == "hangs":
        time.sleep(60)
    if behaviour == "fails":
        sys.stderr.write(FAILURE.format(folder=Path.cwd()))
        return 1
    if behaviour == "is killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if behaviour == "writes nothing":
        sys.stdout.write("Output created: elsewhere.html\n")
        return 0
    if behaviour == "writes garbage":
        Path("manuscript.html").write_bytes(b"\xff\xfe\x00garbage")
        Path("manuscript.typ").write_bytes(b"\xff\xfe\x00garbage")
        return 0
    render(to)
    page = Path("manuscript.html")
    if behaviour == "links scripts":
        page.write_text(page.read_text(encoding="utf-8").replace("</head>", f"{FOREIGN}</head>"), encoding="utf-8")
    if behaviour == "loses a table":
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("<!--table:tbl-regions-->", ""), encoding="utf-8")
    if behaviour == "cuts the page short":
        page.write_bytes(page.read_bytes()[:2000])
    return 0


if __name__ == "__main__":
    sys.exit(main())
