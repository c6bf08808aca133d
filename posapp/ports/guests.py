"""The only door that writes to the reservation system: a guest's details and club names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from posapp.domain.outbox import RepeatRule
from posapp.ports.backoffice import Ack


@dataclass(frozen=True, slots=True)
class GuestTags:
    """A guest as sent to Tock; `tags` is the full, sorted list of club names.

    `managed` are the only names that may be touched there; `foreign` are the guest's other tags as
    last seen, None while no profile of the guest was seen.
    """

    email: str
    first_name: str
    last_name: str
    phone: str
    phone_country_code: str
    tags: tuple[str, ...]
    managed: tuple[str, ...] = ()
    foreign: tuple[str, ...] | None = None


class GuestSink(Protocol):
    """Takes guests' club names; sending the same state twice is harmless."""

    def repeat_rule(self) -> RepeatRule:
        """How a second send is made safe."""
        ...

    def put_tags(self, guest: GuestTags, *, key: str) -> Ack:
        """Send one guest's state."""
        ...
