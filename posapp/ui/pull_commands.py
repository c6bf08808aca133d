"""What the window may ask about pulls of files."""

from __future__ import annotations

from typing import Protocol


class PullCommands(Protocol):
    """The verbs about pulls; none waits for a network."""

    def accept_pull(self, report_id: str, *, takes_guests: bool) -> None:
        """Store the first pull from now on, new guests only if said so; it is pulled at once."""
        ...

    def postpone_pull(self, report_id: str) -> None:
        """Leave a first pull for later; it can still be accepted."""
        ...

    def cancel_pull(self, stream: str) -> None:
        """End the running pull of a stream; what it stored stays."""
        ...
