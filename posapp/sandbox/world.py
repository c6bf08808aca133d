"""The whole other side without sockets or wall clock: a request in, an answer out.

The same seed, requests and clock moves always give the same answers and the same ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from posapp.sandbox.backoffice.office import BackOffice
from posapp.sandbox.backoffice.routes import BackOfficeRoutes
from posapp.sandbox.call import Call
from posapp.sandbox.clock import SandboxClock
from posapp.sandbox.credentials import Credentials
from posapp.sandbox.ledger import Ledger
from posapp.sandbox.message import RejectedError, Request, Response, error_response
from posapp.sandbox.ops import Op
from posapp.sandbox.tock.routes import TockRoutes
from posapp.sandbox.tock.venue import TockVenue

# 10 October 2026, 08:00 in California.
DEFAULT_START_MS = 1_791_644_400_000

_FIXED: dict[tuple[str, str], Op] = {
    ("GET", "/api/data/export/urls"): Op.EXPORT_URLS,
    ("GET", "/relay/v1/reservations"): Op.FEED,
    ("GET", "/backoffice/v1/products"): Op.PRODUCT_LIST,
    ("GET", "/backoffice/v1/clubs"): Op.CLUB_LIST,
    ("GET", "/backoffice/v1/customers"): Op.CUSTOMER_LIST,
    ("GET", "/backoffice/v1/memberships"): Op.MEMBERSHIP_LIST,
    ("GET", "/backoffice/v1/orders"): Op.ORDER_FIND,
    ("POST", "/backoffice/v1/orders"): Op.ORDER_CREATE,
    ("PUT", "/backoffice/v1/customers"): Op.CUSTOMER_UPSERT,
}


class World:
    """Tock, its relay and a back office, with one clock and one ledger."""

    def __init__(
        self,
        seed: int = 1,
        *,
        now_ms: int = DEFAULT_START_MS,
        credentials: Credentials | None = None,
    ) -> None:
        self.seed = seed
        self.credentials = credentials or Credentials()
        self.clock = SandboxClock(now_ms)
        self.ledger = Ledger()
        self.tock = TockVenue(seed=seed, clock=self.clock, credentials=self.credentials)
        self.backoffice = BackOffice(clock=self.clock)
        self.traffic: Counter[Op] = Counter()
        self._request_no = 0
        tock = TockRoutes(self.tock, ledger=self.ledger, credentials=self.credentials)
        office = BackOfficeRoutes(self.backoffice, ledger=self.ledger, credentials=self.credentials)
        self._routes: dict[Op, Callable[[Call], Response]] = {
            Op.EXPORT_URLS: tock.export_urls,
            Op.EXPORT_FILE: tock.export_file,
            Op.FEED: tock.feed,
            Op.GUEST_INGEST: tock.ingest,
            Op.PRODUCT_LIST: office.products,
            Op.CLUB_LIST: office.clubs,
            Op.CUSTOMER_LIST: office.customers,
            Op.MEMBERSHIP_LIST: office.memberships,
            Op.ORDER_CREATE: office.create_order,
            Op.ORDER_FIND: office.find_orders,
            Op.CUSTOMER_UPSERT: office.upsert_customer,
            Op.UNKNOWN: _unknown,
        }

    def op_of(self, request: Request) -> Op:
        """What a request asks for."""
        path = request.path
        if request.method == "PUT" and path == self.tock.ingest_path:
            return Op.GUEST_INGEST
        if path.startswith("/signed/"):
            return Op.EXPORT_FILE
        return _FIXED.get((request.method, path), Op.UNKNOWN)

    def handle(self, request: Request, *, stale_ms: int = 0) -> Response:
        """Apply a request now and answer it; reads may be `stale_ms` behind."""
        with self.clock.lock:
            return self._answer(self._call(request, stale_ms=stale_ms))

    def apply_later(self, request: Request, *, delay_ms: int) -> None:
        """Apply a request when the clock has moved on by `delay_ms`; nobody gets the answer."""
        with self.clock.lock:
            holds_key = self.backoffice.hold_key(self._call(request))

            def apply() -> None:
                call = self._call(request)
                if holds_key:
                    self.backoffice.free_key(call)
                self._answer(call)

            self.clock.at_ms(self.clock.now_ms() + delay_ms, apply)

    def keep_failure(self, request: Request, response: Response) -> None:
        """Tell the back office that this request ended in `response`, a 5xx."""
        with self.clock.lock:
            self.backoffice.keep_failure(self._call(request), response)

    def _answer(self, call: Call) -> Response:
        self.traffic[call.op] += 1
        try:
            return self._routes[call.op](call)
        except RejectedError as rejected:
            return rejected.response

    def _call(self, request: Request, *, stale_ms: int = 0) -> Call:
        self._request_no += 1
        now_ms = self.clock.now_ms()
        return Call(
            request=request,
            op=self.op_of(request),
            request_no=self._request_no,
            now_ms=now_ms,
            told_ms=self.clock.told_ms(),
            as_of_ms=now_ms - stale_ms,
        )


def _unknown(call: Call) -> Response:
    path = call.request.path
    if path.startswith(("/backoffice/", "/relay/")):
        return error_response(404, "not_found", message="no such path")
    return Response(400)
