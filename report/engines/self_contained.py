"""A check that a page is complete in one file: it opens without a network, and nobody learns that it was opened."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from analysis.problem import Problem

_FETCHED = {"src", "srcset", "poster", "data", "background", "action", "formaction", "manifest", "xlink:href"}
_LINKING = {"a", "area"}
_WITHIN = ("data:", "#")


def refuse_what_is_fetched(page: str, author: str) -> None:
    """Refuse a page for which a browser would fetch anything. Links that a reader may follow are allowed.

    Raises :class:`Problem` with the first address and ``author``, the program that wrote the page.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    if reader.fetched:
        raise Problem(
            f"The page that {author} wrote needs {reader.fetched[0]}, which is not in it, "
            "and the report must be whole in one file: use --engine pandoc, which comes with the installation."
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._style = tag == "style"
        for name, value in attrs:
            if name in _FETCHED or (name == "href" and tag not in _LINKING):
                self._note(value or "")
            elif name == "style":
                self._note_style(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._style = self._style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._style:
            self._note_style(data)

    def _note_style(self, rules: str) -> None:
        for found in re.finditer(r"url\(\s*['\"]?([^'\")]*)|@import\s+['\"]([^'\"]*)", rules):
            self._note(found[1] or found[2] or "")

    def _note(self, address: str) -> None:
        if address and not address.startswith(_WITHIN):
            self.fetched.append(address)
