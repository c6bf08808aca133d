"""A row of the customers' file into what the use cases take, and a guest into a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from posapp.adapters.ecellar.columns import CUSTOMERS
from posapp.adapters.ecellar.reading import BadRow, Sheet, SheetRow, open_sheet
from posapp.domain.address import Address
from posapp.domain.card_numbers import holds_card_number, mask_card_numbers
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact, email_key
from posapp.domain.guest_record import SHIPPING, GuestDetails, GuestRecord, ShippingAddress
from posapp.domain.origin import GuestDefaults
from posapp.domain.reservation import Fault, Quarantined
from posapp.ports.backoffice import CustomerRecord
from posapp.ports.csv_rows import ImportedCustomer, ListedGuest

NAME = "ecellar"
_PARTS = ("line1", "line2", "city", "region", "postal", "country")
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
_FIELD_OF = {
    "phone": "phone",
    "company": "company",
    "birth_date": "birth_date",
    "billing_line1": "billing",
    "shipping_line1": SHIPPING,
}
_MAX_CHARS = 200


@contextmanager
def read_customers(path: Path) -> Iterator[tuple[Sheet, Iterator[ImportedCustomer | Quarantined]]]:
    """The file and its customers one by one."""
    with open_sheet(path, columns=CUSTOMERS) as sheet:
        yield sheet, (_customer(row, sheet) for row in sheet.rows())


def _customer(row: SheetRow | BadRow, sheet: Sheet) -> ImportedCustomer | Quarantined:
    if isinstance(row, BadRow):
        return parked(row, sheet)
    try:
        return _read(row, sheet)
    except DomainError as error:
        text = ", ".join(f"{name}: {cell}" for name, cell in row.cells.items() if cell)
        return parked(BadRow(row.number, error.field, error.message, text), sheet)


def parked(row: BadRow, sheet: Sheet) -> Quarantined:
    """A bad row with its place, for the list of what could not be read."""
    fault = Fault(row.column or "row", row.message)
    return Quarantined(NAME, _place(row, sheet), mask_card_numbers(row.text), (fault,))


def _place(row: SheetRow | BadRow, sheet: Sheet) -> str:
    return f"{sheet.name}, row {row.number}"


def _read(row: SheetRow, sheet: Sheet) -> ImportedCustomer:
    cells = row.cells
    for name, cell in cells.items():
        if holds_card_number(cell):
            message = "This looks like a card number. Card numbers are never kept here."
            raise DomainError("card_number", message, field=name)
        if len(cell) > _MAX_CHARS and name != "club":
            raise DomainError("too_long", f"Use at most {_MAX_CHARS} characters.", field=name)
    shipping = _address(cells, "shipping")
    details = GuestDetails(
        company=cells.get("company", ""),
        birth_date=_birth_date(cells.get("birth_date", "")),
        billing=_address(cells, "billing"),
        shipping=() if shipping.is_blank else (ShippingAddress(shipping, is_primary=True),),
    )
    email = cells["email"]
    contact = Contact(cells["first_name"], cells["last_name"], email, cells.get("phone", ""))
    remote_id = cells.get("customer_number") or email_key(email)
    columns = set(sheet.columns)
    clubs = None
    if "club" in columns:
        names = (name.strip() for name in cells["club"].split(";"))
        clubs = tuple(dict.fromkeys(name for name in names if name))
    return ImportedCustomer(
        CustomerRecord(remote_id, GuestRecord(contact, details)),
        tells=frozenset(field for column, field in _FIELD_OF.items() if column in columns),
        defaults=GuestDefaults(
            cells.get("source", ""), cells.get("type", ""), cells.get("allocation_tier", "")
        ),
        opt_in=_consent(cells.get("consent", "")),
        clubs=clubs,
        origin=_place(row, sheet),
    )


def _address(cells: Mapping[str, str], prefix: str) -> Address:
    return Address(**{part: cells.get(f"{prefix}_{part}", "") for part in _PARTS})


def _birth_date(text: str) -> str:
    if not text:
        return ""
    try:
        if "/" in text:
            # A birthday has no zone.
            return datetime.strptime(text, "%m/%d/%Y").date().isoformat()  # noqa: DTZ007
        return date.fromisoformat(text).isoformat()
    except ValueError:
        message = f"“{text}” is no date like 1980-02-29."
        raise DomainError("bad_date", message, field="birth_date") from None


def _consent(text: str) -> bool | None:
    word = text.lower()
    if word not in {"", *_YES, *_NO}:
        raise DomainError("bad_consent", f"“{text}” is neither yes nor no.", field="consent")
    return None if not word else word in _YES


def _number(guest: ListedGuest) -> str:
    """The number there; who is known by the e-mail alone has none."""
    is_theirs = guest.source == NAME and guest.remote_id != email_key(guest.contact.email)
    return guest.remote_id if is_theirs else ""


def customer_row(guest: ListedGuest) -> dict[str, str]:
    """A guest as a row; of several addresses for parcels the first one."""
    details = guest.details
    first = next((one for one in details.shipping if one.is_primary), None)
    shipping = first or next(iter(details.shipping), None)
    row = {
        "customer_number": _number(guest),
        "email": guest.contact.email,
        "first_name": guest.contact.first_name,
        "last_name": guest.contact.last_name,
        "phone": guest.contact.phone,
        "company": details.company,
        "birth_date": details.birth_date,
        "source": guest.defaults.customer_source,
        "type": guest.defaults.customer_type,
        "allocation_tier": guest.defaults.allocation_tier,
        "consent": {None: "", True: "yes", False: "no"}[guest.opt_in],
        "club": "; ".join(guest.clubs),
    }
    for part in _PARTS:
        row[f"billing_{part}"] = getattr(details.billing, part)
        row[f"shipping_{part}"] = getattr(shipping.address, part) if shipping else ""
    return row
