"""WineDirect's SOAP services: one POST an operation, every end of it a value or a Failure.

A password goes in every envelope (there is no token), so no envelope is ever shown or logged.
Redirects are never followed: plain http is answered with one, and a client that follows turns the
POST into a GET.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from xml.sax.saxutils import escape

from posapp.adapters.backoffice.winedirect.fields import BadFieldError, flag
from posapp.adapters.backoffice.winedirect.setting import WineryChoice
from posapp.adapters.budget import CallBudget
from posapp.adapters.http import AnswerTooLarge, Ask, HttpDoor, Limits
from posapp.adapters.outcomes import Answer, detail_of, http_date_ms, retry_after_ms
from posapp.adapters.soap import (
    MEDIA_TYPE,
    Node,
    Part,
    SoapFault,
    XmlLimits,
    XmlRefused,
    envelope,
    read_answer,
)
from posapp.domain.card_numbers import mask_card_numbers
from posapp.ports.failures import CredentialsRefused, NoProof, Refused, SignInPage, TryLater

TITLE = "WineDirect"
MAX_ROWS = 100
"""What a page holds at most, whatever is asked for."""

_REDIRECTS = frozenset({300, 301, 302, 303, 305, 307, 308})
_WINDOW_MS, _LONGEST_WINDOW_MS = 60_000, 300_000
_MOST_WORDS, _MOST_RAW = 200, 20_000
_RESULTS = ("Results", "Orders", "Contacts", "ClubMemberships")
_KEEPS = Limits(max_bytes=8 * 1024 * 1024)
_XML = XmlLimits()
# Who may ask, never what was asked: “OnAccount was not accepted” must not stop every other sale.
_SIGN_IN = re.compile(
    r"\b(?:user ?name|password|login|credentials?)\b.{0,40}"
    r"\b(?:invalid|incorrect|wrong|denied|failed|disabled|expired|locked|not)\b"
    r"|\b(?:invalid|incorrect|wrong)\b.{0,20}\b(?:user ?name|password|login|credentials?)\b"
    r"|\baccess\b.{0,20}\bdenied\b|\baccount\b.{0,20}\b(?:disabled|locked|suspended|inactive)\b"
    r"|\bnot (?:be )?(?:authori[sz]ed|authenticated)\b|\bunauthori[sz]ed\b"
    r"|\bauthenticat(?:e|ion)\b.{0,20}\b(?:failed|failure|denied|invalid|required)\b"
    r"|\b(?:failed|could not|unable)\b.{0,20}\bauthenticat(?:e|ion)\b",
    re.IGNORECASE,
)


class Version(Enum):
    """How a service asks for user and password, and how it answers."""

    V2 = 2
    V3 = 3


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its service's path, and the namespace that its description names."""

    name: str
    path: str
    namespace: str
    version: Version = Version.V3


def _v3(name: str, service: str, version: str = "V300") -> Operation:
    return Operation(name, f"/{version}/{service}Service.cfc", f"http://{version}")


SEARCH_CONTACTS = _v3("SearchContacts", "Contact")
SEARCH_ADDRESSES = _v3("SearchShippingAddresses", "Contact")
SEARCH_TYPES = _v3("SearchContactTypes", "Contact")
ADD_TYPE = _v3("AddContactTypeToContact", "Contact")
REMOVE_TYPE = _v3("RemoveContactTypeFromContact", "Contact")
SEARCH_MERGED = _v3("SearchMergedContacts", "Contact")
UPSERT_CONTACT = _v3("UpsertContact", "Contact", "V304")
SEARCH_ORDERS = _v3("SearchOrders", "Order", "V301")
GET_ORDER = _v3("GetOrderDetail", "Order", "V301")
UPSERT_ORDER = _v3("UpsertOrder", "Order", "V304")
SEARCH_CLUBS = _v3("SearchClubs", "ClubMembership")
SEARCH_MEMBERSHIPS = _v3("SearchClubMemberships", "ClubMembership")
SEARCH_PRODUCTS = _v3("SearchProducts", "Product")
GET_PRODUCT = _v3("GetProductDetail", "Product")
GIFT_CARD_BALANCE = _v3("GetGiftCardBalance", "GiftCard")
UPSERT_MEMBERSHIP = Operation(
    "UpsertClubMembership", "/v201/contactService.cfc", "http://v201", Version.V2
)


class Spoiled(NoProof):
    """An answer that came whole and cannot be read, or a ColdFusion fault: one record may do that.

    It may have been applied before. `raw` is how it begins, as a text that may be kept.
    """

    def __init__(self, message: str, *, raw: str = "", detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.raw = raw or message


class RowRefused(Refused):
    """WineDirect says no to what was asked; `said` are its own words."""

    def __init__(self, said: str) -> None:
        super().__init__(f"{TITLE} refused it: {said}.")
        self.said = said


@dataclass(frozen=True, slots=True)
class Returned:
    """What an operation returned, and the server's time if it told one."""

    node: Node
    told_ms: int | None = None


def results(returned: Node) -> list[Node]:
    """What an upsert says of each of its rows, however the array is called."""
    for name in _RESULTS:
        found = returned.rows(name)
        if found:
            return found
    # An array of the second version is the return value itself.
    return [row for row in returned.children if row.child("isSuccessful") is not None]


class WineDirectService:
    """Sends envelopes and judges what comes back by the closed table."""

    def __init__(
        self, door: HttpDoor, choice: WineryChoice, *, limits: Limits | None = None
    ) -> None:
        self._door = door
        self._choice = choice
        self._limits = limits or _KEEPS
        self._budget = CallBudget(choice.per_minute, clock=door.clock, peer=TITLE)
        self._shut_until_ms = 0

    @property
    def choice(self) -> WineryChoice:
        """What the winery chose."""
        return self._choice

    def now_ms(self) -> int:
        """Our own time."""
        return self._door.clock.now_ms()

    def ask(
        self, operation: Operation, parts: Sequence[Part] = (), *, share: float = 1.0
    ) -> Returned:
        """Send one operation; raises a Failure unless it succeeded as a whole.

        `share` is the part of the minute's budget that this sort of question may use up.
        """
        self._require_open()
        self._budget.take(share=share)
        ask = Ask(
            method="POST",
            url=self._choice.root + operation.path,
            headers={"Content-Type": MEDIA_TYPE, "SOAPAction": '""'},
            content=envelope(
                operation.name, self._signed(operation, parts), namespace=operation.namespace
            ),
            accept=_REDIRECTS | {429, 500},
            limits=self._limits,
        )
        try:
            answer = self._door.request(ask)
        except AnswerTooLarge as large:
            raise Spoiled(large.message) from None
        self._note_rate(answer)
        node = self._read(answer, operation)
        if operation.version is Version.V3:
            self._require_success(node, answer)
        return Returned(node, http_date_ms(answer.headers.get("date", "")))

    def said(self, row: Node) -> str:
        """The reasons a row or answer gives for saying no, fit for staff."""
        found = [
            error.value("ErrorMessage") or error.value("ErrorCode") or ""
            for one in (row, *results(row))
            for error in (*one.rows("Errors"), one)
        ]
        found += [one.value("message") or "" for one in (row, *results(row))]
        return self._words("; ".join(filter(None, found))) or "no reason was given"

    # -- one exchange ------------------------------------------------------------------------

    def _signed(self, operation: Operation, parts: Sequence[Part]) -> list[Part]:
        user, password = self._choice.username, self._choice.password
        if operation.version is Version.V2:
            return [("username", user), ("password", password), *parts]
        security: Part = ("Security", [("Username", user), ("Password", password)])
        return [("Request", [security, *parts])]

    def _read(self, answer: Answer, operation: Operation) -> Node:
        if answer.status in _REDIRECTS:
            raise SignInPage(
                f"{TITLE} sends this address elsewhere (HTTP {answer.status}), which is never"
                " followed. Check the region in the settings; it must be reached over https.",
                detail=detail_of(answer),
            )
        if answer.status == 429:
            wait_ms = self._wait_ms(answer)
            self._shut_until_ms = self.now_ms() + min(wait_ms, _LONGEST_WINDOW_MS)
            raise TryLater(f"{TITLE} asks to wait.", wait_ms=wait_ms, detail=detail_of(answer))
        try:
            node = read_answer(answer.body, method=operation.name, limits=_XML)
        except SoapFault as fault:
            raise self._failure_of(fault) from None
        except XmlRefused as refused:
            self._door.judged(answer)  # a 500 without a fault is a 500
            if b"<html" in answer.body[:1_000].lower():
                raise answer.unreadable() from None
            raise Spoiled(
                f"{TITLE} answered with something posapp cannot read: {refused}.",
                raw=self._hidden(answer.body[:_MOST_RAW].decode("utf-8", "replace")),
                detail=detail_of(answer),
            ) from None
        if answer.status == 500:
            self._door.judged(answer)
        return node

    def _failure_of(self, fault: SoapFault) -> CredentialsRefused | Refused | NoProof:
        said = self._words(fault.text) or self._words(fault.code)
        if _SIGN_IN.search(fault.text):
            return CredentialsRefused(f"{TITLE} refuses the user or password: {said}.")
        if fault.code.startswith("Client"):
            return Refused(f"{TITLE} cannot take it as it is: {said}.")
        return Spoiled(f"{TITLE} has trouble of its own: {said}.")

    def _require_success(self, node: Node, answer: Answer) -> None:
        try:
            is_successful = flag(node, "IsSuccessful")
        except BadFieldError:
            raise answer.unreadable() from None
        if is_successful:
            return
        if node.value("IsSuccessful") is None:
            message = f"{TITLE} did not say whether it worked."
            raise NoProof(message, detail=detail_of(answer))
        said = self.said(node)
        if _SIGN_IN.search(said):
            raise CredentialsRefused(f"{TITLE} refuses the user or password: {said}.")
        raise RowRefused(said)

    def _hidden(self, text: str) -> str:
        """A text of theirs without what was sent to them, as it is and as XML has it."""
        for word in (self._choice.password, escape(self._choice.password)):
            text = text.replace(word, "•••")
        return text.replace("\0", "")

    def _words(self, text: str) -> str:
        told = mask_card_numbers(self._hidden(text))
        return " ".join(told.split())[:_MOST_WORDS].rstrip(".")

    # -- the rate ----------------------------------------------------------------------------

    def _require_open(self) -> None:
        wait_ms = self._shut_until_ms - self.now_ms()
        if 0 < wait_ms <= _LONGEST_WINDOW_MS:
            raise TryLater(f"{TITLE} asks to wait.", wait_ms=wait_ms)

    def _note_rate(self, answer: Answer) -> None:
        """Nothing more is asked in a window that all tills together have used up."""
        if answer.headers.get("x-rate-limit-remaining", "").strip() in {"0", "0.0"}:
            self._shut_until_ms = self.now_ms() + self._wait_ms(answer)

    def _wait_ms(self, answer: Answer) -> int:
        """Until the window ends, by the server's own clock; theirs and ours may differ."""
        now_ms = http_date_ms(answer.headers.get("date", "")) or self.now_ms()
        asked_ms = retry_after_ms(answer.headers.get("retry-after", ""), now_ms=now_ms)
        reset = answer.headers.get("x-rate-limit-reset", "").strip()
        if reset.isascii() and reset.isdigit() and len(reset) <= 12:
            until_ms = min(max(int(reset) * 1_000 - now_ms, 0), _LONGEST_WINDOW_MS)
            return max(until_ms, asked_ms or 0, 1_000)
        return _WINDOW_MS if asked_ms is None else asked_ms
