"""`posapp sync --once`: a real sandbox over HTTP, its keys from the vault or the environment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.adapters.keyring_secrets import MemorySecrets
from posapp.domain.payment import Tender, Tendered
from posapp.ports.failures import SecretsUnavailable
from posapp.sandbox.credentials import Credentials
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.faults.plan import Outage
from posapp.sandbox.harvest import HarvestDay, saturday
from posapp.sandbox.ops import Surface
from posapp.sandbox.server.front import SandboxServer
from tests.cli.conftest import Run
from tests.support.clock import SATURDAY_MS, ManualClock
from tests.support.till import Till

DAY = "2026-10-10"
KEYS = Credentials()
SECRETS = {
    "tock.key": KEYS.tock_key,
    "tock.relay_token": KEYS.relay_token,
    "orders.token": KEYS.backoffice_token,
}
SETTINGS = """
[venue]
business_id = "{keys.business_id}"
business_group_id = "{keys.business_group_id}"
[tock]
first_pull_needs_accept = false
export_url = "{url}"
relay_url = "{url}"
[orders]
backend = "sandbox"
fields = {{ base_url = "{url}" }}
[tax.percent]
food = 0
"""


@pytest.fixture
def day() -> HarvestDay:
    made = saturday(7)
    assert made.world.clock.now_ms() == SATURDAY_MS
    return made


@pytest.fixture
def server(day: HarvestDay, store: Path) -> Iterator[SandboxServer]:
    """A Saturday at opening time, and a terminal that is told where it is."""
    with SandboxServer(day.world) as running:
        store.mkdir()
        text = SETTINGS.format(keys=KEYS, url=running.base_url)
        (store / "settings.toml").write_text(text, "utf-8")
        yield running


@pytest.fixture
def connected(server: SandboxServer, vault: MemorySecrets) -> SandboxServer:
    """The same with its keys in the vault."""
    for name, secret in SECRETS.items():
        vault.put(name, secret)
    return server


def test_one_round_fetches_everything(
    posapp: Run, connected: SandboxServer, day: HarvestDay
) -> None:
    """Reservations, catalogue and people come in; the board is what Tock has."""
    shown = posapp("sync", "--once", "--json")
    assert (shown.status, shown.err) == (0, "")
    report = shown.value
    assert {source["title"]: source["state"] for source in report["sources"]} == {
        "Tock": "live",
        "Tock live": "live",
        "Sandbox back office": "live",
    }
    assert (report["to_send"], report["need_attention"], report["failed"]) == (0, 0, [])
    board = posapp("today", "--date", DAY, "--json").value
    assert len(board) == len(day.board_keys())
    said = posapp("sync", "--once")
    assert said.out.splitlines() == [
        "Sandbox back office: live",
        "Tock: live",
        "Tock live: live",
        "0 to send, 0 need attention",
    ]


def sell(store: Path, *, clock: ManualClock) -> int:
    """One paid order of olives, due to be sent; returns its cents."""
    with Till(store, clock=clock) as till:
        till.open_shop()
        _, order_id = till.seat()
        till.sell(order_id, "FOOD-OLIVE", 2)
        till.act.record_payment(
            order_id, payment_id=till.act.new_id(), tendered=Tendered(Tender.CASH, 20_00)
        )
    clock.advance(8_000)
    return 19_00


def test_one_round_sends_what_waits(
    posapp: Run, connected: SandboxServer, day: HarvestDay, store: Path, clock: ManualClock
) -> None:
    """A paid order reaches the back office once, however often the round is repeated."""
    posapp("sync", "--once")
    cents = sell(store, clock=clock)
    for _ in range(3):
        assert posapp("sync", "--once", "--json").value["to_send"] == 0
    [order] = day.world.backoffice.orders()
    assert order.body["total_cents"] == cents


def test_a_system_that_does_not_answer_is_named(
    posapp: Run, connected: SandboxServer, store: Path, clock: ManualClock
) -> None:
    """Its work waits, the other system's round ends well, the command fails with one line."""
    posapp("sync", "--once")
    sell(store, clock=clock)
    trouble = Fault(FaultKind.FAIL_BEFORE)
    connected.faults.stand(Outage(0, None, fault=trouble, surface=Surface.BACK_OFFICE))
    shown = posapp("sync", "--once", "--json")
    assert shown.refusal.startswith("posapp: Sandbox back office: ")
    states = {source["title"]: source["state"] for source in shown.value["sources"]}
    assert states == {"Tock": "live", "Tock live": "live", "Sandbox back office": "failing"}
    assert shown.value["to_send"] == 1
    connected.faults.heal()
    clock.advance(600_000)
    assert posapp("sync", "--once", "--json").value["to_send"] == 0


def test_a_pulled_cable_is_one_line(posapp: Run, connected: SandboxServer) -> None:
    """Both systems are named in it; the board stays what it was."""
    posapp("sync", "--once")
    before = posapp("today", "--date", DAY, "--json").value
    connected.pull_cable()
    refusal = posapp("sync", "--once").refusal
    assert "No connection to Tock." in refusal
    assert "No connection to Sandbox back office." in refusal
    assert posapp("today", "--date", DAY, "--json").value == before
    assert "Nobody answers at the address of Sandbox back office" in posapp("doctor").refusal


def test_a_wrong_key_is_named(posapp: Run, server: SandboxServer, vault: MemorySecrets) -> None:
    """Tock answers it with an error page, the back office with a refusal; neither shows the key."""
    vault.put("tock.key", "not-this-one")
    vault.put("orders.token", "nor-this-one")
    refusal = posapp("sync", "--once").refusal
    assert "Check the key" in refusal
    assert "Sandbox back office" in refusal
    assert "this-one" not in refusal


def test_without_connections_there_is_nothing_to_do(posapp: Run) -> None:
    """A terminal that is not connected says where connections are entered."""
    refusal = posapp("sync", "--once").refusal
    assert "Nothing is connected yet" in refusal
    assert "settings.toml" in refusal


def test_the_environment_may_give_the_keys(
    posapp: Run, program: Run, server: SandboxServer, day: HarvestDay, store: Path
) -> None:
    """A machine without a vault is given its keys; nothing of them is written anywhere."""
    given = {
        f"POSAPP_SECRET_{name.replace('.', '_').upper()}": key for name, key in SECRETS.items()
    }
    shown = program("sync", "--once", "--json", "--store", store, **given)
    assert (shown.status, shown.err) == (0, "")
    assert {source["state"] for source in shown.value["sources"]} == {"live"}
    assert len(posapp("today", "--date", DAY, "--json").value) == len(day.board_keys())
    secrets = program("doctor", "--json", "--store", store, **given).value["checks"]
    assert any("3 given by POSAPP_SECRET_" in check["message"] for check in secrets)
    written = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    assert not [key for key in SECRETS.values() if key.encode() in written]


def test_a_locked_vault_does_not_keep_the_till_shut(
    posapp: Run, server: SandboxServer, vault: MemorySecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The board can be read; what needs a key says that the vault is locked."""

    def locked(name: str) -> str:
        raise SecretsUnavailable("The vault does not answer. Unlock it and try again.")

    monkeypatch.setattr(vault, "get", locked)
    assert posapp("today").status == 0
    assert "Unlock it" in posapp("sync", "--once").refusal
    report = posapp("doctor", "--json")
    assert "Unlock it" in report.refusal
    assert {"name": "secrets", "state": "fail"}.items() <= next(
        check for check in report.value["checks"] if check["name"] == "secrets"
    ).items()
