"""Work on a file that a person waits for: one at a time, on a thread of its own.

It goes in pages; between two it lets others at the store, and stops when nobody wants it any more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from posapp.domain.errors import DomainError
from posapp.ports.failures import StoreTrouble

PAUSE_S = 0.005
"""After each page the window has its turn: at the store, and at the interpreter."""

_OUR_FAULT = (
    "This went wrong in posapp itself. What was taken in before is whole; the same file can be"
    " taken in again."
)
_BUSY = "Another file is being worked on. Wait for it, or cancel it."

Result = TypeVar("Result")
Work = Callable[[Callable[[int], bool]], Result]
"""Does it, telling after each page how many records are through; False asks it to stop."""


class ThreadJob(Generic[Result]):
    """Satisfies ports.csv_files.FileJob; `on_news` is called on its thread, page by page."""

    def __init__(self, work: Work[Result], *, on_news: Callable[[], None]) -> None:
        self._work = work
        self._on_news = on_news
        self._is_cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="file-job", daemon=True)
        self._done = 0
        self._is_done = False
        self._result: Result | None = None
        self._trouble = ""
        self._code = ""

    @property
    def is_done(self) -> bool:
        """True once it has ended, however."""
        return self._is_done

    @property
    def done(self) -> int:
        """How many records are through so far."""
        return self._done

    @property
    def result(self) -> Result | None:
        """What came of it; None before, and when it failed."""
        return self._result

    @property
    def trouble(self) -> str:
        """Why it failed, "" when it did not."""
        return self._trouble

    @property
    def code(self) -> str:
        """The DomainError's, "" for any other trouble and for none."""
        return self._code

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop after the page that is under way."""
        self._is_cancelled.set()

    def has_ended(self, *, timeout_s: float) -> bool:
        """Wait for its thread; False when it is still at work."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        self._trouble = _OUR_FAULT
        try:
            self._result = self._work(self._go_on)
            self._trouble = ""
        except DomainError as error:
            self._trouble, self._code = error.message, error.code
        except StoreTrouble as trouble:
            self._trouble = f"{trouble.cause} {trouble.next_step}"
        finally:  # a fault of ours is reported as any thread's is
            self._is_done = True
            self._on_news()

    def _go_on(self, done: int) -> bool:
        self._done = done
        self._on_news()
        return not self._is_cancelled.wait(PAUSE_S)


class FileJobs:
    """Starts jobs, and ends the one that runs when the program ends."""

    def __init__(self, *, on_news: Callable[[], None]) -> None:
        self._on_news = on_news
        self._job: ThreadJob[object] | None = None
        self._is_closed = False

    def start(self, work: Work[Result]) -> ThreadJob[Result]:
        """Begin; a DomainError while another one runs."""
        if self._is_closed or (self._job is not None and not self._job.is_done):
            raise DomainError("busy", _BUSY)
        job = ThreadJob(work, on_news=self._announce)
        self._job = job  # type: ignore[assignment]  # it is only ever ended here
        job.start()
        return job

    def close(self, *, timeout_s: float = 20.0) -> bool:
        """Cancel what runs, and wait for it; False when it does not end."""
        self._is_closed = True
        job = self._job
        if job is None:
            return True
        job.cancel()
        return job.has_ended(timeout_s=timeout_s)

    def _announce(self) -> None:
        if not self._is_closed:
            self._on_news()
