"""State of the pickup screen, without Qt: orders by stage, the one picked, handing it over.

What staff do counts at once. Where the back office has no call for it, a task says what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from posapp.domain.errors import DomainError
from posapp.domain.venue import Remote
from posapp.ports.backoffice import Cap
from posapp.ports.office import PickupCounts, PickupRow, PickupStage, Role
from posapp.ui.desk import Desk, Notice
from posapp.ui.format import age
from posapp.ui.parcel_mail import parcel_mail, tracking_page
from posapp.ui.parcels import Parcel
from posapp.ui.screens.pickups.cards import PickupCard, PickupSheet, card_of, sheet_of
from posapp.ui.systems import NOT_CONNECTED, caps_of, office_title, system_titles, why_not
from posapp.ui.work_lines import pickup_line

_TITLES = {
    PickupStage.READY: "Ready",
    PickupStage.COLLECTED: "Picked up today",
    PickupStage.SHIPPING: "Shipping",
}
NO_MAIL = "No mail program could be opened on this machine."
NO_BROWSER = "No browser could be opened on this machine."


class Remedy(Enum):
    """What a person may do about an empty list."""

    NONE = auto()
    CONNECT = auto()
    ASK = auto()


@dataclass(slots=True)
class PickupsPresenter:
    """Reads on `reload`; everything else from what was read."""

    desk: Desk
    stage: PickupStage = PickupStage.READY
    words: str = ""
    selected: str = ""
    collector: str = ""
    is_id_checked: bool = False
    _rows: list[PickupRow] = field(default_factory=list)
    _counts: PickupCounts = field(default_factory=PickupCounts)
    _pickup_id: str = ""

    def reload(self) -> None:
        """Read the stage shown and the numbers of all."""
        office = self.desk.reads.office
        day = self.desk.today()
        self._rows = list(office.pickups(self.stage, day=day, words=self.words))
        self._counts = office.pickup_counts(day=day)
        if self._row() is None:
            self.pick("")

    def renew(self) -> None:
        """Something changed elsewhere: read again, and say when the order picked is gone."""
        before = self._row()
        self.reload()
        if before is not None and self._row() is None:
            said = f"Order {before.order.number} of {before.order.contact.name} left this list"
            self.desk.window.notify(Notice(said))

    # --- what is shown ---

    def tabs(self) -> list[tuple[str, str, str]]:
        """The stages with how many orders stand in each."""
        numbers = (self._counts.ready, self._counts.collected, self._counts.shipping)
        return [
            (stage.value, _TITLES[stage], str(number))
            for stage, number in zip(PickupStage, numbers, strict=True)
        ]

    def headline(self) -> str:
        """Where the list comes from and how old it is."""
        title = office_title(self.desk, Role.ORDERS)
        if not title:
            return NOT_CONNECTED if caps_of(self.desk) is not None else ""
        as_of_ms = max((row.as_of_ms or 0 for row in self._rows), default=0)
        as_of_ms = as_of_ms or self._last_heard_ms()
        if not as_of_ms:
            return title
        return f"{title} as of {age(self.desk.now_ms - as_of_ms)} ago"

    def _last_heard_ms(self) -> int:
        """When the back office last told all it has; an empty list has an age, too."""
        health = self.desk.source(Remote.ORDERS)
        return (health.as_of_ms or health.last_success_ms or 0) if health is not None else 0

    def cards(self) -> list[PickupCard]:
        """The list."""
        return [card_of(row, stage=self.stage, words=self.desk.words) for row in self._rows]

    def emptiness(self) -> str:
        """The line of an empty list: why it is empty and what would fill it."""
        if self.words:
            return f"No order found for “{self.words}”"
        missing = why_not(self.desk, Role.ORDERS, Cap.READ_PICKUP)
        if missing:
            return missing.rstrip(".")
        return {
            PickupStage.READY: "Nothing waits to be collected",
            PickupStage.COLLECTED: "Nothing was collected today",
            PickupStage.SHIPPING: "No parcel is on its way",
        }[self.stage]

    def remedy(self) -> Remedy:
        """What would fill an empty list."""
        if not office_title(self.desk, Role.ORDERS):
            return Remedy.CONNECT if caps_of(self.desk) is not None else Remedy.NONE
        is_told = not why_not(self.desk, Role.ORDERS, Cap.READ_PICKUP)
        is_new = self.stage is not PickupStage.COLLECTED and not self.words
        return Remedy.ASK if is_told and is_new else Remedy.NONE

    def remedy_words(self) -> str:
        """The words of the button that does it."""
        if self.remedy() is Remedy.CONNECT:
            return "Connect one"
        return f"Ask {office_title(self.desk, Role.ORDERS)} now"

    def put_right(self) -> None:
        """Do it."""
        match self.remedy():
            case Remedy.CONNECT:
                self.desk.window.go("connections")
            case Remedy.ASK:
                self.desk.act.sync_now()
                title = office_title(self.desk, Role.ORDERS)
                self.desk.window.notify(Notice(f"Asking {title} now"))
            case Remedy.NONE:
                return

    def sheet(self) -> PickupSheet | None:
        """The order picked."""
        row = self._row()
        if row is None:
            return None
        return sheet_of(
            row,
            words=self.desk.words,
            title=system_titles(self.desk)(row.order.backend),
            by_hand=self._by_hand(),
        )

    def _by_hand(self) -> str:
        """What becomes of a hand-over that the back office is not told of, "" when it is."""
        if not why_not(self.desk, Role.ORDERS, Cap.MARK_PICKUP):
            return ""
        title = office_title(self.desk, Role.ORDERS)
        if not title:
            return "Saved here until a back office is connected."
        return f"{title} cannot be told from here: a task in Sync asks to mark it there."

    # --- what may be done ---

    def look_at(self, stage: str) -> None:
        """Show another stage."""
        self.stage = PickupStage(stage)
        self.pick("")
        self.reload()

    def search(self, words: str) -> None:
        """Narrow the list by name or order number."""
        self.words = words.strip()
        self.reload()

    def pick(self, key: str) -> None:
        """Pick an order; who collects it is the one who ordered, until somebody says otherwise."""
        if key == self.selected:
            return
        self.selected, self.is_id_checked = key, False
        row = self._row()
        self.collector = row.order.contact.name if row is not None else ""
        self._pickup_id = self.desk.act.new_id() if row is not None and not row.pickup else ""

    def pick_only(self) -> bool:
        """Pick the order a search has left over; False when there are several or none."""
        if len(self._rows) != 1:
            return False
        self.pick(self._rows[0].order.remote_id)
        return True

    def collect(self) -> None:
        """Hand the order over, and offer to take that back; raises DomainError at a field."""
        row = self._row()
        if row is None or row.pickup is not None:
            return
        act, order = self.desk.act.pickups, row.order
        pickup_id = self._pickup_id
        act.collect(
            pickup_id,
            backend=order.backend,
            order_id=order.remote_id,
            collected_by=self.collector,
            is_id_checked=self.is_id_checked,
        )

        def undo() -> None:
            if self.desk.attempt(lambda: act.undo(pickup_id)):
                self.desk.window.go("pickups", argument=f"{PickupStage.READY}|{order.remote_id}")

        said = f"Order {order.number} handed over to {self.collector or order.contact.name}"
        self.desk.window.notify(Notice(said, undo))
        self.pick("")
        self.reload()

    def take_back(self) -> None:
        """It was not handed over after all."""
        row = self._row()
        if row is None or row.pickup is None:
            return
        self.desk.act.pickups.undo(row.pickup.pickup_id)
        self.desk.window.notify(Notice(f"Order {row.order.number} waits again"))
        self.pick("")
        self.reload()

    def close_task(self) -> None:
        """A person marked it in the other system."""
        row = self._row()
        if row is None or row.task_id is None:
            return
        act, task_id = self.desk.act.pickups, row.task_id
        act.close_task(task_id)
        undo = lambda: self.desk.attempt(lambda: act.reopen_task(task_id))  # noqa: E731
        self.desk.window.notify(Notice(f"Order {row.order.number} is marked there", undo))
        self.reload()

    def look_in_sync(self) -> None:
        """Go to the piece of work that needs attention."""
        row = self._row()
        if row is not None:
            line = pickup_line(row.order.backend, row.order.remote_id)
            self.desk.window.go("sync", argument=line)

    def open_guest(self) -> None:
        """Show who ordered it."""
        row = self._row()
        if row is not None and row.guest_id:
            self.desk.window.go("guests", argument=row.guest_id)

    def open_parcel(self, parcel: Parcel) -> None:
        """Open the carrier's page."""
        page = tracking_page(parcel.tracking)
        if page and not self.desk.open_url(page):
            self.desk.window.notify(Notice(NO_BROWSER))

    def mail_parcel(self, parcel: Parcel) -> None:
        """Begin a mail about a parcel in the system's mail program."""
        row = self._row()
        if row is None:
            return
        order = row.order
        link = parcel_mail(
            parcel.tracking,
            email=order.contact.email,
            name=order.contact.first_name,
            order=order.our_number or order.number,
            site=self.desk.site_name,
        )
        if not self.desk.open_url(link):
            raise DomainError("no_mail", NO_MAIL)

    def _row(self) -> PickupRow | None:
        found = (row for row in self._rows if row.order.remote_id == self.selected)
        return next(found, None)
