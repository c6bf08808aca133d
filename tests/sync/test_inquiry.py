"""Questions asked beside the window: each ends once, whatever comes of it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from posapp.domain.errors import DomainError
from posapp.ports.failures import NotReached
from posapp.ports.inquiry import Inquiry
from posapp.sync.inquiry import Inquiries, Question

SOON_S = 10.0


class Asked:
    """Inquiries whose ends are counted."""

    def __init__(self) -> None:
        self.ends = 0
        self.ended = threading.Semaphore(0)
        self.all = Inquiries(on_done=self._end)

    def _end(self) -> None:
        self.ends += 1
        self.ended.release()

    def ask(self, ask: Callable[[], str | None], **more: object) -> Inquiry[str]:
        return self.all.ask(Question(name="test", ask=ask, **more))  # type: ignore[arg-type]

    def wait(self) -> None:
        assert self.ended.acquire(timeout=SOON_S)


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_an_answer_comes_from_another_thread(asked: Asked) -> None:
    """The one who asks goes on; when it is announced, the answer is there."""
    held, threads = threading.Event(), []

    def answer() -> str:
        threads.append(threading.get_ident())
        assert held.wait(SOON_S)
        return "yes"

    inquiry = asked.ask(answer)
    assert (inquiry.is_done, inquiry.answer, inquiry.trouble) == (False, None, "")
    held.set()
    asked.wait()
    assert (inquiry.is_done, inquiry.answer, inquiry.trouble) == (True, "yes", "")
    assert threads != [threading.get_ident()]


def test_nothing_there_is_an_answer(asked: Asked) -> None:
    """The system is sure that it has nothing: neither an answer nor a trouble."""
    inquiry = asked.ask(lambda: None)
    asked.wait()
    assert (inquiry.is_done, inquiry.answer, inquiry.trouble) == (True, None, "")


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (NotReached("no network"), "In words: no network"),
        (DomainError("x", "Enter the key.", field="key"), "Enter the key."),
    ],
)
def test_trouble_is_a_sentence(asked: Asked, trouble: Exception, said: str) -> None:
    """A failure in the words that were asked for, a field's as it is."""

    def ask() -> str:
        raise trouble

    inquiry = asked.ask(ask, reason_of=lambda failure: f"In words: {failure.message}")
    asked.wait()
    assert (inquiry.is_done, inquiry.answer, inquiry.trouble) == (True, None, said)


def test_a_fault_of_ours_is_reported_and_nobody_waits(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with a plain sentence, and reaches whoever collects the faults of threads."""
    faults: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: faults.append(args.exc_value))

    def ask() -> str:
        raise ZeroDivisionError

    inquiry = asked.ask(ask)
    asked.wait()
    assert inquiry.is_done
    assert "posapp itself" in inquiry.trouble
    for thread in threading.enumerate():
        if thread.name == "inquiry-test":
            thread.join(SOON_S)
    assert [type(fault) for fault in faults] == [ZeroDivisionError]


def test_a_question_has_an_end(asked: Asked) -> None:
    """After its time the exchange is cut and the answer is not waited for."""
    cut = threading.Event()

    def ask() -> str:
        assert cut.wait(SOON_S)
        return "too late"

    inquiry = asked.ask(ask, cut=cut.set, timeout_s=0.05)
    asked.wait()
    assert (inquiry.answer, inquiry.trouble) == (None, "No answer within 0 seconds.")
    assert cut.is_set()


def test_given_up_is_done_at_once(asked: Asked) -> None:
    """The exchange is cut; what still comes changes nothing and is told to nobody twice."""
    cut, closed = threading.Event(), threading.Event()

    def ask() -> str:
        assert cut.wait(SOON_S)
        return "too late"

    inquiry = asked.ask(ask, cut=cut.set, close=closed.set)
    inquiry.give_up()
    inquiry.give_up()
    assert (inquiry.is_done, inquiry.answer, inquiry.trouble) == (True, None, "")
    assert closed.wait(SOON_S)
    assert asked.ends == 1


def test_the_program_ends_all_of_them(asked: Asked) -> None:
    """What runs is cut, and nobody is told any more."""
    cut = threading.Event()

    def ask() -> str:
        assert cut.wait(SOON_S)
        return "too late"

    inquiry = asked.ask(ask, cut=cut.set)
    asked.all.close()
    assert inquiry.is_done
    assert asked.ends == 0
