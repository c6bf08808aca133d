"""The systems that can be connected, and what their forms take."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.adapters.backoffice.spec import BackendSpec
from posapp.domain.errors import DomainError
from posapp.ports.backoffice import Cap
from posapp.ports.office import BackendOffer

_NO_WAY = "{} offers no way to do this."


def office_offers(specs: Mapping[str, BackendSpec]) -> list[BackendOffer]:
    """Every system by title, with a sentence for each thing it cannot do."""
    return [
        BackendOffer(
            name=spec.name,
            title=spec.title,
            fields=spec.fields,
            caps=spec.caps,
            why_not={cap: why_never(spec, cap) for cap in Cap if cap not in spec.caps},
            goes_by_files=spec.goes_by_files,
        )
        for spec in sorted(specs.values(), key=lambda one: one.title)
    ]


def why_never(spec: BackendSpec, cap: Cap) -> str:
    """Why a system cannot do this however it is set up."""
    return spec.why_not.get(cap) or _NO_WAY.format(spec.title)


def spec_named(name: str, specs: Mapping[str, BackendSpec]) -> BackendSpec:
    """The system called `name`; a DomainError at the field “backend” when there is none."""
    spec = specs.get(name)
    if spec is None:
        message = f"There is no back office called “{name}”."
        raise DomainError("unknown_backend", message, field="backend")
    return spec


def require_fields(
    spec: BackendSpec, *, values: Mapping[str, str], secrets: Mapping[str, str]
) -> None:
    """Raise a DomainError at a field the form does not have, or at a value it does not offer."""
    plain = {field.name: field for field in spec.fields if not field.is_secret}
    secret = {field.name for field in spec.fields if field.is_secret}
    for name, text in values.items():
        if name in secret:
            message = f"“{name}” is a secret; it is never kept among plain values."
            raise DomainError("secret_value", message, field=name)
        if name not in plain:
            raise DomainError("unknown_field", f"{spec.title} has no field “{name}”.", field=name)
        choices = plain[name].choices
        if choices and text not in choices:
            message = f"Use one of {', '.join(choices)}."
            raise DomainError("bad_choice", message, field=name)
    for name in secrets:
        if name not in secret:
            message = f"{spec.title} has no secret “{name}”."
            raise DomainError("unknown_field", message, field=name)
