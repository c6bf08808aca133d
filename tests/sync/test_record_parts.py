"""A page of records is stored in short parts, and resumed as a whole."""

from __future__ import annotations

import pytest

from posapp.domain.club import Club
from posapp.ports.backoffice import Kind, RecordPage
from posapp.sync.record_pull import parts_of


@pytest.mark.parametrize("size", [0, 1, 19, 20, 21, 45, 200])
def test_only_the_last_part_moves_the_resume_point(size: int) -> None:
    """Every record once, in order, at most 20 at a time; also a page without any."""
    clubs = tuple(Club(str(number), "Club") for number in range(size))
    page = RecordPage(Kind.CLUB, clubs, "after", is_last=True)
    parts = list(parts_of(page, cursor="before"))
    assert sum((part.records for part in parts), ()) == clubs
    assert max(len(part.records) for part in parts) <= 20
    assert [part.cursor for part in parts] == ["before"] * (len(parts) - 1) + ["after"]
    assert [part.is_last for part in parts] == [False] * (len(parts) - 1) + [True]
