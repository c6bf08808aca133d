"""The relay's feed: every edit an item, pages by cursor, and delivery that can go wrong."""

from dataclasses import replace

import pytest

from posapp.sandbox.harvest import saturday
from posapp.sandbox.tock.model import Patron, Row, RowKind

FEED = "/relay/v1/reservations"


@pytest.fixture
def booked(world):
    """A row that has just been booked."""
    return book(world)


def book(world):
    """One plain booking for tomorrow."""
    tock = world.tock
    patron = Patron(id=7, email="a@example.com", first_name="Ada", last_name="Alder")
    now_ms = world.clock.now_ms()
    row = Row(tock.new_key(RowKind.RESERVATION), now_ms + 86_400_000, 2, patron, patron, 0, 0, 0)
    return tock.add(row)


def pull(relay, limit=100):
    """All items, page by page."""
    items, after = [], ""
    while True:
        page = relay("GET", f"{FEED}?after={after}&limit={limit}").json()
        items += page["items"]
        if page["items"]:
            assert page["next"] == page["items"][-1]["cursor"]
        after = page["next"]
        if not page["more"]:
            return items


def test_every_edit_is_one_item_and_raises_its_counters(world, relay, booked):
    """Each edit arrives once with a higher sequence and version and a whole-second stamp."""
    for state in ("ARRIVED", "SEATED", "ON_PATIO", "LEFT"):
        world.clock.advance_ms(250)
        world.tock.set_party_state(booked, state)
    bodies = [item["body"] for item in pull(relay)]
    assert [body["partyState"] for body in bodies] == [
        "EXPECTED",
        "ARRIVED",
        "SEATED",
        "ON_PATIO",
        "LEFT",
    ]
    assert [body["sequenceId"] for body in bodies] == [1, 2, 3, 4, 5]
    versions = [int(body["versionId"]) for body in bodies]
    assert versions == sorted(set(versions))
    stamps = [int(body["lastUpdatedTimestamp"]) for body in bodies]
    assert all(stamp % 1000 == 0 for stamp in stamps)
    assert len(set(stamps)) < len(stamps)


@pytest.mark.parametrize("limit", [1, 7, 500])
def test_pages_of_any_size_give_the_same_items(relay, limit):
    """Paging loses and repeats nothing."""
    relay.world = saturday(5).world
    items = pull(relay, limit)
    assert len(items) == len(relay.world.tock.feed)
    assert len({item["cursor"] for item in items}) == len(items)


def test_an_empty_page_gives_the_cursor_back(world, relay, booked):
    """Behind the last item there is nothing, and the same cursor to ask with again."""
    last = pull(relay)[-1]["cursor"]
    page = relay("GET", f"{FEED}?after={last}").json()
    assert page == {"items": [], "next": last, "more": False}
    world.tock.cancel(booked)
    (item,) = relay("GET", f"{FEED}?after={last}").json()["items"]
    assert item["body"]["isCancelled"] is True


@pytest.mark.parametrize(
    "query", ["after=f99", "after=nonsense", "limit=0", "limit=501", "limit=two"]
)
def test_unreadable_queries_are_400(relay, query):
    """A cursor of another feed and a limit out of range are told, not guessed at."""
    assert relay("GET", f"{FEED}?{query}").status == 400


def test_the_token_is_needed(relay):
    """Without the relay's token nothing is served; the back office's token is another one."""
    assert relay("GET", FEED, authorization="Bearer wrong").status == 401
    assert relay("GET", FEED, authorization="Basic x").status == 401


def test_repeats_shuffles_and_losses_on_demand(world, relay, booked):
    """Delivery can repeat, reorder, lose and bring back old news, all by seed."""
    feed = world.tock.feed
    feed.repeat(probability=1.0)
    world.tock.set_party_state(booked, "ARRIVED")
    feed.repeat(probability=0.0)
    feed.lose(count=1)
    world.tock.set_party_state(booked, "SEATED")
    feed.redeliver(0, at_ms=world.clock.now_ms(), told_ms=world.clock.told_ms())
    feed.shuffle(window=4)
    others = [book(world) for _ in range(4)]
    states = [item["body"]["partyState"] for item in pull(relay)[:4]]
    assert states == ["EXPECTED", "ARRIVED", "ARRIVED", "EXPECTED"]
    shuffled = [int(item["body"]["id"]) for item in pull(relay)[4:]]
    assert sorted(shuffled) == sorted(key.number for key in others)
    feed.shuffle(window=1)


def test_a_transfer_cancels_the_old_row_and_makes_a_new_id(world, relay, booked):
    """The old row says so and stays cancelled; the new one has its own id and code."""
    new_owner = Patron(id=8, email="b@example.com", first_name="Ben", last_name="Birch")
    new_key = world.tock.transfer(booked, new_owner)
    old, new = (item["body"] for item in pull(relay)[-2:])
    assert (old["isCancelled"], old["transferredOut"]) == (True, True)
    assert old["transferredOutAmountCents"] == 0
    assert int(new["id"]) == new_key.number != booked.number
    assert new["dinerPatron"]["firstName"] == "Ben"
    assert new["isCancelled"] is False


def test_a_skewed_clock_shows_in_the_stamps(world, relay, booked):
    """received_ms follows what the server believes, also when that is wrong."""
    world.clock.skew_ms(-60_000)
    world.tock.edit(booked, lambda row: replace(row, party_size=3))
    first, second = pull(relay)
    assert second["received_ms"] == first["received_ms"] - 60_000
    assert int(second["body"]["lastUpdatedTimestamp"]) == int(first["body"]["lastUpdatedTimestamp"])
