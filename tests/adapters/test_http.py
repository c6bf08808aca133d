"""The door over real sockets: deadlines, caps, redirects, validators, and what each end proves."""

import gzip
import io
import logging
import socket
import threading
import time
import traceback
import tracemalloc

import pytest

from posapp.adapters.http import Ask, DoorPolicy, HttpDoor, Limits
from posapp.ports import failures
from tests.adapters.raw_server import RawServer, always, answer

SECRET = "sandbox-key-123"


class FixedClock:
    def now_ms(self) -> int:
        return 1_791_619_200_000


def open_door(**settings) -> HttpDoor:
    policy = DoorPolicy(peer="Peer", hosts=frozenset(), allow_loopback_http=True, **settings)
    return HttpDoor(policy, clock=FixedClock())


def ask(url: str, **settings) -> Ask:
    return Ask(method=settings.pop("method", "GET"), url=url, **settings)


def failing(script, **settings) -> failures.Failure:
    with (
        RawServer(script) as server,
        open_door() as door,
        pytest.raises(failures.Failure) as caught,
    ):
        door.request(ask(server.url, headers={"X-Key": SECRET}, **settings))
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    return caught.value


def test_an_answer_comes_back_whole():
    """Status, headers in lower case and the body; a second request reuses the connection."""
    with RawServer(always(answer(200, b'{"a":1}', ("ETag: x", "X-Ray: 7")))) as server:
        with open_door() as door:
            got = door.request(ask(server.url + "/p", params={"q": "a b"}))
            assert got.read(dict[str, int]) == {"a": 1}
            assert (got.status, got.etag, got.headers["x-ray"]) == (200, "x", "7")
            door.request(ask(server.url))
        assert server.connections == 1
        assert server.requests[0].startswith(b"GET /p?q=a+b HTTP/1.1")
        assert b"user-agent: posapp/" in server.requests[0].lower()


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_dripping_server_meets_the_deadline(part):
    """Bytes that keep coming do not stretch the total; the write may be applied later."""

    def drip(connection, request):
        if part == "body":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        else:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not server.released.wait(0.02):
            connection.sendall(b"a")

    with RawServer(drip) as server, open_door() as door:
        started = time.monotonic()
        with pytest.raises(failures.NoAnswer):
            door.request(ask(server.url, limits=Limits(total_s=0.2)))
        assert time.monotonic() - started < 1


def test_a_silent_server_is_no_answer():
    """A request swallowed without a word may still be applied."""
    with (
        RawServer(lambda connection, request: server.released.wait()) as server,
        open_door() as door,
        pytest.raises(failures.NoAnswer),
    ):
        door.request(ask(server.url, method="POST", limits=Limits(total_s=0.15)))


def test_a_closed_port_was_not_reached():
    """A refused connection proves that nothing was sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with open_door() as door, pytest.raises(failures.NotReached):
        door.request(ask(f"http://127.0.0.1:{port}/"))


def test_an_unknown_name_was_not_reached():
    """No address, nothing sent."""
    policy = DoorPolicy(peer="Peer", hosts=frozenset({"nowhere.invalid"}))
    with HttpDoor(policy, clock=FixedClock()) as door, pytest.raises(failures.NotReached):
        door.request(ask("https://nowhere.invalid/"))


def _reset(connection, request):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


def _send_and_close(reply: bytes):
    def script(connection, request):
        connection.sendall(reply)
        connection.shutdown(socket.SHUT_RDWR)

    return script


@pytest.mark.parametrize(
    "script",
    [
        _reset,
        _send_and_close(b""),
        _send_and_close(b"HTTP/1.1 200 OK\r\nContent-Len"),
        _send_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"),
        _send_and_close(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        _send_and_close(b"SSH-2.0-OpenSSH\r\n\r\n"),
        _send_and_close(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000),
        always(answer(200, b"garbage", ("Content-Encoding: gzip",))),
        always(answer(200, gzip.compress(b"{}" * 500)[:-9], ("Content-Encoding: gzip",))),
        always(answer(200, b"{}", ("Content-Encoding: br",))),
        always(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    ],
)
def test_broken_exchanges_prove_nothing(script):
    """Reset, cut off, garbled or switched: it may have been applied."""
    failure = failing(script, method="POST", content=b"{}")
    assert type(failure) is failures.NoProof


def test_compressed_answers_are_read():
    """Two gzip members in one body are one text."""
    body = gzip.compress(b'{"a":') + gzip.compress(b"1}")
    script = always(answer(200, body, ("Content-Encoding: gzip",)))
    with RawServer(script) as server, open_door() as door:
        assert door.request(ask(server.url)).body == b'{"a":1}'


@pytest.mark.parametrize(
    "reply",
    [
        answer(200, gzip.compress(bytes(50_000_000)), ("Content-Encoding: gzip",)),
        answer(200, b" " * 2_000_000),
        answer(401, b" " * 2_000_000),
    ],
)
def test_bombs_and_floods_are_stopped_at_the_cap(reply):
    """No more than the cap is ever decoded, compressed or not."""
    with RawServer(always(reply)) as server, open_door() as door:
        tracemalloc.start()
        with pytest.raises(failures.NoProof, match="too large"):
            door.request(ask(server.url, limits=Limits(max_bytes=1_000_000)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_redirects_are_never_followed(status):
    """A redirect is a sign-in page; a 304 nobody asked for is one too."""
    with RawServer(always(answer(status, b"", ("Location: /elsewhere",)))) as server:
        with open_door() as door, pytest.raises(failures.SignInPage):
            door.request(ask(server.url))
        assert len(server.requests) == 1


def test_an_unchanged_page_is_a_value():
    """With a validator sent, 304 comes back as an answer without a body."""
    with RawServer(always(answer(304, b"", ('ETag: "v1"',)))) as server, open_door() as door:
        assert door.request(ask(server.url, etag='"v1"')).status == 304
        assert b'if-none-match: "v1"' in server.requests[0].lower()


def test_a_wait_the_server_asks_for_is_carried():
    """429 with Retry-After; 409 is a wait only while the key is in use."""
    failure = failing(always(answer(429, b"{}", ("Retry-After: 7",))))
    assert isinstance(failure, failures.TryLater)
    assert failure.wait_ms == 7_000
    assert isinstance(failing(always(answer(409, b"{}"))), failures.Refused)


def test_cookies_of_a_portal_are_not_kept():
    """Nothing a stranger sets is sent again."""
    with RawServer(always(answer(200, b"{}", ("Set-Cookie: a=b",)))) as server:
        with open_door() as door:
            door.request(ask(server.url))
            door.request(ask(server.url))
        assert b"cookie" not in server.requests[1].lower()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.test/",
        "https://evil.test/",
        "https://example.test@evil.test/",
        "https://user@example.test/",
        "https://example.test.evil.test/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://exa mple.test/",
        "//example.test/",
        "",
        "http://127.0.0.1:1/",
    ],
)
def test_only_https_to_a_known_host(url):
    """Everything else is stopped before a byte is sent."""
    policy = DoorPolicy(peer="Peer", hosts=frozenset({"example.test"}))
    with HttpDoor(policy, clock=FixedClock()) as door, pytest.raises(failures.NotReached):
        door.request(ask(url))


def test_a_key_that_no_header_can_hold_is_stopped_without_being_shown():
    """A pasted line break neither leaves the machine nor appears in the message."""
    with open_door() as door, pytest.raises(failures.NotReached) as caught:
        door.request(ask("http://127.0.0.1:1/", headers={"X-Key": "abc\r\nX: 1"}))
    assert "abc" not in str(caught.value)


def test_a_download_is_streamed_and_capped():
    """The body goes to the file; a cut-off or oversized one raises."""
    body = bytes(range(256)) * 4_000
    with RawServer(always(answer(200, body, ('ETag: "e"',)))) as server, open_door() as door:
        file = io.BytesIO()
        got = door.download(ask(server.url), into=file)
        assert file.getvalue() == body
        assert (got.body, got.etag) == (b"", '"e"')
        with pytest.raises(failures.NoProof):
            door.download(ask(server.url, limits=Limits(max_bytes=10_000)), into=io.BytesIO())


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (206, failures.NoProof),
        (403, failures.CredentialsRefused),
        (302, failures.SignInPage),
        (503, failures.NoProof),
    ],
)
def test_a_download_is_a_200_or_nothing(status, kind):
    """A part of a file, a redirect or an error page is never taken for the file."""
    with (
        RawServer(always(answer(status, b"<html>"))) as server,
        open_door() as door,
        pytest.raises(kind),
    ):
        door.download(ask(server.url), into=io.BytesIO())


def test_another_thread_can_end_the_exchange():
    """Closing the program does not wait for a slow server."""
    reached = threading.Event()

    def stall(connection, request):
        reached.set()
        server.released.wait()

    with RawServer(stall) as server, open_door() as door:
        stopper = threading.Thread(target=lambda: (reached.wait(5), door.abort()))
        stopper.start()
        started = time.monotonic()
        with pytest.raises(failures.NoProof):
            door.request(ask(server.url))
        stopper.join()
        assert time.monotonic() - started < 2


def test_addresses_are_not_logged(caplog):
    """The HTTP library writes full addresses at INFO; its loggers are held at WARNING."""
    caplog.set_level(logging.INFO)
    with RawServer(always(answer(200, b"{}"))) as server, open_door() as door:
        door.request(ask(server.url + "/?signature=" + SECRET))
    assert SECRET not in caplog.text
