"""The verbs about Tock's walk-ins: each is one short transaction, like those of the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.domain.differences import Difference
from posapp.domain.journal import Actor
from posapp.domain.venue import Venue
from posapp.ports.store import Store
from posapp.usecases.accept_difference import (
    AcceptDifference,
    PutBackDifference,
    accept_difference,
    put_back_difference,
)
from posapp.usecases.keep_difference import (
    KeepDifference,
    keep_difference,
    show_difference_again,
)
from posapp.usecases.link_twins import LinkTwins, link_twins
from posapp.usecases.tell_twins_apart import (
    TellTwinsApart,
    propose_twins_again,
    tell_twins_apart,
)
from posapp.usecases.unlink_twins import UnlinkTwins, unlink_twins


@dataclass(frozen=True, slots=True)
class WalkInVerbs:
    """Satisfies `posapp.ui.walk_in_commands.WalkInCommands`; see there for what each verb means.

    `actor` says who acts, and raises a DomainError when nobody is signed in.
    """

    store: Store
    venue: Venue
    actor: Callable[[], Actor]

    def accept_difference(self, visit_id: str, difference: Difference) -> None:
        """Make the visit what Tock says."""
        with self.store.write("accept_difference", actor=self.actor()) as uow:
            accept_difference(AcceptDifference(visit_id, difference), uow=uow)

    def put_back_difference(self, visit_id: str, difference: Difference, *, order_id: str) -> None:
        """Undo an acceptance."""
        command = PutBackDifference(visit_id, difference, order_id)
        with self.store.write("put_back_difference", actor=self.actor()) as uow:
            put_back_difference(command, uow=uow, venue=self.venue)

    def keep_difference(self, visit_id: str, difference: Difference) -> None:
        """Keep ours."""
        with self.store.write("keep_difference", actor=self.actor()) as uow:
            keep_difference(KeepDifference(visit_id, difference), uow=uow)

    def show_difference_again(self, visit_id: str, difference: Difference) -> None:
        """Undo keeping ours."""
        with self.store.write("show_difference_again", actor=self.actor()) as uow:
            show_difference_again(KeepDifference(visit_id, difference), uow=uow)

    def link_twins(self, visit_id: str, key_text: str) -> None:
        """Make one party of a visit and a walk-in of Tock."""
        with self.store.write("link_twins", actor=self.actor()) as uow:
            link_twins(LinkTwins(visit_id, key_text), uow=uow)

    def unlink_twins(self, visit_id: str, key_text: str) -> None:
        """Make two of them again."""
        with self.store.write("unlink_twins", actor=self.actor()) as uow:
            unlink_twins(UnlinkTwins(visit_id, key_text), uow=uow)

    def tell_twins_apart(self, visit_id: str, key_text: str) -> None:
        """Propose this pair no more."""
        with self.store.write("tell_twins_apart", actor=self.actor()) as uow:
            tell_twins_apart(TellTwinsApart(visit_id, key_text), uow=uow)

    def propose_twins_again(self, visit_id: str, key_text: str) -> None:
        """Undo telling a pair apart."""
        with self.store.write("propose_twins_again", actor=self.actor()) as uow:
            propose_twins_again(TellTwinsApart(visit_id, key_text), uow=uow)
