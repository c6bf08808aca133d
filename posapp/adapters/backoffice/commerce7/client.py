"""The wire to one tenant of Commerce7: who we are, how often we ask, what an answer holds."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from posapp.adapters.budget import CallBudget
from posapp.adapters.http import Ask, HttpDoor, Limits
from posapp.adapters.outcomes import Answer
from posapp.ports.clock import Clock
from posapp.ports.failures import NoProof

TITLE = "Commerce7"
Json = dict[str, object]
_T = TypeVar("_T")


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
        return self.read(self._ask("GET", path, params=params), Json)

    def send(
        self, method: str, path: str, body: Json | None, *, accept: frozenset[int] = frozenset()
    ) -> Answer:
        """Write; `accept` are refusals that the caller looks into."""
        content = None if body is None else msgspec.json.encode(body)
        return self._ask(method, path, content=content, accept=accept)

    def judged(self, answer: Answer) -> Answer:
        """The answer when it is good; raises what it stands for otherwise."""
        return self._door.judged(answer)

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
        accept: frozenset[int] = frozenset(),
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
                accept=accept,
                limits=self._limits,
            )
        )
