"""The sandbox's records into ours, one bad record at a time, and where a pull resumes.

The server lists what changed strictly after a millisecond; a second change within that same
millisecond would be missed, so the last one is asked for again and what was seen is left out.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from posapp.domain.card_numbers import mask_card_numbers
from posapp.domain.catalogue import Product
from posapp.domain.club import Club, Membership
from posapp.domain.guest import Contact
from posapp.domain.guest_record import GuestRecord
from posapp.domain.reservation import Fault, Quarantined
from posapp.ports.backoffice import CustomerRecord, Kind, Record

PATHS = {
    Kind.CLUB: "/clubs",
    Kind.PRODUCT: "/products",
    Kind.CUSTOMER: "/customers",
    Kind.MEMBERSHIP: "/memberships",
}
_MAX_SEEN = 200
_MAX_INT = 2**63 - 1
_BASIS_POINTS_PER_PERCENT = 100

_Name = Annotated[str, Meta(min_length=1)]
_Cents = Annotated[int, Meta(ge=0, le=10**12)]
_Position = Annotated[int, Meta(ge=-_MAX_INT, le=_MAX_INT)]
_Percent = Annotated[float, Meta(ge=0, le=100)]


class _Product(Struct, frozen=True):
    sku: _Name
    title: str
    category: str
    tax_category: str
    price_cents: _Cents
    currency: str
    active: bool = True
    position: _Position = 0


class _Club(Struct, frozen=True):
    id: _Name
    name: str
    discount_percent: _Percent = 0.0


class _Customer(Struct, frozen=True):
    id: _Name
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None


class _Membership(Struct, frozen=True):
    id: _Name
    customer_id: _Name
    club_id: _Name
    status: str


def decode_record(kind: Kind, row: object, *, source: str) -> Record | Quarantined:
    """One record, or why it cannot be read."""
    try:
        match kind:
            case Kind.PRODUCT:
                return _product(msgspec.convert(row, _Product))
            case Kind.CLUB:
                club = msgspec.convert(row, _Club)
                discount_bp = round(club.discount_percent * _BASIS_POINTS_PER_PERCENT)
                return Club(club.id, _clean(club.name), discount_bp)
            case Kind.CUSTOMER:
                return _customer(msgspec.convert(row, _Customer))
            case Kind.MEMBERSHIP:
                found = msgspec.convert(row, _Membership)
                is_active = found.status == "active"
                return Membership(found.id, found.club_id, found.customer_id, is_active)
            case _:
                fault = Fault("$", "The sandbox has no such records.")
                return Quarantined(
                    source, f"{source}:{kind}", mask_card_numbers(_text(row)), (fault,)
                )
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        fault = Fault(path.rstrip("`") or "$", message)
        raw = mask_card_numbers(_text(row))
        return Quarantined(source, f"{source}:{kind}", raw, (fault,))


def _product(found: _Product) -> Product:
    return Product(
        sku=found.sku,
        title=_clean(found.title),
        category=_clean(found.category),
        tax_category=found.tax_category,
        price_cents=found.price_cents,
        currency=found.currency,
        is_active=found.active,
        position=found.position,
    )


def _customer(found: _Customer) -> CustomerRecord:
    contact = Contact(
        _clean(found.first_name), _clean(found.last_name), _clean(found.email), _clean(found.phone)
    )
    return CustomerRecord(found.id, GuestRecord(contact))


def _clean(text: str | None) -> str:
    return mask_card_numbers((text or "").replace("\0", "")).strip()


class PullCursor(Struct, frozen=True, omit_defaults=True):
    """Where a pull of one kind resumes.

    `after_ms` is the last finished pull's newest change and `seen` its records' digests; `page` is
    the server's place in a pull under way, whose newest change so far is `newest_ms` with `newest`.
    """

    after_ms: int | None = None
    seen: dict[str, str] = {}
    page: str = ""
    newest_ms: int | None = None
    newest: dict[str, str] = {}

    @classmethod
    def parse(cls, text: str) -> PullCursor:
        """Read a stored cursor; one that is not ours means from the start."""
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.DecodeError:
            return cls()

    @property
    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self).decode()

    def query(self) -> dict[str, str]:
        """The parameters of the next page."""
        asked = {} if self.after_ms is None else {"updated_after": str(self.after_ms - 1)}
        return asked | ({"cursor": self.page} if self.page else {})

    def restarted(self) -> PullCursor:
        """The pull from its first page again."""
        return PullCursor(after_ms=self.after_ms, seen=self.seen)

    def unseen(self, rows: list[object]) -> list[object]:
        """The rows that were not already stored exactly so."""
        return [row for row in rows if self.seen.get(_id(row)) != _digest(row) or not _id(row)]

    def after(self, rows: list[object], *, next_page: str | None) -> PullCursor:
        """The cursor once `rows` are stored."""
        newest_ms, newest = self.newest_ms, dict(self.newest)
        for row in rows:
            updated_ms = _updated_ms(row)
            if updated_ms is None or (newest_ms is not None and updated_ms < newest_ms):
                continue
            if updated_ms != newest_ms:
                newest_ms, newest = updated_ms, {}
            newest[_id(row)] = _digest(row)
        if len(newest) > _MAX_SEEN:  # too many to carry along: they are read again, harmlessly
            newest = {}
        if next_page is not None:
            return PullCursor(self.after_ms, self.seen, next_page, newest_ms, newest)
        if newest_ms is None:
            return self.restarted()
        return PullCursor(after_ms=newest_ms, seen=newest)


def _field(row: object, name: str) -> object:
    return row.get(name) if isinstance(row, dict) else None


def _id(row: object) -> str:
    found = _field(row, "id") or _field(row, "sku")
    return found if isinstance(found, str) else ""


def _updated_ms(row: object) -> int | None:
    found = _field(row, "updated_ms")
    if not isinstance(found, int) or isinstance(found, bool):
        return None
    return found if 0 <= found <= _MAX_INT else None


def _digest(row: object) -> str:
    return hashlib.sha256(_text(row).encode()).hexdigest()[:16]


def _text(row: object) -> str:
    # The standard encoder: msgspec's refuses whole numbers beyond 64 bits, which it has read.
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
