"""The board: who is listed, what a tap does, and that news never pulls it from under a finger."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from posapp.domain.errors import DomainError
from posapp.domain.outbox import OutboxState
from posapp.domain.reservation import TockRefund
from posapp.domain.visit import VisitState
from posapp.ui import theme
from posapp.ui.screens.arrivals.board import EntryKind
from posapp.ui.tokens import Type
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import cut_off
from tests.ui.saturday import local_ms

LIST = "arrivals.list"


def the_list(stage: Stage) -> ListView:
    """The board's list."""
    view = stage.window.findChild(ListView, LIST)
    assert view is not None
    return view


def entries(stage: Stage) -> list[tuple[EntryKind, str]]:
    """What is listed: kinds and words."""
    return [
        (entry.kind, entry.party.name if entry.party else entry.title)
        for entry in the_list(stage).model().items
    ]


def names(stage: Stage) -> list[str]:
    """The parties listed."""
    return [name for kind, name in entries(stage) if kind is EntryKind.PARTY]


def button(stage: Stage, name: str) -> Button:
    """A button by name."""
    found = stage.window.findChild(Button, name)
    assert found is not None
    return found


def text_of(stage: Stage, name: str) -> str:
    """A label's words by name."""
    label = stage.window.findChild(QLabel, name)
    assert label is not None
    return label.text()


def sheet_texts(stage: Stage) -> list[str]:
    """Every word on the detail sheet."""
    sheet = stage.window.findChild(object, "arrivals.sheet")
    return [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]


def pick(stage: Stage, name: str) -> str:
    """Tap a party."""
    key = stage.world.key_named(name)
    stage.hands.tap_row(LIST, key)
    return key


def test_the_day_is_in_order_with_now_in_it(stage: Stage) -> None:
    """Parties under their quarter hour, now in between, cancelled folded at the end."""
    listed = entries(stage)
    assert listed[0] == (EntryKind.SLOT, "10:00")
    at = listed.index((EntryKind.NOW, "now 11:08"))
    assert listed[at - 1] == (EntryKind.PARTY, "Walk-in")
    assert listed[at + 1] == (EntryKind.SLOT, "11:15")
    assert listed[-1] == (EntryKind.FOLD, "Cancelled 2")
    assert "Tom Archer" not in names(stage)
    stage.hands.tap_row(LIST, "fold:cancelled")
    assert names(stage)[-2:] == ["Tom Archer", "Fatima El-Sayed"]


@pytest.mark.parametrize(
    ("chip", "count", "first"),
    [
        ("due", "6", "Owen & Lucía Pérez"),
        ("late", "2", "Elise Fontaine"),
        ("here", "5", "Grace Abara"),
        ("done", "3", "Min Kwon"),
        ("all", "25", "Min Kwon"),
    ],
)
def test_filters_count_and_list_the_same(stage: Stage, chip: str, count: str, first: str) -> None:
    """The number on a filter is how many it lists."""
    found = button(stage, f"arrivals.filter.{chip}")
    assert found.accessibleName().endswith(f" {count}")
    stage.hands.tap(f"arrivals.filter.{chip}")
    assert names(stage)[0] == first
    assert len(names(stage)) == int(count)


def test_search_asks_the_store_and_finds_any_day(stage: Stage) -> None:
    """From the first letter, accents or not; Esc brings the day back."""
    stage.hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    stage.type_keys("sigrun")
    assert names(stage) == ["Sigrún Jónsdóttir"]
    assert entries(stage)[0] == (EntryKind.SLOT, "Sat 21 Nov")
    stage.hands.press(Qt.Key.Key_Escape)
    assert len(names(stage)) == 25


def test_a_search_without_a_hit_says_so(stage: Stage) -> None:
    """An empty list has a sentence and an action."""
    stage.hands.type_into("arrivals.search", "nobody at all")
    assert stage.hands.is_shown("arrivals.empty")
    stage.hands.tap("arrivals.empty.walkin")
    assert stage.hands.is_shown("walkin.seat")


def test_the_sheet_shows_everything_known(stage: Stage) -> None:
    """Notes with dietary ones first, answers, add-ons with counts, places, people, tags, money."""
    pick(stage, "Jordan Rivera")
    texts = sheet_texts(stage)
    for wanted in (
        "Jordan Rivera",
        "TKGH16",
        "11:00 · Sat 21 Nov · party of 6",
        "Tock says Expected",
        "Estate Reserve",
        "Dietary",
        "Shellfish allergy, one guest; gluten-free crackers",
        "Anniversary. They met here in 2014.",
        "Any allergies?",
        "Shellfish, Gluten",
        "Terrace",
        "Chloé",
        "2 ×",
        "Cheese board",
        "$36.00",
        "Anniversary, First visit",
        "$199.00",
        "$149.00",
        "$50.00",
    ):
        assert wanted in texts
    assert texts.index("Dietary") < texts.index("Note")
    assert button(stage, "arrivals.take").text() == "Take $50.00"


def test_money_paid_here_stays_apart_from_tock_s(stage: Stage) -> None:
    """Tock's due stays as Tock states it; ours is a line of its own, and what remains another."""
    key = pick(stage, "Jordan Rivera")
    stage.act.take_balance(key, payment_id="p", tendered=_cash(2_000))
    stage.see_news()
    stage.hands.tap_row(LIST, key)
    texts = sheet_texts(stage)
    assert texts[texts.index("Due in Tock") + 1] == "$50.00"
    assert texts[texts.index("Paid here") + 1] == "$20.00"
    assert texts[texts.index("Remaining") + 1] == "$30.00"
    assert button(stage, "arrivals.take").text() == "Take $30.00"


def _cash(cents: int):
    from posapp.domain.payment import Tender, Tendered

    return Tendered(Tender.CASH, cents)


def test_amounts_that_do_not_add_up_get_a_hint(stage: Stage) -> None:
    """Shown as stated, with a sentence; a balance that cannot be trusted is not taken, and why."""
    key = stage.world.key_named("Chidi Okafor")
    row = stage.world.reservations[key]
    money = replace(row.money, due_cents=19_000, refunds=(TockRefund(800),))
    stage.world.reservations[key] = replace(row, money=money)
    stage.see_news()
    stage.hands.tap_row(LIST, key)
    hint = next(text for text in sheet_texts(stage) if "add up" in text)
    assert "1 refund at Tock: $8.00." in hint
    take = button(stage, "arrivals.take")
    assert not take.isEnabled()
    assert "refunded" in take.accessibleDescription()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"currency": "JPY"}, "In JPY at Tock: settle it there."),
        ({"currency": ""}, "Tock states no currency: settle it there."),
        ({"refunds": (TockRefund(800),)}, "Partly refunded: check it in Tock."),
    ],
)
def test_a_balance_that_may_not_be_taken_says_why(
    open_stage: OpenStage, changes: dict[str, object], reason: str
) -> None:
    """The button is grey with the whole reason in view, even on the smallest window."""
    stage = open_stage(size=(1_024, 640)).sign_in()
    key = stage.world.key_named("Chidi Okafor")
    row = stage.world.reservations[key]
    stage.world.reservations[key] = replace(row, money=replace(row.money, **changes))
    stage.see_news()
    stage.hands.tap_row(LIST, key)
    take = button(stage, "arrivals.take")
    assert (take.isEnabled(), take.accessibleDescription()) == (False, reason)
    font = QFontMetrics(theme.font(Type.SMALL))
    assert font.horizontalAdvance(reason) <= take.width() - 16
    stage.hands.press(Qt.Key.Key_D)
    assert stage.window.shown[0] == "arrivals"


def test_seating_opens_the_order_and_can_be_undone(stage: Stage) -> None:
    """Two taps to the order; Undo takes it back and shows the party again."""
    key = pick(stage, "Jordan Rivera")
    stage.hands.tap("arrivals.seat", taps=3)
    assert len(stage.act.called("seat_reservation")) == 1
    *_, order_id, table = stage.act.called("seat_reservation")[0]
    assert table == "T7"
    assert stage.window.shown == ("order", order_id)
    assert text_of(stage, "snack.text") == "Seated Jordan Rivera at T7"
    stage.hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert stage.act.called("undo_seating") == [(order_id,)]
    assert stage.window.shown == ("arrivals", key)
    assert stage.world.visit_of(key) is None


def test_arrived_is_one_tap_and_seating_keeps_its_visit(stage: Stage) -> None:
    """The visit made at the door is the one that is seated."""
    key = pick(stage, "Marcus Webb")
    stage.hands.tap("arrivals.arrive")
    visit = stage.world.visit_of(key)
    assert visit is not None
    assert visit.state is VisitState.ARRIVED
    assert not stage.hands.is_shown("arrivals.arrive")
    stage.hands.tap("arrivals.seat")
    assert stage.act.called("seat_reservation")[0][1] == visit.visit_id


def test_the_whole_board_works_from_the_keyboard(stage: Stage) -> None:
    """Arrow, A arrives, S seats."""
    the_list(stage).select_key(stage.world.key_named("Marcus Webb"))
    stage.hands.press(Qt.Key.Key_Down)
    stage.type_keys("a")
    assert len(stage.act.called("mark_arrived")) == 1
    stage.type_keys("s")
    assert len(stage.act.called("seat_reservation")) == 1


def test_a_refusal_is_a_sentence_and_changes_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What staff can put right is said at the bottom of the screen."""

    def refuse(*_: object, **__: object) -> None:
        raise DomainError("cancelled", "This reservation is cancelled in Tock.")

    monkeypatch.setattr(stage.act, "seat_reservation", refuse)
    pick(stage, "Jordan Rivera")
    stage.hands.tap("arrivals.seat")
    assert text_of(stage, "snack.text") == "This reservation is cancelled in Tock."
    assert stage.window.shown[0] == "arrivals"


def test_open_in_tock_needs_a_connection(stage: Stage) -> None:
    """Online it opens the checked link; offline it says why not."""
    pick(stage, "Jordan Rivera")
    stage.hands.tap("arrivals.tock")
    assert stage.opened == ["https://dashboard.exploretock.com/app"]
    cut_off(stage.world, minutes=5)
    stage.see_news()
    pick(stage, "Jordan Rivera")
    tock = button(stage, "arrivals.tock")
    assert not tock.isEnabled()
    assert tock.accessibleDescription() == "Needs a connection"


def test_taking_the_balance_leads_to_the_pay_sheet(stage: Stage) -> None:
    """D in the list, or the button."""
    key = pick(stage, "Jordan Rivera")
    stage.hands.tap("arrivals.take")
    assert stage.window.shown == ("tender", f"reservation:{key}")


def test_the_footer_says_how_old_tock_s_side_is(stage: Stage) -> None:
    """To the second, and that it is changed there."""
    footer = text_of(stage, "arrivals.footer")
    assert footer == "Tock as of 11:07:48 · read-only here, change it in Tock"


def test_half_typed_text_survives_news(stage: Stage) -> None:
    """News about the party changes the sheet around the field, not what is being typed."""
    key = pick(stage, "Jordan Rivera")
    stage.hands.type_into("arrivals.table", "Cave ")
    row = stage.world.reservations[key]
    stage.world.reservations[key] = replace(row, server_name="Ben")
    stage.window._take_news(frozenset({_topic()}))
    stage.hands.settle()
    edit = stage.window.findChild(QLineEdit, "arrivals.table")
    assert edit is not None
    assert edit.text() == "Cave "
    assert "Ben" in sheet_texts(stage)
    assert the_list(stage).current_key() == key


def _topic():
    from posapp.domain.changes import Topic

    return Topic.RESERVATIONS


def test_no_row_moves_under_a_finger(stage: Stage) -> None:
    """While the list is pressed news waits; it is shown when the finger is lifted."""
    view = the_list(stage)
    spot = QPoint(200, 100)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    before = entries(stage)
    key = stage.world.key_named("Min Kwon")
    del stage.world.reservations[key]
    stage.window._take_news(frozenset({_topic()}))
    assert entries(stage) == before
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert "Min Kwon" not in names(stage)


def test_days_turn_and_come_back(stage: Stage) -> None:
    """Other days have no now; Today comes back to this one."""
    stage.hands.tap("arrivals.next")
    assert text_of(stage, "arrivals.day") == "Sun 22 Nov"
    assert entries(stage) == []
    stage.hands.tap("arrivals.today")
    assert text_of(stage, "arrivals.day") == "Sat 21 Nov"
    assert (EntryKind.NOW, "now 11:08") in entries(stage)


def test_now_moves_with_the_minute(stage: Stage) -> None:
    """A minute later the marker and the lateness have moved, without any news."""
    stage.world.clock.move(60)
    stage.window._tick()
    assert (EntryKind.NOW, "now 11:09") in entries(stage)
    stage.world.clock.ms = local_ms("11:20")
    stage.window._tick()
    stage.hands.tap("arrivals.filter.late")
    assert "Marcus Webb" in names(stage)


def test_a_party_says_where_its_record_stands(stage: Stage) -> None:
    """Saved here, Sending, Sent or Needs attention, on the row and to a screen reader."""
    from tests.ui.fakes import add_troubles

    add_troubles(stage.world)
    parked = stage.world.outbox[0]
    assert parked.state is OutboxState.PARKED
    stage.world.outbox[0] = replace(parked, aggregate="order:o-abara")
    stage.see_news()
    key = stage.world.key_named("Grace Abara")
    row = next(entry for entry in the_list(stage).model().items if entry.key == key)
    assert row.party.sync.text == "Needs attention"
    assert "Needs attention" in row.spoken


def test_a_party_without_a_booking_has_a_sheet_too(stage: Stage) -> None:
    """A walk-in seated here shows its order and can leave; there is nothing of Tock's."""
    stage.hands.tap_row(LIST, "visit:v-walk")
    assert stage.hands.is_shown("arrivals.order")
    assert not stage.hands.is_shown("arrivals.tock")
    stage.hands.tap("arrivals.finish")
    assert stage.world.visits["v-walk"].state is VisitState.FINISHED


def test_before_the_start_is_over_a_tap_is_answered(open_stage: OpenStage) -> None:
    """Without commands nothing breaks: a sentence asks for a moment."""
    stage = open_stage().sign_in()
    stage.window._desk.commands = None
    pick(stage, "Jordan Rivera")
    stage.hands.tap("arrivals.seat")
    assert "still starting" in text_of(stage, "snack.text")
