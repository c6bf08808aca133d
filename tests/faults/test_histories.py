"""The board equals Tock's, in whatever order, how often and over which channel its news arrives."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

import pytest

from posapp.adapters.tock.decode import decode_reservation
from posapp.domain.reservation import Channel, Reservation
from posapp.ports.reservations import IncomingReservation
from posapp.sandbox.harvest import saturday
from posapp.sandbox.tock.model import Row, RowKey
from posapp.sandbox.tock.style import Channel as Wire
from posapp.sandbox.tock.venue import TockVenue
from posapp.sandbox.world import World
from tests.support.till import Till

HISTORIES = int(os.environ.get("POSAPP_HISTORIES", "300"))
SEED = 20_261_010
_STATES = ("ARRIVED", "SEATED", "LEFT", "NO_SHOW", "EXPECTED", "ON_PATIO")
News = tuple[Channel, str]


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    with Till(tmp_path_factory.mktemp("histories") / "store") as opened:
        opened.open_shop()
        yield opened


def test_any_order_of_the_same_news_ends_in_the_same_board(
    till: Till, figure: Callable[[str], None]
) -> None:
    """Permuted, repeated, and partly lost but re-pulled: what is stored is Tock's last word."""
    templates = [row for row in saturday(3).world.tock.rows() if row.experience is not None]
    told = 0
    for number in range(HISTORIES):
        dice = Random(f"{SEED}|{number}")
        world = World(number)
        keys, news = _history(world.tock, world, dice, templates=templates, number=number)
        delivered = [one for one in news for _ in range(dice.randint(1, 3))]
        dice.shuffle(delivered)
        if dice.random() < 0.5:
            delivered = delivered[: len(delivered) // 2]
        delivered += [_told(world.tock, world.tock.book.current(key), Wire.EXPORT) for key in keys]
        if dice.random() < 0.5:
            dice.shuffle(delivered)
        for start in range(0, len(delivered), 7):
            till.tell_bodies(delivered[start : start + 7])
        told += len(delivered)
        for key in keys:
            _assert_last_word(till, world.tock, key, number=number)
    figure(
        f"feed histories: {HISTORIES} (seed {SEED}), {told} messages permuted, repeated and partly"
        " lost before a re-pull: 0 divergences"
    )


def _history(
    tock: TockVenue, world: World, dice: Random, *, templates: list[Row], number: int
) -> tuple[list[RowKey], list[News]]:
    """A few bookings and all the news about them, over both channels, in order."""
    news: list[News] = []
    keys = []
    for _ in range(dice.randint(1, 3)):
        template = dice.choice(templates)
        key = replace(template.key, number=10_000_000 + number * 10 + len(keys))
        tock.add(replace(template, key=key))
        keys.append(key)
        news.append(_told(tock, tock.book.current(key), Wire.FEED))
    for _ in range(dice.randint(0, 8)):
        world.clock.advance_ms(dice.choice([0, 300, 1_000, 5_000]))
        key = dice.choice(keys)
        _edit(tock, key, dice)
        news.append(_told(tock, tock.book.current(key), Wire.FEED))
        if dice.random() < 0.3:
            news.append(_told(tock, tock.book.current(key), Wire.EXPORT))
    return keys, news


def _edit(tock: TockVenue, key: RowKey, dice: Random) -> None:
    match dice.randint(0, 3):
        case 0:
            tock.set_party_state(key, dice.choice(_STATES))
        case 1:
            tock.resize(key, dice.randint(1, 12))
        case 2:
            tock.cancel(key)
        case _:
            tock.edit(key, lambda row: replace(row, server_name=f"Server {dice.randint(1, 9)}"))


def _told(tock: TockVenue, row: Row, wire: Wire) -> News:
    channel = Channel.FEED if wire is Wire.FEED else Channel.EXPORT
    return channel, json.dumps(tock.render(row, channel=wire))


def _assert_last_word(till: Till, tock: TockVenue, key: RowKey, *, number: int) -> None:
    _, body = _told(tock, tock.book.current(key), Wire.FEED)
    decoded = decode_reservation(body, source="tock", channel=Channel.FEED, origin="oracle")
    assert isinstance(decoded, IncomingReservation)
    stored = till.reads.reservation(decoded.reservation.key.text).reservation
    assert _facts(stored) == _facts(decoded.reservation), f"history {number}"


def _facts(reservation: Reservation) -> tuple[Reservation, int, int]:
    version = reservation.version
    return (
        replace(reservation, version=version._replace(channel=Channel.FEED, version_id=0)),
        version.updated_ms,
        version.sequence_id,
    )
