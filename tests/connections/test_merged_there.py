"""Two customers are made one over there while something about them waits here to be sent."""

from __future__ import annotations

import pytest

from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.outbox import OutboxState
from tests.connections.town import Town, guest_at

BO, BOB = "bo@roe.example", "bob@roe.example"


@pytest.mark.parametrize("is_known_here", [True, False], ids=["known", "untold"])
@pytest.mark.parametrize("name", ["sandbox", "winedirect"])
def test_a_club_is_joined_as_the_customer_that_is_left(
    town: Town, name: str, is_known_here: bool
) -> None:
    """Once, whether the merge is told before the change was sent or after it was refused."""
    site = town.sites[name]
    bo = site.add_person(first_name="Bo", last_name="Roe", email=BO)
    bob = site.add_person(first_name="Bob", last_name="Roe", email=BOB) if is_known_here else ""
    town.connect(name)
    library = town.club_id(f"{name} Library")
    change = ClubChange(change_id="x1", guest_id=guest_at(town, BO), join=(ClubChoice(library),))
    town.program.verbs.guests.change_clubs(change)
    bob = bob or site.add_person(first_name="Bob", last_name="Roe", email=BOB)
    site.merge(bo, into_id=bob)
    for _ in range(2):
        town.read()
    assert list(site.statuses(bob).values()) == ["active"]
    assert set(town.states("guest")) <= {OutboxState.CONFIRMED, OutboxState.SUPERSEDED}
    [held] = town.program.reads.people.guest(guest_at(town, BO)).memberships
    assert (held.membership.customer_id, held.membership.is_active) == (bob, True)
    town.program.verbs.guests.change_clubs(change)
    town.read()
    assert list(site.statuses(bob).values()) == ["active"]
