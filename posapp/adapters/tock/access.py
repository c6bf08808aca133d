"""How Tock is reached: addresses, header names and scope are settings, as Tock is moving house."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from posapp.adapters.http import DoorPolicy
from posapp.adapters.tock.wire import Id
from posapp.domain.reservation import Quarantined
from posapp.ports.reservations import IncomingReservation

PAGE_503 = "Tock answers with an error page: a service or key problem. Check the key; ask Tock."
"""Tock was seen to answer a wrong key with a 503 web page, for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TockAccess:
    """A venue's way in. Business and group must both be exact or Tock answers as to a wrong key."""

    url: str
    key: str = field(repr=False)
    business_id: str
    business_group_id: str
    key_header: str = "X-Tock-Authorization"
    scope_header: str = "X-Tock-Scope"

    def headers(self) -> dict[str, str]:
        """Key and scope; only ever sent to Tock's own address, never to a file's."""
        scope = {"businessId": self.business_id, "businessGroupId": self.business_group_id}
        return {
            self.key_header: self.key,
            self.scope_header: msgspec.json.encode(scope).decode(),
        }


def tock_policy(
    url: str, *, file_hosts: tuple[str, ...] = (), allow_loopback_http: bool = False
) -> DoorPolicy:
    """A door to Tock's address and to the hosts its signed file links may point to."""
    return DoorPolicy(
        peer="Tock",
        hosts=frozenset({urlsplit(url).hostname or "", *file_hosts} - {""}),
        allow_loopback_http=allow_loopback_http,
        page_503=PAGE_503,
    )


class _OwnerBusiness(Struct):
    id: Id = None


class _Owner(Struct):
    business: _OwnerBusiness | None = None


_OWNER = msgspec.json.Decoder(_Owner)


def own_rows(
    rows: tuple[IncomingReservation | Quarantined, ...],
    *,
    business_id: str,
    brands: frozenset[str] = frozenset(),
) -> tuple[IncomingReservation | Quarantined, ...]:
    """Our venue's rows: one group shares a stream, and other venues' guests are none of ours.

    `brands` are further businesses of ours in the stream. An unreadable row is kept unless it
    plainly names another venue.
    """
    own = {business_id, "", *brands}
    return tuple(row for row in rows if _business_of(row) in own)


def _business_of(row: IncomingReservation | Quarantined) -> str:
    if isinstance(row, IncomingReservation):
        return row.facts.business_id
    try:
        business = _OWNER.decode(row.raw).business
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return "" if business is None or business.id is None else str(business.id)
