"""Which account of its system does the work of each role."""

from __future__ import annotations

import json
from collections.abc import Mapping

from posapp.adapters.backoffice.spec import BackendSpec
from posapp.connections.kept import Choice
from posapp.ports.office import Role
from posapp.ports.store import UnitOfWork
from posapp.usecases.leave_account import meet_account


def meet_accounts(
    serving: Mapping[Role, Choice], specs: Mapping[str, BackendSpec], *, uow: UnitOfWork
) -> set[Role]:
    """Note the accounts; returns the roles whose account is another one than the last time."""
    return {
        role
        for role, choice in serving.items()
        if (spec := specs.get(choice.backend)) is not None
        and meet_account(role, spec.name, account=_account(spec, choice), title=spec.title, uow=uow)
    }


def _account(spec: BackendSpec, choice: Choice) -> str:
    """What tells an account of a system from another one, as text."""
    values = {
        one.name: (choice.values.get(one.name) or one.default).strip().rstrip("/").casefold()
        for one in spec.fields
        if one.is_account
    }
    return json.dumps(values, sort_keys=True)
