"""The lanes hand every walk-in of Tock to the rule that starts its order, in the page's unit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import pytest

from posapp.adapters.tock.decode import decode_reservation
from posapp.domain.reservation import Channel
from posapp.ports.reservations import KnownTexts, ReservationPage, nothing_known
from posapp.sync.live import LivePull
from posapp.sync.pull import Pull, ReservationPull
from posapp.usecases.start_walk_in import start_walk_in
from tests.support.till import PROGRAM, VENUE, Till
from tests.support.walk_ins import walk_in_row

DAY = date(2026, 10, 10)


@dataclass
class ListedSource:
    """A source with one page of two walk-ins."""

    name: str = "tock"
    is_held: bool = False

    def changes(
        self, cursor: str, *, known: KnownTexts = nothing_known
    ) -> Iterator[ReservationPage]:
        del cursor, known
        rows = (
            decode_reservation(
                json.dumps(walk_in_row(number)), source="tock", channel=Channel.FEED, origin="test"
            )
            for number in (1, 2)
        )
        yield ReservationPage(tuple(rows), "1")


def pulls() -> Iterable[Pull]:
    """Both kinds, as the connections make them."""
    begin = partial(start_walk_in, venue=VENUE)
    yield ReservationPull(ListedSource(), "tock", "export", 1_000, on_walk_in=begin)
    yield LivePull(ListedSource(), "relay", "feed", 1_000, on_walk_in=begin)


@pytest.mark.parametrize("at", [0, 1])
def test_a_pull_starts_the_orders_of_walk_ins(till: Till, at: int) -> None:
    """Over the files or the relay, and again over the other one: once each."""
    both = list(pulls())
    for pull in (both[at], both[1 - at], both[at]):
        pull.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
        assert len(till.reads.orders(DAY)) == 2


def test_a_page_that_fails_starts_nothing(till: Till) -> None:
    """Row and order come together or not at all; the next try starts them."""
    pull, _ = pulls()
    with till.store.write("probe", actor=PROGRAM) as uow:
        assert not uow.walk_ins.has_started("tock:31415:w:1")

    def fail(*_: object) -> None:
        raise OSError("the disk")

    broken = ReservationPull(ListedSource(), "tock", "export", 1_000, on_walk_in=fail)
    with pytest.raises(OSError, match="the disk"):
        broken.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
    assert till.reads.board(DAY) == []
    pull.run(till.store, actor=PROGRAM, is_stopping=lambda: False)
    assert len(till.reads.orders(DAY)) == 2
