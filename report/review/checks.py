"""Checks a built report before anyone reads it, for ``valuing-care check``.

Every number in it must have been printed by a template and be listed in ``headline.json``; templates must leave nothing
behind; and the page and the print must say the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from analysis.formulas.key import keys_in
from analysis.problem import Problem
from analysis.tables.periods import MONTHS
from analysis.wording import owner_name
from report import project
from report.manuscript.document import ANNEX
from report.outputs import HEADLINE
from report.review.meaning import newest_periods, period_faults
from report.review.page_text import AT_END, Block, read_page
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
    r"(?<![\d.,])365(?! |[.,]?\d)|\b365 and times 7\b": "the days of a year and of a week",
    r"\bFOI \d{4}-\d{7} part \d\b|\b[Rr]equest \d{4}-\d{7}, part \d\b": "the number of a request for information",
    r"\b20 miles\b": "the distance that the publisher counts beyond",
    r"\b(?:aged 5 to 16|under 16)\b": "the ages that a measure is of",
    r"\b(?:95% and )?(?:95|99\.8)% (?:interval|limit)s?\b": "how sure an interval is",
    r"\bfrom 0 to 40\b|\. 1 if the councils have the same order\b": "the scale of a measure",
    r"\b[Ww]ithin [15]%|\bat most [15]%|\b(?:[Bb]eyond|more than) 10%": "the classes of differences between returns",
    r"\b(?:under|below) 40%|\b(?:over|above) 50%": "the shares that a claim names",
    r"£0\.1bn\b|\bmay be 10 off\b": "what a publisher rounds to",
    r"\bthere were 152 councils in the year taken\b": "the councils of a year that has passed",
    r"\b(?:95% or )?99\.8%(?: of councils)?|\b95% \(dashes\)": "how much of a distribution limits hold",
    rf"(?<![\w.]){re.escape(project.version())}(?![\w]|\.\d)": "the version of this report",
    r"\bv\.?3\.0\b|\bBY 4\.0\b": "the version of a licence",
    r"\(WCAG\) 2\.2\b": "the version of a standard",
    r"(?<![\w.])[A-Za-z_][\w./-]*\d[\w./-]*": "a name, such as RO3 or SHA-256",
    r"\b[0-9a-f]{12,64}\b": "the fingerprint of a file",
    r"\b\d+\.\d+\.\d+\b": "the version of the code",
}
"""Digits that may be typed in the report, as patterns, and what they are; all others must come from a template."""

LEFTOVER: Final = re.compile(
    r"\{\{|\}\}|\{%|%\}|\?\?|@(?:fig|tbl|sec)-|\b(?:nan|NaN|NaT|-?inf)\b|\bNone\b(?! of\b)|\[@|\]\{\."
)
_TYPED = re.compile("|".join(f"(?:{pattern})" for pattern in TYPED))
_NUMBER = re.compile(r"\S*\d\S*")
_ON_THE_PAGE = ("sec-", "fig-", "tbl-", "title")
_AROUND = 40


def faults(build: Path) -> list[str]:
    """What is wrong with a built report, in whole sentences; an empty list if nothing is.

    Raises ``Problem`` if page and print have not both been built.
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
        *period_faults(page, newest_periods(build)),
    ]


def typed_numbers(page: Sequence[Block], headline: Sequence[Entry]) -> Iterator[str]:
    """Digits in the report that no template printed and ``TYPED`` does not allow.

    The page does not mark the numbers of charts and tables. They are recognised by the text under which they are
    listed, and the name of an owner of homes, which may hold a digit, by the numbers of that owner. The annex is
    left out: every number in it is generated.
    """
    listed, owners = _listed_texts(headline), _owners(headline)
    for block in _each_once(page):
        words = block.typed.replace("\u200b", "")
        if block.place in owners:
            words = owners[block.place].sub("□", words)
        words = _TYPED.sub("□", words)
        if block.place in listed and _NUMBER.search(words):
            words = listed[block.place].sub("□", words)
        found = _NUMBER.search(words)
        if found and block.place != ANNEX:
            yield (
                f"{block.place}: “{_snippet(words, found)}” has a number that no template printed: look it up with "
                "{{ n(…) }}, or give the reason why it is typed in report/review/checks.py."
            )


def unlisted_numbers(page: Sequence[Block], headline: Sequence[Entry]) -> Iterator[str]:
    """Numbers that a template printed but ``headline.json`` does not list at that place with that text."""
    listed = {(place, entry["key"], entry["text"]) for entry in headline for place in entry["places"]}
    for block in page:
        for piece in block.pieces:
            if piece.key and (block.place, piece.key, piece.text) not in listed:
                yield f"{block.place}: {piece.key}, printed as {piece.text}, is not in headline.json."


def unused_numbers(page: Sequence[Block], headline: Sequence[Entry]) -> Iterator[str]:
    """Numbers that ``headline.json`` lists but the page does not show at that place."""
    marked = {(block.place, piece.key, piece.text) for block in page for piece in block.pieces if piece.key}
    words: dict[str, str] = {}
    for block in page:
        words[block.place] = f"{words.get(block.place, '')}\n{block.typed}"
    for entry in headline:
        for place in entry["places"]:
            shown = (place, entry["key"], entry["text"]) in marked or entry["text"] in words.get(place, "")
            if place.startswith(_ON_THE_PAGE) and not shown:
                yield f"{place}: {entry['key']}, {entry['text']}, is in headline.json, but the page does not show it."


def leftovers(page: Sequence[Block]) -> Iterator[str]:
    """What templates and references leave behind if they were not filled in."""
    for block in page:
        found = LEFTOVER.search(block.text)
        if found:
            yield f"{block.place}: “{_snippet(block.text, found)}” holds “{found[0]}”, left over from a template."


def differences(page: Sequence[Block], print_: PrintText) -> Iterator[str]:
    """Texts with numbers that only the page or only the print has."""
    alternatives = {_tight(text) for text in print_.alternatives}
    end = 0
    for block in _in_print(list(_each_once(page))):
        text = _tight(block.text)
        of_its_kind = {"alt": alternatives, "note": print_.notes}.get(block.kind, print_.words)
        start = print_.words.find(text, end) if of_its_kind is print_.words else -1
        if start >= 0:
            yield from _only_in_print(print_.words[end:start], block.place)
            end = start + len(text)
        if text not in of_its_kind and _NUMBER.search(text):
            yield f"{block.place}: the page says “{_shortened(block.text)}”, but the print does not."
    yield from _only_in_print(print_.words[end:], "at the end")


def _in_print(page: Sequence[Block]) -> list[Block]:
    """The blocks in the order of print, which has tables that are looked up between the chapters and the annex."""
    annex = next((number for number, block in enumerate(page) if block.place == ANNEX), len(page))
    chapters, rest = page[:annex], page[annex:]
    return [*sorted(chapters, key=lambda block: block.panel == AT_END), *rest]


def _only_in_print(words: str, place: str) -> Iterator[str]:
    if _NUMBER.search(words):
        yield f"{place}: the print says “{_shortened(words)}”, but the page does not."


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(
            f"{path} cannot be read ({error.strerror}): build the whole report first (make report)."
        ) from error


def _listed_texts(headline: Sequence[Entry]) -> dict[str, re.Pattern[str]]:
    """A pattern for the numbers listed at each place; it matches whole numbers, the longest first."""
    listed = ((place, entry["text"]) for entry in headline for place in entry["places"])
    return _patterns(listed, r"(?<![\d.,])", r"(?!\d|[.,]\d)")


def _owners(headline: Sequence[Entry]) -> dict[str, re.Pattern[str]]:
    """A pattern for the names of the owners whose homes are listed at each place."""
    named = (
        (place, owner_name(key.breakdown))
        for entry in headline
        for key in keys_in(entry["key"])
        if key.indicator == "homes_of_owner"
        for place in entry["places"]
    )
    return _patterns(named, r"(?<!\w)", r"(?!\w)")


def _patterns(found: Iterable[tuple[str, str]], before: str, after: str) -> dict[str, re.Pattern[str]]:
    """A pattern for the texts of each place, the longest first, between what must be ``before`` and ``after`` one."""
    texts: dict[str, set[str]] = {}
    for place, text in found:
        texts.setdefault(place, set()).add(text)
    any_of = {
        place: "|".join(map(re.escape, sorted(own, key=lambda text: (-len(text), text))))
        for place, own in texts.items()
    }
    return {place: re.compile(f"{before}(?:{pattern}){after}") for place, pattern in any_of.items()}


def _each_once(page: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with each alternative text once: the page has a wide and a narrow drawing of every chart."""
    seen: set[str] = set()
    for block in page:
        if block.kind != "alt" or block.place not in seen:
            yield block
        if block.kind == "alt":
            seen.add(block.place)


def _tight(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def _snippet(text: str, found: re.Match[str]) -> str:
    start, end = max(found.start() - _AROUND, 0), found.end() + _AROUND
    return ("… " if start else "") + text[start:end].strip() + (" …" if end < len(text) else "")


def _shortened(text: str) -> str:
    return text if len(text) <= 3 * _AROUND else text[: 3 * _AROUND].rstrip() + " …"
