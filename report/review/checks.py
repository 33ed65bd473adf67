"""What must hold of a built report before anyone reads it: ``valuing-care check``.

Every number that a reader meets was printed by a template and stands in ``headline.json``; nothing is left over that a
reader should not meet; the page and the print say the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from analysis.problem import Problem
from analysis.tables.periods import MONTHS
from report.manuscript.document import ANNEX
from report.outputs import HEADLINE
from report.review.page_text import Block, read_page
from report.review.print_text import PrintText, read_print

Entry = Mapping[str, Any]
"""A number as ``headline.json`` lists it."""

TYPED: Final[Mapping[str, str]] = {
    r"\b\d{4}[-–\u2011]\d{2}\b(?!-)": "a financial year",
    r"\b(?:19|20)\d{2}-\d{2}(?:-\d{2})?\b": "the date of a release",
    r"\b(?:19|20)\d{2}\b": "a year",
    r"\b(?:19|20)\d0s\b": "a decade",
    rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})\b": "a day of the year",
    r"\b[Ss]ection (?:251|47)\b": "a section of an Act",
    r"\b0(?: to |–)17\b": "the ages of children",
    r"\b10,000\b|\b100,000\b": "what rates are per",
    r"\bnearest £5\b(?![.,]\d)|\brounded to £?(?:5|10)\b": "what a publisher rounds to",
    r"(?<!\w)(?:to|at|from|=) 100\b(?![.,]\d)": "where an index starts",
    r"\b(?:at|from) 0\b(?![.,]\d)": "where an axis starts",
    r"\b(?:fewer|less) than (?:5,000|£1m)\b": "what a chart leaves out as too small",
    r"\b\d (?:years?|to \d years?) ahead\b": "how far a projection looks",
    r"\b365\b(?! )|\b365 and times 7\b": "the days of a year and of a week",
    r"\bv\.?3\.0\b|\bBY 4\.0\b": "the version of a licence",
    r"\(WCAG\) 2\.2\b": "the version of a standard",
    r"(?<![\w.])[A-Za-z_][\w./-]*\d[\w./-]*": "a name, such as RO3 or SHA-256",
    r"\b[0-9a-f]{12,64}\b": "the fingerprint of a file",
}
"""Digits that may be typed in the report's texts, as patterns, and why; every other one comes from a template."""

LEFTOVER: Final = re.compile(
    r"\{\{|\}\}|\{%|%\}|\?\?|@(?:fig|tbl|sec)-|\b(?:nan|NaN|NaT|-?inf)\b|\bNone\b(?! of\b)|\[@|\]\{\."
)
_LEFTOVER_WITHOUT_SPACES = re.compile(r"\{\{|\}\}|\{%|%\}|\?\?|@(?:fig|tbl|sec)-|\[@|\]\{\.")
_TYPED = re.compile("|".join(f"(?:{pattern})" for pattern in TYPED))
_NUMBER = re.compile(r"\S*\d\S*")
_ON_THE_PAGE = ("sec-", "fig-", "tbl-", "title")
_AROUND = 40


def faults(build: Path) -> list[str]:
    """What is wrong with a built report, in whole sentences; none where all is well.

    Raises ``Problem`` where there is no build of page and print.
    """
    headline: list[Entry] = json.loads(_content(build / HEADLINE))
    page = read_page(_content(build / "report" / "valuing-care.html").decode())
    print_ = read_print(_content(build / "report" / "valuing-care.pdf"))
    return [
        *typed_numbers(page, headline),
        *unlisted_numbers(page, headline),
        *unused_numbers(page, headline),
        *leftovers(page),
        *differences(page, print_),
    ]


def typed_numbers(page: Sequence[Block], headline: Sequence[Entry]) -> Iterator[str]:
    """Digits in the report's texts that no template printed and no reason allows.

    Charts and tables name their numbers by key as well, but the page does not mark them: there a number is known by the
    text that it was listed with. The annex that tells of every number is made of nothing else.
    """
    listed = _listed_texts(headline)
    for block in _each_once(page):
        words = _TYPED.sub("□", block.typed.replace("\u200b", ""))
        if block.place in listed and _NUMBER.search(words):
            words = listed[block.place].sub("□", words)
        found = _NUMBER.search(words)
        if found and block.place != ANNEX:
            yield (
                f"{block.place}: “{_snippet(words, found)}” has a number that no template printed: look it up with "
                "{{ n(…) }}, or give the reason why it is typed in report/review/checks.py."
            )


def unlisted_numbers(page: Sequence[Block], headline: Sequence[Entry]) -> Iterator[str]:
    """Numbers that a template printed and ``headline.json`` does not list at their place with their text."""
    listed = {(place, entry["key"], entry["text"]) for entry in headline for place in entry["places"]}
    for block in page:
        for piece in block.pieces:
            if piece.key and (block.place, piece.key, piece.text) not in listed:
                yield f"{block.place}: {piece.key}, printed as {piece.text}, is not in headline.json."


def unused_numbers(page: Sequence[Block], headline: Sequence[Entry]) -> Iterator[str]:
    """Numbers that ``headline.json`` lists and the page does not show at their place."""
    marked = {(block.place, piece.key, piece.text) for block in page for piece in block.pieces if piece.key}
    words: dict[str, str] = {}
    for block in page:
        words[block.place] = f"{words.get(block.place, '')}\n{block.typed}"
    for entry in headline:
        for place in entry["places"]:
            shown = (place, entry["key"], entry["text"]) in marked or entry["text"] in words.get(place, "")
            if place.startswith(_ON_THE_PAGE) and not shown:
                yield f"{place}: {entry['key']}, {entry['text']}, is in headline.json, and the page does not show it."


def leftovers(page: Sequence[Block]) -> Iterator[str]:
    """What templates and references leave behind where they were not filled in."""
    for block in page:
        found = LEFTOVER.search(block.text)
        if found:
            yield f"{block.place}: “{_snippet(block.text, found)}” holds “{found[0]}”, left over from a template."


def differences(page: Sequence[Block], print_: PrintText) -> Iterator[str]:
    """Texts with numbers that the page has and the print has not, or the other way about."""
    alternatives = {_tight(text) for text in print_.alternatives}
    end = 0
    for block in _each_once(page):
        text = _tight(block.text)
        if block.kind == "alt":
            same = text in alternatives
        elif block.kind == "note":
            same = text in print_.notes
        else:
            start = print_.words.find(text, end)
            same = start >= 0 or text in print_.words
            if start >= 0:
                yield from _only_in_print(print_.words[end:start], block.place)
                end = start + len(text)
        if not same and _NUMBER.search(text):
            yield f"{block.place}: the page says “{_shortened(block.text)}”, and the print does not."
    yield from _only_in_print(print_.words[end:], "at the end")


def _only_in_print(words: str, place: str) -> Iterator[str]:
    if _NUMBER.search(words):
        yield f"{place}: the print says “{_shortened(words)}”, and the page does not."


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(
            f"{path} cannot be read ({error.strerror}): build the whole report first (make report)."
        ) from error


def _listed_texts(headline: Sequence[Entry]) -> dict[str, re.Pattern[str]]:
    """The texts of numbers by place, longest first, each as a number of its own."""
    listed: dict[str, set[str]] = {}
    for entry in headline:
        for place in entry["places"]:
            listed.setdefault(place, set()).add(entry["text"])
    return {place: re.compile(rf"(?<![\d.,])(?:{_any_of(texts)})(?!\d|[.,]\d)") for place, texts in listed.items()}


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=lambda text: (-len(text), text)))


def _each_once(page: Sequence[Block]) -> Iterator[Block]:
    """The blocks, a chart's alternative text once: the page draws a chart wide and narrow."""
    told: set[str] = set()
    for block in page:
        if block.kind != "alt" or block.place not in told:
            yield block
        if block.kind == "alt":
            told.add(block.place)


def _tight(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def _snippet(text: str, found: re.Match[str]) -> str:
    start, end = max(found.start() - _AROUND, 0), found.end() + _AROUND
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")


def _shortened(text: str) -> str:
    return text if len(text) <= 3 * _AROUND else text[: 3 * _AROUND].rstrip() + " …"
