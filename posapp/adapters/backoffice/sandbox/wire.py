"""The door to the sandbox's back office: paths and parameters in, answers out."""

from __future__ import annotations

from msgspec import Struct

from posapp.adapters.http import Ask, HttpDoor, Limits
from posapp.adapters.outcomes import Answer
from posapp.ports.failures import CredentialsRefused

TITLE = "Sandbox back office"
_CONFLICT = frozenset({409})


class Page(Struct, frozen=True):
    """Some rows of a list and where the next page begins."""

    items: list[object]
    next: str | None


class SandboxWire:
    """Requests with the token; raises a ports.failures.Failure by the closed table."""

    def __init__(
        self, door: HttpDoor, *, base_url: str, token: str, limits: Limits | None = None
    ) -> None:
        self._door = door
        self._root = base_url.rstrip("/") + "/backoffice/v1"
        self._token = token
        self._headers = {"Authorization": f"Bearer {token}"}
        self._limits = limits or Limits()

    def get(self, path: str, **params: str) -> Answer:
        """A read."""
        return self._sent(
            Ask(
                method="GET",
                url=self._root + path,
                params=params,
                headers=self._headers,
                limits=self._limits,
            )
        )

    def ask(self, path: str, body: bytes, *, accept: frozenset[int]) -> Answer:
        """A question whose words must not stand in an address."""
        return self._sent(self._with_body("POST", path, body, accept=accept))

    def write(self, method: str, path: str, body: bytes, *, key: str) -> Answer:
        """A write under its key. A 409 “exists” comes back to be compared; any other is Refused."""
        answer = self._sent(self._with_body(method, path, body, key=key, accept=_CONFLICT))
        if answer.status == 409 and answer.error().code == "exists":
            return answer
        return self._door.judged(answer)

    def _sent(self, ask: Ask) -> Answer:
        if not self._token:  # a vault that is locked must not keep the till shut
            raise CredentialsRefused(f"Enter the token of the {TITLE}.")
        return self._door.request(ask)

    def _with_body(
        self, method: str, path: str, body: bytes, *, accept: frozenset[int], key: str = ""
    ) -> Ask:
        headers = {**self._headers, "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        return Ask(
            method=method,
            url=self._root + path,
            headers=headers,
            content=body,
            accept=accept,
            limits=self._limits,
        )
