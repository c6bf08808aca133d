"""What of a person Commerce7 keeps elsewhere, or takes away only when told so."""

from __future__ import annotations

import pytest

from posapp.domain.address import Address
from posapp.domain.guest_record import fields_of, shipping_name
from posapp.domain.outbox import Operation
from posapp.ports import failures
from posapp.ports.backoffice import CustomerRecord, Kind
from posapp.ports.customer_fields import sent_fields
from posapp.ports.documents import AddressDocument, CustomerDocument
from tests.adapters.commerce7.site import Site, person, pull

HOME = AddressDocument(line1="1 A St", city="Napa", region="CA", postal="94558", country="US")
OAK = AddressDocument(line1="2 Oak Ave", city="Sonoma", region="CA", postal="95476", name="Ann Lee")
ELM = AddressDocument(line1="22 Elm Ave", city="Sonoma", region="CA", postal="95476", country="US")


def put(site: Site, document: CustomerDocument) -> None:
    """Sent, and found as it was sent."""
    write = site.backend().writes[Operation.PUT_CUSTOMER]
    ack = write.put(document, "k")
    assert write.find is not None
    assert write.find(document) == ack


def told(site: Site) -> dict[str, str]:
    """The one person as a pull tells them."""
    [record] = pull(site.backend(), Kind.CUSTOMER)
    assert isinstance(record, CustomerRecord)
    return fields_of(record.record)


def test_what_is_sent_is_told_back(site: Site) -> None:
    """A new person, changes, and what was emptied: a pull reverts nothing of it."""
    whole = person(company="ACME", birth_date="1980-02-03", billing=HOME)
    put(site, whole)
    assert told(site) == sent_fields(whole)
    put(site, person(company="Bolt", billing=HOME, changed=("company",)))
    assert told(site)["company"] == "Bolt"
    assert told(site)["billing"] == sent_fields(whole)["billing"]
    put(site, person(company="Bolt", billing=ELM, changed=("billing",)))
    assert told(site)["company"] == "Bolt"
    put(site, person(billing=ELM, changed=("company",)))
    put(site, person(changed=("billing", "birth_date")))
    left = told(site)
    assert not left.keys() & {"company", "billing", "birth_date"}
    assert site.tenant.all("customer-address") == []


def test_a_company_without_an_address_has_no_place_there(site: Site) -> None:
    """Refused with what to do, before anything is written."""
    with pytest.raises(failures.Refused, match="Enter the address"):
        put(site, person(company="ACME"))
    assert site.tenant.all("customer") == []


def test_an_address_that_bills_nobody_is_one_for_parcels(site: Site) -> None:
    """Taking the address away that bills moves none of the others into its place."""
    put(site, person(billing=HOME, shipping=(ELM,)))
    put(site, person(shipping=(ELM,), changed=("billing",)))
    names = [name.partition(":")[0] for name in told(site)]
    assert ("billing" in names, names.count("shipping")) == (False, 1)


@pytest.mark.parametrize("after", [(), (ELM,)], ids=["removed", "corrected"])
def test_an_address_changed_before_it_was_read_back_is_not_there_twice(
    site: Site, after: tuple[AddressDocument, ...]
) -> None:
    """It has no id here yet: what it said is how it is found."""
    new = person(shipping=(OAK, HOME))
    put(site, new)
    oak = Address("2 Oak Ave", "", "Sonoma", "CA", "95476", name="Ann Lee")
    name = shipping_name(oak)
    was = {name: sent_fields(new)[name]}
    changed = [name for name in sent_fields(person(shipping=after)) if name.startswith("shipping")]
    names = tuple(sorted({name, *changed}))
    put(site, person(shipping=(HOME, *after), changed=names, was=was))
    there = sorted(str(row["address"]) for row in site.tenant.all("customer-address"))
    assert there == sorted([HOME.line1, *(one.line1 for one in after)])
