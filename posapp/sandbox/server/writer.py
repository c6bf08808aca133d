"""An answer as the bytes of HTTP/1.1."""

from __future__ import annotations

from http import HTTPStatus

from posapp.sandbox.message import Response, http_date

_REASONS = {status.value: status.phrase for status in HTTPStatus}
_BODILESS = frozenset({204, 304})


def head_bytes(
    response: Response, *, told_ms: int, keeps_alive: bool, framing: tuple[str, str] | None = None
) -> bytes:
    """Status line and headers; `framing` replaces the honest Content-Length."""
    reason = _REASONS.get(response.status, "Unknown")
    lines = [f"HTTP/1.1 {response.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    lines.append(f"Date: {http_date(told_ms)}")
    lines.append("Server: sandbox")
    if framing is not None:
        lines.append(f"{framing[0]}: {framing[1]}")
    elif response.status not in _BODILESS:
        lines.append(f"Content-Length: {len(response.body)}")
    lines.append(f"Connection: {'keep-alive' if keeps_alive else 'close'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def answer_bytes(response: Response, *, method: str, told_ms: int, keeps_alive: bool) -> bytes:
    """The whole answer to a request of `method`."""
    head = head_bytes(response, told_ms=told_ms, keeps_alive=keeps_alive)
    if method == "HEAD" or response.status in _BODILESS:
        return head
    return head + response.body
