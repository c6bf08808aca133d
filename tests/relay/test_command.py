"""`posapp relay …` as a person meets it: what it is told, what it says, what it never says."""

from __future__ import annotations

import json
import ssl
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from posapp.cli import main
from posapp.domain.errors import DomainError
from posapp.relay.settings import RelaySettings, read_settings, with_secret
from tests.relay.conftest import Start
from tests.relay.loopback_tls import CERTIFICATE, KEY
from tests.relay.rig import SECRET, Place, booking, program, serve

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of the machine that runs the tests."""
    import os

    for name in list(os.environ):
        if name.startswith("POSAPP_RELAY_"):
            monkeypatch.delenv(name)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs a command in this process: its exit code, what it printed and what it complained."""

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(["relay", *words])
        except SystemExit as end:
            status = int(end.code or 0)
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return run


def settings(folder: Path, text: str = "", *, given: object = None, **names: str) -> RelaySettings:
    """Settings from a file, variables and a command line."""
    folder.mkdir(exist_ok=True)
    (folder / "relay.toml").write_text(text, "utf-8")
    environment = {f"POSAPP_RELAY_{name.upper()}": value for name, value in names.items()}
    said = given if isinstance(given, dict) else {}
    return read_settings(folder, environment=environment, given=said)


def test_a_terminal_is_let_in_and_out(say: Say, place: Place) -> None:
    """Its token is the one line on stdout, once; lists show names and never the token."""
    where = place.arguments
    status, out, err = say("token", "add", "till-1", *where)
    assert (status, out.count("\n")) == (0, 1)
    assert out.startswith("relay_")
    assert "not shown again" in err
    status, listed, _ = say("token", "list", *where)
    assert "till-1  active  never seen" in listed
    assert out.strip() not in listed
    assert say("token", "revoke", "till-1", *where)[:2] == (0, "till-1 is let in no longer.\n")
    status, out, _ = say("token", "list", "--json", *where)
    [row] = json.loads(out)
    assert (row["name"], row["seen_ms"]) == ("till-1", None)
    assert row["revoked_ms"] >= row["made_ms"]
    status, out, err = say("token", "revoke", "till-1", *where)
    assert (status, out, err.count("\n")) == (1, "", 1)


def test_what_could_not_be_read_is_listed(
    start: Start, single: Place, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """When, what and how long; the body itself only when somebody asks for it."""
    relay = start(single)
    relay.post(b"Ana Petrova \xff")
    status, out, _ = say_bytes(capsysbinary, "unparsed", *single.arguments)
    assert status == 0
    assert b"reservation  not UTF-8  13 bytes" in out
    assert b"Petrova" not in out
    status, out, _ = say_bytes(capsysbinary, "unparsed", "--json", *single.arguments)
    [row] = json.loads(out)
    number = str(row["number"])
    status, out, _ = say_bytes(capsysbinary, "unparsed", "--body", number, *single.arguments)
    assert (status, out) == (0, b"Ana Petrova \xff")
    status, _, err = say_bytes(capsysbinary, "unparsed", "--body", "99", *single.arguments)
    assert (status, err) == (1, b"posapp: There is no number 99.\n")


def say_bytes(capture: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, bytes, bytes]:
    """As `say`, for output that is no text."""
    capture.readouterr()
    status = main(["relay", *words])
    sys.stdout.flush()
    shown = capture.readouterr()
    return status, shown.out, shown.err


def test_status_counts(say: Say, start: Start, place: Place) -> None:
    """The same figures as the health page, for whoever sits at the server."""
    relay = start(place)
    relay.post(booking(1))
    status, out, _ = say("status", "--json", *place.arguments)
    assert (status, json.loads(out)["held"]) == (0, 1)
    assert "held: 1\n" in say("status", *place.arguments)[1]


def test_later_places_win(tmp_path: Path) -> None:
    """relay.toml, then a variable, then the command line."""
    text = 'port = 1\nhost = "a"\nheader_name = "X-A"\nbusiness_ids = [31415, "2"]\n'
    read = settings(tmp_path, text, given={"port": 3, "host": None}, port="2", host="b")
    assert (read.port, read.host, read.header_name) == (3, "b", "X-A")
    assert read.business_ids == ("31415", "2")
    assert settings(tmp_path, "", business_ids="1, 2").business_ids == ("1", "2")
    assert read_settings(None, environment={"POSAPP_RELAY_STORE": "/x"}, given={}).folder


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("port = 70000", "port"),
        ('port = "x"', "port"),
        ("port = [1]", "port"),
        ('header_name = "X Y"', "header_name"),
        ('guest_path = "tock"', "guest_path"),
        ('guest_path = "/tock/reservation"', "guest_path"),
        ("max_body_bytes = 0", "max_body_bytes"),
        ("keep_days = 0", "keep_days"),
        ('business_ids = ["a"]', "business_ids"),
        ('certificate = "a.pem"', "both --certificate and --key"),
        ('header_value = "0123456789abcdef"', "Take header_value out"),
        ("colour = 1", "unknown here: colour"),
        ("port = ", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    """In one sentence, before anything is opened."""
    with pytest.raises(DomainError, match=complaint):
        settings(tmp_path, text)


def test_a_place_is_needed() -> None:
    """There is no usual one: a public host is no terminal."""
    with pytest.raises(DomainError, match="--store or --database"):
        read_settings(None, environment={}, given={})


def test_the_headers_value_comes_from_a_variable_or_a_file(tmp_path: Path) -> None:
    """And from nowhere else; several lines are several values, and none is ever shown."""
    (tmp_path / "value").write_text("the-older-value-of-it\nthe-newer-value-of-it\n", "utf-8")
    read = settings(tmp_path, 'header_value_file = "value"')
    found = with_secret(read, environment={})
    assert found.header_values == ("the-older-value-of-it", "the-newer-value-of-it")
    assert "value-of-it" not in repr(found)
    variable = {"POSAPP_RELAY_HEADER_VALUE": "from-the-variable-itself"}
    assert with_secret(read, environment=variable).header_values == ("from-the-variable-itself",)


@pytest.mark.parametrize(
    ("value", "complaint"),
    [("", "needs a secret header"), ("short", "at least 16"), ("ünfassbar-geheim-x", "plain")],
)
def test_a_bad_headers_value_is_refused(tmp_path: Path, value: str, complaint: str) -> None:
    """Without one everybody could post; the sentence does not repeat it."""
    with pytest.raises(DomainError, match=complaint) as trouble:
        with_secret(settings(tmp_path), environment={"POSAPP_RELAY_HEADER_VALUE": value})
    assert not value or value not in str(trouble.value)
    with pytest.raises(DomainError, match="cannot be read"):
        with_secret(settings(tmp_path, 'header_value_file = "gone"'), environment={})


def test_serve_without_its_secret_does_not_start(say: Say, single: Place) -> None:
    """One line that says what to set."""
    status, out, err = say("serve", *single.arguments)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "POSAPP_RELAY_HEADER_VALUE" in err


@pytest.mark.parametrize(
    "url", ["mysql://a:pass-word@b/c", "nonsense", "postgresql://u:pass-word@127.0.0.1:1/x"]
)
def test_a_database_that_cannot_be_used_is_said_without_its_password(say: Say, url: str) -> None:
    """One line, whatever the driver has to say."""
    status, out, err = say("status", "--database", url)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "pass-word" not in err


def test_a_damaged_file_is_said_to_be_one(say: Say, single: Place) -> None:
    """And is left as it is."""
    assert single.folder is not None
    single.folder.mkdir()
    (single.folder / "relay.db").write_bytes(b"no database at all" * 100)
    status, _, err = say("status", *single.arguments)
    assert (status, err.count("\n")) == (1, 1)
    assert "cannot be opened" in err


def test_an_address_in_use_is_said_to_be(
    say: Say, start: Start, single: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the address, so that it is clear which."""
    monkeypatch.setenv("POSAPP_RELAY_HEADER_VALUE", SECRET)
    port = start(single).url.rpartition(":")[2]
    status, _, err = say("serve", "--port", port, *single.arguments)
    assert status == 1
    assert err == f"posapp: Address already in use: 127.0.0.1:{port}\n"


def test_it_speaks_tls_itself(single: Place, tmp_path: Path) -> None:
    """With a certificate and its key, for who has no reverse proxy."""
    (tmp_path / "cert.pem").write_text(CERTIFICATE, "ascii")
    (tmp_path / "key.pem").write_text(KEY, "ascii")
    pair = ["--certificate", str(tmp_path / "cert.pem"), "--key", str(tmp_path / "key.pem")]
    with program([*serve(single), *pair]) as relay:
        assert relay.url.startswith("https://")
        trust = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        assert httpx.get(f"{relay.url}/relay/v1/health", verify=trust).json() == {"ok": True}


def test_help_says_how_to_put_it_on_the_internet(say: Say) -> None:
    """The first question of whoever runs it."""
    status, out, _ = say("serve", "--help")
    assert status == 0
    for word in ("reverse proxy", "--certificate", "POSAPP_RELAY_HEADER_VALUE", "relay.toml"):
        assert word in out
