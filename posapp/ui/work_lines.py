"""The lines in which work for other systems waits, as screens find a piece again, without Qt.

A line is named by the use case that began it; what it is about can be opened by it.
"""

from __future__ import annotations

from dataclasses import dataclass

_OPENS = {
    "order": ("Open order", "receipt-text", "order"),
    "guest": ("Open guest", "user", "guests"),
    "reservation": ("Open reservation", "calendar-days", "arrivals"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a piece of work is about: the button's words and icon, and the screen that shows it."""

    words: str
    icon: str
    screen: str
    argument: str


def order_line(order_id: str) -> str:
    """The line of an order of ours."""
    return f"order:{order_id}"


def guest_line(guest_id: str) -> str:
    """The line of a guest's record and clubs."""
    return f"guest:{guest_id}"


def pickup_line(backend: str, order_id: str) -> str:
    """The line of a hand-over."""
    return f"pickup:{backend}:{order_id}"


def subject_of(line: str) -> Subject | None:
    """What a line is about, None where no screen shows it."""
    kind, _, key = line.partition(":")
    found = _OPENS.get(kind)
    return Subject(*found, key) if found and key else None
