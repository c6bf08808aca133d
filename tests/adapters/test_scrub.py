"""What is kept of a row: its own text, less card numbers, gift-card PINs and processor ids."""

import json

import pytest

from posapp.adapters.tock.decode import decode_reservation
from posapp.domain.reservation import Channel, Quarantined
from posapp.ports.reservations import IncomingReservation
from tests.adapters.rows import booking, text

CARD = "4111 1111 1111 1111"


def decode(raw) -> IncomingReservation | Quarantined:
    return decode_reservation(raw, source="tock", channel=Channel.EXPORT, origin="file row 1")


@pytest.mark.parametrize("is_ascii", [True, False])
@pytest.mark.parametrize("gap", ["\n", "\r\n", "\t", "·", "–", "\u2011", "\u202f", "\xa0", "_"])
def test_a_card_number_over_several_lines_does_not_survive(gap, is_ascii):
    """Whatever stands between its groups, spelled out or escaped."""
    row = booking(serverName=CARD.replace(" ", gap))
    incoming = decode(json.dumps(row, ensure_ascii=is_ascii))
    assert isinstance(incoming, IncomingReservation)
    assert incoming.reservation.server_name == "•••• 1111"
    assert "4111" not in incoming.raw


def test_a_row_that_cannot_be_read_is_kept_as_it_came():
    """Its spaces, its doubled fields and the spelling of its numbers are what a person looks at."""
    raw = text(booking(partySize="many")).replace(b"{", b'{ "a" : 1.50,\n  "a":1E3, ', 1)
    found = decode(raw)
    assert isinstance(found, Quarantined)
    assert found.raw == raw.decode()


@pytest.mark.parametrize("value", ['"12"', "12", "true", '{"a":1}', '["x"]', '"a\\"b"', "null"])
def test_pins_and_processor_ids_are_cut_from_the_kept_text(value):
    """Whatever their type, they are gone, and the rest is verbatim."""
    raw = f'{{"externalPin": {value},"payment":[{{"processorId":{value}}}],"a":1.50,"n":"é"}}'
    body = text(booking())[:-1] + b"," + raw[1:].encode()
    body = body.replace(b'"payment":[{"id"', b'"pay":[{"id"')
    incoming = decode(body)
    assert isinstance(incoming, IncomingReservation)
    kept = json.loads(incoming.raw)
    assert kept["externalPin"] is None
    assert kept["payment"] == [{"processorId": None}]
    assert (kept["a"], kept["n"]) == (1.5, "é")
