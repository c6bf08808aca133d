"""How long a guest's details stay on the public host: until every terminal has them, or 14 days."""

from __future__ import annotations

from posapp.relay.database import FILE_NAME
from posapp.relay.service import Timing
from tests.relay.conftest import Start
from tests.relay.rig import DAY_MS, GUESTS, NOW_MS, RESERVATIONS, Place, Running, booking
from tests.relay.test_feed import _until


def confirm(relay: Running, token: str, path: str = RESERVATIONS) -> str:
    """Fetch all and ask for what follows, as a terminal does once it has stored a page."""
    after = relay.get(token, path).json()["next"]
    relay.get(token, path, after=after)
    return str(after)


def held(relay: Running, token: str) -> int:
    """How many bodies the relay still has."""
    relay.sweep()
    return relay.figures(token)["held"]


def test_a_body_stays_until_the_last_terminal_has_it(relay: Running) -> None:
    """Being served is not enough: the next question is the receipt."""
    one, other = relay.token("till-1"), relay.token("till-2")
    for number in (1, 2):
        relay.post(booking(number))
    after = relay.get(one).json()["next"]
    assert held(relay, one) == 2
    relay.get(one, after=after)
    assert held(relay, one) == 2
    first = relay.get(other, limit=1).json()["next"]
    relay.get(other, after=first)
    assert held(relay, one) == 1
    assert relay.bodies(one) == [booking(2)]
    relay.get(one, after=after)
    confirm(relay, other)
    assert held(relay, one) == 0
    assert relay.get(one, after=after).json() == {"items": [], "next": after, "more": False}


def test_each_feed_is_confirmed_for_itself(relay: Running) -> None:
    """A terminal that has the reservations may still want the guests."""
    token = relay.token()
    relay.post(booking(1))
    relay.post(b'{"id":1}', path="/tock/guest")
    confirm(relay, token)
    assert held(relay, token) == 1
    confirm(relay, token, GUESTS)
    assert held(relay, token) == 0


def test_a_revoked_terminal_holds_nothing_up(relay: Running) -> None:
    """Nor does one that has lost its token; without any terminal all of it waits."""
    token = relay.token("till-1")
    relay.token("till-2")
    relay.post(booking(1))
    confirm(relay, token)
    assert held(relay, token) == 1
    relay.revoke("till-2")
    assert held(relay, token) == 0


def test_a_new_terminal_begins_with_what_is_there(relay: Running) -> None:
    """And from then on it counts."""
    relay.post(booking(1))
    relay.sweep()
    one = relay.token("till-1")
    confirm(relay, one)
    assert held(relay, one) == 0
    relay.post(booking(2))
    other = relay.token("till-2")
    confirm(relay, one)
    assert held(relay, one) == 1
    assert relay.bodies(other) == [booking(2)]


def test_after_its_days_a_body_goes_unread(start: Start, place: Place) -> None:
    """A terminal that never comes back holds guests' details for 14 days and no longer."""
    now = [NOW_MS]
    relay = start(place, now_ms=lambda: now[0])
    token = relay.token()
    relay.post(booking(1))
    relay.post(b"not JSON")
    cursor = relay.get(token).json()["next"]
    now[0] += 14 * DAY_MS
    relay.post(booking(2))
    assert held(relay, token) == 2
    now[0] += 1
    assert held(relay, token) == 1
    assert relay.figures(token)["unparsed"] == 0
    assert relay.bodies(token, after=cursor) == relay.bodies(token) == [booking(2)]


def test_what_is_erased_is_gone_from_the_disk(start: Start, single: Place) -> None:
    """Not only from the table: neither the file nor its log holds a letter of it."""
    relay = start(single)
    token = relay.token()
    relay.post(booking(1, note="Ana Petrova " * 2_000))
    relay.post(booking(2, note="Ana Petrova"))
    assert b"Petrova" in _bytes(single)
    confirm(relay, token)
    assert held(relay, token) == 0
    assert b"Petrova" not in _bytes(single)


def test_a_repeat_of_what_was_erased_is_still_a_repeat(relay: Running) -> None:
    """Tock's late second try does not bring the guest back."""
    token = relay.token()
    relay.post(booking(1))
    confirm(relay, token)
    assert held(relay, token) == 0
    assert relay.post(booking(1)).json() == {"status": "repeated"}


def test_a_terminal_that_starts_over_is_served_what_is_left(relay: Running) -> None:
    """Its store was lost: from "" on it holds bodies back again that it had confirmed before."""
    one, other = relay.token("till-1"), relay.token("till-2")
    relay.post(booking(1))
    confirm(relay, one)
    relay.sweep()
    relay.get(one, after="")
    confirm(relay, other)
    assert held(relay, other) == 1
    confirm(relay, one)
    assert held(relay, other) == 0


def test_it_sweeps_by_itself(start: Start, place: Place) -> None:
    """Nobody has to ask: what all have confirmed is gone soon after."""
    relay = start(place, timing=Timing(sweep_s=0.05))
    token = relay.token()
    relay.post(booking(1))
    confirm(relay, token)
    _until(lambda: relay.figures(token)["held"] == 0)


def test_a_sweep_that_fails_loses_nothing(start: Start, single: Place) -> None:
    """Counts and confirmations wait for the next one, with what came since."""
    relay = start(single, busy_ms=50)
    token = relay.token()
    relay.post(booking(1))
    confirm(relay, token)
    elsewhere = single.open()
    with elsewhere.writing.begin():
        relay.sweep()
        relay.post(booking(2), secret="a-wrong-value-of-it")
    elsewhere.close()
    assert held(relay, token) == 0
    figures = relay.figures(token)
    assert (figures["kept_ever"], figures["refused_ever"]) == (1, 1)


def test_a_reader_in_the_way_only_delays_forgetting(start: Start, single: Place) -> None:
    """What is erased while somebody reads leaves SQLite's log at a later sweep."""
    relay = start(single, busy_ms=50)
    token = relay.token()
    relay.post(booking(1, note="Ana Petrova"))
    elsewhere = single.open()
    with elsewhere.engine.begin() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM relay_item").all()
        confirm(relay, token)
        assert held(relay, token) == 0
        assert b"Petrova" in _bytes(single)
    elsewhere.close()
    relay.sweep()
    assert b"Petrova" not in _bytes(single)


def _bytes(place: Place) -> bytes:
    assert place.folder is not None
    return b"".join(path.read_bytes() for path in place.folder.glob(f"{FILE_NAME}*"))
