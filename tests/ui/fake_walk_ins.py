"""Tock's walk-ins over the in-memory winery: the news is set by the test, verbs are noted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from posapp.domain.differences import Difference, DifferenceField
from posapp.domain.errors import DomainError
from posapp.domain.visit import VisitState
from posapp.ports.walk_ins import WalkInNews
from tests.ui.world import World


@dataclass
class FakeWalkIns:
    """Does to the world's news what the use cases do to the store, and notes every call."""

    world: World
    calls: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)
    refusal: str = ""

    def _note(self, verb: str, *arguments: object) -> None:
        self.calls.append((verb, arguments))
        if self.refusal:
            raise DomainError("refused", self.refusal)

    def _differ(self, visit_id: str, differences: tuple[Difference, ...]) -> None:
        news = self.world.walk_ins
        changed = {**news.differences, visit_id: differences}
        self.world.walk_ins = replace(news, differences=changed)

    def _take_away(self, visit_id: str, difference: Difference) -> None:
        rest = self.world.walk_ins.differences.get(visit_id, ())
        self._differ(visit_id, tuple(one for one in rest if one != difference))

    def accept_difference(self, visit_id: str, difference: Difference) -> None:
        self._note("accept_difference", visit_id, difference)
        self._take_away(visit_id, difference)
        visit = self.world.visits[visit_id]
        if difference.field is DifferenceField.SIZE:
            visit = replace(visit, party_size=int(difference.theirs))
        elif difference.field is DifferenceField.TABLE:
            visit = replace(visit, table_name=difference.theirs)
        else:
            visit = replace(visit, state=VisitState.FINISHED)
        self.world.visits[visit_id] = visit

    def put_back_difference(self, visit_id: str, difference: Difference, *, order_id: str) -> None:
        self._note("put_back_difference", visit_id, difference, order_id)
        self._differ(visit_id, (difference,))
        visit = self.world.visits[visit_id]
        if difference.field is DifferenceField.SIZE:
            self.world.visits[visit_id] = replace(visit, party_size=int(difference.ours))

    def keep_difference(self, visit_id: str, difference: Difference) -> None:
        self._note("keep_difference", visit_id, difference)
        self._take_away(visit_id, difference)

    def show_difference_again(self, visit_id: str, difference: Difference) -> None:
        self._note("show_difference_again", visit_id, difference)
        self._differ(visit_id, (difference,))

    def link_twins(self, visit_id: str, key_text: str) -> None:
        self._note("link_twins", visit_id, key_text)
        self.world.walk_ins = WalkInNews(linked={key_text: visit_id})
        visit = self.world.visits[visit_id]
        self.world.visits[visit_id] = replace(visit, reservation_key=key_text)

    def unlink_twins(self, visit_id: str, key_text: str) -> None:
        self._note("unlink_twins", visit_id, key_text)
        self.world.walk_ins = WalkInNews()
        visit = self.world.visits[visit_id]
        self.world.visits[visit_id] = replace(visit, reservation_key=None)

    def tell_twins_apart(self, visit_id: str, key_text: str) -> None:
        self._note("tell_twins_apart", visit_id, key_text)
        self.world.walk_ins = WalkInNews()

    def propose_twins_again(self, visit_id: str, key_text: str) -> None:
        self._note("propose_twins_again", visit_id, key_text)
