"""An edition as PDF, set by Typst in this process, in the styles of the national report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from analysis.problem import Problem
from report.editions import markup
from report.editions.markup import Node, attribute, classes, is_chart, plain
from report.engines import typesetting
from report.manuscript.document import Manuscript

_FUNCTIONS: Final = {"paragraph": "par", "strong": "strong", "em": "emph"}
_PANELS: Final = ("lead", "finding", "note", "pullquote")


def pdf(manuscript: Manuscript) -> bytes:
    """The pages of an edition, tagged to PDF/UA-1 and PDF/A-2a."""
    head, text = markup.read(manuscript.markdown)
    about = ", ".join(f"{name}: {_literal(value)}" for name, value in head.items() if name != "lang")
    body = "\n".join(_blocks(text.children))
    pages = typesetting.pages(f'#import "style.typ": *\n#show: edition.with({about})\n{body}\n', manuscript)
    typesetting.forget()  # no edition is like another
    return pages


def _blocks(nodes: Iterable[Node]) -> Iterator[str]:
    """Blocks; charts that follow each other stand side by side."""
    for charts, found in groupby(nodes, key=is_chart):
        blocks = map(_typst, found)
        yield f"#charts(({', '.join(blocks)},))" if charts else "\n".join(f"#{block}" for block in blocks)


def _typst(node: Node) -> str:
    """A node as a Typst expression: texts are strings, so that no character of theirs is markup."""
    match node.type:
        case "text":
            return _literal(node.content)
        case "softbreak":
            return '" "'
        case "hardbreak":
            return "linebreak()"
        case "code_inline":
            return f"raw({_literal(node.content)})"
        case "inline":
            return _all(node)
        case "paragraph" if node.hidden:
            return _all(node)
        case "heading":
            name = attribute(node, "id")
            heading = f"heading(level: {node.tag[1]}){_content(node)}"
            return f"[#{heading}<{name}>]" if name else heading
        case "link":
            return _link(node)
        case "span" if "section-number" in classes(node):
            return f"section-number[{plain(node)}]"
        case "span":
            return _all(node)
        case "bullet_list" | "ordered_list":
            function = "list" if node.type == "bullet_list" else "enum"
            return f"{function}({', '.join(map(_all, node.children))})"
        case "container_panel":
            return _panel(node)
        case "table":
            return _table(node)
    if node.type not in _FUNCTIONS:
        raise Problem(f"An edition cannot set what Markdown calls '{node.type}': write a paragraph, list or table.")
    return f"{_FUNCTIONS[node.type]}{_content(node)}"


def _all(node: Node) -> str:
    """What a node holds, as one expression."""
    return "{" + "; ".join(map(_typst, node.children)) + "}"


def _content(node: Node) -> str:
    return f"[#{_all(node)}]"


def _link(node: Node) -> str:
    to = attribute(node, "href")
    if "number" in classes(node):
        name = attribute(node, "id")
        return f"number({_literal(to[1:])}, {_literal(name) if name else 'none'}){_content(node)}"
    target = f"label({_literal(to[1:])})" if to.startswith("#") else _literal(to)
    return f"link({target}){_content(node)}"


def _panel(panel: Node) -> str:
    kinds = classes(panel)
    if is_chart(panel):
        return f"({', '.join(_shown(panel, 'Figure'))})"
    if "table" in kinds:
        return f"edition-table({', '.join(_shown(panel, 'Table'))})"
    if "annex" in kinds:
        return f"annex({_literal(attribute(panel, 'part'))}, across: 1)"
    if "headlines" in kinds:
        return f"headlines(({', '.join(map(_headline, panel.children[0].children))},))"
    kind = next((kind for kind in _PANELS if kind in kinds), "block")
    return f"{kind}[\n{''.join(_blocks(panel.children))}]"


def _shown(panel: Node, kind: str) -> tuple[str, str, str, str]:
    """A chart's or table's id, label, title and caption; its drawing or cells come as data."""
    title, _, *caption = panel.children
    label = f"{kind} {attribute(panel, 'number')}"
    return _literal(attribute(panel, "id")), _literal(label), _all(title), f"{{{'; '.join(map(_typst, caption))}}}"


def _headline(item: Node) -> str:
    """An item of a panel of headline figures: its figure in bold, and its words."""
    inline = item.children[0].children[0]
    figure, first, *rest = (child for child in inline.children if child.type != "text" or child.content)
    words = [_literal(first.content.lstrip()) if first.type == "text" else _typst(first), *map(_typst, rest)]
    return f"({_content(figure)}, [#{{{'; '.join(words)}}}])"


def _table(table: Node) -> str:
    """A table that was written as Markdown, without a number."""
    head, *bodies = table.children
    columns = len(head.children[0].children)
    heads = ", ".join(_content(cell) for cell in head.children[0].children)
    cells = ", ".join(_content(cell) for body in bodies for row in body.children for cell in row.children)
    return f"table(columns: {columns}, table.header({heads}), {cells})"


def _literal(value: str | Sequence[str]) -> str:
    """A text, or a list of texts, as Typst writes it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"({''.join(f'{_literal(part)}, ' for part in value)})"
