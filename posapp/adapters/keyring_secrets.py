"""Passwords and keys in the operating system's vault, or in memory only: never in a file.

The keyring library falls back to plain text by itself when `keyrings.alt` happens to be installed,
so only known vaults are used, whatever it would choose.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar, cast

from posapp.ports.failures import SecretsUnavailable
from posapp.ports.secrets import SecretStore

SERVICE = "posapp"
MAX_CHARS = 1_000
"""Windows keeps 1,280 UTF-16 characters of a secret and fails obscurely on more."""

_VAULTS = {
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KDE Wallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KDE Wallet",
}
_CHAINER = "keyring.backends.chainer.ChainerBackend"
# What vaults raise beside keyring's own errors; looked up only where the module is loaded.
_FOREIGN_ERRORS = (
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney.wrappers", "DBusErrorResponse"),
    ("pywintypes", "error"),
    ("win32ctypes.pywin32.pywintypes", "error"),
)
_T = TypeVar("_T")


class _Vault(Protocol):
    def get_password(self, service: str, username: str, /) -> str | None: ...
    def set_password(self, service: str, username: str, password: str, /) -> None: ...
    def delete_password(self, service: str, username: str, /) -> None: ...


class MemorySecrets:
    """SecretStore that forgets everything when the program ends."""

    where = "this session only (no vault on this machine)"

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The secret, if it was given in this session."""
        return self._kept.get(name)

    def put(self, name: str, secret: str) -> None:
        """Keep a secret until the program ends."""
        self._kept[name] = secret

    def forget(self, name: str) -> None:
        """Remove a secret."""
        self._kept.pop(name, None)


class KeyringSecrets:
    """SecretStore over one vault of the operating system."""

    def __init__(self, vault: _Vault, *, where: str, service: str = SERVICE) -> None:
        self.where = where
        self._vault = vault
        self._service = service

    def get(self, name: str) -> str | None:
        """The secret; SecretsUnavailable when the vault is locked or gone."""
        return self._tried(lambda: self._vault.get_password(self._service, name))

    def put(self, name: str, secret: str) -> None:
        """Keep a secret; SecretsUnavailable when it is too long or the vault refuses."""
        if len(secret) > MAX_CHARS:
            message = f"A secret may have {MAX_CHARS:,} characters; this one has {len(secret):,}."
            raise SecretsUnavailable(message)
        self._tried(lambda: self._vault.set_password(self._service, name, secret))

    def forget(self, name: str) -> None:
        """Remove a secret; absent is fine."""
        if self.get(name) is not None:
            self._tried(lambda: self._vault.delete_password(self._service, name))

    def _tried(self, action: Callable[[], _T]) -> _T:
        try:
            return action()
        except _vault_errors() as error:
            # The text may quote the secret; its type says enough.
            message = f"{self.where} does not answer. Unlock it and try again."
            raise SecretsUnavailable(message, detail=type(error).__name__) from None


def open_secrets(service: str = SERVICE) -> SecretStore:
    """The machine's vault, or memory with a `where` that says so."""
    import keyring.backend  # noqa: PLC0415 - slow to load, and not needed before the first secret

    usable = keyring.backend.get_all_keyring()
    return choose_vault(
        sorted(usable, key=lambda one: -float(getattr(one, "priority", 0))), service=service
    )


def choose_vault(backends: Iterable[object], *, service: str = SERVICE) -> SecretStore:
    """The first known vault among keyring's backends, chains opened; memory when there is none."""
    for backend in backends:
        members = getattr(backend, "backends", ()) if _kind(backend) == _CHAINER else (backend,)
        for vault in members:
            where = _VAULTS.get(_kind(vault))
            if where is not None:
                return KeyringSecrets(cast("_Vault", vault), where=where, service=service)
    return MemorySecrets()


def _kind(vault: object) -> str:
    return f"{type(vault).__module__}.{type(vault).__qualname__}"


def _vault_errors() -> tuple[type[Exception], ...]:
    import keyring.errors  # noqa: PLC0415

    found: list[type[Exception]] = [keyring.errors.KeyringError, OSError, RuntimeError]
    for module, name in _FOREIGN_ERRORS:
        kind = getattr(sys.modules.get(module), name, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            found.append(kind)
    return tuple(found)
