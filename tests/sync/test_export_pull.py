"""Pulls of export files against the real sandbox: counted first, reported and cancellable."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from posapp.domain.changes import Topic
from posapp.domain.errors import DomainError
from posapp.ports.failures import NoProof, NotReached
from posapp.ports.pulls import KEPT_REPORTS, PullAnswer, PullReport, PullState, waiting_previews
from posapp.sandbox.faults.kinds import Fault, FaultKind
from posapp.sandbox.ops import Op
from tests.support.till import PROGRAM, Till
from tests.sync.served_tock import Tock, accept, content, count, sql, stored_keys


def test_the_first_pull_only_counts(tock: Tock, till: Till) -> None:
    """Bookings, new guests, names without a mapping; no other table changes by a byte."""
    before = content(till)
    report = tock.run(tock.pull(needs_accept=True))
    assert content(till) == before
    assert report.state is PullState.PREVIEW
    assert report.counts.new == len(tock.told_keys())
    emails = {
        (one.patron.email or "").strip().casefold()
        for one in tock.world.tock.guests.profiles()
        if one.patron.email and one.patron.first_name and one.patron.last_name
    }
    assert report.counts.new_guests == len(emails) > 50
    rows = tock.world.tock.rows()
    told = sum(row.experience is not None and not row.experience.pos_sku for row in rows)
    assert sum(one.rows for one in report.experiences) == told
    assert report.rooms
    assert waiting_previews(till.reads.pulls()) == [report]
    again = tock.run(tock.pull(needs_accept=True))
    assert content(till) == before
    assert (again.state, again.counts) == (PullState.PREVIEW, report.counts)


def test_an_accepted_pull_stores_what_was_counted(tock: Tock, till: Till) -> None:
    """Without guests nobody becomes one, but the tags that Tock knows are noted; once is enough."""
    patron = next(one.patron for one in tock.world.tock.guests.profiles())
    tags = {"Estate Reserve", "Press"}
    tock.world.tock.guests.note_patron(patron, at_ms=1, staff_tags=tags)
    tock.world.tock.publish_exports()
    preview = tock.run(tock.pull(needs_accept=True))
    accept(till, preview)
    accept(till, preview)
    done = tock.run(tock.pull(needs_accept=True))
    assert (done.state, done.counts.new) == (PullState.DONE, preview.counts.new)
    assert stored_keys(till) == tock.told_keys()
    assert (count(till, "guest"), done.counts.new_guests) == (0, 0)
    assert {name for (name,) in sql(till, "SELECT name FROM tock_tag")} == tags
    verbs = [verb for (verb,) in sql(till, "SELECT verb FROM journal ORDER BY id")]
    assert verbs.count("pull_accepted") == 1
    assert waiting_previews(till.reads.pulls()) == []
    assert till.reads.pulls()[1].answer is PullAnswer.ACCEPTED
    with pytest.raises(DomainError, match="nothing to accept"):
        accept(till, done)


def test_new_guests_come_where_a_person_took_them(tock: Tock, till: Till) -> None:
    """Accepted with its guests, or a directory: as many as were counted, and once."""
    preview = tock.run(tock.pull(needs_accept=True))
    accept(till, preview, takes_guests=True)
    done = tock.run(tock.pull(needs_accept=True))
    assert done.counts.new_guests == preview.counts.new_guests == count(till, "guest")
    tock.world.clock.advance_ms(60_000)
    tock.world.tock.publish_exports()
    assert tock.run(tock.pull(needs_accept=True)).counts.new_guests == 0


def test_consent_of_those_known_is_kept(tock: Tock, till: Till) -> None:
    """A guest of ours gets Tock's word on mailings; nobody is added for it."""
    patron = next(one.patron for one in tock.world.tock.guests.profiles() if one.patron.email)
    till.seat(first_name="Ann", last_name="Ash", email=(patron.email or "").upper())
    tock.run(tock.pull())
    assert count(till, "guest") == 1
    assert sql(till, "SELECT opt_in FROM guest_origin") == [(int(patron.is_verified),)]


def test_unchanged_files_are_skipped(tock: Tock, till: Till) -> None:
    """By ETag; where there is none by Last-Modified; what Tock leaves out stays."""
    for sends_etags in (True, False):
        tock.world.tock.exports.sends_etags = sends_etags
        tock.world.clock.advance_ms(60_000)
        tock.world.tock.publish_exports()
        tock.run(tock.pull())
        report = tock.run(tock.pull())
        assert (report.files_skipped, report.counts.read) == (report.files, 0)
        assert report.files > 3
        assert report.as_of_ms == tock.world.clock.now_ms() // 1000 * 1000
    before = stored_keys(till)
    tock.world.tock.exports._reservations = lambda _: []
    tock.world.clock.advance_ms(60_000)
    tock.world.tock.publish_exports()
    assert tock.run(tock.pull()).state is PullState.DONE
    assert stored_keys(till) == before


@pytest.mark.parametrize(
    "kind", [FaultKind.TRUNCATE, FaultKind.PORTAL_200, FaultKind.FAIL_BEFORE, FaultKind.BAD_GZIP]
)
def test_one_bad_file_keeps_back_no_other(tock: Tock, till: Till, kind: FaultKind) -> None:
    """The pull says which; the others are stored, and the next pull reads only the bad one."""
    tock.server.faults.inject(Fault(kind), op=Op.EXPORT_FILE)
    with pytest.raises(NoProof, match="Not all of Tock's export"):
        tock.run(tock.pull())
    failed = till.reads.pulls()[0]
    assert failed.state is PullState.FAILED
    assert "reservation-1.json" in failed.message
    assert stored_keys(till) < tock.told_keys()
    assert len(stored_keys(till)) >= len(tock.told_keys()) - 40
    mended = tock.run(tock.pull())
    assert (mended.state, mended.files - mended.files_skipped) == (PullState.DONE, 1)
    assert stored_keys(till) == tock.told_keys()


def test_a_refused_link_is_asked_for_anew(tock: Tock, till: Till) -> None:
    """One 403 costs nothing but another listing; the key is not blamed."""
    tock.server.faults.inject(Fault(FaultKind.FORBIDDEN), op=Op.EXPORT_FILE)
    assert tock.run(tock.pull()).state is PullState.DONE
    assert stored_keys(till) == tock.told_keys()
    assert tock.world.traffic[Op.EXPORT_URLS] == 2


def test_a_person_ends_a_pull_in_the_middle_of_a_file(tock: Tock, till: Till) -> None:
    """At once, whatever drips in; what was stored stays, and the next pull brings the rest."""
    pull = tock.pull()
    pages: list[int] = []

    def after_a_page() -> bool:
        pages.append(1)
        if len(pages) == 4:  # one file was read; the next one drips
            tock.server.faults.inject(Fault(FaultKind.DRIP), op=Op.EXPORT_FILE)
            threading.Timer(0.2, pull.cancel).start()
        return False

    begun_s = monotonic()
    report = tock.run(pull, is_stopping=after_a_page)
    assert monotonic() - begun_s < 5
    assert report.state is PullState.CANCELLED
    assert 0 < len(stored_keys(till)) < len(tock.told_keys())
    assert 0 < report.files_done < report.files
    assert pull.last_run_ms(till.store, actor=PROGRAM) == report.started_ms
    tock.server.faults.heal()
    assert tock.run(tock.pull()).state is PullState.DONE
    assert stored_keys(till) == tock.told_keys()


def test_a_pull_that_is_cut_off_by_the_end_goes_on(tock: Tock, till: Till) -> None:
    """Closing is no run of the plan: the next start pulls at once, and skips what it has."""
    seen: list[int] = []
    pull = tock.pull()
    report = tock.run(pull, is_stopping=lambda: bool(seen.append(1)) or len(seen) > 5)
    assert report.state is PullState.FAILED
    assert "closed" in report.message
    assert pull.last_run_ms(till.store, actor=PROGRAM) is None
    rest = tock.run(tock.pull())
    assert rest.files_skipped > 0
    assert stored_keys(till) == tock.told_keys()


def test_a_crash_leaves_no_pull_running(tock: Tock, till: Till) -> None:
    """A report that still says so is put right by the next pull."""
    with till.store.write("crash", actor=PROGRAM) as uow:
        running = PullReport(
            report_id=uow.new_id(),
            stream="export",
            business_id="31415",
            state=PullState.RUNNING,
            started_ms=uow.now_ms - 5,
            files_done=2,
        )
        uow.pulls.save(running)
    tock.run(tock.pull())
    assert [one.state for one in till.reads.pulls()] == [PullState.DONE, PullState.FAILED]


def test_tries_in_vain_are_one_report(tock: Tock, till: Till) -> None:
    """A night without a network does not fill the list."""
    tock.server.pull_cable()
    for _ in range(5):
        with pytest.raises(NotReached):
            tock.run(tock.pull())
        till.clock.advance(60_000)
    [report] = till.reads.pulls()
    assert (report.state, report.tries) == (PullState.FAILED, 5)


def test_signed_links_stay_nowhere(
    tock: Tock, till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither a log nor a byte of the store holds one, nor its signature, nor the key."""
    caplog.set_level(logging.DEBUG)
    tock.server.faults.inject(Fault(FaultKind.FORBIDDEN), op=Op.EXPORT_FILE)
    tock.server.faults.inject(Fault(FaultKind.TRUNCATE), op=Op.EXPORT_FILE)
    with pytest.raises(NoProof):
        tock.run(tock.pull())
    written = b"".join(path.read_bytes() for path in till.directory.rglob("*") if path.is_file())
    for secret in ("X-Goog-Signature", "/signed/", tock.world.credentials.tock_key):
        assert secret not in caplog.text
        assert secret.encode() not in written
    assert b"reservation-1.json" in written  # the search does find what is there


def test_progress_is_told_four_times_a_second(tock: Tock, till: Till) -> None:
    """However many pages a second there are; and the last word always."""
    moves = iter(range(10**6))
    advance = till.clock.advance
    begun_ms = till.clock.now_ms()

    def now_ms(read: Callable[[], int] = till.clock.now_ms) -> int:
        next(moves)
        advance(40)
        return read()

    till.clock.now_ms = now_ms  # type: ignore[method-assign]
    till.commits.clear()
    tock.run(tock.pull())
    span_ms = till.clock.now_ms() - begun_ms
    told = sum(Topic.PULLS in topics for topics in till.commits)
    assert 3 < told <= span_ms / 250 + 2


def test_each_business_has_its_own_files_and_cursor(tock: Tock, till: Till) -> None:
    """The venue's pull and a brand's know nothing of each other; both are reported."""
    tock.day.advance_to(12 * 60)
    tock.world.tock.open_sister_exports()
    sister = tock.world.credentials.foreign_business_id
    mine = tock.run(tock.pull())
    theirs = tock.run(tock.pull(business_id=sister))
    businesses = {key.split(":")[1] for key in stored_keys(till)}
    assert businesses == {"31415", sister}
    assert {mine.stream, theirs.stream} == {"export", f"export:{sister}"}
    again = tock.run(tock.pull(business_id=sister, needs_accept=True))
    assert (again.state, again.files_skipped) == (PullState.DONE, again.files)


def test_two_hundred_reports_are_kept(till: Till) -> None:
    """The oldest go; nothing else of a pull depends on them."""
    with till.store.write("many", actor=PROGRAM) as uow:
        for number in range(KEPT_REPORTS + 25):
            uow.pulls.save(
                PullReport(
                    report_id=f"p{number:04}",
                    stream="export",
                    business_id="31415",
                    state=PullState.DONE,
                    started_ms=number,
                )
            )
    reports = till.reads.pulls()
    assert len(reports) == KEPT_REPORTS
    assert (reports[0].report_id, reports[-1].report_id) == ("p0224", "p0025")
    assert replace(reports[0], report_id="", started_ms=24) != reports[1]


def test_a_store_that_read_files_by_hand_is_not_asked(till: Till, tmp_path: Path) -> None:
    """Its first pull is no first one: what would come in is there already."""
    with Tock(till) as tock:
        tock.run(tock.pull())
        with till.store.write("forget", actor=PROGRAM) as uow:
            uow.feeds.save_cursor("tock", "export", "")
        assert tock.run(tock.pull(needs_accept=True)).state is PullState.DONE
    assert tmp_path.exists()


def test_the_verbs_of_the_window(till: Till) -> None:
    """Accepting asks the lanes at once, in the name of who acts; ending names the stream."""
    asked: list[str] = []
    verbs = replace(till.act.pulls, ask_lanes=lambda: asked.append("now"), end_pull=asked.append)
    with till.store.write("preview", actor=PROGRAM) as uow:
        for number in (1, 2):
            uow.pulls.save(
                PullReport(
                    report_id=f"p{number}",
                    stream=f"export:{number}",
                    business_id="31415",
                    state=PullState.PREVIEW,
                    started_ms=number,
                )
            )
    verbs.accept_pull("p1", takes_guests=False)
    verbs.postpone_pull("p2")
    verbs.cancel_pull("export")
    assert asked == ["now", "export"]
    assert [one.answer for one in till.reads.pulls()] == [PullAnswer.LATER, PullAnswer.ACCEPTED]
    said = sql(till, "SELECT verb, staff_id FROM journal WHERE verb LIKE 'pull%' ORDER BY verb")
    assert said == [("pull_accepted", "ana"), ("pull_postponed", "ana")]
    till.act.sign_out()
    with pytest.raises(DomainError, match="Sign in"):
        till.act.pulls.accept_pull("p2", takes_guests=False)
