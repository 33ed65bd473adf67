"""The script within a page: small modules, joined, and the policy by which a browser runs it and fetches nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path

_IMPORT = re.compile(r'^import \* as (\w+) from "((?:\.|\.\./script)/\1\.js)";\n', re.MULTILINE)
_REMARK = re.compile(r"^ *(?://.*|/\*\*(?s:.*?)\*/)\n|(?<=[;{,)]) // .*$", re.MULTILINE)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|function|async function) (\w+))", re.MULTILINE)


def joined(folder: Path) -> str:
    """The modules of a folder as one script, each after those that it imports.

    A module imports another whole, by its name (``import * as area from "./area.js";``), and exports constants and
    functions. What pages share lies in the folder ``script`` next to theirs (``"../script/names.js"``). A module
    becomes a constant of its name with what it exports; all else in it is its own. Remarks and indents stay in the
    modules, where people read them.
    """
    return _as_script(_modules(folder).values())


def joined_in_two(folder: Path, first: str) -> tuple[str, str]:
    """The modules of a folder as two scripts: one with what they import first, and the rest, which knows the first."""
    modules = _modules(folder)
    early = _modules(folder, [first])
    return _as_script(early.values()), _as_script(text for name, text in modules.items() if name not in early)


def _modules(folder: Path, wanted: Iterable[str] = ()) -> dict[str, str]:
    """Modules of a folder, all if none is ``wanted``, as constants, by name: each after those that it imports."""
    order: dict[str, str] = {}

    def add(path: Path) -> None:
        if path.stem in order:
            return
        text = path.read_text(encoding="utf-8")
        for _, imported in _IMPORT.findall(text):
            add(path.parent / imported)
        order[path.stem] = _as_constant(path.stem, text)

    for name in wanted or sorted(path.stem for path in folder.glob("*.js")):
        add(folder / f"{name}.js")
    return order


def _as_script(modules: Iterable[str]) -> str:
    return '"use strict";\n' + "\n".join(modules)


def _as_constant(module: str, text: str) -> str:
    text = _INDENT.sub("", _REMARK.sub("", text))
    exported = ", ".join(_EXPORT.findall(text))
    text = _EXPORT.sub("", _IMPORT.sub("", text))
    return f"const {module} = (() => {{\n{text}return {{ {exported} }};\n}})();\n"


def policy(*scripts: str) -> str:
    """The content security policy of a page whose only scripts are these: it fetches nothing, and sends nothing."""
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def block(name: str, content: object) -> str:
    """Data that a script reads, as JSON in a page; nothing in it ends its element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'
