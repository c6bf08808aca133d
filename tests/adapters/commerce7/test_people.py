"""People and clubs at Commerce7: nothing nulled, nothing doubled."""

from __future__ import annotations

import msgspec
import pytest

from posapp.domain.outbox import Operation
from posapp.ports import failures
from posapp.ports.documents import (
    AddressDocument,
    ClubDocument,
)
from tests.adapters.commerce7.site import Site, clubs, person


def test_a_new_person_is_made_once(site: Site) -> None:
    """With addresses and tags; a repeat finds all of it."""
    where = AddressDocument(line1="1 A St", city="Napa", region="CA", postal="94558", country="US")
    there = AddressDocument(line1="2 B St", city="Napa", region="CA", postal="94558", country="US")
    document = person(billing=where, shipping=(there,), contact_types=("Trade",))
    write = site.backend().writes[Operation.PUT_CUSTOMER]
    assert write.find is not None
    assert write.find(document) is None
    ack = write.put(document, "k")
    before = len(site.world.ledger.entries)
    assert write.put(document, "k") == ack
    assert write.find(document) == ack
    assert len(site.world.ledger.entries) == before
    assert [row["address"] for row in site.tenant.all("customer-address")] == ["1 A St", "2 B St"]
    assert [tag["title"] for tag in site.tenant.all("tag")] == ["Trade"]


def test_what_stands_beside_a_change_is_not_nulled(site: Site) -> None:
    """A PUT replaces lists whole: statuses, the second e-mail and foreign tags must survive."""
    site.ann()
    site.tenant.put("tag", id="t1", title="Trade")
    site.tenant.put("tag", id="t2", title="Press")
    site.tenant.put("customer", id="c-ann", tags=[{"id": "t2", "title": "Press"}])
    document = person(
        remote_id="c-ann",
        phone="+17075550199",
        contact_types=("Press", "Trade"),
        changed=("phone", "contact_type:Trade"),
    )
    site.backend().writes[Operation.PUT_CUSTOMER].put(document, "k")
    row = site.tenant.get("customer", "c-ann")
    assert row is not None
    assert row["emails"] == [
        {"id": "e1", "email": "ann@lee.example", "status": "Subscribed"},
        {"id": "e2", "email": "work@lee.example", "status": "Bounced"},
    ]
    assert row["phones"] == [{"id": "p1", "phone": "+17075550199"}]
    assert row["tags"] == [{"id": "t2", "title": "Press"}, {"id": "t1", "title": "Trade"}]


def test_the_control_a_put_without_reading_loses_what_it_leaves_out(site: Site) -> None:
    """What the far side does to a careless PUT."""
    site.ann()
    site.tenant.put("customer", id="c-ann", emails=[{"email": "ann@lee.example"}])
    row = site.tenant.get("customer", "c-ann")
    assert row is not None
    assert row["emails"] == [{"email": "ann@lee.example"}]


def test_addresses_are_added_changed_and_taken_away(site: Site) -> None:
    """Only those that changed here; the others stay as they are."""
    site.ann()
    site.tenant.put("customer-address", id="a1", customerId="c-ann", isDefault=True, address="Old")
    for name in ("a2", "a3", "a4"):
        site.tenant.put("customer-address", id=name, customerId="c-ann", address=name)
    document = person(
        remote_id="c-ann",
        billing=AddressDocument(line1="New", country="US"),
        shipping=(
            AddressDocument(line1="a2 changed", address_id="a2", country="US"),
            AddressDocument(line1="a4 not ours to change", address_id="a4", country="US"),
            AddressDocument(line1="added", country="US"),
        ),
        changed=("billing", "shipping:a2", "shipping:a3", "shipping:"),
    )
    site.backend().writes[Operation.PUT_CUSTOMER].put(document, "k")
    rows = {row["id"]: row["address"] for row in site.tenant.all("customer-address")}
    assert {name: rows.get(name) for name in ("a1", "a2", "a3", "a4")} == {
        "a1": "New",
        "a2": "a2 changed",
        "a3": None,
        "a4": "a4",
    }
    assert "added" in rows.values()


def test_an_e_mail_that_belongs_to_another_is_refused(site: Site) -> None:
    """The reason is Commerce7's own."""
    site.ann()
    site.tenant.put(
        "customer", id="c-bob", firstName="B", lastName="R", emails=[{"email": "b@r.example"}]
    )
    document = person(remote_id="c-bob", email="ann@lee.example", changed=("email",))
    with pytest.raises(failures.Refused, match="already in use"):
        site.backend().writes[Operation.PUT_CUSTOMER].put(document, "k")


def test_a_customer_that_vanished_is_told(site: Site) -> None:
    """Not made anew behind somebody's back."""
    with pytest.raises(failures.Refused, match="not found"):
        site.backend().writes[Operation.PUT_CUSTOMER].put(person(remote_id="gone"), "k")


def states(site: Site) -> dict[object, object]:
    return {row["clubId"]: row["status"] for row in site.tenant.all("club-membership")}


def test_a_switch_is_whole_and_happens_once(cellar: Site) -> None:
    """Joined and left; a repeat does nothing; the reason over there says that it is a switch."""
    document = clubs(
        join=(ClubDocument(club_id="estate", name="Estate"),),
        leave=(ClubDocument(club_id="library", name="Library"),),
    )
    write = cellar.backend().writes[Operation.SET_CLUBS]
    assert write.find is not None
    assert write.find(document) is None
    write.put(document, "k")
    write.put(document, "k")
    assert write.find(document) is not None
    assert states(cellar) == {"estate": "Active", "library": "Cancelled"}
    left = cellar.tenant.get("club-membership", "m1")
    assert left is not None
    assert left["cancellationReason"] == "Switching to another club"
    assert len(cellar.world.ledger.entries) == 2


def test_half_a_switch_is_finished_by_a_repeat(cellar: Site) -> None:
    """The join was done when the wire broke: only the cancel is missing."""
    cellar.tenant.put("club-membership", customerId="c-ann", clubId="estate", status="Active")
    document = clubs(
        join=(ClubDocument(club_id="estate", name="Estate"),),
        leave=(ClubDocument(club_id="library", name="Library"),),
    )
    cellar.backend().writes[Operation.SET_CLUBS].put(document, "k")
    assert states(cellar) == {"estate": "Active", "library": "Cancelled"}
    assert len(cellar.world.ledger.entries) == 1


def test_a_hold_and_its_end(cellar: Site) -> None:
    """On hold until a day, and active again."""
    library = ClubDocument(club_id="library", name="Library", until_ms=1_795_000_000_000)
    write = cellar.backend().writes[Operation.SET_CLUBS]
    write.put(clubs(hold=(library,)), "k")
    assert states(cellar)["library"] == "On Hold"
    write.put(clubs(resume=(library,)), "k")
    assert states(cellar)["library"] == "Active"


def test_a_person_without_an_id_is_found_by_e_mail(cellar: Site) -> None:
    """Whoever was entered here a moment ago has none yet."""
    document = clubs(customer_id="", join=(ClubDocument(club_id="estate", name="Estate"),))
    cellar.backend().writes[Operation.SET_CLUBS].put(document, "k")
    assert states(cellar)["estate"] == "Active"
    stranger = msgspec.structs.replace(document, email="no@body.example")
    with pytest.raises(failures.Refused, match="does not know"):
        cellar.backend().writes[Operation.SET_CLUBS].put(stranger, "k")


@pytest.mark.parametrize("status", ["Paused", None])
def test_a_status_nobody_knows_is_a_persons_work(cellar: Site, status: str | None) -> None:
    """Joined once more it could be a double; a change of other clubs is none of its business."""
    write = cellar.backend().writes[Operation.SET_CLUBS]
    cellar.tenant.put(
        "club-membership", id="m2", customerId="c-ann", clubId="estate", status=status
    )
    with pytest.raises(failures.Refused, match="does not know"):
        write.put(clubs(join=(ClubDocument(club_id="estate", name="Estate"),)), "k")
    assert len(cellar.tenant.all("club-membership")) == 2
    write.put(clubs(leave=(ClubDocument(club_id="library", name="Library"),)), "k")
