"""The demo with a display: the same Saturday, an hour before noon, in the user's own hands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from posapp.demo.stage import PEOPLE, SITE, stage
from posapp.sandbox.clock import SandboxClock
from posapp.ui.bridge import Bridge
from posapp.ui.main_window import build_window
from posapp.ui.start import make_app, run_loop

_OPENING_MINUTE = 10 * 60 + 40
_TICK_S = 1.0


def show_window(seed: int, *, folder: Path, say: Callable[[str], None]) -> int:
    """Open the window on Saturday `seed`; returns when it is closed."""
    app = make_app()
    bridge = Bridge()
    with stage(seed, folder, on_commit=bridge.publish) as set_stage:
        program, day = set_stage.program, set_stage.day
        day.advance_to(_OPENING_MINUTE)
        window = build_window(
            reads=program.reads,
            commands=program.verbs,
            bridge=bridge,
            clock=set_stage.clock,
            today=lambda: day.day,
            zone=program.venue.zone,
            currency=program.venue.currency,
            site_name=SITE,
            is_demo=True,
        )
        name, _, pin = PEOPLE[0]
        say(f"Sign in as {name} with {pin}. Nothing here leaves this machine.")
        window.resize(window.screen().availableSize())
        window.showMaximized()
        program.engine.start()
        with _Ticking(day.world.clock):
            return run_loop(app)


class _Ticking:
    """Lets the world's clock run with the real one."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo-clock", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *exc: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(_TICK_S):
            self._clock.advance_ms(int(_TICK_S * 1_000))
