"""Staff and the rule of the PIN: four to six digits, five wrong tries lock it for a minute."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from posapp.domain.errors import DomainError

MAX_TRIES = 5
LOCK_MS = 60_000


class Role(StrEnum):
    """What a person may approve."""

    SELLER = "seller"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who may sign in; the PIN exists only as an argon2 hash."""

    staff_id: str
    name: str
    role: Role
    pin_hash: str
    failed_tries: int = 0
    locked_until_ms: int = 0
    is_active: bool = True

    def is_locked(self, now_ms: int) -> bool:
        """True while a lock-out runs; one that ends later than it may began on a wrong clock."""
        return now_ms < self.locked_until_ms <= now_ms + LOCK_MS


@dataclass(frozen=True, slots=True)
class SignInResult:
    """`staff` on success; else the end of a lock-out (0: none) and the tries that are left."""

    staff: Staff | None
    locked_until_ms: int = 0
    tries_left: int = 0


def require_pin(pin: str) -> None:
    """Raise unless `pin` is four to six digits."""
    if not re.fullmatch(r"[0-9]{4,6}", pin):
        raise DomainError("bad_pin", "A PIN is four to six digits.", field="pin")


def after_wrong_pin(staff: Staff, *, now_ms: int) -> Staff:
    """The record after a wrong PIN: the fifth in a row locks it."""
    tries = staff.failed_tries + 1
    if tries < MAX_TRIES:
        return replace(staff, failed_tries=tries)
    return replace(staff, failed_tries=0, locked_until_ms=now_ms + LOCK_MS)


def after_right_pin(staff: Staff) -> Staff:
    """The record after a right PIN: the count starts again."""
    return replace(staff, failed_tries=0, locked_until_ms=0)
