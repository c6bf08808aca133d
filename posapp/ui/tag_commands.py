"""What the window may say of club tags at Tock; see `posapp.ui.commands` for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TagAnswer:
    """What a club was mapped to before, None for nothing said; how many lists went on."""

    before: str | None
    released: int


class TagCommands(Protocol):
    """The verbs about club tags; nothing is sent within the time of Undo."""

    @property
    def is_on(self) -> bool:
        """True when this till tells Tock of clubs at all."""
        ...

    def map_tag(self, club_name: str, tag: str | None) -> TagAnswer:
        """Say what a club is called at Tock: "" says do not send, None takes the answer back."""
        ...

    def withdraw(self, item_id: str) -> None:
        """Do not send a list; a DomainError once it may have arrived."""
        ...
