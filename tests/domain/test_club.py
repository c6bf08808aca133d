"""Whose word on clubs Tock's tags follow when a guest is known in several back offices."""

from __future__ import annotations

import pytest

from posapp.domain.club import HeldClub, names_for_tags

ESTATE = HeldClub("former", "Estate Reserve", is_active=True)
LEFT = HeldClub("former", "Library", is_active=False)
CAVE = HeldClub("cave", "Cave Club", is_active=True)
ENDED = HeldClub("cave", "Cave Club", is_active=False)


@pytest.mark.parametrize(
    ("held", "office", "has_told_all", "names"),
    [
        ([], "cave", True, ()),
        ([ESTATE, LEFT], "former", True, ("Estate Reserve",)),
        ([ESTATE, CAVE], "cave", True, ("Cave Club",)),
        ([ESTATE, ENDED], "cave", True, ()),
        ([ESTATE], "cave", True, ("Estate Reserve",)),
        ([ESTATE, ENDED], "cave", False, ("Estate Reserve",)),
        ([ESTATE, CAVE], "cave", False, ("Cave Club", "Estate Reserve")),
        ([ESTATE, CAVE], "", True, ("Estate Reserve",)),
        ([CAVE], "", True, ("Cave Club",)),
    ],
)
def test_tags_follow_the_connected_office_once_it_told_of_the_guest(
    held: list[HeldClub], office: str, has_told_all: bool, names: tuple[str, ...]
) -> None:
    """Until then the former one's word stands; while the new one is being read it only adds."""
    found = names_for_tags(held, office=office, source="former", has_told_all=has_told_all)
    assert found == names
