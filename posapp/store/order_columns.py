"""How an order leaves the room, as its row holds it; older rows have these columns blank."""

from __future__ import annotations

from posapp.domain.address import Address
from posapp.domain.remote_order import Fulfilment
from posapp.store.as_text import from_text, to_text


def fulfilment_of(word: str) -> Fulfilment:
    """The fulfilment in a row; "" is carried out."""
    return Fulfilment(word) if word else Fulfilment.CARRY_OUT


def address_of(text: str) -> Address:
    """The address in a row; "" is none."""
    return from_text(text, Address) if text else Address()


def address_text(address: Address) -> str:
    """The text of an address's row, "" for none."""
    return "" if address == Address() else to_text(address)
