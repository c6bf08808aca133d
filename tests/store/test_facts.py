"""Doctor's words about the store: one finding for each thing that can be wrong."""

from dataclasses import replace

import pytest

from posapp.store.driver import SQLITE_VERSION
from posapp.store.facts import StoreFacts, Verdict
from posapp.store.store import SqlStore
from tests.store.builders import ANA, incoming, payment, save_seated_order
from tests.store.conftest import Bench

_DAY_MS = 86_400_000


@pytest.fixture
def facts(bench: Bench, store: SqlStore) -> StoreFacts:
    """A sound store with one payment and a backup."""
    with store.write("fill", actor=ANA) as uow:
        uow.reservations.save([incoming(1), incoming(2)])
        save_seated_order(uow)
        uow.payments.add(payment())
    store.backup()
    return store.health_facts()


def _verdict(facts: StoreFacts, name: str) -> tuple[Verdict, str]:
    found = {finding.name: finding for finding in facts.findings()}
    return found[name].verdict, found[name].message


def test_a_sound_store_is_ok_in_everything(facts: StoreFacts) -> None:
    """Counts, sizes and modes are the store's own."""
    assert {finding.verdict for finding in facts.findings()} == {Verdict.OK}
    assert (facts.sqlite_version, facts.journal_mode, facts.synchronous) == (
        SQLITE_VERSION,
        "wal",
        "FULL",
    )
    assert (facts.rows["reservation"], facts.rows["payment"], facts.journal_lines) == (2, 1, 1)
    assert facts.payment_cents == 100_00
    assert facts.database_bytes + facts.wal_bytes > 100_000
    assert facts.free_bytes > 0
    assert facts.terminal_id == "T1"


@pytest.mark.parametrize(
    ("changes", "name", "verdict", "words"),
    [
        ({"durability_warning": "slow mode"}, "durability", Verdict.WARN, "slow mode"),
        ({"free_bytes": 1}, "space", Verdict.FAIL, "payments are off"),
        ({"is_chain_sound": False, "journal_notes": ("line 2",)}, "payments", "fail", "line 2"),
        ({"journal_lines": 0}, "payments", Verdict.FAIL, "1 payments, but 0 lines"),
        ({"journal_cents": 99_00}, "payments", Verdict.FAIL, "by 100 cents"),
        ({"journal_notes": ("was short",)}, "payments", Verdict.WARN, "was short"),
        ({"replayed_payments": 3}, "payments", Verdict.WARN, "3 were brought back"),
        ({"last_backup_ms": None}, "backup", Verdict.WARN, "No backup"),
    ],
)
def test_each_trouble_has_its_words(
    facts: StoreFacts, changes: dict[str, object], name: str, verdict: str, words: str
) -> None:
    """What is wrong, as staff can act on it."""
    found, message = _verdict(replace(facts, **changes), name)  # type: ignore[arg-type]
    assert (found, words in message) == (verdict, True)


def test_an_old_backup_is_named_with_its_age(facts: StoreFacts) -> None:
    """Two days are allowed."""
    assert facts.last_backup_ms is not None
    late = replace(facts, at_ms=facts.last_backup_ms + 3 * _DAY_MS)
    assert _verdict(late, "backup") == (Verdict.WARN, "The last is 3 days old.")


def test_a_broken_line_in_the_journal_is_found_while_running(
    bench: Bench, store: SqlStore, facts: StoreFacts
) -> None:
    """The chain is read from the file each time."""
    assert facts.is_chain_sound
    month = bench.files.journal / "2026-10.jsonl"
    month.write_bytes(month.read_bytes().replace(b'"cents":10000', b'"cents":1'))
    # The last line has no follower whose hash could tell, but its cents do.
    assert _verdict(store.health_facts(), "payments")[0] is Verdict.FAIL
    with store.write("pay", actor=ANA) as uow:
        uow.payments.add(payment("p2"))
    assert not store.health_facts().is_chain_sound
