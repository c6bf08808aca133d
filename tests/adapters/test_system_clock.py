"""The machine's clock and the order of identities."""

import threading
import time

from posapp.adapters.system_clock import SystemClock, TimeOrderedIds


class Clock(SystemClock):
    """A clock set by hand."""

    def __init__(self) -> None:
        self.ms = 1_791_619_200_000

    def now_ms(self) -> int:
        return self.ms


def test_the_clock_is_the_machine_s():
    """Milliseconds since 1970."""
    assert abs(SystemClock().now_ms() - time.time() * 1000) < 1_000


def test_ids_sort_by_creation_even_when_the_clock_is_set_back():
    """Within a millisecond, across milliseconds, and after an hour back."""
    clock = Clock()
    ids = TimeOrderedIds(clock)
    made = []
    for step in [0] * 500 + [1] * 500 + [-3_600_000] + [0] * 500:
        clock.ms += step
        made.append(ids.new_id())
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(one[14] == "7" for one in made)


def test_ids_from_many_threads_are_all_different():
    """One source serves the whole program."""
    ids = TimeOrderedIds(SystemClock())
    made: list[str] = []

    def work() -> None:
        made.extend([ids.new_id() for _ in range(500)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2_000
