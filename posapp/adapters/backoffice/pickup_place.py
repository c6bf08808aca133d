"""Where a club is collected when nobody said so: at the location of this tasting room."""

from __future__ import annotations

from msgspec.structs import replace

from posapp.ports.documents import ClubsDocument

PICKUP = "pickup"


def placed(document: ClubsDocument, *, location: str) -> ClubsDocument:
    """The document with `location` for every club to collect that names none."""
    if not location:
        return document
    join = tuple(
        replace(club, pickup_location=location)
        if club.fulfilment == PICKUP and not club.pickup_location
        else club
        for club in document.join
    )
    return replace(document, join=join)
