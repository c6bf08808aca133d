"""What the Sync centre shows: a source, a line of its list, and the details of one."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.ui.screens.sync.pulls import NO_OFFER, PullOffer
from posapp.ui.vocabulary import StateWord
from posapp.ui.work_lines import Subject


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A remote system."""

    key: str
    title: str
    state: StateWord
    last: str
    next: str
    message: str


@dataclass(frozen=True, slots=True)
class WorkCard:
    """A line of the list: a piece of work, or a row that could not be read."""

    key: str
    title: str
    detail: str
    state: StateWord
    is_done: bool

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return f"{self.title}, {self.state.text}, {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSheet:
    """The details at the right."""

    key: str
    title: str
    state: StateWord
    explanation: str
    facts: tuple[tuple[str, str], ...]
    faults: tuple[tuple[str, str], ...] = ()
    raw: str = ""
    can_retry: bool = False
    can_park: bool = False
    can_settle: bool = False
    can_withdraw: bool = False
    can_map: bool = False
    can_compare: bool = False
    can_finish: bool = False
    about: Subject | None = None
    offer: PullOffer = NO_OFFER
