"""The closed table: every answer and every exception ends in exactly one type."""

import gzip
import itertools

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posapp.adapters.http import classify_error
from posapp.adapters.outcomes import MAX_WAIT_MS, Answer, BodyKind, failure_of, retry_after_ms
from posapp.domain.outbox import Proof
from posapp.ports import failures

NOW_MS = 1_791_619_200_000  # Sat, 10 Oct 2026 08:00:00 GMT
BODIES = {
    "empty": b"",
    "json": b'{"id":"o-1"}',
    "error": b'{"error":{"code":"rejected","message":"no","field":"lines[0].sku"}}',
    "in_use": b'{"error":{"code":"in_use","message":"running"}}',
    "html": b"<!DOCTYPE html><p>Sign in",
    "bad_json": b'{"id":',
    "garbage": b"\xff\xfe\x00\x01",
    "bad_gzip": gzip.compress(b"{}")[:-4],
}


def _expected(status: int, body: str) -> type[failures.Failure] | None:
    if 200 <= status <= 299:
        return None
    if 300 <= status <= 399:
        return failures.SignInPage
    if status in {401, 403}:
        return failures.CredentialsRefused
    if status in {425, 429} or (status == 409 and body == "in_use"):
        return failures.TryLater
    if status in {400, 404, 409, 422}:
        return failures.Refused
    return failures.NoProof


@pytest.mark.parametrize("body", BODIES)
def test_every_status_with_every_body_has_one_end(body):
    """Statuses 100 to 599 and beyond end in the listed type; what nobody listed is NoProof."""
    for status in itertools.chain(range(100, 600), (0, 99, 600, 999)):
        failure = failure_of(Answer("Peer", status, {}, BODIES[body]), now_ms=NOW_MS)
        assert type(failure) is (_expected(status, body) or type(None)), status
        if failure is not None:
            assert "Peer" in failure.message or "network" in failure.message
            assert str(status) in failure.detail


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"ok":', b'{"ok":true}', b"\xff", b"[" * 99999])
def test_a_success_that_cannot_be_read_proves_nothing(body):
    """A 2xx with a web page, broken JSON or another schema leaves a doubt."""
    with pytest.raises(failures.NoProof):
        Answer("Peer", 200, {}, body).read(dict[str, int])


@pytest.mark.parametrize(
    "body",
    [
        b'{"n":1,"name":"\\ud83d cut in half"}',
        b'{"n":1,"name":"Zo\xeb"}',
        b'{"n":1,"name":"a\x0bb"}',
        b'{"n":1,"sum":NaN}',
        b'{"n":1,"sum":-1e999}',
        b'{"n":1,"sum":' + b"9" * 5_000 + b"}",
        b'\xef\xbb\xbf{"n":1}',
    ],
)
def test_what_cannot_be_read_of_a_value_spoils_no_other(body):
    """Half a character, another encoding, no number: the rest of a page is not lost by it."""
    read = Answer("Peer", 200, {}, body).read(dict[str, object])
    assert read["n"] == 1
    str(read).encode()


def test_a_web_page_is_named_as_such():
    """Staff read that a guest Wi-Fi may stand in the way."""
    answer = Answer("Peer", 200, {"content-type": "application/json"}, b"\xef\xbb\xbf <html>")
    assert answer.kind is BodyKind.HTML
    with pytest.raises(failures.NoProof, match="web page"):
        answer.read(dict[str, int])


def test_a_503_page_gets_the_sentence_of_its_system():
    """A 503 with a web page may mean a wrong key; a JSON one never does."""
    page = Answer("Tock", 503, {}, b"<html>")
    failure = failure_of(page, now_ms=NOW_MS, page_503="service or key problem")
    assert isinstance(failure, failures.NoProof)
    assert failure.message == "service or key problem"
    other = failure_of(Answer("Tock", 503, {}, b"{}"), now_ms=NOW_MS, page_503="key problem")
    assert other is not None
    assert "key" not in other.message


def _transport_errors() -> list[type[Exception]]:
    found, todo = [], [httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, httpx.CookieConflict]
    while todo:
        kind = todo.pop()
        found.append(kind)
        todo += kind.__subclasses__()
    return found


def _made(kind: type[Exception]) -> Exception:
    error = kind.__new__(kind)
    Exception.__init__(error, "secret=abc")
    return error


def test_every_exception_of_the_transport_has_one_end():
    """Only a failed connection proves that nothing was sent; time-outs may still be applied."""
    unsent = {httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout}
    kinds = _transport_errors()
    assert len(kinds) > 20
    for kind in kinds:
        failure = classify_error(_made(kind), peer="Peer")
        if kind in unsent:
            assert type(failure) is failures.NotReached
        elif issubclass(kind, httpx.TimeoutException):
            assert type(failure) is failures.NoAnswer
            assert failure.proof is Proof.MAYBE_LATE
        else:
            assert type(failure) is failures.NoProof
            assert "secret" not in failure.message + failure.detail


def test_an_untrusted_certificate_is_named():
    """Nothing was sent, and staff read that it is not the line."""
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")
    failure = classify_error(error, peer="Peer")
    assert type(failure) is failures.NotReached
    assert "certificate" in failure.message


@pytest.mark.parametrize(
    ("text", "wait_ms"),
    [
        ("7", 7_000),
        (" 0 ", 0),
        ("Sat, 10 Oct 2026 08:00:30 GMT", 30_000),
        ("Saturday, 10-Oct-26 08:00:30 GMT", 30_000),
        ("Sat Oct 10 08:00:30 2026", 30_000),
        ("Sat, 10 Oct 2026 07:00:00 GMT", 0),
        ("Sat, 10 Oct 2037 07:00:00 GMT", MAX_WAIT_MS),
        ("86400", MAX_WAIT_MS),
        ("9" * 5000, MAX_WAIT_MS),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("\u0667", None),
        ("Sat, 99 Foo 2026 99:99:99 GMT", None),
        ("Sat, 10 Oct 99999 07:00:00 GMT", None),
    ],
)
def test_retry_after_in_both_forms(text, wait_ms):
    """Seconds and dates are honoured within an hour; nonsense means the usual back-off."""
    assert retry_after_ms(text, now_ms=NOW_MS) == wait_ms


@given(st.text(max_size=80))
def test_no_retry_after_ever_raises(text):
    """Whatever the header holds, the wait is none or within its bounds."""
    wait_ms = retry_after_ms(text, now_ms=NOW_MS)
    assert wait_ms is None or 0 <= wait_ms <= MAX_WAIT_MS


def test_a_refusal_is_told_in_the_others_words_without_card_numbers():
    """The reason and the field reach staff; a card number in it does not."""
    body = b'{"error":{"code":"x","message":"bad 4111 1111 1111 1111.","field":"tenders[0]"}}'
    failure = failure_of(Answer("Peer", 422, {}, body), now_ms=NOW_MS)
    assert failure is not None
    assert failure.message == "Peer refused it: bad •••• 1111 (tenders[0])."
