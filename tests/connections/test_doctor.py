"""`posapp doctor` and “Test connection” say the same of every system and every trouble."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from posapp.adapters import backoffice
from posapp.app import Program
from posapp.doctor import _connections
from posapp.domain.errors import DomainError
from posapp.ports.failures import SecretsUnavailable
from posapp.ports.office import Role
from posapp.sandbox import office_site
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World
from tests.adapters.raw_server import RawServer
from tests.connections.rig import Rig, Vault, asked, connect, state_of

SPECS = {name: spec for name, spec in backoffice.discover().items() if spec.caps}
SITES = office_site.discover()
PAGE = b"<html><body>Welcome to the guest Wi-Fi</body></html>"


def answering(head: bytes, body: bytes = b"") -> RawServer:
    """A server that answers everything with this."""
    length = b"\r\nContent-Length: %d\r\n\r\n" % len(body)
    return RawServer(lambda connection, _: connection.sendall(b"HTTP/1.1 " + head + length + body))


@contextmanager
def nobody():
    """An address at which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    yield type("Nobody", (), {"url": url})


Server = Callable[[], AbstractContextManager[RawServer]]
TROUBLES: Mapping[str, tuple[Server, str]] = {
    "302": (
        lambda: answering(b"302 Found\r\nLocation: https://x.example/"),
        "{} answers with a redirect.",
    ),
    "401": (lambda: answering(b"401 Unauthorized"), "{} answers, but refuses the key."),
    "403": (lambda: answering(b"403 Forbidden"), "{} answers, but refuses the key."),
    "404": (lambda: answering(b"404 Not Found"), "{} answers, but has nothing there."),
    "429": (
        lambda: answering(b"429 Too Many\r\nRetry-After: 9"),
        "{} answers, and asks to wait: too many questions.",
    ),
    "500": (lambda: answering(b"500 Oops"), "{} has trouble of its own (HTTP 500)."),
    "text": (lambda: answering(b"200 OK", b"SqlDateTime overflow."), "{} answered "),
    "empty": (lambda: answering(b"200 OK"), "{} answered "),
    "page": (lambda: answering(b"200 OK", PAGE), "{} answered with a web page;"),
    "cut": (lambda: RawServer(lambda wire, _: wire.close()), "The connection to {} broke off."),
    "nobody": (nobody, "Nobody answers at the address of {}."),
}


def window_and_doctor(
    program: Program, rig: Rig, name: str, values: Mapping[str, str]
) -> tuple[str, str]:
    """What is said of a connection on trial, and by doctor once it is kept."""
    secrets = {one.name: values[one.name] for one in SPECS[name].fields if one.is_secret}
    plain = {key: text for key, text in values.items() if key not in secrets}
    verbs = program.verbs.connections
    trial = asked(rig, verbs.test(Role.ORDERS, name, values=plain, secrets=secrets))
    verbs.connect(Role.ORDERS, name, values=plain, secrets=secrets)
    (found,) = _connections(program)
    assert found["state"] == ("fail" if trial[1] else "ok")
    assert found["name"] == SPECS[name].title
    return trial[1] or trial[0] or "", found["message"]


@pytest.mark.parametrize("name", sorted(SPECS))
def test_both_say_the_same_of_every_trouble(rig: Rig, name: str) -> None:
    """Each sentence names the system and what to look at."""
    title = SPECS[name].title
    with SandboxServer(World(5)) as server, rig.opened() as program:
        right = dict(SITES[name].open(server.world).values(server.base_url))
        told = window_and_doctor(program, rig, name, right)
        assert told == (f"{title} answers and takes the key.",) * 2
        secret = next(one.name for one in SPECS[name].fields if one.is_secret)
        told = window_and_doctor(program, rig, name, {**right, secret: "wrong"})
        assert told[0] == told[1]
        assert told[0].startswith(f"{title} answers, but refuses the key.")
        for trouble, (open_server, begins) in TROUBLES.items():
            with open_server() as far:
                url = right["base_url"].replace(server.base_url, far.url)
                said, doctor = window_and_doctor(program, rig, name, {**right, "base_url": url})
            assert said == doctor, trouble
            assert said.startswith(begins.format(title)), trouble


def test_the_words_of_a_system_that_answers_in_sentences_are_shown(rig: Rig) -> None:
    """OrderPort's 200 may hold an error."""
    with SandboxServer(World(5)) as server, rig.opened() as program:
        right = dict(SITES["orderport"].open(server.world).values(server.base_url))
        with answering(b"200 OK", b"SqlDateTime overflow.") as far:
            url = right["base_url"].replace(server.base_url, far.url)
            said, _ = window_and_doctor(program, rig, "orderport", {**right, "base_url": url})
    assert said.endswith("with a sentence instead of a list: SqlDateTime overflow.")


@pytest.mark.parametrize(
    ("lacks", "sentence"),
    [
        ({"order"}, "the app may not read orders. Give it the right there."),
        (
            {"order", "club", "inventory-location"},
            "the app may not read inventory, orders and clubs. Give it the right there.",
        ),
    ],
)
def test_a_key_that_may_not_read_everything_is_told_what(
    rig: Rig, lacks: set[str], sentence: str
) -> None:
    """Commerce7 gives an app its rights one by one; the lane would stop at the first."""
    with SandboxServer(World(5)) as server, rig.opened() as program:
        right = dict(SITES["commerce7"].open(server.world).values(server.base_url))
        server.world.commerce7.lacks_rights |= lacks
        told = window_and_doctor(program, rig, "commerce7", right)
    assert told == (f"Commerce7 takes the key, but {sentence}",) * 2


def test_a_vault_that_opens_later_is_enough(tmp_path: Path, office: SandboxServer) -> None:
    """Until then it stands in the way, and not a field; then what is kept is taken."""

    class Locked(Vault):
        is_locked = False

        def get(self, name: str) -> str | None:
            if self.is_locked:
                raise SecretsUnavailable("Secret Service does not answer. Unlock it.")
            return super().get(name)

    vault = Locked()
    rig = Rig(tmp_path / "till", vault=vault)
    with rig.opened() as program:
        connect(program, office.base_url)
    vault.is_locked = True
    with rig.opened() as program:
        assert "Unlock it." in state_of(program).trouble
        (found,) = _connections(program)
        assert found["message"] == state_of(program).trouble
        with pytest.raises(DomainError, match="Unlock it") as refused:
            connect(program, office.base_url, token="")
        assert refused.value.field == "token"
        values = {"base_url": office.base_url}
        tried = program.verbs.connections.test(Role.ORDERS, "sandbox", values=values, secrets={})
        assert asked(rig, tried)[1].endswith("Unlock it.")
        vault.is_locked = False
        connect(program, office.base_url, token="")
        assert state_of(program).trouble == ""
        assert program.engine.run_once() == {"orders": True}


def test_two_roles_with_one_system_are_told_apart(
    rig: Rig, office: SandboxServer, second: SandboxServer
) -> None:
    """By the name of the check; the sentence is the window's."""
    with rig.opened() as program:
        connect(program, office.base_url)
        connect(program, second.base_url, role=Role.PEOPLE)
        second.pull_cable()
        found = {one["name"]: one["message"] for one in _connections(program)}
    title = "Sandbox back office"
    assert found[title] == f"{title} answers and takes the key."
    assert found[f"{title} (people)"].startswith(f"Nobody answers at the address of {title}.")
