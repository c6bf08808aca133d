"""The control of every schedule: no doubt, no key, no look-up."""

from __future__ import annotations

from collections.abc import Callable

from posapp.domain.outbox import Operation, OutboxItem, Repeat, RepeatRule
from posapp.ports.backoffice import Ack
from posapp.sync.drain import Outbound


class NaiveOutbound:
    """What was not answered is simply sent again; `dress` makes of an item what is really sent."""

    def __init__(
        self, inner: Outbound, *, dress: Callable[[OutboxItem], OutboxItem] = lambda item: item
    ) -> None:
        self._inner = inner
        self._dress = dress

    @property
    def system(self) -> str:
        return self._inner.system

    def repeat_rule(self, operation: Operation) -> RepeatRule:
        return RepeatRule(Repeat.NATURAL_KEY)

    def send(self, item: OutboxItem) -> Ack:
        return self._inner.send(self._dress(item))

    def look_up(self, item: OutboxItem) -> Ack | None:
        return None
