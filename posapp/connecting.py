"""What the command line does with connections: list them, make one, end one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from posapp.app import Program
from posapp.chores import opened
from posapp.domain.errors import DomainError
from posapp.ports.backoffice import SettingField
from posapp.ports.office import BackendOffer, Role, RoleState

_LATER = "A window that is open uses it from its next start. `posapp doctor` tests it."


def connections_of(directory: Path | None) -> dict[str, Any]:
    """The systems that can be connected with their fields, and what each role is connected to."""
    with opened(directory) as program:
        offers, roles = program.desk.offers(), program.desk.roles()
    return {
        "roles": [_role(state) for state in roles],
        "systems": [_system(offer) for offer in offers],
        "lines": [*map(_role_line, roles), *map(_system_line, offers)],
    }


def connect_office(
    directory: Path | None,
    *,
    role: str,
    backend: str,
    values: Mapping[str, str],
    ask: Callable[[str], str],
) -> dict[str, Any]:
    """Connect a role; `ask` gives each secret, "" to leave it as it is kept.

    Plain values that are not given stay as they are, or are the form's defaults.
    """
    with opened(directory) as program:
        desk, wanted = program.desk, Role(role)
        offer = next((one for one in desk.offers() if one.name == backend), None)
        if offer is None:
            known = ", ".join(one.name for one in desk.offers())
            message = f"There is no back office called “{backend}”. There are: {known}."
            raise DomainError("unknown_backend", message, field="backend")
        before = _state(program, wanted)
        kept = before.values if before.backend == backend else _defaults(offer)
        desk.connect(
            wanted,
            backend,
            values={**kept, **values},
            secrets={
                field.name: ask(_question(field)) for field in offer.fields if field.is_secret
            },
            actor=program.program_actor,
        )
        lines = [f"{offer.title} is connected for {role}.", desk.secrets_are_kept(), _LATER]
        if not program.around.keeps_secrets:
            lines.insert(2, "Give them with the environment instead, as POSAPP_SECRET_… variables.")
        return {"role": _role(_state(program, wanted)), "lines": lines}


def disconnect_office(directory: Path | None, *, role: str) -> dict[str, Any]:
    """Forget what a role is connected to, and its secrets."""
    with opened(directory) as program:
        program.desk.disconnect(Role(role), actor=program.program_actor)
        state = _state(program, Role(role))
    lines = [f"Nothing is connected for {role}. What is unsent waits for the next one."]
    return {"role": _role(state), "lines": lines}


def _state(program: Program, role: Role) -> RoleState:
    return next(one for one in program.desk.roles() if one.role is role)


def _defaults(offer: BackendOffer) -> dict[str, str]:
    plain = (field for field in offer.fields if not field.is_secret)
    return {field.name: field.default for field in plain if field.default}


def _question(field: SettingField) -> str:
    return f"{field.label} (nothing: as it is kept): "


def _role(state: RoleState) -> dict[str, Any]:
    return {
        "role": state.role.value,
        "system": state.backend,
        "values": dict(state.values),
        "kept_secrets": sorted(state.kept_secrets),
        "can": sorted(cap.value for cap in state.caps),
        "trouble": state.trouble,
    }


def _system(offer: BackendOffer) -> dict[str, Any]:
    return {
        "system": offer.name,
        "title": offer.title,
        "fields": [
            {"name": one.name, "label": one.label, "secret": one.is_secret, "default": one.default}
            for one in offer.fields
        ],
        "can": sorted(cap.value for cap in offer.caps),
    }


def _role_line(state: RoleState) -> str:
    told = state.trouble or (state.backend or "nothing is connected")
    return f"{state.role.value}: {told}"


def _system_line(offer: BackendOffer) -> str:
    fields = ", ".join(f"{one.name}{' (secret)' if one.is_secret else ''}" for one in offer.fields)
    return f"  {offer.name}: {offer.title}; {fields}"
