"""The secrets of connected back offices, by role and field: in the vault as `orders.token`.

What the vault does not take is kept for this run and said plainly; a file never holds one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from posapp.connections.lane_maker import LaneMaker
from posapp.domain.errors import DomainError
from posapp.ports.failures import SecretsUnavailable
from posapp.ports.office import Role

log = logging.getLogger(__name__)


@dataclass(slots=True)
class RoleSecrets:
    """Reads and keeps them."""

    maker: LaneMaker
    _this_run: dict[str, str] = field(default_factory=dict, repr=False)
    _refusal: str = ""

    def get(self, role: Role, name: str) -> str:
        """The secret of a field, "" when there is none or the vault does not open."""
        key = _key(role, name)
        if key in self._this_run:
            return self._this_run[key]
        return self.maker.secret(key) or ""

    def put(self, role: Role, name: str, secret: str) -> None:
        """Keep a secret; a DomainError at the field whose secret the environment gives."""
        key = _key(role, name)
        vault = self.maker.surroundings.secrets
        try:
            vault.put(key, secret)
        except SecretsUnavailable as trouble:
            log.warning("%s", trouble.message)
            self._refusal = trouble.message
            self._this_run[key] = secret
            return
        self._this_run.pop(key, None)
        if self.get(role, name) != secret:
            message = "This machine's environment gives this secret; it can only be changed there."
            raise DomainError("given_secret", message, field=name)

    def forget(self, role: Role, name: str) -> None:
        """Remove a secret; a DomainError when the vault is locked, for then it would stay."""
        key = _key(role, name)
        self._this_run.pop(key, None)
        try:
            self.maker.surroundings.secrets.forget(key)
        except SecretsUnavailable as trouble:
            raise DomainError("vault_locked", trouble.message) from trouble

    def are_kept(self) -> str:
        """Where they are kept, as a sentence."""
        around = self.maker.surroundings
        if not around.keeps_secrets:
            return (
                "This machine has no vault for secrets: they are kept for this run only, and asked"
                " for again at the next start."
            )
        if self._this_run:
            return f"{self._refusal} What was entered is kept for this run only."
        return f"Secrets are kept in {around.secrets.where}."


def _key(role: Role, name: str) -> str:
    return f"{role.value}.{name}"
