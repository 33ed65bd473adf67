"""No sentence of the report says that one thing causes another: nothing here measures causes."""

from __future__ import annotations

import json
import re
from pathlib import Path

CHAPTERS = Path(__file__).parents[3] / "report" / "chapters"
WRITTEN = sorted(path for path in CHAPTERS.rglob("*") if path.suffix in (".ipynb", ".jinja"))
CAUSAL = re.compile(
    r"\b(because|due to|owing to|thanks to|driv(e|es|en|er|ers|ing)|caus(e|es|ed|ing)|lead(s|ing)? to|led to|"
    r"result(s|ed|ing)? (in|from)|as a result|the result of|explain(s|ed|ing)?|attribut(ed|able) to|brought about|"
    r"the (impact|effect) of|consequen(ce|ces|tly)|trigger(s|ed)?|fuel(s|led)|contribut(es|ed) to|stem(s|med) from)\b",
    re.IGNORECASE,
)
ALLOWED = {
    r"does not claim that one caused the other": "says that nothing is claimed",
}
"""Words around a causal word that make it none, and why."""
TEMPLATE = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def prose(path: Path) -> str:
    """The words of a chapter's Markdown cells or of a passage, without templates and what is allowed."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.sub("|".join(ALLOWED), "", TEMPLATE.sub("", text))


def test_no_sentence_of_the_report_names_a_cause() -> None:
    lines = [(path.name, line.strip()) for path in WRITTEN for line in prose(path).splitlines()]
    assert len(lines) > 500
    assert [(name, line) for name, line in lines if CAUSAL.search(line)] == []


def test_the_search_finds_a_causal_word() -> None:
    assert CAUSAL.search("Spending rose because prices did.")
    assert CAUSAL.search("The rise was driven by prices.")
    assert not CAUSAL.search("Spending rose, and so did prices.")


def test_every_exception_is_still_needed() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in WRITTEN)
    assert all(re.search(words, texts) for words in ALLOWED)
