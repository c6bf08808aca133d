"""Taking money: exact, with change, once, and never a card number."""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from posapp.domain.order import OrderState
from posapp.domain.payment import CardSlip, PaymentResult, Tender, Tendered
from posapp.ports.failures import StoreTrouble
from posapp.ui.widgets.button import Button
from tests.ui.conftest import OpenStage, Stage


def open_tender(stage: Stage, argument: str = "order:o-walk") -> None:
    """Open the pay sheet; the walk-in's order comes to $148.70."""
    stage.window.go("tender", argument=argument)
    stage.hands.settle()


def text_of(stage: Stage, name: str) -> str:
    """A label's words."""
    label = stage.window.findChild(QLabel, name)
    assert label is not None
    return label.text()


def button(stage: Stage, name: str) -> Button:
    """A button."""
    found = stage.window.findChild(Button, name)
    assert found is not None
    return found


def type_amount(stage: Stage, digits: str) -> None:
    """Type on the pad."""
    for digit in digits:
        stage.hands.tap(f"tender.key.{digit}")


def test_exact_cash_in_three_taps(stage: Stage) -> None:
    """Exact, record, done; the order is closed and the board is back."""
    open_tender(stage)
    assert text_of(stage, "tender.due") == "$148.70"
    assert not button(stage, "tender.record").isEnabled()
    stage.hands.tap("tender.exact")
    stage.hands.tap("tender.record")
    assert stage.world.orders["o-walk"].state is OrderState.CLOSED
    stage.hands.wait_for("tender.done")
    assert text_of(stage, "tender.change") == "$0.00"
    stage.hands.tap("tender.done")
    assert stage.window.shown[0] == "arrivals"


def test_change_stays_until_done(stage: Stage) -> None:
    """The change is large and waits for the person, not for a timer."""
    open_tender(stage)
    assert [button(stage, f"tender.quick.{at}").text() for at in (1, 2, 3, 4)] == [
        "$150.00",
        "$155.00",
        "$160.00",
        "$200.00",
    ]
    type_amount(stage, "2")
    stage.hands.tap("tender.key.00")
    stage.hands.tap("tender.key.00")
    assert text_of(stage, "tender.outcome") == "$51.30"
    stage.hands.tap("tender.record")
    stage.world.clock.move(3_600)
    stage.window._tick()
    assert text_of(stage, "tender.change") == "$51.30"
    label = stage.window.findChild(QLabel, "tender.change")
    assert label.font().pixelSize() >= 40


@pytest.mark.parametrize("due", [1, 99, 500, 999, 5_000, 12_420, 15_898, 100_000, 999_999])
def test_quick_amounts_are_round_and_above(open_stage: OpenStage, due: int) -> None:
    """Four different whole amounts above the due, nearest first."""
    from posapp.ui.screens.tender.presenter import Subject, TenderPresenter

    stage = open_stage()
    presenter = TenderPresenter(stage.window._desk, subject=Subject("", "", "USD", due, ()))
    amounts = presenter.quick()
    assert len(set(amounts)) == 4
    assert amounts == sorted(amounts)
    assert all(amount > due and amount % 500 == 0 for amount in amounts)


def test_the_keyboard_alone_takes_cash(stage: Stage) -> None:
    """Digits and Enter; the Enter that records is not the one that dismisses the change."""
    open_tender(stage)
    stage.type_keys("15000")
    stage.hands.press(Qt.Key.Key_Return)
    assert len(stage.world.payments) == 1
    stage.hands.press(Qt.Key.Key_Return)
    assert text_of(stage, "tender.change") == "$1.30"
    assert stage.window.shown[0] == "tender"
    stage.hands.wait_for("tender.done")
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.window.shown[0] == "arrivals"


def test_a_burst_on_record_is_one_payment(open_stage: OpenStage) -> None:
    """Clicks and Enters in any mix, with news and ticks between them: one id, one payment."""
    choose = random.Random(7)
    for _ in range(10):
        stage = open_stage().sign_in()
        open_tender(stage)
        stage.hands.tap("tender.quick.1")
        record = button(stage, "tender.record")
        spot = QPoint(record.width() // 2, record.height() // 2)
        for _ in range(choose.randint(2, 6)):
            if choose.random() < 0.5:
                QTest.mouseClick(record, Qt.MouseButton.LeftButton, pos=spot)
            else:
                QTest.keyClick(record, Qt.Key.Key_Return)
            if choose.random() < 0.5:
                stage.window._take_news(frozenset({_topic()}))
            if choose.random() < 0.5:
                stage.hands.settle()
        ids = {payment_id for _, payment_id, _ in stage.act.called("record_payment")}
        assert len(ids) == 1
        assert [payment.cents for payment in stage.world.payments.values()] == [14_870]


def _topic():
    from posapp.domain.changes import Topic

    return Topic.PAYMENTS


@pytest.mark.parametrize("subject", ["order", "reservation"])
def test_a_payment_without_its_second_copy_has_its_receipt(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, subject: str
) -> None:
    """It is saved: the page says so, the change is under it, and it is not taken again."""
    verb = "record_payment" if subject == "order" else "take_balance"
    take = getattr(stage.act, verb)

    def save_and_tell(key: str, *, payment_id: str, tendered: Tendered) -> PaymentResult:
        is_first = payment_id not in stage.world.payments
        result = take(key, payment_id=payment_id, tendered=tendered)
        if is_first:
            raise StoreTrouble("journal_unwritten", cause="Saved, no copy.", next_step="Go on.")
        return result

    monkeypatch.setattr(stage.act, verb, save_and_tell)
    key = "o-walk" if subject == "order" else stage.world.key_named("Jordan Rivera")
    open_tender(stage, f"{subject}:{key}")
    type_amount(stage, "20000")
    stage.hands.tap("tender.record")
    texts = [label.text() for label in stage.window.findChildren(QLabel) if label.isVisible()]
    assert "Saved here; the second copy is missing" in texts
    assert "This was not saved" not in texts
    assert len(stage.world.payments) == 1
    due = 14_870 if subject == "order" else 5_000
    stage.hands.wait_until(lambda: button(stage, "tender.done").isEnabled(), "the rest is over")
    stage.hands.press(Qt.Key.Key_Return)
    assert not stage.hands.is_shown("overlay")
    assert text_of(stage, "tender.change") == f"${(20_000 - due) / 100:.2f}"
    assert stage.window.shown[0] == "tender"
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.window.shown[0] == "arrivals"
    assert len({call[1] for call in stage.act.called(verb)}) == 1


def test_the_button_rests_after_a_tap(stage: Stage) -> None:
    """A part payment leaves the sheet open, but not the button and nothing typed."""
    open_tender(stage)
    stage.hands.tap("tender.card")
    stage.hands.tap("tender.brand.Visa")
    type_amount(stage, "4242")
    stage.hands.type_into("tender.reference", "A1B2C3")
    stage.hands.tap("tender.part")
    type_amount(stage, "10000")
    record = button(stage, "tender.record")
    for _ in range(4):
        QTest.mouseClick(record, Qt.MouseButton.LeftButton)
    payments = list(stage.world.payments.values())
    assert [payment.cents for payment in payments] == [10_000]
    assert payments[0].slip == CardSlip("Visa", "4242", "A1B2C3")
    assert text_of(stage, "tender.due") == "$48.70"
    reference = stage.window.findChild(QLineEdit, "tender.reference")
    assert reference is not None
    assert reference.text() == ""


def test_the_rest_can_be_paid_another_way(stage: Stage) -> None:
    """Part cash, then the rest: two payments with two ids, the order closed to the cent."""
    open_tender(stage)
    type_amount(stage, "10000")
    assert text_of(stage, "tender.outcome") == "$48.70"
    stage.hands.tap("tender.record")
    stage.hands.wait_until(
        lambda: button(stage, "tender.exact").text() == "Exact $48.70", "the rest is due"
    )
    stage.hands.tap("tender.exact")
    stage.hands.wait_for("tender.record")
    stage.hands.tap("tender.record")
    assert sorted(payment.cents for payment in stage.world.payments.values()) == [4_870, 10_000]
    assert stage.world.orders["o-walk"].state is OrderState.CLOSED


def test_a_card_number_is_refused_at_its_field(stage: Stage) -> None:
    """The sentence stands where it was typed, nothing is recorded, the cursor is in the field."""
    open_tender(stage)
    stage.hands.tap("tender.card")
    stage.hands.tap("tender.brand.Amex")
    type_amount(stage, "0005")
    stage.hands.type_into("tender.reference", "3782 822463 10005")
    stage.hands.tap("tender.record")
    assert "Card numbers are never kept here" in text_of(stage, "tender.reference.error")
    assert stage.world.payments == {}


@pytest.mark.parametrize(
    ("brand", "last_four", "reference", "error"),
    [
        ("", "4242", "A1", "tender.brand.error"),
        ("Visa", "42", "A1", "tender.lastfour.error"),
        ("Visa", "4242", "", "tender.reference.error"),
    ],
)
def test_what_is_missing_of_the_slip_is_said_at_its_field(
    stage: Stage, brand: str, last_four: str, reference: str, error: str
) -> None:
    """Brand, last four and reference are all needed."""
    open_tender(stage)
    stage.hands.tap("tender.card")
    if brand:
        stage.hands.tap(f"tender.brand.{brand}")
    stage.hands.type_into("tender.lastfour", last_four)
    stage.hands.type_into("tender.reference", reference)
    stage.hands.tap("tender.record")
    assert text_of(stage, error)
    assert stage.world.payments == {}


def test_a_balance_shows_its_three_numbers_and_is_paid_once(stage: Stage) -> None:
    """Due in Tock, paid here, remaining; afterwards the party is shown again."""
    key = stage.world.key_named("Jordan Rivera")
    stage.act.take_balance(key, payment_id="p0", tendered=Tendered(Tender.CASH, 2_000))
    open_tender(stage, f"reservation:{key}")
    texts = [label.text() for label in stage.window.findChildren(QLabel) if label.isVisible()]
    assert "Balance of reservation TKGH16" in texts
    assert texts[texts.index("Due in Tock") + 1] == "$50.00"
    assert texts[texts.index("Paid here") + 1] == "$20.00"
    assert texts[texts.index("Remaining") + 1] == "$30.00"
    stage.hands.tap("tender.exact")
    stage.hands.tap("tender.record", taps=3)
    assert stage.world.paid_for(key) == 5_000
    stage.hands.wait_for("tender.done")
    stage.hands.tap("tender.done")
    assert stage.window.shown == ("arrivals", key)


def test_what_may_not_be_taken_says_why(stage: Stage) -> None:
    """A cancelled booking's balance is refused with the reason, and the button is off."""
    open_tender(stage, f"reservation:{stage.world.key_named('Fatima El-Sayed')}")
    assert text_of(stage, "tender.error") == "Cancelled in Tock: settle it there."
    assert not button(stage, "tender.record").isEnabled()


def test_done_and_left_finishes_the_visit(stage: Stage) -> None:
    """One tap for the usual end: paid and gone."""
    open_tender(stage)
    stage.hands.tap("tender.exact")
    stage.hands.tap("tender.record")
    stage.hands.wait_for("tender.finish")
    stage.hands.tap("tender.finish")
    assert stage.act.called("finish_visit") == [("v-walk",)]
    assert stage.window.shown[0] == "arrivals"


def test_each_opening_has_its_own_id(stage: Stage) -> None:
    """Back and again is a new attempt; only taps on one sheet are the same payment."""
    for _ in range(2):
        open_tender(stage)
        stage.hands.tap("tender.quick.1")
        stage.hands.tap("tender.back")
    open_tender(stage)
    stage.hands.tap("tender.exact")
    stage.hands.tap("tender.record")
    assert len(stage.world.payments) == 1
