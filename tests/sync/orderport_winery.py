"""A winery with OrderPort as its back office and Tock beside it, and the whole program between."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Self

from posapp.adapters.keyring_secrets import MemorySecrets
from posapp.app import Program
from posapp.connections import RELAY_TOKEN, TOCK_KEY
from posapp.domain.staff import Role
from posapp.ports.documents import GuestTagsDocument, decode_guest_tags
from posapp.ports.reads import BoardRow
from posapp.sandbox.ops import Op
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.tock.guests import GuestProfile
from posapp.sandbox.tock.model import Experience, Money, Patron, Row, RowKey, RowKind
from posapp.sandbox.world import World
from posapp.settings import OrdersSection, Settings, TerminalSection, TockSection, VenueSection
from posapp.surroundings import Surroundings, seeded_ids
from posapp.sync.schedule import Every
from posapp.usecases.add_staff import AddStaff
from tests.support.programs import program_in

UNDO_MS = 8_000
TODAY = date(2026, 10, 10)
_HOUR_MS = 3_600_000
DINER = Patron(id=71_001, email="jo@river.example", first_name="Jo", last_name="River")
ESTATE, LIBRARY = "Estate Club", "Library Circle"


@dataclass(frozen=True)
class _WorldClock:
    world: World

    def now_ms(self) -> int:
        return self.world.clock.now_ms()


@dataclass
class Winery:
    """A Saturday at eight: Jo has booked and owes a balance, Ann is a customer of OrderPort."""

    folder: Path
    is_member: bool = False
    stack: ExitStack = field(default_factory=ExitStack)
    program: Program = field(init=False)

    def __enter__(self) -> Self:
        self.world = World(7)
        self.tock, self.till = self.world.tock, self.world.orderport
        self.booking = self.book(RowKind.RESERVATION, DINER)
        self.ann = self.till.register(
            first_name="Ann", last_name="Lee", email="ann@lee.example", phone="7075550101"
        )
        self.estate, self.library = self.till.found_club(ESTATE), self.till.found_club(LIBRARY)
        if self.is_member:
            self.till.join(self.ann, self.estate)
        self.till.stock("BTL-PN-23", title="Bench Pinot Noir 2023", dollars=65.0)
        server = self.stack.enter_context(SandboxServer(self.world))
        clock = _WorldClock(self.world)
        known = self.world.credentials
        secrets = MemorySecrets()
        for name, secret in {
            TOCK_KEY: known.tock_key,
            RELAY_TOKEN: known.relay_token,
            "orders.api_key": self.till.api_key,
        }.items():
            secrets.put(name, secret)
        surroundings = Surroundings(
            clock=clock,
            ids=seeded_ids(clock),
            secrets=secrets,
            jitter=Random(7),
            export_plan=Every(12 * 3_600_000),
        )
        settings = Settings.model_construct(
            venue=VenueSection(
                business_id=known.business_id, business_group_id=known.business_group_id
            ),
            tock=TockSection(
                first_pull_needs_accept=False,
                export_url=server.base_url,
                export_file_hosts=(),
                relay_url=server.base_url,
                feed_wait_s=0,
                sends_tags=True,
            ),
            orders=OrdersSection(
                backend="orderport",
                fields={
                    "base_url": f"{server.base_url}/orderport",
                    "client_id": self.till.client_id,
                    "first_days": "1",
                    "per_minute": "600",
                },
            ),
            terminal=TerminalSection(code="T1"),
        )
        self.program = program_in(self.folder, surroundings=surroundings, settings=settings)
        self.stack.callback(self.program.close)
        self.program.add_staff(AddStaff("ana", "Ana", Role.SELLER, "1234"))
        assert self.program.verbs.sign_in("ana", "1234").staff is not None
        self.exchange()
        self.exchange()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stack.close()

    def book(self, kind: RowKind, patron: Patron) -> RowKey:
        """A party of two in three hours, prepaid but for 50.00; or one that walked in."""
        is_walk_in = kind is RowKind.WALK_IN
        now_ms = self.world.clock.now_ms()
        row = Row(
            key=self.tock.new_key(kind),
            service_ms=now_ms + (0 if is_walk_in else 3 * _HOUR_MS),
            party_size=2,
            owner=patron,
            diner=patron,
            created_ms=now_ms,
            updated_ms=now_ms,
            version_id=1,
            party_state="SEATED" if is_walk_in else "EXPECTED",
            confirmation_code=None if is_walk_in else "JORIVER1",
            experience=None if is_walk_in else Experience(702, "Reserve Flight", 60_00, "PREPAID"),
            money=None if is_walk_in else Money(120_00, 120_00, 70_00, 50_00),
        )
        return self.tock.add(row)

    def on_board(self, key: RowKey) -> BoardRow:
        """The party's row at the till."""
        kind = "w" if key.kind is RowKind.WALK_IN else "r"
        wanted = f"tock:{key.business_id}:{kind}:{key.number}"
        return next(row for row in self.program.reads.board(TODAY) if row.key == wanted)

    def exchange(self) -> None:
        """One round of every lane; what it queued has waited long enough for the next."""
        results = self.program.engine.run_once()
        assert results
        assert all(results.values()), self.program.reads.sync_overview().sources
        self.world.clock.advance_ms(UNDO_MS)

    def follow(self) -> None:
        """OrderPort is asked, and what changed is told to Tock."""
        self.exchange()
        self.exchange()

    def profile(self, email: str = "ann@lee.example") -> GuestProfile | None:
        """The guest as Tock has her."""
        return self.tock.guests.find(email)

    def tags(self, email: str = "ann@lee.example") -> tuple[str, ...]:
        """The club names Tock holds of her."""
        profile = self.profile(email)
        return profile.pushed_tags if profile else ()

    def told(self) -> int:
        """How often Tock was told anything."""
        return len(self.world.ledger.of(Op.GUEST_INGEST))

    def last_told(self) -> GuestTagsDocument:
        """The last list that was sent, as it lies in the outbox."""
        rows = [one for one in self.program.reads.sync_overview().outbox if one.remote == "tock"]
        item_id = max(row.item_id for row in rows)
        with self.program.store.write("look", actor=self.program.program_actor) as uow:
            return decode_guest_tags(uow.outbox.get(item_id).payload)
