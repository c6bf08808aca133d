"""Opened tills for tests: a shop is set up once, all others begin as copies of its files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.clock import CountingIds, ManualClock
from tests.support.places import quick_folder
from tests.support.till import Till

_IDS_OF_THE_SHOP = 1_000


@contextmanager
def opened_till(directory: Path) -> Iterator[Till]:
    """A till with products on the shelf and Ana signed in."""
    lay_shop(directory)
    clock = ManualClock()
    ids = CountingIds(clock, first=_IDS_OF_THE_SHOP)
    with Till(directory, clock=clock, ids=ids) as till:
        till.sign_in()
        till.commits.clear()
        yield till


def lay_shop(directory: Path) -> int:
    """Put a shop's closed store there, set up at the clocks' start; how many ids went into it."""
    shop = _shop()
    for name, content in shop.files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return shop.ids


@dataclass(frozen=True)
class _Shop:
    files: dict[Path, bytes]
    ids: int


@cache
def _shop() -> _Shop:
    """Kept in memory: nothing is left behind, in whatever process it was made."""
    ids = CountingIds(ManualClock())
    with TemporaryDirectory(dir=quick_folder()) as folder:
        base = Path(folder) / "store"
        with Till(base, ids=ids) as till:
            till.stock_shop()
        paths = [path for path in base.rglob("*") if path.is_file()]
        return _Shop({path.relative_to(base): path.read_bytes() for path in paths}, ids.given)
