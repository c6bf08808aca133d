"""Trying a connection, looking somebody up, asking for a gift card: beside the window, in words."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from posapp.adapters.backoffice.spec import BackendSpec
from posapp.adapters.http import Ask, DoorPolicy, HttpDoor
from posapp.app import Program
from posapp.connections.desk import OfficeConnections
from posapp.connections.words import reason_of
from posapp.domain.changes import Topic
from posapp.ports.backoffice import Cap, Connection, PickupLocation, SettingField
from posapp.ports.failures import Failure, NoAnswer, NotReached, TryLater
from posapp.ports.office import Role
from posapp.sandbox.backoffice.records import Customer, GiftCard
from posapp.sandbox.server.front import SandboxServer
from tests.adapters.raw_server import RawServer
from tests.connections.rig import SOON_S, TOKEN, Rig, asked, connect, is_told, state_of
from tests.relay.loopback_tls import CERTIFICATE, KEY
from tests.support.offices import TownOffice

TITLE = "Sandbox back office"


def tried(program: Program, rig: Rig, url: str, *, token: str = TOKEN) -> tuple[str | None, str]:
    """Try the sandbox at `url`."""
    inquiry = program.verbs.connections.test(
        Role.ORDERS, "sandbox", values={"base_url": url}, secrets={"token": token}
    )
    return asked(rig, inquiry)


def answering(head: bytes) -> RawServer:
    """A server that answers everything with these first lines."""
    return RawServer(lambda connection, _: connection.sendall(head + b"Content-Length: 0\r\n\r\n"))


def test_a_connection_that_works(rig: Rig, office: SandboxServer) -> None:
    """Said as a sentence and announced; nothing is kept."""
    with rig.opened() as program:
        answer, trouble = tried(program, rig, office.base_url)
        assert (answer, trouble) == (f"{TITLE} answers and takes the key.", "")
        assert is_told(rig, Topic.CONNECTIONS)
        assert state_of(program).backend == ""
    assert rig.vault.get("orders.token") is None


def test_pickup_locations_are_listed_as_it_is_being_set_up(rig: Rig, office: SandboxServer) -> None:
    """With what is typed; nothing is kept. Who cannot list them is not even asked."""
    office.world.backoffice.locations["loc-1"] = "Tasting room, Napa"
    with rig.opened() as program:
        verbs = program.verbs.connections
        listing = verbs.locations(
            Role.ORDERS,
            "sandbox",
            values={"base_url": office.base_url},
            secrets={"token": TOKEN},
        )
        rig.until(lambda: listing.is_done)
        assert listing.answer == (PickupLocation("loc-1", "Tasting room, Napa"),)
        assert state_of(program).backend == ""
        typed = verbs.locations(
            Role.ORDERS, "winedirect", values={"username": "u"}, secrets={"password": "p"}
        )
        rig.until(lambda: typed.is_done)
        assert typed.trouble.startswith("WineDirect has no public call for it.")
    assert rig.vault.get("orders.token") is None


def test_a_wrong_key(rig: Rig, office: SandboxServer) -> None:
    """The host is right, the key is not."""
    with rig.opened() as program:
        answer, trouble = tried(program, rig, office.base_url, token="wrong")
    assert answer is None
    assert trouble.startswith(f"{TITLE} answers, but refuses the key.")


def test_nobody_at_the_address(rig: Rig) -> None:
    """A wrong port, or a machine that is off."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with rig.opened() as program:
        _, trouble = tried(program, rig, f"http://127.0.0.1:{port}")
    assert trouble == f"Nobody answers at the address of {TITLE}. Check host and port."


def test_a_redirect(rig: Rig) -> None:
    """A guest Wi-Fi's sign-in page, or the wrong address."""
    head = b"HTTP/1.1 302 Found\r\nLocation: https://wifi.example/\r\n"
    with answering(head) as server, rig.opened() as program:
        _, trouble = tried(program, rig, server.url)
    assert trouble.startswith(f"{TITLE} answers with a redirect.")


def test_a_field_that_cannot_be_right(rig: Rig) -> None:
    """No exchange is needed to see that."""
    with rig.opened() as program:
        _, trouble = tried(program, rig, "https://example.com")
    assert trouble == "The sandbox runs on this machine only: http://127.0.0.1 and a port."


def test_a_host_that_does_not_exist_and_a_certificate_nobody_trusts(
    rig: Rig, tls_port: int
) -> None:
    """Both of a system that is spoken to over TLS, on a real door."""

    class Far(TownOffice):
        def __init__(self, door: HttpDoor, url: str) -> None:
            super().__init__()
            self._door, self._url = door, url

        def check(self) -> None:
            self._door.request(Ask(method="GET", url=self._url))

    def make(connection: Connection, open_door) -> Far:  # type: ignore[no-untyped-def]
        hosts = frozenset({"nowhere.invalid", "127.0.0.1"})
        return Far(open_door(DoorPolicy(peer="Far", hosts=hosts)), connection.values["url"])

    spec = BackendSpec(
        name="far",
        title="Far",
        fields=(SettingField("url", "Address"),),
        caps=frozenset(Cap),
        make=make,
    )
    with rig.opened() as program:
        desk: OfficeConnections = program.desk
        desk.chosen.specs = {"far": spec}
        verbs = program.verbs.connections
        said = [
            asked(rig, verbs.test(Role.ORDERS, "far", values={"url": url}, secrets={}))[1]
            for url in ("https://nowhere.invalid/", f"https://127.0.0.1:{tls_port}/")
        ]
    assert said[0] in {
        "The host name of Far does not exist. Check the address for typing errors.",
        "This machine has no network: Far was not reached.",
    }
    assert said[1] == "Far shows a certificate that this machine does not trust."


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (NotReached("x", detail="ConnectError: [Errno 101] Network is unreachable"), "no network"),
        (
            NotReached("x", detail="ConnectError: [Errno -3] Temporary failure in name resolution"),
            "no network",
        ),
        (NotReached("x", detail="ConnectError: [Errno 8] nodename nor servname"), "host name"),
        (NotReached("x", detail="ConnectError: [Errno 11001] getaddrinfo failed"), "host name"),
        (NotReached("No connection to Far."), "No connection to Far."),
        (NoAnswer("x"), "did not answer in time"),
        (TryLater("x"), "too many questions"),
    ],
)
def test_other_ends_in_words(failure: Failure, said: str) -> None:
    """What each operating system calls them."""
    assert said in reason_of(failure, title="Far")


def test_a_test_that_is_given_up(rig: Rig) -> None:
    """The exchange is cut; a program that ends gives up what still runs."""
    reached = threading.Semaphore(0)
    with (
        RawServer(lambda connection, _: reached.release()) as server,
        rig.opened() as program,
    ):
        verbs = program.verbs.connections
        tries = [
            verbs.test(
                Role.ORDERS, "sandbox", values={"base_url": server.url}, secrets={"token": "t"}
            )
            for _ in range(2)
        ]
        for _ in tries:
            assert reached.acquire(timeout=SOON_S)
        tries[0].give_up()
        assert (tries[0].is_done, tries[0].answer, tries[0].trouble) == (True, None, "")
    assert tries[1].is_done


def test_somebody_is_found_there(rig: Rig, office: SandboxServer) -> None:
    """By name, over a door of its own, and nobody is stored by it."""
    office.world.backoffice.register(
        Customer(id="c1", first_name="Ann", last_name="Lee", email="ann@lee.example")
    )
    with rig.opened() as program:
        connect(program, office.base_url)
        inquiry = program.verbs.guests.search_there("ann")
        rig.until(lambda: inquiry.is_done)
        assert inquiry.answer is not None
        assert [one.remote_id for one in inquiry.answer] == ["c1"]
        assert program.reads.people.guest_of("ann@lee.example") is None


def test_a_gift_cards_balance(rig: Rig, office: SandboxServer) -> None:
    """Its cents, or nothing where the system is sure that there is no such card."""
    office.world.backoffice.issue(GiftCard("GIFT1234", 25_00))
    with rig.opened() as program:
        connect(program, office.base_url)
        found = program.verbs.guests.gift_card("GIFT1234")
        missing = program.verbs.guests.gift_card("GIFT9999")
        rig.until(lambda: found.is_done and missing.is_done)
        assert found.answer is not None
        assert found.answer.cents == 25_00
        assert (missing.answer, missing.trouble) == (None, "")


def test_without_an_office_there_is_nobody_to_ask(rig: Rig) -> None:
    """A sentence, not an empty list."""
    with rig.opened() as program:
        inquiry = program.verbs.guests.search_there("ann")
        rig.until(lambda: inquiry.is_done)
        assert (inquiry.answer, inquiry.trouble) == (None, "No back office is connected.")


def test_what_an_office_cannot_do_is_said(rig: Rig, office: SandboxServer) -> None:
    """Its own reason, where it has one."""
    with rig.opened() as program:
        connect(program, office.base_url)
        made = program.desk.chosen.offices[Role.ORDERS].spec
        limited = BackendSpec(
            name=made.name,
            title=made.title,
            fields=made.fields,
            caps=made.caps - {Cap.GIFT_CARD},
            make=lambda connection, open_door: _without(made.make(connection, open_door)),
            why_not={Cap.GIFT_CARD: "It sells no gift cards."},
        )
        program.desk.chosen.specs = {made.name: limited}
        inquiry = program.verbs.guests.gift_card("GIFT1234")
        rig.until(lambda: inquiry.is_done)
        assert inquiry.trouble == "It sells no gift cards."


def _without(backend):  # type: ignore[no-untyped-def]
    backend.caps = backend.caps - {Cap.GIFT_CARD}
    return backend


@pytest.fixture
def tls_port(tmp_path: Path) -> Iterator[int]:
    """A TLS server whose certificate nobody trusts."""
    for name, text in (("cert.pem", CERTIFICATE), ("key.pem", KEY)):
        (tmp_path / name).write_text(text, "utf-8")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_shake_hands, args=(listener, context), daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.close()


def _shake_hands(listener: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()
