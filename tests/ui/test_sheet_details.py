"""The detail sheet of a rich booking: every fact in staff's words, what is empty is absent."""

import json
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea

from posapp.adapters.tock.decode import decode_reservation
from posapp.domain.reservation import Channel, Reservation
from posapp.ports.reservations import IncomingReservation
from posapp.ui.format import Words
from posapp.ui.screens.arrivals.details import MOST_LINES, Line, SectionKind
from posapp.ui.screens.arrivals.sheet import SheetState, sheet_of
from tests.adapters.rows import booking, walk_in
from tests.ui.conftest import OpenStage
from tests.ui.fake_reads import FakeReads
from tests.ui.fakes import saturday
from tests.ui.saturday import CURRENCY, DAY, NOW_MS, ZONE, local_ms
from tests.ui.world import World

RICH: dict[str, Any] = {
    "fee": [{"id": 3, "name": "Glass rental", "amountCents": 500}],
    "customCharge": [{"name": "Corkage", "amountCents": 4000}],
    "keyValue": [
        {"attribute": "utm_source", "attributeValue": "newsletter"},
        {"attribute": "ref", "attributeValue": "x1"},
    ],
    "compAmountCents": 1500,
    "subtotalCents": 33600,
    "taxCents": 2772,
    "serviceChargeCents": 6048,
    "gratuityCents": 2000,
    "eventFeeCents": 1000,
    "customFeeCents": 2500,
    "customFeeName": "Barrel room",
    "totalPriceCents": 46420,
    "netAmountPaidCents": 20000,
    "amountDueCents": 26420,
    "discount": [
        {
            "description": "Club member",
            "amountCents": "1000",
            "discountType": "SUBTOTAL_COMP",
            "promoCode": "ESTATE10",
        },
        {
            "amountCents": 5000,
            "discountType": "CREDIT",
            "giftCard": {"giftCardProvider": "PAYTRONIX", "externalIdentifier": "6006491"},
        },
        {
            "amountCents": 1,
            "discountType": "ADDED_TOMORROW",
            "loyaltyProgram": {"accountId": "A7"},
        },
    ],
    "payment": [
        {"amount": 20000, "paymentType": "CREDIT_CARD"},
        {"amount": 26420, "paymentType": "PAY_ON_SITE"},
    ],
    "visitFeedback": [
        {"message": "Windy", "ratingType": "FIVE_POINT_STAR", "ratingScore": 4},
        {"rating": "GOOD", "createdAtEpochSec": NOW_MS // 1000},
    ],
    "note": [
        {"noteType": "BOOKING_GENERAL_NOTE", "text": "Regulars"},
        {"noteType": "GUEST_PROVIDED_NOTE", "text": "Our tenth"},
        {"noteType": "BOOKING_DIETARY_NOTE", "text": "No shellfish"},
    ],
    "loyaltyProgramCardNumberUsed": "99112233",
    "serverName": "Chloé and Ben",
}


def made(row: dict[str, Any]) -> Reservation:
    """A row on the Saturday's board."""
    row = {**row, "serviceDateTimestamp": local_ms("11:15")}
    found = decode_reservation(json.dumps(row), source="tock", channel=Channel.FEED, origin="row 1")
    assert isinstance(found, IncomingReservation), found
    return found.reservation


def put(world: World, row: dict[str, Any]) -> str:
    """A row among the Saturday's; returns its key."""
    reservation = made(row)
    world.reservations[reservation.key.text] = reservation
    return reservation.key.text


def shown(row: dict[str, Any]) -> SheetState:
    """The sheet's words for a row."""
    world = saturday()
    key = put(world, row)
    reads = FakeReads(world)
    found = reads.reservation(key)
    board = next(one for one in reads.board(DAY) if one.key == key)
    words = Words(ZONE, CURRENCY)
    return sheet_of(board, found=found, words=words, now_ms=NOW_MS, is_online=True)


def lines(state: SheetState, kind: SectionKind) -> list[Line]:
    """The lines of a section."""
    return [line for one in state.sections if one.kind is kind for line in one.lines]


def test_the_price_stands_line_by_line_as_tock_states_it() -> None:
    """Every stated amount once, deductions with a minus, nothing that Tock does not state."""
    found = [(line.label, line.text) for line in lines(shown(booking(**RICH)), SectionKind.PRICE)]
    assert found == [
        ("Experience, each", "$45.00"),
        ("Subtotal", "$336.00"),
        ("Comps", "−$15.00"),
        ("Club member", "−$10.00"),
        ("Credit, after tax", "−$50.00"),
        ("ADDED_TOMORROW", "−$0.01"),
        ("Service charge", "$60.48"),
        ("Gratuity", "$20.00"),
        ("Tax", "$27.72"),
        ("Event fee", "$10.00"),
        ("Barrel room", "$25.00"),
        ("Total", "$464.20"),
        ("Paid at Tock", "$200.00"),
        ("Due in Tock", "$264.20"),
    ]


def test_discounts_say_how_they_act_and_where_they_come_from() -> None:
    """The kind in words, the code, and of cards and programmes the provider only."""
    state = shown(booking(**RICH))
    details = [line.detail for line in lines(state, SectionKind.PRICE) if line.detail]
    assert details == [
        "Estate Tasting",
        "Comp, before tax · code ESTATE10",
        "Paytronix gift card",
        "loyalty programme",
    ]
    assert not any(number in repr(state) for number in ("6006491", "A7", "99112233"))


def test_money_put_off_is_not_called_collected() -> None:
    """PAY_ON_SITE in words, among the payments and beside the amounts."""
    state = shown(booking(**RICH))
    assert [(line.label, line.text) for line in lines(state, SectionKind.PAYMENTS)] == [
        ("Credit card", "$200.00"),
        ("To be paid here, not collected by Tock", "$264.20"),
    ]
    assert state.money is not None
    assert "To be paid here, not collected by Tock: $264.20." in state.money.hint
    assert state.take is not None
    assert state.take.is_enabled


@pytest.mark.parametrize(
    ("refund", "line", "hint"),
    [
        ({"amount": 500, "status": "COMPLETE"}, "Refund, done", "1 refund at Tock: $5.00."),
        ({"amount": 500, "status": "DEFERRED"}, "Refund, on its way", "1 refund at Tock: $5.00."),
        ({"status": "ERROR"}, "Refund, failed at Tock", "1 refund at Tock."),
        (
            {"amount": 500, "isDispute": True},
            "Disputed with the guest's bank",
            "1 dispute at Tock: $5.00.",
        ),
    ],
)
def test_refunds_and_disputes_are_told_and_close_the_till(
    refund: dict[str, Any], line: str, hint: str
) -> None:
    """Each with its status; the balance is greyed with the reason."""
    state = shown(booking(**{**RICH, "refund": [refund]}))
    assert line in [one.label for one in lines(state, SectionKind.PAYMENTS)]
    assert state.money is not None
    assert hint in state.money.hint
    assert state.take is not None
    assert not state.take.is_enabled
    assert state.take.note


def test_people_and_places_are_in_words() -> None:
    """Who booked for whom, where inside or out, which table of which room, who serves."""
    facts = {fact.label: fact.text for fact in shown(booking(**RICH)).facts}
    assert facts["Experience"] == "Estate Tasting (Prepaid)"
    assert facts["Table"] == "T4 (Barn)"
    assert facts["Seating area"] == "Patio · outdoors"
    assert facts["Server"] == "Chloé and Ben"
    assert facts["Booked by"] == "Otto Own for Dina Diaz"
    assert "Transfer" not in facts


def test_notes_come_by_kind_with_dietary_ones_first() -> None:
    """Then the answers."""
    told = [(remark.label, remark.text) for remark in shown(booking(**RICH)).remarks]
    assert told == [
        ("Dietary", "No shellfish"),
        ("Note", "Regulars"),
        ("From the guest", "Our tenth"),
        ("Occasion?", "Birthday, Other"),
    ]


def test_feedback_and_origin_fold_away() -> None:
    """A score with its scale, a mood, when; the marks of the link in words."""
    state = shown(booking(**RICH))
    assert [
        (line.label, line.text, line.detail) for line in lines(state, SectionKind.FEEDBACK)
    ] == [
        ("4 of 5", "", "Windy"),
        ("Good", "Sat 21 Nov, 11:08", ""),
    ]
    origin = [(line.label, line.text) for line in lines(state, SectionKind.ORIGIN)]
    assert origin[1:] == [("Loyalty card", "Used"), ("Source", "newsletter"), ("ref", "x1")]


def test_a_poor_booking_has_no_empty_sections() -> None:
    """A walk-in of Tock's has no price, no payments and no feedback."""
    state = shown(walk_in())
    assert [one.kind for one in state.sections] == [SectionKind.ORIGIN]
    assert state.remarks == ()
    assert state.add_ons == ()


def test_a_booking_with_thousands_of_lines_is_cut() -> None:
    """What nobody reads to its end is not built; the rest of it is in Tock."""
    many = [{"amount": at, "paymentType": "CREDIT_CARD"} for at in range(5_000)]
    items = [{"id": at, "name": "x" * 5_000, "amountCents": at} for at in range(5_000)]
    state = shown(booking(payment=many, option=items, serverName="s" * 100_000))
    assert len(lines(state, SectionKind.PAYMENTS)) == MOST_LINES + 1
    assert len(state.add_ons) == MOST_LINES
    assert all(len(fact.text) <= 120 for fact in state.facts)


def test_a_fold_opens_stays_open_and_shows_its_lines(open_stage: OpenStage) -> None:
    """One tap shows the price; the next party's price is open too, from its top."""
    stage = open_stage().sign_in()
    rich, other = put(stage.world, booking(**RICH)), stage.world.key_named("Jordan Rivera")
    stage.window.go("arrivals", argument=rich)
    stage.hands.settle()

    def texts() -> list[str]:
        sheet = stage.window.findChild(object, "arrivals.sheet")
        return [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]

    assert "Barrel room" not in texts()
    stage.hands.tap("arrivals.fold.price")
    assert "Barrel room" in texts()
    assert not stage.hands.is_shown("arrivals.fold.none")
    stage.window.go("arrivals", argument=other)
    stage.hands.settle()
    assert "Paid at Tock" in texts()
    area = stage.window.findChild(QScrollArea, "arrivals.details")
    assert area is not None
    assert area.verticalScrollBar().value() == 0
    stage.hands.tap("arrivals.fold.price")
    assert "Paid at Tock" not in texts()
