"""A server on loopback that stands in for the publishers' hosts, and misbehaves when it is told to.

It knows entity tags, conditions and ranges, as the publishers' servers do. ``network`` leads every request to it that
is meant for them; nothing else about a download differs from one in earnest.
"""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

LOOPBACK = "127.0.0.1"
MEANT_FOR = "X-Meant-For"


@dataclass(frozen=True)
class Answer:
    """What an address gives: its content, of which kind, and whether it is sent compressed."""

    content: bytes
    kind: str = "application/json; charset=utf-8"
    packed: bool = False
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        return f'"{sha256(self.content).hexdigest()[:20]}"'


Page = Callable[[Mapping[str, str]], Answer]
"""Answers a query."""

Fault = Callable[["Visit", Answer], None]
"""Answers in the place of the server; the answer is what should have been sent."""


class Visit(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        address = f"https://{self.headers[MEANT_FOR]}{where.path}"
        self.stand_in.asked.append((f"https://{self.headers[MEANT_FOR]}{self.path}", dict(self.headers)))
        page = self.stand_in.pages.get(address)
        answer = page(dict(parse_qsl(where.query))) if page else Answer(b"<h1>Not found</h1>", "text/html", status=404)
        fault = self.stand_in.next_fault(address)
        try:
            if fault:
                fault(self, answer)
            else:
                self.send(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send(self, answer: Answer) -> None:
        """An answer as it should be: all, nothing where it is known already, or the rest of what was begun."""
        if answer.status == 200 and self.headers.get("If-None-Match") == answer.etag:
            self.head(304, {"ETag": answer.etag})
            return
        body = self.body(answer)
        begun = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if answer.status == 200 and begun and self.headers.get("If-Range") == answer.etag:
            start = int(begun[1])
            if start >= len(body):
                self.head(416, {"Content-Range": f"bytes */{len(body)}", "Content-Length": "0"})
                return
            where = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            self.head(206, self.described(answer, len(body) - start) | where)
            self.wfile.write(body[start:])
            return
        self.head(answer.status, self.described(answer, len(body)))
        self.wfile.write(body)

    def body(self, answer: Answer) -> bytes:
        """The bytes on the wire."""
        packs = answer.packed and "gzip" in self.headers.get("Accept-Encoding", "")
        return gzip.compress(answer.content, mtime=0) if packs else answer.content

    def described(self, answer: Answer, length: int) -> dict[str, str]:
        """The headers of an answer of a length."""
        packs = answer.packed and "gzip" in self.headers.get("Accept-Encoding", "")
        return {
            "Content-Type": answer.kind,
            "Content-Length": str(length),
            **({"ETag": answer.etag} if answer.status == 200 else {}),
            **({"Content-Encoding": "gzip"} if packs else {}),
            **answer.headers,
        }

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        """Everything before the body."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that the library gives it
        """Nothing on the terminal of the tests."""


class StandIn:
    """What is served by address without its query, which faults come first, what was asked, and where it listens."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._faults: list[tuple[re.Pattern[str], Fault]] = []
        self._lock = threading.Lock()
        self.port = 0

    def serve(self, address: str, answer: Answer) -> None:
        """Give an answer under an address, whatever is asked of it."""
        self.pages[address] = lambda _: answer

    def misbehave(self, where: str, *faults: Fault) -> None:
        """The next visits to addresses that match meet these faults, one each."""
        with self._lock:
            self._faults += [(re.compile(where), fault) for fault in faults]

    def next_fault(self, address: str) -> Fault | None:
        """The next fault that is meant for an address, which happens once."""
        with self._lock:
            for number, (where, fault) in enumerate(self._faults):
                if where.search(address):
                    del self._faults[number]
                    return fault
        return None

    def visits(self, where: str) -> list[dict[str, str]]:
        """The headers of every request for addresses that match."""
        return [headers for address, headers in self.asked if re.search(where, address)]

    @contextmanager
    def open(self) -> Iterator[StandIn]:
        """Serve until the end of the ``with`` statement."""
        handler = type("StandInVisit", (Visit,), {"stand_in": self})
        server = ThreadingHTTPServer((LOOPBACK, 0), handler)
        server.daemon_threads = True
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    @property
    def network(self) -> httpx.BaseTransport:
        """A network in which all hosts are this server."""
        return network(self.port)


def network(port: int) -> httpx.BaseTransport:
    """A network in which all hosts are the server that listens on a port."""
    return _ToLoopback(port)


class _ToLoopback(httpx.BaseTransport):
    """Leads a request to the stand-in, with the host that it was meant for."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        meant_for = request.url.host
        request.url = request.url.copy_with(scheme="http", host=LOOPBACK, port=self._port)
        request.headers[MEANT_FOR] = meant_for
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


def no_network(request: httpx.Request) -> httpx.Response:
    """What a computer without a network does with a request."""
    raise httpx.ConnectError("[Errno -3] Temporary failure in name resolution", request=request)
