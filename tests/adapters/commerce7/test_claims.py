"""What Commerce7 can do, and the form it is connected with."""

from __future__ import annotations

import pytest

from posapp.adapters.backoffice import discover
from posapp.adapters.backoffice.commerce7.backend import CAPS
from posapp.domain.errors import DomainError
from posapp.ports import failures
from posapp.ports.backoffice import (
    CAP_OF_KIND,
    CAP_OF_OPERATION,
    Connection,
    Kind,
)
from posapp.sandbox.commerce7.tenant import APP_ID, NAME, SECRET
from tests.adapters.commerce7.site import Site


def test_it_is_found_with_its_form_and_claims_what_it_writes(site: Site) -> None:
    """Every claimed write has its place, and nothing else has one."""
    spec = discover()["commerce7"]
    assert spec.caps == CAPS
    assert [field.name for field in spec.fields if field.is_secret] == ["secret"]
    backend = site.backend()
    claimed = {operation for operation, cap in CAP_OF_OPERATION.items() if cap in CAPS}
    assert set(backend.writes) == claimed
    assert {kind for kind, cap in CAP_OF_KIND.items() if cap not in CAPS} == {Kind.MERGE}
    assert all(spec.why_not[cap] for cap in set(CAP_OF_KIND.values()) - CAPS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tenant", " "),
        ("app_id", ""),
        ("secret", ""),
        ("number_base", "many"),
        ("number_base", "2000000001"),
        ("base_url", "http://api.commerce7.com/v1"),
        ("base_url", "https://[::1"),
        ("base_url", ""),
    ],
)
def test_a_wrong_setting_names_its_field(site: Site, field: str, value: str) -> None:
    """The form can show the sentence where it belongs."""
    values = {"tenant": NAME, "app_id": APP_ID, "secret": SECRET, field: value}
    with pytest.raises(DomainError) as refused:
        discover()["commerce7"].make(Connection(values), lambda _: site.door)
    assert refused.value.field == field


def test_the_check_proves_the_key_and_the_tenant(site: Site) -> None:
    """A wrong secret and a wrong tenant are both refused."""
    site.backend().check()
    for wrong in ({"secret": "x"}, {"tenant": "other"}):
        with pytest.raises(failures.CredentialsRefused):
            site.backend(**wrong).check()
