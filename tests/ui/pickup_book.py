"""Web orders of a Saturday, as the pickup screen finds them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from posapp.domain.address import Address
from posapp.domain.guest import Contact
from posapp.domain.manual_task import ManualTask, TaskKind
from posapp.domain.outbox import OutboxState
from posapp.domain.pickup import Pickup
from posapp.domain.remote_order import (
    Fulfilment,
    FulfilmentState,
    OrderChannel,
    RemoteLine,
    RemoteOrder,
    Tracking,
)
from posapp.ports.office import PickupRow, PickupStage
from tests.ui.saturday import NOW_MS
from tests.ui.world import World

DAY_MS = 86_400_000
RIVERA, KWON, OLD, LONG = "o-8842", "o-8850", "o-8790", "o-8861"
SHIPPED, TO_SHIP = "o-8801", "o-8867"


def order(
    number: str, name: str, *, days: int = 1, bottles: int = 6, **more: object
) -> RemoteOrder:
    """An order that waits to be collected."""
    first, _, last = name.partition(" ")
    made = RemoteOrder(
        backend="winedirect",
        remote_id=f"o-{number}",
        number=number,
        channel=OrderChannel.WEB,
        placed_ms=NOW_MS - days * DAY_MS,
        currency="USD",
        total_cents=bottles * 4_800,
        fulfilment=Fulfilment.PICKUP,
        fulfilment_state=FulfilmentState.PENDING,
        is_pending_pickup=True,
        pickup_location="Main room",
        contact=Contact(first, last, f"{first.lower()}@example.com", "+1 312 555 0142"),
        lines=(
            RemoteLine("PN21", "2021 Pinot Noir, Estate", Decimal(bottles - 1), 4_800),
            RemoteLine("CH20", "2020 Chardonnay", Decimal(1), 4_800),
        ),
    )
    return replace(made, **more)


def ready(number: str, name: str, *, days: int = 1, bottles: int = 6, **more: object) -> PickupRow:
    """Its row."""
    made = order(number, name, days=days, bottles=bottles, **more)
    return PickupRow(
        order=made,
        guest_id=f"g-{number}",
        bottles=bottles,
        waiting_days=days,
        as_of_ms=NOW_MS - 42_000,
    )


def handed(
    row: PickupRow, *, state: OutboxState, task: bool = False, reason: str = ""
) -> PickupRow:
    """The same after somebody came for it."""
    pickup = Pickup(
        pickup_id=f"pu-{row.order.number}",
        backend=row.order.backend,
        remote_order_id=row.order.remote_id,
        number=row.order.number,
        name=row.order.contact.name,
        collected_by="Al Rivera",
        at_ms=NOW_MS - 1_800_000,
        staff_id="ana",
        is_id_checked=True,
    )
    return replace(
        row,
        pickup=pickup,
        sync_state=None if task else state,
        sync_reason=reason,
        task_id=f"t-{row.order.number}" if task else None,
    )


def shipping(number: str, name: str, *tracking: Tracking) -> PickupRow:
    """An order that goes by parcel."""
    made = order(
        number,
        name,
        days=3,
        fulfilment=Fulfilment.SHIP,
        fulfilment_state=FulfilmentState.DONE if tracking else FulfilmentState.PENDING,
        is_pending_pickup=False,
        pickup_location="",
        ship_to=Address("1 Vine Street", "", "Napa", "CA", "94558", "US", name=name),
        tracking=tracking,
    )
    return PickupRow(order=made, guest_id=None, bottles=6, waiting_days=3)


def add_pickups(world: World) -> None:
    """Orders of every stage."""
    by_hand = handed(ready("8811", "Noor Haddad"), state=OutboxState.WAITING, task=True)
    world.office.stages = {
        PickupStage.READY: [
            ready("8790", "Tunde Okafor", days=85, bottles=12),
            ready("8842", "Jordan Rivera", days=50),
            ready("8850", "Min Kwon", days=2, bottles=2, channel=OrderChannel.CLUB),
            ready("8861", "Maximiliana Konstantinopoulou-Featherstonehaugh", days=1),
        ],
        PickupStage.COLLECTED: [
            handed(ready("8838", "Ines Duarte"), state=OutboxState.CONFIRMED),
            handed(ready("8839", "Sam Lee"), state=OutboxState.WAITING),
            handed(
                ready("8840", "Ada Roe"),
                state=OutboxState.PARKED,
                reason="WineDirect refused it: the order was cancelled.",
            ),
            by_hand,
        ],
        PickupStage.SHIPPING: [
            shipping(
                "8801", "Jordan Rivera", Tracking("1Z999AA10123456784", "UPS", NOW_MS - DAY_MS)
            ),
            shipping("8867", "Min Kwon"),
        ],
    }
    world.office.all_tasks = [
        ManualTask(
            task_id="t-8811",
            backend="winedirect",
            kind=TaskKind.MARK_PICKUP,
            subject_id="winedirect:o-8811",
            title="Mark order 8811 as picked up in WineDirect",
            reason="WineDirect has no call for it.",
            created_ms=NOW_MS - 1_800_000,
        )
    ]
