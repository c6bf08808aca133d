"""The detail sheet of a party in words, without Qt. Tock's amounts stand as Tock states them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from posapp.domain.balance import BalanceDue
from posapp.domain.reservation import BookedItem, Reservation, TockMoney
from posapp.domain.visit import VisitState
from posapp.ports.reads import BoardRow, ReservationSheet
from posapp.ui.format import NOT_STATED, Words, count_of, day_text
from posapp.ui.phones import phone_text
from posapp.ui.screens.arrivals.asks import Ask
from posapp.ui.screens.arrivals.details import MOST_LINES, Section, sections_of, short
from posapp.ui.screens.arrivals.tock_words import note_word, variety_word
from posapp.ui.vocabulary import StateWord, may_arrive, party_word, sync_word, tock_word


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the sheet: an icon, what it is, and what it says."""

    icon: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A note or an answered question; dietary ones are marked."""

    label: str
    text: str
    is_dietary: bool = False


@dataclass(frozen=True, slots=True)
class AddOn:
    """Something booked, with how often and what for."""

    quantity: str
    name: str
    amount: str


@dataclass(frozen=True, slots=True)
class MoneyBlock:
    """Tock's three amounts, ours, and a hint when Tock's do not add up."""

    total: str
    paid: str
    due: str
    paid_here: str
    remaining: str
    hint: str
    paid_share: float
    has_paid_here: bool


@dataclass(frozen=True, slots=True)
class Action:
    """A button of the sheet; a disabled one says why in `note`."""

    text: str
    note: str = ""
    is_enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetState:
    """Everything the sheet shows."""

    key: str
    name: str
    code: str
    when: str
    club: str
    state: StateWord
    tock_state: str
    sync: StateWord | None
    facts: tuple[Fact, ...]
    remarks: tuple[Remark, ...]
    add_ons_title: str
    add_ons: tuple[AddOn, ...]
    tags: tuple[str, ...]
    money: MoneyBlock | None
    table: str
    arrive: Action | None
    seat: Action | None
    take: Action | None
    open_order: Action | None
    finish: Action | None
    open_tock: Action | None
    asks: tuple[Ask, ...] = ()
    sections: tuple[Section, ...] = ()
    profile: Action | None = None


def sheet_of(
    row: BoardRow, *, found: ReservationSheet | None, words: Words, now_ms: int, is_online: bool
) -> SheetState:
    """Put a party into words; a party seated here without a booking has no Tock side."""
    reservation = found.reservation if found else None
    can_seat = not row.is_cancelled and row.visit_state in {None, VisitState.ARRIVED}
    is_tock = found is not None
    state = party_word(row, now_ms=now_ms)
    tock = tock_word(row).text if is_tock else ""
    return SheetState(
        key=row.key,
        name=row.name,
        code=row.confirmation_code,
        when=_when(row, words=words),
        club=(found.club_name if found else "") or row.club_name,
        state=state,
        tock_state=f"Tock says {tock}" if tock and tock != state.text else "",
        sync=sync_word(row.sync_state),
        facts=_facts(row, reservation),
        remarks=_remarks(reservation) if reservation else (),
        add_ons_title=_add_ons_title(reservation),
        add_ons=_add_ons(reservation, words=words) if reservation else (),
        tags=reservation.visit_tags[:MOST_LINES] if reservation else (),
        money=_money(found.balance, reservation, words=words)
        if found and reservation and _has_money(found)
        else None,
        table=row.local_table or row.tables,
        arrive=Action("Arrived") if is_tock and may_arrive(row) else None,
        seat=_seat(row) if is_tock and can_seat else None,
        take=_take(found.balance, words=words) if found else None,
        open_order=Action("Go to order", _order_note(row, words=words)) if row.order_id else None,
        finish=Action("Party has left") if row.visit_state is VisitState.SEATED else None,
        open_tock=_open_tock(is_online=is_online) if is_tock else None,
        sections=sections_of(reservation, words=words) if reservation else (),
    )


def _when(row: BoardRow, *, words: Words) -> str:
    day = day_text(words.local(row.start_ms).date())
    return f"{words.clock(row.start_ms)} · {day} · party of {row.size}"


def _seat(row: BoardRow) -> Action:
    return Action("Seat + start order", f"Table {row.tables} in Tock" if row.tables else "")


def _order_note(row: BoardRow, *, words: Words) -> str:
    cents = row.order_total_cents
    return words.money(cents, currency=row.currency) if cents else "Nothing on it yet"


def _take(balance: BalanceDue, *, words: Words) -> Action | None:
    if balance.remaining_cents <= 0:
        return None
    balance = balance.at_till(words.currency)
    text = f"Take {words.money(balance.remaining_cents, currency=balance.currency)}"
    return Action(text, balance.refusal, is_enabled=balance.can_take)


def _open_tock(*, is_online: bool) -> Action:
    if is_online:
        return Action("Open in Tock")
    return Action("Open in Tock", "Needs a connection", is_enabled=False)


def _facts(row: BoardRow, reservation: Reservation | None) -> tuple[Fact, ...]:
    facts = [
        Fact("wine", "Experience", _experience(row, reservation)),
        Fact("armchair", "Table", _table(row, reservation)),
        Fact("map-pin", "Location", row.location),
        Fact("map-pin", "Seating area", _seating(reservation) if reservation else ""),
        Fact("concierge-bell", "Server", reservation.server_name if reservation else ""),
        Fact("user", "Booked by", _booked_by(reservation) if reservation else ""),
        Fact("arrow-right", "Transfer", _transfer(reservation) if reservation else ""),
        Fact("mail", "E-mail", row.email),
        Fact("phone", "Phone", phone_text(row.phone)),
    ]
    return tuple(replace(fact, text=short(fact.text)) for fact in facts if fact.text.strip())


def _experience(row: BoardRow, reservation: Reservation | None) -> str:
    experience = reservation.experience if reservation else None
    variety = variety_word(experience.variety) if experience else ""
    return f"{row.experience} ({variety})" if row.experience and variety else row.experience


def _table(row: BoardRow, reservation: Reservation | None) -> str:
    """The table here, and Tock's with its room where it is another one."""
    told = reservation.tables[:MOST_LINES] if reservation else ()
    names = [f"{one.name} ({one.room})" if one.room and one.name else one.name for one in told]
    tables = ", ".join(name for name in names if name) or row.tables
    if not row.local_table or row.local_table == row.tables:
        return tables
    return f"{row.local_table} here" + (f", {tables} in Tock" if tables else "")


def _seating(reservation: Reservation) -> str:
    places = {True: "outdoors", False: "indoors", None: ""}
    parts = (reservation.seating_area, places[reservation.is_outdoors])
    return " · ".join(part for part in parts if part)


def _booked_by(reservation: Reservation) -> str:
    if not reservation.is_booked_for_another or reservation.owner is None:
        return ""
    return f"{reservation.owner.name} for {reservation.name}"


def _transfer(reservation: Reservation) -> str:
    return "Given to another guest: see the new reservation" * reservation.is_transferred_out


def _remarks(reservation: Reservation) -> tuple[Remark, ...]:
    notes = [
        Remark(note_word(note.kind), note.text, note.is_dietary)
        for note in sorted(reservation.notes, key=lambda note: not note.is_dietary)
        if note.text.strip()
    ]
    asked = [
        Remark(question.name, ", ".join(question.responses) or NOT_STATED)
        for question in reservation.questions
    ]
    return (*notes, *asked)[:MOST_LINES]


def _add_ons_title(reservation: Reservation | None) -> str:
    if reservation is None or not (reservation.fees or reservation.charges):
        return "Add-ons"
    return "Add-ons and fees" if reservation.add_ons else "Fees"


def _add_ons(reservation: Reservation, *, words: Words) -> tuple[AddOn, ...]:
    booked = (*reservation.add_ons, *reservation.fees, *reservation.charges)[:MOST_LINES]
    return tuple(_add_on(item, reservation, words=words) for item in booked)


def _add_on(item: BookedItem, reservation: Reservation, *, words: Words) -> AddOn:
    cents = None if item.unit_cents is None else item.unit_cents * item.quantity
    amount = words.money(cents, currency=reservation.money.currency)
    return AddOn(f"{item.quantity} ×", item.name, amount)


def _has_money(found: ReservationSheet) -> bool:
    """False for walk-ins, of whose money Tock states nothing."""
    stated = found.reservation.money
    amounts = (stated.total_cents, stated.paid_cents, stated.due_cents)
    return found.balance.paid_here_cents > 0 or any(cents is not None for cents in amounts)


def _money(balance: BalanceDue, reservation: Reservation, *, words: Words) -> MoneyBlock:
    stated = reservation.money
    total, paid = stated.total_cents, stated.paid_cents
    collected = (paid or 0) + balance.paid_here_cents

    def say(cents: int | None) -> str:
        return words.money(cents, currency=stated.currency)

    return MoneyBlock(
        total=say(total),
        paid=say(paid),
        due=say(stated.due_cents),
        paid_here=say(balance.paid_here_cents),
        remaining=say(balance.remaining_cents),
        hint=" ".join(_hints(stated, words=words)),
        paid_share=min(1.0, collected / total) if total else 0.0,
        has_paid_here=balance.paid_here_cents > 0,
    )


def _hints(stated: TockMoney, *, words: Words) -> list[str]:
    """What staff should know before they ask for money; a mismatch is no error."""

    def say(cents: int) -> str:
        return words.money(cents, currency=stated.currency)

    def sum_of(amounts: list[int | None]) -> str:
        known = [cents for cents in amounts if cents is not None]
        return f": {say(sum(known))}" if len(known) == len(amounts) else ""

    hints = []
    on_site = [paid.cents for paid in stated.payments if paid.is_due_on_site]
    if on_site:
        hints.append(f"To be paid here, not collected by Tock{sum_of(on_site)}.")
    if not stated.is_consistent:
        hints.append("Tock's amounts do not add up; shown as Tock states them.")
    for is_dispute, noun in ((False, "refund"), (True, "dispute")):
        back = [one.cents for one in stated.refunds if one.is_dispute is is_dispute]
        if back:
            hints.append(f"{count_of(len(back), one=noun)} at Tock{sum_of(back)}.")
    if stated.gratuity_cents:
        hints.append(f"Already tipped at Tock: {say(stated.gratuity_cents)}.")
    return hints
