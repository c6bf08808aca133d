"""Club tags to Tock: on a change only, the whole list, the newest in place of older unsent ones."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from posapp.domain.club import Club
from posapp.domain.club_change import ClubChange, ClubChoice
from posapp.domain.club_tags import TagMode, TagRules
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact, Guest
from posapp.domain.outbox import OutboxState, Outcome, Proof
from posapp.ports.backoffice import Kind, Record, RecordPage
from posapp.ports.people import GuestDraft
from posapp.usecases.change_clubs import change_clubs
from posapp.usecases.club_news import note_members
from posapp.usecases.ingest_records import ingest_records
from posapp.usecases.known_tags import remember_guest_tags, remember_tags
from posapp.usecases.map_tag import MapTag, map_tag
from posapp.usecases.outbox_work import claim_next, record_outcome
from posapp.usecases.push_tags import TAGS_RULE
from tests.support.club_till import (
    ANN,
    CLUBS,
    SENDS,
    as_told,
    document_of,
    follow,
    member,
    note_everybody,
    open_clubs,
    tag_work,
    tell_page,
)
from tests.support.offices import TownCaps
from tests.support.till import PROGRAM, Till

NAME = ANN.contact.name
MEMBERS = int(os.environ.get("POSAPP_MEMBERS", "400"))


def states(till: Till) -> list[OutboxState]:
    return [row.state for row in tag_work(till)]


def titles(till: Till) -> list[str]:
    return [row.title for row in tag_work(till)]


def change(till: Till, *, join: tuple[str, ...] = (), leave: tuple[str, ...] = ()) -> str:
    with till.store.write("change_clubs", actor=PROGRAM) as uow:
        guest = uow.guests.find_by_remote("office", "c1")
        assert guest is not None
        wanted = ClubChange(
            change_id=uow.new_id(),
            guest_id=guest.guest_id,
            join=tuple(map(ClubChoice, join)),
            leave=leave,
        )
        return change_clubs(wanted, uow=uow, rules=SENDS).preview


def confirm(till: Till, proof: Proof = Proof.APPLIED) -> None:
    """The next item is sent and ends so."""
    till.clock.advance(8_000)
    with till.store.write("claim", actor=PROGRAM) as uow:
        claim = claim_next("tock", uow=uow, rule_of=lambda _: TAGS_RULE)
    assert claim is not None
    with till.store.write("outcome", actor=PROGRAM) as uow:
        record_outcome(
            claim.item, uow=uow, outcome=Outcome(proof), rule=TAGS_RULE, backoff_ms=1_000
        )


@pytest.mark.heavy
def test_the_first_pull_of_all_members_tells_nobody(till: Till) -> None:
    """What the clubs are at first is noted, never sent; a page told again changes nothing."""
    tell_page(till, Kind.CLUB, *CLUBS)
    guests = [
        Guest("", Contact("Ann", str(number), f"a{number}@b.example"), "office", f"c{number}")
        for number in range(MEMBERS)
    ]
    for start in range(0, MEMBERS, 200):
        tell_page(till, Kind.CUSTOMER, *guests[start : start + 200])
    pages = [
        [member(guest.remote_id, "library") for guest in guests[start : start + 200]]
        for start in range(0, MEMBERS, 200)
    ]
    for page in pages:
        tell_page(till, Kind.MEMBERSHIP, *page)
    note_everybody(till)
    tell_page(till, Kind.MEMBERSHIP, *pages[0])
    tell_page(till, Kind.CUSTOMER, *guests[:200])
    assert tag_work(till) == []
    tell_page(till, Kind.MEMBERSHIP, member("c7", "estate"))
    assert titles(till) == ["Ann 7: + Estate Reserve"]


def test_join_adds_cancel_removes_switch_replaces(till: Till) -> None:
    """Each is one list, previewed by name against what Tock has."""
    open_clubs(till, member("c1", "library"))
    assert change(till, join=("estate",)) == "+ Estate Reserve"
    confirm(till)
    assert change(till, join=("cellar",), leave=("library",)) == "+ Cellar − Library"
    confirm(till)
    tell_page(till, Kind.MEMBERSHIP, member("c1", "library", is_active=False))
    assert change(till, leave=("estate", "cellar")) == "− Cellar − Estate Reserve"
    last = document_of(till, tag_work(till)[-1])
    assert (last.tags, last.managed) == ((), ("Cellar", "Estate Reserve", "Library"))


def test_a_switch_told_by_two_records_is_one_list(till: Till) -> None:
    """Cancel and join of one page never show Tock the state between."""
    open_clubs(till, member("c1", "library"))
    tell_page(
        till,
        Kind.MEMBERSHIP,
        member("c1", "library", is_active=False),
        member("c1", "estate"),
    )
    assert titles(till) == [f"{NAME}: + Estate Reserve − Library"]
    assert document_of(till, tag_work(till)[0]).tags == ("Estate Reserve",)


def test_the_newest_takes_the_place_of_older_unsent_ones(till: Till) -> None:
    """Waiting and parked lists are superseded; back to what Tock has, nothing is left to send."""
    open_clubs(till, member("c1", "library"))
    change(till, join=("estate",))
    till.open_shop()
    till.act.park_item(tag_work(till)[0].item_id)
    change(till, join=("cellar",))
    assert states(till) == [OutboxState.SUPERSEDED, OutboxState.WAITING]
    assert titles(till)[-1] == f"{NAME}: + Cellar + Estate Reserve"
    assert change(till, join=("cellar", "estate")) == ""
    change(till, leave=("cellar", "estate"))
    assert states(till) == [OutboxState.SUPERSEDED, OutboxState.SUPERSEDED]


def test_a_list_can_be_taken_back_until_it_may_have_arrived(till: Till) -> None:
    """What was taken back stays so until the guest changes again, and that carries everything."""
    open_clubs(till)
    till.open_shop()
    change(till, join=("estate",))
    item_id = tag_work(till)[0].item_id
    till.act.tags.withdraw(item_id)
    till.act.tags.withdraw(item_id)
    follow(till)
    assert states(till) == [OutboxState.SUPERSEDED]
    assert change(till, join=("library",)) == "+ Estate Reserve + Library"
    confirm(till, Proof.MAYBE)
    with pytest.raises(DomainError, match="at Tock already"):
        till.act.tags.withdraw(tag_work(till)[1].item_id)


def test_what_is_in_doubt_stays_first_in_line(till: Till) -> None:
    """A newer list waits behind it, and neither goes before a late write would have landed."""
    open_clubs(till)
    change(till, join=("estate",))
    confirm(till, Proof.MAYBE_LATE)
    change(till, join=("library",))
    assert states(till) == [OutboxState.UNKNOWN, OutboxState.WAITING]
    till.open_shop()
    till.act.retry_item(tag_work(till)[0].item_id)
    till.clock.advance(100_000)
    with till.store.write("claim", actor=PROGRAM) as uow:
        assert claim_next("tock", uow=uow, rule_of=lambda _: TAGS_RULE) is None
    till.clock.advance(20_000)
    confirm(till)
    confirm(till)
    assert states(till) == [OutboxState.CONFIRMED, OutboxState.CONFIRMED]


def test_a_new_address_clears_the_old_one(till: Till) -> None:
    """The old address gets the empty list, the new one all clubs."""
    open_clubs(till, member("c1", "library"))
    tell_page(till, Kind.CUSTOMER, replace(ANN, contact=replace(ANN.contact, email="new@x.org")))
    found = {document_of(till, row).email: document_of(till, row) for row in tag_work(till)}
    assert found["ann@lee.example"].tags == ()
    assert found["ann@lee.example"].managed == ("Library",)
    assert found["new@x.org"].tags == ("Library",)
    assert any("ann@lee.example" in title for title in titles(till))


def test_a_new_phone_of_a_member_goes_along(till: Till) -> None:
    """Name, phone and e-mail are part of the list; of somebody in no club nothing is told."""
    open_clubs(till, member("c1", "library"))
    other = Guest("", Contact("Bo", "Ray", "bo@ray.example"), "office", "c2")
    tell_page(till, Kind.CUSTOMER, other)
    tell_page(till, Kind.CUSTOMER, replace(other, contact=replace(other.contact, phone="1")))
    assert tag_work(till) == []
    tell_page(till, Kind.CUSTOMER, replace(ANN, contact=replace(ANN.contact, phone="42")))
    assert titles(till) == [f"{NAME}: new name, e-mail or phone"]
    assert document_of(till, tag_work(till)[0]).phone == "42"


def test_a_member_whose_record_comes_later_is_told_too(till: Till) -> None:
    """A membership may be told before its person."""
    open_clubs(till)
    tell_page(till, Kind.MEMBERSHIP, member("c2", "estate"))
    assert tag_work(till) == []
    tell_page(till, Kind.CUSTOMER, Guest("", Contact("Bo", "Ray", "bo@r.example"), "office", "c2"))
    assert titles(till) == ["Bo Ray: + Estate Reserve"]


def test_a_renamed_club_is_news_to_its_members(till: Till) -> None:
    """The new name replaces the old one at Tock; another percentage does not matter there."""
    open_clubs(till, member("c1", "library"))
    tell_page(till, Kind.CLUB, replace(CLUBS[1], discount_bp=2_000))
    assert tag_work(till) == []
    tell_page(till, Kind.CLUB, replace(CLUBS[1], name="Library Circle"))
    assert titles(till) == [f"{NAME}: + Library Circle − Library"]


def test_switched_off_nothing_is_sent_and_nothing_is_made_up_for(till: Till) -> None:
    """Changes while it is off are no bulk sync later; the next change carries the truth."""
    off = TagRules()
    open_clubs(till, member("c1", "library"), rules=off)
    tell_page(till, Kind.MEMBERSHIP, member("c1", "estate"), rules=off)
    follow(till)
    assert tag_work(till) == []
    tell_page(till, Kind.MEMBERSHIP, member("c1", "cellar"))
    assert titles(till) == [f"{NAME}: + Cellar + Estate Reserve"]


def test_a_misspelt_tag_is_parked_and_mapping_it_lets_it_go(till: Till) -> None:
    """The reason names the nearest tag; the mapped name goes out, and so does the next guest's."""
    open_clubs(till)
    change(till, join=("estate",))
    assert tag_work(till)[0].reason.startswith("Not checked")
    with till.store.write("tags", actor=PROGRAM) as uow:
        remember_tags(["Estate reserve", "Press", "Library"], uow=uow)
    change(till, join=("library",))
    [_, parked] = tag_work(till)
    assert parked.state is OutboxState.PARKED
    assert parked.reason == (
        "Tock has no tag “Estate Reserve”. Did you mean “Estate reserve”? Map it."
    )
    with till.store.write("map_tag", actor=PROGRAM) as uow:
        assert map_tag(MapTag("Estate Reserve", "Estate reserve"), uow=uow, rules=SENDS) == 1
    assert states(till)[-2:] == [OutboxState.SUPERSEDED, OutboxState.WAITING]
    assert document_of(till, tag_work(till)[-1]).tags == ("Estate reserve", "Library")


def test_a_club_can_be_left_out_and_a_new_tag_lets_it_go(till: Till) -> None:
    """Mapped to nothing it is never sent; a tag made at Tock releases what waited for it."""
    open_clubs(till)
    with till.store.write("tags", actor=PROGRAM) as uow:
        remember_tags(["Library"], uow=uow)
    change(till, join=("cellar", "estate"))
    with till.store.write("map_tag", actor=PROGRAM) as uow:
        map_tag(MapTag("Cellar", ""), uow=uow, rules=SENDS)
    assert "Estate Reserve" in tag_work(till)[-1].reason
    with till.store.write("tags", actor=PROGRAM) as uow:
        remember_tags(["Estate Reserve"], uow=uow)
    follow(till)
    assert states(till) == [OutboxState.SUPERSEDED, OutboxState.WAITING]
    assert document_of(till, tag_work(till)[-1]).tags == ("Estate Reserve",)


def test_replacing_the_whole_list_waits_for_the_guests_profile(till: Till) -> None:
    """Staff's own tags go along; unknown, nothing goes."""
    rules = TagRules(sends=True, mode=TagMode.REPLACE_ALL)
    open_clubs(till, member("c1", "library"), rules=rules)
    tell_page(till, Kind.MEMBERSHIP, member("c1", "estate"), rules=rules)
    assert states(till) == [OutboxState.PARKED]
    with till.store.write("tags", actor=PROGRAM) as uow:
        seen = ["Library", "Press", "Estate Reserve"]
        remember_guest_tags([("Ann@Lee.example", seen), ("b@b.b", ())], uow=uow)
    follow(till, rules=rules)
    assert states(till) == [OutboxState.SUPERSEDED, OutboxState.WAITING]
    assert document_of(till, tag_work(till)[-1]).foreign == ("Press",)


def test_where_tags_are_only_added_a_person_takes_them_away(till: Till) -> None:
    """A task names what to remove; it grows, and what is wanted again goes off it."""
    rules = TagRules(sends=True, mode=TagMode.MERGE)
    open_clubs(till, member("c1", "library"), member("c1", "cellar"), rules=rules)
    left = [member("c1", club, is_active=False) for club in ("library", "cellar")]
    tell_page(till, Kind.MEMBERSHIP, left[0], rules=rules)
    tell_page(till, Kind.MEMBERSHIP, left[1], rules=rules)
    tasks = [row for row in tag_work(till) if "by hand" in row.title]
    assert [row.state for row in tasks] == [OutboxState.SUPERSEDED, OutboxState.PARKED]
    assert tasks[-1].title == f"{NAME}: remove “Cellar” and “Library” at Tock by hand"
    tell_page(till, Kind.MEMBERSHIP, member("c1", "cellar"), rules=rules)
    task = next(row for row in tag_work(till) if row.state is OutboxState.PARKED)
    assert task.title == f"{NAME}: remove “Library” at Tock by hand"
    till.open_shop()
    till.act.settle_item(task.item_id, is_there=True)
    assert OutboxState.PARKED not in states(till)


def test_who_is_back_before_anything_was_sent_keeps_the_tag(till: Till) -> None:
    """Nothing is left to send, and nobody is asked to take the tag away."""
    rules = TagRules(sends=True, mode=TagMode.MERGE)
    open_clubs(till, member("c1", "library"), rules=rules)
    for is_active in (False, True):
        member_now = member("c1", "library", is_active=is_active)
        tell_page(till, Kind.MEMBERSHIP, member_now, rules=rules)
    assert set(states(till)) == {OutboxState.SUPERSEDED}


def test_the_back_offices_own_membership_takes_the_place_of_ours(till: Till) -> None:
    """A membership entered here ends when the system's own ends."""
    open_clubs(till)
    change(till, join=("estate",))
    tell_page(till, Kind.MEMBERSHIP, member("c1", "estate"))
    assert len(tag_work(till)) == 1
    tell_page(till, Kind.MEMBERSHIP, member("c1", "estate", is_active=False))
    assert states(till) == [OutboxState.SUPERSEDED]


BO = Guest("", Contact("Bo", "Roe", "bo@roe.example"), "office", "c2")


def tell_cave(till: Till, *records: Record | Guest) -> None:
    """Another office, whose ids are the same numbers, tells a page; what it changed is followed."""
    with till.store.write("pull.page", actor=PROGRAM) as uow:
        page = RecordPage(Kind.MEMBERSHIP, tuple(map(as_told, records)), "c")
        ingest_records(page, uow=uow, remote="orders", source="cave")
    follow(till)


def test_another_office_withdraws_nobodys_tags_by_being_connected(till: Till) -> None:
    """What it tells first is its beginning; from the first change on the tags follow its clubs."""
    tell_page(till, Kind.CUSTOMER, BO)
    open_clubs(till, member("c1", "estate"), member("c2", "estate"))
    till.store.caps = TownCaps(backend="cave")
    tell_cave(till, Club("estate", "Cave Club"), Club("cellar", "Cellar Circle"))
    tell_cave(till, replace(ANN, remote_id="c2"))
    tell_cave(till, member("c2", "estate"))
    with till.store.write("tags.note", actor=PROGRAM) as uow:
        note_members(uow, office="cave")
    follow(till)
    assert tag_work(till) == []
    tell_cave(till, member("c2", "cellar"))
    [row] = tag_work(till)
    assert row.title == f"{NAME}: + Cave Club + Cellar Circle − Estate Reserve"


def test_a_guest_whom_the_connected_office_does_not_know_keeps_the_tags(till: Till) -> None:
    """A new phone goes to Tock with them; so it does while nothing is connected."""
    tell_page(till, Kind.CUSTOMER, BO)
    open_clubs(till, member("c2", "estate"))
    till.open_shop()
    with till.store.write("look", actor=PROGRAM) as uow:
        bo = uow.guests.find_by_email("bo@roe.example")
        assert bo is not None
        note_members(uow, office="cave")
    till.act.guests = replace(till.act.guests, rules=SENDS)
    for number, backend in enumerate(("cave", "")):
        till.store.caps = TownCaps(backend=backend)
        contact = replace(BO.contact, phone=f"707555010{number}")
        till.act.guests.edit(bo.guest_id, GuestDraft(contact=contact))
        document = document_of(till, tag_work(till)[-1])
        assert (document.phone, document.tags) == (contact.phone, ("Estate Reserve",))
