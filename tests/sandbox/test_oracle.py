"""The oracle finds each sort of trouble, and nothing where there is none."""

import json
from dataclasses import replace

import pytest

from posapp.sandbox.backoffice.office import RepeatMode
from posapp.sandbox.harvest import saturday
from posapp.sandbox.harvest.expected import TaxLevel
from posapp.sandbox.message import Request
from posapp.sandbox.ops import Op
from posapp.sandbox.oracle import DeviceFacts, Problem, judge, tags_not_followed

ORDERS = "/backoffice/v1/orders"


def sale_body(sale, number):
    """What a faithful terminal would send for one expected sale, with tax on the order."""
    lines = [
        {
            "sku": line.sku,
            "title": line.sku,
            "quantity": line.quantity,
            "unit_cents": line.list_cents // line.quantity,
            "discount_cents": line.discount_cents(sale.percent),
            "tax_cents": 0,
            "total_cents": line.list_cents - line.discount_cents(sale.percent),
        }
        for line in sale.lines
    ]
    return {
        "kind": "sale",
        "tax_level": "invoice",
        "lines": lines,
        "subtotal_cents": sale.subtotal_cents,
        "discount_cents": sale.discount_cents,
        "tax_cents": sale.tax_cents(TaxLevel.INVOICE),
        "total_cents": sale.total_cents(TaxLevel.INVOICE),
        "number": number,
    }


def balance_body(balance, number):
    """The same for a balance."""
    return {
        "kind": "balance",
        "lines": [],
        "tock_reservation": {"business_id": "31415", "id": str(balance.reservation.number)},
        "subtotal_cents": balance.cents,
        "discount_cents": 0,
        "tax_cents": 0,
        "total_cents": balance.cents,
        "number": number,
    }


@pytest.fixture
def played():
    """A day whose whole story has been sent faithfully, and the terminal's own books."""
    day = saturday(4)
    day.world.backoffice.set_mode(Op.ORDER_CREATE, RepeatMode.LOOKUP)
    expected = day.expected
    bodies = [sale_body(sale, f"S-{n}") for n, sale in enumerate(expected.sales)]
    bodies += [balance_body(one, f"B-{n}") for n, one in enumerate(expected.balances)]
    orders = []
    for body in bodies:
        payment = {"payment_id": f"p-{body['number']}", "cents": body["total_cents"]}
        tender = {**payment, "kind": "cash", "taken_ms": 1}
        assert post(day.world, {**body, "currency": "USD", "tenders": [tender]}).status == 201
        orders.append(
            {
                "number": body["number"],
                "total_cents": body["total_cents"],
                "payments": [payment],
            }
        )
    for email in expected.customers:
        person = {"email": email, "first_name": "A", "last_name": "B"}
        assert post(day.world, person, "PUT", "/backoffice/v1/customers").status in {200, 201}
    outbox = [{"subject": order["number"], "state": "confirmed"} for order in orders]
    return day, DeviceFacts(orders=orders, outbox=outbox, customers=expected.customers)


def post(world, body, method="POST", path=ORDERS):
    """One write in process."""
    headers = {"authorization": f"Bearer {world.credentials.backoffice_token}"}
    return world.handle(Request(method, path, headers, json.dumps(body).encode()))


def verdict(day, facts):
    """The report at the level the faithful terminal rounds at."""
    return judge(facts, day.world, expected=day.expected, tax_level=TaxLevel.INVOICE)


def test_a_faithful_day_is_clean(played):
    """Device, server and story agree: no finding, equal sums, and the print says so."""
    day, facts = played
    report = verdict(day, facts)
    assert report.is_clean, report.text()
    assert report.device_orders == report.server_orders == day.expected.order_count()
    assert report.device_cents == report.server_cents
    assert report.server_cents == day.expected.sum_cents(TaxLevel.INVOICE)
    assert "0 lost, 0 duplicated, 0 wrong amount, 0 left open, 0 ghost" in report.text()


def test_a_doubled_order_is_seen(played):
    """A second copy on the server is found by number, by payment and against the story."""
    day, facts = played
    body = day.world.backoffice.orders()[3].body
    assert post(day.world, body).status == 201
    report = verdict(day, facts)
    subjects = {f.subject for f in report.findings if f.problem is Problem.DUPLICATED}
    assert subjects == {"S-3", "p-S-3"}
    assert report.count(Problem.GHOST) == 1


def test_a_lost_order_is_seen(played):
    """An order only the device has is lost, and so is its payment."""
    day, facts = played
    extra = {"number": "S-x", "total_cents": 100, "payments": [{"payment_id": "x", "cents": 100}]}
    report = verdict(day, replace(facts, orders=[*facts.orders, extra]))
    assert {f.subject for f in report.findings} == {"S-x", "x"}
    assert report.count(Problem.LOST) == 2


def test_a_ghost_is_seen(played):
    """An order only the server has came from nowhere."""
    day, facts = played
    report = verdict(day, replace(facts, orders=facts.orders[1:]))
    assert {f.subject for f in report.findings} == {"S-0", "p-S-0"}
    assert report.count(Problem.GHOST) == 2


def test_a_cent_is_seen(played):
    """One cent of difference is found, with both amounts."""
    day, facts = played
    first, *rest = facts.orders
    wrong = {**first, "total_cents": first["total_cents"] + 1}
    report = verdict(day, replace(facts, orders=[wrong, *rest]))
    assert {f.problem for f in report.findings} == {Problem.WRONG_AMOUNT}
    assert "server" in report.text()


def test_an_unfinished_outbox_is_seen(played):
    """Everything but confirmed and superseded counts as left open."""
    day, facts = played
    items = [{"subject": "a", "state": state} for state in ("waiting", "unknown", "superseded")]
    report = verdict(day, replace(facts, outbox=items))
    assert report.count(Problem.LEFT_OPEN) == len(report.findings) == 2


def test_an_order_of_the_story_that_nobody_has_is_seen(played):
    """Even if device and server agree, the story knows better."""
    day, facts = played
    missing = replace(day.expected, sales=(*day.expected.sales, day.expected.sales[0]))
    report = judge(facts, day.world, expected=missing, tax_level=TaxLevel.INVOICE)
    assert [f.problem for f in report.findings] == [Problem.LOST]


def test_customers_missing_or_doubled_are_seen(played):
    """A guest that is not in the back office, or twice, is found."""
    day, facts = played
    email = min(day.expected.customers)
    day.world.backoffice.set_mode(Op.CUSTOMER_UPSERT, RepeatMode.NONE)
    post(
        day.world,
        {"email": email, "first_name": "A", "last_name": "B"},
        "PUT",
        "/backoffice/v1/customers",
    )
    report = verdict(day, replace(facts, customers=[*facts.customers, "nobody@example.com"]))
    assert {(f.problem, f.subject) for f in report.findings} == {
        (Problem.DUPLICATED, email),
        (Problem.LOST, "nobody@example.com"),
    }


def test_club_tags_that_did_not_reach_tock_are_seen(played):
    """Tags are followed when Tock holds exactly the clubs of each changed guest."""
    day, _ = played
    assert set(tags_not_followed(day.expected, day.world)) == {
        email for email, tags in day.expected.all_tags.items() if tags
    }
    for email, tags in day.expected.all_tags.items():
        body = {"email": email, "firstName": "A", "lastName": "B", "tags": list(tags)}
        headers = {
            "x-tock-authorization": day.world.credentials.tock_key,
            "x-tock-scope": '{"businessId":"31415","businessGroupId":"27182"}',
            "user-agent": "tests",
        }
        day.world.handle(Request("PUT", "/api/guest/ingest", headers, json.dumps(body).encode()))
    assert tags_not_followed(day.expected, day.world) == {}
