"""The guest sink over real HTTP: what is sent in each mode, and what confirms it."""

import json
from dataclasses import replace

import pytest

from posapp.adapters.tock.guest_sink import GuestContract, TockGuestSink
from posapp.domain.club_tags import TagMode
from posapp.domain.errors import DomainError
from posapp.domain.outbox import Repeat
from posapp.ports import failures
from posapp.ports.guests import GuestTags
from tests.adapters.raw_server import RawServer, answer

CLUBS = ("Reserve Club", "Estate Club")
GUEST = GuestTags("Ann@b.example", "Ann", "Ash", "7075550100", "+1 US", CLUBS)


_REST = ("Old", "Reserve Club")


def tock_saying(reply: dict) -> RawServer:
    body = json.dumps(reply).encode()
    return RawServer(lambda connection, request: connection.sendall(answer(200, body)))


def test_a_guest_is_confirmed_by_e_mail(remote, tock_door):
    """The full sorted list of club names goes out; sending it twice is harmless."""
    sink = TockGuestSink(tock_door, access=remote.access())
    ack = sink.put_tags(GUEST, key="k1")
    assert sink.put_tags(GUEST, key="k1") == ack
    assert ack.reference == GUEST.email
    assert sink.repeat_rule().how is Repeat.STATE
    known = remote.world.tock.guests.find(GUEST.email)
    assert known is not None
    assert set(known.tags()) >= set(GUEST.tags)


def test_a_guest_tock_refuses_is_parked_with_the_reason(remote, tock_door):
    """The field at fault reaches staff."""
    sink = TockGuestSink(tock_door, access=remote.access())
    with pytest.raises(failures.Refused, match="email"):
        sink.put_tags(GuestTags("", "A", "B", "", "", ()), key="k")


def test_an_answer_about_someone_else_proves_nothing(tock_door, remote):
    """The ingest's path and verb are settings; the e-mail must be echoed."""
    with tock_saying({"status": "accepted", "email": "x@b.example"}) as server:
        access = remote.access(url=server.url)
        contract = GuestContract(path="/v2/guests", method="POST")
        sink = TockGuestSink(tock_door, access=access, contract=contract)
        with pytest.raises(failures.NoProof, match="another guest"):
            sink.put_tags(GUEST, key="k")
    assert server.requests[0].startswith(b"POST /v2/guests ")


@pytest.mark.parametrize(
    ("mode", "tags", "managed"),
    [
        (
            TagMode.MANAGED_ONLY,
            ["Estate Club", "Reserve Club"],
            ["Estate Club", "Old", "Reserve Club"],
        ),
        (TagMode.REPLACE_ALL, ["Estate Club", "Press", "Reserve Club"], None),
        (TagMode.MERGE, ["Estate Club", "Reserve Club"], None),
    ],
)
def test_each_mode_sends_its_own_list(tock_door, remote, mode, tags, managed):
    """The names we set, staff's own tags with them, or only what is added; fields are settings."""
    guest = replace(GUEST, managed=("Old",), foreign=("Press",))
    with tock_saying({"status": "accepted", "email": GUEST.email}) as server:
        contract = GuestContract(mode=mode, fields={"phone": "", "first_name": "given"})
        access = remote.access(url=server.url)
        TockGuestSink(tock_door, access=access, contract=contract).put_tags(guest, key="k")
    body = json.loads(server.requests[0].partition(b"\r\n\r\n")[2])
    assert body["tags"] == tags
    assert body.get("managedTags") == managed
    assert body["given"] == "Ann"
    assert "phone" not in body


def test_the_whole_list_is_not_replaced_blindly(tock_door, remote):
    """Without the guest's other tags nothing leaves."""
    contract = GuestContract(mode=TagMode.REPLACE_ALL)
    sink = TockGuestSink(tock_door, access=remote.access(), contract=contract)
    with pytest.raises(failures.Refused, match="not known"):
        sink.put_tags(replace(GUEST, email="new@b.example"), key="k")
    assert remote.world.tock.guests.find("new@b.example") is None


def test_a_tag_that_tock_swallowed_needs_a_person(tock_door, remote):
    """A 2xx without our tag is no confirmation."""
    with tock_saying({"email": GUEST.email, "tags": ["Estate Club"]}) as server:
        sink = TockGuestSink(tock_door, access=remote.access(url=server.url))
        with pytest.raises(failures.Refused, match="Reserve Club"):
            sink.put_tags(GUEST, key="k")


@pytest.mark.parametrize("fields", [{"colour": "x"}, {"email": ""}, {"phone": "tags"}])
def test_field_names_that_cannot_be_are_named_at_the_start(fields):
    """A wrong mapping is a sentence at the setting, not a refused guest."""
    with pytest.raises(DomainError) as trouble:
        GuestContract(fields=fields).names()
    assert trouble.value.field == "tock.guest_fields"
