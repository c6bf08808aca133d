"""From the wire's structs to the domain's values; what Tock leaves out is "", () or None.

Built only when asked for: most rows of an export are compared and put away, never looked at.
"""

from __future__ import annotations

import math
from datetime import datetime

import msgspec

from posapp.adapters.tock.digests import digest_of
from posapp.adapters.tock.instants import start_from_stamp, start_from_text
from posapp.adapters.tock.wire import (
    MAX_SEQUENCE,
    WireDiscount,
    WireFeedback,
    WireItem,
    WirePatron,
    WirePayment,
    WirePayout,
    WireRefund,
    WireReservation,
)
from posapp.domain.booking import BookedItem, Feedback, KeyValue, Note, Patron, Question, Table
from posapp.domain.business_day import to_ms
from posapp.domain.ids import ReservationKey, ReservationKind
from posapp.domain.party import PartyStatus
from posapp.domain.reservation import Channel, Reservation, Version
from posapp.domain.tock_money import (
    GiftCard,
    LoyaltyProgram,
    Payout,
    TockDiscount,
    TockMoney,
    TockPayment,
    TockRefund,
)

_CONTENT = msgspec.msgpack.Encoder()
_NO_TEXT = msgspec.Raw(b"\xc0")  # nil


def reservation_of(row: WireReservation, *, source: str, channel: Channel) -> Reservation:
    """The row as a Reservation; the row was checked to have a key, a known zone and a start."""
    business, seating = row.business, row.seating_option
    key, starts_at = key_of(row, source=source), start_of(row)
    return Reservation(
        key=key,
        version=version_of(row, key_text=key.text, start_ms=to_ms(starts_at), channel=channel),
        starts_at=starts_at,
        zone=business.time_zone,
        party_size=row.party_size or 0,
        party=PartyStatus.of(row.party_state),
        business_name=business.name or "",
        domain_name=business.domain_name or "",
        locale=(business.locale or "").replace("_", "-"),  # the channels spell it either way
        booked_ms=row.created_timestamp,
        is_cancelled_flag=row.is_cancelled or False,
        is_transferred_out=row.transferred_out or False,
        diner=patron_of(row.diner_patron),
        owner=patron_of(row.owner_patron),
        experience=None if row.experience is None else _item(row.experience, 1),
        add_ons=_items(row.option),
        fees=_items(row.fee),
        charges=_items(row.custom_charge),
        notes=tuple(Note(one.text, one.note_type or "") for one in row.note or () if one.text),
        questions=tuple(
            Question(q.name or "", tuple(q.response or ())) for q in row.question or ()
        ),
        visit_tags=tuple(one.tag for one in row.visit_tag or () if one.tag),
        tables=tuple(
            Table(text_of(one.id), text_of(one.name), one.room or "", text_of(one.external_id))
            for one in row.table or ()
        ),
        seating_area=(seating.name or "") if seating else "",
        seating_id=text_of(seating.id) if seating else "",
        is_outdoors=seating.is_outdoors if seating else None,
        server_name=row.server_name or "",
        confirmation_code=text_of(row.confirmation_code),
        feedback=tuple(_feedback(one) for one in row.visit_feedback or ()),
        key_values=tuple(
            KeyValue(one.attribute or "", text_of(one.attribute_value))
            for one in row.key_value or ()
        ),
        loyalty_card_used=text_of(row.loyalty_program_card_number_used),
        money=_money(row),
    )


def key_of(row: WireReservation, *, source: str) -> ReservationKey:
    """Identity of a row: Tock gives walk-ins no id but a walkinId, of an id space of its own."""
    business_id = str(row.business.id)
    if row.id is None:
        return ReservationKey(source, business_id, ReservationKind.WALK_IN, str(row.walkin_id))
    return ReservationKey(source, business_id, ReservationKind.RESERVATION, str(row.id))


def start_of(row: WireReservation) -> datetime:
    """When the visit starts, UTC; UnreadableError when neither stamp nor text say."""
    if row.service_date_timestamp is not None:
        return start_from_stamp(row.service_date_timestamp)
    return start_from_text(msgspec.json.decode(row.date_time), zone=row.business.time_zone)


def text_of(value: int | str | None) -> str:
    """An id or a code as text: a number and its digits are the same."""
    return "" if value is None else str(value)


def patron_of(patron: WirePatron | None) -> Patron | None:
    """A person, names without outer blanks."""
    if patron is None:
        return None
    return Patron(
        text_of(patron.id),
        (patron.first_name or "").strip(),
        (patron.last_name or "").strip(),
        (patron.email or "").strip(),
        text_of(patron.phone),
        text_of(patron.phone_country_code),
        text_of(patron.zip_code),
        patron.iso_country_code or "",
        patron.image_url or "",
        text_of(patron.loyalty_program_card_number),
        text_of(patron.loyalty_program_account_id),
    )


def version_of(row: WireReservation, *, key_text: str, start_ms: int, channel: Channel) -> Version:
    """The row's place in the order of its news, with the digest of all it says."""
    business, locale = row.business, row.business.locale
    version_id, date_time = row.version_id, row.date_time
    # versionId differs between the channels for one and the same state, so it is no fact; the
    # local text only stands in for the timestamp; and the channels spell it en_US and en-US.
    row.version_id, row.date_time = None, _NO_TEXT
    business.locale = locale and locale.replace("_", "-")
    try:
        content = _CONTENT.encode((key_text, start_ms, row))
    except OverflowError:  # an id beyond 64 bits
        row.date_time = msgspec.Raw(b"null")
        content = repr((key_text, start_ms, row)).encode()
    finally:
        row.version_id, row.date_time, business.locale = version_id, date_time, locale
    return Version(
        row.last_updated_timestamp or 0,
        row.sequence_id or 0,
        channel,
        min(version_id or 0, MAX_SEQUENCE),
        digest_of(content).hex(),
    )


def _item(item: WireItem, quantity: int) -> BookedItem:
    return BookedItem(
        text_of(item.id),
        item.name or "",
        quantity,
        item.amount_cents,
        text_of(item.pos_sku),
        item.variety or "",
    )


def _items(items: list[WireItem] | None) -> tuple[BookedItem, ...]:
    """Tock lists one element per unit bought; equal ones become one line with a quantity."""
    if not items:
        return ()
    if len(items) == 1:
        return (_item(items[0], 1),)
    alike: dict[tuple[str, str | None, int | None, str], list[WireItem]] = {}
    for item in items:
        mark = (text_of(item.id), item.name, item.amount_cents, text_of(item.pos_sku))
        alike.setdefault(mark, []).append(item)
    return tuple(_item(same[0], len(same)) for same in alike.values())


def _feedback(said: WireFeedback) -> Feedback:
    return Feedback(
        text_of(said.id),
        said.message or "",
        said.rating or "",
        said.rating_type or "",
        said.rating_score,
        said.is_locked,
        said.created_at_epoch_sec,
    )


def _money(row: WireReservation) -> TockMoney:
    return TockMoney(
        currency=row.business.currency_code or "",
        subtotal_cents=row.subtotal_cents,
        tax_cents=row.tax_cents,
        gratuity_cents=row.gratuity_cents,
        service_charge_cents=row.service_charge_cents,
        total_cents=row.total_price_cents,
        paid_cents=row.net_amount_paid_cents,
        due_cents=row.amount_due_cents,
        payments=tuple(_payment(one) for one in row.payment or ()),
        refunds=tuple(_refund(one) for one in row.refund or ()),
        discounts=tuple(_discount(one) for one in row.discount or ()),
        comp_cents=row.comp_amount_cents,
        event_fee_cents=row.event_fee_cents,
        custom_fee_cents=row.custom_fee_cents,
        custom_fee_name=row.custom_fee_name or "",
        transferred_cents=row.transferred_out_amount_cents,
        tax_rate=_rate(row.tax_rate),
        service_charge_rate=_rate(row.service_charge_rate),
        gratuity_rate=_rate(row.selected_gratuity_rate),
        event_fee_rate=_rate(row.event_fee_rate),
        custom_fee_rate=_rate(row.custom_fee_rate),
    )


def _rate(rate: float | None) -> float | None:
    return rate if rate is not None and math.isfinite(rate) else None


def _payment(paid: WirePayment) -> TockPayment:
    return TockPayment(
        paid.amount,
        paid.payment_type or "",
        text_of(paid.id),
        _payout(paid.payout),
        paid.processor_fee_cents,
        paid.tock_fee_cents,
    )


def _refund(back: WireRefund) -> TockRefund:
    return TockRefund(
        back.amount,
        back.is_dispute or False,
        back.status or "",
        text_of(back.id),
        _payout(back.payout),
        back.processor_fee_refunded_cents,
        back.tock_fee_refunded_cents,
    )


def _payout(payout: WirePayout | None) -> Payout | None:
    if payout is None:
        return None
    return Payout(text_of(payout.id), text_of(payout.arrival_date))


def _discount(off: WireDiscount) -> TockDiscount:
    card, loyalty = off.gift_card, off.loyalty_program
    return TockDiscount(
        off.amount_cents,
        off.discount_type or "",
        off.description or "",
        text_of(off.promo_code),
        text_of(off.ticket_type_promo_code_id),
        text_of(off.confirmation_number),
        GiftCard(card.gift_card_provider or "", text_of(card.external_identifier))
        if card
        else None,
        LoyaltyProgram(loyalty.provider_type or "", text_of(loyalty.account_id))
        if loyalty
        else None,
    )
