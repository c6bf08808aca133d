"""Several businesses of one group: which are ours, and whose rows of a shared stream are kept."""

from __future__ import annotations

import json

from posapp.adapters.tock.access import own_rows
from posapp.adapters.tock.decode import decode_reservation
from posapp.domain.reservation import Channel, Quarantined
from posapp.settings import Brand, Settings, VenueSection
from tests.support.till import wire_row

VENUE = VenueSection(business_id="31415", business_group_id="27182", name="Estate")


def settings(*brands: Brand) -> Settings:
    return Settings(venue=VENUE, brands=brands)


def test_the_venue_comes_first_and_each_business_once() -> None:
    """A brand without a group of its own is in the venue's; the venue named again is no second."""
    made = settings(
        Brand(business_id="500", name="Hillside"),
        Brand(business_id="31415", name="Again"),
        Brand(business_id="600", business_group_id="9", name="Creek"),
    )
    assert made.businesses() == (
        Brand(business_id="31415", business_group_id="27182", name="Estate"),
        Brand(business_id="500", business_group_id="27182", name="Hillside"),
        Brand(business_id="600", business_group_id="9", name="Creek"),
    )
    assert [one.business_id for one in settings().businesses()] == ["31415"]


def test_rows_of_every_brand_are_kept_and_of_no_other() -> None:
    """A stream is the whole group's; an unreadable row is kept unless it names another venue."""
    rows = tuple(
        decode_reservation(
            json.dumps({**wire_row(number), "business": {**wire_row(1)["business"], "id": number}}),
            source="tock",
            channel=Channel.FEED,
            origin="feed",
        )
        for number in (31415, 500, 700)
    )
    rows += (
        Quarantined("tock", "feed", "no JSON", ()),
        Quarantined("tock", "feed", '{"business": {"id": 700}}', ()),
        Quarantined("tock", "feed", '{"business": {"id": "500"}}', ()),
    )
    kept = own_rows(rows, business_id="31415", brands=frozenset({"500"}))
    assert kept == (rows[0], rows[1], rows[3], rows[5])
    assert own_rows(rows, business_id="31415") == (rows[0], rows[3])
