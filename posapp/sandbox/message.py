"""One HTTP request and one answer as plain values, so that the world needs no socket.

Header names of a request are lower case; those of a response are written as given.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlsplit

JsonObject = dict[str, object]

HTML = "text/html; charset=utf-8"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """A request: `target` is path and query, `headers` have lower-case names."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path

    def query(self) -> dict[str, str]:
        """The query's pairs; of a repeated name the last."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    def header(self, name: str) -> str | None:
        """A header by its lower-case name."""
        return self.headers.get(name)

    def bearer(self) -> str | None:
        """The token of `Authorization: Bearer …`."""
        scheme, _, token = (self.header("authorization") or "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" and token.strip() else None

    def body_sha256(self) -> str:
        """Hex digest of the exact bytes sent."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; Content-Length, Date and Connection are added by whoever writes it."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of that name, compared without case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def json(self) -> object:
        """The body read as JSON."""
        decoded: object = json.loads(self.body)
        return decoded

    def is_failure(self) -> bool:
        """True for a 5xx."""
        return self.status >= 500


class RejectedError(Exception):
    """A route's early exit: the answer is already known."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"answered {response.status}")
        self.response = response


def encode(value: object) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def json_response(
    status: int, value: object, *, headers: tuple[tuple[str, str], ...] = ()
) -> Response:
    """An answer with a JSON body."""
    return Response(status, (("Content-Type", JSON), *headers), encode(value))


def error_response(
    status: int, code: str, *, message: str, field_name: str | None = None, **extra: object
) -> Response:
    """The one error body of relay, ingest and back office."""
    error: JsonObject = {"code": code, "message": message, "field": field_name}
    return json_response(status, {"error": error, **extra})


def parse_object(request: Request) -> JsonObject:
    """The request's JSON object; RejectedError with 400 when it is not one."""
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError) as fault:
        answer = error_response(400, "bad_json", message="the body is not JSON")
        raise RejectedError(answer) from fault
    if not isinstance(value, dict):
        raise RejectedError(error_response(400, "bad_json", message="the body is not an object"))
    return value


def http_date(epoch_ms: int) -> str:
    """RFC 9110 date of an instant."""
    return format_datetime(datetime.fromtimestamp(epoch_ms // 1000, tz=UTC), usegmt=True)
