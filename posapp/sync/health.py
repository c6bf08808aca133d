"""The transitions of a remote system's health, as pure functions."""

from __future__ import annotations

from dataclasses import replace

from posapp.ports.failures import CredentialsRefused, Failure
from posapp.ports.store import Health, HealthState


def after_success(health: Health, *, now_ms: int, next_ms: int, as_of_ms: int | None) -> Health:
    """The other side answered as it should; what is known never grows older."""
    return replace(
        health,
        state=HealthState.LIVE,
        last_success_ms=now_ms,
        last_attempt_ms=now_ms,
        next_attempt_ms=next_ms,
        as_of_ms=max(health.as_of_ms or 0, as_of_ms or 0) or None,
        failing_since_ms=None,
        message="",
    )


def after_failure(health: Health, *, failure: Failure, now_ms: int, next_ms: int) -> Health:
    """It did not; the start of the trouble is kept, so that its age can be shown."""
    needs_person = isinstance(failure, CredentialsRefused)
    return replace(
        health,
        state=HealthState.SIGN_IN_NEEDED if needs_person else HealthState.FAILING,
        last_attempt_ms=now_ms,
        next_attempt_ms=next_ms,
        failing_since_ms=health.failing_since_ms or now_ms,
        message=failure.message,
    )
