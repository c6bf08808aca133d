"""Remember which guest tags Tock knows: ours must be spelt as one of them."""

from __future__ import annotations

from collections.abc import Iterable

from posapp.ports.store import UnitOfWork


def remember_tags(names: Iterable[str], *, uow: UnitOfWork) -> None:
    """Keep names as they are spelt there; one that is known is noted as seen again."""
    found = sorted({name for name in names if name.strip()})
    uow.pulls.remember_tags(found)
