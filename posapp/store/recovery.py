"""Bringing a store back: a verified backup, then every later payment from the payment journal.

Work that was open in the backup may have been sent since, so all of it is in doubt afterwards.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from posapp.domain.business_day import day_of, from_ms
from posapp.domain.journal import Verb
from posapp.domain.visit import VisitState
from posapp.ports.clock import Clock, IdSource
from posapp.store.driver import transaction
from posapp.store.payment_journal import PaymentLine
from posapp.store.repos.orders import order_number

if TYPE_CHECKING:
    from sqlite3 import Connection

NUMBER_GAP = 100
"""Order numbers skipped after a recovery: orders without a payment may have used some of them."""

IN_DOUBT = "The store was restored; this may have been sent before."


@dataclass(frozen=True, slots=True)
class Replay:
    """What came back from the payment journal; `stub_orders` are numbers whose lines are lost."""

    payments: tuple[PaymentLine, ...] = ()
    stub_orders: tuple[str, ...] = ()

    @property
    def cents(self) -> int:
        """The money that came back, over all currencies."""
        return sum(line.cents for line in self.payments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayer:
    """Who replays, when and for which business's day."""

    clock: Clock
    ids: IdSource
    terminal_id: str
    zone: str

    def replay(self, connection: Connection, lines: Sequence[PaymentLine]) -> Replay:
        """Store the payments of `lines` that are not there, in one transaction.

        An order that is gone comes back closed, as a stub that carries its money.
        """
        with transaction(connection):
            known = {row[0] for row in connection.execute("SELECT id FROM payment")}
            missing = [line for line in lines if line.payment_id not in known]
            stubs = self._add_stubs(connection, missing)
            for line in missing:
                self._add_payment(connection, line)
            self._skip_numbers(connection, missing)
        return Replay(tuple(missing), tuple(stubs))

    def _add_stubs(self, connection: Connection, lines: Sequence[PaymentLine]) -> list[str]:
        orders = {row[0] for row in connection.execute("SELECT id FROM sales_order")}
        gone: dict[str, list[PaymentLine]] = defaultdict(list)
        for line in lines:
            if line.order_id is not None and line.order_id not in orders:
                gone[line.order_id].append(line)
        return [self._add_stub(connection, order_id, paid) for order_id, paid in gone.items()]

    def _add_stub(self, connection: Connection, order_id: str, paid: Sequence[PaymentLine]) -> str:
        now_ms, last, visit_id = self.clock.now_ms(), paid[-1], self.ids.new_id()
        number = last.order_number or order_id
        taken = connection.execute("SELECT 1 FROM sales_order WHERE number = ?", (number,))
        if taken.fetchone() is not None:
            number = f"{number}/{order_id}"
        business = connection.execute("SELECT max(business_id) FROM visit").fetchone()[0]
        _insert(
            connection,
            "visit",
            id=visit_id,
            business_id=business or "",
            day=day_of(from_ms(last.taken_ms), zone=self.zone).isoformat(),
            state=VisitState.FINISHED.value,
            name=f"Recovered {number}",
            folded_name=f"recovered {number.lower()}",
            party_size=0,
            table_name="",
            started_ms=paid[0].taken_ms,
            terminal_id=last.terminal_id,
            created_ms=now_ms,
            updated_ms=now_ms,
        )
        _insert(
            connection,
            "sales_order",
            id=order_id,
            number=number,
            visit_id=visit_id,
            state="closed",
            currency=last.currency,
            tax_level="item",
            club_name="",
            discount_bp=0,
            opened_ms=paid[0].taken_ms,
            closed_ms=last.taken_ms,
            total_cents=sum(line.cents for line in paid),
            terminal_id=last.terminal_id,
            created_ms=now_ms,
            updated_ms=now_ms,
        )
        return number

    def _add_payment(self, connection: Connection, line: PaymentLine) -> None:
        now_ms = self.clock.now_ms()
        _insert(
            connection,
            "payment",
            id=line.payment_id,
            order_id=line.order_id,
            reservation_key=line.reservation_key,
            tender=line.tender,
            cents=line.cents,
            currency=line.currency,
            tendered_cents=line.tendered_cents,
            taken_ms=line.taken_ms,
            staff_id=line.staff_id,
            terminal_id=line.terminal_id,
            created_ms=now_ms,
        )
        # Its lines may be older than the payment: frozen as after any payment, closed by staff.
        connection.execute(
            "UPDATE sales_order SET state = 'settling', updated_ms = ?"
            " WHERE id = ? AND state = 'open'",
            (now_ms, line.order_id),
        )
        _insert(
            connection,
            "journal",
            id=self.ids.new_id(),
            at_ms=now_ms,
            unit="recover",
            verb=Verb.RECOVERED.value,
            subject=f"payment:{line.payment_id}",
            after_json=json.dumps({"cents": line.cents, "order": line.order_number}),
            staff_id="",
            terminal_id=self.terminal_id,
        )

    def _skip_numbers(self, connection: Connection, lines: Sequence[PaymentLine]) -> None:
        used = [number for line in lines if (number := self._own_number(line)) is not None]
        if used:
            connection.execute(
                "INSERT INTO order_counter (terminal_id, last_number) VALUES (:terminal, :last)"
                " ON CONFLICT (terminal_id) DO UPDATE SET last_number = :last"
                " WHERE order_counter.last_number < :last",
                {"terminal": self.terminal_id, "last": max(used) + NUMBER_GAP},
            )

    def _own_number(self, line: PaymentLine) -> int | None:
        _, _, digits = (line.order_number or "").rpartition("-")
        if not digits.isdigit():
            return None
        number = int(digits)
        return number if line.order_number == order_number(self.terminal_id, number) else None


def doubt_open_work(connection: Connection) -> int:
    """Mark all open work as possibly sent; returns how much. Parked work stays parked."""
    changed = connection.execute(
        "UPDATE outbox SET is_in_doubt = 1, lease_until_ms = NULL, reason = :reason,"
        " first_sent_ms = coalesce(first_sent_ms, created_ms),"
        " state = CASE state WHEN 'parked' THEN state ELSE 'unknown' END"
        " WHERE state IN ('waiting', 'sending', 'unknown', 'parked')",
        {"reason": IN_DOUBT},
    )
    return changed.rowcount


def skip_numbers(connection: Connection) -> None:
    """Leave a gap in every terminal's order numbers: later ones than the backup knows were used."""
    connection.execute("UPDATE order_counter SET last_number = last_number + ?", (NUMBER_GAP,))


def _insert(connection: Connection, table: str, **values: str | int | None) -> None:
    places = ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", values)  # noqa: S608
