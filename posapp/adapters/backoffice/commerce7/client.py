"""The wire to one tenant of Commerce7: who we are, how often we ask, what an answer holds."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from msgspec import Struct

from posapp.adapters.backoffice.reading import clean
from posapp.adapters.budget import CallBudget
from posapp.adapters.http import Ask, HttpDoor, Limits
from posapp.adapters.outcomes import Answer
from posapp.ports.backoffice import Ack
from posapp.ports.clock import Clock
from posapp.ports.failures import NoProof, Refused

TITLE = "Commerce7"
Json = dict[str, object]
REFUSALS = frozenset({400, 404, 409, 422})
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
    secret: str
    number_base: int
    currency: str = "USD"
    per_minute: int = 60
    walk_every_ms: int = 86_400_000
    quiet_ms: int = 120_000


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
        self._budget = CallBudget(tenant.per_minute, clock=clock, peer=TITLE)

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
        return self._door.request(
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
