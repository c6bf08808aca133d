"""The pill tells what waits for a person in the words of the Sync centre, and leads right there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel

from posapp.domain.changes import Topic
from posapp.ports.reads import SyncOverview
from posapp.ports.store import Health, HealthState
from posapp.ui import theme
from posapp.ui.pulse import Pulse, pulse_of
from posapp.ui.shell.rail import StatusPill
from posapp.ui.tokens import Tone, Type
from tests.ui.conftest import OpenStage, Stage
from tests.ui.fakes import add_troubles, cut_off, saturday
from tests.ui.guest_book import add_guests
from tests.ui.task_scenes import PICKUP, add_tasks

NOW_MS = 1_000_000
LIVE = Health("orders", "Sandbox", HealthState.LIVE, NOW_MS - 12_000)
CALM = SyncOverview((LIVE,), (), (), 0, 0, None)
_ROOM = 64
"""So much of the pill is for words on the narrow rail."""


def pill_of(stage: Stage) -> StatusPill:
    """The pill on the rail."""
    pill = stage.window.findChild(StatusPill)
    assert pill is not None
    return pill


def words(stage: Stage) -> str:
    """Every label that can be seen."""
    labels = stage.window.findChildren(QLabel)
    return "\n".join(label.text().replace("\xa0", " ") for label in labels if label.isVisible())


def differing(open_stage: OpenStage) -> Stage:
    """One record was changed on both sides."""
    world = saturday()
    add_guests(world, differs=True)
    return open_stage(world=world).sign_in()


def pulse(**changes: object) -> Pulse:
    """The pulse of a calm terminal but for this."""
    return pulse_of(replace(CALM, **changes), now_ms=NOW_MS)  # type: ignore[arg-type]


def test_a_record_that_differs_is_told_and_a_tap_leads_to_the_choice(open_stage: OpenStage) -> None:
    """In amber, with the first one open; two taps from anywhere to both values side by side."""
    stage = differing(open_stage)
    pill = pill_of(stage)
    assert pill.accessibleName() == "Sync: 1 differs compare"
    stage.hands.tap("rail.pill")
    assert stage.hands.is_on("sync.view.differences")
    stage.hands.tap("sync.compare")
    assert "Jordan Rivera: here and in WineDirect" in words(stage)
    stage.hands.tap("compare.ours")
    stage.hands.tap("compare.save")
    assert pill.accessibleName() == "Sync: Live 12 s"


def test_work_by_hand_is_told_beside_the_age_of_the_news(stage: Stage) -> None:
    """A winery whose system only reads has tasks every day: calm, and Live stays to be seen."""
    add_tasks(stage.world)
    stage.bridge.publish(frozenset({Topic.TASKS}))
    pill = pill_of(stage)
    stage.hands.wait_until(lambda: "by hand" in pill.accessibleName(), "the pill tells of them")
    assert pill.accessibleName() == "Sync: Live 12 s · 3 to do by hand"
    stage.hands.tap("rail.pill")
    assert stage.hands.is_on("sync.view.by_hand")
    assert stage.hands.has_row("sync.list", PICKUP)
    stage.world.office.all_tasks = []
    stage.bridge.publish(frozenset({Topic.TASKS}))
    stage.hands.wait_until(lambda: "hand" not in pill.accessibleName(), "they are done")
    assert pill.accessibleName() == "Sync: Live 12 s"


def test_needs_attention_leads_to_what_needs_it(stage: Stage) -> None:
    """Also after something else was looked at in the Sync centre: its reason is on the screen."""
    add_tasks(stage.world)
    stage.hands.tap("rail.sync")
    stage.hands.tap("sync.view.by_hand")
    stage.hands.tap_row("sync.list", PICKUP)
    stage.hands.tap("rail.arrivals")
    add_troubles(stage.world)
    stage.see_news()
    assert pill_of(stage).accessibleName() == "Sync: 1 needs attention"
    stage.hands.tap("rail.pill")
    assert stage.hands.is_on("sync.view.outgoing")
    assert stage.hands.is_shown("sync.retry")


def test_what_comes_first() -> None:
    """A refusal, a lost connection, a choice, work to send, the news' age: in this order."""
    needs = {"to_compare": 2, "by_hand": 4}
    assert pulse(need_attention=1, to_send=3, **needs).line == "1 needs attention"
    lost = replace(LIVE, state=HealthState.FAILING, failing_since_ms=NOW_MS - 60_000)
    assert pulse(sources=(lost,), to_send=3, **needs).line == "Offline · 3 to send"
    assert pulse(to_send=3, **needs).line == "2 differ · compare"
    assert pulse(to_send=3, by_hand=4).line == "3 to send"
    assert pulse(by_hand=4).line == "Live · 12 s · 4 to do by hand"
    assert pulse().line == "Live · 12 s"


def test_only_what_went_wrong_is_red() -> None:
    """A choice is amber as in its list; everyday work changes no colour."""
    assert pulse(need_attention=1).tone is Tone.DANGER
    assert pulse(to_compare=1).tone is Tone.LATE
    assert pulse(by_hand=163).tone is pulse().tone is Tone.SEATED


@pytest.mark.parametrize("shown", [
    pulse(to_compare=1), pulse(to_compare=99), pulse(by_hand=1), pulse(by_hand=163),
    pulse(need_attention=12), pulse(to_send=250),
])  # fmt: skip
def test_the_words_fit_the_narrow_rail(shown: Pulse, stage: Stage) -> None:
    """Nothing is cut off beside an icon 72 wide, in the pill's own letters."""
    note = QFontMetrics(theme.font(Type.SMALL))
    word = QFontMetrics(theme.font(Type.SMALL_STRONG))
    assert word.horizontalAdvance(shown.word) <= _ROOM
    assert note.horizontalAdvance(shown.short or shown.note) <= _ROOM
    assert pill_of(stage).width() >= _ROOM


def test_offline_hides_neither_from_the_sync_centre(open_stage: OpenStage) -> None:
    """While the line is dead the pill says so; the headline still counts what differs."""
    stage = differing(open_stage)
    cut_off(stage.world, minutes=14)
    stage.see_news()
    assert pill_of(stage).accessibleName() == "Sync: Offline 14 min"
    stage.hands.tap("rail.pill")
    assert "1 record to compare" in words(stage)


def test_the_banner_is_read_whole_in_a_small_window(open_stage: OpenStage) -> None:
    """What still works and what waits, beside the help, where there is least room for it."""
    stage = open_stage(size=(1024, 640)).sign_in()
    add_troubles(stage.world)
    cut_off(stage.world, minutes=50)
    stage.see_news()
    sentence = "Keep working: all is saved here, 3 to send when it is back."
    [label] = [one for one in stage.window.findChildren(QLabel) if one.text() == sentence]
    assert label.isVisible()
    assert label.fontMetrics().horizontalAdvance(sentence) <= label.width()
    assert stage.hands.is_shown("banner.help")
