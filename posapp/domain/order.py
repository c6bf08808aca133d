"""An order sold at this terminal, and its lines.

Lines are frozen from the first payment on: what the guest was asked to pay is what was sold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from posapp.domain.address import Address
from posapp.domain.club import MemberDiscount
from posapp.domain.errors import DomainError
from posapp.domain.remote_order import Fulfilment
from posapp.domain.tax import TaxLevel

MAX_QUANTITY = 999


class OrderState(StrEnum):
    """OPEN takes lines, SETTLING has a payment, CLOSED is sent to the back office."""

    OPEN = "open"
    SETTLING = "settling"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LineItem:
    """A product on an order at the price and tax rate it had when it was added."""

    line_id: str
    order_id: str
    sku: str
    title: str
    unit_cents: int
    quantity: int
    tax_rate_ppm: int
    position: int
    is_voided: bool = False

    @property
    def gross_cents(self) -> int:
        """Unit price times quantity, before discount and tax; a voided line counts nothing."""
        return 0 if self.is_voided else self.unit_cents * self.quantity


@dataclass(frozen=True, slots=True)
class Order:
    """The head of an order. `number` is the terminal's code and a counter, never the time.

    It is carried out of the room unless `fulfilment` says that it ships to `ship_to`.
    """

    order_id: str
    number: str
    visit_id: str
    state: OrderState
    currency: str
    tax_level: TaxLevel
    discount: MemberDiscount
    opened_ms: int
    closed_ms: int | None = None
    total_cents: int | None = None
    fulfilment: Fulfilment = Fulfilment.CARRY_OUT
    ship_to: Address = field(default_factory=Address)

    def require_open(self) -> None:
        """Raise when lines may no longer change."""
        if self.state is not OrderState.OPEN:
            message = f"Order {self.number} already has a payment; start a new order to add to it."
            raise DomainError("order_frozen", message)

    @property
    def needs_address(self) -> bool:
        """True of an order that ships while nobody has said where to."""
        return self.fulfilment is Fulfilment.SHIP and not self.ship_to.can_ship

    def require_destination(self) -> None:
        """Raise for one that is to be shipped nowhere."""
        if self.needs_address:
            message = (
                f"Order {self.number} ships, and nobody has said where to."
                " Choose the address, or let it be carried out."
            )
            raise DomainError("no_address", message, field="ship_to")


def require_quantity(quantity: int) -> None:
    """Raise unless 1 ≤ quantity ≤ 999."""
    if not 1 <= quantity <= MAX_QUANTITY:
        message = f"Enter a quantity from 1 to {MAX_QUANTITY}."
        raise DomainError("bad_quantity", message, field="quantity")
