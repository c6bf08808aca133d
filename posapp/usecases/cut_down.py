"""Cut down what was stored before a terminal became a directory only; pages of short transactions.

Backups made before keep what they hold: they are the winery's to delete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from posapp.domain.changes import Topic
from posapp.domain.journal import Actor
from posapp.domain.reservation import Channel, Quarantined
from posapp.ports.directory import KeptText
from posapp.ports.reservations import PAGE_ROWS, IncomingReservation, ReservationPage
from posapp.ports.store import Store

Reduce = Callable[[ReservationPage, Channel], ReservationPage]
"""What cuts a page down that came over a channel."""


def cut_down(store: Store, *, actor: Actor, reduce: Reduce) -> int:
    """Reduce every row that was stored whole; returns how many there were."""
    total = 0
    with store.write("directory.unreadable", actor=actor) as uow:
        total += uow.directory.forget_unreadable()
    while True:
        with store.write("directory.look", actor=actor) as uow:
            texts = uow.directory.whole(limit=PAGE_ROWS)
        if not texts:
            return total
        total += len(texts)
        for channel in Channel:
            page = [one for one in texts if one.channel is channel]
            _cut_page(page, channel, store, actor, reduce)


def _cut_page(
    texts: list[KeptText], channel: Channel, store: Store, actor: Actor, reduce: Reduce
) -> None:
    whole = tuple(Quarantined(one.source, "directory", one.raw, ()) for one in texts)
    page = reduce(ReservationPage(whole, ""), channel)
    rows = [row for row in page.rows if isinstance(row, IncomingReservation)]
    kept = {row.reservation.key.text for row in rows}
    with store.write("directory.cut", actor=actor) as uow:
        uow.reservations.save([replace(row, raw_digest=None) for row in rows])
        uow.mappings.note_rooms(page.rooms)
        # Orders are no part of a directory, nor is what cannot be read any more.
        uow.directory.forget([one.key for one in texts if one.key not in kept])
        uow.touch(Topic.RESERVATIONS, Topic.MAPPINGS)
