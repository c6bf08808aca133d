"""New stores for tests: one is made and migrated in a run, all others begin as copies of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from posapp.adapters.tock.decode import decode_stored
from posapp.store.opening import open_store
from tests.support.clock import CountingIds, ManualClock
from tests.support.places import quick_folder


@dataclass(frozen=True)
class ClosedStore:
    """The files of a store, in memory: nothing is left behind, in whatever process it was made.

    Its first `ids` ids are taken.
    """

    files: dict[Path, bytes]
    ids: int

    def lay(self, directory: Path) -> None:
        """Put a copy there."""
        for name, content in self.files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def closed_store(directory: Path, *, ids: CountingIds) -> ClosedStore:
    """The store there, which is closed and has its ids from `ids`."""
    paths = [path for path in directory.rglob("*") if path.is_file()]
    return ClosedStore(
        {path.relative_to(directory): path.read_bytes() for path in paths}, ids.given
    )


@cache
def new_store() -> ClosedStore:
    """As a first start at the clocks' beginning leaves it."""
    clock = ManualClock()
    ids = CountingIds(clock)
    with TemporaryDirectory(dir=quick_folder()) as folder:
        store = open_store(
            Path(folder),
            clock=clock,
            ids=ids,
            terminal_id="T1",
            decode=decode_stored,
            on_commit=lambda _: None,
        )
        store.close()
        return closed_store(Path(folder), ids=ids)
