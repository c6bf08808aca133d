"""The whole other side without sockets or wall clock: a request in, an answer out.

The same seed, requests and clock moves always give the same answers and the same ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from posapp.sandbox.backoffice.desk import Desk
from posapp.sandbox.backoffice.office import BackOffice
from posapp.sandbox.backoffice.people_routes import PeopleRoutes
from posapp.sandbox.backoffice.pickup_routes import PickupRoutes
from posapp.sandbox.backoffice.routes import BackOfficeRoutes
from posapp.sandbox.call import Call
from posapp.sandbox.clock import SandboxClock
from posapp.sandbox.commerce7.routes import Commerce7Mount
from posapp.sandbox.commerce7.tenant import Tenant
from posapp.sandbox.credentials import Credentials
from posapp.sandbox.ledger import Ledger
from posapp.sandbox.message import RejectedError, Request, Response, error_response
from posapp.sandbox.mount import Mount
from posapp.sandbox.ops import Op
from posapp.sandbox.orderport.routes import OrderPortMount
from posapp.sandbox.orderport.till import OrderPort
from posapp.sandbox.tock.routes import TockRoutes
from posapp.sandbox.tock.venue import TockVenue
from posapp.sandbox.winedirect.office import WineDirectOffice
from posapp.sandbox.winedirect.routes import WineDirectMount

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
    ("GET", "/backoffice/v1/customers/search"): Op.CUSTOMER_SEARCH,
    ("GET", "/backoffice/v1/merges"): Op.MERGE_LIST,
    ("POST", "/backoffice/v1/club-changes"): Op.CLUBS_SET,
    ("GET", "/backoffice/v1/sales"): Op.SALE_LIST,
    ("GET", "/backoffice/v1/pickups"): Op.PICKUP_LIST,
    ("GET", "/backoffice/v1/pickup-locations"): Op.LOCATION_LIST,
    ("POST", "/backoffice/v1/pickups"): Op.PICKUP_MARK,
    ("POST", "/backoffice/v1/pickups/undo"): Op.PICKUP_UNDO,
    ("POST", "/backoffice/v1/gift-cards/balance"): Op.GIFT_CARD,
}


class World:
    """Tock, its relay and the back offices, with one clock and one ledger."""

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
        self.commerce7 = Tenant(clock=self.clock, ledger=self.ledger)
        self.orderport = OrderPort(self.clock)
        self.winedirect = WineDirectOffice(self.clock)
        self.mounts: list[Mount] = [
            Commerce7Mount(self.commerce7),
            OrderPortMount(self.orderport),
            WineDirectMount(self.winedirect, self.ledger),
        ]
        tock = TockRoutes(self.tock, ledger=self.ledger, credentials=self.credentials)
        desk = Desk(self.backoffice, self.ledger, self.credentials.backoffice_token)
        self._routes: dict[Op, Callable[[Call], Response]] = {
            Op.EXPORT_URLS: tock.export_urls,
            Op.EXPORT_FILE: tock.export_file,
            Op.FEED: tock.feed,
            Op.GUEST_INGEST: tock.ingest,
            Op.UNKNOWN: _unknown,
            **_office_routes(desk),
        }

    def op_of(self, request: Request) -> Op:
        """What a request asks for."""
        path = request.path
        mount = self._mount_of(path)
        if mount is not None:
            return mount.op_of(request)
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
        mount = self._mount_of(call.request.path)
        try:
            return mount.answer(call) if mount else self._routes[call.op](call)
        except RejectedError as rejected:
            return rejected.response

    def _mount_of(self, path: str) -> Mount | None:
        return next((mount for mount in self.mounts if path.startswith(mount.prefix)), None)

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


def _office_routes(desk: Desk) -> dict[Op, Callable[[Call], Response]]:
    orders, people, pickups = BackOfficeRoutes(desk), PeopleRoutes(desk), PickupRoutes(desk)
    return {
        Op.PRODUCT_LIST: orders.products,
        Op.CLUB_LIST: orders.clubs,
        Op.SALE_LIST: orders.sales,
        Op.ORDER_CREATE: orders.create_order,
        Op.ORDER_FIND: orders.find_orders,
        Op.GIFT_CARD: orders.gift_card,
        Op.CUSTOMER_LIST: people.customers,
        Op.CUSTOMER_SEARCH: people.search,
        Op.CUSTOMER_UPSERT: people.upsert_customer,
        Op.MERGE_LIST: people.merges,
        Op.MEMBERSHIP_LIST: people.memberships,
        Op.CLUBS_SET: people.set_clubs,
        Op.PICKUP_LIST: pickups.waiting,
        Op.LOCATION_LIST: pickups.locations,
        Op.PICKUP_MARK: pickups.mark,
        Op.PICKUP_UNDO: pickups.undo,
    }


def _unknown(call: Call) -> Response:
    path = call.request.path
    if path.startswith(("/backoffice/", "/relay/")):
        return error_response(404, "not_found", message="no such path")
    return Response(400)
