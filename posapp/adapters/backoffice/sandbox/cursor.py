"""Where a pull of the sandbox's lists resumes.

The server lists what changed strictly after a millisecond; a second change within that same
millisecond would be missed, so the last one is asked for again and what was seen is left out.
"""

from __future__ import annotations

import hashlib

from msgspec import Struct

from posapp.adapters.backoffice.reading import plain_text
from posapp.adapters.backoffice.stored_cursor import cursor_of, text_of

_MAX_SEEN = 200
_MAX_INT = 2**63 - 1


class PullCursor(Struct, frozen=True, omit_defaults=True):
    """Where a pull of one kind resumes.

    `after_ms` is the last finished pull's newest change and `seen` its records' digests; `page` is
    the server's place in a pull under way, whose newest change so far is `newest_ms` with `newest`.
    """

    after_ms: int | None = None
    seen: dict[str, str] = {}
    page: str = ""
    newest_ms: int | None = None
    newest: dict[str, str] = {}

    @classmethod
    def parse(cls, text: str) -> PullCursor:
        """Read a stored cursor; one that is not ours means from the start."""
        return cursor_of(text, kind=cls)

    @property
    def text(self) -> str:
        """The cursor as stored."""
        return text_of(self)

    def query(self) -> dict[str, str]:
        """The parameters of the next page."""
        asked = {} if self.after_ms is None else {"updated_after": str(self.after_ms - 1)}
        return asked | ({"cursor": self.page} if self.page else {})

    def restarted(self) -> PullCursor:
        """The pull from its first page again."""
        return PullCursor(after_ms=self.after_ms, seen=self.seen)

    def unseen(self, rows: list[object]) -> list[object]:
        """The rows that were not already stored exactly so."""
        return [row for row in rows if self.seen.get(_id(row)) != _digest(row) or not _id(row)]

    def after(self, rows: list[object], *, next_page: str | None) -> PullCursor:
        """The cursor once `rows` are stored."""
        newest_ms, newest = self.newest_ms, dict(self.newest)
        for row in rows:
            updated_ms = _updated_ms(row)
            if updated_ms is None or (newest_ms is not None and updated_ms < newest_ms):
                continue
            if updated_ms != newest_ms:
                newest_ms, newest = updated_ms, {}
            newest[_id(row)] = _digest(row)
        if len(newest) > _MAX_SEEN:  # too many to carry along: they are read again, harmlessly
            newest = {}
        if next_page is not None:
            return PullCursor(self.after_ms, self.seen, next_page, newest_ms, newest)
        if newest_ms is None:
            return self.restarted()
        return PullCursor(after_ms=newest_ms, seen=newest)


def _field(row: object, name: str) -> object:
    return row.get(name) if isinstance(row, dict) else None


def _id(row: object) -> str:
    found = _field(row, "id") or _field(row, "sku")
    return found if isinstance(found, str) else ""


def _updated_ms(row: object) -> int | None:
    found = _field(row, "updated_ms")
    if not isinstance(found, int) or isinstance(found, bool):
        return None
    return found if 0 <= found <= _MAX_INT else None


def _digest(row: object) -> str:
    return hashlib.sha256(plain_text(row).encode()).hexdigest()[:16]
