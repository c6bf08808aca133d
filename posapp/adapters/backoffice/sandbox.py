"""The sandbox's back office: a plain JSON wire with every way of making a repeat safe.

Which way is a setting, so that the rules of all real systems can be tried against one server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from urllib.parse import urlsplit

from msgspec import Struct

from posapp.adapters.backoffice.sandbox_bodies import customer_body, order_body
from posapp.adapters.backoffice.sandbox_records import (
    PATHS,
    PullCursor,
    decode_record,
)
from posapp.adapters.backoffice.spec import BackendSpec, OpenDoor
from posapp.adapters.http import Ask, DoorPolicy, HttpDoor, Limits
from posapp.adapters.outcomes import Answer
from posapp.domain.errors import DomainError
from posapp.domain.guest import email_key
from posapp.domain.outbox import Operation, Repeat, RepeatRule
from posapp.ports.backoffice import (
    Ack,
    Cap,
    Connection,
    CustomerRecord,
    GiftCardBalance,
    Kind,
    RecordPage,
    SettingField,
    Write,
)
from posapp.ports.documents import CustomerDocument, OrderDocument
from posapp.ports.failures import NoProof, Refused

TITLE = "Sandbox back office"
PAGE_RECORDS = 200
MAX_PAGES = 5_000
"""Pages of one pull, a million records; a longer list goes on where it stopped."""
_CONFLICT = frozenset({409})


CAPS = frozenset(
    {
        Cap.READ_PRODUCT,
        Cap.READ_CLUB,
        Cap.READ_CUSTOMER,
        Cap.READ_MEMBERSHIP,
        Cap.PUSH_ORDER,
        Cap.WRITE_CUSTOMER,
    }
)


class RepeatMode(StrEnum):
    """The sandbox's modes, as its own settings name them."""

    KEY = "key"
    NATURAL_KEY = "natural_key"
    LOOKUP = "lookup"
    NONE = "none"


_REPEATS = {
    RepeatMode.KEY: Repeat.KEY,
    RepeatMode.NATURAL_KEY: Repeat.NATURAL_KEY,
    RepeatMode.LOOKUP: Repeat.LOOKUP,
    RepeatMode.NONE: Repeat.HUMAN,
}


class _Order(Struct, frozen=True):
    id: str
    number: str
    total_cents: int


class _Orders(Struct, frozen=True):
    items: list[_Order]


class _Existing(Struct, frozen=True):
    order: _Order


class _Customer(Struct, frozen=True):
    id: str
    email: str


class _Customers(Struct, frozen=True):
    items: list[_Customer]


class _Page(Struct, frozen=True):
    items: list[object]
    next: str | None


class SandboxBackend:
    """CommerceBackend over the sandbox's wire."""

    name = "sandbox"
    caps = CAPS

    def __init__(
        self,
        door: HttpDoor,
        *,
        base_url: str,
        token: str,
        mode: RepeatMode = RepeatMode.KEY,
        quiet_ms: int = 120_000,
        limits: Limits | None = None,
    ) -> None:
        self._door = door
        self._root = base_url.rstrip("/") + "/backoffice/v1"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._mode = mode
        self._quiet_ms = quiet_ms
        self._limits = limits or Limits()
        self.writes: Mapping[Operation, Write] = {
            Operation.PUT_ORDER: Write(
                self.repeat_rule(Operation.PUT_ORDER),
                put=lambda document, key: self.put_order(document, key=key),
                find=lambda document: self.find_order(document.number),
            ),
            Operation.PUT_CUSTOMER: Write(
                self.repeat_rule(Operation.PUT_CUSTOMER),
                put=lambda document, key: self.put_customer(document, key=key),
                find=lambda document: self.find_customer(document.email),
            ),
        }

    def search_customers(self, words: str) -> tuple[CustomerRecord, ...]:
        """Not offered yet."""
        del words
        raise Refused(f"{TITLE} has no search.")

    def gift_card(self, code: str) -> GiftCardBalance | None:
        """Not offered yet."""
        del code
        raise Refused(f"{TITLE} has no gift cards.")

    def repeat_rule(self, operation: Operation) -> RepeatRule:
        """As the mode says; a customer's e-mail is a natural key wherever keys are honoured."""
        how = _REPEATS[self._mode]
        if how is Repeat.KEY and operation is Operation.PUT_CUSTOMER:
            how = Repeat.NATURAL_KEY
        can_look_up = self._mode is not RepeatMode.NONE
        return RepeatRule(how, quiet_ms=self._quiet_ms, can_look_up=can_look_up)

    def check(self) -> None:
        """Ask for one club with the token."""
        self._get("/clubs", limit="1").read(_Page)

    def changes(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        """Pages in order of change; a record that cannot be read is quarantined, not the page."""
        pull = PullCursor.parse(cursor)
        given: set[str] = set()
        while True:
            page = self._page(kind, pull)
            if page.next is not None:
                if page.next in given or len(given) >= MAX_PAGES:
                    raise NoProof(f"{TITLE} sends its list of {kind} records without end.")
                given.add(page.next)
            rows = pull.unseen(page.items)
            records = tuple(decode_record(kind, row, source=self.name) for row in rows)
            following = pull.after(page.items, next_page=page.next)
            if records or following != pull:
                yield RecordPage(kind, records, following.text)
            if page.next is None:
                return
            pull = following

    def put_order(self, document: OrderDocument, *, key: str) -> Ack:
        """Create the order; an order already there under our number counts if the totals agree."""
        ask = self._write("POST", "/orders", order_body(document), key=key)
        answer = self._door.request(replace(ask, accept=_CONFLICT))
        if answer.status != 409 or answer.error().code != "exists":
            return self._ack(self._door.judged(answer).read(_Order), document)
        found = answer.read(_Existing).order
        if found.number != document.number or found.total_cents != document.total_cents:
            message = f"{TITLE} holds another order {document.number}, with a different total."
            raise Refused(message)
        return self._ack(found, document)

    def find_order(self, number: str) -> Ack | None:
        """Look an order up by our number; Refused when there is more than one."""
        found = self._get("/orders", number=number).read(_Orders).items
        if any(order.number != number for order in found):
            raise NoProof(f"{TITLE} answered about other orders than the one asked for.")
        if len(found) > 1:
            raise Refused(f"{TITLE} holds order {number} {len(found)} times. Void one there.")
        return Ack(found[0].id, number, found[0].total_cents) if found else None

    def find_customer(self, email: str) -> Ack | None:
        """Look a customer up by e-mail."""
        found = self._get("/customers", email=email).read(_Customers).items
        if any(email_key(customer.email) != email_key(email) for customer in found):
            raise NoProof(f"{TITLE} answered about other customers than the one asked for.")
        return Ack(found[0].id, email) if found else None

    def put_customer(self, document: CustomerDocument, *, key: str) -> Ack:
        """Create or update by e-mail."""
        ask = self._write("PUT", "/customers", customer_body(document), key=key)
        customer = self._door.request(ask).read(_Customer)
        if email_key(customer.email) != email_key(document.email):
            raise NoProof(f"{TITLE} answered about another customer.")
        return Ack(customer.id, document.email)

    def _ack(self, order: _Order, document: OrderDocument) -> Ack:
        if order.number != document.number or order.total_cents != document.total_cents:
            raise NoProof(f"{TITLE} answered about another order or amount.")
        return Ack(order.id, order.number, order.total_cents)

    def _page(self, kind: Kind, pull: PullCursor) -> _Page:
        try:
            return self._get(PATHS[kind], **pull.query(), limit=str(PAGE_RECORDS)).read(_Page)
        except Refused:
            if not pull.page:
                raise
        # The middle of a pull was forgotten over there; its start is still known here.
        start = pull.restarted()
        return self._get(PATHS[kind], **start.query(), limit=str(PAGE_RECORDS)).read(_Page)

    def _get(self, path: str, **params: str) -> Answer:
        url = self._root + path
        return self._door.request(
            Ask(method="GET", url=url, params=params, headers=self._headers, limits=self._limits)
        )

    def _write(self, method: str, path: str, body: bytes, *, key: str) -> Ask:
        headers = {**self._headers, "Content-Type": "application/json", "Idempotency-Key": key}
        url = self._root + path
        return Ask(method=method, url=url, headers=headers, content=body, limits=self._limits)


def _make(connection: Connection, open_door: OpenDoor) -> SandboxBackend:
    values = {field.name: field.default for field in BACKEND.fields} | connection.values
    if not _is_sandbox(values["base_url"]):
        message = "The sandbox runs on this machine only: http://127.0.0.1 and a port."
        raise DomainError("bad_address", message, field="base_url")
    if values["repeat_mode"] not in set(RepeatMode):
        message = f"Use one of {', '.join(RepeatMode)}."
        raise DomainError("bad_repeat_mode", message, field="repeat_mode")
    if not (values["quiet_ms"].isascii() and values["quiet_ms"].isdigit()):
        raise DomainError("bad_quiet_ms", "Enter whole milliseconds.", field="quiet_ms")
    policy = DoorPolicy(peer=TITLE, hosts=frozenset(), allow_loopback_http=True)
    return SandboxBackend(
        open_door(policy),
        base_url=values["base_url"],
        token=values["token"],
        mode=RepeatMode(values["repeat_mode"]),
        quiet_ms=int(values["quiet_ms"]),
    )


def _is_sandbox(address: str) -> bool:
    try:
        url = urlsplit(address)
    except ValueError:  # a bracket that does not close
        return False
    return url.scheme == "http" and url.hostname in {"127.0.0.1", "localhost", "::1"}


BACKEND = BackendSpec(
    name=SandboxBackend.name,
    title=TITLE,
    fields=(
        SettingField("base_url", "Address", hint="http://127.0.0.1 and the sandbox's port"),
        SettingField("token", "Token", is_secret=True),
        SettingField("repeat_mode", "How repeats are made safe", default=RepeatMode.KEY),
        SettingField("quiet_ms", "Wait before a look-up, in ms", default="120000"),
    ),
    caps=SandboxBackend.caps,
    make=_make,
)
