"""`posapp demo`: “Saturday in harvest”, in a window to try out, or played through one unseen."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from posapp.demo.day import play_day
from posapp.demo.live import show_window
from posapp.logs import start_logging, stop_logging

Say = Callable[[str], None]


def run_demo(*, seed: int, out: Path, directory: Path | None, is_headless: bool, say: Say) -> int:
    """Run the demo; 0 unless the headless day lost, doubled or miscounted a record."""
    with ExitStack() as stack:
        folder = directory or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="posapp-demo-"))
        )
        handler = start_logging(folder / "logs")
        stack.callback(stop_logging, handler)
        if is_headless:
            return play_day(seed, folder=folder / "store", out=out, say=say)
        return show_window(seed, folder=folder / "store", say=say)
