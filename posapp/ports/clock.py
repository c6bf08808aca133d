"""Time and identities come in from outside, so that tests and the sandbox can move them."""

from __future__ import annotations

from typing import Protocol


class Clock(Protocol):
    """The one source of time."""

    def now_ms(self) -> int:
        """UTC now in milliseconds since 1970."""
        ...


class IdSource(Protocol):
    """The one source of identities."""

    def new_id(self) -> str:
        """A new time-ordered UUID as text."""
        ...
