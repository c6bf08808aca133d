"""State of one guest's profile, without Qt: the record, its clubs, the timeline, what may be done.

A guest that was made one with another, or is gone, leads back to the list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from posapp.domain.errors import DomainError, NotFoundError
from posapp.ports.people import GuestDraft, GuestSheet, TimelineEntry
from posapp.ui.desk import Desk, Notice
from posapp.ui.parcel_mail import parcel_mail, tracking_page
from posapp.ui.parcels import Parcel
from posapp.ui.screens.guests.clubs import ClubPresenter, Way
from posapp.ui.screens.guests.history import (
    EntryCard,
    EntryDetail,
    Show,
    card_of,
    chips,
    detail_of,
    keyed,
    nothing,
    passes,
)
from posapp.ui.screens.guests.profile import ProfileState, profile_of
from posapp.ui.systems import system_titles
from posapp.ui.work_lines import guest_line

_ENTRIES = 200
_ALONE = 1
NO_BROWSER = "No browser could be opened on this machine."
NO_MAIL = "No mail program could be opened on this machine."


@dataclass(slots=True)
class ProfilePresenter:
    """Reads on `reload`; the verbs go through the desk."""

    desk: Desk
    guest_id: str = ""
    show: Show = Show.ALL
    selected: str = ""
    sheet: GuestSheet | None = None
    clubs: ClubPresenter = field(init=False)
    _entries: list[tuple[str, TimelineEntry]] = field(default_factory=list)
    _has_clubs: bool = False
    _titles: Callable[[str], str] = str
    _order_ids: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clubs = ClubPresenter(self.desk, after=self._come_back)

    def open(self, guest_id: str) -> bool:
        """Show a guest; False when there is none."""
        if guest_id != self.guest_id:
            self.show, self.selected = Show.ALL, ""
            self.clubs.close()
        self.guest_id = guest_id
        return self.reload()

    def reload(self) -> bool:
        """Read the guest again; False when it is there no more."""
        people, before = self.desk.reads.people, self.sheet
        try:
            self.sheet = people.guest(self.guest_id)
        except NotFoundError:
            self.sheet, self._entries = None, []
            return False
        standing_id = self.sheet.guest.guest_id  # another, when two were made one
        if before is not None and before.guest.guest_id == self.guest_id != standing_id:
            names = f"{before.guest.contact.name} and {self.sheet.guest.contact.name}"
            self.desk.window.notify(Notice(f"{names} are one guest now"))
        self.guest_id = standing_id
        self._entries = keyed(people.timeline(self.guest_id, limit=_ENTRIES))
        self.clubs.follow(self.sheet)
        self._has_clubs = bool(people.clubs())
        self._titles = system_titles(self.desk)
        if self._entry() is None:
            self.selected = ""
        return True

    # --- what is shown ---

    def profile(self) -> ProfileState | None:
        """The record and its clubs."""
        if self.sheet is None:
            return None
        return profile_of(
            self.sheet,
            words=self.desk.words,
            now_ms=self.desk.now_ms,
            titles=self._titles,
            has_clubs=self._has_clubs,
        )

    def chips(self) -> list[tuple[str, str, str]]:
        """The filters of the timeline."""
        return chips()

    def cards(self) -> list[EntryCard]:
        """The timeline, newest first."""
        words, now_ms = self.desk.words, self.desk.now_ms
        return [
            card_of(key, entry, words=words, now_ms=now_ms, titles=self._titles)
            for key, entry in self._entries
            if passes(entry, self.show)
        ]

    def emptiness(self) -> str:
        """The line of an empty timeline."""
        return nothing(self.show)

    def _entry(self) -> tuple[str, TimelineEntry] | None:
        return next((pair for pair in self._entries if pair[0] == self.selected), None)

    def detail(self) -> EntryDetail | None:
        """The entry picked."""
        found = self._entry()
        if found is None or self.sheet is None or not passes(found[1], self.show):
            return None
        return detail_of(
            *found,
            words=self.desk.words,
            now_ms=self.desk.now_ms,
            titles=self._titles,
            email=self.sheet.record.contact.email,
        )

    # --- what may be done ---

    def look_in_sync(self) -> None:
        """Go to the piece of work about this guest that needs attention."""
        self.desk.window.go("sync", argument=guest_line(self.guest_id))

    def take_back(self, conflict_id: str) -> None:
        """Open a question again that was settled; the values are as before."""
        self.desk.act.guests.unsettle(conflict_id)
        self.desk.window.notify(Notice("Choice taken back"))
        self.reload()

    def filter_by(self, show: str) -> None:
        """Show some kinds of entries only."""
        self.show = Show(show)

    def open_club(self, way: Way, club_id: str = "") -> None:
        """Begin a change of clubs."""
        if self.sheet is not None:
            self.clubs.open(self.sheet, way, club_id=club_id)

    def _come_back(self) -> None:
        """Show the guest whose clubs changed, wherever one is by now."""
        self.desk.window.go("guests", argument=self.guest_id)

    def start_order(self) -> None:
        """Seat the guest as a party of one and show its order; taps repeat safely."""
        if self.sheet is None:
            return
        act, guest_id = self.desk.act, self.guest_id
        ids = self._order_ids.setdefault(guest_id, (act.new_id(), act.new_id()))
        visit_id, order_id = ids
        contact = self.sheet.record.contact
        act.seat_walk_in(
            visit_id=visit_id, order_id=order_id, size=_ALONE, table_name="", contact=contact
        )
        self._order_ids.pop(guest_id)

        def undo() -> None:
            if self.desk.attempt(lambda: act.undo_seating(order_id)):
                self.desk.window.go("guests", argument=guest_id)

        self.desk.window.notify(Notice(f"Order started for {contact.name}", undo))
        self.desk.window.go("order", argument=order_id)

    def save_edit(self, draft: GuestDraft) -> None:
        """Change the record, and offer to change it back; raises DomainError at a field."""
        act, guest_id = self.desk.act.guests, self.guest_id
        before = act.edit(guest_id, draft)

        def undo() -> None:
            if self.desk.attempt(lambda: act.edit(guest_id, before)):
                self.desk.window.notify(Notice("The record is as before"))
                self.desk.window.go("guests", argument=guest_id)

        self.desk.window.notify(Notice(f"{draft.contact.name} saved", undo))

    def create(self, guest_id: str, draft: GuestDraft) -> None:
        """Enter a guest; raises DomainError at a field."""
        self.desk.act.guests.create(guest_id, draft)
        self.desk.window.notify(Notice(f"{draft.contact.name} is a guest now"))

    def open_entry(self) -> None:
        """Show the order or the reservation picked."""
        detail = self.detail()
        if detail is not None and detail.opens:
            self.desk.window.go(detail.opens, argument=detail.argument)

    def open_parcel(self, parcel: Parcel) -> None:
        """Open the carrier's page of a parcel."""
        page = tracking_page(parcel.tracking)
        if page and not self.desk.open_url(page):
            self.desk.window.notify(Notice(NO_BROWSER))

    def mail_parcel(self, parcel: Parcel) -> None:
        """Begin a mail about a parcel in the system's mail program."""
        found = self._entry()
        if found is None or self.sheet is None:
            return
        contact = self.sheet.record.contact
        link = parcel_mail(
            parcel.tracking,
            email=contact.email,
            name=contact.first_name,
            order=found[1].title[:1].lower() + found[1].title[1:],
            site=self.desk.site_name,
        )
        if not self.desk.open_url(link):
            raise DomainError("no_mail", NO_MAIL)
