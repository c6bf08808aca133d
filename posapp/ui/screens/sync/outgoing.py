"""Work for other systems as lines of the Sync centre, without Qt; what needs a person says what."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.outbox import OutboxState
from posapp.ports.reads import OutboxRow
from posapp.ui.club_notice import can_map, can_withdraw
from posapp.ui.desk import Desk
from posapp.ui.format import DAY_MS, age, count_of
from posapp.ui.screens.sync.work import WorkCard, WorkSheet
from posapp.ui.systems import lane_title
from posapp.ui.vocabulary import CHECKING, sync_word
from posapp.ui.work_lines import subject_of

DONE = frozenset({OutboxState.CONFIRMED, OutboxState.SUPERSEDED})
_CAN_RETRY = {OutboxState.PARKED, OutboxState.WAITING, OutboxState.UNKNOWN}
_CAN_PARK = {OutboxState.WAITING, OutboxState.UNKNOWN}
_EXPLAINED = {
    OutboxState.WAITING: "Saved here. It is sent as soon as the other side answers.",
    OutboxState.SENDING: "On its way now.",
    OutboxState.UNKNOWN: "It may have arrived. That is checked before it is sent again.",
    OutboxState.PARKED: "It needs a person.",
    OutboxState.CONFIRMED: "The other side has it.",
    OutboxState.SUPERSEDED: "Finished: a newer one holds all of it, so nothing is missing.",
}


def source_title(desk: Desk, remote: str) -> str:
    """What staff call a lane."""
    found = desk.source(remote)
    return found.title if found else lane_title(desk, remote)


def moment(desk: Desk, unix_ms: int) -> str:
    """A time to the second, with its day where that is another one."""
    is_recent = abs(desk.now_ms - unix_ms) < DAY_MS
    return desk.words.clock_seconds(unix_ms) if is_recent else desk.words.day_and_clock(unix_ms)


def outgoing_cards(desk: Desk, rows: Sequence[OutboxRow]) -> list[WorkCard]:
    """The lines: what needs a person first, the rest as it was read."""
    ordered = sorted(rows, key=lambda row: row.state is not OutboxState.PARKED)
    return [_card(desk, row) for row in ordered]


def outgoing_sheet(desk: Desk, row: OutboxRow) -> WorkSheet:
    """The details of one."""
    facts = [
        ("Goes to", source_title(desk, row.remote)),
        ("Saved here", moment(desk, row.created_ms)),
        ("Tries", str(row.attempts)),
    ]
    if row.state in _CAN_PARK and row.not_before_ms > desk.now_ms:
        facts.append(("Next try in", age(row.not_before_ms - desk.now_ms)))
    if row.state is OutboxState.PARKED:
        facts.append(("What to do", _remedy(desk, row)))
    elif row.is_in_doubt:
        facts.append(("In doubt", "An earlier try may have arrived; it is checked first"))
    return WorkSheet(
        key=row.item_id,
        title=row.title,
        state=sync_word(row.state) or CHECKING,
        explanation=row.reason or _EXPLAINED[row.state],
        facts=tuple(facts),
        can_retry=row.state in _CAN_RETRY,
        can_park=row.state in _CAN_PARK,
        can_settle=row.state is OutboxState.PARKED and row.is_in_doubt,
        can_withdraw=can_withdraw(row),
        can_map=can_map(row),
        about=subject_of(row.aggregate),
    )


def _card(desk: Desk, row: OutboxRow) -> WorkCard:
    ago = f"{age(desk.now_ms - row.created_ms)} old"
    tries = count_of(row.attempts, one="try", many="tries") if row.attempts else ""
    detail = [source_title(desk, row.remote), ago, tries, row.reason]
    return WorkCard(
        row.item_id,
        row.title,
        " · ".join(part for part in detail if part),
        sync_word(row.state) or CHECKING,
        row.state in DONE,
    )


def _remedy(desk: Desk, row: OutboxRow) -> str:
    there = source_title(desk, row.remote)
    if row.is_in_doubt:
        return f"Look in {there} whether it is there, and say so below."
    if can_map(row):
        return "Map the tag, and it is sent by itself."
    return f"Put right what it says, here or in {there}, then tap Retry."
