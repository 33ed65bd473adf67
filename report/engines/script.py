"""The script within a page: small modules, joined, and the policy by which a browser runs it and fetches nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

_IMPORT = re.compile(r'^import \* as (\w+) from "\./\1\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|function|async function) (\w+))", re.MULTILINE)


def joined(folder: Path) -> str:
    """The modules of a folder as one script, each after those that it imports.

    A module imports another whole, by its name (``import * as area from "./area.js";``), and exports constants and
    functions. It becomes a constant of its name with what it exports; all else in it is its own.
    """
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.js"))}
    order: dict[str, str] = {}

    def add(module: str) -> None:
        for imported in _IMPORT.findall(texts[module]):
            add(imported)
        order.setdefault(module, _as_constant(module, texts[module]))

    for module in texts:
        add(module)
    return '"use strict";\n' + "\n".join(order.values())


def _as_constant(module: str, text: str) -> str:
    exported = ", ".join(_EXPORT.findall(text))
    return f"const {module} = (() => {{\n{_EXPORT.sub('', _IMPORT.sub('', text))}return {{ {exported} }};\n}})();\n"


def policy(script: str) -> str:
    """The content security policy of a page whose only script is this one: it fetches nothing, and sends nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def block(name: str, content: object) -> str:
    """Data that a script reads, as JSON in a page; nothing in it ends its element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'
