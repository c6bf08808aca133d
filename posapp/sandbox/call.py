"""One request on its way through the world, with its number and the times that hold for it."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.sandbox.ledger import LedgerEntry
from posapp.sandbox.message import RejectedError, Request, error_response
from posapp.sandbox.ops import Op

_PAGE_LIMIT = 500
_PAGE_DEFAULT = 100


@dataclass(frozen=True, slots=True)
class Call:
    """`now_ms` is true time, `told_ms` what is stamped, `as_of_ms` how fresh reads may be."""

    request: Request
    op: Op
    request_no: int
    now_ms: int
    told_ms: int
    as_of_ms: int

    def entry(self, *, reference: str, cents: int) -> LedgerEntry:
        """The ledger's line for this call."""
        return LedgerEntry(
            request_no=self.request_no,
            op=self.op,
            endpoint=f"{self.request.method} {self.request.path}",
            key=self.request.header("idempotency-key"),
            reference=reference,
            body_sha256=self.request.body_sha256(),
            cents=cents,
            applied_at_ms=self.now_ms,
        )

    def page_limit(self) -> int:
        """`limit` of the query, 1..500; RejectedError with 400 outside."""
        limit = self.whole_number("limit", default=_PAGE_DEFAULT)
        if not 1 <= limit <= _PAGE_LIMIT:
            raise RejectedError(
                error_response(400, "invalid", message="limit is 1..500", field_name="limit")
            )
        return limit

    def whole_number(self, name: str, *, default: int) -> int:
        """A number of the query; RejectedError with 400 when it is not one."""
        text = self.request.query().get(name, "")
        if not text:
            return default
        try:
            return int(text)
        except ValueError as fault:
            raise RejectedError(
                error_response(400, "invalid", message="not a whole number", field_name=name)
            ) from fault
