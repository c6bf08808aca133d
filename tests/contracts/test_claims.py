"""An adapter claims only what it does, and explains the rest."""

from __future__ import annotations

import pytest

from posapp.adapters import backoffice
from posapp.domain.errors import DomainError
from posapp.ports import failures
from posapp.ports.backoffice import CAP_OF_KIND, CAP_OF_OPERATION, Cap, Kind
from tests.contracts.conftest import SITES, SPECS, Office, claiming


def test_every_adapter_has_a_far_side() -> None:
    """One without could claim anything."""
    assert set(SPECS) <= set(SITES)


@pytest.mark.parametrize("spec", backoffice.discover().values(), ids=lambda spec: spec.name)
def test_what_is_missing_is_explained(spec: backoffice.BackendSpec) -> None:
    """A sentence for staff for each capability that is not there."""
    for cap in set(Cap) - spec.caps:
        assert spec.why_not[cap].endswith("."), cap


@claiming()
def test_writes_are_claims(office: Office) -> None:
    """A write has its place if and only if its capability is claimed; how it repeats is said."""
    backend = office.connect()
    assert backend.caps <= office.spec.caps
    claimed = {operation for operation, cap in CAP_OF_OPERATION.items() if cap in backend.caps}
    assert set(backend.writes) == claimed
    for write in backend.writes.values():
        assert (write.find is not None) == write.rule.can_look_up


@claiming()
def test_an_unclaimed_list_is_not_asked_for(office: Office) -> None:
    """Asking all the same is refused in words, never an empty list."""
    backend = office.connect()
    for kind in Kind:
        if CAP_OF_KIND[kind] not in backend.caps:
            with pytest.raises(failures.Refused):
                list(backend.changes(kind, cursor=""))


@claiming()
def test_the_check_is_honest(office: Office) -> None:
    """It passes with the right secret, and names the trouble with a wrong one."""
    office.connect().check()
    secrets = [field.name for field in office.spec.fields if field.is_secret]
    assert secrets
    for name in secrets:
        with pytest.raises(failures.Failure) as trouble:
            office.connect(**{name: "wrong"}).check()
        assert office.values[name] not in trouble.value.message


@claiming()
def test_the_check_fails_without_a_server(office: Office) -> None:
    """No connection is told as such."""
    office.server.pull_cable()
    with pytest.raises(failures.NotReached):
        office.connect().check()


@claiming()
def test_an_empty_secret_names_its_field(office: Office) -> None:
    """The form shows the sentence at the field, before anything is asked."""
    for field in office.spec.fields:
        if field.is_secret:
            with pytest.raises((DomainError, failures.CredentialsRefused)) as trouble:
                office.connect(**{field.name: ""}).check()
            if isinstance(trouble.value, DomainError):
                assert trouble.value.field == field.name
