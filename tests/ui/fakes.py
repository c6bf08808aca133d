"""Worlds to look at: the ordinary Saturday, one with troubles, one that is cut off."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.guest import Contact
from posapp.domain.outbox import OutboxState
from posapp.domain.reservation import Fault
from posapp.domain.staff import Staff
from posapp.ports.reads import OutboxRow, QuarantineRow, Tile
from posapp.ports.store import Health, HealthState
from tests.ui.fake_commands import FakeCommands
from tests.ui.saturday import CURRENCY, NOW_MS, PIN, PRODUCTS, STAFF, bookings
from tests.ui.world import World

_NO_ANSWER = "No answer in 15 s; checking before sending again."


def saturday() -> World:
    """The day as it stands at eight past eleven."""
    world = World()
    for booking, club in bookings():
        world.add_reservation(booking, club=club)
    world.products = [Tile(*product, CURRENCY) for product in PRODUCTS]
    world.staff = [Staff(*person, pin_hash=PIN) for person in STAFF]
    world.sources = [
        Health(
            "tock",
            "Tock",
            HealthState.LIVE,
            last_success_ms=NOW_MS - 12_000,
            last_attempt_ms=NOW_MS - 12_000,
            next_attempt_ms=NOW_MS + 18_000,
            as_of_ms=NOW_MS - 12_000,
        ),
        Health(
            "orders",
            "OrderPort",
            HealthState.LIVE,
            last_success_ms=NOW_MS - 40_000,
            last_attempt_ms=NOW_MS - 40_000,
            next_attempt_ms=NOW_MS + 20_000,
            as_of_ms=NOW_MS - 40_000,
        ),
    ]
    act = FakeCommands(world)
    seat = act.seat_walk_in
    seat(visit_id="v-walk", order_id="o-walk", size=3, table_name="T9", contact=Contact())
    act.add_item("o-walk", line_id="l1", sku="FL-RES", quantity=2)
    act.add_item("o-walk", line_id="l2", sku="FD-CHE", quantity=1)
    key = world.key_named("Grace Abara")
    act.seat_reservation(key, visit_id="v-abara", order_id="o-abara", table_name="T4")
    act.add_item("o-abara", line_id="l3", sku="FL-RES", quantity=2)
    act.add_item("o-abara", line_id="l4", sku="BT-CAB20", quantity=1)
    return world


def add_troubles(world: World) -> None:
    """Work in every state, a slow source, and rows that could not be read."""
    at = world.clock.ms
    rows = (
        ("1", "Order A-000121 · Kwon", OutboxState.PARKED, "422: unknown product RT-CAP", 3, 260),
        ("2", "Order A-000124 · Walk-in of 3", OutboxState.UNKNOWN, _NO_ANSWER, 1, 95),
        ("3", "Order A-000125 · Raman", OutboxState.SENDING, "", 1, 20),
        ("4", "Balance A-000126 · Pérez", OutboxState.WAITING, "", 0, 6),
        ("5", "Order A-000120 · Lindqvist", OutboxState.CONFIRMED, "", 1, 900),
    )
    world.outbox = [
        OutboxRow(
            item_id=item_id,
            remote="orders",
            title=title,
            state=state,
            reason=reason,
            attempts=attempts,
            created_ms=at - ago_s * 1_000,
            not_before_ms=at,
            is_in_doubt=state is OutboxState.UNKNOWN,
            aggregate=f"order:{item_id}",
        )
        for item_id, title, state, reason, attempts, ago_s in rows
    ]
    world.quarantine = [
        QuarantineRow(
            "q1",
            "tock",
            "feed",
            at - 3_600_000,
            (
                Fault("$.partyState", "expected a word, found {}"),
                Fault("$.experience.amountCents", "expected a whole number, found “example”"),
            ),
            '{"id": "229311", "partyState": {}, "experience": {"amountCents": "example"}}',
        )
    ]


def cut_off(world: World, *, minutes: int) -> None:
    """Nothing answers any more."""
    since_ms = world.clock.ms - minutes * 60_000
    world.sources = [
        replace(
            health,
            state=HealthState.FAILING,
            failing_since_ms=since_ms,
            last_success_ms=since_ms - 10_000,
            as_of_ms=since_ms - 10_000,
            message="No connection: the address cannot be reached.",
        )
        for health in world.sources
    ]
