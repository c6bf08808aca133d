"""Directory only, the whole program: what Tock tells over every way, and every byte kept of it."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posapp.adapters.keyring_secrets import MemorySecrets
from posapp.app import Program, open_program
from posapp.chores import import_tock_files
from posapp.domain.catalogue import Product
from posapp.domain.mapping import MappingKind
from posapp.domain.payment import Tender, Tendered
from posapp.domain.staff import Role
from posapp.logs import start_logging, stop_logging
from posapp.surroundings import Surroundings
from posapp.usecases.add_staff import AddStaff
from tests.adapters.raw_server import RawServer, answer
from tests.cli.conftest import Run
from tests.support.clock import CountingIds, ManualClock
from tests.support.tock_fields import Marked, is_in, marked

DAY = date(2026, 10, 10)
SETTINGS = """
[venue]
business_id = "31415"
business_group_id = "27182"
[tock]
export_url = "{url}"
relay_url = "{url}"
[directory]
only = {only}
customer_type = "Visitor"
allocation_tier = "B"
"""
KEPT = {
    "Reservation.business.name",
    "Reservation.experience.name",
    "Reservation.note.noteType",
    "Reservation.note.text",
    "Reservation.partyState",
    "Reservation.versionId",
    *(
        f"{person}.{part}"
        for person in ("Reservation.dinerPatron", "Reservation.ownerPatron", "GuestProfile.patron")
        for part in ("firstName", "lastName", "email")
    ),
}
ROOM = "Reservation.table.room"
"""Kept by name until somebody maps it, and in no row of a reservation."""


def booking(tag: str, number: int, **changes: Any) -> Marked:
    """A whole row with its own number, its diner an address of their own."""
    made = marked("Reservation", tag=tag)
    made.row |= {"id": number, **changes}
    return made


def torn(tag: str, number: int) -> tuple[Marked, str]:
    made = booking(tag, number)
    return made, json.dumps(made.row)[:-30]


class World:
    """What Tock has: by file, by feed, sound and broken."""

    def __init__(self) -> None:
        self.by_file = booking("a", 1)
        self.faulty = booking("b", 2, partySize="many")
        self.spare_fault = booking("c", 3, amountDueCents={"x": "no number"})
        self.by_feed = booking("d", 4)
        self.bad_feed = booking("e", 5, note={"text": "no list"})
        self.profile = marked("GuestProfile", tag="f")
        self.bad_profile = marked("GuestProfile", tag="g")
        self.bad_profile.row["patron"] = [self.bad_profile.row["patron"]]
        self.torn, self.torn_text = torn("h", 8)

    @property
    def all(self) -> list[Marked]:
        return [value for value in vars(self).values() if isinstance(value, Marked)]

    def files(self, *, end: str = "]") -> dict[str, str]:
        rows = [json.dumps(one.row) for one in (self.by_file, self.faulty, self.spare_fault)]
        profiles = [json.dumps(one.row) for one in (self.profile, self.bad_profile)]
        return {
            "reservation-1.json": f"[{','.join(rows)}{end}",
            "guest-profile-1.json": f"[{','.join(profiles)}]",
        }

    def feed(self) -> str:
        bodies = [one.row for one in (self.by_feed, self.bad_feed)]
        items = [{"cursor": f"c{n}", "body": body} for n, body in enumerate(bodies)]
        return json.dumps({"items": items, "next": "c9", "more": False})

    def found(self, stored: bytes) -> set[str]:
        """The paths of all fields of which a mark is among these bytes."""
        return {path for one in self.all for path, mark in one.marks.items() if is_in(mark, stored)}


@contextmanager
def tock(world: World) -> Iterator[RawServer]:
    def script(connection: socket.socket, request: bytes) -> None:
        path = request.split(b" ")[1].decode().split("?")[0]
        name = path.rsplit("/", 1)[-1]
        if path.endswith("/urls"):
            links = [f"{server.url}/files/{one}" for one in world.files()]
            urls = {"reservationDataUrls": links[:1], "guestDataUrls": links[1:]}
            body = json.dumps({"result": urls})
        else:
            body = world.files().get(name) or world.feed()
        connection.sendall(answer(200, body.encode(), ("Content-Type: application/json",)))

    with RawServer(script) as server:
        yield server


@contextmanager
def opened(folder: Path) -> Iterator[Program]:
    clock = ManualClock()
    secrets = MemorySecrets()
    secrets.put("tock.key", "k")
    secrets.put("tock.relay_token", "t")
    around = Surroundings(clock=clock, ids=CountingIds(clock), secrets=secrets)
    program = open_program(folder, surroundings=around)
    try:
        yield program
    finally:
        program.close()


def live_a_day(program: Program) -> None:
    """Pull everything over both ways, accept the first pull, seat and sell, back up."""
    program.add_staff(AddStaff("ana", "Ana", Role.MANAGER, "1234"))
    program.verbs.sign_in("ana", "1234")
    for _ in range(2):
        program.engine.sync_now()
        program.engine.run_once()
        asking = [report for report in program.reads.pulls() if report.is_asking]
        for report in asking:
            program.verbs.pulls.accept_pull(report.report_id, takes_guests=True)
        program.around.clock.advance(86_400_000)  # type: ignore[attr-defined]
    with program.store.write("shelf", actor=program.program_actor) as uow:
        uow.products.save([Product("FLIGHT", "Flight", "Flights", "food", 35_00, "USD")])
    key = "tock:31415:r:1"
    program.verbs.seat_reservation(key, visit_id="v1", order_id="o1", table_name="T4")
    program.verbs.add_item("o1", line_id="l1", sku="FLIGHT", quantity=1)
    total = program.reads.order("o1").due_cents
    program.verbs.record_payment("o1", payment_id="p1", tendered=Tendered(Tender.CASH, total))
    program.back_up(to=program.folder / "second")


def bytes_of(folder: Path) -> bytes:
    """Every byte of every file: store, WAL, payment journal, backups, logs."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files)
    assert any("log" in path.name for path in files)
    assert any(path.parent.name == "second" for path in files)
    return b"\n".join(path.read_bytes() for path in files)


def lived(folder: Path, *, only: bool, world: World) -> bytes:
    """The bytes of a terminal after a day with Tock."""
    folder.mkdir()
    with tock(world) as server:
        text = SETTINGS.format(url=server.url, only=str(only).lower())
        (folder / "settings.toml").write_text(text, "utf-8")
        handler = start_logging(folder / "logs")
        try:
            with opened(folder) as program:
                live_a_day(program)
                return bytes_of(folder)
        finally:
            stop_logging(handler)


def test_no_byte_of_the_store_holds_more_than_a_directory_may(tmp_path: Path) -> None:
    """Every field of every message, over files and feed, sound and broken: only the listed stay."""
    world = World()
    kept = world.found(lived(tmp_path / "store", only=True, world=world))
    assert kept - KEPT <= {ROOM}
    assert KEPT - kept == set()


def test_control_with_the_switch_off_they_are_all_found(tmp_path: Path) -> None:
    """The same day without the switch: the search finds what it must not find with it."""
    world = World()
    found = world.found(lived(tmp_path / "store", only=False, world=world))
    every = world.by_file.marks.keys()
    never = {path for path in every if path.endswith(("externalPin", "processorId"))}
    assert every - never - found == set()
    assert not found & never
    assert "GuestProfile.patron.phone" in found


def rows_of(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "store.db")) as connection:
        return connection.execute(sql).fetchall()


def imported(folder: Path, *, only: bool = True) -> World:
    folder.mkdir(exist_ok=True)
    (folder / "settings.toml").write_text(SETTINGS.format(url="", only=str(only).lower()), "utf-8")
    world = World()
    files = []
    for name, body in world.files(end=f",{world.torn_text}").items():
        (folder.parent / name).write_text(body, "utf-8")
        files.append(folder.parent / name)
    import_tock_files(folder, files=files, show=lambda _: None)
    return world


def test_a_file_read_by_hand_is_reduced_too(tmp_path: Path, anywhere: Run) -> None:
    """`posapp import tock` obeys the switch; what is only wrong in a field that goes is read."""
    del anywhere  # for its machine without a vault
    folder = tmp_path / "store"
    world = imported(folder)
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert world.found(stored) - KEPT <= {ROOM}
    keys = rows_of(folder, "SELECT key FROM reservation ORDER BY key")
    assert keys == [("tock:31415:r:1",), ("tock:31415:r:3",)]
    paths = [
        {fault[0] for fault in json.loads(faults)}
        for (faults,) in rows_of(folder, "SELECT faults FROM quarantine")
    ]
    assert {"$.partySize"} in paths


def test_unknown_people_become_guests_with_the_defaults(tmp_path: Path, anywhere: Run) -> None:
    """Diners and profiles, each e-mail once, marked as imported, consent from the profile."""
    del anywhere
    folder = tmp_path / "store"
    world = imported(folder)
    rows = rows_of(
        folder,
        "SELECT g.email, g.phone, g.remote_id, o.customer_source, o.customer_type,"
        " o.allocation_tier, o.is_imported, o.opt_in FROM guest g"
        " JOIN guest_origin o ON o.guest_id = g.id ORDER BY g.email",
    )
    diner = world.by_file.row["dinerPatron"]["email"]
    patron = world.profile.row["patron"]["email"]
    spare = world.spare_fault.row["dinerPatron"]["email"]
    common = ("", "", "Tock", "Visitor", "B", 1)
    assert rows == sorted([(diner, *common, None), (spare, *common, None), (patron, *common, 1)])
    assert rows_of(folder, "SELECT count(*) FROM outbox") == [(0,)]


def test_a_room_mapped_later_is_filled_in_by_the_next_reading(
    tmp_path: Path, anywhere: Run, clock: ManualClock
) -> None:
    """The room is counted by name outside the rows; once mapped, history gets its location."""
    del anywhere
    folder = tmp_path / "store"
    world = imported(folder)
    room = world.by_file.marks[ROOM]
    assert rows_of(folder, "SELECT name, times FROM room_seen ORDER BY name") == sorted(
        [(room, 1), (world.spare_fault.marks[ROOM], 1)]
    )
    assert rows_of(folder, "SELECT room, location FROM reservation") == [("", "")] * 2
    clock.advance(60_000)
    imported(folder)
    assert rows_of(folder, "SELECT max(times) FROM room_seen") == [(1,)]  # nothing new was stored
    with opened(folder) as program:
        program.add_staff(AddStaff("ana", "Ana", Role.MANAGER, "1234"))
        program.verbs.sign_in("ana", "1234")
        program.verbs.mappings.map_name(
            MappingKind.ROOM, business_id="31415", name=room, target="Terrace"
        )
    imported(folder)
    placed = rows_of(folder, "SELECT key, location FROM reservation ORDER BY key")
    assert placed == [("tock:31415:r:1", "Terrace"), ("tock:31415:r:3", "")]


def test_the_switch_turned_on_later_cuts_down_what_is_stored(tmp_path: Path, anywhere: Run) -> None:
    """The next start reduces every row, readable or not; orders go; guests' own records stay."""
    del anywhere
    folder = tmp_path / "store"
    world = imported(folder, only=False)
    pickup = booking("i", 9)
    pickup.row["experience"]["variety"] = "PICKUP"
    (tmp_path / "more.json").write_text(json.dumps([pickup.row]), "utf-8")
    import_tock_files(folder, files=[tmp_path / "more.json"], show=lambda _: None)
    stored = (folder / "store.db").read_bytes()
    assert world.found(stored) - KEPT - {ROOM}
    (folder / "settings.toml").write_text(SETTINGS.format(url="", only="true"), "utf-8")
    with opened(folder):
        pass
    stored = (folder / "store.db").read_bytes()
    assert world.found(stored) - KEPT <= {ROOM, "GuestProfile.patron.phone"} | {
        "GuestProfile.patron.phoneCountryCode"
    }
    assert not any(is_in(mark, stored) for mark in pickup.marks.values())
    keys = rows_of(folder, "SELECT key FROM reservation ORDER BY key")
    assert keys == [("tock:31415:r:1",)]


def test_a_mapped_room_asks_nobody_again_and_fills_history(tmp_path: Path) -> None:
    """The files are read again by the next pull; what a person accepted stays accepted."""
    world, folder = World(), tmp_path / "store"
    folder.mkdir()
    room = world.by_file.marks[ROOM]
    with tock(world) as server:
        (folder / "settings.toml").write_text(SETTINGS.format(url=server.url, only="true"), "utf-8")
        with opened(folder) as program:
            live_a_day(program)
            for target in ("Terrace", "Garden", "", "Terrace"):
                program.verbs.mappings.map_name(
                    MappingKind.ROOM, business_id="31415", name=room, target=target
                )
                program.around.clock.advance(86_400_000)  # type: ignore[attr-defined]
                program.engine.sync_now()
                program.engine.run_once()
                assert not [report for report in program.reads.pulls()[:1] if report.is_asking]
                [row] = [one for one in program.reads.board(DAY) if one.key == "tock:31415:r:1"]
                assert row.location == target


@pytest.mark.parametrize("only", [True, False])
def test_no_balance_is_asked_for_where_no_money_is_known(
    tmp_path: Path, anywhere: Run, *, only: bool
) -> None:
    """A directory knows no dues; with the switch off the same booking owes."""
    del anywhere
    folder = tmp_path / "store"
    imported(folder, only=only)
    with opened(folder) as program:
        sheet = program.reads.reservation("tock:31415:r:1")
    assert (sheet.reservation.money.due_cents is None) is only
    assert (sheet.balance.due_in_tock_cents == 0) is only
    assert not (only and sheet.balance.can_take)
