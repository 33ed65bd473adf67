"""The manuscript's Markdown as a tree, read in this process.

An edition takes a fraction of a second, of which starting pandoc would be most. What chapters may write is read as
pandoc reads it for the national report: headings and spans with attributes, panels between colons, pipe tables,
typographic quotes; raw HTML is text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.attrs.parse import parse
from mdit_py_plugins.container import container_plugin

from report.manuscript.document import MARKED, without_rows

_FRONT_MATTER = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
_DRAWING = re.compile(r"^!\[\]\(.*$", re.MULTILINE)
_MARKUP = re.compile(r"[\\&*_`<!\n]")
_ATTRIBUTES = re.compile(r"[ \t]*(\{[^{}]*\})[ \t]*$")


@dataclass(frozen=True, slots=True)
class Node:
    """A block or a run of the text, and those within it; none leads back to what it is in, and all go with the text."""

    type: str
    tag: str = ""
    content: str = ""
    attrs: Mapping[str, Any] = field(default_factory=dict)
    hidden: bool = False
    children: Sequence[Node] = ()


@lru_cache(1)
def read(markdown: str) -> tuple[Mapping[str, Any], Node]:
    """What the title page says (front matter, written as JSON) and the text as a tree; read once for all formats."""
    head = _FRONT_MATTER.match(markdown)
    text = without_rows(markdown[head.end() :] if head else markdown)
    text = _DRAWING.sub("![]()", text)  # which is put in with its long alternative text later
    return json.loads(head[1]) if head else {}, Node("root", children=_nodes(_reader().parse(text)))


def _nodes(tokens: Sequence[Token]) -> list[Node]:
    """The tree of a flat text, in which what is nested stands between a token that opens it and one that closes it."""
    levels: list[list[Node]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            levels.append([])
        elif token.nesting < 0:
            children = levels.pop()
            levels[-1].append(_node(opened.pop(), children))
        else:
            levels[-1].append(_node(token, _nodes(token.children or ())))
    return levels[0]


def _node(token: Token, children: Sequence[Node]) -> Node:
    kind = token.type.removesuffix("_open")
    return Node(kind, token.tag, token.content, token.attrs, token.hidden, children)


def attribute(node: Node, name: str) -> str:
    """An attribute of a node, empty where it has none."""
    return str(node.attrs.get(name, ""))


def classes(node: Node) -> list[str]:
    """The classes of a span, link, heading or panel."""
    return attribute(node, "class").split()


def is_chart(node: Node) -> bool:
    """Whether a node is a chart with its title and caption."""
    return node.type == "container_panel" and "figure" in classes(node)


def plain(node: Node) -> str:
    """A node's text alone."""
    if node.type in ("text", "code_inline"):
        return node.content
    if node.type == "softbreak":
        return " "
    return "".join(map(plain, node.children))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "typographer": True})
    reader.enable(["table", "smartquotes"])
    attrs_plugin(reader, spans=True)
    container_plugin(reader, "panel", validate=lambda words, _: words.strip().startswith("{"))
    reader.inline.ruler.before("link", "number", _number)
    reader.core.ruler.after("block", "attributes", _attributes)
    return reader


def _number(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - called by the reader
    """A number with its key, of which a text has a hundred, at one go; with markup within it is a span like others."""
    found = MARKED.match(state.src, state.pos, state.posMax)
    if found is None or _MARKUP.search(found[1]):
        return False
    if not silent:
        state.push("span_open", "span", 1).attrs = {"key": found[2], "class": "number"}
        state.push("text", "", 0).content = found[1]
        state.push("span_close", "span", -1)
    state.pos = found.end()
    return True


def _attributes(state: StateCore) -> None:
    """Attributes in braces after a heading and after a panel's colons."""
    for token, following in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type == "heading_open" and (match := _ATTRIBUTES.search(following.content)):
            token.attrs |= parse(match[1])[1]
            following.content = following.content[: match.start()]
        elif token.type == "container_panel_open":
            token.attrs |= parse(token.info.strip())[1]
