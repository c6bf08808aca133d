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
from posapp.domain.ids import ReservationKey
from posapp.domain.journal import Verb
from posapp.domain.outbox import Operation, OutboxState
from posapp.domain.venue import Remote
from posapp.domain.visit import VisitState
from posapp.ports.clock import Clock, IdSource
from posapp.ports.documents import OrderDocument, ReservationDocument, TenderDocument, encode
from posapp.store.driver import transaction
from posapp.store.payment_journal import PaymentLine
from posapp.store.repos.orders import order_number

if TYPE_CHECKING:
    from sqlite3 import Connection

NUMBER_GAP = 100
"""Order numbers skipped after a recovery: orders without a payment may have used some of them."""

IN_DOUBT = "The store was restored; this may have been sent before."
BROUGHT_BACK = "Brought back from the payment journal; look for it in the back office."


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

        An order that is gone comes back closed, as a stub that carries its money; a balance's work
        comes back parked, for a person to look for it in the back office.
        """
        with transaction(connection):
            known = {row[0] for row in connection.execute("SELECT id FROM payment")}
            once = {line.payment_id: line for line in lines if line.payment_id not in known}
            missing = tuple(once.values())
            stubs = self._add_stubs(connection, missing)
            for line in missing:
                self._add_payment(connection, line)
            if missing:
                number = self._skip_numbers(connection, missing)
                self._park_balances(connection, missing, first_number=number + 1)
        return Replay(missing, tuple(stubs))

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

    def _skip_numbers(self, connection: Connection, lines: Sequence[PaymentLine]) -> int:
        """Skip every terminal's numbers; returns the last one of this terminal's that is skipped.

        Every balance took a number too, which the journal does not tell.
        """
        skip_numbers(connection)
        used = [number for line in lines if (number := self._own_number(line)) is not None]
        (last,) = connection.execute(
            "INSERT INTO order_counter (terminal_id, last_number) VALUES (:terminal, :last)"
            " ON CONFLICT (terminal_id) DO UPDATE SET last_number = max(last_number, :last)"
            " RETURNING last_number",
            {"terminal": self.terminal_id, "last": max(used, default=0) + NUMBER_GAP},
        ).fetchone()
        balances = sum(line.reservation_key is not None for line in lines)
        connection.execute(
            "UPDATE order_counter SET last_number = last_number + ? WHERE terminal_id = ?",
            (2 * balances, self.terminal_id),
        )
        return int(last) + balances

    def _park_balances(
        self, connection: Connection, lines: Sequence[PaymentLine], *, first_number: int
    ) -> None:
        number = first_number
        for line in lines:
            if line.reservation_key is None or _has_work(connection, line.payment_id):
                continue
            document = self._balance_document(
                connection,
                line,
                number=order_number(self.terminal_id, number),
                key=ReservationKey.parse(line.reservation_key),
            )
            self._park(connection, line, document)
            number += 1

    def _balance_document(
        self, connection: Connection, line: PaymentLine, *, number: str, key: ReservationKey
    ) -> OrderDocument:
        found = connection.execute(
            "SELECT name, size, start_ms, code FROM reservation WHERE key = ?", (key.text,)
        ).fetchone()
        name, size, started_ms, code = found or ("", 1, line.taken_ms, "")
        tender = TenderDocument(
            payment_id=line.payment_id,
            kind=line.tender,
            cents=line.cents,
            tendered_cents=line.tendered_cents,
            change_cents=line.tendered_cents - line.cents,
            taken_ms=line.taken_ms,
        )
        return OrderDocument(
            number=number,
            kind="balance",
            currency=line.currency,
            placed_ms=line.taken_ms,
            terminal_id=line.terminal_id,
            party_name=name or f"Recovered {number}",
            party_size=max(1, size),
            visit_id=key.text,
            started_ms=started_ms,
            lines=(),
            tenders=(tender,),
            subtotal_cents=line.cents,
            discount_cents=0,
            tax_cents=0,
            total_cents=line.cents,
            reservation=ReservationDocument(
                business_id=key.business_id, remote_id=key.remote_id, confirmation_code=code
            ),
        )

    def _park(self, connection: Connection, line: PaymentLine, document: OrderDocument) -> None:
        now_ms = self.clock.now_ms()
        _insert(
            connection,
            "outbox",
            id=self.ids.new_id(),
            remote=Remote.ORDERS.value,
            aggregate=f"reservation:{line.reservation_key}",
            operation=Operation.PUT_ORDER.value,
            subject_id=line.payment_id,
            payload=encode(document),
            title=f"Balance {document.number} · {document.party_name}",
            state=OutboxState.PARKED.value,
            created_ms=now_ms,
            not_before_ms=now_ms,
            reason=BROUGHT_BACK,
            attempts=0,
            first_sent_ms=line.taken_ms,
            is_in_doubt=1,
            remote_id="",
            terminal_id=self.terminal_id,
            updated_ms=now_ms,
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


def _has_work(connection: Connection, payment_id: str) -> bool:
    work = connection.execute(
        "SELECT 1 FROM outbox WHERE operation = ? AND subject_id = ?",
        (Operation.PUT_ORDER.value, payment_id),
    )
    return work.fetchone() is not None


def _insert(connection: Connection, table: str, **values: str | int | None) -> None:
    places = ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", values)  # noqa: S608
