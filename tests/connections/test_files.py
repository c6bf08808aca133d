"""Files of customers and orders as the window has them read and written: beside it, in pages."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from posapp.adapters.ecellar import reading
from posapp.app import Program
from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.payment import Tender, Tendered
from posapp.ports.csv_files import (
    FileJob,
    FileKind,
    FileReport,
    FileWish,
    ImportCounts,
    WrittenFile,
)
from posapp.sandbox.server.front import SandboxServer
from posapp.settings import OrdersSection, PeopleSection
from posapp.sync import file_job
from tests.connections.rig import Rig, connect, is_told, sandbox
from tests.support.till import PRODUCTS

HEAD = "email,first_name,last_name,customer_number"
SATURDAY, SUNDAY = date(2026, 10, 10), date(2026, 10, 11)


def people(folder: Path, count: int, *bad: str) -> Path:
    """A file of so many customers, and these rows behind them."""
    rows = [f"p{number}@b.example,Pat,{number},{number}" for number in range(count)]
    path = folder / "people.csv"
    path.write_text("\r\n".join([HEAD, *rows, *bad]), "utf-8")
    return path


def ended(rig: Rig, job: FileJob[FileReport]) -> FileReport:
    """What came of a job, once it has ended."""
    rig.until(lambda: job.is_done)
    assert job.trouble == ""
    assert job.result is not None
    return job.result


def guests(program: Program) -> int:
    return len(program.store.reads.listing.guests(after_id="", since_ms=0, limit=10_000))


def journal(program: Program) -> list[tuple[str, str, str]]:
    """Verb, subject and person of what was done with files."""
    with program.store.reads.listing._connections.snapshot() as run:  # type: ignore[attr-defined]
        sql = "SELECT verb, subject, staff_id FROM journal WHERE verb LIKE 'file_%' ORDER BY id"
        return [(verb, subject, staff) for verb, subject, staff in run(sql, {})]


def test_a_look_counts_and_stores_nothing(rig: Rig, tmp_path: Path) -> None:
    """Then the same is taken in, the bad row by its place, column and reason; a manager did it."""
    path = people(tmp_path, 23, "nobody,No,Mail,9", "x@y.example,X,,8")
    with rig.opened() as program:
        look = ended(rig, program.verbs.files.look(str(path)))
        assert look.counts == ImportCounts(read=25, new=23, parked=2)
        assert [(one.origin, one.column) for one in look.refused] == [
            ("people.csv, row 25", "email"),
            ("people.csv, row 26", "last_name"),
        ]
        assert (guests(program), journal(program)) == (0, [])
        assert is_told(rig, Topic.FILES)
        taken = ended(rig, program.verbs.files.take(str(path)))
        assert taken.counts == look.counts
        assert guests(program) == 23
        assert journal(program) == [("file_taken_in", "people.csv", "manager")]


def test_a_cancelled_file_is_gone_on_with(rig: Rig, tmp_path: Path, hold: Hold) -> None:
    """It stops after its page; the same file again takes in the rest, and nothing twice."""
    path = people(tmp_path, 35)
    with rig.opened() as program:
        hold.after_page()
        job = program.verbs.files.take(str(path))
        rig.until(lambda: job.done == 10)
        job.cancel()
        hold.go_on()
        cut = ended(rig, job)
        assert (cut.is_cut_short, cut.counts.new, guests(program)) == (True, 10, 10)
        again = ended(rig, program.verbs.files.take(str(path)))
        assert again.counts == ImportCounts(read=35, new=25, unchanged=10)


def test_one_file_at_a_time(rig: Rig, tmp_path: Path, hold: Hold) -> None:
    """Another is refused in words, and may be begun afterwards."""
    path = people(tmp_path, 15)
    with rig.opened() as program:
        hold.after_page()
        job = program.verbs.files.look(str(path))
        rig.until(lambda: job.done == 10)
        with pytest.raises(DomainError, match="Another file is being worked on"):
            program.verbs.files.look(str(path))
        hold.go_on()
        ended(rig, job)
        ended(rig, program.verbs.files.look(str(path)))


def test_the_program_ends_while_a_file_is_taken_in(rig: Rig, tmp_path: Path, hold: Hold) -> None:
    """After the page under way, cleanly; the next start goes on with the same file."""
    path = people(tmp_path, 35)
    with rig.opened() as program:
        hold.after_page()
        job = program.verbs.files.take(str(path))
        rig.until(lambda: job.done == 10)
        hold.go_on()
    assert job.is_done
    with rig.opened() as program:
        assert guests(program) >= 10
        report = ended(rig, program.verbs.files.take(str(path)))
        assert report.counts.new + report.counts.unchanged == 35
        assert guests(program) == 35


def test_only_a_manager_reads_and_writes_files(rig: Rig, tmp_path: Path) -> None:
    """A file of all customers leaves the house."""
    path = str(people(tmp_path, 1))
    with rig.opened(staff="seller") as program:
        files = program.verbs.files
        for refused in (
            lambda: files.look(path),
            lambda: files.take(path),
            lambda: files.write(path, FileWish(FileKind.CUSTOMERS), replaces=True),
        ):
            with pytest.raises(DomainError, match="Let a manager sign in"):
                refused()


def test_what_cannot_be_a_path_is_refused_at_its_field(rig: Rig, tmp_path: Path) -> None:
    """Before anything is begun."""
    with rig.opened() as program:
        files = program.verbs.files
        for path, sentence in ((" ", "Choose a file."), ("people.csv", "Say where the file is")):
            with pytest.raises(DomainError, match=sentence) as refusal:
                files.look(path)
            assert refusal.value.field == "file"
        wish = FileWish(FileKind.ORDERS, first=SUNDAY, last=SATURDAY)
        with pytest.raises(DomainError) as refusal:
            files.write(str(tmp_path / "a.csv"), wish, replaces=False)
        assert refusal.value.field == "last"


def test_the_disk_is_asked_beside_the_window(rig: Rig, tmp_path: Path) -> None:
    """What is not there, or would never end, is the job's trouble; what is there is not lost."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "kept.csv").write_text("kept", "utf-8")
    wish = FileWish(FileKind.ORDERS)
    with rig.opened() as program:
        files = program.verbs.files

        def write(name: str) -> FileJob[WrittenFile]:
            return files.write(str(tmp_path / name), wish, replaces=False)

        begun: tuple[tuple[Callable[[], FileJob[object]], str, str], ...] = (
            (lambda: files.look(str(tmp_path)), "no_file", "is a folder."),
            (lambda: files.look(str(tmp_path / "pipe")), "no_file", "pipe is not there."),
            (lambda: files.look(str(tmp_path / "none.csv")), "no_file", "none.csv is not there."),
            (lambda: write("no/a.csv"), "no_folder", f"There is no folder {tmp_path / 'no'}."),
            (lambda: write("kept.csv"), "exists", "kept.csv is there already."),
        )
        for begin, code, sentence in begun:
            job = begin()
            rig.until(lambda job=job: job.is_done)
            assert job.code == code
            assert job.trouble.endswith(sentence)
            assert job.result is None
    assert (tmp_path / "kept.csv").read_text("utf-8") == "kept"


@pytest.mark.parametrize("asked", ["look", "take", "write", "replace", "folder"])
def test_a_place_the_system_refuses_is_no_fault_of_ours(
    rig: Rig, tmp_path: Path, asked: str
) -> None:
    """No name is as long as this one: said of the file, with the system's own reason."""
    long, wish = "n" * 300, FileWish(FileKind.ORDERS)
    with rig.opened() as program:
        files = program.verbs.files
        begin: dict[str, Callable[[], FileJob[object]]] = {
            "look": lambda: files.look(str(tmp_path / long)),
            "take": lambda: files.take(str(tmp_path / long)),
            "write": lambda: files.write(str(tmp_path / long), wish, replaces=False),
            "replace": lambda: files.write(str(tmp_path / long), wish, replaces=True),
            "folder": lambda: files.write(str(tmp_path / long / "a.csv"), wish, replaces=True),
        }
        job = begin[asked]()
        rig.until(lambda: job.is_done)
        assert job.code == "cannot_open"
        assert job.trouble == f"{'a.csv' if asked == 'folder' else long}: File name too long."


def test_a_file_that_becomes_unreadable_says_so(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick was pulled out: what was taken in stays, in words and not as a crash."""
    path, lines = people(tmp_path, 35), 0
    real = reading._Lines.read

    class Torn:
        def readline(self, most: int) -> bytes:
            raise OSError(5, "Input/output error")

    def read(self: reading._Lines) -> bytes:
        nonlocal lines
        lines += 1
        if lines > 15:
            self._file = Torn()  # type: ignore[assignment]
        return real(self)

    monkeypatch.setattr(reading._Lines, "read", read)
    with rig.opened() as program:
        job = program.verbs.files.take(str(path))
        rig.until(lambda: job.is_done)
        assert job.trouble == "people.csv cannot be read any more: Input/output error."
        assert guests(program) == 10


@pytest.mark.parametrize("kept", ["working", "people", "locked", "unreadable"])
def test_customers_belong_to_the_office_that_keeps_them(
    rig: Rig, tmp_path: Path, office: SandboxServer, kept: str
) -> None:
    """Also while its connection is in trouble: it is their one source all the same."""
    orders: OrdersSection | None = None
    people_elsewhere: PeopleSection | None = None
    match kept:
        case "people":
            people_elsewhere = PeopleSection(
                backend="sandbox", fields={"base_url": "http://[::1]:9"}
            )
        case "locked":  # its secret is nowhere
            orders = sandbox(office.base_url)
        case "unreadable":
            rig.folder.mkdir(parents=True)
            (rig.folder / "connections.json").write_text("{", "utf-8")
    path = people(tmp_path, 3)
    with rig.opened(orders=orders, people=people_elsewhere) as program:
        if kept == "working":
            connect(program, office.base_url)
        assert "keeps the customers of this winery" in program.verbs.files.why_no_customers()
        job = program.verbs.files.look(str(path))
        rig.until(lambda: job.is_done)
        assert job.trouble == program.verbs.files.why_no_customers()
        orders_file = tmp_path / "orders.csv"
        orders_file.write_text("order_number,row,date,total\r\n7,order,2026-10-10,10\r\n", "utf-8")
        assert ended(rig, program.verbs.files.look(str(orders_file))).counts.new == 1


def test_without_an_office_customers_are_ours(rig: Rig) -> None:
    """Nothing is said against it."""
    with rig.opened() as program:
        assert program.verbs.files.why_no_customers() == ""


def sell(program: Program) -> None:
    """A cheese board for cash."""
    verbs = program.verbs
    order_id = verbs.new_id()
    verbs.seat_walk_in(
        visit_id=verbs.new_id(), order_id=order_id, size=2, table_name="", contact=Contact()
    )
    verbs.add_item(order_id, line_id=verbs.new_id(), sku="CHEESE", quantity=1)
    tendered = Tendered(Tender.CASH, program.reads.order(order_id).due_cents)
    verbs.record_payment(order_id, payment_id=verbs.new_id(), tendered=tendered)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (None, None, 3),
        (SATURDAY, SATURDAY, 1),
        (SUNDAY, None, 2),
        (None, SATURDAY, 1),
        (SUNDAY, SUNDAY, 2),
    ],
)
def test_orders_are_written_from_day_to_day(
    rig: Rig, tmp_path: Path, first: date | None, last: date | None, count: int
) -> None:
    """By the winery's own days, both included; how many there are is told, and who wrote them."""
    path = tmp_path / "orders.csv"
    with rig.opened() as program:
        with program.store.write("shelf", actor=program.program_actor) as uow:
            uow.products.save(PRODUCTS)
        sell(program)
        rig.clock.advance(86_400_000)
        sell(program)
        sell(program)
        job = program.verbs.files.write(
            str(path), FileWish(FileKind.ORDERS, first, last), replaces=False
        )
        rig.until(lambda: job.is_done)
        assert job.trouble == ""
        assert job.result is not None
        assert (job.result.records, job.result.rows) == (count, 3 * count)
        assert journal(program) == [("file_written", "orders.csv", "manager")]
    assert path.read_text("utf-8-sig").count('"order"') == count


def test_a_cancelled_export_leaves_what_was_there(rig: Rig, tmp_path: Path, hold: Hold) -> None:
    """Half a file would look like a whole one."""
    target = tmp_path / "out.csv"
    target.write_text("the one before", "utf-8")
    with rig.opened() as program:
        ended(rig, program.verbs.files.take(str(people(tmp_path, 130))))
        hold.after_page()
        job = program.verbs.files.write(str(target), FileWish(FileKind.CUSTOMERS), replaces=True)
        rig.until(lambda: job.done == 100)
        job.cancel()
        hold.go_on()
        rig.until(lambda: job.is_done)
        assert (job.result, job.trouble) == (None, "")
    assert target.read_text("utf-8") == "the one before"
    assert sorted(path.name for path in tmp_path.glob("*.part")) == []


class Hold:
    """Holds a job between two pages."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._gate = threading.Event()

    def after_page(self) -> None:
        """It goes no further than its first page."""
        real: Callable[..., bool] = file_job.ThreadJob._go_on

        def go_on(job: file_job.ThreadJob[object], done: int) -> bool:
            job._done = done
            job._on_news()
            assert self._gate.wait(20)
            return real(job, done)

        self._patch.setattr(file_job.ThreadJob, "_go_on", go_on)

    def go_on(self) -> None:
        """It goes on to its end."""
        self._gate.set()


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Hold:
    return Hold(monkeypatch)
