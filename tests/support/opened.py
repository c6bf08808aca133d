"""Opened tills for tests: a shop is set up once, all others begin as copies of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.clock import CountingIds, ManualClock
from tests.support.places import quick_folder
from tests.support.stores import ClosedStore, closed_store
from tests.support.till import Till

_IDS_OF_THE_SHOP = 1_000


@contextmanager
def opened_till(directory: Path) -> Iterator[Till]:
    """A till with products on the shelf and Ana signed in."""
    shop().lay(directory)
    clock = ManualClock()
    ids = CountingIds(clock, first=_IDS_OF_THE_SHOP)
    with Till(directory, clock=clock, ids=ids) as till:
        till.sign_in()
        till.commits.clear()
        yield till


@cache
def shop() -> ClosedStore:
    """A shop as it was set up at the clocks' beginning, and closed."""
    ids = CountingIds(ManualClock())
    with TemporaryDirectory(dir=quick_folder()) as folder:
        base = Path(folder) / "store"
        with Till(base, ids=ids) as till:
            till.stock_shop()
        return closed_store(base, ids=ids)
