"""An order of the pickup screen in words, without Qt: its line in the list, and its sheet."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.outbox import OutboxState
from posapp.domain.remote_order import FulfilmentState, OrderChannel, RemoteLine
from posapp.ports.office import PickupRow, PickupStage
from posapp.ui.format import Words, count_of, day_text
from posapp.ui.parcels import Parcel, parcel_of
from posapp.ui.phones import phone_text
from posapp.ui.tokens import Tone
from posapp.ui.vocabulary import BY_HAND, StateWord, sync_word

LONG_DAYS = 60
"""An order that waits longer is pointed out: somebody should write to the guest."""

READY = StateWord("Ready", "package", Tone.ARRIVED)
COLLECTED = StateWord("Picked up", "check", Tone.SEATED)
TO_SHIP = StateWord("To ship", "clock")
SHIPPED = StateWord("On its way", "truck", Tone.SEATED)


@dataclass(frozen=True, slots=True)
class PickupCard:
    """A line of the list; `note` is what is unusual about it."""

    key: str
    title: str
    detail: str
    note: str
    state: StateWord
    is_done: bool

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return ", ".join(
            part for part in (self.title, self.state.text, self.detail, self.note) if part
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupSheet:
    """The order picked. `ask` is the sentence above the primary action; "" hides a part."""

    key: str
    name: str
    number: str
    state: StateWord
    facts: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    parcels: tuple[Parcel, ...]
    can_collect: bool
    can_take_back: bool
    guest_note: str
    task: str
    sync: StateWord | None
    sync_reason: str
    by_hand: str


def card_of(row: PickupRow, *, stage: PickupStage, words: Words) -> PickupCard:
    """The line of an order."""
    order = row.order
    placed = words.local(order.placed_ms).date()
    parts = [f"#{order.number}", _bottles(row)]
    if stage is PickupStage.READY:
        parts += [f"since {day_text(placed)}", order.pickup_location]
    elif stage is PickupStage.COLLECTED and row.pickup is not None:
        who = row.pickup.collected_by if row.pickup.collected_by != order.contact.name else ""
        parts += [words.clock(row.pickup.at_ms), f"by {who}" if who else ""]
    else:
        parts += [", ".join(_parcels(row)) or f"placed {day_text(placed)}"]
    is_old = stage is PickupStage.READY and row.waiting_days >= LONG_DAYS
    note = f"{row.waiting_days} days" if is_old else ""
    return PickupCard(
        key=order.remote_id,
        title=order.contact.name or f"Order {order.number}",
        detail=" · ".join(part for part in parts if part),
        note=note,
        state=state_of(row),
        is_done=stage is PickupStage.COLLECTED and not _needs_person(row),
    )


def _needs_person(row: PickupRow) -> bool:
    return row.task_id is not None or row.sync_state is OutboxState.PARKED


def state_of(row: PickupRow) -> StateWord:
    """Where an order stands for staff."""
    if row.task_id is not None:
        return BY_HAND
    if row.pickup is not None:
        told = sync_word(row.sync_state)
        is_open = row.sync_state not in {None, OutboxState.CONFIRMED, OutboxState.SUPERSEDED}
        return told if told is not None and is_open else COLLECTED
    if row.order.is_pending_pickup:
        return READY
    is_gone = row.order.tracking or row.order.fulfilment_state is FulfilmentState.DONE
    return SHIPPED if is_gone else TO_SHIP


def sheet_of(row: PickupRow, *, words: Words, title: str, by_hand: str) -> PickupSheet:
    """Everything the panel shows of an order."""
    order, pickup = row.order, row.pickup
    facts = [
        ("Ordered", words.day_and_clock(order.placed_ms)),
        ("Total", words.money(order.total_cents, currency=order.currency)),
        ("From", f"{title}{' · club' if order.channel is OrderChannel.CLUB else ''}"),
        ("To collect at", order.pickup_location if order.is_pending_pickup else ""),
        ("E-mail", order.contact.email),
        ("Phone", phone_text(order.contact.phone)),
        ("Ships to", ", ".join(order.ship_to.lines)),
    ]
    if pickup is not None:
        checked = " · ID checked" if pickup.is_id_checked else ""
        facts.insert(
            0,
            ("Picked up", f"{words.day_and_clock(pickup.at_ms)} by {pickup.collected_by}{checked}"),
        )
    is_waiting = order.is_pending_pickup and pickup is None
    return PickupSheet(
        key=order.remote_id,
        number=f"#{order.number} · {_bottles(row) or 'no items told'}",
        name=order.contact.name or "No name",
        state=state_of(row),
        facts=tuple((name, value) for name, value in facts if value),
        lines=tuple(_line(line) for line in order.lines),
        parcels=tuple(
            parcel_of(one, email=order.contact.email, words=words) for one in order.tracking
        ),
        can_collect=is_waiting,
        can_take_back=pickup is not None,
        guest_note="" if row.guest_id else "Not a guest here",
        task=f"Mark order {order.number} as picked up in {title}." if row.task_id else "",
        sync=sync_word(row.sync_state) if pickup is not None else None,
        sync_reason=row.sync_reason,
        by_hand=by_hand if is_waiting else "",
    )


def _line(line: RemoteLine) -> str:
    quantity = f"{line.quantity.normalize():f}"
    return f"{quantity} × {line.title or line.sku}"


def _bottles(row: PickupRow) -> str:
    return count_of(row.bottles, one="item") if row.bottles else ""


def _parcels(row: PickupRow) -> list[str]:
    return [f"{one.carrier} {one.number}".strip() for one in row.order.tracking]
