"""What the window may say of Tock's names; see `posapp.ui.commands` for the rules."""

from __future__ import annotations

from typing import Protocol

from posapp.domain.mapping import MappingKind


class MappingCommands(Protocol):
    """The verb about names; what it returns is its way back."""

    def map_name(
        self, kind: MappingKind, *, business_id: str, name: str, target: str | None
    ) -> str | None:
        """Say what a name stands for: "" leaves it out, None takes the answer back.

        Returns the answer before.
        """
        ...
