"""Who is let in: one token for each terminal, shown once, taken back at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from posapp.domain.errors import DomainError
from posapp.relay.tokens import add_token, list_tokens, new_token, revoke_token
from tests.relay.conftest import Start
from tests.relay.rig import EVENTS, NO_TLS, NOW_MS, Place, Running, booking
from tests.relay.test_feed import _asking, _until


def test_a_token_is_long_and_never_the_same() -> None:
    """256 random bits, and a beginning by which people know it."""
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {token[:6] for token in tokens} == {"relay_"}
    assert min(map(len, tokens)) >= 6 + 43


def test_a_token_is_nowhere_in_the_store(single: Place) -> None:
    """Whoever reads the files cannot come in with what they find."""
    database = single.open()
    secret = new_token()
    add_token(database, "till-1", secret=secret, now_ms=NOW_MS)
    database.close()
    assert single.folder is not None
    stored = b"".join(path.read_bytes() for path in single.folder.iterdir())
    assert b"till-1" in stored
    assert secret[6:].encode() not in stored


def test_the_store_is_the_users_own(single: Place) -> None:
    """Guests' names lie in it: nobody else on the machine may read it."""
    single.open().close()
    assert single.folder is not None
    modes = {path.name: path.stat().st_mode & 0o777 for path in single.folder.iterdir()}
    assert modes["relay.db"] == 0o600
    assert single.folder.stat().st_mode & 0o777 == 0o700


def test_names_are_taken_once(place: Place) -> None:
    """So that a revocation hits the terminal it means; a revoked name is free again."""
    database = place.open()
    add_token(database, "till-1", secret=new_token(), now_ms=1)
    with pytest.raises(DomainError, match="revoke it first"):
        add_token(database, " till-1 ", secret=new_token(), now_ms=2)
    revoke_token(database, "till-1", now_ms=3)
    add_token(database, "till-1", secret=new_token(), now_ms=4)
    rows = list_tokens(database)
    assert [(row["name"], row["made_ms"], row["revoked_ms"]) for row in rows] == [
        ("till-1", 1, 3),
        ("till-1", 4, None),
    ]
    with pytest.raises(DomainError, match="No terminal named till-2"):
        revoke_token(database, "till-2", now_ms=5)
    for name in ("", "  ", "x" * 65, "a\nb"):
        with pytest.raises(DomainError, match="name of 1 to 64"):
            add_token(database, name, secret=new_token(), now_ms=6)
    database.close()


def test_a_revoked_token_is_refused_in_the_middle_of_a_wait(relay: Running, place: Place) -> None:
    """Also when somebody else's process revokes it, and the other terminals wait on."""
    one, other = relay.token("till-1"), relay.token("till-2")
    elsewhere = place.open()
    with ThreadPoolExecutor(2) as pool:
        began = time.monotonic()
        refused = pool.submit(relay.get, one, wait=25)
        waiting = pool.submit(relay.get, other, wait=25)
        _until(lambda: _asking(relay) >= 2)
        revoke_token(elsewhere, "till-1", now_ms=NOW_MS)
        assert refused.result().status_code == 401
        assert time.monotonic() - began < 15
        relay.post(booking(1))
        assert waiting.result().json()["items"]
    elsewhere.close()
    assert relay.get(one).status_code == 401


def test_a_revoked_token_sees_no_further_event(relay: Running, place: Place) -> None:
    """Its stream ends; what comes afterwards is not in it."""
    token = relay.token()
    relay.post(booking(1))
    lines: list[str] = []
    has_first = threading.Event()

    def read() -> None:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.stream(
            "GET", relay.url + EVENTS, headers=headers, timeout=20, verify=NO_TLS
        ) as answer:
            for line in answer.iter_lines():
                lines.append(line)
                if line.startswith("data"):
                    has_first.set()

    reader = threading.Thread(target=read)
    reader.start()
    assert has_first.wait(10)
    elsewhere = place.open()
    revoke_token(elsewhere, "till-1", now_ms=NOW_MS)
    elsewhere.close()
    relay.post(booking(2))
    reader.join(15)
    assert not reader.is_alive()
    assert sum(line.startswith("data") for line in lines) == 1


def test_nothing_that_passes_is_logged(
    start: Start, single: Place, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """No body, header or token in any log at any level, neither when all is well nor when not."""
    caplog.set_level("DEBUG")
    relay = start(single, busy_ms=50)
    token = relay.token()
    guest = booking(1, note="Ana Petrova ana@example.com")
    relay.post(guest)
    relay.post(b"Ana Petrova, not JSON")
    relay.post(guest, secret="a-wrong-value-of-the-header")
    relay.get(token)
    relay.get("a-token-that-is-unknown")
    elsewhere = single.open()
    with elsewhere.writing.begin():
        assert relay.post(booking(2, note="Ana Petrova")).status_code == 503
    elsewhere.close()
    assert "could not be kept" in caplog.text
    for secret in (
        "Petrova",
        "ana@example.com",
        "correct-horse",
        "a-wrong-value",
        "unknown",
        token,
    ):
        assert secret not in caplog.text
