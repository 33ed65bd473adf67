"""The objects of a PDF as Typst writes it, in plain sight: a few words in a few of them are changed where they stand.

Reading and writing the whole document with a library takes a tenth of the time of an edition.
Each object stands once, on a line of its own but for streams, and one table at the file's end says where.
What is not as Typst writes it is refused, and every change must find what it changes.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from analysis.problem import Problem

_END: Final = re.compile(rb"xref\n0 (\d+)\n((?:\d{10} \d{5} [fn]\r\n)+)(trailer\n.*\nstartxref\n)\d+\n%%EOF\s*")
_REFERENCE: Final = re.compile(rb"(\d+) 0 R")
_STREAM: Final = re.compile(rb"(\d+ 0 obj\n<<)/Length \d+(?:/Filter/(FlateDecode))?([^\n]*>>\nstream\n)(.*)", re.DOTALL)
_STREAM_END: Final = b"\nendstream\nendobj\n"


@dataclass(frozen=True)
class PdfObjects:
    """A PDF's objects by their numbers, in the order of the file, and what stands before and after them."""

    head: bytes
    objects: dict[int, bytes]
    trailer: bytes

    def beginning(self, words: bytes) -> list[int]:
        """The numbers of the objects that begin with some words."""
        return [number for number, text in self.objects.items() if text.startswith(words, text.index(b"\n") + 1)]

    def only(self, words: bytes) -> int:
        """The number of the one object that begins with some words.

        Raises :class:`Problem` where there is none, or another.
        """
        found = self.beginning(words)
        if len(found) != 1:
            raise _unlike(b"%d objects that begin with %b" % (len(found), words))
        return found[0]

    def kids(self, number: int, key: bytes = b"K") -> list[int]:
        """The objects that an object lists under a key."""
        return [int(kid) for kid in _REFERENCE.findall(self.found(number, rb"/%b\[([^\]]*)\]" % key))]

    def found(self, number: int, pattern: bytes) -> bytes:
        """What stands in an object, by a pattern with one group.

        Raises :class:`Problem` where nothing in the object is like it.
        """
        match = re.search(pattern, self.objects[number])
        if match is None:
            raise _unlike(self.objects[number])
        return match[1]

    def change(self, number: int, pattern: bytes, to: bytes) -> None:
        """Writes something else in one place of an object, as :func:`re.sub` does.

        Raises :class:`Problem` as :meth:`found` does.
        """
        text, changed = re.subn(pattern, to, self.objects[number], count=1)
        if not changed:
            raise _unlike(self.objects[number])
        self.objects[number] = text

    def written(self) -> bytes:
        """The file.

        A line break stands before each ``endstream``, and a stream whose last byte is a carriage return would seem to
        end one byte early, which PDF/A forbids: such a stream, one in 256, is written as text.
        """
        parts = [self.head]
        places = {}
        place = len(self.head)
        for number, text in self.objects.items():
            part = _as_text(text) if text.endswith(b"\r" + _STREAM_END) else text
            places[number] = b"%010d 00000 n\r\n" % place
            place += len(part)
            parts.append(part)
        table = b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(places) + 1)
        lines = b"".join(places[number] for number in sorted(places))
        return b"".join([*parts, table, lines, self.trailer, b"%d\n%%%%EOF" % place])


def read(file: bytes) -> PdfObjects:
    """The objects of a PDF.

    Raises :class:`Problem` where it is not as Typst writes one.
    """
    start = file.rfind(b"xref\n0 ")
    end = _END.fullmatch(file, max(start, 0))
    if end is None:
        raise _unlike(file[-200:])
    places = dict(_places(end[2]))
    if sorted(places) != list(range(1, int(end[1]))):
        raise _unlike(end[2][:200])
    order = sorted(places, key=places.__getitem__)
    bounds = [*(places[number] for number in order), start]
    objects = {number: file[bounds[at] : bounds[at + 1]] for at, number in enumerate(order)}
    for number, text in objects.items():
        if not text.startswith(b"%d 0 obj\n" % number):
            raise _unlike(text)
    return PdfObjects(file[: bounds[0]], objects, end[3])


def _places(table: bytes) -> Iterator[tuple[int, int]]:
    """Where each object begins; the table's first line is none's."""
    for number, line in enumerate(table.splitlines()):
        if line.endswith(b"n"):
            yield number, int(line[:10])


def _as_text(stream: bytes) -> bytes:
    """A stream in letters and digits that hold its bytes."""
    match = _STREAM.fullmatch(stream.removesuffix(_STREAM_END))
    if match is None:
        raise _unlike(stream)
    begin, packed, end, content = match.groups()
    text = base64.a85encode(content) + b"~>"
    filters = b"/ASCII85Decode" + (b"/" + packed if packed else b"")
    return b"%b/Length %d/Filter[%b]%b%b%b" % (begin, len(text), filters, end, text, _STREAM_END)


def _unlike(text: bytes) -> Problem:
    return Problem(
        f"Typst has not written the PDF as expected: is its version the one of the lock files? "
        f"Found '{text[:160].decode('ascii', 'replace')}'."
    )
