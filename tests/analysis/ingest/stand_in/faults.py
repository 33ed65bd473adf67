"""How servers misbehave."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Mapping
from itertools import repeat

from tests.analysis.ingest.stand_in.server import Answer, Fault, Visit

LOGIN = b"<!DOCTYPE html>\n<html><title>Sign in</title><form><input name=password></form></html>"


def says(status: int, headers: Mapping[str, str] | None = None) -> Fault:
    """A status, with a page of excuses."""

    def fault(visit: Visit, _: Answer) -> None:
        visit.send(Answer(b"<h1>Sorry</h1>", "text/html", status=status, headers=headers or {}))

    return fault


def busy(after: str) -> Fault:
    """Too many requests: come again after so many seconds, or at a time."""
    return says(429, {"Retry-After": after})


def cut(at: int) -> Fault:
    """The connection breaks within the body."""

    def fault(visit: Visit, answer: Answer) -> None:
        body = visit.body(answer)
        visit.head(200, visit.described(answer, len(body)))
        visit.wfile.write(body[:at])
        visit.wfile.flush()
        visit.connection.shutdown(socket.SHUT_RDWR)
        visit.close_connection = True

    return fault


def truncated_gzip(visit: Visit, answer: Answer) -> None:
    """A compressed body that ends too early, under a length that fits it."""
    body = gzip.compress(answer.content)[:-20]
    visit.head(200, visit.described(answer, len(body)) | {"Content-Encoding": "gzip"})
    visit.wfile.write(body)


def damaged_gzip(visit: Visit, answer: Answer) -> None:
    """A compressed body with a bit turned over."""
    body = bytearray(gzip.compress(answer.content))
    body[len(body) // 2] ^= 0xFF
    visit.head(200, visit.described(answer, len(body)) | {"Content-Encoding": "gzip"})
    visit.wfile.write(body)


def gzip_bomb(size: int) -> Fault:
    """A small body that unpacks to a large one."""

    def fault(visit: Visit, answer: Answer) -> None:
        body = gzip.compress(b"\0" * size)
        visit.head(200, visit.described(answer, len(body)) | {"Content-Encoding": "gzip"})
        visit.wfile.write(body)

    return fault


def fewer_than_there_are(visit: Visit, answer: Answer) -> None:
    """A length that is too small: what is over is lost."""
    visit.head(200, visit.described(answer, len(answer.content) - 150))
    visit.wfile.write(answer.content[:-150])


def more_than_there_are(visit: Visit, answer: Answer) -> None:
    """A length that is too large, and then silence."""
    visit.head(200, visit.described(answer, len(answer.content) + 100))
    visit.wfile.write(answer.content)
    visit.close_connection = True


def login_page(visit: Visit, _: Answer) -> None:
    """A page that asks to sign in, under the status of success."""
    visit.send(Answer(LOGIN, "text/html; charset=utf-8"))


def login_page_as_csv(visit: Visit, _: Answer) -> None:
    """The same, said to be a table."""
    visit.send(Answer(LOGIN, "text/csv"))


def endless(visit: Visit, answer: Answer) -> None:
    """A body without an end."""
    visit.head(200, {"Content-Type": answer.kind, "Connection": "close"})
    for piece in repeat(b"0123456789" * 1000):
        visit.wfile.write(piece)


def drip(pause: float) -> Fault:
    """A byte now and then."""

    def fault(visit: Visit, answer: Answer) -> None:
        visit.head(200, visit.described(answer, len(answer.content)))
        for position in range(len(answer.content)):
            visit.wfile.write(answer.content[position : position + 1])
            visit.wfile.flush()
            threading.Event().wait(pause)

    return fault


def silence(seconds: float) -> Fault:
    """Nothing for a while, and then the end."""

    def fault(visit: Visit, _: Answer) -> None:
        threading.Event().wait(seconds)
        visit.close_connection = True

    return fault


def leads_to(address: str) -> Fault:
    """A redirect."""

    def fault(visit: Visit, _: Answer) -> None:
        visit.send(Answer(b"", status=302, headers={"Location": address}))

    return fault


def goes_on_elsewhere(visit: Visit, answer: Answer) -> None:
    """The rest of a body, but not from where it was asked for."""
    body = answer.content
    where = {"Content-Range": f"bytes 7-{len(body) - 1}/{len(body)}"}
    visit.head(206, visit.described(answer, len(body) - 7) | where)
    visit.wfile.write(body[7:])
