"""The fake Tock as its own staff and guests use it: book, edit, cancel, pay, transfer.

Every edit becomes one delivery to the relay; nothing a client of the wire does can edit a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random

from posapp.sandbox.clock import SandboxClock
from posapp.sandbox.credentials import Credentials
from posapp.sandbox.message import JsonObject
from posapp.sandbox.tock.book import ReservationBook
from posapp.sandbox.tock.exports import ExportDesk
from posapp.sandbox.tock.feed import ChangeFeed
from posapp.sandbox.tock.guests import GuestList, render_profile
from posapp.sandbox.tock.model import (
    Business,
    Patron,
    Row,
    RowKey,
    RowKind,
    Table,
    TockPayment,
    TockRefund,
)
from posapp.sandbox.tock.render import render_row
from posapp.sandbox.tock.style import Channel, style_of

INGEST_PATH = "/api/guest/ingest"
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class TockVenue:
    """One winery's Tock account, with a sister venue in the same group whose news also arrives."""

    def __init__(self, *, seed: int, clock: SandboxClock, credentials: Credentials) -> None:
        self.business = Business(
            id=int(credentials.business_id), name="Alder Bench Winery", domain_name="alderbench"
        )
        self.sister = Business(
            id=int(credentials.foreign_business_id),
            name="Alder Bench Downtown",
            domain_name="alderbench-downtown",
        )
        self.ingest_path = INGEST_PATH
        self.book = ReservationBook()
        self.feed = ChangeFeed(seed=seed)
        self.guests = GuestList()
        self.exports = ExportDesk(
            reservations=self._export_rows, guests=self._export_guests, secret=f"gcs-{seed}"
        )
        self.sister_exports: ExportDesk | None = None
        self._seed = seed
        self._clock = clock
        self._group_id = credentials.business_group_id
        self._dice = Random(f"{seed}|venue")
        self._next_number = 310_000_000
        self._raw_rows: list[tuple[int, JsonObject]] = []

    def new_key(self, kind: RowKind, *, number: int | None = None) -> RowKey:
        """A fresh key of this venue; a given `number` lets a test choose the id (up to uint64)."""
        if number is None:
            self._next_number += self._dice.randint(1, 97)
            number = self._next_number
        return RowKey(self.business.id, kind, number)

    def sister_key(self, number: int) -> RowKey:
        """A key of the sister venue."""
        return RowKey(self.sister.id, RowKind.RESERVATION, number)

    def new_code(self) -> str:
        """An eight-character confirmation code."""
        return "".join(self._dice.choices(_CODE_LETTERS, k=8))

    def add(self, row: Row) -> RowKey:
        """Enter a booking or walk-in now; its stamps, version and sequence are set here."""
        with self._clock.lock:
            self._publish(
                self.book.add(row, at_ms=self._clock.now_ms(), told_ms=self._clock.told_ms())
            )
        return row.key

    def edit(self, key: RowKey, change: Callable[[Row], Row]) -> Row:
        """Change a row now and deliver the news."""
        with self._clock.lock:
            row = self.book.edit(
                key, at_ms=self._clock.now_ms(), told_ms=self._clock.told_ms(), change=change
            )
            self._publish(row)
        return row

    def set_party_state(self, key: RowKey, state: str) -> Row:
        """Any state, also one that the published schema does not have."""
        return self.edit(key, lambda row: replace(row, party_state=state))

    def set_tables(self, key: RowKey, tables: tuple[Table, ...]) -> Row:
        """Move the party to these tables."""
        return self.edit(key, lambda row: replace(row, tables=tables))

    def resize(self, key: RowKey, party_size: int) -> Row:
        """More or fewer guests than booked."""
        return self.edit(key, lambda row: replace(row, party_size=party_size))

    def reschedule(self, key: RowKey, service_ms: int) -> Row:
        """Another time under the same id."""
        return self.edit(key, lambda row: replace(row, service_ms=service_ms))

    def cancel(self, key: RowKey) -> Row:
        """Cancel; both of Tock's marks are set."""
        return self.edit(key, lambda row: replace(row, is_cancelled=True, party_state="CANCELLED"))

    def change_diner(self, key: RowKey, diner: Patron) -> Row:
        """Another name on the same reservation."""
        self.guests.note_patron(diner, at_ms=self._clock.told_ms())
        return self.edit(key, lambda row: replace(row, diner=diner))

    def transfer(self, key: RowKey, owner: Patron, *, new_key: RowKey | None = None) -> RowKey:
        """Give the booking to somebody else: the old row is cancelled, a new id takes its place."""
        with self._clock.lock:
            old = self.book.current(key)
            paid = old.money.net_paid_cents if old.money else 0
            self.edit(
                key,
                lambda row: replace(
                    row,
                    is_cancelled=True,
                    party_state="CANCELLED",
                    transferred_out=True,
                    transferred_out_cents=paid,
                ),
            )
            return self.add(
                replace(
                    old,
                    key=new_key or self.new_key(RowKind.RESERVATION),
                    owner=owner,
                    diner=owner,
                    confirmation_code=self.new_code(),
                )
            )

    def pay_in_tock(self, key: RowKey, cents: int) -> Row:
        """Money collected through Tock: paid goes up, due goes down."""
        return self.edit(key, lambda row: _paid(row, cents=cents))

    def refund(self, key: RowKey, cents: int) -> Row:
        """A refund lowers what was paid but leaves the due alone, so the three no longer add up."""
        return self.edit(key, lambda row: _refunded(row, cents=cents))

    def add_undecodable(self, body: JsonObject) -> None:
        """A row that no reader can make sense of arrives, and stays in every later export."""
        with self._clock.lock:
            self._raw_rows.append((self._clock.now_ms(), body))
            self.feed.deliver(body, at_ms=self._clock.now_ms(), told_ms=self._clock.told_ms())

    def open_sister_exports(self) -> ExportDesk:
        """Let the key of this venue pull the sister's files too, under her own scope."""
        self.sister_exports = ExportDesk(
            reservations=self._sister_rows, guests=list, secret=f"gcs-{self._seed}-sister"
        )
        return self.sister_exports

    def publish_exports(self) -> None:
        """Make fresh export files now."""
        with self._clock.lock:
            self.exports.publish(self._clock.now_ms())

    def rows(self) -> tuple[Row, ...]:
        """The current state of every row of this venue, oldest booking first."""
        return tuple(self.book.current(key) for key in self._own_keys())

    def render(self, row: Row, *, channel: Channel) -> JsonObject:
        """A row as the wire shows it in one channel."""
        style = style_of(self._seed, key=row.key, channel=channel)
        business = self.business if row.key.business_id == self.business.id else self.sister
        return render_row(row, business=business, style=style, group_id=self._group_id)

    def _publish(self, row: Row) -> None:
        for patron in (row.owner, row.diner):
            self.guests.note_patron(patron, at_ms=self._clock.told_ms())
        self.feed.deliver(
            self.render(row, channel=Channel.FEED),
            at_ms=self._clock.now_ms(),
            told_ms=self._clock.told_ms(),
        )

    def _own_keys(self) -> Iterable[RowKey]:
        return (key for key in self.book if key.business_id == self.business.id)

    def _export_rows(self, snapshot_ms: int) -> list[JsonObject]:
        states = (self.book.as_of(key, snapshot_ms) for key in self._own_keys())
        rendered = [self.render(row, channel=Channel.EXPORT) for row in states if row is not None]
        return rendered + [body for at_ms, body in self._raw_rows if at_ms <= snapshot_ms]

    def _sister_rows(self, snapshot_ms: int) -> list[JsonObject]:
        keys = [key for key in self.book if key.business_id == self.sister.id]
        states = (self.book.as_of(key, snapshot_ms) for key in keys)
        return [self.render(row, channel=Channel.EXPORT) for row in states if row is not None]

    def _export_guests(self) -> list[JsonObject]:
        rendered = []
        for profile in self.guests.profiles():
            key = RowKey(self.business.id, RowKind.RESERVATION, profile.patron.id or 0)
            style = style_of(self._seed, key=key, channel=Channel.EXPORT)
            rendered.append(render_profile(profile, style=style, group_id=self._group_id))
        return rendered


def _paid(row: Row, *, cents: int) -> Row:
    if row.money is None:
        raise ValueError(f"{row.key} carries no money")
    number = row.key.number * 10 + len(row.payments)
    payment = TockPayment(id=number % 2**62, amount_cents=cents, payment_type="CREDIT_CARD")
    money = replace(
        row.money,
        net_paid_cents=row.money.net_paid_cents + cents,
        due_cents=row.money.due_cents - cents,
    )
    return replace(row, money=money, payments=(*row.payments, payment))


def _refunded(row: Row, *, cents: int) -> Row:
    if row.money is None:
        raise ValueError(f"{row.key} carries no money")
    number = row.key.number * 10 + 9
    refund = TockRefund(id=number % 2**62, amount_cents=cents)
    money = replace(row.money, net_paid_cents=row.money.net_paid_cents - cents)
    return replace(row, money=money, refunds=(*row.refunds, refund))
