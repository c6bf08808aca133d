"""Sends club tags from the outbox through the guest sink, the very list that was stored."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.outbox import Operation, OutboxItem, RepeatRule
from posapp.ports.backoffice import Ack
from posapp.ports.documents import decode_guest_tags
from posapp.ports.guests import GuestSink, GuestTags


@dataclass(frozen=True, slots=True)
class TagsOutbound:
    """Satisfies sync.drain.Outbound over a GuestSink."""

    sink: GuestSink

    def repeat_rule(self, operation: Operation) -> RepeatRule:
        """As the sink declares; there is one operation only."""
        del operation
        return self.sink.repeat_rule()

    def send(self, item: OutboxItem) -> Ack:
        """Hand over the stored list; raises Failure."""
        document = decode_guest_tags(item.payload)
        guest = GuestTags(
            email=document.email,
            first_name=document.first_name,
            last_name=document.last_name,
            phone=document.phone,
            phone_country_code=document.phone_country_code,
            tags=document.tags,
            managed=document.managed,
            foreign=document.foreign,
        )
        return self.sink.put_tags(guest, key=item.item_id)

    @property
    def system(self) -> str:
        """Tock alone keeps tags."""
        return ""

    def look_up(self, item: OutboxItem) -> Ack | None:
        """One guest cannot be asked for at Tock, and need not be: the list is sent whole again."""
        del item
        return None
