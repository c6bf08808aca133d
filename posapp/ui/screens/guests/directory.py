"""The guest list and the search beside it, without Qt: here at once, elsewhere when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from posapp.ports.backoffice import Cap, CustomerRecord
from posapp.ports.inquiry import Inquiry
from posapp.ports.office import Role
from posapp.ports.people import GuestRow
from posapp.ui.desk import Desk, Notice
from posapp.ui.format import count_of
from posapp.ui.phones import phone_text
from posapp.ui.screens.guests.profile import ago
from posapp.ui.systems import office_title, why_not, why_not_short

_SHOWN = 100
_LEAST_TO_ASK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestCard:
    """A line of the list."""

    key: str
    name: str
    detail: str
    clubs: str
    seen: str
    has_question: bool

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        question = "differs in the back office" if self.has_question else ""
        parts = (self.name, self.clubs, self.detail, self.seen, question)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Found:
    """A person found in the back office; `guest_id` where the same e-mail is known here."""

    at: int
    name: str
    detail: str
    guest_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The question to the back office: what it is about, and what became of it."""

    title: str
    heading: str
    is_waiting: bool
    sentence: str
    is_trouble: bool
    found: tuple[Found, ...]


@dataclass(slots=True)
class DirectoryPresenter:
    """Reads on every keystroke; the question elsewhere is asked only by a tap."""

    desk: Desk
    query: str = ""
    _rows: Sequence[GuestRow] = ()
    _asked: str = ""
    _inquiry: Inquiry[Sequence[CustomerRecord]] | None = None
    _records: list[CustomerRecord] = field(default_factory=list)

    # --- here ---

    def reload(self) -> None:
        """Read the list again."""
        self._rows = self.desk.reads.people.guests(self.query, limit=_SHOWN)

    def search(self, text: str) -> None:
        """Look for a name, an e-mail or a phone number."""
        self.query = text.strip()
        self.reload()

    def cards(self) -> list[GuestCard]:
        """The list."""
        now_ms = self.desk.now_ms
        return [_card(row, now_ms=now_ms) for row in self._rows]

    def headline(self) -> str:
        """What the list holds, in a few words."""
        if not self.query:
            return "Latest seen first" if self._rows else ""
        if len(self._rows) == _SHOWN:
            return f"The first {_SHOWN} found"
        return f"{count_of(len(self._rows), one='guest')} found" if self._rows else ""

    def emptiness(self) -> str:
        """The line of an empty list."""
        if self.query:
            reason = self._why_never()
            return "\n".join(filter(None, (f"No guest “{self.query}” here", reason)))
        return "No guests yet. The back office brings them, or enter the first."

    def first(self) -> str:
        """The guest that Enter opens, "" for none."""
        return self._rows[0].guest_id if self._rows else ""

    # --- elsewhere ---

    @property
    def ask_words(self) -> str:
        """The words of the button that asks elsewhere."""
        return f"Search in {office_title(self.desk, Role.PEOPLE) or 'the back office'}"

    def no_ask(self) -> str:
        """Why the back office cannot be asked now, in a few words; "" when it can."""
        if reason := why_not_short(self.desk, Role.PEOPLE, Cap.SEARCH_CUSTOMER):
            return reason
        return "" if len(self.query) >= _LEAST_TO_ASK else "Type three characters first"

    def _why_never(self) -> str:
        """Why the office that is connected never finds anybody, "" when it does."""
        title = office_title(self.desk, Role.PEOPLE)
        return why_not(self.desk, Role.PEOPLE, Cap.SEARCH_CUSTOMER) if title else ""

    def ask(self) -> None:
        """Ask the back office for what is typed."""
        if self.no_ask():
            return
        self.give_up()
        self._asked = self.query
        self._inquiry = self.desk.act.guests.search_there(self.query)
        self._records = []

    def give_up(self) -> None:
        """Nobody waits for the answer any more."""
        if self._inquiry is not None and not self._inquiry.is_done:
            self._inquiry.give_up()
        self._inquiry = None

    @property
    def is_asking(self) -> bool:
        """True while the panel of the question is shown."""
        return self._inquiry is not None

    def elsewhere(self) -> Elsewhere | None:
        """What became of the question, None when nothing was asked."""
        asked = self._inquiry
        if asked is None:
            return None
        title = office_title(self.desk, Role.PEOPLE) or "The back office"
        self._records = list(asked.answer or ())
        found = tuple(self._found(at, record) for at, record in enumerate(self._records))
        sentence = ""
        if not asked.is_done:
            sentence = f"Asking {title}"
        elif asked.trouble:
            sentence = asked.trouble
        elif not found:
            sentence = f"Nobody there either. {title} looks at names, e-mails and phones."
        return Elsewhere(
            title=title,
            heading=f"“{self._asked}” in {title}",
            is_waiting=not asked.is_done,
            sentence=sentence,
            is_trouble=bool(asked.trouble),
            found=found,
        )

    def _found(self, at: int, record: CustomerRecord) -> Found:
        contact, details = record.record.contact, record.record.details
        town = ", ".join(part for part in (details.billing.city, details.billing.region) if part)
        parts = (contact.email, phone_text(contact.phone), town)
        known = self.desk.reads.people.guest_of(contact.email) if contact.email.strip() else None
        return Found(
            at,
            contact.name or contact.email or f"Record {record.remote_id}",
            " · ".join(part for part in parts if part),
            known or "",
        )

    def take_in(self, at: int) -> None:
        """Make a person found there a guest here, and show the profile; a known one is shown."""
        if not 0 <= at < len(self._records):
            return
        record = self._records[at]
        known = self._found(at, record).guest_id
        guest_id = known or self.desk.act.guests.take_in(record)
        if not known:
            title = office_title(self.desk, Role.PEOPLE) or "the back office"
            name = record.record.contact.name
            self.desk.window.notify(Notice(f"{name} is a guest here now, from {title}"))
        self.give_up()
        self.desk.window.go("guests", argument=guest_id)


def _card(row: GuestRow, *, now_ms: int) -> GuestCard:
    return GuestCard(
        key=row.guest_id,
        name=row.name or row.email or "No name",
        detail=" · ".join(part for part in (row.email, phone_text(row.phone)) if part),
        clubs=" · ".join(row.clubs),
        seen=f"Seen {ago(now_ms - row.last_seen_ms)}" if row.last_seen_ms is not None else "",
        has_question=row.has_conflict,
    )
