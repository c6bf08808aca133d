"""The only door to the network: httpx with a total deadline, a size cap and a closed outcome table.

httpx limits each read, not the whole exchange, and inflates without limit; so a timer cuts the
connection at the deadline, and bodies are inflated here, piece by piece.
"""

from __future__ import annotations

import functools
import logging
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import BinaryIO, Self

import httpx

from posapp import __version__
from posapp.adapters.outcomes import Answer, failure_of
from posapp.ports.clock import Clock
from posapp.ports.failures import Failure, NoAnswer, NoProof, NotReached

MEGABYTE = 1024 * 1024
USER_AGENT = f"posapp/{__version__}"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""The names of this machine."""
_CONNECT_S = 5.0
_READ_S = 15.0
_PIECE = 64 * 1024
_HEADER_TEXT = re.compile(r"[\x20-\x7e]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long one exchange may take in all, and how large its decoded body may be."""

    total_s: float = 15.0
    max_bytes: int = 16 * MEGABYTE


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPolicy:
    """Where a door leads. `peer` is the system's name as staff read it.

    `page_503` is the sentence for a 503 with a web page (see `failure_of`).
    """

    peer: str
    hosts: frozenset[str]
    allow_loopback_http: bool = False
    page_503: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request. `accept` lists statuses besides 2xx that the caller wants to read itself."""

    method: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes | None = field(default=None, repr=False)
    etag: str = ""
    accept: frozenset[int] = frozenset()
    limits: Limits = Limits()


class AnswerTooLarge(NoProof):
    """The answer is larger than what was asked for may be; none of it was kept."""


class _TooLateError(Exception):
    """The deadline passed before the first byte went out."""


class _TooLargeError(Exception):
    """The decoded body outgrew its cap."""


class _GarbledError(Exception):
    """The body's encoding is unknown or broken."""


class HttpDoor:
    """A keep-alive client for one lane: one exchange at a time, every end a value or a Failure.

    Redirects are never followed, cookies never kept, proxies and .netrc never read.
    """

    def __init__(self, policy: DoorPolicy, *, clock: Clock) -> None:
        for name in ("httpx", "httpcore"):  # they log addresses with their secrets
            logging.getLogger(name).setLevel(logging.WARNING)
        self._policy = policy
        self._clock = clock
        self._wires = _Wires()
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
            verify=_tls_context(),
            timeout=httpx.Timeout(_READ_S, connect=_CONNECT_S),
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=2),
            follow_redirects=False,
            trust_env=False,
        )

    @property
    def peer(self) -> str:
        """The other system's name as staff read it."""
        return self._policy.peer

    @property
    def clock(self) -> Clock:
        """The clock its waits are counted by."""
        return self._clock

    def request(self, ask: Ask) -> Answer:
        """Send and return the whole answer; raises a ports.failures.Failure by the closed table."""
        body = bytearray()
        answer = self._exchange(ask, sink=body.extend)
        return self._accepted(ask, Answer(answer.peer, answer.status, answer.headers, bytes(body)))

    def download(self, ask: Ask, *, into: BinaryIO) -> Answer:
        """Write the body of a 200 to `into`, never whole in memory; 304 comes back with no body.

        Raises a Failure for everything else; `into` may then hold a part.
        """
        head = bytearray()

        def keep(piece: bytes) -> None:
            into.write(piece)
            if len(head) < _PIECE:
                head.extend(piece)

        answer = self._exchange(ask, sink=keep)
        if answer.status == 200:
            return answer
        whole = Answer(answer.peer, answer.status, answer.headers, bytes(head))
        answer = self._accepted(ask, whole)
        if answer.status == 304:
            return answer
        raise NoProof(f"{self.peer} sent something other than the file.")

    def judged(self, answer: Answer) -> Answer:
        """The answer when it is a 2xx; raises what it stands for by the closed table otherwise."""
        now_ms = self._clock.now_ms()
        failure = failure_of(answer, now_ms=now_ms, page_503=self._policy.page_503)
        if failure is None:
            return answer
        raise failure

    def abort(self) -> None:
        """End the running exchange now; safe from any thread. It fails like a lost connection."""
        self._wires.cut()

    def close(self) -> None:
        """Close the idle connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _accepted(self, ask: Ask, answer: Answer) -> Answer:
        is_unchanged = answer.status == 304 and ask.etag != ""
        if is_unchanged or answer.status in ask.accept:
            return answer
        return self.judged(answer)

    def _exchange(self, ask: Ask, *, sink: Callable[[bytes], object]) -> Answer:
        url = self._require_allowed(ask)
        deadline = _Deadline(ask.limits.total_s, self._wires)
        # `from None`: a cause may carry an address or a header, and so a secret, into a log.
        try:
            with deadline, self._open(ask, url, deadline) as response:
                for piece in _inflated(response, max_bytes=ask.limits.max_bytes):
                    sink(piece)
                headers = {name.lower(): text for name, text in response.headers.items()}
                return Answer(self.peer, response.status_code, headers)
        except _TooLateError:
            raise self._failed(NotReached, "No connection to {} in time.") from None
        except _TooLargeError:
            raise self._failed(AnswerTooLarge, "The answer of {} is too large.") from None
        except _GarbledError:
            raise self._failed(NoProof, "The answer of {} is garbled.") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            if deadline.is_over:
                kind = NoAnswer if deadline.has_sent else NotReached
                raise self._failed(kind, "No answer from {} in time.") from None
            raise classify_error(error, peer=self.peer) from None
        finally:
            self._client.cookies.clear()

    @contextmanager
    def _open(self, ask: Ask, url: httpx.URL, deadline: _Deadline) -> Iterator[httpx.Response]:
        read_s = min(_READ_S, ask.limits.total_s)
        timeout = httpx.Timeout(read_s, connect=min(_CONNECT_S, ask.limits.total_s))
        with self._client.stream(
            ask.method,
            url,
            params=dict(ask.params) or None,
            headers=dict(ask.headers) | ({"If-None-Match": ask.etag} if ask.etag else {}),
            content=ask.content,
            timeout=timeout,
            extensions={"trace": deadline.follow, "timeout": timeout.as_dict()},
        ) as response:
            yield response

    def _require_allowed(self, ask: Ask) -> httpx.URL:
        texts = (*ask.headers.values(), ask.etag)
        if not all(_HEADER_TEXT.fullmatch(text) for text in texts):
            raise self._failed(NotReached, "The key for {} holds a character no key may hold.")
        try:
            url = httpx.URL(ask.url)
        except (httpx.InvalidURL, ValueError, TypeError):
            raise self._failed(NotReached, "The address of {} cannot be read.") from None
        if url.userinfo:
            raise self._failed(NotReached, "The address of {} must not carry a user name.")
        if self._policy.allow_loopback_http and url.host in LOOPBACK:
            if url.scheme in {"http", "https"}:
                return url
        elif url.scheme == "https" and url.host in self._policy.hosts:
            return url
        message = "The address of {} is not allowed: https and a known host are required."
        raise self._failed(NotReached, message)

    def _failed(self, kind: type[Failure], sentence: str) -> Failure:
        return kind(sentence.format(self.peer))


def classify_error(error: Exception, *, peer: str) -> Failure:
    """What an exception of the transport proves; anything not known to be harmless is NoProof."""
    detail = type(error).__name__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        # These texts come from the resolver, the socket or the certificate check: no secret.
        message = f"No connection to {peer}."
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            message = f"{peer} shows a certificate that this machine does not trust."
        return NotReached(message, detail=f"{detail}: {error}"[:200])
    if isinstance(error, httpx.TimeoutException):
        return NoAnswer(f"No answer from {peer} in time.", detail=detail)
    return NoProof(f"The connection to {peer} broke off.", detail=detail)


class _Wires:
    """The sockets a door has opened, so that another thread can cut them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []

    def add(self, wire: socket.socket) -> None:
        with self._lock:
            self._sockets = [one for one in self._sockets if one.fileno() != -1]
            self._sockets.append(wire)

    def cut(self) -> None:
        with self._lock:
            for wire in self._sockets:
                with suppress(OSError):
                    # SSLSocket's own shutdown drops its state under the reading thread's feet.
                    socket.socket.shutdown(wire, socket.SHUT_RDWR)


class _Deadline:
    """Cuts the door's connections when the time for one exchange is over."""

    def __init__(self, total_s: float, wires: _Wires) -> None:
        self.is_over = False
        self.has_sent = False
        self._wires = wires
        self._ends_at = time.monotonic() + total_s
        self._lock = threading.Lock()
        self._is_done = False
        self._timer = threading.Timer(total_s, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *exc: object) -> None:
        with self._lock:
            self._is_done = True
        self._timer.cancel()

    def follow(self, event: str, info: Mapping[str, object]) -> None:
        """The documented trace hook of httpx: learns of new sockets and of the first byte sent."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            stream = info["return_value"]
            wire = stream.get_extra_info("socket") if hasattr(stream, "get_extra_info") else None
            if isinstance(wire, socket.socket):
                self._wires.add(wire)
        elif event.endswith("send_request_headers.started"):
            if self.is_over or time.monotonic() >= self._ends_at:
                raise _TooLateError
            self.has_sent = True

    def _expire(self) -> None:
        with self._lock:
            if not self._is_done:
                self.is_over = True
                self._wires.cut()


def _inflated(response: httpx.Response, *, max_bytes: int) -> Iterator[bytes]:
    """The decoded body in pieces of at most 64 kB; raises when it outgrows `max_bytes`."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in {"", "identity"}:
        pieces = response.iter_raw()
    elif coding in {"gzip", "x-gzip"}:
        pieces = _gunzipped(response.iter_raw(), max_bytes=max_bytes)
    else:
        raise _GarbledError
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > max_bytes:
            raise _TooLargeError
        yield piece


def _gunzipped(chunks: Iterator[bytes], *, max_bytes: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(wbits=31)
    received = 0
    try:
        for chunk in chunks:
            received += len(chunk)
            if received > max_bytes:
                raise _TooLargeError
            rest = chunk
            while rest or not inflater.eof:
                if inflater.eof:
                    inflater = zlib.decompressobj(wbits=31)
                piece = inflater.decompress(rest, _PIECE)
                rest = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
                if piece:
                    yield piece
                elif not rest:
                    break
    except zlib.error as error:
        raise _GarbledError from error
    if received and not inflater.eof:
        raise _GarbledError


@functools.cache
def _tls_context() -> ssl.SSLContext:
    """Mozilla's roots and the system's own: wineries run behind filters with roots of their own."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
