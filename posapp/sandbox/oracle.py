"""Compares what a terminal believes with what the world holds: lost, doubled, wrong, open, ghost.

Takes the terminal's facts as plain mappings, so it can judge any program and shares code with none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from posapp.sandbox.backoffice.records import StoredOrder
from posapp.sandbox.harvest.expected import Expected, TaxLevel
from posapp.sandbox.world import World

_DONE = frozenset({"confirmed", "superseded"})


class Problem(StrEnum):
    """What can be wrong with one record."""

    LOST = "lost"
    DUPLICATED = "duplicated"
    WRONG_AMOUNT = "wrong amount"
    LEFT_OPEN = "left open"
    GHOST = "ghost"


@dataclass(frozen=True, slots=True)
class Finding:
    """One record that is not as it should be; `subject` is its order number, e-mail or the like."""

    problem: Problem
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.problem.value:>12}  {self.subject}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Report:
    """All findings and the two sides' totals."""

    findings: tuple[Finding, ...]
    device_orders: int
    device_cents: int
    server_orders: int
    server_cents: int

    @property
    def is_clean(self) -> bool:
        """True if nothing is lost, doubled, off by a cent, open or from nowhere."""
        return not self.findings

    def count(self, problem: Problem) -> int:
        """How many findings of one sort."""
        return sum(finding.problem is problem for finding in self.findings)

    def text(self) -> str:
        """Both sides, the counts and every finding, for printing."""
        counts = ", ".join(f"{self.count(problem)} {problem.value}" for problem in Problem)
        return "\n".join(
            (
                f"device {self.device_orders:>6} orders {self.device_cents / 100:>14,.2f}",
                f"server {self.server_orders:>6} orders {self.server_cents / 100:>14,.2f}",
                counts,
                *(str(finding) for finding in self.findings),
            )
        )


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """What the terminal holds when the day is over.

    `orders`: closed orders and balances taken, each {"number", "total_cents", "payments":
    [{"payment_id", "cents"}]}. `outbox`: each {"subject", "state"}, further keys are free.
    `customers`: e-mails of guests that must be in the back office.
    """

    orders: Sequence[Mapping[str, Any]]
    outbox: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    customers: Iterable[str] = field(default_factory=tuple)


def judge(
    device: DeviceFacts,
    world: World,
    *,
    expected: Expected | None = None,
    tax_level: TaxLevel = TaxLevel.ITEM,
) -> Report:
    """The comparison; with `expected` also against what the story must come to."""
    server = world.backoffice.orders()
    findings = [
        *_orders(device.orders, server),
        *_numbers(device.orders, server),
        *_payments(device.orders, server),
        *_outbox(device.outbox),
        *_customers(set(device.customers), world),
    ]
    if expected is not None:
        findings += _against_story(expected, server, tax_level)
        findings += _customers(set(expected.customers), world)
    unique = tuple(dict.fromkeys(findings))
    return Report(
        findings=unique,
        device_orders=len(device.orders),
        device_cents=sum(order["total_cents"] for order in device.orders),
        server_orders=len(server),
        server_cents=sum(order.total_cents for order in server),
    )


def _orders(
    orders: Sequence[Mapping[str, Any]], server: Sequence[StoredOrder]
) -> Iterable[Finding]:
    held: dict[str, list[StoredOrder]] = {}
    for stored in server:
        held.setdefault(stored.number, []).append(stored)
    for order in orders:
        number = str(order["number"])
        copies = held.get(number, [])
        if not copies:
            yield Finding(Problem.LOST, number, "not in the back office")
        if len(copies) > 1:
            yield Finding(Problem.DUPLICATED, number, f"{len(copies)} in the back office")
        for stored in copies:
            if stored.total_cents != order["total_cents"]:
                detail = f"device {order['total_cents']}, server {stored.total_cents} cents"
                yield Finding(Problem.WRONG_AMOUNT, number, detail)


def _numbers(
    orders: Sequence[Mapping[str, Any]], server: Sequence[StoredOrder]
) -> Iterable[Finding]:
    known = Counter(str(order["number"]) for order in orders)
    for number, count in known.items():
        if count > 1:
            yield Finding(Problem.DUPLICATED, number, f"{count} orders on the device")
    for number in dict.fromkeys(stored.number for stored in server):
        if number not in known:
            yield Finding(Problem.GHOST, number, "in the back office only")


def _payments(
    orders: Sequence[Mapping[str, Any]], server: Sequence[StoredOrder]
) -> Iterable[Finding]:
    taken: Counter[str] = Counter()
    for order in orders:
        payments = order.get("payments", ())
        taken.update(str(payment["payment_id"]) for payment in payments)
        paid = sum(payment["cents"] for payment in payments)
        if payments and paid != order["total_cents"]:
            detail = f"payments {paid}, total {order['total_cents']} cents"
            yield Finding(Problem.WRONG_AMOUNT, str(order["number"]), detail)
    told: Counter[str] = Counter()
    for stored in server:
        tenders: Any = stored.body["tenders"]
        told.update(str(tender["payment_id"]) for tender in tenders)
    for payment_id, count in taken.items():
        if count > 1:
            yield Finding(Problem.DUPLICATED, payment_id, f"payment {count} times on the device")
        if payment_id not in told:
            yield Finding(Problem.LOST, payment_id, "payment not in the back office")
    for payment_id, count in told.items():
        if count > 1:
            yield Finding(Problem.DUPLICATED, payment_id, f"payment {count} times on the server")
        if taken and payment_id not in taken:
            yield Finding(Problem.GHOST, payment_id, "payment in the back office only")


def _outbox(outbox: Sequence[Mapping[str, Any]]) -> Iterable[Finding]:
    for item in outbox:
        state = str(item["state"])
        if state not in _DONE:
            yield Finding(Problem.LEFT_OPEN, str(item["subject"]), f"outbox item is {state}")


def _customers(emails: set[str], world: World) -> Iterable[Finding]:
    held = Counter(
        (customer.email or "").casefold() for customer in world.backoffice.customers.records()
    )
    for email in sorted(emails):
        count = held[email.strip().casefold()]
        if count == 0:
            yield Finding(Problem.LOST, email, "customer not in the back office")
        if count > 1:
            yield Finding(Problem.DUPLICATED, email, f"{count} customers in the back office")


def _against_story(
    expected: Expected, server: Sequence[StoredOrder], tax_level: TaxLevel
) -> Iterable[Finding]:
    wanted = expected.totals(tax_level)
    held = Counter((str(order.body["kind"]), order.total_cents) for order in server)
    for (kind, cents), count in sorted((wanted - held).items()):
        yield Finding(Problem.LOST, f"{kind} of {cents} cents", f"{count} in the story only")
    for (kind, cents), count in sorted((held - wanted).items()):
        yield Finding(Problem.GHOST, f"{kind} of {cents} cents", f"{count} not in the story")


def tags_not_followed(expected: Expected, world: World) -> dict[str, tuple[str, ...]]:
    """E-mails whose club tags at Tock differ from what they should be, with what Tock holds."""
    wrong: dict[str, tuple[str, ...]] = {}
    for email, tags in expected.all_tags.items():
        profile = world.tock.guests.find(email)
        held = profile.pushed_tags if profile else ()
        if tuple(sorted(tags)) != tuple(sorted(held)):
            wrong[email] = held
    return wrong
