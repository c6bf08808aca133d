"""What was begun for Tock's walk-ins, and what staff said of them."""

from __future__ import annotations

import msgspec
from sqlmodel import col, delete, select

from posapp.domain.differences import Difference, DifferenceField
from posapp.ports.walk_ins import Dropped
from posapp.store.repos.scope import Scope
from posapp.store.schema import KeptDifferenceRow, TwinAnswerRow, WalkInStartRow
from posapp.store.schema.tock import TwinAnswer


class SqlWalkInRepo:
    """Satisfies ports.walk_ins.WalkInRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def has_started(self, key_text: str) -> bool:
        """True once a visit was begun here for this walk-in, whatever became of it."""
        return self._scope.session.get(WalkInStartRow, key_text) is not None

    def note_start(self, key_text: str, *, visit_id: str) -> None:
        """Note the visit that was begun; the first one stays noted for ever."""
        if self.has_started(key_text):
            return
        row = WalkInStartRow(
            reservation_key=key_text,
            visit_id=visit_id,
            started_ms=self._scope.now_ms,
            terminal_id=self._scope.terminal_id,
        )
        self._scope.put(row, stored=None)

    def keep(self, visit_id: str, difference: Difference) -> None:
        """Note that this value of Tock's is not wanted; it replaces an earlier one."""
        row = KeptDifferenceRow(
            visit_id=visit_id,
            field=difference.field.value,
            value=difference.theirs,
            kept_ms=self._scope.now_ms,
        )
        self._scope.put(row, stored=self._kept(visit_id, difference.field))

    def forget_kept(self, visit_id: str, field: DifferenceField) -> None:
        """Show Tock's value as a difference again."""
        row = self._kept(visit_id, field)
        if row is not None:
            self._scope.session.delete(row)
            self._scope.session.flush()

    def note_link(self, visit_id: str, key_text: str, *, dropped: Dropped) -> None:
        """Note a pair as linked, with what undoing it needs."""
        text = msgspec.json.encode(dropped).decode()
        self._answer(visit_id, key_text, TwinAnswer.LINKED, dropped=text)

    def link(self, visit_id: str, key_text: str) -> Dropped | None:
        """What linking this pair took away; None for a pair that is not linked."""
        row = self._scope.session.get(TwinAnswerRow, (visit_id, key_text))
        if row is None or row.answer != TwinAnswer.LINKED:
            return None
        return msgspec.json.decode(row.dropped, type=Dropped)

    def is_linked(self, key_text: str) -> bool:
        """True when this walk-in is linked to a party seated here."""
        query = select(TwinAnswerRow.visit_id).where(
            TwinAnswerRow.reservation_key == key_text,
            TwinAnswerRow.answer == TwinAnswer.LINKED.value,
        )
        return self._scope.session.exec(query).first() is not None

    def forget_links(self, key_text: str) -> None:
        """Forget links of this walk-in whose party is no longer there."""
        self._scope.session.exec(
            delete(TwinAnswerRow).where(
                col(TwinAnswerRow.reservation_key) == key_text,
                col(TwinAnswerRow.answer) == TwinAnswer.LINKED.value,
            )
        )

    def tell_apart(self, visit_id: str, key_text: str) -> None:
        """Note that these are two parties; a linked pair stays linked."""
        if self.link(visit_id, key_text) is None:
            self._answer(visit_id, key_text, TwinAnswer.DIFFERENT, dropped="")

    def forget_answer(self, visit_id: str, key_text: str) -> None:
        """Forget what was said of a pair: it may be proposed again."""
        row = self._scope.session.get(TwinAnswerRow, (visit_id, key_text))
        if row is not None:
            self._scope.session.delete(row)
            self._scope.session.flush()

    def _kept(self, visit_id: str, field: DifferenceField) -> KeptDifferenceRow | None:
        return self._scope.session.get(KeptDifferenceRow, (visit_id, field.value))

    def _answer(self, visit_id: str, key_text: str, answer: TwinAnswer, *, dropped: str) -> None:
        row = TwinAnswerRow(
            visit_id=visit_id,
            reservation_key=key_text,
            answer=answer.value,
            dropped=dropped,
            answered_ms=self._scope.now_ms,
            terminal_id=self._scope.terminal_id,
        )
        self._scope.put(row, stored=self._scope.session.get(TwinAnswerRow, (visit_id, key_text)))
