"""What the window may ask the program to do; the composition root fills it in.

Each call is one short transaction on the GUI thread, or a word to the lanes; none waits for a
network. A DomainError carries the sentence for the field it names.
"""

from __future__ import annotations

from typing import Protocol

from posapp.domain.guest import Contact
from posapp.domain.payment import PaymentResult, Tendered
from posapp.domain.staff import SignInResult, Staff
from posapp.ui.connection_commands import ConnectionCommands
from posapp.ui.file_commands import FileCommands
from posapp.ui.guest_commands import GuestCommands
from posapp.ui.mapping_commands import MappingCommands
from posapp.ui.pickup_commands import PickupCommands
from posapp.ui.pull_commands import PullCommands
from posapp.ui.tag_commands import TagCommands
from posapp.ui.walk_in_commands import WalkInCommands


class Commands(Protocol):
    """The verbs of the window; ids are made when a sheet opens, so taps repeat safely."""

    @property
    def mappings(self) -> MappingCommands:
        """The verb about Tock's names."""
        ...

    @property
    def tags(self) -> TagCommands:
        """The verbs about club tags at Tock."""
        ...

    @property
    def pulls(self) -> PullCommands:
        """The verbs about pulls of files."""
        ...

    @property
    def walk_ins(self) -> WalkInCommands:
        """The verbs about Tock's walk-ins."""
        ...

    @property
    def guests(self) -> GuestCommands:
        """The verbs about guests and their clubs."""
        ...

    @property
    def pickups(self) -> PickupCommands:
        """The verbs about web orders to collect, and about tasks."""
        ...

    @property
    def connections(self) -> ConnectionCommands:
        """The verbs about connections to back offices."""
        ...

    @property
    def files(self) -> FileCommands:
        """The verbs about files of customers and orders."""
        ...

    def new_id(self) -> str:
        """A new time-ordered id."""
        ...

    def now_ms(self) -> int:
        """The program's clock."""
        ...

    def sign_in(self, staff_id: str, pin: str) -> SignInResult:
        """Check a PIN; on success the person acts from now on."""
        ...

    def sign_out(self) -> None:
        """Lock the terminal."""
        ...

    def current_staff(self) -> Staff | None:
        """Who is signed in."""
        ...

    def seat_reservation(
        self, key_text: str, *, visit_id: str, order_id: str, table_name: str
    ) -> None:
        """Seat a booking and open its order."""
        ...

    def seat_walk_in(
        self, *, visit_id: str, order_id: str, size: int, table_name: str, contact: Contact
    ) -> None:
        """Seat a party without a booking and open its order."""
        ...

    def start_order(self, visit_id: str, *, order_id: str) -> None:
        """Open another order for a seated party; refused while it has an open one."""
        ...

    def mark_arrived(self, key_text: str, *, visit_id: str) -> None:
        """Note that a party is here."""
        ...

    def undo_arrival(self, visit_id: str) -> None:
        """Take an arrival back while the party is at the door; a repeat changes nothing."""
        ...

    def undo_seating(self, order_id: str) -> None:
        """Take the seating that opened an order back while nothing was sold; repeats are safe."""
        ...

    def finish_visit(self, visit_id: str) -> None:
        """Note that a party has left."""
        ...

    def identify_guest(self, visit_id: str, contact: Contact) -> None:
        """Give a party's name; a customer record needs first name, last name and e-mail."""
        ...

    def add_item(self, order_id: str, *, line_id: str, sku: str, quantity: int) -> None:
        """Put a product on an order."""
        ...

    def set_quantity(self, line_id: str, quantity: int) -> None:
        """Change how many."""
        ...

    def void_line(self, line_id: str) -> None:
        """Take a line off; it can be restored."""
        ...

    def restore_line(self, line_id: str) -> None:
        """Undo a void."""
        ...

    def record_payment(
        self, order_id: str, *, payment_id: str, tendered: Tendered
    ) -> PaymentResult:
        """Record a payment; the one that settles the order closes it."""
        ...

    def take_balance(self, key_text: str, *, payment_id: str, tendered: Tendered) -> PaymentResult:
        """Record a payment of a reservation's balance due."""
        ...

    def close_order(self, order_id: str) -> None:
        """Close an order with nothing to pay."""
        ...

    def retry_item(self, item_id: str) -> None:
        """Send a waiting or parked piece of work again, the safe way."""
        ...

    def park_item(self, item_id: str) -> None:
        """Set a piece of work aside for a person."""
        ...

    def sync_now(self) -> None:
        """Wake every lane."""
        ...

    def tock_link(self, key_text: str) -> str:
        """The checked https address of a reservation at Tock; DomainError if it is unusable."""
        ...

    def settle_item(self, item_id: str, *, is_there: bool) -> None:
        """End a doubt by what a person saw in the other system: it is there, or it is not."""
        ...
