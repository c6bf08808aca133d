"""Pulls in the Sync centre: the first one waits for a word, a running one can be ended."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from posapp.domain.changes import Topic
from posapp.ports.pulls import PullAnswer, PullCounts, PullReport, PullState, Unmapped
from posapp.ui.widgets.button import Button
from posapp.ui.widgets.list_view import ListView
from tests.ui.conftest import Stage

LIST = "sync.list"


def report(stage: Stage, number: int, state: PullState, **changes: object) -> PullReport:
    """A pull of some minutes ago."""
    now_ms = stage.world.clock.ms
    made = PullReport(
        report_id=f"p{number}",
        stream="export",
        business_id="31415",
        state=state,
        started_ms=now_ms - number * 60_000,
        ended_ms=None if state is PullState.RUNNING else now_ms - number * 60_000 + 9_000,
        as_of_ms=now_ms - 3_600_000,
        files=7,
        files_done=7,
        counts=PullCounts(read=27_639, new=212, changed=34, unchanged=27_390, quarantined=3),
    )
    return replace(made, **changes)


def preview(stage: Stage, **changes: object) -> PullReport:
    """A first pull that was counted."""
    counts = PullCounts(read=31_120, new=27_639, guests=3_481, new_guests=2_904)
    names = ("Reserve Flight", "Cave Tour", "Estate Tasting", "Sunset Picnic", "Blending Class")
    return replace(
        report(stage, 1, PullState.PREVIEW, counts=counts),
        experiences=tuple(Unmapped(name, 900 - 7 * len(name)) for name in names),
        rooms=(Unmapped("Terrace", 4_120), Unmapped("Library", 318)),
        **changes,
    )


def show(stage: Stage, *reports: PullReport) -> None:
    """The reports are what the store holds, and the Sync centre is opened."""
    stage.world.pulls = list(reports)
    stage.hands.tap("rail.sync")


def texts(stage: Stage) -> str:
    """Every word on the screen."""
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def listed(stage: Stage) -> list[tuple[str, str]]:
    """The titles and states in the list."""
    view = stage.window.findChild(ListView, LIST)
    assert view is not None
    return [(card.title, card.state.text) for card in view.model().items]


def test_the_first_pull_is_in_view_at_once(stage: Stage) -> None:
    """Its counts, what is not mapped and the warning, without a tap; accepting is one."""
    show(stage, preview(stage))
    shown = texts(stage)
    for words in ("27,639", "2,904", "5 experiences not mapped yet", "Terrace (4,120)"):
        assert words in shown
    assert "can set off mailings" in shown
    buttons = stage.window.findChildren(Button)
    spoken = {one.accessibleName() for one in buttons if one.isVisible()}
    assert {"Accept without guests", "Accept with 2,904 guests", "Not now"} <= spoken
    stage.hands.tap("sync.accept")
    assert stage.act.called("accept_pull") == [("p1", False)]
    assert not stage.hands.is_shown("sync.accept")


def test_new_guests_are_taken_only_when_said_so(stage: Stage) -> None:
    """A button of its own names how many."""
    show(stage, preview(stage))
    stage.hands.tap("sync.accept.guests")
    assert stage.act.called("accept_pull") == [("p1", True)]


def test_a_terminal_that_keeps_a_directory_offers_one_way(stage: Stage) -> None:
    """There every guest is wanted; the warning stays."""
    show(stage, preview(stage, takes_guests=True))
    assert not stage.hands.is_shown("sync.accept.guests")
    assert "can set off mailings" in texts(stage)


def test_not_now_can_be_made_good(stage: Stage) -> None:
    """It asks no more by itself, and is found under Pulls."""
    show(stage, preview(stage))
    stage.hands.tap("sync.later")
    assert stage.act.called("postpone_pull") == [("p1",)]
    assert not stage.hands.is_shown("sync.accept")
    stage.hands.tap_row(LIST, "p1")
    stage.hands.tap("sync.accept")
    assert stage.act.called("accept_pull") == [("p1", False)]


def test_a_preview_that_was_pulled_since_asks_nothing(stage: Stage) -> None:
    """An old one, or one that was accepted, is history."""
    show(
        stage,
        report(stage, 1, PullState.DONE),
        preview(stage, report_id="p2", started_ms=5, answer=PullAnswer.LATER),
    )
    stage.hands.tap("sync.view.pulls")
    assert [state for _, state in listed(stage)] == ["Done", "Only counted"]
    stage.hands.tap_row(LIST, "p2")
    assert not stage.hands.is_shown("sync.accept")


def test_a_running_pull_shows_how_far_it_is_and_can_be_ended(stage: Stage, qtbot: QtBot) -> None:
    """Files and rows move on with the news; ended, it says what stays."""
    running = report(stage, 1, PullState.RUNNING, files_done=2, counts=PullCounts(read=9_800))
    show(stage, running)
    stage.hands.tap("sync.view.pulls")
    stage.hands.tap_row(LIST, "p1")
    assert "2 of 7 files" in texts(stage)
    stage.world.pulls = [replace(running, files_done=3, counts=PullCounts(read=14_600))]
    qtbot.waitUntil(lambda: "2 of 7 files" in texts(stage))
    stage.bridge.publish(frozenset({Topic.PULLS}))
    qtbot.waitUntil(lambda: "3 of 7 files" in texts(stage))
    assert "14,600" in texts(stage)
    stage.hands.tap("sync.cancel")
    assert stage.act.called("cancel_pull") == [("export",)]
    assert listed(stage)[0][1] == "Cancelled"
    assert not stage.hands.is_shown("sync.cancel")


def test_every_report_says_how_it_ended(stage: Stage) -> None:
    """The latest first; a failure carries its sentence."""
    sentence = "Not all of Tock's export could be read. reservation-2.json: cut off."
    show(
        stage,
        report(stage, 1, PullState.FAILED, message=sentence, files_done=6, tries=4),
        report(stage, 2, PullState.DONE, files_skipped=5),
        report(stage, 3, PullState.CANCELLED, files_done=3),
    )
    stage.hands.tap("sync.view.pulls")
    assert [state for _, state in listed(stage)] == ["Failed", "Done", "Cancelled"]
    stage.hands.tap_row(LIST, "p1")
    shown = texts(stage)
    assert sentence in shown
    assert "Tries\n4" in shown
    assert "Unreadable\n3" in shown


def test_nothing_pulled_yet_says_what_to_do(stage: Stage) -> None:
    """An empty list names the next step."""
    show(stage)
    stage.hands.tap("sync.view.pulls")
    assert "“Sync now” starts the first one" in texts(stage)


def test_a_first_pull_that_waits_is_told_where_staff_look(stage: Stage) -> None:
    """An empty board must not look like a day without bookings."""
    stage.world.reservations, stage.world.visits = {}, {}
    stage.world.pulls = [preview(stage)]
    stage.world.sources = []
    stage.window._take_news(frozenset({Topic.PULLS, Topic.RESERVATIONS}))
    assert stage.window._rail.pill.accessibleName() == "Sync: Tock asks see Sync"
    assert "wait for you" in texts(stage)
    stage.world.pulls = [preview(stage, answer=PullAnswer.ACCEPTED)]
    stage.window._take_news(frozenset({Topic.PULLS}))
    assert "wait for you" not in texts(stage)
