"""A question to another system that a person waits for: asked beside the window, not inside."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

Answer_co = TypeVar("Answer_co", covariant=True)


class Inquiry(Protocol, Generic[Answer_co]):
    """Topic.CONNECTIONS is published when it is done; then there is an answer or a trouble."""

    @property
    def is_done(self) -> bool:
        """True once it is answered, has failed or was given up."""
        ...

    @property
    def answer(self) -> Answer_co | None:
        """What was answered; None before, and where the system has nothing."""
        ...

    @property
    def trouble(self) -> str:
        """Why it failed, as a sentence; "" when it did not."""
        ...

    def give_up(self) -> None:
        """Nobody waits for it any more."""
        ...
