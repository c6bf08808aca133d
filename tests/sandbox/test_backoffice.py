"""The Sandbox back office: pages, sums checked to the cent, and four ways to take a repeat."""

import hashlib
import json
from urllib.parse import quote

import pytest

from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.backoffice.records import Club, Customer, Membership
from posapp.sandbox.ops import Op
from posapp.sandbox.products import PRODUCTS

V1 = "/backoffice/v1"
ORDERS = f"{V1}/orders"
PERSON = {"email": "ada@example.com", "first_name": "Ada", "last_name": "Alder", "phone": None}


def pull(office, name, limit, **query):
    """All items of a list."""
    items, cursor = [], ""
    extra = "".join(f"&{key}={value}" for key, value in query.items())
    while cursor is not None:
        page = office("GET", f"{V1}/{name}?cursor={quote(cursor)}&limit={limit}{extra}").json()
        items += page["items"]
        cursor = page["next"]
    return items


def post(office, body, key="k1"):
    """One order under a key."""
    return office("POST", ORDERS, body, idempotency_key=key)


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_lists_are_complete_at_any_page_size(office, limit):
    """Every record once, with all its fields."""
    items = pull(office, "products", limit)
    assert {item["sku"] for item in items} == {product.sku for product in PRODUCTS}
    assert len(items) == len(PRODUCTS)
    assert set(items[0]) == {
        "sku",
        "title",
        "category",
        "tax_category",
        "price_cents",
        "currency",
        "active",
        "position",
        "prices",
        "updated_ms",
    }


def test_a_record_changed_during_a_pull_is_not_lost(office, world):
    """What changes between two pages comes again at the end; nothing else moves."""
    first = office("GET", f"{V1}/products?limit=5").json()
    changed = first["items"][2]["sku"]
    world.clock.advance_ms(10)
    product = next(product for product in PRODUCTS if product.sku == changed)
    world.backoffice.stock([product])
    rest = office("GET", f"{V1}/products?limit=500&cursor={quote(first['next'])}").json()["items"]
    assert changed == rest[-1]["sku"]
    seen = {item["sku"] for item in first["items"] + rest}
    assert seen == {product.sku for product in PRODUCTS}
    assert len(rest) == len(PRODUCTS) - 5 + 1


def test_updated_after_gives_only_what_is_newer(office, world):
    """A pull from the last stamp brings only later changes."""
    since = world.clock.now_ms()
    assert pull(office, "clubs", 100, updated_after=since) == []
    world.clock.advance_ms(1)
    world.backoffice.found_club(Club("club-estate", "Estate Club", 12))
    (club,) = pull(office, "clubs", 100, updated_after=since)
    assert club["discount_percent"] == 12


def test_customers_are_found_by_e_mail(office, world):
    """A look-up by e-mail ignores case; somebody without an address is listed too."""
    world.backoffice.register(Customer("c-1", "Ada@Example.com", "Ada", "Alder"))
    world.backoffice.register(Customer("c-2", None, "Ben", "Birch"))
    world.backoffice.enrol(Membership("m-1", "c-1", "club-estate"))
    (found,) = office("GET", f"{V1}/customers?email=ada@example.COM").json()["items"]
    assert found["id"] == "c-1"
    assert [item["email"] for item in pull(office, "customers", 1)] == ["Ada@Example.com", None]
    assert world.backoffice.active_club_names("ada@example.com") == ("Estate Club",)


@pytest.mark.parametrize(
    "target",
    ["/products?cursor=zzz", "/clubs?limit=0", "/memberships?limit=501", "/products?limit=x"],
)
def test_unreadable_queries_are_400(office, target):
    """A foreign cursor and a wrong limit are told."""
    assert office("GET", V1 + target).status == 400


@pytest.mark.parametrize(
    ("method", "target"),
    [("GET", f"{V1}/products"), ("GET", f"{ORDERS}?number=1"), ("POST", ORDERS)],
)
def test_the_token_is_needed(office, method, target):
    """Every path asks for the token."""
    assert office(method, target, b"{}", authorization="Bearer no").status == 401


def test_a_sale_and_a_balance_are_accepted_and_entered(office, world, order, balance):
    """Both kinds are stored whole and stand in the ledger with their cents."""
    answer = post(office, order())
    assert answer.status == 201
    assert answer.json() == {"id": "o-1", "number": "T1-0001", "total_cents": 19095}
    assert post(office, balance, "k2").status == 201
    assert world.ledger.total_cents(Op.ORDER_CREATE) == 19095 + 7500
    (entry, _) = world.ledger.of(Op.ORDER_CREATE)
    assert (entry.reference, entry.key, entry.cents) == ("T1-0001", "k1", 19095)
    (found,) = office("GET", f"{ORDERS}?number=T1-0001").json()["items"]
    assert found["tenders"] == order()["tenders"]
    assert found["created_ms"] == world.clock.now_ms()
    assert office("GET", f"{ORDERS}?number=T9").json() == {"items": []}


def _line(order, **changes):
    return [{**order()["lines"][0], **changes}]


def _tender(order, **changes):
    return [{**order()["tenders"][0], **changes}]


BAD = {
    "no number": (lambda o: o(number=" "), "required", "number"),
    "odd kind": (lambda o: o(kind="gift"), "invalid", "kind"),
    "bool cents": (lambda o: o(total_cents=True), "invalid", "total_cents"),
    "negative": (lambda o: o(tax_cents=-1), "invalid", "tax_cents"),
    "float": (lambda o: o(tax_cents=1.5), "invalid", "tax_cents"),
    "no lines": (lambda o: o(lines=[]), "invalid", "lines"),
    "lines no list": (lambda o: o(lines="x"), "required", "lines"),
    "sku": (lambda o: o(lines=_line(o, sku="NOPE")), "unknown_sku", "lines[0].sku"),
    "quantity": (lambda o: o(lines=_line(o, quantity=0)), "invalid", "lines[0].quantity"),
    "line sum": (
        lambda o: o(lines=_line(o, total_cents=19094)),
        "sum_mismatch",
        "lines[0].total_cents",
    ),
    "subtotal": (lambda o: o(subtotal_cents=19599), "sum_mismatch", "subtotal_cents"),
    "discount": (lambda o: o(discount_cents=1959), "sum_mismatch", "discount_cents"),
    "tax": (lambda o: o(tax_cents=1456), "sum_mismatch", "tax_cents"),
    "total": (lambda o: o(total_cents=19096), "sum_mismatch", "total_cents"),
    "tenders": (lambda o: o(tenders=_tender(o, cents=19094)), "sum_mismatch", "tenders"),
    "payment twice": (
        lambda o: o(tenders=_tender(o) + _tender(o)),
        "invalid",
        "tenders[1].payment_id",
    ),
    "tender kind": (lambda o: o(tenders=_tender(o, kind="gift")), "invalid", "tenders[0].kind"),
    "last4": (lambda o: o(tenders=_tender(o, last4="42424")), "invalid", "tenders[0].last4"),
    "card number": (
        lambda o: o(tenders=_tender(o, reference="4242 4242 4242 4242")),
        "card_number",
        "tenders[0].reference",
    ),
    "change": (
        lambda o: o(tenders=_tender(o, kind="cash", tendered_cents=20000, change_cents=904)),
        "sum_mismatch",
        "tenders[0].change_cents",
    ),
    "customer": (lambda o: o(customer={"email": "a@b.c"}), "required", "customer.first_name"),
    "reservation": (
        lambda o: o(tock_reservation={"business_id": "1"}),
        "required",
        "tock_reservation.id",
    ),
    "balance without": (
        lambda o: o(kind="balance", lines=[], tock_reservation=None),
        "required",
        "tock_reservation",
    ),
    "balance with lines": (lambda o: o(kind="balance"), "invalid", "lines"),
    "balance with tax": (lambda o: o(kind="balance", lines=[]), "sum_mismatch", "total_cents"),
    "tax twice": (lambda o: o(tax_level="invoice"), "invalid", "lines[0].tax_cents"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_add_up_is_422_with_its_field(office, world, order, name):
    """Each fault is named by code and field, and nothing is stored."""
    spoil, code, field = BAD[name]
    answer = post(office, spoil(order))
    assert answer.status == 422
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert error["message"]
    assert world.backoffice.orders() == ()


def test_tax_may_stand_on_the_order_only(office, order):
    """At invoice level the lines carry no tax and the sums still close."""
    line = {**order()["lines"][0], "tax_cents": 0, "total_cents": 17640}
    assert post(office, order(tax_level="invoice", lines=[line])).status == 201


def test_text_that_is_no_object_is_400(office):
    """Neither broken JSON nor a list is an order."""
    for body in (b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000):
        assert post(office, body).status == 400


def test_a_key_applies_once(office, world, order):
    """Same key and bytes give the first answer again; other bytes or no key are refused."""
    first = post(office, order())
    again = post(office, order())
    assert (again.status, again.body) == (201, first.body)
    assert again.header("Idempotency-Replayed") == "true"
    other = post(office, order("T1-0009"))
    assert (other.status, other.json()["error"]["code"]) == (409, "conflict")
    bare = office("POST", ORDERS, order())
    assert (bare.status, bare.json()["error"]["code"]) == (400, "key_required")
    assert len(world.backoffice.orders()) == 1


def test_a_refused_order_does_not_use_up_its_key(office, world, order):
    """After a 422 the corrected order may come under the same key."""
    assert post(office, order(total_cents=1)).status == 422
    assert post(office, order()).status == 201


def test_a_key_lapses(office, world, order):
    """After its time the store has forgotten the key and a repeat is a second order."""
    world.backoffice.keys.ttl_ms = 1_000
    post(office, order())
    world.clock.advance_ms(999)
    assert post(office, order()).header("Idempotency-Replayed") == "true"
    world.clock.advance_ms(1)
    assert post(office, order()).json()["id"] == "o-2"
    assert world.ledger.repeated(Op.ORDER_CREATE) == {"T1-0001": 2}


def test_a_natural_key_names_the_order_that_exists(office, world, order):
    """A second POST of a number is told what is there, also under another total."""
    world.backoffice.set_mode(Op.ORDER_CREATE, RepeatMode.NATURAL_KEY)
    post(office, order())
    answer = post(office, order(), "another key")
    assert answer.status == 409
    assert answer.json()["error"]["code"] == "exists"
    assert answer.json()["order"] == {"id": "o-1", "number": "T1-0001", "total_cents": 19095}
    assert len(world.backoffice.orders()) == 1


@pytest.mark.parametrize("mode", [RepeatMode.LOOKUP, RepeatMode.NONE])
def test_without_protection_a_repeat_is_a_second_order(office, world, order, mode):
    """Neither key nor number protects; a look-up finds both, or is not offered."""
    world.backoffice.set_mode(Op.ORDER_CREATE, mode)
    post(office, order())
    post(office, order())
    assert world.ledger.repeated(Op.ORDER_CREATE) == {"T1-0001": 2}
    found = office("GET", f"{ORDERS}?number=T1-0001")
    if mode is RepeatMode.NONE:
        assert (found.status, found.json()["error"]["code"]) == (404, "not_supported")
    else:
        assert [item["id"] for item in found.json()["items"]] == ["o-1", "o-2"]


def test_customers_are_upserted_by_e_mail(office, world):
    """The first PUT makes a customer, the next changes the same one whatever the case."""
    made = office("PUT", f"{V1}/customers", PERSON)
    changed = office(
        "PUT", f"{V1}/customers", {**PERSON, "email": "ADA@example.com", "first_name": "Adah"}
    )
    assert (made.status, changed.status) == (201, 200)
    assert made.json()["id"] == changed.json()["id"]
    assert changed.json()["first_name"] == "Adah"
    assert len(world.backoffice.customers) == 1


def test_a_poor_server_makes_a_second_customer(office, world):
    """In the lookup mode every PUT makes a record, which the oracle can see."""
    world.backoffice.set_mode(Op.CUSTOMER_UPSERT, RepeatMode.LOOKUP)
    for _ in range(2):
        assert office("PUT", f"{V1}/customers", PERSON).status == 201
    assert len(office("GET", f"{V1}/customers?email=ada@example.com").json()["items"]) == 2


@pytest.mark.parametrize("field", ["email", "first_name", "last_name"])
def test_a_customer_needs_all_three(office, field):
    """First name, last name and e-mail are required."""
    answer = office("PUT", f"{V1}/customers", {**PERSON, field: ""})
    assert (answer.status, answer.json()["error"]["field"]) == (422, field)


def test_only_orders_and_customers_have_a_mode(world):
    """There is nothing to choose for a read."""
    with pytest.raises(KeyError):
        world.backoffice.set_mode(Op.PRODUCT_LIST, RepeatMode.KEY)


def test_bodies_are_kept_byte_for_byte_in_the_ledger(office, world, order):
    """The ledger's digest is that of the bytes sent."""
    body = json.dumps(order(), indent=3).encode()
    post(office, body)
    assert world.ledger.entries[0].body_sha256 == hashlib.sha256(body).hexdigest()
