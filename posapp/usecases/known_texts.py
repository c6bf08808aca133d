"""Ask the store which texts it holds exactly so, while a source is being read."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.journal import Actor
from posapp.ports.reservations import KnownTexts
from posapp.ports.store import Store


def texts_known_to(store: Store, *, actor: Actor) -> KnownTexts:
    """The question as a source asks it: each time in a short unit of work of its own."""

    def known(digests: Sequence[int]) -> frozenset[int]:
        with store.write("pull.known", actor=actor) as uow:
            return uow.reservations.known_texts(digests)

    return known
