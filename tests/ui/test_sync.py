"""The Sync centre: every source, every piece of work, every unreadable row, and what to do."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QWidget

from posapp.domain.outbox import OutboxState
from posapp.ports.store import HealthState
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import add_troubles, cut_off
from tests.ui.scenes import play

LIST = "sync.list"


def texts(stage: Stage) -> list[str]:
    """Every word on the screen."""
    labels = stage.window.findChildren(QLabel)
    return [label.text().replace("\xa0", " ") for label in labels if label.isVisible()]


def listed(stage: Stage) -> list[tuple[str, str]]:
    """The titles and states in the list."""
    view = stage.window.findChild(ListView, LIST)
    assert view is not None
    return [(card.title, card.state.text) for card in view.model().items]


def test_every_piece_of_work_is_listed_with_its_state(stage: Stage) -> None:
    """What needs a person comes first; what was sent is still there."""
    add_troubles(stage.world)
    stage.hands.press(Qt.Key.Key_F8)
    assert listed(stage) == [
        ("Order A-000121 · Kwon", "Needs attention"),
        ("Order A-000124 · Walk-in of 3", "Sending · checking"),
        ("Order A-000125 · Raman", "Sending"),
        ("Balance A-000126 · Pérez", "Saved here"),
        ("Order A-000120 · Lindqvist", "Sent"),
    ]
    assert "1 needs attention · 3 to send · oldest 1 min" in texts(stage)


def test_the_reason_is_on_the_screen_at_once(stage: Stage) -> None:
    """No tap to the reason of the first trouble, one to retry it."""
    add_troubles(stage.world)
    stage.hands.tap("rail.pill")
    assert "422: unknown product RT-CAP" in texts(stage)
    stage.hands.tap("sync.retry")
    assert stage.act.called("retry_item") == [("1",)]
    assert ("Order A-000121 · Kwon", "Saved here") in listed(stage)


def test_work_can_be_set_aside_and_taken_back(stage: Stage) -> None:
    """Setting aside asks nothing and can be undone."""
    add_troubles(stage.world)
    stage.hands.tap("rail.sync")
    stage.hands.tap_row(LIST, "4")
    stage.hands.tap("sync.park")
    assert stage.act.called("park_item") == [("4",)]
    assert stage.world.outbox[3].state is OutboxState.PARKED
    stage.hands.tap("snack.undo")
    assert stage.act.called("retry_item") == [("4",)]


def test_what_is_sent_offers_nothing_to_do(stage: Stage) -> None:
    """Neither retry nor set aside on work that arrived, nor on work that is on its way."""
    add_troubles(stage.world)
    stage.hands.tap("rail.sync")
    for key in ("5", "3"):
        stage.hands.tap_row(LIST, key)
        assert not stage.hands.is_shown("sync.retry")
        assert not stage.hands.is_shown("sync.park")


def test_sources_say_how_they_answer(stage: Stage) -> None:
    """A word with an icon, the age of the last answer, when it is asked next, and the reason."""
    stage.hands.tap("rail.sync")
    assert "Answered 12 s ago · Next in 18 s" in texts(stage)
    stage.world.clock.move(5)
    stage.window._tick()
    assert "Answered 17 s ago · Next in 13 s" in texts(stage)
    cut_off(stage.world, minutes=14)
    stage.see_news()
    assert "No connection: the address cannot be reached." in texts(stage)


def test_a_source_that_is_disconnected_goes(stage: Stage) -> None:
    """It does not stand there with the last it said; one that comes takes its place."""
    stage.hands.tap("rail.sync")
    gone = stage.world.sources.pop()
    stage.see_news()
    assert not stage.hands.is_shown(f"sync.source.{gone.remote}")
    stage.world.sources.append(gone)
    stage.see_news()
    assert stage.hands.is_shown(f"sync.source.{gone.remote}")


@pytest.mark.parametrize("size", [(1024, 640), (1280, 800)], ids=["smallest", "usual"])
def test_three_sources_are_read_whole(open_stage: OpenStage, size: tuple[int, int]) -> None:
    """Each name beside or above its state; a line breaks between the two ages, behind the dot."""
    stage = play("many_sources", open_stage, size=size)
    for remote in ("tock", "office", "people"):
        frame = stage.window.findChild(QFrame, f"sync.source.{remote}")
        assert frame is not None
        told = [label for label in frame.findChildren(QLabel) if label.isVisible()]
        for label in told:
            pieces = re.split(r"(?<=·) ", label.text())
            widest = max(map(QFontMetrics(label.font()).horizontalAdvance, pieces))
            assert widest <= label.width(), label.text()
            assert label.visibleRegion().boundingRect() == label.rect(), label.text()
        state = stage.window.findChild(QWidget, f"sync.source.{remote}.state")
        assert state is not None
        assert state.visibleRegion().boundingRect() == state.rect(), remote
        assert any("ago\xa0· Next" in label.text() for label in told)


def test_sync_now_wakes_every_lane(stage: Stage) -> None:
    """By the button, and by F5 from any screen."""
    stage.hands.tap("rail.sync")
    stage.hands.tap("sync.now")
    stage.hands.press(Qt.Key.Key_F2)
    stage.hands.press(Qt.Key.Key_F5)
    assert len(stage.act.called("sync_now")) == 2


def test_unreadable_rows_show_their_faults_and_raw_text(stage: Stage) -> None:
    """The path of each fault and the text as it came, to select and copy but not to change."""
    add_troubles(stage.world)
    stage.hands.tap("rail.sync")
    stage.hands.tap("sync.view.unreadable")
    stage.hands.tap_row(LIST, "q1")
    assert "$.partyState" in texts(stage)
    assert "expected a whole number, found “example”" in texts(stage)
    raw = stage.window.findChild(QPlainTextEdit, "sync.raw")
    assert raw is not None
    assert raw.toPlainText() == stage.world.quarantine[0].raw
    assert raw.isReadOnly()


def test_nothing_to_send_is_said(stage: Stage) -> None:
    """An empty list is good news in one line."""
    stage.hands.tap("rail.sync")
    assert texts(stage).count("Everything is sent") == 2
    stage.hands.tap("sync.view.unreadable")
    assert "Everything that came in could be read" in texts(stage)


def test_the_pill_shows_what_matters_most(stage: Stage) -> None:
    """Attention before a lost connection before work to send before the age of the news."""
    pill = stage.window.findChild(Button, "rail.pill")
    assert pill is not None
    assert pill.accessibleName() == "Sync: Live 12 s"
    add_troubles(stage.world)
    stage.see_news()
    assert pill.accessibleName() == "Sync: 1 needs attention"
    stage.world.outbox = stage.world.outbox[1:]
    stage.see_news()
    assert pill.accessibleName() == "Sync: 3 to send"
    cut_off(stage.world, minutes=14)
    stage.see_news()
    assert pill.accessibleName() == "Sync: Offline 3 to send"
    stage.world.outbox = []
    stage.see_news()
    assert pill.accessibleName() == "Sync: Offline 14 min"


def test_a_hiccup_raises_no_banner(stage: Stage) -> None:
    """The banner comes after half a minute without an answer, and goes when it is back."""
    cut_off(stage.world, minutes=0)
    stage.see_news()
    assert not stage.hands.is_shown("banner")
    stage.world.clock.move(29)
    stage.window._tick()
    assert not stage.hands.is_shown("banner")
    stage.world.clock.move(1)
    stage.window._tick()
    assert stage.hands.is_shown("banner")
    stage.hands.tap("banner.help")
    assert "Working offline" in texts(stage)
    stage.hands.tap("overlay.sync")
    assert stage.act.called("sync_now") == [()]
    stage.world.sources = [
        type(health)(health.remote, health.title, HealthState.LIVE, stage.world.clock.ms)
        for health in stage.world.sources
    ]
    stage.see_news()
    assert not stage.hands.is_shown("banner")


def test_a_person_ends_a_doubt_with_what_they_saw(stage: Stage) -> None:
    """Parked and in doubt: "it is there" or "it is not", and only then."""
    add_troubles(stage.world)
    stage.hands.tap("rail.pill")
    assert not stage.hands.is_shown("sync.there")
    stage.world.outbox[0] = replace(stage.world.outbox[0], is_in_doubt=True)
    for name, is_there in (("sync.there", True), ("sync.absent", False)):
        stage.window.go("arrivals")
        stage.hands.tap("rail.pill")
        stage.hands.tap(name)
        assert stage.act.called("settle_item")[-1] == ("1", is_there)


def test_what_needs_a_person_says_what_to_do_and_opens_what_it_is_about(stage: Stage) -> None:
    """The reason alone helps nobody: where to put it right, and the way there."""
    add_troubles(stage.world)
    parked = stage.world.outbox[0]
    stage.world.outbox[0] = replace(parked, aggregate="order:o-abara")
    stage.hands.tap("rail.sync")
    assert "Put right what it says, here or in OrderPort, then tap Retry." in texts(stage)
    stage.hands.tap("sync.open")
    assert stage.window.shown == ("order", "o-abara")


def test_a_doubt_says_where_to_look(stage: Stage) -> None:
    """Only a person can tell whether it is there."""
    add_troubles(stage.world)
    stage.world.outbox[0] = replace(stage.world.outbox[0], is_in_doubt=True)
    stage.hands.tap("rail.sync")
    assert "Look in OrderPort whether it is there, and say so below." in texts(stage)


def test_an_impatient_finger_sets_work_aside_once(stage: Stage) -> None:
    """Retry does not come to that spot, nor does Set aside come to Retry's."""
    add_troubles(stage.world)
    stage.hands.tap("rail.sync")
    stage.hands.tap_row(LIST, "4")
    stage.hands.tap("sync.park", taps=10)
    assert stage.act.called("park_item") == [("4",)]
    assert stage.act.called("retry_item") == []
    stage.hands.tap("sync.retry", taps=10)
    assert len(stage.act.called("park_item")) == 1
