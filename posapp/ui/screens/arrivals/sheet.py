"""The detail sheet of a party in words, without Qt. Tock's amounts stand as Tock states them."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.balance import BalanceDue
from posapp.domain.reservation import BookedItem, Reservation
from posapp.domain.visit import VisitState
from posapp.ports.reads import BoardRow, ReservationSheet
from posapp.ui.format import NOT_STATED, Words, count_of, day_text
from posapp.ui.screens.arrivals.asks import Ask
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
        tags=reservation.visit_tags if reservation else (),
        money=_money(found.balance, reservation, words=words) if found and reservation else None,
        table=row.local_table or row.tables,
        arrive=Action("Arrived") if is_tock and may_arrive(row) else None,
        seat=_seat(row) if is_tock and can_seat else None,
        take=_take(found.balance, words=words) if found else None,
        open_order=Action("Go to order", _order_note(row, words=words)) if row.order_id else None,
        finish=Action("Party has left") if row.visit_state is VisitState.SEATED else None,
        open_tock=_open_tock(is_online=is_online) if is_tock else None,
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
    experience = reservation.experience if reservation else None
    variety = f" ({experience.variety.title()})" if experience and experience.variety else ""
    tables = row.tables
    if row.local_table and row.local_table != row.tables:
        tables = f"{row.local_table} here" + (f", {row.tables} in Tock" if row.tables else "")
    booked_by = ""
    if reservation and reservation.owner and reservation.owner.name != reservation.name:
        booked_by = reservation.owner.name
    facts = [
        Fact("wine", "Experience", f"{row.experience}{variety}" if row.experience else ""),
        Fact("armchair", "Table", tables),
        Fact("map-pin", "Seating area", reservation.seating_area if reservation else ""),
        Fact("concierge-bell", "Server", reservation.server_name if reservation else ""),
        Fact("user", "Booked by", booked_by),
        Fact("mail", "E-mail", row.email),
        Fact("phone", "Phone", row.phone),
    ]
    return tuple(fact for fact in facts if fact.text.strip())


def _remarks(reservation: Reservation) -> tuple[Remark, ...]:
    notes = [
        Remark("Dietary" if note.is_dietary else "Note", note.text, note.is_dietary)
        for note in reservation.notes
        if note.text.strip()
    ]
    notes.sort(key=lambda remark: not remark.is_dietary)
    asked = [
        Remark(question.name, ", ".join(question.responses) or NOT_STATED)
        for question in reservation.questions
    ]
    return (*notes, *asked)


def _add_ons_title(reservation: Reservation | None) -> str:
    if reservation is None or not (reservation.fees or reservation.charges):
        return "Add-ons"
    return "Add-ons and fees" if reservation.add_ons else "Fees"


def _add_ons(reservation: Reservation, *, words: Words) -> tuple[AddOn, ...]:
    booked = (*reservation.add_ons, *reservation.fees, *reservation.charges)
    return tuple(_add_on(item, reservation, words=words) for item in booked)


def _add_on(item: BookedItem, reservation: Reservation, *, words: Words) -> AddOn:
    cents = None if item.unit_cents is None else item.unit_cents * item.quantity
    amount = words.money(cents, currency=reservation.money.currency)
    return AddOn(f"{item.quantity} ×", item.name, amount)


def _money(balance: BalanceDue, reservation: Reservation, *, words: Words) -> MoneyBlock:
    stated = reservation.money
    total, paid = stated.total_cents, stated.paid_cents
    collected = (paid or 0) + balance.paid_here_cents

    def say(cents: int | None) -> str:
        return words.money(cents, currency=stated.currency)

    hints = []
    if not stated.is_consistent:
        hints.append("Tock's amounts do not add up; shown as Tock states them.")
    if stated.refunds:
        back = count_of(len(stated.refunds), one="refund")
        hints.append(f"{back} at Tock: {say(sum(refund.cents for refund in stated.refunds))}.")
    if stated.gratuity_cents:
        hints.append(f"Already tipped at Tock: {say(stated.gratuity_cents)}.")
    return MoneyBlock(
        total=say(total),
        paid=say(paid),
        due=say(stated.due_cents),
        paid_here=say(balance.paid_here_cents),
        remaining=say(balance.remaining_cents),
        hint=" ".join(hints),
        paid_share=min(1.0, collected / total) if total else 0.0,
        has_paid_here=balance.paid_here_cents > 0,
    )
