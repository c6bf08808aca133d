"""Pulls of export files as the Sync centre words them, without Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from posapp.ports.pulls import PullAnswer, PullReport, PullState, Unmapped
from posapp.ui.format import count_of
from posapp.ui.tokens import Tone
from posapp.ui.vocabulary import StateWord

_RUNNING = StateWord("Running", "refresh-cw", Tone.ARRIVED)
_WAITS = StateWord("Waits for you", "circle-help", Tone.LATE)
_WORDS = {
    PullState.RUNNING: _RUNNING,
    PullState.DONE: StateWord("Done", "check", is_quiet=True),
    PullState.PREVIEW: StateWord("Only counted", "list", is_quiet=True),
    PullState.CANCELLED: StateWord("Cancelled", "ban", is_quiet=True),
    PullState.FAILED: StateWord("Failed", "circle-alert", Tone.DANGER),
}
_EXPLAINED = {
    PullState.RUNNING: "Export files are being read. You can go on working.",
    PullState.DONE: "Every file was read. Nothing is ever removed because a file leaves it out.",
    PullState.PREVIEW: "This pull was only counted; nothing of it was stored.",
    PullState.CANCELLED: "Cancelled. What was stored stays; the next pull takes the rest.",
}
_ASKING = "{} ready to come in. Only counted so far: nothing is stored before you accept."
_MAILINGS = "{} too: they can set off mailings, as each may be greeted as a new customer."
_NAMES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PullOffer:
    """What can be done about a pull: `guests` are how many new ones may be taken along.

    `always_takes_guests` says that the terminal keeps a directory: there is nothing to choose.
    """

    can_accept: bool = False
    can_cancel: bool = False
    guests: int = 0
    always_takes_guests: bool = False

    @property
    def accept_text(self) -> str:
        """The plain way to accept."""
        has_choice = self.guests and not self.always_takes_guests
        return "Accept without guests" if has_choice else "Accept"

    @property
    def accept_guests_text(self) -> str:
        """The way that takes the guests along, "" when there is no choice."""
        if not self.guests or self.always_takes_guests:
            return ""
        guests = "guest" if self.guests == 1 else "guests"
        return f"Accept with {self.guests:,} {guests}"


NO_OFFER = PullOffer()


def pull_word(report: PullReport, *, is_waiting: bool) -> StateWord:
    """Where a pull stands; only the preview that counts waits for a person."""
    return _WAITS if is_waiting else _WORDS[report.state]


def pull_detail(report: PullReport) -> str:
    """What became of the rows, in one line."""
    counts = report.counts
    if report.state is PullState.RUNNING:
        return f"{_files(report)} · {counts.read:,} rows"
    if report.state is PullState.FAILED and not counts.read:
        return report.message
    parts = [
        f"{counts.read:,} read",
        f"{counts.new:,} new",
        f"{counts.changed:,} changed" if counts.changed else "",
        f"{report.files_skipped} of {report.files} files unchanged" if report.files_skipped else "",
        report.message if report.state is PullState.FAILED else "",
    ]
    return " · ".join(part for part in parts if part)


def pull_explanation(report: PullReport, *, is_waiting: bool) -> str:
    """What it means and what to do next."""
    if is_waiting:
        return _asking(report)
    return _EXPLAINED.get(report.state, report.message)


def _asking(report: PullReport) -> str:
    counts = report.counts
    verb = "is" if counts.new == 1 else "are"
    asking = _ASKING.format(f"{counts.new:,} {_booking(counts.new)} {verb}")
    if not counts.new_guests:
        return asking
    guests = "new guest" if counts.new_guests == 1 else "new guests"
    return f"{asking} {_MAILINGS.format(f'{counts.new_guests:,} {guests}')}"


def _booking(number: int) -> str:
    return "booking" if number == 1 else "bookings"


def pull_facts(report: PullReport, *, moment: Callable[[int], str]) -> tuple[tuple[str, str], ...]:
    """Every figure of a pull, with its name."""
    counts = report.counts
    facts = [("Begun", moment(report.started_ms))]
    if report.ended_ms is not None:
        facts.append(("Ended", moment(report.ended_ms)))
    if report.as_of_ms is not None:
        facts.append(("Data as of", moment(report.as_of_ms)))
    if report.tries > 1:
        facts.append(("Tries", str(report.tries)))
    facts.append(("Files", _files(report)))
    is_preview = report.state is PullState.PREVIEW
    named = [
        ("Rows read", counts.read),
        ("Bookings" if is_preview else "New", counts.new),
        ("Changed", counts.changed),
        ("Unchanged", counts.unchanged),
        ("Unreadable", counts.quarantined),
        ("Contradicting", counts.conflicts),
        ("Guests read", counts.guests),
        ("New guests", counts.new_guests),
    ]
    always = {"Rows read", "New", "Bookings", "New guests"}
    facts += [(name, f"{count:,}") for name, count in named if count or name in always]
    if report.answer is PullAnswer.ACCEPTED:
        taken = "with its new guests" if report.takes_guests else "without new guests"
        facts.append(("Accepted", taken))
    return tuple(facts)


def pull_lists(report: PullReport) -> tuple[tuple[str, str], ...]:
    """What is not mapped yet: a heading and the names with their counts."""
    return tuple(
        (heading, _names(unmapped))
        for heading, unmapped in (
            (_heading(report.experiences, one="experience"), report.experiences),
            (_heading(report.rooms, one="room"), report.rooms),
        )
        if unmapped
    )


def pull_offer(report: PullReport, *, is_waiting: bool) -> PullOffer:
    """The buttons of a pull."""
    return PullOffer(
        can_accept=is_waiting,
        can_cancel=report.state is PullState.RUNNING,
        guests=report.counts.new_guests if is_waiting else 0,
        always_takes_guests=report.takes_guests,
    )


def _files(report: PullReport) -> str:
    if not report.files:
        return "Asking for the files" if report.state is PullState.RUNNING else "None"
    if report.files_done == report.files:
        skipped = f", {report.files_skipped} unchanged" if report.files_skipped else ""
        return f"{report.files}{skipped}"
    return f"{report.files_done} of {report.files} files"


def _heading(unmapped: Sequence[Unmapped], *, one: str) -> str:
    return f"{count_of(len(unmapped), one=one)} not mapped yet"


def _names(unmapped: Sequence[Unmapped]) -> str:
    shown = [f"{one.name} ({one.rows:,})" for one in unmapped[:_NAMES_SHOWN]]
    more = len(unmapped) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
