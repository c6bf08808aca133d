"""The far side, scripted: each exchange ends as the test says."""

from __future__ import annotations

from collections.abc import Callable

from posapp.domain.outbox import Operation, OutboxItem, Repeat, RepeatRule
from posapp.domain.payment import Tender, Tendered
from posapp.ports.backoffice import Ack
from tests.support.till import Till

Answer = Callable[[OutboxItem], Ack | None]


def accepts(item: OutboxItem) -> Ack:
    """The server says yes."""
    return Ack(remote_id=f"o-{item.seq}", reference=item.subject_id)


class ScriptedOutbound:
    """Sends and look-ups answered by the functions in `script`, then by `accepts`."""

    def __init__(self, *script: Answer, how: Repeat = Repeat.KEY) -> None:
        self._script = list(script)
        self.system = ""
        self._rule = RepeatRule(how, can_look_up=how is Repeat.LOOKUP)
        self.sent: list[OutboxItem] = []
        self.looked_up: list[OutboxItem] = []

    def repeat_rule(self, operation: Operation) -> RepeatRule:
        return self._rule

    def send(self, item: OutboxItem) -> Ack:
        self.sent.append(item)
        ack = self._next(item)
        assert ack is not None
        return ack

    def look_up(self, item: OutboxItem) -> Ack | None:
        self.looked_up.append(item)
        return self._next(item)

    def _next(self, item: OutboxItem) -> Ack | None:
        return self._script.pop(0)(item) if self._script else accepts(item)


def fails_with(failure: Exception) -> Answer:
    """The exchange ends in this failure."""

    def answer(item: OutboxItem) -> Ack | None:
        raise failure

    return answer


def paid_order(till: Till) -> str:
    """A cheese board sold and paid; its document is due at once. Returns the order id."""
    _, order_id = till.seat()
    till.sell(order_id, "CHEESE")
    till.act.record_payment(
        order_id, payment_id=till.act.new_id(), tendered=Tendered(Tender.CASH, 18_00)
    )
    till.clock.advance(8_000)
    return order_id
