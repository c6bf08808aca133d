"""Orders of OrderPort: a day at a time, none missed, a bad one alone."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from posapp.adapters.backoffice.orderport.pulls import DayCursor
from posapp.domain.guest import Contact
from posapp.domain.remote_order import OrderChannel, RemoteLine, RemoteOrder
from posapp.ports import failures
from posapp.ports.backoffice import Kind
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.ops import Op
from tests.adapters.orderport_rig import DAY_MS, pages, pulled, sell, served_world

TODAY = date(2026, 10, 10)
READS = (Kind.PRODUCT, Kind.CLUB, Kind.CUSTOMER, Kind.MEMBERSHIP, Kind.ORDER)


@pytest.fixture
def there():
    with served_world() as served:
        yield served


def test_an_order(there):
    """Its channel, its payer, its lines; local time is the winery's."""
    sell(
        there.till,
        881,
        customerNumber=9001,
        saleDate="2026-10-10T07:30:00",
        orderSource="POS",
        billAddress={
            "firstName": "Ann",
            "lastName": "Lee",
            "email": "ann@lee.example",
            "phone": "7075550101",
            "birthDate": "1980-01-01",
        },
        lineItems=[{"oPSKU": 77, "productTitle": "Pinot", "qty": 1.5, "unitPrice": "48.00"}],
        totalCost=72.0,
    )
    (order,) = pulled(there.connect(), Kind.ORDER)
    local = datetime(2026, 10, 10, 7, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert order == RemoteOrder(
        backend="orderport",
        remote_id="881",
        number="881",
        channel=OrderChannel.POS,
        placed_ms=int(local.timestamp()) * 1_000,
        currency="USD",
        total_cents=7_200,
        customer_id="9001",
        contact=Contact("Ann", "Lee", "ann@lee.example", "7075550101"),
        lines=(RemoteLine("77", "Pinot", Decimal("1.5"), 4_800),),
    )


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"orderNumber": None}, "$.orderNumber"),
        ({"totalCost": "free"}, "$.totalCost"),
        ({"totalCost": 1e300}, "$.totalCost"),
        ({"totalCost": None}, "$.totalCost"),
        ({"lineItems": [{"qty": "six"}]}, "$.lineItems[0].qty"),
        ({"billAddress": "here"}, "$.billAddress"),
    ],
)
def test_a_bad_order_costs_only_itself(there, changes, path):
    """The next of the day arrives."""
    sell(there.till, 1, **changes)
    sell(there.till, 2)
    bad, good = pulled(there.connect(), Kind.ORDER)
    assert bad.faults[0].path == path
    assert good.number == "2"


@pytest.mark.parametrize(
    ("sold", "is_read"),
    [
        ("10/10/2026 7:30:00 AM", True),
        ("10/10/2026", True),
        ("2026-10-10T14:30:00Z", True),
        ("0001-01-01T00:00:00", False),
        ("9999-12-31T23:59:59", False),
        ("2026-10-11T05:00:00", True),
        ("2026-10-12T12:00:00", False),
        ("yesterday", False),
        ("", False),
    ],
)
def test_dates_as_they_may_come(there, sold, is_read):
    """Known spellings are read; a skewed clock's or none sets the order aside."""
    row = f'[{{"orderNumber":1,"totalCost":1,"saleDate":"{sold}"}}]'.encode()
    there.till.troubles = [row, b"[]"]
    (record,) = pulled(there.connect(first_days="1"), Kind.ORDER)
    assert isinstance(record, RemoteOrder) is is_read


def test_a_booking_is_no_order_and_a_refund_is_one(there):
    """Whatever stands for a reservation of Tock is left out."""
    sell(there.till, 1, orderSource="Tock Reservation")
    sell(there.till, 2, orderSource="Club run")
    sell(there.till, 3, orderSource=None, totalCost=-5.5)
    club, refund = pulled(there.connect(), Kind.ORDER)
    assert (club.channel, refund.channel) == (OrderChannel.CLUB, OrderChannel.OTHER)
    assert (refund.is_refund, refund.total_cents) == (True, -550)


def asked_days(there):
    found = [query["Date"][:5] for name, query in there.asked if name == "GetOrderData"]
    there.asked.clear()
    return found


def test_every_day_is_read_once_it_is_over_and_the_last_two_each_time(there):
    """However long the till was off, no day is missed, and none is asked for over and over."""
    backend = there.connect(first_days="4")
    told = pages(backend, Kind.ORDER)
    assert asked_days(there) == ["10-10", "10-09", "10-07", "10-08"]
    cursor = told[-1].cursor
    assert DayCursor.parse(cursor).day == date(2026, 10, 8)
    pages(backend, Kind.ORDER, cursor)
    assert asked_days(there) == ["10-10", "10-09"]
    there.world.clock.advance_ms(4 * DAY_MS)
    told = pages(backend, Kind.ORDER, cursor)
    assert asked_days(there) == ["10-14", "10-13", "10-09", "10-10", "10-11", "10-12"]
    cursor = told[-1].cursor
    pages(backend, Kind.ORDER, cursor)
    assert asked_days(there) == ["10-14", "10-13"]


def test_a_missed_day_that_fails_holds_up_neither_today_nor_the_next_try(there):
    """What was read stays read; the next pull begins with the day that failed."""
    for offset in range(5):
        sell(there.till, offset, saleDate=f"2026-10-{10 - offset:02d}T10:00:00")
    backend = there.connect(first_days="5")
    pulling = backend.changes(Kind.ORDER, cursor="")
    told = [next(pulling) for _ in range(3)]
    there.server.faults.inject(Fault(FaultKind.FAIL_BEFORE), op=Op.SALE_LIST)
    with pytest.raises(failures.NoProof):
        next(pulling)
    assert asked_days(there) == ["10-10", "10-09", "10-06"]
    assert [one.number for page in told for one in page.records] == ["0", "1", "4"]
    pages(backend, Kind.ORDER, told[-1].cursor)
    assert asked_days(there) == ["10-10", "10-09", "10-07", "10-08"]


def test_a_clock_that_was_put_back_begins_anew(there):
    """What changed while it was wrong was never asked for: a cursor from the future means all."""
    backend = there.connect(first_days="3")
    pages(backend, Kind.ORDER, DayCursor(date(2027, 1, 1)).text)
    pages(backend, Kind.CUSTOMER, DayCursor(date(2027, 1, 1)).text)
    pages(backend, Kind.CUSTOMER, DayCursor(date(2026, 10, 11)).text)
    assert there.asked == [
        ("GetOrderData", {"Date": "10-10-2026"}),
        ("GetOrderData", {"Date": "10-09-2026"}),
        ("GetOrderData", {"Date": "10-08-2026"}),
        ("GetCustomers", {}),
        ("GetCustomers", {"updatedAfter": "2026-10-08"}),
    ]


def test_today_is_the_winerys(there):
    """At nine in the evening in Napa it is tomorrow in London."""
    there.world.clock.advance_ms(13 * 3_600_000)
    pages(there.connect(first_days="1"), Kind.ORDER)
    assert asked_days(there) == ["10-10", "10-09"]
