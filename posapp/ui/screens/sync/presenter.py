"""State of the Sync centre, without Qt. All is listed: sent, waiting, in doubt, unreadable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from posapp.domain.manual_task import ManualTask
from posapp.domain.outbox import OutboxState
from posapp.ports.people import ConflictRow
from posapp.ports.pulls import PullAnswer, PullReport, PullState, waiting_previews
from posapp.ports.reads import QuarantineRow, SyncOverview
from posapp.ports.store import Health, HealthState
from posapp.ui.desk import Desk, Notice
from posapp.ui.format import age, count_of, in_pieces
from posapp.ui.screens.sync.by_hand import task_cards, task_sheet
from posapp.ui.screens.sync.differences import difference_cards, difference_sheet
from posapp.ui.screens.sync.outgoing import (
    DONE,
    moment,
    outgoing_cards,
    outgoing_sheet,
    source_title,
)
from posapp.ui.screens.sync.pulls import (
    pull_detail,
    pull_explanation,
    pull_facts,
    pull_lists,
    pull_offer,
    pull_word,
)
from posapp.ui.screens.sync.work import SourceCard, WorkCard, WorkSheet
from posapp.ui.vocabulary import StateWord, health_word

_RAW_SHOWN = 20_000


class View(StrEnum):
    """What the list holds."""

    OUTGOING = "outgoing"
    UNREADABLE = "unreadable"
    PULLS = "pulls"
    DIFFERENCES = "differences"
    BY_HAND = "by_hand"


@dataclass(slots=True)
class SyncPresenter:
    """Reads the shell's overview; the verbs go to the store and the lanes."""

    desk: Desk
    view: View = View.OUTGOING
    selected: str = ""
    pulls: list[PullReport] = field(default_factory=list)
    conflicts: Sequence[ConflictRow] = ()
    tasks: Sequence[ManualTask] = ()

    def refresh_pulls(self) -> None:
        """Read the reports of pulls, what differs and what is done by hand again."""
        self.pulls = self.desk.reads.pulls()
        self.conflicts = self.desk.reads.people.conflicts()
        self.tasks = self.desk.reads.office.tasks()

    @property
    def overview(self) -> SyncOverview:
        """The last look at the lanes."""
        if self.desk.overview is None:
            self.desk.refresh_overview()
        assert self.desk.overview is not None
        return self.desk.overview

    def headline(self) -> str:
        """The state of everything in one line."""
        seen = self.overview
        parts = []
        if seen.need_attention:
            parts.append(f"{seen.need_attention} {_need(seen.need_attention)} attention")
        if seen.to_send:
            parts.append(f"{seen.to_send} to send")
        if seen.oldest_unsent_ms is not None:
            parts.append(f"oldest {age(self.desk.now_ms - seen.oldest_unsent_ms)}")
        if self.conflicts:
            parts.append(f"{count_of(len(self.conflicts), one='record')} to compare")
        if self.tasks:
            parts.append(f"{len(self.tasks)} to do by hand")
        if waiting_previews(self.pulls):
            parts.append("a first pull waits for you")
        return in_pieces(parts) or "Everything is sent"

    def sources(self) -> list[SourceCard]:
        """Every source."""
        return [self._source(health) for health in self.overview.sources]

    def _source(self, health: Health) -> SourceCard:
        now_ms = self.desk.now_ms
        last = "Never answered yet"
        if health.last_success_ms is not None:
            last = f"Answered {age(now_ms - health.last_success_ms)} ago"
        upcoming = ""
        if health.next_attempt_ms is not None and health.state is not HealthState.PAUSED:
            left_ms = health.next_attempt_ms - now_ms
            upcoming = f"Next in {age(left_ms)}" if left_ms > 0 else "Asking now"
        word = health_word(health.state)
        return SourceCard(health.remote, health.title, word, last, upcoming, health.message)

    def counts(self) -> list[tuple[str, str, str]]:
        """The views with their counts."""
        still = sum(row.state not in DONE for row in self.overview.outbox)
        unreadable = len(self.overview.quarantine)
        return [
            (View.OUTGOING, "Outgoing", str(still)),
            (View.UNREADABLE, "Unreadable", str(unreadable)),
            (View.PULLS, "Pulls", str(len(waiting_previews(self.pulls)))),
            (View.DIFFERENCES, "Differences", str(len(self.conflicts))),
            (View.BY_HAND, "By hand", str(len(self.tasks))),
        ]

    def cards(self) -> list[WorkCard]:
        """The list: what needs a person first, then by age, then what was sent."""
        if self.view is View.UNREADABLE:
            return [self._unreadable_card(row) for row in self.overview.quarantine]
        if self.view is View.PULLS:
            return [self._pull_card(report) for report in self.pulls]
        if self.view is View.DIFFERENCES:
            return difference_cards(self.desk, self.conflicts)
        if self.view is View.BY_HAND:
            return task_cards(self.desk, self.tasks)
        return outgoing_cards(self.desk, self.overview.outbox)

    def _unreadable_card(self, row: QuarantineRow) -> WorkCard:
        faults = count_of(len(row.faults), one="fault")
        title = f"A row from {source_title(self.desk, row.source)}"
        detail = f"{faults} · {row.origin} · {moment(self.desk, row.received_ms)}"
        word = StateWord("Unreadable", "file-warning")
        return WorkCard(row.row_id, title, detail, word, is_done=False)

    def emptiness(self) -> str:
        """The line of an empty list."""
        return _EMPTY[self.view]

    def look_at(self, view: str) -> None:
        """Show outgoing work or unreadable rows."""
        self.view = View(view)
        self.selected = ""

    def find(self, argument: str) -> None:
        """Look at a view, at a task by its id, or at the work of a line that needs a person."""
        if argument in set(View):
            self.look_at(argument)
        if any(task.task_id == argument for task in self.tasks):
            self.view, self.selected = View.BY_HAND, argument
        in_line = [row for row in self.overview.outbox if row.aggregate == argument]
        if in_line:
            wanted = next((row for row in in_line if row.state is OutboxState.PARKED), in_line[0])
            self.view, self.selected = View.OUTGOING, wanted.item_id

    def select_first_trouble(self) -> None:
        """Pick what needs a person, so that its reason is on the screen without a tap."""
        parked = [row for row in self.overview.outbox if row.state is OutboxState.PARKED]
        if parked and not self.selected:
            self.view, self.selected = View.OUTGOING, parked[0].item_id
        asked = [one for one in waiting_previews(self.pulls) if one.answer is PullAnswer.NONE]
        if asked and not self.selected:
            self.view, self.selected = View.PULLS, asked[0].report_id
        if self.view is View.DIFFERENCES and self.conflicts and not self.selected:
            self.selected = self.conflicts[0].conflict.conflict_id

    def sheet(self) -> WorkSheet | None:
        """The details of the line picked."""
        for row in self.overview.outbox:
            if row.item_id == self.selected and self.view is View.OUTGOING:
                return outgoing_sheet(self.desk, row)
        for bad in self.overview.quarantine:
            if bad.row_id == self.selected and self.view is View.UNREADABLE:
                return _unreadable_sheet(self.desk, bad)
        for report in self.pulls:
            if report.report_id == self.selected and self.view is View.PULLS:
                return self._pull_sheet(report)
        if self.view is View.BY_HAND:
            return task_sheet(self.desk, self.tasks, key=self.selected)
        return difference_sheet(self.desk, self.conflicts, key=self.selected)

    def _pull_card(self, report: PullReport) -> WorkCard:
        word = pull_word(report, is_waiting=self._is_waiting(report))
        detail = f"{moment(self.desk, report.started_ms)} · {pull_detail(report)}"
        is_done = report.state in {PullState.DONE, PullState.CANCELLED}
        return WorkCard(report.report_id, self._pull_title(report), detail, word, is_done)

    def _pull_sheet(self, report: PullReport) -> WorkSheet:
        is_waiting = self._is_waiting(report)
        return WorkSheet(
            key=report.report_id,
            title=self._pull_title(report),
            state=pull_word(report, is_waiting=is_waiting),
            explanation=pull_explanation(report, is_waiting=is_waiting),
            facts=pull_facts(report, moment=partial(moment, self.desk)),
            faults=pull_lists(report),
            offer=pull_offer(report, is_waiting=is_waiting),
        )

    def _pull_title(self, report: PullReport) -> str:
        what = "First pull" if report.state is PullState.PREVIEW else "Export files"
        names = {brand.business_id: brand.name for brand in self.desk.brands}
        name = names.get(report.business_id) or self.desk.site_name or report.business_id
        return f"{what} · {name}"

    def _is_waiting(self, report: PullReport) -> bool:
        return report in waiting_previews(self.pulls)

    def accept(self, *, takes_guests: bool) -> None:
        """Store the first pull from now on; it runs at once."""
        self.desk.act.pulls.accept_pull(self.selected, takes_guests=takes_guests)
        self.desk.window.notify(Notice("Accepted. The export files are pulled now"))
        self.selected = ""
        self.refresh_pulls()

    def postpone(self) -> None:
        """Leave the first pull for later."""
        self.desk.act.pulls.postpone_pull(self.selected)
        self.desk.window.notify(Notice("Nothing was stored. It can be accepted here later"))
        self.selected = ""
        self.refresh_pulls()

    def cancel_pull(self) -> None:
        """End the running pull."""
        for report in self.pulls:
            if report.report_id == self.selected:
                self.desk.act.pulls.cancel_pull(report.stream)
        self.desk.window.notify(Notice("Ending the pull. What was stored stays"))
        self.refresh_pulls()

    def open_subject(self) -> None:
        """Show what the piece of work is about."""
        sheet = self.sheet()
        if sheet is not None and sheet.about is not None:
            self.desk.window.go(sheet.about.screen, argument=sheet.about.argument)

    def retry(self) -> None:
        """Send the piece of work again, the safe way."""
        self.desk.act.retry_item(self.selected)
        self.desk.window.notify(Notice("Will be sent again"))
        self.desk.refresh_overview()

    def settle(self, *, is_there: bool) -> None:
        """A person looked in the other system: it is there, or it is not and goes out afresh."""
        self.desk.act.settle_item(self.selected, is_there=is_there)
        self.desk.window.notify(Notice("Noted as sent" if is_there else "Will be sent afresh"))
        self.desk.refresh_overview()

    def park(self) -> None:
        """Set the piece of work aside."""
        item_id = self.selected

        def undo() -> None:
            self.desk.attempt(lambda: self.desk.act.retry_item(item_id))

        self.desk.act.park_item(item_id)
        self.desk.window.notify(Notice("Set aside for a person", undo))
        self.desk.refresh_overview()

    def sync_now(self) -> None:
        """Wake every lane."""
        self.desk.act.sync_now()
        self.desk.window.notify(Notice("Asking every source now"))


def _unreadable_sheet(desk: Desk, row: QuarantineRow) -> WorkSheet:
    return WorkSheet(
        key=row.row_id,
        title=f"A row from {source_title(desk, row.source)}",
        state=StateWord("Unreadable", "file-warning"),
        explanation="Kept whole. The other rows were read. It is read again when it changes.",
        facts=(("Came by", row.origin), ("Received", moment(desk, row.received_ms))),
        faults=tuple((fault.path, fault.message) for fault in row.faults),
        raw=row.raw[:_RAW_SHOWN],
    )


_EMPTY = {
    View.OUTGOING: "Everything is sent",
    View.UNREADABLE: "Everything that came in could be read",
    View.PULLS: "No export file has been pulled yet. “Sync now” starts the first one.",
    View.DIFFERENCES: "Nothing differs between here and the back office",
    View.BY_HAND: "Nothing has to be done by hand in another system",
}


def _need(count: int) -> str:
    return "needs" if count == 1 else "need"
