"""What is sent from here stands over there once, however often it is sent."""

from __future__ import annotations

import pytest

from posapp.domain.outbox import Operation, Repeat
from posapp.domain.remote_order import RemoteOrder
from posapp.ports import failures
from posapp.ports.backoffice import Ack, Cap, Kind, Write
from posapp.ports.customer_fields import Overtaken
from posapp.ports.documents import AddressDocument, ClubDocument, Document
from posapp.sandbox.office_site import SoldLine
from tests.contracts.conftest import Office, claiming
from tests.contracts.documents import HOME, clubs, handed, person, sale


def repeated(write: Write, document: Document, key: str) -> Ack:
    """Sent again as the outbox would: what must be looked up first is."""
    found = None
    if write.rule.how is Repeat.LOOKUP and write.find is not None:
        found = write.find(document)
    return found or write.put(document, key)


@claiming(Cap.PUSH_ORDER, Cap.WRITE_CUSTOMER)
def test_an_order_is_there_once(office: Office) -> None:
    """Sent twice and looked up: one order, our total, nothing of a card but its end."""
    write = office.write(Operation.PUT_ORDER)
    office.write(Operation.PUT_CUSTOMER).put(person(), "kc")
    assert write.find is not None
    assert write.find(sale()) is None
    first = write.put(sale(), "k1")
    again = repeated(write, sale(), "k1")
    assert (again.remote_id, again.total_cents) == (first.remote_id, first.total_cents)
    found = write.find(sale())
    assert found is not None
    assert (found.remote_id, found.total_cents) == (first.remote_id, 5_196)
    (seen,) = office.site.orders_numbered("T1-000012")
    assert (seen.order_id, seen.total_cents, seen.is_refund) == (first.remote_id, 5_196, False)
    assert "4242" in seen.text


@claiming(Cap.PUSH_ORDER, Cap.READ_ORDER)
def test_our_order_comes_back_under_our_number(office: Office) -> None:
    """So that it is known here and shown once."""
    office.write(Operation.PUT_ORDER).put(sale(customer=None), "k1")
    told = [row for row in office.pull(Kind.ORDER) if isinstance(row, RemoteOrder)]
    assert [order.our_number for order in told] == ["T1-000012"]
    assert [order.total_cents for order in told] == [5_196]


@claiming(Cap.PUSH_ORDER, Cap.TRACKING, Cap.WRITE_CUSTOMER)
def test_a_parcel_of_our_order_is_told_back(office: Office) -> None:
    """The seed's second story: sold here for shipment, tracked over there, read here."""
    write = office.write(Operation.PUT_ORDER)
    office.write(Operation.PUT_CUSTOMER).put(person(), "kc")
    ack = write.put(sale(fulfilment="ship", ship_to=HOME), "k1")
    office.site.ship(ack.remote_id, carrier="UPS", tracking="1Z555")
    told = [row for row in office.pull(Kind.ORDER) if isinstance(row, RemoteOrder)]
    (ours,) = [order for order in told if order.our_number]
    assert [one.number for one in ours.tracking] == ["1Z555"]


@claiming(Cap.PUSH_ORDER)
def test_a_refund_is_a_refund(office: Office) -> None:
    """Under a number of its own, naming the order it pays back."""
    write = office.write(Operation.PUT_ORDER)
    write.put(sale(customer=None), "k1")
    back = sale("T1-000013", kind="refund", previous_number="T1-000012", customer=None)
    write.put(back, "k2")
    repeated(write, back, "k2")
    (seen,) = office.site.orders_numbered("T1-000013")
    assert (seen.is_refund, seen.total_cents) == (True, 5_196)


@claiming(Cap.PUSH_ORDER)
def test_a_number_with_another_total_is_not_taken_for_ours(office: Office) -> None:
    """Neither overwritten nor confirmed."""
    write = office.write(Operation.PUT_ORDER)
    write.put(sale(customer=None), "k1")
    other = sale(total_cents=9_999, customer=None)
    with pytest.raises(failures.Refused):
        write.put(other, "k2")
    (seen,) = office.site.orders_numbered("T1-000012")
    assert seen.total_cents == 5_196


@claiming(Cap.WRITE_CUSTOMER)
def test_a_customer_is_there_once(office: Office) -> None:
    """Made, found, changed where it changed; what others set stays."""
    write = office.write(Operation.PUT_CUSTOMER)
    assert write.find is not None
    assert write.find(person()) is None
    document = person(billing=HOME, contact_types=("Trade",))
    ack = write.put(document, "k1")
    assert write.put(document, "k1").remote_id == ack.remote_id
    assert write.find(document) is not None
    (seen,) = office.site.people("ann@lee.example")
    assert (seen.person_id, seen.streets, seen.types) == (
        ack.remote_id,
        ("1 Vine St",),
        ("Trade",),
    )
    office.site.add_type(ack.remote_id, "Press")
    changed = person(
        remote_id=ack.remote_id,
        phone="7075550188",
        billing=AddressDocument(
            line1="2 Vine St", city="Napa", region="CA", postal="94558", country="US"
        ),
        contact_types=("Press",),
        changed=("phone", "billing", "contact_type:Trade"),
    )
    write.put(changed, "k2")
    (seen,) = office.site.people("ann@lee.example")
    assert seen.phone.replace("-", "").endswith("5550188")
    assert (seen.streets, seen.types) == (("2 Vine St",), ("Press",))


@claiming(Cap.WRITE_CUSTOMER)
def test_a_person_who_is_there_is_not_made_again(office: Office) -> None:
    """Search before create, whatever the case of the address."""
    write = office.write(Operation.PUT_CUSTOMER)
    known = office.site.add_person(first_name="Ann", last_name="Lee", email="ANN@lee.example")
    alike = person(phone="")
    assert write.put(alike, "k1").remote_id == known
    assert len(office.site.people("ann@lee.example")) == 1


@claiming(Cap.WRITE_CUSTOMER)
@pytest.mark.parametrize("ours", [{"phone": "7075550188"}, {"billing": HOME}, {"last_name": "Li"}])
def test_a_new_guest_meets_who_is_there_before_anything_is_written(
    office: Office, ours: dict[str, object]
) -> None:
    """Whatever differs, what is there is read and handed over; not a word of it is replaced."""
    write = office.write(Operation.PUT_CUSTOMER)
    known = office.site.add_person(first_name="Ann", last_name="Lee", email="ann@lee.example")
    before = office.site.people("ann@lee.example")
    with pytest.raises(Overtaken) as raised:
        write.put(person(**{"phone": "", **ours}), "k1")
    met = raised.value.met
    assert met.customer.remote_id == known
    assert set(ours) <= met.shown
    assert met.customer.record.contact.last_name == "Lee"
    assert office.site.people("ann@lee.example") == before


@claiming(Cap.WRITE_CUSTOMER)
def test_what_somebody_changed_there_meanwhile_is_not_overwritten(office: Office) -> None:
    """It is refused, to be asked about; as both sides knew it, or as it is wanted, it is fine."""
    write = office.write(Operation.PUT_CUSTOMER)
    known = office.site.add_person(first_name="Ann", last_name="Lee", email="ann@lee.example")
    renamed = {"remote_id": known, "last_name": "Rivera", "changed": ("last_name",)}
    with pytest.raises(Overtaken, match="last name") as raised:
        write.put(person(**renamed, was={"last_name": "Li"}), "k1")
    assert raised.value.met.customer.record.contact.last_name == "Lee"
    write.put(person(**renamed, was={"last_name": "Lee"}), "k2")
    write.put(person(**renamed, was={"last_name": "Li"}), "k3")
    (seen,) = office.site.people("ann@lee.example")
    assert seen.person_id == known


@claiming(Cap.MARK_PICKUP)
def test_a_pickup_is_marked_once(office: Office) -> None:
    """The seed's first story: collected here, collected over there, by whom it was."""
    write = office.write(Operation.MARK_PICKUP)
    person_id = office.site.add_person(first_name="Ann", last_name="Lee", email="ann@lee.example")
    order_id = office.site.add_web_order(
        "881", person_id=person_id, delivery="pickup", lines=[SoldLine()]
    )
    document = handed(order_id, "881")
    assert write.find is not None
    assert write.find(document) is None
    write.put(document, "k1")
    write.put(document, "k1")
    assert write.find(document) is not None
    assert not office.site.order(order_id).is_waiting
    assert office.site.order(order_id).total_cents == 28_800


@claiming(Cap.UNDO_PICKUP, Cap.MARK_PICKUP)
def test_a_pickup_is_undone(office: Office) -> None:
    """It waits again."""
    undo = office.write(Operation.UNDO_PICKUP)
    person_id = office.site.add_person(first_name="Ann", last_name="Lee", email="ann@lee.example")
    order_id = office.site.add_web_order(
        "881", person_id=person_id, delivery="pickup", lines=[SoldLine()]
    )
    document = handed(order_id, "881")
    office.write(Operation.MARK_PICKUP).put(document, "k1")
    undo.put(document, "k2")
    undo.put(document, "k2")
    assert office.site.order(order_id).is_waiting


@claiming(Cap.WRITE_CLUBS)
def test_a_switch_is_whole(office: Office) -> None:
    """Joined and left in one piece of work; a repeat finishes what was cut off and no more."""
    write = office.write(Operation.SET_CLUBS)
    person_id = office.site.add_person(first_name="Ann", last_name="Lee", email="ann@lee.example")
    estate, library = office.site.add_club("Estate"), office.site.add_club("Library")
    office.site.enrol(person_id, library)
    switch = clubs(
        person_id,
        join=(ClubDocument(club_id=estate, name="Estate"),),
        leave=(ClubDocument(club_id=library, name="Library"),),
    )
    assert write.find is not None
    assert write.find(switch) is None
    write.put(switch, "k1")
    write.put(switch, "k1")
    assert write.find(switch) is not None
    assert office.site.statuses(person_id) == {estate: "active", library: "cancelled"}


@claiming(Cap.WRITE_CLUBS)
def test_half_a_switch_is_finished(office: Office) -> None:
    """The join had arrived when the wire broke."""
    write = office.write(Operation.SET_CLUBS)
    person_id = office.site.add_person(first_name="Ann", last_name="Lee", email="ann@lee.example")
    estate, library = office.site.add_club("Estate"), office.site.add_club("Library")
    office.site.enrol(person_id, library)
    office.site.enrol(person_id, estate)
    switch = clubs(
        person_id,
        join=(ClubDocument(club_id=estate, name="Estate"),),
        leave=(ClubDocument(club_id=library, name="Library"),),
    )
    write.put(switch, "k1")
    assert office.site.statuses(person_id) == {estate: "active", library: "cancelled"}


@claiming(Cap.WRITE_CLUBS)
def test_a_hold(office: Office) -> None:
    """A membership rests."""
    write = office.write(Operation.SET_CLUBS)
    person_id = office.site.add_person(first_name="Ann", last_name="Lee", email="ann@lee.example")
    estate = office.site.add_club("Estate")
    office.site.enrol(person_id, estate)
    until_ms = office.world.clock.now_ms() + 90 * 86_400_000
    rest = ClubDocument(club_id=estate, name="Estate", until_ms=until_ms)
    write.put(clubs(person_id, hold=(rest,)), "k1")
    assert office.site.statuses(person_id) == {estate: "hold"}
