"""A till with one paid order, so that there is something to send."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.opened import opened_till
from tests.support.programs import quick_pins
from tests.support.shared_sql import share_sql
from tests.support.till import Till
from tests.sync.served_tock import Tock

share_sql()


@pytest.fixture(scope="module", autouse=True)
def pins_are_quick() -> Iterator[None]:
    with quick_pins():
        yield


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with opened_till(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def tock(till: Till) -> Iterator[Tock]:
    with Tock(till) as served:
        yield served
