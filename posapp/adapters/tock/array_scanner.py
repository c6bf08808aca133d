"""Cuts a JSON array of any size into the bytes of its elements, with flat memory.

It only tells strings from brackets. A row that never closes would swallow all that follow, so the
beginning of a later row is looked for inside whatever is not sound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from posapp.adapters.tock.row_marks import (
    INCOMPLETE,
    end_of_object,
    is_json,
    is_row,
    whole_rows,
)

MAX_ELEMENT = 4 * 1024 * 1024
"""Bytes of the largest element that is read; of a larger one only the head is kept."""

MAX_KEPT = 64 * 1024
"""Bytes kept of what cannot be an element: a giant's head, a text that is no array."""


class Piece(Enum):
    """What a slice is; everything but ELEMENT goes to quarantine, for the reason it is named by."""

    ELEMENT = "an element"
    BROKEN = "the row does not end before the next one begins"
    GIANT = "the row is too large; only its beginning is kept"
    CUT_OFF = "the file is cut off"
    NOT_JSON = "the file is not JSON"
    NOT_ARRAY = "the file holds no array of rows"
    UTF_16 = "the file is UTF-16; save it as UTF-8"
    COMPRESSED = "the file is compressed; unpack it first"
    TRAILING = "the file goes on after the end of its array"


class Slice(NamedTuple):
    """A piece of the file and where it begins; `body` is only the head of what is too large."""

    piece: Piece
    body: bytes
    offset: int


class Run(NamedTuple):
    """Sound elements that follow each other, each with its place, found all at once."""

    rows: list[tuple[int, bytes]]

    @property
    def size(self) -> int:
        """Bytes from the first to the last."""
        (begin, _), (end, last) = self.rows[0], self.rows[-1]
        return end + len(last) - begin


class _Phase(Enum):
    HEAD = auto()
    BETWEEN = auto()
    INSIDE = auto()
    SKIPPING = auto()
    AFTER = auto()
    REST = auto()


_BLANK = re.compile(rb"[ \t\r\n]*")
_SEPARATORS = re.compile(rb"[ \t\r\n,]*")
# Atomic groups, not possessive repeats: those match wrongly over a group before Python 3.11.5.
_STRING = rb'(?>"[^"\\]*(?:\\.[^"\\]*)*")'


def _past(plain: bytes) -> re.Pattern[bytes]:
    """Runs of `plain` bytes, complete strings and complete brackets up to four deep.

    Most rows are one match; deeper or incomplete ones are counted bracket by bracket.
    """
    nested = rb'[^"{}\[\]]+|' + _STRING
    whole = nested
    for _ in range(4):
        whole = rb"[{\[](?>(?:" + nested + rb")*)[}\]]"
        nested = rb'[^"{}\[\]]+|' + _STRING + rb"|" + whole
    return re.compile(rb"(?>(?:" + plain + rb"+|" + _STRING + rb"|" + whole + rb")*)", re.DOTALL)


_TO_BRACKET = _past(rb'[^"{}\[\]]')
_TO_END = _past(rb'[^"{}\[\],]')
_OPENING = re.compile(rb"[{\[]+")
_CLOSING = re.compile(rb"[}\]]+")
_STRING_REST = re.compile(rb'(?>(?:[^"\\]+|\\.)*)', re.DOTALL)
_ROW_START = re.compile(rb",[ \t\r\n]*(?=\{)")
_BOM = b"\xef\xbb\xbf"
_FIRSTS = {
    b"\x1f\x8b": Piece.COMPRESSED,
    b"PK": Piece.COMPRESSED,
    b"\xff\xfe": Piece.UTF_16,
    b"\xfe\xff": Piece.UTF_16,
}
_HEAD_BYTES = 4
_EFFORT = 3  # how often a rescue may look over a whole element before it gives up


class ArrayScanner:
    """Feed it chunks of any size, then finish it; both yield slices in the order of the file."""

    def __init__(self, *, max_element: int = MAX_ELEMENT) -> None:
        self._max_element = max_element
        self._phase = _Phase.HEAD
        self._bytes = b""
        self._base = 0
        self._at = 0
        self._start = 0
        self._depth = 0
        self._is_in_string = False
        self._is_last = False
        self._has_split = False
        self._kept = bytearray()
        self._kept_at = 0
        self._kept_piece = Piece.NOT_JSON
        self.seen_bytes = 0

    def feed(self, chunk: bytes) -> Iterator[Slice | Run]:
        """The slices that end within what is known now."""
        self.seen_bytes += len(chunk)
        self._has_split = False
        keep_from = self._start if self._phase is _Phase.INSIDE else self._at
        self._bytes = self._bytes[keep_from:] + chunk
        self._base += keep_from
        self._start -= keep_from
        self._at -= keep_from
        yield from self._run()

    def finish(self) -> Iterator[Slice | Run]:
        """The slices that only the end of the file completes."""
        self._is_last = True
        yield from self._run()
        while self._phase is _Phase.INSIDE:
            body = self._bytes[self._start :].rstrip(b" \t\r\n")
            if body.endswith(b"}") and is_json(body):  # cut off right after a whole row
                yield Slice(Piece.ELEMENT, body, self._base + self._start)
                self._phase = _Phase.BETWEEN
                break
            rescued = self._rescue(len(self._bytes))
            if rescued is None:
                yield Slice(Piece.CUT_OFF, body[:MAX_KEPT], self._base + self._start)
                return
            yield rescued
            yield from self._run()
        if self._phase is _Phase.BETWEEN:
            yield Slice(Piece.CUT_OFF, b"", self.seen_bytes)
        elif self._phase in {_Phase.SKIPPING, _Phase.REST}:
            yield Slice(self._kept_piece, bytes(self._kept), self._kept_at)
            if self._phase is _Phase.SKIPPING:
                yield Slice(Piece.CUT_OFF, b"", self.seen_bytes)

    @property
    def is_blank(self) -> bool:
        """True while nothing but blanks was seen."""
        return self._phase is _Phase.HEAD

    @property
    def is_past_reading(self) -> bool:
        """True when what is left of the file can change nothing."""
        return self._phase is _Phase.REST and len(self._kept) >= MAX_KEPT

    def _run(self) -> Iterator[Slice | Run]:
        while True:
            phase = self._phase
            # `in` would hash the two, which Python does for every row of a million.
            if phase is _Phase.INSIDE or phase is _Phase.SKIPPING:
                found = self._pass_inside()
                if found is None:
                    return
                yield found
            elif not self._pass_outside():
                return
            elif self._phase is _Phase.INSIDE and not self._has_split:
                self._has_split = True
                rows, self._at = whole_rows(self._bytes, self._start, limit=self._max_element)
                if rows:  # nearly all of a chunk, as a rule
                    self._phase = _Phase.BETWEEN
                    yield Run([(self._base + at, body) for at, body in rows])

    def _pass_inside(self) -> Slice | None:
        """The element that ends here, or None when more bytes are needed."""
        found = self._pass_at_once()
        if isinstance(found, Slice):
            return found
        if found == INCOMPLETE:
            return None
        return self._ended() if self._reach_end() else self._outgrown()

    # -- outside elements ---------------------------------------------------------------------

    def _pass_outside(self) -> bool:
        """Go on to the next element; False when more bytes are needed."""
        if self._phase is _Phase.BETWEEN:
            return self._pass_separators()
        match self._phase:
            case _Phase.HEAD:
                return self._pass_head()
            case _Phase.AFTER:
                return self._pass_end()
            case _:
                room = MAX_KEPT - len(self._kept)
                self._kept += self._bytes[self._at : self._at + room]
                self._at = len(self._bytes)
                return False

    def _pass_head(self) -> bool:
        if self._base == 0 and self._at == 0:
            if len(self._bytes) < _HEAD_BYTES and not self._is_last:
                return False
            first = _FIRSTS.get(self._bytes[:2])
            if first is None and b"\0" in self._bytes[:_HEAD_BYTES]:
                first = Piece.UTF_16
            if first is not None:
                self._keep_rest(first)
                return True
            self._at = len(_BOM) if self._bytes.startswith(_BOM) else 0
        if not self._skip(_BLANK):
            return False
        head = self._bytes[self._at : self._at + 1]
        if head == b"[":
            self._at += 1
            self._phase = _Phase.BETWEEN
        else:
            is_value = head in {b"{", b'"'} or head.isdigit()
            self._keep_rest(Piece.NOT_ARRAY if is_value else Piece.NOT_JSON)
        return True

    def _pass_separators(self) -> bool:
        if not self._skip(_SEPARATORS):
            return False
        if self._bytes[self._at] == 0x5D:
            self._at += 1
            self._phase = _Phase.AFTER
        else:
            self._start, self._depth, self._is_in_string = self._at, 0, False
            self._phase = _Phase.INSIDE
        return True

    def _pass_end(self) -> bool:
        if not self._skip(_BLANK):
            return False
        if self._bytes[self._at : self._at + 1] in {b"[", b","}:  # two arrays in one file
            self._at += 1
            self._phase = _Phase.BETWEEN
        else:
            self._keep_rest(Piece.TRAILING)
        return True

    def _skip(self, pattern: re.Pattern[bytes]) -> bool:
        match = pattern.match(self._bytes, self._at)
        self._at = match.end() if match else self._at
        return self._at < len(self._bytes)

    def _keep_rest(self, piece: Piece) -> None:
        self._phase, self._kept_piece = _Phase.REST, piece
        self._kept, self._kept_at = bytearray(), self._base + self._at

    # -- inside an element --------------------------------------------------------------------

    def _pass_at_once(self) -> Slice | int:
        """The element when it is a sound object and all there, as nearly every row is.

        Otherwise INCOMPLETE when it is worth waiting for more bytes, 0 when it is not.
        """
        if self._phase is not _Phase.INSIDE or self._at != self._start:
            return 0
        end = end_of_object(self._bytes, self._start)
        size = (end if end > 0 else len(self._bytes)) - self._start
        if end <= 0 or size > self._max_element:
            return INCOMPLETE if end and not self._is_last and size <= self._max_element else 0
        self._at, self._phase = end, _Phase.BETWEEN
        return Slice(Piece.ELEMENT, self._bytes[self._start : end], self._base + self._start)

    def _reach_end(self) -> bool:
        """Go on to the comma or bracket that ends the element; False when more bytes are needed."""
        text, size, at, depth = self._bytes, len(self._bytes), self._at, self._depth
        to_bracket, to_end = _TO_BRACKET.match, _TO_END.match
        while at < size:
            if self._is_in_string:
                rest = _STRING_REST.match(text, at)
                at = rest.end() if rest else at
                if at >= size or text[at] != 0x22:  # the end, or half an escape before the end
                    break
                self._is_in_string = False
                at += 1
            plain = to_bracket(text, at) if depth else to_end(text, at)
            at = plain.end() if plain else at
            if at >= size:
                break
            mark = text[at]
            if mark == 0x22:
                self._is_in_string = True
            elif run := _OPENING.match(text, at):  # a file of nothing else is no day's work
                depth += run.end() - at
                at = run.end() - 1
            elif depth and (run := _CLOSING.match(text, at, at + depth)):
                depth -= run.end() - at
                at = run.end() - 1
            elif mark in b",]":
                self._at, self._depth = at, depth
                return True
            at += 1
        self._at, self._depth = at, depth
        return False

    def _ended(self) -> Slice:
        offset, end = self._base + self._start, self._at
        if self._phase is _Phase.SKIPPING:
            self._phase = _Phase.BETWEEN
            return Slice(Piece.GIANT, bytes(self._kept), self._kept_at)
        body = self._bytes[self._start : end].rstrip(b" \t\r\n")
        if len(body) > self._max_element:
            self._phase = _Phase.BETWEEN
            return Slice(Piece.GIANT, body[:MAX_KEPT], offset)
        if not is_json(body) and (rescued := self._rescue(end)) is not None:
            return rescued
        self._phase = _Phase.BETWEEN
        return Slice(Piece.ELEMENT, body, offset)

    def _outgrown(self) -> Slice | None:
        """What to do with an element that is not complete: wait, rescue a later row, or skip it."""
        if self._phase is _Phase.SKIPPING:
            self._start = self._at
            return None
        if len(self._bytes) - self._start <= self._max_element:
            return None
        rescued = self._rescue(len(self._bytes))
        if rescued is None:
            self._phase, self._kept_piece = _Phase.SKIPPING, Piece.GIANT
            self._kept = bytearray(self._bytes[self._start : self._start + MAX_KEPT])
            self._kept_at = self._base + self._start
        return rescued

    def _rescue(self, end: int) -> Slice | None:
        """Cut the element before the first row that begins inside it and is sound."""
        effort = _EFFORT * self._max_element
        for match in _ROW_START.finditer(self._bytes, self._start + 1, end):
            begin = match.end()
            close = _close_of(self._bytes, begin, limit=end)
            if close and is_row(self._bytes[begin:close]):
                body = self._bytes[self._start : match.start()]
                self._at = begin
                self._phase = _Phase.BETWEEN
                return Slice(Piece.BROKEN, body, self._base + self._start)
            effort -= (close or end) - begin
            if effort < 0:
                return None
        return None


def _close_of(text: bytes, begin: int, *, limit: int) -> int:
    """Where the object that begins at `begin` closes; 0 when it does not before `limit`."""
    depth, at = 1, begin + 1
    while at < limit:
        plain = _TO_BRACKET.match(text, at, limit)
        at = plain.end() if plain else at
        if at >= limit or text[at] == 0x22:
            return 0
        depth += 1 if text[at] in b"{[" else -1
        at += 1
        if depth == 0:
            return at
    return 0
