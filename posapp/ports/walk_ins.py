"""Tock's walk-ins beside those seated here: what the store keeps, and what screens read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from posapp.domain.differences import Difference, DifferenceField
from posapp.domain.order import LineItem, Order
from posapp.domain.twins import Twins
from posapp.domain.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What linking took away and changed, so that undoing it brings it back.

    `visit` is the one removed with its orders and lines, None where Tock's row had none;
    `survivor` is the other one as it was before.
    """

    survivor: Visit
    visit: Visit | None = None
    orders: tuple[Order, ...] = ()
    lines: tuple[LineItem, ...] = ()


class WalkInRepo(Protocol):
    """What was begun for Tock's walk-ins, and what staff said of them."""

    def has_started(self, key_text: str) -> bool:
        """True once a visit was begun here for this walk-in, whatever became of it."""
        ...

    def note_start(self, key_text: str, *, visit_id: str) -> None:
        """Note the visit that was begun; the first one stays noted for ever."""
        ...

    def keep(self, visit_id: str, difference: Difference) -> None:
        """Note that this value of Tock's is not wanted; it replaces an earlier one."""
        ...

    def forget_kept(self, visit_id: str, field: DifferenceField) -> None:
        """Show Tock's value as a difference again."""
        ...

    def note_link(self, visit_id: str, key_text: str, *, dropped: Dropped) -> None:
        """Note a pair as linked, with what undoing it needs."""
        ...

    def link(self, visit_id: str, key_text: str) -> Dropped | None:
        """What linking this pair took away; None for a pair that is not linked."""
        ...

    def is_linked(self, key_text: str) -> bool:
        """True when this walk-in is linked to a party seated here."""
        ...

    def forget_links(self, key_text: str) -> None:
        """Forget links of this walk-in whose party is no longer there."""
        ...

    def tell_apart(self, visit_id: str, key_text: str) -> None:
        """Note that these are two parties; a linked pair stays linked."""
        ...

    def forget_answer(self, visit_id: str, key_text: str) -> None:
        """Forget what was said of a pair: it may be proposed again."""
        ...


@dataclass(frozen=True, slots=True)
class WalkInNews:
    """Of a business day: where Tock differs by visit id, the proposed pairs, and the linked ones.

    `linked` has the visit id that was linked by the walk-in's key.
    """

    differences: Mapping[str, tuple[Difference, ...]] = field(default_factory=dict)
    twins: tuple[Twins, ...] = ()
    linked: Mapping[str, str] = field(default_factory=dict)
