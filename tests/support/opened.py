"""Opened tills for tests: one is set up once, the others begin as copies of its folder."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.support.clock import CountingIds, ManualClock
from tests.support.till import Till

_IDS_OF_THE_TEMPLATE = 1_000


@contextmanager
def opened_till(directory: Path) -> Iterator[Till]:
    """A till with products on the shelf and Ana signed in."""
    shutil.copytree(_template(), directory)
    clock = ManualClock()
    ids = CountingIds(clock, first=_IDS_OF_THE_TEMPLATE)
    with Till(directory, clock=clock, ids=ids) as till:
        till.sign_in()
        till.commits.clear()
        yield till


@cache
def _template() -> Path:
    base = Path(mkdtemp(prefix="posapp-till-"))
    atexit.register(shutil.rmtree, base)
    folder = base / "store"
    with Till(folder) as till:
        till.open_shop()
    return folder
