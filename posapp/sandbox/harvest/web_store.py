"""What the web store and the club office have to do with the day: orders to collect and to ship.

Everybody here is somebody else than the day's guests, so that the counter's story is untouched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from posapp.sandbox.backoffice.office import BackOffice
from posapp.sandbox.backoffice.records import (
    Address,
    Customer,
    GiftCard,
    LevelPrice,
    Membership,
    MembershipStatus,
    ShippingAddress,
)
from posapp.sandbox.backoffice.sales import HandOver, Parcel, SalesLine, SalesOrder
from posapp.sandbox.harvest.cast import Cast
from posapp.sandbox.harvest.times import LocalDay, at
from posapp.sandbox.names import email_of
from posapp.sandbox.products import BY_SKU, CLUBS
from posapp.sandbox.world import World

LOCATION = "Tasting room"
GIFT_CARD = GiftCard("ALDER-2026-0042", 7_500)
NEW_ORDER_MINUTE = at(11, 40)
SHIPPED_MINUTE = at(12, 20)
MERGED_MINUTE = at(12, 30)
_FIRST_NUMBER = 10_401
_STREETS = ("Vine Street", "Old Mill Road", "Oak Avenue", "Spring Lane", "Howell Mountain Road")
_TOWNS = (("Napa", "94558"), ("Sonoma", "95476"), ("Oakland", "94607"), ("Davis", "95616"))
_BOTTLES = tuple(sku for sku, item in BY_SKU.items() if sku.startswith("BTL-") and item.active)
_CARRIERS = ("UPS", "FedEx")
_TYPES = ((), ("Newsletter",), ("Newsletter", "Trade"))


@dataclass(slots=True)
class WebStore:
    """Places the orders; the same seed places the same ones."""

    office: BackOffice
    local: LocalDay
    dice: Random
    cast: Cast
    customers: int = 0
    orders: int = 0

    def buyer(self) -> Customer:
        """A new customer with an address."""
        self.customers += 1
        town, postal = self.dice.choice(_TOWNS)
        street = f"{self.dice.randint(1, 990)} {self.dice.choice(_STREETS)}"
        address = Address(line1=street, city=town, region="CA", postal=postal, country="US")
        customer_id = f"w-{self.customers:05d}"
        known = self.cast.customer(self.cast.person(), number=0)
        customer = replace(
            known,
            id=customer_id,
            phone=_written(known.phone or ""),
            birth_date=f"{self.dice.randint(1950, 2000)}-{self.dice.randint(1, 12):02d}-15",
            billing=address,
            shipping=(ShippingAddress(f"{customer_id}/a1", address, is_primary=True),),
            contact_types=self.dice.choice(_TYPES),
        )
        self.office.register(customer)
        return customer

    def order(
        self,
        *,
        days_ago: int,
        fulfilment: str,
        channel: str = "web",
        customer: Customer | None = None,
    ) -> SalesOrder:
        """An order as it was placed, of a new customer unless it is somebody's.

        The caller puts it in the list.
        """
        customer = customer or self.buyer()
        skus = self.dice.sample(_BOTTLES, self.dice.randint(1, 3))
        quantities = [self.dice.choice((1, 2, 3, 6)) for _ in skus]
        lines = tuple(
            SalesLine(sku, BY_SKU[sku].title, str(quantity), BY_SKU[sku].price_cents)
            for sku, quantity in zip(skus, quantities, strict=True)
        )
        total = sum(line.unit_cents * count for line, count in zip(lines, quantities, strict=True))
        self.orders += 1
        minute = self.dice.randint(at(7), at(22))
        last4 = f"{self.dice.randint(0, 9999):04d}"
        return SalesOrder(
            id=f"{channel}-{self.orders:05d}",
            number=str(_FIRST_NUMBER + self.orders),
            channel=channel,
            placed_ms=self.local.ms(minute, days_off=-days_ago),
            total_cents=total,
            fulfilment=fulfilment,
            pickup_location=LOCATION if fulfilment == "pickup" else "",
            customer_id=customer.id,
            first_name=customer.first_name,
            last_name=customer.last_name,
            email=customer.email or "",
            phone=customer.phone or "",
            ship_to=customer.billing if fulfilment == "ship" else None,
            lines=lines,
            tenders=({"kind": "card", "cents": total, "brand": "Visa", "last4": last4},),
        )

    def remember(self, customer: Customer) -> None:
        """What a regular bought before: carried out, collected, and sent by the club."""
        bought = self.order(days_ago=210, fulfilment="carry_out", channel="pos", customer=customer)
        collected = self.order(days_ago=96, fulfilment="pickup", customer=customer)
        hand_over = self.hand_over(collected, days_ago=94)
        sent = self.order(days_ago=31, fulfilment="ship", channel="club", customer=customer)
        self.office.place(bought)
        self.office.place(replace(collected, hand_overs=(hand_over,)))
        self.office.place(replace(sent, parcels=(self.parcel(days_ago=28),)))

    def hand_over(self, order: SalesOrder, *, days_ago: int) -> HandOver:
        """The one who ordered it has collected it."""
        who = f"{order.first_name} {order.last_name}"
        at_ms = self.local.ms(at(15, 20), days_off=-days_ago)
        return HandOver(f"handed-over-{order.number}", who, at_ms, "Marta")

    def parcel(self, *, days_ago: int) -> Parcel:
        """A parcel on its way."""
        carrier, digits = self.dice.choice(_CARRIERS), self.dice.randrange(10**15, 10**16)
        number = f"1Z{digits}" if carrier == "UPS" else str(digits)[:12]
        return Parcel(number, carrier, self.local.ms(at(16), days_off=-days_ago))


@dataclass(frozen=True, slots=True)
class Web:
    """The store with what the day brings: an order, and two records of one person."""

    store: WebStore
    incoming: SalesOrder
    kept: Customer
    double: Customer


def open_web_store(world: World, *, local: LocalDay) -> Web:
    """Fill the list of orders as it is in the morning, and put the day's news on the clock."""
    dice = Random(f"{world.seed}|web store")
    store = WebStore(world.backoffice, local, dice, Cast(dice, made=10_000))
    for days_ago in (1, 2, 3, 6, 9):
        world.backoffice.place(store.order(days_ago=days_ago, fulfilment="pickup"))
    club = store.order(days_ago=4, fulfilment="pickup", channel="club")
    world.backoffice.place(club)
    _place_done(store)
    for days_ago in (1, 2):
        booked = store.order(days_ago=days_ago, fulfilment="none", channel="reservation")
        world.backoffice.place(replace(booked, lines=()))
    _rest_memberships(store)
    world.backoffice.issue(GIFT_CARD)
    cabernet = BY_SKU["BTL-CAB-21"]
    trade = LevelPrice("Trade", cabernet.price_cents * 7 // 10, min_quantity=12)
    world.backoffice.stock([replace(cabernet, prices=(trade,))])
    return _arrange_news(world, store)


def _place_done(store: WebStore) -> None:
    """What was collected yesterday, and what is on its way."""
    collected = store.order(days_ago=5, fulfilment="pickup")
    hand_over = store.hand_over(collected, days_ago=1)
    store.office.place(replace(collected, hand_overs=(hand_over,)))
    for days_ago in (3, 4, 8, 12):
        shipped = store.order(days_ago=days_ago, fulfilment="ship")
        parcel = store.parcel(days_ago=days_ago - 2)
        store.office.place(replace(shipped, parcels=(parcel,)))
    store.office.place(store.order(days_ago=1, fulfilment="ship", channel="club"))


def _rest_memberships(store: WebStore) -> None:
    for number in range(2):
        customer = store.buyer()
        store.office.enrol(
            Membership(
                f"m-9000{number}",
                customer.id,
                CLUBS[number].id,
                MembershipStatus.ON_HOLD,
                joined_ms=store.local.ms(at(12), days_off=-50),
                fulfilment="pickup",
                pickup_location=LOCATION,
                hold_until_ms=store.local.ms(at(0), days_off=60),
            )
        )


def _arrange_news(world: World, store: WebStore) -> Web:
    """An order comes in, one is shipped, and two records of one person are made one."""
    clock, local = world.clock, store.local
    incoming = store.order(days_ago=0, fulfilment="pickup")
    incoming = replace(incoming, placed_ms=local.ms(NEW_ORDER_MINUTE))
    clock.at_ms(local.ms(NEW_ORDER_MINUTE), lambda: world.backoffice.place(incoming))
    waiting = [store.order(days_ago=days_ago, fulfilment="ship") for days_ago in (1, 2)]
    for order in waiting:
        world.backoffice.place(order)
    parcel = store.parcel(days_ago=0)

    def ship() -> None:
        number = waiting[0].number
        world.backoffice.ship(number, carrier=parcel.carrier, tracking=parcel.tracking)

    clock.at_ms(local.ms(SHIPPED_MINUTE), ship)
    kept, double = store.buyer(), store.buyer()
    double = replace(
        double,
        first_name=kept.first_name,
        last_name=kept.last_name,
        email=email_of(kept.first_name, kept.last_name, number=store.cast.made),
        phone=kept.phone,
    )
    world.backoffice.register(double)
    for person in (kept, double):
        store.remember(person)
    clock.at_ms(local.ms(MERGED_MINUTE), lambda: world.backoffice.merge(double.id, into_id=kept.id))
    return Web(store, incoming, kept, double)


def _written(digits: str) -> str:
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
