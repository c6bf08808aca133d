"""eCELLAR's files in the window: customers come in, what was sold goes out, and the other way."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from posapp.domain.guest import Contact
from posapp.domain.payment import Tender, Tendered
from posapp.domain.staff import Role
from posapp.usecases.add_staff import AddStaff
from tests.journeys.office import COMMERCE7, OfficeTerminal, wineries
from tests.journeys.terminal import Terminal

HEAD = "customer_number,email,first_name,last_name,phone,club"
ANN = "9001,ann@lee.example,Ann,Lee,7075550101,Estate"
_MANAGER_PIN = "123456"


def _file(folder: Path, *rows: str) -> str:
    path = folder / "customers.csv"
    path.write_text("\r\n".join((HEAD, *rows)), "utf-8")
    return str(path)


def _let_manager_in(terminal: Terminal) -> None:
    program = terminal.program
    program.add_staff(AddStaff("mia", "Mia", Role.MANAGER, _MANAGER_PIN))
    terminal.see_news()
    terminal.control(Qt.Key.Key_L)
    terminal.tap("lock.staff.mia")
    terminal.tap_digits("lock.key", _MANAGER_PIN)
    terminal.tap("lock.enter")
    terminal.wait_until(lambda: terminal.screen == "arrivals", "the board is shown")
    terminal.tap("rail.connections")


def _wait_for(terminal: Terminal, sentence: str) -> None:
    terminal.wait_until(lambda: sentence in terminal.words_in(), sentence)


def _rest_out(terminal: Terminal, page: str) -> None:
    """Until the page takes a tap for one of its own again."""
    found = terminal.window.findChild(QWidget, page)
    assert found is not None
    rests = found.findChildren(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
    terminal.wait_until(lambda: not any(one.isActive() for one in rests), "the finger rested")


def test_customers_come_in_and_what_was_sold_goes_out(light: Terminal, tmp_path: Path) -> None:
    """Looked at first, taken in, found among the guests; a sale is written for eCELLAR."""
    terminal = light
    many = [f"{number},p{number}@b.example,Pat,{number},," for number in range(150)]
    path = _file(tmp_path, ANN, *many, "7,nobody,No,Mail,,")
    terminal.tap("rail.connections", "connections.files.import")
    terminal.robot.type_into("file.path", path)
    terminal.tap("file.check")
    _wait_for(terminal, "Let a manager sign in.")

    _let_manager_in(terminal)
    assert terminal.text("file.path") == "File"
    terminal.tap("file.check")
    _wait_for(terminal, "152 customers. Nothing is stored yet.")
    assert "151\nnew" in terminal.words_in()
    (refused,) = terminal.list_of("file.refused").model().items  # type: ignore[attr-defined]
    assert (refused.title, refused.detail) == (
        "Row 153 · email",
        "This is not an e-mail address.",
    )
    assert terminal.program.reads.people.guest_of("ann@lee.example") is None
    terminal.tap("file.take")
    _wait_for(terminal, "Taken in. 152 customers of the file gone through.")
    assert terminal.program.reads.people.guest_of("ann@lee.example") is not None
    _rest_out(terminal, "file.import")
    terminal.tap("file.take")

    _sell(terminal)
    terminal.tap("rail.connections", "connections.files.export", "out.kind.orders")
    out = tmp_path / "sold.csv"
    out.write_text("the one before", "utf-8")
    terminal.robot.type_into("out.path", str(out))
    terminal.tap("out.write")
    _wait_for(terminal, "sold.csv is there already.")
    assert out.read_text("utf-8") == "the one before"
    _rest_out(terminal, "file.export")
    terminal.tap("out.write")
    _wait_for(terminal, "1 order in 3 rows written to")
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert [(row["row"], row["title"]) for row in rows] == [
        ("order", ""),
        ("line", "Cheese board"),
        ("tender", ""),
    ]


def _sell(terminal: Terminal) -> None:
    """A cheese board for cash."""
    verbs = terminal.program.verbs
    order_id = verbs.new_id()
    verbs.seat_walk_in(
        visit_id=verbs.new_id(), order_id=order_id, size=2, table_name="", contact=Contact()
    )
    verbs.add_item(order_id, line_id=verbs.new_id(), sku="CHEESE", quantity=1)
    due = terminal.program.reads.order(order_id).due_cents
    verbs.record_payment(order_id, payment_id=verbs.new_id(), tendered=Tendered(Tender.CASH, due))


@wineries(COMMERCE7)
def test_a_back_office_keeps_its_customers(office: OfficeTerminal, tmp_path: Path) -> None:
    """Said before a file is chosen; orders are taken in all the same."""
    _let_manager_in(office)
    office.tap("connections.files.import")
    assert "Commerce7 keeps the customers of this winery." in office.text("file.note")
    office.robot.type_into("file.path", _file(tmp_path, ANN))
    office.tap("file.check")
    office.wait_until(
        lambda: (
            office.shows("file.job.sentence")
            and office.text("file.job.sentence") == office.text("file.note")
        ),
        "the file is refused",
    )
    orders = tmp_path / "orders.csv"
    rows = "7,order,2026-10-09T11:40:00,10,,\r\n7,line,,10,A,5.00\r\n"
    orders.write_text(f"order_number,row,date,total,sku,unit_price\r\n{rows}", "utf-8")
    office.robot.type_into("file.path", str(orders))
    office.tap("file.check")
    _wait_for(office, "1 order. Nothing is stored yet.")
    office.tap("file.take")
    _wait_for(office, "Taken in. 1 order of the file gone through.")
    with office.program.store.write("look", actor=office.program.program_actor) as uow:
        assert uow.office.order("ecellar", "7") is not None
