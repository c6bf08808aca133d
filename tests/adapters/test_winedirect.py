"""WineDirect's transport: what each answer proves, what is never sent, how often it is asked."""

import logging
import re

import pytest

from posapp.adapters.backoffice import discover
from posapp.adapters.backoffice.winedirect.service import SEARCH_TYPES, UPSERT_MEMBERSHIP
from posapp.adapters.http import Ask, DoorPolicy, HttpDoor
from posapp.domain.errors import DomainError
from posapp.domain.outbox import Operation, Proof
from posapp.ports import failures
from posapp.ports.backoffice import Cap, Connection, Kind
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.winedirect.office import PASSWORD, USERNAME
from tests.adapters.conftest import FixedClock
from tests.adapters.raw_server import RawServer, always, answer
from tests.adapters.winedirect_case import ANN, MINUTE_MS, pull, winedirect
from tests.contracts.documents import NOW_MS, sale

OK = {"username": USERNAME, "password": PASSWORD}
SPEC = discover()["winedirect"]
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


@pytest.fixture
def case():
    with winedirect() as made:
        yield made


def policy_of(**values):
    """The door a connection asks for."""
    asked = []

    def open_door(policy: DoorPolicy) -> HttpDoor:
        asked.append(policy)
        return HttpDoor(policy, clock=FixedClock())

    SPEC.make(Connection({**OK, **values}), open_door)
    return asked[0]


def fault(text: str, code: str = "Server") -> bytes:
    return (
        f'<e:Envelope xmlns:e="{SOAP}"><e:Body><e:Fault><faultcode>e:{code}</faultcode>'
        f"<faultstring>{text}</faultstring></e:Fault></e:Body></e:Envelope>"
    ).encode()


def returned(body: str) -> bytes:
    return (
        f'<e:Envelope xmlns:e="{SOAP}"><e:Body><SearchContactTypesResponse>'
        f"<SearchContactTypesReturn>{body}</SearchContactTypesReturn>"
        "</SearchContactTypesResponse></e:Body></e:Envelope>"
    ).encode()


def check(case, reply: bytes):
    """The failure of a check that is answered so."""
    with RawServer(always(reply)) as server:
        backend = case.connect(base_url=server.url)
        with pytest.raises(failures.Failure) as trouble:
            backend.check()
        assert PASSWORD not in trouble.value.message + trouble.value.detail
        return trouble.value


@pytest.mark.parametrize(
    ("region", "host"),
    [("us", "webservices.vin65.com"), ("au", "webservices.aus.vin65.com")],
)
def test_it_speaks_to_the_regions_host_over_https_only(region, host):
    """Nothing else is let through the door, and http only to this machine."""
    policy = policy_of(region=region)
    assert policy.hosts == {host}
    assert not policy.allow_loopback_http
    assert policy_of(base_url="http://127.0.0.1:1/winedirect").allow_loopback_http


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": " "}, "username"),
        ({"password": ""}, "password"),
        ({"region": "moon"}, "region"),
        ({"marks_pickups": "maybe"}, "marks_pickups"),
        ({"per_minute": "481"}, "per_minute"),
        ({"per_minute": "0"}, "per_minute"),
        ({"history_days": "soon"}, "history_days"),
        ({"base_url": "http://webservices.vin65.com"}, "base_url"),
        ({"base_url": "https://vin65.example"}, "base_url"),
        ({"base_url": "http://[::1"}, "base_url"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(values, field):
    """At its field, before anything is asked."""
    with pytest.raises(DomainError) as trouble:
        policy_of(**values)
    assert trouble.value.field == field


def test_what_it_cannot_do_is_not_claimed_and_explained(case):
    """No public call marks a pickup: the call that might is behind a setting that is off."""
    plain, daring = case.connect(), case.connect(marks_pickups="yes")
    assert Operation.MARK_PICKUP not in plain.writes
    never = {Cap.UNDO_PICKUP, Cap.PICKUP_LOCATIONS}
    assert plain.caps == set(Cap) - never - {Cap.MARK_PICKUP}
    assert daring.caps == set(Cap) - never
    assert "admin panel" in SPEC.why_not[Cap.MARK_PICKUP]


def test_the_check_is_one_cheap_question(case):
    """One contact type of one page."""
    case.connect().check()
    assert case.office.asked == {"SearchContactTypes": 1}
    assert b"<MaxRows>1</MaxRows>" in case.office.envelopes[0][1]


def test_version_three_carries_security_and_version_two_names_the_user_flatly(case):
    """As their descriptions have it; an envelope never names a contact's own user or password."""
    service = case.connect()._service
    service.ask(SEARCH_TYPES)
    service.ask(UPSERT_MEMBERSHIP, [("clubMemberships", [("clubMembership", [("ClubName", "")])])])
    third, second = (body for _, body in case.office.envelopes)
    assert re.search(rb"<Request><Security><Username>[^<]+</Username><Password>", third)
    assert re.search(rb"UpsertClubMembership [^>]+><username>[^<]+</username><password>", second)
    assert b'xmlns:m="http://V300"' in third


def test_a_redirect_is_a_wrong_address_and_never_followed(case):
    """A POST that is followed becomes a GET; nothing was applied."""
    case.office.redirects = True
    with pytest.raises(failures.SignInPage, match=r"HTTP 302.*https") as trouble:
        case.connect().check()
    assert trouble.value.proof is Proof.NOT_APPLIED
    assert not case.office.asked


def test_a_wrong_password_locks_the_connection_and_is_not_told(case, caplog):
    """In reads and writes of both versions; no log and no sentence holds it."""
    caplog.set_level(logging.DEBUG)
    wrong = "Wr0ng-password-77"
    backend = case.connect(password=wrong)
    tries = (
        backend.check,
        lambda: pull(backend, Kind.CUSTOMER),
        lambda: backend.writes[Operation.PUT_CUSTOMER].put(ANN, "k"),
        lambda: backend._service.ask(UPSERT_MEMBERSHIP, [("clubMemberships", [("x", [])])]),
    )
    for attempt in tries:
        with pytest.raises(failures.CredentialsRefused) as trouble:
            attempt()
        assert wrong not in f"{trouble.value.message} {trouble.value.detail}"
    case.connect().check()
    assert PASSWORD not in caplog.text
    assert wrong not in caplog.text


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(500, fault("CFCInvocationException: null")), failures.NoProof),
        (answer(200, fault("CFCInvocationException: null")), failures.NoProof),
        (answer(500, fault(f"Bad {PASSWORD} at line 1")), failures.NoProof),
        (answer(500, fault("No such operation", code="Client")), failures.Refused),
        (answer(500, fault("Invalid username or password")), failures.CredentialsRefused),
        (answer(500, b"<html>trouble</html>"), failures.NoProof),
        (answer(500, returned("<IsSuccessful>true</IsSuccessful>")), failures.NoProof),
        (answer(502, b""), failures.NoProof),
        (answer(401, b""), failures.CredentialsRefused),
        (answer(404, b"<html/>"), failures.Refused),
        (answer(200, b"<html>Welcome to our Wi-Fi</html>"), failures.NoProof),
        (answer(200, b""), failures.NoProof),
        (answer(200, b'{"items": []}'), failures.NoProof),
        (answer(200, b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), failures.NoProof),
        (answer(200, returned("")), failures.NoProof),
        (answer(200, returned("<IsSuccessful>perhaps</IsSuccessful>")), failures.NoProof),
        (
            answer(
                200,
                returned(
                    "<Errors><item><ErrorCode>InvalidMode</ErrorCode><ErrorMessage>No</ErrorMessage>"
                    "</item></Errors><IsSuccessful>false</IsSuccessful>"
                ),
            ),
            failures.Refused,
        ),
        (
            answer(200, returned("<IsSuccessful>true</IsSuccessful>")[:-30]),
            failures.NoProof,
        ),
        (
            answer(200, returned("<IsSuccessful>true</IsSuccessful>").replace(b"Types", b"Tips")),
            failures.NoProof,
        ),
    ],
)
def test_every_answer_proves_what_the_table_says(case, reply, kind):
    """Nothing that is not a yes is taken for one."""
    assert type(check(case, reply)).__mro__.index(kind) <= 1


def refused_with(said: str) -> bytes:
    return returned(
        f"<Errors><item><ErrorMessage>{said}</ErrorMessage></item></Errors>"
        "<IsSuccessful>false</IsSuccessful>"
    )


@pytest.mark.parametrize(
    "said",
    [
        "Invalid username or password.",
        "The password is incorrect",
        "Login failed",
        "Access denied",
        "This account is disabled.",
        "You are not authorized to call this service",
        "Authentication failed",
        "Your credentials have expired",
    ],
)
def test_a_sentence_about_who_asks_locks_the_connection(case, said):
    """In a fault and in an answer that says no."""
    for reply in (answer(200, refused_with(said)), answer(500, fault(said))):
        assert isinstance(check(case, reply), failures.CredentialsRefused)


@pytest.mark.parametrize(
    "said",
    [
        "PaymentType OnAccount was not accepted",
        "The account was not found",
        "No author notes allowed",
        "The wholesale account number is invalid",
        "Access to the pickup location is not set up",
    ],
)
def test_a_sentence_about_one_record_does_not(case, said):
    """Else one order that nobody takes would stop all the others."""
    trouble = check(case, answer(200, refused_with(said)))
    assert isinstance(trouble, failures.Refused)
    assert said in trouble.message


def test_a_window_that_is_used_up_is_not_asked_into(case):
    """Other tills share it: after a 429 nothing more is sent before it ends."""
    with RawServer(always(answer(429, b"", ("x-rate-limit-reset: soon",)))) as server:
        backend = case.connect(base_url=server.url)
        for _ in range(3):
            with pytest.raises(failures.TryLater):
                backend.check()
        assert len(server.requests) == 1
        case.world.clock.advance_ms(MINUTE_MS)
        with pytest.raises(failures.TryLater):
            backend.check()
        assert len(server.requests) == 2


def test_a_secret_is_no_part_of_what_a_report_may_print(case):
    """Neither a connection, nor what was chosen, nor what is sent shows it when it is printed."""
    service = case.connect()._service
    ask = Ask(method="POST", url="http://127.0.0.1", content=PASSWORD.encode(), headers=OK)
    printed = f"{service.choice!r} {Connection(OK)!r} {ask!r}"
    assert USERNAME in printed
    assert PASSWORD not in printed


def test_a_web_page_is_told_as_one(case):
    """A guest Wi-Fi in the way is the usual reason."""
    assert "Wi-Fi" in check(case, answer(200, b"<html>Welcome</html>")).message


def test_too_many_questions_wait_until_the_window_ends(case):
    """By the server's own clock, however wrong ours is."""
    case.office.per_minute = 3
    backend = case.connect()
    for _ in range(3):
        backend.check()
    with pytest.raises(failures.TryLater) as trouble:
        backend.check()  # the third answer said that nothing was left
    assert 0 < trouble.value.wait_ms <= MINUTE_MS
    assert case.office.asked["SearchContactTypes"] == 3
    other = case.connect()
    with pytest.raises(failures.TryLater) as trouble:
        other.check()
    assert 0 < trouble.value.wait_ms <= MINUTE_MS
    case.world.clock.advance_ms(MINUTE_MS)
    backend.check()


@pytest.mark.parametrize(
    ("headers", "wait_ms"),
    [
        (("x-rate-limit-reset: 1000000030", "Date: Sun, 09 Sep 2001 01:46:40 GMT"), 30_000),
        ((f"x-rate-limit-reset: {NOW_MS // 1000 + 10**9}",), 300_000),
        (("x-rate-limit-reset: soon",), 60_000),
        (("Retry-After: 7",), 7_000),
        (("x-rate-limit-reset: 1", "Retry-After: 7"), 7_000),
        ((), 60_000),
    ],
)
def test_a_wait_that_is_asked_for_is_bounded(case, headers, wait_ms):
    """A window is a minute: an absurd time stops no lane for longer than five."""
    trouble = check(case, answer(429, b"", headers))
    assert isinstance(trouble, failures.TryLater)
    assert trouble.wait_ms == wait_ms


def test_our_own_budget_is_kept_and_writes_have_the_last_of_it(case):
    """Pulls use up a part of the minute and end where they are; a sale still goes."""
    for number in range(30):
        case.order(str(900 + number))
    backend = case.connect(per_minute="20")
    rows, cursor = pull(backend, Kind.ORDER)
    assert 0 < len(rows) < 30
    assert sum(case.office.asked.values()) == 14
    backend.writes[Operation.PUT_ORDER].put(sale(), "k")
    while sum(case.office.asked.values()) < 20:
        backend.check()
    with pytest.raises(failures.TryLater):
        backend.check()
    assert sum(case.office.asked.values()) == 20
    seen = {row.remote_id for row in rows}
    for _ in range(3):
        case.world.clock.advance_ms(MINUTE_MS)
        rows, cursor = pull(backend, Kind.ORDER, cursor)
        seen |= {row.remote_id for row in rows if not row.our_number}
    assert len(seen) == 30


def test_no_connection_is_told_as_such(case):
    """Before a byte was sent."""
    case.server.pull_cable()
    with pytest.raises(failures.NotReached):
        case.connect().check()


@pytest.mark.parametrize("kind", [FaultKind.TRUNCATE, FaultKind.RESET_AFTER, FaultKind.BAD_GZIP])
def test_a_broken_exchange_is_a_doubt(case, kind):
    """The same table as everybody's."""
    case.server.faults.inject(Fault(kind))
    with pytest.raises(failures.NoProof):
        case.connect().check()
