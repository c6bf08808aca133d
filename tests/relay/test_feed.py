"""What a terminal is served: pages behind a cursor, at once or as soon as there is news."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue

import httpx
from hypothesis import given
from hypothesis import strategies as st

from posapp.adapters.http import HttpDoor
from posapp.adapters.system_clock import SystemClock
from posapp.adapters.tock.source_feed import RelayFeed, relay_policy
from posapp.relay.deliveries import Delivery, Kind, Ours, read_delivery
from posapp.relay.feed import Pace, _event, _page_body
from posapp.relay.ledger import Item, Page
from posapp.relay.service import Timing
from tests.relay.conftest import Start
from tests.relay.rig import (
    EVENTS,
    GUESTS,
    HEALTH,
    NO_TLS,
    NOW_MS,
    RESERVATIONS,
    Place,
    Running,
    booking,
    verbatim,
)


def test_pages_follow_each_other(relay: Running) -> None:
    """In the order of arrival, nothing twice, and the last one says so."""
    token = relay.token()
    sent = [booking(number) for number in range(1, 8)]
    for body in sent:
        relay.post(body)
    seen: list[bytes] = []
    after, sizes = "", []
    while True:
        answer = relay.get(token, after=after, limit=3)
        page = answer.json()
        seen += verbatim(answer.content)
        sizes.append(len(page["items"]))
        assert page["next"] == page["items"][-1]["cursor"]
        assert {item["received_ms"] for item in page["items"]} == {NOW_MS}
        after = page["next"]
        if not page["more"]:
            break
    assert (seen, sizes) == (sent, [3, 3, 1])
    assert relay.get(token, after=after).json() == {"items": [], "next": after, "more": False}


def test_an_empty_feed_has_no_cursor(relay: Running) -> None:
    """The given `after` comes back, also when it is none."""
    assert relay.get(relay.token()).json() == {"items": [], "next": "", "more": False}


def test_a_page_ends_before_it_is_too_large(relay: Running) -> None:
    """Many large bodies come in several pages, whatever the limit; none is left out."""
    token = relay.token()
    sent = [booking(number, note="x" * 250_000) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert {one.status_code for one in pool.map(relay.post, sent)} == {200}
    first = relay.get(token, limit=500)
    assert first.json()["more"]
    assert len(first.content) < 9_000_000
    assert sorted(relay.bodies(token)) == sorted(sent)


def test_a_question_without_sense_is_refused(start: Start, single: Place) -> None:
    """400, with what would be right."""
    relay = start(single)
    token = relay.token()
    wrong = [("limit", value) for value in ("0", "501", "x", "1.5", "²")]
    wrong += [("wait", value) for value in ("26", "-1", "nan", "x")]
    for name, value in wrong:
        answer = relay.get(token, **{name: value})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid")


def test_an_unknown_cursor_is_said_to_be_one(relay: Running) -> None:
    """Of another store, of the future or of nobody: 400, and the terminal begins anew."""
    token = relay.token()
    relay.post(booking(1))
    good = relay.get(token).json()["next"]
    store_id, number = good.split("-")
    bad = [f"0badc0de-{number}", f"{store_id}-{int(number) + 1}", f"{store_id}-", "x", f"{good}x"]
    bad += [f"{store_id}-{'9' * 30}", f"{store_id}-²", f"{store_id}--1", "\x00"]
    for cursor in bad:
        for path in (RESERVATIONS, GUESTS, EVENTS):
            answer = relay.get(token, path, after=cursor)
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_cursor")
    assert relay.get(token, after=good).status_code == 200


def test_a_stranger_gets_nothing(start: Start, single: Place) -> None:
    """401 for no token, a wrong one and another scheme, wherever guests' details are."""
    relay = start(single)
    relay.post(booking(1))
    token = relay.token()
    basic = {"Authorization": f"Basic {token}"}
    for path in (RESERVATIONS, GUESTS, EVENTS, "/relay/v1/guests/events", HEALTH):
        assert relay.get(token + "x", path).status_code == 401
        assert relay.client.get(path, headers=basic).status_code == 401
        assert path == HEALTH or relay.client.get(path).status_code == 401


def test_health_tells_strangers_only_that_it_is_well(relay: Running) -> None:
    """How many bookings a winery has is nobody's business; a terminal sees the counts."""
    relay.post(booking(1, note="Ana Petrova"))
    assert relay.client.get(HEALTH).json() == {"ok": True}
    answer = relay.get(relay.token(), HEALTH)
    assert answer.json()["held"] == 1
    assert "Petrova" not in answer.text


def test_a_wait_ends_with_news(relay: Running) -> None:
    """A waiting terminal has the delivery long before its wait is over; the guests' does not."""
    token = relay.token()
    with ThreadPoolExecutor(2) as pool:
        began = time.monotonic()
        waiting = pool.submit(relay.get, token, wait=20)
        other = pool.submit(relay.get, token, GUESTS, wait=1)
        _until(lambda: _asking(relay) >= 2)
        relay.post(booking(1))
        assert verbatim(waiting.result().content) == [booking(1)]
        assert time.monotonic() - began < 15
        assert other.result().json()["items"] == []


def test_a_wait_with_news_already_there_is_none(relay: Running) -> None:
    """What came between two questions is answered at once."""
    token = relay.token()
    relay.post(booking(1))
    began = time.monotonic()
    assert verbatim(relay.get(token, wait=20).content) == [booking(1)]
    assert time.monotonic() - began < 10


def test_a_wait_ends_by_itself(relay: Running) -> None:
    """Empty, with the cursor it came with, not before its time."""
    token = relay.token()
    relay.post(booking(1))
    after = relay.get(token).json()["next"]
    began = time.monotonic()
    answer = relay.get(token, after=after, wait=0.4)
    assert answer.json() == {"items": [], "next": after, "more": False}
    assert time.monotonic() - began >= 0.4


def test_whoever_waits_is_answered_when_the_relay_stops(start: Start, single: Place) -> None:
    """A restart is not held up by a long poll, and no terminal sees a broken connection."""
    relay = start(single)
    token = relay.token()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(relay.get, token, wait=25)
        _until(lambda: _asking(relay) >= 1)
        relay.server.should_exit = True
        assert waiting.result(timeout=10).status_code == 200


def test_events_come_as_they_happen(relay: Running) -> None:
    """Each with its cursor as id; what was there before comes first."""
    token = relay.token()
    relay.post(booking(1))
    with _events(relay, token) as events:
        first = events.get(timeout=10)
        relay.post(b'{"id":2,\r\n"business":{"id":"31415"}}')
        relay.post(b'{"id":1}', path="/tock/guest")
        relay.post(booking(3))
        following = [events.get(timeout=10), events.get(timeout=10)]
        pages = relay.get(token).json()["items"]
    ids = [event["id"] for event in (first, *following)]
    assert ids == [item["cursor"] for item in pages]
    assert [json.loads(event["data"]) for event in (first, *following)] == pages
    assert {event["event"] for event in (first, *following)} == {"reservation"}


def test_events_go_on_where_they_ended(relay: Running) -> None:
    """Last-Event-ID is the cursor: nothing twice and nothing left out."""
    token = relay.token()
    for number in (1, 2, 3):
        relay.post(booking(number))
    second = relay.get(token, limit=2).json()["next"]
    with _events(relay, token, last=second) as events:
        event = events.get(timeout=10)
    assert json.loads(event["data"])["body"] == json.loads(booking(3))


def test_a_quiet_stream_is_kept_alive(start: Start, single: Place) -> None:
    """Heartbeats pass through proxies that cut what is silent; after its time the stream ends."""
    pace = Pace(heartbeat_s=0.1, stream_s=0.5, recheck_s=0.05)
    relay = start(single, timing=Timing(pace=pace))
    headers = {"Authorization": f"Bearer {relay.token()}"}
    answer = relay.client.get(EVENTS, headers=headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.count(": still here") >= 3


def test_guests_have_events_too(relay: Running) -> None:
    """The same stream for the other webhook."""
    token = relay.token()
    relay.post(b'{"id":"9"}', path="/tock/guest")
    with _events(relay, token, path="/relay/v1/guests/events") as events:
        event = events.get(timeout=10)
    assert (event["event"], json.loads(event["data"])["body"]) == ("guest", {"id": "9"})


def test_the_terminals_own_client_reads_it(relay: Running) -> None:
    """The program's adapter takes page after page, begins anew after a bad cursor, and decodes."""
    token = relay.token()
    for number in range(1, 6):
        relay.post(booking(number))
    policy = relay_policy(relay.url, allow_loopback_http=True)
    with HttpDoor(policy, clock=SystemClock()) as door:
        feed = RelayFeed(door, url=relay.url, token=token, business_id="31415")
        pages = list(feed.changes(""))
        assert sum(len(page.rows) for page in pages) == 5
        assert list(feed.changes(pages[-1].cursor)) == []
        again = list(feed.changes("0badc0de-7"))
        assert sum(len(page.rows) for page in again) == 5


_JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
    max_leaves=8,
)


@given(
    value=st.dictionaries(st.text(), _JSONISH),
    cut=st.integers(0, 400),
    splice=st.binary(max_size=6),
    is_ascii=st.booleans(),
)
def test_no_body_spoils_its_page(
    value: dict[str, object], cut: int, splice: bytes, is_ascii: bool
) -> None:
    """Whatever is kept for terminals, the page that holds it is read whole by the terminal."""
    text = json.dumps(value, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    for body in (text, text[:cut] + splice + text[cut:]):
        read = read_delivery(Kind.RESERVATION, body, ours=Ours(), received_ms=1)
        if isinstance(read, Delivery):
            items = (Item("a-1", 1, read.body), Item("a-2", 1, b'{"neighbour":1}'))
            page = Page(items, "a-2", has_more=False, terminal_id=1, confirmed=0)
            assert verbatim(_page_body(page)) == [read.body.strip(b" \t\r\n"), b'{"neighbour":1}']
            event = _event(Kind.RESERVATION, items[0])
            assert event.count(b"\n") == 4
            assert b"\r" not in event


@contextmanager
def _events(
    relay: Running, token: str, *, last: str = "", path: str = EVENTS
) -> Iterator[SimpleQueue[dict[str, str]]]:
    """The events of a stream as they come in; the stream is left at the end of the block."""
    found: SimpleQueue[dict[str, str]] = SimpleQueue()
    headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": last}
    is_over = threading.Event()
    with (
        httpx.Client(timeout=10, verify=NO_TLS) as client,
        client.stream("GET", relay.url + path, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        reader = threading.Thread(target=_read, args=(answer, found, is_over))
        reader.start()
        try:
            yield found
        finally:
            is_over.set()
            relay.post(b'{"id":"0"}', path="/tock/guest")
            relay.post(booking(0))  # one more event, at which the reader looks up
            reader.join(10)


def _read(
    answer: httpx.Response, found: SimpleQueue[dict[str, str]], is_over: threading.Event
) -> None:
    event: dict[str, str] = {}
    for line in answer.iter_lines():
        if is_over.is_set():
            return
        name, _, value = line.partition(": ")
        if name in {"id", "event", "data"}:
            event[name] = value
        elif not line and "data" in event:
            found.put(event)
            event = {}


def _asking(relay: Running) -> int:
    """How many requests are being answered just now."""
    return len(relay.server.server_state.tasks)


def _until(is_so: object) -> None:
    assert callable(is_so)
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)
