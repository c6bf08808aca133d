"""What Tock may send, and what each of it is answered and becomes."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.relay.conftest import Start
from tests.relay.rig import GUESTS, HEADER, SECRET, Place, Running, booking

NOTHING = {"held": 0, "unparsed": 0}


def held(relay: Running, token: str) -> dict[str, int]:
    """How much is stored."""
    figures = relay.figures(token)
    return {name: figures[name] for name in NOTHING}


def test_a_delivery_is_kept_verbatim(relay: Running) -> None:
    """Byte for byte, so that the terminal sees what Tock sent and not what we made of it."""
    token = relay.token()
    body = (
        '{ "id":1,\r\n "business":{"id":31415}, "note":"Žofia  \\u0000 🍷", "x":1.50e2 }'.encode()
    )
    answer = relay.post(body)
    assert (answer.status_code, answer.json()) == (200, {"status": "kept"})
    assert relay.bodies(token) == [body]


def test_guests_have_a_feed_of_their_own(relay: Running) -> None:
    """The two webhooks of Tock fill two feeds, and neither shows the other's."""
    token = relay.token()
    profile = b'{"id":"9","patron":{"id":"77"}}'
    relay.post(booking(1))
    assert relay.post(profile, path="/tock/guest").status_code == 200
    assert relay.bodies(token, GUESTS) == [profile]
    assert relay.bodies(token) == [booking(1)]


@pytest.mark.parametrize("secret", ["", "wrong-horse-battery-staple", SECRET + "x", SECRET[:-1]])
def test_a_wrong_header_is_turned_away(relay: Running, secret: str) -> None:
    """401, and nothing of the body is stored."""
    token = relay.token()
    assert relay.post(booking(1), secret=secret).status_code == 401
    assert held(relay, token) == NOTHING
    assert relay.figures(token)["refused_ever"] == 1


def test_no_header_and_two_headers_are_turned_away(relay: Running) -> None:
    """The header stands there once or the delivery is not Tock's."""
    token = relay.token()
    assert relay.client.post("/tock/reservation", content=booking(1)).status_code == 401
    twice = [(HEADER, SECRET), (HEADER, SECRET)]
    answer = relay.client.post("/tock/reservation", content=booking(1), headers=twice)
    assert answer.status_code == 401
    assert held(relay, token) == NOTHING


def test_two_values_are_good_while_one_replaces_the_other(start: Start, single: Place) -> None:
    """Tock changes the header on its own day; until then both are let in."""
    older, newer = "the-older-value-of-it", "the-newer-value-of-it"
    relay = start(single, header_values=(older, newer))
    answers = [relay.post(booking(1), secret=value) for value in (older, newer, older + newer)]
    assert [answer.status_code for answer in answers] == [200, 200, 401]


def test_name_and_paths_are_settings(start: Start, place: Place) -> None:
    """The header's name and both addresses are what was agreed with Tock."""
    relay = start(place, header_name="X-Agreed", reservation_path="/a/b", guest_path="/c")
    token = relay.token()
    agreed = {"X-Agreed": SECRET}
    assert relay.client.post("/a/b", content=booking(1), headers=agreed).status_code == 200
    assert relay.client.post("/c", content=b'{"id":1}', headers=agreed).status_code == 200
    assert relay.post(booking(1)).status_code == 404
    assert held(relay, token)["held"] == 2


def test_a_body_over_the_cap_is_refused(start: Start, place: Place) -> None:
    """413 with a length and without one, at the first byte too much; nothing is stored."""
    relay = start(place, max_body_bytes=1_000)
    token = relay.token()
    fits = booking(1, note="")
    fits = booking(1, note="x" * (1_000 - len(fits)))
    assert len(fits) == 1_000
    assert relay.post(fits + b" ").status_code == 413
    assert _chunked(relay, fits + b" ") == 413
    assert _chunked(relay, b"x" * 3_000_000) == 413
    assert held(relay, token) == NOTHING
    assert _chunked(relay, fits) == 200
    assert relay.bodies(token) == [fits]
    assert relay.figures(token)["oversized_ever"] == 3


def test_the_usual_cap_is_what_tock_needs(relay: Running) -> None:
    """256 KiB is let in, one byte more is not."""
    relay.token()
    start = len(booking(1, note=""))
    assert relay.post(booking(1, note="x" * (262_144 - start))).status_code == 200
    assert relay.post(booking(1, note="x" * (262_145 - start))).status_code == 413


def _chunked(relay: Running, body: bytes) -> int:
    """Send it in pieces and without a Content-Length."""

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(body), 65_536):
            yield body[at : at + 65_536]

    address = relay.url.removeprefix("http://")
    connection = http.client.HTTPConnection(address, timeout=10)
    try:
        connection.request(
            "POST", "/tock/reservation", pieces(), {HEADER: SECRET}, encode_chunked=True
        )
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b'{"id":1', "not JSON"),
        (b'{"id":NaN}', "not JSON"),
        (b'\xef\xbb\xbf{"id":1}', "not JSON"),
        (b'{"id":"\xff"}', "not UTF-8"),
        ('{"id":1}'.encode("utf-16"), "not UTF-8"),
        (b"[1]", "no object"),
        (b'"text"', "no object"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a":' + b"[" * 100 + b"]" * 100 + b"}", "nested too deep"),
    ],
)
def test_what_cannot_be_read_is_kept_apart(
    start: Start, single: Place, body: bytes, reason: str
) -> None:
    """2xx, or Tock would send it twice more and drop it; terminals are not bothered with it."""
    relay = start(single)
    token = relay.token()
    answer = relay.post(body)
    assert (answer.status_code, answer.json()) == (200, {"status": "unparsed"})
    assert relay.bodies(token) == []
    assert held(relay, token) == {"held": 0, "unparsed": 1}
    [row] = relay.relay._ledger.unparsed_rows()
    assert (row["reason"], row["size"]) == (reason, len(body))
    assert relay.relay._ledger.unparsed_body(row["number"]) == body


def test_what_cannot_be_read_is_kept_on_either_store(relay: Running) -> None:
    """With the good ones around it untouched."""
    token = relay.token()
    for body in (booking(1), b"\x00\xff", booking(2)):
        assert relay.post(body).status_code == 200
    assert relay.bodies(token) == [booking(1), booking(2)]
    assert held(relay, token) == {"held": 2, "unparsed": 1}


def test_half_a_character_is_made_whole(relay: Running) -> None:
    """A cut emoji would make the whole page unreadable for every terminal."""
    token = relay.token()
    relay.post(rb'{"id":1,"note":"\ud83c\udf77 \ud83c cut \\ud83c"}')
    assert relay.bodies(token) == [rb'{"id":1,"note":"\ud83c\udf77 \ufffd cut \\ud83c"}']


def test_other_businesses_are_not_stored(start: Start, place: Place) -> None:
    """The group's webhook carries every venue: answered well, counted, and gone."""
    relay = start(place, business_ids=("31415", "2"), business_group_id="27182")
    token = relay.token()
    theirs = [booking(1, business=999), b'{"id":1,"business":{"id":"999"}}']
    for body in theirs:
        answer = relay.post(body)
        assert (answer.status_code, answer.json()) == (200, {"status": "foreign"})
    guest = b'{"id":1,"businessGroupId":"1"}'
    assert relay.post(guest, path="/tock/guest").json() == {"status": "foreign"}
    ours = [booking(1), booking(2, business=2), b'{"id":3}', b'{"id":4,"business":"?"}']
    for body in ours:
        assert relay.post(body).json() == {"status": "kept"}
    assert relay.bodies(token) == ours
    assert relay.figures(token)["foreign_ever"] == 3


def test_the_same_delivery_again_is_recognised(relay: Running) -> None:
    """Tock repeats what it thinks was lost; it stands in the feed once."""
    token = relay.token()
    answers = [relay.post(booking(1)).json()["status"] for _ in range(3)]
    assert answers == ["kept", "repeated", "repeated"]
    with ThreadPoolExecutor(8) as pool:
        same = list(pool.map(lambda _: relay.post(booking(2)).json()["status"], range(24)))
    assert sorted(same) == ["kept"] + ["repeated"] * 23
    assert relay.bodies(token) == [booking(1), booking(2)]
    assert relay.figures(token)["repeated_ever"] == 25


def test_the_same_body_after_another_is_news(relay: Running) -> None:
    """Back to what it was is a change too; and equal bodies of two records are two."""
    token = relay.token()
    sent = [booking(1, version=1), booking(1, version=2), booking(1, version=1), booking(2)]
    for body in sent:
        assert relay.post(body).json() == {"status": "kept"}
    walk_in = b'{"walkinId":"1","business":{"id":"31415"},"versionId":1}'
    assert relay.post(walk_in).json() == {"status": "kept"}
    assert relay.bodies(token) == [*sent, walk_in]


def test_wrong_order_is_passed_on_as_it_came(relay: Running) -> None:
    """The relay orders nothing: which version counts is the terminal's to say."""
    token = relay.token()
    sent = [booking(1, version=version) for version in (3, 1, 2)]
    for body in sent:
        relay.post(body)
    assert relay.bodies(token) == sent


def test_only_posts_are_deliveries(relay: Running) -> None:
    """And an unknown address is a 404 of ours, in JSON."""
    assert relay.client.get("/tock/reservation").status_code == 405
    assert relay.client.get("/").json()["error"]["code"] == "not_found"
