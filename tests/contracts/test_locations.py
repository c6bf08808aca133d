"""Where orders are collected: listed where the system can, and used as this tasting room's own."""

from __future__ import annotations

import pytest

from posapp.adapters import backoffice
from posapp.domain.club import Membership
from posapp.domain.outbox import Operation
from posapp.ports import failures
from posapp.ports.backoffice import Cap, Kind, PickupLocation
from posapp.ports.documents import ClubDocument
from posapp.sandbox.office_site import SoldLine
from tests.contracts.conftest import Office, claiming
from tests.contracts.documents import clubs


@claiming(Cap.PICKUP_LOCATIONS)
def test_the_places_that_hand_orders_over_are_listed(office: Office) -> None:
    """By their own ids and names; a mere storehouse is none of them."""
    assert office.connect().pickup_locations() == ()
    office.site.add_location("loc-1", "Tasting room, Napa", hands_over=True)
    office.site.add_location("loc-2", "Warehouse", hands_over=False)
    office.site.add_location("loc-3", "Downtown", hands_over=True)
    assert office.connect().pickup_locations() == (
        PickupLocation("loc-1", "Tasting room, Napa"),
        PickupLocation("loc-3", "Downtown"),
    )


@claiming()
def test_who_cannot_list_them_says_so(office: Office) -> None:
    """In words, never an empty list; and no field of the form promises it."""
    backend = office.connect()
    promised = [field for field in office.spec.fields if field.lists is not None]
    assert all(field.lists in office.spec.caps for field in promised)
    if Cap.PICKUP_LOCATIONS not in backend.caps:
        assert promised == []
        with pytest.raises(failures.Refused) as refused:
            backend.pickup_locations()
        assert refused.value.message == office.spec.why_not[Cap.PICKUP_LOCATIONS]


def test_a_field_that_lists_may_be_typed() -> None:
    """It is a text, no choice: what the list leaves out can still be said."""
    for spec in backoffice.discover().values():
        assert all(not (one.lists and (one.choices or one.is_secret)) for one in spec.fields)


@claiming(Cap.PICKUP_LOCATIONS, Cap.WRITE_CLUBS)
def test_a_club_to_collect_is_collected_here_unless_it_says_where(office: Office) -> None:
    """The guest is asked for a delivery, not for an id of ours."""
    office.site.add_location("loc-1", "Tasting room, Napa", hands_over=True)
    person_id = office.site.add_person(first_name="Ann", last_name="Lee", email="ann@lee.example")
    here, there, sent = (office.site.add_club(name) for name in ("Estate", "Library", "Press"))
    write = office.connect(pickup_location="loc-1").writes[Operation.SET_CLUBS]
    joined = clubs(
        person_id,
        join=(
            ClubDocument(club_id=here, name="Estate", fulfilment="pickup"),
            ClubDocument(
                club_id=there, name="Library", fulfilment="pickup", pickup_location="loc-3"
            ),
            ClubDocument(club_id=sent, name="Press"),
        ),
    )
    write.put(joined, "k1")
    held = [row for row in office.pull(Kind.MEMBERSHIP) if isinstance(row, Membership)]
    assert {one.club_id: one.pickup_location for one in held} == {
        here: "loc-1",
        there: "loc-3",
        sent: "",
    }


@claiming(Cap.PICKUP_LOCATIONS, Cap.READ_PICKUP)
def test_what_waits_elsewhere_is_not_handed_out_here(office: Office) -> None:
    """Without a location of our own everything is told."""
    person_id = office.site.add_person(first_name="Ann", last_name="Lee", email="ann@lee.example")
    ids = {}
    for number, location in ((101, "loc-1"), (102, "loc-3")):
        ids[location] = office.site.add_web_order(
            str(number), person_id=person_id, delivery="pickup", lines=[SoldLine()]
        )
        office.site.collect_at(ids[location], location)

    def told(**values: str) -> set[str]:
        pages = list(office.connect(**values).changes(Kind.PICKUP, cursor=""))
        assert pages[-1].is_last
        return {row.remote_id for page in pages for row in page.records}  # type: ignore[union-attr]

    assert told() == set(ids.values())
    assert told(pickup_location="loc-1") == {ids["loc-1"]}
