"""Note how a remote system was found, for the pill, the Sync centre and doctor."""

from __future__ import annotations

from posapp.domain.changes import Topic
from posapp.ports.store import Health, UnitOfWork


def record_health(health: Health, *, uow: UnitOfWork) -> None:
    """Store the condition."""
    uow.feeds.save_health(health)
    uow.touch(Topic.HEALTH)
