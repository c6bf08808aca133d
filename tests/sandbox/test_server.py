"""The server as a server: keep-alive, refusal, loopback only, and nothing left behind."""

import http.client
import json
import socket
import threading
import time

import pytest

from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.faults.plan import FaultPlan, Outage, Timing
from posapp.sandbox.ops import Op, Surface
from posapp.sandbox.server.front import SandboxServer

PRODUCTS = "/backoffice/v1/products?limit=3"


def sandbox_threads():
    """The server's threads that are alive."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("sandbox-")]


def settle(condition):
    """Wait until a condition holds that another thread brings about."""
    for _ in range(2_000):
        if condition():
            return
        threading.Event().wait(0.001)
    raise AssertionError("it never settled")


@pytest.fixture
def connection(server):
    """One kept-alive connection."""
    made = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    yield made
    made.close()


def get(connection, headers, target=PRODUCTS):
    """One request on a given connection."""
    connection.request("GET", target, headers=headers)
    with connection.getresponse() as response:
        return response.status, response.read()


def test_one_connection_carries_many_requests(server, connection, office_headers):
    """Keep-alive works across statuses and bodies, and one thread serves it."""
    connection.connect()
    sock = connection.sock
    for target in (PRODUCTS, "/nowhere", "/backoffice/v1/none", PRODUCTS) * 5:
        get(connection, office_headers, target)
    assert connection.sock is sock
    assert server.open_connections() == 1


def test_the_client_may_close_after_one_request(server, office_headers):
    """Connection: close and HTTP/1.0 end the connection after the answer."""
    for opening in ("GET /x HTTP/1.1\r\nConnection: close\r\n\r\n", "GET /x HTTP/1.0\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as sock:
            sock.sendall(opening.encode())
            answer = b"".join(iter(lambda: sock.recv(4096), b""))
        assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert b"Connection: close" in answer
    settle(lambda: server.open_connections() == 0)


def test_pipelined_and_split_requests_are_read_right(server, office_headers):
    """Two requests in one packet and one request in many packets both work."""
    line = f"GET {PRODUCTS} HTTP/1.1\r\nAuthorization: {office_headers['authorization']}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as sock:
        sock.sendall((line * 2).encode())
        for letter in line.replace("keep-alive", "close"):
            sock.sendall(letter.encode())
        sock.shutdown(socket.SHUT_WR)
        answers = b"".join(iter(lambda: sock.recv(65_536), b""))
    assert answers.count(b"HTTP/1.1 200 OK") == 3


def test_chunked_bodies_and_expect_are_understood(server, world, office_headers, order):
    """A streaming client's body is the same as a plain one's."""
    body = json.dumps(order()).encode()
    head = (
        "POST /backoffice/v1/orders HTTP/1.1\r\nIdempotency-Key: k\r\nExpect: 100-continue\r\n"
        f"Authorization: {office_headers['authorization']}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:]))
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as sock:
        sock.sendall(head.encode())
        assert sock.recv(100).startswith(b"HTTP/1.1 100 Continue")
        sock.sendall(chunks + b"0\r\n\r\n")
        sock.shutdown(socket.SHUT_WR)
        assert b"201 Created" in b"".join(iter(lambda: sock.recv(4096), b""))
    assert world.backoffice.orders()[0].body == order()


@pytest.mark.parametrize(
    "junk",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000,
        b"GET / HT",
    ],
)
def test_junk_is_answered_400_and_closed(server, junk):
    """What is no request ends the connection and disturbs nobody else."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as sock:
        sock.sendall(junk)
        sock.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: sock.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400")


def test_a_client_that_hangs_up_harms_nothing(server, office_headers, fetch):
    """Silence, half a request and a vanished reader leave no thread behind."""
    socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
    server.faults.inject(Fault(FaultKind.HUGE_BODY))
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as sock:
        sock.sendall(b"GET /x HTTP/1.1\r\n\r\n")
        sock.recv(10)
    settle(lambda: server.open_connections() == 0)
    assert fetch("GET", PRODUCTS, headers=office_headers).status == 200


def test_only_loopback_is_served(world):
    """Any other address is refused before a socket exists."""
    for host in ("0.0.0.0", "192.168.1.10", "::"):
        with pytest.raises(ValueError, match="loopback only"):
            SandboxServer(world, host=host)
    assert sandbox_threads() == []


def test_a_pulled_cable_refuses_and_comes_back_on_the_same_port(
    server, connection, office_headers, fetch
):
    """Existing connections are cut, new ones refused by the kernel; then all is as before."""
    port = server.port
    assert get(connection, office_headers)[0] == 200
    server.pull_cable()
    with pytest.raises(OSError, match=r"reset|closed|Broken pipe|refused"):
        get(connection, office_headers)
    for _ in range(5):
        with pytest.raises(ConnectionRefusedError):
            fetch("GET", PRODUCTS, headers=office_headers)
    server.plug_cable()
    assert server.port == port
    assert fetch("GET", PRODUCTS, headers=office_headers).status == 200


def test_an_outage_follows_the_worlds_clock(world, server, office_headers, fetch):
    """The port refuses from its first to its last instant of world time, and heals at once."""
    now_ms = world.clock.now_ms()
    server.faults.stand(Outage(now_ms + 1_000, now_ms + 5_000))
    assert fetch("GET", PRODUCTS, headers=office_headers).status == 200
    world.clock.advance_ms(1_000)
    with pytest.raises(ConnectionRefusedError):
        fetch("GET", PRODUCTS, headers=office_headers)
    world.clock.advance_ms(4_000)
    assert fetch("GET", PRODUCTS, headers=office_headers).status == 200
    server.faults.stand(Outage(0, None))
    with pytest.raises(ConnectionRefusedError):
        fetch("GET", PRODUCTS, headers=office_headers)
    server.faults.heal()
    assert fetch("GET", PRODUCTS, headers=office_headers).status == 200


def test_remotes_can_be_served_and_fail_apart(world, office_headers, tock_headers):
    """Each remote on its own port: one is out while the other answers, and knows only its own."""
    plan = FaultPlan(outages=[Outage(0, None, surface=Surface.TOCK)])
    urls = "/api/data/export/urls"
    with (
        SandboxServer(world, plan, surfaces={Surface.TOCK}) as tock,
        SandboxServer(world, plan, surfaces={Surface.BACK_OFFICE}) as office,
    ):
        away = http.client.HTTPConnection("127.0.0.1", tock.port, timeout=5)
        with pytest.raises(ConnectionRefusedError):
            get(away, tock_headers, urls)
        away.close()
        near = http.client.HTTPConnection("127.0.0.1", office.port, timeout=5)
        assert get(near, office_headers)[0] == 200
        assert get(near, tock_headers, urls)[0] == 404
        near.close()
        plan.heal()
        assert get(away, tock_headers, urls)[0] == 200
        away.close()


def test_stopping_ends_every_thread_even_stalled_ones(world, office_headers):
    """Idle, stalled and flooded connections do not hold up the end."""
    plan = FaultPlan(timing=Timing(stall_s=None))
    server = SandboxServer(world, plan)
    address = ("127.0.0.1", server.port)
    idle = socket.create_connection(address, timeout=5)
    plan.inject(Fault(FaultKind.STALL), op=Op.UNKNOWN)
    stalled = socket.create_connection(address, timeout=5)
    stalled.sendall(b"GET /x HTTP/1.1\r\n\r\n")
    settle(lambda: plan.fired)
    plan.inject(Fault(FaultKind.HUGE_BODY, size=64 << 20), op=Op.UNKNOWN)
    flooded = socket.create_connection(address, timeout=5)
    flooded.sendall(b"GET /x HTTP/1.1\r\n\r\n")
    settle(lambda: len(plan.fired) == 2)
    began = time.monotonic()
    server.stop()
    server.stop()
    assert time.monotonic() - began < 2
    assert sandbox_threads() == []
    for sock in (idle, stalled, flooded):
        sock.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=1)


def test_parallel_clients_get_their_own_answers(world, server, office_headers, order):
    """Eight clients at once: every order once, every answer its own."""
    wrong = []

    def work(name):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        for count in range(20):
            number = f"{name}-{count}"
            headers = {**office_headers, "Idempotency-Key": number}
            body = json.dumps(order(number)).encode()
            connection.request("POST", "/backoffice/v1/orders", body=body, headers=headers)
            with connection.getresponse() as response:
                if json.loads(response.read()).get("number") != number:
                    wrong.append(number)
        connection.close()

    threads = [threading.Thread(target=work, args=(f"T{name}",)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert wrong == []
    assert len(world.backoffice.orders()) == 160
    assert world.ledger.repeated(Op.ORDER_CREATE) == {}


def test_it_is_fast_enough_for_a_thousand_schedules(server, connection, office_headers):
    """At least 500 requests a second on one connection, even on a busy machine."""
    best_s = min(_timed(connection, office_headers) for _ in range(3))
    assert 200 / best_s >= 500


def _timed(connection, headers):
    began = time.perf_counter()
    for _ in range(200):
        get(connection, headers)
    return time.perf_counter() - began
