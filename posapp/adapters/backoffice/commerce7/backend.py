"""Commerce7 as a back office: what it can do, and the form it is connected with.

The winery makes a private app of its own and gives us its id and secret: one secret opens every
tenant that installed an app, so none is shipped with posapp.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from posapp.adapters.backoffice.commerce7 import wire
from posapp.adapters.backoffice.commerce7.client import TITLE, Client, Tenant
from posapp.adapters.backoffice.commerce7.clubs import Clubs
from posapp.adapters.backoffice.commerce7.orders import Orders
from posapp.adapters.backoffice.commerce7.people import People
from posapp.adapters.backoffice.commerce7.pulls import Walker
from posapp.adapters.backoffice.commerce7.records import NAME, Decoder, cents
from posapp.adapters.backoffice.reading import clean
from posapp.adapters.backoffice.spec import BackendSpec, OpenDoor, door_policy
from posapp.adapters.http import HttpDoor, Limits
from posapp.domain.errors import DomainError
from posapp.domain.outbox import Operation, Repeat, RepeatRule
from posapp.ports.backoffice import (
    Cap,
    Connection,
    CustomerRecord,
    GiftCardBalance,
    Kind,
    PickupLocation,
    RecordPage,
    SettingField,
    Write,
)
from posapp.ports.clock import Clock
from posapp.ports.failures import CredentialsRefused, Refused

URL = "https://api.commerce7.com/v1"
CAPS = frozenset(Cap) - {Cap.READ_MERGE, Cap.PRICE_LEVELS}
WHY_NOT = {
    Cap.READ_MERGE: "Commerce7 does not tell which customers were made one.",
    Cap.PRICE_LEVELS: "Commerce7 prices clubs by promotions, which it does not list by product.",
}
MAX_BASE = 2_000_000_000
_LAST_SHOWN = 4
_LOCATIONS = "/inventory-location"
_RIGHTS = {
    _LOCATIONS: "inventory",
    "/order": "orders",
    "/customer": "customers",
    "/customer-address": "addresses",
    "/club": "clubs",
    "/club-membership": "club memberships",
    "/product": "products",
}
"""What every pull needs; gift cards are asked for by a person, who is told then."""

_WRONG_KEY = "HTTP 401"


class Commerce7Backend:
    """CommerceBackend over one tenant."""

    name = NAME
    caps = CAPS

    def __init__(
        self, door: HttpDoor, tenant: Tenant, *, clock: Clock, limits: Limits | None = None
    ) -> None:
        self._tenant = tenant
        self._client = Client(door, tenant, clock=clock, limits=limits)
        decoder = Decoder(tenant.currency, now_ms=clock.now_ms)
        self._walker = Walker(
            client=self._client,
            decoder=decoder,
            clock=clock,
            walk_every_ms=tenant.walk_every_ms,
            pickup_location=tenant.pickup_location,
        )
        self._people = People(self._client)
        clubs = Clubs(self._client, self._people, tenant.pickup_location)
        orders = Orders(self._client, decoder, self._people, tenant.number_base)
        looked_up = RepeatRule(Repeat.LOOKUP, quiet_ms=tenant.quiet_ms, can_look_up=True)
        by_number = RepeatRule(Repeat.NATURAL_KEY, can_look_up=True)
        self.writes: Mapping[Operation, Write] = {
            Operation.PUT_ORDER: Write(by_number, orders.put, orders.find),
            Operation.PUT_CUSTOMER: Write(looked_up, self._people.put, self._people.find),
            Operation.SET_CLUBS: Write(looked_up, clubs.put, clubs.find),
            Operation.MARK_PICKUP: Write(looked_up, orders.mark_picked_up, orders.find_picked_up),
            Operation.UNDO_PICKUP: Write(looked_up, orders.undo_pickup, orders.find_waiting),
        }

    def check(self) -> None:
        """Ask for one record of all that is read: the app's rights are given one by one."""
        missing = []
        for path, words in _RIGHTS.items():
            try:
                self._client.get(path, limit="1")
            except CredentialsRefused as refused:
                missing.append(words)
                if refused.detail.startswith(_WRONG_KEY) or len(missing) == len(_RIGHTS):
                    raise
        if missing:
            some = " and ".join([", ".join(missing[:-1]), missing[-1]] if missing[1:] else missing)
            message = f"{TITLE} takes the key, but the app may not read {some}."
            raise Refused(f"{message} Give it the right there.")

    def changes(self, kind: Kind, *, cursor: str) -> Iterator[RecordPage]:
        """Pages of at most 50 rows, as they come."""
        return self._walker.pages(kind, cursor=cursor)

    def search_customers(self, words: str) -> tuple[CustomerRecord, ...]:
        """People by e-mail, name or phone."""
        return self._people.search(words)

    def gift_card(self, code: str) -> GiftCardBalance | None:
        """The balance of the card with exactly this code."""
        wanted = code.strip()
        answer = self._client.get("/gift-card", q=wanted)
        cards = self._client.rows(answer, "giftCards", wire.GiftCard)
        card = next((one for one in cards if (one.code or "").strip() == wanted), None)
        if card is None:
            return None
        shown = f"•••• {wanted[-_LAST_SHOWN:]}" if len(wanted) > _LAST_SHOWN else "••••"
        is_active = (card.status or "active").strip().lower() == "active"
        return GiftCardBalance(shown, cents(card.balance), self._tenant.currency, is_active)

    def pickup_locations(self) -> tuple[PickupLocation, ...]:
        """Those among the inventory locations that hand orders over; a short list without pages."""
        answer = self._client.get(_LOCATIONS)
        found = self._client.rows(answer, "inventoryLocations", wire.InventoryLocation)
        return tuple(
            PickupLocation(one.id, clean(one.title) or one.id)
            for one in found
            if one.is_a_pickup_location
        )


def _make(connection: Connection, open_door: OpenDoor) -> Commerce7Backend:
    values = BACKEND.values_of(connection)
    address = values["base_url"].strip()
    policy = door_policy(address, peer=TITLE)
    for name, label in (("tenant", "tenant"), ("app_id", "app's id"), ("secret", "app's secret")):
        if not values[name].strip():
            raise DomainError("missing", f"Enter the {label}.", field=name)
    door = open_door(policy)
    tenant = Tenant(
        url=address,
        tenant=values["tenant"].strip(),
        app_id=values["app_id"].strip(),
        secret=values["secret"].strip(),
        number_base=_whole(values, "number_base", most=MAX_BASE),
        currency=values["currency"].strip().upper() or "USD",
        per_minute=max(1, _whole(values, "per_minute", most=100)),
        walk_every_ms=_whole(values, "walk_every_h", most=168) * 3_600_000,
        quiet_ms=_whole(values, "quiet_ms", most=600_000),
        pickup_location=values["pickup_location"].strip(),
    )
    return Commerce7Backend(door, tenant, clock=door.clock)


def _whole(values: Mapping[str, str], name: str, *, most: int) -> int:
    text = values[name].strip()
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > most:
        raise DomainError("bad_number", f"Enter a whole number up to {most}.", field=name)
    return int(text)


BACKEND = BackendSpec(
    name=NAME,
    title=TITLE,
    fields=(
        SettingField(
            "tenant", "Tenant", hint="the name in your Commerce7 address", is_account=True
        ),
        SettingField("app_id", "App ID", hint="of a private app made for this winery"),
        SettingField("secret", "App secret key", is_secret=True),
        SettingField(
            "pickup_location",
            "Pickup location of this tasting room",
            hint="empty: orders of all locations; a test of the connection lists them",
            lists=Cap.PICKUP_LOCATIONS,
        ),
        SettingField(
            "number_base",
            "First order number of this till",
            default="700000000",
            hint="each till needs a block of its own; Commerce7 wants whole numbers",
        ),
        SettingField("currency", "Currency", default="USD"),
        SettingField(
            "per_minute",
            "Questions a minute",
            default="60",
            hint="100 are allowed, for all the winery's apps together",
        ),
        SettingField("walk_every_h", "Read all customers every (hours)", default="24"),
        SettingField("quiet_ms", "Wait before looking again (ms)", default="120000"),
        SettingField("base_url", "Address", default=URL, is_account=True),
    ),
    caps=CAPS,
    make=_make,
    why_not=WHY_NOT,
)
