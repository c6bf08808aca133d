"""The verbs about club tags: one short transaction each, like those of the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.domain.club_tags import TagRules
from posapp.domain.journal import Actor
from posapp.ports.store import Store
from posapp.ui.tag_commands import TagAnswer
from posapp.usecases.map_tag import MapTag, map_tag
from posapp.usecases.withdraw_tags import WithdrawTags, withdraw_tags


@dataclass(frozen=True, slots=True)
class TagVerbs:
    """Satisfies `posapp.ui.tag_commands.TagCommands`; see there for what each verb means.

    `actor` says who acts, and raises a DomainError when nobody is signed in.
    """

    store: Store
    rules: TagRules
    actor: Callable[[], Actor]

    @property
    def is_on(self) -> bool:
        """True when this till tells Tock of clubs at all."""
        return self.rules.sends

    def map_tag(self, club_name: str, tag: str | None) -> TagAnswer:
        """Say what a club is called at Tock, and let go what waited for it."""
        with self.store.write("map_tag", actor=self.actor()) as uow:
            before = uow.tags.mapping().get(club_name)
            released = map_tag(MapTag(club_name, tag), uow=uow, rules=self.rules)
        return TagAnswer(before, released)

    def withdraw(self, item_id: str) -> None:
        """Do not send a list."""
        with self.store.write("withdraw_tags", actor=self.actor()) as uow:
            withdraw_tags(WithdrawTags(item_id), uow=uow)
