"""Questions to another system that a person waits for: a thread for each, never the window's.

A question ends exactly once: answered, failed, timed out or given up, whichever comes first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from posapp.domain.errors import DomainError
from posapp.ports.failures import Failure

TIMEOUT_S = 30.0
_TOO_LATE = "No answer within {:.0f} seconds."
_OUR_FAULT = "This went wrong in posapp itself, not over there. Nothing was changed."

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[Answer]):
    """What is asked. `ask` may raise a Failure or a DomainError, worded by `reason_of`.

    `cut` ends a running exchange from another thread; `close` gives the door up afterwards.
    """

    name: str
    ask: Callable[[], Answer | None]
    reason_of: Callable[[Failure], str] = lambda failure: failure.message
    cut: Callable[[], None] = lambda: None
    close: Callable[[], None] = lambda: None
    timeout_s: float = TIMEOUT_S


class ThreadInquiry(Generic[Answer]):
    """Satisfies ports.inquiry.Inquiry; `on_done` is called once, on any thread."""

    def __init__(self, question: Question[Answer], *, on_done: Callable[[], None]) -> None:
        self._question = question
        self._on_done = on_done
        self._lock = threading.Lock()
        self._is_done = False
        self._answer: Answer | None = None
        self._trouble = ""
        self._timer = threading.Timer(question.timeout_s, self._expire)
        self._timer.daemon = True

    @property
    def is_done(self) -> bool:
        """True once it is answered, has failed or was given up."""
        return self._is_done

    @property
    def answer(self) -> Answer | None:
        """What was answered; None before, and where the system has nothing."""
        return self._answer

    @property
    def trouble(self) -> str:
        """Why it failed, "" when it did not."""
        return self._trouble

    def start(self) -> None:
        """Ask now."""
        name = f"inquiry-{self._question.name}"
        self._timer.start()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def give_up(self) -> None:
        """Nobody waits for it any more; what comes is not listened to."""
        if self._end(None, ""):
            self._question.cut()

    def _run(self) -> None:
        answer, trouble = None, _OUR_FAULT
        try:
            answer, trouble = self._question.ask(), ""
        except Failure as failure:
            trouble = self._question.reason_of(failure)
        except DomainError as error:
            trouble = error.message
        finally:  # a fault of ours too: it is reported as any thread's is, and nobody waits for it
            self._question.close()
            self._end(answer, trouble)

    def _expire(self) -> None:
        if self._end(None, _TOO_LATE.format(self._question.timeout_s)):
            self._question.cut()

    def _end(self, answer: Answer | None, trouble: str) -> bool:
        with self._lock:
            if self._is_done:
                return False
            self._answer, self._trouble = answer, trouble
            self._is_done = True
        self._timer.cancel()
        self._on_done()
        return True


class Inquiries:
    """Starts questions, and gives all that still run up when the program ends."""

    def __init__(self, *, on_done: Callable[[], None]) -> None:
        self._on_done = on_done
        self._running: list[ThreadInquiry[object]] = []
        self._lock = threading.Lock()
        self._is_closed = False

    def ask(self, question: Question[Answer]) -> ThreadInquiry[Answer]:
        """Ask beside the window."""
        inquiry = ThreadInquiry(question, on_done=self._announce)
        with self._lock:
            self._running = [one for one in self._running if not one.is_done]
            self._running.append(inquiry)  # type: ignore[arg-type]  # it is only ever ended here
        inquiry.start()
        return inquiry

    def close(self) -> None:
        """Give up whatever runs; nobody is told."""
        with self._lock:
            self._is_closed = True
            running, self._running = self._running, []
        for inquiry in running:
            inquiry.give_up()

    def _announce(self) -> None:
        if not self._is_closed:
            self._on_done()
