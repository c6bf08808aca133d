"""Plays what staff do between the tastings: pickups, parcels, guests, clubs and what differs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatchmethod

from posapp.demo.player import Player
from posapp.demo.stage import Stage
from posapp.sandbox.harvest import errands
from posapp.ui.robot import Robot, RobotError
from posapp.ui.screens.guests.history import keyed

_MOST = 50


@dataclass(slots=True)
class ErrandPlayer:
    """The same hands at the same window."""

    player: Player

    @property
    def robot(self) -> Robot:
        """The hands."""
        return self.player.robot

    @property
    def stage(self) -> Stage:
        """What is behind the glass."""
        return self.player.stage

    @singledispatchmethod
    def play(self, step: errands.Errand) -> None:
        """Do one errand."""
        raise TypeError(type(step).__name__)

    @play.register
    def _hand_over(self, step: errands.HandOver) -> None:
        self._show_pickups("ready")
        self._wait_for_order(step.order_id)
        self.robot.tap_row("pickups.list", step.order_id)
        self.robot.tap("pickups.id")
        self.player.show_once("pickup")
        self.robot.tap("pickups.collect", taps=step.taps)
        self.robot.tap("pickups.stage.collected")
        self._wait_for_order(step.order_id)
        self.player.show_once("pickup-collected")

    @play.register
    def _take_back(self, step: errands.TakeBack) -> None:
        self._show_pickups("collected")
        self.robot.tap_row("pickups.list", step.order_id)
        self.robot.tap("pickups.back")
        self.robot.tap("pickups.stage.ready")
        self._wait_for_order(step.order_id)
        self.player.show_once("pickup-taken-back")

    @play.register
    def _put_back(self, step: errands.PutBack) -> None:
        self.stage.day.world.backoffice.put_back(step.order_id)

    @play.register
    def _look_at_tasks(self, step: errands.LookAtTasks) -> None:
        self.robot.tap("rail.sync")
        self.robot.tap("sync.view.by_hand")
        tasks = self.stage.program.reads.office.tasks()
        if len(tasks) != step.count:
            message = f"{len(tasks)} things are to be done by hand, {step.count} in the story"
            raise RobotError(message)
        if tasks:
            self.robot.tap_row("sync.list", tasks[0].task_id)
        self.player.picture(f"by-hand-{'open' if tasks else 'done'}")

    @play.register
    def _start_order(self, step: errands.StartOrder) -> None:
        self._open_guest(step.email)
        self.player.show_once("guest-profile")
        self.robot.tap("profile.start")
        _, order_id = self.robot.shown()
        self.player.orders[step.visit] = order_id
        visit_id = self.stage.program.reads.order(order_id).order.visit_id
        self.player.keys[step.visit] = f"visit:{visit_id}"

    @play.register
    def _ship_order(self, step: errands.ShipOrder) -> None:
        self.player.show_order(step.visit)
        self.robot.tap("pad.ship")
        self.player.show_once("ship-order")
        self.robot.tap("pad.ship.0")
        self.robot.wait_for("pad.pay")
        self.player.show_once("ships")

    @play.register
    def _mail_parcel(self, step: errands.MailParcel) -> None:
        self._open_guest(step.email)
        order_id = self.player.orders[step.visit]
        entries = self.stage.program.reads.people.timeline(self._guest_id(step.email), limit=_MOST)
        for key, entry in keyed(entries):
            if entry.subject == order_id and entry.tracking:
                self.robot.tap_row("timeline.list", key)
        self.player.show_once("parcel")
        self.robot.tap("timeline.parcel.0.mail")

    @play.register
    def _join(self, step: errands.JoinClub) -> None:
        self._open_guest(step.email)
        self.robot.tap("profile.join")
        self.robot.tap(f"club.tier.{step.club_id}")
        self._save_clubs("club-join")

    @play.register
    def _switch(self, step: errands.SwitchClub) -> None:
        self._open_guest(step.email)
        self.robot.tap(f"profile.club.{step.club_id}.switch")
        self.robot.tap(f"club.tier.{step.to_id}")
        self._save_clubs("club-switch")

    @play.register
    def _leave(self, step: errands.LeaveClub) -> None:
        self._open_guest(step.email)
        self.robot.tap(f"profile.club.{step.club_id}.leave")
        self.robot.tap(f"club.reason.{step.reason}")
        self._save_clubs("club-cancel")

    @play.register
    def _change_guest(self, step: errands.ChangeGuest) -> None:
        self._open_guest(step.email)
        self.robot.tap("profile.edit")
        self.robot.type_into("form.phone", step.phone)
        self.robot.type_into("form.billing.line1", step.street)
        self.player.show_once("guest-form")
        self.robot.tap("form.save")
        self.robot.wait_for("profile.edit")

    @play.register
    def _choose(self, step: errands.Choose) -> None:
        self.robot.wait_until(self._conflicts, "something differs")
        self.robot.tap("rail.pill")
        self.player.show_once("differences")
        self.robot.tap("sync.compare")
        for side, names in (("ours", step.ours), ("theirs", step.theirs)):
            for name in names:
                self.robot.tap(f"compare.{name}.{side}")
        self.player.show_once("compare-and-choose")
        self.robot.tap("compare.save")
        self.robot.wait_until(lambda: not self._conflicts(), "the choice is made")

    @play.register
    def _find_guest(self, step: errands.FindGuest) -> None:
        self.player.show_guests()
        self.robot.type_into("guests.search", step.words)
        rows = {email: self._guest_id(email) for email in (*step.found, *step.gone)}
        shown = {rows[email] for email in step.found}
        if len(shown) < len(step.found):
            raise RobotError("they are one guest already")
        self.robot.wait_until(
            lambda: all(self.robot.has_row("guests.list", one) for one in shown), "all are found"
        )
        for email in step.gone:
            if rows[email] != rows[step.found[0]]:
                message = f"{email} is still another guest"
                raise RobotError(message)
        self.player.picture(f"guests-{'one' if step.gone else 'two'}-of-a-name")
        self.robot.tap_row("guests.list", rows[step.found[0]])
        self.player.picture(f"guest-{'made-one' if step.gone else 'lookalike'}")

    def _save_clubs(self, name: str) -> None:
        self.player.show_once(name)
        self.robot.tap("club.save")
        self.robot.wait_until(lambda: not self.robot.is_shown("club.save"), "the clubs are changed")

    def _conflicts(self) -> bool:
        return bool(self.stage.program.reads.people.conflicts())

    def _show_pickups(self, stage: str) -> None:
        self.robot.tap("rail.pickups")
        self.robot.tap(f"pickups.stage.{stage}")

    def _wait_for_order(self, order_id: str) -> None:
        self.robot.wait_until(
            lambda: self.robot.has_row("pickups.list", order_id), f"order {order_id} is listed"
        )

    def _open_guest(self, email: str) -> None:
        self.player.show_guests()
        self.robot.type_into("guests.search", email)
        self.robot.tap_row("guests.list", self._guest_id(email))

    def _guest_id(self, email: str) -> str:
        return self.stage.program.reads.people.guest_of(email) or ""
