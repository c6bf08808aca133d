"""The states of a file on its way in or out worth looking at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from posapp.domain.changes import Topic
from posapp.ports.csv_files import FileKind, FileReport, ImportCounts, RefusedRow, WrittenFile
from tests.ui.conftest import Stage
from tests.ui.connection_scenes import open_connections, systems_of
from tests.ui.fake_files import FakeJob

Scene = Callable[[Stage], None]
Result = TypeVar("Result")

PATH = "/srv/ana/Documents/customers of the last twenty years, cleaned up (2).csv"
_REASONS = (
    ("email", "This is not an e-mail address."),
    ("row", "This is not UTF-8. Save the file as “CSV UTF-8” and import it again."),
    ("phone", "This looks like a card number. Card numbers are never kept here."),
    ("consent", "“perhaps” is neither yes nor no."),
)
FOUND = FileReport(
    kind=FileKind.CUSTOMERS,
    counts=ImportCounts(
        read=3_812, new=1_240, changed=37, unchanged=2_512, parked=20, conflicts=2, waiting=1
    ),
    unknown=("eye_colour", "shoe_size"),
    refused=tuple(
        RefusedRow(f"customers, {at}.csv, row {at * 37 + 4}", *_REASONS[at % 4]) for at in range(20)
    ),
    is_dry_run=True,
)


def ended(stage: Stage, job: FakeJob[Result], result: Result | None, *, trouble: str = "") -> None:
    """The job ends, and the window hears of it."""
    job.end(result, trouble=trouble)
    hear(stage)


def hear(stage: Stage) -> None:
    """News of a job."""
    heard: list[object] = []
    stage.bridge.changed.connect(heard.append)
    stage.bridge.publish(frozenset({Topic.FILES}))
    stage.hands.wait_until(lambda: bool(heard), "the news is heard")
    stage.bridge.changed.disconnect(heard.append)
    for _ in range(2):  # labels measure themselves once they are shown
        stage.hands.settle()


def file_import(stage: Stage) -> None:
    """Nothing chosen yet; a back office keeps the customers."""
    systems_of(stage)
    stage.act.files.kept_by = (
        "WineDirect keeps the customers of this winery. Bring them in there: they come here from"
        " it. Files of orders are taken in here all the same."
    )
    open_connections(stage)
    stage.hands.tap("connections.files.import")


def chosen(stage: Stage) -> None:
    """A path that was typed."""
    systems_of(stage)
    open_connections(stage)
    stage.hands.tap("connections.files.import")
    stage.hands.type_into("file.path", PATH)


def file_looking(stage: Stage) -> None:
    """It is looked at."""
    chosen(stage)
    stage.hands.tap("file.check")
    stage.act.files.looks[-1].done = 1_200
    hear(stage)


def file_looked(stage: Stage) -> None:
    """What it would bring, with rows that are refused."""
    file_looking(stage)
    ended(stage, stage.act.files.looks[-1], FOUND)


def file_taking(stage: Stage) -> None:
    """It is taken in."""
    file_looked(stage)
    stage.hands.tap("file.take")
    stage.act.files.takes[-1].done = 1_300
    hear(stage)


def file_taken(stage: Stage) -> None:
    """It is in, and what to do next."""
    file_taking(stage)
    counts = ImportCounts(read=230, new=12, changed=3, unchanged=215)
    ended(stage, stage.act.files.takes[-1], FileReport(kind=FileKind.CUSTOMERS, counts=counts))


def file_refused(stage: Stage) -> None:
    """It cannot be read at all."""
    file_looking(stage)
    trouble = "customers.csv cannot be imported: row 1 does not name the column email."
    ended(stage, stage.act.files.looks[-1], None, trouble=trouble)


def file_export(stage: Stage) -> None:
    """Orders of some days are to be written."""
    systems_of(stage)
    open_connections(stage)
    stage.hands.tap("connections.files.export")
    stage.hands.tap("out.kind.orders")
    stage.hands.tap("out.span.month")
    stage.hands.type_into("out.path", "/srv/ana/Documents/orders.csv")


def file_exported(stage: Stage) -> None:
    """They are written."""
    file_export(stage)
    stage.hands.tap("out.write")
    written = WrittenFile(
        kind=FileKind.ORDERS, path="/srv/ana/Documents/orders.csv", records=128, rows=412
    )
    ended(stage, stage.act.files.writes[-1], written)


FILE_SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        file_import,
        file_looking,
        file_looked,
        file_taking,
        file_taken,
        file_refused,
        file_export,
        file_exported,
    )
}
