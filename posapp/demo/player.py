"""Plays the day's story through the real window as staff would: only taps and keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatchmethod
from pathlib import Path

from posapp.demo.stage import PEOPLE, Stage, key_text
from posapp.domain.order import LineItem
from posapp.ports.reads import OpenOrderRow
from posapp.sandbox.harvest import story
from posapp.ui.robot import Robot

_CATCH_UP_MS = 60_000
_TAPPED_MORE = 2
_LAST_NAMED_SIZE = 9


@dataclass(slots=True)
class Player:
    """Hands at the window; `orders` and `keys` remember what each visit of the story became."""

    stage: Stage
    robot: Robot
    out: Path
    orders: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    pictures: int = 0
    seen: set[str] = field(default_factory=set)

    def sign_in(self) -> None:
        """Ana signs in at the keypad."""
        self.picture("lock")
        name, _, pin = PEOPLE[0]
        staff = next(one for one in self.stage.program.reads.staff() if one.name == name)
        self.robot.tap(f"lock.staff.{staff.staff_id}")
        for digit in pin:
            self.robot.tap(f"lock.key.{digit}")
        self.robot.tap("lock.enter")
        self.robot.wait_for("arrivals.walkin")

    def advance_to(self, minute: int) -> None:
        """Let the world and the terminal live on to a minute of the day, with the lanes at work."""
        world_clock = self.stage.day.world.clock
        goal_ms = self.stage.day.ms(minute)
        if world_clock.now_ms() < goal_ms:
            self.robot.outlast_notices()
        while world_clock.now_ms() < goal_ms:
            step_ms = min(_CATCH_UP_MS, goal_ms - world_clock.now_ms())
            world_clock.advance_ms(step_ms)
            self.catch_up()

    def catch_up(self) -> None:
        """Wait until every lane has looked at this moment."""
        engine, now_ms = self.stage.program.engine, self.stage.clock.now_ms()
        engine.wake()
        self.robot.wait_until(lambda: engine.has_looked(now_ms), "the lanes have caught up")

    def picture(self, name: str) -> None:
        """Keep what is on the screen."""
        self.pictures += 1
        self.robot.picture(self.out / f"{self.pictures:02d}-{name}.png")

    def show_once(self, name: str) -> None:
        """A picture of a sheet, the first time it is in front with something on it."""
        if name not in self.seen:
            self.seen.add(name)
            self.picture(name)

    def tour(self, name: str) -> None:
        """A picture of each screen as it is now."""
        self._show_arrivals()
        self.picture(f"{name}-arrivals")
        self.robot.tap("rail.order")
        self.picture(f"{name}-orders")
        self.show_guests()
        self.robot.type_into("guests.search", "")
        self.picture(f"{name}-guests")
        self.robot.tap("rail.pickups")
        self.robot.tap("pickups.stage.ready")
        self.picture(f"{name}-pickups")
        self.robot.tap("rail.sync")
        self.robot.tap("sync.view.outgoing")
        self.picture(f"{name}-sync")

    def last_tour(self) -> None:
        """The same in the evening, and what nobody went to during the day."""
        self.tour("evening")
        for screen, name in (("mappings", "mapping"), ("connections", "connections")):
            self.robot.tap(f"rail.{screen}")
            self.picture(f"evening-{name}")

    def show_guests(self) -> None:
        """The list of guests, whoever's profile was open."""
        self.robot.tap("rail.guests")
        if self.robot.is_shown("profile.back"):
            self.robot.tap("profile.back")

    @singledispatchmethod
    def play(self, step: story.Tasting) -> None:
        """Do one step of the story."""
        raise TypeError(type(step).__name__)

    @play.register
    def _seat_reservation(self, step: story.SeatReservation) -> None:
        key = key_text(step.key)
        self._show_arrivals()
        self._wait_for_row(key)
        self.robot.tap_row("arrivals.list", key)
        self.show_once("reservation-sheet")
        self.robot.tap("arrivals.seat", taps=step.taps)
        self.keys[step.visit] = key
        sheet = self.stage.program.reads.reservation(key)
        self.orders[step.visit] = sheet.orders[-1].order_id

    @play.register
    def _seat_walk_in(self, step: story.SeatWalkIn) -> None:
        self._show_arrivals()
        before = {row.order_id for row in self._orders_of_day()}
        self.robot.tap("arrivals.walkin")
        if step.size <= _LAST_NAMED_SIZE:
            self.robot.tap(f"walkin.size.{step.size}")
        else:
            self.robot.tap("walkin.size.more")
            for digit in str(step.size):
                self.robot.tap(f"walkin.key.{digit}")
        for name in ("first", "last", "email", "phone"):
            text: str = getattr(step, name if name in {"email", "phone"} else f"{name}_name")
            if text:
                self.robot.type_into(f"walkin.{name}", text)
        if step.email:
            self.show_once("walk-in-sheet")
        self.robot.tap("walkin.seat", taps=step.taps)
        [order] = [row for row in self._orders_of_day() if row.order_id not in before]
        self.orders[step.visit] = order.order_id
        self.keys[step.visit] = f"visit:{order.visit_id}"

    @play.register
    def _add_item(self, step: story.AddItem) -> None:
        self.show_order(step.visit)
        tile = f"pad.tile.{step.sku}"
        self.robot.tap(tile)
        # The first tap on a flight is one for each guest.
        missing = step.quantity - self._line(step.visit, step.sku).quantity
        if 0 <= missing <= _TAPPED_MORE:
            self.robot.tap(tile, taps=missing)
            return
        self._pick_line(step.visit, step.sku)
        self.robot.tap("pad.quantity")
        for digit in str(step.quantity):
            self.robot.tap(f"pad.qty.{digit}")
        self.robot.tap("pad.qty.set")

    @play.register
    def _void_line(self, step: story.VoidLine) -> None:
        self.show_order(step.visit)
        self._pick_line(step.visit, step.sku)
        self.robot.tap("pad.remove")

    @play.register
    def _pay_cash(self, step: story.PayCash) -> None:
        self.show_order(step.visit)
        self.show_once("order-pad")
        self.robot.tap("pad.pay")
        self._hand_over_cash(step.tendered_cents, taps=step.taps)

    @play.register
    def _pay_card(self, step: story.PayCard) -> None:
        self.show_order(step.visit)
        self.robot.tap("pad.pay")
        self._copy_slip(step.card, taps=step.taps)

    @play.register
    def _take_balance(self, step: story.TakeBalance) -> None:
        key = key_text(step.key)
        self._show_arrivals()
        self._wait_for_row(key)
        self.robot.tap_row("arrivals.list", key)
        self.show_once("balance-due-sheet")
        self.robot.tap("arrivals.take")
        self.show_once("balance-due-pay-sheet")
        if step.card is None:
            self._hand_over_cash(step.tendered_cents, taps=step.taps)
        else:
            self._copy_slip(step.card, taps=step.taps)

    @play.register
    def _finish_visit(self, step: story.FinishVisit) -> None:
        self._show_arrivals()
        key = self.keys[step.visit]
        self._wait_for_row(key)
        self.robot.tap_row("arrivals.list", key)
        self.robot.tap("arrivals.finish")

    def _hand_over_cash(self, cents: int, *, taps: int) -> None:
        self.robot.tap("tender.cash")
        for digit in str(cents):
            self.robot.tap(f"tender.key.{digit}")
        self.show_once("pay-sheet-cash")
        self._record(taps)

    def _copy_slip(self, card: story.Card, *, taps: int) -> None:
        self.robot.tap("tender.card")
        self.robot.tap(f"tender.brand.{card.brand}")
        self.robot.type_into("tender.lastfour", card.last4)
        self.robot.type_into("tender.reference", card.reference)
        self.show_once("pay-sheet-card")
        self._record(taps)

    def _record(self, taps: int) -> None:
        self.robot.tap("tender.record", taps=taps)
        self.robot.wait_for("tender.done")
        self.show_once("payment-recorded")
        self.robot.tap("tender.done")

    def _pick_line(self, visit: str, sku: str) -> None:
        name = f"pad.line.{self._line(visit, sku).line_id}"
        if not self.robot.is_on(name):
            self.robot.tap(name)

    def _show_arrivals(self) -> None:
        self.robot.tap("rail.arrivals")
        self.robot.wait_for("arrivals.list")

    def show_order(self, visit: str) -> None:
        """The pad with a visit's order."""
        order_id = self.orders[visit]
        if self.robot.shown() == ("order", order_id):
            return
        self.robot.tap("rail.order")
        if self.robot.is_shown("pad.orders"):
            self.robot.tap("pad.orders")
        self.robot.tap_row("orders.list", order_id)

    def _wait_for_row(self, key: str) -> None:
        self.robot.wait_until(
            lambda: self.robot.has_row("arrivals.list", key), f"{key} stands on the board"
        )

    def _line(self, visit: str, sku: str) -> LineItem:
        lines = self.stage.program.reads.order(self.orders[visit]).lines
        return next(line for line in lines if line.sku == sku and not line.is_voided)

    def _orders_of_day(self) -> list[OpenOrderRow]:
        return self.stage.program.reads.orders(self.stage.day.day)
