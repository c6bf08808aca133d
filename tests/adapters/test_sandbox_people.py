"""People through the sandbox adapter over real HTTP: both ways, searched, merged, in and out of
clubs, in every mode of repeating.
"""

from dataclasses import replace as replaced

import msgspec
import pytest

from posapp.adapters.backoffice.sandbox import SandboxBackend
from posapp.adapters.http import DoorPolicy, HttpDoor, Limits
from posapp.domain.address import Address
from posapp.domain.club import MembershipStatus
from posapp.domain.guest import Contact
from posapp.domain.guest_record import (
    GuestDetails,
    GuestRecord,
    ShippingAddress,
    shipping_name,
)
from posapp.domain.outbox import Operation
from posapp.ports import failures
from posapp.ports.backoffice import CustomerRecord, Kind, MergedCustomer
from posapp.ports.documents import (
    AddressDocument,
    ClubDocument,
    ClubsDocument,
    CustomerDocument,
)
from posapp.sandbox.backoffice import records as there
from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.ops import OFFICE_WRITES, Op
from posapp.sandbox.products import CLUBS
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from tests.adapters.conftest import FixedClock

NEW_ASH = shipping_name(Address("3 Ash", city="Yountville"))
VINE = there.Address(line1="1 Vine St", city="Napa", region="CA", postal="94558", country="US")
ADA = there.Customer(
    "c-1",
    "ada@example.com",
    "Ada",
    "Alder",
    "7075550101",
    company="Alder & Co",
    birth_date="1980-02-29",
    billing=VINE,
    shipping=(there.ShippingAddress("s1", VINE, is_primary=True),),
    contact_types=("Press", "Trade"),
)
HOME = Address("1 Vine St", "", "Napa", "CA", "94558", "US")


@pytest.fixture
def served():
    """A small world of its own."""
    world = World(1)
    for club in CLUBS:
        world.backoffice.found_club(club)
    world.backoffice.register(ADA)
    with SandboxServer(world) as server:
        yield server


@pytest.fixture
def office(served):
    return served.world.backoffice


@pytest.fixture
def made(served, mode):
    """The adapter in a mode, and the server in the same."""
    for op in OFFICE_WRITES:
        served.world.backoffice.set_mode(op, mode)
    if mode is RepeatMode.KEY:
        served.world.backoffice.set_mode(Op.CUSTOMER_UPSERT, RepeatMode.NATURAL_KEY)
    policy = DoorPolicy(peer="Sandbox back office", hosts=frozenset(), allow_loopback_http=True)
    with HttpDoor(policy, clock=FixedClock()) as door:
        yield SandboxBackend(
            door,
            base_url=served.base_url,
            token=served.world.credentials.backoffice_token,
            mode=mode.value,
            limits=Limits(total_s=2),
        )


@pytest.fixture
def mode():
    return RepeatMode.KEY


def pulled(made, kind):
    return [record for page in made.changes(kind, cursor="") for record in page.records]


def ada(**changes):
    """Ada as a document of the fields that changed."""
    base = CustomerDocument(
        guest_id="g1",
        first_name="Ada",
        last_name="Alder",
        email="ada@example.com",
        phone="7075550101",
        remote_id="c-1",
        shipping=(AddressDocument(line1="1 Vine St", city="Napa", address_id="s1"),),
        contact_types=("Press", "Trade"),
    )
    return msgspec.structs.replace(base, **changes)


def put(made, operation, document, key="k"):
    return made.writes[operation].put(document, key)


def find(made, operation, document):
    return made.writes[operation].find(document)


def clubs(change_id="x1", **verbs):
    named = {verb: tuple(map(club, ids)) for verb, ids in verbs.items()}
    return ClubsDocument(
        change_id=change_id,
        guest_id="g1",
        customer_id="c-1",
        email="ada@example.com",
        first_name="Ada",
        last_name="Alder",
        at_ms=5,
        **named,
    )


def club(club_id):
    return ClubDocument(club_id=club_id, name=club_id, fulfilment="pickup", pickup_location="TR1")


def held(office):
    return sorted((one.club_id, one.status.value) for one in office.memberships.records())


def test_a_customer_arrives_with_everything(made, served):
    """Company, birth date, both kinds of addresses with their ids, contact types, their stamp."""
    (told,) = pulled(made, Kind.CUSTOMER)
    assert told == CustomerRecord(
        "c-1",
        GuestRecord(
            Contact("Ada", "Alder", "ada@example.com", "7075550101"),
            GuestDetails(
                "Alder & Co",
                "1980-02-29",
                HOME,
                (ShippingAddress(HOME, "s1", is_primary=True),),
                ("Press", "Trade"),
            ),
        ),
        modified_ms=served.world.clock.now_ms(),
    )


def test_only_what_changed_here_is_written(made, office):
    """A field that somebody changed over there meanwhile stays as they left it."""
    office.register(replaced(ADA, company="Changed there", contact_types=("New", "Press")))
    document = ada(
        phone="7075550199",
        changed=("phone", "contact_type:Press", "contact_type:VIP"),
        contact_types=("VIP",),
    )
    assert find(made, Operation.PUT_CUSTOMER, document) is None
    assert put(made, Operation.PUT_CUSTOMER, document).remote_id == "c-1"
    after = office.customers.get("c-1").record
    assert (after.phone, after.company) == ("7075550199", "Changed there")
    assert after.contact_types == ("New", "VIP")
    assert after.shipping == ADA.shipping
    assert find(made, Operation.PUT_CUSTOMER, document) is not None


def test_addresses_go_both_ways(made, office):
    """A new one gets an id there, a changed one keeps its own, what was taken away goes."""
    fields = ("billing", "shipping:s1", NEW_ASH)
    document = ada(
        changed=fields,
        billing=AddressDocument(line1="9 Elm", city="Sonoma"),
        shipping=(
            AddressDocument(line1="2 Oak", city="Napa", address_id="s1", is_primary=True),
            AddressDocument(line1="3 Ash", city="Yountville"),
        ),
    )
    put(made, Operation.PUT_CUSTOMER, document)
    assert find(made, Operation.PUT_CUSTOMER, document) is not None
    (told,) = pulled(made, Kind.CUSTOMER)
    assert told.record.details.billing == Address("9 Elm", city="Sonoma")
    assert told.record.details.shipping == (
        ShippingAddress(Address("2 Oak", city="Napa"), "s1", is_primary=True),
        ShippingAddress(Address("3 Ash", city="Yountville"), "c-1/a1"),
    )
    put(made, Operation.PUT_CUSTOMER, ada(changed=fields, shipping=()))
    after = office.customers.get("c-1").record
    assert (after.shipping, after.billing) == ((), None)


def test_an_address_somebody_entered_meanwhile_stays(made, office):
    """The list is replaced whole over there: ours is changed in it, theirs is sent back."""
    theirs = there.ShippingAddress("s2", replaced(VINE, line1="5 Fir"))
    office.register(replaced(ADA, shipping=(*ADA.shipping, theirs)))
    document = ada(
        changed=("shipping:s1", NEW_ASH),
        shipping=(
            AddressDocument(line1="2 Oak", city="Napa", address_id="s1"),
            AddressDocument(line1="3 Ash", city="Yountville"),
        ),
    )
    for _ in range(2):
        put(made, Operation.PUT_CUSTOMER, document)
        shipping = office.customers.get("c-1").record.shipping
        assert sorted(one.address.line1 for one in shipping) == ["2 Oak", "3 Ash", "5 Fir"]
    assert find(made, Operation.PUT_CUSTOMER, document) is not None


def test_a_new_person_comes_with_our_id(made, office):
    """All that is known is written at once, and a look-up by e-mail finds it."""
    person = ada(
        guest_id="g9",
        email="new@example.com",
        remote_id="",
        company="N",
        contact_types=("VIP",),
        shipping=(AddressDocument(line1="3 Ash", city="Yountville"),),
    )
    ack = put(made, Operation.PUT_CUSTOMER, person)
    kept = office.customers.get(ack.remote_id).record
    assert (kept.our_id, kept.company, kept.contact_types) == ("g9", "N", ("VIP",))
    assert kept.shipping[0].address.line1 == "3 Ash"
    assert find(made, Operation.PUT_CUSTOMER, person) == ack


def test_a_new_e_mail_is_written_under_the_id(made, office):
    """The id names the person, so the e-mail itself may change; who is gone is told."""
    document = ada(email="ada@new.example", changed=("email",))
    assert put(made, Operation.PUT_CUSTOMER, document).remote_id == "c-1"
    assert office.customers.get("c-1").record.email == "ada@new.example"
    gone = ada(remote_id="nobody", changed=("phone",))
    with pytest.raises(failures.Refused, match="no such customer"):
        put(made, Operation.PUT_CUSTOMER, gone)
    with pytest.raises(failures.Refused, match="any more"):
        find(made, Operation.PUT_CUSTOMER, gone)


def test_merges_are_told_and_old_ids_still_lead_there(made, office):
    """Whoever was the one is the other."""
    office.register(there.Customer("c-2", "a@old.example", "A.", "Alder"))
    office.merge("c-2", into_id="c-1")
    assert pulled(made, Kind.MERGE) == [MergedCustomer("c-2", "c-1")]
    assert [one.remote_id for one in pulled(made, Kind.CUSTOMER)] == ["c-1"]
    late = ada(remote_id="c-2", company="One", changed=("company",))
    assert put(made, Operation.PUT_CUSTOMER, late).remote_id == "c-1"
    assert office.customers.get("c-1").record.company == "One"


def test_people_are_found_there(made):
    """By name, e-mail or phone; nothing is asked for without a word."""
    for words in ("ada", "alder ADA", "5550101", "ada@exam"):
        assert [one.remote_id for one in made.search_customers(words)] == ["c-1"], words
    assert made.search_customers("zzz") == ()
    assert made.search_customers("  ") == ()


@pytest.mark.parametrize("mode", list(RepeatMode))
def test_a_change_of_clubs_is_made_once_in_every_mode(made, office, served):
    """What is there already is left alone, so that no repeat joins twice."""
    join = clubs(join=("club-estate",))
    assert find(made, Operation.SET_CLUBS, join) is None
    for _ in range(3):
        assert put(made, Operation.SET_CLUBS, join).reference == "x1"
    assert held(office) == [("club-estate", "active")]
    assert served.world.ledger.repeated(Op.CLUBS_SET) == {}
    assert find(made, Operation.SET_CLUBS, join) is not None
    (told,) = pulled(made, Kind.MEMBERSHIP)
    assert (told.status, told.is_active) == (MembershipStatus.ACTIVE, True)
    assert (told.fulfilment, told.pickup_location) == ("pickup", "TR1")
    assert told.joined_ms == served.world.clock.now_ms()


def test_hold_and_resume(made, office):
    """A held membership is not active, and a cancelled one stays on record."""
    put(made, Operation.SET_CLUBS, clubs("x1", join=("club-estate",)), "a")
    put(made, Operation.SET_CLUBS, clubs("x2", hold=("club-estate",)), "b")
    (told,) = pulled(made, Kind.MEMBERSHIP)
    assert (told.status, told.is_active) == (MembershipStatus.HOLD, False)
    put(made, Operation.SET_CLUBS, clubs("x3", resume=("club-estate",)), "c")
    assert held(office) == [("club-estate", "active")]
    put(made, Operation.SET_CLUBS, clubs("x4", leave=("club-estate",)), "d")
    (told,) = pulled(made, Kind.MEMBERSHIP)
    assert told.status is MembershipStatus.CANCELLED
    assert told.cancelled_ms is not None


def test_a_switch_is_whole(made, office):
    """Both halves in one request: a club that is gone refuses both."""
    put(made, Operation.SET_CLUBS, clubs("x1", join=("club-estate",)), "a")
    with pytest.raises(failures.Refused, match="no club gone"):
        put(made, Operation.SET_CLUBS, clubs("x2", join=("gone",), leave=("club-estate",)), "b")
    assert held(office) == [("club-estate", "active")]
    switch = clubs("x3", join=("club-library",), leave=("club-estate",))
    put(made, Operation.SET_CLUBS, switch, "c")
    assert held(office) == [("club-estate", "cancelled"), ("club-library", "active")]


def test_a_guest_without_an_id_is_found_by_e_mail(made, office):
    """And one who is not known there yet waits."""
    by_email = msgspec.structs.replace(clubs(join=("club-estate",)), customer_id="")
    assert put(made, Operation.SET_CLUBS, by_email).remote_id == "c-1"
    stranger = msgspec.structs.replace(by_email, email="who@example.com")
    with pytest.raises(failures.Refused, match="does not know"):
        put(made, Operation.SET_CLUBS, stranger)


WRITES = [
    (Op.CUSTOMER_UPSERT, Operation.PUT_CUSTOMER, ada(company="X", changed=("company",))),
    (Op.CLUBS_SET, Operation.SET_CLUBS, clubs(join=("club-estate",))),
]


@pytest.mark.parametrize("mode", [RepeatMode.KEY, RepeatMode.NATURAL_KEY, RepeatMode.LOOKUP])
@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.TRUNCATE, FaultKind.FAIL_BEFORE])
@pytest.mark.parametrize(("op", "operation", "document"), WRITES)
def test_after_a_fault_the_way_of_its_mode_ends_well(
    made, served, office, op, operation, document, kind
):
    """A lost answer is a doubt; sending again or looking up leaves it applied once."""
    served.faults.inject(Fault(kind), op=op)
    with pytest.raises(failures.NoProof):
        put(made, operation, document)
    if find(made, operation, document) is None:
        put(made, operation, document)
    else:
        assert kind is not FaultKind.FAIL_BEFORE
    assert find(made, operation, document) is not None
    assert served.world.ledger.repeated(op) == {}
