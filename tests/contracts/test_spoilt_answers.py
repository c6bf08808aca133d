"""Whatever an answer holds is told, set aside or a failure: nothing else ever leaves an adapter."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from posapp.adapters.http import Ask, HttpDoor
from posapp.adapters.outcomes import Answer
from posapp.domain.outbox import Operation
from posapp.domain.reservation import Quarantined
from posapp.domain.venue import Remote
from posapp.ports.backoffice import CAP_OF_KIND, Cap, CommerceBackend, CustomerRecord, Kind
from posapp.ports.failures import Failure
from posapp.ports.store import Store
from posapp.sandbox.office_site import OfficeSite, SoldLine
from posapp.sync.record_pull import RecordPull
from posapp.usecases.ingest_records import cursor_name
from tests.contracts.conftest import Office, claiming
from tests.contracts.documents import clubs, handed, person, sale
from tests.support.opened import opened_till
from tests.support.till import PROGRAM

CASES = int(os.environ.get("POSAPP_SPOILT_ANSWERS", "40"))
"""Answers of each adapter that are spoilt; a long run asks for many."""

Spoil = Callable[[bytes], bytes]
_VALUE = re.compile(
    rb'(?<=>)[^<>]+(?=<)|(?<=:)\s*(?:"(?:[^"\\]|\\.)*"|[-0-9.eE+]+|true|false|null)'
)
_ODD = (
    *(b"", b"NaN", b"1e999", b"1E400", b"-0.0", b"-1", b"null", b"true", b"[]", b"{}", b'"x"'),
    *(b"\x00", b"\x0b", b"\xff\xfe", b"\xed\xa0\x80", b"\\ud800", b"\xf0\x9f\x98\x80"),
    *(b"9" * 23, b"9007199254740993", b"12:99", b"2999-01-01T00:00:00Z", b"0001-01-01"),
    *(b"&x;", b"<a/>", b"]]>", b"'", b'"', b"4111111111111111"),
)
_OTHER: tuple[Spoil, ...] = (
    lambda body: body.decode("latin-1").encode("utf-16"),
    lambda body: b"<html>sign in</html>",
    lambda body: b"null",
    lambda body: b"[]",
    lambda body: b"{}",
    lambda body: body[::-1],
    lambda body: body * 2,
    lambda body: b"\xef\xbb\xbf" + body,
)


def spoilt(body: bytes, *, by: Random) -> bytes:
    """Cut, repeated, swapped, or with other values in the place of its own."""
    for _ in range(by.choice((1, 1, 2, 4))):
        if not body:
            break
        start = by.randrange(len(body))
        end = min(len(body), start + by.randrange(1, 200))
        away = by.randrange(len(body))
        values = list(_VALUE.finditer(body))
        match by.randrange(7):
            case 0:
                body = body[:start]
            case 1:
                body = body[:start] + body[end:]
            case 2:
                body = body[:end] + body[start:end] + body[end:]
            case 3:
                body = body[:start] + body[away : away + end - start] + body[end:]
            case 4 | 5 if values:
                value, odd = by.choice(values), by.choice(_ODD)
                quoted = b'"' + odd + b'"' if by.random() < 0.3 else odd
                body = body[: value.start()] + quoted + body[value.end() :]
            case _:
                body = by.choice(_OTHER)(body)
    return body


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Callable[[Spoil], None]:
    """From now on every answer goes through this."""
    request = HttpDoor.request

    def through(how: Spoil) -> None:
        def spoiling(self: HttpDoor, ask: Ask) -> Answer:
            answer = request(self, ask)
            return replace(answer, body=how(answer.body))

        monkeypatch.setattr(HttpDoor, "request", spoiling)

    return through


def furnish(site: OfficeSite) -> tuple[str, str]:
    """Something of every kind; returns Ann's id and that of her order."""
    ann = site.add_person(
        first_name="Ann",
        last_name="Lee",
        email="ann@lee.example",
        phone="7075550101",
        street="1 Vine St",
    )
    other = site.add_person(first_name="A", last_name="Lee", email="a@lee.example")
    site.add_type(ann, "Trade")
    site.merge(other, into_id=ann)
    site.enrol(ann, site.add_club("Estate"))
    site.add_product("W-1", title="Pinot Noir", cents=4_800)
    order_id = site.add_web_order("881", person_id=ann, delivery="pickup", lines=[SoldLine()])
    parcel = site.add_web_order("882", person_id=ann, delivery="ship", lines=[SoldLine()])
    site.ship(parcel, carrier="UPS", tracking="1Z999")
    site.add_gift_card("GIFT-1234", cents=7_500)
    return ann, order_id


def use(backend: CommerceBackend, store: Store, *, ann: str, order_id: str, by: Random) -> None:
    """One thing that a lane or a person does with an office; may end in a Failure."""
    documents = {
        Operation.PUT_ORDER: sale(f"T1-{by.randrange(10, 99):06}"),
        Operation.PUT_CUSTOMER: person(),
        Operation.SET_CLUBS: clubs(ann),
        Operation.MARK_PICKUP: handed(order_id, "881"),
        Operation.UNDO_PICKUP: handed(order_id, "881"),
    }
    kinds = [kind for kind in Kind if CAP_OF_KIND[kind] in backend.caps]
    match by.randrange(8):
        case 0 if backend.writes:
            operation = by.choice(sorted(backend.writes))
            backend.writes[operation].put(documents[operation], "k")
        case 1 if backend.writes:
            operation = by.choice(sorted(backend.writes))
            find = backend.writes[operation].find
            assert find is not None
            find(documents[operation])
        case 2 if Cap.SEARCH_CUSTOMER in backend.caps:
            backend.search_customers("ann@lee.example")
        case 3 if Cap.GIFT_CARD in backend.caps:
            backend.gift_card("GIFT-1234")
        case _:
            kind = by.choice(kinds)
            with store.write("from the start", actor=PROGRAM) as uow:
                uow.feeds.save_cursor(Remote.ORDERS, cursor_name(backend.name, kind), "")
            pull = RecordPull(backend, Remote.ORDERS, kind, 90_000)
            pull.run(store, actor=PROGRAM, is_stopping=bool)


@claiming()
def test_no_spoilt_answer_crashes_a_lane(
    office: Office, spoil: Callable[[Spoil], None], tmp_path: Path
) -> None:
    """Read, written, looked up and stored: each ends well or in a Failure, and the till goes on."""
    by = Random(f"spoilt {office.spec.name}")
    ann, order_id = furnish(office.site)
    spoil(lambda body: spoilt(body, by=by) if by.random() < 0.6 else body)
    said: list[str] = []
    with opened_till(tmp_path / "store") as till:
        for _ in range(CASES):
            office.world.clock.advance_ms(61_000)
            try:
                use(office.connect(), till.store, ann=ann, order_id=order_id, by=by)
            except Failure as failure:
                said.append(failure.message)
    assert said
    assert not [text for text in said for secret in _secrets(office) if secret in text]


def _secrets(office: Office) -> list[str]:
    return [office.values[field.name] for field in office.spec.fields if field.is_secret]


MARK = "Quillon"
IN_JSON = (b"\xff\xfe", b"\\ud83d", b"\x0b", b"a" * 70_000)
IN_XML = (b"\x0b", b"\xff\xfe", b"&nobody;", b"<b>", b"a" * 70_000)


@pytest.mark.parametrize("place", range(5))
@claiming(Cap.READ_CUSTOMER)
def test_one_spoilt_record_costs_no_other(
    office: Office, spoil: Callable[[Spoil], None], place: int
) -> None:
    """It is read or set aside with its reason; whoever stands beside it arrives."""
    for number in range(20):
        office.site.add_person(
            first_name="Al", last_name=f"Lee {number}", email=f"p{number}@x.example"
        )
    office.site.add_person(first_name=MARK, last_name="Ek", email="q@ek.example")

    def at_the_mark(body: bytes) -> bytes:
        odd = IN_XML if body.lstrip()[:1] == b"<" else IN_JSON
        return body.replace(MARK.encode(), odd[place % len(odd)])

    spoil(at_the_mark)
    rows = office.pull(Kind.CUSTOMER)
    people = [row for row in rows if isinstance(row, CustomerRecord)]
    last_names = {row.record.contact.last_name for row in people}
    assert last_names >= {f"Lee {number}" for number in range(20)}
    aside = [row for row in rows if isinstance(row, Quarantined)]
    assert len(people) + len(aside) == 21
    assert all(row.faults for row in aside)
