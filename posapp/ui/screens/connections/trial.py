"""One question “does it answer?” and what became of it, without Qt."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.ports.inquiry import Inquiry


@dataclass(frozen=True, slots=True)
class TrialState:
    """What is shown of a test: nothing, a question under way, the answer or the real reason."""

    sentence: str = ""
    is_waiting: bool = False
    is_trouble: bool = False


@dataclass(slots=True)
class Trial:
    """At most one test at a time; a new one gives the old one up."""

    _inquiry: Inquiry[str] | None = None
    _title: str = ""
    _refusal: str = ""

    def begin(self, inquiry: Inquiry[str], *, title: str) -> None:
        """A test was begun."""
        self.forget()
        self._inquiry, self._title = inquiry, title

    def refuse(self, sentence: str) -> None:
        """It could not even be asked, or not be kept."""
        self.forget()
        self._refusal = sentence

    def forget(self) -> None:
        """Nobody waits any more, and what was answered is not true of what is shown now."""
        if self._inquiry is not None and not self._inquiry.is_done:
            self._inquiry.give_up()
        self._inquiry, self._title, self._refusal = None, "", ""

    @property
    def has_answered(self) -> bool:
        """True once the system has answered well."""
        return self._inquiry is not None and self._inquiry.is_done and not self._inquiry.trouble

    def state(self) -> TrialState:
        """How far it is."""
        asked = self._inquiry
        if self._refusal:
            return TrialState(self._refusal, is_trouble=True)
        if asked is None:
            return TrialState()
        if not asked.is_done:
            return TrialState(f"Asking {self._title}", is_waiting=True)
        if asked.trouble:
            return TrialState(asked.trouble, is_trouble=True)
        return TrialState(asked.answer or f"{self._title} answers.")
