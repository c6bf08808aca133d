"""PINs of gift cards, ids of card processors, card numbers: in no store, no log, no words."""

import json
import logging
from pathlib import Path

import pytest

from posapp.adapters.tock.decode import decode_reservation, decode_stored
from posapp.adapters.tock.export_file import read_export
from posapp.domain.reservation import Channel, Quarantined
from posapp.ports.reservations import ReservationPage
from posapp.usecases.ingest_reservations import ingest_reservations
from tests.adapters.rows import booking, profile
from tests.support.till import PROGRAM, Till

SECRET = "sesame-7741"
CARD = "4111111111111111"
_CARD_FORMS = (CARD, "4111 1111 1111 1111", "4111–1111–1111–1111", "4111_1111_1111_1111")


def secret_rows() -> list[dict]:
    """Rows that hold a secret at every place Tock documents, and at some that it does not."""
    paid = {"amount": 5, "paymentType": "CREDIT_CARD", "processorId": SECRET}
    card = {"giftCardProvider": "TCC", "externalIdentifier": "GC-1", "externalPin": SECRET}
    extra = {"wallet": {"externalPin": SECRET, "charges": [{"processorId": [SECRET]}]}}
    return [
        booking(id=1, payment=[paid, paid], refund=[{"amount": 5, "processorId": SECRET}]),
        booking(id=2, discount=[{"amountCents": 5, "giftCard": card}]),
        booking(id=3, **extra),
        booking(id=4, payment=[{"amount": 5, "processorId": {"stripe": SECRET}}]),
        # These are not read, and kept as they are among the unreadable ones.
        booking(id=5, payment=[paid], discount=[{"giftCard": card}], partySize="many"),
        booking(id=6, business=5, refund=[{"processorId": SECRET}]),
        booking(id="x", **extra),
        *(
            booking(id=10 + at, note=[{"noteType": "GUEST_PROVIDED_NOTE", "text": f"My {text}"}])
            for at, text in enumerate(_CARD_FORMS)
        ),
        booking(id=20, discount=[{"giftCard": card}], visitFeedback=[{"rating": {}}]),
    ]


def files() -> list[bytes]:
    """The rows as a file, the same with the keys written as escapes, and one that breaks off."""
    rows = secret_rows()
    plain = json.dumps(rows).encode()
    hidden = plain.replace(b'"externalPin"', b'"external\\u0050in"')
    hidden = hidden.replace(b'"processorId"', b'"processor\\u0049d"')
    people = json.dumps([profile(processorId=SECRET), profile(patron={"externalPin": SECRET})])
    return [
        plain,
        hidden,
        plain[:-200],
        b"\xff" + plain,
        people.encode(),
        json.dumps(rows[0]).encode(),
    ]


def test_no_secret_is_stored_or_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The bytes of every file of the store are searched after all of it went in."""
    caplog.set_level(logging.DEBUG)
    with Till(tmp_path) as till:
        for number, file in enumerate(files()):
            for page in read_export([file], source="tock", origin=f"reservation-{number}.json"):
                with till.store.write("pull", actor=PROGRAM) as uow:
                    ingest_reservations(
                        ReservationPage(page.rows, "c"), uow=uow, remote="tock", stream="x"
                    )
        shown = repr([till.reads.reservation(f"tock:31415:r:{at}") for at in (1, 2, 3, 4, 10, 20)])
        unreadable = repr(till.reads.quarantine())
        assert "Diaz" in shown  # the control: what may be kept is there
    stored = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert any(b"Diaz" in content for content in stored.values())
    for wanted in (SECRET, *_CARD_FORMS):
        assert wanted not in shown + unreadable + caplog.text
        for path, content in stored.items():
            assert wanted.encode() not in content, f"{wanted} in {path.name}"


def test_a_page_that_is_printed_shows_no_secret() -> None:
    """Rows are cleaned when they are looked into; until then they say their key only."""
    for file in files():
        for page in read_export([file], source="tock", origin="reservation-1.json"):
            printed = repr(page)
            assert SECRET not in printed
            assert not any(card in printed for card in _CARD_FORMS)


@pytest.mark.parametrize("stamp", ["1791678600000", '"1791678600000"', "1791678600000.0"])
def test_timestamps_hide_no_card_number(stamp: str) -> None:
    """The look that clears most rows counts long numbers: one more than the stamps is looked at."""
    text = json.dumps(booking(serviceDateTimestamp="STAMP", serverName=f"x {CARD}"))
    raw = text.replace('"STAMP"', stamp)
    found = decode_reservation(raw, source="tock", channel=Channel.EXPORT, origin="row 1")
    assert CARD not in found.raw


@pytest.mark.parametrize("depth", [100, 600, 5_000])
def test_no_depth_hides_a_card_number(depth: int) -> None:
    """What is nested too deeply to be cleaned goes; the booking itself is read, or named."""
    deep = f"{'[' * depth}{CARD}{']' * depth}"
    raw = json.dumps(booking(id=1, serverName=f"x {CARD}", extra="DEEP"))
    found = decode_reservation(
        raw.replace('"DEEP"', deep), source="tock", channel=Channel.EXPORT, origin="row 1"
    )
    assert CARD not in found.raw
    assert isinstance(found, Quarantined) is (depth > 1_000)
    if not isinstance(found, Quarantined):
        assert found.reservation.server_name == "x •••• 1111"
        assert decode_stored("tock", found.raw, Channel.EXPORT) == found.reservation
