"""Connections made in the window: kept without secrets, used at once, changed while it runs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from posapp.adapters.given_secrets import GivenSecrets
from posapp.adapters.keyring_secrets import MemorySecrets
from posapp.app import Program
from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.domain.guest import Contact
from posapp.domain.outbox import OutboxState
from posapp.domain.payment import Tender, Tendered
from posapp.ports.failures import SecretsUnavailable
from posapp.ports.office import PickupStage, Role
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.ops import Op
from posapp.sandbox.server.front import SandboxServer
from tests.connections.rig import (
    TOKEN,
    Rig,
    Vault,
    connect,
    is_told,
    sandbox,
    state_of,
    values_of,
)

DAY = date(2026, 10, 10)
ANYWHERE = "http://127.0.0.1:9"


def sell(program: Program, rig: Rig) -> None:
    """A cheese board is sold, paid and due to be sent."""
    verbs = program.verbs
    visit_id, order_id = verbs.new_id(), verbs.new_id()
    verbs.seat_walk_in(
        visit_id=visit_id, order_id=order_id, size=2, table_name="", contact=Contact()
    )
    sku = program.reads.tiles()[0].sku
    verbs.add_item(order_id, line_id=verbs.new_id(), sku=sku, quantity=1)
    cents = program.reads.order(order_id).due_cents
    verbs.record_payment(order_id, payment_id=verbs.new_id(), tendered=Tendered(Tender.CASH, cents))
    rig.clock.advance(8_000)


def kept_file(rig: Rig) -> str:
    return (rig.folder / "connections.json").read_text("utf-8")


def test_a_connection_is_kept_without_its_secret(rig: Rig, office: SandboxServer) -> None:
    """Plain values in a file, the secret in the vault under its role."""
    with rig.opened() as program:
        connect(program, office.base_url)
        assert values_of(state_of(program)) == (
            "sandbox",
            {"base_url": office.base_url},
            frozenset({"token"}),
        )
    assert rig.vault.get("orders.token") == TOKEN
    assert TOKEN not in kept_file(rig)
    roles = json.loads(kept_file(rig))["roles"]
    assert roles["orders"] == {"backend": "sandbox", "fields": {"base_url": office.base_url}}


def test_it_is_used_at_once_and_after_the_next_start(rig: Rig, office: SandboxServer) -> None:
    """It wins over what settings.toml says of the role."""
    for is_first in (True, False):
        with rig.opened(orders=sandbox(ANYWHERE)) as program:
            if is_first:
                connect(program, office.base_url)
            assert program.engine.run_once() == {"orders": True}
            assert program.reads.office.pickups(PickupStage.READY, day=DAY)


def test_disconnected_stays_disconnected(rig: Rig, office: SandboxServer) -> None:
    """Also where settings.toml names a system; the secret is gone and work waits."""
    rig.vault.put("orders.token", TOKEN)
    with rig.opened(orders=sandbox(office.base_url)) as program:
        program.engine.run_once()
        program.verbs.connections.disconnect(Role.ORDERS)
        assert rig.vault.get("orders.token") is None
        assert program.engine.run_once() == {}
        sell(program, rig)
        assert program.reads.sync_overview().sources == ()
    with rig.opened(orders=sandbox(office.base_url)) as program:
        assert state_of(program).backend == ""
        assert program.engine.run_once() == {}
        assert program.reads.sync_overview().to_send == 1


def test_what_is_unsent_goes_to_the_next_office(
    rig: Rig, office: SandboxServer, second: SandboxServer
) -> None:
    """The work names the role, not the system."""
    with rig.opened() as program:
        connect(program, office.base_url)
        program.engine.run_once()
        program.verbs.connections.disconnect(Role.ORDERS)
        sell(program, rig)
        connect(program, second.base_url)
        assert program.engine.run_once() == {"orders": True}
        assert second.world.traffic[Op.ORDER_CREATE] == 1
        assert office.world.traffic[Op.ORDER_CREATE] == 0


def test_another_account_is_read_from_its_beginning(
    rig: Rig, office: SandboxServer, second: SandboxServer
) -> None:
    """The resume points of one mean nothing to another; a new key alone changes no account."""

    def cursor(program: Program) -> str:
        with program.store.write("look", actor=program.program_actor) as uow:
            return uow.feeds.cursor("orders", "sandbox.order")

    with rig.opened() as program:
        connect(program, office.base_url)
        program.engine.run_once()
        reached = cursor(program)
        assert reached
        connect(program, office.base_url, token=TOKEN)
        assert cursor(program) == reached
        connect(program, second.base_url)
        assert cursor(program) == ""


def test_lanes_are_exchanged_while_they_run(
    rig: Rig, office: SandboxServer, second: SandboxServer
) -> None:
    """The running one ends its exchange, the next begins; screens and caps follow."""
    with rig.opened() as program:
        connect(program, office.base_url)
        program.start()
        rig.until(lambda: office.world.traffic[Op.PICKUP_LIST] > 0)
        office.faults.inject(Fault(FaultKind.DRIP), op=Op.CUSTOMER_LIST)
        rig.commits.clear()
        program.verbs.sync_now()
        connect(program, second.base_url)
        assert is_told(rig, Topic.CONNECTIONS)
        office.release()
        rig.until(lambda: second.world.traffic[Op.PICKUP_LIST] > 0)
        assert [lane.remote for lane in program.engine.lanes] == ["orders"]


def test_a_send_is_not_lost_or_doubled_by_an_exchange(rig: Rig, office: SandboxServer) -> None:
    """The answer is on its way when the connection is made anew."""
    with rig.opened() as program:
        connect(program, office.base_url)
        program.engine.run_once()
        program.start()
        office.faults.inject(Fault(FaultKind.DRIP), op=Op.ORDER_CREATE)
        sell(program, rig)
        program.verbs.sync_now()
        rig.until(lambda: office.world.traffic[Op.ORDER_CREATE] > 0)
        connect(program, office.base_url)
        office.release()

        def is_sent() -> bool:
            rows = program.reads.sync_overview().outbox
            return all(row.state is OutboxState.CONFIRMED for row in rows)

        rig.until(is_sent)
    assert len(office.world.backoffice.orders()) == 1


@pytest.mark.parametrize(
    ("values", "secrets", "field"),
    [
        ({"base_url": "https://example.com"}, {"token": "t"}, "base_url"),
        ({"base_url": ANYWHERE}, {}, "token"),
        ({"base_url": ANYWHERE, "token": "t"}, {}, "token"),
        ({"base_url": ANYWHERE, "port": "9"}, {"token": "t"}, "port"),
        ({"base_url": ANYWHERE}, {"key": "k"}, "key"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    rig: Rig, values: dict[str, str], secrets: dict[str, str], field: str
) -> None:
    """Neither in the file nor in the vault; a secret is never taken for a plain value."""
    with rig.opened() as program:
        with pytest.raises(DomainError) as refused:
            program.verbs.connections.connect(
                Role.ORDERS, "sandbox", values=values, secrets=secrets
            )
        assert refused.value.field == field
        assert state_of(program).backend == ""
    assert not (rig.folder / "connections.json").exists()
    assert rig.vault.get("orders.token") is None


def test_what_cannot_be_kept_changes_nothing(
    rig: Rig, office: SandboxServer, second: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full: the role stays what it was, and its lane at work."""

    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    with rig.opened() as program:
        connect(program, office.base_url)
        monkeypatch.setattr("posapp.connections.kept.write_durably", full)
        with pytest.raises(DomainError, match=r"could not be written: No space left"):
            connect(program, second.base_url)
        assert state_of(program).values == {"base_url": office.base_url}
        assert program.engine.run_once() == {"orders": True}
        assert second.world.traffic.total() == 0


def test_an_unknown_system_is_refused(rig: Rig) -> None:
    """There is no adapter for it."""
    with rig.opened() as program, pytest.raises(DomainError, match="no back office called"):
        program.verbs.connections.connect(Role.ORDERS, "abacus", values={}, secrets={})


def test_only_a_manager_changes_connections(rig: Rig, office: SandboxServer) -> None:
    """Nor may anybody else try one: the kept secret would go wherever the address says."""
    with rig.opened(staff="seller") as program:
        verbs = program.verbs.connections
        values, secrets = {"base_url": office.base_url}, {"token": TOKEN}
        for refused in (
            lambda: verbs.connect(Role.ORDERS, "sandbox", values=values, secrets=secrets),
            lambda: verbs.test(Role.ORDERS, "sandbox", values=values, secrets=secrets),
            lambda: verbs.disconnect(Role.ORDERS),
        ):
            with pytest.raises(DomainError, match="a manager"):
                refused()
        assert verbs.offers()
        program.verbs.sign_out()
        with pytest.raises(DomainError, match="Sign in first"):
            verbs.disconnect(Role.ORDERS)
    assert office.world.traffic.total() == 0


def test_a_damaged_file_shuts_no_till(rig: Rig, office: SandboxServer) -> None:
    """It is said, nothing is guessed, and it is kept aside when a person connects again."""
    rig.folder.mkdir(parents=True)
    (rig.folder / "connections.json").write_text('{"version": 1, "roles": {"ord', "utf-8")
    rig.vault.put("orders.token", TOKEN)
    with rig.opened(orders=sandbox(office.base_url)) as program:
        assert program.engine.run_once() == {}
        for role in Role:
            assert "connections.json cannot be read" in state_of(program, role).trouble
        connect(program, office.base_url)
        assert [state_of(program, role).trouble for role in Role] == ["", ""]
        assert program.engine.run_once() == {"orders": True}
    assert '"ord' in (rig.folder / "connections.damaged.json").read_text("utf-8")
    with rig.opened() as program:
        assert state_of(program).backend == "sandbox"


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"version": 1, "roles": {"cellar": {"backend": "x"}}}', '{"version": 9}']
)
def test_any_damage_is_told(rig: Rig, text: str) -> None:
    """Also a file of another shape, or of a newer posapp."""
    rig.folder.mkdir(parents=True)
    (rig.folder / "connections.json").write_text(text, "utf-8")
    with rig.opened() as program:
        assert "connections.json" in state_of(program).trouble


def test_a_kept_connection_that_fits_no_more_is_said(rig: Rig) -> None:
    """The system is gone, or asks for something else now: the till opens."""
    rig.folder.mkdir(parents=True)
    roles = {"orders": {"backend": "abacus", "fields": {}}}
    text = json.dumps({"version": 1, "roles": roles})
    (rig.folder / "connections.json").write_text(text, "utf-8")
    with rig.opened() as program:
        assert "abacus is not connected" in state_of(program).trouble
        assert program.engine.run_once() == {}


def test_a_secret_typed_once_stays(rig: Rig, office: SandboxServer, second: SandboxServer) -> None:
    """Changing a plain value needs no secret again."""
    with rig.opened() as program:
        connect(program, office.base_url)
        connect(program, second.base_url, token="")
        assert program.engine.run_once() == {"orders": True}
        assert len(program.maker.doors) == 1


def test_secrets_are_a_roles_own(rig: Rig, office: SandboxServer, second: SandboxServer) -> None:
    """One office's token is not the other's; what is disconnected forgets its own."""
    with rig.opened() as program:
        connect(program, office.base_url)
        with pytest.raises(DomainError) as refused:
            connect(program, second.base_url, role=Role.PEOPLE, token="")
        assert refused.value.field == "token"
        connect(program, second.base_url, role=Role.PEOPLE)
        assert (rig.vault.get("orders.token"), rig.vault.get("people.token")) == (TOKEN, TOKEN)
        program.verbs.connections.disconnect(Role.PEOPLE)
    assert (rig.vault.get("orders.token"), rig.vault.get("people.token")) == (TOKEN, None)


def test_another_systems_secret_is_not_told_to_this_one(rig: Rig, office: SandboxServer) -> None:
    """Even where both call it the same."""
    rig.folder.mkdir(parents=True)
    roles = {"orders": {"backend": "abacus", "fields": {}}}
    text = json.dumps({"version": 1, "roles": roles})
    (rig.folder / "connections.json").write_text(text, "utf-8")
    rig.vault.put("orders.token", "the abacus's own")
    with rig.opened() as program, pytest.raises(DomainError) as refused:
        connect(program, office.base_url, token="")
    assert refused.value.field == "token"


def test_without_a_vault_secrets_are_for_this_run(tmp_path: Path, office: SandboxServer) -> None:
    """And that is said plainly."""
    rig = Rig(tmp_path / "till", vault=MemorySecrets())
    with rig.opened() as program:
        connect(program, office.base_url)
        assert "for this run only" in program.verbs.connections.secrets_are_kept()
        assert program.engine.run_once() == {"orders": True}
    assert TOKEN not in kept_file(rig)


def test_a_vault_that_refuses_is_said(tmp_path: Path, office: SandboxServer) -> None:
    """The secret works until the end of the run."""

    class Locked(Vault):
        def put(self, name: str, secret: str) -> None:
            raise SecretsUnavailable("Secret Service does not answer. Unlock it and try again.")

    rig = Rig(tmp_path / "till", vault=Locked())
    with rig.opened() as program:
        assert program.verbs.connections.secrets_are_kept() == (
            "Secrets are kept in Secret Service."
        )
        connect(program, office.base_url)
        said = program.verbs.connections.secrets_are_kept()
        assert said.startswith("Secret Service does not answer.")
        assert said.endswith("for this run only.")
        assert program.engine.run_once() == {"orders": True}


def test_a_secret_of_the_environment_is_changed_there(
    tmp_path: Path, office: SandboxServer
) -> None:
    """What is typed would never be used: its field says so."""
    given = GivenSecrets({"POSAPP_SECRET_ORDERS_TOKEN": TOKEN}, vault=Vault())
    rig = Rig(tmp_path / "till", vault=given)
    with rig.opened() as program:
        with pytest.raises(DomainError, match="environment") as refused:
            connect(program, office.base_url, token="another")
        assert refused.value.field == "token"
        connect(program, office.base_url, token="")
        assert program.engine.run_once() == {"orders": True}
