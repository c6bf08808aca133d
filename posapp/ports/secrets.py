"""Where passwords and keys are kept: the operating system's vault or nowhere."""

from __future__ import annotations

from typing import Protocol


class SecretStore(Protocol):
    """A vault. `where` is its name as staff read it."""

    where: str

    def get(self, name: str) -> str | None:
        """The secret called `name`, or None."""
        ...

    def put(self, name: str, secret: str) -> None:
        """Keep a secret; raises SecretsUnavailable when this machine has no vault for it."""
        ...

    def forget(self, name: str) -> None:
        """Remove a secret; absent is fine."""
        ...
