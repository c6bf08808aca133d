"""Clubs changed here and there at random come to the same on both sides, and Tock's list with them.

Undo, old pages, sends refused or in doubt and changes over there in between leave no half a switch.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest

from posapp.domain.club import MembershipStatus
from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.club_tags import TagRules
from posapp.domain.errors import DomainError
from posapp.domain.outbox import OutboxState, Proof
from posapp.ports.backoffice import Kind
from tests.support.club_till import CLUBS, document_of, follow, note_everybody, tag_work
from tests.support.people_office import PeopleOffice
from tests.support.till import PROGRAM, Till

HISTORIES = int(os.environ.get("POSAPP_CLUB_HISTORIES", "60"))
SEED = 20_261_123
CLUB_IDS = tuple(club.club_id for club in CLUBS)
SENDS = TagRules(sends=True)
STEPS = 16


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    with Till(tmp_path_factory.mktemp("clubs") / "store") as opened:
        opened.open_shop()
        opened.act.guests = replace(opened.act.guests, rules=SENDS)
        yield opened


def test_clubs_come_to_the_same_on_both_sides(till: Till, figure: Callable[[str], None]) -> None:
    """Whatever was sent, told, taken back and changed over there in between."""
    for number in range(HISTORIES):
        dice = Random(f"{SEED}|{number}")
        office = PeopleOffice(till, _count=number * 100, places_begin=f"m{number}-")
        office.connect()
        if number == 0:
            office.tell(Kind.CLUB, *CLUBS)
        email = f"g{number}@lee.example"
        customer_id = office.enter(first_name="Ann", last_name="Lee", email=email)
        office.pull()
        if number == 0:
            note_everybody(till)
        history = _live(office, dice, customer_id, email=email)
        there = {one.club_id: one.status for one in office.places_of(customer_id)}
        here = _standing(till, email)
        assert here == there, f"history {number}: {history}"
        active = {club.name for club in CLUBS if there.get(club.club_id) is _ACTIVE}
        assert _told(till, email) == active, f"history {number}: {history}"
    figure(f"clubs: {HISTORIES} histories (seed {SEED}): 0 differences, here, there and at Tock")


_ACTIVE = MembershipStatus.ACTIVE


def _live(office: PeopleOffice, dice: Random, customer_id: str, *, email: str) -> list[str]:
    till, log, made = office.till, [], []
    guest_id = till.reads.people.guest_of(email)
    assert guest_id is not None
    for step in range(STEPS):
        what = dice.choice(["change", "change", "undo", "send", "send", "tell", "there", "wait"])
        log.append(what)
        if what == "change":
            change = _change(dice, guest_id, f"{email}-{step}")
            till.act.guests.change_clubs(change)
            made.append(change.change_id)
        elif what == "undo" and made:
            with suppress(DomainError):
                till.act.guests.undo_clubs(made.pop())
        elif what == "send":
            till.clock.advance(9_000)
            proof = dice.choice([Proof.APPLIED, Proof.APPLIED, Proof.MAYBE, Proof.REFUSED])
            may_arrive = proof is Proof.MAYBE and dice.random() < 0.5
            office.take(proof=proof, applies=proof is Proof.APPLIED or may_arrive)
        elif what == "tell":
            office.tell_places()
            follow(till, rules=SENDS)
        elif what == "there":
            _change_there(office, dice, customer_id)
        else:
            till.clock.advance(3_000)
    for _ in range(4):
        for row in till.reads.sync_overview().outbox:
            if row.state is OutboxState.PARKED:
                till.act.retry_item(row.item_id)
        office.take_all()
        office.tell_places()
        follow(till, rules=SENDS)
    return log


def _change(dice: Random, guest_id: str, change_id: str) -> ClubChange:
    one, other = dice.sample(CLUB_IDS, 2)
    change = ClubChange(change_id=change_id, guest_id=guest_id)
    return dice.choice(
        [
            replace(change, join=(ClubChoice(one),)),
            replace(change, join=(ClubChoice(one),), leave=(other,)),
            replace(change, leave=(one, other)),
            replace(change, hold=(one,)),
            replace(change, resume=(one,)),
        ]
    )


def _change_there(office: PeopleOffice, dice: Random, customer_id: str) -> None:
    club_id = dice.choice(CLUB_IDS)
    held = [one for one in office.places_of(customer_id) if one.club_id == club_id]
    if not held:
        office.place(customer_id, club_id)
    else:
        office.set_place(held[0].membership_id, dice.choice(list(MembershipStatus)[:3]))


def _standing(till: Till, email: str) -> dict[str, MembershipStatus]:
    guest_id = till.reads.people.guest_of(email)
    assert guest_id is not None
    return {
        one.club.club_id: one.membership.status
        for one in till.reads.people.guest(guest_id).memberships
        if one.membership.status is not MembershipStatus.CANCELLED
    }


def _told(till: Till, email: str) -> set[str]:
    """What Tock has once everything that waits for it has gone."""
    rows = [row for row in tag_work(till) if row.aggregate == f"tags:{email}"]
    live = [row for row in rows if row.state is not OutboxState.SUPERSEDED]
    if live:
        return set(document_of(till, live[-1]).tags)
    with till.store.write("look", actor=PROGRAM) as uow:
        state = uow.tags.get(email)
    return set(state.told.tags) if state else set()
