"""The verbs of this till: each opens one short transaction, runs one use case and commits.

The ids are given by the caller, so that a repeated tap is the same command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from posapp.connection_verbs import ConnectionVerbs, OfficeDesk
from posapp.csv_verbs import FileDesk, FileVerbs
from posapp.domain.business_day import day_of
from posapp.domain.club_tags import TagRules
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.journal import Actor
from posapp.domain.links import build_link
from posapp.domain.payment import PaymentResult, Tendered
from posapp.domain.reservation import Reservation
from posapp.domain.staff import SignInResult, Staff
from posapp.domain.venue import Venue
from posapp.guest_verbs import GuestVerbs
from posapp.mapping_verbs import MappingVerbs
from posapp.pickup_verbs import PickupVerbs
from posapp.ports.clock import Clock, IdSource
from posapp.ports.reads import Reads
from posapp.ports.store import Store
from posapp.pull_verbs import PullVerbs
from posapp.sync.file_job import FileJobs
from posapp.tag_verbs import TagVerbs
from posapp.usecases.add_item import AddItem, add_item
from posapp.usecases.change_line import (
    RestoreLine,
    SetQuantity,
    VoidLine,
    restore_line,
    set_quantity,
    void_line,
)
from posapp.usecases.close_order import CloseOrder, close_order
from posapp.usecases.finish_visit import FinishVisit, finish_visit
from posapp.usecases.identify_guest import IdentifyGuest, identify_guest
from posapp.usecases.mark_arrived import MarkArrived, mark_arrived
from posapp.usecases.outbox_work import (
    ParkItem,
    RetryItem,
    SettleItem,
    park_item,
    retry_item,
    settle_item,
)
from posapp.usecases.record_payment import RecordPayment, record_payment
from posapp.usecases.seat_reservation import SeatReservation, seat_reservation
from posapp.usecases.seat_walk_in import SeatWalkIn, seat_walk_in
from posapp.usecases.sign_in import SignIn, VerifyPin, sign_in
from posapp.usecases.start_another_order import StartAnotherOrder, start_another_order
from posapp.usecases.take_balance import TakeBalance, take_balance
from posapp.usecases.undo_arrival import UndoArrival, undo_arrival
from posapp.usecases.undo_seating import UndoSeating, undo_seating
from posapp.walk_in_verbs import WalkInVerbs


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalParts:
    """What the verbs work with."""

    store: Store
    reads: Reads
    clock: Clock
    ids: IdSource
    venue: Venue
    terminal_id: str
    verify_pin: VerifyPin
    ask_lanes: Callable[[], None]
    desk: OfficeDesk
    files: FileDesk
    jobs: FileJobs
    is_directory: bool = False
    tag_rules: TagRules = field(default_factory=TagRules)
    end_pull: Callable[[str], None] = lambda _: None


class Terminal:
    """Satisfies `posapp.ui.commands.Commands`; see there for what each verb means."""

    def __init__(self, parts: TerminalParts) -> None:
        self._parts = parts
        self._staff: Staff | None = None
        self.mappings = MappingVerbs(parts.store, parts.is_directory, actor=self._actor)
        self.tags = TagVerbs(parts.store, parts.tag_rules, actor=self._actor)
        self.pulls = PullVerbs(
            store=parts.store,
            actor=self._actor,
            ask_lanes=parts.ask_lanes,
            end_pull=parts.end_pull,
        )
        self.walk_ins = WalkInVerbs(parts.store, parts.venue, actor=self._actor)
        self.guests = GuestVerbs(
            store=parts.store,
            rules=parts.tag_rules,
            actor=self._actor,
            ask_people=parts.desk.search_there,
            ask_gift_card=parts.desk.gift_card,
        )
        self.pickups = PickupVerbs(parts.store, actor=self._actor)
        self.connections = ConnectionVerbs(
            desk=parts.desk, actor=self._actor, staff=self.current_staff
        )
        self.files = FileVerbs(
            desk=parts.files, jobs=parts.jobs, actor=self._actor, staff=self.current_staff
        )

    def new_id(self) -> str:
        """A new time-ordered id."""
        return self._parts.ids.new_id()

    def now_ms(self) -> int:
        """The program's clock."""
        return self._parts.clock.now_ms()

    def sign_in(self, staff_id: str, pin: str) -> SignInResult:
        """Check a PIN; a success makes the person the actor of what follows."""
        actor = Actor(staff_id, self._parts.terminal_id)
        with self._parts.store.write("sign_in", actor=actor) as uow:
            result = sign_in(SignIn(staff_id, pin), uow=uow, verify=self._parts.verify_pin)
        self._staff = result.staff or self._staff
        return result

    def sign_out(self) -> None:
        """Nobody acts until the next sign-in."""
        self._staff = None

    def current_staff(self) -> Staff | None:
        """Who acts."""
        return self._staff

    def seat_reservation(
        self, key_text: str, *, visit_id: str, order_id: str, table_name: str
    ) -> None:
        """Seat a booking and open its order."""
        command = SeatReservation(visit_id, order_id, key_text, table_name.strip())
        with self._parts.store.write("seat_reservation", actor=self._actor()) as uow:
            seat_reservation(command, uow=uow, venue=self._parts.venue)

    def seat_walk_in(
        self, *, visit_id: str, order_id: str, size: int, table_name: str, contact: Contact
    ) -> None:
        """Seat a party without a booking and open its order."""
        command = SeatWalkIn(visit_id, order_id, size, table_name, contact)
        with self._parts.store.write("seat_walk_in", actor=self._actor()) as uow:
            seat_walk_in(command, uow=uow, venue=self._parts.venue)

    def start_order(self, visit_id: str, *, order_id: str) -> None:
        """Open another order for a party whose orders are all being paid or closed."""
        command = StartAnotherOrder(visit_id, order_id)
        with self._parts.store.write("start_order", actor=self._actor()) as uow:
            start_another_order(command, uow=uow, venue=self._parts.venue)

    def mark_arrived(self, key_text: str, *, visit_id: str) -> None:
        """Note that a party is here."""
        with self._parts.store.write("mark_arrived", actor=self._actor()) as uow:
            mark_arrived(MarkArrived(visit_id, key_text), uow=uow)

    def undo_arrival(self, visit_id: str) -> None:
        """Take an arrival back while the party is at the door."""
        with self._parts.store.write("undo_arrival", actor=self._actor()) as uow:
            undo_arrival(UndoArrival(visit_id), uow=uow)

    def undo_seating(self, order_id: str) -> None:
        """Take the seating that opened an order back while nothing was sold."""
        with self._parts.store.write("undo_seating", actor=self._actor()) as uow:
            undo_seating(UndoSeating(order_id), uow=uow)

    def finish_visit(self, visit_id: str) -> None:
        """Note that a party has left."""
        with self._parts.store.write("finish_visit", actor=self._actor()) as uow:
            finish_visit(FinishVisit(visit_id), uow=uow)

    def identify_guest(self, visit_id: str, contact: Contact) -> None:
        """Give a party its name."""
        with self._parts.store.write("identify_guest", actor=self._actor()) as uow:
            identify_guest(IdentifyGuest(visit_id, contact), uow=uow)

    def add_item(self, order_id: str, *, line_id: str, sku: str, quantity: int) -> None:
        """Put a product on an order."""
        with self._parts.store.write("add_item", actor=self._actor()) as uow:
            add_item(AddItem(line_id, order_id, sku, quantity), uow=uow, venue=self._parts.venue)

    def set_quantity(self, line_id: str, quantity: int) -> None:
        """Change how many."""
        with self._parts.store.write("set_quantity", actor=self._actor()) as uow:
            set_quantity(SetQuantity(line_id, quantity), uow=uow)

    def void_line(self, line_id: str) -> None:
        """Take a line off."""
        with self._parts.store.write("void_line", actor=self._actor()) as uow:
            void_line(VoidLine(line_id), uow=uow)

    def restore_line(self, line_id: str) -> None:
        """Undo a void."""
        with self._parts.store.write("restore_line", actor=self._actor()) as uow:
            restore_line(RestoreLine(line_id), uow=uow)

    def record_payment(
        self, order_id: str, *, payment_id: str, tendered: Tendered
    ) -> PaymentResult:
        """Record a payment; the one that settles the order closes it."""
        with self._parts.store.write("record_payment", actor=self._actor()) as uow:
            return record_payment(RecordPayment(payment_id, order_id, tendered), uow=uow)

    def take_balance(self, key_text: str, *, payment_id: str, tendered: Tendered) -> PaymentResult:
        """Record a payment of a reservation's balance due."""
        with self._parts.store.write("take_balance", actor=self._actor()) as uow:
            command = TakeBalance(payment_id, key_text, tendered)
            return take_balance(command, uow=uow, venue=self._parts.venue)

    def close_order(self, order_id: str) -> None:
        """Close an order with nothing to pay."""
        with self._parts.store.write("close_order", actor=self._actor()) as uow:
            close_order(CloseOrder(order_id), uow=uow)

    def retry_item(self, item_id: str) -> None:
        """Send a piece of work again, the safe way, and let the lanes look at once."""
        with self._parts.store.write("retry_item", actor=self._actor()) as uow:
            retry_item(RetryItem(item_id), uow=uow)
        self._parts.ask_lanes()

    def park_item(self, item_id: str) -> None:
        """Set a piece of work aside for a person."""
        with self._parts.store.write("park_item", actor=self._actor()) as uow:
            park_item(ParkItem(item_id), uow=uow)

    def settle_item(self, item_id: str, *, is_there: bool) -> None:
        """End a doubt by what a person saw in the other system."""
        with self._parts.store.write("settle_item", actor=self._actor()) as uow:
            settle_item(SettleItem(item_id, is_there), uow=uow)
        self._parts.ask_lanes()

    def sync_now(self) -> None:
        """Wake every lane."""
        self._parts.ask_lanes()

    def tock_link(self, key_text: str) -> str:
        """The checked https address that opens a reservation at Tock."""
        reservation = self._parts.reads.reservation(key_text).reservation
        venue = self._parts.venue
        values = _link_values(reservation)
        return build_link(venue.link_template, values=values, allowed_hosts=venue.link_hosts)

    def _actor(self) -> Actor:
        if self._staff is None:
            raise DomainError("signed_out", "Sign in first.")
        return Actor(self._staff.staff_id, self._parts.terminal_id)


def _link_values(reservation: Reservation) -> dict[str, str]:
    key: ReservationKey = reservation.key
    is_walk_in = key.kind is ReservationKind.WALK_IN
    return {
        "reservation_id": "" if is_walk_in else key.remote_id,
        "walkin_id": key.remote_id if is_walk_in else "",
        "confirmation_code": reservation.confirmation_code,
        "business_id": key.business_id,
        "domain": reservation.domain_name,
        "date": day_of(reservation.starts_at, zone=reservation.zone).isoformat(),
    }
