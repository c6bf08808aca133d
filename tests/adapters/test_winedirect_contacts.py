"""Contacts and memberships written to WineDirect: searched first, nothing emptied, nobody twice."""

import contextlib

import msgspec
import pytest

from posapp.domain.outbox import Operation, Repeat
from posapp.ports import failures
from posapp.ports.customer_fields import Overtaken
from posapp.ports.documents import AddressDocument, ClubDocument, ClubsDocument
from posapp.sandbox.faults.kinds import TRANSIENT, Fault, FaultKind
from posapp.sandbox.ops import Op
from posapp.sandbox.winedirect.records import Membership
from tests.adapters.winedirect_case import ANN, DAY_MS, winedirect
from tests.contracts.documents import HOME, NOW_MS

PARCELS = AddressDocument(line1="2 Hill Rd", city="Napa", region="CA", postal="94558", name="Bo")
HARMLESS = [kind for kind in TRANSIENT if kind is not FaultKind.STALL]


@pytest.fixture
def case():
    with winedirect() as made:
        yield made


def ann(**changes):
    return msgspec.structs.replace(ANN, **changes)


def put(case, document, operation=Operation.PUT_CUSTOMER, **values):
    return case.connect(**values).writes[operation].put(document, "k")


def only_contact(case):
    (contact,) = case.office.contacts.values()
    return contact


def change(person_id: str = "", **changes: object) -> ClubsDocument:
    made = ClubsDocument(
        change_id="ch1",
        guest_id="01a",
        customer_id=person_id,
        email="ann@lee.example",
        first_name="Ann",
        last_name="Lee",
        at_ms=NOW_MS,
    )
    return msgspec.structs.replace(made, **changes)


def set_clubs(case, document, **values):
    return put(case, document, Operation.SET_CLUBS, **values)


def statuses(case):
    names = case.office.clubs
    return sorted((names[one.club_id], one.status) for one in case.office.memberships.values())


def test_a_new_guest_is_a_contact_with_our_id(case):
    """Never with a user name or password; a number as WineDirect writes it."""
    ack = put(case, ann(billing=HOME, company="Vines Inc", birth_date="1970-05-01"))
    contact = only_contact(case)
    assert (ack.remote_id, ack.reference) == (contact.contact_id, "ann@lee.example")
    told = {name: value for name, value in contact.values.items() if value}
    assert told == {
        "AltContactID": "posapp:01a",
        "FirstName": "Ann",
        "LastName": "Lee",
        "Email": "ann@lee.example",
        "MainPhone": "707-555-0101",
        "Company": "Vines Inc",
        "Birthdate": "1970-05-01",
        "Address": "1 Vine St",
        "City": "Napa",
        "StateCode": "CA",
        "ZipCode": "94558",
        "CountryCode": "US",
    }
    assert not any(b"sername>ann" in body for _, body in case.office.envelopes)


def test_what_is_not_named_is_not_emptied(case):
    """The far side empties what an upsert leaves out; a change carries what is there."""
    known = case.person(
        Title="Dr", Company="Vines Inc", Address="1 Vine St", City="Napa", StateCode="CA",
        Birthdate="1970-05-01", AltContactID="otherpos-7", MainPhone="707-555-0101",
    )  # fmt: skip
    put(case, ann(remote_id=known, phone="7075550188", changed=("phone",)))
    contact = only_contact(case)
    assert contact.values["MainPhone"] == "707-555-0188"
    kept = {name: contact.values[name] for name in ("Title", "Company", "Address", "Birthdate")}
    assert kept == {
        "Title": "Dr", "Company": "Vines Inc", "Address": "1 Vine St", "Birthdate": "1970-05-01",
    }  # fmt: skip
    assert contact.values["AltContactID"] == "otherpos-7"  # another till's own id


def test_a_new_guest_who_is_there_loses_nothing(case):
    """Found by e-mail: it is handed over before a word of it is written."""
    case.person("ANN@LEE.EXAMPLE", Company="Vines Inc", MainPhone="415-555-0199")
    with pytest.raises(Overtaken) as raised:
        put(case, ann(phone=""))
    assert raised.value.met.customer.record.details.company == "Vines Inc"
    assert "UpsertContact" not in case.office.asked
    values = only_contact(case).values
    assert (values["Company"], values["MainPhone"]) == ("Vines Inc", "415-555-0199")


def test_what_is_there_already_is_not_written(case):
    """A repeat asks and does no more."""
    put(case, ann())
    put(case, ann())
    assert case.office.asked["UpsertContact"] == 1


def test_several_with_one_email_are_a_persons_question(case):
    """A couple sharing an address would become one; a link settles it."""
    first, _ = case.person(), case.person()
    with pytest.raises(failures.Refused, match=r"2 contacts with the e-mail ann@lee\.example"):
        put(case, ann())
    assert "UpsertContact" not in case.office.asked
    put(case, ann(remote_id=first, changed=("phone",)))
    assert case.office.contacts[first].values["MainPhone"] == "707-555-0101"


def test_a_contact_that_vanished_is_told(case):
    """Deleted there: not made again behind somebody's back; merged: the same e-mail is found."""
    gone = case.person()
    case.office.remove(gone)
    with pytest.raises(failures.Refused, match="deleted or merged"):
        put(case, ann(remote_id=gone, changed=("phone",)))
    kept = case.person()
    assert put(case, ann(remote_id=gone, changed=("phone",))).remote_id == kept


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first_name": "A" * 51}, "at most 50 characters here: FirstName"),
        ({"email": "a@" + "b" * 100}, "at most 100 characters here: Email"),
        ({"company": "C" * 256}, "at most 255 characters here: Company"),
    ],
)
def test_what_would_be_cut_is_refused(case, changes, said):
    """Before anything is sent."""
    with pytest.raises(failures.Refused, match=said):
        put(case, ann(**changes))
    assert not case.office.asked


def test_contact_types_are_added_and_taken_away_by_name(case):
    """Only those that changed; one that WineDirect does not know is told."""
    known = case.person()
    for name in ("Press", "Trade"):
        case.office.tag(known, name)
    case.office.add_type("VIP")
    changed = ("contact_type:VIP", "contact_type:Trade")
    put(case, ann(remote_id=known, contact_types=("VIP", "Press"), changed=changed))
    assert only_contact(case).types == {"Press", "VIP"}
    put(case, ann(remote_id=known, contact_types=("VIP", "Press"), changed=changed))
    assert case.office.asked["AddContactTypeToContact"] == 1
    with pytest.raises(failures.Refused, match="no contact type “Moon”"):
        put(case, ann(remote_id=known, contact_types=("Moon",), changed=("contact_type:Moon",)))


def test_addresses_for_parcels_are_left_to_a_person(case):
    """No public call writes them: the rest is written, and once it is entered there it is done."""
    changed = ("phone", "shipping:new")
    known = case.person()
    document = ann(remote_id=known, shipping=(PARCELS,), changed=changed)
    with pytest.raises(failures.Refused, match="Everything else is written"):
        put(case, document)
    assert only_contact(case).values["MainPhone"] == "707-555-0101"
    case.office.add_address(
        known, Address="2 hill rd", City="Napa", StateCode="CA", ZipCode="94558"
    )
    assert put(case, document).remote_id == known


@pytest.mark.parametrize("kind", HARMLESS)
def test_whatever_happens_to_a_contact_it_is_there_once(case, kind):
    """A write that may still land is waited for; then it is looked for and found."""
    case.server.faults.inject(Fault(kind, d=0.02), op=Op.CUSTOMER_UPSERT)
    write = case.connect().writes[Operation.PUT_CUSTOMER]
    assert write.rule.how is Repeat.STATE
    with contextlib.suppress(failures.NoProof, failures.NotReached, failures.TryLater,
                             failures.SignInPage):  # fmt: skip
        write.put(ann(), "k")
    case.server.plug_cable()
    case.world.clock.advance_ms(120_000)
    write.put(ann(), "k")
    assert only_contact(case).values["MainPhone"] == "707-555-0101"
    assert case.world.ledger.repeated(Op.CUSTOMER_UPSERT) == {}


def test_a_join_a_hold_and_an_end(case):
    """Each by its dates; a second time nothing is written."""
    known, estate = case.person(), case.office.found_club("Estate")
    club = ClubDocument(club_id=estate, name="Estate")
    set_clubs(case, change(known, join=(club,)))
    assert statuses(case) == [("Estate", "Active")]
    set_clubs(case, change(known, change_id="2", hold=(msgspec.structs.replace(
        club, until_ms=NOW_MS + 90 * DAY_MS),)))  # fmt: skip
    assert statuses(case) == [("Estate", "On Hold")]
    set_clubs(case, change(known, change_id="3", resume=(club,)))
    assert statuses(case) == [("Estate", "Active")]
    last = change(known, change_id="4", leave=(club,), reason="Moved away")
    set_clubs(case, last)
    set_clubs(case, last)
    assert statuses(case) == [("Estate", "Cancelled")]
    (member,) = case.office.memberships.values()
    assert member.values["CancelDate"] == "2026-10-10"  # a date of the west coast, as they read it
    assert member.values["CancellationReason"] == "Moved away"
    assert case.office.asked["UpsertClubMembership"] == 4
    set_clubs(case, change(known, change_id="5", join=(club,)))
    assert statuses(case) == [("Estate", "Active"), ("Estate", "Cancelled")]


def test_a_switch_joins_before_it_leaves_and_is_finished(case):
    """Cut off after the join, nobody is without a club; the look-up is not content with half."""
    known = case.person()
    estate, library = case.office.found_club("Estate"), case.office.found_club("Library")
    case.office.enrol(known, library)
    switch = change(
        known,
        join=(ClubDocument(club_id=estate, name="Estate"),),
        leave=(ClubDocument(club_id=library, name="Library", membership_id="here:1"),),
    )
    case.server.faults.inject(Fault(FaultKind.RESET_AFTER), op=Op.CLUBS_SET)
    write = case.connect().writes[Operation.SET_CLUBS]
    assert write.rule.how is Repeat.LOOKUP
    with pytest.raises(failures.NoProof):
        write.put(switch, "k")
    assert statuses(case) == [("Estate", "Active"), ("Library", "Active")]
    assert write.find(switch) is None
    write.put(switch, "k")
    assert statuses(case) == [("Estate", "Active"), ("Library", "Cancelled")]
    assert write.find(switch) is not None
    assert case.world.ledger.repeated(Op.CLUBS_SET) == {}


@pytest.mark.parametrize("kind", HARMLESS)
def test_whatever_happens_to_a_join_it_is_one_membership(case, kind):
    """Applied twice or late as well: a join carries the change's own id."""
    known, estate = case.person(), case.office.found_club("Estate")
    document = change(known, join=(ClubDocument(club_id=estate, name="Estate"),))
    case.server.faults.inject(Fault(kind, d=0.02), op=Op.CLUBS_SET)
    write = case.connect().writes[Operation.SET_CLUBS]
    with contextlib.suppress(failures.NoProof, failures.NotReached, failures.TryLater,
                             failures.SignInPage):  # fmt: skip
        write.put(document, "k")
    case.server.plug_cable()
    case.world.clock.advance_ms(120_000)
    write.put(document, "k")
    assert statuses(case) == [("Estate", "Active")]
    assert case.world.ledger.repeated(Op.CLUBS_SET) == {}


def test_a_club_that_is_collected_needs_a_location(case):
    """Of the change, or of the settings."""
    known, estate = case.person(), case.office.found_club("Estate")
    club = ClubDocument(club_id=estate, name="Estate", fulfilment="pickup")
    with pytest.raises(failures.Refused, match="pickup location"):
        set_clubs(case, change(known, join=(club,)))
    set_clubs(case, change(known, join=(club,)), pickup_location="TR")
    (member,) = case.office.memberships.values()
    assert (member.values["IsPickup"], member.values["PickupLocationCode"]) == ("true", "TR")


def test_a_change_of_an_unknown_guest_or_club_is_refused(case):
    """In words that say what to do, or in WineDirect's own."""
    club = ClubDocument(club_id="c", name="Moon")
    with pytest.raises(failures.Refused, match="does not know Ann Lee yet"):
        set_clubs(case, change(join=(club,)))
    case.person()
    with pytest.raises(failures.Refused, match="club or the contact was not found"):
        set_clubs(case, change(join=(club,)))


def test_a_status_nobody_knows_is_a_persons_work(case, monkeypatch):
    """Joined once more it could be a double; a change of other clubs is none of its business."""
    estate, library = case.office.found_club("Estate"), case.office.found_club("Library")
    ann = case.person()
    paused, _ = case.office.enrol(ann, estate), case.office.enrol(ann, library)
    wire = Membership.wire

    def told(self, club_name):
        status = "Paused" if self.membership_id == paused else self.status
        return {**wire(self, club_name), "CurrentMembershipStatus": status}

    monkeypatch.setattr(Membership, "wire", told)
    with pytest.raises(failures.Refused, match="does not know"):
        set_clubs(case, change(join=(ClubDocument(club_id=estate, name="Estate"),)))
    set_clubs(case, change(leave=(ClubDocument(club_id=library, name="Library"),)))
    assert statuses(case) == [("Estate", "Active"), ("Library", "Cancelled")]
