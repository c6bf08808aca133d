"""Customers and orders as CSV files from the command line: counted, merged, taken back, round."""

from __future__ import annotations

import csv
import io
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from posapp.app import open_program
from posapp.domain.guest import Contact
from posapp.domain.outbox import OutboxState
from posapp.domain.payment import CardSlip, Tender, Tendered
from posapp.domain.staff import Role
from posapp.surroundings import machine
from posapp.usecases.add_staff import AddStaff
from tests.cli.conftest import ROOT, Run
from tests.support.till import PRODUCTS

HEAD = "email,first_name,last_name,phone,club,consent,source,type,allocation_tier,customer_number"
ANN = "ann@lee.example,Ann,Lee,7075550101,Estate; Library,yes,Web,Retail,Tier 1,9001"
BO = "bo@ek.example,Bo,Ek,,,no,,,,"


@pytest.fixture
def file(tmp_path: Path):
    """Writes a file of these lines."""

    def write(*lines: str, name: str = "in.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join(lines).encode(encoding, errors="surrogateescape"))
        return path

    return write


@pytest.fixture
def opened(store: Path, posapp: Run):
    """The program on the same folder as the commands."""
    posapp("today")
    return lambda: open_program(store, surroundings=machine())


def count(posapp: Run, path: Path, *options: str) -> dict[str, int]:
    """What an import says it did."""
    (told,) = posapp("import", "ecellar", path, "--json", *options).value
    names = ("read", "new", "changed", "unchanged", "parked", "conflicts", "waiting")
    return {name: told[name] for name in names if told[name]}


def guest(opened, email: str):
    """All that is known of a guest, None for nobody."""
    program = opened()
    try:
        guest_id = program.reads.people.guest_of(email)
        return None if guest_id is None else program.reads.people.guest(guest_id)
    finally:
        program.close()


def clubs(sheet) -> list[str]:
    return sorted(held.club.name for held in sheet.memberships if held.membership.is_active)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def test_customers_come_in_with_everything(posapp, opened, file):
    """Contact, addresses, clubs, where they came from, consent; nobody is pushed anywhere."""
    address = "billing_line1,billing_city,shipping_line1,shipping_postal,birth_date,company"
    path = file(f"{HEAD},{address}", f"{ANN},1 Vine St,Napa,2 Oak Rd,95476,02/29/1980,Lee Co")
    assert count(posapp, path) == {"read": 1, "new": 1}
    sheet = guest(opened, "ann@lee.example")
    assert sheet.guest.contact == Contact("Ann", "Lee", "ann@lee.example", "7075550101")
    details = sheet.record.details
    assert (details.company, details.birth_date) == ("Lee Co", "1980-02-29")
    assert (details.billing.line1, details.shipping[0].address.line1) == ("1 Vine St", "2 Oak Rd")
    assert clubs(sheet) == ["Estate", "Library"]
    assert sheet.origin.defaults.allocation_tier == "Tier 1"
    assert (sheet.origin.opt_in, sheet.origin.is_imported) == (True, True)
    program = opened()
    assert program.reads.sync_overview().outbox == ()
    program.close()


def test_the_same_file_again_changes_nothing(posapp, file):
    """And a changed row is one change."""
    path = file(HEAD, ANN, BO)
    assert count(posapp, path) == {"read": 2, "new": 2}
    assert count(posapp, path) == {"read": 2, "unchanged": 2}
    path = file(HEAD, ANN.replace("Estate; Library", "Library"), BO)
    assert count(posapp, path) == {"read": 2, "changed": 1, "unchanged": 1}


def test_a_column_that_is_not_there_says_nothing(posapp, opened, file):
    """A shorter file must not empty what a longer one told."""
    count(posapp, file(HEAD, ANN))
    path = file("email,first_name,last_name,customer_number", "ann@lee.example,Anna,Lee,9001")
    assert count(posapp, path) == {"read": 1, "changed": 1}
    sheet = guest(opened, "ann@lee.example")
    assert (sheet.guest.contact.first_name, sheet.guest.contact.phone) == ("Anna", "7075550101")
    assert clubs(sheet) == ["Estate", "Library"]
    assert sheet.origin.opt_in is True


def test_who_left_a_club_leaves_it_here(posapp, opened, file):
    """The column holds all clubs of a person."""
    count(posapp, file(HEAD, ANN))
    count(posapp, file(HEAD, ANN.replace("Estate; Library", "Library")))
    assert clubs(guest(opened, "ann@lee.example")) == ["Library"]
    count(posapp, file(HEAD, ANN))
    assert clubs(guest(opened, "ann@lee.example")) == ["Estate", "Library"]


def test_a_dry_run_counts_the_same_and_stores_nothing(posapp, opened, file):
    """Also for a person who stands twice in the file, pages apart."""
    lines = [HEAD, ANN, BO]
    lines += [f"p{number}@b.example,P,{number},,,,,,,{number}" for number in range(150)]
    lines += [ANN, ANN.replace("Ann,", "Anna,"), "nobody,,,,,,,,,"]
    path = file(*lines)
    told = count(posapp, path, "--dry-run")
    assert told == {"read": 155, "new": 152, "changed": 1, "unchanged": 1, "parked": 1}
    assert guest(opened, "ann@lee.example") is None
    assert posapp("quarantine", "--json").value == []
    assert count(posapp, path) == told


def test_bad_rows_are_named_and_set_aside(posapp, file):
    """By file, row and column; the good one arrives."""
    path = file(
        HEAD,
        ANN,
        "no-mail,No,Mail,,,,,,,",
        ",No,Mail,,,,,,,",
        "x@y.example,X,Y,,,perhaps,,,,",
        "x@y.example,X,Y,4111 1111 1111 1111,,,,,,",
        'x@y.example,"X,Y',
    )
    shown = posapp("import", "ecellar", path)
    assert shown.status == 0
    for part in (
        "in.csv, row 3: email: This is not an e-mail address.",
        "in.csv, row 4: email: It is needed",
        "in.csv, row 5: consent: “perhaps” is neither yes nor no",
        "in.csv, row 6: phone: This looks like a card number",
        "in.csv, row 7: row: A quotation mark",
        "6 read, 1 new, 0 changed, 0 unchanged, 5 parked",
    ):
        assert part in shown.out
    parked = posapp("quarantine", "--json").value
    assert len(parked) == 5
    assert all("4111 1111" not in row["raw"] for row in parked)


def test_an_import_that_is_killed_is_gone_on_with(posapp, opened, file, store):
    """By the same file: whole pages stay, nothing is lost and nobody comes twice."""
    rows = [f"p{number}@b.example,P,{number},,,,,,,{number}" for number in range(1_000)]
    path = file(HEAD, *rows)
    posapp("today")
    command = [sys.executable, "-m", "posapp", "import", "--store", store, "ecellar", path]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None and not stored(store):
            """It has not come to its first page."""
        running.kill()
    before = stored(store)
    assert 0 < before < 1_000
    assert before % 10 == 0
    told = count(posapp, path)
    assert told == {"read": 1_000, "new": 1_000 - before, "unchanged": before}
    assert stored(store) == 1_000


def stored(store: Path) -> int:
    """How many guests there are, seen from outside."""
    with closing(sqlite3.connect(f"file:{store / 'store.db'}?mode=ro", uri=True)) as seen:
        (found,) = seen.execute("SELECT count(*) FROM guest").fetchone()
    return int(found)


def test_both_sides_changed_is_a_conflict_that_waits(posapp, opened, file):
    """The same merging as for a connected back office: ours stays until a person chooses."""
    count(posapp, file(HEAD, ANN))
    program = opened()
    program.add_staff(AddStaff("ana", "Ana", Role.MANAGER, "123456"))
    program.verbs.sign_in("ana", "123456")
    sheet = program.reads.people.guest(program.reads.people.guest_of("ann@lee.example"))
    with program.store.write("edit", actor=program.program_actor) as uow:
        from dataclasses import replace

        contact = replace(sheet.guest.contact, phone="7075550177")
        uow.guests.save(replace(sheet.guest, contact=contact))
    program.close()
    path = file(HEAD, ANN.replace("7075550101", "7075550188"))
    assert count(posapp, path, "--dry-run") == {"read": 1, "conflicts": 1}
    assert count(posapp, path) == {"read": 1, "conflicts": 1}
    assert count(posapp, path) == {"read": 1, "unchanged": 1}
    assert guest(opened, "ann@lee.example").guest.contact.phone == "7075550177"


def sell(opened) -> None:
    """Ann buys by card, somebody pays cash."""
    program = opened()
    with program.store.write("shelf", actor=program.program_actor) as uow:
        uow.products.save(PRODUCTS)
    program.add_staff(AddStaff("ana", "Ana", Role.SELLER, "1234"))
    program.verbs.sign_in("ana", "1234")
    verbs = program.verbs
    slip = CardSlip("Visa", "4242", "A1")
    for contact in (Contact("Ann", "Lee", "ann@lee.example"), Contact("=1+1")):
        order_id = verbs.new_id()
        verbs.seat_walk_in(
            visit_id=verbs.new_id(), order_id=order_id, size=2, table_name="", contact=contact
        )
        verbs.add_item(order_id, line_id=verbs.new_id(), sku="PINOT", quantity=2)
        verbs.add_item(order_id, line_id=verbs.new_id(), sku="CHEESE", quantity=1)
        due = program.reads.order(order_id).due_cents
        is_card = bool(contact.email)
        tendered = Tendered(Tender.CARD, due, slip) if is_card else Tendered(Tender.CASH, 200_00)
        verbs.record_payment(order_id, payment_id=verbs.new_id(), tendered=tendered)
    program.close()


def test_a_guest_entered_here_is_met_not_made_again(posapp, opened, file):
    """Whom the file knows need not be entered there any more; what it adds is taken."""
    sell(opened)
    path = file(HEAD, ANN, BO)
    told = {"read": 2, "new": 1, "changed": 1}
    assert count(posapp, path, "--dry-run") == told
    assert guest(opened, "ann@lee.example").guest.contact.phone == ""
    assert count(posapp, path) == told
    sheet = guest(opened, "ann@lee.example")
    assert (sheet.guest.contact.phone, sheet.guest.remote_id) == ("7075550101", "9001")
    program = opened()
    work = {row.title: row.state for row in program.reads.sync_overview().outbox}
    program.close()
    assert work["Customer Ann Lee"] is OutboxState.SUPERSEDED


def test_a_connected_office_keeps_the_customers(posapp, opened, file, store):
    """Two masters of one guest would take each other's numbers from the record."""
    posapp("today")
    fields = 'client_id = "1", base_url = "https://orderport.example"'
    settings = f'[orders]\nbackend = "orderport"\nfields = {{ {fields} }}\n'
    (store / "settings.toml").write_text(settings, "utf-8")
    refusal = posapp("import", "ecellar", file(HEAD, ANN)).refusal
    assert "OrderPort keeps the customers of this winery" in refusal
    assert guest(opened, "ann@lee.example") is None


def test_orders_go_out_and_come_in_equal(posapp, opened, file, tmp_path, store):
    """Lines, tenders by their last four, totals; read by another till they are the same orders."""
    sell(opened)
    path = tmp_path / "orders.csv"
    assert posapp("export", "ecellar", "orders", path).out.startswith("8 rows")
    rows = table(path)
    assert [row["row"] for row in rows] == ["order", "line", "line", "tender"] * 2
    first, pinot, _, card = rows[:4]
    assert (first["email"], first["total"]) == ("ann@lee.example", card["total"])
    assert (pinot["sku"], pinot["quantity"], pinot["unit_price"]) == ("PINOT", "2", "48.00")
    assert (card["tender"], card["card_brand"], card["card_last4"]) == ("card", "Visa", "4242")
    assert count(posapp, path, "--dry-run") == {"read": 2, "new": 2}
    assert count(posapp, path) == {"read": 2, "new": 2}
    assert count(posapp, path) == {"read": 2, "unchanged": 2}
    program = opened()
    with program.store.write("look", actor=program.program_actor) as uow:
        kept = uow.office.order("ecellar", first["order_number"])
    program.close()
    assert kept.our_number == kept.number == first["order_number"]
    assert (kept.total_cents, kept.contact.email) == (
        round(float(first["total"]) * 100),
        "ann@lee.example",
    )
    assert [(line.sku, line.unit_cents) for line in kept.lines] == [
        ("PINOT", 48_00),
        ("CHEESE", 18_00),
    ]
    assert [(one.kind, one.cents, one.last4) for one in kept.tenders] == [
        ("card", kept.total_cents, "4242")
    ]


ORDER = "order_number,row,date,total,sku,quantity,unit_price,tender,card_last4,email"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("7,line,,10,A,1,5,,,", "row 4: row: An order begins"),
        ("7,order,soon,10,,,,,,", "row 4: date: “soon” is no date"),
        ("7,order,2026-10-10,much,,,,,,", "row 4: total: “much” is no number"),
        ("7,order,2026-10-10,,,,,,,", "row 4: total: An amount is needed"),
        ("7,order,2026-10-10,1e99,,,,,,", "row 4: total: This number is out"),
        ("7,order,9999-12-31,1,,,,,,", "row 4: date: This date is out"),
        ("7,return,2026-10-10,1,,,,,,", "row 4: row: An order begins"),
        ("7,order,2026-10-10,1,,,,,,\r\n7,line,,1,A,six,5,,,", "row 5: quantity: “six”"),
        ("7,order,2026-10-10,1,,,,,,\r\n7,tender,,1,,,,card,42424,", "row 5: card_last4: Only"),
        (
            "7,order,2026-10-10,1,,,,,,\r\n7,tender,,1,,,,4111111111111111,,",
            "row 5: tender: This looks like a card number",
        ),
    ],
)
def test_a_bad_order_costs_only_itself(posapp, file, line, place):
    """Named by row and column; the orders around it arrive."""
    good = "6,order,2026-10-10T11:40:00,10,,,,,,a@b.example", "6,line,,10,A,2,5.00,,,"
    path = file(ORDER, *good, line, good[0].replace("6,", "8,"))
    shown = posapp("import", "ecellar", path)
    assert place in shown.out
    assert "orders: 3 read, 2 new" in shown.out


@pytest.mark.parametrize(
    "bad", ["7,line,,10,A,1,5", '7,line,,10,"A,1,5,,,', "7,line,,10,\udce9,1,5,,,"]
)
def test_an_order_with_a_row_that_cannot_be_read_is_not_taken_in_part(posapp, file, bad):
    """Half an order would stand there as a whole one."""
    head, line = "7,order,2026-10-10,20,,,,,,", "7,line,,10,B,1,5,,,"
    good = "8,order,2026-10-10T11:40:00,10,,,,,,a@b.example"
    path = file(ORDER, head, line, bad, line, good)
    shown = posapp("import", "ecellar", path)
    assert "in.csv, row 4: " in shown.out
    assert "orders: 2 read, 1 new, 0 changed, 0 unchanged, 1 parked" in shown.out


def test_customers_go_out_and_come_in_equal(posapp, opened, file, tmp_path, anywhere):
    """What one till wrote another reads as the same people, formulas and all."""
    lines = [HEAD, ANN, "=x@y.example,=cmd,+1;=2,+17075550100,-Club,,@src,,,", BO]
    assert count(posapp, file(*lines)) == {"read": 3, "new": 3}
    first, second = tmp_path / "one.csv", tmp_path / "two.csv"
    posapp("export", "ecellar", "customers", first)
    for row in table(first):
        assert all(not cell.startswith(("=", "+", "-", "@")) for cell in row.values())
    other = tmp_path / "other"
    (told,) = anywhere("import", "--store", other, "ecellar", first, "--json").value
    assert (told["read"], told["new"]) == (3, 3)
    anywhere("export", "--store", other, "ecellar", "customers", second)
    assert table(second) == table(first)


def test_since_leaves_out_what_is_older(posapp, file, tmp_path, clock):
    """By the winery's day."""
    count(posapp, file(HEAD, ANN))
    clock.advance(3 * 86_400_000)
    count(posapp, file(HEAD, BO))
    path = tmp_path / "out.csv"
    posapp("export", "ecellar", "customers", path, "--since", "2026-10-12")
    assert [row["email"] for row in table(path)] == ["bo@ek.example"]


def test_until_leaves_out_what_is_newer(posapp, opened, tmp_path):
    """The last day is included; of customers there is none."""
    sell(opened)
    path = tmp_path / "out.csv"
    for last, rows in (("2026-10-09", 0), ("2026-10-10", 8)):
        told = posapp("export", "ecellar", "orders", path, "--until", last, "--json").value
        assert (told["rows"], told["records"]) == (rows, rows // 4)
    refusal = posapp("export", "ecellar", "customers", path, "--until", "2026-10-10").refusal
    assert "--until is for orders" in refusal


def test_the_columns_are_documented(posapp):
    """Every column with its meaning; both kinds, or one."""
    shown = posapp("export", "ecellar", "--columns").out
    assert "allocation_tier" in shown
    assert "card_last4" in shown
    assert "(required)" in shown
    assert "card_last4" not in posapp("export", "ecellar", "--columns", "customers").out
    assert set(posapp("export", "ecellar", "--columns", "--json").value) == {"customers", "orders"}


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("export", "ecellar"), "Say what to write and where"),
        (("export", "ecellar", "customers", "/nowhere/at/all.csv"), "cannot be written"),
        (("import", "ecellar", "missing.csv"), "No such file"),
        (("import", "tock", "x.json", "--dry-run"), "for eCELLAR's files"),
    ],
)
def test_what_cannot_be_done_is_one_line(posapp, arguments, refusal):
    """And the exit code says so."""
    assert refusal in posapp(*arguments).refusal


def test_unknown_columns_are_told(posapp, file):
    """Nothing is left out in silence."""
    path = file("email,first_name,last_name,eye colour", "a@b.example,A,B,green")
    assert "left out: eye_colour" in posapp("import", "ecellar", path).out
