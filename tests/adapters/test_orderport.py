"""OrderPort over real HTTP: read by the day, believed only when it answers with a list."""

from datetime import date, timedelta

import pytest

from posapp.adapters.backoffice.orderport.pulls import DayCursor
from posapp.domain.catalogue import Product
from posapp.domain.club import Club, MembershipStatus
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.reservation import Quarantined
from posapp.ports import failures
from posapp.ports.backoffice import Kind
from posapp.sandbox.orderport import routes
from tests.adapters.orderport_rig import DAY_MS, SPEC, pages, pulled, served_world

TODAY = date(2026, 10, 10)
READS = (Kind.PRODUCT, Kind.CLUB, Kind.CUSTOMER, Kind.MEMBERSHIP, Kind.ORDER)


@pytest.fixture
def there():
    with served_world() as served:
        yield served


def test_the_check_asks_for_little_and_names_the_real_reason(there):
    """A wrong key, a wrong client and no key at all."""
    there.connect().check()
    assert there.asked == [("GetCustomers", {"updatedAfter": "2026-10-10"})]
    with pytest.raises(failures.CredentialsRefused):
        there.connect(api_key="wrong").check()
    with pytest.raises(failures.CredentialsRefused, match="API key"):
        there.connect(api_key="").check()
    with pytest.raises(failures.NoProof, match="Client was not found"):
        there.connect(client_id="1").check()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"client_id": "mine"}, "client_id"),
        ({"client_id": ""}, "client_id"),
        ({"base_url": "http://orderport.example"}, "base_url"),
        ({"base_url": "https://[::1"}, "base_url"),
        ({"zone": "Napa"}, "zone"),
        ({"per_minute": "3"}, "per_minute"),
        ({"first_days": "many"}, "first_days"),
    ],
)
def test_a_wrong_setting_is_named(there, values, field):
    """The form shows the sentence at its field."""
    with pytest.raises(DomainError) as caught:
        there.connect(**values)
    assert caught.value.field == field


@pytest.mark.parametrize("kind", READS)
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (routes.OVERFLOW.encode(), "SqlDateTime overflow"),
        (b'"SqlDateTime overflow."', "SqlDateTime overflow"),
        (b'{"Message":"An error has occurred."}', "An error has occurred"),
        (b"", "nothing at all"),
        (b" \r\n", "nothing at all"),
        (b"null", "sentence instead of a list"),
        (b"<html>Welcome</html>", "guest Wi-Fi"),
        (b'[{"id":1,"email":"ann@lee.example"}', "cannot read"),
        (b"Key sandbox-orderport-key is not valid for this call", "Key ••• is not valid"),
        (b"Card 4111 1111 1111 1111 declined", "•••• 1111"),
    ],
)
def test_what_is_no_list_is_never_an_empty_one(there, kind, body, sentence):
    """A 200 with a text, or with nothing, is a failure with that text as its reason."""
    there.till.troubles = [body] * 4
    pulled_pages = []
    with pytest.raises(failures.NoProof, match=sentence):
        pulled_pages.extend(there.connect().changes(kind, cursor=""))
    assert pulled_pages == []


def test_a_list_within_an_object_is_read(there):
    """A wrapper with one list is that list; with two nobody knows."""
    there.till.troubles = [b'{"total":1,"rows":[{"customerNumber":"7","email":"a@b.c"}]}']
    (record,) = pulled(there.connect(), Kind.CUSTOMER)
    assert record.remote_id == "7"
    there.till.troubles = [b'{"a":[],"b":[]}']
    with pytest.raises(failures.NoProof):
        pulled(there.connect(), Kind.CUSTOMER)


@pytest.mark.parametrize(
    "bad",
    [
        b'{"customerNumber":1,"firstName":"Zo\xeb"}',
        b'{"customerNumber":1,"firstName":"\\ud83d"}',
        b'{"customerNumber":1,"firstName":"a\x01b"}',
        b'{"customerNumber":1,"spent":NaN}',
        b'{"customerNumber":1,"spent":1e999}',
    ],
)
def test_a_character_or_a_number_nobody_can_read_spoils_its_own_value(there, bad):
    """Half a character, another encoding, NaN: the row is read, and its neighbour with it."""
    there.till.troubles = [b"[" + bad + b',{"customerNumber":2,"email":"b@ek.example"}]']
    first, second = pulled(there.connect(), Kind.CUSTOMER)
    assert (first.remote_id, second.remote_id) == ("1", "2")
    first.record.contact.first_name.encode()


def test_a_number_beyond_all_bounds_sets_its_row_aside_alone(there):
    """Whatever of a row cannot be told, its text and the reason are kept."""
    row = b'{"opsku":"A","title":"A","retailPrice":%s}'
    rows = b",".join(row % price for price in (b"1e999", b"NaN", b"12.5"))
    there.till.troubles = [b"[" + rows + b"]"]
    first, second, third = pulled(there.connect(), Kind.PRODUCT)
    assert isinstance(first, Quarantined)
    assert isinstance(second, Quarantined)
    assert ("1e999" in first.raw, third.price_cents) == (True, 1_250)


def test_a_club_whose_members_are_no_list_is_set_aside(there):
    """Nobody is taken for a club without members by silence."""
    there.till.troubles = [b'[{"id":31,"clubName":"Estate","members":"many"}]']
    (aside,) = pulled(there.connect(), Kind.MEMBERSHIP)
    assert isinstance(aside, Quarantined)
    assert aside.faults[0].path == "$.members"


def test_dates_are_written_as_each_call_wants_them(there):
    """MM-DD-YYYY for orders, YYYY-MM-DD for the others, nothing at the first time."""
    backend = there.connect(first_days="2")
    for kind in (Kind.PRODUCT, Kind.CUSTOMER):
        (page,) = pages(backend, kind)
        assert page.cursor == DayCursor(TODAY).text
        pages(backend, kind, page.cursor)
    pages(backend, Kind.ORDER)
    assert there.asked == [
        ("GetCatalog", {}),
        ("GetCatalog", {"updatedAfter": "2026-10-08"}),
        ("GetCustomers", {}),
        ("GetCustomers", {"updatedAfter": "2026-10-08"}),
        ("GetOrderData", {"Date": "10-10-2026"}),
        ("GetOrderData", {"Date": "10-09-2026"}),
    ]


def test_the_catalogue(there):
    """Dollars in every spelling come out to the cent; what has no price is set aside alone."""
    spelled = (48.0, 48, "48.00", "$1,048.005", 0.285, -1, None, "ask")
    for number, dollars in enumerate(spelled):
        there.till.stock(f"W-{number}", title=f"Wine {number}", dollars=dollars)
    there.till.stock("", title="Nameless", dollars=1)
    good = [one for one in pulled(there.connect(), Kind.PRODUCT) if isinstance(one, Product)]
    assert [one.price_cents for one in good] == [4_800, 4_800, 4_800, 104_801, 29]
    assert (good[0].sku, good[0].title, good[0].category) == ("W-0", "Wine 0", "Wine")
    assert (good[0].tax_category, good[0].currency) == ("wine", "USD")
    bad = [one for one in pulled(there.connect(), Kind.PRODUCT) if isinstance(one, Quarantined)]
    assert [one.faults[0].path for one in bad] == [
        "$.retailPrice",
        "$.retailPrice",
        "$.retailPrice",
        "$.opsku",
    ]


def test_customers_are_known_by_number(there):
    """The name that orders and memberships use; a row without one is set aside alone."""
    there.till.register(first_name="Ann", last_name="Lee", email="ann@lee.example")
    there.till.register(first_name="Bo", last_name="Ek", email="bo@ek.example", phone="7075550102")
    there.till.customers[9001].row["customerNumber"] = None
    bad, good = pulled(there.connect(), Kind.CUSTOMER)
    assert (good.remote_id, good.record.contact) == (
        "9002",
        Contact("Bo", "Ek", "bo@ek.example", "7075550102"),
    )
    assert isinstance(bad, Quarantined)
    assert bad.faults[0].path == "$.customerNumber"


def test_join_cancel_and_switch_are_told_by_their_dates(there):
    """A membership ends when its date has come, not before."""
    ann = there.till.register(first_name="Ann", last_name="Lee", email="ann@lee.example")
    estate, library = there.till.found_club("Estate"), there.till.found_club("Library")
    there.till.join(ann, estate)
    backend = there.connect()
    assert pulled(backend, Kind.CLUB) == [Club("31", "Estate"), Club("32", "Library")]
    (member,) = pulled(backend, Kind.MEMBERSHIP)
    assert (member.membership_id, member.customer_id, member.club_id) == (
        f"{estate}/501",
        str(ann),
        str(estate),
    )
    assert (member.status, member.is_active) == (MembershipStatus.ACTIVE, True)
    assert member.joined_ms == there.world.clock.now_ms()
    there.till.switch(ann, old_id=estate, new_id=library)
    statuses = {one.club_id: one.status for one in pulled(backend, Kind.MEMBERSHIP)}
    assert statuses == {
        str(estate): MembershipStatus.CANCELLED,
        str(library): MembershipStatus.ACTIVE,
    }


def test_a_cancellation_that_lies_ahead_is_seen_on_its_day(there):
    """Nobody changes the member on that day, so all members are read once a day."""
    ann = there.till.register(first_name="Ann", last_name="Lee", email="ann@lee.example")
    there.till.join(ann, there.till.found_club("Estate"))
    there.till.cancel(ann, 31, at=there.till.now() + timedelta(days=10))
    backend = there.connect()
    (page,) = pages(backend, Kind.MEMBERSHIP)
    assert page.records[0].is_active
    there.world.clock.advance_ms(5 * DAY_MS)
    (page,) = pages(backend, Kind.MEMBERSHIP, page.cursor)
    assert page.records[0].is_active
    (page,) = pages(backend, Kind.MEMBERSHIP, page.cursor)
    assert page.records == ()
    there.world.clock.advance_ms(6 * DAY_MS)
    (page,) = pages(backend, Kind.MEMBERSHIP, page.cursor)
    assert not page.records[0].is_active


def test_clubs_and_members_of_a_round_are_one_question(there):
    """And what staff change between two rounds is never read from the round before."""
    ann = there.till.register(first_name="Ann", last_name="Lee", email="ann@lee.example")
    there.till.found_club("Estate")
    backend = there.connect()
    pulled(backend, Kind.CLUB)
    assert pulled(backend, Kind.MEMBERSHIP) == []
    assert len(there.asked) == 1
    there.till.join(ann, 31)
    pulled(backend, Kind.CLUB)
    assert len(pulled(backend, Kind.MEMBERSHIP)) == 1
    there.till.cancel(ann, 31)
    (member,) = pulled(backend, Kind.MEMBERSHIP)
    assert not member.is_active
    assert len(there.asked) == 3


def test_a_bad_member_costs_only_itself(there):
    """The others of its club arrive."""
    for name in ("Ann", "Bo", "Cy"):
        there.till.register(first_name=name, last_name="Lee", email=f"{name}@lee.example")
    there.till.found_club("Estate")
    members = (
        b'[{"id":31,"clubName":"Estate","members":[{"id":1,"customerInfo":{"customerNumber":9001}},'
        b'{"id":2,"cancelDate":"soon","customerInfo":{"customerNumber":9002}},{"id":3},7]}]'
    )
    there.till.troubles = [members]
    records = pulled(there.connect(), Kind.MEMBERSHIP)
    assert records[0].customer_id == "9001"
    assert [one.faults[0].path for one in records[1:]] == [
        "$.cancelDate",
        "$.customerInfo.customerNumber",
        "$",
    ]


def test_a_large_list_comes_in_pages_that_store_where_to_resume_at_their_end(there):
    """There is no paging over there, so a page cut off is read again from the start."""
    for number in range(450):
        there.till.register(first_name="A", last_name=str(number), email=f"a{number}@b.example")
    told = pages(there.connect(), Kind.CUSTOMER, "old")
    assert [len(page.records) for page in told] == [200, 200, 50]
    assert [page.cursor for page in told] == ["old", "old", DayCursor(TODAY).text]


def test_it_is_asked_only_so_often(there):
    """More questions than the setting allows wait for the next minute."""
    backend = there.connect(per_minute="8", first_days="20")
    with pytest.raises(failures.TryLater) as caught:
        pages(backend, Kind.ORDER)
    assert len(there.asked) == 8
    assert 0 < caught.value.wait_ms <= 60_000
    there.world.clock.advance_ms(60_000)
    assert pages(backend, Kind.PRODUCT)


def test_nothing_can_be_written_and_staff_read_what_to_do_instead(there):
    """No write is claimed, and every reason is a sentence that names OrderPort."""
    backend = there.connect()
    assert backend.writes == {}
    for kind in (Kind.MERGE, Kind.PICKUP):
        with pytest.raises(failures.Refused):
            pulled(backend, kind)
    for ask in (backend.search_customers, backend.gift_card):
        with pytest.raises(failures.Refused, match="OrderPort"):
            ask("ann")
    assert all("OrderPort" in sentence for sentence in SPEC.why_not.values())
