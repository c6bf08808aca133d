"""What WineDirect tells, whole and once, however it pages, writes and forgets it."""

from dataclasses import replace
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.adapters.backoffice.winedirect.fields import BadFieldError, cents
from posapp.adapters.backoffice.winedirect.listing import PullCursor
from posapp.adapters.soap import parse
from posapp.domain.catalogue import LevelPrice, Product
from posapp.domain.remote_order import (
    Fulfilment,
    FulfilmentState,
    OrderChannel,
    RemoteOrder,
    RemoteTender,
)
from posapp.ports import failures
from posapp.ports.backoffice import Kind
from posapp.sandbox.winedirect.records import Line, Order, Stamped, Tender
from tests.adapters.raw_server import RawServer, answer
from tests.adapters.winedirect_case import DAY_MS, MINUTE_MS, parked, pull, winedirect
from tests.contracts.documents import NOW_MS


@pytest.fixture
def case():
    with winedirect() as made:
        yield made


@pytest.mark.parametrize("by_reference", [True, False])
def test_an_order_arrives_whole_in_every_manner_of_writing(case, by_reference):
    """Arrays in the place or by reference, doubles with exponents, nothing in three ways."""
    case.office.style.by_reference = by_reference
    buyer = case.person(MainPhone="707-555-0101")
    order_id = case.order(
        "781536",
        contact_id=buyer,
        lines=[Line("W-1", "Pinot Noir", 6, 4_895), Line("W-2", "Syrah & Co <1>", 1, 10)],
        ship_to={"FirstName": "Bo", "LastName": "Lee", "Address": "1 Vine St", "City": "Napa"},
    )
    case.office.ship(order_id, carrier="UPS", tracking="1Z1, 1Z2")
    for _ in range(4):
        ((order,), _) = pull(case.connect(), Kind.ORDER)
        assert isinstance(order, RemoteOrder)
        assert (order.number, order.channel, order.total_cents) == (
            "781536",
            OrderChannel.WEB,
            29_380,
        )
        assert [(one.sku, one.title, one.quantity, one.unit_cents) for one in order.lines] == [
            ("W-1", "Pinot Noir", Decimal(6), 4_895),
            ("W-2", "Syrah & Co <1>", Decimal(1), 10),
        ]
        assert order.tenders == (RemoteTender("CreditCard", 29_380, "Visa", "4242"),)
        assert [one.number for one in order.tracking] == ["1Z1", "1Z2"]
        assert (order.tracking[0].carrier, order.tracking[0].shipped_ms) == ("UPS", NOW_MS)
        assert (order.fulfilment, order.fulfilment_state) == (Fulfilment.SHIP, FulfilmentState.DONE)
        assert (order.ship_to.name, order.ship_to.line1) == ("Bo Lee", "1 Vine St")
        assert (order.contact.email, order.customer_id) == ("ann@lee.example", buyer)
        assert (order.placed_ms, order.our_number, order.is_refund) == (NOW_MS, "", False)


def test_pages_are_read_to_the_count_and_not_to_the_first_hundred(case):
    """A hundred rows at most, 250 counted; what was told is not told again."""
    ids = {case.person(f"p{number}@x.example") for number in range(250)}
    backend = case.connect()
    rows, cursor = pull(backend, Kind.CUSTOMER)
    assert {row.remote_id for row in rows} == ids
    assert len(rows) == 250
    again, cursor = pull(backend, Kind.CUSTOMER, cursor)
    assert again == []
    late = case.person("late@x.example")
    assert [row.remote_id for row in pull(backend, Kind.CUSTOMER, cursor)[0]] == [late]


def test_a_pull_resumes_in_the_middle(case):
    """A program that died between two pages reads neither from the start nor past anything."""
    ids = {case.order(str(900 + number)) for number in range(130)}
    seen, cursor, pulls = [], "", 0
    while len(seen) < 130:
        pages = case.connect().changes(Kind.ORDER, cursor=cursor)  # nothing is known any more
        for page in [next(pages), next(pages)]:
            seen += [row.remote_id for row in page.records]
            cursor = page.cursor
        pulls += 1
    assert (set(seen), len(seen)) == (ids, 130)
    assert case.office.asked["GetOrderDetail"] < 130 + 25 * pulls


def test_what_slips_between_two_pages_is_read_all_the_same(case):
    """Rows go while a pull is under way, so that later ones move up a page."""
    first = [case.order(str(100 + number)) for number in range(150)]
    backend, seen = case.connect(), set()
    for page in backend.changes(Kind.ORDER, cursor=""):
        seen |= {row.remote_id for row in page.records}
        for gone in first[:20]:
            case.office.orders.pop(gone, None)
    assert seen >= set(first[20:])


def test_what_changed_shortly_before_the_last_pull_is_asked_for_again(case):
    """Ten minutes of overlap: a change may be written late; a day-old one is not read again."""
    case.order("881")
    case.world.clock.advance_ms(DAY_MS)
    backend = case.connect()
    cursor = pull(backend, Kind.ORDER)[1]
    case.world.clock.advance_ms(MINUTE_MS)
    late = case.order("882")
    order = case.office.orders[late]
    early = order.changed.told_ms - 8 * MINUTE_MS
    case.office.put(order.at(Stamped(order.changed.at_ms, early)))
    rows, _ = pull(case.connect(), Kind.ORDER, cursor)
    assert [row.remote_id for row in rows] == [late]


@pytest.mark.parametrize("skew_ms", [-3 * 3_600_000, 3 * 3_600_000])
def test_their_clock_may_be_hours_off(case, skew_ms):
    """Where to resume goes by their time, never by ours."""
    case.world.clock.skew_ms(skew_ms)
    case.person("one@x.example")
    backend = case.connect()
    cursor = pull(backend, Kind.CUSTOMER)[1]
    case.world.clock.advance_ms(20 * MINUTE_MS)
    new = case.person("two@x.example")
    assert [row.remote_id for row in pull(backend, Kind.CUSTOMER, cursor)[0]] == [new]


def test_half_a_page_is_asked_for_once_more(case):
    """And the next pull begins no later when rows stay missing."""
    club, ann = case.office.found_club("Estate"), case.person()
    ids = {case.office.enrol(ann, club) for _ in range(40)}
    case.office.short_pages = 1
    rows, cursor = pull(case.connect(), Kind.MEMBERSHIP)
    assert {row.membership_id for row in rows} == ids
    assert PullCursor.parse(cursor).since_ms is not None
    case.office.short_pages = 99
    rows, cursor = pull(case.connect(), Kind.MEMBERSHIP)
    assert 0 < len(rows) < 40
    assert PullCursor.parse(cursor) == PullCursor()
    case.office.short_pages = 0
    rows, _ = pull(case.connect(), Kind.MEMBERSHIP, cursor)
    assert {row.membership_id for row in rows} == ids


def test_bookings_that_tock_wrote_are_no_orders(case):
    """Type “Reservation”, in lists and among pickups, however a winery writes it."""
    for kind in ("Reservation", "RESERVATION"):
        case.order(kind, kind=kind, is_pickup=True)
    backend = case.connect()
    assert pull(backend, Kind.ORDER)[0] == []
    assert pull(backend, Kind.PICKUP)[0] == []
    assert "GetOrderDetail" not in case.office.asked


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        ("Website", OrderChannel.WEB),
        ("Mobile", OrderChannel.WEB),
        ("Club Order", OrderChannel.CLUB),
        ("ClubOrder", OrderChannel.CLUB),
        ("Admin Panel", OrderChannel.ADMIN),
        ("Telemarketing", OrderChannel.INBOUND),
        ("iPad", OrderChannel.POS),
        ("Tasting Room", OrderChannel.POS),
        ("Moon", OrderChannel.OTHER),
    ],
)
def test_where_an_order_was_sold(case, kind, channel):
    """By its type, of which the winery may have renamed one."""
    case.order(kind=kind)
    ((order,), _) = pull(case.connect(order_type="Tasting Room"), Kind.ORDER)
    assert order.channel is channel


def test_a_bad_record_is_set_aside_alone(case):
    """With the reason, and without the rest of the page."""
    good = case.order("1")
    bad = {
        "2": {"placed_ms": NOW_MS + 400 * DAY_MS},
        "3": {"placed_ms": -NOW_MS},
        "4": {"lines": (Line("", "", 1, 1),)},
        "5": {"number": ""},
    }
    for number, values in bad.items():
        order_id = case.order(number)
        case.office.put(replace(case.office.orders[order_id], **values))
    rows, _ = pull(case.connect(), Kind.ORDER)
    aside = parked(rows)
    assert [row.remote_id for row in rows if isinstance(row, RemoteOrder)] == [good]
    assert sorted(row.faults[0].path for row in aside) == [
        "$.DateSubmitted", "$.DateSubmitted", "$.OrderItems", "$.OrderNumber",
    ]  # fmt: skip
    assert all(row.source == "winedirect" and row.origin == "winedirect:order" for row in aside)


def test_an_order_whose_details_fail_is_set_aside_alone(case):
    """A ColdFusion fault over one order; the server answers about everything else."""
    ids = [case.order(str(number)) for number in range(3)]
    case.office.faults_over = {ids[1]}
    rows, cursor = pull(case.connect(), Kind.ORDER)
    assert [row.remote_id for row in rows if isinstance(row, RemoteOrder)] == [ids[0], ids[2]]
    (aside,) = parked(rows)
    assert "CFCInvocationException" in aside.faults[0].message
    assert ids[1] in aside.raw
    assert PullCursor.parse(cursor).since_ms is not None


def test_an_order_whose_details_failed_for_a_moment_is_read_at_the_next_pull(case):
    """As long as pulls overlap; else it would stay away until somebody changes it."""
    order_id = case.order("1")
    backend = case.connect()
    case.office.faults_over = {order_id}
    rows, cursor = pull(backend, Kind.ORDER)
    assert len(parked(rows)) == 1
    case.office.faults_over = set()
    case.world.clock.advance_ms(MINUTE_MS)
    ((order,), _) = pull(backend, Kind.ORDER, cursor)
    assert order.remote_id == order_id


@pytest.mark.parametrize(
    ("tipped", "total_cents"), [(None, 5_196), ("0.0", 5_196), ("60.00", 6_000), ("6E1", 6_000)]
)
def test_a_total_is_what_the_guest_paid(case, monkeypatch, tipped, total_cents):
    """With the tip, where it is told."""
    detail = Order.detail
    case.order("1")
    more = {"Total": "51.96", "OrderTotal": "51.96", "TotalAfterTip": tipped}
    monkeypatch.setattr(Order, "detail", lambda self, by: {**detail(self, by), **more})
    ((order,), _) = pull(case.connect(), Kind.ORDER)
    assert order.total_cents == total_cents


def test_an_order_that_vanished_is_set_aside_alone(case, monkeypatch):
    """It was listed, and is not there a moment later."""
    gone, stays = case.order("1"), case.order("2")
    detail = Order.detail
    monkeypatch.setattr(
        Order, "detail", lambda self, by: {} if self.order_id == gone else detail(self, by)
    )
    rows, _ = pull(case.connect(), Kind.ORDER)
    assert [row.remote_id for row in rows if isinstance(row, RemoteOrder)] == [stays]
    (aside,) = parked(rows)
    assert gone in aside.raw
    assert "does not show it" in aside.faults[0].message


def test_card_numbers_never_come_in(case):
    """Of a tender the last four digits, of a note none of a card's."""
    order_id = case.order("1")
    order = case.office.orders[order_id]
    tender = Tender("CreditCard", order.total_cents, "Visa", "4111111111111111")
    case.office.put(replace(order, tenders=(tender,), notes="card 4111 1111 1111 1111 please"))
    ((found,), _) = pull(case.connect(), Kind.ORDER)
    assert found.tenders[0].last4 == "1111"
    assert "4111" not in found.notes


def test_all_waiting_pickups_are_told_each_time(case):
    """More than a page of them; details are asked for once while an order does not change."""
    ids = {case.order(str(number), is_pickup=True, location="TR") for number in range(120)}
    case.order("else", is_pickup=True, location="OTHER")
    backend = case.connect(pickup_location="TR")
    pages = list(backend.changes(Kind.PICKUP, cursor=""))
    assert [page.is_last for page in pages] == [False, True]
    assert {row.remote_id for page in pages for row in page.records} == ids
    assert all(row.is_pending_pickup and row.lines for page in pages for row in page.records)
    case.office.hand_over(min(ids))
    told = {row.remote_id for row in pull(backend, Kind.PICKUP)[0]}
    assert told == ids - {min(ids)}
    assert case.office.asked["GetOrderDetail"] == 120


def test_an_empty_list_of_pickups_is_told_as_one(case):
    """Nothing waits any more: that has to be said as well."""
    (page,) = case.connect().changes(Kind.PICKUP, cursor="")
    assert (page.records, page.is_last) == ((), True)


def test_half_a_list_of_pickups_is_never_taken_for_all_of_it(case):
    """Neither a torn page nor a spent budget says that the rest was collected."""
    ids = [case.order(str(number), is_pickup=True) for number in range(30)]
    spent = case.connect(per_minute="10")
    assert list(spent.changes(Kind.PICKUP, cursor="")) == []
    case.world.clock.advance_ms(MINUTE_MS)
    case.office.short_pages = 5
    with pytest.raises(failures.NoProof):
        list(case.connect().changes(Kind.PICKUP, cursor=""))
    case.office.short_pages = 0
    case.office.faults_over = {ids[4]}
    pages = list(case.connect().changes(Kind.PICKUP, cursor=""))
    assert pages[-1].is_last
    told = {row.remote_id: row for page in pages for row in page.records}
    assert set(told) == set(ids)
    assert told[ids[4]].lines == ()  # it waits all the same, without its lines


def test_products_come_with_the_prices_of_every_level(case):
    """One question for each, once while it does not change."""
    case.office.stock("W-9", title="Syrah", cents=3_900, Club=3_120, Trade=2_000)
    backend = case.connect()
    rows, cursor = pull(backend, Kind.PRODUCT)
    syrah = next(row for row in rows if isinstance(row, Product) and row.sku == "W-9")
    assert (syrah.title, syrah.price_cents, syrah.currency) == ("Syrah", 3_900, "USD")
    assert syrah.prices == (LevelPrice("Club", 3_120), LevelPrice("Trade", 2_000))
    assert case.office.asked["GetProductDetail"] == 2
    assert pull(backend, Kind.PRODUCT, cursor)[0] == []
    assert case.office.asked["GetProductDetail"] == 2


def test_a_gift_cards_balance(case):
    """By its code; a card that is not there is None, and no code is shown whole."""
    case.office.issue("GIFT-1234", cents=7_550)
    balance = case.connect().gift_card(" GIFT-1234 ")
    assert balance is not None
    assert (balance.cents, balance.currency, balance.shown) == (7_550, "USD", "•••• 1234")
    assert case.connect().gift_card("GIFT-9999") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("781.5", 78_150),
        ("7.815E2", 78_150),
        ("7.815e+02", 78_150),
        ("0.005", 1),
        ("0.0049999", 0),
        ("2.8421709430404007E-14", 0),
        ("-0.0", 0),
        ("1.0E-320", 0),
        ("19.989999999999998", 1_999),
        ("1E12", 10**14),
    ],
)
def test_an_amount_in_any_notation_is_whole_cents(text, expected):
    """Half up; what is left over of zero where doubles are added up is zero."""
    assert cents(parse(f"<a><B>{text}</B></a>".encode()), "B") == expected


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-INF", "1E13", "9" * 400, "1,5", "$5", "x"])
def test_an_amount_that_is_none_sets_its_record_aside(text):
    """The field is named."""
    with pytest.raises(BadFieldError) as bad:
        cents(parse(f"<a><B>{text}</B></a>".encode()), "B")
    assert bad.value.path == "B"


ROW = "<ContactID>{0}</ContactID><Email>{1}</Email><DateModified>{2}</DateModified>"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet="ab-0<>&; \n", max_size=220), st.text(max_size=5), st.text(max_size=30)
        ),
        max_size=4,
    ),
    st.sampled_from(["2", "1E0", "-5", "x", "1e999", "NaN", "", "99999999999999"]),
)
def test_whatever_an_answer_holds_it_is_told_set_aside_or_a_failure(rows, count):
    """Nothing else ever leaves the adapter."""
    letters = str.maketrans("", "", "".join(map(chr, range(32))) + "\ud800\ufffe\uffff")
    contacts = "".join(
        "<item>" + ROW.format(*(escape(one.translate(letters)) for one in row)) + "</item>"
        for row in rows
    )

    def script(connection, request):
        method = request.split(b"<m:")[1].split(b" ")[0].decode()
        body = (
            '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
            f"<{method}Response><{method}Return><IsSuccessful>1.0</IsSuccessful>"
            f"<RecordCount>{count}</RecordCount><Contacts>{contacts}</Contacts>"
            f"</{method}Return></{method}Response></e:Body></e:Envelope>"
        )
        connection.sendall(answer(200, body.encode("utf-8", "replace")))

    with winedirect() as case, RawServer(script) as server:
        backend = case.connect(base_url=server.url)
        try:
            pull(backend, Kind.CUSTOMER)
            backend.search_customers("ann")
        except failures.Failure:
            return
