"""The listing of export files and its signed links: expired, refused, doubled, too large."""

import json
import tracemalloc

import pytest

from posapp.adapters.http import Limits
from posapp.adapters.tock.source_exports import TockExports
from posapp.ports import failures
from posapp.ports.reservations import FileProgress
from tests.adapters.raw_server import RawServer, answer
from tests.adapters.rows import booking

GONE = b"<?xml version='1.0'?><Error><Code>ExpiredToken</Code></Error>"
MODIFIED = "Sat, 10 Oct 2026 06:57:36 GMT"
GUEST = {
    "id": 1,
    "patron": {"id": 9, "email": "ann@b.example", "firstName": "Ann", "lastName": "Ash"},
    "tag": ["Press"],
    "optIn": True,
}


def file_of(*numbers: int) -> bytes:
    return json.dumps([booking(id=number) for number in numbers]).encode()


class Files(RawServer):
    """A Tock whose files are `bodies` by path; a link is good for the listing it was given in."""

    def __init__(self, bodies, *, guests=(), headers=(), expire_first=0, refused=()):
        super().__init__(self._reply)
        self.bodies, self.guests, self.headers = dict(bodies), dict(guests), headers
        self._expire_first, self._refused = expire_first, refused
        self.listings = 0
        self.prepared = b""

    def _reply(self, connection, request):
        target = request.split(b" ")[1].decode()
        if target.startswith("/api/"):
            self.listings += 1
            connection.sendall(answer(200, json.dumps({"result": self._listing()}).encode()))
            return
        path, _, query = target.partition("?")
        is_old = query == "sig=1" and self._expire_first > 0
        self._expire_first -= is_old
        if is_old or path in self._refused:
            connection.sendall(answer(400 if is_old else 403, GONE))
        elif f"if-modified-since: {MODIFIED}".lower().encode() in request.lower():
            connection.sendall(answer(304))
        else:
            body = (self.bodies | self.guests)[path]
            connection.sendall(self.prepared or answer(200, body, self.headers))

    def _listing(self):
        def links(paths):
            return [f"{self.url}{path}?sig={self.listings}" for path in paths]

        return {"reservationDataUrls": links(self.bodies), "guestDataUrls": links(self.guests)}


def source(remote, door, server, **changes) -> TockExports:
    return TockExports(door, access=remote.access(url=server.url), **changes)


def ids(pages) -> list[str]:
    return [row.reservation.key.remote_id for page in pages for row in page.rows]


def test_an_expired_link_is_asked_for_anew(remote, tock_door):
    """A pull that waited too long lists the files again and goes on where it was."""
    bodies = {"/a.json": file_of(1), "/b.json": file_of(2)}
    with Files(bodies, expire_first=2) as server:
        pages = list(source(remote, tock_door, server).changes(""))
        assert (sorted(ids(pages)), server.listings) == (["1", "2"], 2)


def test_a_link_refused_for_good_costs_only_its_file(remote, tock_door):
    """It is named, without its address; the next try waits a while."""
    bodies = {"/a.json": file_of(1), "/b.json": file_of(2), "/c.json": file_of(3)}
    pages = []
    with Files(bodies, refused={"/b.json"}) as server:
        with pytest.raises(failures.NoProof, match=r"b\.json: Tock no longer honours") as caught:
            pages.extend(source(remote, tock_door, server).changes(""))
        assert server.listings == 2
    assert ids(pages) == ["1", "3"]
    assert "sig=" not in caught.value.message + caught.value.detail
    assert caught.value.wait_ms == 900_000
    assert pages[-1].progress == FileProgress(3, 3, 0)


def test_files_of_one_name_are_both_read(remote, tock_door):
    """A name is only what a validator is kept under."""
    bodies = {"/x/part.json": file_of(1), "/y/part.json": file_of(2)}
    with Files(bodies, headers=(f"Last-Modified: {MODIFIED}",)) as server:
        exports = source(remote, tock_door, server)
        pages = list(exports.changes(""))
        assert ids(pages) == ["1", "2"]
        again = list(exports.changes(pages[-1].cursor))
    assert again[-1].progress == FileProgress(2, 2, 2)


def test_without_an_etag_the_date_is_asked_with(remote, tock_door):
    """If-Modified-Since, word for word; what is told is as old as the file."""
    with Files({"/a.json": file_of(1)}, headers=(f"Last-Modified: {MODIFIED}",)) as server:
        exports = source(remote, tock_door, server)
        cursor = list(exports.changes(""))[-1].cursor
        assert json.loads(cursor) == {"a.json": MODIFIED}
        again = list(exports.changes(cursor))
    assert ids(again) == []
    assert again[-1].as_of_ms == 1_791_615_456_000
    assert (again[-1].progress.done, again[-1].progress.skipped) == (1, 1)


def test_a_file_sent_again_with_the_same_mark_is_not_read(remote, tock_door):
    """Where the other side knows no conditions, its ETag still tells."""
    with Files({"/a.json": file_of(1)}, headers=('ETag: "v1"',)) as server:
        exports = source(remote, tock_door, server)
        cursor = list(exports.changes(""))[-1].cursor
        assert ids(exports.changes(cursor)) == []
        server.headers = ('ETag: "v2"',)
        assert ids(exports.changes(cursor)) == ["1"]
        server.headers = ()
        assert ids(exports.changes(cursor)) == ["1"]


def test_guest_files_bring_people_with_tags_and_consent(remote, tock_door):
    """In pages of their own; another use of them counts them as unread."""
    guests = {"/guest-profile-1.json": json.dumps([GUEST]).encode()}
    with Files({"/a.json": file_of(1)}, guests=guests, headers=('ETag: "v1"',)) as server:
        pages = list(source(remote, tock_door, server).changes(""))
        marked = source(remote, tock_door, server, guest_mark="directory")
        again = list(marked.changes(pages[-1].cursor))
    [guest] = [guest for page in pages for guest in page.guests]
    assert (guest.person.contact.email, guest.tags) == ("ann@b.example", ("Press",))
    assert guest.person.opt_in is True
    assert ids(again) == []
    assert [len(page.guests) for page in again if page.guests] == [1]


def test_a_file_above_the_cap_is_left(remote, tock_door):
    """It is cut off while it comes in; the others are read."""
    bodies = {"/a.json": file_of(*range(1, 60)), "/b.json": file_of(99)}
    pages = []
    limits = Limits(total_s=10, max_bytes=20_000)
    with Files(bodies) as server, pytest.raises(failures.NoProof, match=r"a\.json.*too large"):
        pages.extend(source(remote, tock_door, server, file_limits=limits).changes(""))
    assert ids(pages) == ["99"]


def test_an_interrupted_pull_ends(remote, tock_door):
    """Also between two files: nothing more is asked for."""
    bodies = {"/a.json": file_of(1), "/b.json": file_of(2)}
    with Files(bodies) as server:
        exports = source(remote, tock_door, server)
        pages = exports.changes("")
        while not ids([next(pages)]):
            pass
        exports.interrupt()
        with pytest.raises(failures.NoProof, match="ended by a person"):
            list(pages)
        assert not any(b"/b.json" in request for request in server.requests)
        assert ids(exports.changes("")) == ["1", "2"]


@pytest.mark.heavy
def test_memory_does_not_grow_with_the_file(remote, tock_door):
    """Of megabytes more, a small part at most: a page and a few pieces are held."""

    def peak(rows: int) -> int:
        body = b"[" + b",".join([file_of(7)[1:-1]] * rows) + b"]"
        with Files({"/a.json": b""}) as server:
            server.prepared = answer(200, body)
            pages = source(remote, tock_door, server).changes("")
            tracemalloc.start()
            try:
                assert sum(len(page.rows) for page in pages) == rows
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    peak(300)
    peak(300)
    grown = 2_500 * len(file_of(7))
    assert peak(4_000) - peak(1_500) < grown // 3
