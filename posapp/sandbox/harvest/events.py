"""What happens in Tock and in the back office while the day runs, put on the world's clock.

None of it changes what the story at the counter must come to; the terminal has to follow all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from posapp.sandbox.backoffice.records import Membership, MembershipStatus
from posapp.sandbox.harvest.bookings import row_of
from posapp.sandbox.harvest.cast import Cast
from posapp.sandbox.harvest.menu import LIBRARY, OFFERS, PICK_UP, SERVERS, TABLES
from posapp.sandbox.harvest.parties import Fate, Party, Role
from posapp.sandbox.harvest.times import LocalDay, at
from posapp.sandbox.tock.model import Note, Patron, Row, RowKind
from posapp.sandbox.world import World

JOIN_MINUTE = at(10, 45)
LEAVE_MINUTE = at(11, 30)
SWITCH_MINUTE = at(12, 15)

# Nothing names this row: no reader can keep it.
WITHOUT_ID: dict[str, object] = {
    "business": {"id": 31415, "name": "Alder Bench Winery", "timeZone": "America/Los_Angeles"},
    "dateTime": "2026-10-10T12:00",
    "partySize": 2,
    "partyState": "EXPECTED",
    "isCancelled": False,
    "option": [],
    "payment": [],
}
# Shaped like the machine-made payload that circulates as an example.
MACHINE_MADE: dict[str, object] = {
    "id": {},
    "business": {"id": {}, "name": "example", "timeZone": "example"},
    "dateTime": "19:30",
    "partySize": "four",
    "partyState": {},
    "experience": {"amountCents": "example", "variety": {}},
    "serviceDateTimestamp": "19:30",
    "subtotalCents": "example",
    "payment": [{"amount": "example", "paymentType": {}}],
}


@dataclass(frozen=True, slots=True)
class DayEvents:
    """Arranges the day's events around the drafted parties."""

    world: World
    local: LocalDay
    dice: Random
    cast: Cast

    def arrange(self, parties: list[Party]) -> None:
        """Everything Tock's side does on the day itself."""
        for party in parties:
            if party.fate is Fate.CANCELLED_TODAY:
                early = party.start - self.dice.randint(60, 150)
                self._cancel(max(at(8, 30), early), party)
            elif party.fate is Fate.NO_SHOW:
                self._state(party.start + 30, party, "NO_SHOW")
            elif party.is_seated:
                self._come_and_go(party)
            self._change_of_mind(party)
        self._walk_ins_in_tock()
        self._undecodable()

    def arrange_other_days(self) -> None:
        """Rows that today's board must not show, and rows of the sister venue."""
        tock = self.world.tock
        for days_off in (-1,) * 12 + (1,) * 12 + (7, 14, 28, 60):
            party = self._filler()
            row = row_of(party, dice=self.dice, local=self.local)
            row = replace(row, service_ms=self.local.ms(party.start, days_off=days_off))
            self._at(at(9, self.dice.randint(0, 59)), partial(tock.add, row), days_off=-3)
            if days_off < 0:
                self._at(at(19), partial(tock.set_party_state, row.key, "LEFT"), days_off=-1)
        for number in range(4):
            row = row_of(self._filler(), dice=self.dice, local=self.local)
            row = replace(row, key=tock.sister_key(500_000_001 + number))
            self._at(at(9 + number, 30), partial(tock.add, row))
        pick_up = row_of(replace(self._filler(), offer=PICK_UP), dice=self.dice, local=self.local)
        self._at(at(12), lambda: tock.add(pick_up), days_off=-5)

    def change_membership(
        self, minute: int, membership: Membership, *, club_id: str, is_active: bool
    ) -> None:
        """The back office changes who is in a club."""
        status = MembershipStatus.ACTIVE if is_active else MembershipStatus.CANCELLED
        changed = replace(membership, club_id=club_id, status=status)
        self._at(minute, lambda: self.world.backoffice.enrol(changed))

    def settle_in_tock(self, minute: int, party: Party, cents: int) -> None:
        """Staff also enter in Tock what was taken here."""
        self._at(minute, lambda: self.world.tock.pay_in_tock(party.key, cents))

    def _filler(self) -> Party:
        tock = self.world.tock
        start = self.dice.randrange(at(10), at(16), 15)
        return Party(
            index=-1,
            key=tock.new_key(RowKind.RESERVATION),
            code=tock.new_code(),
            diner=self.cast.person(),
            offer=self.dice.choice((*OFFERS, LIBRARY)),
            start=start,
            arrival=start,
            size=self.dice.randint(2, 4),
        )

    def _come_and_go(self, party: Party) -> None:
        if party.has(Role.ODD_STATE):
            self._state(party.arrival + 20, party, "ON_PATIO")
            return
        if self.dice.random() > 0.65:
            return
        if party.size > 3 and self.dice.random() < 0.3:
            self._state(party.arrival - 4, party, "PARTIALLY_ARRIVED")
        self._state(party.arrival - 1, party, "ARRIVED")
        self._state(party.arrival + 4, party, "SEATED")
        if self.dice.random() < 0.5:
            server = self.dice.choice(SERVERS)
            self._edit(party.arrival + 6, party, lambda row: replace(row, server_name=server))
        self._state(party.arrival + self.dice.randint(60, 95), party, "LEFT")

    def _change_of_mind(self, party: Party) -> None:
        if party.has(Role.TRANSFERRED):
            return  # its row does not exist before the transfer
        if party.has(Role.RENAMED):
            self._at(at(9, 40), lambda: self.world.tock.change_diner(party.key, party.diner))
        if party.is_seated and self.dice.random() < 0.05 and party.booked_minute is None:
            table = self.dice.choice(TABLES)
            self._at(at(9, 50), lambda: self.world.tock.set_tables(party.key, (table,)))
        if party.is_seated and self.dice.random() < 0.04:
            note = Note("BOOKING_GENERAL_NOTE", "Called: running late, please hold the table.")
            self._edit(
                party.arrival - 10, party, lambda row: replace(row, notes=(*row.notes, note))
            )

    def _cancel(self, minute: int, party: Party) -> None:
        self._at(minute, lambda: self.world.tock.cancel(party.key))

    def _walk_ins_in_tock(self) -> None:
        people = (Patron(), self.cast.person())
        for minute, patron in zip((at(11, 20), at(15, 5)), people, strict=True):
            key = self.world.tock.new_key(RowKind.WALK_IN)
            row = Row(
                key=key,
                service_ms=self.local.ms(minute),
                party_size=self.dice.randint(2, 4),
                owner=patron,
                diner=patron,
                created_ms=0,
                updated_ms=0,
                version_id=0,
                party_state="SEATED",
                tables=(self.dice.choice(TABLES),),
            )
            # Entered a few minutes after the party sat down, as on the one real row.
            self._at(minute + 6, partial(self.world.tock.add, row))
            self._at(minute + 50, partial(self.world.tock.set_party_state, key, "LEFT"))

    def _undecodable(self) -> None:
        tock = self.world.tock
        self._at(at(16, 20), lambda: tock.add_undecodable(dict(WITHOUT_ID)), days_off=-1)
        self._at(at(11, 5), lambda: tock.add_undecodable(dict(MACHINE_MADE)))

    def _state(self, minute: int, party: Party, state: str) -> None:
        self._at(minute, lambda: self.world.tock.set_party_state(party.key, state))

    def _edit(self, minute: int, party: Party, change: Callable[[Row], Row]) -> None:
        self._at(minute, lambda: self.world.tock.edit(party.key, change))

    def _at(self, minute: int, action: Callable[[], object], *, days_off: int = 0) -> None:
        def run() -> None:
            action()

        self.world.clock.at_ms(self.local.ms(minute, days_off=days_off), run)
