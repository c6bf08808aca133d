"""The columns of both files, as documented: the order written, the names read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_ADDRESS = (
    ("line1", "street and number"),
    ("line2", "apartment, suite"),
    ("city", "city"),
    ("region", "state, two letters in the US"),
    ("postal", "ZIP or postal code"),
    ("country", "country, two letters"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the header; a required one must be there, and filled in every row."""

    name: str
    meaning: str
    is_required: bool = False


def _address(prefix: str, whose: str) -> Iterator[Column]:
    for part, meaning in _ADDRESS:
        yield Column(f"{prefix}_{part}", f"{meaning} {whose}")


CUSTOMERS = (
    Column("customer_number", "eCELLAR's number; without one the e-mail is who it is"),
    Column("email", "e-mail; one customer each", is_required=True),
    Column("first_name", "first name", is_required=True),
    Column("last_name", "last name", is_required=True),
    Column("phone", "phone number"),
    Column("company", "company"),
    Column("birth_date", "YYYY-MM-DD, or MM/DD/YYYY when read"),
    *_address("billing", "of the billing address"),
    *_address("shipping", "of the address for parcels"),
    Column("source", "Customer Source"),
    Column("type", "Customer Type"),
    Column("allocation_tier", "Allocation Tier"),
    Column("consent", "yes or no: may get mailings; blank when nobody asked"),
    Column("club", "names of wine clubs, with a semicolon between two"),
)
ORDERS = (
    Column("order_number", "the order; its rows follow one another", is_required=True),
    Column("row", "order, line or tender: one order row, then its lines and tenders", True),
    Column("our_number", "this program's number, when it was sold here"),
    Column("kind", "sale, balance or refund"),
    Column("channel", "pos, web, club, admin, inbound or other"),
    Column("date", "YYYY-MM-DDTHH:MM:SS with an offset; the winery's own time without one"),
    Column("currency", "three letters"),
    Column("customer_number", "eCELLAR's number of the customer"),
    Column("email", "the customer's e-mail"),
    Column("first_name", "the customer's first name"),
    Column("last_name", "the customer's last name"),
    Column("fulfilment", "carry_out, pickup, ship or none"),
    Column("subtotal", "before discount and tax"),
    Column("discount", "taken off, as a positive amount"),
    Column("tax", "sales tax"),
    Column("total", "of an order what was paid, of a line with its tax, of a tender its amount"),
    Column("sku", "of a line"),
    Column("title", "of a line"),
    Column("quantity", "of a line"),
    Column("unit_price", "of a line, before discount and tax"),
    Column("tender", "cash, card or another word; never a card number"),
    Column("card_brand", "of a card"),
    Column("card_last4", "the last four digits of a card, nothing more"),
)
