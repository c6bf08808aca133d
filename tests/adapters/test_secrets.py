"""Secrets live in a known vault or in memory, and never show up in a message."""

import pytest
from keyring.errors import KeyringLocked, PasswordDeleteError

from posapp.adapters.keyring_secrets import (
    MAX_CHARS,
    KeyringSecrets,
    MemorySecrets,
    choose_vault,
    open_secrets,
)
from posapp.ports.failures import SecretsUnavailable


class Vault:
    """A vault in memory; `error` is what it raises."""

    def __init__(self, error: Exception | None = None) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error = error

    def get_password(self, service, username):
        if self.error:
            raise self.error
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        if self.error:
            raise self.error
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.kept:
            raise PasswordDeleteError("absent")
        del self.kept[service, username]


def backend(module: str, name: str, **members) -> object:
    """An object whose type has this full name."""
    made = type(name, (Vault,), {"__module__": module})()
    for member, value in members.items():
        setattr(made, member, value)
    return made


@pytest.mark.parametrize(
    ("module", "name", "where"),
    [
        ("keyring.backends.Windows", "WinVaultKeyring", "Windows Credential Manager"),
        ("keyring.backends.macOS", "Keyring", "macOS Keychain"),
        ("keyring.backends.SecretService", "Keyring", "Secret Service"),
        ("keyring.backends.libsecret", "Keyring", "Secret Service"),
        ("keyring.backends.kwallet", "DBusKeyring", "KDE Wallet"),
    ],
)
def test_known_vaults_are_used(module, name, where):
    """Alone, behind a plain-text one, or as a member of a chain."""
    vault = backend(module, name)
    plain = backend("keyrings.alt.file", "PlaintextKeyring")
    chain = backend("keyring.backends.chainer", "ChainerBackend", backends=[plain, vault])
    for found in ([vault], [plain, vault], [chain]):
        secrets = choose_vault(found)
        assert secrets.where == where
        secrets.put("key", "s3cret")
        assert secrets.get("key") == "s3cret"
        secrets.forget("key")
        assert secrets.get("key") is None


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keyrings.alt.file", "PlaintextKeyring"),
        ("keyrings.alt.file", "EncryptedKeyring"),
        ("keyring.backends.null", "Keyring"),
        ("keyring.backends.fail", "Keyring"),
        ("evil.keyring.backends.macOS", "Keyring"),
    ],
)
def test_everything_else_means_memory(module, name):
    """Plain text is never written; the person is told that it is for this session only."""
    secrets = choose_vault([backend(module, name)])
    assert isinstance(secrets, MemorySecrets)
    assert "this session only" in secrets.where


def test_memory_keeps_and_forgets():
    """The fallback works like a vault while the program runs."""
    secrets = MemorySecrets()
    secrets.put("a", "1")
    assert secrets.get("a") == "1"
    secrets.forget("a")
    secrets.forget("a")
    assert secrets.get("a") is None


def test_forgetting_what_is_absent_is_fine():
    """No vault's own complaint gets through."""
    KeyringSecrets(Vault(), where="here").forget("none")


def test_a_secret_too_long_for_windows_is_refused_everywhere():
    """With its length, and without its text."""
    secrets = KeyringSecrets(Vault(), where="here")
    secrets.put("a", "x" * MAX_CHARS)
    with pytest.raises(SecretsUnavailable, match="1,000 characters; this one has 1,001"):
        secrets.put("a", "x" * (MAX_CHARS + 1))


@pytest.mark.parametrize(
    "error", [KeyringLocked("s3cret"), OSError("s3cret"), RuntimeError("s3cret")]
)
def test_a_locked_vault_is_said_plainly(error):
    """What to do, and nothing of what the vault quoted."""
    secrets = KeyringSecrets(Vault(error), where="The vault")
    for act in (
        lambda: secrets.get("a"),
        lambda: secrets.put("a", "b"),
        lambda: secrets.forget("a"),
    ):
        with pytest.raises(SecretsUnavailable, match="Unlock it") as caught:
            act()
        assert "s3cret" not in str(caught.value) + caught.value.detail
        assert caught.value.__suppress_context__


def test_this_machine_has_a_vault_or_memory():
    """Whatever is installed here, something usable comes back."""
    assert open_secrets("posapp-tests").where
