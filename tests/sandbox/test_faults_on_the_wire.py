"""Every fault as a plain http.client sees it, each beside the same request without the fault."""

import gzip
import http.client
import json
import socket
import threading
import zlib
from email.utils import parsedate_to_datetime

import pytest

from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.faults.plan import FaultPlan, Timing
from posapp.sandbox.ops import Op
from posapp.sandbox.server.front import SandboxServer

ORDERS = "/backoffice/v1/orders"
PRODUCTS = "/backoffice/v1/products"
K = FaultKind


@pytest.fixture
def post(world, server, fetch, office_headers, order):
    """Posts an order over the wire; the number names it."""

    def go(number="T1-0001", **options):
        headers = {**office_headers, "Idempotency-Key": f"k-{number}"}
        return fetch(
            "POST", ORDERS, headers=headers, body=json.dumps(order(number)).encode(), **options
        )

    return go


def applied(world):
    """How many orders the world really holds."""
    return len(world.backoffice.orders())


ANSWERS = {
    K.UNAUTHORIZED: (401, "unauthorized"),
    K.FORBIDDEN: (403, "forbidden"),
    K.CONFLICT: (409, "conflict"),
    K.IN_USE: (409, "in_use"),
    K.REJECTED: (422, "rejected"),
    K.FAIL_BEFORE: (500, "internal"),
    K.RATE_SECONDS: (429, "rate_limited"),
    K.RATE_DATE: (429, "rate_limited"),
}


def test_the_control_works(world, post):
    """Without a fault the order is there and the answer says so."""
    answer = post()
    assert (answer.status, answer.json()["number"]) == (201, "T1-0001")
    assert applied(world) == 1


@pytest.mark.parametrize("kind", ANSWERS)
def test_refusing_answers_apply_nothing(world, server, post, kind):
    """Each refusal has its status and code; the same request then works."""
    server.faults.inject(Fault(kind), op=Op.ORDER_CREATE)
    answer = post()
    assert (answer.status, answer.json()["error"]["code"]) == ANSWERS[kind]
    assert applied(world) == 0
    assert post().status == 201
    assert applied(world) == 1


def test_retry_after_comes_in_seconds_and_as_a_date(world, server, post):
    """Both forms name the same wait, the date by the server's own clock."""
    server.faults.inject(Fault(K.RATE_SECONDS, d=11), op=Op.ORDER_CREATE)
    assert post().headers["Retry-After"] == "11"
    server.faults.inject(Fault(K.RATE_DATE, d=11), op=Op.ORDER_CREATE)
    until = parsedate_to_datetime(post().headers["Retry-After"])
    assert until.timestamp() == world.clock.now_ms() // 1000 + 11


def test_a_portal_answers_with_its_own_page_or_sends_elsewhere(world, server, post):
    """A captive portal answers 200 with a page, or 302; neither applied anything."""
    server.faults.inject(Fault(K.PORTAL_200))
    page = post()
    assert page.status == 200
    assert page.headers["Content-Type"].startswith("text/html")
    server.faults.inject(Fault(K.PORTAL_302))
    elsewhere = post()
    assert (elsewhere.status, elsewhere.headers["Location"]) == (302, "http://portal.invalid/login")
    assert applied(world) == 0


def test_503_is_a_web_page(server, post):
    """The origin-error page is HTML without Retry-After."""
    server.faults.inject(Fault(K.UNAVAILABLE_HTML))
    answer = post()
    assert answer.status == 503
    assert b"<html>" in answer.body
    assert answer.headers["Retry-After"] is None


def test_500_after_the_order_was_stored(world, server, post):
    """The answer says failure, the ledger says applied, and the key says so on the repeat."""
    server.faults.inject(Fault(K.FAIL_AFTER), op=Op.ORDER_CREATE)
    assert post().status == 500
    assert applied(world) == 1
    again = post()
    assert (again.status, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert applied(world) == 1


def test_some_servers_replay_their_failures(world, server, post):
    """With that option a 5xx is the stored answer of its key until the key lapses."""
    world.backoffice.replays_failures = True
    server.faults.inject(Fault(K.FAIL_BEFORE), op=Op.ORDER_CREATE)
    assert [post().status, post().status] == [500, 500]
    world.clock.advance_ms(world.backoffice.keys.ttl_ms)
    assert post().status == 201


def test_bad_json_and_a_wrong_schema(world, server, post):
    """The status is right, the body is of no use, the order is there."""
    server.faults.inject(Fault(K.BAD_JSON), op=Op.ORDER_CREATE)
    answer = post("A")
    assert answer.status == 201
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()
    server.faults.inject(Fault(K.WRONG_SCHEMA), op=Op.ORDER_CREATE)
    assert post("B").json() == {"ok": True}
    assert applied(world) == 2


def test_a_bomb_is_small_on_the_wire_and_huge_unpacked(server, post):
    """At least 100 MB come out of less than 1 MB, as one gzip member of valid JSON."""
    server.faults.inject(Fault(K.GZIP_BOMB), op=Op.ORDER_CREATE)
    answer = post()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.body) < 1 << 20
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    size = 0
    rest = answer.body
    while rest:
        size += len(unpacker.decompress(rest, 1 << 22))
        rest = unpacker.unconsumed_tail
    assert size >= 100 * 1024 * 1024
    assert unpacker.eof
    server.faults.inject(Fault(K.GZIP_BOMB, size=1 << 20), op=Op.ORDER_CREATE)
    assert json.loads(gzip.decompress(post().body)) == {"items": [], "next": None}


def test_broken_gzip(server, post):
    """What claims to be gzip cannot be unpacked."""
    server.faults.inject(Fault(K.BAD_GZIP))
    with pytest.raises(zlib.error):
        gzip.decompress(post().body)


def test_a_huge_body(server, post):
    """Eight megabytes by default, or as many as asked for."""
    server.faults.inject(Fault(K.HUGE_BODY))
    assert len(post().body) > 8 << 20
    server.faults.inject(Fault(K.HUGE_BODY, size=100_000))
    assert 100_000 < len(post().body) < 101_000


BROKEN = {
    K.RESET_BEFORE: (ConnectionResetError, 0),
    K.RESET_AFTER: (ConnectionResetError, 1),
    K.HALF_CLOSE: (http.client.RemoteDisconnected, 1),
    K.TRUNCATE: (http.client.IncompleteRead, 1),
    K.BAD_CHUNK: (http.client.IncompleteRead, 1),
    K.GARBAGE_STATUS: (http.client.BadStatusLine, 1),
    K.HUGE_HEADER: (http.client.LineTooLong, 1),
    K.LATE_APPLY: (ConnectionResetError, 0),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_exchanges(world, server, post, kind):
    """Each breaks in its own way, applied or not; the next request works and adds nothing."""
    error, count = BROKEN[kind]
    server.faults.inject(Fault(kind), op=Op.ORDER_CREATE)
    with pytest.raises(error):
        post()
    assert applied(world) == count
    world.clock.advance_ms(60_000)
    assert post().status == 201
    assert applied(world) == 1


@pytest.mark.parametrize("kind", [K.HALF_CLOSE, K.TRUNCATE, K.BAD_CHUNK, K.GARBAGE_STATUS])
def test_an_unanswered_request_may_also_not_be_applied(world, server, post, kind):
    """The same break can hide a request that never took effect."""
    server.faults.inject(Fault(kind, applied=False), op=Op.ORDER_CREATE)
    with pytest.raises(http.client.HTTPException):
        post()
    assert applied(world) == 0


def test_a_drip_arrives_in_small_pieces(world, server, office_headers):
    """The answer is whole in the end but comes a few bytes at a time."""
    server.faults.timing = Timing(drip_interval_s=0.0005, drip_bytes=40)
    server.faults.inject(Fault(K.DRIP))
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as sock:
        lines = [f"GET {PRODUCTS}?limit=3 HTTP/1.1", "Host: x"]
        lines.append(f"Authorization: {office_headers['authorization']}")
        sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        pieces = list(iter(lambda: sock.recv(65_536), b""))
    assert len(pieces) > 3
    assert json.loads(b"".join(pieces).split(b"\r\n\r\n")[1])["items"]


def test_a_stall_outlasts_an_impatient_client(world, server, post):
    """A client with a short timeout gives up although the order is stored."""
    server.faults.timing = Timing(stall_s=None)
    server.faults.inject(Fault(K.STALL), op=Op.ORDER_CREATE)
    with pytest.raises(TimeoutError):
        post(timeout_s=0.05)
    assert applied(world) == 1
    server.faults.inject(Fault(K.STALL, applied=False), op=Op.ORDER_CREATE)
    with pytest.raises(TimeoutError):
        post("T1-0002", timeout_s=0.05)
    assert applied(world) == 1


def test_a_stalled_answer_comes_when_it_is_released(world, server, post):
    """A patient client gets its answer as soon as the sandbox is told to give it."""
    server.faults.timing = Timing(stall_s=None)
    server.faults.inject(Fault(K.STALL), op=Op.ORDER_CREATE)
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(post()))
    waiting.start()
    while not server.faults.fired:
        server.release()
    while waiting.is_alive():
        server.release()
        waiting.join(0.005)
    assert answers[0].status == 201


def test_a_short_stall_only_delays(world, server, post):
    """With a time of its own a stall ends by itself, with the right answer."""
    server.faults.inject(Fault(K.STALL, d=0.01))
    assert post().status == 201


def test_late_application_happens_in_world_time(world, server, post):
    """The client is cut off now; the order appears when the world's clock gets there."""
    server.faults.inject(Fault(K.LATE_APPLY, d=90), op=Op.ORDER_CREATE)
    with pytest.raises(ConnectionResetError):
        post()
    running = post()
    assert (running.status, running.json()["error"]["code"]) == (409, "in_use")
    world.clock.advance_ms(89_999)
    assert applied(world) == 0
    world.clock.advance_ms(1)
    assert applied(world) == 1
    assert world.ledger.entries[0].applied_at_ms == world.clock.now_ms()
    assert post().headers["Idempotency-Replayed"] == "true"


def test_refusing_one_request_shuts_the_port_until_the_clock_moves(world, server, post):
    """The request is not applied and the next connection is refused until world time passes."""
    server.faults.inject(Fault(K.REFUSE, d=5), op=Op.ORDER_CREATE)
    with pytest.raises(ConnectionResetError):
        post()
    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            post()
    world.clock.advance_ms(5_000)
    assert post().status == 201
    assert applied(world) == 1


def test_every_kind_is_in_this_catalogue():
    """No fault goes unobserved on a socket or in process."""
    here = {*ANSWERS, *BROKEN, K.PORTAL_200, K.PORTAL_302, K.UNAVAILABLE_HTML, K.FAIL_AFTER}
    here |= {K.BAD_JSON, K.WRONG_SCHEMA, K.GZIP_BOMB, K.BAD_GZIP, K.HUGE_BODY, K.DRIP, K.STALL}
    here |= {K.REFUSE}
    in_process = {K.APPLY_TWICE, K.STALE_READ}
    assert here | in_process == set(FaultKind)


def test_a_plan_can_be_given_from_the_start(world, office_headers):
    """A server with a plan of its own meets it on the first request."""
    plan = FaultPlan.random(1, 1.0, kinds=(K.FORBIDDEN,))
    with SandboxServer(world, plan) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.request("GET", PRODUCTS, headers=office_headers)
        with connection.getresponse() as response:
            assert response.status == 403
        connection.close()
