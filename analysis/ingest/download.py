"""Downloads: what the publishers send, checked, and kept by its content in a folder of the user's.

The only module that speaks to the network. It asks nobody but the publishers, over HTTPS, also where they lead on to
another address; it asks again where a fault may pass (429, 5xx, a cut connection) and never where it may not (404); it
goes on where a cut download ended, asks only for what has changed since, and stops at limits of size and time. Whatever
goes wrong is one sentence, and a content that is not whole is never cached.
"""

from __future__ import annotations

import hashlib
import json
import re
import ssl
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import truststore

from analysis.ingest.lock import alone
from analysis.ingest.series import fit_name
from analysis.problem import Problem, Unreachable

HOSTS = frozenset(
    {
        "api.education.gov.uk",
        "assets.publishing.service.gov.uk",
        "content.explore-education-statistics.service.gov.uk",
        "explore-education-statistics.service.gov.uk",
        "www.gov.uk",
        "www.nomisweb.co.uk",
    }
)
"""The publishers' hosts: the only ones that are asked, and the only ones that they may lead on to."""

MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same request may well succeed."""

WEB_PAGE = re.compile(rb"\s*<(!doctype html|html|head)\b", re.I)

Progress = Callable[[str, int, int | None], None]
"""Is told how far a download is: its name, the bytes that are here, and all there will be where that is known."""


@dataclass(frozen=True)
class Limits:
    """How much and how long a download may be: ``size`` in bytes, as sent and unpacked, all times in seconds.

    ``silence`` is the time without a byte, ``duration`` that of one attempt; ``pause`` is the longest wait before the
    next, also where the publisher asks for more.
    """

    size: int = 300_000_000
    duration: float = 600
    silence: float = 30
    attempts: int = 5
    pause: float = 60
    redirects: int = 5


@dataclass(frozen=True)
class Cached:
    """What is known of an address: the content that it last gave, and by what the publisher tells it from a newer."""

    address: str
    sha256: str
    etag: str = ""
    modified: str = ""


class _Passing(Exception):  # noqa: N818 - it is not an error until it has lasted too long
    """A fault that may pass; ``after`` is how many seconds the publisher asks to wait."""

    def __init__(self, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


@contextmanager
def downloading(
    cache: Path,
    *,
    contact: str = "",
    transport: httpx.BaseTransport | None = None,
    limits: Limits | None = None,
    on_progress: Progress = lambda *_: None,
    pause: Callable[[float], object] = sleep,
) -> Iterator[Downloads]:
    """The publishers' files and answers, kept in the folder ``cache``, which this process has for itself meanwhile.

    ``contact`` is named to the publishers, so that they can write to whoever asks. ``transport`` stands in for the
    network, and ``pause`` for the waiting between attempts, in tests. Raises ``Problem`` where another process has the
    folder, or it cannot be written.
    """
    limits = limits or Limits()
    with _cached_in(cache):
        for folder in ("contents", "addresses"):
            (cache / folder).mkdir(parents=True, exist_ok=True)
    client = httpx.Client(
        transport=transport,
        # The system's certificates: offices look into what passes their gates with certificates of their own.
        verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        timeout=httpx.Timeout(limits.silence, connect=min(limits.silence, 10)),
        headers={
            "User-Agent": f"valuing-care ({contact or 'research on official statistics; contact not given'})",
            "Accept-Encoding": "gzip",
        },
    )
    with alone(cache, "Another refresh is asking the publishers: wait until it is done."), client:
        yield Downloads(cache, client, limits, on_progress, pause)


class Downloads:
    """What the publishers have, asked of them or, where nothing has changed, taken from what is cached."""

    def __init__(
        self, cache: Path, client: httpx.Client, limits: Limits, on_progress: Progress, pause: Callable[[float], object]
    ) -> None:
        self._cache = cache
        self._client = client
        self._limits = limits
        self._on_progress = on_progress
        self._pause = pause

    def json(self, address: str) -> Any:
        """A publisher's answer in JSON. Raises ``Problem`` where it is none, ``Unreachable`` without a network."""
        content = self.content(address)
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise Problem(
                f"{_host(address)} answered with something else than the list that was expected (of {address}): "
                "try again later."
            ) from error

    def content(self, address: str, *, size: int | None = None) -> bytes:
        """What an address gives: whole, unpacked, and no web page; ``size`` is its number of bytes where it is known.

        Raises ``Problem`` where it cannot be had, ``Unreachable`` where nobody answers.
        """
        known = self._known(address)
        for attempt in range(self._limits.attempts):
            try:
                return self._attempt(address, known, size)
            except _Passing as fault:
                passing = fault
                if attempt + 1 < self._limits.attempts:
                    self._pause(self._wait(fault, attempt, address))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                _check_certificate(error, address)
                if attempt:
                    raise Unreachable(f"{_host(address)} cannot be reached") from error
                self._pause(1)
        raise Problem(
            f"{_host(address)} failed {self._limits.attempts} times to send {_name(address)} ({passing}): try again "
            "later."
        )

    def last(self, address: str) -> str:
        """The SHA-256 of what an address last gave, without asking again; empty where it was never asked."""
        known = self._known(address)
        return known.sha256 if known else ""

    def _wait(self, fault: _Passing, attempt: int, address: str) -> float:
        if fault.after is not None and fault.after > self._limits.pause:
            raise Problem(
                f"{_host(address)} asks to wait {fault.after:,.0f} seconds before it sends {_name(address)}: try again "
                "then."
            )
        return max(fault.after or 0, min(2.0**attempt, self._limits.pause))

    def _attempt(self, address: str, known: Cached | None, size: int | None) -> bytes:
        part = self._path("addresses", address, "part")
        begun = self._begun(address)
        headers = _conditions(known, begun, part)
        with self._answer(address, headers) as answer:
            if answer.status_code == httpx.codes.NOT_MODIFIED and known:
                return (self._cache / "contents" / known.sha256).read_bytes()
            if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                self._forget(address)
                raise _Passing("it could not go on where the download was cut")
            _check_status(answer, address)
            goes_on = answer.status_code == httpx.codes.PARTIAL_CONTENT and _starts_at(answer, part)
            if not goes_on:
                self._begin(address, answer)
            self._receive(answer, address, part)
            packed = answer.headers.get("Content-Encoding", "identity")
            kind = answer.headers.get("Content-Type", "")
            etag, modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
        with _cached_in(self._cache):
            content = part.read_bytes()
        self._forget(address)
        content = _unpacked(content, packed, self._limits.size, address)
        if kind.startswith("text/html") or WEB_PAGE.match(content[:200]):
            raise Problem(
                f"{_host(address)} sent a web page where {_name(address)} was expected: it may be closed for "
                "maintenance, or ask to sign in; try again later."
            )
        if size is not None and len(content) != size:
            raise _Passing(f"{len(content):,} bytes came where its publisher says that there are {size:,}")
        self._keep(Cached(address, hashlib.sha256(content).hexdigest(), etag, modified), content)
        return content

    @contextmanager
    def _answer(self, address: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """The answer at the end of all redirects, its body not yet read."""
        where = _url(address)
        for _ in range(self._limits.redirects + 1):
            _check_host(where, address)
            try:
                with self._client.stream("GET", where, headers=headers) as answer:
                    if not answer.has_redirect_location:
                        yield answer
                        return
                    where = where.join(answer.headers["Location"])
            except (httpx.ConnectError, httpx.ConnectTimeout):
                raise
            except httpx.TimeoutException as error:
                raise _Passing(f"nothing came for {self._limits.silence:g} seconds") from error
            except (httpx.TransportError, httpx.InvalidURL) as error:
                raise _Passing("the connection was cut") from error
        raise Problem(
            f"{_host(address)} leads from one address to the next and never to {_name(address)}: try again later."
        )

    def _receive(self, answer: httpx.Response, address: str, part: Path) -> None:
        """Append what comes to what is there, byte for byte as it is sent."""
        end = monotonic() + self._limits.duration
        with _cached_in(self._cache), part.open("ab") as file:
            here = file.tell()
            length = answer.headers.get("Content-Length", "")
            expected = here + int(length) if length.isdecimal() else None
            for piece in answer.iter_raw():
                here += len(piece)
                if here > self._limits.size:
                    self._forget(address)
                    raise Problem(
                        f"{_host(address)} sends more than {self._limits.size:,} bytes as {_name(address)}, which no "
                        "file of theirs has: it was left."
                    )
                if monotonic() > end:
                    raise Problem(
                        f"{_host(address)} was not done with {_name(address)} after {self._limits.duration:g} "
                        "seconds: try again when the network is quicker; it goes on where it was."
                    )
                file.write(piece)
                self._on_progress(_name(address), here, expected)

    def _begun(self, address: str) -> str:
        """The validator of a download that was cut and can go on; empty where there is none."""
        try:
            return self._path("addresses", address, "begun").read_text(encoding="utf-8")
        except OSError:
            return ""

    def _begin(self, address: str, answer: httpx.Response) -> None:
        """Start a download anew, with what tells later whether it can go on."""
        etag = answer.headers.get("ETag", "")
        validator = answer.headers.get("Last-Modified", "") if not etag or etag.startswith("W/") else etag
        with _cached_in(self._cache):
            self._path("addresses", address, "part").write_bytes(b"")
            self._path("addresses", address, "begun").write_text(validator, encoding="utf-8")

    def _forget(self, address: str) -> None:
        for ending in ("part", "begun"):
            self._path("addresses", address, ending).unlink(missing_ok=True)

    def _keep(self, cached: Cached, content: bytes) -> None:
        """Put the content in its place first, and then what names it, each by renaming."""
        with _cached_in(self._cache):
            for path, written in (
                (self._cache / "contents" / cached.sha256, content),
                (self._path("addresses", cached.address, "json"), json.dumps(asdict(cached)).encode()),
            ):
                new = path.with_suffix(".new")
                new.write_bytes(written)
                new.replace(path)

    def _known(self, address: str) -> Cached | None:
        """What an address gave before, where its content is still as it was."""
        try:
            cached = Cached(**json.loads(self._path("addresses", address, "json").read_text(encoding="utf-8")))
            content = (self._cache / "contents" / cached.sha256).read_bytes()
        except (OSError, ValueError, TypeError):
            return None
        return cached if hashlib.sha256(content).hexdigest() == cached.sha256 else None

    def _path(self, folder: str, address: str, ending: str) -> Path:
        return self._cache / folder / f"{hashlib.sha256(address.encode()).hexdigest()}.{ending}"


def file_name(address: str) -> str:
    """The name of a file by its address. Raises ``Problem`` where that is none.

    >>> file_name("https://www.gov.uk/media/6f/RA_2026-27_data_Part_1.ods")
    'RA_2026-27_data_Part_1.ods'
    >>> file_name("https://www.gov.uk/media/..%2F..%2Fetc/%2Fpasswd")
    'passwd'
    """
    return fit_name(_url(address).path)


def _url(address: str) -> httpx.URL:
    try:
        return httpx.URL(address)
    except httpx.InvalidURL as error:
        raise Problem(f"A publisher gives '{address}' as an address, which is none: look at its page.") from error


_name = file_name


def _host(address: str) -> str:
    return _url(address).host


def _check_host(where: httpx.URL, address: str) -> None:
    if where.scheme != "https" or where.host not in HOSTS:
        led = "" if str(where) == address else f", to which {_host(address)} leads,"
        raise Problem(
            f"{where.scheme}://{where.host}{led} is not asked: only {', '.join(sorted(HOSTS))} are, over HTTPS. If a "
            "publisher has moved, add its host to analysis/ingest/download.py."
        )


def _check_certificate(error: httpx.TransportError, address: str) -> None:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            raise Problem(
                f"{_host(address)} does not prove that it is who it says ({cause.args[-1]}): "
                "nothing was fetched; ask who runs the network."
            ) from error
        cause = cause.__cause__ or cause.__context__


def _check_status(answer: httpx.Response, address: str) -> None:
    status = answer.status_code
    if status in MAY_PASS:
        raise _Passing(f"status {status}", _retry_after(answer))
    if not answer.is_success:
        what = "has no" if status in (httpx.codes.NOT_FOUND, httpx.codes.GONE) else f"refuses (status {status}) the"
        raise Problem(
            f"{_host(address)} {what} {_name(address)} ({address}): the publisher has moved or taken back what "
            "data/datapackage.json looks for."
        )


def _retry_after(answer: httpx.Response) -> float | None:
    """The seconds that a publisher asks to wait, said as such or as a time, which is set against its own clock."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        return (parsedate_to_datetime(said) - parsedate_to_datetime(answer.headers["Date"])).total_seconds()
    except (KeyError, TypeError, ValueError):
        return None


def _conditions(known: Cached | None, begun: str, part: Path) -> dict[str, str]:
    """Ask for the rest of what was cut, else for what has changed since it was cached."""
    here = part.stat().st_size if part.exists() else 0
    if begun and here:
        return {"Range": f"bytes={here}-", "If-Range": begun}
    if known and known.etag:
        return {"If-None-Match": known.etag}
    if known and known.modified:
        return {"If-Modified-Since": known.modified}
    return {}


def _starts_at(answer: httpx.Response, part: Path) -> bool:
    start = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    if start is None or int(start[1]) != part.stat().st_size:
        raise _Passing("it went on elsewhere than where the download was cut")
    return True


def _unpacked(content: bytes, packed: str, limit: int, address: str) -> bytes:
    """The content without the compression it was sent in, which is where a cut would otherwise go unseen."""
    if packed in ("identity", ""):
        return content
    if packed not in ("gzip", "x-gzip"):
        raise Problem(f"{_host(address)} sent {_name(address)} packed as {packed}, which it was not asked to do.")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(content, limit + 1)
    except zlib.error as error:
        raise _Passing("it was damaged on the way") from error
    if len(unpacked) > limit:
        raise Problem(
            f"{_host(address)} sent {_name(address)}, which unpacks to more than {limit:,} bytes: it was left."
        )
    if not unpacker.eof or unpacker.unused_data:
        raise _Passing("it was cut short or damaged on the way")
    return unpacked


@contextmanager
def _cached_in(cache: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Problem(
            f"Downloads cannot be kept in {cache} ({error.strerror}): make room there, or name another folder with "
            "--cache."
        ) from error
