"""Sends a guest's details and club names to Tock's guest ingest.

The endpoint is not public: path, verb, field names and what happens to the tags already there are
settings. Only names we set may be taken away, whatever the mode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct

from posapp.adapters.http import Ask, HttpDoor, Limits
from posapp.adapters.tock.access import TockAccess
from posapp.domain.club_tags import LATE_MS, TagMode
from posapp.domain.errors import DomainError
from posapp.domain.guest import email_key
from posapp.domain.outbox import Repeat, RepeatRule
from posapp.ports.backoffice import Ack
from posapp.ports.failures import NoProof, Refused
from posapp.ports.guests import GuestTags

INGEST_PATH = "/api/guest/ingest"
DEFAULT_FIELDS = {
    "email": "email",
    "first_name": "firstName",
    "last_name": "lastName",
    "phone": "phone",
    "phone_country_code": "phoneCountryCode",
    "tags": "tags",
    "managed_tags": "managedTags",
}
"""Our proposed contract (tock.md §4), ours and not Tock's."""

_REQUIRED = ("email", "tags")


@dataclass(frozen=True, slots=True)
class GuestContract:
    """How the ingest wants to be spoken to. `fields` renames ours; "" leaves a field out."""

    path: str = INGEST_PATH
    method: str = "PUT"
    mode: TagMode = TagMode.MANAGED_ONLY
    fields: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> dict[str, str]:
        """Our fields by their names on the wire; raises a DomainError for one that cannot be."""
        unknown = sorted(set(self.fields) - set(DEFAULT_FIELDS))
        if unknown:
            message = f"There is no guest field “{unknown[0]}”."
            raise DomainError("unknown_field", message, field="tock.guest_fields")
        names = {**DEFAULT_FIELDS, **self.fields}
        used = [name for name in names.values() if name]
        if len(used) != len(set(used)) or not all(names[name] for name in _REQUIRED):
            message = "Give e-mail and tags a name, and no name twice."
            raise DomainError("bad_fields", message, field="tock.guest_fields")
        return names


class _Taken(Struct, rename="camel", frozen=True):
    email: str
    patron_id: str = ""
    tags: list[str] | None = None


class TockGuestSink:
    """GuestSink over our proposed contract; Tock matches people by e-mail."""

    def __init__(
        self,
        door: HttpDoor,
        *,
        access: TockAccess,
        contract: GuestContract | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._door = door
        self._access = access
        self._contract = contract or GuestContract()
        self._names = self._contract.names()
        self._limits = limits or Limits()

    def repeat_rule(self) -> RepeatRule:
        """The e-mail is the key and the list is whole, so a repeat is harmless."""
        return RepeatRule(Repeat.STATE, quiet_ms=LATE_MS)

    def put_tags(self, guest: GuestTags, *, key: str) -> Ack:
        """Send one guest's state; confirmed when Tock names the same e-mail and shows our tags."""
        del key  # the contract knows none: the e-mail is it
        answer = self._door.request(
            Ask(
                method=self._contract.method,
                url=self._access.url.rstrip("/") + self._contract.path,
                headers={**self._access.headers(), "Content-Type": "application/json"},
                content=msgspec.json.encode(self._body(guest)),
                limits=self._limits,
            )
        )
        taken = answer.read(_Taken)
        if email_key(taken.email) != email_key(guest.email):
            raise NoProof("Tock answered about another guest.")
        missing = sorted(set(guest.tags) - set(guest.tags if taken.tags is None else taken.tags))
        if missing:
            raise Refused(f"Tock took the list but does not show “{missing[0]}”. Look there.")
        return Ack(taken.patron_id or taken.email, guest.email)

    def _body(self, guest: GuestTags) -> dict[str, object]:
        ours = {tag.strip() for tag in guest.tags} - {""}
        sent: dict[str, object] = {
            "email": guest.email,
            "first_name": guest.first_name,
            "last_name": guest.last_name,
            "phone": guest.phone,
            "phone_country_code": guest.phone_country_code,
            "tags": sorted(ours),
        }
        match self._contract.mode:
            case TagMode.MANAGED_ONLY:
                sent["managed_tags"] = sorted(ours | set(guest.managed))
            case TagMode.REPLACE_ALL:
                if guest.foreign is None:
                    raise Refused("This guest's other tags at Tock are not known, so none is sent.")
                sent["tags"] = sorted(ours | set(guest.foreign))
            case TagMode.MERGE:
                pass  # what is to be taken away there, a person takes away
        return {self._names[ours]: value for ours, value in sent.items() if self._names[ours]}
