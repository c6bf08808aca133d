"""Export files, change feed and guest ingest over real HTTP against the sandbox."""

import json
import logging
import threading
import traceback

import pytest

from posapp.adapters.http import HttpDoor
from posapp.adapters.tock.access import tock_policy
from posapp.adapters.tock.source_exports import TockExports
from posapp.adapters.tock.source_feed import RelayFeed, relay_policy
from posapp.domain.reservation import Channel, Quarantined
from posapp.ports import failures
from posapp.ports.reservations import IncomingReservation
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.ops import Op
from tests.adapters.conftest import FixedClock
from tests.adapters.raw_server import RawServer, answer
from tests.adapters.rows import booking, business, machine_made, walk_in


def split(pages):
    """The readable and the unreadable rows of pages."""
    rows = [row for page in pages for row in page.rows]
    assert all(len(page.rows) <= 200 for page in pages)
    good = [row for row in rows if isinstance(row, IncomingReservation)]
    return good, [row for row in rows if isinstance(row, Quarantined)]


def keys_of(remote):
    known = remote.world.credentials
    return {
        f"tock:{row.key.business_id}:{'w' if row.is_walk_in() else 'r'}:{row.key.number}"
        for row in remote.world.tock.rows()
        if str(row.key.business_id) == known.business_id
    }


def exports(remote, door, **changes) -> TockExports:
    return TockExports(door, access=remote.access(**changes))


def feed(remote, door, token=None) -> RelayFeed:
    known = remote.world.credentials
    token = known.relay_token if token is None else token
    return RelayFeed(door, url=remote.url, token=token, business_id=known.business_id)


def test_the_export_holds_every_row_once(remote, tock_door):
    """All rows of this venue, with the time of the snapshot; a second pull reads nothing again."""
    remote.world.tock.publish_exports()
    source = exports(remote, tock_door)
    pages = list(source.changes(""))
    good, _ = split(pages)
    assert {row.reservation.key.text for row in good} == keys_of(remote)
    assert len(good) == len(keys_of(remote))
    assert {row.reservation.version.channel for row in good} == {Channel.EXPORT}
    assert pages[-1].as_of_ms == remote.world.clock.now_ms() // 1000 * 1000
    again = list(source.changes(pages[-1].cursor))
    assert split(again) == ([], [])
    assert again[-1].cursor == pages[-1].cursor


def test_a_changed_file_is_read_again(remote, tock_door):
    """A new snapshot with other content has another validator."""
    source = exports(remote, tock_door)
    remote.world.tock.publish_exports()
    cursor = list(source.changes(""))[-1].cursor
    remote.world.clock.advance_ms(60_000)
    row = remote.world.tock.rows()[0]
    remote.world.tock.resize(row.key, 9)
    remote.world.tock.publish_exports()
    good, _ = split(list(source.changes(cursor)))
    sizes = {one.reservation.key.remote_id: one.reservation.party_size for one in good}
    assert sizes[str(row.key.number)] == 9


def test_feed_and_export_agree_on_every_row(remote, tock_door, door):
    """The two channels spell a row differently; its digest is the same."""
    remote.world.tock.publish_exports()
    exported, _ = split(list(exports(remote, tock_door).changes("")))
    fed, _ = split(list(feed(remote, door).changes("")))
    latest = {}
    for row in fed:
        key, version = row.reservation.key.text, row.reservation.version
        if key not in latest or version.outranks(latest[key]):
            latest[key] = version
    assert set(latest) == keys_of(remote)
    digests = {row.reservation.key.text: row.reservation.version.digest for row in exported}
    assert digests == {key: version.digest for key, version in latest.items()}


def test_the_feed_resumes_and_drops_other_venues(remote, door):
    """Pages of at most 200, a cursor that goes on, foreign guests never seen, bad bodies kept."""
    source = feed(remote, door)
    pages = list(source.changes(""))
    good, bad = split(pages)
    assert {row.reservation.key.business_id for row in good} == {"31415"}
    assert len(bad) == remote.day.undecodable_count
    assert all(row.faults and row.origin.startswith("feed f") for row in bad)
    assert list(source.changes(pages[-1].cursor)) == []
    middle = list(source.changes(pages[0].cursor))
    assert [page.cursor for page in middle] == [page.cursor for page in pages[1:]]


def test_a_cursor_the_relay_forgot_means_from_the_start(remote, door):
    """Rows are idempotent, so reading them again is safe and standing still is not."""
    source = feed(remote, door)
    assert len(split(list(source.changes("gone")))[0]) == len(split(list(source.changes("")))[0])


@pytest.mark.parametrize("kind", [Op.EXPORT_URLS, Op.EXPORT_FILE, Op.FEED])
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (FaultKind.FAIL_BEFORE, failures.NoProof),
        (FaultKind.UNAVAILABLE_HTML, failures.NoProof),
        (FaultKind.PORTAL_200, failures.NoProof),
        (FaultKind.PORTAL_302, failures.SignInPage),
        (FaultKind.RATE_DATE, failures.TryLater),
        (FaultKind.RATE_SECONDS, failures.TryLater),
        (FaultKind.BAD_GZIP, failures.NoProof),
        (FaultKind.TRUNCATE, failures.NoProof),
        (FaultKind.RESET_AFTER, failures.NoProof),
        (FaultKind.GARBAGE_STATUS, failures.NoProof),
    ],
)
def test_a_failed_pull_says_what_failed(remote, tock_door, door, kind, fault, expected):
    """Nothing half-read counts as read; the cursor stays where it was."""
    remote.server.faults.inject(Fault(fault), op=kind)
    source = feed(remote, door) if kind is Op.FEED else exports(remote, tock_door)
    pages = []
    with pytest.raises(failures.Failure) as caught:
        pages.extend(source.changes(""))
    if fault is FaultKind.PORTAL_200:
        assert "web page" in caught.value.message
        assert split(pages) == ([], []) or kind is Op.EXPORT_FILE
    assert type(caught.value) is expected
    assert not any("reservation-1.json" in page.cursor for page in pages)
    remote.server.faults.heal()


def test_a_wrong_key_is_named_as_a_possible_cause(remote, tock_door):
    """Tock answers a wrong key with a 503 web page; a missing one is refused as such."""
    with pytest.raises(failures.NoProof, match="service or key problem"):
        list(exports(remote, tock_door, key="wrong").changes(""))
    with pytest.raises(failures.CredentialsRefused):
        list(exports(remote, tock_door, key="").changes(""))


def test_a_wrong_relay_token_stops_the_lane(remote, door):
    """The connection waits for a person."""
    with pytest.raises(failures.CredentialsRefused):
        list(feed(remote, door, token="wrong").changes(""))


LINK = "/signed/1/reservation-1.json?X-Goog-Signature=topsecret"
ELSEWHERE = "https://evil.test" + LINK


class ExportServer(RawServer):
    """A Tock whose one export file is `body`, or whose link leads to `link`."""

    def __init__(self, body: bytes = b"[]", *, link: str = "", file_status: int = 200) -> None:
        super().__init__(self._reply)
        self._body, self._link, self._file_status = body, link, file_status

    def _reply(self, connection, request):
        if request.startswith(b"GET /api/"):
            link = (
                self._link or f"{self.url}/signed/1/reservation-1.json?X-Goog-Signature=topsecret"
            )
            listing = json.dumps({"result": {"reservationDataUrls": [link], "guestDataUrls": []}})
            connection.sendall(answer(200, listing.encode()))
        else:
            connection.sendall(answer(self._file_status, self._body, ('ETag: "v1"',)))


def pull_from(server, tock_door, remote, cursor=""):
    with server:
        return list(exports(remote, tock_door, url=server.url).changes(cursor))


def test_only_our_own_rows_are_kept(remote, tock_door):
    """Other venues' rows are dropped, readable or not; what names no venue is kept."""
    theirs = business(id=31416)
    body = [
        booking(),
        walk_in(),
        booking(id=1, business=theirs),
        machine_made() | {"business": theirs},
        machine_made(),
        {"note": 1},
    ]
    good, bad = split(pull_from(ExportServer(json.dumps(body).encode()), tock_door, remote))
    assert [row.reservation.key.text for row in good] == [
        "tock:31415:r:229255",
        "tock:31415:w:229255",
    ]
    assert len(bad) == 2


def test_a_damaged_file_lands_its_good_rows_and_is_read_again(remote, tock_door):
    """The rows before the damage are handed over, then the pull fails without a validator kept."""
    body = json.dumps([booking(id=1), booking(id=2)]).encode()[:-30]
    pages = []
    with ExportServer(body) as server, pytest.raises(failures.NoProof, match="cut off") as caught:
        pages.extend(exports(remote, tock_door, url=server.url).changes(""))
    good, bad = split(pages)
    assert (len(good), len(bad)) == (1, 1)
    assert "reservation-1.json" in str(caught.value)


def test_signed_links_are_never_shown(remote, tock_door, caplog):
    """Neither in messages nor in tracebacks, logs, cursors or origins."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(failures.NoProof) as caught:
        pull_from(ExportServer(file_status=403), tock_door, remote)
    assert not isinstance(caught.value, failures.CredentialsRefused)
    shown = "".join(traceback.format_exception(caught.value)) + caplog.text + caught.value.detail
    pages = pull_from(ExportServer(b"[{}]"), tock_door, remote)
    assert "topsecret" not in shown + repr(pages)


def test_links_lead_only_to_known_hosts(remote):
    """A link to another host, or without https, is not opened."""
    policy = tock_policy("https://api.exploretock.com", file_hosts=("storage.googleapis.com",))
    assert policy.hosts == {"api.exploretock.com", "storage.googleapis.com"}
    door = HttpDoor(tock_policy("http://127.0.0.1", allow_loopback_http=True), clock=FixedClock())
    with door, pytest.raises(failures.NotReached, match="not allowed") as caught:
        pull_from(ExportServer(link=ELSEWHERE), door, remote)
    assert "topsecret" not in "".join(traceback.format_exception(caught.value))


def test_the_key_goes_to_tock_and_not_to_the_file_host(remote, tock_door):
    """A signed link needs no key, so it gets none."""
    server = ExportServer(b"[]")
    pull_from(server, tock_door, remote)
    listing, file = server.requests
    assert b"x-tock-authorization: sandbox-tock-key" in listing.lower()
    assert b'x-tock-scope: {"businessid":"31415","businessgroupid":"27182"}' in listing.lower()
    assert b"x-tock" not in file.lower()


def relay_saying(reply: dict) -> RawServer:
    body = json.dumps(reply).encode()
    return RawServer(lambda connection, request: connection.sendall(answer(200, body)))


def test_items_that_are_no_items_are_kept(door):
    """One bad item does not stop the page."""
    items = [{"cursor": "c1"}, 5, {"cursor": "c2", "body": booking(), "received_ms": 7}]
    with relay_saying({"items": items, "next": "c2", "more": False}) as server:
        source = RelayFeed(door, url=server.url, token="t", business_id="31415")
        (page,) = source.changes("")
    good, bad = split([page])
    assert (len(good), len(bad), page.cursor, page.as_of_ms) == (1, 2, "c2", 7)


def test_more_items_than_asked_for_come_in_pages(door):
    """Two hundred rows a page whatever the relay sends, each page with its own cursor."""
    items = [{"cursor": f"c{n}", "body": booking(id=n)} for n in range(450)]
    with relay_saying({"items": items, "next": "c449"}) as server:
        pages = list(RelayFeed(door, url=server.url, token="t", business_id="31415").changes(""))
    assert [len(page.rows) for page in pages] == [200, 200, 50]
    assert [page.cursor for page in pages] == ["c199", "c399", "c449"]


def test_a_relay_that_does_not_move_on_is_not_asked_for_ever(door):
    """`more` with the same cursor again ends the pull."""
    with relay_saying({"items": [], "next": "c1", "more": True}) as server:
        source = RelayFeed(door, url=server.url, token="t", business_id="31415")
        with pytest.raises(failures.NoProof, match="does not move on"):
            list(source.changes("c1"))


def test_a_relay_that_holds_its_answer_is_asked_again_at_once(door):
    """The first asking never waits; then an answer that was held, or brought news, says so."""
    begun, news = threading.Event(), threading.Event()

    def script(connection, request):
        if b"wait=" in request:
            begun.set()
            assert news.wait(10)
        item = {"cursor": "c1", "body": booking(), "received_ms": 7}
        reply = {"items": [item] if news.is_set() else [], "next": "c1", "more": False}
        connection.sendall(answer(200, json.dumps(reply).encode()))

    with RawServer(script) as server:
        source = RelayFeed(door, url=server.url, token="t", business_id="31415", wait_s=8)
        assert list(source.changes("c1")) == []
        assert source.is_held
        heard = []
        thread = threading.Thread(target=lambda: heard.extend(source.changes("c1")))
        thread.start()
        assert begun.wait(10)
        assert not heard
        news.set()
        thread.join(10)
    assert [len(page.rows) for page in heard] == [1]
    assert source.is_held


def test_a_relay_that_does_not_hold_its_answer_is_asked_now_and_then(door):
    """An old relay answers at once: asking again at once would never end."""
    with relay_saying({"items": [], "next": "c1"}) as server:
        source = RelayFeed(door, url=server.url, token="t", business_id="31415", wait_s=8)
        held = []
        for _ in range(3):
            assert list(source.changes("c1")) == []
            held.append(source.is_held)
    assert held == [True, False, False]


def test_policies_name_their_hosts():
    """The relay's address is its own allow-list."""
    assert relay_policy("https://relay.example/x").hosts == {"relay.example"}
    assert relay_policy("").hosts == frozenset()
