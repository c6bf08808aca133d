"""Secrets given with the environment win over the vault and are never written anywhere."""

from posapp.adapters.given_secrets import GivenSecrets, variable_of
from posapp.adapters.keyring_secrets import MemorySecrets


def secrets(vault: MemorySecrets, **environment: str) -> GivenSecrets:
    return GivenSecrets(environment, vault=vault)


def test_a_name_becomes_a_variable():
    """Upper case, dots as underscores."""
    assert variable_of("tock.relay_token") == "POSAPP_SECRET_TOCK_RELAY_TOKEN"


def test_a_given_secret_wins_over_the_vault():
    """The machine's owner decides; where it gives nothing the vault is asked."""
    vault = MemorySecrets()
    vault.put("tock.key", "from the vault")
    vault.put("orders.token", "kept")
    given = secrets(vault, POSAPP_SECRET_TOCK_KEY="given", POSAPP_SECRET_TOCK_RELAY_TOKEN="")
    assert given.get("tock.key") == "given"
    assert given.get("orders.token") == "kept"
    assert given.get("tock.relay_token") is None


def test_what_is_entered_goes_to_the_vault():
    """The environment is only ever read."""
    vault, environment = MemorySecrets(), {"POSAPP_SECRET_A": "given"}
    given = GivenSecrets(environment, vault=vault)
    given.put("a", "entered")
    given.put("b", "entered")
    assert (vault.get("a"), given.get("a"), given.get("b")) == ("entered", "given", "entered")
    given.forget("a")
    assert (vault.get("a"), environment) == (None, {"POSAPP_SECRET_A": "given"})


def test_where_says_how_many_are_given_and_never_which():
    """Staff read where the keys come from; a value never shows up."""
    given = secrets(MemorySecrets(), POSAPP_SECRET_A="hush", POSAPP_VENUE__ZONE="UTC")
    assert given.where.endswith("; 1 given by POSAPP_SECRET_…")
    assert secrets(MemorySecrets()).where == MemorySecrets.where
    assert "hush" not in given.where + repr(given)
