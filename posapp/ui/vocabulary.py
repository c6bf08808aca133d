"""The one vocabulary of states: each is an icon, a word and a tone, never a colour alone.

Ours is shown as ours: what staff did here outranks Tock's word, which the sheet still shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.order import OrderState
from posapp.domain.outbox import OutboxState
from posapp.domain.party import PartyState
from posapp.domain.visit import VisitState
from posapp.ports.reads import BoardRow
from posapp.ports.store import HealthState
from posapp.ui.format import MINUTE_MS, age
from posapp.ui.tokens import Tone

LATE_AFTER_MS = 5 * MINUTE_MS
"""A party is called late from here on: five minutes are parking, not lateness."""


@dataclass(frozen=True, slots=True)
class StateWord:
    """A state as shown: `is_quiet` ones are drawn as an outline."""

    text: str
    icon: str
    tone: Tone = Tone.NEUTRAL
    is_quiet: bool = False


EXPECTED = StateWord("Expected", "clock")
ARRIVED = StateWord("Arrived", "door-open", Tone.ARRIVED)
SEATED = StateWord("Seated", "armchair", Tone.SEATED)
FINISHED = StateWord("Finished", "check", is_quiet=True)
CANCELLED = StateWord("Cancelled", "ban", is_quiet=True)
NO_SHOW = StateWord("No show", "circle-x", is_quiet=True)

_OF_VISIT = {
    VisitState.ARRIVED: ARRIVED,
    VisitState.SEATED: SEATED,
    VisitState.FINISHED: FINISHED,
}

_OF_PARTY = {
    PartyState.EXPECTED: EXPECTED,
    PartyState.ARRIVED: ARRIVED,
    PartyState.PARTIALLY_ARRIVED: StateWord("Part arrived", "door-open", Tone.ARRIVED),
    PartyState.SEATED: SEATED,
    PartyState.PARTIALLY_SEATED: StateWord("Part seated", "armchair", Tone.SEATED),
    PartyState.LEFT: StateWord("Left", "check", is_quiet=True),
    PartyState.FINISHED: FINISHED,
    PartyState.NO_SHOW: NO_SHOW,
    PartyState.CANCELLED: CANCELLED,
    PartyState.AWAITING_RESPONSE: StateWord("Awaiting reply", "clock"),
    PartyState.CONFIRMED_VIA_TEXT: StateWord("Confirmed", "check"),
    PartyState.CONFIRMED_VIA_EMAIL: StateWord("Confirmed", "check"),
}

_STILL_TO_COME = {
    PartyState.EXPECTED,
    PartyState.AWAITING_RESPONSE,
    PartyState.CONFIRMED_VIA_TEXT,
    PartyState.CONFIRMED_VIA_EMAIL,
}
_HERE = {
    PartyState.ARRIVED,
    PartyState.PARTIALLY_ARRIVED,
    PartyState.SEATED,
    PartyState.PARTIALLY_SEATED,
}
_GONE = {PartyState.LEFT, PartyState.FINISHED, PartyState.NO_SHOW}


def tock_word(row: BoardRow) -> StateWord:
    """Tock's own word for a party; one we do not know is shown as it came."""
    if row.is_cancelled:
        return CANCELLED
    known = _OF_PARTY.get(row.party_state)
    return known or StateWord(row.party_state_raw or "Not stated", "circle-help")


def state_text(state: PartyState) -> str:
    """A party's state at Tock as a word."""
    known = _OF_PARTY.get(state)
    return known.text if known else "Not stated"


def visit_text(state: VisitState) -> str:
    """A party's state here as a word."""
    return _OF_VISIT[state].text


def party_word(row: BoardRow, *, now_ms: int) -> StateWord:
    """The state of a party on the board."""
    if row.visit_state is not None:
        return _OF_VISIT[row.visit_state]
    if is_late(row, now_ms=now_ms):
        return StateWord(f"Late {age(now_ms - row.start_ms)}", "hourglass", Tone.LATE)
    return tock_word(row)


def is_late(row: BoardRow, *, now_ms: int) -> bool:
    """True for a party that should be here and is not."""
    return is_expected(row) and now_ms - row.start_ms >= LATE_AFTER_MS


def is_expected(row: BoardRow) -> bool:
    """True for a party still to come."""
    if row.is_cancelled or row.visit_state is not None:
        return False
    return row.party_state in _STILL_TO_COME


def is_here(row: BoardRow) -> bool:
    """True for a party in the house, by our word or else by Tock's."""
    if row.visit_state is not None:
        return row.visit_state is not VisitState.FINISHED
    return not row.is_cancelled and row.party_state in _HERE


def is_done(row: BoardRow) -> bool:
    """True for a party that has left or did not come."""
    if row.visit_state is not None:
        return row.visit_state is VisitState.FINISHED
    return not row.is_cancelled and row.party_state in _GONE


def may_arrive(row: BoardRow) -> bool:
    """True while staff may note that the party came: a no-show and an unknown word may, too."""
    if row.is_cancelled or row.visit_state is not None:
        return False
    return row.party_state not in _HERE | {PartyState.LEFT, PartyState.FINISHED}


def remaining_cents(row: BoardRow) -> int:
    """What is still owed: Tock's due less what was paid here; nothing on a cancelled one."""
    if row.is_cancelled or row.due_cents is None:
        return 0
    return max(0, row.due_cents - row.paid_here_cents)


SAVED_HERE = StateWord("Saved here", "check", is_quiet=True)
SENDING = StateWord("Sending", "cloud-upload", Tone.ARRIVED, is_quiet=True)
CHECKING = StateWord("Sending · checking", "rotate-cw", Tone.LATE, is_quiet=True)
SENT = StateWord("Sent", "check-check", Tone.SEATED, is_quiet=True)
ATTENTION = StateWord("Needs attention", "triangle-alert", Tone.DANGER)
NOT_NEEDED = StateWord("Not needed", "check", is_quiet=True)
BY_HAND = StateWord("To do by hand", "hand-platter", Tone.ARRIVED)

_OF_OUTBOX = {
    OutboxState.WAITING: SAVED_HERE,
    OutboxState.SENDING: SENDING,
    OutboxState.UNKNOWN: CHECKING,
    OutboxState.PARKED: ATTENTION,
    OutboxState.CONFIRMED: SENT,
    OutboxState.SUPERSEDED: NOT_NEEDED,
}


def sync_word(state: OutboxState | None) -> StateWord | None:
    """Where a record stands on its way out; None when nothing has to be sent."""
    return None if state is None else _OF_OUTBOX[state]


_OF_HEALTH = {
    HealthState.NEVER: StateWord("Not yet reached", "circle-dashed"),
    HealthState.LIVE: StateWord("Live", "circle-check", Tone.SEATED),
    HealthState.FAILING: StateWord("Not answering", "wifi-off", Tone.LATE),
    HealthState.SIGN_IN_NEEDED: StateWord("Sign-in needed", "triangle-alert", Tone.DANGER),
    HealthState.PAUSED: StateWord("Paused", "pause"),
}


def health_word(state: HealthState) -> StateWord:
    """How a source answers."""
    return _OF_HEALTH[state]


_OF_ORDER = {
    OrderState.OPEN: StateWord("Open", "receipt-text", Tone.ARRIVED),
    OrderState.SETTLING: StateWord("Part paid", "hand-coins", Tone.LATE),
    OrderState.CLOSED: StateWord("Paid", "check", Tone.SEATED, is_quiet=True),
}


def order_word(state: str) -> StateWord:
    """The state of an order; a word we do not know is shown as it came."""
    try:
        return _OF_ORDER[OrderState(state)]
    except ValueError:
        return StateWord(state, "circle-help")
