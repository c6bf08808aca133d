"""The relay's answers that are not a page: one JSON shape for every refusal."""

from __future__ import annotations

from starlette.responses import JSONResponse


def refusal(status: int, code: str, message: str) -> JSONResponse:
    """An error body; `code` is for programs, `message` for people."""
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers)
