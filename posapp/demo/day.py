"""The headless demo: the whole Saturday through the real window, with pictures and a verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from posapp.demo.errands import ErrandPlayer
from posapp.demo.player import Player
from posapp.demo.stage import SITE, Stage, stage
from posapp.demo.verdict import Verdict, reach_verdict
from posapp.sandbox.harvest.story import Tasting
from posapp.ui.bridge import Bridge
from posapp.ui.interrupts import Interrupts
from posapp.ui.main_window import build_window
from posapp.ui.robot import Robot, RobotError
from posapp.ui.start import make_app

_WIDTH, _HEIGHT = 1_280, 800
_LAST_MINUTE = 19 * 60
_DRAIN_MINUTES = 40
_HOUR = 60
_REST_MS = 20
"""A tired finger would wait a second; the story's bursts come at once and are met all the same."""

Say = Callable[[str], None]
Show = Callable[[dict[str, Any]], None]


def play_day(seed: int, *, folder: Path, out: Path, say: Say, show: Show = lambda _: None) -> int:
    """Play Saturday `seed`; 0 when device and servers agree on every record and every cent.

    `say` hears of the day in lines as it goes, `show` is given both sides at its end.
    """
    out.mkdir(parents=True, exist_ok=True)
    app = make_app()
    bridge = Bridge()
    opened: list[str] = []

    def open_link(link: str) -> bool:
        opened.append(link)
        return True

    started = monotonic()
    with stage(seed, folder, on_commit=bridge.publish) as set_stage, Interrupts() as interrupts:
        program, day = set_stage.program, set_stage.day
        window = build_window(
            reads=program.reads,
            commands=program.verbs,
            bridge=bridge,
            clock=set_stage.clock,
            today=lambda: day.day,
            zone=program.venue.zone,
            currency=program.venue.currency,
            open_url=open_link,
            site_name=SITE,
            is_demo=True,
            rest_ms=_REST_MS,
        )
        window.resize(_WIDTH, _HEIGHT)
        window.show()
        program.engine.start()
        player = Player(set_stage, Robot(window), out)
        _play(player, set_stage, heed=interrupts.heed, say=say)
        verdict = reach_verdict(set_stage, opened=opened)
        say(verdict.text())
        show({"seed": seed, **verdict.facts()})
        _say_end(verdict, player, say=say, seconds=monotonic() - started, seed=seed)
        window.close()
        window.deleteLater()
        app.processEvents()
    return 0 if verdict.is_clean else 1


def _play(player: Player, set_stage: Stage, *, heed: Callable[[], None], say: Say) -> None:
    player.catch_up()
    player.sign_in()
    player.picture("arrivals-morning")
    errands = ErrandPlayer(player)
    hour = 0
    for step in set_stage.day.story:
        heed()
        player.advance_to(step.minute)
        if step.minute // _HOUR != hour:
            hour = step.minute // _HOUR
            _say_hour(set_stage, hour, say=say)
            player.tour(f"{hour:02d}h")
        try:
            if isinstance(step, Tasting):
                player.play(step)
            else:
                player.robot.outlast_notices()
                errands.play(step)
        except RobotError:
            player.picture("stuck")
            say(f"stuck at {step}")
            raise
    for minute in range(_LAST_MINUTE, _LAST_MINUTE + _DRAIN_MINUTES):
        heed()
        player.advance_to(minute)
        if set_stage.program.reads.sync_overview().to_send == 0 and minute > _LAST_MINUTE:
            break
    player.last_tour()


def _say_hour(set_stage: Stage, hour: int, *, say: Say) -> None:
    overview = set_stage.program.reads.sync_overview()
    sales = len(set_stage.program.reads.sales(set_stage.day.day))
    say(f"{hour:02d}:00  {sales} paid, {overview.to_send} to send")


def _say_end(verdict: Verdict, player: Player, *, say: Say, seconds: float, seed: int) -> None:
    steps = len(player.stage.day.story)
    say(f"{steps} steps of Saturday {seed} in {seconds:.0f} s, {player.pictures} pictures")
    say("Both sides agree." if verdict.is_clean else "The two sides do not agree.")
