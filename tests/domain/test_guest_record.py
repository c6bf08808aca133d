"""A record as fields and back, and the laws of merging two of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from posapp.domain.address import Address
from posapp.domain.guest import Contact
from posapp.domain.guest_record import (
    REQUIRED,
    SHIPPING,
    Fields,
    GuestDetails,
    GuestRecord,
    ShippingAddress,
    align,
    fields_of,
    kind_of,
    overtaken,
    record_of,
    shipping_name,
)
from posapp.domain.merge import merge

WORDS = st.text(alphabet='aB é1:"{}\\', max_size=4).map(str.strip)
ADDRESSES = st.builds(Address, line1=WORDS, city=WORDS, postal=WORDS, country=st.just("US"))
SHIPPINGS = st.builds(
    ShippingAddress,
    address=ADDRESSES,
    address_id=st.sampled_from(["", "7", "8", "a:b"]),
    is_primary=st.booleans(),
)
RECORDS = st.builds(
    GuestRecord,
    contact=st.builds(Contact, WORDS, WORDS, WORDS, WORDS),
    details=st.builds(
        GuestDetails,
        company=WORDS,
        birth_date=st.sampled_from(["", "1980-02-29"]),
        billing=ADDRESSES,
        shipping=st.lists(SHIPPINGS, max_size=3).map(tuple),
        contact_types=st.sets(WORDS.filter(bool)).map(sorted).map(tuple),
    ),
)
NAMES = ("first_name", "phone", "billing", "shipping:7", "contact_type:VIP")
FIELDS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from("xyz"))
MAIN = Address("1 Main St", "", "Napa", "CA", "94558", "US")


@given(RECORDS)
@settings(max_examples=300, deadline=None)
def test_a_record_survives_its_fields(record: GuestRecord) -> None:
    """Fields say all of it: what comes back makes the same fields, and blank things are nothing."""
    told = fields_of(record)
    back = record_of(told)
    assert fields_of(back) == told
    assert all(told.values())
    assert back.contact == record.contact
    assert back.details.company == record.details.company
    assert back.details.contact_types == record.details.contact_types
    stays = {
        shipping_name(one.address, address_id=one.address_id): one
        for one in record.details.shipping
        if not one.address.is_blank
    }
    assert set(back.details.shipping) == {*stays.values()}


@given(FIELDS, FIELDS, FIELDS)
@settings(max_examples=500, deadline=None)
def test_the_laws_of_a_merge(base: Fields, ours: Fields, theirs: Fields) -> None:
    """Whoever changed something is followed, both are asked about, and agreement is silent."""
    assert merge(base, ours, base).values == {k: v for k, v in ours.items() if v}
    assert merge(base, base, theirs).values == dict(theirs)
    assert not merge(base, ours, ours).conflicts
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert {(c.name, c.ours, c.theirs) for c in one.conflicts} == {
        (c.name, c.theirs, c.ours) for c in other.conflicts
    }
    for name in {*base, *ours, *theirs}:
        asked = {conflict.name for conflict in one.conflicts}
        values = {ours.get(name, ""), theirs.get(name, "")}
        assert (name in asked) == (len(values | {base.get(name, "")}) == 3)
        if name not in asked:
            assert one.values.get(name, "") == other.values.get(name, "")
    again = merge(theirs, one.values, theirs)
    assert again.values == one.values
    assert not again.conflicts


@given(FIELDS, FIELDS)
@settings(max_examples=200, deadline=None)
def test_what_was_overtaken_is_neither_as_it_was_nor_as_it_is_wanted(
    was: Fields, there: Fields
) -> None:
    """A write that reads first refuses exactly the fields in which somebody came before it.

    A name that was emptied is none of them.
    """
    wanted = dict.fromkeys(NAMES, "w")
    found = overtaken(there, was=was, wanted=wanted, names=NAMES)
    changed = [name for name in sorted(NAMES) if there.get(name, "") != was.get(name, "")]
    assert found == [name for name in changed if there.get(name) or name not in REQUIRED]
    assert overtaken(wanted, was=was, wanted=wanted, names=NAMES) == []


def test_an_address_is_one_field_whatever_its_order() -> None:
    """Written by sorted parts, without what is empty; a blank one is no field."""
    told = fields_of(GuestRecord(Contact(), GuestDetails(billing=MAIN)))
    text = '{"city":"Napa","country":"US","line1":"1 Main St","postal":"94558","region":"CA"}'
    assert told == {"billing": text}
    assert fields_of(GuestRecord(Contact(), GuestDetails(billing=Address(country="US")))) == {}


def test_a_new_address_takes_the_id_it_has_over_there() -> None:
    """However it is written there, and once only."""
    new = ShippingAddress(MAIN, is_primary=True)
    ours = fields_of(GuestRecord(Contact(), GuestDetails(shipping=(new,))))
    loud = replace(MAIN, line1="1  MAIN ST", city="napa")
    twice = (ShippingAddress(loud, "7"), ShippingAddress(loud, "8"))
    theirs = fields_of(GuestRecord(Contact(), GuestDetails(shipping=twice)))
    aligned = align(ours, theirs)
    assert list(aligned) == ["shipping:7"]
    assert aligned == {"shipping:7": ours[shipping_name(MAIN)]}
    assert align(aligned, theirs) == aligned
    other = ShippingAddress(replace(MAIN, postal="10115"), "9")
    elsewhere = fields_of(GuestRecord(Contact(), GuestDetails(shipping=(other,))))
    assert align(ours, elsewhere) == ours


def test_the_journal_learns_no_address_and_no_type() -> None:
    """What a field is called may say something of the person."""
    assert kind_of("contact_type:VIP, difficult") == "contact_type"
    assert kind_of(f"{SHIPPING}7") == "shipping"
    assert kind_of("phone") == "phone"
