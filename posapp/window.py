"""The window of this terminal: the light half of the composition, painted before anything heavy.

SQLAlchemy, httpx and keyring are imported by `posapp.app`, on a worker thread, behind the first
board.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from posapp.adapters.system_clock import SystemClock
from posapp.adapters.tock.decode import decode_stored
from posapp.domain.brand import BrandName
from posapp.domain.business_day import day_of, from_ms
from posapp.domain.changes import Changes
from posapp.logs import redact, start_logging, stop_logging
from posapp.ports.failures import StoreTrouble
from posapp.settings import Settings, load_settings, store_folder
from posapp.store.reads.fast import open_reads
from posapp.ui.start import Glance, Opening, Running, run_terminal

_NOT_YET = frozenset({"missing", "older_schema"})
"""What the first glance leaves to the full opening: a first start, and a migration."""


def run_window(directory: Path | None, *, say: Callable[[str], None]) -> int:
    """Open the terminal in `directory` in a window; returns the exit code."""
    folder = store_folder(directory)
    settings = load_settings(folder)
    handler = start_logging(folder / "logs")
    try:
        return run_terminal(opening_of(folder, settings=settings), say=say)
    finally:
        stop_logging(handler)


def opening_of(folder: Path, *, settings: Settings) -> Opening:
    """How the terminal in `folder` is opened on this machine."""
    clock = SystemClock()
    zone = settings.venue_rules().zone

    def today() -> date:
        return day_of(from_ms(clock.now_ms()), zone=zone)

    def glance() -> Glance | None:
        try:
            return open_reads(folder, decode=decode_stored, clock=clock, zone=zone)
        except StoreTrouble as trouble:
            if trouble.code in _NOT_YET:
                return None
            raise

    def load(
        publish: Callable[[Changes], None], report: Callable[[BaseException], None]
    ) -> Running:
        from posapp.app import open_program  # heavy: after the first paint
        from posapp.surroundings import machine

        surroundings = machine(on_commit=publish, on_fault=report)
        return open_program(folder, surroundings=surroundings, settings=settings)

    def restore() -> object:
        from posapp.app import restore_store
        from posapp.surroundings import machine

        return restore_store(folder, file=None, around=machine())

    return Opening(
        folder=folder,
        clock=clock,
        today=today,
        zone=zone,
        currency=settings.venue.currency,
        site_name=settings.venue.name,
        brands=tuple(
            BrandName(one.business_id, one.name or one.business_id) for one in settings.businesses()
        ),
        glance=glance,
        load=load,
        restore=restore,
        redact=redact,
    )
