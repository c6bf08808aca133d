"""The order pad: one tap adds, every change is what the store holds, removal can be undone."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from posapp.domain.guest import Contact
from posapp.domain.order import OrderState
from posapp.domain.payment import Tender, Tendered
from posapp.ui.widgets.button import Button
from tests.ui.conftest import Stage


def open_order(stage: Stage, order_id: str) -> None:
    """Show an order."""
    stage.window.go("order", argument=order_id)
    stage.hands.settle()


def lines(stage: Stage, order_id: str) -> dict[str, int]:
    """What the store holds of an order."""
    return {
        line.sku: line.quantity
        for line in stage.world.lines.values()
        if line.order_id == order_id and not line.is_voided
    }


def total(stage: Stage) -> str:
    """The total on the screen."""
    label = stage.window.findChild(QLabel, "pad.total")
    assert label is not None
    return label.text()


def pay_text(stage: Stage) -> str:
    """The words on the pay button."""
    pay = stage.window.findChild(Button, "pad.pay")
    assert pay is not None
    return pay.text()


def line_id(stage: Stage, sku: str) -> str:
    """The id of a product's line."""
    return next(line.line_id for line in stage.world.lines.values() if line.sku == sku)


def test_the_list_leads_to_an_order_and_back(stage: Stage) -> None:
    """F4 lists the day's orders; a tap opens one; Orders comes back."""
    stage.hands.press(Qt.Key.Key_F4)
    assert stage.window.shown == ("order", "")
    assert stage.hands.has_row("orders.list", "o-walk")
    stage.hands.tap_row("orders.list", "o-walk")
    assert stage.window.shown == ("order", "o-walk")
    stage.hands.tap("pad.orders")
    assert stage.hands.is_shown("orders.list")


def test_a_tap_adds_one_and_the_total_is_exact(stage: Stage) -> None:
    """Two bottles are two taps on one line; the total carries the tax to the cent."""
    open_order(stage, "o-walk")
    assert total(stage) == "$148.70"
    stage.hands.tap("pad.tile.BT-PIN21", taps=2)
    assert lines(stage, "o-walk")["BT-PIN21"] == 2
    # 120.00 + 18.00 + 96.00, each line taxed at 7.75 % and rounded half up
    assert total(stage) == "$252.14"
    assert pay_text(stage) == "Pay $252.14"


def test_a_flight_is_for_everybody(stage: Stage) -> None:
    """The first tap on a tasting adds one for each guest, as its corner says; the next adds one."""
    open_order(stage, "o-walk")
    stage.hands.tap("pad.tile.FL-EST")
    assert lines(stage, "o-walk")["FL-EST"] == 3
    stage.hands.tap("pad.tile.FL-EST")
    assert lines(stage, "o-walk")["FL-EST"] == 4


def test_a_member_s_percentage_and_prepaid_money_are_lines_of_their_own(stage: Stage) -> None:
    """The club by name with a true minus; what Tock was paid is told and never subtracted."""
    open_order(stage, "o-abara")
    texts = [label.text() for label in stage.window.findChildren(QLabel) if label.isVisible()]
    assert "Estate Reserve 10 %" in texts
    assert "−$21.50" in texts
    assert "Prepaid via Tock, not part of this" in texts
    assert "$132.00" in texts
    assert total(stage) == "$208.50"


def test_quantity_by_steps_and_by_keypad(stage: Stage) -> None:
    """− and + change the open line; the keypad sets it; nonsense is refused with a sentence."""
    open_order(stage, "o-walk")
    stage.hands.tap(f"pad.line.{line_id(stage, 'FD-CHE')}")
    stage.hands.tap("pad.plus")
    assert lines(stage, "o-walk")["FD-CHE"] == 2
    stage.hands.tap("pad.minus")
    assert lines(stage, "o-walk")["FD-CHE"] == 1
    stage.hands.tap("pad.quantity")
    stage.hands.tap("pad.qty.1")
    stage.type_keys("2")
    stage.hands.tap("pad.qty.set")
    assert lines(stage, "o-walk")["FD-CHE"] == 12
    stage.hands.tap("pad.quantity")
    stage.hands.tap("pad.qty.set")  # as it stands
    assert lines(stage, "o-walk")["FD-CHE"] == 12
    stage.hands.tap("pad.quantity")
    stage.hands.tap("pad.qty.0")
    stage.hands.tap("pad.qty.set")
    form = stage.window.findChild(QWidget, "pad.qty")
    texts = [label.text() for label in form.findChildren(QLabel)]
    assert "Enter a quantity from 1 to 999." in texts
    assert lines(stage, "o-walk")["FD-CHE"] == 12


def test_a_removed_line_comes_back_with_undo(stage: Stage) -> None:
    """Removing asks nothing; for eight seconds it can be put back."""
    open_order(stage, "o-walk")
    stage.hands.tap(f"pad.line.{line_id(stage, 'FL-RES')}")
    stage.hands.tap("pad.remove")
    assert "FL-RES" not in lines(stage, "o-walk")
    assert total(stage) == "$19.40"
    stage.hands.tap("snack.undo")
    assert lines(stage, "o-walk")["FL-RES"] == 2
    assert total(stage) == "$148.70"


def test_one_less_than_one_removes(stage: Stage) -> None:
    """− at one takes the line off, and it can be put back like any other."""
    open_order(stage, "o-walk")
    stage.hands.tap(f"pad.line.{line_id(stage, 'FD-CHE')}")
    stage.hands.tap("pad.minus")
    assert "FD-CHE" not in lines(stage, "o-walk")
    assert stage.hands.is_shown("snack.undo")


def test_search_narrows_and_enter_adds(stage: Stage) -> None:
    """Typing finds in every category, accents or not; a scanned code and Enter put it on."""
    open_order(stage, "o-walk")
    stage.hands.press(Qt.Key.Key_Slash)
    stage.type_keys("rose")
    assert stage.hands.is_shown("pad.tile.GL-ROS")
    assert not stage.hands.is_shown("pad.tile.BT-PIN21")
    stage.hands.type_into("pad.search", "rt-cor")
    stage.hands.press(Qt.Key.Key_Return)
    assert lines(stage, "o-walk")["RT-COR"] == 1
    stage.hands.type_into("pad.search", "nothing of the kind")
    assert stage.hands.is_shown("pad.nothing")


def test_a_scan_finds_the_search_from_anywhere(stage: Stage) -> None:
    """A scanner is a keyboard: its code and Enter put the product on, they never press Pay."""
    open_order(stage, "o-walk")
    stage.type_keys("RT-CAP")
    stage.hands.press(Qt.Key.Key_Return)
    assert lines(stage, "o-walk")["RT-CAP"] == 1
    assert stage.window.shown == ("order", "o-walk")


def test_a_tap_leaves_the_focus_on_pay(stage: Stage) -> None:
    """After products were tapped Enter is the primary action."""
    open_order(stage, "o-walk")
    stage.hands.tap("pad.tile.RT-CAP")
    stage.hands.press(Qt.Key.Key_Return)
    assert stage.window.shown == ("tender", "order:o-walk")
    assert lines(stage, "o-walk")["RT-CAP"] == 1


def test_tabs_show_one_category(stage: Stage) -> None:
    """A tab shows its own products only."""
    open_order(stage, "o-walk")
    stage.hands.tap("pad.tab.Bottles")
    assert stage.hands.is_shown("pad.tile.BT-CAB20")
    assert not stage.hands.is_shown("pad.tile.FD-CHE")


def test_a_guest_is_added_late(stage: Stage) -> None:
    """The form says what a record needs; a missing part is said at its field."""
    open_order(stage, "o-walk")
    stage.hands.tap("pad.guest")
    stage.hands.type_into("guest.first", "Ines")
    stage.hands.tap("guest.save")
    error = stage.window.findChild(QLabel, "guest.email.error")
    assert error is not None
    assert "needs first name" in error.text()
    stage.hands.type_into("guest.last", "Blanc")
    stage.hands.type_into("guest.email", "ines@example.com")
    stage.hands.tap("guest.save")
    assert stage.act.called("identify_guest")[-1] == (
        "v-walk",
        Contact("Ines", "Blanc", "ines@example.com"),
    )
    assert not stage.hands.is_shown("guest.save")


def form_text(stage: Stage) -> list[str]:
    """What stands in the guest form."""
    names = ("first", "last", "email", "phone")
    fields = [stage.window.findChild(QLineEdit, f"guest.{name}") for name in names]
    return [field.text() for field in fields if field is not None]


def test_the_guest_form_begins_with_what_is_known(stage: Stage) -> None:
    """A booking's diner, a record, a bare name, or nothing; the first gap is typed next."""
    open_order(stage, "o-abara")
    stage.hands.tap("pad.guest")
    patron = stage.world.reservations[stage.world.key_named("Grace Abara")].patron
    assert form_text(stage) == ["Grace", "Abara", patron.email, patron.phone]
    stage.hands.press(Qt.Key.Key_Escape)
    open_order(stage, "o-walk")
    stage.hands.tap("pad.guest")
    assert form_text(stage) == ["", "", "", ""]
    stage.hands.press(Qt.Key.Key_Escape)
    ines = Contact("Ines", "Blanc", "ines@example.com", "707")
    stage.act.identify_guest("v-walk", ines)
    stage.see_news()
    stage.hands.tap("pad.guest")
    assert form_text(stage) == ["Ines", "Blanc", "ines@example.com", "707"]
    assert "customer record" in stage.window.findChild(QLabel, "guest.hint").text()
    visit = stage.world.visits["v-walk"]
    stage.world.visits["v-walk"] = replace(visit, name="Ana de la Cruz", guest_id=None)
    stage.see_news()
    stage.hands.press(Qt.Key.Key_Escape)
    stage.hands.tap("pad.guest")
    assert form_text(stage) == ["Ana", "de la Cruz", "", ""]
    assert QApplication.focusWidget().objectName() == "guest.email"


def test_pay_needs_something_to_pay(stage: Stage) -> None:
    """An empty order cannot be paid and says why; F10 pays one that can."""
    stage.act.seat_walk_in(visit_id="v", order_id="empty", size=2, table_name="", contact=Contact())
    open_order(stage, "empty")
    pay = stage.window.findChild(Button, "pad.pay")
    assert pay is not None
    assert not pay.isEnabled()
    assert pay.accessibleDescription() == "Nothing on it yet"
    assert stage.hands.is_shown("pad.empty")
    open_order(stage, "o-walk")
    stage.hands.press(Qt.Key.Key_F10)
    assert stage.window.shown == ("tender", "order:o-walk")


def test_an_order_with_a_payment_is_frozen(stage: Stage) -> None:
    """Its lines show no controls, a tap on a product says why, and the rest can be paid."""
    stage.act.record_payment("o-walk", payment_id="p", tendered=Tendered(Tender.CASH, 10_000))
    open_order(stage, "o-walk")
    stage.hands.tap(f"pad.line.{line_id(stage, 'FD-CHE')}")
    assert not stage.hands.is_shown("pad.remove")
    before = lines(stage, "o-walk")
    stage.hands.tap("pad.tile.RT-CAP")
    assert lines(stage, "o-walk") == before
    assert "already has a payment" in stage.window.findChild(QLabel, "snack.text").text()
    assert pay_text(stage) == "Pay $48.70"


def test_an_order_that_costs_nothing_is_closed(stage: Stage) -> None:
    """Where nothing is due the button closes the order instead."""
    stage.world.lines = {
        key: replace(line, unit_cents=0) for key, line in stage.world.lines.items()
    }
    open_order(stage, "o-walk")
    assert not stage.hands.is_shown("pad.pay")
    stage.hands.tap("pad.close")
    assert stage.world.orders["o-walk"].state is OrderState.CLOSED


def test_an_order_that_was_undone_elsewhere_shows_the_list(stage: Stage) -> None:
    """No error: the order is gone, so the list is shown."""
    open_order(stage, "o-walk")
    del stage.world.orders["o-walk"]
    stage.see_news()
    assert stage.hands.is_shown("orders.list")


def test_product_names_with_an_ampersand_keep_it(stage: Stage) -> None:
    """An ampersand is a character and no shortcut."""
    open_order(stage, "o-walk")
    tile = stage.window.findChild(Button, "pad.tile.FD-BRD")
    assert tile is not None
    assert tile.accessibleName().startswith("Bread & olives $9.00")
