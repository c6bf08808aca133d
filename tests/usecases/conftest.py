"""A till for each test, on a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.opened import opened_till
from tests.support.shared_sql import share_sql
from tests.support.till import Till

share_sql()


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with opened_till(tmp_path / "store") as opened:
        yield opened
