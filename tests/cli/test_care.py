"""Looking after a terminal: doctor, backup and restore, staff, and the self-test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from posapp.adapters.keyring_secrets import KeyringSecrets
from posapp.adapters.pins import verify_pin
from posapp.domain.payment import Tender, Tendered
from tests.cli.conftest import Run
from tests.cli.export_files import write
from tests.support.clock import CountingIds, ManualClock
from tests.support.till import PROGRAM, Till, wire_row

DAY = "2026-10-10"
Sell = Callable[[], str]


@pytest.fixture
def sell(store: Path, clock: ManualClock) -> Sell:
    """Sells and settles a cheese board at the till; returns the payment's id."""
    ids = CountingIds(clock)

    def once() -> str:
        with Till(store, clock=clock, ids=ids) as till:
            if till.reads.staff():
                till.sign_in()
            else:
                till.open_shop()
            _, order_id = till.seat()
            till.sell(order_id, "CHEESE")
            payment_id = till.act.new_id()
            cash = Tendered(Tender.CASH, 18_00)
            till.act.record_payment(order_id, payment_id=payment_id, tendered=cash)
        clock.advance(60_000)
        return payment_id

    return once


def payments(store: Path, clock: ManualClock) -> dict[str, int]:
    """Every payment of the day by id."""
    with Till(store, clock=clock) as till:
        sales = till.reads.sales(date.fromisoformat(DAY))
        return dict(payment for sale in sales for payment in sale.payments)


def test_doctor_on_a_new_terminal(posapp: Run) -> None:
    """It is well, says where everything is, and warns of what is still missing."""
    shown = posapp("doctor", "--json")
    assert (shown.status, shown.err) == (0, "")
    assert shown.value["ok"] is True
    checks = {check["name"]: check for check in shown.value["checks"]}
    assert {"machine", "folder", "schema", "backup", "outbox", "secrets", "time zone"} <= set(
        checks
    )
    assert {check["state"] for check in checks.values()} == {"ok", "warn"}
    assert checks["connections"]["message"] == "Nothing is connected yet."
    assert "no vault" in checks["secrets"]["message"]
    lines = posapp("doctor").out.splitlines()
    assert len(lines) == len(checks)
    assert all(line.split()[0] in {"ok", "warn"} for line in lines)


def test_doctor_counts_what_cannot_be_read(posapp: Run, tmp_path: Path) -> None:
    """Rows in quarantine are a warning, no failure."""
    posapp("import", "tock", write(tmp_path / "f.json", ["{}", wire_row(1)]))
    checks = posapp("doctor", "--json").value["checks"]
    [quarantine] = [check for check in checks if check["name"] == "quarantine"]
    assert (quarantine["state"], quarantine["message"]) == ("warn", "1 rows could not be read")


def test_a_backup_is_verified_and_may_be_kept_twice(posapp: Run, tmp_path: Path) -> None:
    """In the terminal's folder and in another one, byte for byte the same."""
    shown = posapp("backup", "--to", tmp_path / "stick", "--json")
    assert (shown.status, shown.err) == (0, "")
    first, second = Path(shown.value["file"]), Path(shown.value["second"])
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_size == shown.value["bytes"] > 0
    assert second.parent == tmp_path / "stick"
    assert posapp("backup").out.endswith(", verified.\n")
    checks = posapp("doctor", "--json").value["checks"]
    assert {"name": "backup", "state": "ok"}.items() <= checks[7].items()


def test_a_place_that_takes_no_backup_is_named(posapp: Run, tmp_path: Path) -> None:
    """The first copy is made all the same."""
    (tmp_path / "file").touch()
    assert "file" in posapp("backup", "--to", tmp_path / "file").refusal


def test_restore_brings_back_the_payments_taken_since(
    posapp: Run, store: Path, clock: ManualClock, sell: Sell
) -> None:
    """A backup from before a sale is put back; the sale's payment comes from the journal."""
    before = sell()
    posapp("backup")
    since = [sell(), sell()]
    shown = posapp("restore", "--json")
    assert (shown.status, shown.err) == (0, "")
    assert shown.value["replayed_payments"] == 2
    assert shown.value["replayed_cents"] == 36_00
    assert Path(shown.value["replaced"]).exists()
    assert payments(store, clock) == dict.fromkeys([before, *since], 18_00)
    assert posapp("doctor", "--json").status == 0


def test_restore_after_the_file_was_destroyed(
    posapp: Run, store: Path, clock: ManualClock, sell: Sell
) -> None:
    """The damaged file is kept aside byte for byte; every payment is there again."""
    paid = [sell()]
    posapp("backup")
    paid.append(sell())
    damaged = b"\0" * 8_192
    (store / "store.db").write_bytes(damaged)
    assert posapp("today").status == 1
    shown = posapp("restore")
    assert "1 later payments came back from the journal" in shown.out
    assert payments(store, clock) == dict.fromkeys(paid, 18_00)
    kept = [path for path in store.iterdir() if path.name.startswith("store.db.")]
    assert damaged in [path.read_bytes() for path in kept]


def test_restore_of_a_chosen_backup(posapp: Run, tmp_path: Path) -> None:
    """A file by name, such as one from a stick, whatever newer ones there are."""
    posapp("backup", "--to", tmp_path / "stick")
    posapp("import", "tock", write(tmp_path / "f.json", [wire_row(1)]))
    posapp("backup")
    [chosen] = (tmp_path / "stick").iterdir()
    assert posapp("restore", chosen, "--json").value["file"] == str(chosen)
    assert posapp("today", "--date", DAY, "--json").value == []
    assert posapp("restore", "--json").value["file"] != str(chosen)
    assert len(posapp("today", "--date", DAY, "--json").value) == 1


@pytest.mark.parametrize("content", [None, b"", b"not a backup", b"SQLite format 3\0" + bytes(84)])
def test_what_is_no_backup_is_refused(
    posapp: Run, store: Path, tmp_path: Path, content: bytes | None
) -> None:
    """The store in use is not touched."""
    posapp("import", "tock", write(tmp_path / "f.json", [wire_row(1)]))
    before = (store / "store.db").read_bytes()
    if content is not None:
        (tmp_path / "b.db").write_bytes(content)
    assert "b.db" in posapp("restore", tmp_path / "b.db").refusal
    assert (store / "store.db").read_bytes() == before


def test_restore_waits_until_the_window_is_closed(
    posapp: Run, program: Run, store: Path, clock: ManualClock
) -> None:
    """A window would go on selling into the file put aside, so the store must not be open."""
    posapp("backup")
    with Till(store, clock=clock) as till:
        till.open_shop()
        refusal = program("restore", "--store", store).refusal
        assert "in use by another program" in refusal
    assert posapp("restore").status == 0


def test_without_a_backup_a_sound_store_stays(posapp: Run, store: Path, sell: Sell) -> None:
    """The journal holds payments only; what else the store holds must not be lost to a wish."""
    assert "There is no terminal in" in posapp("restore").refusal
    assert not store.exists()
    sell()
    before = (store / "store.db").read_bytes()
    assert "There is no backup" in posapp("restore").refusal
    assert (store / "store.db").read_bytes() == before


def test_without_a_backup_a_broken_store_is_built_from_the_journal(
    posapp: Run, store: Path, clock: ManualClock, sell: Sell
) -> None:
    """Every payment is there again, with its cents."""
    paid = [sell(), sell()]
    (store / "store.db").write_bytes(b"gone" * 1_024)
    assert "no backup was left" in posapp("restore").out
    assert payments(store, clock) == dict.fromkeys(paid, 18_00)


def test_a_person_is_entered_with_a_pin(
    posapp: Run, store: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed twice, unseen; only its hash is kept, and it opens the till."""
    answers = iter(["4711", "4711"])
    monkeypatch.setattr("posapp.set_up.getpass", lambda _question: next(answers))
    monkeypatch.setattr("sys.stdin", _Terminal())
    assert posapp("staff", " Chloé ", "--role", "manager").out == "Chloé may sign in now.\n"
    with Till(store, clock=clock) as till:
        [person] = till.reads.staff()
        assert (person.name, person.role.value) == ("Chloé", "manager")
        with till.store.write("look", actor=PROGRAM) as uow:
            kept = uow.staff.get(person.staff_id).pin_hash
    assert "4711" not in kept
    assert verify_pin(kept, "4711")


class _Terminal(StringIO):
    """A stdin with a person behind it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("Ana", "4711\n4712\n", "The two PINs differ; nobody was entered."),
        ("Ana", "471\n471\n", "A PIN is four to six digits."),
        ("Ana", "4x11\n4x11\n", "A PIN is four to six digits."),
        ("Ana", "", "A PIN is four to six digits."),
        (" ", "4711\n4711\n", "Enter a name."),
    ],
)
def test_a_person_is_refused_in_one_line(
    posapp: Run, monkeypatch: pytest.MonkeyPatch, name: str, typed: str, said: str
) -> None:
    """Two different PINs, a PIN that is none, nothing typed at all, no name."""
    monkeypatch.setattr("sys.stdin", StringIO(typed))
    shown = posapp("staff", name)
    assert shown.refusal == f"posapp: {said}"
    assert "4711" not in shown.out + shown.err


def test_a_pin_may_be_piped_in(program: Run, store: Path) -> None:
    """Set-up by a script: two lines, and no prompt nobody sees."""
    shown = program("staff", "Ana", "--store", store, said="4711\n4711\n")
    assert (shown.status, shown.out, shown.err) == (0, "Ana may sign in now.\n", "")


def test_the_selftest_proves_this_machine(program: Run, store: Path) -> None:
    """A sale on the disk it is told, the vault or a plain refusal, time zones, a painted window.

    What the environment says of the real terminal has no say in it.
    """
    elsewhere = {"POSAPP_VENUE__CURRENCY": "EUR", "POSAPP_ORDERS__BACKEND": "none"}
    shown = program("selftest", "--json", "--store", store, **elsewhere)
    assert (shown.status, shown.err) == (0, "")
    checks = {check["name"]: check["message"] for check in shown.value["checks"]}
    assert list(checks) == ["store", "secrets", "time zones", "window"]
    assert "no vault on this machine" in checks["secrets"]
    assert checks["window"].endswith("text in Inter")
    assert list(store.iterdir()) == []


class _LockedVault:
    """A vault whose owner has not unlocked it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked

    def delete_password(self, service: str, username: str) -> None:
        raise KeyringLocked


def test_a_locked_vault_does_not_fail_the_selftest(
    anywhere: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its refusal is told as a warning: it is the machine's state, not the program's fault."""
    locked = KeyringSecrets(_LockedVault(), where="Secret Service")
    monkeypatch.setattr("posapp.surroundings.open_secrets", lambda: locked)
    monkeypatch.setattr("posapp.selftest._paint", lambda: "painted")
    shown = anywhere("selftest", "--json")
    assert (shown.status, shown.err) == (0, "")
    assert [check["state"] for check in shown.value["checks"]] == ["ok", "warn", "ok", "ok"]
    assert "Unlock it" in shown.value["checks"][1]["message"]
