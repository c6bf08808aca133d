"""Ask a back office something a person waits for: beside the lanes, over a door of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from posapp.adapters.backoffice.spec import OpenDoor
from posapp.adapters.http import DoorPolicy, HttpDoor
from posapp.connections.office import ConnectedOffice
from posapp.connections.words import reason_of
from posapp.domain.errors import DomainError
from posapp.ports.backoffice import Cap, CommerceBackend
from posapp.ports.clock import Clock
from posapp.ports.inquiry import Inquiry
from posapp.sync.inquiry import Inquiries, Question

Answer = TypeVar("Answer")
MakeOffice = Callable[[OpenDoor], ConnectedOffice]
"""Makes the office anew, over the doors it is given; raises a DomainError at a wrong field."""


@dataclass(frozen=True, slots=True)
class OfficeQuestions:
    """Starts the questions; the vault too is only opened on their threads."""

    inquiries: Inquiries
    clock: Clock

    def ask(
        self,
        name: str,
        *,
        make: MakeOffice,
        title: str,
        question: Callable[[CommerceBackend], Answer | None],
        needs: Cap | None = None,
    ) -> Inquiry[Answer]:
        """Ask the office that `make` makes, called `title`; without what it `needs` it says why."""
        doors: list[HttpDoor] = []

        def opened(policy: DoorPolicy) -> HttpDoor:
            doors.append(HttpDoor(policy, clock=self.clock))
            return doors[-1]

        def asked() -> Answer | None:
            office = make(opened)
            if needs is not None and (why_not := office.why_not(needs)):
                raise DomainError("not_offered", why_not)
            return question(office.backend)

        def cut() -> None:
            for door in tuple(doors):
                door.abort()

        def close() -> None:
            for door in doors:
                door.close()

        reason = partial(reason_of, title=title)
        return self.inquiries.ask(
            Question(name=name, ask=asked, reason_of=reason, cut=cut, close=close)
        )
