"""`posapp demo`: “Saturday in harvest”, in a window to try out, or played through one unseen."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

from posapp.demo.day import Say, Show, play_day
from posapp.demo.live import show_window
from posapp.domain.errors import DomainError
from posapp.logs import start_logging, stop_logging


def run_demo(
    *, seed: int, out: Path, directory: Path | None, is_headless: bool, say: Say, show: Show
) -> int:
    """Run the demo; 0 unless the headless day lost, doubled or miscounted a record.

    Each Saturday begins with an empty till: a folder in which one was played is refused.
    """
    if directory is not None and (directory / "store").exists():
        message = f"{directory} holds an earlier demo. Name an empty folder, or none."
        raise DomainError("demo_played", message, field="store")
    with ExitStack() as stack:
        folder = directory or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="posapp-demo-"))
        )
        handler = start_logging(folder / "logs")
        stack.callback(stop_logging, handler)
        if is_headless:
            return play_day(seed, folder=folder / "store", out=out, say=say, show=show)
        return show_window(seed, folder=folder / "store", say=say)
