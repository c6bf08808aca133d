"""The end of the day: what the device and the servers each hold, and whether they agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

from posapp.demo.sides import Sides, compare_sides
from posapp.demo.stage import Stage, key_text
from posapp.ports.reads import BoardRow, Reads
from posapp.sandbox.backoffice.sales import SalesOrder
from posapp.sandbox.ops import Op
from posapp.sandbox.oracle import DeviceFacts, Problem, Report, judge, tags_not_followed
from posapp.sandbox.tock.model import Row


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sandbox's judgement of the orders, and every difference of all else.

    `unfinished` is what the story settles and nobody did: a choice, a task, an e-mail.
    """

    report: Report
    sides: tuple[Sides, ...]
    unfinished: tuple[str, ...]
    board: tuple[str, ...]
    board_rows: int
    tock_rows: int
    tock_writes: int
    tags_wrong: tuple[str, ...]
    tags_followed: int
    quarantined: int
    expected_quarantined: int

    @property
    def is_clean(self) -> bool:
        """True when nothing is lost, doubled or off by a cent, and Tock was told of clubs only."""
        return (
            self.report.is_clean
            and not self.differences
            and not self.board
            and self.tock_writes == 0
            and not self.tags_wrong
            and self.quarantined == self.expected_quarantined
        )

    @property
    def differences(self) -> tuple[str, ...]:
        """Between here and the back office, and between the story and what was done."""
        return (*(line for one in self.sides for line in one.differences), *self.unfinished)

    def facts(self) -> dict[str, Any]:
        """Both sides for programs; money in cents."""
        report = self.report
        return {
            "ok": self.is_clean,
            "device": {"orders": report.device_orders, "cents": report.device_cents},
            "server": {"orders": report.server_orders, "cents": report.server_cents},
            **{problem.name.lower(): report.count(problem) for problem in Problem},
            "sides": {one.what: {"here": one.here, "there": one.there} for one in self.sides},
            "differences": list(self.differences),
            "findings": [str(finding).strip() for finding in report.findings],
            "board_rows": self.board_rows,
            "tock_rows": self.tock_rows,
            "board_differences": list(self.board),
            "tock_writes": self.tock_writes,
            "tags_followed": self.tags_followed,
            "tags_wrong": list(self.tags_wrong),
            "quarantined": self.quarantined,
            "expected_quarantined": self.expected_quarantined,
        }

    def text(self) -> str:
        """Both sides for printing."""
        parties = f"{self.board_rows} parties on the board, {self.tock_rows} in Tock"
        wrong = f"{len(self.tags_wrong)} wrong lists"
        clubs = f"{self.tags_followed} changes of clubs told to Tock, {wrong}"
        unreadable = f"{self.quarantined} unreadable rows kept, {self.expected_quarantined} sent"
        lines = [
            self.report.text(),
            *(one.text for one in self.sides),
            *self.differences,
            f"{parties}, {len(self.board)} differences",
            f"{clubs}, {self.tock_writes} other writes",
            *self.tags_wrong,
            unreadable,
            *self.board,
        ]
        return "\n".join(lines)


def device_facts(reads: Reads, day: date, *, customers: Iterable[str] = ()) -> DeviceFacts:
    """What the terminal holds of a day, for the sandbox's judge."""
    sales = reads.sales(day)
    return DeviceFacts(
        orders=[
            {
                "number": sale.number,
                "total_cents": sale.total_cents,
                "payments": [{"payment_id": pid, "cents": cents} for pid, cents in sale.payments],
            }
            for sale in sales
        ],
        outbox=[
            {"subject": sale.number, "state": sale.sync_state.value if sale.sync_state else "none"}
            for sale in sales
        ]
        + [
            {"subject": row.title, "state": row.state.value} for row in reads.sync_overview().outbox
        ],
        customers=customers,
    )


def reach_verdict(stage: Stage, *, opened: Sequence[str] = ()) -> Verdict:
    """Compare the device with the world and with what the story must come to.

    `opened` are the addresses that were handed to the operating system.
    """
    reads, day = stage.program.reads, stage.day
    facts = device_facts(reads, day.day, customers=day.expected.customers)
    overview = reads.sync_overview()
    here = {row.key: row for row in reads.board(day.day) if row.source == "tock"}
    there = {key_text(row.key): row for row in day.board()}
    return Verdict(
        report=judge(facts, day.world, expected=day.expected),
        sides=tuple(compare_sides(stage)),
        unfinished=tuple(_unfinished(stage, opened)),
        board=tuple(_differences(here, there)),
        board_rows=len(here),
        tock_rows=len(there),
        tock_writes=_other_writes(stage),
        tags_wrong=tuple(_wrong_tags(stage)),
        tags_followed=len(day.expected.all_tags),
        quarantined=len(overview.quarantine),
        expected_quarantined=day.undecodable_count,
    )


def _unfinished(stage: Stage, opened: Sequence[str]) -> Iterator[str]:
    """What the stories settle, as it stands on both sides."""
    reads, expected, office = stage.program.reads, stage.day.expected, stage.day.world.backoffice
    yield from (f"still by hand: {task.title}" for task in reads.office.tasks())
    yield from (f"still differs: {row.email}" for row in reads.people.conflicts())
    collected = {sale.number for sale in office.sales.records() if sale.handed_over is not None}
    for number in sorted(expected.hand_overs - collected):
        yield f"order {number}: not collected in the back office"
    for email in sorted(expected.mails):
        parcels = [one.tracking for sale in _sold_to(stage, email) for one in sale.parcels]
        mails = [unquote(link) for link in opened if link.startswith(f"mailto:{email}?")]
        if not any(number in mail for mail in mails for number in parcels):
            yield f"{email}: no e-mail about a parcel was prepared"
    for agreed in expected.agreed:
        kept = office.customer_by_email(agreed.email)
        street = kept.record.billing.line1 if kept and kept.record.billing else ""
        if kept is None or (kept.record.phone, street) != (agreed.phone, agreed.street):
            yield f"{agreed.email}: not as was chosen"


def _sold_to(stage: Stage, email: str) -> list[SalesOrder]:
    every = stage.day.world.backoffice.sales.records()
    return [sale for sale in every if sale.our_number and sale.email == email]


def _other_writes(stage: Stage) -> int:
    """Guests told to Tock without a change of their clubs: seating and selling write nothing."""
    changed = {email.casefold() for email in stage.day.expected.all_tags}
    told = stage.day.world.ledger.of(Op.GUEST_INGEST)
    return sum(entry.reference.casefold() not in changed for entry in told)


def _wrong_tags(stage: Stage) -> list[str]:
    world = stage.day.world
    wrong = tags_not_followed(stage.day.expected, world)
    found = [f"{email}: Tock has {', '.join(held) or 'no club'}" for email, held in wrong.items()]
    lost = (entry for entry in world.tock.guests.tag_ledger if entry.foreign_lost)
    return found + [f"{entry.email}: lost {', '.join(entry.foreign_lost)}" for entry in lost]


def _differences(here: dict[str, BoardRow], there: dict[str, Row]) -> list[str]:
    found = [f"{key}: not on the board" for key in there.keys() - here.keys()]
    found += [f"{key}: on the board, not in Tock" for key in here.keys() - there.keys()]
    for key in here.keys() & there.keys():
        board, tock = _facts_here(here[key]), _facts_there(there[key])
        found += [
            f"{key}: {name} is {board[name]} here, {tock[name]} in Tock"
            for name in board
            if board[name] != tock[name]
        ]
    return sorted(found)


def _facts_here(row: BoardRow) -> dict[str, object]:
    return {
        "start": row.start_ms,
        "size": row.size,
        "state": row.party_state_raw,
        "total": row.total_cents,
        "paid": row.paid_cents,
        "due": row.due_cents,
    }


def _facts_there(row: Row) -> dict[str, object]:
    money = row.money
    return {
        "start": row.service_ms,
        "size": row.party_size,
        "state": row.party_state,
        "total": money.total_cents if money else None,
        "paid": money.net_paid_cents if money else None,
        "due": money.due_cents if money else None,
    }
