"""What the lines of a lane say about the health of their remote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from posapp.ports.store import Health, HealthState
from posapp.sync.line import Line


def health_of(
    known: Health, *, lines: Sequence[Line], now_ms: int, has_spoken: bool, as_of_ms: int
) -> Health:
    """The remote's condition after a round.

    It is live while one line has answered since another's last trouble: that is then a message,
    not an outage, and so is a stream that alone is refused. A line that has not been asked since (a
    file twice a day) vouches for nothing. What is known never grows older, and the start of a
    trouble is kept so that its age can be shown.
    """
    failures = [line.failure for line in lines if line.failure is not None]
    if not has_spoken and not failures:
        return known
    refusals = [words for line in lines for words in line.refusals]
    message = " ".join(dict.fromkeys([*(one.message for one in failures), *refusals]))
    planned = [line.next_ms for line in lines if not line.needs_person]
    next_ms = min((at_ms for at_ms in planned if at_ms is not None), default=None)
    heard = replace(known, message=message, next_attempt_ms=next_ms)
    if has_spoken:
        newest_ms = max(known.as_of_ms or 0, as_of_ms) or None
        heard = replace(heard, last_success_ms=now_ms, last_attempt_ms=now_ms, as_of_ms=newest_ms)
    failed_ms = max((line.failed_ms for line in lines if line.failure is not None), default=0)
    if any(line.is_well and line.answered_ms >= failed_ms for line in lines):
        return replace(heard, state=HealthState.LIVE, failing_since_ms=None)
    needs_person = any(line.needs_person for line in lines)
    is_news = (known.message, known.next_attempt_ms) != (message, next_ms)
    return replace(
        heard,
        state=HealthState.SIGN_IN_NEEDED if needs_person else HealthState.FAILING,
        failing_since_ms=known.failing_since_ms or now_ms,
        last_attempt_ms=now_ms if is_news else heard.last_attempt_ms,
    )
