"""News of Tock against what is stored: what wins, what needs no reading, what contradicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from posapp.adapters.tock.export_file import read_export
from posapp.domain.reservation import Channel
from posapp.ports.reservations import ReservationPage
from posapp.usecases.ingest_reservations import IngestCounts, ingest_reservations
from posapp.usecases.known_texts import texts_known_to
from tests.support.till import PROGRAM, Till, wire_row


def pull(till: Till, *rows: dict[str, object]) -> tuple[IngestCounts, int]:
    """One export file as a lane reads it: the counts, and how many rows were decoded."""
    counts, read = IngestCounts(), 0
    known = texts_known_to(till.store, actor=PROGRAM)
    body = json.dumps(rows).encode()
    for page in read_export([body], source="tock", origin="f", known=known):
        read += len(page.rows)
        with till.store.write("pull", actor=PROGRAM) as uow:
            told = ReservationPage(page.rows, "", unchanged=page.unchanged)
            counts += ingest_reservations(told, uow=uow, remote="tock", stream="export")
    return counts, read


def conflicts(till: Till) -> int:
    return till.store.health_facts().rows["news_conflict"]


def test_the_same_text_again_is_counted_and_not_read(till: Till) -> None:
    """A re-pull costs a look at the texts; what changed is read, and so is its neighbour's news."""
    rows = [wire_row(number) for number in range(1, 31)]
    assert pull(till, *rows) == (IngestCounts(read=30, new=30), 30)
    assert pull(till, *rows) == (IngestCounts(read=30, unchanged=30), 0)
    rows[4] = wire_row(5, partySize=7, sequenceId=9, lastUpdatedTimestamp=1_900_000_300_000)
    assert pull(till, *rows) == (IngestCounts(read=30, changed=1, unchanged=29), 1)


def test_what_the_feed_has_overtaken_is_read_and_does_not_come_back(till: Till) -> None:
    """The file's text is not what is stored, so it is compared, and loses."""
    old = wire_row(1)
    pull(till, old)
    newer = wire_row(1, partySize=9, sequenceId=9, lastUpdatedTimestamp=1_900_000_300_000)
    key = till.booking(1, partySize=9, sequenceId=9, lastUpdatedTimestamp=1_900_000_300_000)
    assert pull(till, old) == (IngestCounts(read=1, unchanged=1), 1)
    assert till.reads.reservation(key).reservation.party_size == 9
    assert pull(till, newer)[0].new == 0


def test_a_text_that_came_by_the_feed_says_nothing_about_the_file(till: Till) -> None:
    """The channel decides ties, so the same words by another channel are other news."""
    till.tell(wire_row(1))
    assert pull(till, wire_row(1))[1] == 1


@pytest.mark.parametrize("other", [Channel.FEED, Channel.EXPORT])
def test_equally_new_and_different_is_counted(till: Till, other: Channel) -> None:
    """The rule keeps one of them, whichever came first, and the doctor tells of it."""
    at = {"sequenceId": 3, "versionId": 5, "lastUpdatedTimestamp": 1_900_000_300_000}
    first, second = wire_row(1, partySize=2, **at), wire_row(1, partySize=3, **at)
    assert till.tell(first).conflicts == 0
    assert till.tell(second, channel=other).conflicts == 1
    assert till.tell(first, second).conflicts >= 1
    assert conflicts(till) in {1, 2}
    assert till.tell(wire_row(2, **at), channel=other).conflicts == 0


def test_other_versions_do_not_contradict(till: Till) -> None:
    """A later version says something else by right."""
    till.tell(wire_row(1, partySize=2, versionId=5))
    assert till.tell(wire_row(1, partySize=3, versionId=6)).conflicts == 0
    assert conflicts(till) == 0


def test_the_file_may_be_read_by_a_program_that_reads_more(till: Till, tmp_path: Path) -> None:
    """Another edition of the decoder knows none of the old texts."""
    from posapp.adapters.tock import export_file

    pull(till, wire_row(1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_file, "_EDITION", 7)
        assert pull(till, wire_row(1))[1] == 1
