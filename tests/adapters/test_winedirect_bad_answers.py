"""What spoils an answer of WineDirect: one record pays for it, and nothing is taken for all."""

from dataclasses import replace
from xml.sax.saxutils import escape

import pytest

from posapp.adapters.backoffice.winedirect.listing import PullCursor
from posapp.adapters.soap import parse
from posapp.domain.club import Membership
from posapp.domain.outbox import Operation
from posapp.domain.remote_order import RemoteOrder
from posapp.ports import failures
from posapp.ports.backoffice import CustomerRecord, Kind
from posapp.sandbox.winedirect.office import PASSWORD, with_control_character
from posapp.sandbox.winedirect.wire import Style
from tests.adapters.raw_server import RawServer, answer
from tests.adapters.winedirect_case import ANN, DAY_MS, MINUTE_MS, parked, pull, winedirect
from tests.contracts.documents import NOW_MS

BOMB = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]>'
SPOILS = {
    "a control character": with_control_character,
    "an entity bomb": lambda body: body.replace(b"?>", b"?>" + BOMB, 1),
    "a wrong namespace": lambda body: body.replace(b"schemas.xmlsoap.org/soap/env", b"example/e"),
    "cut off": lambda body: body[:-40],
    "an unknown entity": lambda body: body.replace(b"</", b"&nobody;</", 1),
    "another encoding": lambda body: body.decode().encode("utf-16"),
    "too large": lambda body: body.replace(b"</", b"x" * 9_000_000 + b"</", 1),
}


@pytest.fixture
def case():
    with winedirect() as made:
        yield made


@pytest.mark.parametrize("garble", SPOILS.values(), ids=SPOILS)
def test_a_record_that_spoils_its_page_is_set_aside_alone(case, garble):
    """The page is asked for in parts until the one row is found; the rest of it arrives."""
    ids = [case.person(f"p{number}@x.example") for number in range(130)]
    case.office.garbled_over, case.office.garble = {ids[17]}, garble
    rows, cursor = pull(case.connect(per_minute="480"), Kind.CUSTOMER)
    assert {row.remote_id for row in rows if isinstance(row, CustomerRecord)} == {
        *ids[:17],
        *ids[18:],
    }
    (aside,) = parked(rows)
    assert aside.origin == "winedirect:customer"
    assert "WineDirect" in aside.faults[0].message
    assert PASSWORD not in aside.raw
    assert PullCursor.parse(cursor).since_ms is not None


def test_the_same_spoilt_record_is_kept_once(case, monkeypatch):
    """Its text is the same at every pull, whatever else the list holds by then."""
    monkeypatch.setattr(Style, "turn", lambda *_: 0)
    case.office.style.by_reference = False
    case.office.garbled_over = {case.person("bad@x.example")}
    (first,) = parked(pull(case.connect(), Kind.CUSTOMER)[0])
    case.person("new@x.example")
    (again,) = parked(pull(case.connect(), Kind.CUSTOMER)[0])
    assert first.raw == again.raw
    assert "bad@x.example" in first.raw


def test_a_password_in_a_spoilt_answer_is_not_kept(case):
    """ColdFusion shows what it was sent when it fails; XML writes some letters otherwise."""
    password = "a<b>&c-7712"
    echo = fault(f"Bad request: <Password>{escape(password)}</Password>")[:-9]

    def script(connection, request):
        is_check = b"SearchContactTypes " in request
        connection.sendall(answer(200, empty_types() if is_check else echo))

    with RawServer(script) as server:
        backend = case.connect(base_url=server.url, password=password)
        with pytest.raises(failures.NoProof) as trouble:
            pull(backend, Kind.CLUB)
    assert "c-7712" not in trouble.value.message + trouble.value.raw
    assert "•••" in trouble.value.raw


def fault(text):
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    return f'<e:Envelope xmlns:e="{soap}"><e:Body><x>{text}</x></e:Body></e:Envelope>'.encode()


def empty_types():
    told = "<SearchContactTypesReturn><IsSuccessful>true</IsSuccessful></SearchContactTypesReturn>"
    body = f"<SearchContactTypesResponse>{told}</SearchContactTypesResponse>"
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    return f'<e:Envelope xmlns:e="{soap}"><e:Body>{body}</e:Body></e:Envelope>'.encode()


def test_the_only_record_of_a_list_may_be_the_bad_one(case):
    """Nothing is left, and that is told."""
    club = case.office.found_club("Estate")
    case.office.garbled_over = {case.office.enrol(case.person(), club)}
    rows, cursor = pull(case.connect(), Kind.MEMBERSHIP)
    assert [type(row) for row in rows] == [type(parked(rows)[0])]
    assert PullCursor.parse(cursor).since_ms is not None


def test_an_order_whose_details_cannot_be_read_is_set_aside_alone(case):
    """Its row can be read, its details cannot; a second try comes first."""
    ids = [case.order(str(number)) for number in range(3)]
    lines = case.office.orders[ids[1]].lines
    assert lines
    case.office.garbled_over = {"Merlot Two"}
    case.office.put(_with_title(case.office.orders[ids[1]], "Merlot Two"))
    rows, cursor = pull(case.connect(), Kind.ORDER)
    assert [row.remote_id for row in rows if isinstance(row, RemoteOrder)] == [ids[0], ids[2]]
    (aside,) = parked(rows)
    assert ids[1] in aside.raw
    assert "cannot read" in aside.faults[0].message
    assert PullCursor.parse(cursor).since_ms is not None


def _with_title(order, title):
    return order.at(order.changed, lines=tuple(_titled(one, title) for one in order.lines))


def _titled(line, title):
    return type(line)(line.sku, title, line.quantity, line.cents)


def test_a_pickup_whose_details_cannot_be_read_waits_without_its_lines(case):
    """And the list is whole all the same."""
    ids = [case.order(str(number), is_pickup=True) for number in range(3)]
    case.office.garbled_over = {"Merlot Two"}
    case.office.put(_with_title(case.office.orders[ids[1]], "Merlot Two"))
    pages = list(case.connect().changes(Kind.PICKUP, cursor=""))
    told = {row.remote_id: row for page in pages for row in page.records}
    assert set(told) == set(ids)
    assert (told[ids[1]].lines, pages[-1].is_last) == ((), True)


def test_a_list_of_pickups_with_an_unreadable_row_is_not_all_of_it(case):
    """It may be any order: nobody is taken off the list because of it."""
    ids = [case.order(str(number), is_pickup=True) for number in range(3)]
    case.office.garbled_over = {ids[1]}
    pages = list(case.connect().changes(Kind.PICKUP, cursor=""))
    rows = [row for page in pages for row in page.records]
    assert {row.remote_id for row in rows if isinstance(row, RemoteOrder)} == {ids[0], ids[2]}
    assert len(parked(rows)) == 1
    assert not pages[-1].is_last


def test_a_pickup_that_cannot_be_read_is_set_aside_under_its_id(case):
    """It keeps nobody else on the list: what else waits is told, and that this is all."""
    ids = [case.order(str(number), is_pickup=True) for number in range(3)]
    spoilt = case.office.orders[ids[1]]
    case.office.put(replace(spoilt, placed_ms=NOW_MS + 400 * DAY_MS))
    pages = list(case.connect().changes(Kind.PICKUP, cursor=""))
    rows = [row for page in pages for row in page.records]
    assert {row.remote_id for row in rows if isinstance(row, RemoteOrder)} == {ids[0], ids[2]}
    assert [row.remote_id for row in parked(rows)] == [ids[1]]
    assert pages[-1].is_last


def test_a_server_that_spoils_everything_is_in_trouble(case):
    """No record is blamed for it, and it is not asked a hundred times."""
    case.person()
    case.office.garbled_over = {"Response"}
    with pytest.raises(failures.NoProof, match="cannot read"):
        pull(case.connect(), Kind.CUSTOMER)
    assert sum(case.office.asked.values()) < 6


def test_a_list_that_spoils_altogether_blames_no_record(case):
    """The others are read; this one is told as trouble after a few questions."""
    for number in range(40):
        case.person(f"p{number}@x.example")
    case.office.garbled_over = {"SearchContactsResponse"}
    with pytest.raises(failures.NoProof, match="cannot read"):
        pull(case.connect(), Kind.CUSTOMER)
    assert case.office.asked["SearchContacts"] < 20
    assert pull(case.connect(), Kind.ORDER)[0] == []


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("is_garbled", [True, False])
def test_an_address_that_cannot_be_read_sets_its_contact_aside_alone(case, is_first, is_garbled):
    """Left out it would seem to have been deleted over there, and be deleted here."""
    backend, cursor = case.connect(per_minute="480"), ""
    if not is_first:
        cursor = pull(backend, Kind.CUSTOMER)[1]
        case.world.clock.advance_ms(20 * MINUTE_MS)
    ann, bob, cy = (case.person(f"{name}@x.example") for name in ("ann", "bob", "cy"))
    good = case.office.add_address(ann, Address="1 Vine St", City="Napa")
    bad = case.office.add_address(bob, Address="2 Hill Rd", City="Napa")
    if is_garbled:
        case.office.garbled_over = {"2 Hill Rd"}
    else:
        case.office.addresses[bad] = replace(case.office.addresses[bad], is_primary="perhaps")
    rows, cursor = pull(backend, Kind.CUSTOMER, cursor)
    people = {row.remote_id: row for row in rows if isinstance(row, CustomerRecord)}
    assert set(people) == {ann, cy}
    assert [one.address_id for one in people[ann].record.details.shipping] == [good]
    assert any(bob in row.raw for row in parked(rows))
    assert PullCursor.parse(cursor).since_ms is not None


def test_a_look_up_does_not_go_by_half_a_list(case):
    """Somebody who cannot be read may be the one who is looked for: nothing is made anew."""
    bad = case.person("ann@lee.example")
    case.office.garbled_over = {bad}
    with pytest.raises(failures.NoProof):
        case.connect().writes[Operation.PUT_CUSTOMER].put(ANN, "k")
    assert len(case.office.contacts) == 1


def test_the_same_page_again_is_never_the_next_one(case):
    """A server that forgets the page number: told as trouble each time, never as the end."""
    club = case.office.found_club("Estate")
    for number in range(150):
        case.office.enrol(case.person(f"p{number}@x.example"), club)
    case.office.repeats_pages = True
    backend, cursors = case.connect(), [""]
    for _ in range(3):
        pages = backend.changes(Kind.MEMBERSHIP, cursor=cursors[-1])
        with pytest.raises(failures.NoProof, match="same page"):
            cursors.extend(page.cursor for page in pages)
        assert PullCursor.parse(cursors[-1]).since_ms is None
    case.office.repeats_pages = False
    rows, _ = pull(case.connect(), Kind.MEMBERSHIP, cursors[-1])
    assert len({row.membership_id for row in rows if isinstance(row, Membership)}) == 150


def test_a_list_of_pickups_that_repeats_a_page_is_not_all_of_it(case):
    """Else what is on the page that never came would seem to have been collected."""
    for number in range(150):
        case.order(str(number), is_pickup=True)
    case.office.repeats_pages = True
    with pytest.raises(failures.NoProof, match="page twice"):
        list(case.connect().changes(Kind.PICKUP, cursor=""))


def test_a_list_that_moves_while_it_is_read_is_read_again(case, monkeypatch):
    """One is handed over between two pages, so that another moves to the page that was read."""
    ids = [case.order(str(number), is_pickup=True) for number in range(120)]
    reads = []
    place = type(case.office).count_read

    def between(office, now_ms):
        reads.append(now_ms)
        if len(reads) == 2:
            office.hand_over(ids[3])
        return place(office, now_ms)

    monkeypatch.setattr(type(case.office), "count_read", between)
    pages = list(case.connect(per_minute="480").changes(Kind.PICKUP, cursor=""))
    told = {row.remote_id for page in pages for row in page.records}
    assert told == set(ids) - {ids[3]}


@pytest.mark.parametrize("ahead_ms", [400 * DAY_MS, -400 * DAY_MS])
def test_a_server_whose_clock_is_a_year_off_loses_no_change(case, ahead_ms):
    """Where to resume never lies in the future by our clock: else nothing would come for a year."""
    case.world.clock.skew_ms(ahead_ms)
    backend = case.connect()
    cursor = pull(backend, Kind.CUSTOMER)[1]
    case.world.clock.skew_ms(0)
    case.world.clock.advance_ms(20 * MINUTE_MS)
    new = case.person("new@x.example")
    assert [row.remote_id for row in pull(backend, Kind.CUSTOMER, cursor)[0]] == [new]


def test_a_resume_point_in_the_future_begins_anew(case):
    """Ours was wrong when it was written; what changed meanwhile is read again."""
    person = case.person()
    cursor = PullCursor(since_ms=NOW_MS + 300 * DAY_MS).text
    rows, cursor = pull(case.connect(), Kind.CUSTOMER, cursor)
    assert [row.remote_id for row in rows] == [person]
    assert PullCursor.parse(cursor).since_ms <= NOW_MS


def test_one_text_among_the_members_of_an_array_is_one_bad_member():
    """It does not make one record of all the others."""
    member = "<item><OrderID>{}</OrderID></item>"
    rows = "<Orders>" + member.format(1) + "<item>junk</item>" + member.format(2) + "</Orders>"
    found = parse(f"<a>{rows}</a>".encode()).rows("Orders")
    assert [row.value("OrderID") for row in found] == ["1", None, "2"]
