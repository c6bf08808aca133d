"""Walk-ins of Tock as the pull of a till takes them in: stored, and begun by themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from posapp.adapters.tock.decode import decode_reservation
from posapp.domain.reservation import Channel
from posapp.ports.reservations import ReservationPage
from posapp.usecases.ingest_reservations import IngestCounts, ingest_reservations
from posapp.usecases.start_walk_in import start_walk_in
from tests.support.clock import SATURDAY_MS
from tests.support.till import BUSINESS, PROGRAM, VENUE, Till, wire_row

MINUTE_MS = 60_000


def walk_in_row(number: int, **changes: Any) -> dict[str, Any]:
    """A walk-in as Tock exports it: no id, no money, no code (seen on the one real row)."""
    row = wire_row(
        number,
        id=None,
        walkinId=number,
        experience=None,
        confirmationCode=None,
        totalPriceCents=None,
        netAmountPaidCents=None,
        amountDueCents=None,
        dinerPatron={},
        serviceDateTimestamp=SATURDAY_MS,
        dateTime="2026-10-10T08:00",
        partyState="SEATED",
    )
    row.update(changes)
    return row


def key_of(number: int) -> str:
    """The key text of a walk-in of Tock."""
    return f"tock:{BUSINESS}:w:{number}"


def hear(till: Till, *rows: dict[str, Any], channel: Channel = Channel.FEED) -> None:
    """News as a lane takes it in, in one page."""
    hear_news(till, [(channel, json.dumps(row)) for row in rows])


def hear_news(till: Till, news: Sequence[tuple[Channel, str]]) -> IngestCounts:
    """The same for bodies as they came over a channel each."""
    rows = tuple(
        decode_reservation(body, source="tock", channel=channel, origin="test")
        for channel, body in news
    )
    begin = partial(start_walk_in, venue=VENUE)
    with till.store.write("hear", actor=PROGRAM) as uow:
        page = ReservationPage(rows, "c")
        return ingest_reservations(page, uow=uow, remote="tock", stream="feed", on_walk_in=begin)
