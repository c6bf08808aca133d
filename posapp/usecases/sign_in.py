"""Check a PIN. A wrong one is counted and committed, so it is a result and not an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.domain.changes import Topic
from posapp.domain.journal import JournalEntry, Verb
from posapp.domain.staff import MAX_TRIES, SignInResult, after_right_pin, after_wrong_pin
from posapp.ports.store import UnitOfWork

VerifyPin = Callable[[str, str], bool]
"""(hash, pin) → whether they belong together."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who says they are here, with their PIN."""

    staff_id: str
    pin: str


def sign_in(command: SignIn, *, uow: UnitOfWork, verify: VerifyPin) -> SignInResult:
    """Sign a person in, or count the wrong try; the fifth locks the PIN for a minute."""
    staff = uow.staff.get(command.staff_id)
    if staff.is_locked(uow.now_ms):
        return SignInResult(None, locked_until_ms=staff.locked_until_ms)
    if staff.is_active and verify(staff.pin_hash, command.pin):
        cleared = after_right_pin(staff)
        uow.staff.save(cleared)
        uow.record(JournalEntry(Verb.SIGNED_IN, staff.staff_id))
        return SignInResult(cleared)
    counted = after_wrong_pin(staff, now_ms=uow.now_ms)
    uow.staff.save(counted)
    uow.record(JournalEntry(Verb.SIGN_IN_REFUSED, staff.staff_id))
    uow.touch(Topic.STAFF)
    if counted.is_locked(uow.now_ms):
        return SignInResult(None, locked_until_ms=counted.locked_until_ms)
    return SignInResult(None, tries_left=MAX_TRIES - counted.failed_tries)
