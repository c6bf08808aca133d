"""The wire to one tenant of Commerce7: who we are, how often we ask, what an answer holds."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
from msgspec import Struct

from posapp.adapters.backoffice.reading import clean
from posapp.adapters.budget import CallBudget
from posapp.adapters.http import Ask, HttpDoor, Limits
from posapp.adapters.outcomes import Answer, http_date_ms
from posapp.ports.backoffice import Ack
from posapp.ports.clock import Clock
from posapp.ports.failures import NoProof, Refused

TITLE = "Commerce7"
Json = dict[str, object]
REFUSALS = frozenset({400, 404, 409, 422})
START = "start"
"""Where a walk by cursor begins."""

MAX_PAGES = 20_000
_MESSAGE_MAX = 300
_T = TypeVar("_T")


class _Fault(Struct, frozen=True):
    field: str | None = None


class _Refusal(Struct, frozen=True):
    message: str | None = None
    errors: list[_Fault] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """What a connection is set up with; `number_base` begins this till's block of order numbers."""

    url: str
    tenant: str
    app_id: str
    secret: str = field(repr=False)
    number_base: int
    currency: str = "USD"
    per_minute: int = 60
    walk_every_ms: int = 86_400_000
    quiet_ms: int = 120_000
    pickup_location: str = ""


def require_seen(ack: Ack | None) -> Ack:
    """The proof of a write that is looked for after it was made."""
    if ack is None:
        raise NoProof(f"{TITLE} took it, but does not show it yet.")
    return ack


class Client:
    """Asks and sends. Lists by cursor are free over there; everything else counts."""

    def __init__(
        self, door: HttpDoor, tenant: Tenant, *, clock: Clock, limits: Limits | None = None
    ) -> None:
        word = base64.b64encode(f"{tenant.app_id}:{tenant.secret}".encode()).decode()
        self._headers = {"Authorization": f"Basic {word}", "tenant": tenant.tenant}
        self._door = door
        self._root = tenant.url.rstrip("/")
        self._limits = limits or Limits()
        self._clock = clock
        self._budget = CallBudget(tenant.per_minute, clock=clock, peer=TITLE)
        self._told_ms: int | None = None

    def as_of_ms(self) -> int:
        """The time of the last answer by the slower of both clocks: nothing changed before it can
        have been left out of what follows.
        """
        now_ms = self._clock.now_ms()
        return now_ms if self._told_ms is None else min(now_ms, self._told_ms)

    def get(self, path: str, **params: str) -> Json:
        """The JSON object of an answer; parameters by their own names."""
        return self.read(self._good(self._ask("GET", path, params=params)), Json)

    def send(self, method: str, path: str, body: Json | None) -> Answer:
        """Write; a refusal is raised with Commerce7's own words."""
        return self._good(self.try_to(method, path, body))

    def change(self, method: str, path: str, body: Json | None) -> None:
        """Write what is looked at afterwards: a page that is no JSON object is no proof at all."""
        self.read(self.send(method, path, body), Json)

    def try_to(self, method: str, path: str, body: Json | None) -> Answer:
        """Write; a refusal comes back as an answer, for a caller who looks into it."""
        content = None if body is None else msgspec.json.encode(body)
        return self._ask(method, path, content=content)

    def refusal(self, answer: Answer) -> Refused:
        """What a refused answer says, for staff."""
        try:
            word = msgspec.json.decode(answer.body, type=_Refusal)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            word = _Refusal()
        said = clean(word.message) or f"HTTP {answer.status}"
        places = ", ".join(clean(one.field) for one in word.errors or () if one.field)
        where = f" ({places})" if places else ""
        message = f"{TITLE} refused it: {said}{where}."[:_MESSAGE_MAX]
        return Refused(message, detail=f"HTTP {answer.status}")

    def _good(self, answer: Answer) -> Answer:
        if answer.status in REFUSALS:
            raise self.refusal(answer)
        return answer

    def read(self, answer: Answer, shape: type[_T]) -> _T:
        """The JSON of an answer as `shape`; NoProof when it is something else."""
        return answer.read(shape)

    def rows(self, answer: Mapping[str, object], key: str, shape: type[_T]) -> list[_T]:
        """The records of a list; NoProof when it is none or one cannot be read."""
        found = answer.get(key)
        try:
            return msgspec.convert(found, list[shape])  # type: ignore[valid-type]
        except msgspec.ValidationError:
            raise NoProof(f"{TITLE} answered something else than its {key}.") from None

    def pages(
        self, path: str, key: str, *, first: str = START, params: Mapping[str, str] | None = None
    ) -> Iterator[tuple[list[object], str]]:
        """Pages of a list's rows with the cursor of the next one, "" at the end."""
        place, given = first, {first}
        while True:
            answer = self.get(path, cursor=place, **(params or {}))
            rows, following = self.listed(answer, key), answer.get("cursor")
            following = following if isinstance(following, str) else ""
            if following and (following in given or len(given) >= MAX_PAGES):
                raise NoProof(f"{TITLE} sends its list without end.")
            yield rows, following
            if not following:
                return
            given.add(following)
            place = following

    def listed(self, answer: Mapping[str, object], key: str) -> list[object]:
        """The rows of a list as they are; NoProof when it is none."""
        found = answer.get(key)
        if not isinstance(found, list):
            raise NoProof(f"{TITLE} answered without the list of {key}.")
        return found

    def _ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        if "cursor" not in (params or {}):
            self._budget.take()
        headers = self._headers
        if content is not None:
            headers = {**headers, "Content-Type": "application/json"}
        answer = self._door.request(
            Ask(
                method=method,
                url=self._root + path,
                params=params or {},
                headers=headers,
                content=content,
                accept=REFUSALS,
                limits=self._limits,
            )
        )
        self._told_ms = http_date_ms(answer.headers.get("date", ""))
        return answer
