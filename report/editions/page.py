"""An edition as one HTML page, in the words, shapes and style sheet of the national report."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from itertools import groupby
from typing import Final

from jinja2 import Environment, FileSystemLoader, Template

from analysis.problem import Problem
from report.editions import markup
from report.editions.markup import Node, attribute, classes, is_chart
from report.editions.origins import table
from report.engines.pandoc import TEMPLATES, completed
from report.manuscript.document import Manuscript

_YEAR = re.compile(r"(\S*\d{4}-\d{2}\S*)")
_ELEMENTS: Final = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "strong": "strong",
    "em": "em",
    "link": "a",
    "span": "span",
}
_OWN: Final = ("id", "class", "href", "title", "start")
"""Attributes that HTML knows; every other holds data."""


def html(manuscript: Manuscript, style: str) -> bytes:
    """The page of an edition, whole in itself, with a style sheet."""
    head, text = markup.read(manuscript.markdown)
    data = base64.b64encode(table(manuscript.headline).encode()).decode() if manuscript.headline else ""
    page = template("edition.html").render(
        head, contents=list(_contents(text)), body="\n".join(_sections(text)), numbers=data
    )
    return completed(page, manuscript, style).encode()


@cache
def template(name: str) -> Template:
    """The template of a page of the editions' own, by its file name."""
    files = FileSystemLoader(TEMPLATES)
    return Environment(
        loader=files, autoescape=True, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    ).get_template(name)


def _contents(text: Node) -> Iterator[tuple[str, str]]:
    """The ids and the titles, as HTML, of the chapters."""
    for node in text.children:
        if node.type == "heading" and node.tag == "h1":
            yield attribute(node, "id"), _all(node)


def _sections(text: Node) -> Iterator[str]:
    """The chapters, each a section with the id of its heading, and what stands before the first."""
    chapters: list[list[Node]] = [[]]
    for node in text.children:
        if node.type == "heading" and node.tag == "h1":
            chapters.append([])
        chapters[-1].append(node)
    opening, *numbered = chapters
    yield from _blocks(opening)
    for heading, *others in numbered:
        blocks = "\n".join([f"<h2>{_all(heading)}</h2>", *_blocks(others)])
        yield f'<section id="{attribute(heading, "id")}" class="level2">\n{blocks}\n</section>'


def _blocks(nodes: Iterable[Node]) -> Iterator[str]:
    """Blocks; charts that follow each other stand side by side where the page has room."""
    for charts, found in groupby(nodes, key=is_chart):
        blocks = map(_html, found)
        if charts:
            yield '<div class="charts">\n' + "\n".join(blocks) + "\n</div>"
        else:
            yield from blocks


def _html(node: Node) -> str:
    match node.type:
        case "text":
            return _YEAR.sub(r'<span class="year">\1</span>', escape(node.content, quote=False))
        case "softbreak":
            return "\n"
        case "hardbreak":
            return "<br>"
        case "code_inline":
            return f"<code>{escape(node.content, quote=False)}</code>"
        case "inline":
            return _all(node)
        case "heading":
            tag = f"h{int(node.tag[1]) + 1}"
            return f"<{tag}{_attributes(node)}>{_all(node)}</{tag}>"
        case "paragraph" if node.hidden:
            return _all(node)
        case "container_panel":
            return _panel(node)
        case "table":
            return f'<div class="scroll" tabindex="0"><table class="data">{_all(node)}</table></div>'
        case "thead" | "tbody" | "tr":
            return f"<{node.type}>{_all(node)}</{node.type}>"
        case "th" | "td":
            side = attribute(node, "style").removeprefix("text-align:")
            return f'<{node.type} class="{side}">{_all(node)}</{node.type}>'
    if node.type not in _ELEMENTS:
        raise Problem(
            f"An edition cannot set what Markdown calls '{node.type}': write it as a paragraph, list or table."
        )
    tag = _ELEMENTS[node.type]
    return f"<{tag}{_attributes(node)}>{_all(node)}</{tag}>"


def _all(node: Node) -> str:
    return "".join(map(_html, node.children))


def _panel(panel: Node) -> str:
    kind = next((kind for kind in ("figure", "table") if kind in classes(panel)), "")
    if kind:
        return _shown(panel, kind)
    if "annex" in classes(panel):
        return f'<div class="annex">\n<!--annex:{attribute(panel, "part")}-->\n</div>'
    return f"<div{_attributes(panel)}>\n" + "\n".join(_blocks(panel.children)) + "\n</div>"


def _shown(panel: Node, kind: str) -> str:
    """A chart or table: its title and caption, with marks where the drawing or cells and the data are put in."""
    name = attribute(panel, "id")
    title, _, *caption = panel.children
    label = f"{kind.capitalize()} {attribute(panel, 'number')}"
    told = "".join(map(_html, caption))
    return (
        f'<figure class="{kind}" id="{name}">\n'
        f'<figcaption id="{name}-title"><span class="label">{label}</span> {_all(title)}</figcaption>\n'
        f'<!--{kind}:{name}-->\n<div class="caption">{told}<!--data:{name}-->\n</div>\n</figure>'
    )


def _attributes(node: Node) -> str:
    return "".join(
        f' {name if name in _OWN else f"data-{name}"}="{escape(str(value))}"' for name, value in node.attrs.items()
    )
