"""What every route of the back office does: ask for the token, page a list, enter a write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posapp.sandbox.backoffice.office import BackOffice, RepeatMode
from posapp.sandbox.backoffice.shelf import RecordT, Shelf
from posapp.sandbox.call import Call
from posapp.sandbox.ledger import Ledger
from posapp.sandbox.message import RejectedError, Response, error_response, json_response


@dataclass(frozen=True, slots=True)
class Desk:
    """The office with its ledger and the token that opens it."""

    office: BackOffice
    ledger: Ledger
    token: str

    def require_token(self, call: Call) -> None:
        """RejectedError with 401 without it."""
        if call.request.bearer() != self.token:
            raise RejectedError(error_response(401, "unauthorized", message="a token is needed"))

    def listed(
        self, call: Call, shelf: Shelf[RecordT], *, only: Callable[[RecordT], bool] = lambda _: True
    ) -> Response:
        """A page of a list."""
        self.require_token(call)
        try:
            items, following = shelf.page(
                cursor=call.request.query().get("cursor", ""),
                limit=call.page_limit(),
                updated_after=call.whole_number("updated_after", default=-1),
                as_of_ms=call.as_of_ms,
                only=only,
            )
        except ValueError:
            return error_response(400, "bad_cursor", message="this list never gave that cursor out")
        return json_response(200, {"items": items, "next": following})

    def write(self, call: Call, apply: Callable[[Call], Response]) -> Response:
        """A write under its key, if this operation has keys."""
        self.require_token(call)
        return self.office.once(call, lambda: apply(call))

    def enter(self, call: Call, *, reference: str, cents: int = 0) -> None:
        """Put an applied write into the ledger."""
        self.ledger.append(call.entry(reference=reference, cents=cents))

    def seen_before(self, call: Call, reference: str) -> bool:
        """True when a write that names itself was applied already and repeats are harmless.

        In the modes `lookup` and `none` nothing is remembered: a repeat takes effect again.
        """
        if self.office.mode(call.op) is not RepeatMode.NATURAL_KEY:
            return False
        is_seen = (call.op, reference) in self.office.applied
        self.office.applied.add((call.op, reference))
        return is_seen
