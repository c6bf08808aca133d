"""The closed table: what each answer of another system proves about the request.

A status that is not in the table ends as `NoProof`: it may have been applied, and is never dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TypeVar

import msgspec

from posapp.adapters.json_text import read_json
from posapp.domain.business_day import to_ms
from posapp.domain.card_numbers import mask_card_numbers
from posapp.ports.failures import (
    CredentialsRefused,
    Failure,
    NoProof,
    Refused,
    SignInPage,
    TryLater,
)

MAX_WAIT_MS = 3_600_000
"""No server may make a lane wait longer than this; a wrong date must not stop a day's sales."""

_MESSAGE_MAX = 200
_T = TypeVar("_T")


class BodyKind(StrEnum):
    """What a body is, judged by its first character: captive portals lie in Content-Type."""

    EMPTY = "empty"
    JSON = "json"
    HTML = "html"
    OTHER = "other"


class ErrorWord(msgspec.Struct, frozen=True):
    """The other side's own words for a refusal; each part "" when it gave none."""

    code: str = ""
    message: str = ""
    field: str | None = None


class _ErrorBody(msgspec.Struct, frozen=True):
    error: ErrorWord


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer: header names lower case, `body` decoded ("" after a download or a 304)."""

    peer: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def kind(self) -> BodyKind:
        """What the body is."""
        head = self.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if not head:
            return BodyKind.EMPTY
        if head == b"<":
            return BodyKind.HTML
        return BodyKind.JSON if head in b'{["-0123456789tfn' else BodyKind.OTHER

    @property
    def etag(self) -> str:
        """The validator to send as If-None-Match, "" when there is none."""
        return self.headers.get("etag", "")

    @property
    def last_modified_ms(self) -> int | None:
        """When the content last changed, by the server's word."""
        return http_date_ms(self.headers.get("last-modified", ""))

    def read(self, shape: type[_T]) -> _T:
        """The JSON body as `shape`; NoProof when it is a web page, bad JSON or another schema."""
        try:
            return msgspec.json.decode(self.body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass  # one bad character in one record must not cost the others
        try:
            return msgspec.convert(read_json(self.body), shape)
        except (msgspec.ValidationError, ValueError, RecursionError):
            raise self.unreadable() from None

    def error(self) -> ErrorWord:
        """The error word of the body, empty when it holds none."""
        try:
            return msgspec.json.decode(self.body, type=_ErrorBody).error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return ErrorWord()

    def unreadable(self) -> NoProof:
        """The failure that a 2xx with such a body stands for."""
        if self.kind is BodyKind.HTML:
            message = f"{self.peer} answered with a web page; a guest Wi-Fi may stand in the way."
        else:
            message = f"{self.peer} answered with something posapp cannot read."
        return NoProof(message, detail=detail_of(self))


def detail_of(answer: Answer) -> str:
    """What support asks for: status, media type and the id of the network in front."""
    media = answer.headers.get("content-type", "").split(";")[0][:60]
    ray = answer.headers.get("cf-ray", "")[:60]
    return f"HTTP {answer.status} {media}" + (f" cf-ray {ray}" if ray else "")


def failure_of(answer: Answer, *, now_ms: int, page_503: str = "") -> Failure | None:
    """The failure an answer stands for, None for a 2xx whose body is still to be read.

    `page_503` replaces the sentence for a 503 with a web page, where a system uses that to say
    something else: Tock answers a wrong key so.
    """
    status, detail = answer.status, detail_of(answer)
    if 200 <= status <= 299:
        return None
    if 300 <= status <= 399:
        message = "The network asks for sign-in. Open a browser on this machine and sign in."
        return SignInPage(message, detail=detail)
    wait_ms = retry_after_ms(answer.headers.get("retry-after", ""), now_ms=now_ms)
    if status in {401, 403}:
        message = f"{answer.peer} refuses the key. Check it in the settings."
        return CredentialsRefused(message, detail=detail)
    if status in {425, 429} or (status == 409 and answer.error().code == "in_use"):
        return TryLater(f"{answer.peer} asks to wait.", wait_ms=wait_ms, detail=detail)
    if status in {400, 404, 409, 422}:
        return Refused(f"{answer.peer} refused it{_reason(answer)}.", detail=detail)
    return _unlisted(answer, wait_ms=wait_ms, page_503=page_503)


def _unlisted(answer: Answer, *, wait_ms: int | None, page_503: str) -> NoProof:
    if answer.status == 503 and answer.kind is BodyKind.HTML and page_503:
        message = page_503
    elif answer.status >= 500:
        message = f"{answer.peer} has trouble of its own (HTTP {answer.status})."
    else:
        message = f"{answer.peer} gave an unexpected answer (HTTP {answer.status})."
    return NoProof(message, wait_ms=wait_ms, detail=detail_of(answer))


def _reason(answer: Answer) -> str:
    word = answer.error()
    said = mask_card_numbers(word.message or word.code).replace("\0", "")
    text = " ".join(said.split())[:_MESSAGE_MAX].rstrip(".")
    place = f" ({word.field[:60]})" if word.field else ""
    return f": {text}{place}" if text else f" (HTTP {answer.status})"


def retry_after_ms(text: str, *, now_ms: int) -> int | None:
    """The wait a Retry-After header asks for, as seconds or as an HTTP date, within an hour.

    None when it is absent or nonsense, so that the usual back-off applies.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:12]) * 1_000, MAX_WAIT_MS) if len(text) <= 12 else MAX_WAIT_MS
    at_ms = http_date_ms(text)
    return None if at_ms is None else min(max(at_ms - now_ms, 0), MAX_WAIT_MS)


def http_date_ms(text: str) -> int | None:
    """An HTTP date (any of the three historic forms) in ms since 1970, None when it is not one."""
    if not text or len(text) > 64:
        return None
    try:
        instant = parsedate_to_datetime(text)
        aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        return to_ms(aware)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
