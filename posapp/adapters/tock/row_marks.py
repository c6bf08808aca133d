"""A cheap look at a row's text: is it JSON, what kind of row is it, where does it end.

Nothing is kept of it; the decoder only walks the text, some hundred thousand rows a second.
"""

from __future__ import annotations

import re
from itertools import accumulate

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType


class _Marks(Struct, rename="camel", gc=False):
    business: Raw | UnsetType = UNSET
    patron: Raw | UnsetType = UNSET
    party_size: Raw | UnsetType = UNSET
    service_date_timestamp: Raw | UnsetType = UNSET


_MARKS = msgspec.json.Decoder(_Marks)
_RAWS = msgspec.json.Decoder(list[Raw])
_FIRST_KEY = re.compile(rb'\{[ \t\r\n]*"[^"\\]{1,64}"')
_NO_MARKS = _Marks()
INCOMPLETE = -1
_TRAILING = re.compile(r"trailing characters \(byte ([0-9]+)\)")


def is_json(body: bytes) -> bool:
    """False only for text that breaks off or breaks JSON's grammar."""
    try:
        _MARKS.decode(body)
    except (msgspec.ValidationError, UnicodeDecodeError, RecursionError):
        return True
    except msgspec.DecodeError:
        return False
    return True


def is_row(body: bytes) -> bool:
    """True for an object that looks like a reservation or a guest profile."""
    marks = _marks(body)
    return marks.business is not UNSET or marks.patron is not UNSET


def is_profile(body: bytes) -> bool:
    """True for an object that looks like a guest profile and not like a reservation."""
    marks = _marks(body)
    booked = (marks.business, marks.party_size, marks.service_date_timestamp)
    return marks.patron is not UNSET and all(mark is UNSET for mark in booked)


def end_of_object(text: bytes, start: int) -> int:
    """Where the sound JSON object that begins at `start` ends, INCOMPLETE when the text breaks off.

    0 when it cannot be told cheaply: the decoder names the place of what follows in words only, so
    the place is checked here, and callers must be able to do without.
    """
    try:
        _MARKS.decode(memoryview(text)[start:])
    except (msgspec.ValidationError, UnicodeDecodeError, RecursionError):
        return 0
    except msgspec.DecodeError as error:
        if "truncated" in str(error):
            return INCOMPLETE
        place = _TRAILING.search(str(error))
        end = text.rfind(b"}", start, start + int(place[1])) + 1 if place else 0
        return end if text[end : end + 16].lstrip(b" \t\r\n")[:1] in {b",", b"]"} else 0
    return 0


def whole_rows(text: bytes, start: int, *, limit: int) -> tuple[list[tuple[int, bytes]], int]:
    """The sound rows from `start` up to the last one that begins in `text`, and where they end.

    Each with its place; none when it cannot be told at once, or when one is longer than `limit`:
    then they are looked at one by one.
    """
    first = _FIRST_KEY.match(text, start)
    cut = text.rfind(first.group(), start + 1) if first else -1
    end = cut
    while end > start and text[end - 1] in b" \t\r\n,":
        end -= 1
    if end <= start:
        return [], start
    chunk = text[start:end]
    try:
        bodies = [bytes(raw) for raw in _RAWS.decode(b"[%b]" % chunk)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [], start
    if max(map(len, bodies)) > limit:
        return [], start
    begins = len(bodies[0])
    gap = text[start + begins : text.find(b"{", start + begins, end)] if len(bodies) > 1 else b""
    if gap.join(bodies) != chunk:  # a file whose rows stand in no regular distance
        return [], start
    steps = accumulate((len(body) + len(gap) for body in bodies[:-1]), initial=start)
    return list(zip(steps, bodies, strict=True)), end


def _marks(body: bytes) -> _Marks:
    try:
        return _MARKS.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _NO_MARKS
