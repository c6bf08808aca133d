"""What staff see of lists of clubs on their way to Tock: where a tag is mapped, taking one back."""

from __future__ import annotations

from posapp.domain.club_tags import NO_TAG
from posapp.domain.outbox import OutboxState
from posapp.ports.reads import OutboxRow
from posapp.ui.desk import Desk, Notice

_LINE = "tags:"
_TAB = "tag"


def can_withdraw(row: OutboxRow) -> bool:
    """True for a list of clubs that has surely not left."""
    is_unsent = row.state in {OutboxState.WAITING, OutboxState.PARKED} and not row.is_in_doubt
    return is_unsent and row.aggregate.startswith(_LINE)


def can_map(row: OutboxRow) -> bool:
    """True for a list that waits for a tag's right spelling."""
    return can_withdraw(row) and row.reason.startswith(NO_TAG)


def show_tags(desk: Desk) -> None:
    """Go to where clubs get their tags; the one that waits is picked there."""
    desk.window.go("mappings", argument=_TAB)


def withdraw(desk: Desk, item_id: str) -> None:
    """Do not send a list of clubs."""
    desk.act.tags.withdraw(item_id)
    desk.window.notify(Notice("Not sent to Tock. The guest’s next change will be"))
    desk.refresh_overview()
