"""Trouble that staff can put right.

A `DomainError` is a sentence for the person at the till, tied to the field it is about.
"""

from __future__ import annotations


class DomainError(Exception):
    """A rule of the house refused a command; nothing was changed.

    `code` is stable and for tests and logs, `message` is what staff read, `field` names the
    input the sentence belongs to ("" when it is about the whole).
    """

    def __init__(self, code: str, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class NotFoundError(DomainError):
    """A command named a record this store does not hold."""

    def __init__(self, kind: str, record_id: str) -> None:
        super().__init__("not_found", f"This {kind} is not in the store ({record_id}).")
        self.kind = kind
        self.record_id = record_id
