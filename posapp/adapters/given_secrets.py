"""Secrets that a machine without a vault is given with its environment, over whatever vault it has.

They are only ever read: what staff enter goes to the vault, never back into the environment.
"""

from __future__ import annotations

from collections.abc import Mapping

from posapp.ports.secrets import SecretStore

PREFIX = "POSAPP_SECRET_"


def variable_of(name: str) -> str:
    """The environment variable of a secret: `tock.key` is POSAPP_SECRET_TOCK_KEY."""
    return PREFIX + name.replace(".", "_").upper()


class GivenSecrets:
    """SecretStore: the environment's value where it has one, the vault's otherwise."""

    def __init__(self, environment: Mapping[str, str], *, vault: SecretStore) -> None:
        self._given = {
            name: value for name, value in environment.items() if name.startswith(PREFIX) and value
        }
        self.vault = vault
        count = len(self._given)
        self.where = f"{vault.where}; {count} given by {PREFIX}…" if count else vault.where

    def get(self, name: str) -> str | None:
        """The given secret, or the vault's; SecretsUnavailable as the vault raises it."""
        given = self._given.get(variable_of(name))
        return self.vault.get(name) if given is None else given

    def put(self, name: str, secret: str) -> None:
        """Keep a secret in the vault."""
        self.vault.put(name, secret)

    def forget(self, name: str) -> None:
        """Remove a secret from the vault; a given one stays as long as it is given."""
        self.vault.forget(name)
