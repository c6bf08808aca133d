"""The wire to OrderPort: four reads, each a whole list.

It answers 200 to everything: a text or an empty body instead of the list is its way to say no, and
must never be taken for an empty list.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import msgspec

from posapp.adapters.backoffice.reading import clean
from posapp.adapters.budget import CallBudget
from posapp.adapters.http import MEGABYTE, Ask, HttpDoor, Limits
from posapp.adapters.json_text import read_json
from posapp.adapters.outcomes import Answer, BodyKind
from posapp.ports.clock import Clock
from posapp.ports.failures import CredentialsRefused, NoProof

TITLE = "OrderPort"
_LIMITS = Limits(total_s=60, max_bytes=64 * MEGABYTE)
"""A winery's whole list of customers comes in one answer."""
_SAID_MAX = 160
_WRAPPED = dict[str, msgspec.Raw]
_ROWS = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a connection is set up with."""

    url: str
    client_id: str
    api_key: str = field(repr=False)
    zone: str
    currency: str = "USD"
    per_minute: int = 12
    first_days: int = 7


class OrderPortClient:
    """Asks for lists; every row is decoded on its own, later."""

    def __init__(
        self, door: HttpDoor, access: Access, *, clock: Clock, limits: Limits = _LIMITS
    ) -> None:
        self._door = door
        self._access = access
        self._root = access.url.rstrip("/") + "/api/Integrations/"
        self._limits = limits
        self._budget = CallBudget(access.per_minute, clock=clock, peer=TITLE)

    def rows(self, name: str, **params: str) -> list[msgspec.Raw]:
        """The rows of a list; raises a Failure with OrderPort's own words when it gives none."""
        if not self._access.api_key:  # a vault that is locked must not keep the till shut
            raise CredentialsRefused(f"Enter the API key that {TITLE} gave the winery.")
        self._budget.take()
        answer = self._door.request(
            Ask(
                method="GET",
                url=self._root + name,
                params={"clientId": self._access.client_id, **params},
                headers={"x-api-key": self._access.api_key},
                limits=self._limits,
            )
        )
        asked = " ".join((name, *params.values()))
        if answer.kind is BodyKind.EMPTY:
            raise NoProof(f"{TITLE} answered {asked} with nothing at all, not even an empty list.")
        return _rows(answer, asked=asked, hidden=self._access.api_key)


def _rows(answer: Answer, *, asked: str, hidden: str) -> list[msgspec.Raw]:
    """A list, or the one list within an object."""
    body = _sound(answer.body)
    try:
        return _ROWS.decode(body)
    except (msgspec.DecodeError, RecursionError):
        wrapped = _wrapped(body)
    lists = [value for value in wrapped.values() if bytes(value)[:1] == b"["]
    if len(lists) != 1:
        raise _refusal(answer, asked=asked, hidden=hidden)
    try:
        return _ROWS.decode(lists[0])
    except (msgspec.DecodeError, RecursionError):
        raise answer.unreadable() from None


def _sound(body: bytes) -> bytes:
    """The text with every row readable by itself; as it is when it is no JSON at all."""
    try:
        body.decode()  # a row that is not looked into yet may hold anything
        msgspec.json.decode(body, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        with suppress(ValueError, RecursionError):
            return msgspec.json.encode(read_json(body))
    return body


def _wrapped(body: bytes) -> _WRAPPED:
    try:
        return msgspec.json.decode(body, type=_WRAPPED)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _refusal(answer: Answer, *, asked: str, hidden: str) -> NoProof:
    """What a 200 without a list says; it may repeat what it was sent, which is not shown."""
    if answer.kind is BodyKind.HTML or answer.body.lstrip()[:1] == b"[":  # a torn list: records
        return answer.unreadable()
    text = answer.body[: 4 * _SAID_MAX].decode("utf-8", errors="replace")
    said = (
        clean(" ".join(text.replace(hidden, "•••").split())).strip('"{} ')[:_SAID_MAX].rstrip(". ")
    )
    return NoProof(f"{TITLE} answered {asked} with a sentence instead of a list: {said}.")
