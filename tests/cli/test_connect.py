"""`posapp connect`: a back office for a role, its secrets typed unseen or piped in."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from posapp.adapters.keyring_secrets import MemorySecrets
from posapp.sandbox.credentials import Credentials
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from tests.cli.conftest import Run

TOKEN = Credentials().backoffice_token


@pytest.fixture
def office() -> Iterator[SandboxServer]:
    with SandboxServer(World()) as server:
        yield server


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token comes over a pipe."""
    monkeypatch.setattr("sys.stdin", StringIO(f"{TOKEN}\n" * 9))


def address(office: SandboxServer) -> str:
    return f"base_url={office.base_url}"


@pytest.mark.usefixtures("typed")
def test_an_office_is_connected_and_used(
    posapp: Run, vault: MemorySecrets, office: SandboxServer, store: Path
) -> None:
    """Its secret is in the vault, its address in a file; doctor and sync find it there."""
    shown = posapp("connect", "orders", "sandbox", "--set", address(office))
    assert (shown.status, shown.err) == (0, "")
    assert "Sandbox back office is connected for orders." in shown.out
    assert vault.get("orders.token") == TOKEN
    assert TOKEN not in (store / "connections.json").read_text("utf-8") + shown.out
    assert "Sandbox back office answers and takes the key." in posapp("doctor").out
    assert posapp("sync", "--once").status == 0


@pytest.mark.usefixtures("typed")
def test_a_second_office_for_people_and_none_again(
    posapp: Run, vault: MemorySecrets, office: SandboxServer
) -> None:
    """Each role by itself; “none” forgets it with its secret."""
    for role in ("orders", "people"):
        assert posapp("connect", role, "sandbox", "--set", address(office)).status == 0
    listed = posapp("connect", "--list", "--json").value
    assert [(one["role"], one["system"]) for one in listed["roles"]] == [
        ("orders", "sandbox"),
        ("people", "sandbox"),
    ]
    assert posapp("connect", "people", "none").status == 0
    assert vault.get("people.token") is None
    lines = posapp("connect", "--list").out.splitlines()
    assert lines[:2] == ["orders: sandbox", "people: nothing is connected"]


def test_every_system_is_listed_with_its_fields(posapp: Run) -> None:
    """Which of them are secrets is said; no secret is shown."""
    shown = posapp("connect", "--list")
    assert "  sandbox: Sandbox back office; base_url, token (secret)" in shown.out
    systems = {one["system"] for one in posapp("connect", "--list", "--json").value["systems"]}
    assert {"commerce7", "sandbox"} <= systems


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["orders"], "Name the role and the system"),
        (["orders", "abacus"], "There is no back office called"),
        (["orders", "sandbox", "--set", "port=9"], "no field"),
        (["orders", "sandbox", "--set", "token=t"], "is a secret"),
        (["orders", "sandbox", "--set", "base_url=https://example.com"], "this machine only"),
    ],
)
def test_what_cannot_be_connected_is_said(posapp: Run, arguments: list[str], said: str) -> None:
    """One line, and nothing is kept."""
    assert said in posapp("connect", *arguments).refusal
    assert posapp("connect", "--list").out.startswith("orders: nothing is connected")


def test_a_wrong_key_is_doctors_to_tell(
    posapp: Run, office: SandboxServer, monkeypatch: pytest.MonkeyPatch, vault: MemorySecrets
) -> None:
    """In the words of the window's own test."""
    monkeypatch.setattr("sys.stdin", StringIO("wrong\n"))
    posapp("connect", "orders", "sandbox", "--set", address(office))
    assert vault.get("orders.token") == "wrong"
    assert "answers, but refuses the key" in posapp("doctor").refusal


@pytest.mark.usefixtures("typed")
def test_without_a_vault_it_says_what_to_do(posapp: Run, office: SandboxServer) -> None:
    """The secret ends with the command: the environment may give it."""
    shown = posapp("connect", "orders", "sandbox", "--set", address(office))
    assert "This machine has no vault" in shown.out
    assert "POSAPP_SECRET_" in shown.out
