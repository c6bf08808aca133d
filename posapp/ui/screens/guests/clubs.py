"""Joining, switching, leaving and resting in clubs, without Qt: shown before it is sent.

The change has its id from when the sheet was opened, so ten taps are one change.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from posapp.domain.club import Club, MembershipStatus
from posapp.domain.errors import DomainError
from posapp.ports.backoffice import Cap
from posapp.ports.failures import StoreTrouble
from posapp.ports.office import Role
from posapp.ports.people import GuestSheet
from posapp.ui.desk import Desk, Notice
from posapp.ui.guest_commands import ClubChange, ClubChoice
from posapp.ui.phones import phone_text
from posapp.ui.screens.guests.profile import date_text
from posapp.ui.systems import caps_of

SHIP, PICKUP = "ship", "pickup"
NO_CHANGE, NOT_TOLD = "Nothing changes", "Is not told of clubs"


class Way(StrEnum):
    """What a club sheet is for."""

    JOIN = "join"
    SWITCH = "switch"
    LEAVE = "leave"
    HOLD = "hold"
    RESUME = "resume"


HOLDS: tuple[tuple[str, str, int], ...] = (
    ("open", "No end date", 0),
    ("1", "1 month", 1),
    ("3", "3 months", 3),
    ("6", "6 months", 6),
)
"""How long a hold may be: key, words, months."""

REASONS: tuple[tuple[str, str], ...] = (
    ("moving", "Moving away"),
    ("wine", "Too much wine"),
    ("price", "Price"),
    ("health", "Health"),
    ("other", "Another reason"),
)

_HEADINGS = {
    Way.JOIN: "Join a club",
    Way.SWITCH: "Switch from {}",
    Way.LEAVE: "Cancel {}",
    Way.HOLD: "Hold {}",
    Way.RESUME: "Resume {}",
}


@dataclass(frozen=True, slots=True)
class TierChoice:
    """A club that can be joined."""

    club_id: str
    name: str
    note: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Errand:
    """What would be sent: to whom, what, and what is to be known about it."""

    icon: str
    to: str
    what: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClubSheet:
    """Everything the club sheet shows; `refusal` says why it cannot be done yet."""

    way: Way
    change_id: str
    heading: str
    tiers: tuple[TierChoice, ...]
    no_tier: str
    asks_delivery: bool
    delivery: str
    location: str
    asks_reason: bool
    reason: str
    asks_hold: bool
    hold: str
    errands: tuple[Errand, ...]
    by: str
    save: str
    refusal: str


@dataclass(slots=True)
class ClubPresenter:
    """One change of one guest's clubs, from opening the sheet to Undo."""

    desk: Desk
    after: Callable[[], object] = lambda: None
    sheet: GuestSheet | None = None
    way: Way = Way.JOIN
    club_id: str = ""
    chosen: str = ""
    delivery: str = SHIP
    location: str = ""
    reason: str = ""
    hold: str = HOLDS[0][0]
    _change_id: str = ""
    _clubs: list[Club] = field(default_factory=list)
    _previewed: tuple[ClubChange, str, str] | None = None

    @property
    def is_open(self) -> bool:
        """True while the sheet is shown."""
        return self.sheet is not None

    def open(self, sheet: GuestSheet, way: Way, *, club_id: str = "") -> None:
        """Begin a change; the last delivery of the guest is chosen at once."""
        self._change_id = self.desk.act.new_id()
        self._clubs = list(self.desk.reads.people.clubs())
        self.sheet, self.way, self.club_id, self._previewed = sheet, way, club_id, None
        self.chosen, self.reason, self.hold = "", "", HOLDS[0][0]
        told = [one.membership for one in sheet.memberships if one.membership.fulfilment]
        told.sort(key=lambda one: one.club_id != club_id)
        self.delivery = PICKUP if told and told[0].fulfilment == PICKUP else SHIP
        self.location = next((one.pickup_location for one in told if one.pickup_location), "")

    def follow(self, sheet: GuestSheet) -> None:
        """The guest was read again; what would be sent may be something else."""
        if self.sheet is not None:
            self.sheet, self._previewed = sheet, None

    def close(self) -> None:
        """Leave the sheet without a change."""
        self.sheet = None

    # --- what is shown ---

    def shown(self) -> ClubSheet | None:
        """The sheet as it stands."""
        if self.sheet is None:
            return None
        is_joining = self.way in {Way.JOIN, Way.SWITCH}
        tiers = self._tiers() if is_joining else ()
        refusal, preview = self._preview()
        return ClubSheet(
            way=self.way,
            change_id=self._change_id,
            heading=_HEADINGS[self.way].format(self._name(self.club_id)),
            tiers=tiers,
            no_tier="" if tiers or not is_joining else "There is no other club to join",
            asks_delivery=is_joining,
            delivery=self.delivery,
            location=self.location,
            asks_reason=self.way is Way.LEAVE,
            reason=self.reason,
            asks_hold=self.way is Way.HOLD,
            hold=self.hold,
            errands=() if refusal else self._errands(preview),
            by=self._by(),
            save=self._save_words(),
            refusal=refusal,
        )

    def _tiers(self) -> tuple[TierChoice, ...]:
        assert self.sheet is not None
        held = {
            one.club.club_id
            for one in self.sheet.memberships
            if not one.is_former
            and (one.membership.is_active or one.membership.status is MembershipStatus.HOLD)
        }
        return tuple(
            TierChoice(
                club.club_id,
                club.name,
                f"{club.discount_bp / 100:g} % off" if club.discount_bp else "",
                club.club_id == self.chosen,
            )
            for club in self._clubs
            if club.club_id not in held
        )

    def _name(self, club_id: str) -> str:
        held = self.sheet.memberships if self.sheet else ()
        known = (*self._clubs, *(one.club for one in held))
        return next((club.name for club in known if club.club_id == club_id), "club")

    def _save_words(self) -> str:
        ours, other = self._name(self.club_id), self._name(self.chosen)
        match self.way:
            case Way.JOIN:
                return f"Join {other}" if self.chosen else "Join"
            case Way.SWITCH:
                return f"Switch {ours} to {other}" if self.chosen else "Switch"
            case Way.LEAVE:
                return f"Cancel {ours}"
            case Way.HOLD:
                return f"Hold {ours}"
            case Way.RESUME:
                return f"Resume {ours}"

    def _preview(self) -> tuple[str, str]:
        """(why it cannot be done yet, what Tock would be told)."""
        if self.way in {Way.JOIN, Way.SWITCH} and not self.chosen:
            return "Choose a club first", ""
        change = self._change()
        if self._previewed is None or self._previewed[0] != change:
            self._previewed = (change, *self._ask_preview(change))
        return self._previewed[1:]

    def _ask_preview(self, change: ClubChange) -> tuple[str, str]:
        try:
            return "", self.desk.act.guests.preview_clubs(change)
        except DomainError as refusal:
            return refusal.message, ""
        except StoreTrouble as trouble:
            return trouble.cause, ""

    def _errands(self, preview: str) -> tuple[Errand, ...]:
        tock = Errand("tag", "Tock", preview or NO_CHANGE)
        if not self.desk.act.tags.is_on:
            tock = Errand("tag", "Tock", NOT_TOLD, "That is switched off in the settings")
        return (self._office_errand(), tock)

    def _office_errand(self) -> Errand:
        caps, what = caps_of(self.desk), self._what()
        title = caps.title(Role.PEOPLE) if caps else ""
        if caps is None or not title:
            return Errand("clock", "back office", what, "Waits here until one is connected")
        if caps.can(Role.PEOPLE, Cap.WRITE_CLUBS):
            return Errand("send", title, what)
        reason = caps.why_not(Role.PEOPLE, Cap.WRITE_CLUBS)
        task = "Becomes a task: somebody enters it there"
        return Errand("circle-alert", title, what, f"{task}. {reason}" if reason else task)

    def _by(self) -> str:
        """From whom it goes, and about whom it is."""
        assert self.sheet is not None
        staff, contact = self.desk.act.current_staff(), self.sheet.record.contact
        parts = (contact.name, contact.email, phone_text(contact.phone))
        whom = " · ".join(part for part in parts if part)
        who = f"{staff.name}, this till" if staff is not None else "this till"
        return f"What will be sent, from {who}, about {whom}"

    def _what(self) -> str:
        ours, other = self._name(self.club_id), self._name(self.chosen)
        at = f" at {self.location}" if self.location else ""
        how = f"collects{at}" if self.delivery == PICKUP else "ships"
        match self.way:
            case Way.JOIN:
                return f"Join {other}, {how}"
            case Way.SWITCH:
                return f"Leave {ours}, join {other}, {how}"
            case Way.LEAVE:
                return f"Leave {ours}" + (f": {self.reason}" if self.reason else "")
            case Way.HOLD:
                until = self._hold_until_ms()
                if until is None:
                    return f"Hold {ours}, no end date"
                day = self.desk.words.local(until).date()
                return f"Hold {ours} until {date_text(day, today=self.desk.today())}"
            case Way.RESUME:
                return f"Resume {ours}"

    def _hold_until_ms(self) -> int | None:
        months = next((count for key, _, count in HOLDS if key == self.hold), 0)
        return self.desk.words.noon_ms(_in_months(self.desk.today(), months)) if months else None

    def _change(self) -> ClubChange:
        assert self.sheet is not None
        location = self.location if self.delivery == PICKUP else ""
        is_joining = self.way in {Way.JOIN, Way.SWITCH} and self.chosen
        own = (self.club_id,)
        return ClubChange(
            change_id=self._change_id,
            guest_id=self.sheet.guest.guest_id,
            join=(ClubChoice(self.chosen, self.delivery, location),) if is_joining else (),
            leave=own if self.way in {Way.SWITCH, Way.LEAVE} else (),
            hold=own if self.way is Way.HOLD else (),
            resume=own if self.way is Way.RESUME else (),
            reason=self.reason if self.way is Way.LEAVE else "",
            hold_until_ms=self._hold_until_ms() if self.way is Way.HOLD else None,
        )

    # --- what may be done ---

    def save(self) -> None:
        """Do it, and offer the way back; nothing has left by then."""
        shown = self.shown()
        if shown is None or shown.refusal or self.sheet is None:
            return
        change, name = self._change(), self.sheet.record.contact.name
        preview = self.desk.act.guests.change_clubs(change)
        said = f"{name}: {preview or self._what()}"
        self.close()
        self.desk.window.notify(Notice(said, lambda: self._undo(change.change_id)))
        self.after()

    def _undo(self, change_id: str) -> None:
        if self.desk.attempt(lambda: self.desk.act.guests.undo_clubs(change_id)):
            self.desk.window.notify(Notice("The clubs are as before"))
            self.after()


def _in_months(day: date, months: int) -> date:
    """The same day so many months on; the last one of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
