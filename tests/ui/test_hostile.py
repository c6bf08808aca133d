"""Names, notes, products and reasons written to break things show as text on every screen."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QStackedWidget, QWidget

from posapp.domain.guest import Contact
from posapp.domain.reservation import BookedItem, Note, Patron, Question, Table
from posapp.ports.reads import Tile
from posapp.ui.widgets.keyed_model import KeyedModel
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import add_troubles, saturday
from tests.ui.saturday import CURRENCY
from tests.ui.scenes import SCENES
from tests.ui.world import World

CORPUS = [
    '<img src="\\\\host\\share\\x.png"><script>alert(1)</script>',
    "<b>bold</b> & <a href='https://example.com'>link</a>",
    "Robert'); DROP TABLE guest;--",
    "\u202eetaloC\u202c \u2066x",
    "نور الدين بن عبد الله الطويل جدا",
    "%s %d {name} {{}} &&& &amp;",
    "line\nbreak\r\nand\ttab\x00\x07",
    "👩‍👩‍👧‍👦 Ⅷ Ŧḧḗ ʄăɱıłɏ \u0301\u0301\u0301",
    "x" * 3_000,
    "W" * 120,
    "=cmd|' /C calc'!A0",
    "",
]


def poison(world: World, text: str) -> World:
    """Put a text wherever guests, vendors or staff could."""
    for key, row in list(world.reservations.items()):
        world.reservations[key] = replace(
            row,
            diner=Patron("1", text, text, text, text),
            owner=Patron("2", text, "", text, text),
            experience=BookedItem("x", text, 2, 100, variety=text),
            add_ons=(BookedItem("a", text, 3, 100),),
            notes=(Note(text, text), Note(text, "BOOKING_DIETARY_NOTE")),
            questions=(Question(text, (text, text)),),
            tables=(Table("t", text, text),),
            visit_tags=(text, text),
            seating_area=text,
            server_name=text,
            confirmation_code=text,
        )
        world.clubs[key] = text
    world.products = [Tile(t.sku, text, t.category, 100, CURRENCY) for t in world.products]
    world.lines = {key: replace(line, title=text) for key, line in world.lines.items()}
    world.visits = {
        key: replace(visit, name=text, table_name=text) for key, visit in world.visits.items()
    }
    world.staff = [replace(person, name=text or "?") for person in world.staff]
    add_troubles(world)
    world.outbox = [replace(row, title=text, reason=text) for row in world.outbox]
    world.sources = [replace(source, title=text, message=text) for source in world.sources]
    world.quarantine = [replace(row, raw=text, origin=text) for row in world.quarantine]
    return world


WALK = (
    "board",
    "orders",
    "pad",
    "quantity",
    "cash",
    "card",
    "receipt",
    "sync",
    "unreadable",
    "keys",
    "lock",
)


@pytest.mark.parametrize("text", CORPUS, ids=range(len(CORPUS)))
def test_hostile_text_is_only_text(open_stage: OpenStage, text: str) -> None:
    """Every screen opens and paints; no label, tip or name holds markup or an override."""
    stage = open_stage(world=saturday()).sign_in()
    key = stage.world.key_named("Jordan Rivera")
    poison(stage.world, text)
    stage.see_news()
    for scene in WALK:
        stage.window.go("arrivals")
        stage.hands.settle()
        stage.hands.tap_row("arrivals.list", key)
        SCENES[scene](stage)
        stage.window.grab()
        check(stage)
        stage.hands.press(Qt.Key.Key_Escape)


def check(stage: Stage) -> None:
    """What holds for every word in the window."""
    for label in stage.window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert not set(label.text()) & set("\u202a\u202b\u202d\u202e\u2066\u2067\x00\x07")
    for widget in stage.window.findChildren(QWidget):
        assert "<" not in widget.toolTip()
    for button in stage.window.findChildren(QAbstractButton):
        assert "\n" not in button.text()
        assert button.width() <= stage.window.width()
    for model in stage.window.findChildren(KeyedModel):
        assert all("\x00" not in model.index(row).data() for row in range(model.rowCount()))


def fits(stage: Stage) -> bool:
    """Whether the screen in front has all the room it asks for."""
    screens = stage.window.findChild(QStackedWidget, "screens")
    assert screens is not None
    return screens.currentWidget().minimumSizeHint().width() <= screens.width()


def test_a_hostile_name_pushes_nothing_out_of_the_window(open_stage: OpenStage) -> None:
    """A screen fits the smallest window however long a name is."""
    stage = open_stage(world=poison(saturday(), "W" * 120), size=(1024, 640)).sign_in()
    for name in ("arrivals", "order", "sync"):
        stage.window.go(name)
        stage.hands.settle()
        assert fits(stage)
    stage.act.seat_walk_in(
        visit_id="v", order_id="o", size=2, table_name="W" * 40, contact=Contact("W" * 80, "W")
    )
    stage.window.go("order", argument="o")
    stage.hands.settle()
    assert fits(stage)
