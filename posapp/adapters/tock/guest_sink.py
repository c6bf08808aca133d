"""Sends a guest's details and club names to Tock's guest ingest.

The endpoint is not public, so path and verb are settings. The full list of club names is a state:
sending it twice changes nothing.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from posapp.adapters.http import Ask, HttpDoor
from posapp.adapters.tock.access import TockAccess
from posapp.domain.guest import email_key
from posapp.domain.outbox import Repeat, RepeatRule
from posapp.ports.backoffice import Ack
from posapp.ports.failures import NoProof
from posapp.ports.guests import GuestTags

INGEST_PATH = "/api/guest/ingest"


class _Taken(Struct, rename="camel", frozen=True):
    email: str
    patron_id: str = ""


class TockGuestSink:
    """GuestSink over our proposed contract; Tock matches people by e-mail."""

    def __init__(
        self,
        door: HttpDoor,
        *,
        access: TockAccess,
        path: str = INGEST_PATH,
        method: str = "PUT",
    ) -> None:
        self._door = door
        self._access = access
        self._path = path
        self._method = method

    def repeat_rule(self) -> RepeatRule:
        """The e-mail is the key and the list is complete, so a repeat is harmless."""
        return RepeatRule(Repeat.NATURAL_KEY)

    def put_tags(self, guest: GuestTags, *, key: str) -> Ack:
        """Send one guest's state; confirmed when Tock names the same e-mail."""
        del key  # the contract knows none: the e-mail is it
        body = {
            "email": guest.email,
            "firstName": guest.first_name,
            "lastName": guest.last_name,
            "phone": guest.phone,
            "phoneCountryCode": guest.phone_country_code,
            "tags": sorted({tag.strip() for tag in guest.tags} - {""}),
        }
        answer = self._door.request(
            Ask(
                method=self._method,
                url=self._access.url.rstrip("/") + self._path,
                headers={**self._access.headers(), "Content-Type": "application/json"},
                content=msgspec.json.encode(body),
            )
        )
        taken = answer.read(_Taken)
        if email_key(taken.email) != email_key(guest.email):
            raise NoProof("Tock answered about another guest.")
        return Ack(taken.patron_id or taken.email, guest.email)
