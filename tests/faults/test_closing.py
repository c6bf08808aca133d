"""The end of the program while a lane is still in an exchange."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, cast

import pytest

from posapp.app import Program
from posapp.connections import LaneMaker
from posapp.ports.failures import StoreTrouble
from posapp.store.marker import read_marker
from posapp.sync.engine import SyncEngine
from posapp.sync.file_job import FileJobs
from posapp.sync.inquiry import Inquiries
from posapp.sync.lane import Lane
from tests.support.opened import opened_till
from tests.support.till import PROGRAM, Till


class StubbornLane:
    """Is asked to end, and may not."""

    def __init__(self, *, has_ended: bool) -> None:
        self._has_ended = has_ended

    def stop(self, *, timeout_s: float) -> bool:
        return self._has_ended


def _program(till: Till, lane: StubbornLane) -> Program:
    unused = cast("Any", None)
    return Program(
        folder=till.directory,
        settings=unused,
        venue=unused,
        store=till.store,
        engine=SyncEngine([cast("Lane", lane)]),
        verbs=unused,
        around=unused,
        maker=LaneMaker(unused, unused, till.store),
        desk=unused,
        inquiries=Inquiries(on_done=lambda: None),
        jobs=FileJobs(on_news=lambda: None),
    )


@pytest.mark.parametrize("has_ended", [True, False])
def test_only_an_end_without_late_lanes_is_marked_as_clean(
    tmp_path: Path, has_ended: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Either way nothing is written afterwards; a late lane makes the next start look longer."""
    caplog.set_level(logging.ERROR)
    with opened_till(tmp_path / "store") as till:
        _program(till, StubbornLane(has_ended=has_ended)).close()
        marker = read_marker(till.directory / "store.json")
        assert marker is not None
        assert marker.was_closed is has_ended
        with pytest.raises(StoreTrouble), till.store.write("late", actor=PROGRAM):
            pass
